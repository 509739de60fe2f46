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

# Adresser som folkeregisteret holder skjult.
AddressProtectionGrade-StrictlyConfidential = strengt fortrolig adresse (kode 6)
AddressProtectionGrade-Confidential = fortrolig adresse (kode 7)
AddressProtectionGrade-ClientAddress = klientadresse
AddressProtectionSource-PopulationRegister = folkeregisteret
AddressProtectionSource-Police = politiet
AddressProtectionSource-ChildWelfareService = barnevernstjenesten
AddressProtectionSource-Family = familien

# Hva et rettsgrunnlag gjelder.
LegalTopic-DutyToReport = meldeplikt til barnevernstjenesten
LegalTopic-DisclosureOnOrder = opplysningsplikt etter pålegg
LegalTopic-Confidentiality = taushetsplikt i barnevernstjenesten
LegalTopic-Feedback = tilbakemelding til melder
LegalTopic-Triage = gjennomgang av meldinger
LegalTopic-Investigation = undersøkelse
LegalTopic-RenewedInvestigation = ny undersøkelse etter henleggelse
LegalTopic-AssistanceMeasures = hjelpetiltak
LegalTopic-Emergency = akuttvedtak
LegalTopic-CareOrder = omsorgsovertakelse
LegalTopic-BehaviouralPlacement = atferdsplassering
LegalTopic-NationalRegister = nasjonalt barnevernsregister
LegalTopic-KindergartensDuty = barnehagenes meldeplikt
LegalTopic-SchoolsDuty = skolenes meldeplikt
LegalTopic-PrivateSchoolsDuty = privatskolenes meldeplikt
LegalTopic-HealthPersonnelsDuty = helsepersonells meldeplikt
LegalTopic-FamilyCounsellingsDuty = familievernets meldeplikt
LegalTopic-SocialServicesDuty = meldeplikt for sosiale tjenester i NAV
LegalTopic-NationalInsurancesDuty = folketrygdens meldeplikt
LegalTopic-MediatorsDuty = meklernes meldeplikt
LegalTopic-IntegrationsDuty = meldeplikt i integreringsarbeidet
LegalTopic-CrisisCentresDuty = krisesentrenes meldeplikt
LegalTopic-SharingWithAuthorities = deling av opplysninger med andre organer
LegalTopic-AutomatedCaseHandling = automatisert saksbehandling
LegalTopic-Archive = arkiv: bevaring og kassasjon
LegalTopic-DutyToAvert = avvergingsplikt
LegalTopic-SubjectAccess = innsyn i egne opplysninger
LegalTopic-SubjectAccessExceptions = unntak fra innsyn i egne opplysninger
LegalTopic-PartyAccess = partsinnsyn
LegalTopic-AddressProtection = skjerming av adresse
LegalTopic-ChildHeard = at barn blir hørt
LegalTopic-ChildsOpinionWeighs = at det barnet mener, blir vektlagt
LegalTopic-ChildAsParty = barn som part i egen sak
LegalTopic-Majority = myndighetsalder
LegalTopic-AfterCare = tiltak etter fylte 18 år
Verification-Verified = sett i en offisiell kilde
Verification-Secondary = kjent fra andre som viser til det
Verification-Unverified = antatt, ikke bekreftet

# Frister, og hva de løper fra.
DeadlineKind-Triage = gjennomgang av meldingen
DeadlineKind-Acknowledgement = bekreftelse på mottatt melding
DeadlineKind-Investigation = undersøkelsen
DeadlineKind-FeedbackAfterInvestigation = tilbakemelding etter undersøkelsen
DeadlineKind-RenewedInvestigation = ny undersøkelse etter henleggelse
DeadlineKind-LocalDecision = beslutning på laveste nivå
DeadlineKind-Evaluation = evaluering av tiltak og neste møte
DeadlineKind-SubjectAccess = svar på innsynskrav
DeadlineKind-GuardiansTold = å informere de foresatte
DeadlineKind-Copy = å gi kopi
DeadlineKind-ConsentAnswer = svar på spørsmål om samtykke
DeadlineKind-RefusalAnswer = oppfølging av nei til samtykke
DeadlineKind-OrderAnswer = svar på pålegg fra barnevernstjenesten
DeadlineKind-NoteAnswer = lederens svar på internt notat
DeadlineKind-Siblings = å finne ut om barnet har søsken
DeadlineKind-LeaderTold = å ta bekymringen videre til leder
DeadlineKind-FamilyCalled = å kalle inn familien til samtale og skrive ned det som ble avtalt
DeadlineKind-AgreementSigned = underskrifter på en avtale
DeadlineKind-Advice = råd som det er bedt om
DeadlineKind-StepCarriedOut = å gjennomføre det som ble besluttet i et trinn
DeadlineKind-TakenFurther = å ta en sak videre
DeadlineKind-MeasurePlan = tiltaksplanen
DeadlineKind-InvestigationPlan = undersøkelsesplanen
DeadlineKind-Participation = barnets medvirkning i undersøkelsen
DeadlineKind-InformationAskedFor = opplysninger som det er bedt om
DeadlineKind-ServicePlan = barnevernstjenestens tiltaksplan
DeadlineKind-Report = bekymringsmelding når meldeplikten er utløst
DeadlineKind-DangerActedOn = å handle når barnet kan være i fare
DeadlineKind-CopyReview = ny vurdering av en kopi som holdes tilbake
DeadlineKind-QuietCase = å se på en åpen sak der ingenting skjer
DeadlineKind-ContactCheck = kontroll av en oppføring i kontaktoversikten
DeadlineStart-Receipt = mottak av meldingen
DeadlineStart-TriageConclusion = avsluttet gjennomgang
DeadlineStart-InvestigationConclusion = avsluttet undersøkelse
DeadlineStart-ConcernRaised = dagen bekymringen ble tatt opp
DeadlineStart-Plan = det planen sier
DeadlineStart-AccessRequest = mottak av innsynskravet
DeadlineStart-Owed = dagen det skal gjøres fra
DeadlineStart-CopyWithheld = dagen kopien holdes tilbake fra
DeadlineStart-LastEvent = det siste som skjedde i saken
DeadlineStart-ContactVerified = dagen oppføringen sist ble kontrollert

# Fra hvilken alder et barn har hvilket ord med i laget.
AgeLimit-OpinionHeard = barnet skal bli hørt
AgeLimit-OpinionWeighs = det barnet mener, veier tungt
AgeLimit-Party = barnet er part i egen sak
AgeLimit-OfAge = myndig
AgeLimit-AfterCareEnds = tiltak fra barnevernstjenesten tar slutt
