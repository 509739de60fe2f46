-- That a read model is outdated for another reason than its version, and why one that is outdated could not be rebuilt.

ALTER TABLE projections
    -- The streams of which rows were passed over and have been put right, or accepted, since: the read model is rebuilt, and only what
    -- tells of these is expected to differ. Null where there is nothing of the kind.
    ADD COLUMN put_right text[],
    -- Why the rebuild of an outdated one failed last, and since when none has come to its end.
    ADD COLUMN not_rebuilt text,
    ADD COLUMN not_rebuilt_since timestamptz,
    ADD CONSTRAINT projections_not_rebuilt_ck CHECK ((not_rebuilt IS NULL) = (not_rebuilt_since IS NULL));
COMMENT ON COLUMN projections.put_right IS 'Ids of streams whose rows were put right or accepted since the read model was built.';
COMMENT ON COLUMN projections.not_rebuilt IS 'Why an outdated read model could not be rebuilt, until it is.';
