# Råd fra andre tjenester.
ConsultationRequested = Det ble bedt om hjelp til vurderingen fra { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.
ConsultationScheduled = Det ble avtalt tid for drøfting med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $date }.
OpenConsultationHeld = Bekymringen ble drøftet åpent med { $body }: { $topics }. Grunnlag: { $basis }.
ConsultationCalledOff = Drøftingen med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    } ble avlyst.
AnonymousConsultationNoted = Bekymringen ble drøftet anonymt med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.

CONSULTATION_TOPIC_MISSING = Oppgi hva drøftingen gjelder.
NOT_CONSULTED = Det er ikke registrert noen drøfting med { $body } til og med den dagen. Registrer drøftingen først, eller ta den bort.
CONSULTATION_NOT_AWAITED = Det ventes ikke på noen drøfting med { $body }, eller flere av samme slag er spurt. Oppgi tjenesten, og navnet på enheten.
