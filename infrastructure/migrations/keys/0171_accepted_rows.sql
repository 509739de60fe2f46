-- Rows that no program of the ledger wrote, and that a municipality has to live with: they cannot be taken out of a ledger that
-- has gone on behind them. It stands here, out of reach of whoever slipped them in, and each is accepted by itself, for good.

CREATE TABLE accepted_rows (
    municipality text NOT NULL CHECK (municipality ~ '^[0-9]{4}$'),
    position bigint NOT NULL CHECK (position > 0),
    -- The leaf hash of the row that was looked at: another one in its place is not accepted by this.
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    -- Why it stays, in clear: nobody's data.
    reason text NOT NULL,
    -- The account of the machine on which that was said.
    accepted_by text NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT accepted_rows_pk PRIMARY KEY (municipality, position)
);
COMMENT ON TABLE accepted_rows IS 'Rows without the code of the ledger''s keys over which its log goes on. What they say of a person''s data is believed by nobody.';

GRANT SELECT, INSERT ON accepted_rows TO case_ledger_keys;
