-- Rows that are not as a program of the ledger wrote them, and that read models therefore do not tell of: what such a row says is
-- passed over, and so is what its thing's stream says after it. Kept, so that live and rebuilt read models pass over the same, and
-- so that what was passed over is taken in when a row is as written again.

CREATE TABLE rows_passed_over (
    municipality text NOT NULL,
    position bigint NOT NULL,
    -- The row's place in its stream, as it stood there when it was found.
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    sequence bigint NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT rows_passed_over_pk PRIMARY KEY (municipality, position)
);
COMMENT ON TABLE rows_passed_over IS 'Rows of events that are not as written and that read models pass over; emptied as they are put right.';

GRANT SELECT, INSERT, DELETE ON rows_passed_over TO case_ledger_app;
