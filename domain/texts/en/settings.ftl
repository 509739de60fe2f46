# The municipality's settings.
LedgerOpened = The ledger of { $municipality } was opened.
SigningKeyIntroduced = Checkpoints are signed with the key { $key } from here on.
ErasureDelaySet = An erasure can be approved { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after its request, by a second person.
GuideAdopted = The municipality follows the guide { $guide } from here on.
GuideDropped = The municipality no longer follows the guide { $guide }.

ERASURE_DELAY_TOO_LONG = An erasure is put off by { $most ->
        [one] { $most } day
       *[other] { $most } days
    } at most.
