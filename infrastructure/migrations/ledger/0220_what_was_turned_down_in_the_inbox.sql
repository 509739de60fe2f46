-- That a body does not take a child on, or that the child welfare service does not follow up what was reported, waits for a leader
-- beside concerns and calls, also in a closed case (RM-4, RM-13, S3-39). Nothing is emptied: what was projected so far is built anew
-- by the raised version.

ALTER TABLE leader_inbox
    -- A referral or a report was turned down.
    ADD COLUMN is_turned_down boolean NOT NULL DEFAULT false;
ALTER TABLE leader_inbox_history
    ADD COLUMN is_turned_down boolean NOT NULL DEFAULT false;
COMMENT ON TABLE leader_inbox IS
    'One row per internal note, and per concern, call in danger or answer that turns the child down that waited for a leader until one took part or the case was closed.';
COMMENT ON COLUMN leader_inbox.item_id IS
    'The note''s id; of the case''s newest concern the case''s, of its newest call, of what was turned down last and of those before any of them an id of its own.';
