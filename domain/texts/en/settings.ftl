# The municipality's settings.
LedgerOpened = The ledger of { $municipality } was opened.
SigningKeyIntroduced = Checkpoints are signed with the key { $key } from here on.
ErasureDelaySet = An erasure can be approved { $days ->
        [one] { $days } day
       *[other] { $days } days
    } after its request, by a second person.
PrivateAcknowledgementSet = { $acknowledged ->
        [yes] Receipt is acknowledged to named private reporters from here on.
       *[no] Receipt is not acknowledged to private reporters from here on.
    }
GuideAdopted = The municipality follows the guide { $guide } from here on.

ERASURE_DELAY_TOO_LONG = An erasure is put off by { $most ->
        [one] { $most } day
       *[other] { $most } days
    } at most.
SETTING_UNCHANGED = It is set so already. Choose the other, or leave it.
