# Sperring og sletting av opplysninger om en person.
SubjectRestricted = Opplysningene ble sperret: { $ground }.
RestrictionLifted = Sperringen ble opphevet.
ErasureRequested = Det ble bedt om sletting: { $basis }. Slettingen kan godkjennes fra { $from }.
ErasureRequestWithdrawn = Ønsket om sletting ble trukket.
ErasureRejected = Ønsket om sletting ble avslått.
ErasureApproved = En annen person godkjente slettingen.
SubjectErased = Personen ble slettet: { $basis }.
AddressProtected = Adressen er skjermet: { $grade }, ifølge { $source }.
AddressProtectionLifted = Adressen er ikke lenger skjermet, ifølge { $source }.

SUBJECT_ERASED = Personen er slettet. Mer kan ikke registreres om denne personen her; en ny bekymring begynner på nytt.
NOT_RESTRICTED = Opplysningene om personen er ikke sperret. Sperring kommer før sletting: sperr dem først.
ERASURE_AWAITED = Et ønske om sletting venter på svar. Godkjenn, avslå eller trekk det først.
ERASURE_NOT_REQUESTED = Ingen har bedt om at denne personen slettes.
SECOND_PERSON_REQUIRED = Den som ber om en sletting, godkjenner den ikke. La en annen person se på den.
ERASURE_DELAY_RUNNING = Slettingen kan godkjennes fra { $until }.
ERASURE_DELAY_SHORTENED = Den som har kortet ned fristen, verken ber om en sletting under den eller godkjenner den. La en annen person gjøre det.

# En person ber om innsyn.
SubjectAccessRequested = Det ble bedt om innsyn i opplysningene av { $asker }. Svarfristen er { $due }.
SubjectAccessExtended = Fristen for svar på innsynskravet ble forlenget til { $due }: { $ground }.
SubjectAccessAnswered = Innsynskravet ble besvart: { $outcome }{ $grounded ->
        [yes] ; grunnlag: { $grounds }
       *[no] {""}
    }.
SubjectAccessWithdrawn = Innsynskravet ble trukket.
ReportReceivedFromSomebody = En bekymringsmelding ble mottatt.
CaseOpenedBySomebody = En sak ble åpnet.

ACCESS_ASKER_UNCLEAR = Hvem som ber om innsyn, og med hvilken rett, henger ikke sammen ({ $asker }). Den som ber om innsyn i egne opplysninger, trenger ingen fullmakt; en foresatt navngis, med folkeregisteret eller en avgjørelse fra retten; andre navngis, med fullmakt, oppnevning eller en avgjørelse fra retten.
ACCESS_ALREADY_REQUESTED = Dette innsynskravet er allerede registrert.
ACCESS_NOT_AWAITED = Det er ikke noe slikt innsynskrav som venter på svar. Se blant kravene som er registrert for denne personen.
ACCESS_ALREADY_EXTENDED = Svarfristen er forlenget før, og det gjøres bare én gang. Svaret skal gis innen { $due }.
ACCESS_EXTENSION_TOO_LATE = Beskjed om forlenget frist gis innen den første måneden, som gikk ut { $due }. Svar nå.
ACCESS_EXTENSION_OUT_OF_BOUNDS = Svarfristen kan forlenges til en dag etter { $after }, og senest til { $latest }.
ACCESS_ANSWERED_ALONE = Den som registrerer et innsynskrav, besvarer det ikke. La en annen leder ved enheten bestemme.
ACCESS_GROUNDS_MISSING = Når ikke alt utleveres, oppgis grunnlag og begrunnelse.
ACCESS_GROUNDS_WITHOUT_REFUSAL = Når alt utleveres, er det ikke noe grunnlag eller noen begrunnelse for å holde tilbake. Utelat dem, eller si at en del gis.
ACCESS_KEPT_FROM_GUARDIANS = Det er noe her som foresatte ikke skal vite om. Gi en del av det, eller avslå, og begrunn det.
ACCESS_AWAITED = Personen har bedt om innsyn og venter på svar. Svar på det før opplysningene slettes.
STILL_WORKED_WITH = Noen arbeider med barnet ennå: en sak er åpen, en melding venter, en undersøkelse pågår, et tiltak løper, eller noe som gjelder barnet gjenstår. Avslutt det først. Skulle opplysningene aldri vært registrert, eller krever en lov at de slettes, så oppgi det grunnlaget.

AccessAsker-Person = personen selv
AccessAsker-Guardian = en foresatt på vegne av barnet
AccessAsker-Representative = en representant
IdentityCheck-ElectronicId = elektronisk ID
IdentityCheck-IdentityDocument = legitimasjon
IdentityCheck-KnownPersonally = kjent fra før
AccessAuthority-PopulationRegister = folkeregisteret
AccessAuthority-CourtDecision = avgjørelse fra retten eller nemnda
AccessAuthority-PowerOfAttorney = fullmakt
AccessAuthority-Appointment = oppnevning
AccessExtensionGround-Complexity = det krever mye arbeid
AccessExtensionGround-NumberOfRequests = det er mange krav
AccessOutcome-GivenInFull = alt ble utlevert
AccessOutcome-GivenInPart = en del ble utlevert
AccessOutcome-Refused = ingenting ble utlevert
AccessRefusalGround-DangerToChild = fare for barnet
AccessRefusalGround-GuardiansMustNotKnow = foresatte skal ikke vite om det
AccessRefusalGround-ReporterIdentity = hvem som meldte
AccessRefusalGround-AnonymityPromised = noen er lovet å ikke bli navngitt
AccessRefusalGround-InformationAboutOthers = opplysninger om andre
AccessRefusalGround-InternalDocument = internt dokument
AccessRefusalGround-PersonsHealth = personens helse eller nære forhold
AccessRefusalGround-CrimeInvestigation = etterforskning eller forebygging av lovbrudd
AccessRefusalGround-DutyOfConfidentiality = taushetsplikt etter lov
AccessRefusalGround-UnfoundedRequest = åpenbart grunnløst eller overdrevent krav
HandOver-DigitalMailbox = digital postkasse
HandOver-Post = brev
HandOver-InPerson = overlevert personlig
HandOver-ReadOnTheSpot = lest på stedet
AccessStanding-Due = venter på svar
AccessStanding-Extended = venter på svar med forlenget frist
AccessStanding-Overdue = fristen er gått ut
AccessStanding-Met = besvart i tide
AccessStanding-MetLate = besvart for sent
AccessStanding-Withdrawn = trukket
AccessKeptBack-OtherPerson = gjelder en annen
AccessKeptBack-Employee = navn på eller ord fra en ansatt
AccessKeptBack-ReporterIdentity = viser hvem som meldte
AccessKeptBack-GuardiansMustNotKnow = foresatte skal ikke vite om det
AccessKeptBack-OtherService = hører til en annen tjeneste eller enhet, som svarer for det
ProcessingPurpose-ConcernFollowUp = oppfølging av bekymring for et barn
ProcessingPurpose-ReportAssessment = mottak og vurdering av en bekymringsmelding
ProcessingPurpose-Investigation = undersøkelse av et barns situasjon, og hjelp
ProcessingPurpose-DataSubjectRights = oversikt over rettigheter knyttet til opplysninger om en person
SAME_CHILD_ADDRESS_UNPROTECTED = Adressen til barnet er skjermet under dette pseudonymet, og under et annet som barnet også står under, er den det ikke, mindre strengt eller for færre foresatte. Skjerm den der først, like strengt og for alle de samme eller for alle foresatte, ellers blir den synlig når dette slettes.
SAME_CHILD_LESS_RESTRICTED = Barnet står også under et annet pseudonym, og vises der til flere roller enn under dette. Sperr det for de samme eller færre roller der (restrictSubject), ellers ser flere det når dette slettes.
ADDRESS_NOT_PROTECTED = Adressen til personen er ikke skjermet. Det er ingenting å oppheve.
ADDRESS_MORE_STRICTLY_PROTECTED = Adressen er allerede strengere skjermet. Opphev skjermingen med begrunnelse, og registrer den nye graden.

# Ett barn som står under flere pseudonymer.
SameChildRecorded = Det ble registrert at barnet er det samme som et som står under et annet pseudonym.
SameChildWithdrawn = Det ble trukket tilbake at barnet er det samme som et som står under et annet pseudonym.

SAME_CHILD_RECORDED = Det er allerede registrert at dette er samme barn. Er det feil, trekk det tilbake med en begrunnelse.
NOT_OF_ONE_CHILD = Dette pseudonymet står ikke for et barn alene. Bare to pseudonymer for barn kan gjelde samme barn: se etter om det er tastet feil.
SAME_CHILD_NOT_RECORDED = Ingen har registrert at dette er samme barn. Se hvilke pseudonymer barnet står under.
SAME_CHILD_NUMBERED_TWICE = Begge har sitt eget fødselsnummer eller D-nummer, og da er de to barn. Har barnet hatt begge numrene, for eksempel først et D-nummer, så si fra om det (hadBothNumbers). Ellers er ett av pseudonymene feil.
