-- What was answered as of an instant stays the answer: once asked about, the instant gains no event any more.

ALTER TABLE ledger_heads ADD COLUMN closed_until timestamptz CHECK (isfinite(closed_until));
COMMENT ON COLUMN ledger_heads.closed_until IS
    'Up to when it was answered what the ledger knew: nothing is recorded at or before it any more. Null where nobody asked.';
COMMENT ON TABLE ledger_heads IS
    'One row per municipality: its ledger''s newest position, rebuildable from events, and up to when it is closed.';
