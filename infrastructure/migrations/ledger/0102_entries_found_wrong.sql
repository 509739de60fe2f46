-- no-transaction
-- Which entries of a stream were found wrong (C12): what is read with a page of its history, or with what is owed and found by
-- one of its entries. There are few, and most streams have none.
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_found_wrong_idx ON events (
    municipality,
    aggregate_type,
    aggregate_id,
    (payload #>> '{EntryFoundWrong,entry}')
) WHERE event_type = 'EntryFoundWrong';
