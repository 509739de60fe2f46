-- no-transaction
-- Cases as they were, by when they were closed (RM-1).
CREATE INDEX CONCURRENTLY IF NOT EXISTS case_cards_history_closed_idx
    ON case_cards_history (municipality, closed_on, valid_to, valid_from) WHERE closed_on IS NOT NULL;
