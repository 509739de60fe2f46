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
