-- What is found where cases contradict each other tells of all those that say otherwise: whoever reaches one of them is told, by
-- its unit or by the case itself (R-70). What was projected so far is built anew by the raised version; until then it is told to
-- whom it was told before.

ALTER TABLE findings
    -- The other cases; nothing where a finding tells of one alone.
    ADD COLUMN beside_cases uuid[],
    -- The units that work with them.
    ADD COLUMN beside_units text[];
ALTER TABLE findings_history
    ADD COLUMN beside_cases uuid[],
    ADD COLUMN beside_units text[];

UPDATE findings SET beside_cases = '{}', beside_units = ARRAY[beside_unit] WHERE beside_unit IS NOT NULL;
UPDATE findings_history SET beside_cases = '{}', beside_units = ARRAY[beside_unit] WHERE beside_unit IS NOT NULL;

ALTER TABLE findings
    DROP COLUMN beside_unit;
ALTER TABLE findings_history
    DROP COLUMN beside_unit;
