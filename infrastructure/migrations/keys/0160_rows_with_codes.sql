-- From which position on each ledger's rows have the code that shows who wrote them (`events.code`). It stands here, out of
-- reach of whoever writes to the ledger's database, who could say of a row of his own that it is an old one.

CREATE TABLE rows_with_codes (
    municipality text PRIMARY KEY CHECK (municipality ~ '^[0-9]{4}$'),
    position bigint NOT NULL CHECK (position > 0)
);
COMMENT ON TABLE rows_with_codes IS 'The first position whose row has a code. It is noted once and never changes.';

GRANT SELECT, INSERT ON rows_with_codes TO case_ledger_keys;
