-- Read models: rebuildable from the ledger, and so the application may change them freely.
-- They hold codes, dates and ids only.

CREATE TABLE projections (
    read_model text NOT NULL,
    municipality text NOT NULL REFERENCES ledger_heads,
    -- Every event up to here is in the read model; moved in the transaction that writes its rows.
    position bigint NOT NULL DEFAULT 0,
    -- Why the projector stopped; it stops rather than skip an event.
    fault text,
    CONSTRAINT projections_pk PRIMARY KEY (read_model, municipality)
);
COMMENT ON TABLE projections IS 'How far each read model, and each process manager, has followed each ledger.';

CREATE TABLE case_cards (
    municipality text NOT NULL,
    case_id uuid NOT NULL,
    unit text NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
    opened_on date NOT NULL,
    -- Open while null.
    closed_on date,
    outcome text,
    -- The newest time anything happened, and how often.
    last_activity_at timestamptz NOT NULL,
    events bigint NOT NULL,
    observations bigint NOT NULL,
    consents_awaited bigint NOT NULL,
    reports_sent bigint NOT NULL,
    emergency_contacts bigint NOT NULL,
    -- A report was sent in an emergency, and the duty to report has not been assessed since (R-2).
    duty_assessment_owed boolean NOT NULL,
    -- The child's pseudonym, by which a search for a national id finds the case.
    child_subject uuid NOT NULL,
    -- Position of the newest event of the case.
    position bigint NOT NULL,
    CONSTRAINT case_cards_pk PRIMARY KEY (municipality, case_id)
);
COMMENT ON TABLE case_cards IS 'RM-1, the case card: one row per case.';
-- For the case list, newest activity first.
CREATE INDEX case_cards_activity_idx ON case_cards (municipality, last_activity_at DESC, case_id DESC);
-- For the case list of one unit.
CREATE INDEX case_cards_unit_idx ON case_cards (municipality, unit, last_activity_at DESC, case_id DESC);
-- For the search by national id.
CREATE INDEX case_cards_child_idx ON case_cards (municipality, child_subject);

CREATE TABLE report_register (
    municipality text NOT NULL,
    report_id uuid NOT NULL,
    case_id uuid,
    message_id uuid,
    child_subject uuid NOT NULL,
    unit text NOT NULL,
    channel text NOT NULL,
    reporter_kind text NOT NULL,
    -- One report may have several reporters and several contents.
    reporter_codes text[] NOT NULL,
    content_codes text[] NOT NULL,
    received_at timestamptz NOT NULL,
    received_on date NOT NULL,
    -- Null where the reporter cannot be reached.
    acknowledgement_due date,
    acknowledged_on date,
    -- Not concluded while null.
    concluded_on date,
    conclusion_code text,
    outcome text,
    urgent_measures boolean,
    days_to_conclusion integer,
    reporter_informed_on date,
    -- Position of the newest event of the report.
    position bigint NOT NULL,
    CONSTRAINT report_register_pk PRIMARY KEY (municipality, report_id)
);
COMMENT ON TABLE report_register IS 'One row per concern report: coded facts and dates. Statistics are counted from it (RM-7).';
-- For statistics of a period.
CREATE INDEX report_register_concluded_idx ON report_register (municipality, concluded_on);
-- For the report list, newest receipt first.
CREATE INDEX report_register_received_idx ON report_register (municipality, received_at DESC, report_id DESC);
-- For the report list of one unit or district.
CREATE INDEX report_register_unit_idx ON report_register (municipality, unit, received_at DESC, report_id DESC);
-- For the reports of a case.
CREATE INDEX report_register_case_idx ON report_register (municipality, case_id) WHERE case_id IS NOT NULL;
-- For the children named in one message.
CREATE INDEX report_register_message_idx ON report_register (municipality, message_id) WHERE message_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON projections, case_cards, report_register TO case_ledger_app;
