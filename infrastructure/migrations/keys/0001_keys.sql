-- Keys live in a database of their own, with its own role and backups: a restored backup of the ledger must not
-- bring back what was erased.

CREATE TABLE data_keys (
    municipality text NOT NULL CHECK (municipality ~ '^[0-9]{4}$'),
    key_id uuid NOT NULL,
    -- Whose data it protects, and in which category.
    subject uuid NOT NULL,
    category text NOT NULL,
    -- The key under the municipality's master key; null once destroyed.
    wrapped bytea,
    -- Which master key wrapped it.
    master_key text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT data_keys_pk PRIMARY KEY (municipality, key_id),
    CONSTRAINT data_keys_subject_uk UNIQUE (municipality, subject, category)
);
COMMENT ON TABLE data_keys IS 'One data key per subject and category.';

CREATE TABLE index_keys (
    municipality text PRIMARY KEY,
    wrapped bytea NOT NULL,
    master_key text NOT NULL
);
COMMENT ON TABLE index_keys IS 'Per municipality: the key of its blind index and of the ids derived from imported records.';

CREATE TABLE subjects (
    municipality text NOT NULL,
    -- HMAC of a national id under the municipality's index key.
    blind_index bytea NOT NULL,
    subject uuid NOT NULL,
    CONSTRAINT subjects_pk PRIMARY KEY (municipality, blind_index)
);
COMMENT ON TABLE subjects IS 'Finds a person''s pseudonym by national id. Deleted when the person is erased.';

GRANT USAGE ON SCHEMA public TO case_ledger_keys;
GRANT SELECT, INSERT, UPDATE ON data_keys TO case_ledger_keys;
GRANT SELECT, INSERT, DELETE ON subjects TO case_ledger_keys;
GRANT SELECT, INSERT, UPDATE ON index_keys TO case_ledger_keys;
