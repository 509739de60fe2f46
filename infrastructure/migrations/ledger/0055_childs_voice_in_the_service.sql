-- Whether the child's view is recorded of the child welfare service's own measures, in their plan and their evaluations (RM-8,
-- S2-1, S2-59). What was projected so far lacks them, and is projected anew.

DELETE FROM childs_voice;
DELETE FROM childs_voice_horizon;
DELETE FROM projections WHERE read_model = 'childs_voice';

ALTER TABLE childs_voice
    DROP CONSTRAINT childs_voice_kind_ck,
    ADD CONSTRAINT childs_voice_kind_ck CHECK (kind IN ('case', 'measure', 'investigation', 'service-measure')),
    -- The investigation that it is or belongs to.
    ADD COLUMN investigation_id uuid;
COMMENT ON TABLE childs_voice IS
    'RM-8: one row per case, measure, investigation and measure of the service, and whether the child''s view is recorded.';

-- Made anew, so that its columns stay those of childs_voice and then the end of the interval.
DROP TABLE childs_voice_history;
CREATE TABLE childs_voice_history (
    LIKE childs_voice INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT childs_voice_history_pk PRIMARY KEY (municipality, thing_id, valid_from),
    CONSTRAINT childs_voice_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE childs_voice_history IS 'Rows of childs_voice as they were at positions from valid_from to before valid_to.';
CREATE INDEX childs_voice_history_order_idx
    ON childs_voice_history (municipality, began_at DESC, thing_id DESC, valid_to, valid_from);
CREATE INDEX childs_voice_history_unit_idx
    ON childs_voice_history (municipality, unit, began_at DESC, thing_id DESC, valid_to, valid_from);

GRANT SELECT, INSERT, UPDATE, DELETE ON childs_voice_history TO case_ledger_app;
