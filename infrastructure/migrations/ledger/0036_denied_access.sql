-- Who asked for what the role does not allow, the newest first.
CREATE INDEX read_log_denied_idx ON read_log (municipality, read_id DESC) WHERE object_type = 'AccessDenied';
-- Whether the same reader's same operation was refused just now, and how often: then nothing more is written.
CREATE INDEX read_log_denied_reader_idx ON read_log (municipality, (reader ->> 'subject'), read_at)
    WHERE object_type = 'AccessDenied';
