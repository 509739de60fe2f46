# Sperring og sletting av opplysninger om en person.
SubjectRestricted = Opplysningene ble sperret: { $ground }.
RestrictionLifted = Sperringen ble opphevet.
ErasureRequested = Det ble bedt om sletting: { $basis }. Slettingen kan godkjennes fra { $from }.
ErasureRequestWithdrawn = Ønsket om sletting ble trukket.
ErasureRejected = Ønsket om sletting ble avslått.
ErasureApproved = En annen person godkjente slettingen.
SubjectErased = Personen ble slettet: { $basis }.

SUBJECT_ERASED = Personen er slettet. Mer kan ikke registreres om denne personen her; en ny bekymring begynner på nytt.
NOT_RESTRICTED = Opplysningene om personen er ikke sperret. Sperring kommer før sletting: sperr dem først.
ERASURE_AWAITED = Et ønske om sletting venter på svar. Godkjenn, avslå eller trekk det først.
ERASURE_NOT_REQUESTED = Ingen har bedt om at denne personen slettes.
SECOND_PERSON_REQUIRED = Den som ber om en sletting, godkjenner den ikke. La en annen person se på den.
ERASURE_DELAY_RUNNING = Slettingen kan godkjennes fra { $until }.
