# How the language writes days.
date = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
period = { $from } – { $to }

# About dates in what is recorded.
FUTURE_DATE = { $date } lies in the future (today is { $today }). Give the day it happened.
DATE_TOO_EARLY = { $date } lies before { $earliest }, the day of what this must follow. That stands in the history, or in what was just given. Give a day from { $earliest } on.
DATE_BEFORE_ACT = { $date } lies before { $earliest }, the day on which { $act }. Give a day from { $earliest } on. If it is the other day that is wrong, say in the account when it happened.

# What was looked for and not found.
NOT_FOUND = There is no such { $what } in this municipality.
Sought-Case = case
Sought-Report = report
Sought-SentReport = sent report
Sought-Investigation = investigation
Sought-Subject = subject
Sought-EmergencyAccess = emergency access

# Where something taken in does not agree with what was recorded.
IMPORT_DIFFERS = An earlier import or message recorded another { $what }. A correction is a decision of its own, not an import.
Differing-ClientStart = start date of the client
Differing-ClientEnd = end date of the client
Differing-Receipt = date of receipt
Differing-Child = child
Differing-ReporterKind = kind of reporter
Differing-TriageConclusion = conclusion
Differing-InvestigationStart = start date of the investigation
Differing-InvestigationConclusion = conclusion of the investigation

# Codes of code lists.
CODE_NOT_IN_FORCE = { $shown ->
        [yes] Code { $code }
       *[no] That code
    } is not in force on { $on }. Choose one that is.
CLARIFICATION_MISSING = Code { $code } requires a clarification.

# What another act must not precede.
Act-CaseOpened = the case was opened
Act-EntryRecorded = the entry was recorded
Act-ConcernRaised = a concern was raised
Act-EmergencyContactMade = somebody was contacted in acute danger
Act-ObservationMade = a cited observation was made
Act-ConsentRequested = the consent was asked for
Act-MeetingConvened = the meeting was called
Act-MeasurePlanned = the measure was planned
Act-MeasureDecided = the measure was decided on
Act-MeasureStarted = the measure began
Act-MeasureEvaluated = the measure was last evaluated
Act-MeasureExtended = the measure was last extended
Act-ReportReceived = the report came in
Act-ReportTriaged = triage of the report ended
Act-InvestigationStarted = the investigation began
Act-InvestigationConcluded = the investigation was concluded
Act-ReporterKnown = it came to be known whom to tell of this investigation
Act-BoardCaseSubmitted = the case was sent to the board
Act-BoardCaseDecided = the board or the court decided
Act-CourtAppealed = the decision was brought to court

# When an entry is wrong.
EntryUnreadable = This entry cannot be read: it is not as it was written, or was not written by the ledger.
TransferReceiptRecorded = The other service confirmed that it has what was sent about the child.
EntryFoundWrong = Entry { $entry } was found wrong: { $what }. It stands as it was recorded.
WrongPart-Day = the day
WrongPart-Person = who it is about
WrongPart-Choice = the choice
WrongPart-Text = the text
WrongPart-Whole = the whole entry
ENTRY_UNKNOWN = The history has no entry { $entry }. Give the number that the entry has in the history of this case, report or investigation (sequence).
ENTRY_IS_NOTE = Entry { $entry } itself says that another entry is wrong. If it is not right, say so anew beside the entry that it is about; the last one counts.
ENTRY_HAS_OWN_CORRECTION = What is wrong in entry { $entry } is put right by { $command }, and then what is right counts in what follows from it, too.
RIGHT_DAY_OF_NO_DAY = The right day is given only where the day is what is wrong (what: DAY). Leave it out, or say that the day is wrong.
