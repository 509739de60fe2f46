-- Erasure, and rotation of keys.

-- Since when new data are sealed under another key; null for the key in use.
ALTER TABLE data_keys ADD COLUMN retired_at timestamptz;
ALTER TABLE data_keys DROP CONSTRAINT data_keys_subject_uk;
-- One key in use per subject and category.
CREATE UNIQUE INDEX data_keys_in_use_uk ON data_keys (municipality, subject, category) WHERE retired_at IS NULL;
-- For erasure, which destroys all of a subject's keys.
CREATE INDEX data_keys_subject_idx ON data_keys (municipality, subject);
COMMENT ON TABLE data_keys IS 'One data key in use per subject and category, and those it took over from.';

CREATE TABLE erased_subjects (
    municipality text NOT NULL,
    subject uuid NOT NULL,
    -- When the keys were destroyed.
    erased_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT erased_subjects_pk PRIMARY KEY (municipality, subject)
);
COMMENT ON TABLE erased_subjects IS 'Whose keys were destroyed; none is made for that pseudonym again.';

-- For erasure, which forgets by which national id a subject was found.
CREATE INDEX subjects_subject_idx ON subjects (municipality, subject);

-- Moved by every erasure and rotation: servers that see it move forget the keys they hold in memory.
ALTER TABLE index_keys ADD COLUMN generation bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN index_keys.master_key IS 'The master key in use: what is wrapped from now on is wrapped under it.';

-- Whoever makes a key shares a lock with all others who do; erasure and rotation of the master key take it alone. Each
-- statement in here sees what was committed before it began, and so the erasure or rotation that the lock waited for.
CREATE FUNCTION only_keys_that_can_be_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1802856819, NEW.municipality::int);
    IF NEW.master_key <> (SELECT master_key FROM index_keys WHERE municipality = NEW.municipality) THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'data_keys' THEN
        IF EXISTS (SELECT FROM erased_subjects WHERE municipality = NEW.municipality AND subject = NEW.subject) THEN
            RETURN NULL;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER data_keys_that_can_be_kept BEFORE INSERT ON data_keys
    FOR EACH ROW EXECUTE FUNCTION only_keys_that_can_be_kept();
CREATE TRIGGER signing_keys_that_can_be_kept BEFORE INSERT ON signing_keys
    FOR EACH ROW EXECUTE FUNCTION only_keys_that_can_be_kept();

GRANT SELECT, INSERT ON erased_subjects TO case_ledger_keys;
