//! What was agreed in writing in a case, and who gets a copy of what, in the schema.

use async_graphql::{Enum, ID, SimpleObject};
use case_ledger_domain::case::{self, CopyState, Document};
use case_ledger_domain::ids::AgreementId;
use case_ledger_infrastructure::personal::sight::Veil;

use super::enums::{AgreementKind, PartyKind, WithholdingGround};
use super::global_id;
use super::measures::Measure;
use super::reports::Report;
use super::scalars::{Date, PersonalText};

/// What was agreed in writing (S4-8, S4-18).
#[derive(SimpleObject)]
pub struct Agreement {
    /// Its id.
    id: ID,
    /// What was agreed.
    kind: AgreementKind,
    /// Whether it counts as the minutes of the conversation (S4-8).
    is_minutes: bool,
    /// What it says.
    text: PersonalText,
    /// When it was drawn up.
    drawn_on: Date,
    /// Who takes part, and whether each has signed.
    parties: Vec<AgreementParty>,
    /// The measures of a plan (S3-41); none in an agreement that is no plan.
    measure_ids: Vec<ID>,
    /// Whether it binds: all parties have signed, and no other took its place.
    binding: bool,
    /// The agreement in its place, once there is one.
    superseded_by_id: Option<ID>,
}

/// Somebody who takes part in an agreement (S4-9).
#[derive(SimpleObject)]
pub struct AgreementParty {
    /// Who.
    name: PersonalText,
    /// As what.
    kind: PartyKind,
    /// When this party signed; null while it has not (S4-9).
    signed_on: Option<Date>,
}

impl Agreement {
    /// What an agreement's ids begin with.
    pub const PREFIX: &'static str = "agreement";

    /// As the case holds it, as far as it may be seen.
    pub fn of(id: AgreementId, agreement: &case::Agreement, plan: Option<&case::Plan>, veil: &Veil) -> Self {
        let party = |party: &case::Party| AgreementParty {
            name: PersonalText::of_text(&party.name, veil),
            kind: party.kind.into(),
            signed_on: agreement.signed.get(&party.subject).copied().map(Date),
        };
        Self {
            id: global_id(Self::PREFIX, id.as_uuid()),
            kind: agreement.kind.into(),
            is_minutes: agreement.is_minutes,
            text: PersonalText::of_text(&agreement.text, veil),
            drawn_on: agreement.drawn_on.into(),
            parties: agreement.parties.iter().map(party).collect(),
            measure_ids: plan
                .into_iter()
                .flat_map(|plan| &plan.measures)
                .map(|it| global_id(Measure::PREFIX, it.as_uuid()))
                .collect(),
            binding: agreement.binding(),
            superseded_by_id: agreement.superseded_by.map(|by| global_id(Self::PREFIX, by.as_uuid())),
        }
    }
}

/// How a copy stands (R-7, C4).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CopyStatus {
    /// Owed.
    Owed,
    /// Delivered.
    Delivered,
    /// Withheld, until it is looked at again (C4).
    Withheld,
    /// Lapsed: whoever was to have it is erased (C12).
    Lapsed,
}

/// A guardian whom a case knows by name.
#[derive(SimpleObject)]
pub struct KnownGuardian {
    /// Who.
    name: PersonalText,
    /// The day of which the case knows it first.
    since: Date,
    /// The day from which on the unit says that others are the guardians; null while that one is.
    until: Option<Date>,
}

impl KnownGuardian {
    /// As the case holds it, as far as it may be seen.
    pub fn of(known: &case::KnownGuardian, veil: &Veil) -> Self {
        let name = PersonalText::of_text(&known.party.name, veil);
        Self { name, since: Date(known.since), until: known.until.map(Date) }
    }
}

/// A copy that somebody is or was entitled to.
#[derive(SimpleObject)]
pub struct EntitledCopy {
    /// The agreement it is of.
    agreement_id: Option<ID>,
    /// The report it is of.
    report_id: Option<ID>,
    /// Who is to have it; null where the case knew no guardian by name.
    recipient: Option<PersonalText>,
    /// As what; null where the case knew no guardian by name.
    recipient_kind: Option<PartyKind>,
    /// How it stands.
    status: CopyStatus,
    /// When it was delivered.
    delivered_on: Option<Date>,
    /// The ground on which it is withheld (C4).
    ground: Option<WithholdingGround>,
    /// When that is looked at again.
    review_on: Option<Date>,
}

impl EntitledCopy {
    /// As the case holds it, as far as it may be seen.
    pub fn of(copy: &case::EntitledCopy, veil: &Veil) -> Self {
        let (agreement_id, report_id) = match copy.document {
            Document::Agreement { agreement } => (Some(global_id(Agreement::PREFIX, agreement.as_uuid())), None),
            Document::Report { report } => (None, Some(global_id(Report::PREFIX, report.as_uuid()))),
        };
        let (status, delivered_on, ground, review_on) = match copy.state {
            CopyState::Owed => (CopyStatus::Owed, None, None, None),
            CopyState::Lapsed { .. } => (CopyStatus::Lapsed, None, None, None),
            CopyState::Delivered { on } => (CopyStatus::Delivered, Some(Date(on)), None, None),
            CopyState::Withheld { ground, review_on } => {
                (CopyStatus::Withheld, None, Some(ground.into()), Some(Date(review_on)))
            }
        };
        let recipient = copy.recipient.as_ref();
        Self {
            agreement_id,
            report_id,
            recipient: recipient.map(|party| PersonalText::of_text(&party.name, veil)),
            recipient_kind: recipient.map(|party| party.kind.into()),
            status,
            delivered_on,
            ground,
            review_on,
        }
    }
}
