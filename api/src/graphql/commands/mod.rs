//! Commands: GraphQL mutations that become commands on aggregates.

mod address_protection;
mod agreements;
mod analysis;
mod attachments;
mod averting;
mod cases;
mod coercion;
mod consultations;
mod consulting;
mod contacts;
mod cooperation;
mod corrections;
mod discussion;
mod emergency;
mod family;
mod interpreting;
mod investigations;
mod measures;
mod meetings;
mod plans;
mod receipt;
mod renewals;
mod reports;
mod service_measures;
mod settings;
mod steps;
mod subject_access;
mod subjects;

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, Error, ID, InputObject, InputType, MergedObject, SimpleObject, Union};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::content::Content;
use case_ledger_domain::corrections::RecordedEntry;
use case_ledger_domain::ids::{AttachmentId, CaseId, CommandId, InvestigationId, ReportId, SubjectId};
use case_ledger_domain::people::{self, Decider, Decision, Role};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::subject::SubjectAction;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::oslo_date;
use case_ledger_domain::{LedgerAggregate, Refusal as Rule, case as domain_case, subject as domain_subject};
use case_ledger_infrastructure::attachments::{ContentPlace, SealedContent};
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::Actor;
use case_ledger_infrastructure::ledger::bus::{Accepted, CommandContext, CommandError, Fault};
use case_ledger_infrastructure::personal::keys::Named;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::{ReadModel, case_cards, report_register};
use case_ledger_infrastructure::reach::Extent;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::cases::Case;
use super::emergency_access::EmergencyAccess;
use super::enums::DeciderRole;
use super::investigations::Investigation;
use super::on_heap::OnHeap;
use super::refusals::{CommandIdReused, InvalidInput, NotPermitted, RuleRefused, VersionConflict};
use super::reports::Report;
use super::scalars::{ContentApart, Date, is_within_reach};
use super::subjects::Subject;
use super::{READ_YOUR_WRITES, extent_now, fault, note_denied, note_denied_case, parse_id, principal, services};
use crate::auth::{Led, Permission, Principal};

/// Commands to the ledger. Each is recorded once per `commandId`, however often it is sent.
#[derive(MergedObject, Default)]
pub struct Mutation(
    OnHeap<cases::CaseCommands>,
    OnHeap<family::FamilyCommands>,
    OnHeap<discussion::DiscussionCommands>,
    OnHeap<analysis::AnalysisCommands>,
    OnHeap<averting::AvertingCommands>,
    OnHeap<measures::MeasureCommands>,
    OnHeap<steps::StepCommands>,
    OnHeap<cooperation::CooperationCommands>,
    OnHeap<meetings::MeetingCommands>,
    OnHeap<agreements::AgreementCommands>,
    OnHeap<plans::PlanCommands>,
    OnHeap<receipt::ReceiptCommands>,
    OnHeap<reports::ReportCommands>,
    OnHeap<investigations::InvestigationCommands>,
    OnHeap<renewals::RenewalCommands>,
    OnHeap<coercion::CoercionCommands>,
    OnHeap<service_measures::ServiceMeasureCommands>,
    OnHeap<settings::SettingsCommands>,
    OnHeap<subjects::SubjectCommands>,
    OnHeap<subject_access::SubjectAccessCommands>,
    OnHeap<address_protection::AddressProtectionCommands>,
    OnHeap<contacts::ContactCommands>,
    OnHeap<consulting::ConsultingCommands>,
    OnHeap<attachments::AttachmentCommands>,
    OnHeap<consultations::ConsultationCommands>,
    OnHeap<emergency::EmergencyCommands>,
    OnHeap<corrections::CorrectionCommands>,
);

/// A command on a case was recorded.
#[derive(SimpleObject)]
pub struct CaseChanged {
    /// Ledger position of its last event.
    position: i64,
    /// The case's version after it; null where you are shown a part of the case, for it would tell how much happened in it.
    version: Option<i64>,
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The id of what the command made in the case: a consent, a measure, a meeting, an agreement, an observation, a
    /// note, a report, an attachment, an assessed exception. Null where it made nothing of its own.
    created_id: Option<ID>,
    /// The case as it is now; null where you do not reach it any more, and while what lists it has stopped or is a little behind.
    case: Option<Case>,
}

/// A command on a report was recorded.
#[derive(SimpleObject)]
pub struct ReportChanged {
    /// Ledger position of its last event.
    position: i64,
    /// The report's version after it.
    version: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The report as it is now; null only while what lists it has stopped or is a little behind.
    report: Option<Report>,
}

/// A command on an investigation was recorded.
#[derive(SimpleObject)]
pub struct InvestigationChanged {
    /// Ledger position of its last event.
    position: i64,
    /// The investigation's version after it.
    version: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The id of the measure that was decided on, where the command did that; null where it made nothing of its own.
    created_id: Option<ID>,
    /// The investigation as it is now.
    investigation: Option<Investigation>,
}

/// A command on a data subject was recorded.
#[derive(SimpleObject)]
pub struct SubjectChanged {
    /// Ledger position of its last event.
    position: i64,
    /// The subject's version after it.
    version: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The id of the request for access that the command recorded; null where it recorded none.
    created_id: Option<ID>,
    /// The subject as it is now.
    subject: Option<Subject>,
}

/// That an address is protected, or is so no more, was recorded.
#[derive(SimpleObject)]
pub struct AddressProtectionChanged {
    /// Its ledger position.
    position: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
}

/// An anonymous consultation was recorded.
#[derive(SimpleObject)]
pub struct ConsultationHeld {
    /// Its ledger position.
    position: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
}

/// Emergency access to a case was recorded: the case is shown, with all below it, until then.
#[derive(SimpleObject)]
pub struct EmergencyAccessTaken {
    /// Until when it lasts, or lasted.
    until: DateTime<Utc>,
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The cases: the one that was named, or those of the child. Those are missing that you do not reach any more, and while
    /// the read models are behind those of the child that were opened a moment ago.
    cases: Vec<Case>,
}

/// What the review of emergency access found was recorded.
#[derive(SimpleObject)]
pub struct EmergencyAccessReviewed {
    /// False where the same command had been recorded before.
    recorded_now: bool,
    /// The access with its review.
    access: Option<EmergencyAccess>,
}

/// A command on the municipality's settings was recorded.
#[derive(SimpleObject)]
pub struct SettingsChanged {
    /// Ledger position of its last event.
    position: i64,
    /// The settings' version after it.
    version: i64,
    /// False where the same command had been recorded before.
    recorded_now: bool,
}

macro_rules! payload {
    ($(#[$attribute:meta])* $name:ident, $changed:ident) => {
        $(#[$attribute])*
        #[derive(Union)]
        pub enum $name {
            /// It was recorded.
            Changed($changed),
            /// A rule says no.
            RuleRefused(RuleRefused),
            /// A field cannot be taken.
            InvalidInput(InvalidInput),
            /// It has changed since the sender saw it.
            VersionConflict(VersionConflict),
            /// Another command was recorded under this id.
            CommandIdReused(CommandIdReused),
            /// The role does not allow it.
            NotPermitted(NotPermitted),
        }

        impl $name {
            fn answer(result: Result<$changed, Rejected>) -> Result<Self, Error> {
                match result {
                    Ok(changed) => Ok(Self::Changed(changed)),
                    Err(Rejected::Rule(refused)) => Ok(Self::RuleRefused(refused)),
                    Err(Rejected::Input(invalid)) => Ok(Self::InvalidInput(invalid)),
                    Err(Rejected::Version(conflict)) => Ok(Self::VersionConflict(conflict)),
                    Err(Rejected::IdReused) => Ok(Self::CommandIdReused(CommandIdReused::default())),
                    Err(Rejected::NotPermitted) => Ok(Self::NotPermitted(NotPermitted::default())),
                    Err(Rejected::Fault(error)) => Err(error),
                }
            }
        }
    };
}

payload!(
    /// What became of a command on a case.
    #[expect(clippy::large_enum_variant, reason = "one is made per answer, and GraphQL's union takes no box")]
    CasePayload, CaseChanged
);
payload!(
    /// What became of a command on a report.
    #[expect(clippy::large_enum_variant, reason = "one is made per answer, and GraphQL's union takes no box")]
    ReportPayload, ReportChanged
);
payload!(
    /// What became of a command on an investigation.
    #[expect(clippy::large_enum_variant, reason = "one is made per answer, and GraphQL's union takes no box")]
    InvestigationPayload, InvestigationChanged
);
payload!(
    /// What became of a command on a data subject.
    #[expect(clippy::large_enum_variant, reason = "one is made per answer, and GraphQL's union takes no box")]
    SubjectPayload, SubjectChanged
);
payload!(
    /// What became of a command on a protected address.
    AddressProtectionPayload, AddressProtectionChanged
);
payload!(
    /// What became of a command on an anonymous consultation.
    ConsultationPayload, ConsultationHeld
);
payload!(
    /// What became of a command for emergency access.
    EmergencyAccessPayload, EmergencyAccessTaken
);
payload!(
    /// What became of a review of emergency access.
    #[expect(clippy::large_enum_variant, reason = "one is made per answer, and GraphQL's union takes no box")]
    EmergencyReviewPayload, EmergencyAccessReviewed
);
payload!(
    /// What became of a command on the municipality's settings.
    SettingsPayload, SettingsChanged
);

/// Why a command was not accepted.
pub enum Rejected {
    /// A rule says no.
    Rule(RuleRefused),
    /// A field cannot be taken.
    Input(InvalidInput),
    /// It has changed since the sender saw it.
    Version(VersionConflict),
    /// Another command was recorded under this id.
    IdReused,
    /// The role does not allow it.
    NotPermitted,
    /// The ledger is at fault.
    Fault(Error),
}

impl From<Rule> for Rejected {
    fn from(refusal: Rule) -> Self {
        Self::Rule(refusal.into())
    }
}

impl From<CommandError> for Rejected {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::VersionConflict { expected, actual } => Self::Version(VersionConflict::new(expected, actual)),
            CommandError::CommandIdReused => Self::IdReused,
            CommandError::Fault(error) => Self::Fault(fault(&error)),
        }
    }
}

/// Who decided, where it was somebody else than the one who records it; always where a program does (R-15, R-17, S2-19). Who is known by name only is one person within a
/// case, report or investigation, and another one elsewhere: what is decided about that person's data is decided for each
/// of them.
#[derive(InputObject)]
pub struct DeciderInput {
    /// Name; you when left out. A program names the person: it decides nothing, signs nothing and bears no duty.
    name: Option<String>,
    /// In which role: where you decide yourself as what your token does not tell, such as the head, name the role alone.
    role: DeciderRole,
}

/// The commands that somebody sends of another body, which works with the case by consent: to say what was seen, and to act
/// on danger. The case itself is led by those whose it is (R-70, S4-21).
const OF_ANOTHER_BODY: [&str; 3] = ["logObservation", "raiseConcern", "makeEmergencyContact"];

/// How long the answer to a command waits for all that tells of it beside the thing itself: a moment, for the command may be
/// one that somebody in danger waits for.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// One command on its way: who sends it, under which id, and when.
pub struct Errand<'a> {
    context: &'a Context<'a>,
    /// Who sends it.
    pub principal: &'a Principal,
    /// Its id.
    pub command_id: Uuid,
    name: &'static str,
    permission: Permission,
    expected_version: Option<i64>,
    fingerprint: Arc<Vec<u8>>,
    /// When the ledger takes it.
    pub now: DateTime<Utc>,
}

impl<'a> Errand<'a> {
    /// A command named `name`, if the principal may send it. Its content is what a second sending must match.
    pub fn new<I: InputType>(
        context: &'a Context<'a>,
        permission: Permission,
        name: &'static str,
        command_id: Uuid,
        expected_version: Option<i64>,
        input: &I,
    ) -> Result<Self, Rejected> {
        let principal = principal(context);
        if !principal.may(permission) {
            note_denied(context);
            return Err(Rejected::NotPermitted);
        }
        let written = format!("{name} {}", input.to_value());
        let fingerprint = match context.data_opt::<ContentApart>() {
            Some(apart) => apart.in_full(written),
            None => written.into_bytes(),
        };
        let fingerprint = Arc::new(fingerprint);
        Ok(Self { context, principal, command_id, name, permission, expected_version, fingerprint, now: clock::now() })
    }

    /// The same, as it is recorded beside in another stream: under an id that derives from its own and from that stream's, so that
    /// sent again it is recorded once there, too.
    pub fn beside(&self, stream: Uuid) -> Self {
        Self {
            command_id: Uuid::new_v5(&self.command_id, stream.as_bytes()),
            expected_version: None,
            fingerprint: self.fingerprint.clone(),
            ..*self
        }
    }

    /// That the principal leads that whose settings are to be changed.
    pub fn must_lead(&self, what: Led<'_>) -> Result<(), Rejected> {
        if self.principal.leads(what) {
            return Ok(());
        }
        note_denied(self.context);
        Err(Rule::SettingOfOthers { leader: what.into() }.into())
    }

    /// Its content, which a second sending must match.
    pub fn fingerprint(&self) -> &[u8] {
        &self.fingerprint
    }

    /// Today in Norway.
    pub fn today(&self) -> NaiveDate {
        oslo_date(self.now)
    }

    /// The day given, or today.
    pub fn day(&self, given: Option<Date>) -> NaiveDate {
        given.map_or_else(|| self.today(), |date| date.0)
    }

    /// The instant given, or now.
    pub fn instant(&self, field: &str, given: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Rejected> {
        match given {
            Some(instant) if is_within_reach(instant.date_naive()) => Ok(clock::to_the_microsecond(instant)),
            Some(_) => Err(Rejected::Input(InvalidInput::new(field, "R-10", InputProblem::OutOfReach))),
            None => Ok(self.now),
        }
    }

    /// A case's id.
    pub fn case_id(id: &ID) -> Result<CaseId, Rejected> {
        Self::case_id_in("caseId", id)
    }

    /// A case's id in another field.
    pub fn case_id_in(field: &str, id: &ID) -> Result<CaseId, Rejected> {
        uuid(field, Case::PREFIX, id).map(CaseId::from_uuid)
    }

    /// A report's id.
    pub fn report_id(id: &ID) -> Result<ReportId, Rejected> {
        Self::report_id_in("reportId", id)
    }

    /// A report's id in another field.
    pub fn report_id_in(field: &str, id: &ID) -> Result<ReportId, Rejected> {
        uuid(field, Report::PREFIX, id).map(ReportId::from_uuid)
    }

    /// An investigation's id.
    pub fn investigation_id(id: &ID) -> Result<InvestigationId, Rejected> {
        uuid("investigationId", Investigation::PREFIX, id).map(InvestigationId::from_uuid)
    }

    /// The one who decided `within` a case, report or investigation: the one named, or the sender, where that is a person or a
    /// program that says for which person it acts. Who is known by name only has a pseudonym there alone: two employees
    /// of one name in different places are taken for two persons, and erasing one must not erase the other. Who gives the
    /// sender's own name means the sender.
    pub async fn decider(&self, within: Uuid, given: Option<DeciderInput>) -> Result<Decider, Rejected> {
        self.decider_in("decidedBy", within, given).await
    }

    /// As [`Self::decider`], in another field.
    pub async fn decider_in(
        &self,
        field: &str,
        within: Uuid,
        given: Option<DeciderInput>,
    ) -> Result<Decider, Rejected> {
        let Some(DeciderInput { name, role }) = given else {
            return Ok(Decider { name: self.own_name(field, within).await?, role: self.own_role() });
        };
        let role = role.into();
        let Some(name) = name else { return Ok(Decider { name: self.own_name(field, within).await?, role }) };
        let name = text(&format!("{field}.name"), "R-15", &name)?;
        let is_one = |own: &Personal<Text>| {
            own.visible().is_some_and(|own| people::as_compared(own.as_str()) == people::as_compared(name.as_str()))
        };
        // A program's own name is no person's, for whomever it acts.
        if self.principal.is_program() && is_one(&self.principal.name) {
            return Err(person_needed(field));
        }
        if self.principal.person().is_some_and(is_one) {
            return Ok(Decider { name: self.own_name(field, within).await?, role });
        }
        let subject = self.subject_by_name(Named::Decider, within, &name).await?;
        Ok(Decider { name: Personal::employee(subject, name), role })
    }

    /// The sender's own name for that field, or that of the person for whom a program's token says that it acts: a program
    /// itself neither decides nor signs a report, and the duty to report is a person's (S2-19).
    async fn own_name(&self, field: &str, within: Uuid) -> Result<Personal<Text>, Rejected> {
        let Some(person) = self.principal.person() else { return Err(person_needed(field)) };
        // Known by name alone, as anybody who is named.
        if let (true, Some(name)) = (self.principal.on_behalf_of_a_name, person.visible()) {
            let subject = self.subject_by_name(Named::Decider, within, name).await?;
            return Ok(Personal::employee(subject, name.clone()));
        }
        Ok(person.clone())
    }

    fn own_role(&self) -> people::DeciderRole {
        match self.principal.person_role(self.permission) {
            Role::UnitLeader => people::DeciderRole::UnitLeader,
            Role::ChildWelfareIntake => people::DeciderRole::IntakeOfficer,
            Role::Caseworker => people::DeciderRole::Caseworker,
            _ => people::DeciderRole::Employee,
        }
    }

    /// A decision with its reasons, which are about the child.
    pub async fn decision(
        &self,
        within: Uuid,
        child: SubjectId,
        rationale: &str,
        decided_by: Option<DeciderInput>,
    ) -> Result<Decision, Rejected> {
        let rationale = Personal::child(child, text("rationale", "R-15", rationale)?);
        Ok(Decision::stated(rationale, self.decider(within, decided_by).await?))
    }

    /// The pseudonym of a person who is known by name only, the same within `within` each time, however the name is
    /// written in small and capital letters and blanks, until that person is erased.
    pub async fn subject_by_name(&self, named: Named, within: Uuid, name: &Text) -> Result<SubjectId, Rejected> {
        let ledger = &services(self.context).ledger;
        let subject = ledger.subject_by_name(&self.principal.municipality, named, within, name).await;
        subject.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// The pseudonym of a case's guardians together: of words of theirs where nobody says which of them said it.
    pub async fn guardians_together(&self, within: Uuid) -> Result<SubjectId, Rejected> {
        let keys = services(self.context).ledger.keys();
        let subject = keys.keyed_id(&self.principal.municipality, "guardians-together", within.as_bytes()).await;
        subject.map(SubjectId::from_uuid).map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// The unit's name as it is spelled in the municipality's cases.
    pub async fn known_spelling(&self, unit: &str) -> Result<String, Rejected> {
        let spelling = services(self.context).ledger.known_spelling(&self.principal.municipality, unit).await;
        spelling.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// The pseudonym of the person with that national id.
    pub async fn subject_by_national_id(&self, national_id: &str) -> Result<SubjectId, Rejected> {
        let keys = services(self.context).ledger.keys();
        let subject = keys.subject_of(&self.principal.municipality, national_id).await;
        subject.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// An id that only this municipality's key derives from the command's own. Whoever sends a command chooses its id: what is derived
    /// from that alone could be made to be what is derived from the id of anything else.
    pub async fn own_id(&self, purpose: &str) -> Result<Uuid, Rejected> {
        let keys = services(self.context).ledger.keys();
        let id = keys.keyed_id(&self.principal.municipality, purpose, self.command_id.as_bytes()).await;
        id.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// Whether the sender may know of that thing, as far as there is one. A case that the sender does not reach is to the
    /// sender a case that is not there; but the command that the sender sends again gets its first answer, also
    /// where the right to the case has ended since, or by it.
    async fn may_know_of<A: LedgerAggregate>(&self, id: Uuid) -> Result<bool, Rejected> {
        if A::TYPE != "Case" {
            return Ok(true);
        }
        let extent = extent_now(self.context, self.permission, id).await.map_err(Rejected::Fault)?;
        let does_in_part = matches!(extent, Some(Extent::Shared(_))) && OF_ANOTHER_BODY.contains(&self.name);
        if matches!(extent, Some(Extent::Whole)) || (does_in_part && self.expected_version.is_none()) {
            return Ok(true);
        }
        let recorded = self.has_recorded::<A>(id).await?;
        if does_in_part && !recorded {
            // That it is another would tell which it is.
            let told = InvalidInput::new("expectedVersion", "R-70", InputProblem::VersionNotTold);
            return Err(Rejected::Input(told));
        }
        if !recorded {
            note_denied_case(self.context, id);
        }
        // Whoever is shown a part of the case knows that it is there.
        if recorded || extent.is_none() { Ok(recorded) } else { Err(Rejected::NotPermitted) }
    }

    /// Whether this very command of the sender's is recorded of that thing.
    async fn has_recorded<A: LedgerAggregate>(&self, id: Uuid) -> Result<bool, Rejected> {
        let (ledger, municipality) = (&services(self.context).ledger, &self.principal.municipality);
        let (command, sender) = (CommandId::from_uuid(self.command_id), self.principal.subject);
        let recorded = ledger.has_recorded(municipality, A::TYPE, id, command, sender, self.fingerprint()).await;
        recorded.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// What was found before the command is looked up. It refuses no command that was recorded: sent again, that is
    /// answered as the first time, whatever has changed since.
    pub async fn unless_recorded<A: LedgerAggregate, T: Default>(
        &self,
        id: Uuid,
        found: Result<T, Rejected>,
    ) -> Result<T, Rejected> {
        match found {
            Err(Rejected::Rule(_) | Rejected::Input(_)) if self.has_recorded::<A>(id).await? => Ok(T::default()),
            found => found,
        }
    }

    /// Whether the sender may change that thing, which may be one that begins.
    async fn may_change<A: LedgerAggregate>(&self, id: Uuid) -> Result<bool, Rejected> {
        if A::TYPE != "Case" {
            return Ok(true);
        }
        let known = services(self.context).ledger.recent::<domain_case::Case>(&self.principal.municipality, id).await;
        let begins = known.map_err(|error| Rejected::Fault(fault(&error)))?.version == 0;
        Ok(begins || self.may_know_of::<A>(id).await?)
    }

    /// The entry at that place of the thing's history; none of a thing that the sender may not know of.
    pub async fn recorded_entry<A: LedgerAggregate>(
        &self,
        id: Uuid,
        entry: i64,
    ) -> Result<Option<RecordedEntry>, Rejected> {
        if !self.may_know_of::<A>(id).await? {
            return Ok(None);
        }
        let (ledger, municipality) = (&services(self.context).ledger, &self.principal.municipality);
        let recorded = ledger.recorded_entry(municipality, A::TYPE, id, entry).await;
        recorded.map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// The aggregate, possibly a moment old: for what never changes in it.
    pub async fn recent<A: LedgerAggregate>(&self, id: Uuid) -> Result<A, Rejected> {
        if !self.may_know_of::<A>(id).await? {
            return Ok(A::default());
        }
        let ledger = &services(self.context).ledger;
        let live = ledger.recent::<A>(&self.principal.municipality, id).await;
        live.map(|live| live.aggregate.clone()).map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// The aggregate as the ledger has it now.
    pub async fn load<A: LedgerAggregate>(&self, id: Uuid) -> Result<A, Rejected> {
        if !self.may_know_of::<A>(id).await? {
            return Ok(A::default());
        }
        let live = services(self.context).ledger.load::<A>(&self.principal.municipality, id).await;
        live.map(|live| live.aggregate).map_err(|error| Rejected::Fault(fault(&error)))
    }

    /// Has the command decided and recorded.
    pub async fn execute<A: LedgerAggregate>(&self, id: Uuid, action: A::Action) -> Result<Accepted, Rejected> {
        self.execute_as::<A>(self.principal.actor(self.permission), id, action).await
    }

    /// Has the command decided, and recorded as that actor's.
    pub async fn execute_as<A: LedgerAggregate>(
        &self,
        actor: Actor,
        id: Uuid,
        action: A::Action,
    ) -> Result<Accepted, Rejected> {
        let id = self.changeable::<A>(id).await?;
        let accepted = services(self.context).ledger.execute::<A>(&self.command_by(actor), id, action).await?;
        self.told_everywhere::<A>(accepted).await;
        Ok(accepted)
    }

    /// Has an erasure asked for or approved, where a child that stands under several pseudonyms lets it be erased under that one,
    /// and as of the position as of which it is known whether somebody works with the child. `None` where something was begun
    /// since, so that it is to be asked anew.
    pub async fn execute_erasure(
        &self,
        subject: SubjectId,
        action: SubjectAction,
        asked_at: i64,
    ) -> Result<Option<Accepted>, Rejected> {
        let command = self.command_by(self.principal.actor(self.permission));
        let accepted = services(self.context).ledger.execute_erasure(&command, subject, action, asked_at).await;
        let accepted = match accepted {
            Err(CommandError::Fault(Fault::BegunMeanwhile)) => return Ok(None),
            accepted => accepted?,
        };
        self.told_everywhere::<domain_subject::Subject>(accepted).await;
        Ok(Some(accepted))
    }

    /// Has it recorded that two pseudonyms are one child's, neither of which is erased.
    pub async fn execute_joining(
        &self,
        two: (SubjectId, SubjectId),
        action: SubjectAction,
    ) -> Result<Accepted, Rejected> {
        let command = self.command_by(self.principal.actor(self.permission));
        let accepted = services(self.context).ledger.execute_joining(&command, two, action).await?;
        self.told_everywhere::<domain_subject::Subject>(accepted).await;
        Ok(accepted)
    }

    /// Waits a moment for everything that tells of such things, lists, registers, what is owed and what is found, so that what
    /// the sender asks next is answered as it is now. What was recorded stays recorded, however long that takes.
    async fn told_everywhere<A: LedgerAggregate>(&self, accepted: Accepted) {
        let (projector, municipality) = (&services(self.context).projector, &self.principal.municipality);
        let told = projector.wait_for_all_that_tell_of(A::TYPE, municipality, accepted.position, TOLD_WITHIN).await;
        if let Err(error) = told {
            tracing::warn!(error = %crate::causes(&error), "how far the read models have come is not known");
        }
    }

    /// What is not there answers for what one may not know of, so that one answer is like the other.
    async fn changeable<A: LedgerAggregate>(&self, id: Uuid) -> Result<Uuid, Rejected> {
        Ok(if self.may_change::<A>(id).await? { id } else { Uuid::nil() })
    }

    fn command_by(&self, actor: Actor) -> CommandContext {
        CommandContext {
            municipality: self.principal.municipality.clone(),
            command_id: CommandId::from_uuid(self.command_id),
            actor,
            correlation_id: None,
            causation_id: None,
            expected_version: self.expected_version,
            now: self.now,
            fingerprint: self.fingerprint.clone(),
        }
    }

    /// Content sealed under the child's key; nothing where the child is erased, which the ledger answers with its refusal,
    /// or with the first answer to a command that was recorded before.
    pub async fn seal(
        &self,
        case: CaseId,
        child: SubjectId,
        attachment: AttachmentId,
        content: Content,
    ) -> Result<Option<SealedContent>, Rejected> {
        let place = ContentPlace { municipality: &self.principal.municipality, case, attachment };
        match services(self.context).ledger.seal_attachment(place, child, content).await {
            Err(CommandError::Refused(Rule::SubjectErased)) => Ok(None),
            sealed => Ok(Some(sealed?)),
        }
    }

    /// Has the command decided, and recorded together with the content that it brings.
    pub async fn execute_attaching<A: LedgerAggregate>(
        &self,
        id: Uuid,
        action: A::Action,
        content: Option<&SealedContent>,
    ) -> Result<Accepted, Rejected> {
        let id = self.changeable::<A>(id).await?;
        let (ledger, command) =
            (&services(self.context).ledger, self.command_by(self.principal.actor(self.permission)));
        let accepted = match content {
            Some(content) => ledger.execute_attaching::<A>(&command, id, action, content).await?,
            None => ledger.execute::<A>(&command, id, action).await?,
        };
        self.told_everywhere::<A>(accepted).await;
        Ok(accepted)
    }

    /// Waits for the read model of the thing, unless that has stopped, or is so far behind that it does not come there in a
    /// moment: who is told of a command finds the thing in lists, too.
    async fn is_listed(&self, model: ReadModel, accepted: Accepted) {
        let (projector, municipality) = (&services(self.context).projector, &self.principal.municipality);
        let (position, patience) = (accepted.position, READ_YOUR_WRITES);
        let listed = projector.wait_for_those_that_run(municipality, position, &[model], patience).await;
        if let Err(error) = listed {
            tracing::warn!(error = %crate::causes(&error), "how far the read models have come is not known");
        }
    }

    /// The answer to an accepted command on a case.
    pub async fn case_changed(&self, case: CaseId, accepted: Accepted) -> Result<CaseChanged, Rejected> {
        let mut card = None;
        let extent = extent_now(self.context, Permission::SeeCases, case.as_uuid()).await.map_err(Rejected::Fault)?;
        if extent.is_some() {
            self.is_listed(ReadModel::CaseCards, accepted).await;
            let ledger = &services(self.context).ledger;
            let found = case_cards::card(ledger, &self.principal.municipality, case, AsOf::Now).await;
            // One that is behind the command tells of the case as it was before: rather nothing is told.
            let found = found.map_err(|error| Rejected::Fault(fault(&error)))?;
            card = found.filter(|card| card.events >= accepted.version);
        }
        let Accepted { position, version, recorded_now } = accepted;
        let is_of_a_part = extent.as_ref().map_or(self.principal.body.is_some(), |extent| *extent != Extent::Whole);
        let version = (!is_of_a_part).then_some(version);
        let case = card.zip(extent).map(|(card, extent)| Case::shown(self.context, card, extent, None));
        Ok(CaseChanged { position, version, recorded_now, created_id: None, case })
    }

    /// The answer to an accepted command on a report.
    pub async fn report_changed(&self, report: ReportId, accepted: Accepted) -> Result<ReportChanged, Rejected> {
        self.is_listed(ReadModel::ReportRegister, accepted).await;
        let ledger = &services(self.context).ledger;
        let found = report_register::report(ledger, &self.principal.municipality, report, AsOf::Now).await;
        let row = found.map_err(|error| Rejected::Fault(fault(&error)))?;
        let Accepted { position, version, recorded_now } = accepted;
        let row = row.filter(|row| !recorded_now || row.position >= position);
        let report = row.map(|row| Report::shown(self.context, row, None));
        Ok(ReportChanged { position, version, recorded_now, report })
    }

    /// The answer to an accepted command on an investigation.
    pub async fn investigation_changed(
        &self,
        investigation: InvestigationId,
        accepted: Accepted,
    ) -> Result<InvestigationChanged, Rejected> {
        let loaded = Investigation::load(self.context, &self.principal.municipality, investigation, None).await;
        let Accepted { position, version, recorded_now } = accepted;
        let investigation = loaded.map_err(Rejected::Fault)?;
        Ok(InvestigationChanged { position, version, recorded_now, created_id: None, investigation })
    }
}

/// That a person is to be named in that field, and a program is none.
fn person_needed(field: &str) -> Rejected {
    let rule = match field {
        "dutyBearer" => "S2-19",
        "signedBy" => "R-17",
        _ => "R-15",
    };
    Rejected::Input(InvalidInput::new(&format!("{field}.name"), rule, InputProblem::PersonNeeded))
}

/// A required text.
pub fn text(field: &str, rule: &str, text: &str) -> Result<Text, Rejected> {
    Text::new(text).map_err(|error| Rejected::Input(InvalidInput::new(field, rule, error.into())))
}

/// An optional text; blank counts as none.
pub fn optional_text(field: &str, given: Option<&str>) -> Result<Option<Text>, Rejected> {
    given.filter(|given| !given.trim().is_empty()).map(|given| text(field, "R-15", given)).transpose()
}

/// An id with its prefix.
pub fn uuid(field: &str, prefix: &'static str, id: &ID) -> Result<Uuid, Rejected> {
    let malformed = |_| Rejected::Input(InvalidInput::new(field, "R-15", InputProblem::NotAnId { prefix }));
    parse_id(field, prefix, id).map_err(malformed)
}
