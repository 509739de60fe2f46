-- The register of consents also says when a consent ended with its case, which was opened again since (RM-15, R-24, R-25).
-- What was projected so far lacks it, and is projected anew.

DELETE FROM consent_register;
DELETE FROM consent_register_horizon;
DELETE FROM projections WHERE read_model = 'consent_register';

ALTER TABLE consent_register
    -- The day on which the case ended, where it was opened again after the consent was given.
    ADD COLUMN ended_on date;
-- Which bodies work with a case now, by the consents that stand.
CREATE INDEX consent_register_standing_idx ON consent_register (municipality)
    WHERE given_on IS NOT NULL AND withdrawn_on IS NULL AND ended_on IS NULL;

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
