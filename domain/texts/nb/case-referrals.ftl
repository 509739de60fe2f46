# Henvisninger og tilmeldinger til andre instanser.
ReferralSent = Barnet ble henvist til { $recipient }: { $categories }. Grunnlag: { $basis }.

ReferralForm-EducationalPsychologicalService = tilmelding til PPT
ReferralForm-SpecialistHealthService = tilmelding til spesialisthelsetjenesten
ReferralForm-Other = annet skjema eller brev

REFERRAL_IS_REPORT = Barnevernstjenesten og politiet får melding, ikke henvisning. Send en bekymringsmelding, eller ta kontakt straks hvis det er akutt.
REFERRAL_FORM_OF_ANOTHER_BODY = Skjemaet er et annet enn det mottakeren bruker: { $form }. Velg skjemaet til mottakeren.
