-- Which events name a person, so that a page of an answer is read by their positions, however much else happens in the things that
-- they belong to (C12). Pseudonyms only; rebuildable from the ledger. What was projected so far lacks them, and is projected anew.

DELETE FROM named_persons;
DELETE FROM projections WHERE read_model = 'named_persons';

CREATE TABLE naming_events (
    municipality text NOT NULL,
    -- The person's pseudonym.
    subject uuid NOT NULL,
    -- Position of an event that names the person, or was recorded by the person.
    position bigint NOT NULL,
    CONSTRAINT naming_events_pk PRIMARY KEY (municipality, subject, position)
);
COMMENT ON TABLE naming_events IS 'Each person with each event of a case, report or investigation that names the person.';

GRANT SELECT, INSERT, UPDATE, DELETE ON naming_events TO case_ledger_app;
