-- no-transaction
-- Emergency access as it is listed to those who watch over it: the newest first.
CREATE INDEX CONCURRENTLY read_log_emergency_order_idx ON read_log (municipality, read_id DESC)
    WHERE object_type = 'EmergencyAccess';
