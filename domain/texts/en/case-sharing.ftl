# Sharing of information between services, and what follows when somebody says no.
SharingExceptionAssessed = { $allowed ->
        [yes] Information may be shared without consent
       *[no] Information may not be shared without consent
    }, assessed under { $law }.
RefusalAccepted = A refusal of consent was accepted with reasons.
DisclosureOrdered = An order for information from { $body }, of { $day }: { $categories }.
DisclosureOrderClosed = It was decided with reasons that no more is told on the order of { $day } from { $body }.
InformationShared = { $back ->
        [yes] The unit received information back from { $body }
       *[no] Information was shared with { $body }
    }: { $categories }. Basis: { $basis }.

SharingBasis-Consent = consent
SharingBasis-Duty = a duty to disclose
SharingBasis-Necessity = very weighty considerations
SharingBasis-Exception = an assessed exception from confidentiality
Uncovered-Day = the day
Uncovered-Purpose = sharing of information
Uncovered-Recipient = the recipient
Uncovered-Unit = the unit of the recipient, or it was not said which one it is
Uncovered-Direction = the way the information goes
Uncovered-Category = this information

REFUSAL_UNRESOLVED = Consent was refused or withdrawn in alternative B or C, and what follows from that is not settled. Assess an exception from confidentiality, choose alternative D, or accept the answer with reasons.
NO_OPEN_REFUSAL = No refusal of this consent waits for an answer.
NOTHING_TO_SHARE = Say what kind of information it is about and who may have it: { $field } is empty.
SERVICE_UNNAMED = Name each service in { $field }: without the name nobody knows which one it is.
UNIT_TOLD_NEEDLESSLY = Leave { $field } out: which unit of the service was asked may tell where the child is. Only a service that is known by its name alone is named.
SHARING_NOT_COVERED = The basis does not cover { $what }. Ask for consent that does, or name another basis.
NO_BASIS_FOR_SHARING = Nothing is shared on this basis: { $topic }. Name a duty to disclose, a consent or an assessed exception.
NO_EXCEPTION_ON_BASIS = No exception is assessed on this basis: { $topic }. Name { $name }, sharing of information with other authorities. Where it is a duty to disclose, share the information on that directly.
EXCEPTION_UNKNOWN = There is no such assessment in this case.
EXCEPTION_ALREADY_ASSESSED = An assessment was recorded under this id. Record a new one.
EXCEPTION_NOT_ALLOWED = The information may not be shared on this assessment: it came to a no, a later one did, or the case has ended since. Assess it anew, or ask for consent.
DUTY_MET_BY_REPORT = The duty to report is met by a report, and nothing else takes its place. Send it first; what is shared afterwards adds to it. In an emergency, make emergency contact.
ORDER_UNNAMED = Give the day of the child welfare service's order that is answered, instead of the duty alone.
ORDER_NOT_RECEIVED = No order of { $day } is recorded from the one who is to have the information. Record the order with what is asked, or name another basis.
ORDER_NOT_OPEN = All that was ordered on { $day } was told, or the order is closed. Where more is ordered, record the new order first.
