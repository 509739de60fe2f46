-- Calls in acute danger wait for a leader beside concerns, and each concern keeps its day: what was answered on a day before it goes
-- on waiting (R-19, RM-4, S4-16). Cases are found by there having been a call in them (RM-1). Nothing is emptied: what was projected
-- so far is built anew by the raised versions.

ALTER TABLE leader_inbox
    -- A call in acute danger; a note or a concern otherwise.
    ADD COLUMN is_call boolean NOT NULL DEFAULT false,
    -- The later days of those that wait with it.
    ADD COLUMN later date[] NOT NULL DEFAULT '{}',
    -- When it was brought to a leader last; nothing while it was to none.
    ADD COLUMN brought_on date;
ALTER TABLE leader_inbox_history
    ADD COLUMN is_call boolean NOT NULL DEFAULT false,
    ADD COLUMN later date[] NOT NULL DEFAULT '{}',
    ADD COLUMN brought_on date;
COMMENT ON TABLE leader_inbox IS
    'One row per internal note, and per concern or call in danger that waited for a leader until one took part or the case was closed.';
COMMENT ON COLUMN leader_inbox.item_id IS
    'The note''s id; of the case''s newest concern the case''s, of its newest call and of those before either an id of its own.';

-- In few cases there was one.
CREATE INDEX case_cards_call_idx ON case_cards (municipality, last_activity_at, case_id) WHERE emergency_contacts > 0;
CREATE INDEX case_cards_history_call_idx
    ON case_cards_history (municipality, last_activity_at, case_id, valid_to, valid_from) WHERE emergency_contacts > 0;
