-- A row that says it has come farther than the ledger goes was not written by whoever follows the ledger: what was passed by is
-- not in what it stands for. It is told until that is put right, also when the ledger has come that far.

ALTER TABLE projections
    ADD COLUMN beyond boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN projections.beyond IS 'It stood beyond the end of its ledger. Taken back by a rebuild, or when all is taken in anew.';
