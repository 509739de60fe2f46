//! The decision register in the schema (RM-14).

use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use case_ledger_domain::ids::{CaseId, SubjectId};
use case_ledger_domain::time::start_of_day;
use case_ledger_domain::{decisions as domain, law, people};
use case_ledger_infrastructure::ledger::history::LedgerEntry;
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::decisions::{self, DecisionFilter, DecisionRow};
use case_ledger_infrastructure::projections::report_register;
use chrono::Months;
use serde_json::Value;
use uuid::Uuid;

use super::as_of::{Moment, in_read_models};
use super::cases::Case;
use super::enums::{DeciderRole, Language, mirrored};
use super::investigations::Investigation;
use super::known::{is_kept, pseudonyms};
use super::oversight::{about, must_run_forwards, visible};
use super::reports::Report;
use super::scalars::{Date, PersonalState, PersonalText};
use super::together::{CasesOfPage, Together};
use super::{
    LOAD_COST, fault, global_id, kind_of, language_of, note_denied, note_read, page, page_size, parse_time_cursor,
    permitted, principal, reached, said, seeing, services, sight, sought, time_cursor, veil,
};
use crate::auth::Permission;

/// For how long after a decision not to act a new report about the child is shown beside it.
const LATER_IN_MONTHS: Months = Months::new(6);
/// The most of them that are shown.
const MOST_LATER: i64 = 10;

mirrored! {
    /// What a decision is about (RM-14).
    domain::DecisionKind => DecisionKind {
        /// How worried there is reason to be (S0-3, S3-11).
        ConcernAssessed,
        /// How severe the concern is, and whether something is to be done (S0-19).
        SeverityDecided,
        /// Which alternative is chosen (S0-20).
        AlternativeChosen,
        /// That an alternative ends (S0-21).
        AlternativeEnded,
        /// What is decided in a step of a guide.
        StepDecided,
        /// That the case goes on under another version of a guide.
        GuideChanged,
        /// That the case is lifted to a higher level (S3-25, S3-36).
        Escalated,
        /// That it is taken back to a lower level (S3-44).
        Returned,
        /// That the case is closed.
        Closed,
        /// That it is opened again.
        Reopened,
        /// That a closed case is not opened again for what came since.
        ReopeningDeclined,
        /// Whether the duty to report is triggered.
        DutyAssessed,
        /// Whether the duty to avert is triggered.
        DutyToAvertAssessed,
        /// That guardians are not told about a report.
        NotificationWithheld,
        /// That the ground for not telling them is gone.
        WithholdingLifted,
        /// That somebody who was known as a guardian is none, and is neither told of reports nor has copies of them.
        GuardianLeftOut,
        /// That guardians do not get their copy of a report.
        CopyWithheld,
        /// That a draft of a report is not sent (S2-39).
        DraftDiscarded,
        /// What tells where somebody is whose address is protected is out of a document's copies (C12).
        WhereaboutsTakenOut,
        /// Whether the youth is asked to take part (S4-7).
        YouthInvitationAssessed,
        /// Whether information may be shared without consent (S0-30).
        SharingExceptionAssessed,
        /// That a refusal is accepted.
        RefusalAccepted,
        /// That no more is told on an order.
        OrderClosed,
        /// That information is shared.
        InformationShared,
        /// That the child is referred (S3-36).
        Referred,
        /// That a referral is withdrawn (S3-39).
        ReferralWithdrawn,
        /// That a question for consent is withdrawn.
        ConsentRequestWithdrawn,
        /// That advice which was asked for is needed no more (S0-25).
        ConsultationCalledOff,
        /// That a conversation is not held (S3-21).
        ConversationCalledOff,
        /// What the leader answered a note (S0-46).
        LeaderAnswered,
        /// What a clarification meeting came to (S1-3).
        ClarificationDecided,
        /// That a meeting is not held.
        MeetingCalledOff,
        /// That another becomes relay holder (S3-45).
        RelayHolderChanged,
        /// That the plan of measures is adjusted (S3-43).
        PlanAdjusted,
        /// Which measures go on, end and begin (S1-21).
        WayForwardDecided,
        /// That a measure goes on for longer (S1-20).
        MeasureExtended,
        /// That a measure ends (S1-20).
        MeasureEnded,
        /// How serious a report is (RM-5, S1-8).
        ReportPrioritised,
        /// What is done for the child at once (S2-48).
        UrgentFollowUpDecided,
        /// What triage of a report came to (S2-48).
        TriageDecided,
        /// That a report belongs to another investigation than the one it joined, or waits for triage anew.
        JoiningCorrected,
        /// That triage of a report is concluded anew, for it was sent back or concluded wrongly (S2-48, S2-49).
        TriageReopened,
        /// That an investigation takes longer (C11).
        DeadlineExtended,
        /// What an investigation came to (S1-11).
        InvestigationConcluded,
        /// That the one who reported is told of measures.
        MeasuresDisclosed,
        /// That the one who reported is told of a dismissal with concern (S2-43, R-44).
        ConcernDisclosed,
        /// That a renewed investigation is not opened (D-5).
        RenewalCalledOff,
        /// That a child is placed in an emergency (S2-63, S2-64).
        EmergencyPlaced,
        /// That an emergency placement ends (S2-63).
        EmergencyEnded,
        /// That a case is brought before the board (S2-62, S2-65).
        BroughtToBoard,
        /// That the child welfare service sets in a measure (S2-56).
        ServiceMeasureDecided,
        /// That such a measure goes on for longer.
        ServiceMeasureExtended,
        /// That such a measure ends (S2-58).
        ServiceMeasureEnded,
        /// That the service ends what it followed up (S1-19).
        FollowUpEnded,
    }
}

/// Which decisions to list; what is not given does not narrow (RM-14).
#[derive(InputObject, Default)]
pub struct DecisionFilterInput {
    /// Only of that unit or district.
    unit: Option<String>,
    /// Only about that case, with the reports and investigations that belong to it.
    case_id: Option<ID>,
    /// Only about that report, with its investigation.
    report_id: Option<ID>,
    /// Only about that investigation.
    investigation_id: Option<ID>,
    /// Only of those kinds.
    kinds: Option<Vec<DecisionKind>>,
    /// Only with that outcome, as commands and the schema name it: `NO_GROUND_FOR_CONCERN`, `LEVEL_2`,
    /// `NOT_TRIGGERED`, `REPORT_DISMISSED`; of a step, an outcome's id.
    outcome: Option<String>,
    /// Only decisions not to act - what was closed, called off, taken back, dismissed, refused or not found to trigger a duty, what a
    /// guide would have let be lifted and was not, that nobody reports any more (alternative D ended), a leader's no - or
    /// only the others.
    not_to_act: Option<bool>,
    /// Only those whose reasons are written down, or only those that were imported without.
    reasoned: Option<bool>,
    /// Only decisions not to act after which a report about the same child came in within six months, or only those after
    /// which none did: what a leader or a supervisor looks at first (S2-48). Of children who are kept from you neither is found.
    followed_by_report: Option<bool>,
    /// Only those of that day or later.
    from: Option<Date>,
    /// Only those of that day or earlier.
    to: Option<Date>,
}

/// The decisions that a filter finds, the latest first.
pub async fn find(
    context: &Context<'_>,
    filter: DecisionFilterInput,
    first: Option<i32>,
    after: Option<&str>,
    moment: Option<Moment>,
) -> Result<Connection<String, Decision>> {
    let whose = visible(context)?;
    must_run_forwards(filter.from, filter.to)?;
    let mut models = vec![ReadModel::Decisions];
    if filter.followed_by_report.is_some() {
        permitted(context, Permission::SeeReports)?;
        models.push(ReadModel::ReportRegister);
    }
    let as_of = in_read_models(context, &models, moment).await?;
    let followed_by_report = match filter.followed_by_report {
        Some(followed) => Some((followed, veil(context, Permission::SeeReports).await?.same_children(as_of, is_kept))),
        None => None,
    };
    let filter = DecisionFilter {
        whose,
        reached: reached(context).await?,
        about: about(filter.case_id, filter.report_id, filter.investigation_id)?,
        unit: sought("filter.unit", filter.unit)?,
        kinds: filter.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
        outcome: sought("filter.outcome", filter.outcome)?,
        not_to_act: filter.not_to_act,
        reasoned: filter.reasoned,
        followed_by_report,
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
    };
    let (wanted, cursor) = (page_size(first)?, parse_time_cursor(after)?);
    let (pool, municipality) = (services(context).ledger.pool(), &principal(context).municipality);
    let rows = decisions::decisions(pool, municipality, &filter, cursor, wanted + 1, as_of).await;
    let rows = rows.map_err(|error| fault(&error))?;
    let cases = CasesOfPage::of(rows.iter().filter_map(|row| row.case_id), moment);
    // One side's work is seen by another permission than the other's, and so are its entries.
    let entries =
        |of_service| Together::of(rows.iter().filter(|row| row.of_service == of_service).map(|row| row.position));
    let (of_arena, of_service) = (entries(false), entries(true));
    let nodes = rows.into_iter().map(|row| {
        let cursor = time_cursor(row.decided_at, row.decision_id);
        let kind = kind_of(&row.kind, domain::DecisionKind::named)?;
        let entries = Arc::clone(if row.of_service { &of_service } else { &of_arena });
        Ok((cursor, Decision { kind, row, entries, cases: cases.clone(), moment }))
    });
    let page = page(nodes.collect::<Result<_>>()?, wanted, cursor.is_some());
    for edge in &page.edges {
        let (object_type, id) = edge.node.stream();
        note_read(context, object_type, id, moment);
    }
    Ok(page)
}

/// A decision about a child: what it came to, why, by whom and on what, also where it was decided not to act (RM-14).
pub struct Decision {
    kind: domain::DecisionKind,
    row: DecisionRow,
    entries: Arc<Together<i64, LedgerEntry>>,
    cases: CasesOfPage,
    moment: Option<Moment>,
}

impl Decision {
    /// The type and id of the thing in whose stream it stands.
    fn stream(&self) -> (&'static str, Uuid) {
        let DecisionRow { case_id, report_id, investigation_id, .. } = self.row;
        match (investigation_id, report_id) {
            (Some(id), _) => ("Investigation", id),
            (None, Some(id)) => ("Report", id),
            (None, None) => ("Case", case_id.unwrap_or_default()),
        }
    }

    /// The event that tells of it, as far as it is shown to the principal.
    async fn entry(&self, context: &Context<'_>) -> Result<Option<&LedgerEntry>> {
        let fetch = async |positions: &[i64]| {
            let (principal, ledger) = (principal(context), &services(context).ledger);
            let sight = sight(principal, seeing(self.stream().0));
            let found = ledger.entries_at(&principal.municipality, positions, sight).await;
            Ok(found.map_err(|error| fault(&error))?.into_iter().map(|entry| (entry.position, entry)).collect())
        };
        self.entries.get(self.row.position, fetch).await
    }

    /// A personal text within what was decided.
    async fn text_at(&self, context: &Context<'_>, pointer: &str) -> Result<Option<PersonalText>> {
        Ok(self.entry(context).await?.and_then(|entry| entry.data.pointer(pointer)).and_then(personal))
    }
}

/// A personal text as an entry holds it.
pub fn personal(text: &Value) -> Option<PersonalText> {
    let state = match text["state"].as_str()? {
        "VISIBLE" => PersonalState::Visible,
        "SHREDDED" => PersonalState::Shredded,
        _ => PersonalState::Withheld,
    };
    Some(PersonalText { value: text["value"].as_str().map(ToOwned::to_owned), state })
}

/// A decision about a child: what it came to, why, by whom and on what, also where it was decided not to act (RM-14).
#[Object]
impl Decision {
    /// Its id.
    async fn id(&self) -> ID {
        global_id("decision", self.row.decision_id)
    }
    /// What it is about.
    async fn kind(&self) -> DecisionKind {
        self.kind.into()
    }
    /// The same in words.
    async fn text(&self, context: &Context<'_>, language: Option<Language>) -> String {
        language_of(context, language).word(self.kind.word())
    }
    /// What was decided, in one sentence without personal data.
    #[graphql(complexity = "LOAD_COST")]
    async fn summary(&self, context: &Context<'_>, language: Option<Language>) -> Result<Option<String>> {
        Ok(self.entry(context).await?.map(|entry| said(context, &entry.summary, language)))
    }
    /// What it came to, as commands and the schema name it; of a step, the ids of its outcomes.
    async fn outcomes(&self) -> &[String] {
        &self.row.outcomes
    }
    /// Whether by it less or nothing is done for the child: closed, called off, taken back, dismissed, refused, or no duty found; left
    /// in a step from which the guide of then lets it be lifted, referred or helped further; alternative D ended; a leader
    /// who disagrees.
    async fn not_to_act(&self) -> bool {
        self.row.not_to_act
    }
    /// When.
    async fn decided_on(&self) -> Date {
        self.row.decided_on.into()
    }
    /// Whether its reasons are written down; a source that was imported may lack them.
    async fn reasoned(&self) -> bool {
        self.row.reasoned
    }
    /// The written reasons; null where there are none.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn rationale(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        self.text_at(context, "/decision/rationale/text").await
    }
    /// Who decided; null where the source does not tell.
    #[graphql(complexity = "LOAD_COST + child_complexity")]
    async fn decided_by(&self, context: &Context<'_>) -> Result<Option<PersonalText>> {
        self.text_at(context, "/decision/decidedBy/name").await
    }
    /// In which role.
    async fn role(&self) -> Option<DeciderRole> {
        self.row.decider_role.as_deref().and_then(people::DeciderRole::named).map(Into::into)
    }
    /// The ids of what it cites: observations, the consent or the refusal, an assessed exception.
    async fn cited(&self) -> Vec<ID> {
        self.row.cited.iter().map(ID::from).collect()
    }
    /// The act and paragraph: as the decision cites it, or else as it was in force on the day for what is decided (C7).
    async fn legal_basis(&self) -> Option<String> {
        let in_force = || law::legal_basis(self.kind.topic()?, self.row.decided_on).map(ToString::to_string);
        self.row.legal_basis.clone().or_else(in_force)
    }
    /// The guides that were followed, each with its version.
    async fn guides(&self) -> &[String] {
        &self.row.guides
    }
    /// The unit or district.
    async fn unit(&self) -> &str {
        &self.row.unit
    }
    /// Position of the event that tells of it.
    async fn position(&self) -> i64 {
        self.row.position
    }
    /// The case it is about; null where it is about none, or where your role does not see cases.
    #[graphql(complexity = "5 + child_complexity")]
    async fn case(&self, context: &Context<'_>) -> Result<Option<Case>> {
        match self.row.case_id {
            Some(id) if principal(context).may(Permission::SeeCases) => {
                self.cases.find(context, CaseId::from_uuid(id)).await
            }
            Some(_) => {
                note_denied(context);
                Ok(None)
            }
            None => Ok(None),
        }
    }
    /// The id of the report it is about.
    async fn report_id(&self) -> Option<ID> {
        self.row.report_id.map(|id| global_id(Report::PREFIX, id))
    }
    /// The id of the investigation it is about.
    async fn investigation_id(&self) -> Option<ID> {
        self.row.investigation_id.map(|id| global_id(Investigation::PREFIX, id))
    }
    /// The reports about the same child that came in within six months after a decision not to act, newest first, ten at
    /// most (S2-48). Null for other decisions, where your role does not see reports, and where the child is kept from you.
    #[graphql(complexity = "LOAD_COST + 10 * child_complexity")]
    async fn later_reports(&self, context: &Context<'_>) -> Result<Option<Vec<Report>>> {
        let principal = principal(context);
        if !self.row.not_to_act {
            return Ok(None);
        }
        if !principal.may(Permission::SeeReports) {
            note_denied(context);
            return Ok(None);
        }
        let child = SubjectId::from_uuid(self.row.child_subject);
        // That a report is about the same child is what a restriction keeps.
        let veil = veil(context, Permission::SeeReports).await?;
        if is_kept(&veil, child) {
            return Ok(None);
        }
        let until = self.row.decided_on.checked_add_months(LATER_IN_MONTHS).and_then(|last| last.succ_opt());
        let Some(until) = until.map(start_of_day) else { return Ok(Some(Vec::new())) };
        let as_of = in_read_models(context, &[ReadModel::ReportRegister], self.moment).await?;
        let (pool, within) = (services(context).ledger.pool(), (self.row.later_after, until));
        let mut child = pseudonyms(context, child, Permission::SeeReports, self.moment).await?;
        child.retain(|one| !is_kept(&veil, *one));
        let rows = report_register::about_child(pool, &principal.municipality, &child, within, MOST_LATER, as_of).await;
        let rows = rows.map_err(|error| fault(&error))?;
        Ok(Some(rows.into_iter().map(|row| Report::shown(context, row, self.moment)).collect()))
    }
}
