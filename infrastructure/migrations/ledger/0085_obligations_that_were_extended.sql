-- no-transaction
-- The same as it was at any moment (RM-3).
CREATE INDEX CONCURRENTLY IF NOT EXISTS obligations_history_extended_idx
    ON obligations_history (municipality, stands_at, obligation_id, valid_to, valid_from) WHERE extended;
