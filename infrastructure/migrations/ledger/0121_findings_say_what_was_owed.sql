-- What was owed is said by a finding that its last day shows (RM-13). Nothing is emptied: what was projected so far is built anew by
-- the raised version, and says nothing of it until then.

ALTER TABLE findings
    -- The name of its kind; nothing where something else shows the finding.
    ADD COLUMN obligation text;
ALTER TABLE findings_history
    ADD COLUMN obligation text;
