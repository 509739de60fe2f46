-- When anything was last decided about persons' data, found at once: what is sealed for them waits on it.
CREATE INDEX events_subjects_idx ON events (municipality, position) WHERE aggregate_type = 'Subject';
