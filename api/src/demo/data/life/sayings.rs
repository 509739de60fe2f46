//! What is said and written when people plan, meet, agree and decide together; in bokmål and nynorsk, as in [`texts`].
//!
//! [`texts`]: super::super::texts

use super::super::texts::Said;

/// A discussion with the nearest leader.
pub(super) const DISCUSSED: &[Said] = &[
    [
        "Vi gikk gjennom loggen sammen og er enige om å snakke med foresatte.",
        "Vi gjekk gjennom loggen saman og er einige om å snakke med føresette.",
    ],
    [
        "Leder ser det samme. Vi følger med to uker til og snakker med {barn}.",
        "Leiar ser det same. Vi følgjer med to veker til og snakkar med {barn}.",
    ],
];
/// What the attachments are called, and what the page of a log says.
pub(super) const DRAWING: &Said = &["Tegning fra norsktimen", "Teikning frå norsktimen"];
pub(super) const LOG: &Said = &["Loggbok, side 3", "Loggbok, side 3"];
pub(super) const PAGE_OF_LOG: &Said = &[
    "Mandag: kom uten matpakke, sov i lesekroken.\nOnsdag: ville ikke gå hjem, ble hentet klokken halv fem.\n",
    "Måndag: kom utan matpakke, sov i lesekroken.\nOnsdag: ville ikkje gå heim, vart henta klokka halv fem.\n",
];
/// An internal note to the leader.
pub(super) const NOTES: &[Said] = &[[
    "Jeg er mer bekymret for {barn} enn jeg klarte å få fram på møtet, og ber om et svar.",
    "Eg er meir uroleg for {barn} enn eg klarte å få fram på møtet, og bed om eit svar.",
]];
/// What a leader answers who sees it otherwise.
pub(super) const DISAGREED: &[Said] = &[[
    "Jeg mener vi skal vente til etter ferien og se om det går over.",
    "Eg meiner vi skal vente til etter ferien og sjå om det går over.",
]];
/// What is asked when the child is spoken of and not named.
pub(super) const NO_SIBLINGS_KNOWN: &[Said] = &[[
    "Foresatte ville ikke svare, og vi vet det ikke fra før.",
    "Føresette ville ikkje svare, og vi veit det ikkje frå før.",
]];
/// Why an alternative was chosen, or ended, and why a step was decided so.
pub(super) const CHOSEN: &[Said] = &[
    [
        "Drøftet med leder ut fra loggen. Dette er det som kan hjelpe {barn} nå.",
        "Drøfta med leiar ut frå loggen. Dette er det som kan hjelpe {barn} no.",
    ],
    ["Vi har prøvd det som lå nærmest. Nå trenger vi dette.", "Vi har prøvd det som låg nærast. No treng vi dette."],
];
/// The concern in writing.
pub(super) const CONCRETISED: &[Said] = &[[
    "Skjer oftest på {dag}er, to til tre ganger i uken, og har vart siden høsten.",
    "Skjer oftast på {dag}ar, to til tre gonger i veka, og har vart sidan hausten.",
]];
/// Why a refusal is accepted, or an exception is made from confidentiality.
pub(super) const REFUSAL_ANSWERED: &[Said] = &[[
    "Foresatte har tenkt seg om og står på sitt. Vi har vurdert hva {barn} trenger, og skrevet hvorfor.",
    "Føresette har tenkt seg om og står på sitt. Vi har vurdert kva {barn} treng, og skrive kvifor.",
]];
/// Goals of measures.
pub(super) const GOALS: &[Said] = &[
    ["{Barn} har én å leke med hver dag.", "{Barn} har éin å leike med kvar dag."],
    ["{Barn} kommer til tiden og har spist.", "{Barn} kjem til tida og har ete."],
];
/// What is done for them.
pub(super) const MEASURES: &[Said] = &[
    [
        "En voksen {barn} kjenner, møter {ham} ved porten hver morgen.",
        "Ein vaksen {barn} kjenner, møter {ham} ved porten kvar morgon.",
    ],
    ["Lekegruppe med to andre, tre ganger i uken.", "Leikegruppe med to andre, tre gonger i veka."],
];
/// How a measure was carried out, and what it changed.
pub(super) const CARRIED_OUT: &[Said] =
    &[["Som planlagt, med unntak av to dager.", "Som planlagt, bortsett frå to dagar."]];
/// What it changed.
pub(super) const EFFECTS: &[Said] = &[[
    "{Barn} er roligere om morgenen og tar oftere kontakt selv.",
    "{Barn} er rolegare om morgonen og tek oftare kontakt sjølv.",
]];
/// What the child says of it.
pub(super) const CHILD_OF_MEASURE: &[Said] =
    &[["«Det er fint når noen venter på meg.»", "«Det er fint når nokon ventar på meg.»"]];
/// Minutes of a meeting.
pub(super) const MINUTES: &[Said] = &[[
    "Alle fortalte hva de ser. Vi ble enige om hvem som gjør hva til neste gang.",
    "Alle fortalde kva dei ser. Vi vart einige om kven som gjer kva til neste gong.",
]];
/// What a resource team recommends.
pub(super) const RECOMMENDED: &[Said] = &[[
    "En mindre gruppe i overgangene, og veiledning fra PPT til de ansatte.",
    "Ei mindre gruppe i overgangane, og rettleiing frå PPT til dei tilsette.",
]];
/// An agreement on the further course.
pub(super) const AGREEMENTS: &[Said] = &[[
    "Vi møtes annenhver {dag}. Hjemme legger {barn} seg klokken åtte, og vi ringer samme dag hvis noe skjer.",
    "Vi møtest annankvar {dag}. Heime legg {barn} seg klokka åtte, og vi ringjer same dag om noko skjer.",
]];
/// An action plan.
pub(super) const PLANS: &[Said] = &[[
    "Tiltak, ansvar og tid: lekegruppe nå, samtale med PPT innen en måned, ny vurdering etter tre.",
    "Tiltak, ansvar og tid: leikegruppe no, samtale med PPT innan ein månad, ny vurdering etter tre.",
]];
/// What a talk that guardians are asked to is about.
pub(super) const CALLED_ABOUT: &[Said] =
    &[["Hvordan {barn} har det, og hva vi kan gjøre sammen.", "Korleis {barn} har det, og kva vi kan gjere saman."]];
/// A referral.
pub(super) const REFERRALS: &[Said] = &[[
    "Tiltakene har ikke gitt nok endring. Vi ber om utredning og veiledning.",
    "Tiltaka har ikkje gjeve nok endring. Vi bed om utgreiing og rettleiing.",
]];
/// Why an assessment cites nothing that was seen.
pub(super) const TOLD_AND_NOT_SEEN: &[Said] = &[[
    "Det ble fortalt på telefon, og er ikke sett av noen her.",
    "Det vart fortalt på telefon, og er ikkje sett av nokon her.",
]];
/// What is known to be coming, and has to be averted.
pub(super) const EXPECTED: &[Said] = &[[
    "{Barn} har fortalt hva som skal skje på fredag, og en til har sagt det samme.",
    "{Barn} har fortalt kva som skal skje på fredag, og ein til har sagt det same.",
]];
/// What the child welfare service orders the unit to tell.
pub(super) const ORDERED: &[Said] = &[[
    "Vi pålegger dere å opplyse hva dere har sett av {barn} det siste halvåret.",
    "Vi pålegg dykk å opplyse kva de har sett av {barn} det siste halvåret.",
]];
