# Søsken: se hele familien, ikke bare enkeltbarnet.
SiblingLinked = Et søsken ble knyttet til saken.
NoSiblingsConfirmed = Barnet har ikke søsken.
SiblingsLeftUnknown = Det er ikke kjent om barnet har søsken.

SIBLING_IS_CHILD = Dette er barnet saken gjelder. Oppgi et søsken.
SIBLING_ALREADY_LINKED = Dette søskenet er allerede knyttet til saken.
SIBLINGS_LINKED = Det er knyttet søsken til saken.
SIBLING_LINKED_ELSEWHERE = I en annen sak er det knyttet søsken til barnet. Knytt dem til denne saken også, eller oppgi at det ikke er kjent om barnet har søsken.
SIBLINGS_UNANSWERED = Det er ikke avklart om barnet har søsken. Knytt søsken til saken, bekreft at det ikke er noen, eller oppgi at det ikke er kjent.
