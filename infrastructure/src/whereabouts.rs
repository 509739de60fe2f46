//! Who must not know where somebody in a case is (C12), and what was handed to them all the same.
//!
//! What a guardian is handed is judged by the protection that is known then. A protection that is written down after it, a
//! sibling that is linked after it, a child that is found to stand under a second pseudonym, and what is recorded at the same
//! moment are looked back on: so it is found in whichever order it was written down. What was found is taken back in the same
//! way, where who must not know, or that it had been taken out, is written down after it.

use case_ledger_domain::case::{Case, KeptFrom, LookBack};
use case_ledger_domain::ids::{CaseId, Municipality, SubjectId};
use case_ledger_domain::subject::{AddressProtection, Subject};
use case_ledger_domain::time::oslo_date;
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;

use crate::clock;
use crate::ledger::bus::{Fault, Ledger};
use crate::personal::keys::Named;
use crate::projections::as_of::AsOf;
use crate::projections::named_persons;

/// How an address is or was protected, and until which day where it is so no more.
type Protection = (AddressProtection, Option<NaiveDate>);

impl Ledger {
    /// The guardians who must not know, or were not to until a day, where the child of the case, a sibling or another guardian
    /// is: any of them where nobody is named whom the case knows.
    pub async fn kept_from(
        &self,
        municipality: &Municipality,
        case: CaseId,
        known: &Case,
    ) -> Result<Vec<KeptFrom>, Fault> {
        let protections = self.protections_in(municipality, known).await?;
        self.kept_by(municipality, case, known, &protections).await
    }

    /// How the addresses are and were protected of everyone in the case.
    async fn protections_in(&self, municipality: &Municipality, known: &Case) -> Result<Vec<Protection>, Fault> {
        let standing = self.standing(municipality).await?;
        let mut protections = Vec::new();
        for person in known.whose_whereabouts_it_may_tell() {
            // Whether it is protected, and from whom, nobody knows of whom the ledger does not tell what was written.
            standing.must_be_told_of(municipality, person)?;
            let pseudonyms = standing.pseudonyms_of_child(person, AsOf::Now).into_iter();
            for one in pseudonyms.filter(|one| standing.is_or_was_address_protected(*one)) {
                // Loaded, for the names of those from whom it is kept.
                let subject = self.load::<Subject>(municipality, one.as_uuid()).await?.aggregate;
                protections.extend(subject.address_protections());
            }
        }
        Ok(protections)
    }

    async fn kept_by(
        &self,
        municipality: &Municipality,
        case: CaseId,
        known: &Case,
        protections: &[Protection],
    ) -> Result<Vec<KeptFrom>, Fault> {
        let mut kept = Vec::new();
        for (protection, until) in protections {
            let mut named_here = Vec::new();
            for guardian in &protection.against {
                if let Some(name) = guardian.name.visible() {
                    let here = self.subject_by_name(municipality, Named::Guardian, case.as_uuid(), name).await?;
                    named_here.extend((here == guardian.subject).then_some(here));
                }
            }
            kept.extend(known.kept_from(protection, *until, &named_here));
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

    /// What is to be asked of the case, at that version of it, so that what guardians have read there is looked back on; nothing
    /// where nothing is to be told of it.
    pub(crate) async fn look_back(
        &self,
        municipality: &Municipality,
        case: CaseId,
    ) -> Result<Option<(i64, LookBack)>, Fault> {
        let live = self.load::<Case>(municipality, case.as_uuid()).await?;
        let known = &live.aggregate;
        let protections = self.protections_in(municipality, known).await?;
        let kept_from = self.kept_by(municipality, case, known, &protections).await?;
        let standing = self.standing(municipality).await?;
        let names_erased = |(one, _): &Protection| one.against.iter().any(|guardian| guardian.name.is_shredded());
        let is_erased = |person| standing.is_erased_under_any(person);
        let is_all_there =
            !protections.iter().any(names_erased) && !known.whose_whereabouts_it_may_tell().any(is_erased);
        let look_back = LookBack { kept_from, is_all_there };
        let is_to_be_told = !known.looked_back_on(&look_back, oslo_date(clock::now())).is_empty();
        Ok(is_to_be_told.then_some((live.version, look_back)))
    }
}
