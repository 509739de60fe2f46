-- What a rebuild found wrong in a read model, until it is acknowledged or a later rebuild finds it as it should be.

ALTER TABLE projections
    -- In how many rows the live read model differed from the rebuilt one.
    ADD COLUMN wrong_rows bigint CHECK (wrong_rows > 0),
    -- When that was found.
    ADD COLUMN wrong_found_at timestamptz,
    ADD CONSTRAINT projections_wrong_ck CHECK ((wrong_rows IS NULL) = (wrong_found_at IS NULL));
