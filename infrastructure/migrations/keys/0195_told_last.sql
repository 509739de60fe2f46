-- Where something was recorded of each person last, by what servers have taken in. Of the last entry of a person's stream nothing in
-- the ledger tells that it is gone, or that it says to be of somebody else by now; and mostly there is one alone, by which the person is
-- restricted or an address is protected. Whoever changes the ledger's rows does not reach this.

CREATE TABLE told_last (
    municipality text NOT NULL CHECK (municipality ~ '^[0-9]{4}$'),
    -- The person, by the pseudonym that names the stream.
    subject uuid NOT NULL,
    -- The entry's place in the stream, and in the ledger.
    sequence bigint NOT NULL CHECK (sequence > 0),
    position bigint NOT NULL CHECK (position > 0),
    CONSTRAINT told_last_pk PRIMARY KEY (municipality, subject)
);
COMMENT ON TABLE told_last IS 'The last entry of each person''s stream. An older one is no less true. What it tells is in the ledger alone.';

GRANT SELECT, INSERT, UPDATE ON told_last TO case_ledger_keys;

CREATE TRIGGER told_last_goes_on BEFORE UPDATE ON told_last FOR EACH ROW
    WHEN ((NEW.municipality, NEW.subject) <> (OLD.municipality, OLD.subject) OR NEW.sequence <= OLD.sequence
          OR NEW.position <= OLD.position)
    EXECUTE FUNCTION forbid_going_back();
