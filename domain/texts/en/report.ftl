# The concern report at the child welfare service.
ReportReceived = A concern report was received from { $reporter }.
WithholdingFromGuardiansChanged = { $service ->
        [yes] The child welfare service
       *[no] The sender
    } decided that the guardians { $withheld ->
        [yes] are not to be told of the report
       *[no] may be told of the report after all
    }.
ReporterClassified = The report is from { $reporter }{ $acknowledgement ->
        [due] ; acknowledgement is due by { $by }
        [impossible] ; it cannot be acknowledged
        [none] ; private reporters get no acknowledgement
       *[unknown] {""}
    }.
ReportCodesGiven = The report was given codes of the register.
ReporterDeclarationRecorded = { $corrected ->
        [yes] It was corrected that the reporter said that what was reported
       *[no] The reporter said that what was reported
    } { $work ->
        [yes] was learned through work
       *[no] was not learned through work
    }.
ReporterNamedAtWork = The reporter was named with role and unit; the report is a public one.
AcknowledgementSent = Receipt was acknowledged to the reporter.
IntakeMeetingHeld = The intake meeting went through the report.
ReportPrioritised = It was decided how serious the report is: { $severity }.
UrgentFollowUpDecided = It was decided what is done for the child at once.
JoinedInvestigationNamed = The investigation that the report joined was named.
JoiningCorrected = That the report had joined an investigation was corrected: { $another ->
        [yes] it belongs to another
       *[no] it is to be triaged anew
    }.
TriageReopened = Triage of the report is to be concluded anew: { $back ->
        [yes] the service that it was transferred to sent it back
       *[no] it was concluded wrongly, and nothing had followed from it
    }.
TriageDecided = Triage was concluded { $receipt ->
       *[before] after { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
        [after] { $days ->
            [one] { $days } day
           *[other] { $days } days
        } before receipt, by the source
    }: { $outcome }.
ReporterInformedOfTriage = The public reporter was told that { $told ->
        [follows] an investigation follows or goes on
        [transferred] the report was transferred
       *[none] no investigation follows
    }.

ReporterKind-Public = a public reporter
ReporterKind-Private = a private reporter
ReporterKind-Anonymous = an anonymous reporter
ReporterKind-Unknown = an unknown reporter
TriageOutcome-ReportDismissed = the report is dismissed
TriageOutcome-ReportTransferred = the report is transferred
TriageOutcome-InvestigationDecided = an investigation follows
TriageOutcome-DismissedActiveMeasures = the report is dismissed because of active measures
TriageOutcome-AddedToOngoingInvestigation = the report is added to the ongoing investigation

IDENTITY_WITH_ANONYMOUS_REPORTER = The reporter is anonymous, but the report holds personal data of somebody other than the child. Leave them out.
ACKNOWLEDGEMENT_IMPOSSIBLE = The reporter is anonymous and cannot be given an acknowledgement.
ALREADY_ACKNOWLEDGED = The report has been acknowledged; the day stands in the report. Nothing more is to be sent.
ALREADY_TRIAGED = Triage of this report is concluded; how stands in the report. What has come up since is received as a report of its own. Where it was concluded wrongly and nothing followed, or the report was sent back, reopen triage.
OUTCOME_ONLY_FOR_PUBLIC_REPORTERS = Only a public reporter is told how triage ended.
NOT_TRIAGED = Triage of this report is not concluded. Conclude it first.
REPORTER_ALREADY_INFORMED = The reporter has been told how triage ended.
NOTHING_CLASSIFIED = Give codes of who reported, of what the report is about, or of both.
REPORTER_CODES_OF_OTHER_KIND = The codes of who reported are of another kind of reporter, but the report is from { $reporter }. Choose codes of that kind.
NOTHING_TO_DECLARE = Only a private reporter declares whether what was reported was learned through work. Who reports in the course of work gives a name.
ALREADY_DECLARED = It is recorded already whether the reporter learned it through work. If that is wrong, record what is right and why it is corrected.
INTAKE_MEETING_AFTER_TRIAGE = The intake meeting of { $held } came after triage of the report was concluded on { $triaged }. A meeting that went through the report before that is recorded with its own day. What has come up since is received as a report of its own.
INTAKE_MEETING_ALONE = An intake meeting is held by two people at least. Name everybody who was there.
ASSESSMENT_MISSING = A report is not dismissed or transferred without a written professional assessment. Write it down.
DISMISSED_ALONE = A report is not dismissed or transferred by one person alone. Name another who stands behind it, or record the intake meeting that went through the report.
Code-None = without a code
