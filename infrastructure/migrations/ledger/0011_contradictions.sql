-- A log that a witness has contradicted is signed no more until that witness takes it back: also by a server that knows
-- nothing of it, or has just started.

ALTER TABLE trees
    -- The witness, by its verifier key, or the directory; null where nobody contradicts the log.
    ADD COLUMN contradicted_by text,
    ADD CONSTRAINT trees_contradicted_ck CHECK (contradicted_by IS NULL OR fault IS NOT NULL);
