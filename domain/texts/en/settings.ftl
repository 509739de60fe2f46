# The municipality's settings.
LedgerOpened = The ledger of { $municipality } was opened.
SigningKeyIntroduced = Checkpoints are signed with the key { $key } from here on.
ErasureDelaySet = An erasure can be approved { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after its request, by a second person.
DecisionLimitSet = { $days ->
        [0] There is no own time to decide on a concern that is raised from { $from } on.
        [one] A concern that is raised from { $from } on is to be decided within one day.
       *[other] A concern that is raised from { $from } on is to be decided within { $days } days.
    }
GuideAdopted = The municipality follows the guide { $guide } from here on.
GuideDropped = The municipality no longer follows the guide { $guide }.

ERASURE_DELAY_TOO_LONG = An erasure is put off by { $most ->
        [one] { $most } day
       *[other] { $most } days
    } at most.
DECISION_LIMIT_OUT_OF_BOUNDS = The time to decide on a concern is one day at least and { $most } days at most. Choose a time within that, or none.
