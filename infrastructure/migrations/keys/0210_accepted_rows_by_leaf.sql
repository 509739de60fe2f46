-- A ledger that was put back from a backup goes on with other rows: at a position where a row was accepted before, another one may
-- have to be.

ALTER TABLE accepted_rows
    DROP CONSTRAINT accepted_rows_pk,
    ADD CONSTRAINT accepted_rows_pk PRIMARY KEY (municipality, position, leaf);
COMMENT ON COLUMN accepted_rows.leaf IS 'The leaf hash that the row''s columns give, whatever stands beside them.';
