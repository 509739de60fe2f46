# Vilkår for meldeplikta.
DutyCondition-Abuse = mishandling i heimen
DutyCondition-SeriousNeglect = annan alvorleg omsorgssvikt
DutyCondition-PersistentSeriousBehaviouralDifficulties = vedvarande alvorlege åtferdsvanskar
DutyCondition-HumanTrafficking = fare for menneskehandel

# Grunnar til å sperre opplysningar, og grunnlag for å slette dei.
RestrictionGround-AccuracyContested = det er bestride at dei er rette
RestrictionGround-UnlawfulProcessing = behandlinga av dei er ulovleg
RestrictionGround-LegalClaim = dei blir haldne på berre for eit rettskrav
RestrictionGround-ObjectionPending = ei motsegn er ikkje avgjord
ErasureBasis-NoLongerNecessary = opplysningane trengst ikkje lenger
ErasureBasis-ConsentWithdrawn = samtykket dei bygde på, er trekt
ErasureBasis-ObjectionUpheld = ei motsegn er teken til følgje
ErasureBasis-UnlawfullyRecorded = opplysningane er ulovleg registrerte
ErasureBasis-WrongPerson = opplysningane er registrerte på feil person
ErasureBasis-LegalObligation = ei anna lov krev det
ErasureBasis-NationalArchivesDecision = Riksarkivaren har avgjort at opplysningane skal slettast
