# Siblings: see the whole family, not the one child alone.
SiblingLinked = A sibling was linked to the case.
NoSiblingsConfirmed = The child has no siblings.
SiblingsLeftUnknown = It is not known whether the child has siblings.

SIBLING_IS_CHILD = This is the child the case is about. Name a sibling.
SIBLING_ALREADY_LINKED = This sibling is linked to the case already.
SIBLINGS_LINKED = Siblings are linked to the case.
SIBLING_LINKED_ELSEWHERE = Another case links siblings to the child. Link them to this one as well, or say that it is not known whether the child has siblings.
SIBLINGS_UNANSWERED = It is not settled whether the child has siblings. Link siblings, confirm that there are none, or say that it is not known.
