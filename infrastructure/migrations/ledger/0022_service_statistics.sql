-- Statistics of the child welfare service's own work, by year. Rebuildable from the ledger; no personal data, only codes,
-- dates, ids, counts, and units' names.

CREATE TABLE service_measures (
    municipality text NOT NULL,
    measure_id uuid NOT NULL,
    investigation_id uuid NOT NULL,
    child_subject uuid NOT NULL,
    unit text NOT NULL,
    code text NOT NULL,
    decided_on date NOT NULL,
    from_on date NOT NULL,
    -- As it was decided.
    to_on date NOT NULL,
    ended_on date,
    -- The day it ended, or else the last one decided.
    last_on date NOT NULL,
    -- The beginning of the first day.
    began_at timestamptz NOT NULL,
    position bigint NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT service_measures_pk PRIMARY KEY (municipality, measure_id)
);
COMMENT ON TABLE service_measures IS 'One row per measure that the service decided on: for which child, and from when to when.';
CREATE INDEX service_measures_order_idx ON service_measures (municipality, began_at DESC, measure_id DESC);
CREATE INDEX service_measures_unit_idx ON service_measures (municipality, unit, began_at DESC, measure_id DESC);
-- A child is counted once, whichever of its measures is in force.
CREATE INDEX service_measures_child_idx ON service_measures (municipality, child_subject);

CREATE TABLE service_measures_history (
    LIKE service_measures INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT service_measures_history_pk PRIMARY KEY (municipality, measure_id, valid_from),
    CONSTRAINT service_measures_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE service_measures_history IS
    'Rows of service_measures as they were at positions from valid_from to before valid_to.';
CREATE INDEX service_measures_history_order_idx
    ON service_measures_history (municipality, began_at DESC, measure_id DESC, valid_to, valid_from);
CREATE INDEX service_measures_history_unit_idx
    ON service_measures_history (municipality, unit, began_at DESC, measure_id DESC, valid_to, valid_from);
CREATE TABLE service_measures_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE service_measures_horizon IS 'The highest began_at of any version valid from that position or before.';

CREATE TABLE service_years (
    municipality text NOT NULL,
    year_id uuid NOT NULL,
    year integer NOT NULL,
    -- Null for the whole service.
    unit text,
    -- Concluded in the year.
    investigations bigint NOT NULL,
    in_three_months bigint NOT NULL,
    extended bigint NOT NULL,
    measures_decided bigint NOT NULL,
    board_cases bigint NOT NULL,
    dismissed_own bigint NOT NULL,
    dismissed_with_concern bigint NOT NULL,
    dismissed_moved bigint NOT NULL,
    dismissed_referred bigint NOT NULL,
    -- With a measure in force on any day, and on 31 December.
    children bigint NOT NULL,
    children_at_end bigint NOT NULL,
    -- The beginning of the year.
    year_at timestamptz NOT NULL,
    valid_from bigint NOT NULL,
    CONSTRAINT service_years_pk PRIMARY KEY (municipality, year_id),
    CONSTRAINT service_years_counts_ck CHECK (children >= children_at_end AND children_at_end >= 0)
);
COMMENT ON TABLE service_years IS 'The figures of a year, of the whole service and of each unit.';
CREATE INDEX service_years_year_idx ON service_years (municipality, year);
CREATE INDEX service_years_order_idx ON service_years (municipality, year_at DESC);

CREATE TABLE service_years_history (
    LIKE service_years INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT service_years_history_pk PRIMARY KEY (municipality, year_id, valid_from),
    CONSTRAINT service_years_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE service_years_history IS 'Rows of service_years as they were at positions from valid_from to before valid_to.';
CREATE INDEX service_years_history_order_idx ON service_years_history (municipality, year_at DESC);
CREATE TABLE service_years_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE service_years_horizon IS 'The highest year_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON service_measures, service_measures_history, service_measures_horizon,
    service_years, service_years_history, service_years_horizon TO case_ledger_app;

-- The investigations behind a year's figure.
CREATE INDEX investigation_register_concluded_idx ON investigation_register (municipality, concluded_on)
    WHERE concluded_on IS NOT NULL;
