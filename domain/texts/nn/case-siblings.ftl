# Sysken: sjå heile familien, ikkje berre det eine barnet.
SiblingLinked = Eit sysken vart knytt til saka.
NoSiblingsConfirmed = Barnet har ikkje sysken.
SiblingsLeftUnknown = Det er ikkje kjent om barnet har sysken.

SIBLING_IS_CHILD = Dette er barnet saka gjeld. Oppgi eit sysken.
SIBLING_ALREADY_LINKED = Dette syskenet er alt knytt til saka.
SIBLINGS_LINKED = Det er knytt sysken til saka.
SIBLING_LINKED_ELSEWHERE = I ei anna sak er det knytt sysken til barnet. Knyt dei til denne saka òg, eller oppgi at det ikkje er kjent om barnet har sysken.
SIBLINGS_UNANSWERED = Det er ikkje avklart om barnet har sysken. Knyt sysken til saka, stadfest at det ikkje er nokon, eller oppgi at det ikkje er kjent.
