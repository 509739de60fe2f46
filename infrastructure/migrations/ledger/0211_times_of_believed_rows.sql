-- The last position recorded by an instant, found by the rows that are believed: what a row says that no program wrote, and that
-- somebody has accepted, counts for nothing, and it may say any time. Such rows are told by their positions; the one behind the
-- event that was recorded last is taken in with it.

DROP FUNCTION ledger_position_at(text, timestamptz);
-- Programs of before name no rows.
CREATE FUNCTION ledger_position_at(of_municipality text, at timestamptz, passed_over bigint[] DEFAULT '{}') RETURNS bigint
    LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    -- Known to be recorded by then, and not known to be recorded after.
    low bigint := 0;
    high bigint;
    head bigint;
    middle bigint;
    asked bigint;
    asked_recorded_at timestamptz;
BEGIN
    SELECT position INTO head FROM ledger_heads WHERE municipality = of_municipality;
    high := head;
    WHILE low < high LOOP
        middle := low + (high - low + 1) / 2;
        -- The nearest row that counts: below, or where there is none, above.
        asked := middle;
        WHILE asked > low AND asked = ANY (passed_over) LOOP
            asked := asked - 1;
        END LOOP;
        IF asked = low THEN
            asked := middle + 1;
            WHILE asked <= high AND asked = ANY (passed_over) LOOP
                asked := asked + 1;
            END LOOP;
            EXIT WHEN asked > high;
        END IF;
        SELECT recorded_at INTO asked_recorded_at
          FROM events WHERE municipality = of_municipality AND position = asked;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'position % of municipality % is missing', asked, of_municipality
                USING ERRCODE = 'data_corrupted';
        END IF;
        IF asked_recorded_at <= at THEN
            low := asked;
        ELSE
            high := asked - 1;
        END IF;
    END LOOP;
    WHILE low > 0 AND low < head AND low + 1 = ANY (passed_over) LOOP
        low := low + 1;
    END LOOP;
    RETURN low;
END
$$;
COMMENT ON FUNCTION ledger_position_at(text, timestamptz, bigint[]) IS
    'The last position of a municipality''s ledger recorded at or before an instant, by the rows that are not passed over; 0 if none.';

GRANT EXECUTE ON FUNCTION ledger_position_at(text, timestamptz, bigint[]) TO case_ledger_app;
