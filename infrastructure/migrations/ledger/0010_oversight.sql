-- Oversight: what is owed, what was left out, and what the next event is judged by. Rebuildable from the ledger; no
-- personal data, only codes, dates, ids, and units' names.

CREATE TABLE obligations (
    municipality text NOT NULL,
    obligation_id uuid NOT NULL,
    kind text NOT NULL,
    case_id uuid,
    report_id uuid,
    investigation_id uuid,
    -- Which of several of that kind in one stream: the consent, the measure.
    which uuid,
    unit text NOT NULL,
    -- Of the child welfare service, and not of the universal arena.
    of_service boolean NOT NULL,
    opened_on date NOT NULL,
    due_on date,
    -- The last day if months had thirty days each, where that is another.
    due_in_days date,
    extended boolean NOT NULL,
    ended_on date,
    -- Ended without being done.
    lapsed boolean NOT NULL,
    -- The beginning of the last day, or else of the first.
    stands_at timestamptz NOT NULL,
    opened_at bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT obligations_pk PRIMARY KEY (municipality, obligation_id),
    CONSTRAINT obligations_lapsed_ck CHECK (NOT lapsed OR ended_on IS NOT NULL)
);
COMMENT ON TABLE obligations IS 'One row per obligation: what is owed, until when, and how it ended.';
-- The board: what is owed still, first things first. What has ended is far more, and asked for by what it is about.
CREATE INDEX obligations_open_idx ON obligations (municipality, stands_at, obligation_id) WHERE ended_on IS NULL;
CREATE INDEX obligations_unit_idx ON obligations (municipality, unit, stands_at, obligation_id);
CREATE INDEX obligations_order_idx ON obligations (municipality, stands_at, obligation_id);
CREATE INDEX obligations_case_idx ON obligations (municipality, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX obligations_report_idx ON obligations (municipality, report_id) WHERE report_id IS NOT NULL;

CREATE TABLE obligations_history (
    LIKE obligations INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT obligations_history_pk PRIMARY KEY (municipality, obligation_id, valid_from),
    CONSTRAINT obligations_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE obligations_history IS 'Rows of obligations as they were at positions from valid_from to before valid_to.';
CREATE INDEX obligations_history_order_idx
    ON obligations_history (municipality, stands_at, obligation_id, valid_to, valid_from);
CREATE INDEX obligations_history_unit_idx
    ON obligations_history (municipality, unit, stands_at, obligation_id, valid_to, valid_from);
CREATE INDEX obligations_history_case_idx
    ON obligations_history (municipality, case_id, valid_to, valid_from) WHERE case_id IS NOT NULL;
CREATE INDEX obligations_history_report_idx
    ON obligations_history (municipality, report_id, valid_to, valid_from) WHERE report_id IS NOT NULL;
CREATE TABLE obligations_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE obligations_horizon IS 'The highest stands_at of any version valid from that position or before.';

CREATE TABLE findings (
    municipality text NOT NULL,
    finding_id uuid NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    case_id uuid,
    report_id uuid,
    investigation_id uuid,
    which uuid,
    unit text NOT NULL,
    of_service boolean NOT NULL,
    -- Of the event that shows it, or from which the time ran.
    event_position bigint NOT NULL,
    -- May lie ahead: it will be one if nothing is done until then.
    arose_on date NOT NULL,
    excuse text,
    mended_on date,
    -- The beginning of the day on which it arose.
    stands_at timestamptz NOT NULL,
    valid_from bigint NOT NULL,
    CONSTRAINT findings_pk PRIMARY KEY (municipality, finding_id),
    CONSTRAINT findings_mended_ck CHECK (mended_on >= arose_on)
);
COMMENT ON TABLE findings IS 'One row per departure from a rule: when it arose, and when it was mended.';
CREATE INDEX findings_order_idx ON findings (municipality, stands_at DESC, finding_id DESC);
CREATE INDEX findings_unit_idx ON findings (municipality, unit, stands_at DESC, finding_id DESC);
CREATE INDEX findings_case_idx ON findings (municipality, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX findings_report_idx ON findings (municipality, report_id) WHERE report_id IS NOT NULL;

CREATE TABLE findings_history (
    LIKE findings INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT findings_history_pk PRIMARY KEY (municipality, finding_id, valid_from),
    CONSTRAINT findings_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE findings_history IS 'Rows of findings as they were at positions from valid_from to before valid_to.';
CREATE INDEX findings_history_order_idx
    ON findings_history (municipality, stands_at DESC, finding_id DESC, valid_to, valid_from);
CREATE INDEX findings_history_unit_idx
    ON findings_history (municipality, unit, stands_at DESC, finding_id DESC, valid_to, valid_from);
CREATE INDEX findings_history_case_idx
    ON findings_history (municipality, case_id, valid_to, valid_from) WHERE case_id IS NOT NULL;
CREATE INDEX findings_history_report_idx
    ON findings_history (municipality, report_id, valid_to, valid_from) WHERE report_id IS NOT NULL;
CREATE TABLE findings_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE findings_horizon IS 'The highest stands_at of any version valid from that position or before.';

-- What is remembered of each stream to know what its next event means. Nobody asks what it was before.
CREATE TABLE watches (
    municipality text NOT NULL,
    stream_id uuid NOT NULL,
    watch jsonb NOT NULL,
    CONSTRAINT watches_pk PRIMARY KEY (municipality, stream_id)
);
COMMENT ON TABLE watches IS 'One row per case, report or investigation: what its next event is judged by.';

GRANT SELECT, INSERT, UPDATE, DELETE ON obligations, obligations_history, obligations_horizon, findings,
    findings_history, findings_horizon, watches TO case_ledger_app;
