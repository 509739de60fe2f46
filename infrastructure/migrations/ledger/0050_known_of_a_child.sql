-- What the child welfare service already knows of a child is found by the child (S2-5, S2-48). The register of
-- investigations also says whom they are about; what was projected so far lacks it, and is projected anew.

DELETE FROM investigation_register;
DELETE FROM investigation_register_horizon;
DELETE FROM projections WHERE read_model = 'investigation_register';

ALTER TABLE investigation_register
    -- The child's pseudonym.
    ADD COLUMN child_subject uuid NOT NULL;
CREATE INDEX investigation_register_child_idx
    ON investigation_register (municipality, child_subject, due_at, investigation_id);

-- Made anew, so that its columns stay those of investigation_register and then the end of the interval.
DROP TABLE investigation_register_history;
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
CREATE INDEX investigation_register_history_child_idx
    ON investigation_register_history (municipality, child_subject, due_at, investigation_id, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON investigation_register_history TO case_ledger_app;

-- The measures of a child, the latest begun first; it also serves for counting each child once.
DROP INDEX service_measures_child_idx;
CREATE INDEX service_measures_child_idx
    ON service_measures (municipality, child_subject, began_at DESC, measure_id DESC);
CREATE INDEX service_measures_history_child_idx
    ON service_measures_history (municipality, child_subject, began_at DESC, measure_id DESC, valid_to, valid_from);
