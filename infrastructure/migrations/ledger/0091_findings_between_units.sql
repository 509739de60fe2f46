-- What is found where two cases contradict each other tells of the other one, too: whoever does not reach the unit that works
-- with it is not told (R-70). Nothing is emptied: what was projected so far is built anew by the raised version, and tells of no
-- such finding until then.

ALTER TABLE findings
    -- The unit of the other case; nothing where a finding tells of one alone.
    ADD COLUMN beside_unit text;
ALTER TABLE findings_history
    ADD COLUMN beside_unit text;
