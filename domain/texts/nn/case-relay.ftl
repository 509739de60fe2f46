# Stafetthaldaren, som samordnar instansane på nivå 3.
RelayHolderAssigned = Ein stafetthaldar vart peikt ut.
RelayHolderChanged = Ein annan tok over som stafetthaldar.

RELAY_HOLDER_MISSING = Saka har ingen stafetthaldar, og på nivå 3 skal ho ha éin. Peik ut ein stafetthaldar, eller oppgi kven det er når saka blir løfta.
RELAY_HOLDER_ALREADY_ASSIGNED = Saka har alt ein stafetthaldar. La den personen gi stafetten vidare, med grunngjeving.
RELAY_HOLDER_UNCHANGED = Denne personen er alt stafetthaldar. Oppgi kven som tek over.
