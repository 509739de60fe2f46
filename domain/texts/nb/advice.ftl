# Råd til den som er bekymret, som snakker med barn og foresatte, eller som skriver en melding.
AdviceTopic-Concern = en bekymring
AdviceTopic-ConversationWithChild = samtale med barnet
AdviceTopic-ConversationWithGuardians = samtale med de foresatte
AdviceTopic-Report = bekymringsmelding

Advice-TalkWithLeader = Snakk med lederen din, og drøft gjerne med barnevernstjenesten.
Advice-PutIntoWords = Sett ord på hva du observerer, og hva du tenker om det, hver for seg. Si om du er bekymret for noe hos barnet, hos foreldrene eller begge deler.
Advice-BeConcrete = Vær konkret og tydelig på hva du er bekymret for.
Advice-AskHowTheChildIs = Fortell at du ønsker å høre hvordan barnet selv har det.
Advice-SayWhyYouAsk = Vær åpen om hvorfor du spør.
Advice-SayWhatFollows = Vær åpen om hva du skal gjøre med det barnet forteller.
Advice-AskOpenly = Still åpne spørsmål, og lytt aktivt.
Advice-TakeTime = Gi barnet tid, og haste ikke videre med mange spørsmål.
Advice-UseTheChildsWords = Bruk gjerne barnets egne ord, og skriv dem ned slik de ble sagt.
Advice-AssumeNothing = Kom ikke med egne antakelser eller hypoteser.
Advice-CheckThatYouUnderstand = Sjekk at du har forstått barnet riktig.
Advice-SayNothingWhereViolenceIsFeared = Er det frykt for vold eller overgrep, så si ingenting til dem om en bekymringsmelding før det er avgjort om de kan få vite om meldingen.
Advice-BeOpen = Vær åpen og tydelig; det demper konflikter.
Advice-SpeakPlainly = Si det rett ut, uten antydninger mellom linjene og uten metaforer.
Advice-NoRoutine = En bekymringsmelding sendes aldri på rutine. Vurder meldeplikten konkret for dette barnet, hver gang.
Advice-MissedAppointments = At barnet ikke har møtt til time hos tannlege eller på helsestasjon, er ikke i seg selv grunn til å melde. Skriv hva du er bekymret for.
Advice-SchoolAbsence = Høyt skolefravær er ikke i seg selv grunn til å melde. Skriv hva du er bekymret for.
Advice-Bullying = At barnet blir mobbet eller mobber, er ikke i seg selv grunn til å melde. Skriv hva du er bekymret for.
Advice-DutyBeforeConfidentiality = Er meldeplikten utløst, går den foran taushetsplikten etter andre lover, og det trengs ikke samtykke.
Advice-HelpWithoutDuty = Tror du at familien kan ha nytte av hjelp fra barnevernstjenesten, men at meldeplikten ikke er utløst, meldes det bare med samtykke fra de foresatte.
Advice-UseTheForm = Meldingen kan også sendes på det nasjonale skjemaet eller kommunens eget. Lenkene står i kontaktoversikten.
Advice-ProposeNoMeasures = Foreslå ikke konkrete barneverntiltak. Skriv hva du har sett og hørt, og hva som bekymrer deg.
