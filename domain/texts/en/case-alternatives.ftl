# How a case is followed up: alternatives A to D, several at once where needed.
AlternativeChosen = Chosen: { $alternative }.{ $helped ->
        [yes] {""} Who helps: { $bodies }{ $named ->
            [yes] {""} ({ $unit })
           *[no] {""}
        }.
       *[no] {""}
    }
AlternativeEnded = Ended: { $alternative }.
Chapter9aNoticeFiled = A notice under chapter 9 A was filed. The case goes on beside it.

Alternative-A = alternative A, we manage by ourselves
Alternative-B = alternative B, we need help to assess the concern
Alternative-C = alternative C, an interdisciplinary assessment of the child
Alternative-D = alternative D, child welfare or the police must be contacted

ALTERNATIVE_ACTIVE = The case is already being followed up by this: { $alternative }. If others are to help than when it was chosen, end it first and choose it anew with everybody who helps.
ALTERNATIVE_NOT_ACTIVE = The case is not being followed up by { $alternative }.
HELPERS_UNNAMED = With { $alternative } somebody else helps. Say who: the health station or school health service, the educational-psychological service, child welfare or another body.
