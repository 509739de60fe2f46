# Fra uro til avgjørelse: konkretisering, kartlegging, analyse og alvorlighetsgrad.
ConcernConcretised = Bekymringen ble konkretisert og skrevet ned.
ToolUsed = Kartlagt med verktøy: { $tool }.
ConcernAnalysed = Bekymringen ble analysert ut fra { $cited ->
        [one] { $cited } observasjon
       *[other] { $cited } observasjoner
    }; det er { $spoken ->
        [yes] snakket
       *[no] ikke snakket
    } med barnet.
SeverityDecided = Alvorlighetsgraden ble bestemt: { $severity }; { $action ->
        [needed] det trengs videre handling
       *[none] det trengs ingen videre handling
    }.

MappingMethod-Observation = observasjon
MappingMethod-Tool = kartleggingsverktøy
MappingMethod-Conversation = samtale
MappingTool-SignsInChildren = Signaler hos barn på mulig mistrivsel
MappingTool-ConcernScaleChildren = Bekymringsskala vedrørende barn og unge
MappingTool-SignsOfViolence = Risikofaktorer og tegn på vold mot barn
MappingTool-SignsInAdults = Signaler hos voksne på mulig mistrivsel
MappingTool-ConcernScaleParents = Bekymringsskala vedrørende foreldre
MappingTool-ObservationForm = Observasjonsskjema barn
MappingTool-PedagogicalAnalysis = pedagogisk analyse

NO_OBSERVATIONS_UNEXPLAINED = Det er ikke vist til noen observasjon. Vis til det som er loggført, eller skriv hvorfor du ikke bygger på noen.
OBSERVATIONS_EXPLAINED_AWAY = Det er vist til observasjoner og samtidig forklart hvorfor du ikke bygger på noen. Ta bort det ene.
