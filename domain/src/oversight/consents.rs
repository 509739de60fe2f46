//! What becomes of what the child welfare service does on a consent once that is taken back or has run out (S1-14, S1-15, S2-6,
//! S2-17, R-21, R-24).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, Finding, FindingKind, Notes, ObligationKind, Watch};
use crate::ids::ConsentId;
use crate::investigation::{DisclosureBasis, InformationBasis, InvestigationEvent, ServiceConsent};
use crate::people::Body;

const IN_USE: FindingKind = FindingKind::ConsentExpiredInUse;

/// What of consents the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Those that say what they cover.
    given: BTreeMap<ConsentId, Given>,
    /// The group that stands, with the day from which it does.
    group: Option<(Option<ConsentId>, NaiveDate)>,
    /// The group that stood when what is followed up was ended, and is followed no more meanwhile.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_rest: Option<(Option<ConsentId>, NaiveDate)>,
    /// Those that stand no more: that what they rested on had ended by then may be written down after them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups_before: Vec<GroupBefore>,
    /// Whom something is awaited from, and on which consent alone.
    asked: BTreeMap<String, Option<ConsentId>>,
}

/// A consent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    /// The first day on which it carries nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ends_on: Option<NaiveDate>,
    /// The latest day on which something was told on it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    told_on: Option<NaiveDate>,
}

/// A group that worked together on a consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupBefore {
    rests_on: ConsentId,
    formed_on: NaiveDate,
    /// The day on which it was dissolved, or another one took its place.
    ended_on: NaiveDate,
    /// That it went on without the consent, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    found: Option<Finding>,
}

impl Facts {
    /// Whether a group stands that worked together by that day, on consent that carries it (S1-15).
    pub(super) fn group_worked_on(&self, day: NaiveDate) -> bool {
        let ends_on = |consent: ConsentId| self.given.get(&consent).and_then(|given| given.ends_on);
        self.group.is_some_and(|(consent, formed_on)| {
            formed_on <= day && consent.and_then(ends_on).is_none_or(|ends_on| day < ends_on)
        })
    }

    /// Whether that service was asked on a consent that had been taken back or had run out by that day.
    pub(super) fn was_asked_on_one_that_has_ended(&self, service: &str, by: NaiveDate) -> bool {
        let given = self.asked.get(service).copied().flatten().and_then(|consent| self.given.get(&consent));
        given.and_then(|given| given.ends_on).is_some_and(|ends_on| ends_on <= by)
    }

    /// What tells the services apart that what comes from that one answers for.
    pub(super) fn awaited_from(&self, body: Body, unit: Option<&str>) -> Vec<String> {
        let answered = body.answered_among(unit, self.asked.keys().map(String::as_str));
        answered.into_iter().map(ToOwned::to_owned).collect()
    }
}

impl Watch {
    pub(super) fn hear_what_the_service_does_on_consent(&mut self, event: &InvestigationEvent, notes: &mut Notes<'_>) {
        if let Some(ServiceConsent { consent, valid_to, .. }) = event.consent_given() {
            let ends_on = valid_to.and_then(|last| last.succ_opt());
            self.investigation.consents.given.insert(consent, Given { ends_on, told_on: None });
        }
        match event {
            InvestigationEvent::ResponsibilityGroupFormed { scope, formed_on, .. } => {
                self.the_group_has_ended(*formed_on, notes);
                self.investigation.consents.at_rest = None;
                let consent = scope.as_ref().map(|scope| scope.consent);
                self.investigation.consents.group = Some((consent, *formed_on));
                self.look_for_the_groups_consent(notes);
                self.hear_that_consent_was_given(None, notes);
            }
            InvestigationEvent::ResponsibilityGroupDissolved { dissolved_on, .. } => {
                self.the_group_has_ended(*dissolved_on, notes);
                self.investigation.consents.at_rest = None;
            }
            InvestigationEvent::ServiceConsentWithdrawn { consent, withdrawn_on, .. } => {
                self.hear_that_it_is_withdrawn(*consent, *withdrawn_on, notes);
                self.hear_that_placement_is_consented_to_no_more(*consent, *withdrawn_on, notes);
            }
            InvestigationEvent::InformationRequested { of, unit, basis, consented, .. } => {
                let rests = consented.as_ref().filter(|_| *basis == InformationBasis::Consent);
                let consent = rests.and_then(|given| given.scope.as_ref()).map(|scope| scope.consent);
                self.investigation.consents.asked.insert(of.told_apart(unit.as_deref()), consent);
            }
            InvestigationEvent::InformationSupplied { from, unit, supplied_on, .. } => {
                for service in self.investigation.consents.awaited_from(*from, unit.as_deref()) {
                    let asked = self.investigation.consents.asked.remove(&service).flatten();
                    self.hear_that_something_is_told_on(asked, *supplied_on, notes);
                }
            }
            InvestigationEvent::MeasureInfoDisclosedToReporter {
                basis: DisclosureBasis::Consent,
                disclosed_on,
                ..
            } => {
                let rests_on = event.consent_given().map(|given| given.consent);
                self.hear_that_something_is_told_on(rests_on, *disclosed_on, notes);
            }
            _ => {}
        }
    }

    /// The group rests on consent; it is found from the first day on which that carries it no more.
    fn look_for_the_groups_consent(&mut self, notes: &mut Notes<'_>) {
        let Some((Some(consent), formed_on)) = self.investigation.consents.group else { return };
        let ends_on = self.investigation.consents.given.get(&consent).and_then(|given| given.ends_on);
        if let Some(ends_on) = ends_on {
            self.find(IN_USE, None, ends_on.max(formed_on), notes);
        }
    }

    /// What it worked on is ended: nothing is awaited of the group, and its consent carries nothing that goes on (S1-19).
    pub(super) fn the_group_rests(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.investigation.consents.at_rest = self.investigation.consents.group;
        self.the_group_has_ended(on, notes);
    }

    /// What is followed up begins anew, with the group that nobody dissolved.
    pub(super) fn the_group_works_on(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        if let Some((consent, _)) = self.investigation.consents.at_rest.take() {
            self.investigation.consents.group = Some((consent, on));
            self.look_for_the_groups_consent(notes);
        }
    }

    /// The group works together no more. What had not ended before that is no departure, whichever was written down first.
    fn the_group_has_ended(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let is_in_use = |found: &&Finding| found.is(IN_USE, None) && found.arose_on < on;
        let found = self.found.iter().rfind(is_in_use).map(|found| Finding { mended_on: Some(on), ..found.clone() });
        if let Some((Some(rests_on), formed_on)) = self.investigation.consents.group.take() {
            let ended = GroupBefore { rests_on, formed_on, ended_on: on, found };
            self.investigation.consents.groups_before.push(ended);
        }
        let never_in_use = |found: &Finding| found.is(IN_USE, None) && found.arose_on >= on;
        match self.found.iter().rposition(never_in_use) {
            Some(index) => notes.withdraw(&self.found.remove(index)),
            None => self.mend(IN_USE, None, on, notes),
        }
    }

    /// What a group rested on that stands no more had ended while it stood, as is written down only now: it is found from that
    /// day to the one on which the group ended, as if it had been known.
    fn look_for_the_consent_of_groups_before(&mut self, consent: ConsentId, notes: &mut Notes<'_>) {
        let given = self.investigation.consents.given.get(&consent);
        let Some(ends_on) = given.and_then(|given| given.ends_on) else { return };
        let mut before = std::mem::take(&mut self.investigation.consents.groups_before);
        for group in before.iter_mut().filter(|group| group.rests_on == consent) {
            let from = ends_on.max(group.formed_on);
            let is_known = group.found.as_ref().is_some_and(|found| found.arose_on <= from);
            if is_known || group.ended_on <= from {
                continue;
            }
            // The group that stands may rest on the same, and be found by the same event.
            let which = Self::one_called(&format!("group {}", group.formed_on), notes);
            let known = group.found.take().unwrap_or_else(|| self.finding(IN_USE, Some(which), from, notes));
            let found = Finding { arose_on: from, awaited: false, mended_on: Some(group.ended_on), ..known };
            notes.finding(Some(&found));
            group.found = Some(found);
        }
        self.investigation.consents.groups_before = before;
    }

    /// What the group rests on is gone, what was asked on it is awaited no more, and what was told after that day was
    /// told without it.
    fn hear_that_it_is_withdrawn(&mut self, consent: ConsentId, on: NaiveDate, notes: &mut Notes<'_>) {
        let consents = &mut self.investigation.consents;
        let Some(given) = consents.given.get_mut(&consent) else { return };
        given.ends_on = Some(given.ends_on.map_or(on, |ends_on| ends_on.min(on)));
        let told_since = given.told_on.filter(|told_on| on < *told_on);
        let awaited: Vec<_> = consents
            .asked
            .iter()
            .filter(|(_, asked)| **asked == Some(consent))
            .map(|(service, _)| service.clone())
            .collect();
        if let Some(told_on) = told_since {
            self.find_each(FindingKind::SharedWithoutConsent, told_on, None, notes);
        }
        for service in awaited {
            let which = Self::one_called(&service, notes);
            self.end(ObligationKind::GatherInformation, Some(which), Ending::Lapsed { on }, notes);
        }
        self.look_for_the_consent_of_groups_before(consent, notes);
        if self.investigation.consents.group.is_some_and(|(rests_on, _)| rests_on == Some(consent)) {
            let ended_before = self.found.iter().any(|found| found.is(IN_USE, None) && found.arose_on <= on);
            if !ended_before {
                self.mend(IN_USE, None, on, notes);
                self.look_for_the_groups_consent(notes);
            }
        }
    }

    /// Told on a consent that carries nothing on that day, or that turns out later to have carried nothing.
    fn hear_that_something_is_told_on(&mut self, consent: Option<ConsentId>, on: NaiveDate, notes: &mut Notes<'_>) {
        let consents = &mut self.investigation.consents;
        let Some(given) = consent.and_then(|consent| consents.given.get_mut(&consent)) else { return };
        given.told_on = given.told_on.max(Some(on));
        if given.ends_on.is_some_and(|ends_on| ends_on <= on) {
            self.find_each(FindingKind::SharedWithoutConsent, on, None, notes);
        }
    }
}
