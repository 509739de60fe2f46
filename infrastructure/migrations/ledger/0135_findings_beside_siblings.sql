-- What is found where cases contradict each other rests on the siblings that the others tell of: whoever is kept from all of them
-- is not told of it (R-70). What was projected so far is built anew by the raised version; until then it is told to nobody.

ALTER TABLE findings
    -- The sibling that the case at the same place in beside_cases tells of.
    ADD COLUMN beside_siblings uuid[];
ALTER TABLE findings_history
    ADD COLUMN beside_siblings uuid[];
