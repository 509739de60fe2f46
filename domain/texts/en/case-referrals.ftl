# Referrals to other bodies.
ReferralSent = The child was referred to { $recipient }: { $categories }. Basis: { $basis }.

ReferralForm-EducationalPsychologicalService = the educational-psychological service's form
ReferralForm-SpecialistHealthService = the specialist health service's form
ReferralForm-Other = another form or a letter

REFERRAL_IS_REPORT = Child welfare and the police get a report, not a referral. Send a report, or make contact at once if it is acute.
REFERRAL_FORM_OF_ANOTHER_BODY = That is not the form the recipient takes: { $form }. Choose the recipient's form.
