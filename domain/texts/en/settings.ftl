# The municipality's settings.
LedgerOpened = The ledger of { $municipality } was opened.
SigningKeyIntroduced = Checkpoints are signed with the key { $key } from here on.
ErasureDelaySet = An erasure can be approved { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after its request, by a second person.
RetentionReviewSet = { $years ->
        [0] No time is set after which it is looked at whether closed cases are still to be kept.
        [one] A year after a case was closed it is looked at whether it is still to be kept.
       *[other] { $years } years after a case was closed it is looked at whether it is still to be kept.
    }
DecisionLimitSet = { $days ->
        [0] There is no own time to decide on a concern that is raised from { $from } on.
        [one] A concern that is raised from { $from } on is to be decided within one day.
       *[other] A concern that is raised from { $from } on is to be decided within { $days } days.
    }
DeadlineSet = { $unit ->
        [days] From { $from } on the time for { $deadline } is { $number ->
            [one] one day
           *[other] { $number } days
        }.
        [weeks] From { $from } on the time for { $deadline } is { $number ->
            [one] one week
           *[other] { $number } weeks
        }.
        [months] From { $from } on the time for { $deadline } is { $number ->
            [one] one month
           *[other] { $number } months
        }.
        [working] From { $from } on the time for { $deadline } is { $number ->
            [one] one working day
           *[other] { $number } working days
        }.
       *[none] From { $from } on the municipality has no time of its own for { $deadline }; the one that holds otherwise holds again.
    }
LawCommenced = { $told ->
        [yes] The act { $law } is in force from { $from } on.
       *[no] It is no longer told when the act { $law } commences.
    }
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Receipt is acknowledged to named private reporters from here on.
       *[no] Receipt is not acknowledged to private reporters from here on.
    }
GuideAdopted = The municipality follows the guide { $guide } from here on.
GuideDropped = The municipality no longer follows the guide { $guide }.
ReportSigningSet = Concern reports are from now on signed and sent by { $signing }.
WithholdingGroundsSet = From { $from } on, guardians are not told about a concern report on these grounds: { $grounds }.
UnitArenaSet = { $told ->
        [yes] The unit { $unit } works from here on in: { $arena }.
       *[no] It is no longer told in which arena the unit { $unit } works.
    }
ResourceTeamSet = The resource team is from now on: { $bodies }.
ContactListed = A new entry in the contact directory ({ $kind }): { $name }.
ContactVerified = The entry { $contact } of the contact directory was checked.
ContactPersonNamed = { $renamed ->
        [yes] The person of the entry { $contact } of the contact directory bears another name
       *[no] The entry { $contact } of the contact directory has another person
    }.
ContactRetired = The entry { $contact } of the contact directory holds until { $last }.
FiguresPublished = The figures of { $year } are published as they stood at position { $position } of the ledger.

ReportSigning-Employee = the employee who bears the duty
ReportSigning-Leader = the nearest leader
ReportSigning-Either = the employee or the nearest leader
ContactKind-ChildWelfareService = the child welfare service
ContactKind-ChildWelfareEmergencyService = the child welfare emergency service
ContactKind-ChildHelpline = the helpline for children and youth
ContactKind-Police = the police
ContactKind-Service = a service that can help
ContactKind-ReportForm = form for concern reports
ContactKind-SchemeContact = contact person for “From concern to action”
ContactKind-SchemeOwner = owner of “From concern to action”

CONTACT_UNKNOWN = There is no such entry in the contact directory.
CONTACT_ALREADY_LISTED = The entry is in the contact directory. If something has changed, end it and list a new one.
CONTACT_NAMES_NOBODY = The entry names no person who could bear another name. Say that it is another person.
CONTACT_NAMES_ANOTHER = The entry names somebody else now than when you fetched it. Fetch it anew, and see whether it is that person who bears another name.
CONTACT_ENDED = The entry held until { $last }. List the contact anew, or give a day on which the entry held.
CONTACT_UNREACHABLE = Give a telephone number or a link; nobody gets through otherwise.
CONTACT_NEVER_OPEN = The office closes before it opens. Say when it opens, and when it closes the same day.
ERASURE_DELAY_TOO_LONG = An erasure is put off by { $most ->
        [one] { $most } day
       *[other] { $most } days
    } at most.
RETENTION_REVIEW_OUT_OF_BOUNDS = Whether a closed case is still to be kept is looked at after one year at least and { $most } years at most. Choose a time within that, or none.
DECISION_LIMIT_OUT_OF_BOUNDS = The time to decide on a concern is one day at least and { $most } days at most. Choose a time within that, or none.
DEADLINE_NOT_THE_MUNICIPALITYS = The municipality does not set the time for { $deadline } here: the law says it, a plan, or another setting. Only those for which neither the law nor the sources name a time are the municipality's to set.
DEADLINE_OUT_OF_BOUNDS = The time for { $deadline } is one day at least and at most { $unit ->
        [working] { $most ->
            [one] one working day
           *[other] { $most } working days
        }
       *[days] { $most ->
            [one] one day
           *[other] { $most } days
        }
    }. Choose a time within that, or none.
COMMENCEMENT_NOT_AWAITED = No legal basis here waits for that act to commence. Give the number of one that is passed and awaited: { $known }.
FIGURES_OF_YEAR_NOT_OVER = { $year } is not over, or was not at that moment. Figures are published of a year that is over, as they stand after it.
FIGURES_ALREADY_PUBLISHED = The figures of { $year } are published. Say why they are to be published anew.
REVISION_TELLS_OF_FEW = The figures of { $year } are not published anew: the difference from what was published before would tell of a few children. What is published stays. Publish anew when everything that is shown is the same or differs by more than that.
RESOURCE_TEAM_EMPTY = Say which services are represented in the resource team.
SETTING_UNCHANGED = It is set so already. Choose the other, or leave it.

SETTING_OF_OTHERS = This is set by { $leader }. Ask for it there.
SettingsLeader-Municipality = a leader of the municipality
SettingsLeader-ChildWelfareService = a leader of the child welfare service or of the municipality
SettingsLeader-Unit = the unit's own leader or a leader of the municipality
