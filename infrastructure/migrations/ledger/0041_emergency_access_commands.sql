-- Emergency access is taken once for each command (R-70), however often that is sent; and no words are kept of what found no
-- case: nobody could tell whose they are, and so nobody could restrict or erase them.
ALTER TABLE emergency_access
    ALTER COLUMN reason DROP NOT NULL,
    -- The command; nothing of what was taken before commands were told apart.
    ADD COLUMN command_id uuid,
    -- Tells the same command sent again by the same person from another one under its id.
    ADD COLUMN command_digest text,
    -- Which of the cases that the command opened it is, from 0; nothing where it found none.
    ADD COLUMN command_index integer;
COMMENT ON COLUMN emergency_access.reason IS 'Why, in words, in an envelope under the child''s key; null where no case was found.';

-- What was taken is taken once by a command, whatever is sent under its id.
ALTER TABLE emergency_access
    ADD CONSTRAINT emergency_access_command_uq UNIQUE (municipality, command_id, command_index);
-- What found no case takes up no id, as nothing does that is refused; it is recorded once for each content.
CREATE UNIQUE INDEX emergency_access_attempt_idx ON emergency_access (municipality, command_id, command_digest)
    WHERE command_index IS NULL;
