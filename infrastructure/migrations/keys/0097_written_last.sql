-- Where each ledger ended last, by what servers have written: a ledger whose last rows were taken away before they were
-- signed contradicts it, also for a server that starts.

CREATE TABLE written_last (
    municipality text PRIMARY KEY CHECK (municipality ~ '^[0-9]{4}$'),
    -- The position of an event that was committed, and its leaf hash.
    position bigint NOT NULL CHECK (position > 0),
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32)
);
COMMENT ON TABLE written_last IS 'An event near the end of each ledger. An older one is no less true.';

GRANT SELECT, INSERT, UPDATE ON written_last TO case_ledger_keys;

-- Neither goes back by a hand of the application's role.
CREATE FUNCTION forbid_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only goes on: % is forbidden', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER last_signed_goes_on BEFORE UPDATE ON last_signed FOR EACH ROW
    WHEN (NEW.municipality <> OLD.municipality OR (NEW.size <= OLD.size AND (NEW.size, NEW.root) <> (OLD.size, OLD.root)))
    EXECUTE FUNCTION forbid_going_back();
CREATE TRIGGER written_last_goes_on BEFORE UPDATE ON written_last FOR EACH ROW
    WHEN (NEW.municipality <> OLD.municipality
          OR (NEW.position <= OLD.position AND (NEW.position, NEW.leaf) <> (OLD.position, OLD.leaf)))
    EXECUTE FUNCTION forbid_going_back();
