-- The statistics of reports, counted as reports are concluded and not when they are asked for.

CREATE TABLE report_statistics_reports (
    municipality text NOT NULL,
    report_id uuid NOT NULL,
    unit text NOT NULL,
    -- Each code once, in order.
    reporter_codes text[] NOT NULL,
    content_codes text[] NOT NULL,
    -- Not concluded, and so not counted, while null.
    concluded_on date,
    outcome text,
    in_time boolean,
    CONSTRAINT report_statistics_reports_pk PRIMARY KEY (municipality, report_id)
);
COMMENT ON TABLE report_statistics_reports IS 'What each report counts under, so that a later event can take it back.';

CREATE TABLE report_statistics_facts (
    municipality text NOT NULL,
    -- Gapless from 1 within a municipality, in the order of positions.
    ordinal bigint NOT NULL,
    -- Of the event that made it.
    position bigint NOT NULL,
    -- 1: a report counts from here; -1: what it counted under before no longer holds.
    sign smallint NOT NULL,
    concluded_on date NOT NULL,
    unit text NOT NULL,
    outcome text NOT NULL,
    -- Whether triage was concluded within 7 days of receipt.
    in_time boolean NOT NULL,
    reporter_codes text[] NOT NULL,
    content_codes text[] NOT NULL,
    CONSTRAINT report_statistics_facts_pk PRIMARY KEY (municipality, ordinal)
);
COMMENT ON TABLE report_statistics_facts IS 'Every change to the figures: as of a position, all facts up to there count.';
-- For the number of facts up to a position.
CREATE INDEX report_statistics_facts_position_idx ON report_statistics_facts (municipality, position, ordinal);

CREATE TABLE report_statistics_sheets (
    municipality text NOT NULL,
    -- What the sheet tells apart, a sum of: 1 units, 2 reporter codes, 4 content codes.
    split smallint NOT NULL,
    -- 0: a year, 1: a month, 2: a day of conclusion; and its first day.
    level smallint NOT NULL,
    bucket date NOT NULL,
    -- Whose sheet it is; empty where units are not told apart.
    unit text NOT NULL,
    -- Which chapter of facts changed it last, counted from 0. A chapter is 1024 facts, for pairs of codes 8192.
    chapter bigint NOT NULL,
    -- JSON: [reporter code, content code, counts…] for each combination. As text, because it is compared as a whole.
    cells text NOT NULL,
    CONSTRAINT report_statistics_sheets_pk PRIMARY KEY (municipality, split, level, bucket, unit)
);
COMMENT ON TABLE report_statistics_sheets IS 'The sums of all facts of a year, month or day.';

CREATE TABLE report_statistics_sheets_history (
    municipality text NOT NULL,
    split smallint NOT NULL,
    level smallint NOT NULL,
    bucket date NOT NULL,
    unit text NOT NULL,
    chapter bigint NOT NULL,
    cells text NOT NULL,
    CONSTRAINT report_statistics_sheets_history_pk PRIMARY KEY (municipality, split, level, bucket, unit, chapter)
);
COMMENT ON TABLE report_statistics_sheets_history IS
    'Sheets as a chapter left them, kept when a later chapter changes them. Never changed.';

GRANT SELECT, INSERT, UPDATE, DELETE ON report_statistics_reports, report_statistics_facts, report_statistics_sheets,
    report_statistics_sheets_history TO case_ledger_app;

COMMENT ON TABLE report_register IS 'One row per concern report: coded facts and dates.';
