-- What is owed, found and decided in one investigation, for its own page: without these the whole municipality's list is
-- gone through for a handful of rows.
CREATE INDEX obligations_investigation_idx ON obligations (municipality, investigation_id)
    WHERE investigation_id IS NOT NULL;
CREATE INDEX obligations_history_investigation_idx
    ON obligations_history (municipality, investigation_id, valid_to, valid_from) WHERE investigation_id IS NOT NULL;
CREATE INDEX findings_investigation_idx ON findings (municipality, investigation_id) WHERE investigation_id IS NOT NULL;
CREATE INDEX findings_history_investigation_idx
    ON findings_history (municipality, investigation_id, valid_to, valid_from) WHERE investigation_id IS NOT NULL;
-- A decision is never superseded, and has no history to look through.
CREATE INDEX decisions_investigation_idx ON decisions (municipality, investigation_id)
    WHERE investigation_id IS NOT NULL;
