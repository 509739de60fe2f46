-- Any past state on demand: from an instant to the position that the ledger had reached then.

-- recorded_at never goes back within a municipality, so that the last position recorded at or before an instant is
-- found by halving: some twenty looks into events_pk for a million events, one round trip, and no index on times that
-- every append would have to keep. 0 where nothing had been recorded yet. Within one statement the function sees one
-- snapshot, head and events alike.
CREATE FUNCTION ledger_position_at(of_municipality text, at timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    -- Known to be recorded by then, and not known to be recorded after.
    low bigint := 0;
    high bigint;
    middle bigint;
    middle_recorded_at timestamptz;
BEGIN
    SELECT position INTO high FROM ledger_heads WHERE municipality = of_municipality;
    WHILE low < high LOOP
        middle := low + (high - low + 1) / 2;
        SELECT recorded_at INTO middle_recorded_at
          FROM events WHERE municipality = of_municipality AND position = middle;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'position % of municipality % is missing', middle, of_municipality
                USING ERRCODE = 'data_corrupted';
        END IF;
        IF middle_recorded_at <= at THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
COMMENT ON FUNCTION ledger_position_at IS 'The last position of a municipality''s ledger recorded at or before an instant; 0 if none.';

GRANT EXECUTE ON FUNCTION ledger_position_at TO case_ledger_app;

-- A reader who asked about the past saw other data than one who asks now.
ALTER TABLE read_log ADD COLUMN as_of bigint CHECK (as_of >= 0);
COMMENT ON COLUMN read_log.as_of IS 'The position that was asked about; null where the present was.';
