# Vilkår for meldeplikten.
DutyCondition-Abuse = mishandling i hjemmet
DutyCondition-SeriousNeglect = annen alvorlig omsorgssvikt
DutyCondition-PersistentSeriousBehaviouralDifficulties = vedvarende alvorlige atferdsvansker
DutyCondition-HumanTrafficking = fare for menneskehandel

# Grunner til å sperre opplysninger, og grunnlag for å slette dem.
RestrictionGround-AccuracyContested = det er bestridt at de er riktige
RestrictionGround-UnlawfulProcessing = behandlingen av dem er ulovlig
RestrictionGround-LegalClaim = de beholdes bare for et rettskrav
RestrictionGround-ObjectionPending = en innsigelse er ikke avgjort
ErasureBasis-NoLongerNecessary = opplysningene trengs ikke lenger
ErasureBasis-ConsentWithdrawn = samtykket de bygde på, er trukket
ErasureBasis-ObjectionUpheld = en innsigelse er tatt til følge
ErasureBasis-UnlawfullyRecorded = opplysningene er ulovlig registrert
ErasureBasis-WrongPerson = opplysningene er registrert på feil person
ErasureBasis-LegalObligation = en annen lov krever det
ErasureBasis-NationalArchivesDecision = Riksarkivaren har bestemt at opplysningene skal slettes
