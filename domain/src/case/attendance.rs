//! Who may hear of the child at a meeting, and who was there without that (R-21, S0-32, S0-33, S1-3).
//!
//! Sharing is denied unless something carries it, and a meeting is no way around that: neither the resource team's, which
//! anybody could be called to, nor one that clarifies whether a report is to be sent.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::Recipients;
use super::meetings::{Meeting, TeamBasis};
use super::sharing::must_name;
use super::{Case, ClaimedBasis, ConsentPurpose, InformationCategory, RecipientUnit, SharingBasis, SharingDirection};
use crate::Refusal;
use crate::guides::Arena;
use crate::ids::ConsentId;
use crate::people::{Body, is_same_unit};

/// The services that a resource team is put together of (S0-33): where guardians consent to the team, they consent to
/// these, called or not, as far as the municipality has said that they are of its own. Others are named by what lets the
/// team hear of the child, also where the municipality has taken them into it: that was not told of when it was asked.
const TEAM: [Body; 8] = [
    Body::ResourceTeam,
    Body::Kindergarten,
    Body::School,
    Body::AfterSchoolProgramme,
    Body::EducationalPsychologicalService,
    Body::HealthStation,
    Body::SchoolHealthService,
    Body::ChildWelfareService,
];

/// Who the municipality had said its resource team is when the team was called (S0-33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnTeam {
    /// The services that are represented in it.
    pub bodies: BTreeSet<Body>,
    /// The arena that the unit with the case worked in, where that was known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub arena: Option<Arena>,
}

impl OwnTeam {
    /// Whether that body may be the one with the case. The source has "skole/SFO/barnehage" in the team as the place where
    /// the child is, which no municipality's list leaves out: it tells of the child and is told nothing. So does the health
    /// station whose case it is (S3-19). Where the arena is not known it may be any of the source's three.
    const fn may_have_the_case(&self, body: Body) -> bool {
        match self.arena {
            Some(arena) => arena.is_of(body),
            None => matches!(body, Body::Kindergarten | Body::School | Body::AfterSchoolProgramme),
        }
    }

    /// Whether that body is of the team, or may have the case.
    fn is_made_of(&self, body: Body) -> bool {
        body == Body::ResourceTeam || self.bodies.contains(&body) || self.may_have_the_case(body)
    }

    /// Who is of the team and is not among the called, and who is among them and not of it. Neither stops anybody.
    pub(super) fn compared_with(&self, called: &BTreeSet<Body>) -> (BTreeSet<Body>, BTreeSet<Body>) {
        let called_whole = called.contains(&Body::ResourceTeam);
        let missing = self.bodies.iter().filter(|body| !called_whole && !called.contains(body));
        let others = called.iter().filter(|body| !self.is_made_of(**body));
        (missing.copied().collect(), others.copied().collect())
    }
}

/// What lets others hear of the child at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum MeetingBasis {
    /// Nobody else than child, guardians and the unit is to hear of anything.
    Own,
    /// A consent to the cooperation of the level on which it was called.
    Cooperation { consent: ConsentId, purpose: ConsentPurpose },
    /// What sharing with the resource team rests on, and who the municipality had said that is.
    Team { rests_on: SharingBasis, categories: BTreeSet<InformationCategory>, team: Option<OwnTeam> },
    /// Nothing for the child welfare service and for who called it; what sharing rests on for the others, unless nobody
    /// is told who the child is.
    Clarification {
        convened_by: Body,
        anonymous: bool,
        rests_on: Option<SharingBasis>,
        categories: BTreeSet<InformationCategory>,
    },
}

/// Who takes part in a meeting: the bodies, and which units of them, where that is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct There<'a> {
    pub(super) bodies: &'a BTreeSet<Body>,
    pub(super) units: &'a BTreeSet<RecipientUnit>,
}

impl<'a> There<'a> {
    fn units_of(self, body: Body) -> impl Iterator<Item = &'a str> {
        self.units.iter().filter(move |named| named.body == body).map(|named| named.unit.as_str())
    }

    /// Each unit of the body that is named; the body itself, whichever of its units that is, where none is.
    fn parts_of(self, body: Body) -> Vec<Option<&'a str>> {
        let units: Vec<_> = self.units_of(body).map(Some).collect();
        if units.is_empty() { vec![None] } else { units }
    }
}

/// What would have to be claimed to rest on the same.
pub(super) const fn claim_of(rests_on: &SharingBasis) -> ClaimedBasis {
    match rests_on {
        SharingBasis::Consent { consent } => ClaimedBasis::Consent(*consent),
        SharingBasis::Exception { exception } => ClaimedBasis::Exception(*exception),
        SharingBasis::Duty { topic, .. } => ClaimedBasis::Duty(*topic),
        SharingBasis::Necessity => ClaimedBasis::Necessity,
    }
}

impl Case {
    /// That these bodies may meet about the child with that consent, which is one to the work that goes on.
    pub(super) fn must_cover_meeting(
        &self,
        consent: ConsentId,
        purpose: ConsentPurpose,
        bodies: &BTreeSet<Body>,
        units: &BTreeSet<RecipientUnit>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        self.standing_consent(consent, purpose, day)?.must_cover_meeting(purpose, bodies, units, day)
    }

    /// Others than those of the resource team are called only where what the team hears by covers them (R-21, S0-33).
    pub(super) fn must_be_of_the_team(
        &self,
        participants: There<'_>,
        team: Option<&OwnTeam>,
        claimed: ClaimedBasis,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<(), Refusal> {
        for other in participants.bodies.iter().filter(|body| !hears_with_the_team(**body, team)) {
            for unit in participants.parts_of(*other) {
                self.basis_of_sharing(claimed, *other, unit, SharingDirection::ToBody, categories, day)?;
            }
        }
        Ok(())
    }

    /// What lets others than the child welfare service and who called it take part in clarifying whether a report is to be
    /// sent: a report goes to the service alone, and without consent only once the duty is assessed.
    pub(super) fn may_clarify(
        &self,
        convened_by: Body,
        called: There<'_>,
        claimed: Option<TeamBasis>,
        categories: &BTreeSet<InformationCategory>,
        day: NaiveDate,
    ) -> Result<Option<SharingBasis>, Refusal> {
        let mut rests_on = None;
        Recipients { bodies: called.bodies, units: called.units }.must_be_named("bodyUnits")?;
        for other in called.bodies.iter().filter(|body| !clarifies(**body, convened_by, called.parts_of(**body).len()))
        {
            let purpose = ConsentPurpose::InformationSharing;
            let claimed = claimed.ok_or(Refusal::NoValidConsent { purpose, on: day })?;
            must_name(categories, "categories")?;
            let to_body = SharingDirection::ToBody;
            for unit in called.parts_of(*other) {
                rests_on = Some(self.basis_of_sharing(claimed.into(), *other, unit, to_body, categories, day)?);
            }
        }
        Ok(rests_on)
    }

    /// Whether that consent is one to the work that goes on, and lets these units of the body take part in it.
    fn may_work_together(
        &self,
        consent: ConsentId,
        purpose: ConsentPurpose,
        body: Body,
        units: &[&str],
        day: NaiveDate,
    ) -> bool {
        let bodies = [body].into();
        let units = units.iter().map(|unit| RecipientUnit { body, unit: (*unit).to_owned() }).collect();
        let asked = self.standing_consent(consent, purpose, day);
        asked.is_ok_and(|asked| {
            asked.must_cover_meeting(purpose, &bodies, &units, day).is_ok()
                && asked.must_call_named_units(&bodies, &units, day).is_ok()
        })
    }

    /// Which of those who were there nothing lets hear of the child. Whose unit is not told came as it was called.
    pub(super) fn without_basis(&self, called: &Meeting, there: There<'_>, day: NaiveDate) -> BTreeSet<Body> {
        let units_of = |body: Body| {
            let told: Vec<&str> = there.units_of(body).collect();
            if told.is_empty() { called.units_called(body).collect() } else { told }
        };
        // Where units of it were called, another one of the kind is not who called the meeting.
        let came_as_called = |body: Body| {
            let is_called = |unit: &str| called.units_called(body).any(|named| is_same_unit(named, unit));
            called.units_called(body).next().is_none() || there.units_of(body).all(is_called)
        };
        let covers = |rests_on: &SharingBasis, categories: &BTreeSet<InformationCategory>, body: Body| {
            let (claimed, to_body) = (claim_of(rests_on), SharingDirection::ToBody);
            let lets = |unit| self.basis_of_sharing(claimed, body, unit, to_body, categories, day).is_ok();
            let units = units_of(body);
            if units.is_empty() { lets(None) } else { units.into_iter().all(|unit| lets(Some(unit))) }
        };
        let works_together =
            |consent: ConsentId, purpose, body| self.may_work_together(consent, purpose, body, &units_of(body), day);
        let may_hear = |body: Body| match &called.rests_on {
            MeetingBasis::Own => {
                let mut purposes = self.purposes_of_meeting(day).iter();
                purposes.any(|purpose| self.consents.keys().any(|consent| works_together(*consent, *purpose, body)))
            }
            MeetingBasis::Cooperation { consent, purpose } => works_together(*consent, *purpose, body),
            // Nobody is told who the child is.
            MeetingBasis::Clarification { anonymous: true, .. } => true,
            // As when it is called: being called adds nothing to it, and not being called takes nothing away. Who has the
            // case tells of the child, also where nothing lets the team hear of it any more.
            MeetingBasis::Team { rests_on, categories, team } => {
                let team = team.as_ref();
                team.is_some_and(|team| team.may_have_the_case(body))
                    || covers(rests_on, categories, body)
                    || hears_with_the_team(body, team)
                        && self.team_may_hear(claim_of(rests_on), categories, day).is_ok()
            }
            MeetingBasis::Clarification { convened_by, rests_on, categories, .. } => {
                body == Body::ChildWelfareService
                    || clarifies(body, *convened_by, units_of(body).len()) && came_as_called(body)
                    || rests_on.as_ref().is_some_and(|rests_on| covers(rests_on, categories, body))
            }
        };
        there.bodies.iter().copied().filter(|body| !may_hear(*body)).collect()
    }
}

/// Whether that body hears of the child by what lets the resource team: it is of the team as the source puts one together,
/// and as the municipality has, or has the case (S0-33).
fn hears_with_the_team(body: Body, team: Option<&OwnTeam>) -> bool {
    TEAM.contains(&body) && team.is_none_or(|team| team.is_made_of(body))
}

/// Whether that body takes part in clarifying by itself: the child welfare service does, and who called the meeting. Of two
/// units of its kind one called it, and who that is was not told: both are let in as anybody else is.
fn clarifies(body: Body, convened_by: Body, units_there: usize) -> bool {
    body == Body::ChildWelfareService || body == convened_by && units_there <= 1
}
