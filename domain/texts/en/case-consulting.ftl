# Advice from other services.
ConsultationRequested = Help with the assessment was asked for from { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.
ConsultationScheduled = A time for a consultation with { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    } was agreed: { $date }.
OpenConsultationHeld = The concern was openly discussed with { $body }: { $topics }. Basis: { $basis }.
ConsultationCalledOff = The consultation with { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    } was called off.
AnonymousConsultationNoted = The concern was discussed anonymously with { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.

CONSULTATION_TOPIC_MISSING = Say what the consultation is about.
NOT_CONSULTED = No consultation with { $body } is recorded up to that day. Record it first, or leave it out.
CONSULTATION_NOT_AWAITED = No consultation with { $body } is awaited, or several of that kind are. Say which service it is, and its unit's name.
