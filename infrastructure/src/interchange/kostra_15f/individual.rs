//! One `Individ`, from its XML to values.

use std::collections::HashSet;

use chrono::NaiveDate;
use quick_xml::events::BytesStart;

use super::controls::{self, Looked, Unkept};
use super::xml::{Attributes, Broken, Cursor, Faults, Mark, Notes, Place, raw_id};
use super::{Coded, Individual, Investigation, Measure, Plan, Record, Refused, Report, Rule};
use crate::interchange::shown;

/// Refused reports of one individual before the individual itself is refused.
/// Without a limit an `Individ` of empty reports would be answered with more
/// memory than it takes up itself.
const MAX_REFUSED_REPORTS: usize = 1_000;

/// Characters in a `Presisering` element.
const CLARIFICATION_LIMIT: usize = 1_000;
const ID_LIMIT: usize = 30;

const LAST_REPORTER_CODE: u8 = 25;
const LAST_CONTENT_CODE: u8 = 36;
const LAST_REPORT_CONCLUSION: u8 = 4;
const LAST_INVESTIGATION_CONCLUSION: u8 = 6;

/// What one `Individ` element came to.
pub(super) struct Parsed {
    /// `None` when the individual itself was refused.
    pub individual: Option<Individual>,
    pub refused: Vec<Refused>,
    /// Plans, measures and moves with something to say about them.
    pub unkept: Unkept,
}

/// Reads the `Individ` whose start tag the cursor has just passed.
pub(super) fn parse(
    cursor: &mut Cursor<'_>,
    tag: &BytesStart<'_>,
    line: u64,
    ordinal: u64,
    notes: &mut Notes,
) -> Result<Parsed, Broken> {
    let id = raw_id(tag);
    let place = Place::root("Individ", id.as_deref().map_or(Mark::Nth(ordinal), Mark::Id));
    let mut faults = Faults::default();
    let head = Head::read(tag, place, line, &mut faults, notes);
    let shown_id = id.as_deref().map(shown);

    let mut reports = Vec::new();
    let mut refused = Vec::new();
    let mut report_ids = HashSet::new();
    let mut unkept = Unkept::default();
    let mut nth_report = 0;
    let (mut plans, mut measures, mut moves) = (0, 0, 0);
    let (mut plans_read, mut measures_read) = (Vec::new(), Vec::new());
    let mut reports_refused: u32 = 0;

    while let Some((child, child_line)) = cursor.child("Individ", notes)? {
        match child.name().as_ref() {
            "Melding" => {
                nth_report += 1;
                let outcome = parse_report(cursor, &child, child_line, &place, nth_report, &mut report_ids, notes)?;
                match outcome {
                    Ok(report) => reports.push(report),
                    Err(mut refusal) => {
                        reports_refused += 1;
                        refusal.individual_id.clone_from(&shown_id);
                        if refused.len() < MAX_REFUSED_REPORTS {
                            refused.push(*refusal);
                        } else if refused.len() == MAX_REFUSED_REPORTS && faults.none() {
                            faults.whole(line, &place, Rule::TooManyFaults);
                        }
                    }
                }
            }
            "Plan" => {
                plans += 1;
                let looked = unkept.look_at(&child, child_line, &place, &controls::PLAN, plans, notes);
                plans_read.extend(looked.and_then(|looked| plan(looked, child_line)));
                cursor.skip()?;
            }
            "Tiltak" => {
                measures += 1;
                let looked = unkept.look_at(&child, child_line, &place, &controls::MEASURE, measures, notes);
                let category = parse_category(cursor, &place, notes)?;
                measures_read.extend(looked.and_then(|looked| measure(looked, category, child_line)));
            }
            "Flytting" => {
                moves += 1;
                let _ = unkept.look_at(&child, child_line, &place, &controls::MOVE, moves, notes);
                cursor.skip()?;
            }
            other => {
                notes.not_read(child_line, format_args!("Individ/{}", shown(other)));
                cursor.skip()?;
            }
        }
    }

    let individual = head.and_then(|head| head.into_individual(line)).filter(|_| faults.none());
    let Some(mut individual) = individual else {
        for report in &refused {
            faults.add_all(&Faults { listed: report.faults.clone(), left_out: report.faults_left_out });
        }
        let whole = Refused {
            record: Record::Individual,
            line,
            path: place.to_string(),
            individual_id: shown_id,
            report_id: None,
            faults: faults.listed,
            faults_left_out: faults.left_out,
        };
        return Ok(Parsed { individual: None, refused: vec![whole], unkept: Unkept::default() });
    };
    individual.reports = reports;
    individual.reports_refused = reports_refused;
    individual.plans = plans;
    individual.measures = measures;
    (individual.plans_read, individual.measures_read) = (plans_read, measures_read);
    individual.moves = moves;
    Ok(Parsed { individual: Some(individual), refused, unkept })
}

/// The attributes of `Individ`.
struct Head {
    id: Option<String>,
    journal_number: Option<String>,
    started: Option<NaiveDate>,
    ended: Option<NaiveDate>,
    national_id: Option<String>,
    duf_number: Option<String>,
    district_number: Option<String>,
    district_name: Option<String>,
    local_district_number: Option<String>,
    caseworker: Option<String>,
    closed: Option<u8>,
}

impl Head {
    fn read(tag: &BytesStart<'_>, place: Place<'_>, line: u64, faults: &mut Faults, notes: &mut Notes) -> Option<Self> {
        const KNOWN: [&str; 11] = [
            "Id",
            "StartDato",
            "SluttDato",
            "Journalnummer",
            "Fodselsnummer",
            "DUFnummer",
            "Bydelsnummer",
            "Bydelsnavn",
            "Distriktsnummer",
            "Saksbehandler",
            "Avslutta3112",
        ];
        let attributes = Attributes::of(tag, place, line, &KNOWN, faults, notes);
        let head = Self {
            id: attributes.required_text("Id", ID_LIMIT, faults),
            started: attributes.required_date("StartDato", faults),
            ended: attributes.date("SluttDato", faults),
            journal_number: attributes.required_text("Journalnummer", 20, faults),
            national_id: attributes.digits("Fodselsnummer", &[11], faults),
            duf_number: attributes.digits("DUFnummer", &[12], faults),
            district_number: attributes.digits("Bydelsnummer", &[2], faults),
            district_name: attributes.text("Bydelsnavn", 250, faults),
            local_district_number: attributes.digits("Distriktsnummer", &[2, 3], faults),
            caseworker: attributes.required_text("Saksbehandler", 50, faults),
            closed: attributes.required_code("Avslutta3112", 2, faults),
        };
        faults.none().then_some(head)
    }

    fn into_individual(self, line: u64) -> Option<Individual> {
        Some(Individual {
            id: self.id?,
            journal_number: self.journal_number?,
            started: self.started?,
            ended: self.ended,
            national_id: self.national_id,
            duf_number: self.duf_number,
            district_number: self.district_number,
            district_name: self.district_name,
            local_district_number: self.local_district_number,
            caseworker: self.caseworker?,
            closed_by_year_end: self.closed? == 1,
            reports: Vec::new(),
            reports_refused: 0,
            plans: 0,
            plans_read: Vec::new(),
            measures: 0,
            measures_read: Vec::new(),
            moves: 0,
            line,
        })
    }
}

fn plan(Looked { id, dates, kind }: Looked, line: u64) -> Option<Plan> {
    let [Some(started), ended, evaluated] = *dates.as_slice() else { return None };
    Some(Plan { id, started, ended, evaluated, kind, line })
}

fn measure(Looked { id, dates, .. }: Looked, category: Option<Coded>, line: u64) -> Option<Measure> {
    let [Some(started), ended] = *dates.as_slice() else { return None };
    Some(Measure { id, started, ended, category, line })
}

/// The `Kategori` of the `Tiltak` whose start tag the cursor has just passed. What is wrong with it is left out with it.
fn parse_category(cursor: &mut Cursor<'_>, individual: &Place<'_>, notes: &mut Notes) -> Result<Option<Coded>, Broken> {
    let mut category = None;
    while let Some((child, line)) = cursor.child("Tiltak", notes)? {
        if child.name().as_ref() != "Kategori" {
            cursor.skip()?;
            continue;
        }
        let (place, mut faults) = (Place::inside(individual, "Kategori", Mark::Alone), Faults::default());
        let code = Attributes::of(&child, place, line, &["Kode"], &mut faults, notes).text("Kode", 10, &mut faults);
        let mut clarification = Clarification::default();
        while let Some((inner, inner_line)) = cursor.child("Kategori", notes)? {
            if inner.name().as_ref() == "Presisering" {
                clarification.read(cursor, inner_line, &place, &mut faults, notes)?;
            } else {
                cursor.skip()?;
            }
        }
        let coded = code.map(|code| Coded { code, clarification: clarification.text, line });
        category = category.or(coded.filter(|_| faults.none()));
    }
    Ok(category)
}

/// One `Melding`: the report, or why none of it goes in.
fn parse_report(
    cursor: &mut Cursor<'_>,
    tag: &BytesStart<'_>,
    line: u64,
    individual: &Place<'_>,
    nth: u64,
    ids: &mut HashSet<String>,
    notes: &mut Notes,
) -> Result<Result<Report, Box<Refused>>, Broken> {
    let raw = raw_id(tag);
    let place = Place::inside(individual, "Melding", raw.as_deref().map_or(Mark::Nth(nth), Mark::Id));
    let mut faults = Faults::default();
    let known = ["Id", "StartDato", "SluttDato", "Konklusjon"];
    let attributes = Attributes::of(tag, place, line, &known, &mut faults, notes);
    let id = attributes.required_text("Id", ID_LIMIT, &mut faults);
    let received = attributes.required_date("StartDato", &mut faults);
    let concluded = attributes.date("SluttDato", &mut faults);
    let conclusion = attributes.code("Konklusjon", LAST_REPORT_CONCLUSION, &mut faults);
    // The id of a refused report is taken too: once mended it will be sent again.
    if let Some(id) = &id
        && !ids.insert(id.clone())
    {
        faults.whole(line, &place, Rule::DuplicateId);
    }

    let mut reporters = Vec::new();
    let mut contents = Vec::new();
    let mut investigation = None;
    let (mut nth_reporter, mut nth_content, mut nth_investigation) = (0, 0, 0);
    while let Some((child, child_line)) = cursor.child("Melding", notes)? {
        match child.name().as_ref() {
            "Melder" => {
                nth_reporter += 1;
                let place = Place::inside(&place, "Melder", Mark::Nth(nth_reporter));
                reporters.extend(parse_coded(
                    cursor,
                    &child,
                    child_line,
                    place,
                    LAST_REPORTER_CODE,
                    &mut faults,
                    notes,
                )?);
            }
            "Saksinnhold" => {
                nth_content += 1;
                let place = Place::inside(&place, "Saksinnhold", Mark::Nth(nth_content));
                contents.extend(parse_coded(cursor, &child, child_line, place, LAST_CONTENT_CODE, &mut faults, notes)?);
            }
            "Undersokelse" => {
                nth_investigation += 1;
                if nth_investigation == 2 {
                    let place = Place::inside(&place, "Undersokelse", Mark::Nth(nth_investigation));
                    faults.whole(child_line, &place, Rule::RepeatedElement);
                }
                investigation = parse_investigation(cursor, &child, child_line, &place, &mut faults, notes)?;
            }
            other => {
                notes.not_read(child_line, format_args!("Melding/{}", shown(other)));
                cursor.skip()?;
            }
        }
    }

    Ok(match (id, received) {
        (Some(id), Some(received)) if faults.none() => {
            Ok(Report { id, received, concluded, conclusion, reporters, contents, investigation, line })
        }
        _ => Err(Box::new(Refused {
            record: Record::Report,
            line,
            path: place.to_string(),
            individual_id: None,
            report_id: raw.as_deref().map(shown),
            faults: faults.listed,
            faults_left_out: faults.left_out,
        })),
    })
}

/// `Undersokelse`; `None` when it has a fault, which the report then has too.
fn parse_investigation(
    cursor: &mut Cursor<'_>,
    tag: &BytesStart<'_>,
    line: u64,
    report: &Place<'_>,
    faults: &mut Faults,
    notes: &mut Notes,
) -> Result<Option<Investigation>, Broken> {
    let raw = raw_id(tag);
    let place = Place::inside(report, "Undersokelse", raw.as_deref().map_or(Mark::Alone, Mark::Id));
    let known = ["Id", "StartDato", "SluttDato", "Konklusjon"];
    let attributes = Attributes::of(tag, place, line, &known, faults, notes);
    let id = attributes.required_text("Id", ID_LIMIT, faults);
    let started = attributes.required_date("StartDato", faults);
    let ended = attributes.date("SluttDato", faults);
    let conclusion = attributes.code("Konklusjon", LAST_INVESTIGATION_CONCLUSION, faults);

    let mut clarification = Clarification::default();
    let mut grounds = Vec::new();
    let mut nth_ground = 0;
    while let Some((child, child_line)) = cursor.child("Undersokelse", notes)? {
        match child.name().as_ref() {
            "Presisering" => clarification.read(cursor, child_line, &place, faults, notes)?,
            "Vedtaksgrunnlag" => {
                nth_ground += 1;
                let place = Place::inside(&place, "Vedtaksgrunnlag", Mark::Nth(nth_ground));
                grounds.extend(parse_coded(cursor, &child, child_line, place, LAST_CONTENT_CODE, faults, notes)?);
            }
            other => {
                notes.not_read(child_line, format_args!("Undersokelse/{}", shown(other)));
                cursor.skip()?;
            }
        }
    }
    Ok(id.zip(started).map(|(id, started)| Investigation {
        id,
        started,
        ended,
        conclusion,
        clarification: clarification.text,
        grounds,
        line,
    }))
}

/// `Melder`, `Saksinnhold` or `Vedtaksgrunnlag`.
fn parse_coded(
    cursor: &mut Cursor<'_>,
    tag: &BytesStart<'_>,
    line: u64,
    place: Place<'_>,
    last_code: u8,
    faults: &mut Faults,
    notes: &mut Notes,
) -> Result<Option<Coded>, Broken> {
    let attributes = Attributes::of(tag, place, line, &["Kode"], faults, notes);
    let code = attributes.required_code("Kode", last_code, faults);
    let mut clarification = Clarification::default();
    while let Some((child, child_line)) = cursor.child(place.element, notes)? {
        if child.name().as_ref() == "Presisering" {
            clarification.read(cursor, child_line, &place, faults, notes)?;
        } else {
            notes.not_read(child_line, format_args!("{}/{}", place.element, shown(child.name().as_ref())));
            cursor.skip()?;
        }
    }
    Ok(code.map(|code| Coded { code: code.to_string(), clarification: clarification.text, line }))
}

/// The one `Presisering` an element may hold.
#[derive(Default)]
struct Clarification {
    met: bool,
    text: Option<String>,
}

impl Clarification {
    fn read(
        &mut self,
        cursor: &mut Cursor<'_>,
        line: u64,
        parent: &Place<'_>,
        faults: &mut Faults,
        notes: &mut Notes,
    ) -> Result<(), Broken> {
        const NAME: &str = "Presisering";
        if self.met {
            faults.element(line, parent, NAME, Rule::RepeatedElement);
        }
        self.met = true;
        match cursor.element_text(NAME, notes)? {
            Ok(text) if text.chars().nth(CLARIFICATION_LIMIT).is_some() => {
                faults.element(line, parent, NAME, Rule::TooLong);
            }
            Ok(text) => self.text = Some(text).filter(|text| !text.is_empty()),
            Err(rule) => faults.element(line, parent, NAME, rule),
        }
        Ok(())
    }
}
