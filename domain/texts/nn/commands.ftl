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
INPUT_NOT_A_LANGUAGE = { $field } er ikkje ein språkkode: oppgi to eller tre små bokstavar (ISO 639), som so eller ckb.
INPUT_LAST_BEFORE_FIRST = { $field } ligg før { $first }.
INPUT_NO_GUARDIAN = { $field } må nemne minst éin føresett.
INPUT_CHILD_NEEDED = { $field } trengst for å opne ei sak. Oppgi det, eller caseId for ei open sak.
INPUT_CASE_OR_CHILD_NEEDED = Sei kva sak det gjeld: { $field }, eller { $other } for barnet saka handlar om.
INPUT_SIBLING_NEEDED = { $field } trengst: oppgi syskenet, eller siblingCaseId for ei sak om det.
INPUT_GIVEN_TWICE = { $field } og { $other } seier begge kven det er, og kan seie kvar sitt. Send berre den eine.
INPUT_UNIT_NEEDED = { $field } trengst for å opne ei sak. Pålogginga di oppgir inga eining.
INPUT_NOT_A_UNITS_NAME = { $field } må vere namnet på ei eining: éi linje, høgst 250 teikn, ikkje noko personnummer.
INPUT_NOT_YOUR_UNIT = { $field } er ei anna eining enn den pålogginga oppgir, og eit fagsystem opnar saker for si eiga. Utelat feltet.
INPUT_VERSION_NOT_TOLD = { $field } er versjonen av ei sak du får sjå ein del av, og den blir ikkje oppgitt. Utelat feltet.
INPUT_NOT_IN_CLEAR = { $field } står i klartekst og skal vere kort: høgst 250 teikn på éi line, utan noko som kan vere eit fødselsnummer.
INPUT_NOT_A_TIME = { $field } må vere eit klokkeslett, som 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } må vere adressa til ei side, og byrjar med https:// eller http://.
INPUT_NOT_A_GUIDES_NAME = { $field } må vere eit namn frå rettleiaren: små bokstavar, tal og bindestrekar, høgst 60 teikn.

# Om naudtilgang.
EMERGENCY_ACCESS_IS_OWN = Du tok denne tilgangen sjølv. La ein annan leiar gå gjennom han.
EMERGENCY_ACCESS_REVIEWED = Denne tilgangen er gjennomgått, og det som vart funne, står. Sjå gjennomgangen i emergencyAccess.
INPUT_NOT_LISTED = { $field } er ingen av verdiane som skjemaet nemner for det. Vel ein av dei.
INPUT_NO_KNOWN_PREFIX = { $field } er ikkje id-en til noko som er kjent her; id-ar ser ut som case_<UUID>.
INPUT_PAGE_OUT_OF_BOUNDS = { $field } må liggje mellom 1 og { $most }.
INPUT_NOT_A_CURSOR = { $field } er ikkje ein markør i denne lista. Bruk ein som lista har gitt, eller utelat han for å byrje med den første.
INPUT_ENDS_BEFORE_IT_BEGINS = { $field } sluttar før han byrjar.
INPUT_YEAR_NOT_OVER = { $field } er ikkje slutt. Tal blir viste for år som er det.
INPUT_YEARS_OUT_OF_REACH = { $field } må gå framover, frå og med 1900.
INPUT_BELOW_ZERO = { $field } kan ikkje vere under 0.
INPUT_BEYOND_NEWEST = { $field } ligg bortanfor den nyaste oppføringa, { $newest }. Hald fram etter ei oppføring du har sett.
INPUT_NOT_KNOWN_HERE = { $field } er ikkje kjent her.
INPUT_NOT_A_POSITION = { $field } er ingen av posisjonane i loggen, som går frå 1 til { $newest }. Utelat han for å spørje om no.
INPUT_IN_THE_FUTURE = { $field } ligg i framtida, som loggen ikkje veit noko om. Utelat det for å spørje om no.
INPUT_AFTER_WHAT_IS_SHOWN = { $field } ligg etter tidspunktet som det blir vist for. Vel eit tidlegare.
INPUT_FIRST_AFTER_LAST = { $field } ligg etter { $last }; det som er endra, blir fortalt framover. Byt om dei to.
INPUT_ASKS_FOR_NOTHING = { $field } er tomt. Utelat det for å spørje om alt.
INPUT_NOT_BASE64 = { $field } må vere skrive i Base64 (RFC 4648, punkt 4), utan mellomrom og linjeskift.
INPUT_NO_CONTENT = Det er ikkje noko i { $field }. Send sjølve fila.
INPUT_CONTENT_TOO_LARGE = Fila i { $field } er større enn { $megabytes } MB. Gjer ho mindre, eller legg ho ved i fleire delar.
INPUT_OF_ANOTHER_TYPE = Fila i { $field } er ikkje { $said }. Oppgi typen ho har; lagre dokument frå tekstbehandlaren som PDF.
INPUT_BORN_LATER = { $field } ligg i framtida. Oppgi dagen barnet vart født; er det ikkje født enno, så utelat dagen og set unborn.
INPUT_BORN_BUT_UNBORN = { $field } står ved eit barn som er oppgitt som ufødt. Utelat eitt av dei.
INPUT_BORN_OTHERWISE_THAN_NUMBERED = { $field } er ein annan dag enn fødselsnummeret seier. Rett den som er feil, eller utelat fødselsdatoen, så gjeld den som nummeret seier.
INPUT_GROWN_UP = { $field } gjer barnet til ein vaksen på { $age } år eller meir, som reglane for barn ikkje gjeld for. Rett fødselsdatoen.
INPUT_ONE_AT_A_TIME = { $field } tek éin av { $names }. Utelat dei andre.

# Kvifor eit spørsmål ikkje blir svart på.
FORBIDDEN = Rolla di har ikkje tilgjenge til dette.
NOT_THERE_YET = Det som blir lese her, er ikkje kome til posisjon { $position } enno. Spør igjen om ein augneblink.
HELD_BY_ANOTHER = Loggen blir halden av nokon andre akkurat no. Spør igjen, eller spør om eit tidlegare tidspunkt.
TOOK_TOO_LONG = Svaret tok for lang tid og vart gitt opp. Spør om ein kortare periode, éi eining eller ei mindre side.
TIMED_OUT = Førespurnaden tok for lang tid. Spør om mindre, eller send han på nytt.
FAULT = Loggen kunne ikkje svare.
READ_UNRECORDED = Lesinga kunne ikkje registrerast, og derfor blir spørsmålet ikkje svart på. Spør igjen om ein augneblink.
MAY_BE_RECORDED = Loggen kunne ikkje svare. Kommandoen kan vere registrert: Send han på nytt med den same commandId, så blir han registrert éin gong.
TOO_MANY_SUBSCRIPTIONS = For mange abonnement er opne. Avslutt eitt av dine, eller prøv igjen seinare.
TOO_MANY_ALIASES = Dokumentet har meir enn { $most } alias. Spør om mindre om gongen.
TOO_MANY_ENTITIES = Det vart spurt om meir enn { $most } einingar på éin gong. Spør om mindre om gongen.
REFERENCE = Referanse: { $reference }.
