# Tilvisingar og tilmeldingar til andre instansar.
ReferralSent = Barnet vart tilvist til { $recipient }: { $categories }. Grunnlag: { $basis }.
ReferralAnswered = Svar på tilvisinga frå { $recipient }: { $outcome }.
ReferralWithdrawn = Tilvisinga til { $recipient } vart trekt tilbake.

ReferralForm-EducationalPsychologicalService = tilmelding til PPT
ReferralForm-SpecialistHealthService = tilmelding til spesialisthelsetenesta
ReferralForm-Other = anna skjema eller brev
ReferralOutcome-Taken = barnet får hjelp der
ReferralOutcome-Refused = tilvisinga er avslått

REFERRAL_IS_REPORT = Barnevernstenesta og politiet får melding, ikkje tilvising. Send ei bekymringsmelding, eller ta kontakt straks om det er akutt.
REFERRAL_UNKNOWN = Denne tilvisinga finst ikkje i saka. Oppgi nummeret på ei som gjer det.
REFERRAL_ALREADY_ANSWERED = Tilvisinga har fått svar. Blir barnet tilvist på nytt, så registrer ei ny tilvising.
REFERRAL_ALREADY_WITHDRAWN = Tilvisinga er trekt tilbake. Blir barnet tilvist på nytt, så registrer ei ny tilvising.
REFERRAL_FORM_OF_ANOTHER_BODY = Skjemaet er eit anna enn det mottakaren bruker: { $form }. Vel skjemaet til mottakaren.
