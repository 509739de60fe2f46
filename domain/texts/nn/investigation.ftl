# Undersøkinga.
InvestigationOpened = { $renewed ->
        [yes] Ei ny undersøking etter bortlegging med uro vart opna
       *[no] Ei undersøking vart opna
    }; ho skal vere ferdig innan { $deadline }.
InvestigationAllocated = Undersøkinga vart fordelt til eit team; alvorsgrad: { $severity }.
InvestigationStepDone = I undersøkinga vart dette gjort: { $kind }.
InvestigationPlanMade = Det vart laga ein plan for undersøkinga.
ChildParticipationRecorded = Medverknaden til barnet vart registrert: { $kind }.
DeadlineExtended = Fristen for undersøkinga vart utvida til { $deadline }.
RecommendedMeasuresDeclined = Det vart registrert at dei tilrådde tiltaka ikkje er ønskte.
InvestigationConcluded = Undersøkinga vart avslutta: { $outcome }.
RenewedInvestigationScheduled = Ei ny undersøking vart planlagd til { $planned }; ho må opnast innan { $due }.
InvestigationSentBack = Tenesta som skulle følgje opp barnet vidare, gjer det ikkje. Barnet skal undersøkjast på nytt innan { $due }.
RenewalCalledOff = Den nye undersøkinga som var planlagd, vart avlyst.
ReporterInformedOfConclusion = { $joined ->
        [yes] Den offentlege meldaren av ei melding som vart lagd til undersøkinga,
       *[no] Den offentlege meldaren
    } fekk skriftleg tilbakemelding om at { $told }.
MeasureInfoDisclosedToReporter = Den offentlege meldaren fekk opplysningar om tiltak: { $basis }.
ConcernDisclosedToReporter = Den offentlege meldaren fekk vite at undersøkinga vart lagd bort med uro.

InvestigationOutcome-MeasuresDecided = det er vedteke tiltak
InvestigationOutcome-BoardCase = det blir sak for nemnda
InvestigationOutcome-EmergencyPlacement = barnet er plassert akutt
InvestigationOutcome-InvestigationDismissed = undersøkinga er lagd bort
InvestigationOutcome-DismissedWithConcern = undersøkinga er lagd bort med uro
InvestigationOutcome-DismissedMoved = undersøkinga er lagd bort fordi barnet har flytta
InvestigationOutcome-DismissedReferred = undersøkinga er lagd bort etter tilvising

StepKind-KickOff = oppstartsmøte med barn og foreldre
StepKind-InformationGathered = innhenting av opplysningar
StepKind-ChildConversation = samtale med barnet
StepKind-GuardianConversation = samtale med føresette
StepKind-HomeVisit = heimebesøk
StepKind-AssessmentTool = bruk av kartleggingsverktøy
StepKind-SummaryMeeting = oppsummeringsmøte
ParticipationKind-Conversation = barnet medverka i ein samtale
ParticipationKind-Representative = barnet medverka gjennom ein representant
ParticipationKind-Observation = barnet medverka ved observasjon
ParticipationKind-OtherExpression = barnet medverka på ein annan måte
ParticipationKind-NoOpportunity = barnet fekk ikkje høve til å medverke
ParticipationKind-Declined = barnet ønskte ikkje å medverke
ToldConclusion-Dismissed = undersøkinga er lagd bort
ToldConclusion-FollowedUp = barnevernstenesta følgjer opp saka
WrittenForm-Letter = i brev
WrittenForm-DigitalMail = i sikker digital post
WrittenForm-Fiks = i ei melding over FIKS
DisclosureBasis-Consent = familien samtykkjer
DisclosureBasis-BestInterests = det er vurdert til det beste for barnet

INVESTIGATION_CONCLUDED = Undersøkinga er avslutta. Det som vart gjort i ho til og med siste dagen, blir ført med sin eigen dato. Det som kjem fram om barnet frå no av, blir teke imot som ei eiga melding.
NO_INVESTIGATION_DECIDED = Gjennomgangen av meldinga enda ikkje med at det blir undersøking. Er meldinga lagd til ei undersøking, så følg ho opp der. Er det likevel dette barnet som skal undersøkjast, og ingenting har følgt av det som vart valt, så gjer om gjennomgangen og avslutt han med undersøking.
INVESTIGATION_ALREADY_OPENED = Undersøkinga av denne meldinga er opna. Hald fram i ho; meldinga viser kva for ei det er.
EXTENSION_OUT_OF_BOUNDS = { $wanted } utvidar ikkje fristen { $current }, eller ligg etter { $latest }, som er det lengste lova gir.
DISMISSED_WHILE_PLACED = Barnet har vore plassert akutt sidan { $on }, og då kan ikkje undersøkinga leggjast bort. Avslutt ho med kode 1 og oppgi at barnet er plassert akutt, eller med kode 2 når saka går til nemnda. Er plasseringa over, så registrer det først, og avslutt undersøkinga den dagen eller seinare.
DISMISSED_DESPITE_ORDER = Ei sak om { $kind } vart innvilga { $on }, og då kan ikkje undersøkinga leggjast bort: det som er innvilga, skal gjennomførast. Avslutt ho med kode 2. Er det sidan avgjort annleis, eller er tiltaket over, så registrer det først.
DISMISSED_BEFORE_BOARD = Ei sak om { $kind } vart send til nemnda { $on } og er ikkje avgjord, og då kan ikkje undersøkinga leggjast bort. Avslutt ho med kode 2, eller registrer først kva nemnda eller domstolen avgjorde, eller at tenesta trekte saka.
DISMISSED_WHILE_MEASURE_RUNS = Eit tiltak som vart vedteke { $on } i undersøkinga, varer enno, og då kan ikkje undersøkinga leggjast bort. Avslutt ho med kode 1. Er tiltaket over, så registrer det først, og avslutt undersøkinga den dagen eller seinare.
PARTICIPATION_NOT_RECORDED = Det er ikkje registrert korleis barnet har medverka i undersøkinga, eller kvifor ikkje. Registrer det før undersøkinga blir avslutta.
PARTICIPATION_LATER = Korleis barnet har medverka, eller kvifor ikkje, er registrert på { $on }, og det er etter { $date }, dagen undersøkinga er oppgitt avslutta. Avslutt ho på ein dag frå { $on }, eller registrer det som gjaldt før.
MEASURES_NOT_DECLINED = Bortlegging med uro krev at det er registrert kva tiltak som vart tilrådde, og at dei ikkje vart ønskte. Registrer det før undersøkinga blir avslutta.
MEASURES_DECLINED_LATER = At dei tilrådde tiltaka ikkje er ønskte, er registrert på { $on }, og det er etter { $date }, dagen undersøkinga er oppgitt avslutta. Avslutt ho på ein dag frå { $on }, eller registrer det som gjaldt før.
RENEWAL_WITHOUT_CONCERN = Ei ny undersøking kan berre følgje etter ei undersøking som er lagd bort med uro. Elles trengst det ei ny melding.
RENEWAL_OUT_OF_BOUNDS = Ei ny undersøking må ta til etter bortlegginga { $dismissed } og innan { $latest }; { $wanted } er utanfor. Etter det trengst det ei ny melding.
NO_RENEWAL_SCHEDULED = Det er ikkje planlagt noka ny undersøking som kan avlysast.
INVESTIGATION_NOT_CONCLUDED = Undersøkinga er ikkje avslutta. Avslutt ho først.
CONCLUSION_ONLY_FOR_PUBLIC_REPORTERS = Berre ein offentleg meldar får vite kva undersøkinga enda med.
REPORTER_TOLD_OF_CONCLUSION = Meldaren har fått vite kva undersøkinga enda med.
REPORTER_TOLD_OF_CONCERN = Meldaren har fått vite at undersøkinga vart lagd bort med uro.
REPORTER_TOLD_OF_MEASURES = Det er registrert at meldaren fekk opplysningar om tiltak den dagen. Fekk meldaren fleire opplysningar ein annan dag, så oppgi den.
NO_MEASURES_TO_DISCLOSE = Det er ikkje vedteke noko slikt tiltak som meldaren kan få opplysningar om. Oppgi kva for nokre av dei vedtekne tiltaka det gjeld.
NO_CONCERN_TO_DISCLOSE = Undersøkinga vart ikkje lagd bort med uro, så det er ikkje noko slikt å fortelje meldaren. Gi den vanlege tilbakemeldinga om at undersøkinga er avslutta.
NOTHING_TO_JOIN = Berre når meldinga blir lagd til ei undersøking som går føre seg, skal ei undersøking oppgis. La feltet stå tomt.
JOINS_ANOTHER_CHILD = Meldinga og denne undersøkinga er ikkje registrerte på same barn. Oppgi undersøkinga som gjeld barnet i meldinga. Er det same barn, så registrer først det (recordSameChild).
MEASURES_OF_NO_DISMISSAL = Berre når ei melding blir lagd bort på grunn av aktive tiltak, kode 3, blir tiltak oppgitt. La measuresIn og measuresElsewhere stå tomme.
MEASURES_OF_ANOTHER_CHILD = Meldinga og desse tiltaka er ikkje registrerte på same barn. Oppgi undersøkinga som følgjer opp tiltaka til barnet. Er det same barn, så registrer først det (recordSameChild).
NO_MEASURE_IN_FORCE = Ingen tiltak i den undersøkinga gjaldt { $on }. Oppgi den som hadde tiltak som gjaldt, sei at dei blir førte ein annan stad, eller konkluder med ein annan kode.
NOTHING_TRANSFERRED = Her er ingenting som ei anna teneste skal gå vidare med: meldinga er ikkje overført, og undersøkinga er ikkje lagd bort fordi barnet er tilvist eller flytta til ein stad som er kjend. Oppgi ei som er det.
TRANSFER_RECEIVED = Det er registrert før at den andre tenesta har det som vart sendt, { $on }. Er det feil, så merk heile innføringa som feil; då kan den rette registrerast.
REPORT_NOT_JOINED = Meldinga er ikkje lagd til denne undersøkinga. La feltet stå tomt for meldinga som undersøkinga følgjer av.

# Akutt plassering, nemnd, opplysningar og tiltak i barnevernstenesta.
EmergencyPlacementDecided = Akutt plassering av barnet vart vedteken: { $ground }.
EmergencyPrinciplesAnswered = Dei tre prinsippa vart vurderte for ei akutt plassering.
EmergencyPlacementEnded = Den akutte plasseringa vart avslutta.
BoardCaseSubmitted = Ei sak vart send til nemnda: { $kind }.
BoardDecisionReceived = Nemnda avgjorde saka om { $kind }: { $outcome }.
CourtAppealRecorded = Vedtaket frå nemnda om { $kind } vart brakt inn for domstolen av { $by }.
CourtDecisionReceived = Domstolen avgjorde saka om { $kind }: { $outcome }.
InformationRequested = Det vart bede om opplysningar frå { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }; grunnlag: { $basis }.
InformationSupplied = Opplysningar kom inn frå { $body }{ $named ->
        [yes] {""} ({ $unit })
       *[no] {""}
    }.
ResponsibilityGroupFormed = Det vart oppretta ei ansvarsgruppe, med samtykke.
ResponsibilityGroupDissolved = Ansvarsgruppa vart oppløyst.
ResponsibilityGroupReviewed = Det vart vurdert om gruppa rundt barnet og dei føresette er rett sett saman: { $right ->
        [yes] ja
       *[no] nei, ho blir endra
    }.
ServiceConsentWithdrawn = Eit samtykke som tenesta arbeider på, vart trekt.
MeasureDecided = Eit tiltak vart vedteke: { $kind }, retta mot { $target }, til { $to }; det blir evaluert { $evaluation }.
ServiceMeasurePlanMade = Det vart laga ein tiltaksplan for barnet.
DecidedMeasureEvaluated = { $asked ->
        [yes] Eit vedteke tiltak vart evaluert. Om målet er nådd: { $reached }.
       *[no] Eit vedteke tiltak vart evaluert.
    }
DecidedMeasureExtended = Eit vedteke tiltak vart forlengt til { $to }; det blir evaluert { $evaluation }.
DecidedMeasureEnded = Eit vedteke tiltak vart avslutta.
FollowUpEnded = { $told ->
        [yes] Oppfølginga vart avslutta: { $reason }.
       *[no] Oppfølginga vart avslutta.
    }
GroupMeetingHeld = Ansvarsgruppa hadde møte.
GroupMeetingAgreed = Ansvarsgruppa vart einig om å møtast { $day }.

EmergencyGround-Harm = barnet ville bli vesentleg skadelidande
EmergencyGround-Behaviour = åtferda set livet og helsa til barnet i fare
BoardCaseKind-CareOrder = omsorgsovertaking
BoardCaseKind-BehaviouralPlacement = plassering på institusjon på grunn av åtferd
BoardCaseKind-OrderedMeasure = pålagt hjelpetiltak
BoardOutcome-Granted = slik tenesta bad om
BoardOutcome-PartlyGranted = delvis slik tenesta bad om
BoardOutcome-NotGranted = ikkje slik tenesta bad om
BoardOutcome-Withdrawn = tenesta trekte saka
Appellant-Municipality = kommunen
Appellant-PrivateParty = ein privat part
CourtOutcome-Upheld = vedtaket står
CourtOutcome-Granted = slik tenesta bad om
CourtOutcome-PartlyGranted = delvis slik tenesta bad om
CourtOutcome-NotGranted = ikkje slik tenesta bad om
CourtOutcome-AppealWithdrawn = anken vart trekt, og vedtaket står
InformationBasis-Consent = samtykke
InformationBasis-Order = pålegg
MeasureBasis-Assistance = hjelp familien tek imot
MeasureBasis-VoluntaryPlacement = plassering med samtykke
MeasureBasis-EmergencyPlacement = akutt plassering
MeasureBasis-CareOrder = vedtak om omsorgsovertaking
MeasureBasis-BehaviouralPlacement = vedtak om plassering på grunn av åtferd
MeasureBasis-OrderedMeasure = pålegg om hjelpetiltak

NO_EMERGENCY_PLACEMENT = Inga slik akutt plassering går. Registrer vedtaket om den først, eller oppgi nummeret på ei som går.
BOARD_CASE_PENDING = Ei sak om { $kind } ligg alt hos nemnda. Registrer kva nemnda avgjorde, før ei ny blir send.
BOARD_CASE_IN_COURT = Ei sak om { $kind } ligg hos domstolen. Registrer kva domstolen avgjorde, eller at anken vart trekt, før ei ny blir send eller saka blir brakt inn for domstolen igjen.
NO_BOARD_CASE_PENDING = Inga sak om { $kind } ligg hos nemnda. Registrer først at ho vart send.
ORDER_WITHOUT_END = Pålagde hjelpetiltak gjeld for ein avgrensa periode. Gi den siste dagen.
UNTIL_WITHOUT_GRANT = Det som ikkje er innvilga, har ingen siste dag. La «until» stå tom, eller oppgi at det vart innvilga.
NOTHING_TO_APPEAL = Nemnda har ikkje avgjort ei sak om { $kind }. Registrer først kva nemnda avgjorde.
NOTHING_IN_COURT = Inga sak om { $kind } ligg hos domstolen. Registrer først at vedtaket frå nemnda vart brakt inn.
INFORMATION_AWAITED = Det er alt bede om opplysningar frå { $body }. Registrer dei når dei kjem. Den som er spurd med samtykke, kan få pålegg om å gi dei.
NO_INFORMATION_AWAITED = Det er ikkje bede om opplysningar frå { $body }, eller dei er komne. Registrer først kva det vart bede om.
GROUP_WITHOUT_CONSENT = Ei ansvarsgruppe blir berre oppretta med samtykke. Oppgi kven som har samtykt.
NO_RESPONSIBILITY_GROUP = Det fanst inga ansvarsgruppe den dagen. Registrer først at ho vart oppretta.
GROUP_CONSENT_ENDED = Samtykket som ansvarsgruppa byggjer på, gjaldt ikkje den dagen. Be om samtykke og opprett gruppa på nytt, eller løys opp gruppa.
NOT_OF_THE_GROUP = I ansvarsgruppa er ikkje { $body } med, og samtykket gjeld ikkje dei. Ta dei ut, eller be om samtykke og opprett gruppa på nytt.
NOTHING_FOLLOWED_UP = Undersøkinga er lagd bort, og då er det inga oppfølging å avslutte.
FOLLOW_UP_HAS_ENDED = Oppfølginga vart avslutta { $on }. Blir det vedteke eit nytt tiltak, byrjar ho att.
FOLLOW_UP_GOES_ON = Oppfølginga kan ikkje avsluttast enno: { $what } står att. Gjer det ferdig først, med grunngjeving.
FollowUpPart-Measure = eit tiltak
FollowUpPart-EmergencyPlacement = ei akuttplassering
FollowUpPart-BoardCase = ei sak for nemnda eller retten
FollowUpPart-BoardCaseToBring = saka som skal bringast inn for nemnda
FollowUpPart-BoardDecision = eit vedtak frå nemnda eller retten som skal gjennomførast
FollowUpPart-MeasureToDecide = tiltaket som skal vedtakast
FollowUpEndReason-GoalReached = målet er nådd
FollowUpEndReason-FamilyWithdraws = familien tek ikkje imot meir hjelp
FollowUpEndReason-Moved = barnet har flytta
FollowUpEndReason-OfAge = barnet er myndig
FollowUpEndReason-ReportSent = det er sendt ny melding
MEASURE_WITHOUT_BASIS = Tiltaket med koden { $code } kan ikkje byggje på dette. Eit barn bur i institusjon eller fosterheim med samtykke, akutt eller etter vedtak i nemnda, og pålagt tilsyn er det nemnda som pålegg. Oppgi grunnlaget.
PRINCIPLES_UNANSWERED = Ei plassering med samtykke svarer på dei tre prinsippa: det beste for barnet, det biologiske prinsippet og minste inngrep. Oppgi svara.
NOT_GRANTED_BY_BOARD = Nemnda har ikkje gitt medhald i ei sak om { $kind }, eller har avgjort noko anna sidan. Registrer vedtaket først, eller oppgi eit anna grunnlag.
PLACEMENT_CONSENT_WITHDRAWN = Samtykket til at barnet bur utanfor heimen, er trekt. Avslutt tiltaket, og vedta eit nytt dersom det er noko anna å byggje på.
ORDER_ENDS = Det nemnda påla, gjeld til { $last }. La tiltaket slutte då, eller send ei ny sak til nemnda.
MEASURE_AFTER_DISMISSAL = Undersøkinga vart lagd bort { $on }, og då kan det ikkje gjerast vedtak om tiltak. Det trengst ei ny melding med eiga undersøking.
RENEWAL_ALREADY_OPENED = Den nye undersøkinga vart opna { $on }, så det er ikkje noko å avlyse. Avslutt den i staden.
INVESTIGATION_SENT_BACK = At den andre tenesta ikkje følgjer opp barnet, er alt registrert { $on }. Opne ei ny undersøking, eller avlys ho med grunngjeving.
EMERGENCY_PLACEMENT_RECORDED = Ei akutt plassering frå { $on } med same grunn er alt registrert og varer (nummer { $number }). Vart barnet plassert på nytt den dagen, så avslutt ho først.
EMERGENCY_PLACEMENT_UNNAMED = Fleire akutte plasseringar går. Oppgi nummeret på den det gjeld.
PRINCIPLES_ANSWERED = Dei tre prinsippa er alt vurderte for denne plasseringa.
JOINED_INVESTIGATION_NAMED = Det er alt oppgitt kva undersøking denne meldinga vart lagd til.
NO_JOINING_TO_CORRECT = Meldinga er ikkje lagd til noka pågåande undersøking, og det er ingenting å rette. Oppgi ei melding som er det.
JOINING_UNNAMED = Ingen har oppgitt kva undersøking denne meldinga vart lagd til, så det er inga å rette. Oppgi ho (nameJoinedInvestigation), eller utelat undersøkinga, så skal meldinga gjennomgåast på nytt.
TRIAGE_OF_RETURN = Gjennomgangen av denne meldinga er kjend frå ei rapportering til statistikken, og tala er rapporterte: Meldinga skal ikkje gjennomgåast på nytt her. Oppgi undersøkinga som ho høyrer til.
INVESTIGATION_NOT_RUNNING = Denne undersøkinga gjekk ikkje føre seg { $on }, då meldinga vart lagd til ei pågåande undersøking. Oppgi den som gjorde det.
CONSENT_OF_NOBODY = Det som byggjer på samtykke, treng namna på dei som har samtykt. Oppgi dei, med dagen.
OUTCOME_UNCLEAR = Ei sak som går til nemnda (kode 2), seier kva slags sak det er, og inga anna avslutning gjer det; ei akutt plassering avsluttar undersøkinga med kode 1.
TOOL_UNKNOWN = Rettleiaren { $guide } har ikkje noko slikt skjema eller verktøy. Oppgi eitt av dei han har: { $known }.
