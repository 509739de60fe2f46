# Siblings: see the whole family, not the one child alone.
SiblingLinked = A sibling was linked to the case.
NoSiblingsConfirmed = The child has no siblings.
SiblingsLeftUnknown = It is not known whether the child has siblings.

SIBLING_IS_CHILD = This is the child the case is about. Name a sibling.
SIBLING_ALREADY_LINKED = This sibling is linked to the case already.
SIBLINGS_LINKED = Siblings are linked to the case.
SIBLINGS_UNANSWERED = It is not settled whether the child has siblings. Link siblings, confirm that there are none, or say that it is not known.
