# The duty to report, the report, and emergencies.
DutyToReportAssessed = The duty to report ({ $set }) was assessed as { $triggered ->
        [yes] triggered
       *[no] not triggered
    }.
ReportSent = A concern report was sent to the child welfare service: { $duty }.{ $despite ->
        [yes] {" "}It was sent although the leader disagreed.
       *[no] {""}
    }
ReportCosigned = The guardians co-signed the concern report.
ReportDrafted = { $together ->
        [yes] A concern report was drafted together with the guardians.
       *[no] A concern report was drafted.
    }
ReportDraftDiscarded = A draft of a concern report was discarded.
EmergencyContactMade = Emergency contact with { $body }: { $category }.

ReportDuty-Triggered = the duty to report is triggered
ReportDuty-Consented = guardians consented
ReportDuty-Emergency = in an emergency
AcuteCategory-Violence = violence
AcuteCategory-SexualAbuse = sexual abuse
AcuteCategory-FemaleGenitalMutilation = female genital mutilation
AcuteCategory-Abduction = abduction
AcuteCategory-DangerToLifeOrHealth = danger to life or health
AcuteCategory-OtherSeriousNeglect = other serious neglect

CONDITION_MISSING = A triggered duty to report names at least one condition there is reason to believe is met.
CONDITION_WITHOUT_DUTY = Conditions were named although the duty is said not to be triggered. Leave them out, or set triggered.
REPORT_ALREADY_SENT = Report { $report } has been sent. Send another under an id of its own.
DRAFT_NOT_OPEN = There is no draft { $draft } that is still to be sent: it was sent or discarded, or is not in this case. Look it up among the drafts of the case.
DRAFT_ALREADY_WRITTEN = Draft { $draft } has been written and stays as it is. Write another under an id of its own.
DRAFT_NOT_FOLLOWED = The report rests on the guardians' consent, and says something else than the draft of { $on } that they wrote along and consented to. Send that text, or write a new draft with them and ask for consent to it.
DUTY_NOT_ASSESSED = The duty to report has not been assessed for this report. Assess it first; in an emergency, make emergency contact.
NEXT_REPORT_NOT_ASSESSED = The report was sent on { $on } ({ $report }). If another one is to be sent, assess the duty to report for it first; in an emergency, make emergency contact.
DUTY_ASSESSED_LATER = The duty to report was assessed, or emergency contact was made, only on { $on }, which is after { $date }, when the report is said to have been sent. Give the day on which it was sent, from { $on } on, or record an earlier assessment.
REPORT_NOT_SENT = No such report was sent from the case. Name one that was.
ASSESSMENT_NOT_OWED = No assessment of the duty is owed for that report. Leave it out, or name another.
ASSESSED_REPORT_UNSAID = The duty is not assessed yet for the report of { $on } ({ $report }). Say which one this is for: that report in reportId, or forNextReport for what came up since.
ASSESSED_BY_WHAT_CAME_LATER = The report ({ $report }) was sent on { $on }, and some of what this rests on was seen on { $seen }, after it. Assess that for the next report with forNextReport, and the one that went on what was seen by then.
NOT_TURNED_TO_IN_DANGER = Emergency contact is contact with the child welfare service, its emergency service, the helpline for children and youth or the police, not with { $body }. Contact one of them. If others are to have information, record that as sharing, with what it rests on.
