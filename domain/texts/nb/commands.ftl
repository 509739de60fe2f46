# Svar på en kommando før noen regel er spurt.
NOT_PERMITTED = Rollen din gir ikke lov til dette.
VERSION_CONFLICT = Noe er endret siden du så det. Se hva som er kommet til, og vurder på nytt.
COMMAND_ID_REUSED = En annen kommando er registrert med denne commandId; ingenting er registrert nå. Send den på nytt med en ny id.

# Felt som ikke kan tas imot.
INPUT_BLANK = { $field } kan ikke være tomt.
INPUT_TOO_LONG = { $field } er for langt: det meste er { $most } tegn.
INPUT_NUL = { $field } inneholder et NUL-tegn, som ikke kan lagres. Fjern det.
INPUT_NOT_AN_ID = { $field } er ikke en id som { $prefix }_<UUID>.
INPUT_OUT_OF_REACH = { $field } må ligge mellom 1900 og 2200.
INPUT_NOT_A_LEVEL = { $field } må være 1, 2 eller 3.
INPUT_NOT_A_LANGUAGE = { $field } er ikke en språkkode: oppgi to eller tre små bokstaver (ISO 639), som so eller ckb.
INPUT_LAST_BEFORE_FIRST = { $field } ligger før { $first }.
INPUT_NO_GUARDIAN = { $field } må nevne minst én foresatt.
INPUT_CHILD_NEEDED = { $field } trengs for å åpne en sak. Oppgi det, eller caseId for en åpen sak.
INPUT_CASE_OR_CHILD_NEEDED = Si hvilken sak det gjelder: { $field }, eller { $other } for barnet saken handler om.
INPUT_SIBLING_NEEDED = { $field } trengs: oppgi søskenet, eller siblingCaseId for en sak om det.
INPUT_GIVEN_TWICE = { $field } og { $other } sier begge hvem det er, og kan si hver sitt. Send bare den ene.
INPUT_UNIT_NEEDED = { $field } trengs for å åpne en sak. Påloggingen din oppgir ingen enhet.
INPUT_NOT_A_UNITS_NAME = { $field } må være navnet på en enhet: én linje, høyst 250 tegn, ikke noe personnummer.
INPUT_NOT_YOUR_UNIT = { $field } er en annen enhet enn den påloggingen oppgir, og et fagsystem åpner saker for sin egen. Utelat feltet.
INPUT_VERSION_NOT_TOLD = { $field } er versjonen av en sak du får se en del av, og den oppgis ikke. Utelat feltet.
INPUT_NOT_IN_CLEAR = { $field } står i klartekst og skal være kort: høyst 250 tegn på én linje, uten noe som kan være et fødselsnummer.
INPUT_NOT_A_TIME = { $field } må være et klokkeslett, som 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } må være adressen til en side, og begynner med https:// eller http://.
INPUT_NOT_A_GUIDES_NAME = { $field } må være et navn fra veilederen: små bokstaver, tall og bindestreker, høyst 60 tegn.

# Om nødtilgang.
EMERGENCY_ACCESS_IS_OWN = Du tok denne tilgangen selv. La en annen leder gå gjennom den.
EMERGENCY_ACCESS_REVIEWED = Denne tilgangen er gjennomgått, og det som ble funnet, står. Se gjennomgangen i emergencyAccess.
INPUT_NOT_LISTED = { $field } er ingen av verdiene som skjemaet nevner for det. Velg en av dem.
INPUT_NO_KNOWN_PREFIX = { $field } er ikke id-en til noe som er kjent her; id-er ser ut som case_<UUID>.
INPUT_PAGE_OUT_OF_BOUNDS = { $field } må ligge mellom 1 og { $most }.
INPUT_NOT_A_CURSOR = { $field } er ikke en markør i denne listen. Bruk en som listen har gitt, eller utelat den for å begynne med den første.
INPUT_ENDS_BEFORE_IT_BEGINS = { $field } slutter før den begynner.
INPUT_YEAR_NOT_OVER = { $field } er ikke slutt. Tall vises for år som er det.
INPUT_YEARS_OUT_OF_REACH = { $field } må gå framover, fra og med 1900.
INPUT_BELOW_ZERO = { $field } kan ikke være under 0.
INPUT_BEYOND_NEWEST = { $field } ligger bortenfor den nyeste oppføringen, { $newest }. Fortsett etter en oppføring du har sett.
INPUT_NOT_KNOWN_HERE = { $field } er ikke kjent her.
INPUT_NOT_A_POSITION = { $field } er ingen av posisjonene i loggen, som går fra 1 til { $newest }. Utelat den for å spørre om nå.
INPUT_IN_THE_FUTURE = { $field } ligger i framtiden, som loggen ikke vet noe om. Utelat det for å spørre om nå.
INPUT_AFTER_WHAT_IS_SHOWN = { $field } ligger etter tidspunktet som det vises for. Velg et tidligere.
INPUT_FIRST_AFTER_LAST = { $field } ligger etter { $last }; det som er endret, fortelles framover. Bytt om de to.
INPUT_ASKS_FOR_NOTHING = { $field } er tomt. Utelat det for å spørre om alt.
INPUT_NOT_BASE64 = { $field } må være skrevet i Base64 (RFC 4648, punkt 4), uten mellomrom og linjeskift.
INPUT_NO_CONTENT = Det er ikke noe i { $field }. Send selve filen.
INPUT_CONTENT_TOO_LARGE = Filen i { $field } er større enn { $megabytes } MB. Gjør den mindre, eller legg den ved i flere deler.
INPUT_OF_ANOTHER_TYPE = Filen i { $field } er ikke { $said }. Oppgi typen den har; lagre dokumenter fra tekstbehandleren som PDF.
INPUT_BORN_LATER = { $field } ligger i framtiden. Oppgi dagen barnet ble født; er det ikke født ennå, så utelat dagen og sett unborn.
INPUT_BORN_BUT_UNBORN = { $field } står ved et barn som er oppgitt som ufødt. Utelat ett av dem.
INPUT_BORN_OTHERWISE_THAN_NUMBERED = { $field } er en annen dag enn fødselsnummeret sier. Rett den som er feil, eller utelat fødselsdatoen, så gjelder den som nummeret sier.
INPUT_GROWN_UP = { $field } gjør barnet til en voksen på { $age } år eller mer, som reglene for barn ikke gjelder for. Rett fødselsdatoen.
INPUT_ONE_AT_A_TIME = { $field } tar én av { $names }. Utelat de andre.

# Hvorfor et spørsmål ikke blir besvart.
FORBIDDEN = Rollen din har ikke adgang til dette.
NOT_THERE_YET = Det som leses her, er ikke kommet til posisjon { $position } ennå. Spør igjen om et øyeblikk.
HELD_BY_ANOTHER = Loggen holdes av noen andre akkurat nå. Spør igjen, eller spør om et tidligere tidspunkt.
TOOK_TOO_LONG = Svaret tok for lang tid og ble gitt opp. Spør om en kortere periode, én enhet eller en mindre side.
TIMED_OUT = Forespørselen tok for lang tid. Spør om mindre, eller send den på nytt.
FAULT = Loggen kunne ikke svare.
READ_UNRECORDED = Lesingen kunne ikke registreres, og derfor blir spørsmålet ikke besvart. Spør igjen om et øyeblikk.
MAY_BE_RECORDED = Loggen kunne ikke svare. Kommandoen kan være registrert: Send den på nytt med den samme commandId, så blir den registrert én gang.
TOO_MANY_SUBSCRIPTIONS = For mange abonnementer er åpne. Avslutt ett av dine, eller prøv igjen senere.
TOO_MANY_ALIASES = Dokumentet har mer enn { $most } alias. Spør om mindre om gangen.
TOO_MANY_ENTITIES = Det ble spurt om mer enn { $most } enheter på én gang. Spør om mindre om gangen.
REFERENCE = Referanse: { $reference }.
