# Trinna i ein rettleiar, og avgjerdene i dei.
GuideFollowed = Arbeidet følgjer frå no av rettleiaren «{ $guide }», versjon { $version }.
StepDecisionTaken = Avgjort i trinnet «{ $step }» i rettleiaren «{ $guide }», versjon { $version }: { $outcomes }.

GUIDE_NOT_FOR_CASES = Rettleiaren { $guide } handlar om arbeidet til barnevernstenesta, ikkje om arbeidet til eininga med ei sak. Vel ein annan rettleiar.
GUIDE_NOT_FOR_INVESTIGATIONS = Rettleiaren { $guide } seier ikkje noko om det som skjer i ei undersøking. Vel ein annan rettleiar.
GUIDE_NOT_FOR_REPORTS = Rettleiaren { $guide } seier ikkje noko om kva som blir gjort med ei melding. Vel ein annan rettleiar.
GUIDE_UNKNOWN = Rettleiaren { $guide } finst ikkje her. Vel ein av rettleiarane som er lagde inn.
GUIDE_NOT_ADOPTED = Kommunen har ikkje teke i bruk rettleiaren { $guide }. Ta han i bruk først, eller vel ein annan.
GUIDE_NOT_IN_FORCE = Rettleiaren { $guide } kan ikkje takast i bruk { $on }: han er utgått eller gjeld ikkje den dagen. Vel ein versjon som gjeld.
GUIDE_CHANGED = Teksten i rettleiaren { $guide } er ein annan enn den som vart teken i bruk. Legg tilbake den teksten, og gi endringane eit nytt versjonsnummer.
GUIDE_ALREADY_FOLLOWED = Saka følgjer alt rettleiaren { $guide }.
OTHER_GUIDE_VERSION_FOLLOWED = Saka følgjer { $guide }. Ta avgjerda i den versjonen, eller flytt saka til ein annan versjon med grunngjeving.
GUIDE_WITHOUT_LEVEL = Rettleiaren { $guide } har ingen trinn på nivå { $level }, der saka er.
STEP_UNKNOWN = Rettleiaren { $guide } har ikkje noko trinn som heiter { $step }. Vel eit av trinna i rettleiaren.
STEP_ON_OTHER_LEVEL = Trinnet «{ $step }» er ikkje på nivå { $level }, der saka er. Vel eit trinn på det nivået.
OUTCOME_UNKNOWN = Trinnet «{ $step }» har ikkje noko utfall som heiter { $outcome }. Vel eit av utfalla i trinnet.
NOTHING_DECIDED = Vel kva som er avgjort i trinnet «{ $step }».
OUTCOMES_EXCLUDE = Desse utfalla i trinnet «{ $step }» kan ikkje avgjerast saman. Vel eitt av dei.
NOT_THE_STEPS_OWNER = Ingen i rolla { $role } eig trinnet «{ $step }». La den som eig trinnet, ta avgjerda.
STEP_OWNED_ELSEWHERE = Ein { $role } eig trinnet «{ $step }» andre stader, men ikkje når saka høyrer til { $arena }. La den som eig trinnet der, ta avgjerda. Er eininga ført i feil arena, kan leiaren rette det, og då blir heller ikkje dagane før rettinga rekna etter den arenaen.
NOT_THE_RELAY_HOLDER = Trinnet «{ $step }» er stafetthaldaren sitt, og denne personen var ikkje stafetthaldar i saka den dagen. La den som var det, ta avgjerda, eller gi rett dag; skal ein annan avgjere frå no av, la stafetten gå vidare først.
STEP_TAKES_TWO = Trinnet «{ $step }» blir avgjort saman med ein i rolla { $role }, som er ein annan person enn den som avgjer. Skriv kven det er.
