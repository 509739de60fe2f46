-- The registers of reports and of feedback tell when another service sent a report back, which the time for telling its reporter runs
-- from (S2-49, D-2). Nothing is emptied: what was projected so far is built anew by the raised version.

ALTER TABLE report_register ADD COLUMN came_back_on date;
ALTER TABLE report_register_history ADD COLUMN came_back_on date;
ALTER TABLE feedback ADD COLUMN came_back_on date;
ALTER TABLE feedback_history ADD COLUMN came_back_on date;
