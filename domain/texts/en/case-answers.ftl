# What comes back from the child welfare service to whoever reported.
AcknowledgementReceived = The child welfare service has received the report.
FeedbackReceived = The child welfare service told what became of the report: { $feedback }.

ServiceFeedback-InvestigationFollows = an investigation follows or goes on
ServiceFeedback-NoInvestigation = no investigation follows
ServiceFeedback-Transferred = the report was transferred to another municipality or agency
ServiceFeedback-FollowedUp = the investigation has ended, and the service follows it up
ServiceFeedback-InvestigationDismissed = the investigation has ended, and the case is dismissed
