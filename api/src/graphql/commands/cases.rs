//! Commands on cases.

use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{
    AssessedReport, Case, CaseAction, ChildsPart, Concern, ConcernAction, ConsentAction, ConsentScope, ConsentTerms,
    Consultants, CourseAction, EmergencyContact, FamilyAction, Helpers, Level, Markers, Opening, RecipientUnit,
    ReportingAction, WhoIsAsked,
};
use case_ledger_domain::ids::{CaseId, CommandId, ConsentId, ObservationId, ReportId, SubjectId};
use case_ledger_domain::people::{self, Child, Decider, Guardian};
use case_ledger_domain::personal::{Personal, Shown};
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::text::{Text, in_clear};
use case_ledger_domain::time::{ObservedPeriod, oslo_date};
use case_ledger_infrastructure::interchange::national_id::identifies_one_person;
use case_ledger_infrastructure::openings::{CaseOfChild, TurnToOpen};
use case_ledger_infrastructure::personal::keys::Named;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::agreements::agreement_id;
use super::interpreting::{InterpretedInput, interpreted};
use super::steps::in_local_ways;
use super::{CasePayload, DeciderInput, Errand, Rejected, optional_text, text, uuid};
use crate::auth::Permission;
use crate::graphql::cases::{AskedForConsent, Consent};
use crate::graphql::enums::{
    AcuteCategory, Body, CaseOutcome, ConcernDegree, ConcernScale, ConcernSubject, ConsentForm, ConsentPurpose,
    ConsentingParty, ConversationOutcome, ConversationWith, DutyCondition, GuardiansInformedAbout, InformationCategory,
    ObservationKind, ObservationSource, Prompt, SharingDirection, Signal, WithholdingGround,
};
use crate::graphql::people::born_as_numbered;
use crate::graphql::refusals::InvalidInput;
use crate::graphql::reports::Report;
use crate::graphql::scalars::Date;
use crate::graphql::{extent_now, fault, known, services, veil};

/// The child a new case is about (S0-4).
#[derive(InputObject)]
pub struct ChildInput {
    /// Name; only an emergency contact does without, and a sibling whose number is known.
    name: Option<String>,
    /// National identity number or DUF number.
    national_id: Option<String>,
    /// Date of birth. Where it is left out and a case is opened about a child that is born, it is the one that the national
    /// identity number tells.
    born_on: Option<Date>,
    /// Not born yet (S1-9).
    #[graphql(default)]
    unborn: bool,
    /// Address, telephone and what else leads to the child.
    contact: Option<String>,
}

/// A guardian.
#[derive(InputObject)]
pub struct GuardianInput {
    /// Name.
    name: String,
}

/// Someone is worried (S4-16).
#[derive(InputObject)]
pub struct RaiseConcernInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The open case it belongs to; a new one is opened without.
    case_id: Option<ID>,
    /// The unit that works with the case; your own when left out.
    unit: Option<String>,
    /// The child; needed where a case is opened.
    child: Option<ChildInput>,
    /// Whom the concern is about (S2-8).
    subject: ConcernSubject,
    /// The concern in words.
    description: String,
    /// Since when.
    concerned_since: Option<Date>,
    /// When it was raised; today when left out.
    raised_on: Option<Date>,
}

/// Something was seen or heard.
#[derive(InputObject)]
pub struct LogObservationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The day it was observed, or the first of several.
    observed_on: Date,
    /// The last day it was observed.
    observed_to: Option<Date>,
    /// Seen, or said by someone (S3-8).
    kind: ObservationKind,
    /// What was observed, without conclusions (S0-8).
    text: String,
    /// What you make of it, kept apart.
    interpretation: Option<String>,
    /// The question that led to it (S0-9).
    prompt: Option<Prompt>,
    /// What it is a sign of (S3-7).
    #[graphql(default)]
    signals: Vec<Signal>,
    /// Where it came up, where that was a meeting or a conversation (S4-10).
    source: Option<ObservationSource>,
}

/// What was logged was not as it was. The observation stays; the correction stands beside it.
#[derive(InputObject)]
pub struct CorrectObservationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The observation.
    observation_id: ID,
    /// What is right instead, without conclusions (S0-8).
    text: String,
    /// Why the observation is not right as it stands.
    reason: String,
    /// When; today when left out.
    corrected_on: Option<Date>,
}

/// A conversation with child or guardians (S3-21).
#[derive(InputObject)]
pub struct HoldConversationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// With whom.
    with: ConversationWith,
    /// When; today when left out.
    held_on: Option<Date>,
    /// What came of it.
    outcome: ConversationOutcome,
    /// Your summary.
    summary: String,
    /// The child's own words, verbatim (S2-36).
    #[graphql(default)]
    childs_own_words: Vec<String>,
    /// The guardians' view, never merged with yours (S2-38).
    guardians_view: Option<String>,
    /// Whose view it is; of the guardians together when left out.
    viewed_by: Option<GuardianInput>,
    /// Whether the child was asked open questions (S2-36).
    open_questions_used: Option<bool>,
    /// Whether the child confirmed the summary (S2-37).
    summary_confirmed_by_child: Option<bool>,
    /// Whether the child was told what happens next (S2-37).
    child_informed_of_next_steps: Option<bool>,
    /// How it was interpreted, where it was or had to be (C12).
    interpreted: Option<InterpretedInput>,
}

/// How worried there is reason to be (S0-3).
#[derive(InputObject)]
pub struct AssessConcernInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The degree.
    degree: ConcernDegree,
    /// The scale of concern it was found with, where one was used (S0-3).
    scale: Option<ConcernScale>,
    /// Whether there is ground for concern (S3-11).
    ground_for_concern: bool,
    /// The observations it rests on.
    #[graphql(default)]
    observation_ids: Vec<ID>,
    /// Why it rests on none; needed where it cites none, and only there.
    no_basis_because: Option<String>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    assessed_on: Option<Date>,
}

/// Whether the duty to report is triggered (R-3, S2-33).
#[derive(InputObject)]
pub struct AssessDutyToReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The report that was sent in an emergency, for which it is made afterwards, on what was seen by then. While one is
    /// owed it, this or `forNextReport` says which report is assessed: each is by itself (S2-33).
    report_id: Option<ID>,
    /// Whether it is for the next report, by what came up since the one that went. It need not be said where no report is owed
    /// its assessment, nor where this rests on what was seen after those that are.
    for_next_report: Option<bool>,
    /// Whether it is.
    triggered: bool,
    /// The conditions there is reason to believe are met (R-3, C8).
    #[graphql(default)]
    conditions: Vec<DutyCondition>,
    /// The observations it rests on; at least one (S2-28).
    observation_ids: Vec<ID>,
    /// Who was consulted about it; the consultation is recorded in the case first (S2-11).
    #[graphql(default)]
    consulted: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    consulted_units: Vec<RecipientUnitInput>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    assessed_on: Option<Date>,
}

/// Asking a guardian for consent, or the youth itself: for what, to whom, what, and for how long.
#[derive(InputObject)]
pub struct RequestConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Who is asked. A youth of fifteen or more may be asked itself, and also while guardians must not know (C12, R-6).
    #[graphql(default_with = "AskedForConsent::Guardian")]
    asked: AskedForConsent,
    /// The guardian who is asked; nobody where it is the youth (C12).
    guardian: Option<GuardianInput>,
    /// What it is for.
    purposes: Vec<ConsentPurpose>,
    /// Who may receive information (S4-22).
    recipients: Vec<Body>,
    /// Which units of those bodies; each body is a recipient. Where a municipality has several of a kind, as it has schools,
    /// consent lets those in alone whose unit it names.
    #[graphql(default)]
    recipient_units: Vec<RecipientUnitInput>,
    /// What kind of information.
    categories: Vec<InformationCategory>,
    /// First day; the day of asking when left out.
    valid_from: Option<Date>,
    /// Last day; open when left out.
    valid_to: Option<Date>,
    /// When it was asked; today when left out.
    requested_on: Option<Date>,
}

/// A unit of a body that may receive information (R-21, S4-22).
#[derive(InputObject)]
pub struct RecipientUnitInput {
    /// The body.
    body: Body,
    /// The unit's name, as its tokens bear it.
    unit: String,
}

/// Consent was given (R-21, R-24, R-25, S4-22).
#[derive(InputObject)]
pub struct GiveConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The question it answers.
    consent_id: ID,
    /// In which form (S4-11).
    form: ConsentForm,
    /// Who consented; whoever was asked when left out (S4-11). Guardians alone consent no more for who is of age, and what the
    /// youth was asked itself nobody else answers (C12).
    consented_by: Option<ConsentingParty>,
    /// Which ways information may go; to the recipients alone when left out (S3-38).
    #[graphql(default)]
    directions: Vec<SharingDirection>,
    /// Whether it was read through before it was given; to a report it must have been, and be said (S2-39).
    read_before_consent: Option<bool>,
    /// Whether it was given without pressure; it must have been, and to a report be said (S2-39).
    voluntary: Option<bool>,
    /// The agreement by whose signature it was given, on the day it was signed (S4-11); with `SIGNED_AGREEMENT` alone.
    agreement_id: Option<ID>,
    /// When; today when left out.
    given_on: Option<Date>,
}

/// Consent was refused.
#[derive(InputObject)]
pub struct RefuseConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The question it answers.
    consent_id: ID,
    /// What they said.
    reason: Option<String>,
    /// When; today when left out.
    refused_on: Option<Date>,
}

/// Consent was taken back. It stops what comes, and erases nothing.
#[derive(InputObject)]
pub struct WithdrawConsentInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The consent.
    consent_id: ID,
    /// What they said.
    reason: Option<String>,
    /// When; today when left out.
    withdrawn_on: Option<Date>,
}

/// Withdrawing a question for consent that nobody has answered.
#[derive(InputObject)]
pub struct WithdrawConsentRequestInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The question.
    consent_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    withdrawn_on: Option<Date>,
}

/// Lifting the case to the next level, with consent.
#[derive(InputObject)]
pub struct EscalateToLevelInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// 2 or 3.
    level: i32,
    /// The consent it rests on.
    consent_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// Who holds the relay from then on; needed for level 3 where it was not settled before.
    relay_holder: Option<DeciderInput>,
    /// With whom it was decided: on level 2 who works with the case and the unit's leader decide together, on level 3 whoever holds
    /// the relay. Where that was not so, it is done all the same and found.
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    escalated_on: Option<Date>,
}

/// Taking the case back to a lower level (S3-44).
#[derive(InputObject)]
pub struct ReturnToLevelInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// 1 or 2.
    level: i32,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// With whom it was decided: on level 2 who works with the case and the unit's leader decide together, on level 3 whoever holds
    /// the relay. Where that was not so, it is done all the same and found.
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    returned_on: Option<Date>,
}

/// Guardians were told (S0-26, R-5).
#[derive(InputObject)]
pub struct InformGuardiansInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// About what.
    about: GuardiansInformedAbout,
    /// Who was told; at least one.
    guardians: Vec<GuardianInput>,
    /// When; today when left out.
    informed_on: Option<Date>,
}

/// Who the guardians are.
#[derive(InputObject)]
pub struct NameGuardiansInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// All of them; at least one.
    guardians: Vec<GuardianInput>,
    /// Why somebody who was known as one is not among them: needed where somebody is left out, which is a decision, and
    /// there alone.
    rationale: Option<String>,
    /// Who decided that; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    named_on: Option<Date>,
}

/// Guardians are not told about the report, on a ground the law knows.
#[derive(InputObject)]
pub struct WithholdGuardianNotificationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The ground.
    ground: WithholdingGround,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    withheld_on: Option<Date>,
}

/// The ground for not telling guardians is gone.
#[derive(InputObject)]
pub struct LiftGuardianNotificationWithholdingInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    lifted_on: Option<Date>,
}

/// Sending a concern report to the child welfare service. No leader's approval is asked for.
#[derive(InputObject)]
pub struct SendReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// What you are worried about; it need not be long (S2-67).
    content: String,
    /// The person who bears the duty to report; you when left out (S2-19).
    duty_bearer: Option<DeciderInput>,
    /// Who signs it, by the routine that `reportSigning` tells; who bears the duty when left out. What is signed by somebody
    /// else than the routine says goes all the same, and is found (S2-20, R-8).
    signed_by: Option<DeciderInput>,
    /// When; now when left out.
    sent_at: Option<DateTime<Utc>>,
}

/// Contact at once, because of acute danger. Always possible, also without a case.
#[derive(InputObject)]
pub struct MakeEmergencyContactInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case; without, the one that the unit has open about the child, by the child's number, or a new one.
    case_id: Option<ID>,
    /// The unit; your own when left out.
    unit: Option<String>,
    /// The child; needed where no case is named. In a case that there is the child stays as it was recorded: of what is given
    /// here the number finds the case then, and `contact` (where the child is now, how it is reached) is kept with this contact,
    /// apart from `description`, from whoever must not know where the child is (C12).
    child: Option<ChildInput>,
    /// Who was contacted: child welfare, its emergency service or the police; or the helpline, where that is who answered. After the
    /// helpline one of the others is contacted too, or a report sent, also where no duty to report is found (S2-13).
    body: Body,
    /// The kind of danger (S0-1).
    category: AcuteCategory,
    /// What was said.
    description: String,
    /// When; now when left out.
    contacted_at: Option<DateTime<Utc>>,
}

/// Closing the case with a reasoned decision.
#[derive(InputObject)]
pub struct CloseCaseInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// How it ends.
    outcome: CaseOutcome,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// With whom it was decided: on level 2 who works with the case and the unit's leader decide together, on level 3 whoever holds
    /// the relay. Where that was not so, it is done all the same and found.
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    closed_on: Option<Date>,
}

/// Working with a closed case again.
#[derive(InputObject)]
pub struct ReopenCaseInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    reopened_on: Option<Date>,
}

/// Deciding that a closed case is not worked with again.
#[derive(InputObject)]
pub struct DeclineReopeningInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    declined_on: Option<Date>,
}

/// What an observation's ids begin with.
const OBSERVATION_PREFIX: &str = "observation";

/// Runs a command on an existing case: `$action` is made from the errand, the child's pseudonym and the case's id.
macro_rules! on_case {
    ($context:expr, $name:literal, $input:ident, |$errand:ident, $child:ident, $case:ident| $action:expr) => {
        CasePayload::answer(
            async {
                let (id, version) = ($input.command_id, $input.expected_version);
                let $errand = Errand::new($context, Permission::ChangeCases, $name, id, version, &$input)?;
                let $case = Errand::case_id(&$input.case_id)?;
                let $child = child_of(&$errand, $case).await?;
                let action: CaseAction = $action;
                let accepted = $errand.execute::<Case>($case.as_uuid(), action).await?;
                $errand.case_changed($case, accepted).await
            }
            .await,
        )
    };
    // What it makes has an id that derives from the command's.
    (
        $context:expr, $name:literal, $input:ident, makes $made:ty as $prefix:path,
        |$errand:ident, $child:ident, $case:ident| $action:expr
    ) => {
        CasePayload::answer(
            async {
                let (id, version) = ($input.command_id, $input.expected_version);
                let $errand = Errand::new($context, Permission::ChangeCases, $name, id, version, &$input)?;
                let $case = Errand::case_id(&$input.case_id)?;
                let $child = child_of(&$errand, $case).await?;
                let action: CaseAction = $action;
                let accepted = $errand.execute::<Case>($case.as_uuid(), action).await?;
                let made = <$made>::derived(&$errand.principal.municipality, $errand.command_id, 0).as_uuid();
                let mut changed = $errand.case_changed($case, accepted).await?;
                changed.created_id = Some($crate::graphql::global_id($prefix, made));
                Ok(changed)
            }
            .await,
        )
    };
}

pub(super) use on_case;

/// The child's pseudonym, under whose keys everything about it is kept.
pub(super) async fn child_of(errand: &Errand<'_>, case: CaseId) -> Result<SubjectId, Rejected> {
    let known: Case = errand.recent(case.as_uuid()).await?;
    let opened = known.opened().ok_or(Refusal::NotFound { what: Sought::Case })?;
    Ok(opened.child.subject)
}

/// The case named, or a new one with its opening.
async fn case_or_opening(
    errand: &Errand<'_>,
    case_id: Option<&ID>,
    unit: Option<&str>,
    child: Option<ChildInput>,
) -> Result<(CaseId, SubjectId, Option<Opening>), Rejected> {
    if let Some(id) = case_id {
        let case = Errand::case_id(id)?;
        return Ok((case, child_of(errand, case).await?, None));
    }
    let case = CaseId::derived(&errand.principal.municipality, errand.command_id, 0);
    let invalid = |field, problem| Rejected::Input(InvalidInput::new(field, "S0-4", problem));
    let child = child.ok_or_else(|| invalid("child", InputProblem::ChildNeeded))?;
    let unit = unit.or(errand.principal.unit.as_deref());
    let unit = unit.ok_or_else(|| invalid("unit", InputProblem::UnitNeeded))?;
    // A unit's name stands in clear.
    let unit = in_clear(unit).ok_or_else(|| invalid("unit", InputProblem::NotAUnitsName))?;
    if !errand.principal.may_open_for(unit) {
        return Err(Rejected::Input(InvalidInput::new("unit", "R-70", InputProblem::NotYourUnit)));
    }
    let unit = errand.known_spelling(unit).await?;
    let mut child = new_child(errand, case.as_uuid(), "child", child).await?;
    // What a child may say itself goes by its birth, which its number tells where nobody else does (C12).
    let told = born_as_numbered(&child).map(|born_on| Personal::child(child.subject, born_on));
    child.born_on = child.born_on.or(told);
    Ok((case, child.subject, Some(Opening { child, unit })))
}

/// Whether the sender is shown the child's data.
pub(super) async fn is_shown(errand: &Errand<'_>, child: SubjectId) -> Result<bool, Rejected> {
    let veil = veil(errand.context, errand.permission).await.map_err(Rejected::Fault)?;
    Ok(veil.shows(child) == Shown::Visible)
}

/// The case that danger is told in, where the unit has one; else the turn to open it: of two who tell of a child at once, one
/// opens it, and the other finds it. Whose child it is that has no number the ledger does not know: there each opens one.
async fn case_or_turn(errand: &Errand<'_>, opening: &Opening) -> (Option<(CaseId, SubjectId)>, Option<TurnToOpen>) {
    let known = case_of_the_unit(errand, opening).await.unwrap_or_default();
    if known.is_some() || opening.child.national_id.is_none() {
        return (known, None);
    }
    let (ledger, municipality) = (&services(errand.context).ledger, &errand.principal.municipality);
    match ledger.turn_to_open(municipality, opening.child.subject).await {
        Ok(turn) => (case_of_the_unit(errand, opening).await.unwrap_or_default(), Some(turn)),
        Err(error) => {
            tracing::warn!(error = %crate::causes(&error), "emergency contact is recorded out of turn");
            // Meanwhile somebody may have opened it.
            (case_of_the_unit(errand, opening).await.unwrap_or_default(), None)
        }
    }
}

/// The case that the unit has open about that child, where the sender reaches it: danger is told in the chronology that the
/// unit has of the child, and not in a second one beside it (R-1, RM-2). The case to which this very command went before
/// comes first, so that sent again it goes to the same. Without a number a child may be another of that name; where it was
/// recorded whose a case by name is, it is found by the number too, and keeps its own pseudonym (S2-48).
async fn case_of_the_unit(errand: &Errand<'_>, opening: &Opening) -> Result<Option<(CaseId, SubjectId)>> {
    if opening.child.national_id.is_none() {
        return Ok(None);
    }
    let (context, municipality) = (errand.context, &errand.principal.municipality);
    // Which case is about a restricted child is not found out by a number.
    if known::is_kept(&veil(context, errand.permission).await?, opening.child.subject) {
        return Ok(None);
    }
    let ledger = &services(context).ledger;
    let mut child = known::pseudonyms(context, opening.child.subject, errand.permission, None).await?;
    // Nor by what it was recorded to be the same child as.
    let veil = veil(context, errand.permission).await?;
    child.retain(|one| !known::is_kept(&veil, *one));
    let (command, sender) = (CommandId::from_uuid(errand.command_id), errand.principal.subject);
    let cases = ledger.cases_of_child(municipality, &child, &opening.unit).await.map_err(|error| fault(&error))?;
    let mut open = None;
    for CaseOfChild { case, child, is_open } in cases {
        let fingerprint = errand.fingerprint();
        let sent_to_it = ledger.has_recorded(municipality, "Case", case.as_uuid(), command, sender, fingerprint).await;
        if sent_to_it.map_err(|error| fault(&error))? {
            return Ok(Some((case, child)));
        }
        if open.is_none() && is_open && extent_now(context, errand.permission, case.as_uuid()).await?.is_some() {
            open = Some((case, child));
        }
    }
    Ok(open)
}

/// A child as the sender knows it, given in `field`.
pub(super) async fn new_child(
    errand: &Errand<'_>,
    within: Uuid,
    field: &str,
    given: ChildInput,
) -> Result<Child, Rejected> {
    let name = optional_text(&format!("{field}.name"), given.name.as_deref())?;
    let national_id = optional_text(&format!("{field}.nationalId"), given.national_id.as_deref())?;
    let subject = match &national_id {
        Some(id) if identifies_one_person(id.as_str()) => errand.subject_by_national_id(id.as_str()).await?,
        // Several children may share such a text, and a report is not turned away for it: it is stored as given.
        Some(_) | None => SubjectId::derived(&errand.principal.municipality, within, 0),
    };
    let contact = optional_text(&format!("{field}.contact"), given.contact.as_deref())?;
    Ok(Child {
        subject,
        name: name.map(|name| Personal::child(subject, name)),
        national_id: national_id.map(|id| Personal::child(subject, id)),
        born_on: given.born_on.map(|date| Personal::child(subject, date.0)),
        unborn: given.unborn,
        contact: contact.map(|contact| Personal::child(subject, contact)),
    })
}

/// Whose birth cannot be as it is told is told anew, where nothing is in a hurry: which say a child has goes by it (C12).
pub(super) fn must_be_born_as_told(errand: &Errand<'_>, field: &str, child: &Child) -> Result<(), Rejected> {
    birth_must_not_be(field, child.wrong_birth(born_as_numbered(child), errand.day(None)))
}

/// A child that something is to be done for: that it was born long ago is a slip (C12).
pub(super) fn must_not_be_grown_up(errand: &Errand<'_>, child: &Child) -> Result<(), Rejected> {
    birth_must_not_be("child", child.grown_up(errand.day(None)))
}

fn birth_must_not_be(field: &str, wrong: Option<InputProblem>) -> Result<(), Rejected> {
    match wrong {
        Some(wrong) => Err(Rejected::Input(InvalidInput::new(&format!("{field}.bornOn"), "R-10", wrong))),
        None => Ok(()),
    }
}

async fn guardian(errand: &Errand<'_>, case: CaseId, field: &str, given: &GuardianInput) -> Result<Guardian, Rejected> {
    let name = text(field, "R-21", &given.name)?;
    let subject = errand.subject_by_name(Named::Guardian, case.as_uuid(), &name).await?;
    Ok(Guardian { subject, name: Personal::guardian(subject, name) })
}

/// With whom it was decided.
async fn second(errand: &Errand<'_>, case: CaseId, named: Option<DeciderInput>) -> Result<Option<Decider>, Rejected> {
    match named {
        Some(with) => Ok(Some(errand.decider_in("togetherWith", case.as_uuid(), Some(with)).await?)),
        None => Ok(None),
    }
}

/// Which report the duty is assessed for.
fn assessed_report(input: &AssessDutyToReportInput) -> Result<AssessedReport, Rejected> {
    match (&input.report_id, input.for_next_report) {
        (Some(_), Some(true)) => {
            let problem = InputProblem::GivenTwice { other: "forNextReport" };
            Err(Rejected::Input(InvalidInput::new("reportId", "S2-33", problem)))
        }
        (Some(report), _) => Ok(AssessedReport::Sent(Errand::report_id(report)?)),
        (None, Some(true)) => Ok(AssessedReport::Next),
        (None, _) => Ok(AssessedReport::Unsaid),
    }
}

/// Who is asked for consent: the guardian who is named, or the youth, and then nobody is.
async fn who_is_asked(
    errand: &Errand<'_>,
    case: CaseId,
    asked: AskedForConsent,
    named: Option<&GuardianInput>,
) -> Result<WhoIsAsked, Rejected> {
    let wrong = |problem| Rejected::Input(InvalidInput::new("guardian", "R-21", problem));
    match (asked, named) {
        (AskedForConsent::Guardian, Some(named)) => {
            Ok(WhoIsAsked::Guardian(guardian(errand, case, "guardian.name", named).await?))
        }
        (AskedForConsent::Guardian, None) => Err(wrong(InputProblem::NoGuardian)),
        (AskedForConsent::Youth, None) => Ok(WhoIsAsked::Youth),
        (AskedForConsent::Youth, Some(_)) => Err(wrong(InputProblem::GivenTwice { other: "asked" })),
    }
}

/// A sibling tells of somebody: by a name, or by a number that is one person's.
pub(super) fn must_tell_who(sibling: &ChildInput) -> Result<(), Rejected> {
    if sibling.national_id.as_deref().is_some_and(|id| identifies_one_person(id.trim())) {
        return Ok(());
    }
    text("sibling.name", "R-13", sibling.name.as_deref().unwrap_or_default()).map(drop)
}

/// The guardians named, which may be none.
pub(super) async fn guardians_if_any(
    errand: &Errand<'_>,
    case: CaseId,
    field: &str,
    given: &[GuardianInput],
) -> Result<Vec<Guardian>, Rejected> {
    let mut named = Vec::with_capacity(given.len());
    for one in given {
        named.push(guardian(errand, case, field, one).await?);
    }
    Ok(named)
}

pub(super) async fn guardians(
    errand: &Errand<'_>,
    case: CaseId,
    given: &[GuardianInput],
) -> Result<Vec<Guardian>, Rejected> {
    if given.is_empty() {
        return Err(Rejected::Input(InvalidInput::new("guardians", "R-5", InputProblem::NoGuardian)));
    }
    guardians_if_any(errand, case, "guardians.name", given).await
}

/// What a guardian said, which is that guardian's and not the child's; or the guardians' together, where it is not said
/// whose.
pub(super) async fn said_by_guardian(
    errand: &Errand<'_>,
    case: CaseId,
    field: &str,
    who: Option<GuardianInput>,
    words: Text,
) -> Result<Personal<Text>, Rejected> {
    let subject = match who {
        Some(named) => guardian(errand, case, field, &named).await?.subject,
        None => errand.guardians_together(case.as_uuid()).await?,
    };
    Ok(Personal::guardian(subject, words))
}

/// Why it was refused, narrowed or withdrawn: the words of the one who was asked.
pub(super) async fn reason_of_who_was_asked(
    errand: &Errand<'_>,
    (case, child): (CaseId, SubjectId),
    consent: ConsentId,
    given: Option<&str>,
) -> Result<Option<Personal<Text>>, Rejected> {
    let Some(reason) = optional_text("reason", given)? else { return Ok(None) };
    let known: Case = errand.load(case.as_uuid()).await?;
    Ok(Some(match known.consents().get(&consent).map(|asked| &asked.of) {
        Some(WhoIsAsked::Guardian(guardian)) => Personal::guardian(guardian.subject, reason),
        Some(WhoIsAsked::Youth) => Personal::child(child, reason),
        // Which is refused.
        None => Personal::guardian(errand.guardians_together(case.as_uuid()).await?, reason),
    }))
}

pub(super) fn about_child(child: SubjectId, field: &str, rule: &str, given: &str) -> Result<Personal<Text>, Rejected> {
    Ok(Personal::child(child, text(field, rule, given)?))
}

pub(super) fn optional_about_child(
    child: SubjectId,
    field: &str,
    given: Option<&str>,
) -> Result<Option<Personal<Text>>, Rejected> {
    Ok(optional_text(field, given)?.map(|text| Personal::child(child, text)))
}

pub(super) fn observations(ids: &[ID]) -> Result<Vec<ObservationId>, Rejected> {
    ids.iter().map(|id| uuid("observationIds", OBSERVATION_PREFIX, id).map(ObservationId::from_uuid)).collect()
}

pub(super) fn consent_id(id: &ID) -> Result<ConsentId, Rejected> {
    consent_id_in("consentId", id)
}

/// A consent's id in another field.
pub(super) fn consent_id_in(field: &str, id: &ID) -> Result<ConsentId, Rejected> {
    uuid(field, Consent::PREFIX, id).map(ConsentId::from_uuid)
}

/// Who may receive information: the bodies, and those whose units are named.
pub(super) fn recipients(bodies: &[Body], units: &[RecipientUnitInput]) -> BTreeSet<people::Body> {
    bodies.iter().copied().chain(units.iter().map(|named| named.body)).map(Into::into).collect()
}

/// The units that are named, in clear.
pub(super) fn recipient_units(
    field: &'static str,
    given: &[RecipientUnitInput],
) -> Result<BTreeSet<RecipientUnit>, Rejected> {
    let unit = |named: &RecipientUnitInput| {
        Ok(RecipientUnit { body: named.body.into(), unit: unit_name(field, &named.unit)? })
    };
    given.iter().map(unit).collect()
}

/// Who helps with an alternative: the bodies, and those whose units are named.
pub(super) fn helpers(bodies: &[Body], units: &[RecipientUnitInput]) -> Result<Helpers, Rejected> {
    Ok(Helpers { bodies: recipients(bodies, units), units: recipient_units("helpedByUnits", units)? })
}

/// A unit's name, in clear.
pub(super) fn unit_name(field: &'static str, given: &str) -> Result<String, Rejected> {
    let not_a_name = || Rejected::Input(InvalidInput::new(field, "R-21", InputProblem::NotAUnitsName));
    Ok(in_clear(given).ok_or_else(not_a_name)?.to_owned())
}

fn level(number: i32) -> Result<Level, Rejected> {
    let invalid = || Rejected::Input(InvalidInput::new("level", "S3-5", InputProblem::NotALevel));
    Level::from_number(number).ok_or_else(invalid)
}

/// Commands on cases.
#[derive(Default)]
pub struct CaseCommands;

#[Object]
impl CaseCommands {
    /// Raise a concern; opens a case unless one is named (S4-16).
    async fn raise_concern(&self, context: &Context<'_>, input: RaiseConcernInput) -> Result<CasePayload> {
        CasePayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeCases, "raiseConcern", id, version, &input)?;
                if let (None, Some(child)) = (&input.case_id, &input.child) {
                    text("child.name", "S0-4", child.name.as_deref().unwrap_or_default())?;
                }
                let birth_is_given = input.child.as_ref().is_some_and(|child| child.born_on.is_some());
                let (case, child, opening) =
                    case_or_opening(&errand, input.case_id.as_ref(), input.unit.as_deref(), input.child).await?;
                if let Some(Opening { child, .. }) = &opening {
                    let grown_up = if birth_is_given { must_not_be_grown_up(&errand, child) } else { Ok(()) };
                    let born = must_be_born_as_told(&errand, "child", child).and(grown_up);
                    errand.unless_recorded::<Case, ()>(case.as_uuid(), born).await?;
                }
                let concern = Concern {
                    subject: input.subject.into(),
                    description: about_child(child, "description", "S2-8", &input.description)?,
                    concerned_since: input.concerned_since.map(|date| date.0),
                    raised_on: errand.day(input.raised_on),
                };
                let raised_on = concern.raised_on;
                let action = match opening {
                    Some(opening) => CaseAction::Course(CourseAction::OpenWithConcern { opening, concern }),
                    None => CaseAction::Concern(ConcernAction::RaiseConcern(concern)),
                };
                let action = in_local_ways(context, &errand, raised_on, action).await?;
                let accepted = errand.execute::<Case>(case.as_uuid(), action).await?;
                errand.case_changed(case, accepted).await
            }
            .await,
        )
    }

    /// Log what was seen or heard, apart from what one makes of it. In a closed case that is taken where the duty to
    /// report is still to be assessed by it.
    async fn log_observation(&self, context: &Context<'_>, input: LogObservationInput) -> Result<CasePayload> {
        on_case!(context, "logObservation", input, makes ObservationId as OBSERVATION_PREFIX, |errand, child, case| {
            let (from, to) = (input.observed_on.0, input.observed_to.unwrap_or(input.observed_on).0);
            let reversed = || {
                Rejected::Input(InvalidInput::new(
                    "observedTo",
                    "R-10",
                    InputProblem::LastBeforeFirst { first: "observedOn" },
                ))
            };
            CaseAction::Concern(ConcernAction::LogObservation {
                observation: ObservationId::derived(&errand.principal.municipality, errand.command_id, 0),
                observed: ObservedPeriod::between(from, to).ok_or_else(reversed)?,
                kind: input.kind.into(),
                text: about_child(child, "text", "S0-6", &input.text)?,
                interpretation: optional_about_child(child, "interpretation", input.interpretation.as_deref())?,
                markers: Markers {
                    prompt: input.prompt.map(Into::into),
                    signals: input.signals.iter().copied().map(Into::into).collect(),
                    source: input.source.map(Into::into),
                },
            })
        })
    }

    /// Put beside an observation what is right instead; the observation itself is never edited.
    async fn correct_observation(&self, context: &Context<'_>, input: CorrectObservationInput) -> Result<CasePayload> {
        on_case!(context, "correctObservation", input, |errand, child, case| {
            let observation = uuid("observationId", OBSERVATION_PREFIX, &input.observation_id)?;
            CaseAction::Concern(ConcernAction::CorrectObservation {
                observation: ObservationId::from_uuid(observation),
                text: about_child(child, "text", "S0-6", &input.text)?,
                reason: about_child(child, "reason", "R-11", &input.reason)?,
                corrected_on: errand.day(input.corrected_on),
            })
        })
    }

    /// Record a conversation with child or guardians (S3-21).
    async fn hold_conversation(&self, context: &Context<'_>, input: HoldConversationInput) -> Result<CasePayload> {
        on_case!(context, "holdConversation", input, |errand, child, case| {
            let words = input.childs_own_words.iter();
            let words = words.map(|words| about_child(child, "childsOwnWords", "S2-36", words));
            CaseAction::Family(FamilyAction::HoldConversation {
                with: input.with.into(),
                held_on: errand.day(input.held_on),
                outcome: input.outcome.into(),
                summary: about_child(child, "summary", "S3-21", &input.summary)?,
                childs_own_words: words.collect::<Result<_, _>>()?,
                guardians_view: match optional_text("guardiansView", input.guardians_view.as_deref())? {
                    Some(view) => Some(said_by_guardian(&errand, case, "viewedBy.name", input.viewed_by, view).await?),
                    None => None,
                },
                childs_part: ChildsPart {
                    open_questions_used: input.open_questions_used,
                    summary_confirmed: input.summary_confirmed_by_child,
                    informed_of_next_steps: input.child_informed_of_next_steps,
                },
                interpreted: input.interpreted.as_ref().map(|way| interpreted(child, way)).transpose()?,
            })
        })
    }

    /// Assess how worried there is reason to be (S0-3, R-12).
    async fn assess_concern(&self, context: &Context<'_>, input: AssessConcernInput) -> Result<CasePayload> {
        on_case!(context, "assessConcern", input, |errand, child, case| {
            CaseAction::Concern(ConcernAction::AssessConcern {
                degree: input.degree.into(),
                scale: input.scale.map(Into::into),
                ground_for_concern: input.ground_for_concern,
                basis: observations(&input.observation_ids)?,
                no_basis_because: optional_about_child(child, "noBasisBecause", input.no_basis_because.as_deref())?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                assessed_on: errand.day(input.assessed_on),
            })
        })
    }

    /// Assess whether the duty to report is triggered (R-3, S2-33). Where it is because a child is believed to be abused or
    /// sold, guardians are told of the report once it is decided whether they may know (R-6, S2-21).
    async fn assess_duty_to_report(
        &self,
        context: &Context<'_>,
        input: AssessDutyToReportInput,
    ) -> Result<CasePayload> {
        on_case!(context, "assessDutyToReport", input, |errand, child, case| {
            CaseAction::Reporting(ReportingAction::AssessDutyToReport {
                of: assessed_report(&input)?,
                triggered: input.triggered,
                conditions: input.conditions.iter().copied().map(Into::into).collect(),
                evidence: observations(&input.observation_ids)?,
                consulted: Consultants {
                    bodies: recipients(&input.consulted, &input.consulted_units),
                    units: recipient_units("consultedUnits", &input.consulted_units)?,
                },
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                assessed_on: errand.day(input.assessed_on),
            })
        })
    }

    /// Ask a guardian for consent, or the youth itself: for what, to whom, what, and for how long.
    async fn request_consent(&self, context: &Context<'_>, input: RequestConsentInput) -> Result<CasePayload> {
        on_case!(context, "requestConsent", input, makes ConsentId as Consent::PREFIX, |errand, child, case| {
            let requested_on = errand.day(input.requested_on);
            CaseAction::Consent(ConsentAction::RequestConsent {
                consent: ConsentId::derived(&errand.principal.municipality, errand.command_id, 0),
                of: who_is_asked(&errand, case, input.asked, input.guardian.as_ref()).await?,
                scope: ConsentScope {
                    purposes: input.purposes.iter().copied().map(Into::into).collect(),
                    recipients: recipients(&input.recipients, &input.recipient_units),
                    units: recipient_units("recipientUnits.unit", &input.recipient_units)?,
                    categories: input.categories.iter().copied().map(Into::into).collect(),
                    valid_from: input.valid_from.map_or(requested_on, |date| date.0),
                    valid_to: input.valid_to.map(|date| date.0),
                },
                requested_on,
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Record that consent was given (R-21, R-24, R-25, S4-22).
    async fn give_consent(&self, context: &Context<'_>, input: GiveConsentInput) -> Result<CasePayload> {
        on_case!(context, "giveConsent", input, |errand, child, case| {
            CaseAction::Consent(ConsentAction::GiveConsent {
                consent: consent_id(&input.consent_id)?,
                form: input.form.into(),
                terms: ConsentTerms {
                    consented_by: input.consented_by.map(Into::into),
                    directions: input.directions.iter().copied().map(Into::into).collect(),
                    read_before_consent: input.read_before_consent,
                    voluntary: input.voluntary,
                    agreement: input.agreement_id.as_ref().map(|id| agreement_id("agreementId", id)).transpose()?,
                },
                given_on: errand.day(input.given_on),
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Record that consent was refused.
    async fn refuse_consent(&self, context: &Context<'_>, input: RefuseConsentInput) -> Result<CasePayload> {
        on_case!(context, "refuseConsent", input, |errand, child, case| {
            let consent = consent_id(&input.consent_id)?;
            CaseAction::Consent(ConsentAction::RefuseConsent {
                consent,
                reason: reason_of_who_was_asked(&errand, (case, child), consent, input.reason.as_deref()).await?,
                refused_on: errand.day(input.refused_on),
            })
        })
    }

    /// Record that consent was taken back; always possible.
    async fn withdraw_consent(&self, context: &Context<'_>, input: WithdrawConsentInput) -> Result<CasePayload> {
        on_case!(context, "withdrawConsent", input, |errand, child, case| {
            let consent = consent_id(&input.consent_id)?;
            CaseAction::Consent(ConsentAction::WithdrawConsent {
                consent,
                reason: reason_of_who_was_asked(&errand, (case, child), consent, input.reason.as_deref()).await?,
                withdrawn_on: errand.day(input.withdrawn_on),
            })
        })
    }

    /// Withdraw a question for consent that nobody has answered, with reasons: it was the wrong one, or consent is needed no more. No
    /// answer is awaited, and nobody said no.
    async fn withdraw_consent_request(
        &self,
        context: &Context<'_>,
        input: WithdrawConsentRequestInput,
    ) -> Result<CasePayload> {
        on_case!(context, "withdrawConsentRequest", input, |errand, child, case| {
            CaseAction::Consent(ConsentAction::WithdrawRequest {
                consent: consent_id(&input.consent_id)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                withdrawn_on: errand.day(input.withdrawn_on),
            })
        })
    }

    /// Lift the case to the next level, with consent, and to level 3 with a relay holder.
    async fn escalate_to_level(&self, context: &Context<'_>, input: EscalateToLevelInput) -> Result<CasePayload> {
        on_case!(context, "escalateToLevel", input, |errand, child, case| {
            CaseAction::Course(CourseAction::EscalateToLevel {
                level: level(input.level)?,
                consent: consent_id(&input.consent_id)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                relay_holder: match input.relay_holder {
                    Some(holder) => Some(errand.decider_in("relayHolder", case.as_uuid(), Some(holder)).await?),
                    None => None,
                },
                together_with: second(&errand, case, input.together_with).await?,
                escalated_on: errand.day(input.escalated_on),
                birth_is_shown: is_shown(&errand, child).await?,
            })
        })
    }

    /// Take the case back to a lower level (S3-44).
    async fn return_to_level(&self, context: &Context<'_>, input: ReturnToLevelInput) -> Result<CasePayload> {
        on_case!(context, "returnToLevel", input, |errand, child, case| {
            CaseAction::Course(CourseAction::ReturnToLevel {
                level: level(input.level)?,
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                together_with: second(&errand, case, input.together_with).await?,
                returned_on: errand.day(input.returned_on),
            })
        })
    }

    /// Record that guardians were told (S0-26, R-5): of a report not where violence or abuse is feared, before it is decided
    /// whether they may know, with `withholdGuardianNotification` or `liftGuardianNotificationWithholding` (R-6, S2-21).
    async fn inform_guardians(&self, context: &Context<'_>, input: InformGuardiansInput) -> Result<CasePayload> {
        on_case!(context, "informGuardians", input, |errand, _child, case| {
            CaseAction::Family(FamilyAction::InformGuardians {
                about: input.about.into(),
                guardians: guardians(&errand, case, &input.guardians).await?,
                informed_on: errand.day(input.informed_on),
            })
        })
    }

    /// Record who the guardians are. Each who was not known before is owed a copy of the reports that were sent; who is
    /// left out is none any more, and is owed no copy nor told of them: that is a decision, with its reasons and who took it.
    async fn name_guardians(&self, context: &Context<'_>, input: NameGuardiansInput) -> Result<CasePayload> {
        on_case!(context, "nameGuardians", input, |errand, child, case| {
            CaseAction::Family(FamilyAction::NameGuardians {
                guardians: guardians(&errand, case, &input.guardians).await?,
                decision: match &input.rationale {
                    Some(rationale) => Some(errand.decision(case.as_uuid(), child, rationale, input.decided_by).await?),
                    None => None,
                },
                named_on: errand.day(input.named_on),
            })
        })
    }

    /// Record that guardians are not told about the report, and why: on a ground of the law that the municipality has
    /// not done without (C3). Where there is danger, or the duty to report is triggered, each ground of the law is taken.
    async fn withhold_guardian_notification(
        &self,
        context: &Context<'_>,
        input: WithholdGuardianNotificationInput,
    ) -> Result<CasePayload> {
        on_case!(context, "withholdGuardianNotification", input, |errand, child, case| {
            let withheld_on = errand.day(input.withheld_on);
            let decision = errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let ground = input.ground.into();
            let withholds = FamilyAction::WithholdGuardianNotification { ground, decision, withheld_on };
            in_local_ways(context, &errand, withheld_on, CaseAction::Family(withholds)).await?
        })
    }

    /// Record that guardians may be told after all, and why: where a ground for not telling them is gone, and where
    /// violence or abuse is feared and none was recorded.
    async fn lift_guardian_notification_withholding(
        &self,
        context: &Context<'_>,
        input: LiftGuardianNotificationWithholdingInput,
    ) -> Result<CasePayload> {
        on_case!(context, "liftGuardianNotificationWithholding", input, |errand, child, case| {
            CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding {
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                lifted_on: errand.day(input.lifted_on),
            })
        })
    }

    /// Send a concern report to the child welfare service.
    ///
    /// Show the sender first what `advice(about: REPORT)` answers: none is sent by routine, nor by a program (R-17, S2-34).
    async fn send_report(&self, context: &Context<'_>, input: SendReportInput) -> Result<CasePayload> {
        on_case!(context, "sendReport", input, makes ReportId as Report::PREFIX, |errand, child, case| {
            let sent_at = errand.instant("sentAt", input.sent_at)?;
            let sends = ReportingAction::SendReport {
                report: ReportId::derived(&errand.principal.municipality, errand.command_id, 0),
                content: about_child(child, "content", "S2-67", &input.content)?,
                duty_bearer: errand.decider_in("dutyBearer", case.as_uuid(), input.duty_bearer).await?,
                signed_by: match input.signed_by {
                    Some(signer) => Some(errand.decider_in("signedBy", case.as_uuid(), Some(signer)).await?),
                    None => None,
                },
                sent_at,
            };
            in_local_ways(context, &errand, oslo_date(sent_at), CaseAction::Reporting(sends)).await?
        })
    }

    /// Record emergency contact; in any state, also without a case. Where the unit has a case open about the child with
    /// that number, and you reach it, the contact is recorded in it; else one is opened.
    async fn make_emergency_contact(
        &self,
        context: &Context<'_>,
        input: MakeEmergencyContactInput,
    ) -> Result<CasePayload> {
        CasePayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "makeEmergencyContact";
                let mut errand = Errand::new(context, Permission::ChangeCases, name, id, version, &input)?;
                let whereabouts = input.child.as_ref().and_then(|child| child.contact.as_deref());
                let whereabouts = optional_text("child.contact", whereabouts)?;
                let (mut case, mut child, mut opening) =
                    case_or_opening(&errand, input.case_id.as_ref(), input.unit.as_deref(), input.child).await?;
                // Nothing holds the contact up, least of all a list that cannot be asked.
                let (known, turn) = match &opening {
                    Some(opening) => case_or_turn(&errand, opening).await,
                    None => (None, None),
                };
                if let Some((known, of)) = known {
                    (case, child, opening) = (known, of, None);
                    // Which version it has, whoever names no case cannot know.
                    errand.expected_version = None;
                }
                // A case that it opens knows it of the child itself.
                let whereabouts = whereabouts.filter(|_| opening.is_none());
                let contact = EmergencyContact {
                    body: input.body.into(),
                    category: input.category.into(),
                    description: about_child(child, "description", "R-1", &input.description)?,
                    contact: whereabouts.map(|contact| Personal::child(child, contact)),
                    contacted_at: errand.instant("contactedAt", input.contacted_at)?,
                };
                let (opens, contacted_on) = (opening.is_some(), oslo_date(contact.contacted_at));
                let mut action = CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening, contact });
                if opens {
                    action = in_local_ways(context, &errand, contacted_on, action).await?;
                }
                let accepted = errand.execute::<Case>(case.as_uuid(), action).await;
                drop(turn);
                errand.case_changed(case, accepted?).await
            }
            .await,
        )
    }

    /// Close the case with a reasoned decision.
    async fn close_case(&self, context: &Context<'_>, input: CloseCaseInput) -> Result<CasePayload> {
        on_case!(context, "closeCase", input, |errand, child, case| {
            CaseAction::Course(CourseAction::Close {
                outcome: input.outcome.into(),
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                together_with: second(&errand, case, input.together_with).await?,
                closed_on: errand.day(input.closed_on),
            })
        })
    }

    /// Work with a closed case again, from level 1, with reasons.
    async fn reopen_case(&self, context: &Context<'_>, input: ReopenCaseInput) -> Result<CasePayload> {
        on_case!(context, "reopenCase", input, |errand, child, case| {
            let reopened_on = errand.day(input.reopened_on);
            let decision = errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let reopens = CaseAction::Course(CourseAction::Reopen { decision, reopened_on });
            in_local_ways(context, &errand, reopened_on, reopens).await?
        })
    }

    /// Decide, with reasons, that a closed case is not worked with again for what came since, such as a call in acute danger: where
    /// its leader decides it, the call waits no more (R-19, RM-4). Whether the duty to report is triggered is assessed all the same
    ///
    async fn decline_reopening(&self, context: &Context<'_>, input: DeclineReopeningInput) -> Result<CasePayload> {
        on_case!(context, "declineReopening", input, |errand, child, case| {
            CaseAction::Course(CourseAction::DeclineReopening {
                decision: errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?,
                declined_on: errand.day(input.declined_on),
            })
        })
    }
}
