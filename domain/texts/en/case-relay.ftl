# The relay holder, who coordinates the bodies on level 3.
RelayHolderAssigned = A relay holder was assigned.
RelayHolderChanged = Another took over as relay holder.

RELAY_HOLDER_MISSING = The case has no relay holder, and on level 3 it must have one. Assign a relay holder, or name one when the case is lifted.
RELAY_HOLDER_ALREADY_ASSIGNED = The case has a relay holder already. Let that person hand over, with reasons.
RELAY_HOLDER_UNCHANGED = This person holds the relay already. Name who takes over.
