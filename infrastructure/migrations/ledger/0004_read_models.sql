-- Read models that also know what they held before: superseded versions of rows, with the positions between which
-- they were valid. What was projected so far has none, and is projected anew.

DELETE FROM case_cards;
DELETE FROM report_register;
DELETE FROM projections WHERE read_model IN ('case_cards', 'report_register');

ALTER TABLE projections
    -- Of the program's read model that wrote the rows. Another one in the program makes them be rebuilt.
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    -- When it last got on.
    ADD COLUMN moved_at timestamptz NOT NULL DEFAULT now();

-- Position of the event that made the row as it is.
ALTER TABLE case_cards ADD COLUMN valid_from bigint NOT NULL;
ALTER TABLE report_register ADD COLUMN valid_from bigint NOT NULL;

-- A table's history: the table's columns, and the positions from which, and before which, the row was so.
CREATE TABLE case_cards_history (
    LIKE case_cards INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT case_cards_history_pk PRIMARY KEY (municipality, case_id, valid_from),
    CONSTRAINT case_cards_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE case_cards_history IS 'Rows of case_cards as they were at positions from valid_from to before valid_to.';
-- The indexes of case_cards once more. The interval stands in them as well, so that versions of another time are
-- passed over without being fetched.
CREATE INDEX case_cards_history_activity_idx
    ON case_cards_history (municipality, last_activity_at DESC, case_id DESC, valid_to, valid_from);
CREATE INDEX case_cards_history_unit_idx
    ON case_cards_history (municipality, unit, last_activity_at DESC, case_id DESC, valid_to, valid_from);
CREATE INDEX case_cards_history_child_idx ON case_cards_history (municipality, child_subject, valid_to, valid_from);

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

-- How high the column that a table's lists are sorted by had come at every 256th position. A list as of a position
-- begins there, instead of passing over everything that came later.
CREATE TABLE case_cards_horizon (
    municipality text NOT NULL,
    position bigint NOT NULL,
    highest timestamptz NOT NULL,
    CONSTRAINT case_cards_horizon_pk PRIMARY KEY (municipality, position)
);
COMMENT ON TABLE case_cards_horizon IS 'The highest last_activity_at of any version valid from that position or before.';
CREATE TABLE report_register_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE report_register_horizon IS 'The highest received_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON case_cards_history, report_register_history, case_cards_horizon,
    report_register_horizon TO case_ledger_app;
