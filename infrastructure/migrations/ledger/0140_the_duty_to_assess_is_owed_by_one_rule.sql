-- Whether the duty to report is to be assessed follows from what is owed (R-2), and no longer from a rule of the case card's own, which
-- told otherwise where things were written down in another order.

ALTER TABLE case_cards DROP COLUMN duty_assessment_owed;
ALTER TABLE case_cards_history DROP COLUMN duty_assessment_owed;
