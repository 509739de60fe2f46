-- Times that no program can read would stop whoever comes across them. No program ever wrote one.

-- It needs the table for a moment, and queues behind whoever reads it; everything would queue behind it in turn.
SET LOCAL lock_timeout = '5s';

ALTER TABLE events ADD CONSTRAINT events_times_ck CHECK (
    occurred_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59+00'
    AND recorded_at BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59+00'
) NOT VALID;
