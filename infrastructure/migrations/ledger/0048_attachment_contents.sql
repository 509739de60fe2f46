-- What attachments hold, sealed under the child's key. Part of the ledger, as the events are, and no read model: no event
-- tells what is in it. Each row is written in the transaction of the event that tells its digest, so that neither is there
-- without the other; the event's leaf hash covers the digest, and `case-ledger verify` holds each row against it.
CREATE TABLE attachment_contents (
    municipality text NOT NULL,
    -- Of the event that it was attached with.
    position bigint NOT NULL CHECK (position > 0),
    attachment_id uuid NOT NULL,
    -- An envelope: version, key id, nonce, key commitment, ciphertext and tag.
    sealed bytea NOT NULL,
    CONSTRAINT attachment_contents_pk PRIMARY KEY (municipality, position),
    -- Looked up by, when one is opened.
    CONSTRAINT attachment_contents_attachment_uk UNIQUE (municipality, attachment_id)
);
COMMENT ON TABLE attachment_contents IS 'Append-only. The sealed contents of attachments, whose keys live in another database.';
-- Ciphertext cannot be made smaller.
ALTER TABLE attachment_contents ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TRIGGER attachment_contents_forbid_change BEFORE UPDATE OR DELETE ON attachment_contents
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER attachment_contents_forbid_truncate BEFORE TRUNCATE ON attachment_contents
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

GRANT SELECT, INSERT ON attachment_contents TO case_ledger_app;
