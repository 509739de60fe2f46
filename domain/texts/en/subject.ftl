# Restriction and erasure of a person's data.
SubjectRestricted = The data were restricted: { $ground }.
RestrictionLifted = The restriction was lifted.
ErasureRequested = Erasure was asked for: { $basis }. It can be approved from { $from }.
ErasureRequestWithdrawn = The request for erasure was withdrawn.
ErasureRejected = The request for erasure was turned down.
ErasureApproved = A second person approved the erasure.
SubjectErased = The person was erased: { $basis }.

SUBJECT_ERASED = The person was erased. Nothing more can be recorded of that person here; a new concern begins anew.
NOT_RESTRICTED = The person's data are not restricted. Restriction comes before erasure: restrict first.
ERASURE_AWAITED = A request for erasure awaits its answer. Approve, reject or withdraw it first.
ERASURE_NOT_REQUESTED = Nobody has asked for this person to be erased.
SECOND_PERSON_REQUIRED = Who asks for an erasure does not approve it. Let a second person look at it.
ERASURE_DELAY_RUNNING = The erasure can be approved from { $until }.
