# Råd frå andre tenester.
ConsultationRequested = Det vart bede om hjelp til vurderinga frå { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $topics }.
ConsultationScheduled = Det vart avtalt tid for drøfting med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }: { $date }.
OpenConsultationHeld = Uroa vart drøfta ope med { $body }: { $topics }. Grunnlag: { $basis }.
ConsultationCalledOff = Drøftinga med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    } vart avlyst.
AnonymousConsultationNoted = Uroa vart drøfta anonymt med { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.

CONSULTATION_TOPIC_MISSING = Oppgi kva drøftinga gjeld.
NOT_CONSULTED = Det er ikkje registrert noka drøfting med { $body } til og med den dagen. Registrer drøftinga først, eller ta ho bort.
CONSULTATION_NOT_AWAITED = Det blir ikkje venta på noka drøfting med { $body }, eller fleire av same slag er spurde. Oppgi tenesta, og namnet på eininga.
