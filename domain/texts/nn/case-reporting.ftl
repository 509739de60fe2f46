# Meldeplikta, bekymringsmeldinga og det som hastar.
DutyToReportAssessed = Meldeplikta ({ $set }) vart vurdert som { $triggered ->
        [yes] utløyst
       *[no] ikkje utløyst
    }.
ReportSent = Ei bekymringsmelding vart send til barnevernstenesta: { $duty }.{ $despite ->
        [yes] {" "}Ho vart send sjølv om leiaren var usamd.
       *[no] {""}
    }
ReportCosigned = Dei føresette skreiv under på bekymringsmeldinga.
ReportDrafted = { $together ->
        [yes] Det vart skrive eit utkast til bekymringsmelding saman med dei føresette.
       *[no] Det vart skrive eit utkast til bekymringsmelding.
    }
ReportDraftDiscarded = Eit utkast til bekymringsmelding vart forkasta.
EmergencyContactMade = Akutt kontakt med { $body }: { $category }.

ReportDuty-Triggered = meldeplikta er utløyst
ReportDuty-Consented = dei føresette har samtykt
ReportDuty-Emergency = det hasta
AcuteCategory-Violence = vald
AcuteCategory-SexualAbuse = seksuelle overgrep
AcuteCategory-FemaleGenitalMutilation = kjønnslemlesting
AcuteCategory-Abduction = bortføring
AcuteCategory-DangerToLifeOrHealth = fare for liv eller helse
AcuteCategory-OtherSeriousNeglect = annan alvorleg omsorgssvikt

CONDITION_MISSING = Når meldeplikta er utløyst, må minst eitt vilkår nemnast som det er grunn til å tru er oppfylt.
CONDITION_WITHOUT_DUTY = Det er nemnt vilkår sjølv om meldeplikta ikkje skal vere utløyst. Ta dei bort, eller oppgi at ho er utløyst.
REPORT_ALREADY_SENT = Melding { $report } er send. Send ei ny med sin eigen id.
DRAFT_NOT_OPEN = Det finst ikkje noko utkast { $draft } som framleis kan sendast: det er sendt eller forkasta, eller høyrer ikkje til saka. Finn det blant utkasta i saka.
DRAFT_ALREADY_WRITTEN = Utkastet { $draft } er skrive og blir ståande. Skriv eit nytt under ein eigen id.
DRAFT_NOT_FOLLOWED = Meldinga byggjer på samtykket frå dei føresette, og seier noko anna enn utkastet frå { $on } som dei var med på å skrive og samtykte til. Send den teksten, eller skriv eit nytt utkast saman med dei og be om samtykke til det.
DUTY_NOT_ASSESSED = Meldeplikta er ikkje vurdert for denne bekymringsmeldinga. Vurder ho først. Hastar det, så ta akutt kontakt.
NEXT_REPORT_NOT_ASSESSED = Bekymringsmeldinga vart send { $on } ({ $report }). Skal det sendast ei til, så vurder først meldeplikta for ho. Hastar det, så ta akutt kontakt.
DUTY_ASSESSED_LATER = Meldeplikta vart vurdert, eller det vart teke akutt kontakt, først { $on }, og det er etter { $date }, dagen bekymringsmeldinga er oppgitt send. Oppgi dagen ho vart send, frå { $on }, eller registrer ei vurdering frå før.
REPORT_NOT_SENT = Det er ikkje send noka slik melding frå saka. Oppgi ei som er send.
ASSESSMENT_NOT_OWED = Denne meldinga manglar inga vurdering av meldeplikta i etterkant. La vere å oppgi ho, eller oppgi ei anna.
ASSESSED_REPORT_UNSAID = Vurderinga av meldeplikta for bekymringsmeldinga av { $on } ({ $report }) er ikkje gjord enno. Sei kva for ei denne gjeld: oppgi den meldinga i reportId, eller forNextReport for det som har kome fram sidan.
ASSESSED_BY_WHAT_CAME_LATER = Meldinga ({ $report }) vart send { $on }, og noko av det vurderinga byggjer på, vart sett { $seen }, etter ho. Vurder det for neste melding med forNextReport, og den som er send, på det som var sett då.
NOT_TURNED_TO_IN_DANGER = Akutt kontakt er kontakt med barnevernstenesta, barnevernvakta, alarmtelefonen for barn og unge eller politiet, og ikkje med { $body }. Ta kontakt med ein av dei. Skal andre få opplysningar, så registrer det som deling, med det grunnlaget ho har.
