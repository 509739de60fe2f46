# Stafettholderen, som samordner instansene på nivå 3.
RelayHolderAssigned = En stafettholder ble utpekt.
RelayHolderChanged = En annen tok over som stafettholder.

RELAY_HOLDER_MISSING = Saken har ingen stafettholder, og på nivå 3 skal den ha én. Utpek en stafettholder, eller oppgi hvem det er når saken løftes.
RELAY_HOLDER_ALREADY_ASSIGNED = Saken har allerede en stafettholder. La den personen gi stafetten videre, med begrunnelse.
RELAY_HOLDER_UNCHANGED = Denne personen er allerede stafettholder. Oppgi hvem som tar over.
