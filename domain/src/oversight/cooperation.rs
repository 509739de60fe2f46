//! What several bodies owe a child together: on level 3 somebody holds the relay, and there is a next meeting; each meeting
//! that was called or agreed is held, and guardians who were not at it are told of it (R-33, R-35, S3-33, D-7).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Finding, FindingKind, Notes, ObligationKind, Owing, Watch};
use crate::case::{
    AboutGuardians, CaseOutcome, FamilyEvent, LeaderTopic, Level, MeetingEvent, NextMeeting, RecordedOutcome,
    ReferralEvent, ReferralOutcome, RelayEvent,
};
use crate::guides::Responsibility;
use crate::ids::MeetingId;

const HOLD: ObligationKind = ObligationKind::HoldMeeting;
const ANSWER: ObligationKind = ObligationKind::AwaitReferralAnswer;

/// Under which a referral's answer is owed: it is named by its number alone.
const fn referral(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

/// What of the cooperation the next event is judged by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Facts {
    /// Whether somebody holds the relay.
    relay_held: bool,
    /// The next meeting that was agreed and not called yet.
    agreed: Option<NextMeeting>,
    /// The meetings of those who work together that are called and were not held yet.
    awaited: BTreeSet<MeetingId>,
    /// Those of them that were agreed before they were called, and from which day they were owed so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    instead: BTreeMap<MeetingId, NaiveDate>,
    /// The day on which a referral was discussed with the leader, since the last one and in the work that goes on (S4-13).
    referral_discussed_on: Option<NaiveDate>,
    /// How many referrals were sent.
    referred: usize,
    /// Which of them are not answered.
    unanswered: BTreeSet<usize>,
    /// When the unit withdrew which of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    withdrawn: BTreeMap<usize, NaiveDate>,
    /// Whether a body has taken the child on, in the work that goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    taken: bool,
    /// The meetings whose outcome guardians are told once they may be, with the day from which they were to hear of each.
    untold: BTreeMap<MeetingId, NaiveDate>,
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
                evaluation,
                planned_for,
                convened_on,
                ..
            } => {
                self.the_one_that_was_agreed_is_called(*meeting, *planned_for, *convened_on, notes);
                self.case.cooperation.awaited.insert(*meeting);
                self.end_all(ObligationKind::AgreeNextMeeting, Ending::Met { on: *convened_on }, notes);
                self.owe_meeting(*meeting, *planned_for, *convened_on, notes);
                if !guardians_invited && !self.case.guardians_must_not_know() && !self.child_is_of_age_on(*convened_on)
                {
                    let which = Some(meeting.as_uuid());
                    self.find_outside_danger(FindingKind::GuardiansNotInvited, which, *convened_on, notes);
                }
                self.hear_that_bodies_are_called(*meeting);
                self.hear_that_it_is_taken_to_others(meeting.as_uuid(), *convened_on, notes);
                if *evaluation && *guardians_invited {
                    self.hear_that_an_evaluation_is_called(*meeting, *convened_on, notes);
                } else if *evaluation {
                    self.hear_that_an_evaluation_is_called_without_guardians(*meeting, *convened_on, notes);
                }
            }
            // Who meets the child alone has not met its guardians (S3-24, S3-35), who decide for it until it is of age (C12).
            MeetingEvent::EvaluationMeetingConvened { meeting, with, planned_for, convened_on } => {
                if self.case.level_on(*convened_on) < Level::Three {
                    self.the_one_that_was_agreed_is_called(*meeting, *planned_for, *convened_on, notes);
                }
                if with.is_with_guardians() {
                    self.owe_meeting_with_guardians(*meeting, *planned_for, *convened_on, notes);
                    self.hear_that_an_evaluation_is_called(*meeting, *convened_on, notes);
                } else {
                    self.owe_meeting(*meeting, *planned_for, *convened_on, notes);
                    self.hear_that_an_evaluation_is_called_without_guardians(*meeting, *convened_on, notes);
                }
            }
            MeetingEvent::ResourceTeamConvened { meeting, planned_for, convened_on, .. } => {
                self.owe_meeting(*meeting, *planned_for, *convened_on, notes);
                self.hear_that_it_is_taken_to_others(meeting.as_uuid(), *convened_on, notes);
            }
            MeetingEvent::ClarificationMeetingConvened { meeting, planned_for, convened_on, .. } => {
                self.owe_meeting(*meeting, *planned_for, *convened_on, notes);
            }
            MeetingEvent::NextMeetingAgreed { meeting: Some(meeting), next_on, agreed_on } => {
                self.is_moved(HOLD, Some(meeting.as_uuid()), *next_on, *agreed_on, notes);
                self.hear_that_it_is_moved(*meeting, *next_on);
            }
            MeetingEvent::NextMeetingAgreed { meeting: None, next_on: on, agreed_on } => {
                self.end_all(ObligationKind::AgreeNextMeeting, Ending::Met { on: *agreed_on }, notes);
                let agreed = NextMeeting { on: *on, agreed_on: *agreed_on, meeting: None };
                self.case.cooperation.agreed = Some(agreed);
                self.is_moved(HOLD, None, *on, *agreed_on, notes);
                self.owe(Owing::from(HOLD, *agreed_on).by(*on), notes);
            }
            MeetingEvent::MeetingHeld { meeting, attendance, without_basis, held_on } => {
                let of_those_who_work_together = self.case.cooperation.awaited.contains(meeting);
                self.meeting_held(*meeting, !without_basis.is_empty(), *held_on, notes);
                // Guardians who were asked to it and did not come have evaluated nothing (S3-24, S3-35).
                if attendance.guardians.is_empty() {
                    let child = attendance.child;
                    self.hear_that_an_evaluation_is_held_without_guardians(*meeting, child, *held_on, notes);
                } else {
                    self.hear_that_an_evaluation_is_held(*meeting, *held_on, notes);
                }
                let which = Some(meeting.as_uuid());
                if let Some(family) = attendance.family() {
                    self.hear_how_it_was_interpreted(family, attendance.interpreted.as_ref(), *held_on, notes);
                }
                if !attendance.guardians.is_empty() {
                    self.hear_that_guardians_met_about(&attendance.measures, &attendance.guardians, *held_on, notes);
                    self.hear_that_guardians_are_talked_with(*held_on, notes);
                    self.mend(FindingKind::GuardiansNotInvited, which, *held_on, notes);
                } else if of_those_who_work_together && self.case.level_on(*held_on) >= Level::Two {
                    self.guardians_are_to_hear_of(*meeting, *held_on, notes);
                }
                self.hear_that_bodies_have_met(*meeting, *held_on, notes);
            }
            MeetingEvent::ClarificationMeetingHeld { meeting, without_basis, held_on, .. } => {
                self.meeting_held(*meeting, !without_basis.is_empty(), *held_on, notes);
                self.hear_what_was_clarified(event, notes);
            }
            // It is not to be held; what was missed before that stays found.
            MeetingEvent::MeetingCalledOff { meeting, called_off_on: on, .. } => {
                match meeting {
                    Some(meeting) => {
                        self.case.cooperation.awaited.remove(meeting);
                        self.case.cooperation.instead.remove(meeting);
                        self.waits_no_more(*meeting);
                        self.hear_that_an_evaluation_is_called_off(*meeting, *on, notes);
                        self.hear_that_it_was_taken_there_in_vain(meeting.as_uuid(), *on, notes);
                    }
                    None => self.case.cooperation.agreed = None,
                }
                self.give_up(HOLD, meeting.map(MeetingId::as_uuid), *on, notes);
                self.there_is_a_next_meeting_on(self.case.level, *on, notes);
            }
            MeetingEvent::MinutesRecorded { .. } | MeetingEvent::ResourceTeamRecommendationRecorded { .. } => {}
        }
    }

    /// What guardians were told, or may not be told for now.
    pub(super) fn hear_who_knows(&mut self, event: &FamilyEvent, notes: &mut Notes<'_>) {
        match event {
            FamilyEvent::GuardiansInformed { about: AboutGuardians::Outcome, informed_on, .. } => {
                // Of what was held since then they were not told.
                self.case.cooperation.untold.retain(|_, since| *since > *informed_on);
                let kind = ObligationKind::TellGuardiansOfOutcome;
                let met = self.owed.iter().filter(|owed| owed.kind == kind && owed.opened_on <= *informed_on);
                for which in met.map(|owed| owed.which).collect::<Vec<_>>() {
                    self.met(kind, which, *informed_on, notes);
                }
            }
            FamilyEvent::GuardianNotificationWithheld { withheld_on, .. } => {
                (self.case.withheld_from_guardians, self.case.telling_undecided) = (true, false);
                self.nobody_tells_of_meetings(*withheld_on, notes);
                self.nobody_tells_of_effect(*withheld_on, notes);
            }
            FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. } => {
                (self.case.withheld_from_guardians, self.case.telling_undecided) = (false, false);
                for meeting in std::mem::take(&mut self.case.cooperation.untold).into_keys() {
                    self.guardians_are_to_hear_of(meeting, *lifted_on, notes);
                }
            }
            FamilyEvent::GuardiansInformed { .. }
            | FamilyEvent::GuardiansNamed { .. }
            | FamilyEvent::ConversationConvened { .. }
            | FamilyEvent::ConversationCalledOff { .. }
            | FamilyEvent::YouthInvitationAssessed { .. }
            | FamilyEvent::ConversationHeld { .. }
            | FamilyEvent::InterpreterNeedRecorded { .. }
            | FamilyEvent::InterpreterNeedEnded { .. } => {}
        }
    }

    /// They were not there, and are told what came of it (S3-33); not while telling them may be a danger.
    fn guardians_are_to_hear_of(&mut self, meeting: MeetingId, on: NaiveDate, notes: &mut Notes<'_>) {
        if self.child_is_of_age() {
            return;
        }
        if self.case.guardians_must_not_know() {
            self.case.cooperation.untold.insert(meeting, on);
        } else {
            self.owe(Owing::from(ObligationKind::TellGuardiansOfOutcome, on).of(meeting.as_uuid()), notes);
        }
    }

    /// Whose child is of age is called to no meeting and hears of none any more (C12).
    pub(super) fn guardians_hear_of_meetings_no_more(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.give_up_all(ObligationKind::TellGuardiansOfOutcome, on, notes);
        self.case.cooperation.untold.clear();
        let is_of_age_then = |found: &Finding| found.kind == FindingKind::GuardiansNotInvited && found.arose_on >= on;
        while let Some(index) = self.found.iter().position(is_of_age_then) {
            notes.withdraw(&self.found.remove(index));
        }
    }

    /// What they were to be told of meetings is told once they may know.
    pub(super) fn nobody_tells_of_meetings(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        let kind = ObligationKind::TellGuardiansOfOutcome;
        while let Some((which, since)) =
            self.owed.iter().find(|owed| owed.kind == kind).map(|owed| (owed.which, owed.opened_on))
        {
            self.give_up(kind, which, on, notes);
            self.case.cooperation.untold.extend(which.map(|which| (MeetingId::from_uuid(which), since)));
        }
    }

    /// The one that was agreed is called, and owed anew as the one that was. Called after its day, it was not held on it, and
    /// only holding it makes that good.
    fn the_one_that_was_agreed_is_called(
        &mut self,
        meeting: MeetingId,
        planned_for: NaiveDate,
        on: NaiveDate,
        notes: &mut Notes<'_>,
    ) {
        if self.case.cooperation.agreed.is_some_and(|agreed| agreed.is_called_for(planned_for)) {
            self.case.cooperation.agreed = None;
            let agreed = self.owed.iter().find(|owed| owed.is(HOLD, None)).map(|owed| owed.opened_on);
            self.case.cooperation.instead.extend(agreed.map(|owed_from| (meeting, owed_from)));
            self.give_up(HOLD, None, on, notes);
        }
    }

    fn owe_meeting(&mut self, meeting: MeetingId, planned_for: NaiveDate, on: NaiveDate, notes: &mut Notes<'_>) {
        self.owe(Owing { which: Some(meeting.as_uuid()), ..Owing::from(HOLD, on).by(planned_for) }, notes);
    }

    fn meeting_held(&mut self, meeting: MeetingId, without_basis: bool, on: NaiveDate, notes: &mut Notes<'_>) {
        let which = Some(meeting.as_uuid());
        self.case.cooperation.awaited.remove(&meeting);
        self.waits_no_more(meeting);
        self.met(HOLD, which, on, notes);
        if let Some(owed_from) = self.case.cooperation.instead.remove(&meeting) {
            self.is_made_good(HOLD, None, Some(owed_from), on, notes);
        }
        if without_basis {
            self.find(FindingKind::AttendedWithoutBasis, which, on, notes);
        }
        self.there_is_a_next_meeting_on(self.case.level, on, notes);
    }

    pub(super) fn hear_that_leader_was_asked(&mut self, about: LeaderTopic, on: NaiveDate) {
        if about == LeaderTopic::Referral {
            let first = &mut self.case.cooperation.referral_discussed_on;
            *first = Some(first.map_or(on, |before| before.min(on)));
        }
    }

    /// The case goes on: what was not answered when it ended is waited for again.
    pub(super) fn owe_answers_to_referrals(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        for number in self.case.cooperation.unanswered.clone() {
            self.owe(Owing::from(ANSWER, on).of(referral(number)), notes);
        }
    }

    /// Another work begins, whose referrals are discussed anew (S4-13), and in which no body has taken the child on.
    pub(super) fn referrals_begin_anew(&mut self) {
        (self.case.cooperation.referral_discussed_on, self.case.cooperation.taken) = (None, false);
    }

    /// The case ends with that outcome, by its unit's leader or somebody else: what is owed in it and others see to from then on.
    /// That the child is followed up elsewhere, has moved or is of age is the leader's to decide (S4-15). Who says the first without
    /// a leader is believed where a body has taken the child on, as to what other bodies answer (S3-39); a measure that runs here is
    /// none of theirs. What ended in the source that it was imported from is seen to there.
    pub(super) fn others_see_to(&self, outcome: RecordedOutcome, by_leader: bool) -> &'static [ObligationKind] {
        let is_taken = outcome == CaseOutcome::FollowedUpElsewhere.into() && self.case.cooperation.taken;
        if outcome == RecordedOutcome::EndedInSource || by_leader && outcome.goes_on_elsewhere() {
            &[ANSWER, ObligationKind::EndOrExtendMeasure]
        } else if is_taken {
            &[ANSWER]
        } else {
            &[]
        }
    }

    /// Where the guide says so, each referral is discussed with the leader before it goes (S4-13); it goes all the same.
    pub(super) fn hear_referral(&mut self, event: &ReferralEvent, notes: &mut Notes<'_>) {
        let (rests_on, sent_on) = match event {
            ReferralEvent::ReferralSent { rests_on, sent_on, .. } => (rests_on, sent_on),
            ReferralEvent::ReferralAnswered { referral: number, outcome, after_withdrawal, answered_on, .. } => {
                self.case.cooperation.unanswered.remove(number);
                self.met(ANSWER, Some(referral(*number)), *answered_on, notes);
                match outcome {
                    ReferralOutcome::Taken => {
                        self.case.cooperation.taken = true;
                        // What is owed because the unit had withdrawn it is answered by that, whichever came first.
                        if let Some(withdrawn_on) = self.case.cooperation.withdrawn.get(number) {
                            let on = *withdrawn_on.max(answered_on);
                            self.hear_that_it_was_not_taken_there_in_vain(referral(*number), on, notes);
                            self.hear_that_the_child_is_referred(referral(*number), on, notes);
                        }
                    }
                    ReferralOutcome::Refused if *after_withdrawal => {}
                    ReferralOutcome::Refused => {
                        self.hear_that_it_is_turned_down(referral(*number), *answered_on, notes);
                    }
                }
                return;
            }
            // The unit goes on without it, for the reasons that it gives; by it the child has not come further (S4-19).
            ReferralEvent::ReferralWithdrawn { referral: number, withdrawn_on, .. } => {
                self.case.cooperation.unanswered.remove(number);
                self.case.cooperation.withdrawn.insert(*number, *withdrawn_on);
                self.give_up(ANSWER, Some(referral(*number)), *withdrawn_on, notes);
                self.hear_that_it_was_taken_there_in_vain(referral(*number), *withdrawn_on, notes);
                self.hear_that_the_child_is_not_referred(referral(*number), *withdrawn_on, notes);
                return;
            }
        };
        // A child who is referred is not lost sight of: somebody sees to it that an answer comes (R-34, S3-39).
        self.case.cooperation.referred += 1;
        let number = self.case.cooperation.referred;
        self.case.cooperation.unanswered.insert(number);
        self.owe(Owing::from(ANSWER, *sent_on).of(referral(number)), notes);
        self.hear_what_it_rests_on(rests_on, *sent_on, notes);
        self.hear_that_it_is_taken_to_others(referral(number), *sent_on, notes);
        self.hear_that_the_child_is_referred(referral(number), *sent_on, notes);
        let discussed_on = self.case.cooperation.referral_discussed_on.take();
        if discussed_on.is_none_or(|discussed_on| discussed_on > *sent_on)
            && self.is_asked_for(Responsibility::DiscussReferralWithLeader)
        {
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
        self.give_up_all(ObligationKind::AgreeNextMeeting, on, notes);
    }

    /// The case ended, and with it what was agreed for later.
    pub(super) fn meetings_end(&mut self, on: NaiveDate, notes: &mut Notes<'_>) {
        self.case.cooperation.agreed = None;
        self.case.cooperation.awaited.clear();
        self.case.cooperation.instead.clear();
        self.give_up_all(HOLD, on, notes);
    }

    /// On level 3 there is always a next meeting; it is agreed on the day itself.
    fn there_is_a_next_meeting_on(&mut self, level: Level, on: NaiveDate, notes: &mut Notes<'_>) {
        let facts = &self.case.cooperation;
        if level == Level::Three && facts.agreed.is_none() && facts.awaited.is_empty() {
            // What met before the case came there asks for none sooner.
            let on = self.case.on_its_level_since().map_or(on, |since| since.max(on));
            self.owe(Owing::from(ObligationKind::AgreeNextMeeting, on).by(on), notes);
        }
    }
}
