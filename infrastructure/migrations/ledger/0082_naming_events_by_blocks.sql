-- A row for each person and each event that names the person made the read models fall behind at full load, and is as long as the
-- ledger. Now those of one person within one block of the ledger are one row. Rebuildable from the ledger; what was projected so
-- far is projected anew. What is about a person as the child is told that person whole, and stands here no more.

DELETE FROM named_persons;
DELETE FROM projections WHERE read_model = 'named_persons';
DROP TABLE naming_events;

CREATE TABLE naming_blocks (
    municipality text NOT NULL,
    -- The person's pseudonym.
    subject uuid NOT NULL,
    -- The block: 512 positions, from 512 times its number on.
    block bigint NOT NULL,
    -- Where in it events stand that name the person, or were recorded by the person; in order.
    offsets smallint[] NOT NULL,
    CONSTRAINT naming_blocks_pk PRIMARY KEY (municipality, subject, block)
) WITH (fillfactor = 80);
COMMENT ON TABLE naming_blocks IS 'Each person with the events of cases, reports, investigations and protected addresses that name the person and are not about that one as the child, by blocks of positions.';

GRANT SELECT, INSERT, UPDATE, DELETE ON naming_blocks TO case_ledger_app;
