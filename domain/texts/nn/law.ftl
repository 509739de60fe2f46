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

# Adresser som folkeregisteret held skjulte.
AddressProtectionGrade-StrictlyConfidential = strengt fortruleg adresse (kode 6)
AddressProtectionGrade-Confidential = fortruleg adresse (kode 7)
AddressProtectionGrade-ClientAddress = klientadresse
AddressProtectionSource-PopulationRegister = folkeregisteret
AddressProtectionSource-Police = politiet
AddressProtectionSource-ChildWelfareService = barnevernstenesta
AddressProtectionSource-Family = familien

# Kva eit rettsgrunnlag gjeld.
LegalTopic-DutyToReport = meldeplikt til barnevernstenesta
LegalTopic-DisclosureOnOrder = opplysningsplikt etter pålegg
LegalTopic-Confidentiality = teieplikt i barnevernstenesta
LegalTopic-Feedback = tilbakemelding til meldaren
LegalTopic-Triage = gjennomgang av meldingar
LegalTopic-Investigation = undersøking
LegalTopic-RenewedInvestigation = ny undersøking etter bortlegging
LegalTopic-AssistanceMeasures = hjelpetiltak
LegalTopic-Emergency = akuttvedtak
LegalTopic-CareOrder = omsorgsovertaking
LegalTopic-BehaviouralPlacement = åtferdsplassering
LegalTopic-NationalRegister = nasjonalt barnevernsregister
LegalTopic-KindergartensDuty = meldeplikta til barnehagane
LegalTopic-SchoolsDuty = meldeplikta til skulane
LegalTopic-PrivateSchoolsDuty = meldeplikta til privatskulane
LegalTopic-HealthPersonnelsDuty = meldeplikta til helsepersonell
LegalTopic-FamilyCounsellingsDuty = meldeplikta til familievernet
LegalTopic-SocialServicesDuty = meldeplikt for sosiale tenester i NAV
LegalTopic-NationalInsurancesDuty = meldeplikta til folketrygda
LegalTopic-MediatorsDuty = meldeplikta til meklarane
LegalTopic-IntegrationsDuty = meldeplikt i integreringsarbeidet
LegalTopic-CrisisCentresDuty = meldeplikta til krisesentera
LegalTopic-SharingWithAuthorities = deling av opplysningar med andre organ
LegalTopic-AutomatedCaseHandling = automatisert saksbehandling
LegalTopic-Archive = arkiv: bevaring og kassasjon
LegalTopic-DutyToAvert = avverjingsplikt
LegalTopic-SubjectAccess = innsyn i eigne opplysningar
LegalTopic-SubjectAccessExceptions = unntak frå innsyn i eigne opplysningar
LegalTopic-PartyAccess = partsinnsyn
LegalTopic-AddressProtection = skjerming av adresse
LegalTopic-ChildHeard = at barn blir høyrde
LegalTopic-ChildsOpinionWeighs = at det barnet meiner, blir vektlagt
LegalTopic-ChildAsParty = barn som part i eiga sak
LegalTopic-Majority = myndigheitsalder
LegalTopic-AfterCare = tiltak etter fylte 18 år
Verification-Verified = sett i ei offisiell kjelde
Verification-Secondary = kjent frå andre som viser til det
Verification-Unverified = truleg rett, ikkje stadfesta

# Fristar, og kva dei går frå.
DeadlineKind-Triage = gjennomgang av meldinga
DeadlineKind-Acknowledgement = stadfesting på motteken melding
DeadlineKind-Investigation = undersøkinga
DeadlineKind-FeedbackAfterInvestigation = tilbakemelding etter undersøkinga
DeadlineKind-RenewedInvestigation = ny undersøking etter bortlegging
DeadlineKind-LocalDecision = avgjerd på lågaste nivå
DeadlineKind-Evaluation = evaluering av tiltak og neste møte
DeadlineKind-SubjectAccess = svar på innsynskrav
DeadlineKind-GuardiansTold = å informere dei føresette
DeadlineKind-Copy = å gi kopi
DeadlineKind-ConsentAnswer = svar på spørsmål om samtykke
DeadlineKind-RefusalAnswer = oppfølging av nei til samtykke
DeadlineKind-OrderAnswer = svar på pålegg frå barnevernstenesta
DeadlineKind-NoteAnswer = svaret til leiaren på internt notat
DeadlineKind-Siblings = å finne ut om barnet har søsken
DeadlineKind-LeaderTold = å ta uroa vidare til leiar
DeadlineKind-FamilyCalled = å kalle inn familien til samtale og skrive ned det som vart avtalt
DeadlineKind-AgreementSigned = underskrifter på ein avtale
DeadlineKind-Advice = råd som det er bede om
DeadlineKind-StepCarriedOut = å gjennomføre det som vart bestemt i eit trinn
DeadlineKind-TakenFurther = å ta ei sak vidare
DeadlineKind-MeasurePlan = tiltaksplanen
DeadlineKind-InvestigationPlan = undersøkingsplanen
DeadlineKind-Participation = medverknaden til barnet i undersøkinga
DeadlineKind-InformationAskedFor = opplysningar som det er bede om
DeadlineKind-ServicePlan = tiltaksplanen til barnevernstenesta
DeadlineKind-Report = uromelding når meldeplikta er utløyst
DeadlineKind-DangerActedOn = å handle når barnet kan vere i fare
DeadlineKind-CopyReview = ny vurdering av ein kopi som blir halden tilbake
DeadlineKind-QuietCase = å sjå på ei open sak der ingenting skjer
DeadlineKind-ContactCheck = kontroll av ei oppføring i kontaktoversikta
DeadlineStart-Receipt = mottak av meldinga
DeadlineStart-TriageConclusion = avslutta gjennomgang
DeadlineStart-InvestigationConclusion = avslutta undersøking
DeadlineStart-ConcernRaised = dagen uroa vart teken opp
DeadlineStart-Plan = det planen seier
DeadlineStart-AccessRequest = mottak av innsynskravet
DeadlineStart-Owed = dagen det skal gjerast frå
DeadlineStart-CopyWithheld = dagen kopien blir halden tilbake frå
DeadlineStart-LastEvent = det siste som hende i saka
DeadlineStart-ContactVerified = dagen oppføringa sist vart kontrollert

# Frå kva alder eit barn har kva ord med i laget.
AgeLimit-OpinionHeard = barnet skal bli høyrt
AgeLimit-OpinionWeighs = det barnet meiner, veg tungt
AgeLimit-Party = barnet er part i eiga sak
AgeLimit-OfAge = myndig
AgeLimit-AfterCareEnds = tiltak frå barnevernstenesta tek slutt
