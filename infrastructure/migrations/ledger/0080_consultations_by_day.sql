-- no-transaction
-- What a body was consulted about anonymously, by the day it was held on, and within a day in an order that is not that of
-- recording (R-20).
CREATE INDEX CONCURRENTLY IF NOT EXISTS events_consultations_idx ON events (
    municipality,
    (payload #>> '{AnonymousConsultationHeld,body}'),
    (payload #>> '{AnonymousConsultationHeld,heldOn}') DESC,
    aggregate_id
) WHERE aggregate_type = 'Consultation';
