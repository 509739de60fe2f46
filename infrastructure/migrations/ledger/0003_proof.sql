-- Tamper evidence: a Merkle tree per municipality over the events' leaf hashes, and signed checkpoints of it.

CREATE TABLE trees (
    municipality text PRIMARY KEY REFERENCES ledger_heads,
    -- How many events the tiles hold. Whoever holds this row's lock lets the tree grow; it moves in the transaction
    -- that stores the tiles.
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    -- Why no checkpoint is signed any more: the tree, a checkpoint or a witness contradict each other.
    fault text
);
COMMENT ON TABLE trees IS 'One row per municipality: how far its tree has grown.';

CREATE TABLE tree_tiles (
    municipality text NOT NULL REFERENCES trees,
    -- As c2sp.org/tlog-tiles counts them: level 0 holds leaf hashes, each further one roots of full tiles below it.
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    tile bigint NOT NULL CHECK (tile >= 0),
    -- Up to 256 hashes of 32 bytes. The tile of a smaller tree is the beginning of this one.
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    CONSTRAINT tree_tiles_pk PRIMARY KEY (municipality, level, tile)
);
COMMENT ON TABLE tree_tiles IS 'The trees'' hashes. They reveal nothing of the events and are served to everyone.';
-- Hashes do not compress, and are read whole.
ALTER TABLE tree_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE FUNCTION forbid_all_but_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.municipality, NEW.level, NEW.tile) = (OLD.municipality, OLD.level, OLD.tile)
           AND substr(NEW.hashes, 1, octet_length(OLD.hashes)) = OLD.hashes THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% only grows: % is forbidden', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER tree_tiles_forbid_all_but_growth BEFORE UPDATE OR DELETE ON tree_tiles
    FOR EACH ROW EXECUTE FUNCTION forbid_all_but_growth();
CREATE TRIGGER tree_tiles_forbid_truncate BEFORE TRUNCATE ON tree_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

CREATE TABLE checkpoints (
    municipality text NOT NULL REFERENCES trees,
    -- The tree's size, which is the position of its last event.
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    -- The signed note as it is served, without cosignatures.
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT checkpoints_pk PRIMARY KEY (municipality, size)
);
COMMENT ON TABLE checkpoints IS 'Every checkpoint that was ever signed. Append-only.';

CREATE TABLE cosignatures (
    municipality text NOT NULL,
    size bigint NOT NULL,
    -- The witness's verifier key.
    witness text NOT NULL,
    -- Its signature line, as it is appended to the served note.
    line text NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT cosignatures_pk PRIMARY KEY (municipality, size, witness),
    CONSTRAINT cosignatures_checkpoint_fk FOREIGN KEY (municipality, size) REFERENCES checkpoints
);
COMMENT ON TABLE cosignatures IS 'What witnesses signed of the checkpoints. Append-only.';

CREATE TRIGGER checkpoints_forbid_change BEFORE UPDATE OR DELETE ON checkpoints
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER checkpoints_forbid_truncate BEFORE TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER cosignatures_forbid_change BEFORE UPDATE OR DELETE ON cosignatures
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER cosignatures_forbid_truncate BEFORE TRUNCATE ON cosignatures
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

GRANT SELECT, INSERT, UPDATE ON trees, tree_tiles TO case_ledger_app;
GRANT SELECT, INSERT ON checkpoints, cosignatures TO case_ledger_app;
