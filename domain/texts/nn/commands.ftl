# Svar på ein kommando før nokon regel er spurd.
NOT_PERMITTED = Rolla di gir ikkje lov til dette.
VERSION_CONFLICT = Noko er endra sidan du såg det. Sjå kva som er kome til, og vurder på nytt.
COMMAND_ID_REUSED = Ein annan kommando er registrert med denne commandId; ingenting er registrert no. Send han på nytt med ein ny id.

# Felt som ikkje kan takast imot.
INPUT_BLANK = { $field } kan ikkje vere tomt.
INPUT_TOO_LONG = { $field } er for langt: det meste er { $most } teikn.
INPUT_NUL = { $field } inneheld eit NUL-teikn, som ikkje kan lagrast. Fjern det.
INPUT_NOT_AN_ID = { $field } er ikkje ein id som { $prefix }_<UUID>.
INPUT_OUT_OF_REACH = { $field } må liggje mellom 1900 og 2200.
INPUT_NOT_A_LEVEL = { $field } må vere 1, 2 eller 3.
INPUT_LAST_BEFORE_FIRST = { $field } ligg før { $first }.
INPUT_NO_GUARDIAN = { $field } må nemne minst éin føresett.
INPUT_CHILD_NEEDED = { $field } trengst for å opne ei sak. Oppgi det, eller caseId for ei open sak.
INPUT_CASE_OR_CHILD_NEEDED = Sei kva sak det gjeld: { $field }, eller { $other } for barnet saka handlar om.
INPUT_SIBLING_NEEDED = { $field } trengst: oppgi syskenet, eller siblingCaseId for ei sak om det.
INPUT_GIVEN_TWICE = { $field } og { $other } seier begge kven det er, og kan seie kvar sitt. Send berre den eine.
INPUT_UNIT_NEEDED = { $field } trengst for å opne ei sak. Pålogginga di oppgir inga eining.
INPUT_NOT_A_UNITS_NAME = { $field } må vere namnet på ei eining: éi linje, høgst 250 teikn, ikkje noko personnummer.
INPUT_NOT_YOUR_UNIT = { $field } er ei anna eining enn den pålogginga oppgir, og eit fagsystem opnar saker for si eiga. Utelat feltet.
INPUT_NOT_IN_CLEAR = { $field } står i klartekst og skal vere kort: høgst 250 teikn på éi line, utan noko som kan vere eit fødselsnummer.
INPUT_NOT_A_TIME = { $field } må vere eit klokkeslett, som 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } må vere adressa til ei side, og byrjar med https:// eller http://.
INPUT_NOT_A_GUIDES_NAME = { $field } må vere eit namn frå rettleiaren: små bokstavar, tal og bindestrekar, høgst 60 teikn.

# Om naudtilgang.
EMERGENCY_ACCESS_IS_OWN = Du tok denne tilgangen sjølv. La ein annan leiar gå gjennom han.
EMERGENCY_ACCESS_REVIEWED = Denne tilgangen er gjennomgått, og det som vart funne, står. Sjå gjennomgangen i emergencyAccess.
