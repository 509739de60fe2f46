-- The register of consents also has those that the child welfare service works on (RM-15, S1-14, S1-15, S2-17, R-21). What was
-- projected so far lacks them, and is projected anew.

DELETE FROM consent_register;
DELETE FROM consent_register_horizon;
DELETE FROM projections WHERE read_model = 'consent_register';

ALTER TABLE consent_register
    ALTER COLUMN case_id DROP NOT NULL,
    -- The investigation that it is given in, where it is given to the service.
    ADD COLUMN investigation_id uuid,
    -- What the service does on it, by its name.
    ADD COLUMN used_for text,
    ADD CONSTRAINT consent_register_place_ck CHECK ((case_id IS NULL) <> (investigation_id IS NULL)),
    ADD CONSTRAINT consent_register_use_ck CHECK ((investigation_id IS NULL) = (used_for IS NULL));

-- Made anew, so that its columns stay those of consent_register and then the end of the interval.
DROP TABLE consent_register_history;
CREATE TABLE consent_register_history (
    LIKE consent_register INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT consent_register_history_pk PRIMARY KEY (municipality, consent_id, valid_from),
    CONSTRAINT consent_register_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE consent_register_history IS
    'Rows of consent_register as they were at positions from valid_from to before valid_to.';
CREATE INDEX consent_register_history_order_idx
    ON consent_register_history (municipality, asked_at DESC, consent_id DESC, valid_to, valid_from);
CREATE INDEX consent_register_history_unit_idx
    ON consent_register_history (municipality, unit, asked_at DESC, consent_id DESC, valid_to, valid_from);
CREATE INDEX consent_register_history_case_idx
    ON consent_register_history (municipality, case_id, valid_to, valid_from);
CREATE INDEX consent_register_history_child_idx
    ON consent_register_history (municipality, child_subject, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON consent_register_history TO case_ledger_app;
