# Undersøkinga.
InvestigationOpened = Ei undersøking vart opna; ho skal vere ferdig innan { $deadline }.
InvestigationPlanMade = Det vart laga ein plan for undersøkinga.
DeadlineExtended = Fristen for undersøkinga vart utvida til { $deadline }.
InvestigationConcluded = Undersøkinga vart avslutta: { $outcome }.

InvestigationOutcome-MeasuresDecided = det er vedteke tiltak
InvestigationOutcome-BoardCase = det blir sak for nemnda
InvestigationOutcome-InvestigationDismissed = undersøkinga er lagd bort
InvestigationOutcome-DismissedWithConcern = undersøkinga er lagd bort med uro
InvestigationOutcome-DismissedMoved = undersøkinga er lagd bort fordi barnet har flytta
InvestigationOutcome-DismissedReferred = undersøkinga er lagd bort etter tilvising

INVESTIGATION_CONCLUDED = Undersøkinga er avslutta.
NO_INVESTIGATION_DECIDED = Gjennomgangen av meldinga enda ikkje med at det blir undersøking.
INVESTIGATION_ALREADY_OPENED = Undersøkinga av denne meldinga er opna.
EXTENSION_OUT_OF_BOUNDS = { $wanted } utvidar ikkje fristen { $current }, eller ligg etter { $latest }: seks månader er det meste.
