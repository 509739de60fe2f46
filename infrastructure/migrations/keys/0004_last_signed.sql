-- What was signed last of each ledger's log. It stands here, with backups and a role of its own, because whoever
-- rewrites the ledger's database rewrites its checkpoints too, and nothing in there would then contradict the new story.

CREATE TABLE last_signed (
    municipality text PRIMARY KEY CHECK (municipality ~ '^[0-9]{4}$'),
    -- The checkpoint's size and root.
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32)
);
COMMENT ON TABLE last_signed IS 'The newest checkpoint of each ledger. An older copy of it, restored, holds no less true a one.';

GRANT SELECT, INSERT, UPDATE ON last_signed TO case_ledger_keys;
