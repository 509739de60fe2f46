# Henvisninger og tilmeldinger til andre instanser.
ReferralSent = Barnet ble henvist til { $recipient }: { $categories }. Grunnlag: { $basis }.
ReferralAnswered = Svar på henvisningen fra { $recipient }: { $outcome }.
ReferralWithdrawn = Henvisningen til { $recipient } ble trukket tilbake.

ReferralForm-EducationalPsychologicalService = tilmelding til PPT
ReferralForm-SpecialistHealthService = tilmelding til spesialisthelsetjenesten
ReferralForm-Other = annet skjema eller brev
ReferralOutcome-Taken = barnet får hjelp der
ReferralOutcome-Refused = henvisningen er avslått

REFERRAL_IS_REPORT = Barnevernstjenesten og politiet får melding, ikke henvisning. Send en bekymringsmelding, eller ta kontakt straks hvis det er akutt.
REFERRAL_UNKNOWN = Denne henvisningen finnes ikke i saken. Oppgi nummeret på en som gjør det.
REFERRAL_ALREADY_ANSWERED = Henvisningen er besvart. Blir barnet henvist på nytt, så registrer en ny henvisning.
REFERRAL_ALREADY_WITHDRAWN = Henvisningen er trukket tilbake. Blir barnet henvist på nytt, så registrer en ny henvisning.
REFERRAL_FORM_OF_ANOTHER_BODY = Skjemaet er et annet enn det mottakeren bruker: { $form }. Velg skjemaet til mottakeren.
