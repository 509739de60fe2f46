# Conditions of the duty to report.
DutyCondition-Abuse = abuse at home
DutyCondition-SeriousNeglect = other serious neglect
DutyCondition-PersistentSeriousBehaviouralDifficulties = persistent serious behavioural difficulties
DutyCondition-HumanTrafficking = danger of human trafficking

# Grounds for restricting data, and bases for erasing them.
RestrictionGround-AccuracyContested = their accuracy is contested
RestrictionGround-UnlawfulProcessing = processing them is unlawful
RestrictionGround-LegalClaim = they are kept for a legal claim only
RestrictionGround-ObjectionPending = an objection is not decided
ErasureBasis-NoLongerNecessary = the data are no longer necessary
ErasureBasis-ConsentWithdrawn = the consent they rested on was withdrawn
ErasureBasis-ObjectionUpheld = an objection was upheld
ErasureBasis-UnlawfullyRecorded = the data were recorded unlawfully
ErasureBasis-WrongPerson = the data were recorded of the wrong person
ErasureBasis-LegalObligation = another act demands it
ErasureBasis-NationalArchivesDecision = the National Archives decided that the data are to be deleted
