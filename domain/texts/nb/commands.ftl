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
INPUT_LAST_BEFORE_FIRST = { $field } ligger før { $first }.
INPUT_NO_GUARDIAN = { $field } må nevne minst én foresatt.
INPUT_CHILD_NEEDED = { $field } trengs for å åpne en sak. Oppgi det, eller caseId for en åpen sak.
INPUT_CASE_OR_CHILD_NEEDED = Si hvilken sak det gjelder: { $field }, eller { $other } for barnet saken handler om.
INPUT_SIBLING_NEEDED = { $field } trengs: oppgi søskenet, eller siblingCaseId for en sak om det.
INPUT_GIVEN_TWICE = { $field } og { $other } sier begge hvem det er, og kan si hver sitt. Send bare den ene.
INPUT_UNIT_NEEDED = { $field } trengs for å åpne en sak. Påloggingen din oppgir ingen enhet.
INPUT_NOT_A_UNITS_NAME = { $field } må være navnet på en enhet: én linje, høyst 250 tegn, ikke noe personnummer.
INPUT_NOT_YOUR_UNIT = { $field } er en annen enhet enn den påloggingen oppgir, og et fagsystem åpner saker for sin egen. Utelat feltet.
INPUT_NOT_IN_CLEAR = { $field } står i klartekst og skal være kort: høyst 250 tegn på én linje, uten noe som kan være et fødselsnummer.
INPUT_NOT_A_TIME = { $field } må være et klokkeslett, som 08:00.
INPUT_NOT_A_PAGES_ADDRESS = { $field } må være adressen til en side, og begynner med https:// eller http://.
INPUT_NOT_A_GUIDES_NAME = { $field } må være et navn fra veilederen: små bokstaver, tall og bindestreker, høyst 60 tegn.

# Om nødtilgang.
EMERGENCY_ACCESS_IS_OWN = Du tok denne tilgangen selv. La en annen leder gå gjennom den.
EMERGENCY_ACCESS_REVIEWED = Denne tilgangen er gjennomgått, og det som ble funnet, står. Se gjennomgangen i emergencyAccess.
