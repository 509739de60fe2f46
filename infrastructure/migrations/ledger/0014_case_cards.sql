-- The case card also says when child and guardians were last in contact with those who work with the case (RM-1). What
-- was projected so far lacks it, and is projected anew.

DELETE FROM case_cards;
DELETE FROM case_cards_horizon;
DELETE FROM projections WHERE read_model = 'case_cards';

ALTER TABLE case_cards
    ADD COLUMN child_contact_on date,
    ADD COLUMN guardian_contact_on date;

-- Made anew, so that its columns stay those of case_cards and then the end of the interval.
DROP TABLE case_cards_history;
CREATE TABLE case_cards_history (
    LIKE case_cards INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT case_cards_history_pk PRIMARY KEY (municipality, case_id, valid_from),
    CONSTRAINT case_cards_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE case_cards_history IS 'Rows of case_cards as they were at positions from valid_from to before valid_to.';
CREATE INDEX case_cards_history_activity_idx
    ON case_cards_history (municipality, last_activity_at DESC, case_id DESC, valid_to, valid_from);
CREATE INDEX case_cards_history_unit_idx
    ON case_cards_history (municipality, unit, last_activity_at DESC, case_id DESC, valid_to, valid_from);
CREATE INDEX case_cards_history_child_idx ON case_cards_history (municipality, child_subject, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_cards_history TO case_ledger_app;
