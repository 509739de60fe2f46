//! Commands on data subjects.

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::ids::{CommandId, SubjectId};
use case_ledger_domain::personal::{Category, Personal};
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_domain::subject::{NumbersOfTwo, Subject, SubjectAction};
use case_ledger_domain::text::Text;
use case_ledger_infrastructure::ledger::bus::{Accepted, Fault, settings_id};
use case_ledger_infrastructure::projections::ReadModel;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::case_cards::{self, CaseFilter};
use case_ledger_infrastructure::projections::investigation_register::{self, InvestigationFilter};
use case_ledger_infrastructure::projections::oversight;
use case_ledger_infrastructure::projections::report_register::{self, ReportFilter};
use case_ledger_infrastructure::projections::service_statistics::{self, MeasureFilter};
use uuid::Uuid;

use super::{
    Errand, Rejected, SettingsChanged, SettingsPayload, SubjectChanged, SubjectPayload, fault, services, text, uuid,
};
use crate::auth::{Led, Permission};
use crate::graphql::enums::{ErasureBasis, RestrictionGround, Role};
use crate::graphql::subject_access::is_known_of;
use crate::graphql::{known, principal, subjects, veil};

/// What tells whether somebody works with a child.
const TELL_OF_WORK: [ReadModel; 5] = [
    ReadModel::CaseCards,
    ReadModel::ReportRegister,
    ReadModel::InvestigationRegister,
    ReadModel::ServiceStatistics,
    ReadModel::Oversight,
];

/// How often it is asked whether somebody works with a child, before who decides its erasure is told to come back.
const MOST_ASKED: usize = 16;

/// Restricting a person's data (sperring; GDPR art. 18, C12).
#[derive(InputObject)]
pub struct RestrictSubjectInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym, as it stands beside the data: `child { subject }`.
    subject: ID,
    /// The ground.
    ground: RestrictionGround,
    /// The roles that still see the data, as far as they see personal data at all; nobody when empty.
    #[graphql(default)]
    visible_to: Vec<Role>,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
}

/// Lifting a restriction (C12).
#[derive(InputObject)]
pub struct LiftRestrictionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
}

/// Asking for a person to be erased (C12).
#[derive(InputObject)]
pub struct RequestErasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// The legal basis.
    basis: ErasureBasis,
    /// Why archive law does not keep the data, in words that do not name the person: they are kept.
    rationale: String,
}

/// Taking a request for erasure back (C12).
#[derive(InputObject)]
pub struct WithdrawErasureRequestInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// Why, in words that do not name the person: they are kept.
    rationale: String,
}

/// Turning a request for erasure down (C12).
#[derive(InputObject)]
pub struct RejectErasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// Why, in words that do not name the person: they are kept.
    rationale: String,
}

/// Approving an erasure that somebody else asked for (C12). It cannot be undone.
#[derive(InputObject)]
pub struct ApproveErasureInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The subject's version you saw.
    expected_version: Option<i64>,
    /// The person's pseudonym.
    subject: ID,
    /// Why, in words that do not name the person: they are kept.
    rationale: String,
}

/// Recording that two pseudonyms are one child's, or taking that back (S2-48).
#[derive(InputObject)]
pub struct SameChildInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// One of the pseudonyms, as it stands beside the data: `child { subject }`.
    subject: ID,
    /// The other one.
    other: ID,
    /// That the child has had the national identity numbers of both, as where a D-number gave way to another: where each has
    /// one, they are two children otherwise. Not asked for to take it back.
    #[graphql(default)]
    had_both_numbers: bool,
    /// Why, in words that do not name the child: they are kept when the child is erased.
    rationale: String,
}

/// Setting how long after its request an erasure can be approved (C12).
#[derive(InputObject)]
pub struct SetErasureDelayInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// Calendar days, 30 at most. It holds for what is asked for from now on.
    days: u16,
}

/// After how many years it is looked at whether a closed case is still to be kept (C12).
#[derive(InputObject)]
pub struct SetRetentionReviewInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// Calendar years from the day on which a case was closed, 1 to 100; none is set any more when left out.
    years: Option<u16>,
}

impl Errand<'_> {
    /// The person that a command is about, if the municipality holds or held data under that pseudonym.
    pub(super) async fn known_subject(&self, id: &ID) -> Result<SubjectId, Rejected> {
        self.known_subject_in("subject", id).await
    }

    async fn known_subject_in(&self, field: &'static str, id: &ID) -> Result<SubjectId, Rejected> {
        let subject = SubjectId::from_uuid(uuid(field, "subject", id)?);
        let keys = services(self.context).ledger.keys();
        match keys.knows(&self.principal.municipality, subject).await {
            Ok(true) => Ok(subject),
            Ok(false) => Err(Refusal::NotFound { what: Sought::Subject }.into()),
            Err(error) => Err(Rejected::Fault(fault(&error))),
        }
    }

    /// The two pseudonyms that a command says are one child's, in an order that does not depend on which was named first: the
    /// first one's stream tells of it. Of who is kept from the sender nothing is found, unless this very command is recorded.
    async fn two_of_one_child(&self, input: &SameChildInput) -> Result<(SubjectId, SubjectId), Rejected> {
        let one = self.known_subject(&input.subject).await?;
        let two = self.known_subject_in("other", &input.other).await?;
        let veil = veil(self.context, Permission::SeeReports).await.map_err(Rejected::Fault)?;
        // Whoever restricts persons is told which they are.
        let is_kept = [one, two].into_iter().any(|child| known::is_hidden(&veil, self.principal, child));
        if is_kept && !self.is_sent_again(one.min(two)).await? {
            return Err(Refusal::NotFound { what: Sought::Subject }.into());
        }
        Ok((one.min(two), one.max(two)))
    }

    /// Whether somebody works with that child, under any of its pseudonyms, in the unit or in the child welfare service, or owes it
    /// anything: what an investigation ended in is still to be decided or brought before the board then, a measure is to be ended, or
    /// a report to be sent.
    async fn is_worked_with(&self, child: SubjectId) -> Result<bool, Rejected> {
        let (ledger, municipality) = (&services(self.context).ledger, &self.principal.municipality);
        let failed = |error: sqlx::Error| Rejected::Fault(fault(&error));
        // What was begun a moment ago counts; and where it is not known what was, nothing is erased: nor where read models pass rows
        // over, which may have begun something. (What an accepted row says nobody believes, and what was recorded around it stands.)
        is_known_of(self.context, &TELL_OF_WORK).await.map_err(Rejected::Fault)?;
        if !services(self.context).projector.not_as_written(Some(municipality)).await.map_err(failed)?.is_empty() {
            return Ok(true);
        }
        let pseudonyms = ledger.pseudonyms_of_child(municipality, child, AsOf::Now).await;
        let pseudonyms = pseudonyms.map_err(|error| Rejected::Fault(fault(&error)))?;
        let pool = ledger.pool();
        if oversight::is_owed_about(pool, municipality, &pseudonyms).await.map_err(failed)? {
            return Ok(true);
        }
        let child = Some(pseudonyms);
        let open = CaseFilter { open: Some(true), child: child.clone(), ..CaseFilter::default() };
        if !case_cards::cards(pool, municipality, &open, None, 1, AsOf::Now).await.map_err(failed)?.is_empty() {
            return Ok(true);
        }
        let waits = ReportFilter { concluded: Some(false), child: child.clone(), ..ReportFilter::default() };
        if !report_register::reports(pool, municipality, &waits, None, 1, AsOf::Now).await.map_err(failed)?.is_empty() {
            return Ok(true);
        }
        let goes_on =
            InvestigationFilter { concluded: Some(false), child: child.clone(), ..InvestigationFilter::default() };
        let goes_on = investigation_register::investigations(pool, municipality, &goes_on, None, 1, AsOf::Now).await;
        if !goes_on.map_err(failed)?.is_empty() {
            return Ok(true);
        }
        let runs = MeasureFilter { from: Some(self.today()), child, ..MeasureFilter::default() };
        let runs = service_statistics::measures(pool, municipality, &runs, None, 1, AsOf::Now).await;
        Ok(!runs.map_err(failed)?.is_empty())
    }

    /// Has an erasure asked for or approved, with whether somebody works with the child: asked anew as often as something is begun
    /// with it meanwhile (GDPR art. 17(3)(b)).
    async fn decide_erasure(
        &self,
        subject: SubjectId,
        action: impl Fn(bool) -> SubjectAction,
    ) -> Result<Accepted, Rejected> {
        for _ in 0..MOST_ASKED {
            let head = services(self.context).ledger.head(&self.principal.municipality).await;
            // Before it is asked: what is recorded from then on may be missing in the answer.
            let asked_at = head.map_err(|error| Rejected::Fault(fault(&error)))?.unwrap_or_default();
            let worked_with = self.is_worked_with(subject).await?;
            if let Some(accepted) = self.execute_erasure(subject, action(worked_with), asked_at).await? {
                return Ok(accepted);
            }
        }
        Err(Rejected::Fault(fault(&Fault::BegunMeanwhile)))
    }

    /// Whether this command is recorded of the person already: what has changed since then turns it not away.
    pub(super) async fn is_sent_again(&self, subject: SubjectId) -> Result<bool, Rejected> {
        let (ledger, municipality) = (&services(self.context).ledger, &self.principal.municipality);
        let (command, sender) = (CommandId::from_uuid(self.command_id), self.principal.subject);
        let content = self.fingerprint();
        let recorded = ledger.has_recorded(municipality, "Subject", subject.as_uuid(), command, sender, content).await;
        recorded.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// That each stands for a child, and for nobody else: what is known of a guardian or an employee is no child's, and who is
    /// taken for one is answered as the child itself.
    async fn must_be_children(&self, pseudonyms: [(&'static str, &ID); 2]) -> Result<(), Rejected> {
        for (field, id) in pseudonyms {
            let subject = SubjectId::from_uuid(uuid(field, "subject", id)?);
            let kept = services(self.context).ledger.keys().categories_of(&self.principal.municipality, subject).await;
            let kept = kept.map_err(|error| Rejected::Fault(fault(&error)))?;
            if kept.is_empty() || kept.iter().any(|category| *category != Category::Child) {
                return Err(Refusal::NotOfOneChild { field }.into());
            }
        }
        Ok(())
    }

    /// What is known of the numbers of two who are said to be one child.
    async fn numbers_of_two(
        &self,
        child: SubjectId,
        other: SubjectId,
        had_both: bool,
    ) -> Result<NumbersOfTwo, Rejected> {
        let keys = services(self.context).ledger.keys();
        let numbered = keys.are_numbered(&self.principal.municipality, &[child, other]).await;
        Ok(match numbered.map_err(|error| Rejected::Fault(fault(&error)))? {
            false => NumbersOfTwo::NotBoth,
            true if had_both => NumbersOfTwo::HadBoth,
            true => NumbersOfTwo::Differ,
        })
    }

    /// Reasons as the sender's own words: they must outlive the data that they are about.
    pub(super) fn grounds(&self, rationale: &str) -> Result<Personal<Text>, Rejected> {
        Ok(Personal::employee(self.principal.subject, text("rationale", "R-15", rationale)?))
    }

    /// The answer to an accepted command on a data subject.
    pub(super) async fn subject_changed(
        &self,
        subject: SubjectId,
        accepted: Accepted,
    ) -> Result<SubjectChanged, Rejected> {
        let loaded = subjects::Subject::load(self.context, &self.principal.municipality, subject, None).await;
        let Accepted { position, version, recorded_now } = accepted;
        // Who may say something of a person does not see by that what else was decided.
        let is_shown = self.principal.may(Permission::SeeSubjects);
        let subject = loaded.map_err(Rejected::Fault)?.filter(|_| is_shown);
        Ok(SubjectChanged { position, version, recorded_now, created_id: None, subject })
    }
}

/// Commands on data subjects.
#[derive(Default)]
pub struct SubjectCommands;

#[Object]
impl SubjectCommands {
    /// Show a person's data to the named roles only, at once and everywhere; replaces an earlier restriction (C12). A child that
    /// was recorded to stand under other pseudonyms too (`sameChild`) is restricted under all of them.
    async fn restrict_subject(&self, context: &Context<'_>, input: RestrictSubjectInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand =
                    Errand::new(context, Permission::RestrictSubjects, "restrictSubject", id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let action = SubjectAction::Restrict {
                    ground: input.ground.into(),
                    visible_to: input.visible_to.iter().copied().map(Into::into).collect(),
                    rationale: errand.grounds(&input.rationale)?,
                };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Show a person's data again as before the restriction (C12).
    async fn lift_restriction(&self, context: &Context<'_>, input: LiftRestrictionInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand =
                    Errand::new(context, Permission::RestrictSubjects, "liftRestriction", id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let action = SubjectAction::LiftRestriction { rationale: errand.grounds(&input.rationale)? };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Ask for a restricted person to be erased: on a legal basis, with reasons (C12). While a case is open, a report waits for
    /// triage, an investigation goes on, a measure runs or anything is owed about it, no child is erased as no longer needed, on a consent that was taken
    /// back or on an objection: end that first (GDPR art. 17(3)(b)). Each pseudonym is erased by itself: a child
    /// that was recorded to stand under others too (`sameChild`) is restricted under each of them first.
    async fn request_erasure(&self, context: &Context<'_>, input: RequestErasureInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "requestErasure";
                let errand = Errand::new(context, Permission::RestrictSubjects, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let (by, rationale) = (errand.principal.subject, errand.grounds(&input.rationale)?);
                let ledger = &services(context).ledger;
                let municipality = &errand.principal.municipality;
                let settings = ledger.load::<Settings>(municipality, settings_id(municipality)).await;
                let settings = settings.map_err(|error| Rejected::Fault(fault(&error)))?;
                let delay_days = settings.aggregate.erasure_delay_days();
                let delay_by = settings.aggregate.erasure_delay_shortened_by();
                let basis = input.basis.into();
                let action = |worked_with| {
                    let rationale = rationale.clone();
                    SubjectAction::RequestErasure { basis, by, rationale, delay_days, delay_by, worked_with }
                };
                let accepted = errand.decide_erasure(subject, action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Take a request for erasure back (C12).
    async fn withdraw_erasure_request(
        &self,
        context: &Context<'_>,
        input: WithdrawErasureRequestInput,
    ) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "withdrawErasureRequest";
                let errand = Errand::new(context, Permission::RestrictSubjects, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let rationale = errand.grounds(&input.rationale)?;
                let action = SubjectAction::WithdrawErasureRequest { rationale };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Turn a request for erasure down (C12).
    async fn reject_erasure(&self, context: &Context<'_>, input: RejectErasureInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "rejectErasure";
                let errand = Errand::new(context, Permission::ApproveErasure, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let rationale = errand.grounds(&input.rationale)?;
                let action = SubjectAction::RejectErasure { rationale };
                let accepted = errand.execute::<Subject>(subject.as_uuid(), action).await?;
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Approve an erasure that somebody else asked for, when the delay has passed: the keys of the person's data are
    /// destroyed, for good (C12).
    async fn approve_erasure(&self, context: &Context<'_>, input: ApproveErasureInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "approveErasure";
                let errand = Errand::new(context, Permission::ApproveErasure, name, id, version, &input)?;
                let subject = errand.known_subject(&input.subject).await?;
                let (by, rationale) = (errand.principal.subject, errand.grounds(&input.rationale)?);
                let action =
                    |worked_with| SubjectAction::ApproveErasure { by, rationale: rationale.clone(), worked_with };
                let accepted = errand.decide_erasure(subject, action).await?;
                let ledger = &services(context).ledger;
                // Not accepted before it is kept outside both databases. Sent again, it is noted then.
                let noted = ledger.note_erasures(&errand.principal.municipality, &[subject]).await;
                noted.map_err(|error| Rejected::Fault(fault(&error)))?;
                if let Err(error) = ledger.carry_out_erasure(&errand.principal.municipality, subject).await {
                    // It is recorded, and no value is shown from here on; the keys are destroyed when they can be.
                    tracing::error!(error = %crate::causes(&error), "an erasure waits for the key database");
                }
                errand.subject_changed(subject, accepted).await
            }
            .await,
        )
    }

    /// Record that two pseudonyms are one child's (S2-48): a child that was first told of by name, and later by number.
    /// Nothing that is recorded changes, and each keeps its own; what the service knows of either is found from the other, in
    /// `knownOfChild` and in lists that are filtered by the child, as are its cases and the later reports of a decision.
    async fn record_same_child(&self, context: &Context<'_>, input: SameChildInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let errand =
                    Errand::new(context, Permission::ChangeReports, "recordSameChild", input.command_id, None, &input)?;
                let (child, other) = errand.two_of_one_child(&input).await?;
                if !errand.is_sent_again(child).await? {
                    errand.must_be_children([("subject", &input.subject), ("other", &input.other)]).await?;
                }
                let rationale = errand.grounds(&input.rationale)?;
                let numbers = errand.numbers_of_two(child, other, input.had_both_numbers).await?;
                let action = SubjectAction::RecordSameChild { child, other, numbers, rationale };
                let accepted = errand.execute_joining((child, other), action).await?;
                errand.subject_changed(child, accepted).await
            }
            .await,
        )
    }

    /// Take back that two pseudonyms are one child's (S2-48). Where one of them is restricted, and so found by nobody else,
    /// the data protection officer does it: the other child is kept from its own unit meanwhile.
    async fn withdraw_same_child(&self, context: &Context<'_>, input: SameChildInput) -> Result<SubjectPayload> {
        SubjectPayload::answer(
            async {
                let name = "withdrawSameChild";
                let restricts = principal(context).may(Permission::RestrictSubjects);
                let permission = if restricts { Permission::RestrictSubjects } else { Permission::ChangeReports };
                let errand = Errand::new(context, permission, name, input.command_id, None, &input)?;
                let (child, other) = errand.two_of_one_child(&input).await?;
                let action = SubjectAction::WithdrawSameChild { other, rationale: errand.grounds(&input.rationale)? };
                let accepted = errand.execute::<Subject>(child.as_uuid(), action).await?;
                errand.subject_changed(child, accepted).await
            }
            .await,
        )
    }

    /// Set after how many years it is looked at whether a closed case is still to be kept (C12): `cases` finds those with
    /// `dueForRetentionReview`. Nothing is erased by it; whoever is to be is restricted, and the erasure is asked for. By a leader
    /// of the municipality.
    async fn set_retention_review(
        &self,
        context: &Context<'_>,
        input: SetRetentionReviewInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setRetentionReview";
                let errand = Errand::new(context, Permission::ApproveErasure, name, id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                let settings = settings_id(&errand.principal.municipality);
                let action = SettingsAction::SetRetentionReview { years: input.years };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }

    /// Set how long after its request an erasure can be approved (C12). It holds for what is asked for from then on. Who makes
    /// it shorter than the 14 days that hold where none is set neither asks for an erasure under it nor approves one. By a leader of
    /// the municipality.
    async fn set_erasure_delay(&self, context: &Context<'_>, input: SetErasureDelayInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ApproveErasure, "setErasureDelay", id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                let settings = settings_id(&errand.principal.municipality);
                let action = SettingsAction::SetErasureDelay { days: input.days, by: errand.principal.subject };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }
}
