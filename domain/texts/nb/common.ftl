# Hvordan språket skriver dager.
date = { $day }. { $month ->
        [1] januar
        [2] februar
        [3] mars
        [4] april
        [5] mai
        [6] juni
        [7] juli
        [8] august
        [9] september
        [10] oktober
        [11] november
       *[12] desember
    } { $year }
period = { $from } – { $to }

# Om datoer i det som meldes inn.
FUTURE_DATE = { $date } ligger fram i tid (i dag er { $today }). Oppgi dagen det skjedde.
DATE_TOO_EARLY = { $date } ligger før { $earliest }, dagen for det som dette må følge etter. Det står i historikken, eller i det som nettopp ble oppgitt. Oppgi en dag fra { $earliest }.
DATE_BEFORE_ACT = { $date } ligger før { $earliest }, dagen da { $act }. Oppgi en dag fra { $earliest }. Er det den andre dagen som er feil, så skriv i redegjørelsen når det skjedde.

# Det som ble søkt etter og ikke funnet.
NOT_FOUND = Fant ikke { $what } i denne kommunen.
Sought-Case = saken
Sought-Report = meldingen
Sought-SentReport = den sendte meldingen
Sought-Investigation = undersøkelsen
Sought-Subject = personen
Sought-EmergencyAccess = nødtilgang

# Når noe som hentes inn, ikke stemmer med det som er registrert.
IMPORT_DIFFERS = En tidligere import eller melding oppga noe annet om { $what }. En retting er en egen beslutning, ikke en import.
Differing-ClientStart = klientens startdato
Differing-ClientEnd = klientens sluttdato
Differing-Receipt = dagen meldingen kom inn
Differing-Child = hvilket barn det gjelder
Differing-ReporterKind = hva slags melder det var
Differing-TriageConclusion = hva gjennomgangen av meldingen endte med
Differing-InvestigationStart = undersøkelsens startdato
Differing-InvestigationConclusion = hva undersøkelsen endte med

# Koder fra kodelister.
CODE_NOT_IN_FORCE = { $shown ->
        [yes] Kode { $code }
       *[no] Koden
    } gjelder ikke { $on }. Velg en som gjelder.
CLARIFICATION_MISSING = Kode { $code } krever en presisering.

# Det en annen handling ikke kan komme før.
Act-CaseOpened = saken ble åpnet
Act-EntryRecorded = innføringen ble registrert
Act-ConcernRaised = en bekymring ble tatt opp
Act-EmergencyContactMade = noen ble kontaktet i akutt fare
Act-ObservationMade = en observasjon det vises til, ble gjort
Act-ConsentRequested = det ble bedt om samtykket
Act-MeetingConvened = møtet ble innkalt
Act-MeasurePlanned = tiltaket ble planlagt
Act-MeasureDecided = tiltaket ble vedtatt
Act-MeasureStarted = tiltaket begynte
Act-MeasureEvaluated = tiltaket sist ble evaluert
Act-MeasureExtended = tiltaket sist ble forlenget
Act-ReportReceived = bekymringsmeldingen kom inn
Act-ReportTriaged = bekymringsmeldingen ble konkludert
Act-InvestigationStarted = undersøkelsen begynte
Act-InvestigationConcluded = undersøkelsen ble avsluttet
Act-ReporterKnown = det ble kjent hvem som skal få vite om denne undersøkelsen
Act-BoardCaseSubmitted = saken ble sendt til nemnda
Act-BoardCaseDecided = nemnda eller retten avgjorde saken
Act-CourtAppealed = avgjørelsen ble brakt inn for retten

# Når en innføring er feil.
EntryUnreadable = Denne innføringen kan ikke leses: den er ikke slik den ble skrevet, eller den er ikke skrevet av loggen.
TransferReceiptRecorded = Den andre tjenesten bekreftet at den har det som ble sendt om barnet.
EntryFoundWrong = Innføring { $entry } ble funnet feil: { $what }. Den står slik den ble registrert.
WrongPart-Day = dagen
WrongPart-Person = hvem det gjelder
WrongPart-Choice = valget
WrongPart-Text = teksten
WrongPart-Whole = hele innføringen
ENTRY_UNKNOWN = Historikken har ingen innføring { $entry }. Oppgi nummeret som innføringen har i historikken til denne saken, meldingen eller undersøkelsen (sequence).
ENTRY_IS_NOTE = Innføring { $entry } sier selv at en annen innføring er feil. Er den ikke riktig, så skriv det på nytt ved innføringen som den gjelder; den siste gjelder.
ENTRY_HAS_OWN_CORRECTION = Det som er feil i innføring { $entry }, rettes med { $command }, og da gjelder det som er riktig også i det som følger av den.
RIGHT_DAY_OF_NO_DAY = Riktig dag oppgis bare når det er dagen som er feil (what: DAY). Utelat dagen, eller oppgi at det er den som er feil.
