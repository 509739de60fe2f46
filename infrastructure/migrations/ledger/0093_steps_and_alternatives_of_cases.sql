-- In which steps of its guides a case stands, and which alternatives are followed in it, so that cases are found by them (RM-1,
-- RM-12). Nothing is emptied: what was projected so far is built anew by the raised version, and is found by none of them until
-- then. No index: whoever asks narrows a list that is read in its order, and most cases stand in one of few steps.

ALTER TABLE case_cards
    -- Each as `guide/step`.
    ADD COLUMN steps text[] NOT NULL DEFAULT '{}',
    -- Where one comes to each level in the guides that have levels, each as `level guide/step`.
    ADD COLUMN entries text[] NOT NULL DEFAULT '{}',
    -- Those of A to D that were chosen and have not ended.
    ADD COLUMN alternatives text[] NOT NULL DEFAULT '{}';
ALTER TABLE case_cards_history
    ADD COLUMN steps text[] NOT NULL DEFAULT '{}',
    ADD COLUMN entries text[] NOT NULL DEFAULT '{}',
    ADD COLUMN alternatives text[] NOT NULL DEFAULT '{}';
