-- no-transaction
-- What is owed by a last day that a decision moved: few of all, asked for by themselves in the order of their days (RM-3).
CREATE INDEX CONCURRENTLY IF NOT EXISTS obligations_extended_idx ON obligations (municipality, stands_at, obligation_id)
    WHERE extended;
