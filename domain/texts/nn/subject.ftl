# Sperring og sletting av opplysningar om ein person.
SubjectRestricted = Opplysningane vart sperra: { $ground }.
RestrictionLifted = Sperringa vart oppheva.
ErasureRequested = Det vart bede om sletting: { $basis }. Slettinga kan godkjennast frå { $from }.
ErasureRequestWithdrawn = Ønsket om sletting vart trekt.
ErasureRejected = Ønsket om sletting vart avslått.
ErasureApproved = Ein annan person godkjende slettinga.
SubjectErased = Personen vart sletta: { $basis }.
AddressProtected = Adressa er skjerma: { $grade }, ifølgje { $source }.
AddressProtectionLifted = Adressa er ikkje lenger skjerma, ifølgje { $source }.

SUBJECT_ERASED = Personen er sletta. Meir kan ikkje registrerast om denne personen her; ei ny uro begynner på nytt.
NOT_RESTRICTED = Opplysningane om personen er ikkje sperra. Sperring kjem før sletting: sperr dei først.
ERASURE_AWAITED = Eit ønske om sletting ventar på svar. Godkjenn, avslå eller trekk det først.
ERASURE_NOT_REQUESTED = Ingen har bede om at denne personen blir sletta.
SECOND_PERSON_REQUIRED = Den som ber om ei sletting, kan ikkje godkjenne ho. La ein annan person vurdere slettinga.
ERASURE_DELAY_RUNNING = Slettinga kan godkjennast frå { $until }.
ERASURE_DELAY_SHORTENED = Den som har korta ned fristen, verken ber om ei sletting under han eller godkjenner ho. La ein annan person gjere det.

# Ein person ber om innsyn.
SubjectAccessRequested = Det vart bede om innsyn i opplysningane av { $asker }. Svarfristen er { $due }.
SubjectAccessExtended = Fristen for svar på innsynskravet vart forlengd til { $due }: { $ground }.
SubjectAccessAnswered = Det vart svart på innsynskravet: { $outcome }{ $grounded ->
        [yes] ; grunnlag: { $grounds }
       *[no] {""}
    }.
SubjectAccessWithdrawn = Innsynskravet vart trekt.
ReportReceivedFromSomebody = Ei bekymringsmelding vart motteken.
CaseOpenedBySomebody = Ei sak vart opna.

ACCESS_ASKER_UNCLEAR = Kven som ber om innsyn, og med kva rett, heng ikkje saman ({ $asker }). Den som ber om innsyn i eigne opplysningar, treng inga fullmakt; ein føresett blir namngitt, med folkeregisteret eller ei avgjerd frå retten; andre blir namngitt, med fullmakt, oppnemning eller ei avgjerd frå retten.
ACCESS_ALREADY_REQUESTED = Dette innsynskravet er registrert frå før.
ACCESS_NOT_AWAITED = Det finst ikkje noko slikt innsynskrav som ventar på svar. Sjå blant krava som er registrerte for denne personen.
ACCESS_ALREADY_EXTENDED = Svarfristen er forlengd før, og det blir gjort berre éin gong. Svaret skal givast innan { $due }.
ACCESS_EXTENSION_TOO_LATE = Beskjed om forlengd frist blir gitt innan den første månaden, som gjekk ut { $due }. Svar no.
ACCESS_EXTENSION_OUT_OF_BOUNDS = Svarfristen kan forlengast til ein dag etter { $after }, og seinast til { $latest }.
ACCESS_ANSWERED_ALONE = Den som registrerer eit innsynskrav, svarer ikkje på det. La ein annan leiar ved eininga bestemme.
ACCESS_GROUNDS_MISSING = Når ikkje alt blir utlevert, skal grunnlag og grunngjeving oppgivast.
ACCESS_GROUNDS_WITHOUT_REFUSAL = Når alt blir utlevert, finst det ikkje noko grunnlag eller noka grunngjeving for å halde tilbake. Utelat dei, eller sei at ein del blir gitt.
ACCESS_KEPT_FROM_GUARDIANS = Det er noko her som føresette ikkje skal vite om. Gi ein del av det, eller avslå, og grunngi det.
ACCESS_AWAITED = Personen har bede om innsyn og ventar på svar. Svar på det før opplysningane blir sletta.
STILL_WORKED_WITH = Nokon arbeider med barnet enno: ei sak er open, ei melding ventar, ei undersøking er i gang, eit tiltak varer, eller noko som gjeld barnet står att. Avslutt det først. Skulle opplysningane aldri ha vore registrerte, eller krev ei lov at dei blir sletta, så oppgi det grunnlaget.

AccessAsker-Person = personen sjølv
AccessAsker-Guardian = ein føresett på vegner av barnet
AccessAsker-Representative = ein representant
IdentityCheck-ElectronicId = elektronisk ID
IdentityCheck-IdentityDocument = legitimasjon
IdentityCheck-KnownPersonally = kjend frå før
AccessAuthority-PopulationRegister = folkeregisteret
AccessAuthority-CourtDecision = avgjerd frå retten eller nemnda
AccessAuthority-PowerOfAttorney = fullmakt
AccessAuthority-Appointment = oppnemning
AccessExtensionGround-Complexity = det krev mykje arbeid
AccessExtensionGround-NumberOfRequests = det er mange krav
AccessOutcome-GivenInFull = alt vart utlevert
AccessOutcome-GivenInPart = ein del vart utlevert
AccessOutcome-Refused = ingenting vart utlevert
AccessRefusalGround-DangerToChild = fare for barnet
AccessRefusalGround-GuardiansMustNotKnow = føresette skal ikkje vite om det
AccessRefusalGround-ReporterIdentity = kven som melde
AccessRefusalGround-AnonymityPromised = nokon er lova å ikkje bli namngitt
AccessRefusalGround-InformationAboutOthers = opplysningar om andre
AccessRefusalGround-InternalDocument = internt dokument
AccessRefusalGround-PersonsHealth = helsa til personen eller nære forhold
AccessRefusalGround-CrimeInvestigation = etterforsking eller førebygging av lovbrot
AccessRefusalGround-DutyOfConfidentiality = teieplikt etter lov
AccessRefusalGround-UnfoundedRequest = openbert grunnlaust eller overdrive krav
HandOver-DigitalMailbox = digital postkasse
HandOver-Post = brev
HandOver-InPerson = overlevert personleg
HandOver-ReadOnTheSpot = lese på staden
AccessStanding-Due = ventar på svar
AccessStanding-Extended = ventar på svar med forlengd frist
AccessStanding-Overdue = fristen er gått ut
AccessStanding-Met = svart på i tide
AccessStanding-MetLate = svart på for seint
AccessStanding-Withdrawn = trekt
AccessKeptBack-OtherPerson = gjeld ein annan
AccessKeptBack-Employee = namn på eller ord frå ein tilsett
AccessKeptBack-ReporterIdentity = viser kven som melde
AccessKeptBack-GuardiansMustNotKnow = føresette skal ikkje vite om det
AccessKeptBack-OtherService = høyrer til ei anna teneste eller eining, som svarer for det
ProcessingPurpose-ConcernFollowUp = oppfølging av uro for eit barn
ProcessingPurpose-ReportAssessment = mottak og vurdering av ei bekymringsmelding
ProcessingPurpose-Investigation = undersøking av situasjonen til eit barn, og hjelp
ProcessingPurpose-DataSubjectRights = oversikt over rettar knytte til opplysningar om ein person
SAME_CHILD_ADDRESS_UNPROTECTED = Adressa til barnet er skjerma under dette pseudonymet, og under eit anna som barnet òg står under, er ho det ikkje, mindre strengt eller for færre føresette. Skjerm ho der først, like strengt og for alle dei same eller for alle føresette, elles blir ho synleg når dette blir sletta.
SAME_CHILD_LESS_RESTRICTED = Barnet står òg under eit anna pseudonym, og blir vist der til fleire roller enn under dette. Sperr det for dei same eller færre roller der (restrictSubject), elles ser fleire det når dette blir sletta.
ADDRESS_NOT_PROTECTED = Adressa til personen er ikkje skjerma. Det er ingenting å oppheve.
ADDRESS_MORE_STRICTLY_PROTECTED = Adressa er alt strengare skjerma. Opphev skjerminga med grunngjeving, og registrer den nye graden.

# Eitt barn som står under fleire pseudonym.
SameChildRecorded = Det vart registrert at barnet er det same som eit som står under eit anna pseudonym.
SameChildWithdrawn = Det vart trekt tilbake at barnet er det same som eit som står under eit anna pseudonym.

SAME_CHILD_RECORDED = Det er allereie registrert at dette er same barnet. Er det feil, trekk det tilbake med ei grunngjeving.
NOT_OF_ONE_CHILD = Dette pseudonymet står ikkje for eit barn aleine. Berre to pseudonym for barn kan gjelde same barnet: sjå etter om det er tasta feil.
SAME_CHILD_NOT_RECORDED = Ingen har registrert at dette er same barnet. Sjå kva pseudonym barnet står under.
SAME_CHILD_NUMBERED_TWICE = Begge har sitt eige fødselsnummer eller D-nummer, og då er dei to barn. Har barnet hatt begge nummera, til dømes først eit D-nummer, så sei frå om det (hadBothNumbers). Elles er eitt av pseudonyma feil.
