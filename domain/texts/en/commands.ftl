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
INPUT_NOT_A_LANGUAGE = { $field } is no code of a language: give two or three small letters (ISO 639), such as so or ckb.
INPUT_LAST_BEFORE_FIRST = { $field } lies before { $first }.
INPUT_NO_GUARDIAN = { $field } must name at least one guardian.
INPUT_CHILD_NEEDED = { $field } is needed to open a case; give it, or the caseId of an open one.
INPUT_CASE_OR_CHILD_NEEDED = Say which case: { $field }, or { $other } of the child it is about.
INPUT_SIBLING_NEEDED = { $field } is needed: give the sibling, or the siblingCaseId of a case about it.
INPUT_GIVEN_TWICE = { $field } and { $other } both say who it is, and may differ. Send only one of them.
INPUT_UNIT_NEEDED = { $field } is needed to open a case; your token names none.
INPUT_NOT_A_UNITS_NAME = { $field } must be a unit's name: one line, at most 250 characters, no person's number.
INPUT_NOT_YOUR_UNIT = { $field } is another unit than the one your token names, and an integration opens cases for its own. Leave it out.
INPUT_VERSION_NOT_TOLD = { $field } is the version of a case that you are shown a part of, and that is not told. Leave it out.
INPUT_NOT_IN_CLEAR = { $field } stands in clear and is to be short: at most 250 characters on one line, without what may be a national identity number.
INPUT_NOT_A_TIME = { $field } must be a time of day, such as 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } must be the address of a page, which begins with https:// or http://.
INPUT_NOT_A_GUIDES_NAME = { $field } must be a name from the guide: small letters, digits and hyphens, at most 60 characters.

# About emergency access.
EMERGENCY_ACCESS_IS_OWN = You took this access yourself. Let another leader review it.
EMERGENCY_ACCESS_REVIEWED = This access is reviewed, and what was found stays. Look at the review in emergencyAccess.
INPUT_NOT_LISTED = { $field } is none of the values that the schema lists for it. Choose one of those.
INPUT_NO_KNOWN_PREFIX = { $field } is the id of nothing that is known here; ids look like case_<UUID>.
INPUT_PAGE_OUT_OF_BOUNDS = { $field } must lie between 1 and { $most }.
INPUT_NOT_A_CURSOR = { $field } is not a cursor of this list. Take one that this list gave, or leave it out to begin with the first.
INPUT_ENDS_BEFORE_IT_BEGINS = { $field } ends before it begins.
INPUT_YEAR_NOT_OVER = { $field } has not ended. Figures are told of years that have.
INPUT_YEARS_OUT_OF_REACH = { $field } must run forwards, from 1900 on.
INPUT_BELOW_ZERO = { $field } must not be below 0.
INPUT_BEYOND_NEWEST = { $field } is beyond the newest entry, { $newest }. Go on after an entry that you have seen.
INPUT_NOT_KNOWN_HERE = { $field } is not known here.
INPUT_NOT_A_POSITION = { $field } is none of the ledger's positions, which run from 1 to { $newest }. Leave it out to ask about now.
INPUT_IN_THE_FUTURE = { $field } lies in the future, of which the ledger knows nothing. Leave it out to ask about now.
INPUT_AFTER_WHAT_IS_SHOWN = { $field } lies after the moment that the thing is shown as of. Choose an earlier one.
INPUT_FIRST_AFTER_LAST = { $field } lies after { $last }; what changed is told forwards. Change the two about.
INPUT_ASKS_FOR_NOTHING = { $field } is empty. Leave it out to ask about everything.
INPUT_NOT_BASE64 = { $field } must be written in Base64 (RFC 4648, section 4), without blanks or line feeds.
INPUT_NO_CONTENT = There is nothing in { $field }. Send the file itself.
INPUT_CONTENT_TOO_LARGE = The file in { $field } is larger than { $megabytes } MB. Make it smaller, or attach it in parts.
INPUT_OF_ANOTHER_TYPE = The file in { $field } is not { $said }. Name the type that it has; save documents of word processors as PDF.
INPUT_BORN_LATER = { $field } lies in the future. Give the day on which the child was born; if it is not born yet, leave it out and set unborn.
INPUT_BORN_BUT_UNBORN = { $field } stands with a child that is said to be unborn. Leave one of them out.
INPUT_BORN_OTHERWISE_THAN_NUMBERED = { $field } is another day than the national identity number tells. Put right the one that is wrong, or leave the date of birth out: then the number's holds.
INPUT_GROWN_UP = { $field } makes the child a grown-up of { $age } or more, for whom the rules about children do not hold. Put the date of birth right.
INPUT_ONE_AT_A_TIME = { $field } takes one of { $names }. Leave the others out.

# Why a question is not answered.
FORBIDDEN = Your role does not allow this.
NOT_THERE_YET = What is read here has not come to position { $position } yet. Ask again in a moment.
HELD_BY_ANOTHER = The ledger is held by somebody else at this moment. Ask again, or about an earlier moment.
TOOK_TOO_LONG = The answer took too long and was given up. Ask for a shorter period, a unit or a smaller page.
TIMED_OUT = The request took too long. Ask for less, or send it again.
FAULT = The ledger could not answer.
READ_UNRECORDED = The read could not be recorded, and so is not answered. Ask again in a moment.
MAY_BE_RECORDED = The ledger could not answer. The command may have been recorded: send it again with the same commandId, which records it once.
TOO_MANY_SUBSCRIPTIONS = Too many subscriptions are open. End one of yours, or try again later.
TOO_MANY_ALIASES = The document has more than { $most } aliases. Ask for less at a time.
TOO_MANY_ENTITIES = More than { $most } entities were asked for. Ask for less at a time.
REFERENCE = Reference: { $reference }.
