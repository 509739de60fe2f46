-- no-transaction
-- Cases by when they were opened (RM-1); those that are shown in part are listed so. Those that were, and by when they were closed:
-- 0071 to 0073, each beside the work.
CREATE INDEX CONCURRENTLY IF NOT EXISTS case_cards_opened_idx ON case_cards (municipality, opened_on DESC, case_id DESC);
