-- Children who are placed in an emergency, or whom the board places out of the home, count among children with measures, and
-- their placements are listed with the measures (RM-7, S2-3). What was projected so far lacks them, and is projected anew.

DELETE FROM service_measures;
DELETE FROM service_measures_horizon;
DELETE FROM service_years;
DELETE FROM service_years_history;
DELETE FROM service_years_horizon;
DELETE FROM projections WHERE read_model = 'service_statistics';

ALTER TABLE service_measures
    -- Null for a placement, which has no code of the list of measures.
    ALTER COLUMN code DROP NOT NULL,
    -- What it rests on; null for a measure from before that was asked.
    ADD COLUMN basis text;
COMMENT ON TABLE service_measures IS
    'One row per measure that the service decided on, and per placement: for which child, and from when to when.';

-- Made anew, so that its columns stay those of service_measures and then the end of the interval.
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
GRANT SELECT, INSERT, UPDATE, DELETE ON service_measures_history TO case_ledger_app;
