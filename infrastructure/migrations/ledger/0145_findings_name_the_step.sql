-- What is found of a decision in a step of a guide names the step, and what the decision says was done and is not recorded (R-16,
-- R-36). Nothing is emptied: what was projected so far is built anew by the raised version, and names no step until then.

ALTER TABLE findings
    -- The guide, in the version that was followed; nothing where no step's decision shows the finding.
    ADD COLUMN guide text,
    ADD COLUMN guide_version integer,
    ADD COLUMN step text,
    -- The name of the act.
    ADD COLUMN lacks text;
ALTER TABLE findings_history
    ADD COLUMN guide text,
    ADD COLUMN guide_version integer,
    ADD COLUMN step text,
    ADD COLUMN lacks text;
