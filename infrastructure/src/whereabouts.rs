//! Who must not know where somebody in a case is (C12), and what was handed to them all the same.
//!
//! What a guardian is handed is judged by the protection that is known then. A protection that is written down after it, a
//! sibling that is linked after it, a child that is found to stand under a second pseudonym, and what is recorded at the same
//! moment are looked back on: so it is found in whichever order it was written down.

use case_ledger_domain::case::{Case, CaseAction, CopyAction, KeptFrom};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use cqrs_es::Aggregate as _;

use crate::ledger::bus::{CommandError, Fault, Ledger};
use crate::personal::keys::Named;
use crate::projections::as_of::AsOf;
use crate::projections::named_persons;

impl Ledger {
    /// The guardians who must not know where the child of the case, a sibling or another guardian is: any of them where nobody
    /// is named whom the case knows.
    pub async fn kept_from(
        &self,
        municipality: &Municipality,
        case: CaseId,
        known: &Case,
    ) -> Result<Vec<KeptFrom>, Fault> {
        let persons = known.whose_whereabouts_it_may_tell().collect();
        let mut kept = Vec::new();
        for (_, protection) in self.protected_addresses(municipality, persons).await? {
            let mut named_here = Vec::new();
            for guardian in &protection.against {
                if let Some(name) = guardian.name.visible() {
                    let here = self.keys().subject_by_name(municipality, Named::Guardian, case.as_uuid(), name).await?;
                    named_here.extend((here == guardian.subject).then_some(here));
                }
            }
            kept.extend(known.kept_from(&protection, &named_here));
        }
        Ok(kept)
    }

    /// The cases that name a person, under whichever pseudonym.
    pub(crate) async fn cases_naming(
        &self,
        municipality: &Municipality,
        person: SubjectId,
    ) -> Result<Vec<CaseId>, Fault> {
        let mut cases = Vec::new();
        for pseudonym in self.pseudonyms_of_child(municipality, person, AsOf::Now).await? {
            for naming in named_persons::naming(self.tasks(), municipality, pseudonym).await? {
                let case = CaseId::from_uuid(naming.aggregate_id);
                if naming.aggregate_type == Case::TYPE && !cases.contains(&case) {
                    cases.push(case);
                }
            }
        }
        Ok(cases)
    }

    /// What is to be asked of the case so that what guardians have read there is looked back on; nothing where nobody is kept
    /// from anything.
    pub(crate) async fn look_back(
        &self,
        municipality: &Municipality,
        case: CaseId,
    ) -> Result<Option<CaseAction>, CommandError> {
        let known = self.load::<Case>(municipality, case.as_uuid()).await?.aggregate;
        let kept_from = self.kept_from(municipality, case, &known).await?;
        Ok((!kept_from.is_empty()).then_some(CaseAction::Copy(CopyAction::LookBack { kept_from })))
    }
}
