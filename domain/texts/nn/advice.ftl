# Råd til den som er uroleg, som snakkar med barn og føresette, eller som skriv ei melding.
AdviceTopic-Concern = ei uro
AdviceTopic-ConversationWithChild = samtale med barnet
AdviceTopic-ConversationWithGuardians = samtale med dei føresette
AdviceTopic-Report = bekymringsmelding

Advice-TalkWithLeader = Snakk med leiaren din, og drøft gjerne med barnevernstenesta.
Advice-PutIntoWords = Set ord på kva du observerer, og kva du tenkjer om det, kvar for seg. Sei om du er uroleg for noko hos barnet, hos foreldra eller begge delar.
Advice-BeConcrete = Ver konkret og tydeleg på kva du er uroleg for.
Advice-AskHowTheChildIs = Fortel at du ønskjer å høyre korleis barnet sjølv har det.
Advice-SayWhyYouAsk = Ver open om kvifor du spør.
Advice-SayWhatFollows = Ver open om kva du skal gjere med det barnet fortel.
Advice-AskOpenly = Still opne spørsmål, og lytt aktivt.
Advice-TakeTime = Gi barnet tid, og hast ikkje vidare med mange spørsmål.
Advice-UseTheChildsWords = Bruk gjerne orda til barnet, og skriv dei ned slik dei vart sagde.
Advice-AssumeNothing = Kom ikkje med eigne gissingar eller hypotesar.
Advice-CheckThatYouUnderstand = Sjekk at du har forstått barnet rett.
Advice-SayNothingWhereViolenceIsFeared = Er det frykt for vald eller overgrep, så sei ingenting til dei om ei bekymringsmelding før det er avgjort om dei kan få vite om meldinga.
Advice-BeOpen = Ver open og tydeleg; det dempar konfliktar.
Advice-SpeakPlainly = Sei det rett ut, utan hint mellom linjene og utan metaforar.
Advice-NoRoutine = Ei bekymringsmelding blir aldri send på rutine. Vurder meldeplikta konkret for dette barnet, kvar gong.
Advice-MissedAppointments = At barnet ikkje har møtt til time hos tannlege eller på helsestasjon, er ikkje i seg sjølv grunn til å melde. Skriv kva du er uroleg for.
Advice-SchoolAbsence = Høgt skulefråvær er ikkje i seg sjølv grunn til å melde. Skriv kva du er uroleg for.
Advice-Bullying = At barnet blir mobba eller mobbar, er ikkje i seg sjølv grunn til å melde. Skriv kva du er uroleg for.
Advice-DutyBeforeConfidentiality = Er meldeplikta utløyst, går ho føre teieplikta etter andre lover, og det trengst ikkje samtykke.
Advice-HelpWithoutDuty = Trur du at familien kan ha nytte av hjelp frå barnevernstenesta, men at meldeplikta ikkje er utløyst, blir det meldt berre med samtykke frå dei føresette.
Advice-UseTheForm = Meldinga kan òg sendast på det nasjonale skjemaet eller det kommunen har sjølv. Lenkjene står i kontaktoversikta.
Advice-ProposeNoMeasures = Gjer ikkje framlegg om konkrete barnevernstiltak. Skriv kva du har sett og høyrt, og kva som uroar deg.
