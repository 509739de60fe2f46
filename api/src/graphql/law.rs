//! Law and code lists in the schema: which basis, code or deadline held on a day.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use case_ledger_domain::codes::{self, Code as KnownCode};
use case_ledger_domain::law::{self, Commencement, Commencements, Length, Validity};
use case_ledger_domain::settings::{SetDeadline, Settings};
use case_ledger_domain::texts::Word;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::settings_id;
use case_ledger_infrastructure::ledger::history::LedgerEntry;
use chrono::NaiveDate;

use super::as_of::{Moment, as_of};
use super::enums::{
    AgeLimit, DeadlineKind, DeadlineStart, DutyCondition, Language, LegalTopic, LengthUnit, Verification,
    WithholdingGround,
};
use super::history::LedgerActor;
use super::scalars::Date;
use super::{fault, language_of, principal, services, sight};
use crate::auth::Permission;

/// The title of a closed set's word, with a capital.
fn title(context: &Context<'_>, word: Word, language: Option<Language>) -> String {
    let word = language_of(context, language).word(word);
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The day given, or today in Norway.
fn day(on: Option<Date>) -> NaiveDate {
    on.map_or_else(|| oslo_date(clock::now()), |date| date.0)
}

/// An act and a paragraph in it, with the days on which it holds (C7).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct LegalBasis {
    /// What it is the basis of.
    topic: LegalTopic,
    /// The act: child welfare acts as registers abbreviate them, `BVL` (1992) or `BVL2021`.
    act: &'static str,
    /// The act's number in Lovdata's form, where it was seen.
    law: Option<&'static str>,
    /// The paragraph.
    paragraph: &'static str,
    /// The first day; null where it began before the ledger knows of it.
    valid_from: Option<Date>,
    /// The last day; null while it is open.
    valid_to: Option<Date>,
    /// Whether it is passed, and your municipality has recorded no day from which it is in force; where it has, `validFrom` is
    /// that day, which may lie ahead.
    pending: bool,
    /// The number of the act with which it commences, or did, where your municipality says from when on
    /// (`recordCommencement`).
    commences_with: Option<String>,
    /// The number of the act with whose commencement it ends.
    ends_with: Option<String>,
    /// How well that was verified.
    verified: Verification,
    /// What else is known, and from where; in English.
    note: &'static str,
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl LegalBasis {
    /// What it is the basis of, in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.word, language)
    }
}

impl LegalBasis {
    /// As it holds in a municipality that recorded those commencements.
    fn of(basis: &'static law::LegalBasis, commenced: &Commencements) -> Self {
        let validity = basis.validity(commenced);
        let Validity { from, to } = validity.unwrap_or(Validity { from: None, to: None });
        Self {
            topic: basis.topic.into(),
            act: &basis.act,
            law: basis.law.as_deref(),
            paragraph: &basis.paragraph,
            valid_from: from.map(Date),
            valid_to: to.map(Date),
            pending: validity.is_none(),
            commences_with: basis.commences_with.as_ref().map(ToString::to_string),
            ends_with: basis.ends_with.as_ref().map(ToString::to_string),
            verified: basis.verified.into(),
            note: &basis.note,
            word: basis.topic.word(),
        }
    }
}

/// Every legal basis in force on the day, and, where wanted, those that are passed only.
pub fn legal_bases(on: NaiveDate, pending: bool, commenced: &Commencements) -> Vec<LegalBasis> {
    let passed = commenced.awaited_legal_bases(on).filter(|_| pending);
    commenced.legal_bases(on).chain(passed).map(|basis| LegalBasis::of(basis, commenced)).collect()
}

/// The conditions of the duty to report, as a paragraph lists them (C8, R-3).
#[derive(SimpleObject)]
pub struct DutyConditionSet {
    /// The paragraph, under which assessments keep it.
    name: &'static str,
    /// The conditions.
    conditions: Vec<DutyConditionInForce>,
    /// The first day; null where it began before the ledger knows of it.
    valid_from: Option<Date>,
    /// The last day; null while it is open.
    valid_to: Option<Date>,
    /// How well that was verified.
    verified: Verification,
}

/// A condition of the duty to report (C8, R-3).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DutyConditionInForce {
    /// The condition.
    condition: DutyCondition,
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl DutyConditionInForce {
    /// The condition in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.word, language)
    }
}

/// The conditions in force on the day.
pub fn duty_conditions(on: Option<Date>) -> Option<DutyConditionSet> {
    let set = law::duty_conditions(day(on))?;
    let Validity { from, to } = set.validity();
    let conditions = set.conditions.iter();
    Some(DutyConditionSet {
        name: &set.name,
        conditions: conditions
            .map(|condition| DutyConditionInForce { condition: (*condition).into(), word: condition.word() })
            .collect(),
        valid_from: from.map(Date),
        valid_to: to.map(Date),
        verified: set.verified.into(),
    })
}

/// From which day on a child has a say by its age (C12).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AgeRight {
    /// The age limit.
    limit: AgeLimit,
    /// Full years of age.
    years: u8,
    /// The birthday on which it is reached.
    reached_on: Date,
    /// Whether it is reached by the day that was asked about.
    reached: bool,
    /// Its basis in the law of that day (C7).
    legal_basis: Option<LegalBasis>,
    /// How well the age was verified (C7).
    verified: Verification,
    /// What else is known, and from where; in English.
    note: &'static str,
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl AgeRight {
    /// The say it gives, in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.word, language)
    }
}

/// What the law of that day gives somebody born on `born_on`, the lowest age first.
pub fn age_rights(born_on: NaiveDate, date: NaiveDate) -> Vec<AgeRight> {
    let right = |rule: &'static law::AgeRule| AgeRight {
        limit: rule.limit.into(),
        years: rule.years,
        reached_on: rule.reached_on(born_on).into(),
        reached: rule.reached_on(born_on) <= date,
        legal_basis: law::legal_basis(rule.topic, date).map(|basis| LegalBasis::of(basis, &Commencements::NONE)),
        verified: rule.verified.into(),
        note: &rule.note,
        word: rule.limit.word(),
    };
    law::age_rules(date).map(right).collect()
}

/// A ground for not telling guardians about a report (C3, R-6).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct WithholdingGroundInForce {
    /// The ground.
    ground: WithholdingGround,
    /// Whether no municipality may do without it (C3).
    always: bool,
    /// Whether your municipality goes by it on that day (C3).
    enabled: bool,
    /// The requirements it comes from.
    sources: &'static [String],
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl WithholdingGroundInForce {
    /// The ground in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.word, language)
    }
}

/// The grounds on the day.
pub fn withholding_grounds(on: NaiveDate, settings: &Settings) -> Vec<WithholdingGroundInForce> {
    let enabled = settings.withholding_grounds(on);
    law::withholding_grounds(on)
        .map(|rule| WithholdingGroundInForce {
            ground: rule.ground.into(),
            always: rule.always,
            enabled: enabled.is_none_or(|enabled| enabled.contains(&rule.ground)),
            sources: &rule.sources,
            word: rule.ground.word(),
        })
        .collect()
}

/// How much time there is for something (C11).
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Deadline {
    /// Its id in the requirements: D-1 to D-7.
    id: &'static str,
    /// For what.
    kind: DeadlineKind,
    /// How long in your municipality; null where the plan sets it, or for `LOCAL_DECISION` where `decisionLimitDays` does.
    length: Option<DeadlineLength>,
    /// How long where a municipality has set nothing.
    length_unless_set: Option<DeadlineLength>,
    /// Whether a municipality may set another: the length is the project's own, and neither the law's nor the sources'.
    settable: bool,
    /// The longest that it may set.
    longest: Option<DeadlineLength>,
    /// The first day of what starts under the length that your municipality has set; null where it has set none.
    /// When and by whom is told by `deadlineSettings`.
    set_from: Option<Date>,
    /// The most it can be extended to by a decision, from the same start.
    extended: Option<DeadlineLength>,
    /// What it runs from.
    starts: DeadlineStart,
    /// The legal basis in force on the day (C7).
    legal_basis: Option<LegalBasis>,
    /// The requirements it comes from.
    sources: &'static [String],
    /// How well that was verified (C7).
    verified: Verification,
    /// What else is known; in English.
    note: &'static str,
    #[graphql(skip)]
    words: (Word, Word),
}

/// A length as the law counts it (C11).
#[derive(SimpleObject)]
pub struct DeadlineLength {
    /// How many.
    number: u16,
    /// Of what.
    unit: LengthUnit,
}

impl From<Length> for DeadlineLength {
    fn from(length: Length) -> Self {
        match length {
            Length::Days(number) => Self { number, unit: LengthUnit::Days },
            Length::Weeks(number) => Self { number, unit: LengthUnit::Weeks },
            Length::Months(number) => Self { number, unit: LengthUnit::Months },
            Length::WorkingDays(number) => Self { number, unit: LengthUnit::WorkingDays },
        }
    }
}

#[ComplexObject]
impl Deadline {
    /// For what, in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.words.0, language)
    }

    /// What it runs from, in words.
    async fn starts_in_words(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.words.1, language)
    }
}

/// That a municipality set how long a deadline is for which the sources name no time.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DeadlineSetting {
    /// Of which deadline.
    deadline: DeadlineKind,
    /// How long; null where the project's own number holds again.
    length: Option<DeadlineLength>,
    /// For what starts from that day on.
    valid_from: Date,
    /// When it was set.
    set_on: Date,
    /// By whom.
    set_by: LedgerActor,
    /// Position in the municipality's ledger.
    position: i64,
    #[graphql(skip)]
    word: Word,
}

#[ComplexObject]
impl DeadlineSetting {
    /// Which deadline, in words.
    async fn title(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Instead of what `Accept-Language` prefers.")] language: Option<Language>,
    ) -> String {
        title(context, self.word, language)
    }
}

/// The events of that type among the municipality's settings, oldest first, as far as was known at the moment.
pub async fn settings_entries(
    context: &Context<'_>,
    moment: Option<Moment>,
    event_type: &str,
) -> Result<Vec<LedgerEntry>> {
    let municipality = &principal(context).municipality;
    // Who settles how the municipality works is told to all who work by it.
    let sight = sight(principal(context), Permission::SeePersonalData);
    let settings = settings_id(municipality);
    let history =
        services(context).ledger.stream_history(municipality, "Settings", settings, 0, i64::MAX, sight, as_of(moment));
    let mut entries = history.await.map_err(|error| fault(&error))?;
    // What is not as it was written was set by nobody.
    entries.retain(|entry| entry.event_type == event_type && entry.standing.is_as_written());
    Ok(entries)
}

/// What the municipality has set, oldest first, as far as was known at the moment.
pub async fn deadline_settings(context: &Context<'_>, moment: Option<Moment>) -> Result<Vec<DeadlineSetting>> {
    let set = settings_entries(context, moment, "DeadlineSet").await?.into_iter().map(|entry| {
        let set: SetDeadline = serde_json::from_value(entry.data.clone()).map_err(|error| fault(&error))?;
        Ok(DeadlineSetting {
            deadline: set.deadline.into(),
            length: set.length.map(Into::into),
            valid_from: set.valid_from.into(),
            set_on: set.set_on.into(),
            set_by: LedgerActor::of(&entry.actor),
            position: entry.position,
            word: set.deadline.word(),
        })
    });
    set.collect()
}

/// That it was recorded from when on an act is in force (R-71, C7).
#[derive(SimpleObject)]
pub struct LawCommencement {
    /// The act's number.
    law: String,
    /// Its first day; null where what was recorded before was taken back.
    from: Option<Date>,
    /// When that was recorded.
    recorded_on: Date,
    /// By whom.
    recorded_by: LedgerActor,
    /// Position in the municipality's ledger.
    position: i64,
}

/// What the municipality has recorded of commencements, oldest first, as far as was known at the moment.
pub async fn commencements(context: &Context<'_>, moment: Option<Moment>) -> Result<Vec<LawCommencement>> {
    let told = settings_entries(context, moment, "LawCommenced").await?.into_iter().map(|entry| {
        let told: Commencement = serde_json::from_value(entry.data.clone()).map_err(|error| fault(&error))?;
        Ok(LawCommencement {
            law: told.law.to_string(),
            from: told.from.map(Date),
            recorded_on: told.recorded_on.into(),
            recorded_by: LedgerActor::of(&entry.actor),
            position: entry.position,
        })
    });
    told.collect()
}

/// Every deadline for what starts on the day, in a municipality that has set those.
pub fn deadlines(on: NaiveDate, settings: &Settings) -> Vec<Deadline> {
    let own = settings.own_deadlines();
    law::deadlines(on)
        .map(|deadline| Deadline {
            id: deadline.deadline.id(),
            kind: deadline.deadline.into(),
            length: own.length(deadline.deadline, on).map(Into::into),
            length_unless_set: deadline.length.map(Into::into),
            settable: deadline.is_projects_own(),
            longest: deadline.is_projects_own().then(|| deadline.longest().into()),
            set_from: own
                .set_for(deadline.deadline, on)
                .filter(|set| set.length.is_some())
                .map(|set| set.valid_from.into()),
            extended: deadline.extended.map(Into::into),
            starts: deadline.starts.into(),
            legal_basis: deadline
                .topic
                .and_then(|topic| settings.commencements().legal_basis(topic, on))
                .map(|basis| LegalBasis::of(basis, settings.commencements())),
            sources: &deadline.sources,
            verified: deadline.verified.into(),
            note: &deadline.note,
            words: (deadline.deadline.word(), deadline.starts.word()),
        })
        .collect()
}

/// A code of the national child welfare register.
#[derive(SimpleObject)]
#[expect(clippy::struct_field_names, reason = "a code's code is what registers call it")]
pub struct Code {
    /// The code as registers write it.
    code: &'static str,
    /// What it means: in nb as the register words it, in the other languages as the ledger does.
    label: &'static str,
    /// The first day it may be used.
    valid_from: Date,
    /// The last day; null while it is open.
    valid_to: Option<Date>,
    /// Whether it says nothing without a clarifying text.
    needs_clarification: bool,
}

impl Code {
    fn of(known: &'static KnownCode, list: codes::CodeList, language: case_ledger_domain::texts::Language) -> Self {
        Self {
            code: known.code,
            label: known.label(list, language),
            valid_from: Date(known.valid_from),
            valid_to: known.valid_to.map(Date),
            needs_clarification: known.needs_clarification,
        }
    }
}

/// The codes of a list that may be used on the day.
pub fn code_list(list: codes::CodeList, on: Option<Date>, language: case_ledger_domain::texts::Language) -> Vec<Code> {
    codes::valid_on(list, day(on)).map(|known| Code::of(known, list, language)).collect()
}
