-- Emergency access (R-70): why it was taken, whose leader is told, and what the review of it found. When, by whom and what
-- for stands in the read log, as it did before. Both tables only grow.
CREATE TABLE emergency_access (
    municipality text NOT NULL,
    -- Its row in the read log.
    read_id bigint NOT NULL,
    -- The unit that works with the case; the taker's own where no case was found.
    unit text,
    -- Why, in words, in an envelope.
    reason json NOT NULL,
    CONSTRAINT emergency_access_pk PRIMARY KEY (municipality, read_id)
);
COMMENT ON TABLE emergency_access IS 'Why emergency access to cases was taken (R-70).';

CREATE TABLE emergency_access_reviews (
    municipality text NOT NULL,
    -- What was taken before reasons were asked for is reviewed like the rest.
    read_id bigint NOT NULL,
    command_id uuid NOT NULL,
    -- Tells the same review sent again from another one under its id.
    command_digest text NOT NULL,
    reviewed_at timestamptz NOT NULL,
    -- Pseudonym, role and unit of the reviewer, and the name in an envelope.
    reviewer json NOT NULL,
    justified boolean NOT NULL,
    -- What was found, in words, in an envelope.
    words json NOT NULL,
    CONSTRAINT emergency_access_reviews_pk PRIMARY KEY (municipality, read_id),
    CONSTRAINT emergency_access_reviews_command_uq UNIQUE (municipality, command_id)
);
COMMENT ON TABLE emergency_access_reviews IS 'What the reviews of emergency access found (R-70): one for each.';

CREATE TRIGGER emergency_access_forbid_change BEFORE UPDATE OR DELETE ON emergency_access
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER emergency_access_forbid_truncate BEFORE TRUNCATE ON emergency_access
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER emergency_access_reviews_forbid_change BEFORE UPDATE OR DELETE ON emergency_access_reviews
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER emergency_access_reviews_forbid_truncate BEFORE TRUNCATE ON emergency_access_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

GRANT SELECT, INSERT ON emergency_access, emergency_access_reviews TO case_ledger_app;
