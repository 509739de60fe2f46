-- The register of consents tells of a guardian's yes that it ended where the case's unit said that others are the guardians
-- (RM-15, R-21, R-24, R-25). Nothing is emptied: what was projected so far is built anew by the raised version.

ALTER TABLE consent_register
    -- The pseudonym of the guardian who was asked, as long as it may be that the answer is that one's alone.
    ADD COLUMN guardian uuid,
    -- From which days on the unit said that others are the guardians, and on which days it named that one again.
    ADD COLUMN left_out_from date[] NOT NULL DEFAULT '{}',
    ADD COLUMN left_out_until date[] NOT NULL DEFAULT '{}';
ALTER TABLE consent_register_history
    ADD COLUMN guardian uuid,
    ADD COLUMN left_out_from date[] NOT NULL DEFAULT '{}',
    ADD COLUMN left_out_until date[] NOT NULL DEFAULT '{}';
