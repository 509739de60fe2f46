//! Commands on protected addresses (C12).

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::case::{Case, KeptFrom};
use case_ledger_domain::ids::{CaseId, SubjectId};
use case_ledger_domain::people::Guardian;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::refusal::Sought;
use case_ledger_domain::subject::{Subject, SubjectAction};
use case_ledger_infrastructure::ledger::bus::Accepted;
use case_ledger_infrastructure::personal::keys::Named;
use case_ledger_infrastructure::projections::as_of::AsOf;
use chrono::NaiveDate;
use uuid::Uuid;

use super::cases::child_of;
use super::{
    AddressProtectionChanged, AddressProtectionPayload, Errand, Rejected, fault, note_denied, reports, services, text,
    uuid,
};
use crate::auth::Permission;
use crate::graphql::enums::{AddressProtectionGrade, AddressProtectionSource};
use crate::graphql::principal;
use crate::graphql::scalars::Date;

/// A sibling that is linked in a case (C12).
#[derive(InputObject)]
pub struct SiblingInCaseInput {
    /// The case.
    case_id: ID,
    /// The sibling's pseudonym: `siblings { linked { child { subject } } }`.
    subject: ID,
}

/// A guardian as a case knows the guardian (C12).
#[derive(InputObject)]
pub struct GuardianInCaseInput {
    /// The case.
    case_id: ID,
    /// The guardian's name, as the case has it.
    name: String,
}

/// Whose address it is: one of these (C12).
#[derive(OneofObject)]
pub enum ProtectedPersonInput {
    /// The child of that case.
    ChildOfCase(ID),
    /// The child of that report.
    ChildOfReport(ID),
    /// A sibling.
    Sibling(SiblingInCaseInput),
    /// A guardian.
    Guardian(GuardianInCaseInput),
}

/// An address is protected: codes 6 and 7 of the population register (C12).
#[derive(InputObject)]
pub struct ProtectAddressInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// Whose it is.
    person: ProtectedPersonInput,
    /// How strictly. A stricter grade takes the place of a milder one; the other way it is lifted first.
    grade: AddressProtectionGrade,
    /// From where that is known.
    source: AddressProtectionSource,
    /// The names of the guardians who must not know where the person is, where they are known; while nobody is named, it is
    /// kept from every guardian, and so it is in a case that does not know one of them by that name, until the guardian is
    /// named from there. Those who were named before stay named.
    #[graphql(default)]
    against: Vec<String>,
    /// When it came to be known; today when left out.
    protected_on: Option<Date>,
}

/// An address is protected no more (C12).
#[derive(InputObject)]
pub struct LiftAddressProtectionInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// Whose it is.
    person: ProtectedPersonInput,
    /// From where that is known.
    source: AddressProtectionSource,
    /// Why, in words that do not name the person: they are kept when the person is erased.
    rationale: String,
    /// When; today when left out. What was told with a later `protectedOn` stands.
    lifted_on: Option<Date>,
}

impl ProtectedPersonInput {
    /// What somebody needs to do it where the person is known.
    const fn working_there(&self) -> Permission {
        match self {
            Self::ChildOfCase(_) | Self::Sibling(_) | Self::Guardian(_) => Permission::ChangeCases,
            Self::ChildOfReport(_) => Permission::ChangeReports,
        }
    }

    /// The person, and within what guardians are known by their names there.
    async fn person(&self, errand: &Errand<'_>) -> Result<(SubjectId, Uuid), Rejected> {
        match self {
            Self::ChildOfCase(id) => {
                let case = Errand::case_id_in("person.childOfCase", id)?;
                Ok((child_of(errand, case).await?, case.as_uuid()))
            }
            Self::ChildOfReport(id) => {
                let report = Errand::report_id_in("person.childOfReport", id)?;
                Ok((reports::child_of(errand, report).await?, report.as_uuid()))
            }
            Self::Sibling(SiblingInCaseInput { case_id, subject }) => {
                let case = Errand::case_id_in("person.sibling.caseId", case_id)?;
                let known = known_case(errand, case).await?;
                let subject = SubjectId::from_uuid(uuid("person.sibling.subject", "subject", subject)?);
                let is_linked = known.linked_siblings().iter().any(|linked| linked.subject == subject);
                if is_linked { Ok((subject, case.as_uuid())) } else { Err(nobody()) }
            }
            Self::Guardian(GuardianInCaseInput { case_id, name }) => {
                let case = Errand::case_id_in("person.guardian.caseId", case_id)?;
                let known = known_case(errand, case).await?;
                let name = text("person.guardian.name", "C12", name)?;
                let subject = errand.subject_by_name(Named::Guardian, case.as_uuid(), &name).await?;
                let is_known = known.known_guardians().any(|guardian| guardian.subject == subject);
                if is_known { Ok((subject, case.as_uuid())) } else { Err(nobody()) }
            }
        }
    }
}

fn nobody() -> Rejected {
    Refusal::NotFound { what: Sought::Subject }.into()
}

/// The case as it is now, where the sender reaches it.
async fn known_case(errand: &Errand<'_>, case: CaseId) -> Result<Case, Rejected> {
    let known: Case = errand.load(case.as_uuid()).await?;
    if known.opened().is_some() { Ok(known) } else { Err(Refusal::NotFound { what: Sought::Case }.into()) }
}

/// The guardians who must not know where somebody in the case is.
pub(super) async fn kept_from(errand: &Errand<'_>, case: CaseId) -> Result<Vec<KeptFrom>, Rejected> {
    let known = known_case(errand, case).await?;
    let kept = services(errand.context).ledger.kept_from(&errand.principal.municipality, case, &known).await;
    kept.map_err(|error| Rejected::Fault(fault(&error)))
}

/// Commands on protected addresses.
#[derive(Default)]
pub struct AddressProtectionCommands;

#[Object]
impl AddressProtectionCommands {
    /// Record that somebody's address is protected, at once and everywhere: where the person is is withheld from all but
    /// few roles, no other body is shown the cases of a child so protected by consent, and the guardians named are handed
    /// no copy before what tells it is taken out. What they had read already is looked back on, in each case that names the
    /// person, and is found (`WHEREABOUTS_MAY_BE_KNOWN`) (C12).
    async fn protect_address(
        &self,
        context: &Context<'_>,
        input: ProtectAddressInput,
    ) -> Result<AddressProtectionPayload> {
        AddressProtectionPayload::answer(
            async {
                let permission = input.person.working_there();
                let errand = Errand::new(context, permission, "protectAddress", input.command_id, None, &input)?;
                let (subject, within) = input.person.person(&errand).await?;
                let mut against = Vec::with_capacity(input.against.len());
                for name in &input.against {
                    let name = text("against", "C12", name)?;
                    let subject = errand.subject_by_name(Named::Guardian, within, &name).await?;
                    against.push(Guardian { subject, name: Personal::guardian(subject, name) });
                }
                let action = SubjectAction::ProtectAddress {
                    grade: input.grade.into(),
                    source: input.source.into(),
                    against,
                    protected_on: errand.day(input.protected_on),
                };
                errand.execute::<Subject>(subject.as_uuid(), action).await.map(changed)
            }
            .await,
        )
    }

    /// Record that somebody's address is protected no more: what a leader or the child welfare service decides (C12). It ends
    /// what was told of it by that day, of a child that was recorded to stand under other pseudonyms too (`sameChild`) under
    /// each of them, as `addressProtection` tells it of all together: what was told of a later day stands, and what is recorded
    /// after the lift protects whatever day it bears. Of two who lift it at once, the second is refused.
    async fn lift_address_protection(
        &self,
        context: &Context<'_>,
        input: LiftAddressProtectionInput,
    ) -> Result<AddressProtectionPayload> {
        AddressProtectionPayload::answer(
            async {
                let permission = Permission::LiftAddressProtection;
                let errand = Errand::new(context, permission, "liftAddressProtection", input.command_id, None, &input)?;
                if !principal(context).may(input.person.working_there()) {
                    note_denied(context);
                    return Err(Rejected::NotPermitted);
                }
                let (person, _) = input.person.person(&errand).await?;
                let lifted_on = errand.day(input.lifted_on);
                let (source, rationale) = (input.source.into(), errand.grounds(&input.rationale)?);
                let action = SubjectAction::LiftAddressProtection { source, rationale, lifted_on };
                let (telling, others) = under_which_protected(&errand, person, lifted_on).await?;
                // The one that bears the command comes last: sent again after it, there is nothing left to be lifted.
                for other in others {
                    let beside = errand.beside(other.as_uuid());
                    match beside.execute::<Subject>(other.as_uuid(), action.clone()).await {
                        // Somebody else has just lifted it, or erased that one: what is refused here is refused of all.
                        Ok(_) | Err(Rejected::Rule(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                errand.execute::<Subject>(telling.as_uuid(), action).await.map(changed)
            }
            .await,
        )
    }
}

/// The pseudonym whose stream tells of a lift of that day, of those of the child under which the address was protected by then,
/// and the others of those, which are lifted before it; the one under which this very command has lifted it, if it has, and then
/// none beside. Whoever lifts it at the same time goes by the same order, whichever pseudonym is at hand: one of them is the
/// first everywhere that counts.
async fn under_which_protected(
    errand: &Errand<'_>,
    person: SubjectId,
    lifted_on: NaiveDate,
) -> Result<(SubjectId, Vec<SubjectId>), Rejected> {
    let (ledger, municipality) = (&services(errand.context).ledger, &errand.principal.municipality);
    let faulty = |error| Rejected::Fault(fault(&error));
    let pseudonyms = ledger.pseudonyms_of_child(municipality, person, AsOf::Now).await.map_err(faulty)?;
    for one in &pseudonyms {
        if errand.is_sent_again(*one).await? {
            return Ok((*one, Vec::new()));
        }
    }
    let (mut by_then, mut since) = (Vec::new(), None);
    for one in pseudonyms {
        let known = ledger.load::<Subject>(municipality, one.as_uuid()).await.map_err(faulty)?.aggregate;
        match known.address_protection() {
            Some(protection) if protection.protected_on <= lifted_on => by_then.push(one),
            Some(_) => since = since.or(Some(one)),
            None => {}
        }
    }
    by_then.sort();
    // What was told of later days only is refused with that day.
    let telling = by_then.pop().or(since).unwrap_or(person);
    Ok((telling, by_then))
}

fn changed(Accepted { position, recorded_now, .. }: Accepted) -> AddressProtectionChanged {
    AddressProtectionChanged { position, recorded_now }
}
