# Sperring og sletting av opplysningar om ein person.
SubjectRestricted = Opplysningane vart sperra: { $ground }.
RestrictionLifted = Sperringa vart oppheva.
ErasureRequested = Det vart bede om sletting: { $basis }. Slettinga kan godkjennast frå { $from }.
ErasureRequestWithdrawn = Ønsket om sletting vart trekt.
ErasureRejected = Ønsket om sletting vart avslått.
ErasureApproved = Ein annan person godkjende slettinga.
SubjectErased = Personen vart sletta: { $basis }.

SUBJECT_ERASED = Personen er sletta. Meir kan ikkje registrerast om denne personen her; ei ny uro begynner på nytt.
NOT_RESTRICTED = Opplysningane om personen er ikkje sperra. Sperring kjem før sletting: sperr dei først.
ERASURE_AWAITED = Eit ønske om sletting ventar på svar. Godkjenn, avslå eller trekk det først.
ERASURE_NOT_REQUESTED = Ingen har bede om at denne personen blir sletta.
SECOND_PERSON_REQUIRED = Den som ber om ei sletting, kan ikkje godkjenne ho. La ein annan person vurdere slettinga.
ERASURE_DELAY_RUNNING = Slettinga kan godkjennast frå { $until }.
