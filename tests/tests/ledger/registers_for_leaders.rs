//! The registers for leaders say as of any moment what they said then.

use case_ledger_domain::Refusal;
use case_ledger_domain::case::{CaseAction, Degree, DiscussionAction, MeasureKind, MeasureTarget};
use case_ledger_domain::ids::{InvestigationId, MeasureId, NoteId, SubjectId};
use case_ledger_domain::investigation::{
    Allocation, DecidedMeasure, DisclosureBasis, Investigation, InvestigationAction, ParticipationKind, Resting,
    WrittenForm, measure_code,
};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::Report;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::clock;
use case_ledger_infrastructure::ledger::bus::CommandError;
use case_ledger_infrastructure::projections::as_of::AsOf;
use case_ledger_infrastructure::projections::decisions::{self, DecisionFilter, DecisionRow};
use case_ledger_infrastructure::projections::feedback::{self, FeedbackFilter, FeedbackRow};
use case_ledger_infrastructure::projections::investigation_register::{
    self, InvestigationFilter, RegisteredInvestigation,
};
use case_ledger_infrastructure::projections::leader_inbox::{self, InboxFilter, InboxRow};
use case_ledger_infrastructure::reach::Reached;
use case_ledger_tests::Town;
use case_ledger_tests::town::{in_a_town, text};
use chrono::Days;

use crate::projections::{Story, first_day};

impl Story<'_> {
    /// A note goes to the leader, or is answered.
    pub(crate) async fn on_a_note(&mut self) -> Result<(), CommandError> {
        let town = self.town;
        let (command, today) = (clock::new_id(), oslo_date(clock::now()));
        let answered = self.dice.roll(2) == 0 && !self.notes.is_empty();
        let (case, action) = if answered {
            let (case, note) = self.dice.pick(&self.notes);
            let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
            let (agrees, decision) = (self.dice.roll(2) == 0, Self::decision(child));
            (case, DiscussionAction::GiveFeedback { note, agrees, decision, given_on: today })
        } else {
            let case = self.dice.pick(&self.cases);
            let note = NoteId::derived(&town.municipality, command, 0);
            self.notes.push((case, note));
            let child = SubjectId::derived(&town.municipality, case.as_uuid(), 0);
            let text = Personal::child(child, text("Jeg ber om et svar."));
            (case, DiscussionAction::SubmitNote { note, text, submitted_on: today })
        };
        town.execute(command, case, CaseAction::Discussion(action)).await.map(|_| ())
    }

    /// An investigation is opened on a report, or goes on by one step.
    pub(crate) async fn on_an_investigation(&mut self) -> Result<(), CommandError> {
        let town = self.town;
        let (investigation, action) = if self.dice.roll(6) > 0 && !self.investigations.is_empty() {
            let place = self.dice.place(self.investigations.len());
            let (investigation, steps) = &mut self.investigations[place];
            let (investigation, step) = (*investigation, *steps);
            *steps += 1;
            (investigation, self.step_of(investigation, step))
        } else {
            let mut mandate = Err(Refusal::NotTriaged);
            for report in &self.reports {
                let investigation = InvestigationId::following(&town.municipality, *report);
                if mandate.is_err() && self.investigations.iter().all(|(known, _)| *known != investigation) {
                    let live = town.ledger.load::<Report>(&town.municipality, report.as_uuid()).await?;
                    mandate = live.aggregate.investigation_mandate(*report).map(|mandate| (investigation, mandate));
                }
            }
            let (investigation, mandate) = mandate?;
            self.investigations.push((investigation, 0));
            (investigation, InvestigationAction::Open { mandate: Box::new(mandate) })
        };
        let context = town.context(clock::new_id());
        town.ledger.execute::<Investigation>(&context, investigation.as_uuid(), action).await.map(|_| ())
    }

    /// What comes first, second and so on in an investigation.
    fn step_of(&mut self, investigation: InvestigationId, step: u64) -> InvestigationAction {
        let child = SubjectId::derived(&self.town.municipality, investigation.as_uuid(), 0);
        let on = first_day() + Days::new(130 + step);
        let measure = MeasureId::derived(&self.town.municipality, investigation.as_uuid(), 1);
        match step % 6 {
            0 => InvestigationAction::Allocate(Allocation {
                team: self.dice.pick(&["Team 1", "Team 2"]).to_owned(),
                severity: self.dice.pick(&[Degree::Some, Degree::Serious]),
                area: self.dice.pick(&["Nord", "Sør"]).to_owned(),
                on,
            }),
            1 => InvestigationAction::RecordParticipation {
                kind: ParticipationKind::Conversation,
                account: Personal::child(child, text("Barnet er hørt.")),
                on,
            },
            2 => InvestigationAction::Conclude {
                code: self.dice.pick(&["1", "3"]).to_owned(),
                clarification: None,
                grounds: Vec::new(),
                decision: Self::decision(child),
                concluded_on: on,
                renewal: None,
                board_case: None,
                in_emergency: false,
            },
            3 => InvestigationAction::DecideMeasure {
                measure,
                decided: Box::new(DecidedMeasure {
                    goal: Personal::child(child, text("Rolige morgener.")),
                    code: measure_code("3.6", None),
                    kind: MeasureKind::ChangeOriented,
                    target: MeasureTarget::Family,
                    responsible: Self::decision(child).decided_by,
                    from: on,
                    to: on + Days::new(90),
                    evaluation_on: on + Days::new(60),
                }),
                resting: Box::new(Resting::ASSISTANCE),
                decision: Self::decision(child),
                decided_on: on,
            },
            4 => InvestigationAction::InformReporter { joined: None, form: WrittenForm::Letter, informed_on: on },
            _ => InvestigationAction::DiscloseMeasures {
                joined: None,
                measures: [measure].into(),
                account: Personal::child(child, text("Noen møter barnet.")),
                basis: DisclosureBasis::BestInterests,
                consented: None,
                decision: Self::decision(child),
                disclosed_on: on,
            },
        }
    }
}

/// All that the registers say.
#[derive(Debug, PartialEq)]
struct Registers {
    decisions: Vec<DecisionRow>,
    feedback: Vec<FeedbackRow>,
    inbox: Vec<InboxRow>,
    investigations: Vec<RegisteredInvestigation>,
}

async fn registers(town: &Town, as_of: AsOf) -> Registers {
    let (pool, municipality, most) = (town.ledger.pool(), &town.municipality, 1_000);
    let (decided, told) =
        (DecisionFilter { reached: Reached::All, ..DecisionFilter::default() }, FeedbackFilter::default());
    let (waiting, investigated) =
        (InboxFilter { reached: Reached::All, ..InboxFilter::default() }, InvestigationFilter::default());
    Registers {
        decisions: decisions::decisions(pool, municipality, &decided, None, most, as_of).await.unwrap(),
        feedback: feedback::feedback(pool, municipality, &told, None, most, as_of).await.unwrap(),
        inbox: leader_inbox::inbox(pool, municipality, &waiting, None, most, as_of).await.unwrap(),
        investigations: investigation_register::investigations(pool, municipality, &investigated, None, most, as_of)
            .await
            .unwrap(),
    }
}

#[test]
fn as_of_each_moment_the_registers_for_leaders_say_what_they_said_then() {
    in_a_town(async |town| {
        let mut story = Story::new(&town, 7_007);
        let mut said = Vec::new();
        for _ in 0..40 {
            story.tell(20).await;
            town.must_be_projected().await;
            said.push((town.head().await, registers(&town, AsOf::Now).await));
        }
        let (_, last) = said.last().unwrap();
        assert!(last.decisions.iter().any(|row| row.not_to_act) && !last.decisions.iter().all(|row| row.not_to_act));
        assert!(last.feedback.iter().any(|row| row.conclusion_told_on.is_some()), "somebody was told how it ended");
        assert!(last.feedback.iter().any(|row| row.outstanding_by.is_some()), "somebody is to be told still");
        assert!(last.inbox.iter().any(|row| row.is_note && row.leader_agrees.is_some()), "a note was answered");
        assert!(last.inbox.iter().any(|row| row.ended_on.is_none()), "something waits");
        assert!(last.investigations.iter().any(|row| row.team.is_some()), "an investigation was allocated");
        for (position, said) in &said {
            assert_eq!(&registers(&town, AsOf::Position(*position)).await, said, "as of {position}");
        }
    });
}

#[test]
fn one_filter_after_another_the_registers_for_leaders_hold_what_they_hold_without_it() {
    in_a_town(async |town| {
        Story::new(&town, 8_008).tell(400).await;
        town.must_be_projected().await;
        let all = registers(&town, AsOf::Now).await;
        let (pool, municipality, most, now) = (town.ledger.pool(), &town.municipality, 1_000, AsOf::Now);
        let today = oslo_date(clock::now());

        let filter = FeedbackFilter { outstanding: Some(true), unit: Some("Nord".to_owned()), ..Default::default() };
        let listed = feedback::feedback(pool, municipality, &filter, None, most, now).await.unwrap();
        let expected = all.feedback.iter().filter(|row| row.outstanding_by.is_some() && row.unit == "Nord");
        assert!(!listed.is_empty() && listed.iter().eq(expected), "outstanding in the north");
        let filter = FeedbackFilter { unlawful: Some(true), ..Default::default() };
        let listed = feedback::feedback(pool, municipality, &filter, None, most, now).await.unwrap();
        assert!(listed.is_empty(), "no command tells what may not be told: {listed:?}");

        let filter = InboxFilter {
            reached: Reached::All,
            waiting: Some((true, today)),
            is_note: Some(true),
            ..Default::default()
        };
        let listed = leader_inbox::inbox(pool, municipality, &filter, None, most, now).await.unwrap();
        let expected = all.inbox.iter().filter(|row| row.is_note && row.ended_on.is_none());
        assert!(!listed.is_empty() && listed.iter().eq(expected), "notes that wait");

        let some = all.investigations.iter().find(|row| row.area.is_some()).unwrap();
        let severity = some.severity.as_deref().and_then(Degree::named);
        let filter = InvestigationFilter { severity, area: some.area.clone(), ..Default::default() };
        let listed =
            investigation_register::investigations(pool, municipality, &filter, None, most, now).await.unwrap();
        let expected =
            all.investigations.iter().filter(|row| (&row.severity, &row.area) == (&some.severity, &some.area));
        assert!(!listed.is_empty() && listed.iter().eq(expected), "as serious, in the same area");

        // Page by page, each row once and in order.
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = decisions::decisions(
                pool,
                municipality,
                &DecisionFilter { reached: Reached::All, ..DecisionFilter::default() },
                after,
                7,
                now,
            )
            .await
            .unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.decided_at, last.decision_id));
            listed.extend(page);
        }
        assert_eq!(listed, all.decisions);
    });
}
