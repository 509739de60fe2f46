-- no-transaction
-- Cases by when they were closed (RM-1).
CREATE INDEX CONCURRENTLY IF NOT EXISTS case_cards_closed_idx ON case_cards (municipality, closed_on) WHERE closed_on IS NOT NULL;
