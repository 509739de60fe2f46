-- The register of reports also says how serious a report is and where the child lives, as intake has decided (RM-5). What
-- was projected so far is projected anew.

DELETE FROM report_register;
DELETE FROM report_register_horizon;
DELETE FROM projections WHERE read_model = 'report_register';

ALTER TABLE report_register
    -- The name of how serious it is; null until that is decided.
    ADD COLUMN severity text,
    -- The geographic area; null where it is not known.
    ADD COLUMN area text,
    ADD COLUMN prioritised_on date;
-- For what waits for triage, by how serious it is and where.
CREATE INDEX report_register_waiting_idx
    ON report_register (municipality, severity, area, received_at DESC, report_id DESC) WHERE concluded_on IS NULL;

-- Made anew, so that its columns stay those of report_register and then the end of the interval.
DROP TABLE report_register_history;
CREATE TABLE report_register_history (
    LIKE report_register INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT report_register_history_pk PRIMARY KEY (municipality, report_id, valid_from),
    CONSTRAINT report_register_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE report_register_history IS
    'Rows of report_register as they were at positions from valid_from to before valid_to.';
CREATE INDEX report_register_history_received_idx
    ON report_register_history (municipality, received_at DESC, report_id DESC, valid_to, valid_from);
CREATE INDEX report_register_history_unit_idx
    ON report_register_history (municipality, unit, received_at DESC, report_id DESC, valid_to, valid_from);
CREATE INDEX report_register_history_case_idx
    ON report_register_history (municipality, case_id, valid_to, valid_from) WHERE case_id IS NOT NULL;
CREATE INDEX report_register_history_message_idx
    ON report_register_history (municipality, message_id, valid_to, valid_from) WHERE message_id IS NOT NULL;
CREATE INDEX report_register_history_child_idx
    ON report_register_history (municipality, child_subject, received_at DESC, report_id DESC, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON report_register_history TO case_ledger_app;
