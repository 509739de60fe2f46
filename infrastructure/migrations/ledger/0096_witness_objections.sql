-- What witnesses say against logs without signing it. It stops no log: whoever sits on the line to a witness can say as
-- much. It is told in health until the witness signs the log's newest checkpoint.

CREATE TABLE witness_objections (
    municipality text NOT NULL REFERENCES trees,
    -- The witness's verifier key; or the directory.
    witness text NOT NULL,
    -- What it says, in words.
    objection text NOT NULL,
    -- When it first said so.
    since timestamptz NOT NULL,
    CONSTRAINT witness_objections_pk PRIMARY KEY (municipality, witness)
);
COMMENT ON TABLE witness_objections IS 'What witnesses say against logs, unsigned. No part of the proof.';

GRANT SELECT, INSERT, UPDATE, DELETE ON witness_objections TO case_ledger_app;

-- What stopped a log until now without a signature stops it no more.
INSERT INTO witness_objections (municipality, witness, objection, since)
SELECT municipality, contradicted_by, fault, now() FROM trees
 WHERE contradicted_by IS NOT NULL AND contradicted_by <> 'the witness''s directory';
UPDATE trees SET fault = NULL, contradicted_by = NULL
 WHERE contradicted_by IS NOT NULL AND contradicted_by <> 'the witness''s directory';
