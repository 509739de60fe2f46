-- The register of feedback also says whether it was lawful that a dismissal with concern was told (S2-43, R-44). Nothing is
-- emptied: what was projected so far is built anew by the raised version, and says nothing of it until then.

ALTER TABLE feedback
    -- Whether it was told of the investigation that the report belongs to, with reasons, and to one who may be told it; nothing
    -- while nothing was told.
    ADD COLUMN concern_lawful boolean;
ALTER TABLE feedback_history
    ADD COLUMN concern_lawful boolean;
