-- What shows that a program which holds the municipality's keys has written a row: HMAC-SHA-256 over the leaf hash, its first
-- sixteen bytes. It is no part of the leaf. Rows of before have none, and stay as they are.

-- It needs the table for a moment, and queues behind whoever reads it; everything would queue behind it in turn.
SET LOCAL lock_timeout = '5s';

ALTER TABLE events ADD COLUMN code bytea;
COMMENT ON COLUMN events.code IS 'Known to be right by whoever holds the key database: which rows have one stands there.';

-- A program of before must not go on writing beside one that signs no row without its code.
ALTER TABLE events ADD CONSTRAINT events_code_ck CHECK (code IS NOT NULL AND octet_length(code) = 16) NOT VALID;
