-- no-transaction
-- Refusals of a period (RM-17, R-70), without those that came since.
CREATE INDEX CONCURRENTLY IF NOT EXISTS read_log_denied_at_idx ON read_log (municipality, read_at) WHERE object_type = 'AccessDenied';
