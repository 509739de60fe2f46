# Familien: samtalar, og kva føresette får eller ikkje får vite.
ConversationConvened = Det vart kalla inn til ein samtale med { $with } { $date }.
ConversationCalledOff = Samtalen med { $with } vart avlyst.
YouthInvitationAssessed = { $invited ->
        [yes] Ungdommen blir invitert til å ta del
       *[no] Ungdommen blir ikkje invitert til å ta del
    }. Vurdert ut frå { $ground }.
ConversationHeld = Det vart halde ein samtale med { $with }: { $outcome }.{ $interpreted ->
        [qualified] {" "}Ein kvalifisert tolk tolka.
        [adult] {" "}Ein annan vaksen tolka.
        [nobody] {" "}Ingen tolka, sjølv om det trongst tolk.
       *[unsaid] {""}
    }
InterpreterNeedRecorded = Det trengst tolk i samtalar med { $whose }.
InterpreterNeedEnded = Det trengst ikkje lenger tolk i samtalar med { $whose }.
GuardiansInformed = Dei føresette vart informerte om { $about }.
GuardiansNamed = Det vart registrert kven dei føresette er.
GuardianNotificationWithheld = Dei føresette blir ikkje informerte om bekymringsmeldinga: { $ground }.
GuardianNotificationWithholdingLifted = Dei føresette kan informerast om bekymringsmeldinga.

ConversationWith-Child = barnet
ConversationWith-Guardians = dei føresette
ConversationWith-ChildAndGuardians = barnet og dei føresette
ConversationOutcome-ConcernStands = uroa står ved lag
ConversationOutcome-Misunderstanding = uroa bygde på ei mistyding
ConversationOutcome-MeasuresAgreed = tiltak vart avtala
ConversationOutcome-Disagreement = dei føresette ser det annleis
Interpreter-Qualified = ein kvalifisert tolk
Interpreter-OtherAdult = ein annan vaksen
AboutGuardians-Concern = uroa
AboutGuardians-Report = bekymringsmeldinga
AboutGuardians-Outcome = kva eit møte kom fram til
AboutGuardians-InsufficientEffect = at tiltaka ikkje har gitt nødvendig endring
AboutGuardians-LowThresholdOffers = lågterskeltilboda i kommunen
InvitationGround-Matter = kva saka gjeld
InvitationGround-Maturity = kor mogen ungdommen er
WithholdingGround-Violence = fare for vald
WithholdingGround-SexualAbuse = fare for seksuelle overgrep
WithholdingGround-OtherSeriousNeglect = fare for annan alvorleg omsorgssvikt
WithholdingGround-ViolenceOrThreatsAsPower = vald eller truslar blir brukte som maktmiddel
WithholdingGround-EvidenceAtRisk = viktige bevis kan gå tapt
WithholdingGround-LifeOrHealthInSeriousDanger = alvorleg fare for liv eller helse

GUARDIANS_NOT_INFORMED = Dei føresette har ikkje fått vite at det blir sendt ei bekymringsmelding. Er det fare ved å informere dei, så registrer grunnen til ikkje å gjere det; elles informer dei.
GUARDIANS_INFORMED_LATER = Dei føresette vart informerte, eller det vart bestemt at dei ikkje blir informerte, først { $on }, og det er etter { $date }, dagen bekymringsmeldinga er oppgitt send. Oppgi dagen ho vart send, frå { $on }, eller registrer det som gjaldt før.
NOBODY_INFORMED = Ingen føresett er nemnd. Oppgi kven som vart informert, kven som skreiv under, eller kven dei føresette er.
GUARDIAN_LEFT_OUT = Ein som er kjend som føresett, er ikkje mellom dei som er oppgjevne. Ta med alle, eller oppgi kvifor nokon ikkje er føresett.
NOBODY_LEFT_OUT = Det er oppgjeve kvifor nokon ikkje er føresett, men alle som er kjende som føresette, er mellom dei som er oppgjevne. Utelat grunngjevinga, eller ta ut den som ikkje er føresett.
NOT_A_GUARDIAN = Eininga har avgjort at vedkomande ikkje er føresett frå { $since }, og kan verken samtykkje for barnet eller få kopi av ei bekymringsmelding. Vend deg til ein som er føresett, eller oppgi på nytt kven dei føresette er. Vart kopien gitt ein tidlegare dag, oppgi den dagen.
GUARDIAN_NOTIFICATION_WITHHELD = Dei føresette må ikkje få vite om bekymringsmeldinga: { $ground }. Opphev dette med grunngjeving først.
CONTACT_WITHHELD = Dei føresette skal ikkje kontaktast så lenge det er ein grunn til ikkje å informere dei: { $ground }. Snakk med barnet åleine, kall inn utan dei føresette, spør ungdommen sjølv om samtykke eller vent med å be om det, eller opphev dette med grunngjeving først.
NOTHING_WITHHELD = Ingenting blir halde tilbake frå dei føresette i denne saka.
NOT_WITHHELD_BY_SERVICE = Barnevernstenesta har ingenting å oppheve: Ingen held meldinga tilbake frå dei føresette, eller tenesta har alt avgjort for sin eigen del at ho kan snakke med dei. Det som eininga som melde har avgjort, blir oppheva i saka der.
GROUND_NOT_IN_FORCE = Grunnen «{ $ground }» gjeld ikkje i denne kommunen { $on } for å la vere å informere dei føresette om ei bekymringsmelding. Vel ein som gjeld; fare for vald og for seksuelle overgrep gjeld alltid.
GROUND_ALWAYS_HOLDS = Ingen kommune kan vere utan «{ $ground }». Ta grunnen med.
CHILD_NOT_IN_CONVERSATION = Barnet var ikkje med i samtalen. Oppgi at barnet var med, eller la feltet stå tomt.
NO_CONVERSATION_CALLED = Det står ikkje att nokon samtale som { $with } er kalla inn til. Oppgi kven som vart kalla inn.
NO_INTERPRETER_NEEDED = Det er ikkje registrert at det trengst tolk i samtalar med dei. Oppgi kven det trongst tolk for.
LANGUAGE_NOT_NEEDED = Det er registrert at dei treng tolk i eit anna språk. Rett språket, eller registrer først at det trengst tolk i dette òg.
TELLING_UNDECIDED = Det er frykt for noko som kan bli utløyst av at dei føresette får vite om bekymringsmeldinga ({ $feared }), og det er ikkje avgjort om dei kan få vite om meldinga. Registrer grunnen til ikkje å informere dei, eller avgjer med grunngjeving at dei kan informerast.
