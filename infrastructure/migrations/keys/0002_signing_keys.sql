-- The keys that sign the ledgers' checkpoints.

CREATE TABLE signing_keys (
    municipality text NOT NULL CHECK (municipality ~ '^[0-9]{4}$'),
    -- The public half, as an event of the ledger publishes it.
    verifier_key text NOT NULL,
    -- The Ed25519 seed under the municipality's master key.
    wrapped bytea NOT NULL,
    -- Which master key wrapped it.
    master_key text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT signing_keys_pk PRIMARY KEY (municipality, verifier_key)
);
COMMENT ON TABLE signing_keys IS 'Signing keys. One that no event names was made for an introduction that did not happen, and signs nothing.';

GRANT SELECT, INSERT, UPDATE ON signing_keys TO case_ledger_keys;
