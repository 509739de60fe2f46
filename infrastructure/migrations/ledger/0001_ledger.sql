-- The ledger: one append-only table of events, one head per municipality.
--
-- The application works as a member of the role case_ledger_app, which owns nothing and may only read and insert
-- events. Triggers forbid change to everyone else, the owner included; what a superuser changes with triggers
-- switched off, `case-ledger verify` finds by the leaf hashes.

CREATE TABLE ledger_heads (
    municipality text PRIMARY KEY CHECK (municipality ~ '^[0-9]{4}$'),
    name text NOT NULL,
    -- Position of the newest event. Moved in the transaction that inserts it, under this row's lock: position order
    -- is commit order, so a reader that has seen position p will never find a smaller one appear later.
    position bigint NOT NULL DEFAULT 0 CHECK (position >= 0)
);
COMMENT ON TABLE ledger_heads IS 'One row per municipality: its ledger''s newest position. Rebuildable from events.';

CREATE TABLE events (
    -- No foreign key: rows come in through a join with the head they move, and a check per row would double that.
    municipality text NOT NULL,
    -- Gapless from 1 within a municipality.
    position bigint NOT NULL CHECK (position > 0),
    -- The next seven columns bear the names postgres-es reads.
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    -- Gapless from 1 within a stream.
    sequence bigint NOT NULL CHECK (sequence > 0),
    event_type text NOT NULL,
    event_version text NOT NULL,
    -- json, not jsonb: the stored characters are what leaf_hash covers.
    payload json NOT NULL,
    metadata json NOT NULL,
    event_id uuid NOT NULL,
    -- Chosen by the sender; with its index the key that makes a command sent twice act once.
    command_id uuid NOT NULL,
    command_index smallint NOT NULL CHECK (command_index >= 0),
    correlation_id uuid NOT NULL,
    causation_id uuid,
    -- Who acted: pseudonym, role, unit, and the name in an envelope.
    actor json NOT NULL,
    -- When it happened, and when the ledger learned of it.
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- RFC 6962 leaf hash over every column above.
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
    CONSTRAINT events_pk PRIMARY KEY (municipality, position),
    -- Optimistic concurrency: of two commands that saw the same version, one is inserted.
    CONSTRAINT events_stream_uk UNIQUE (municipality, aggregate_type, aggregate_id, sequence),
    -- Idempotency.
    CONSTRAINT events_command_uk UNIQUE (municipality, command_id, command_index)
);
COMMENT ON TABLE events IS 'Append-only. Personal data only in envelopes whose keys live in another database.';

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is forbidden', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER events_forbid_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER events_forbid_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- Who read what, written before the data is returned. Append-only like the events.
CREATE TABLE read_log (
    municipality text NOT NULL REFERENCES ledger_heads,
    read_id bigint GENERATED ALWAYS AS IDENTITY,
    read_at timestamptz NOT NULL,
    -- Pseudonym, role and unit of the reader, and the name in an envelope.
    reader json NOT NULL,
    purpose text,
    -- The GraphQL operation's name, and what kind of object was read.
    operation text,
    object_type text NOT NULL,
    object_id uuid NOT NULL,
    CONSTRAINT read_log_pk PRIMARY KEY (municipality, read_id)
);
COMMENT ON TABLE read_log IS 'Every read of case content by a named user (R-70).';

CREATE TRIGGER read_log_forbid_change BEFORE UPDATE OR DELETE ON read_log
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER read_log_forbid_truncate BEFORE TRUNCATE ON read_log
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

GRANT USAGE ON SCHEMA public TO case_ledger_app;
GRANT SELECT, INSERT ON events, read_log TO case_ledger_app;
GRANT SELECT, INSERT, UPDATE ON ledger_heads TO case_ledger_app;
