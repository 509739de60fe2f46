-- How those who reported were told in time, by the year of the last day and by unit (requirements 5.6, D-2, D-4).
-- Rebuildable from the ledger; no personal data, only counts and units' names. What the register of feedback holds so far
-- is projected anew, to be counted.

DELETE FROM feedback;
DELETE FROM feedback_history;
DELETE FROM feedback_horizon;
DELETE FROM projections WHERE read_model = 'feedback';

CREATE TABLE feedback_years (
    municipality text NOT NULL,
    year_id uuid NOT NULL,
    -- In which the last days lie.
    year integer NOT NULL,
    -- Null for the whole service.
    unit text,
    -- Due, of these in time, and of these later than that; the rest was not told.
    acknowledgements bigint NOT NULL,
    acknowledgements_in_time bigint NOT NULL,
    acknowledgements_late bigint NOT NULL,
    triage bigint NOT NULL,
    triage_in_time bigint NOT NULL,
    triage_late bigint NOT NULL,
    conclusions bigint NOT NULL,
    conclusions_in_time bigint NOT NULL,
    conclusions_late bigint NOT NULL,
    -- The beginning of the year.
    year_at timestamptz NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT feedback_years_pk PRIMARY KEY (municipality, year_id),
    CONSTRAINT feedback_years_counts_ck CHECK (
        acknowledgements >= acknowledgements_in_time + acknowledgements_late
        AND triage >= triage_in_time + triage_late
        AND conclusions >= conclusions_in_time + conclusions_late
    )
);
COMMENT ON TABLE feedback_years IS 'How many reporters were to be told what by a day of a year, and were, of the whole service and of each unit.';
CREATE INDEX feedback_years_year_idx ON feedback_years (municipality, year);
CREATE INDEX feedback_years_order_idx ON feedback_years (municipality, year_at DESC);

CREATE TABLE feedback_years_history (
    LIKE feedback_years INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT feedback_years_history_pk PRIMARY KEY (municipality, year_id, valid_from),
    CONSTRAINT feedback_years_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE feedback_years_history IS
    'Rows of feedback_years as they were at positions from valid_from to before valid_to.';
CREATE INDEX feedback_years_history_order_idx ON feedback_years_history (municipality, year_at DESC);
CREATE TABLE feedback_years_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE feedback_years_horizon IS 'The highest year_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON feedback_years, feedback_years_history, feedback_years_horizon TO case_ledger_app;
