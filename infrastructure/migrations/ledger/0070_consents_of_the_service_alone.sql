-- The consents that the child welfare service works on, listed without those of cases, and by what is done on them (RM-15). The
-- tables were emptied by 0062 and are filled from there on.

CREATE INDEX consent_register_service_idx
    ON consent_register (municipality, asked_at DESC, consent_id DESC) WHERE investigation_id IS NOT NULL;
CREATE INDEX consent_register_history_service_idx
    ON consent_register_history (municipality, asked_at DESC, consent_id DESC, valid_to, valid_from)
 WHERE investigation_id IS NOT NULL;
CREATE INDEX consent_register_used_for_idx
    ON consent_register (municipality, used_for, asked_at DESC, consent_id DESC) WHERE used_for IS NOT NULL;
CREATE INDEX consent_register_history_used_for_idx
    ON consent_register_history (municipality, used_for, asked_at DESC, consent_id DESC, valid_to, valid_from)
 WHERE used_for IS NOT NULL;
