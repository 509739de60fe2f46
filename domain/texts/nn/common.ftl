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
