# Meldeplikten, bekymringsmeldingen og det som haster.
DutyToReportAssessed = Meldeplikten ({ $set }) ble vurdert som { $triggered ->
        [yes] utløst
       *[no] ikke utløst
    }.
ReportSent = En bekymringsmelding ble sendt til barnevernstjenesten: { $duty }.{ $despite ->
        [yes] {" "}Den ble sendt selv om leder var uenig.
       *[no] {""}
    }
ReportCosigned = De foresatte skrev under på bekymringsmeldingen.
ReportDrafted = { $together ->
        [yes] Det ble skrevet et utkast til bekymringsmelding sammen med de foresatte.
       *[no] Det ble skrevet et utkast til bekymringsmelding.
    }
ReportDraftDiscarded = Et utkast til bekymringsmelding ble forkastet.
EmergencyContactMade = Akutt kontakt med { $body }: { $category }.

ReportDuty-Triggered = meldeplikten er utløst
ReportDuty-Consented = de foresatte har samtykket
ReportDuty-Emergency = det hastet
AcuteCategory-Violence = vold
AcuteCategory-SexualAbuse = seksuelle overgrep
AcuteCategory-FemaleGenitalMutilation = kjønnslemlestelse
AcuteCategory-Abduction = bortføring
AcuteCategory-DangerToLifeOrHealth = fare for liv eller helse
AcuteCategory-OtherSeriousNeglect = annen alvorlig omsorgssvikt

CONDITION_MISSING = Når meldeplikten er utløst, må minst ett vilkår nevnes som det er grunn til å tro er oppfylt.
CONDITION_WITHOUT_DUTY = Det er nevnt vilkår selv om meldeplikten ikke skal være utløst. Ta dem bort, eller oppgi at den er utløst.
REPORT_ALREADY_SENT = Melding { $report } er sendt. Send en ny med sin egen id.
DRAFT_NOT_OPEN = Det finnes ikke noe utkast { $draft } som fortsatt kan sendes: det er sendt eller forkastet, eller hører ikke til saken. Finn det blant utkastene i saken.
DRAFT_ALREADY_WRITTEN = Utkastet { $draft } er skrevet og blir stående. Skriv et nytt under en egen id.
DRAFT_NOT_FOLLOWED = Meldingen bygger på de foresattes samtykke, og sier noe annet enn utkastet fra { $on } som de var med på å skrive og samtykket til. Send den teksten, eller skriv et nytt utkast sammen med dem og be om samtykke til det.
DUTY_NOT_ASSESSED = Meldeplikten er ikke vurdert for denne bekymringsmeldingen. Vurder den først. Haster det, så ta akutt kontakt.
NEXT_REPORT_NOT_ASSESSED = Bekymringsmeldingen ble sendt { $on } ({ $report }). Skal det sendes en til, så vurder først meldeplikten for den. Haster det, så ta akutt kontakt.
DUTY_ASSESSED_LATER = Meldeplikten ble vurdert, eller det ble tatt akutt kontakt, først { $on }, og det er etter { $date }, dagen bekymringsmeldingen er oppgitt sendt. Oppgi dagen den ble sendt, fra { $on }, eller registrer en vurdering fra før.
REPORT_NOT_SENT = Det er ikke sendt noen slik melding fra saken. Oppgi en som er sendt.
ASSESSMENT_NOT_OWED = Denne meldingen mangler ingen vurdering av meldeplikten i etterkant. La være å oppgi den, eller oppgi en annen.
ASSESSED_REPORT_UNSAID = Vurderingen av meldeplikten for bekymringsmeldingen av { $on } ({ $report }) er ikke gjort ennå. Si hvilken denne gjelder: oppgi den meldingen i reportId, eller forNextReport for det som har kommet fram siden.
ASSESSED_BY_WHAT_CAME_LATER = Meldingen ({ $report }) ble sendt { $on }, og noe av det vurderingen bygger på, ble sett { $seen }, etter den. Vurder det for neste melding med forNextReport, og den som er sendt, på det som var sett da.
NOT_TURNED_TO_IN_DANGER = Akutt kontakt er kontakt med barnevernstjenesten, barnevernvakten, alarmtelefonen for barn og unge eller politiet, og ikke med { $body }. Ta kontakt med en av dem. Skal andre få opplysninger, så registrer det som deling, med det grunnlaget den har.
