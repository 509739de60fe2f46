-- no-transaction
-- Cases as they were, by when they were opened (RM-1).
CREATE INDEX CONCURRENTLY IF NOT EXISTS case_cards_history_opened_idx
    ON case_cards_history (municipality, opened_on DESC, case_id DESC, valid_to, valid_from);
