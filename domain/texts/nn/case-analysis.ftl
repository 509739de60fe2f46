# Frå uro til avgjerd: konkretisering, kartlegging, analyse og alvorsgrad.
ConcernConcretised = Uroa vart konkretisert og skriven ned.
ToolUsed = Kartlagt med verktøy: { $tool }.
ConcernAnalysed = Uroa vart analysert ut frå { $cited ->
        [one] { $cited } observasjon
       *[other] { $cited } observasjonar
    }; det er { $spoken ->
        [yes] snakka
       *[no] ikkje snakka
    } med barnet.
SeverityDecided = Alvorsgraden vart fastsett: { $severity }; { $action ->
        [needed] det trengst vidare handling
       *[none] det trengst inga vidare handling
    }.

MappingMethod-Observation = observasjon
MappingMethod-Tool = kartleggingsverktøy
MappingMethod-Conversation = samtale
MappingTool-SignsInChildren = Signal hos barn på mogleg mistrivsel
MappingTool-ConcernScaleChildren = Uroskala for barn og unge
MappingTool-SignsOfViolence = Risikofaktorar og teikn på vald mot barn
MappingTool-SignsInAdults = Signal hos vaksne på mogleg mistrivsel
MappingTool-ConcernScaleParents = Uroskala for foreldre
MappingTool-ObservationForm = Observasjonsskjema for barn
MappingTool-PedagogicalAnalysis = pedagogisk analyse

NO_OBSERVATIONS_UNEXPLAINED = Det er ikkje vist til nokon observasjon. Vis til det som er loggført, eller skriv kvifor du ikkje byggjer på nokon.
OBSERVATIONS_EXPLAINED_AWAY = Det er vist til observasjonar og samstundes forklart kvifor du ikkje byggjer på nokon. Ta bort det eine.
