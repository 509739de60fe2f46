# Deling av opplysninger mellom tjenester, og hva som skjer når noen sier nei.
SharingExceptionAssessed = { $allowed ->
        [yes] Opplysninger kan deles uten samtykke
       *[no] Opplysninger kan ikke deles uten samtykke
    }, vurdert etter { $law }.
RefusalAccepted = At det ble sagt nei til samtykke, ble godtatt med begrunnelse.
DisclosureOrdered = Pålegg om opplysninger fra { $body }, gitt { $day }: { $categories }.
DisclosureOrderClosed = Det ble besluttet med begrunnelse at det ikke gis flere opplysninger på pålegget av { $day } fra { $body }.
InformationShared = { $back ->
        [yes] Enheten fikk opplysninger tilbake fra { $body }
       *[no] Opplysninger ble delt med { $body }
    }: { $categories }. Grunnlag: { $basis }.

SharingBasis-Consent = samtykke
SharingBasis-Duty = opplysningsplikt
SharingBasis-Necessity = svært tungtveiende hensyn
SharingBasis-Exception = vurdert unntak fra taushetsplikten
Uncovered-Day = dagen
Uncovered-Purpose = deling av opplysninger
Uncovered-Recipient = mottakeren
Uncovered-Unit = enheten hos mottakeren, eller det er ikke sagt hvilken det er
Uncovered-Direction = retningen opplysningene går
Uncovered-Category = disse opplysningene

REFUSAL_UNRESOLVED = Noen har sagt nei til samtykke, eller trukket det, under alternativ B eller C, og det er ikke tatt stilling til hva det fører til. Vurder unntak fra taushetsplikten, velg alternativ D, eller godta svaret med begrunnelse.
NO_OPEN_REFUSAL = Det er ikke noe nei til dette samtykket som venter på svar.
NOTHING_TO_SHARE = Oppgi hva slags opplysninger det gjelder, og hvem som kan få dem: { $field } er tomt.
SERVICE_UNNAMED = Oppgi navnet på hver tjeneste i { $field }: uten navnet vet ingen hvilken det er.
UNIT_TOLD_NEEDLESSLY = La { $field } stå tomt: hvilken enhet av tjenesten som ble spurt, kan røpe hvor barnet er. Bare en tjeneste som ikke er kjent ved annet enn navnet, nevnes ved navn.
SHARING_NOT_COVERED = Grunnlaget dekker ikke { $what }. Be om samtykke som gjør det, eller oppgi et annet grunnlag.
NO_BASIS_FOR_SHARING = Opplysninger deles ikke på dette grunnlaget: { $topic }. Oppgi en opplysningsplikt, et samtykke eller et vurdert unntak.
NO_EXCEPTION_ON_BASIS = Unntak vurderes ikke på dette grunnlaget: { $topic }. Oppgi { $name }, deling av opplysninger med andre organer. Er det en opplysningsplikt, så del opplysningene direkte på den.
EXCEPTION_UNKNOWN = En slik vurdering finnes ikke i denne saken.
EXCEPTION_ALREADY_ASSESSED = Det er registrert en vurdering med denne id-en. Registrer en ny vurdering.
EXCEPTION_NOT_ALLOWED = Etter denne vurderingen kan opplysningene ikke deles: den kom til et nei, en senere vurdering gjorde det, eller saken er avsluttet siden. Vurder på nytt, eller be om samtykke.
DUTY_MET_BY_REPORT = Meldeplikten oppfylles med en bekymringsmelding, og ingenting annet trer i stedet for den. Send den først; det som deles siden, kommer i tillegg. Haster det, så ta akutt kontakt.
ORDER_UNNAMED = Oppgi dagen for pålegget fra barnevernstjenesten som besvares, i stedet for plikten alene.
ORDER_NOT_RECEIVED = Det er ikke registrert noe pålegg av { $day } fra den som skal få opplysningene. Registrer pålegget med det som er spurt om, eller oppgi et annet grunnlag.
ORDER_NOT_OPEN = Alt som pålegget av { $day } gjelder, er gitt, eller pålegget er avsluttet. Er det kommet et nytt pålegg, så registrer det først.
