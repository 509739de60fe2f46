//! Who the municipality's resource team is: which services are represented in it (S0-33).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Settings, SettingsEvent};
use crate::Refusal;
use crate::people::Body;

/// A resource team as it was put together, and from which day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TeamSince {
    pub(super) bodies: BTreeSet<Body>,
    pub(super) since: NaiveDate,
}

impl Settings {
    /// Who the resource team was on that day, where the municipality had said so by then.
    pub fn resource_team(&self, day: NaiveDate) -> Option<&BTreeSet<Body>> {
        self.resource_teams.iter().rfind(|team| team.since <= day).map(|team| &team.bodies)
    }

    /// What holds already changes nothing.
    pub(super) fn set_resource_team(
        &self,
        bodies: BTreeSet<Body>,
        today: NaiveDate,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        if bodies.iter().all(|body| *body == Body::ResourceTeam) {
            return Err(Refusal::ResourceTeamEmpty);
        }
        if self.resource_team(today) == Some(&bodies) {
            return Ok(Vec::new());
        }
        Ok(vec![SettingsEvent::ResourceTeamSet { bodies, set_on: today }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, SATURDAY, THURSDAY, given};

    #[test]
    fn s0_33_a_municipality_says_who_its_resource_team_is_from_that_day_on() {
        let bodies: BTreeSet<_> = [Body::School, Body::EducationalPsychologicalService].into();
        let ask = |bodies: &BTreeSet<Body>| SettingsAction::SetResourceTeam { bodies: bodies.clone() };
        let set = |set_on| SettingsEvent::ResourceTeamSet { bodies: bodies.clone(), set_on };
        given::<Settings>([]).when(ask(&bodies)).then([set(FRIDAY)]);
        given::<Settings>([set(THURSDAY)]).when(ask(&bodies)).then_nothing();
        for nobody in [BTreeSet::new(), [Body::ResourceTeam].into()] {
            given::<Settings>([]).when(ask(&nobody)).then_refused(Refusal::ResourceTeamEmpty);
        }
        let wider: BTreeSet<_> = [Body::School, Body::ChildWelfareService].into();
        let widened = SettingsEvent::ResourceTeamSet { bodies: wider.clone(), set_on: SATURDAY };
        let state = given::<Settings>([set(FRIDAY), widened]).state();
        assert_eq!(state.resource_team(THURSDAY), None);
        assert_eq!((state.resource_team(FRIDAY), state.resource_team(SATURDAY)), (Some(&bodies), Some(&wider)));
    }
}
