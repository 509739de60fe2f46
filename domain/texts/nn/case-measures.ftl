# Tiltak: kva som blir planlagt og gjort for barnet, og kva det førte til.
MeasurePlanned = Eit tiltak vart planlagt { $place }, til { $to }; det blir evaluert { $evaluation }.{ $recommended ->
        [yes] {""} Det byggjer på ei tilråding frå ressursteamet.
       *[no] {""}
    }
MeasuresApprovedByGuardians = Dei føresette godkjende tiltak.
MeasuresApprovedByYouth = Ungdommen godkjende sjølv tiltak.
MeasuresRefusedByGuardians = Dei føresette sa nei til tiltak.
MeasuresRefusedByYouth = Ungdommen sa sjølv nei til tiltak.
MeasureStarted = Eit tiltak vart sett i verk.
MeasureEvaluated = { $again ->
        [yes] Eit tiltak vart evaluert. Om målet er nådd: { $reached }. Det blir evaluert igjen { $next }.
       *[no] Eit tiltak vart evaluert. Om målet er nådd: { $reached }.
    }
MeasureExtended = Eit tiltak vart forlengt til { $to }; det blir evaluert { $evaluation }.
MeasureEnded = Eit tiltak vart avslutta.

MeasurePlace-Kindergarten = i barnehagen
MeasurePlace-School = på skulen
MeasurePlace-Home = i heimen

MeasureKind-ChangeOriented = endringsretta
MeasureKind-Compensating = kompenserande
MeasureKind-Control = kontrollerande

MeasureTarget-Family = familien
MeasureTarget-Child = barnet

EvaluatedAs-Yes = ja
EvaluatedAs-Partly = delvis
EvaluatedAs-No = nei
EvaluatedAs-NotKnown = veit ikkje

MEASURE_UNKNOWN = Tiltaket finst ikkje i denne saka. Planlegg det først.
RECOMMENDATION_UNKNOWN = Ressursteamet har ikkje gitt den tilrådinga. Registrer ho først, eller oppgi ei som står i saka.
MEASURE_ALREADY_PLANNED = Tiltaket er alt planlagt. Vel ein annan id for eit nytt tiltak.
MEASURE_ALREADY_STARTED = Tiltaket er alt sett i verk. Forleng det, eller planlegg eit nytt.
MEASURE_NOT_STARTED = Tiltaket er ikkje sett i verk. Set det i verk først.
MEASURE_HAS_ENDED = Tiltaket er avslutta. Planlegg eit nytt.
MEASURE_NOT_APPROVED = Dei føresette hadde ikkje godkjent tiltaket då; er ungdommen myndig, må ho eller han sjølv ha godkjent det. Registrer godkjenninga før tiltaket blir sett i verk. Den eigne godkjenninga til ungdommen tel når nokon som får sjå fødselsdatoen, set tiltaket i verk.
MEASURE_REFUSED = Nokon som avgjer for barnet, eller ungdommen sjølv, har sagt nei til tiltaket, og det står. Snakk med vedkomande, og registrer eit ja om svaret er eit anna no; planlegg elles eit anna tiltak, eller avslutt dette med grunngjeving.
OWN_APPROVAL_MISSING = Den som er myndig, godkjenner tiltak sjølv, og dei føresette ikkje lenger. Spør personen, og registrer det svaret med byYouth: true.
NO_MEASURE_NAMED = Ingen tiltak er oppgitt. Oppgi minst eitt som dei føresette godkjende.
NOBODY_APPROVED = Det er ikkje oppgitt kven som godkjende. Oppgi minst éin føresett, eller at ungdommen sjølv gjorde det med byYouth: true.
NOBODY_REFUSED = Det er ikkje oppgitt kven som sa nei. Oppgi minst éin føresett, eller at ungdommen sjølv gjorde det med byYouth: true.
STARTED_MEASURE_REFUSED = Tiltaket er sett i verk, og eit nei gjeld det som ikkje er det. Avslutt tiltaket med grunngjeving.
MEASURE_ALREADY_APPROVED = Desse har godkjent measure_{ $measure } før. Ta det ut.
EXTENSION_LENGTHENS_NOTHING = Tiltaket varer alt til { $last }. Vel ein seinare dag.
EVALUATION_TOO_LATE = Tiltaket skal evaluerast seinast { $latest }. Vel ein dag til og med då, registrer først at det er evaluert, eller la tiltaket vare lenger.
MEASURE_STARTED_UNAPPROVED = Tiltak { $measure } vart sett i verk { $on } utan at dei føresette, eller den som er myndig sjølv, hadde godkjent det, og det må vere gjort frå den dagen saka blir løfta. Registrer godkjenninga, eller løft saka frå ein seinare dag.
