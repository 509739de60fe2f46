# Møte i ei sak: kalla inn til, haldne, refererte, og neste møte avtalt.
InterdisciplinaryMeetingConvened = { $evaluation ->
        [yes] Det vart kalla inn til evalueringsmøte
       *[no] Det vart kalla inn til tverrfagleg drøfting
    } { $day }: { $bodies }.
EvaluationMeetingConvened = Eit møte som evaluerer det som vart gjort, vart avtalt til { $day } med { $with }.
ResourceTeamConvened = Styrar eller rektor kalla inn til ressursteam { $day }: { $bodies }. Grunnlag: { $basis }.
ClarificationMeetingConvened = Avklaringsmøte { $day }, kalla inn av { $by }: { $bodies }.
MeetingHeld = Eit møte vart halde, { $guardians ->
        [yes] med dei føresette til stades.
       *[no] utan dei føresette.
    }{ $interpreted ->
        [qualified] {" "}Ein kvalifisert tolk tolka.
        [adult] {" "}Ein annan vaksen tolka.
        [nobody] {" "}Ingen tolka, sjølv om det trongst tolk.
       *[unsaid] {""}
    }
ClarificationMeetingHeld = Eit avklaringsmøte vart halde: { $outcome }.
MinutesRecorded = Referat frå eit møte vart registrert.
ResourceTeamRecommendationRecorded = Tilrådinga frå ressursteamet vart registrert.
NextMeetingAgreed = Neste møte vart avtalt til { $day }.
MeetingCalledOff = Eit møte vart avlyst.

MeetingKind-Interdisciplinary = ei tverrfagleg drøfting
MeetingKind-Evaluation = eit evalueringsmøte
MeetingKind-FamilyEvaluation = eit møte der føresette og barn evaluerer det som vart gjort, med eininga aleine
MeetingKind-ResourceTeam = eit møte i ressursteamet
MeetingKind-Clarification = eit avklaringsmøte

ClarificationOutcome-Report = det skal sendast bekymringsmelding
ClarificationOutcome-NoReport = det skal ikkje sendast bekymringsmelding
ClarificationOutcome-MoreObservation = meir skal observerast først

MEETING_UNKNOWN = Møtet finst ikkje i denne saka. Kall inn til det først.
MEETING_ALREADY_CALLED = Det er alt kalla inn til dette møtet. Vel ein annan id for eit nytt møte.
MEETING_OF_ANOTHER_KIND = Dette er { $kind }. Vel det som høver til møtet.
MEETING_ALREADY_HELD = Møtet er alt halde. Kall inn til eit nytt.
MEETING_NOT_HELD = Møtet er ikkje halde. Registrer først at det vart halde.
MEETING_WAS_CALLED_OFF = Møtet er avlyst eller fall bort då saka vart avslutta. Kall inn til eit nytt.
NO_MEETING_AGREED = Det er ikkje avtalt noko møte som ikkje er innkalla. Oppgi kva innkalla møte det gjeld.
NOBODY_CALLED = Ingen er kalla inn. Oppgi minst éin instans.
NOBODY_ATTENDED = Det er ikkje oppgitt at nokon deltok. Oppgi ein instans, ein føresett eller barnet.
RESOURCE_TEAM_NOT_CALLED_BY_HEAD = Berre styrar eller rektor kallar inn til ressursteam. Oppgi kven det er.
