-- no-transaction
-- Which cases were opened about a child: whoever tells of danger to it finds the unit's case in the ledger itself, however far
-- behind read models are (R-1).
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_cases_of_child_idx ON events (
    municipality,
    (payload #>> '{CaseOpened,child,subject}'),
    position
) WHERE event_type = 'CaseOpened';
