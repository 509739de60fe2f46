-- What waits for leaders, and who has which investigation. Rebuildable from the ledger; no personal data, only codes,
-- dates, ids, and units', teams' and areas' names.

CREATE TABLE leader_inbox (
    municipality text NOT NULL,
    -- The note's id, or the case's.
    item_id uuid NOT NULL,
    -- A note; a concern otherwise.
    is_note boolean NOT NULL,
    case_id uuid NOT NULL,
    unit text NOT NULL,
    waiting_since date NOT NULL,
    -- The beginning of that day.
    waiting_at timestamptz NOT NULL,
    ended_on date,
    -- The case was closed without an answer.
    unanswered boolean NOT NULL,
    leader_agrees boolean,
    position bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT leader_inbox_pk PRIMARY KEY (municipality, item_id),
    CONSTRAINT leader_inbox_ended_ck CHECK (ended_on >= waiting_since)
);
COMMENT ON TABLE leader_inbox IS 'One row per internal note, and per case with a concern: since when it waits for a leader.';
CREATE INDEX leader_inbox_order_idx ON leader_inbox (municipality, waiting_at, item_id);
CREATE INDEX leader_inbox_unit_idx ON leader_inbox (municipality, unit, waiting_at, item_id);
-- What has ended is far more.
CREATE INDEX leader_inbox_waiting_idx ON leader_inbox (municipality, waiting_at, item_id) WHERE ended_on IS NULL;

CREATE TABLE leader_inbox_history (
    LIKE leader_inbox INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT leader_inbox_history_pk PRIMARY KEY (municipality, item_id, valid_from),
    CONSTRAINT leader_inbox_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE leader_inbox_history IS
    'Rows of leader_inbox as they were at positions from valid_from to before valid_to.';
CREATE INDEX leader_inbox_history_order_idx
    ON leader_inbox_history (municipality, waiting_at, item_id, valid_to, valid_from);
CREATE INDEX leader_inbox_history_unit_idx
    ON leader_inbox_history (municipality, unit, waiting_at, item_id, valid_to, valid_from);
CREATE TABLE leader_inbox_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE leader_inbox_horizon IS 'The highest waiting_at of any version valid from that position or before.';

CREATE TABLE investigation_register (
    municipality text NOT NULL,
    investigation_id uuid NOT NULL,
    report_id uuid NOT NULL,
    case_id uuid,
    unit text NOT NULL,
    started_on date NOT NULL,
    deadline date NOT NULL,
    -- The beginning of that day.
    due_at timestamptz NOT NULL,
    team text,
    severity text,
    area text,
    allocated_on date,
    concluded_on date,
    outcome text,
    position bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT investigation_register_pk PRIMARY KEY (municipality, investigation_id)
);
COMMENT ON TABLE investigation_register IS 'One row per investigation: who has it, how serious it is, and where.';
CREATE INDEX investigation_register_order_idx ON investigation_register (municipality, due_at, investigation_id);
CREATE INDEX investigation_register_unit_idx ON investigation_register (municipality, unit, due_at, investigation_id);
CREATE INDEX investigation_register_area_idx
    ON investigation_register (municipality, area, severity, due_at, investigation_id);

CREATE TABLE investigation_register_history (
    LIKE investigation_register INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT investigation_register_history_pk PRIMARY KEY (municipality, investigation_id, valid_from),
    CONSTRAINT investigation_register_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE investigation_register_history IS
    'Rows of investigation_register as they were at positions from valid_from to before valid_to.';
CREATE INDEX investigation_register_history_order_idx
    ON investigation_register_history (municipality, due_at, investigation_id, valid_to, valid_from);
CREATE INDEX investigation_register_history_unit_idx
    ON investigation_register_history (municipality, unit, due_at, investigation_id, valid_to, valid_from);
CREATE TABLE investigation_register_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE investigation_register_horizon IS
    'The highest due_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON leader_inbox, leader_inbox_history, leader_inbox_horizon,
    investigation_register, investigation_register_history, investigation_register_horizon TO case_ledger_app;
