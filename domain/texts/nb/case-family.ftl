# Familien: samtaler, og hva foresatte får eller ikke får vite.
ConversationConvened = Det ble kalt inn til en samtale med { $with } { $date }.
ConversationCalledOff = Samtalen med { $with } ble avlyst.
YouthInvitationAssessed = { $invited ->
        [yes] Ungdommen inviteres til å delta
       *[no] Ungdommen inviteres ikke til å delta
    }. Vurdert ut fra { $ground }.
ConversationHeld = Det ble holdt en samtale med { $with }: { $outcome }.{ $interpreted ->
        [qualified] {" "}En kvalifisert tolk tolket.
        [adult] {" "}En annen voksen tolket.
        [nobody] {" "}Ingen tolket, selv om det var behov for tolk.
       *[unsaid] {""}
    }
InterpreterNeedRecorded = Det er behov for tolk i samtaler med { $whose }.
InterpreterNeedEnded = Det er ikke lenger behov for tolk i samtaler med { $whose }.
GuardiansInformed = De foresatte ble informert om { $about }.
GuardiansNamed = Det ble registrert hvem de foresatte er.
GuardianNotificationWithheld = De foresatte blir ikke informert om bekymringsmeldingen: { $ground }.
GuardianNotificationWithholdingLifted = De foresatte kan informeres om bekymringsmeldingen.

ConversationWith-Child = barnet
ConversationWith-Guardians = de foresatte
ConversationWith-ChildAndGuardians = barnet og de foresatte
ConversationOutcome-ConcernStands = bekymringen står
ConversationOutcome-Misunderstanding = bekymringen bygde på en misforståelse
ConversationOutcome-MeasuresAgreed = tiltak ble avtalt
ConversationOutcome-Disagreement = de foresatte ser det annerledes
Interpreter-Qualified = en kvalifisert tolk
Interpreter-OtherAdult = en annen voksen
AboutGuardians-Concern = bekymringen
AboutGuardians-Report = bekymringsmeldingen
AboutGuardians-Outcome = hva et møte kom fram til
AboutGuardians-InsufficientEffect = at tiltakene ikke har gitt nødvendig endring
AboutGuardians-LowThresholdOffers = lavterskeltilbudene i kommunen
InvitationGround-Matter = hva saken gjelder
InvitationGround-Maturity = hvor moden ungdommen er
WithholdingGround-Violence = fare for vold
WithholdingGround-SexualAbuse = fare for seksuelle overgrep
WithholdingGround-OtherSeriousNeglect = fare for annen alvorlig omsorgssvikt
WithholdingGround-ViolenceOrThreatsAsPower = vold eller trusler brukes som maktmiddel
WithholdingGround-EvidenceAtRisk = viktige bevis kan gå tapt
WithholdingGround-LifeOrHealthInSeriousDanger = alvorlig fare for liv eller helse

GUARDIANS_NOT_INFORMED = De foresatte har ikke fått vite at det blir sendt en bekymringsmelding. Er det fare ved å informere dem, så registrer grunnen til ikke å gjøre det; ellers informer dem.
GUARDIANS_INFORMED_LATER = De foresatte ble informert, eller det ble bestemt at de ikke informeres, først { $on }, og det er etter { $date }, dagen bekymringsmeldingen er oppgitt sendt. Oppgi dagen den ble sendt, fra { $on }, eller registrer det som gjaldt før.
NOBODY_INFORMED = Ingen foresatt er nevnt. Oppgi hvem som ble informert, hvem som skrev under, eller hvem de foresatte er.
GUARDIAN_LEFT_OUT = En som er kjent som foresatt, er ikke blant dem som er oppgitt. Ta med alle, eller oppgi hvorfor noen ikke er foresatt.
NOBODY_LEFT_OUT = Det er oppgitt hvorfor noen ikke er foresatt, men alle som er kjent som foresatte, er blant dem som er oppgitt. Utelat begrunnelsen, eller ta ut den som ikke er foresatt.
NOT_A_GUARDIAN = Enheten har besluttet at vedkommende ikke er foresatt fra { $since }, og kan verken samtykke for barnet eller få kopi av en bekymringsmelding. Henvend deg til en som er foresatt, eller oppgi på nytt hvem de foresatte er. Ble kopien gitt en tidligere dag, oppgi den dagen.
GUARDIAN_NOTIFICATION_WITHHELD = De foresatte må ikke få vite om bekymringsmeldingen: { $ground }. Opphev dette med begrunnelse først.
CONTACT_WITHHELD = De foresatte skal ikke kontaktes så lenge det er en grunn til ikke å informere dem: { $ground }. Snakk med barnet alene, kall inn uten de foresatte, spør ungdommen selv om samtykke eller vent med å be om det, eller opphev dette med begrunnelse først.
NOTHING_WITHHELD = Ingenting holdes tilbake fra de foresatte i denne saken.
NOT_WITHHELD_BY_SERVICE = Barnevernstjenesten har ingenting å oppheve: Ingen holder meldingen tilbake fra de foresatte, eller tjenesten har allerede besluttet for sin egen del at den kan snakke med dem. Det enheten som meldte, har besluttet, oppheves i saken der.
GROUND_NOT_IN_FORCE = Grunnen «{ $ground }» gjelder ikke i denne kommunen { $on } for å la være å informere de foresatte om en bekymringsmelding. Velg en som gjelder; fare for vold og for seksuelle overgrep gjelder alltid.
GROUND_ALWAYS_HOLDS = Ingen kommune kan være uten «{ $ground }». Ta den med.
CHILD_NOT_IN_CONVERSATION = Barnet var ikke med i samtalen. Oppgi at barnet var med, eller la feltet stå tomt.
NO_CONVERSATION_CALLED = Det gjenstår ingen samtale som { $with } er kalt inn til. Oppgi hvem som ble kalt inn.
NO_INTERPRETER_NEEDED = Det er ikke registrert behov for tolk i samtaler med dem. Oppgi hvem det var behov for tolk for.
LANGUAGE_NOT_NEEDED = Det er registrert at de trenger tolk i et annet språk. Rett språket, eller registrer først at det er behov for tolk i dette også.
TELLING_UNDECIDED = Det er frykt for noe som kan bli utløst av at de foresatte får vite om bekymringsmeldingen ({ $feared }), og det er ikke avgjort om de kan få vite om meldingen. Registrer grunnen til ikke å informere dem, eller avgjør med begrunnelse at de kan informeres.
