-- Which cases somebody reaches beside those of the own unit (R-70): those that the person opened, and those to which the
-- person has taken emergency access, which the read log holds.
CREATE INDEX events_opened_idx ON events (municipality, (actor->>'subject'), aggregate_id)
    WHERE aggregate_type = 'Case' AND sequence = 1;
CREATE INDEX read_log_emergency_idx ON read_log (municipality, (reader->>'subject'), read_at)
    WHERE object_type = 'EmergencyAccess';
