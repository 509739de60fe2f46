# Trinnene i en veileder, og beslutningene i dem.
GuideFollowed = Arbeidet følger fra nå av veilederen «{ $guide }», versjon { $version }.
StepDecisionTaken = Besluttet i trinnet «{ $step }» i veilederen «{ $guide }», versjon { $version }: { $outcomes }.

GUIDE_NOT_FOR_CASES = Veilederen { $guide } handler om barnevernstjenestens arbeid, ikke om enhetens arbeid med en sak. Velg en annen veileder.
GUIDE_NOT_FOR_INVESTIGATIONS = Veilederen { $guide } sier ikke noe om det som skjer i en undersøkelse. Velg en annen veileder.
GUIDE_NOT_FOR_REPORTS = Veilederen { $guide } sier ikke noe om hva som gjøres med en melding. Velg en annen veileder.
GUIDE_UNKNOWN = Veilederen { $guide } finnes ikke her. Velg en av veilederne som er lagt inn.
GUIDE_NOT_ADOPTED = Kommunen har ikke tatt i bruk veilederen { $guide }. Ta den i bruk først, eller velg en annen.
GUIDE_NOT_IN_FORCE = Veilederen { $guide } kan ikke tas i bruk { $on }: den er utgått eller gjelder ikke den dagen. Velg en versjon som gjelder.
GUIDE_CHANGED = Teksten i veilederen { $guide } er en annen enn den som ble tatt i bruk. Legg tilbake den teksten, og gi endringene et nytt versjonsnummer.
GUIDE_ALREADY_FOLLOWED = Saken følger allerede veilederen { $guide }.
OTHER_GUIDE_VERSION_FOLLOWED = Saken følger { $guide }. Ta beslutningen i den versjonen, eller flytt saken til en annen versjon med begrunnelse.
GUIDE_WITHOUT_LEVEL = Veilederen { $guide } har ingen trinn på nivå { $level }, der saken er.
STEP_UNKNOWN = Veilederen { $guide } har ikke noe trinn som heter { $step }. Velg et av trinnene i veilederen.
STEP_ON_OTHER_LEVEL = Trinnet «{ $step }» er ikke på nivå { $level }, der saken er. Velg et trinn på det nivået.
OUTCOME_UNKNOWN = Trinnet «{ $step }» har ikke noe utfall som heter { $outcome }. Velg et av utfallene i trinnet.
NOTHING_DECIDED = Velg hva som er besluttet i trinnet «{ $step }».
OUTCOMES_EXCLUDE = Disse utfallene i trinnet «{ $step }» kan ikke besluttes sammen. Velg ett av dem.
NOT_THE_STEPS_OWNER = Trinnet «{ $step }» eies ikke av noen i rollen { $role }. La den som eier trinnet, ta beslutningen.
STEP_OWNED_ELSEWHERE = En { $role } eier trinnet «{ $step }» andre steder, men ikke når saken hører til { $arena }. La den som eier trinnet der, ta beslutningen. Er enheten ført i feil arena, kan lederen rette det, og da regnes heller ikke dagene før rettingen etter den arenaen.
NOT_THE_RELAY_HOLDER = Trinnet «{ $step }» eies av stafettholderen, og denne personen var ikke stafettholder i saken den dagen. La den som var det, ta beslutningen, eller oppgi riktig dag; skal en annen beslutte fra nå av, la stafetten gå videre først.
STEP_TAKES_TWO = Trinnet «{ $step }» besluttes sammen med en i rollen { $role }, som er en annen person enn den som beslutter. Oppgi hvem det er.
