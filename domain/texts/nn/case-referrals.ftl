# Tilvisingar og tilmeldingar til andre instansar.
ReferralSent = Barnet vart tilvist til { $recipient }: { $categories }. Grunnlag: { $basis }.

ReferralForm-EducationalPsychologicalService = tilmelding til PPT
ReferralForm-SpecialistHealthService = tilmelding til spesialisthelsetenesta
ReferralForm-Other = anna skjema eller brev

REFERRAL_IS_REPORT = Barnevernstenesta og politiet får melding, ikkje tilvising. Send ei bekymringsmelding, eller ta kontakt straks om det er akutt.
REFERRAL_FORM_OF_ANOTHER_BODY = Skjemaet er eit anna enn det mottakaren bruker: { $form }. Vel skjemaet til mottakaren.
