# Referrals to other bodies.
ReferralSent = The child was referred to { $recipient }: { $categories }. Basis: { $basis }.
ReferralAnswered = { $recipient } answered the referral: { $outcome }.
ReferralWithdrawn = The referral to { $recipient } was withdrawn.

ReferralForm-EducationalPsychologicalService = the educational-psychological service's form
ReferralForm-SpecialistHealthService = the specialist health service's form
ReferralForm-Other = another form or a letter
ReferralOutcome-Taken = the child is taken on
ReferralOutcome-Refused = the child is not taken on

REFERRAL_IS_REPORT = Child welfare and the police get a report, not a referral. Send a report, or make contact at once if it is acute.
REFERRAL_UNKNOWN = There is no such referral in this case. Name one by its number.
REFERRAL_ALREADY_ANSWERED = That referral is answered. If the child is referred anew, record a new referral.
REFERRAL_ALREADY_WITHDRAWN = That referral is withdrawn. If the child is referred anew, record a new referral.
REFERRAL_FORM_OF_ANOTHER_BODY = That is not the form the recipient takes: { $form }. Choose the recipient's form.
