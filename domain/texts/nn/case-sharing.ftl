# Deling av opplysningar mellom tenester, og kva som skjer når nokon seier nei.
SharingExceptionAssessed = { $allowed ->
        [yes] Opplysningar kan delast utan samtykke
       *[no] Opplysningar kan ikkje delast utan samtykke
    }, vurdert etter { $law }.
RefusalAccepted = At det vart sagt nei til samtykke, vart godteke med grunngjeving.
DisclosureOrdered = Pålegg om opplysningar frå { $body }, gitt { $day }: { $categories }.
DisclosureOrderClosed = Det vart avgjort med grunngjeving at det ikkje blir gitt fleire opplysningar på pålegget av { $day } frå { $body }.
InformationShared = { $back ->
        [yes] Eininga fekk opplysningar tilbake frå { $body }
       *[no] Opplysningar vart delte med { $body }
    }: { $categories }. Grunnlag: { $basis }.

SharingBasis-Consent = samtykke
SharingBasis-Duty = opplysningsplikt
SharingBasis-Necessity = svært tungtvegande omsyn
SharingBasis-Exception = vurdert unntak frå teieplikta
Uncovered-Day = dagen
Uncovered-Purpose = deling av opplysningar
Uncovered-Recipient = mottakaren
Uncovered-Unit = eininga hos mottakaren, eller det er ikkje sagt kva eining det er
Uncovered-Direction = vegen opplysningane går
Uncovered-Category = desse opplysningane

REFUSAL_UNRESOLVED = Nokon har sagt nei til samtykke, eller trekt det, under alternativ B eller C, og det er ikkje teke stilling til kva det fører til. Vurder unntak frå teieplikta, vel alternativ D, eller godta svaret med grunngjeving.
NO_OPEN_REFUSAL = Det er ikkje noko nei til dette samtykket som ventar på svar.
NOTHING_TO_SHARE = Oppgi kva slags opplysningar det gjeld, og kven som kan få dei: { $field } er tomt.
SERVICE_UNNAMED = Oppgi namnet på kvar teneste i { $field }: utan namnet veit ingen kva for ei det er.
UNIT_TOLD_NEEDLESSLY = La { $field } stå tomt: kva for ei eining av tenesta som vart spurd, kan røpe kvar barnet er. Berre ei teneste som ikkje er kjend ved anna enn namnet, blir nemnd ved namn.
SHARING_NOT_COVERED = Grunnlaget dekkjer ikkje { $what }. Be om samtykke som gjer det, eller oppgi eit anna grunnlag.
NO_BASIS_FOR_SHARING = Opplysningar blir ikkje delte på dette grunnlaget: { $topic }. Oppgi ei opplysningsplikt, eit samtykke eller eit vurdert unntak.
NO_EXCEPTION_ON_BASIS = Unntak blir ikkje vurderte på dette grunnlaget: { $topic }. Oppgi { $name }, deling av opplysningar med andre organ. Er det ei opplysningsplikt, så del opplysningane direkte på ho.
EXCEPTION_UNKNOWN = Ei slik vurdering finst ikkje i denne saka.
EXCEPTION_ALREADY_ASSESSED = Det er registrert ei vurdering med denne id-en. Registrer ei ny vurdering.
EXCEPTION_NOT_ALLOWED = Etter denne vurderinga kan opplysningane ikkje delast: ho kom til eit nei, ei seinare vurdering gjorde det, eller saka er avslutta sidan. Vurder på nytt, eller be om samtykke.
DUTY_MET_BY_REPORT = Meldeplikta blir oppfylt med ei bekymringsmelding, og ikkje noko anna kjem i staden for den. Send den først; det som blir delt sidan, kjem i tillegg. Hastar det, så ta akutt kontakt.
ORDER_UNNAMED = Oppgi dagen for pålegget frå barnevernstenesta som blir svart på, i staden for plikta åleine.
ORDER_NOT_RECEIVED = Det er ikkje registrert noko pålegg av { $day } frå den som skal få opplysningane. Registrer pålegget med det som er spurt om, eller oppgi eit anna grunnlag.
ORDER_NOT_OPEN = Alt som pålegget av { $day } gjeld, er gitt, eller pålegget er avslutta. Er det kome eit nytt pålegg, så registrer det først.
