-- The reports that joined an investigation, whose reporters hear of its end.
CREATE INDEX feedback_joined_idx ON feedback (municipality, investigation_id) WHERE joined_ongoing;
