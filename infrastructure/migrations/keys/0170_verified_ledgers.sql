-- What the servers' own rounds of verification found last of each ledger. It stands here, out of reach of whoever has the
-- ledger's database alone: what tells of a forgery is not the forger's to take away.

CREATE TABLE verified_ledgers (
    municipality text PRIMARY KEY CHECK (municipality ~ '^[0-9]{4}$'),
    -- When the last round ended, whatever became of it.
    tried_at timestamptz NOT NULL,
    -- When the last whole round ended, up to which position it went and how many differences it found; null before the first.
    ended_at timestamptz,
    position bigint,
    differences bigint CHECK (differences >= 0),
    -- Where the first of them is, and what it is.
    first_position bigint,
    first_kind text,
    -- Why no round could be ended since, and since when.
    failure text,
    failing_since timestamptz
);
COMMENT ON TABLE verified_ledgers IS 'The newest round of verification of each ledger. An older copy of it is true of its time.';

GRANT SELECT, INSERT, UPDATE ON verified_ledgers TO case_ledger_keys;
