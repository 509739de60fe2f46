# From worry to decision: making it concrete, mapping, analysis and severity.
ConcernConcretised = The concern was made concrete and put in writing.
ToolUsed = Mapped with a tool: { $tool }.
ConcernAnalysed = The concern was analysed from { $cited ->
        [one] { $cited } observation
       *[other] { $cited } observations
    }; the child was { $spoken ->
        [yes] talked with
       *[no] not talked with
    }.
SeverityDecided = The severity was decided: { $severity }; { $action ->
        [needed] something is to be done
       *[none] nothing more is to be done
    }.

MappingMethod-Observation = observation
MappingMethod-Tool = mapping tool
MappingMethod-Conversation = conversation
MappingTool-SignsInChildren = Signs of a child’s possible unhappiness
MappingTool-ConcernScaleChildren = Scale of concern about children and youth
MappingTool-SignsOfViolence = Risk factors and signs of violence against children
MappingTool-SignsInAdults = Signs of an adult’s possible unhappiness
MappingTool-ConcernScaleParents = Scale of concern about parents
MappingTool-ObservationForm = Form for observing a child
MappingTool-PedagogicalAnalysis = analysis of the pedagogical practice

NO_OBSERVATIONS_UNEXPLAINED = No observation is cited. Cite what was logged, or write why you rest on none.
OBSERVATIONS_EXPLAINED_AWAY = Observations are cited, and it is said why you rest on none. Leave out one of them.
