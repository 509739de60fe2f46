-- PostgreSQL samples what columns hold to plan by it, and keeps those samples in a catalogue of its own, where neither an erasure nor a
-- rotated master key reaches them. Of these columns nothing is sampled from now on, and that a column is given its type anew lets go
-- of what was. Each is looked up by a unique key, for which nothing is planned by samples.

ALTER TABLE data_keys ALTER COLUMN wrapped TYPE bytea, ALTER COLUMN wrapped SET STATISTICS 0;
ALTER TABLE index_keys ALTER COLUMN wrapped TYPE bytea, ALTER COLUMN wrapped SET STATISTICS 0;
ALTER TABLE signing_keys ALTER COLUMN wrapped TYPE bytea, ALTER COLUMN wrapped SET STATISTICS 0;
ALTER TABLE subjects ALTER COLUMN blind_index TYPE bytea, ALTER COLUMN blind_index SET STATISTICS 0;
