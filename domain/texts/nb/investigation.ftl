# Undersøkelsen.
InvestigationOpened = { $renewed ->
        [yes] En ny undersøkelse etter henleggelse med bekymring ble åpnet
       *[no] En undersøkelse ble åpnet
    }; den skal være ferdig innen { $deadline }.
InvestigationAllocated = Undersøkelsen ble fordelt til et team; alvorlighetsgrad: { $severity }.
InvestigationStepDone = I undersøkelsen ble det gjort dette: { $kind }.
InvestigationPlanMade = Det ble lagt en plan for undersøkelsen.
ChildParticipationRecorded = Barnets medvirkning ble registrert: { $kind }.
DeadlineExtended = Fristen for undersøkelsen ble utvidet til { $deadline }.
RecommendedMeasuresDeclined = Det ble registrert at de anbefalte tiltakene ikke er ønsket.
InvestigationConcluded = Undersøkelsen ble avsluttet: { $outcome }.
RenewedInvestigationScheduled = En ny undersøkelse ble planlagt til { $planned }; den må åpnes innen { $due }.
InvestigationSentBack = Tjenesten som skulle følge opp barnet videre, gjør det ikke. Barnet skal undersøkes på nytt innen { $due }.
RenewalCalledOff = Den nye undersøkelsen som var planlagt, ble avlyst.
ReporterInformedOfConclusion = { $joined ->
        [yes] Den offentlige melderen av en melding som ble lagt til undersøkelsen,
       *[no] Den offentlige melderen
    } fikk skriftlig tilbakemelding om at { $told }.
MeasureInfoDisclosedToReporter = Den offentlige melderen fikk opplysninger om tiltak: { $basis }.
ConcernDisclosedToReporter = Den offentlige melderen fikk vite at undersøkelsen ble henlagt med bekymring.

InvestigationOutcome-MeasuresDecided = det er vedtatt tiltak
InvestigationOutcome-BoardCase = det blir sak for nemnda
InvestigationOutcome-EmergencyPlacement = barnet er plassert akutt
InvestigationOutcome-InvestigationDismissed = undersøkelsen er henlagt
InvestigationOutcome-DismissedWithConcern = undersøkelsen er henlagt med bekymring
InvestigationOutcome-DismissedMoved = undersøkelsen er henlagt fordi barnet har flyttet
InvestigationOutcome-DismissedReferred = undersøkelsen er henlagt etter henvisning

StepKind-KickOff = oppstartsmøte med barn og foreldre
StepKind-InformationGathered = innhenting av opplysninger
StepKind-ChildConversation = samtale med barnet
StepKind-GuardianConversation = samtale med foresatte
StepKind-HomeVisit = hjemmebesøk
StepKind-AssessmentTool = bruk av kartleggingsverktøy
StepKind-SummaryMeeting = oppsummeringsmøte
ParticipationKind-Conversation = barnet medvirket i en samtale
ParticipationKind-Representative = barnet medvirket gjennom en representant
ParticipationKind-Observation = barnet medvirket ved observasjon
ParticipationKind-OtherExpression = barnet medvirket på en annen måte
ParticipationKind-NoOpportunity = barnet fikk ikke anledning til å medvirke
ParticipationKind-Declined = barnet ønsket ikke å medvirke
ToldConclusion-Dismissed = undersøkelsen er henlagt
ToldConclusion-FollowedUp = barnevernstjenesten følger opp saken
WrittenForm-Letter = i brev
WrittenForm-DigitalMail = i sikker digital post
WrittenForm-Fiks = i en melding over FIKS
DisclosureBasis-Consent = familien samtykker
DisclosureBasis-BestInterests = det er vurdert til barnets beste

INVESTIGATION_CONCLUDED = Undersøkelsen er avsluttet. Det som ble gjort i den til og med siste dag, føres med sin egen dato. Det som kommer fram om barnet fra nå av, tas imot som en egen melding.
NO_INVESTIGATION_DECIDED = Gjennomgangen av meldingen endte ikke med at det blir undersøkelse. Er meldingen lagt til en undersøkelse, så følg den opp der. Er det likevel dette barnet som skal undersøkes, og ingenting har fulgt av det som ble valgt, så gjør om gjennomgangen og avslutt den med undersøkelse.
INVESTIGATION_ALREADY_OPENED = Undersøkelsen av denne meldingen er åpnet. Fortsett i den; meldingen viser hvilken det er.
EXTENSION_OUT_OF_BOUNDS = { $wanted } utvider ikke fristen { $current }, eller ligger etter { $latest }, som er det lengste loven gir.
DISMISSED_WHILE_PLACED = Barnet har vært plassert akutt siden { $on }, og da kan ikke undersøkelsen henlegges. Avslutt den med kode 1 og oppgi at barnet er plassert akutt, eller med kode 2 når saken går til nemnda. Er plasseringen over, så registrer det først, og avslutt undersøkelsen den dagen eller senere.
DISMISSED_DESPITE_ORDER = En sak om { $kind } ble innvilget { $on }, og da kan ikke undersøkelsen henlegges: det som er innvilget, skal gjennomføres. Avslutt den med kode 2. Er det siden avgjort annerledes, eller er tiltaket over, så registrer det først.
DISMISSED_BEFORE_BOARD = En sak om { $kind } ble sendt til nemnda { $on } og er ikke avgjort, og da kan ikke undersøkelsen henlegges. Avslutt den med kode 2, eller registrer først hva nemnda eller domstolen avgjorde, eller at tjenesten trakk saken.
DISMISSED_WHILE_MEASURE_RUNS = Et tiltak som ble vedtatt { $on } i undersøkelsen, løper ennå, og da kan ikke undersøkelsen henlegges. Avslutt den med kode 1. Er tiltaket over, så registrer det først, og avslutt undersøkelsen den dagen eller senere.
PARTICIPATION_NOT_RECORDED = Det er ikke registrert hvordan barnet har medvirket i undersøkelsen, eller hvorfor ikke. Registrer det før undersøkelsen avsluttes.
PARTICIPATION_LATER = Hvordan barnet har medvirket, eller hvorfor ikke, er registrert på { $on }, og det er etter { $date }, dagen undersøkelsen er oppgitt avsluttet. Avslutt den på en dag fra { $on }, eller registrer det som gjaldt før.
MEASURES_NOT_DECLINED = Henleggelse med bekymring krever at det er registrert hvilke tiltak som ble anbefalt, og at de ikke ble ønsket. Registrer det før undersøkelsen avsluttes.
MEASURES_DECLINED_LATER = At de anbefalte tiltakene ikke er ønsket, er registrert på { $on }, og det er etter { $date }, dagen undersøkelsen er oppgitt avsluttet. Avslutt den på en dag fra { $on }, eller registrer det som gjaldt før.
RENEWAL_WITHOUT_CONCERN = En ny undersøkelse kan bare følge etter en undersøkelse som er henlagt med bekymring. Ellers trengs det en ny melding.
RENEWAL_OUT_OF_BOUNDS = En ny undersøkelse må begynne etter henleggelsen { $dismissed } og innen { $latest }; { $wanted } er utenfor. Etter det trengs det en ny melding.
NO_RENEWAL_SCHEDULED = Det er ikke planlagt noen ny undersøkelse som kan avlyses.
INVESTIGATION_NOT_CONCLUDED = Undersøkelsen er ikke avsluttet. Avslutt den først.
CONCLUSION_ONLY_FOR_PUBLIC_REPORTERS = Bare en offentlig melder får vite hva undersøkelsen endte med.
REPORTER_TOLD_OF_CONCLUSION = Melderen har fått vite hva undersøkelsen endte med.
REPORTER_TOLD_OF_CONCERN = Melderen har fått vite at undersøkelsen ble henlagt med bekymring.
REPORTER_TOLD_OF_MEASURES = Det er registrert at melderen fikk opplysninger om tiltak den dagen. Fikk melderen flere opplysninger en annen dag, så oppgi den.
NO_MEASURES_TO_DISCLOSE = Det er ikke vedtatt noe slikt tiltak som melderen kan få opplysninger om. Oppgi hvilke av de vedtatte tiltakene det gjelder.
NO_CONCERN_TO_DISCLOSE = Undersøkelsen ble ikke henlagt med bekymring, så det er ikke noe slikt å fortelle melderen. Gi den vanlige tilbakemeldingen om at undersøkelsen er avsluttet.
NOTHING_TO_JOIN = Bare når meldingen legges til en pågående undersøkelse, oppgis det en undersøkelse. La feltet stå tomt.
JOINS_ANOTHER_CHILD = Meldingen og denne undersøkelsen er ikke registrert på samme barn. Oppgi undersøkelsen som gjelder barnet i meldingen. Er det samme barn, så registrer først det (recordSameChild).
MEASURES_OF_NO_DISMISSAL = Bare når en melding henlegges på grunn av aktive tiltak, kode 3, oppgis tiltak. La measuresIn og measuresElsewhere stå tomme.
MEASURES_OF_ANOTHER_CHILD = Meldingen og disse tiltakene er ikke registrert på samme barn. Oppgi undersøkelsen som følger opp barnets tiltak. Er det samme barn, så registrer først det (recordSameChild).
NO_MEASURE_IN_FORCE = Ingen tiltak i den undersøkelsen gjaldt { $on }. Oppgi den som hadde tiltak som gjaldt, si at de føres et annet sted, eller konkluder med en annen kode.
NOTHING_TRANSFERRED = Her er ingenting som en annen tjeneste skal gå videre med: meldingen er ikke overført, og undersøkelsen er ikke henlagt fordi barnet er henvist eller flyttet til et sted som er kjent. Oppgi en som er det.
TRANSFER_RECEIVED = Det er registrert før at den andre tjenesten har det som ble sendt, { $on }. Er det feil, så merk hele innføringen som feil; da kan den rette registreres.
REPORT_NOT_JOINED = Meldingen er ikke lagt til denne undersøkelsen. La feltet stå tomt for meldingen som undersøkelsen følger av.

# Akutt plassering, nemnd, opplysninger og tiltak i barnevernstjenesten.
EmergencyPlacementDecided = Akutt plassering av barnet ble vedtatt: { $ground }.
EmergencyPrinciplesAnswered = De tre prinsippene ble vurdert for en akutt plassering.
EmergencyPlacementEnded = Den akutte plasseringen ble avsluttet.
BoardCaseSubmitted = En sak ble sendt til nemnda: { $kind }.
BoardDecisionReceived = Nemnda avgjorde saken om { $kind }: { $outcome }.
CourtAppealRecorded = Nemndas vedtak om { $kind } ble brakt inn for domstolen av { $by }.
CourtDecisionReceived = Domstolen avgjorde saken om { $kind }: { $outcome }.
InformationRequested = Det ble bedt om opplysninger fra { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }; grunnlag: { $basis }.
InformationSupplied = Opplysninger kom inn fra { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.
ResponsibilityGroupFormed = Det ble opprettet en ansvarsgruppe, med samtykke.
ResponsibilityGroupDissolved = Ansvarsgruppen ble oppløst.
ResponsibilityGroupReviewed = Det ble vurdert om gruppa rundt barnet og de foresatte er riktig satt sammen: { $right ->
        [yes] ja
       *[no] nei, den endres
    }.
ServiceConsentWithdrawn = Et samtykke som tjenesten arbeider på, ble trukket.
MeasureDecided = Et tiltak ble vedtatt: { $kind }, rettet mot { $target }, til { $to }; det evalueres { $evaluation }.
ServiceMeasurePlanMade = Det ble laget en tiltaksplan for barnet.
DecidedMeasureEvaluated = { $asked ->
        [yes] Et vedtatt tiltak ble evaluert. Om målet er nådd: { $reached }.
       *[no] Et vedtatt tiltak ble evaluert.
    }
DecidedMeasureExtended = Et vedtatt tiltak ble forlenget til { $to }; det evalueres { $evaluation }.
DecidedMeasureEnded = Et vedtatt tiltak ble avsluttet.
FollowUpEnded = { $told ->
        [yes] Oppfølgingen ble avsluttet: { $reason }.
       *[no] Oppfølgingen ble avsluttet.
    }
GroupMeetingHeld = Ansvarsgruppen hadde møte.
GroupMeetingAgreed = Ansvarsgruppen ble enig om å møtes { $day }.

EmergencyGround-Harm = barnet ville bli vesentlig skadelidende
EmergencyGround-Behaviour = atferden setter barnets liv og helse i fare
BoardCaseKind-CareOrder = omsorgsovertakelse
BoardCaseKind-BehaviouralPlacement = plassering på institusjon på grunn av atferd
BoardCaseKind-OrderedMeasure = pålagt hjelpetiltak
BoardOutcome-Granted = slik tjenesten ba om
BoardOutcome-PartlyGranted = delvis slik tjenesten ba om
BoardOutcome-NotGranted = ikke slik tjenesten ba om
BoardOutcome-Withdrawn = tjenesten trakk saken
Appellant-Municipality = kommunen
Appellant-PrivateParty = en privat part
CourtOutcome-Upheld = vedtaket står
CourtOutcome-Granted = slik tjenesten ba om
CourtOutcome-PartlyGranted = delvis slik tjenesten ba om
CourtOutcome-NotGranted = ikke slik tjenesten ba om
CourtOutcome-AppealWithdrawn = anken ble trukket, og vedtaket står
InformationBasis-Consent = samtykke
InformationBasis-Order = pålegg
MeasureBasis-Assistance = hjelp familien tar imot
MeasureBasis-VoluntaryPlacement = plassering med samtykke
MeasureBasis-EmergencyPlacement = akutt plassering
MeasureBasis-CareOrder = vedtak om omsorgsovertakelse
MeasureBasis-BehaviouralPlacement = vedtak om plassering på grunn av atferd
MeasureBasis-OrderedMeasure = pålegg om hjelpetiltak

NO_EMERGENCY_PLACEMENT = Ingen slik akutt plassering løper. Registrer vedtaket om den først, eller oppgi nummeret på en som løper.
BOARD_CASE_PENDING = En sak om { $kind } ligger alt hos nemnda. Registrer hva nemnda avgjorde, før en ny sendes.
BOARD_CASE_IN_COURT = En sak om { $kind } ligger hos domstolen. Registrer hva domstolen avgjorde, eller at anken ble trukket, før en ny sendes eller saken bringes inn for domstolen igjen.
NO_BOARD_CASE_PENDING = Ingen sak om { $kind } ligger hos nemnda. Registrer først at den ble sendt.
ORDER_WITHOUT_END = Pålagte hjelpetiltak gjelder for en begrenset periode. Oppgi den siste dagen.
UNTIL_WITHOUT_GRANT = Det som ikke er innvilget, har ingen siste dag. La «until» stå tom, eller oppgi at det ble innvilget.
NOTHING_TO_APPEAL = Nemnda har ikke avgjort en sak om { $kind }. Registrer først hva nemnda avgjorde.
NOTHING_IN_COURT = Ingen sak om { $kind } ligger hos domstolen. Registrer først at nemndas vedtak ble brakt inn.
INFORMATION_AWAITED = Det ventes alt på opplysninger fra { $body }. Registrer dem når de kommer. Den som er spurt med samtykke, kan få pålegg om å gi dem.
NO_INFORMATION_AWAITED = Det er ikke bedt om opplysninger fra { $body }, eller de er kommet. Registrer først hva det ble bedt om.
GROUP_WITHOUT_CONSENT = En ansvarsgruppe opprettes bare med samtykke. Oppgi hvem som har samtykket.
NO_RESPONSIBILITY_GROUP = Det var ingen ansvarsgruppe den dagen. Registrer først at den ble opprettet.
GROUP_CONSENT_ENDED = Samtykket som ansvarsgruppen bygger på, gjaldt ikke den dagen. Be om samtykke og opprett gruppen på nytt, eller oppløs den.
NOT_OF_THE_GROUP = I ansvarsgruppen er ikke { $body } med, og samtykket gjelder ikke dem. Ta dem ut, eller be om samtykke og opprett gruppen på nytt.
NOTHING_FOLLOWED_UP = Undersøkelsen er henlagt, og da er det ingen oppfølging å avslutte.
FOLLOW_UP_HAS_ENDED = Oppfølgingen ble avsluttet { $on }. Vedtas et nytt tiltak, begynner den igjen.
FOLLOW_UP_GOES_ON = Oppfølgingen kan ikke avsluttes ennå: { $what } gjenstår. Gjør det ferdig først, med begrunnelse.
FollowUpPart-Measure = et tiltak
FollowUpPart-EmergencyPlacement = en akuttplassering
FollowUpPart-BoardCase = en sak for nemnda eller retten
FollowUpPart-BoardCaseToBring = saken som skal bringes inn for nemnda
FollowUpPart-BoardDecision = et vedtak fra nemnda eller retten som skal gjennomføres
FollowUpPart-MeasureToDecide = tiltaket som skal vedtas
FollowUpEndReason-GoalReached = målet er nådd
FollowUpEndReason-FamilyWithdraws = familien tar ikke imot mer hjelp
FollowUpEndReason-Moved = barnet er flyttet
FollowUpEndReason-OfAge = barnet er myndig
FollowUpEndReason-ReportSent = det er sendt ny melding
MEASURE_WITHOUT_BASIS = Tiltaket med koden { $code } kan ikke bygge på dette. Et barn bor i institusjon eller fosterhjem med samtykke, akutt eller etter vedtak i nemnda, og pålagt tilsyn er nemndas å pålegge. Oppgi grunnlaget.
PRINCIPLES_UNANSWERED = En plassering med samtykke svarer på de tre prinsippene: barnets beste, det biologiske prinsipp og minste inngrep. Oppgi svarene.
NOT_GRANTED_BY_BOARD = Nemnda har ikke gitt medhold i en sak om { $kind }, eller har avgjort annet siden. Registrer vedtaket først, eller oppgi et annet grunnlag.
PLACEMENT_CONSENT_WITHDRAWN = Samtykket til at barnet bor utenfor hjemmet, er trukket. Avslutt tiltaket, og vedta et nytt hvis det er noe annet å bygge på.
ORDER_ENDS = Det nemnda påla, gjelder til { $last }. La tiltaket slutte da, eller send en ny sak til nemnda.
MEASURE_AFTER_DISMISSAL = Undersøkelsen ble henlagt { $on }, og da kan det ikke vedtas tiltak. Det trengs en ny melding med egen undersøkelse.
RENEWAL_ALREADY_OPENED = Den nye undersøkelsen ble åpnet { $on }, så det er ikke noe å avlyse. Avslutt den i stedet.
INVESTIGATION_SENT_BACK = At den andre tjenesten ikke følger opp barnet, er allerede registrert { $on }. Åpne en ny undersøkelse, eller avlys den med begrunnelse.
EMERGENCY_PLACEMENT_RECORDED = En akutt plassering fra { $on } med samme grunn er alt registrert og varer (nummer { $number }). Ble barnet plassert på nytt den dagen, så avslutt den først.
EMERGENCY_PLACEMENT_UNNAMED = Flere akutte plasseringer løper. Oppgi nummeret på den det gjelder.
PRINCIPLES_ANSWERED = De tre prinsippene er alt vurdert for denne plasseringen.
JOINED_INVESTIGATION_NAMED = Det er alt oppgitt hvilken undersøkelse denne meldingen ble lagt til.
NO_JOINING_TO_CORRECT = Meldingen er ikke lagt til noen pågående undersøkelse, og det er ingenting å rette. Oppgi en melding som er det.
JOINING_UNNAMED = Ingen har oppgitt hvilken undersøkelse denne meldingen ble lagt til, så det er ingen å rette. Oppgi den (nameJoinedInvestigation), eller utelat undersøkelsen, så skal meldingen gjennomgås på nytt.
TRIAGE_OF_RETURN = Gjennomgangen av denne meldingen er kjent fra en rapportering til statistikken, og tallene er rapportert: Meldingen skal ikke gjennomgås på nytt her. Oppgi undersøkelsen som den hører til.
INVESTIGATION_NOT_RUNNING = Denne undersøkelsen pågikk ikke { $on }, da meldingen ble lagt til en pågående undersøkelse. Oppgi den som pågikk da.
CONSENT_OF_NOBODY = Det som bygger på samtykke, trenger navnene på dem som har samtykket. Oppgi dem, med dagen.
OUTCOME_UNCLEAR = En sak som går til nemnda (kode 2), sier hva slags sak det er, og ingen annen avslutning gjør det; en akutt plassering avslutter undersøkelsen med kode 1.
TOOL_UNKNOWN = Veilederen { $guide } har ikke noe slikt skjema eller verktøy. Oppgi ett av dem den har: { $known }.
