-- Which cases, reports and investigations name a person, so that whoever asks for the own data is answered from these
-- alone, however long the ledger is (C12). Pseudonyms only; rebuildable from the ledger.

CREATE TABLE named_persons (
    municipality text NOT NULL,
    -- The person's pseudonym.
    subject uuid NOT NULL,
    -- Case, Report or Investigation.
    aggregate_type text NOT NULL,
    aggregate_id uuid NOT NULL,
    -- Position of the first event in it that names the person, or was recorded by the person.
    named_at bigint NOT NULL,
    -- Position of the first one that names the person otherwise than as one who works there; null where none does.
    concerned_at bigint,
    CONSTRAINT named_persons_pk PRIMARY KEY (municipality, subject, aggregate_id),
    CONSTRAINT named_persons_order_ck CHECK (concerned_at >= named_at)
);
COMMENT ON TABLE named_persons IS 'Each person with each case, report and investigation that names the person.';

GRANT SELECT, INSERT, UPDATE, DELETE ON named_persons TO case_ledger_app;
