# Møter i en sak: innkalt, holdt, referert, og neste møte avtalt.
InterdisciplinaryMeetingConvened = { $evaluation ->
        [yes] Det ble kalt inn til evalueringsmøte
       *[no] Det ble kalt inn til tverrfaglig drøfting
    } { $day }: { $bodies }.
EvaluationMeetingConvened = Et møte som evaluerer det som ble gjort, ble avtalt til { $day } med { $with }.
ResourceTeamConvened = Styrer eller rektor kalte inn til ressursteam { $day }: { $bodies }. Grunnlag: { $basis }.
ClarificationMeetingConvened = Avklaringsmøte { $day }, innkalt av { $by }: { $bodies }.
MeetingHeld = Et møte ble holdt, { $guardians ->
        [yes] med de foresatte til stede.
       *[no] uten de foresatte.
    }{ $interpreted ->
        [qualified] {" "}En kvalifisert tolk tolket.
        [adult] {" "}En annen voksen tolket.
        [nobody] {" "}Ingen tolket, selv om det var behov for tolk.
       *[unsaid] {""}
    }
ClarificationMeetingHeld = Et avklaringsmøte ble holdt: { $outcome }.
MinutesRecorded = Referat fra et møte ble registrert.
ResourceTeamRecommendationRecorded = Ressursteamets anbefaling ble registrert.
NextMeetingAgreed = Neste møte ble avtalt til { $day }.
MeetingCalledOff = Et møte ble avlyst.

MeetingKind-Interdisciplinary = en tverrfaglig drøfting
MeetingKind-Evaluation = et evalueringsmøte
MeetingKind-FamilyEvaluation = et møte der foresatte og barn evaluerer det som ble gjort, med enheten alene
MeetingKind-ResourceTeam = et møte i ressursteamet
MeetingKind-Clarification = et avklaringsmøte

ClarificationOutcome-Report = det skal sendes bekymringsmelding
ClarificationOutcome-NoReport = det skal ikke sendes bekymringsmelding
ClarificationOutcome-MoreObservation = mer skal observeres først

MEETING_UNKNOWN = Møtet finnes ikke i denne saken. Kall inn til det først.
MEETING_ALREADY_CALLED = Det er allerede kalt inn til dette møtet. Velg en annen id for et nytt møte.
MEETING_OF_ANOTHER_KIND = Dette er { $kind }. Velg det som passer til møtet.
MEETING_ALREADY_HELD = Møtet er allerede holdt. Kall inn til et nytt.
MEETING_NOT_HELD = Møtet er ikke holdt. Registrer først at det ble holdt.
MEETING_WAS_CALLED_OFF = Møtet er avlyst eller falt bort da saken ble avsluttet. Kall inn til et nytt.
NO_MEETING_AGREED = Det er ikke avtalt noe møte som ikke er innkalt. Oppgi hvilket innkalt møte det gjelder.
NOBODY_CALLED = Ingen er innkalt. Oppgi minst én instans.
NOBODY_ATTENDED = Det er ikke oppgitt at noen deltok. Oppgi en instans, en foresatt eller barnet.
RESOURCE_TEAM_NOT_CALLED_BY_HEAD = Bare styrer eller rektor kaller inn til ressursteam. Oppgi hvem det er.
