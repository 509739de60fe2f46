-- What the last entry of each person was, beside where it stood: another one may come to stand there, in a ledger that was put back from
-- a backup or rewritten.

ALTER TABLE told_last
    -- Its leaf hash; null where it was remembered before, or is of a row that was accepted.
    ADD COLUMN leaf bytea CHECK (octet_length(leaf) = 32);
