# Det som kjem tilbake frå barnevernet til den som melde.
AcknowledgementReceived = Barnevernet har fått meldinga.
FeedbackReceived = Barnevernet gav tilbakemelding om meldinga: { $feedback }.

ServiceFeedback-InvestigationFollows = det blir undersøking, eller ei undersøking går føre seg
ServiceFeedback-NoInvestigation = det blir inga undersøking
ServiceFeedback-Transferred = meldinga er overført til ein annan kommune eller etat
ServiceFeedback-FollowedUp = undersøkinga er avslutta, og barnevernet følgjer opp
ServiceFeedback-InvestigationDismissed = undersøkinga er avslutta, og saka er lagd bort
