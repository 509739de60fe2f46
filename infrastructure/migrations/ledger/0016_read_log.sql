-- Who read one thing, the newest read first (RM-17).
CREATE INDEX read_log_object_idx ON read_log (municipality, object_id, read_id DESC);
