-- The register of feedback also says when a private reporter was named as one at work, whom nothing could be told before (R-62,
-- R-42), and when a reporter was told of a dismissal with concern (S2-43, R-44). What was projected so far lacks it, and is projected anew.

DELETE FROM feedback;
DELETE FROM feedback_horizon;
DELETE FROM feedback_years;
DELETE FROM feedback_years_history;
DELETE FROM feedback_years_horizon;
DELETE FROM projections WHERE read_model = 'feedback';

ALTER TABLE feedback
    -- From then on feedback is owed.
    ADD COLUMN named_on date,
    -- On an assessment of its own.
    ADD COLUMN concern_told_on date;

-- Made anew, so that its columns stay those of feedback and then the end of the interval.
DROP TABLE feedback_history;
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

GRANT SELECT, INSERT, UPDATE, DELETE ON feedback_history TO case_ledger_app;
