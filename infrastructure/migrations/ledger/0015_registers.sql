-- Registers across cases. Rebuildable from the ledger; no personal data, only codes, dates, ids, and units' names.

CREATE TABLE childs_voice (
    municipality text NOT NULL,
    thing_id uuid NOT NULL,
    kind text NOT NULL,
    case_id uuid,
    unit text NOT NULL,
    began_on date NOT NULL,
    -- The first day of which the child's own view is recorded.
    heard_on date,
    -- The beginning of the day on which it began.
    began_at timestamptz NOT NULL,
    -- Position of the event that made the row as it is.
    valid_from bigint NOT NULL,
    CONSTRAINT childs_voice_pk PRIMARY KEY (municipality, thing_id),
    CONSTRAINT childs_voice_kind_ck CHECK (kind IN ('case', 'measure', 'investigation'))
);
COMMENT ON TABLE childs_voice IS 'RM-8: one row per case, measure and investigation, and whether the child''s view is recorded.';
CREATE INDEX childs_voice_order_idx ON childs_voice (municipality, began_at DESC, thing_id DESC);
CREATE INDEX childs_voice_unit_idx ON childs_voice (municipality, unit, began_at DESC, thing_id DESC);

CREATE TABLE childs_voice_history (
    LIKE childs_voice INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT childs_voice_history_pk PRIMARY KEY (municipality, thing_id, valid_from),
    CONSTRAINT childs_voice_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE childs_voice_history IS 'Rows of childs_voice as they were at positions from valid_from to before valid_to.';
CREATE INDEX childs_voice_history_order_idx
    ON childs_voice_history (municipality, began_at DESC, thing_id DESC, valid_to, valid_from);
CREATE INDEX childs_voice_history_unit_idx
    ON childs_voice_history (municipality, unit, began_at DESC, thing_id DESC, valid_to, valid_from);
CREATE TABLE childs_voice_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE childs_voice_horizon IS 'The highest began_at of any version valid from that position or before.';

CREATE TABLE consent_register (
    municipality text NOT NULL,
    consent_id uuid NOT NULL,
    case_id uuid NOT NULL,
    child_subject uuid NOT NULL,
    unit text NOT NULL,
    requested_on date NOT NULL,
    given_on date,
    given_by text,
    -- An answer, and nothing missing (R-22).
    refused_on date,
    withdrawn_on date,
    narrowed_on date,
    purposes text[] NOT NULL,
    parties text[] NOT NULL,
    categories text[] NOT NULL,
    -- The days of what is consented to.
    holds_from date NOT NULL,
    holds_to date,
    -- The beginning of the day on which it was asked.
    asked_at timestamptz NOT NULL,
    valid_from bigint NOT NULL,
    CONSTRAINT consent_register_pk PRIMARY KEY (municipality, consent_id)
);
COMMENT ON TABLE consent_register IS 'RM-15: one row per question for consent and its answer.';
CREATE INDEX consent_register_order_idx ON consent_register (municipality, asked_at DESC, consent_id DESC);
CREATE INDEX consent_register_unit_idx ON consent_register (municipality, unit, asked_at DESC, consent_id DESC);
CREATE INDEX consent_register_case_idx ON consent_register (municipality, case_id);
CREATE INDEX consent_register_child_idx ON consent_register (municipality, child_subject);

CREATE TABLE consent_register_history (
    LIKE consent_register INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT consent_register_history_pk PRIMARY KEY (municipality, consent_id, valid_from),
    CONSTRAINT consent_register_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE consent_register_history IS
    'Rows of consent_register as they were at positions from valid_from to before valid_to.';
CREATE INDEX consent_register_history_order_idx
    ON consent_register_history (municipality, asked_at DESC, consent_id DESC, valid_to, valid_from);
CREATE INDEX consent_register_history_unit_idx
    ON consent_register_history (municipality, unit, asked_at DESC, consent_id DESC, valid_to, valid_from);
CREATE INDEX consent_register_history_case_idx
    ON consent_register_history (municipality, case_id, valid_to, valid_from);
CREATE INDEX consent_register_history_child_idx
    ON consent_register_history (municipality, child_subject, valid_to, valid_from);
CREATE TABLE consent_register_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE consent_register_horizon IS 'The highest asked_at of any version valid from that position or before.';

CREATE TABLE case_cooperation (
    municipality text NOT NULL,
    case_id uuid NOT NULL,
    unit text NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
    open boolean NOT NULL,
    -- Those that are or were involved.
    bodies text[] NOT NULL,
    -- In which role somebody coordinates them; who that is stands in the case.
    coordinator_role text,
    coordinated_since date,
    -- The beginning of the latest day on which a body became involved, or else of the day the case was opened.
    involved_at timestamptz NOT NULL,
    valid_from bigint NOT NULL,
    CONSTRAINT case_cooperation_pk PRIMARY KEY (municipality, case_id)
);
COMMENT ON TABLE case_cooperation IS 'RM-11: one row per case, with the bodies involved and the coordinator''s role.';
-- Nearly all cases involve no other body, and are not asked for.
CREATE INDEX case_cooperation_order_idx ON case_cooperation (municipality, involved_at DESC, case_id DESC)
    WHERE bodies <> '{}' OR coordinator_role IS NOT NULL;
CREATE INDEX case_cooperation_unit_idx ON case_cooperation (municipality, unit, involved_at DESC, case_id DESC)
    WHERE bodies <> '{}' OR coordinator_role IS NOT NULL;

CREATE TABLE case_cooperation_history (
    LIKE case_cooperation INCLUDING CONSTRAINTS,
    valid_to bigint NOT NULL,
    CONSTRAINT case_cooperation_history_pk PRIMARY KEY (municipality, case_id, valid_from),
    CONSTRAINT case_cooperation_history_interval_ck CHECK (valid_from < valid_to)
);
COMMENT ON TABLE case_cooperation_history IS
    'Rows of case_cooperation as they were at positions from valid_from to before valid_to.';
CREATE INDEX case_cooperation_history_order_idx
    ON case_cooperation_history (municipality, involved_at DESC, case_id DESC, valid_to, valid_from)
    WHERE bodies <> '{}' OR coordinator_role IS NOT NULL;
CREATE INDEX case_cooperation_history_unit_idx
    ON case_cooperation_history (municipality, unit, involved_at DESC, case_id DESC, valid_to, valid_from)
    WHERE bodies <> '{}' OR coordinator_role IS NOT NULL;
CREATE TABLE case_cooperation_horizon (LIKE case_cards_horizon INCLUDING INDEXES);
COMMENT ON TABLE case_cooperation_horizon IS 'The highest involved_at of any version valid from that position or before.';

GRANT SELECT, INSERT, UPDATE, DELETE ON childs_voice, childs_voice_history, childs_voice_horizon, consent_register,
    consent_register_history, consent_register_horizon, case_cooperation, case_cooperation_history,
    case_cooperation_horizon TO case_ledger_app;
