-- To whom among the leaders a concern was brought (S4-16): who works with a concern answers it only where it was brought to
-- them. What was answered stays as a row of its own when the case's next concern waits. Nothing is emptied: what was projected
-- so far is built anew by the raised version, and says nothing of it until then.

ALTER TABLE leader_inbox
    -- The role of the leader to whom it was brought last; nothing while that was not said.
    ADD COLUMN brought_to text;
ALTER TABLE leader_inbox_history
    ADD COLUMN brought_to text;
COMMENT ON TABLE leader_inbox IS
    'One row per internal note, and per concern of a case that waited for a leader until one took part or the case was closed.';
COMMENT ON COLUMN leader_inbox.item_id IS
    'The note''s id; of the case''s newest concern the case''s, of one before it an id of its own.';
