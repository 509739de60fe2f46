//! What several bodies owe a child together: on level 3 somebody holds the relay, and there is a next meeting (R-33,
//! R-35, D-7).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Ending, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{
    AboutGuardians, FamilyEvent, LeaderTopic, Level, MeetingEvent, NextMeeting, ReferralEvent, RelayEvent,
};
use crate::ids::MeetingId;

/// What of the cooperation the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Whether somebody holds the relay.
    relay_held: bool,
    /// The next meeting that was agreed.
    next_meeting: Option<NextMeeting>,
    /// The first day on which a referral was discussed with the leader (S4-13).
    referral_discussed_on: Option<NaiveDate>,
    /// Whether guardians are not to be told, because of what telling may set off.
    withheld: bool,
    /// The meetings whose outcome guardians are told once they may be.
    untold: BTreeSet<MeetingId>,
}

impl Watch {
    pub(super) fn hear_relay(&mut self, event: &RelayEvent, notes: &mut Notes<'_>) {
        let (RelayEvent::RelayHolderAssigned { assigned_on: on, .. }
        | RelayEvent::RelayHolderChanged { changed_on: on, .. }) = event;
        self.case.cooperation.relay_held = true;
        self.mend(FindingKind::RelayHolderMissing, None, *on, notes);
    }

    pub(super) fn hear_meeting(&mut self, event: &MeetingEvent, notes: &mut Notes<'_>) {
        match event {
            MeetingEvent::InterdisciplinaryMeetingConvened {
                meeting,
                guardians_invited,
                planned_for,
                convened_on,
                ..
            } => {
                if !guardians_invited && !self.case.cooperation.withheld {
                    self.find_each(FindingKind::GuardiansNotInvited, *convened_on, self.case.excuse, notes);
                }
                self.hear_that_bodies_are_called(*meeting);
                let (on, agreed_on, meeting) = (*planned_for, *convened_on, Some(*meeting));
                self.agree_next_meeting(NextMeeting { on, agreed_on, meeting }, notes);
            }
            MeetingEvent::NextMeetingAgreed { next_on, agreed_on } => {
                let (on, agreed_on) = (*next_on, *agreed_on);
                self.agree_next_meeting(NextMeeting { on, agreed_on, meeting: None }, notes);
            }
            MeetingEvent::MeetingHeld { meeting, attendance, held_on } => {
                if attendance.guardians.is_empty() && self.case.level > Level::One {
                    self.guardians_are_to_hear_of(*meeting, *held_on, notes);
                }
                if self.case.cooperation.next_meeting.is_some_and(|next| next.is_held_by(*meeting, *held_on)) {
                    self.case.cooperation.next_meeting = None;
                    self.end_all(ObligationKind::HoldMeeting, Ending::Met { on: *held_on }, notes);
                }
                self.there_is_a_next_meeting_on(self.case.level, *held_on, notes);
                self.hear_that_bodies_have_met(*meeting, *held_on, notes);
            }
            // Owe nothing by themselves: each meeting that was agreed is owed once, by its day.
            MeetingEvent::ResourceTeamConvened { .. }
            | MeetingEvent::ClarificationMeetingConvened { .. }
            | MeetingEvent::ClarificationMeetingHeld { .. }
            | MeetingEvent::MinutesRecorded { .. }
            | MeetingEvent::ResourceTeamRecommendationRecorded { .. } => {}
        }
    }

    /// What guardians were told, or may not be told for now.
    pub(super) fn hear_who_knows(&mut self, event: &FamilyEvent, notes: &mut Notes<'_>) {
        match event {
            FamilyEvent::GuardiansInformed { about: AboutGuardians::Outcome, informed_on, .. } => {
                self.case.cooperation.untold.clear();
                let kind = ObligationKind::TellGuardiansOfOutcome;
                let met = self.owed.iter().filter(|owed| owed.kind == kind && owed.opened_on <= *informed_on);
                for which in met.map(|owed| owed.which).collect::<Vec<_>>() {
                    self.met(kind, which, *informed_on, notes);
                }
            }
            FamilyEvent::GuardianNotificationWithheld { .. } => self.case.cooperation.withheld = true,
            FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                self.case.cooperation.withheld = false;
                for meeting in std::mem::take(&mut self.case.cooperation.untold) {
                    self.guardians_are_to_hear_of(meeting, *lifted_on, notes);
                }
            }
            FamilyEvent::GuardiansInformed { .. }
            | FamilyEvent::ConversationConvened { .. }
            | FamilyEvent::YouthInvitationAssessed { .. }
            | FamilyEvent::ConversationHeld { .. } => {}
        }
    }

    /// They were not there, and are told what came of it (S3-33); not while telling them may be a danger.
    fn guardians_are_to_hear_of(&mut self, meeting: MeetingId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.case.cooperation.withheld {
            self.case.cooperation.untold.insert(meeting);
        } else {
            self.owe(Owing::from(ObligationKind::TellGuardiansOfOutcome, on).of(meeting.as_uuid()), notes);
        }
    }

    pub(super) fn hear_that_leader_was_asked(&mut self, about: LeaderTopic, on: NaiveDate) {
        if about == LeaderTopic::Referral {
            let first = &mut self.case.cooperation.referral_discussed_on;
            *first = Some(first.map_or(on, |before| before.min(on)));
        }
    }

    /// A referral is discussed with the leader before it goes (S4-13); it goes all the same.
    pub(super) fn hear_referral(&mut self, event: &ReferralEvent, notes: &mut Notes<'_>) {
        let ReferralEvent::ReferralSent { sent_on, .. } = event;
        if self.case.cooperation.referral_discussed_on.is_none_or(|discussed_on| discussed_on > *sent_on) {
            self.find_each(FindingKind::ReferralNotDiscussed, *sent_on, None, notes);
        }
    }

    /// The case was lifted to that level. No command of this ledger lifts one to level 3 without a relay holder; what
    /// was recorded before that was a rule is held against it too.
    pub(super) fn cooperation_on(&mut self, level: Level, on: NaiveDate, notes: &mut Notes<'_>) {
        if level == Level::Three && !self.case.cooperation.relay_held {
            self.find(FindingKind::RelayHolderMissing, None, on, notes);
        }
        self.there_is_a_next_meeting_on(level, on, notes);
    }

    /// The case has left its level downwards, or ended: what only cooperation on it needs is needed no more.
    pub(super) fn cooperation_ends(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.cooperation.relay_held = false;
        self.mend(FindingKind::RelayHolderMissing, None, on, notes);
        self.end_all(ObligationKind::AgreeNextMeeting, Ending::Lapsed { on }, notes);
    }

    /// The case ended, and with it what was agreed for later.
    pub(super) fn meetings_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.cooperation.next_meeting = None;
        self.end_all(ObligationKind::HoldMeeting, Ending::Lapsed { on }, notes);
    }

    /// On level 3 there is always a next meeting; it is agreed on the day itself.
    fn there_is_a_next_meeting_on(&mut self, level: Level, on: NaiveDate, notes: &mut Notes<'_>) {
        if level == Level::Three && self.case.cooperation.next_meeting.is_none() {
            self.owe(Owing::from(ObligationKind::AgreeNextMeeting, on).by(on), notes);
        }
    }

    /// Before its day a meeting may be moved; after it, it was not held, and that stays found.
    fn agree_next_meeting(&mut self, next: NextMeeting, notes: &mut Notes<'_>) {
        let holding = ObligationKind::HoldMeeting;
        self.end_all(ObligationKind::AgreeNextMeeting, Ending::Met { on: next.agreed_on }, notes);
        self.case.cooperation.next_meeting = Some(next);
        self.extend(holding, None, next.on, next.agreed_on, notes);
        self.owe(Owing::from(holding, next.agreed_on).by(next.on), notes);
    }
}
