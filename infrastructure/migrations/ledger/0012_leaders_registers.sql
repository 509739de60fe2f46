-- Registers for leaders. Rebuildable from the ledger; no personal data, only codes, dates, ids, and units' names.

CREATE TABLE decisions (
    municipality text NOT NULL,
    decision_id uuid NOT NULL,
    kind text NOT NULL,
    -- What it came to, in the words of the commands.
    outcomes text[] NOT NULL,
    -- By it less or nothing is done for the child.
    not_to_act boolean NOT NULL,
    case_id uuid,
    report_id uuid,
    investigation_id uuid,
    child_subject uuid NOT NULL,
    unit text NOT NULL,
    -- Of the child welfare service, and not of the universal arena.
    of_service boolean NOT NULL,
    decided_on date NOT NULL,
    decider_role text,
    -- Its reasons are written down; a source may lack them.
    reasoned boolean NOT NULL,
    -- Ids, each with the kind of thing it is of.
    cited text[] NOT NULL,
    -- The act and paragraph, where the decision cites one.
    legal_basis text,
    guides text[] NOT NULL,
    -- The beginning of the day on which it was made.
    decided_at timestamptz NOT NULL,
    -- What comes in after this came later.
    later_after timestamptz NOT NULL,
    -- Of the event that tells of it, which holds the reasons.
    position bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT decisions_pk PRIMARY KEY (municipality, decision_id)
);
COMMENT ON TABLE decisions IS 'One row per decision: what it came to, by whom, and on what.';
CREATE INDEX decisions_order_idx ON decisions (municipality, decided_at DESC, decision_id DESC);
CREATE INDEX decisions_unit_idx ON decisions (municipality, unit, decided_at DESC, decision_id DESC);
-- Of all decisions these are the ones that are looked at again.
CREATE INDEX decisions_not_to_act_idx ON decisions (municipality, decided_at DESC, decision_id DESC) WHERE not_to_act;
CREATE INDEX decisions_case_idx ON decisions (municipality, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX decisions_report_idx ON decisions (municipality, report_id) WHERE report_id IS NOT NULL;

CREATE TABLE decisions_history (
    LIKE decisions INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT decisions_history_pk PRIMARY KEY (municipality, decision_id, valid_from),
    CONSTRAINT decisions_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE decisions_history IS 'Rows of decisions as they were at positions from valid_from to before valid_to.';
CREATE INDEX decisions_history_order_idx
    ON decisions_history (municipality, decided_at DESC, decision_id DESC, valid_to, valid_from);
CREATE TABLE decisions_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE decisions_horizon IS 'The highest decided_at of any version valid from that position or before.';

-- What came later for the same child is looked up by the child.
CREATE INDEX report_register_child_idx ON report_register (municipality, child_subject, received_at DESC, report_id DESC);
CREATE INDEX report_register_history_child_idx
    ON report_register_history (municipality, child_subject, received_at DESC, report_id DESC, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON decisions, decisions_history, decisions_horizon TO case_ledger_app;

CREATE TABLE feedback (
    municipality text NOT NULL,
    -- The report's id, or that of a renewed investigation.
    feedback_id uuid NOT NULL,
    report_id uuid NOT NULL,
    case_id uuid,
    investigation_id uuid,
    unit text NOT NULL,
    reporter_kind text NOT NULL,
    -- Taken over from a return for statistics, which tells of no feedback.
    from_return boolean NOT NULL,
    received_at timestamptz NOT NULL,
    received_on date NOT NULL,
    -- Where something is owed, its last day; null where it is not.
    acknowledgement_due date,
    acknowledged_on date,
    learns_outcome boolean NOT NULL,
    triaged_on date,
    triage_outcome text,
    triage_due date,
    triage_told_on date,
    triage_lawful boolean,
    joined_ongoing boolean NOT NULL,
    learns_conclusion boolean NOT NULL,
    concluded_on date,
    -- All that may be told of how the investigation ended.
    conclusion text,
    conclusion_due date,
    conclusion_told_on date,
    conclusion_lawful boolean,
    measures_told_on date,
    measures_basis text,
    measures_lawful boolean,
    -- The first of the last days for what is owed and was not told.
    outstanding_by date,
    position bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT feedback_pk PRIMARY KEY (municipality, feedback_id)
);
COMMENT ON TABLE feedback IS 'One row per report: what the one who sent it was told, and what is still owed.';
CREATE INDEX feedback_order_idx ON feedback (municipality, received_at DESC, feedback_id DESC);
CREATE INDEX feedback_unit_idx ON feedback (municipality, unit, received_at DESC, feedback_id DESC);
CREATE INDEX feedback_outstanding_idx ON feedback (municipality, received_at DESC, feedback_id DESC)
    WHERE outstanding_by IS NOT NULL;

CREATE TABLE feedback_history (
    LIKE feedback INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT feedback_history_pk PRIMARY KEY (municipality, feedback_id, valid_from),
    CONSTRAINT feedback_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE feedback_history IS 'Rows of feedback as they were at positions from valid_from to before valid_to.';
CREATE INDEX feedback_history_order_idx
    ON feedback_history (municipality, received_at DESC, feedback_id DESC, valid_to, valid_from);
CREATE INDEX feedback_history_unit_idx
    ON feedback_history (municipality, unit, received_at DESC, feedback_id DESC, valid_to, valid_from);
CREATE TABLE feedback_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE feedback_horizon IS 'The highest received_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON feedback, feedback_history, feedback_horizon TO case_ledger_app;
