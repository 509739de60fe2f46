# Korleis språket skriv dagar.
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

# Om datoar i det som blir meldt inn.
FUTURE_DATE = { $date } ligg fram i tid (i dag er { $today }). Oppgi dagen det hende.
DATE_TOO_EARLY = { $date } ligg før { $earliest }, dagen for det som dette må følgje etter. Det står i historikken, eller i det som nettopp vart oppgitt. Oppgi ein dag frå { $earliest }.
DATE_BEFORE_ACT = { $date } ligg før { $earliest }, dagen da { $act }. Oppgi ein dag frå { $earliest }. Er det den andre dagen som er feil, så skriv i utgreiinga når det skjedde.

# Det som vart søkt etter og ikkje funne.
NOT_FOUND = Fann ikkje { $what } i denne kommunen.
Sought-Case = saka
Sought-Report = meldinga
Sought-SentReport = den sende meldinga
Sought-Investigation = undersøkinga
Sought-Subject = personen
Sought-EmergencyAccess = naudtilgang

# Når noko som blir henta inn, ikkje stemmer med det som er registrert.
IMPORT_DIFFERS = Ein tidlegare import eller ei tidlegare melding sa noko anna om { $what }. Ei retting er ei eiga avgjerd, ikkje ein import.
Differing-ClientStart = startdatoen til klienten
Differing-ClientEnd = sluttdatoen til klienten
Differing-Receipt = dagen meldinga kom inn
Differing-Child = kva barn det gjeld
Differing-ReporterKind = kva slags meldar det var
Differing-TriageConclusion = kva gjennomgangen av meldinga enda med
Differing-InvestigationStart = startdatoen for undersøkinga
Differing-InvestigationConclusion = kva undersøkinga enda med

# Kodar frå kodelister.
CODE_NOT_IN_FORCE = { $shown ->
        [yes] Kode { $code }
       *[no] Koden
    } gjeld ikkje { $on }. Vel ein som gjeld.
CLARIFICATION_MISSING = Kode { $code } krev ei presisering.

# Det ei anna handling ikkje kan kome før.
Act-CaseOpened = saka vart opna
Act-EntryRecorded = innføringa vart registrert
Act-ConcernRaised = ei uro vart teken opp
Act-EmergencyContactMade = nokon vart kontakta i akutt fare
Act-ObservationMade = ein observasjon det blir vist til, vart gjord
Act-ConsentRequested = det vart bede om samtykket
Act-MeetingConvened = møtet vart kalla inn
Act-MeasurePlanned = tiltaket vart planlagt
Act-MeasureDecided = tiltaket vart vedteke
Act-MeasureStarted = tiltaket byrja
Act-MeasureEvaluated = tiltaket sist vart evaluert
Act-MeasureExtended = tiltaket sist vart forlengt
Act-ReportReceived = bekymringsmeldinga kom inn
Act-ReportTriaged = bekymringsmeldinga vart konkludert
Act-InvestigationStarted = undersøkinga byrja
Act-InvestigationConcluded = undersøkinga vart avslutta
Act-ReporterKnown = det vart kjent kven som skal få vite om denne undersøkinga
Act-BoardCaseSubmitted = saka vart send til nemnda
Act-BoardCaseDecided = nemnda eller retten avgjorde saka
Act-CourtAppealed = avgjerda vart brakt inn for retten

# Når ei innføring er feil.
EntryUnreadable = Denne innføringa kan ikkje lesast: ho er ikkje slik ho vart skriven, eller ho er ikkje skriven av loggen.
TransferReceiptRecorded = Den andre tenesta stadfesta at ho har det som vart sendt om barnet.
EntryFoundWrong = Innføring { $entry } vart funnen feil: { $what }. Ho står slik ho vart registrert.
WrongPart-Day = dagen
WrongPart-Person = kven det gjeld
WrongPart-Choice = valet
WrongPart-Text = teksten
WrongPart-Whole = heile innføringa
ENTRY_UNKNOWN = Historikken har inga innføring { $entry }. Oppgi nummeret som innføringa har i historikken til denne saka, meldinga eller undersøkinga (sequence).
ENTRY_IS_NOTE = Innføring { $entry } seier sjølv at ei anna innføring er feil. Er ho ikkje rett, så skriv det på nytt ved innføringa som ho gjeld; den siste gjeld.
ENTRY_HAS_OWN_CORRECTION = Det som er feil i innføring { $entry }, blir retta med { $command }, og då gjeld det som er rett òg i det som følgjer av ho.
RIGHT_DAY_OF_NO_DAY = Rett dag blir oppgitt berre når det er dagen som er feil (what: DAY). Utelat dagen, eller oppgi at det er han som er feil.
