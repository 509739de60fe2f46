# Answers to a command before any rule is asked.
NOT_PERMITTED = Your role does not allow this command.
VERSION_CONFLICT = It has changed since you saw it. Look at what was added, and decide again.
COMMAND_ID_REUSED = Another command was recorded under this commandId; nothing was recorded now. Send it with a new one.

# Fields that cannot be taken.
INPUT_BLANK = { $field } must not be blank.
INPUT_TOO_LONG = { $field } has more than { $most } characters.
INPUT_NUL = { $field } holds a NUL character, which cannot be stored. Take it out.
INPUT_NOT_AN_ID = { $field } is not an id such as { $prefix }_<UUID>.
INPUT_OUT_OF_REACH = { $field } must lie between 1900 and 2200.
INPUT_NOT_A_LEVEL = { $field } must be 1, 2 or 3.
INPUT_LAST_BEFORE_FIRST = { $field } lies before { $first }.
INPUT_NO_GUARDIAN = { $field } must name at least one guardian.
INPUT_CHILD_NEEDED = { $field } is needed to open a case; give it, or the caseId of an open one.
INPUT_CASE_OR_CHILD_NEEDED = Say which case: { $field }, or { $other } of the child it is about.
INPUT_SIBLING_NEEDED = { $field } is needed: give the sibling, or the siblingCaseId of a case about it.
INPUT_GIVEN_TWICE = { $field } and { $other } both say who it is, and may differ. Send only one of them.
INPUT_UNIT_NEEDED = { $field } is needed to open a case; your token names none.
INPUT_NOT_A_UNITS_NAME = { $field } must be a unit's name: one line, at most 250 characters, no person's number.
INPUT_NOT_YOUR_UNIT = { $field } is another unit than the one your token names, and an integration opens cases for its own. Leave it out.
INPUT_NOT_IN_CLEAR = { $field } stands in clear and is to be short: at most 250 characters on one line, without what may be a national identity number.
INPUT_NOT_A_TIME = { $field } must be a time of day, such as 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } must be the address of a page, which begins with https:// or http://.
INPUT_NOT_A_GUIDES_NAME = { $field } must be a name from the guide: small letters, digits and hyphens, at most 60 characters.

# About emergency access.
EMERGENCY_ACCESS_IS_OWN = You took this access yourself. Let another leader review it.
EMERGENCY_ACCESS_REVIEWED = This access is reviewed, and what was found stays. Look at the review in emergencyAccess.
