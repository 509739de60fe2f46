//! What the demo's people write, in bokmål and nynorsk.
//!
//! Observations say what was seen or heard; what somebody makes of it stands apart. Everything is invented.

use std::borrow::Cow;

use case_ledger_domain::case::{AcuteCategory, CaseOutcome, ConcernSubject, Degree, EvaluatedAs, WithholdingGround};
use case_ledger_domain::investigation::{FollowUpEndReason, InvestigationOutcome, ParticipationKind};
use case_ledger_domain::law::DutyCondition;
use case_ledger_domain::report::TriageOutcome;

use super::dice::Dice;

/// A text in bokmål and in nynorsk.
///
/// `{barn}` stands for the child's first name, `{han}`, `{ham}` and `{hans}` for the pronouns, `{kl}` and `{kf}` for a
/// time in the afternoon and in the forenoon, `{n}` for a small number in words, `{dag}` for a weekday.
pub(super) type Said = [&'static str; 2];

/// The two written languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Bokmal,
    Nynorsk,
}

/// What kind of place a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arena {
    Kindergarten,
    School,
    HealthStation,
}

/// Whom a text is about.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) child: String,
    pub(super) girl: bool,
}

impl Words {
    /// The text with its blanks filled in.
    pub(super) fn fill(&self, said: &Said, dice: &mut Dice) -> String {
        let nynorsk = self.language == Language::Nynorsk;
        let mut filled = String::with_capacity(said[0].len() + 16);
        let mut rest = said[usize::from(nynorsk)];
        while let Some((before, after)) = rest.split_once('{') {
            let (blank, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            let word: Cow<'_, str> = match blank {
                "barn" | "Barn" => self.child.as_str().into(),
                "han" if self.girl => (if nynorsk { "ho" } else { "hun" }).into(),
                "ham" if self.girl => "henne".into(),
                "hans" if self.girl => (if nynorsk { "hennar" } else { "hennes" }).into(),
                "ham" if nynorsk => "han".into(),
                "kl" => format!("16.{}", 30 + dice.below(29)).into(),
                "kf" => format!("{}.{:02}", 9 + dice.below(3), dice.below(60)).into(),
                "n" => dice.word(&["to", "tre", "fire", "fem"]).into(),
                "dag" if nynorsk => dice.word(&["måndag", "tysdag", "onsdag", "torsdag", "fredag"]).into(),
                "dag" => dice.word(&["mandag", "tirsdag", "onsdag", "torsdag", "fredag"]).into(),
                // The blanks of a boy in bokmål bear the words that fill them.
                other => other.into(),
            };
            filled.push_str(&word);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// A sentence for the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    /// Where it can have been seen; everywhere when `None`.
    pub(super) arena: Option<Arena>,
    /// Whether somebody said it.
    pub(super) is_said: bool,
    pub(super) text: Said,
}

const fn in_kindergarten(text: Said) -> Sentence {
    Sentence { arena: Some(Arena::Kindergarten), is_said: false, text }
}

const fn in_school(text: Said) -> Sentence {
    Sentence { arena: Some(Arena::School), is_said: false, text }
}

const fn seen(text: Said) -> Sentence {
    Sentence { arena: None, is_said: false, text }
}

const fn heard(text: Said) -> Sentence {
    Sentence { arena: None, is_said: true, text }
}

/// What a case is about, so that its texts hang together.
#[derive(Debug)]
pub(super) struct Theme {
    /// How often a case with this theme comes to a report, in percent.
    pub(super) reported: u64,
    /// Whether it can be about immediate danger.
    pub(super) grave: bool,
    pub(super) about: ConcernSubject,
    pub(super) duty: DutyCondition,
    pub(super) acute: AcuteCategory,
    pub(super) ground: WithholdingGround,
    /// The register's content codes, with those that hold until 2025 before those that hold after.
    pub(super) codes: &'static [&'static str],
    pub(super) concerns: [Said; 2],
    pub(super) observations: [Sentence; 7],
    pub(super) meanings: [Said; 2],
    pub(super) child_says: [Said; 3],
    /// What guardians say who want help, and who do not.
    pub(super) guardian_says: [Said; 2],
    /// A report from within the universal arena.
    pub(super) reports: Said,
    /// A report by another public service.
    pub(super) service_reports: Said,
    /// A report by a private person.
    pub(super) neighbour_reports: Said,
}

/// What the demo's cases are about.
pub(super) static THEMES: [Theme; 8] = [
    Theme {
        reported: 45,
        grave: false,
        about: ConcernSubject::Both,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::OtherSeriousNeglect,
        ground: WithholdingGround::OtherSeriousNeglect,
        codes: &["8", "4", "21", "2.1.02", "2.1.03"],
        concerns: [
            [
                "{barn} kommer ofte uten mat og uten klær etter været. Det har blitt tydeligere de siste ukene.",
                "{barn} kjem ofte utan mat og utan klede etter vêret. Det har vorte tydelegare dei siste vekene.",
            ],
            [
                "Vi er bekymret for den daglige omsorgen for {barn}. Henting, mat og stell glipper gang på gang.",
                "Vi er uroa for den daglege omsorga for {barn}. Henting, mat og stell glepp gong på gong.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} ble hentet klokken {kl}. Avtalen var klokken 16, og ingen hadde gitt beskjed.",
                "{barn} vart henta klokka {kl}. Avtalen var klokka 16, og ingen hadde gitt beskjed.",
            ]),
            in_kindergarten([
                "{barn} hadde på den samme våte dressen som dagen før. Det lå ikke skifteklær i hyllen.",
                "{barn} hadde på den same våte dressen som dagen før. Det låg ikkje skifteklede i hylla.",
            ]),
            in_school([
                "{barn} hadde ikke med matpakke, for tredje dag denne uken, og spiste {n} brødskiver på skolekjøkkenet.",
                "{barn} hadde ikkje med matpakke, for tredje dag denne veka, og åt {n} brødskiver på skulekjøkkenet.",
            ]),
            in_school([
                "{barn} kom i joggesko i snøen og sa at vinterskoene var blitt for små.",
                "{barn} kom i joggesko i snøen og sa at vinterskoa var vortne for små.",
            ]),
            seen([
                "{barn} luktet urin da {han} kom. Genseren hadde de samme flekkene som i går.",
                "{barn} lukta urin då {han} kom. Genseren hadde dei same flekkane som i går.",
            ]),
            heard(["{barn} sa: «Jeg laget frokosten selv. De sov.»", "{barn} sa: «Eg laga frukosten sjølv. Dei sov.»"]),
            seen([
                "{barn} sovnet sittende klokken {kf} og våknet ikke da vi snakket til {ham}.",
                "{barn} sovna sitjande klokka {kf} og vakna ikkje då vi snakka til {han}.",
            ]),
        ],
        meanings: [
            [
                "Det kan se ut som om {barn} er mye overlatt til seg selv.",
                "Det kan sjå ut som om {barn} er mykje overlaten til seg sjølv.",
            ],
            [
                "Vi lurer på om familien har for mye å bære akkurat nå.",
                "Vi lurer på om familien har for mykje å bere akkurat no.",
            ],
        ],
        child_says: [
            ["Jeg kan lage mat selv.", "Eg kan lage mat sjølv."],
            ["Jeg er mest sulten om kvelden.", "Eg er mest svolten om kvelden."],
            ["Mamma er så trøtt. Da er jeg stille.", "Mamma er så trøytt. Då er eg stille."],
        ],
        guardian_says: [
            [
                "Begge arbeider skift, og de rekker ikke alt. De vil gjerne ha hjelp til å få hverdagen til å henge sammen.",
                "Begge arbeider skift, og dei rekk ikkje alt. Dei vil gjerne ha hjelp til å få kvardagen til å henge saman.",
            ],
            [
                "De synes vi overdriver. Alle barn kan glemme matpakken en gang.",
                "Dei synest vi overdriv. Alle barn kan gløyme matpakken ein gong.",
            ],
        ],
        reports: [
            "Gjennom flere uker har {barn} manglet mat, klær etter været og tilsyn. Vi har snakket med foresatte og prøvd tiltak her, uten at det har endret seg.",
            "Gjennom fleire veker har {barn} mangla mat, klede etter vêret og tilsyn. Vi har snakka med føresette og prøvd tiltak her, utan at det har endra seg.",
        ],
        service_reports: [
            "Ved hjemmebesøk i annet ærend var det lite mat i huset, kaldt, og barnet var alene hjemme i {n} timer.",
            "Ved heimebesøk i anna ærend var det lite mat i huset, kaldt, og barnet var åleine heime i {n} timar.",
        ],
        neighbour_reports: [
            "Barnet går ofte alene ute til sent på kvelden og har spurt oss om mat flere ganger.",
            "Barnet går ofte åleine ute til seint på kvelden og har spurt oss om mat fleire gonger.",
        ],
    },
    Theme {
        reported: 25,
        grave: false,
        about: ConcernSubject::Child,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::DangerToLifeOrHealth,
        ground: WithholdingGround::LifeOrHealthInSeriousDanger,
        codes: &["14", "22", "1.1.02", "1.3.06"],
        concerns: [
            [
                "{barn} har trukket seg tilbake og sier lite. Slik har vi ikke kjent {ham} før.",
                "{barn} har trekt seg tilbake og seier lite. Slik har vi ikkje kjent {ham} før.",
            ],
            [
                "{barn} gråter ofte uten at vi finner grunnen, og vil sjelden være med på det {han} likte før.",
                "{barn} græt ofte utan at vi finn grunnen, og vil sjeldan vere med på det {han} likte før.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} satt under garderobebenken i {n} kvarter og ville ikke ha noen nær seg.",
                "{barn} sat under garderobebenken i {n} kvarter og ville ikkje ha nokon nær seg.",
            ]),
            in_kindergarten([
                "{barn} gråt stille da de andre sang i samlingsstunden, og tørket tårene med ermet.",
                "{barn} gret stille då dei andre song i samlingsstunda, og tørka tårene med ermet.",
            ]),
            in_school([
                "{barn} sto ved gjerdet hele friminuttet. Minst {n} barn spurte om {han} ville være med, og {han} ristet på hodet.",
                "{barn} stod ved gjerdet heile friminuttet. Minst {n} barn spurde om {han} ville vere med, og {han} rista på hovudet.",
            ]),
            in_school([
                "{barn} leverte et tomt ark i norsktimen. Nederst hadde {han} skrevet «det er det samme».",
                "{barn} leverte eit tomt ark i norsktimen. Nedst hadde {han} skrive «det er det same».",
            ]),
            heard(["{barn} sa: «Jeg vil helst sove hele tiden.»", "{barn} sa: «Eg vil helst sove heile tida.»"]),
            seen([
                "{barn} svarte ikke da vi spurte hvordan {han} hadde det, og så ned i {n} minutter.",
                "{barn} svara ikkje då vi spurde korleis {han} hadde det, og såg ned i {n} minutt.",
            ]),
            seen([
                "{barn} hadde mørke ringer under øynene og gjespet gjennom hele samtalen.",
                "{barn} hadde mørke ringar under auga og gjespa gjennom heile samtalen.",
            ]),
        ],
        meanings: [
            ["{barn} virker nedfor og ensom.", "{barn} verkar nedfor og einsam."],
            [
                "Forandringen kom omtrent da familien flyttet. Det kan henge sammen.",
                "Forandringa kom om lag då familien flytta. Det kan henge saman.",
            ],
        ],
        child_says: [
            ["Jeg har vondt i magen om morgenen.", "Eg har vondt i magen om morgonen."],
            ["Ingen merker om jeg er der.", "Ingen merkar om eg er der."],
            ["Det er best når det er stille.", "Det er best når det er stille."],
        ],
        guardian_says: [
            [
                "De har sett det samme hjemme og har vært usikre på hvem de skulle spørre.",
                "Dei har sett det same heime og har vore usikre på kven dei skulle spørje.",
            ],
            [
                "De mener det går over av seg selv, og vil ikke at barnet skal bli et tema.",
                "Dei meiner det går over av seg sjølv, og vil ikkje at barnet skal bli eit tema.",
            ],
        ],
        reports: [
            "{barn} har over lang tid vært trist, spist lite og sagt at {han} vil sove hele tiden. Foresatte har ikke fulgt opp tilbudene {han} har fått.",
            "{barn} har over lang tid vore trist, ete lite og sagt at {han} vil sove heile tida. Føresette har ikkje følgt opp tilboda {han} har fått.",
        ],
        service_reports: [
            "Barnet er henvist til oss, men blir ikke fulgt til avtalene. Ingen har møtt til {n} timer på rad.",
            "Barnet er tilvist til oss, men blir ikkje følgt til avtalene. Ingen har møtt til {n} timar på rad.",
        ],
        neighbour_reports: [
            "Jeg er i slekt med familien. Barnet ligger mest på rommet, og ingen av de voksne snakker med det.",
            "Eg er i slekt med familien. Barnet ligg mest på rommet, og ingen av dei vaksne snakkar med det.",
        ],
    },
    Theme {
        reported: 25,
        grave: false,
        about: ConcernSubject::Parents,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::Abduction,
        ground: WithholdingGround::ViolenceOrThreatsAsPower,
        codes: &["6", "24", "2.4.03", "2.4.04"],
        concerns: [
            [
                "Foreldrene til {barn} krangler høyt når de møtes her, og {barn} står mellom dem.",
                "Foreldra til {barn} kranglar høgt når dei møtest her, og {barn} står mellom dei.",
            ],
            [
                "Etter bruddet får {barn} bære beskjeder mellom foreldrene. {Barn} er på vakt når det er bytte.",
                "Etter brotet får {barn} bere beskjedar mellom foreldra. {Barn} er på vakt når det er byte.",
            ],
        ],
        observations: [
            in_kindergarten([
                "Ved henting {dag} ropte de voksne til hverandre i garderoben. {barn} holdt seg for ørene.",
                "Ved henting {dag} ropte dei vaksne til kvarandre i garderoben. {barn} heldt seg for øyra.",
            ]),
            in_kindergarten([
                "{barn} lekte med dukkene og sa {n} ganger: «Nå skal du til pappa, og du får ikke lov å gråte.»",
                "{barn} leika med dokkene og sa {n} gonger: «No skal du til pappa, og du får ikkje lov å gråte.»",
            ]),
            in_school([
                "{barn} spurte {n} ganger før timen var slutt hvem som skulle hente i dag.",
                "{barn} spurde {n} gonger før timen var slutt kven som skulle hente i dag.",
            ]),
            in_school([
                "Begge foreldrene kom til utviklingssamtalen og snakket bare til hverandre. {barn} gikk ut etter ti minutter.",
                "Begge foreldra kom til utviklingssamtalen og snakka berre til kvarandre. {barn} gjekk ut etter ti minutt.",
            ]),
            heard([
                "{barn} sa: «Jeg må ikke fortelle hvem som var på besøk.»",
                "{barn} sa: «Eg må ikkje fortelje kven som var på besøk.»",
            ]),
            seen([
                "{barn} ble hvit i ansiktet da telefonen til mor ringte, og gikk og stilte seg ved døren.",
                "{barn} vart kvit i andletet då telefonen til mor ringde, og gjekk og stilte seg ved døra.",
            ]),
            seen([
                "Far ringte klokken {kf} og sa at mor ikke hadde lov til å hente. Mor ringte en time senere og sa det motsatte.",
                "Far ringde klokka {kf} og sa at mor ikkje hadde lov til å hente. Mor ringde ein time seinare og sa det motsette.",
            ]),
        ],
        meanings: [
            [
                "{barn} ser ut til å ta ansvar for at de voksne ikke skal bli sinte.",
                "{barn} ser ut til å ta ansvar for at dei vaksne ikkje skal bli sinte.",
            ],
            ["Vi tror at {barn} er redd for å velge side.", "Vi trur at {barn} er redd for å velje side."],
        ],
        child_says: [
            ["Når de krangler, teller jeg til hundre.", "Når dei kranglar, tel eg til hundre."],
            [
                "Jeg vil at de skal snakke med hverandre og ikke med meg.",
                "Eg vil at dei skal snakke med kvarandre og ikkje med meg.",
            ],
            ["Bytte er det verste.", "Byte er det verste."],
        ],
        guardian_says: [
            [
                "De har søkt time hos familievernkontoret og vil prøve å skrive beskjedene selv.",
                "Dei har søkt time hos familievernkontoret og vil prøve å skrive beskjedane sjølve.",
            ],
            [
                "Hver av dem mener at den andre er grunnen. Begge sier at de vil at barnet skal ha det bra.",
                "Kvar av dei meiner at den andre er grunnen. Begge seier at dei vil at barnet skal ha det bra.",
            ],
        ],
        reports: [
            "Konflikten mellom foreldrene går ut over {barn}, som er redd ved bytte, sover lite og bærer beskjeder. Veiledning har ikke hjulpet.",
            "Konflikten mellom foreldra går ut over {barn}, som er redd ved byte, søv lite og ber beskjedar. Rettleiing har ikkje hjelpt.",
        ],
        service_reports: [
            "Patruljen ble sendt til adressen etter høy krangel. Ingen var skadet. Barnet satt våkent på trappen klokken halv ett om natten.",
            "Patruljen vart send til adressa etter høg krangel. Ingen var skadde. Barnet sat vakent på trappa klokka halv eitt om natta.",
        ],
        neighbour_reports: [
            "Det er roping gjennom veggen {n} kvelder i uken, og vi hører at barnet gråter.",
            "Det er roping gjennom veggen {n} kveldar i veka, og vi høyrer at barnet græt.",
        ],
    },
    Theme {
        reported: 80,
        grave: true,
        about: ConcernSubject::Both,
        duty: DutyCondition::Abuse,
        acute: AcuteCategory::Violence,
        ground: WithholdingGround::Violence,
        codes: &["7", "9", "2.4.02", "2.4.05"],
        concerns: [
            [
                "{barn} blir redd når voksne hever stemmen, og har fortalt om slag hjemme.",
                "{barn} blir redd når vaksne hevar røysta, og har fortalt om slag heime.",
            ],
            [
                "{barn} har hatt merker på kroppen flere ganger, og forklaringene stemmer ikke overens.",
                "{barn} har hatt merke på kroppen fleire gonger, og forklaringane stemmer ikkje overeins.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} krøp sammen og la armene over hodet da en kopp falt i gulvet.",
                "{barn} kraup saman og la armane over hovudet då ein kopp fall i golvet.",
            ]),
            in_kindergarten([
                "Ved klesskift så vi {n} gulblå merker øverst på ryggen til {barn}, på størrelse med en femkrone.",
                "Ved klesskift såg vi {n} gulblå merke øvst på ryggen til {barn}, på storleik med ein femkrone.",
            ]),
            in_school([
                "{barn} ville ikke skifte til gym og holdt fast i ermene. Et rødt merke var synlig på håndleddet.",
                "{barn} ville ikkje skifte til gym og heldt fast i erma. Eit raudt merke var synleg på handleddet.",
            ]),
            in_school([
                "{barn} begynte å skjelve da læreren sa at skolen ville ringe hjem, og ba {n} ganger om at vi ikke måtte gjøre det.",
                "{barn} byrja å skjelve då læraren sa at skulen ville ringje heim, og bad {n} gonger om at vi ikkje måtte gjere det.",
            ]),
            heard([
                "{barn} sa: «Når han er sint, må vi gjemme oss i skapet.»",
                "{barn} sa: «Når han er sint, må vi gøyme oss i skåpet.»",
            ]),
            heard([
                "{barn} sa: «Det gjør ikke vondt når jeg tenker på noe annet.»",
                "{barn} sa: «Det gjer ikkje vondt når eg tenkjer på noko anna.»",
            ]),
            seen([
                "{barn} flyttet stolen slik at {han} kunne se døren, og snudde seg hver gang den gikk opp.",
                "{barn} flytta stolen slik at {han} kunne sjå døra, og snudde seg kvar gong ho gjekk opp.",
            ]),
        ],
        meanings: [
            [
                "Det {barn} sier og gjør, gir grunn til å tro at {han} lever med vold.",
                "Det {barn} seier og gjer, gir grunn til å tru at {han} lever med vald.",
            ],
            [
                "Merkene kan ha flere årsaker. Vi har ikke spurt mer enn det {barn} selv begynte å fortelle.",
                "Merka kan ha fleire årsaker. Vi har ikkje spurt meir enn det {barn} sjølv byrja å fortelje.",
            ],
        ],
        child_says: [
            ["Du må ikke si det til noen.", "Du må ikkje seie det til nokon."],
            ["Han blir bare sint når jeg gjør noe galt.", "Han blir berre sint når eg gjer noko gale."],
            ["Lillebror sover hos meg da.", "Veslebror søv hos meg då."],
        ],
        guardian_says: [
            [
                "Mor vil ikke snakke om det når far er til stede, og ber om å få komme tilbake alene.",
                "Mor vil ikkje snakke om det når far er til stades, og bed om å få kome tilbake åleine.",
            ],
            [
                "Hjemme er det strenge regler, sier de, men ingen slår.",
                "Heime er det strenge reglar, seier dei, men ingen slår.",
            ],
        ],
        reports: [
            "{barn} har fortalt om slag og om å gjemme seg, og vi har sett merker på kroppen. Det {han} har sagt, er gjengitt ordrett i loggen.",
            "{barn} har fortalt om slag og om å gøyme seg, og vi har sett merke på kroppen. Det {han} har sagt, er attgitt ordrett i loggen.",
        ],
        service_reports: [
            "Barnet ble undersøkt hos oss etter det som ble forklart som et fall. Skadene passer dårlig med forklaringen.",
            "Barnet vart undersøkt hos oss etter det som vart forklart som eit fall. Skadane passar dårleg med forklaringa.",
        ],
        neighbour_reports: [
            "Jeg så at barnet ble dratt etter armen over gårdsplassen og slått i bakhodet.",
            "Eg såg at barnet vart drege etter armen over tunet og slått i bakhovudet.",
        ],
    },
    Theme {
        reported: 55,
        grave: true,
        about: ConcernSubject::Parents,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::DangerToLifeOrHealth,
        ground: WithholdingGround::OtherSeriousNeglect,
        codes: &["3", "2", "3.1.08", "3.1.03"],
        concerns: [
            [
                "En av foreldrene til {barn} har vært beruset her flere ganger. Vi er usikre på hva {barn} kommer hjem til.",
                "Ein av foreldra til {barn} har vore rusa her fleire gonger. Vi er usikre på kva {barn} kjem heim til.",
            ],
            [
                "{barn} tar mye ansvar hjemme og snakker om at mamma er syk. Vi vet ikke hvem som passer på {barn}.",
                "{barn} tek mykje ansvar heime og snakkar om at mamma er sjuk. Vi veit ikkje kven som passar på {barn}.",
            ],
        ],
        observations: [
            in_kindergarten([
                "Far luktet alkohol ved henting klokken {kl} og støttet seg til veggen. Bestemor ble ringt og hentet {barn}.",
                "Far lukta alkohol ved henting klokka {kl} og støtta seg til veggen. Bestemor vart ringd og henta {barn}.",
            ]),
            in_kindergarten([
                "Mor satt i bilen i {n} kvarter før hun kom inn. Hun gråt og snakket utydelig.",
                "Mor sat i bilen i {n} kvarter før ho kom inn. Ho gret og snakka utydeleg.",
            ]),
            in_school([
                "{barn} ringte hjem {n} ganger i løpet av dagen for å høre om mamma var våken.",
                "{barn} ringde heim {n} gonger i løpet av dagen for å høyre om mamma var vaken.",
            ]),
            in_school([
                "{barn} kom klokken {kf} og sa at {han} måtte følge søsken først.",
                "{barn} kom klokka {kf} og sa at {han} måtte følgje sysken først.",
            ]),
            heard([
                "{barn} sa: «Jeg tømmer flaskene når de har sovnet.»",
                "{barn} sa: «Eg tømer flaskene når dei har sovna.»",
            ]),
            seen([
                "Ved avtalt time kom ingen. Da vi ringte, tok {barn} telefonen og sa at mamma ikke kunne snakke.",
                "Til avtalt time kom ingen. Då vi ringde, tok {barn} telefonen og sa at mamma ikkje kunne snakke.",
            ]),
            seen([
                "{barn} så nøye på mor da hun kom inn, og la hånden på armen hennes før {han} sa noe.",
                "{barn} såg nøye på mor då ho kom inn, og la handa på armen hennar før {han} sa noko.",
            ]),
        ],
        meanings: [
            [
                "{barn} virker vant til å lese hvordan de voksne har det.",
                "{barn} verkar van til å lese korleis dei vaksne har det.",
            ],
            [
                "Vi vet ikke om det er rus eller sykdom. For {barn} er utryggheten den samme.",
                "Vi veit ikkje om det er rus eller sjukdom. For {barn} er utryggleiken den same.",
            ],
        ],
        child_says: [
            ["Jeg hører på lyden i trappen hvordan det blir.", "Eg høyrer på lyden i trappa korleis det blir."],
            ["Jeg passer på mamma.", "Eg passar på mamma."],
            ["I helgen var vi hos mormor, og da sov jeg.", "I helga var vi hos mormor, og då sov eg."],
        ],
        guardian_says: [
            [
                "Mor forteller at hun har fått ny medisin og at det har vært tungt. Hun tar gjerne imot hjelp.",
                "Mor fortel at ho har fått ny medisin og at det har vore tungt. Ho tek gjerne imot hjelp.",
            ],
            [
                "Far sier at det bare var én gang, og at det ikke angår oss.",
                "Far seier at det berre var éin gong, og at det ikkje vedkjem oss.",
            ],
        ],
        reports: [
            "En av foreldrene har vært synlig beruset ved henting {n} ganger, og {barn} forteller at {han} er alene om kveldene.",
            "Ein av foreldra har vore synleg rusa ved henting {n} gonger, og {barn} fortel at {han} er åleine om kveldane.",
        ],
        service_reports: [
            "Forelderen er pasient hos oss og er for tiden ikke i stand til å ha ansvar for barn alene.",
            "Forelderen er pasient hos oss og er for tida ikkje i stand til å ha ansvar for barn åleine.",
        ],
        neighbour_reports: [
            "Det er fest der hver helg, og barnet går ut i trappen og sitter der.",
            "Det er fest der kvar helg, og barnet går ut i trappa og sit der.",
        ],
    },
    Theme {
        reported: 30,
        grave: false,
        about: ConcernSubject::Child,
        duty: DutyCondition::PersistentSeriousBehaviouralDifficulties,
        acute: AcuteCategory::DangerToLifeOrHealth,
        ground: WithholdingGround::EvidenceAtRisk,
        codes: &["17", "16", "25", "1.3.08", "2.3.02"],
        concerns: [
            [
                "{barn} slår og sparker andre barn nesten hver dag. Det vi har prøvd, har ikke virket.",
                "{barn} slår og sparkar andre barn nesten kvar dag. Det vi har prøvd, har ikkje verka.",
            ],
            [
                "{barn} blir så sint at {han} ikke når fram til seg selv, og andre barn er blitt redde for {ham}.",
                "{barn} blir så sint at {han} ikkje når fram til seg sjølv, og andre barn er vortne redde for {ham}.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} bet et annet barn i armen da de ville ha den samme bilen. Det skjedde {n} ganger denne uken.",
                "{barn} beit eit anna barn i armen då dei ville ha den same bilen. Det hende {n} gonger denne veka.",
            ]),
            in_kindergarten([
                "{barn} veltet bordet ved måltidet og løp ut. Det tok {n} kvarter før {han} ville sitte på fanget.",
                "{barn} velta bordet ved måltidet og sprang ut. Det tok {n} kvarter før {han} ville sitje på fanget.",
            ]),
            in_school([
                "{barn} kastet en stol mot tavlen da oppgaven ble delt ut, og gikk hjem uten å si fra.",
                "{barn} kasta ein stol mot tavla då oppgåva vart delt ut, og gjekk heim utan å seie frå.",
            ]),
            in_school([
                "{barn} tok sekken til en medelev og kastet den over gjerdet. Det skjedde {n} ganger denne uken.",
                "{barn} tok sekken til ein medelev og kasta han over gjerdet. Det hende {n} gonger denne veka.",
            ]),
            heard([
                "{barn} sa: «Det er ingen som tror på meg uansett.»",
                "{barn} sa: «Det er ingen som trur på meg uansett.»",
            ]),
            seen([
                "{barn} roet seg etter {n} minutter da en voksen satte seg ved siden av uten å snakke.",
                "{barn} roa seg etter {n} minutt då ein vaksen sette seg ved sida av utan å snakke.",
            ]),
            seen([
                "{barn} slo hånden i veggen så knokene blødde, og gjemte den under bordet da vi spurte.",
                "{barn} slo handa i veggen så knokane blødde, og gøymde ho under bordet då vi spurde.",
            ]),
        ],
        meanings: [
            [
                "Utbruddene kommer oftest ved overganger. {barn} kan trenge mer forutsigbarhet.",
                "Utbrota kjem oftast ved overgangar. {barn} kan trenge meir føreseielege dagar.",
            ],
            ["Vi tror at {barn} er redd når {han} virker sint.", "Vi trur at {barn} er redd når {han} verkar sint."],
        ],
        child_says: [
            ["Det bare svartner.", "Det berre svartnar."],
            ["Jeg vil egentlig ha en venn.", "Eg vil eigentleg ha ein ven."],
            ["De voksne roper også.", "Dei vaksne ropar også."],
        ],
        guardian_says: [
            [
                "De kjenner seg igjen og er slitne. De har bedt om veiledning før, men fikk ikke svar.",
                "Dei kjenner seg att og er slitne. Dei har bede om rettleiing før, men fekk ikkje svar.",
            ],
            ["De mener at det er de andre barna som begynner.", "Dei meiner at det er dei andre barna som byrjar."],
        ],
        reports: [
            "{barn} har over mer enn et halvt år hatt alvorlige utbrudd og skadet seg selv og andre. Tiltak på nivå 1 og 2 er prøvd uten virkning.",
            "{barn} har over meir enn eit halvt år hatt alvorlege utbrot og skadd seg sjølv og andre. Tiltak på nivå 1 og 2 er prøvde utan verknad.",
        ],
        service_reports: [
            "Barnet har skadet andre barn og ble funnet alene ute sent på kvelden {n} ganger på en måned.",
            "Barnet har skadd andre barn og vart funne åleine ute seint på kvelden {n} gonger på ein månad.",
        ],
        neighbour_reports: [
            "Det er slåssing i oppgangen {n} ganger i uken, og ingen voksne kommer ut.",
            "Det er slåsting i oppgangen {n} gonger i veka, og ingen vaksne kjem ut.",
        ],
    },
    Theme {
        reported: 20,
        grave: false,
        about: ConcernSubject::Both,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::OtherSeriousNeglect,
        ground: WithholdingGround::OtherSeriousNeglect,
        codes: &["8", "23", "1.2.01", "1.2.03"],
        concerns: [
            [
                "{barn} har vært mye borte uten at vi får vite hvorfor, og avtaler med hjemmet blir ikke holdt.",
                "{barn} har vore mykje borte utan at vi får vite kvifor, og avtalar med heimen blir ikkje haldne.",
            ],
            [
                "Fraværet til {barn} øker, og {han} får ikke med seg det de andre lærer.",
                "Fråværet til {barn} aukar, og {han} får ikkje med seg det dei andre lærer.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} har vært til stede {n} dager de siste tre ukene. Ingen har meldt fravær.",
                "{barn} har vore til stades {n} dagar dei siste tre vekene. Ingen har meldt fråvær.",
            ]),
            in_kindergarten([
                "{barn} kjente ikke igjen sangene de andre har lært siden jul, og så på oss hele tiden.",
                "{barn} kjende ikkje att songane dei andre har lært sidan jul, og såg på oss heile tida.",
            ]),
            in_school([
                "{barn} kom til skolen klokken {kf}. Det samme skjedde {n} ganger på to uker.",
                "{barn} kom til skulen klokka {kf}. Det same hende {n} gonger på to veker.",
            ]),
            in_school([
                "{barn} hadde udokumentert fravær {n} dager denne uken. Meldinger til hjemmet er ikke besvart.",
                "{barn} hadde udokumentert fråvær {n} dagar denne veka. Meldingar til heimen er ikkje svara på.",
            ]),
            heard([
                "{barn} sa: «Jeg må være hjemme når mamma ikke orker å stå opp.»",
                "{barn} sa: «Eg må vere heime når mamma ikkje orkar å stå opp.»",
            ]),
            seen([
                "Foresatte møtte ikke til avtalt samtale {dag}, heller ikke den andre gangen vi inviterte.",
                "Føresette møtte ikkje til avtalt samtale {dag}, heller ikkje den andre gongen vi inviterte.",
            ]),
            seen([
                "Vi ringte {n} ganger denne uken for å høre hvordan det sto til med {barn}. Ingen svarte.",
                "Vi ringde {n} gonger denne veka for å høyre korleis det stod til med {barn}. Ingen svara.",
            ]),
        ],
        meanings: [
            [
                "Vi vet ikke om det er {barn} som ikke vil, eller hjemmet som ikke får det til.",
                "Vi veit ikkje om det er {barn} som ikkje vil, eller heimen som ikkje får det til.",
            ],
            [
                "{barn} trives når {han} er her. Fraværet handler neppe om mistrivsel.",
                "{barn} trivst når {han} er her. Fråværet handlar neppe om mistrivsel.",
            ],
        ],
        child_says: [
            ["Klokken ringer, men ingen står opp.", "Klokka ringer, men ingen står opp."],
            ["Det er vanskelig å komme når alle har begynt.", "Det er vanskeleg å kome når alle har byrja."],
            ["Jeg liker å være her.", "Eg likar å vere her."],
        ],
        guardian_says: [
            [
                "De har ikke forstått at fravær skal meldes, og vil gjerne ha det forklart på sitt eget språk.",
                "Dei har ikkje forstått at fråvær skal meldast, og vil gjerne ha det forklart på sitt eige språk.",
            ],
            [
                "De mener at vi ikke har noe med det så lenge barnet har det bra hjemme.",
                "Dei meiner at vi ikkje har noko med det så lenge barnet har det bra heime.",
            ],
        ],
        reports: [
            "{barn} har vært borte mer enn halvparten av dagene siste kvartal. Foresatte møter ikke til samtaler, og vi vet ikke hvordan {han} har det.",
            "{barn} har vore borte meir enn halvparten av dagane siste kvartal. Føresette møter ikkje til samtalar, og vi veit ikkje korleis {han} har det.",
        ],
        service_reports: [
            "Barnet er ikke fulgt til {n} avtalte undersøkelser, og familien svarer ikke på brev eller telefon.",
            "Barnet er ikkje følgt til {n} avtalte undersøkingar, og familien svarar ikkje på brev eller telefon.",
        ],
        neighbour_reports: [
            "Barnet er hjemme hele dagen på hverdager, og gardinene er trukket for.",
            "Barnet er heime heile dagen på kvardagar, og gardinene er trekte for.",
        ],
    },
    Theme {
        reported: 8,
        grave: false,
        about: ConcernSubject::Child,
        duty: DutyCondition::SeriousNeglect,
        acute: AcuteCategory::DangerToLifeOrHealth,
        ground: WithholdingGround::EvidenceAtRisk,
        codes: &["17", "14", "1.4.02", "1.4.03"],
        concerns: [
            [
                "{barn} blir stående utenfor leken og har ikke noen å være sammen med.",
                "{barn} blir ståande utanfor leiken og har ikkje nokon å vere saman med.",
            ],
            [
                "{barn} blir ertet, og vi ser at {han} gruer seg til å komme.",
                "{barn} blir erta, og vi ser at {han} gruar seg til å kome.",
            ],
        ],
        observations: [
            in_kindergarten([
                "{barn} spurte {n} barn om å få være med i sandkassen. Alle sa nei, og {han} gikk til en voksen.",
                "{barn} spurde {n} barn om å få vere med i sandkassa. Alle sa nei, og {han} gjekk til ein vaksen.",
            ]),
            in_kindergarten([
                "{barn} holdt fast i jakken til far i {n} minutter ved levering og ville ikke slippe.",
                "{barn} heldt fast i jakka til far i {n} minutt ved levering og ville ikkje sleppe.",
            ]),
            in_school([
                "Hele {n} elever flyttet seg til et annet bord da {barn} satte seg i kantinen.",
                "Heile {n} elevar flytta seg til eit anna bord då {barn} sette seg i kantina.",
            ]),
            in_school([
                "Sekken til {barn} lå i søppelkassen etter friminuttet. {Barn} sa ikke noe til oss.",
                "Sekken til {barn} låg i søppelkassa etter friminuttet. {Barn} sa ikkje noko til oss.",
            ]),
            heard([
                "{barn} sa: «Jeg er med meg selv i friminuttene.»",
                "{barn} sa: «Eg er med meg sjølv i friminutta.»",
            ]),
            seen([
                "{barn} tegnet de andre barna og satte seg selv på et eget ark.",
                "{barn} teikna dei andre barna og sette seg sjølv på eit eige ark.",
            ]),
            seen([
                "{barn} brettet sammen en tegning da {han} så at vi kom, og la hendene over den.",
                "{barn} bretta saman ei teikning då {han} såg at vi kom, og la hendene over henne.",
            ]),
        ],
        meanings: [
            [
                "{barn} strever med å komme inn i leken og trenger voksne som hjelper til.",
                "{barn} strevar med å kome inn i leiken og treng vaksne som hjelper til.",
            ],
            [
                "Det kan være krenkelser her. Aktivitetsplikten følges opp for seg.",
                "Det kan vere krenkingar her. Aktivitetsplikta blir følgd opp for seg.",
            ],
        ],
        child_says: [
            ["Jeg later som om jeg leter etter noe.", "Eg lèt som om eg leitar etter noko."],
            ["På {dag} spurte noen om jeg ville være med.", "På {dag} spurde nokon om eg ville vere med."],
            ["Ikke si det til mamma, hun blir så lei seg.", "Ikkje sei det til mamma, ho blir så lei seg."],
        ],
        guardian_says: [
            [
                "De er glade for at vi tar det opp, og har invitert et par av barna hjem.",
                "Dei er glade for at vi tek det opp, og har invitert eit par av barna heim.",
            ],
            [
                "De har bedt om hjelp lenge og er skuffet over at det har tatt så lang tid.",
                "Dei har bede om hjelp lenge og er skuffa over at det har teke så lang tid.",
            ],
        ],
        reports: [
            "{barn} er alene, spiser lite og gråter mye. Foresatte ønsker ikke hjelp, og vi klarer ikke å hjelpe {ham} alene.",
            "{barn} er åleine, et lite og græt mykje. Føresette ønskjer ikkje hjelp, og vi klarer ikkje å hjelpe {ham} åleine.",
        ],
        service_reports: [
            "Barnet har fortalt hos oss at {n} andre barn truer og slår. Hjemmet tar det ikke alvorlig.",
            "Barnet har fortalt hos oss at {n} andre barn trugar og slår. Heimen tek det ikkje på alvor.",
        ],
        neighbour_reports: [
            "Barnet er alltid alene på lekeplassen, også når det er mørkt.",
            "Barnet er alltid åleine på leikeplassen, også når det er mørkt.",
        ],
    },
];

/// Why a concern was assessed so.
pub(super) const fn assessed(degree: Degree) -> &'static [Said] {
    match degree {
        Degree::None => &[
            [
                "Observasjonene har en rimelig forklaring. Barnet har det bra med oss og med de andre barna.",
                "Observasjonane har ei rimeleg forklaring. Barnet har det bra med oss og med dei andre barna.",
            ],
            [
                "Det vi så, var knyttet til en kort periode som er over. Vi ser ikke grunn til videre bekymring.",
                "Det vi såg, var knytt til ein kort periode som er over. Vi ser ikkje grunn til vidare uro.",
            ],
        ],
        Degree::Some => &[
            [
                "Det er grunn til å følge med. Vi prøver tiltak her hos oss først og snakker med foresatte.",
                "Det er grunn til å følgje med. Vi prøver tiltak her hos oss først og snakkar med føresette.",
            ],
            [
                "Enkelthendelsene er små, men de peker i samme retning. Vi logger videre i tre uker.",
                "Enkelthendingane er små, men dei peiker i same retning. Vi loggar vidare i tre veker.",
            ],
        ],
        Degree::Considerable => &[
            [
                "Mønsteret har vart i flere uker og viser seg i ulike situasjoner. Vi klarer det neppe alene.",
                "Mønsteret har vart i fleire veker og viser seg i ulike situasjonar. Vi klarer det neppe åleine.",
            ],
            [
                "To kolleger har sett det samme uavhengig av hverandre. Tiltakene har ikke hatt nok virkning.",
                "To kollegaer har sett det same uavhengig av kvarandre. Tiltaka har ikkje hatt nok verknad.",
            ],
        ],
        Degree::Serious => &[
            [
                "Samlet gir observasjonene og det barnet selv sier, alvorlig bekymring. Drøftet med leder samme dag.",
                "Samla gir observasjonane og det barnet sjølv seier, alvorleg uro. Drøfta med leiar same dag.",
            ],
            [
                "Situasjonen blir verre, og barnet er ikke trygt nok slik det er nå.",
                "Situasjonen blir verre, og barnet er ikkje trygt nok slik det er no.",
            ],
        ],
    }
}

/// Why the duty to report was found triggered, or not.
pub(super) const fn duty(is_triggered: bool) -> &'static [Said] {
    if is_triggered {
        &[
            [
                "Observasjonene er konkrete og kommer fra flere. Det er grunn til å tro at vilkåret er oppfylt.",
                "Observasjonane er konkrete og kjem frå fleire. Det er grunn til å tru at vilkåret er oppfylt.",
            ],
            [
                "Det barnet har fortalt, sammen med det vi har sett, gir mer enn mistanke. Meldeplikten er utløst.",
                "Det barnet har fortalt, saman med det vi har sett, gir meir enn mistanke. Meldeplikta er utløyst.",
            ],
        ]
    } else {
        &[
            [
                "Vi er bekymret, men det er ikke konkrete holdepunkter for at vilkårene er oppfylt. Vurderes på nytt ved endring.",
                "Vi er uroa, men det er ikkje konkrete haldepunkt for at vilkåra er oppfylte. Blir vurdert på nytt ved endring.",
            ],
            [
                "Foresatte samarbeider, og tiltakene er i gang. Terskelen for meldeplikt er ikke nådd.",
                "Føresette samarbeider, og tiltaka er i gang. Terskelen for meldeplikt er ikkje nådd.",
            ],
        ]
    }
}

/// How a case ended, and why.
pub(super) const fn closed(outcome: CaseOutcome) -> &'static [Said] {
    match outcome {
        CaseOutcome::NoGroundForConcern => &[
            [
                "Samtalen ga en god forklaring, og det vi har sett siden, bekrefter den.",
                "Samtalen gav ei god forklaring, og det vi har sett sidan, stadfestar henne.",
            ],
            [
                "Det er ikke grunnlag for bekymring. Foresatte er orientert.",
                "Det er ikkje grunnlag for uro. Føresette er orienterte.",
            ],
        ],
        CaseOutcome::FollowedUpElsewhere => &[
            [
                "Familien følges nå opp av barnevernstjenesten, og vi har avtalt hvem som holder kontakten.",
                "Familien blir no følgd opp av barnevernstenesta, og vi har avtalt kven som held kontakten.",
            ],
            [
                "PPT og helsetjenesten har overtatt oppfølgingen. Vi fortsetter med det vanlige her.",
                "PPT og helsetenesta har overteke oppfølginga. Vi held fram med det vanlege her.",
            ],
        ],
        CaseOutcome::Moved => &[[
            "Familien har flyttet til en annen kommune. Foresatte er informert om hva vi har avsluttet.",
            "Familien har flytta til ein annan kommune. Føresette er informerte om kva vi har avslutta.",
        ]],
        CaseOutcome::MeasuresHadEffect | CaseOutcome::CameOfAge => &[
            [
                "Tiltakene har hatt ønsket effekt. Barnet, foresatte og vi ser det samme.",
                "Tiltaka har hatt ønskt effekt. Barnet, føresette og vi ser det same.",
            ],
            [
                "Tre evalueringsmøter på rad har vist bedring. Vi er enige om å avslutte.",
                "Tre evalueringsmøte på rad har vist betring. Vi er einige om å avslutte.",
            ],
        ],
    }
}

/// Why a case was lifted to level 2.
pub(super) const TO_LEVEL_2: &[Said] = &[
    [
        "Tiltakene her har ikke hatt nok effekt. Vi trenger PPT og helsesykepleier med, og foresatte er enige.",
        "Tiltaka her har ikkje hatt nok effekt. Vi treng PPT og helsesjukepleiar med, og føresette er einige.",
    ],
    [
        "Bekymringen har flere sider enn vi kan møte alene. Tverrfaglig drøfting er avtalt.",
        "Uroa har fleire sider enn vi kan møte åleine. Tverrfagleg drøfting er avtalt.",
    ],
];
/// Why a case was lifted to level 3.
pub(super) const TO_LEVEL_3: &[Said] = &[
    [
        "Tre instanser er inne samtidig. De må samordnes av en stafettholder med en felles plan.",
        "Tre instansar er inne samstundes. Dei må samordnast av ein stafetthaldar med ein felles plan.",
    ],
    [
        "Behovet er sammensatt og vil vare. Foresatte ønsker én plan og ett møte.",
        "Behovet er samansett og vil vare. Føresette ønskjer éin plan og eitt møte.",
    ],
];
/// Why a case was taken back to a lower level.
pub(super) const RETURNED: &[Said] = &[
    [
        "Det går bedre, og resten kan følges opp her hos oss. Foresatte er enige.",
        "Det går betre, og resten kan følgjast opp her hos oss. Føresette er einige.",
    ],
    [
        "Målene i planen er nådd. Ett oppfølgingsmøte gjenstår.",
        "Måla i planen er nådde. Eitt oppfølgingsmøte står att.",
    ],
];
/// Why an investigation is given to a team.
pub(super) const ALLOCATED: &[Said] = &[[
    "Alvoret tilsier at det begynnes denne uka, og teamet kjenner området.",
    "Alvoret tilseier at det blir byrja denne veka, og teamet kjenner området.",
]];
/// Why guardians are not told.
pub(super) const WITHHELD: &[Said] = &[
    [
        "Dersom foresatte får vite om meldingen først, er det fare for at barnet blir utsatt for noe. Barnevernstjenesten informerer.",
        "Dersom føresette får vite om meldinga først, er det fare for at barnet blir utsett for noko. Barnevernstenesta informerer.",
    ],
    [
        "Drøftet med barnevernstjenesten uten navn. De ba oss vente med å informere.",
        "Drøfta med barnevernstenesta utan namn. Dei bad oss vente med å informere.",
    ],
];
/// Why they may be told after all.
pub(super) const LIFTED: &[Said] = &[[
    "Barnevernstjenesten har snakket med barnet og foresatte. Grunnen til å vente er borte.",
    "Barnevernstenesta har snakka med barnet og føresette. Grunnen til å vente er borte.",
]];
/// Why a guardian said no.
pub(super) const REFUSED: &[Said] = &[
    ["Vi vil klare dette selv først.", "Vi vil klare dette sjølve først."],
    [
        "Jeg vil ikke at flere skal vite om det. Bygden er liten.",
        "Eg vil ikkje at fleire skal vite om det. Bygda er lita.",
    ],
    ["Sist ble det skrevet ting om oss som ikke stemte.", "Sist vart det skrive ting om oss som ikkje stemte."],
];
/// Why those who consented to the child's living elsewhere take that back.
pub(super) const TAKEN_HOME: &[Said] = &[
    [
        "Foreldrene vil ha {barn} hjem igjen, og trekker samtykket.",
        "Foreldra vil ha {barn} heim att, og trekkjer samtykket.",
    ],
    [
        "Det er roligere hjemme nå. Foreldrene samtykker ikke lenger til at {barn} bor hos slektninger.",
        "Det er rolegare heime no. Foreldra samtykkjer ikkje lenger til at {barn} bur hos slektningar.",
    ],
];
/// Why a guardian took a consent back.
pub(super) const WITHDRAWN: &[Said] = &[
    ["Det ble for mange møter.", "Det vart for mange møte."],
    [
        "Vi vil ikke at opplysningene skal deles lenger, nå som det går bedre.",
        "Vi vil ikkje at opplysningane skal delast lenger, no som det går betre.",
    ],
];
/// A talk with the child.
pub(super) const TALKED_WITH_CHILD: &[Said] = &[
    [
        "Vi gikk en tur og snakket mens vi gikk. {barn} valgte selv hva vi skulle begynne med.",
        "Vi gjekk ein tur og snakka medan vi gjekk. {barn} valde sjølv kva vi skulle byrje med.",
    ],
    [
        "Samtale på grupperommet med tegnesaker. {barn} fortalte mens {han} tegnet. Åpne spørsmål.",
        "Samtale på grupperommet med teiknesaker. {barn} fortalde medan {han} teikna. Opne spørsmål.",
    ],
    [
        "Kort samtale. {barn} ville ikke si så mye i dag, og det fikk {han} lov til.",
        "Kort samtale. {barn} ville ikkje seie så mykje i dag, og det fekk {han} lov til.",
    ],
];
/// A talk with guardians after which the concern stands.
pub(super) const TALKED_CONCERN_STANDS: &[Said] = &[
    [
        "Vi la fram det vi har sett, dag for dag, uten å konkludere. Foresatte lyttet og vil tenke på det.",
        "Vi la fram det vi har sett, dag for dag, utan å konkludere. Føresette lytta og vil tenkje på det.",
    ],
    [
        "Samtalen ble rolig etter en vanskelig start. Vi har fortsatt ikke fått svar på hvem som er hjemme om kveldene.",
        "Samtalen vart roleg etter ein vanskeleg start. Vi har framleis ikkje fått svar på kven som er heime om kveldane.",
    ],
];
/// A talk with guardians in which measures were agreed.
pub(super) const TALKED_MEASURES: &[Said] = &[
    [
        "Vi ble enige om fast kontaktperson, beskjedbok hver dag og et nytt møte om fire uker.",
        "Vi vart einige om fast kontaktperson, beskjedbok kvar dag og eit nytt møte om fire veker.",
    ],
    [
        "Foresatte prøver faste leggetider, vi tar imot i døren hver morgen. Evaluering er satt opp.",
        "Føresette prøver faste leggjetider, vi tek imot i døra kvar morgon. Evaluering er sett opp.",
    ],
];
/// A talk that cleared up a misunderstanding.
pub(super) const TALKED_MISUNDERSTANDING: &[Said] = &[[
    "Det vi hadde sett, hadde en annen grunn enn vi trodde. Vi takket for at de fortalte det.",
    "Det vi hadde sett, hadde ein annan grunn enn vi trudde. Vi takka for at dei fortalde det.",
]];
/// A talk that ended in disagreement.
pub(super) const TALKED_DISAGREEMENT: &[Said] = &[[
    "Foresatte er uenige i beskrivelsen og i at flere bør komme inn. Synet deres er skrevet ned slik de sa det.",
    "Føresette er usamde i skildringa og i at fleire bør kome inn. Synet deira er skrive ned slik dei sa det.",
]];
/// What was said in an emergency contact.
pub(super) const EMERGENCY: &[Said] = &[
    [
        "Ringte klokken {kf}. Fortalte hva {barn} har sagt i dag, ordrett, og at {han} er her hos oss til noen kommer.",
        "Ringde klokka {kf}. Fortalde kva {barn} har sagt i dag, ordrett, og at {han} er her hos oss til nokon kjem.",
    ],
    [
        "Tok kontakt straks etter at {barn} kom. {Barn} er redd for å gå hjem. En voksen er hos {ham} hele tiden.",
        "Tok kontakt straks etter at {barn} kom. {Barn} er redd for å gå heim. Ein vaksen er hos {ham} heile tida.",
    ],
];

/// Why triage came to what it came to.
pub(super) const fn triaged(outcome: TriageOutcome) -> &'static [Said] {
    match outcome {
        TriageOutcome::ReportDismissed => &[
            [
                "Meldingen beskriver én hendelse uten skade. Familien har allerede tatt kontakt med familievernkontoret. Det er ikke grunn til å anta forhold som gir grunnlag for tiltak. Drøftet av to i mottaksmøte.",
                "Meldinga skildrar éi hending utan skade. Familien har alt teke kontakt med familievernkontoret. Det er ikkje grunn til å gå ut frå forhold som gir grunnlag for tiltak. Drøfta av to i mottaksmøte.",
            ],
            [
                "Forholdet er fulgt opp av skolen og helsestasjonen, og melder bekrefter bedring. Henlegges etter barnevernfaglig vurdering i mottaksmøte.",
                "Forholdet er følgt opp av skulen og helsestasjonen, og meldar stadfestar betring. Blir lagt bort etter barnevernfagleg vurdering i mottaksmøte.",
            ],
            [
                "Opplysningene er gamle og ble undersøkt den gangen. Ingenting nytt er kommet til. Henlegges.",
                "Opplysningane er gamle og vart undersøkte den gongen. Ingenting nytt er kome til. Blir lagt bort.",
            ],
        ],
        TriageOutcome::ReportTransferred => &[[
            "Saken hører hjemme hos en annen tjeneste, som har bekreftet at den tar imot.",
            "Saka høyrer heime hos ei anna teneste, som har stadfesta at ho tek imot.",
        ]],
        TriageOutcome::InvestigationDecided => &[
            [
                "Meldingen er konkret og beskriver forhold over tid. Det er rimelig grunn til å anta at tiltak kan være nødvendige. Undersøkelse åpnes.",
                "Meldinga er konkret og skildrar forhold over tid. Det er rimeleg grunn til å gå ut frå at tiltak kan vere naudsynte. Undersøking blir opna.",
            ],
            [
                "Barnets egne ord og melders observasjoner må undersøkes nærmere. Foreldrene kontaktes først.",
                "Barnet sine eigne ord og observasjonane til meldar må undersøkjast nærare. Foreldra blir kontakta først.",
            ],
        ],
        TriageOutcome::DismissedActiveMeasures => &[[
            "Familien har hjelpetiltak. Opplysningene gis videre til saksbehandler og vurderes i tiltaksplanen.",
            "Familien har hjelpetiltak. Opplysningane blir gitt vidare til saksbehandlar og vurderte i tiltaksplanen.",
        ]],
        TriageOutcome::AddedToOngoingInvestigation => &[[
            "Det pågår undersøkelse. Meldingen legges til den og tas opp med familien der.",
            "Det går føre seg ei undersøking. Meldinga blir lagd til henne og teken opp med familien der.",
        ]],
    }
}

/// Why an investigation's time limit was extended.
pub(super) const EXTENDED: &[Said] = &[
    [
        "Sakkyndig vurdering er bestilt og kan ikke være ferdig innen fristen. Familien er orientert.",
        "Sakkunnig vurdering er tinga og kan ikkje vere ferdig innan fristen. Familien er orientert.",
    ],
    [
        "Tolk og opplysninger fra utlandet har tatt tid. Særlig tilfelle, drøftet med leder.",
        "Tolk og opplysningar frå utlandet har teke tid. Særleg tilfelle, drøfta med leiar.",
    ],
];

/// How an investigation is to be carried out.
pub(super) const PLANNED: &[Said] = &[
    [
        "Snakke med barnet på skolen, besøke hjemmet to ganger og innhente opplysninger fra helsestasjon og fastlege.",
        "Snakke med barnet på skulen, besøkje heimen to gonger og hente inn opplysningar frå helsestasjon og fastlege.",
    ],
    [
        "Oppstartsmøte med foreldrene, samtaler hver for seg og oppsummeringsmøte før undersøkelsen avsluttes.",
        "Oppstartsmøte med foreldra, samtalar kvar for seg og oppsummeringsmøte før undersøkinga blir avslutta.",
    ],
];

/// The written assessment that a dismissed report rests on.
pub(super) const ASSESSED: &[Said] = &[
    [
        "Meldingen er holdt opp mot tidligere opplysninger. Det er ikke rimelig grunn til å anta at barnet har behov for tiltak.",
        "Meldinga er halden opp mot tidlegare opplysningar. Det er ikkje rimeleg grunn til å tru at barnet treng tiltak.",
    ],
    [
        "Forholdet er kjent og følges opp der barnet er. Meldingen tilfører ikke noe nytt om omsorgssituasjonen.",
        "Forholdet er kjent og blir følgt opp der barnet er. Meldinga tilfører ikkje noko nytt om omsorgssituasjonen.",
    ],
];

/// What is done for a child at once.
pub(super) const DONE_AT_ONCE: &[Said] = &[[
    "Hjemmebesøk i dag sammen med barnevernvakta, og samtale med barnet på skolen.",
    "Heimebesøk i dag saman med barnevernvakta, og samtale med barnet på skulen.",
]];
/// Why a child is placed, its case brought before the board, and help decided on meanwhile.
pub(super) const PLACED: &[Said] = &[[
    "Det er ikke trygt hjemme i kveld, og foreldrene kan ikke si hvordan det skal bli det.",
    "Det er ikkje trygt heime i kveld, og foreldra kan ikkje seie korleis det skal bli det.",
]];
/// What is best for the child, why it cannot be with its parents for now, and why nothing less would do.
pub(super) const PRINCIPLES: [Said; 3] = [
    ["{Barn} trenger ro og voksne som er til stede.", "{Barn} treng ro og vaksne som er til stades."],
    [
        "Foreldrene har samvær to ganger i uken, og målet er at {barn} skal hjem.",
        "Foreldra har samvær to gonger i veka, og målet er at {barn} skal heim.",
    ],
    [
        "Veiledning og støttekontakt er prøvd i to år og holder ikke.",
        "Rettleiing og støttekontakt er prøvd i to år og held ikkje.",
    ],
];
/// What other services are asked.
pub(super) const ASKED_OF_OTHERS: &[Said] = &[[
    "Hva dere har sett det siste året, og hva som er prøvd.",
    "Kva de har sett det siste året, og kva som er prøvd.",
]];
/// What they tell.
pub(super) const TOLD_BY_OTHERS: &[Said] = &[[
    "{Barn} har vært borte 23 dager i høst, og er sulten når uken begynner.",
    "{Barn} har vore borte 23 dagar i haust, og er svolten når veka byrjar.",
]];
/// What help to the family is to change.
pub(super) const GOAL_OF_HELP: &[Said] = &[[
    "Foreldrene setter rammer uten å rope, og {barn} vet hva dagen bringer.",
    "Foreldra set rammer utan å rope, og {barn} veit kva dagen bringar.",
]];

/// Why help is decided on after an investigation, with or without the parents' will.
pub(super) const HELP_DECIDED: &[Said] = &[[
    "Undersøkelsen viser at hverdagen ikke holder uten hjelp hjemme. Vi har vurdert hva som er minst inngripende.",
    "Undersøkinga viser at kvardagen ikkje held utan hjelp heime. Vi har vurdert kva som er minst inngripande.",
]];
/// What is planned with the family, once help is decided on.
pub(super) const HELP_PLANNED: &[Said] = &[
    [
        "Veileder kommer hjem {dag}er, foreldrene øver mellom gangene, og vi møtes alle hver sjette uke.",
        "Rettleiar kjem heim {dag}ar, foreldra øver mellom gongene, og vi møtest alle kvar sjette veke.",
    ],
    [
        "Mål, hvem som gjør hva, og dagen vi ser på det sammen, er satt. {Barn} vet hvem {han} kan ringe.",
        "Mål, kven som gjer kva, og dagen vi ser på det saman, er sett. {Barn} veit kven {han} kan ringje.",
    ],
];
/// How the parents took part in the plan.
pub(super) const PARENTS_OF_PLAN: &[Said] = &[
    [
        "Foreldrene var med på å lage planen og satte selv opp hva de vil øve på.",
        "Foreldra var med på å lage planen og sette sjølve opp kva dei vil øve på.",
    ],
    [
        "Mor var med. Far fikk planen tilsendt og hadde ingenting å legge til.",
        "Mor var med. Far fekk planen tilsend og hadde ingenting å leggje til.",
    ],
];
/// What the guardians consent to when services work together for the child.
pub(super) const GROUP_COVERS: &[Said] = &[[
    "De som møter {barn} hver dag, og vi deler det vi ser, og hvordan tiltakene går. Ikke noe om foreldrenes helse.",
    "Dei som møter {barn} kvar dag, og vi deler det vi ser, og korleis tiltaka går. Ikkje noko om helsa til foreldra.",
]];
/// Why no group is formed.
pub(super) const NO_GROUP: &[Said] = &[[
    "Foreldrene vil ikke ha flere med nå, og vi ser ikke at det trengs.",
    "Foreldra vil ikkje ha fleire med no, og vi ser ikkje at det trengst.",
]];
/// Minutes of the group that works together for the child.
pub(super) const GROUP_MINUTES: &[Said] = &[
    [
        "Alle fortalte hvordan det går der {barn} er. Hver tok med seg én ting å gjøre.",
        "Alle fortalde korleis det går der {barn} er. Kvar tok med seg éin ting å gjere.",
    ],
    [
        "Færre dager borte enn i fjor. Foreldrene ba om samme melding fra alle når noe er galt.",
        "Færre dagar borte enn i fjor. Foreldra bad om same melding frå alle når noko er gale.",
    ],
];
/// What a reporter is told of measures.
pub(super) const TOLD_OF_HELP: &[Said] = &[[
    "Familien får hjelp hjemme et halvt år fremover. Fortsett som før, og si fra hvis noe endrer seg.",
    "Familien får hjelp heime eit halvt år framover. Hald fram som før, og sei frå om noko endrar seg.",
]];
/// Why a reporter is told, where the family consents.
pub(super) const TOLD_WITH_CONSENT: &[Said] = &[[
    "Foreldrene vil at de som er med {barn} hver dag, vet hva vi gjør.",
    "Foreldra vil at dei som er med {barn} kvar dag, veit kva vi gjer.",
]];
/// Why a reporter is told without that.
pub(super) const TOLD_FOR_THE_CHILD: &[Said] = &[[
    "Foreldrene ble spurt og svarte ikke. {Barn} trenger at de voksne der {han} er, vet at noe gjøres.",
    "Foreldra vart spurde og svara ikkje. {Barn} treng at dei vaksne der {han} er, veit at noko blir gjort.",
]];
/// How help was carried out.
pub(super) const HELP_CARRIED_OUT: &[Said] = &[
    [
        "Veilederen har vært der som avtalt, med unntak av {n} ganger.",
        "Rettleiaren har vore der som avtalt, bortsett frå {n} gonger.",
    ],
    [
        "Det kom i gang {n} uker senere enn planlagt, og har gått jevnt siden.",
        "Det kom i gang {n} veker seinare enn planlagt, og har gått jamt sidan.",
    ],
];
/// What help led to, as far as the goal is reached.
pub(super) const fn effect_of_help(reached: EvaluatedAs) -> &'static [Said] {
    match reached {
        EvaluatedAs::Yes => &[[
            "{Barn} sover og spiser som {han} skal, og foreldrene sier fra selv når det blir for mye.",
            "{Barn} søv og et som {han} skal, og foreldra seier frå sjølve når det blir for mykje.",
        ]],
        EvaluatedAs::Partly => &[
            [
                "Morgenene er roligere. Helgene er fortsatt vanskelige.",
                "Morgonane er rolegare. Helgene er framleis vanskelege.",
            ],
            [
                "Foreldrene bruker det de har øvd på, når de er to. Alene faller de tilbake.",
                "Foreldra bruker det dei har øvd på, når dei er to. Åleine fell dei tilbake.",
            ],
        ],
        EvaluatedAs::No => &[[
            "Vi ser ingen endring for {barn}. Halvparten av avtalene ble ikke noe av.",
            "Vi ser inga endring for {barn}. Halvparten av avtalane vart det ikkje noko av.",
        ]],
        EvaluatedAs::NotKnown => &[[
            "Det er for tidlig å si. Det som er gjort, er skrevet ned til dem som tar over.",
            "Det er for tidleg å seie. Det som er gjort, er skrive ned til dei som tek over.",
        ]],
    }
}
/// What the parents say of it.
pub(super) const fn parents_of_help(reached: EvaluatedAs) -> &'static [Said] {
    match reached {
        EvaluatedAs::Yes | EvaluatedAs::Partly => {
            &[["«Det har vært godt å ha noen å spørre.»", "«Det har vore godt å ha nokon å spørje.»"]]
        }
        EvaluatedAs::No => &[["«Dette er ikke noe for oss.»", "«Dette er ikkje noko for oss.»"]],
        EvaluatedAs::NotKnown => &[["Foreldrene var ikke med. De pakket.", "Foreldra var ikkje med. Dei pakka."]],
    }
}
/// Why help goes on for longer.
pub(super) const HELP_EXTENDED: &[Said] = &[[
    "Det går rett vei, og det er for tidlig å slippe. Foreldrene vil fortsette.",
    "Det går rett veg, og det er for tidleg å sleppe. Foreldra vil halde fram.",
]];
/// Why another measure takes its place.
pub(super) const NOT_ENOUGH: &[Said] = &[[
    "Tiltaket har ikke endret hverdagen for {barn}. Vi setter inn noe som følger familien tettere.",
    "Tiltaket har ikkje endra kvardagen for {barn}. Vi set inn noko som følgjer familien tettare.",
]];
/// Why help ends, and with it what is followed up.
pub(super) const fn help_ended(reason: FollowUpEndReason) -> &'static [Said] {
    match reason {
        FollowUpEndReason::GoalReached => &[
            [
                "Målet er nådd. Foreldrene klarer hverdagen, og {barn} sover og spiser som før.",
                "Målet er nådd. Foreldra klarer kvardagen, og {barn} søv og et som før.",
            ],
            [
                "Målet er nådd og har holdt i {n} måneder. Familien vet hvor de kan henvende seg.",
                "Målet er nådd og har halde i {n} månader. Familien veit kvar dei kan vende seg.",
            ],
        ],
        FollowUpEndReason::FamilyWithdraws => &[[
            "Foreldrene vil ikke ha mer hjelp. Vi har vurdert det og har ikke grunn til å gå videre uten dem.",
            "Foreldra vil ikkje ha meir hjelp. Vi har vurdert det og har ikkje grunn til å gå vidare utan dei.",
        ]],
        FollowUpEndReason::Moved => &[[
            "Familien har flyttet, og tjenesten der de bor nå, har tatt over.",
            "Familien har flytta, og tenesta der dei bur no, har teke over.",
        ]],
        FollowUpEndReason::OfAge => &[[
            "{Barn} er atten år og vil klare seg uten oss. Døren står åpen til {han} er tjuefem.",
            "{Barn} er atten år og vil klare seg utan oss. Døra står open til {han} er tjuefem.",
        ]],
        FollowUpEndReason::ReportSent => &[["Meldt på nytt dit {barn} bor nå.", "Meldt på nytt dit {barn} bur no."]],
    }
}

/// What was recommended before an investigation was dismissed with concern.
pub(super) const RECOMMENDED_MEASURES: &[Said] = &[
    [
        "Veiledning hjemme én gang i uken i et halvt år, og besøkshjem annenhver helg.",
        "Rettleiing heime éin gong i veka i eit halvt år, og besøksheim annakvar helg.",
    ],
    [
        "Foreldreveiledning og ansvarsgruppe med skole og helsesykepleier.",
        "Foreldrerettleiing og ansvarsgruppe med skule og helsesjukepleiar.",
    ],
];

/// Who declined it, and what was said.
pub(super) const MEASURES_DECLINED: &[Said] = &[
    [
        "Begge foreldrene takket nei i oppsummeringsmøtet. De mener at de klarer seg selv.",
        "Begge foreldra takka nei i oppsummeringsmøtet. Dei meiner at dei klarer seg sjølve.",
    ],
    [
        "Mor ønsker ikke tiltak nå, og vet at hun kan ta kontakt når som helst.",
        "Mor ønskjer ikkje tiltak no, og veit at ho kan ta kontakt når som helst.",
    ],
];

/// Why a child that is not born yet takes no part.
pub(super) const UNBORN_CHILD: &[Said] = &[["Barnet er ikke født ennå.", "Barnet er ikkje fødd enno."]];

/// What came of it that the child took part, or why it did not.
pub(super) const fn took_part(kind: ParticipationKind) -> &'static [Said] {
    match kind {
        ParticipationKind::Conversation => &[
            [
                "Barnet fortalte om hverdagen hjemme og hva som skulle vært annerledes.",
                "Barnet fortalde om kvardagen heime og kva som skulle vore annleis.",
            ],
            [
                "Samtale på skolen med lærer til stede. Barnet vil bli spurt før noe bestemmes.",
                "Samtale på skulen med lærar til stades. Barnet vil bli spurt før noko blir bestemt.",
            ],
        ],
        ParticipationKind::Representative => &[[
            "Barnet ville ha med seg helsesykepleier, som la frem hva barnet mener.",
            "Barnet ville ha med seg helsesjukepleiar, som la fram kva barnet meiner.",
        ]],
        ParticipationKind::Observation => &[[
            "Barnet er for lite til en samtale. Samspillet ble observert hjemme.",
            "Barnet er for lite til ein samtale. Samspelet vart observert heime.",
        ]],
        ParticipationKind::OtherExpression => {
            &[["Barnet tegnet og viste med figurer.", "Barnet teikna og viste med figurar."]]
        }
        ParticipationKind::NoOpportunity => &[[
            "Foreldrene møtte ikke med barnet til de avtalte samtalene.",
            "Foreldra møtte ikkje med barnet til dei avtalte samtalane.",
        ]],
        ParticipationKind::Declined => &[[
            "Barnet ble spurt flere ganger og ville ikke snakke med barneverntjenesten.",
            "Barnet vart spurt fleire gonger og ville ikkje snakke med barneverntenesta.",
        ]],
    }
}

/// Why an investigation was concluded so.
pub(super) const fn concluded(outcome: InvestigationOutcome) -> &'static [Said] {
    match outcome {
        InvestigationOutcome::MeasuresDecided => &[
            [
                "Familien trenger hjelp til rammer i hverdagen. Veiledning hjemme og støttekontakt er besluttet sammen med dem.",
                "Familien treng hjelp til rammer i kvardagen. Rettleiing heime og støttekontakt er avgjort saman med dei.",
            ],
            [
                "Barnet har et særlig behov for hjelp. Foreldrene samtykker til tiltak, og plan er laget.",
                "Barnet har eit særleg behov for hjelp. Foreldra samtykkjer til tiltak, og plan er laga.",
            ],
        ],
        InvestigationOutcome::BoardCase => &[[
            "Hjelpetiltak er prøvd og er ikke tilstrekkelige. Saken sendes nemnda.",
            "Hjelpetiltak er prøvde og er ikkje tilstrekkelege. Saka blir send nemnda.",
        ]],
        InvestigationOutcome::EmergencyPlacement => &[[
            "Barnet ville blitt vesentlig skadelidende hjemme. Det er plassert akutt.",
            "Barnet ville lide vesentleg skade heime. Det er plassert akutt.",
        ]],
        InvestigationOutcome::InvestigationDismissed => &[
            [
                "Hjemmebesøk og samtaler viser at barnet har god omsorg. Vilkårene for tiltak er ikke til stede.",
                "Heimebesøk og samtalar viser at barnet har god omsorg. Vilkåra for tiltak er ikkje til stades.",
            ],
            [
                "Det som ble meldt, er avklart. Familien har et godt nettverk og tar imot tilbudet på helsestasjonen.",
                "Det som vart meldt, er avklart. Familien har eit godt nettverk og tek imot tilbodet på helsestasjonen.",
            ],
        ],
        InvestigationOutcome::DismissedWithConcern => &[[
            "Vilkårene for hjelpetiltak er til stede, men foreldrene ønsker ikke tiltak. Ny vurdering innen seks måneder.",
            "Vilkåra for hjelpetiltak er til stades, men foreldra ønskjer ikkje tiltak. Ny vurdering innan seks månader.",
        ]],
        InvestigationOutcome::DismissedMoved => &[[
            "Familien har flyttet. Opplysningene er gitt videre der det er adgang til det.",
            "Familien har flytta. Opplysningane er gitt vidare der det er høve til det.",
        ]],
        InvestigationOutcome::DismissedReferred => &[[
            "Barnet trenger først og fremst helsehjelp. Henvist, og henvisningen er bekreftet mottatt.",
            "Barnet treng først og fremst helsehjelp. Tilvist, og tilvisinga er stadfesta motteken.",
        ]],
    }
}

/// What is said where a child goes.
pub(super) const TAKEN_OVER: Said = [
    "Tjenesten som tar over, har bekreftet på telefon at den har saken, og hvem som følger opp barnet.",
    "Tenesta som tek over, har stadfesta på telefon at ho har saka, og kven som følgjer opp barnet.",
];

/// What is said where a child was to go, and nobody goes on with it.
pub(super) const SENT_BACK: Said = [
    "Tjenesten som skulle ta over, sier på telefon at barnet ikke bor der, og at den ikke følger det opp.",
    "Tenesta som skulle ta over, seier på telefon at barnet ikkje bur der, og at ho ikkje følgjer det opp.",
];

/// What a code that says nothing by itself stands for, where an investigation ended because of a move.
pub(super) const MOVED: Said = ["Flyttet til annen kommune.", "Flytta til annan kommune."];
