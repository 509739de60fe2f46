-- Measures that returns for statistics tell of count among children with measures, and are told apart (S2-3, S2-4, RM-7). What was
-- projected so far lacks them, and is projected anew.

DELETE FROM service_measures;
DELETE FROM service_measures_horizon;
DELETE FROM service_years;
DELETE FROM service_years_horizon;
DELETE FROM projections WHERE read_model = 'service_statistics';

ALTER TABLE service_measures
    -- Null for a measure that a return tells of, which belongs to a client and names no investigation.
    ALTER COLUMN investigation_id DROP NOT NULL,
    -- That client.
    ADD COLUMN case_id uuid,
    ADD CONSTRAINT service_measures_place_ck CHECK ((investigation_id IS NULL) <> (case_id IS NULL));
ALTER TABLE service_years
    -- Of the children, those with a measure that a return tells of.
    ADD COLUMN children_imported bigint NOT NULL,
    ADD CONSTRAINT service_years_imported_ck CHECK (children >= children_imported AND children_imported >= 0);

-- Made anew, so that their columns stay those of the live tables and then the end of the interval.
DROP TABLE service_measures_history;
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
CREATE INDEX service_measures_history_child_idx
    ON service_measures_history (municipality, child_subject, began_at DESC, measure_id DESC, valid_to, valid_from);

DROP TABLE service_years_history;
CREATE TABLE service_years_history (
    LIKE service_years INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT service_years_history_pk PRIMARY KEY (municipality, year_id, valid_from),
    CONSTRAINT service_years_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE service_years_history IS 'Rows of service_years as they were at positions from valid_from to before valid_to.';
CREATE INDEX service_years_history_order_idx ON service_years_history (municipality, year_at DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON service_measures_history, service_years_history TO case_ledger_app;
