# Det som kommer tilbake fra barnevernet til den som meldte.
AcknowledgementReceived = Barnevernet har mottatt meldingen.
FeedbackReceived = Barnevernet ga tilbakemelding om meldingen: { $feedback }.

ServiceFeedback-InvestigationFollows = det blir undersøkelse, eller en undersøkelse pågår
ServiceFeedback-NoInvestigation = det blir ingen undersøkelse
ServiceFeedback-Transferred = meldingen er overført til en annen kommune eller etat
ServiceFeedback-FollowedUp = undersøkelsen er avsluttet, og barnevernet følger opp
ServiceFeedback-InvestigationDismissed = undersøkelsen er avsluttet, og saken er henlagt
