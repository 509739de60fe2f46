-- Cases by when they were opened and when they were closed (RM-1); those that are shown in part are listed by when they were
-- opened.

CREATE INDEX case_cards_opened_idx ON case_cards (municipality, opened_on DESC, case_id DESC);
CREATE INDEX case_cards_history_opened_idx
    ON case_cards_history (municipality, opened_on DESC, case_id DESC, valid_to, valid_from);
CREATE INDEX case_cards_closed_idx ON case_cards (municipality, closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX case_cards_history_closed_idx
    ON case_cards_history (municipality, closed_on, valid_to, valid_from) WHERE closed_on IS NOT NULL;
