//! What people do in a case besides watching, talking and reporting: they discuss, choose, plan, meet, agree and refer,
//! and decide in the steps of a guide.

use std::collections::BTreeSet;
use std::sync::Arc;

use case_ledger_domain::case::{
    AboutGuardians, AgreementAction, AgreementKind, Alternative, AlternativesAction, AnalysisAction, AttachmentKind,
    Attendance, AvertingAction, CaseAction, ClaimedBasis, ConsentAction, ConsentForm, ConsentPurpose, ConsentTerms,
    ConsultingAction, ConversationWith, CopyAction, Degree, DiscussionAction, Document, DrawnAgreement, DrawnPlan,
    EmergencyContact, EvaluatedAs, Evaluation, EvaluationAnswers, Expectation, FamilyAction, Helpers,
    InformationCategory, LanguageCode, LeaderTopic, MappingMethod, MeasureAction, MeasureKind, MeasurePlace,
    MeasurePlan, MeasureTarget, MeetingAction, Party, PartyKind, PlanAction, QuestionAnswered, ReferralAction,
    ReferralForm, ReportingAction, SharedInformation, SharingAction, SharingDirection, SharingException,
    SiblingsAction, StepsAction, TeamBasis, WhoIsAsked,
};
use case_ledger_domain::consultation::ConsultationTopic;
use case_ledger_domain::content::{Content, MediaType};
use case_ledger_domain::guides::{Guide, Guides};
use case_ledger_domain::ids::{
    AgreementId, AttachmentId, ConsentId, ExceptionId, MeasureId, MeetingId, NoteId, ReportId,
};
use case_ledger_domain::law::{Commencements, LegalTopic};
use case_ledger_domain::people::{Body, Decider, DeciderRole, Decision};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::time::days_after;
use chrono::TimeDelta;

use super::super::plan::{Attached, Planned, Step, days_before};
use super::super::texts::{Language, Said};
use super::{Life, sayings};

/// A house without doors.
const DRAWING: &[u8] = include_bytes!("../drawing.png");
const PPT: Body = Body::EducationalPsychologicalService;

/// The newest version of a guide that is delivered with the program.
pub(in super::super) fn guide(name: &str) -> Option<Arc<Guide>> {
    Guides::shipped().iter().filter(|guide| guide.version.guide.to_string() == name).last().cloned()
}

impl Life<'_> {
    /// The number of the next thing that the case holds, for its id.
    fn next(&mut self) -> usize {
        self.things += 1;
        self.things
    }

    pub(super) fn said(&mut self, texts: &[Said]) -> Personal<Text> {
        let words = self.one_of(texts);
        self.of_child(&words)
    }

    /// What the child drew in class.
    pub(in super::super) fn attach_drawing(&mut self) {
        self.attach_file(AttachmentKind::ChildsOwn, sayings::DRAWING, MediaType::Png, DRAWING.to_vec());
    }

    /// A page of the log that was kept on paper.
    pub(in super::super) fn attach_page_of_log(&mut self) {
        let page = sayings::PAGE_OF_LOG[usize::from(self.place.language == Language::Nynorsk)];
        self.attach_file(AttachmentKind::NoteOrLog, sayings::LOG, MediaType::PlainText, page.into());
    }

    /// Attaches something that was made today. The dice are left as they lie: the rest of the life goes on as it would.
    fn attach_file(&mut self, kind: AttachmentKind, title: &Said, media_type: MediaType, bytes: Vec<u8>) {
        // The demo's own files are what they are said to be.
        let Ok(content) = Content::new(media_type, bytes) else { return };
        let attachment = AttachmentId::derived(&self.place.municipality, self.cause, self.next());
        let title = self.of_child(title[usize::from(self.place.language == Language::Nynorsk)]);
        let attached = Attached { attachment, kind, title, content, made_on: self.today() };
        let step = Step::Attach { case: self.case, attached: Box::new(attached) };
        self.plan.add(Planned { at: self.now, post: Some(self.owner), step });
        self.now += TimeDelta::minutes(4);
    }

    fn discussion(&mut self, post: usize, action: DiscussionAction) {
        self.take(post, CaseAction::Discussion(action));
    }

    pub(in super::super) fn discuss(&mut self, about: LeaderTopic) {
        let (summary, held_on) = (self.said(sayings::DISCUSSED), self.today());
        self.discussion(self.owner, DiscussionAction::DiscussWithLeader { leader: None, about, summary, held_on });
    }

    pub(super) fn discuss_with_colleague(&mut self) {
        let (summary, held_on) = (self.said(sayings::DISCUSSED), self.today());
        self.discussion(self.owner, DiscussionAction::DiscussWithColleague { summary, held_on });
    }

    /// Writes to the leader; whether there comes an answer is another matter.
    pub(super) fn write_note(&mut self) -> NoteId {
        let note = NoteId::derived(&self.place.municipality, self.cause, self.next());
        let (text, submitted_on) = (self.said(sayings::NOTES), self.today());
        self.discussion(self.owner, DiscussionAction::SubmitNote { note, text, submitted_on });
        note
    }

    /// The leader sees it otherwise.
    pub(super) fn be_told_no(&mut self, note: NoteId) {
        let (decision, given_on) = (self.decision(self.leader, sayings::DISAGREED), self.today());
        self.discussion(self.leader, DiscussionAction::GiveFeedback { note, agrees: false, decision, given_on });
    }

    pub(in super::super) fn find_no_siblings(&mut self) {
        let confirmed_on = self.today();
        self.take(self.owner, CaseAction::Siblings(SiblingsAction::ConfirmNoSiblings { confirmed_on }));
    }

    pub(in super::super) fn learn_nothing_of_siblings(&mut self) {
        let (reason, noted_on) = (self.said(sayings::NO_SIBLINGS_KNOWN), self.today());
        self.take(self.owner, CaseAction::Siblings(SiblingsAction::LeaveSiblingsUnknown { reason, noted_on }));
    }

    pub(in super::super) fn choose(&mut self, alternative: Alternative) {
        let (decision, chosen_on) = (self.decision(self.owner, sayings::CHOSEN), self.today());
        let helped_by = if alternative == Alternative::B { [Body::HealthStation].into() } else { Helpers::default() };
        let action = AlternativesAction::ChooseAlternative { alternative, helped_by, decision, chosen_on };
        self.take(self.owner, CaseAction::Alternatives(action));
    }

    pub(super) fn end_alternative(&mut self, alternative: Alternative) {
        let (decision, ended_on) = (self.decision(self.owner, sayings::CHOSEN), self.today());
        let action = AlternativesAction::EndAlternative { alternative, decision, ended_on };
        self.take(self.owner, CaseAction::Alternatives(action));
    }

    pub(super) fn concretise(&mut self) {
        let action = AnalysisAction::ConcretiseConcern {
            text: self.said(sayings::CONCRETISED),
            methods: BTreeSet::from([MappingMethod::Observation]),
            concretised_on: self.today(),
        };
        self.take(self.owner, CaseAction::Analysis(action));
    }

    pub(super) fn decide_severity(&mut self, severity: Degree) {
        let (decision, decided_on) = (self.decision(self.owner, sayings::CHOSEN), self.today());
        let action = AnalysisAction::DecideSeverity { severity, action_needed: true, decision, decided_on };
        self.take(self.owner, CaseAction::Analysis(action));
    }

    /// Asks guardians to a talk in some days.
    pub(super) fn call_talk(&mut self, days: u64) {
        let convened_on = self.today();
        let action = FamilyAction::ConveneConversation {
            with: ConversationWith::Guardians,
            subject: self.said(sayings::CALLED_ABOUT),
            planned_for: days_after(convened_on, days),
            convened_on,
        };
        self.take(self.owner, CaseAction::Family(action));
    }

    pub(super) fn accept_refusal(&mut self, consent: ConsentId) {
        let (decision, accepted_on) = (self.decision(self.owner, sayings::REFUSAL_ANSWERED), self.today());
        self.take(self.owner, CaseAction::Sharing(SharingAction::AcceptRefusal { consent, decision, accepted_on }));
    }

    /// Makes an exception, so that the resource team may hear of it.
    pub(super) fn except(&mut self, consent: ConsentId) -> ExceptionId {
        let exception = ExceptionId::derived(&self.place.municipality, self.cause, self.next());
        let action = SharingException {
            exception,
            consent: Some(consent),
            topic: LegalTopic::SharingWithAuthorities,
            recipients: BTreeSet::from([Body::ResourceTeam]),
            units: BTreeSet::new(),
            categories: BTreeSet::from([InformationCategory::Observations]),
            allowed: true,
            decision: self.decision(self.leader, sayings::REFUSAL_ANSWERED),
            commenced: Commencements::NONE,
            assessed_on: self.today(),
        };
        self.take(self.leader, CaseAction::Sharing(SharingAction::AssessSharingException(action)));
        exception
    }

    /// Plans a measure that begins today, with an evaluation in so many days.
    pub(in super::super) fn plan_measure(&mut self, evaluation: u64) -> MeasureId {
        let measure = MeasureId::derived(&self.place.municipality, self.cause, self.next());
        let today = self.today();
        let plan = MeasurePlan {
            goal: self.said(sayings::GOALS),
            description: self.said(sayings::MEASURES),
            responsible: self.place.decider(self.owner),
            place: MeasurePlace::Kindergarten,
            kind: Some(MeasureKind::ChangeOriented),
            target: Some(MeasureTarget::Child),
            from: today,
            to: days_after(today, evaluation + 14),
            evaluation_on: days_after(today, evaluation),
            based_on: None,
        };
        self.take(self.owner, CaseAction::Measure(MeasureAction::PlanMeasure { measure, plan, planned_on: today }));
        measure
    }

    pub(in super::super) fn start_measure(&mut self, measure: MeasureId) {
        let started_on = self.today();
        self.take(
            self.owner,
            CaseAction::Measure(MeasureAction::StartMeasure { measure, started_on, birth_is_shown: true }),
        );
    }

    pub(super) fn approve_measure(&mut self, measure: MeasureId) {
        let action = MeasureAction::ApproveMeasures {
            measures: BTreeSet::from([measure]),
            guardians: self.guardians.clone(),
            by_youth: self.kid.is_of_age(self.today()),
            approved_on: self.today(),
            birth_is_shown: true,
        };
        self.take(self.owner, CaseAction::Measure(action));
    }

    /// Evaluates it by the six questions.
    pub(in super::super) fn evaluate(&mut self, measure: MeasureId, reached: EvaluatedAs) {
        let answered = |answer| QuestionAnswered { answer, remark: None };
        let answers = EvaluationAnswers {
            implementation: self.said(sayings::CARRIED_OUT),
            carried_out_well: answered(EvaluatedAs::Yes),
            family_felt_cared_for: answered(EvaluatedAs::Partly),
            guardians_followed_up: answered(EvaluatedAs::Partly),
            solvable_otherwise: answered(EvaluatedAs::NotKnown),
            more_needed: answered(if reached == EvaluatedAs::Yes { EvaluatedAs::No } else { EvaluatedAs::Yes }),
            goal_reached: answered(reached),
        };
        let evaluation = Evaluation {
            answers,
            effect: self.said(sayings::EFFECTS),
            childs_voice: Some(self.said(sayings::CHILD_OF_MEASURE)),
            guardians_voice: None,
        };
        let evaluated_on = self.today();
        let action = MeasureAction::EvaluateMeasure { measure, evaluation, evaluated_on, next_evaluation_on: None };
        self.take(self.owner, CaseAction::Measure(action));
    }

    pub(super) fn end_measure(&mut self, measure: MeasureId) {
        let (decision, ended_on) = (self.decision(self.owner, sayings::CHOSEN), self.today());
        self.take(self.owner, CaseAction::Measure(MeasureAction::EndMeasure { measure, decision, ended_on }));
    }

    fn meeting(&mut self, post: usize, action: MeetingAction) {
        self.take(post, CaseAction::Meeting(action));
    }

    /// Calls several bodies to a meeting in some days.
    pub(super) fn call_meeting(&mut self, consent: ConsentId, days: u64) -> MeetingId {
        self.call_bodies(consent, days, true)
    }

    /// The same, and the guardians are not asked to come.
    pub(super) fn call_meeting_among_ourselves(&mut self, consent: ConsentId, days: u64) -> MeetingId {
        self.call_bodies(consent, days, false)
    }

    fn call_bodies(&mut self, consent: ConsentId, days: u64, guardians_invited: bool) -> MeetingId {
        let meeting = MeetingId::derived(&self.place.municipality, self.cause, self.next());
        let convened_on = self.today();
        let action = MeetingAction::ConveneInterdisciplinaryMeeting {
            units: [].into(),
            meeting,
            bodies: BTreeSet::from([PPT]),
            guardians_invited,
            evaluation: false,
            consent,
            planned_for: days_after(convened_on, days),
            convened_on,
        };
        self.meeting(self.owner, action);
        meeting
    }

    /// Asks child and guardians to evaluate in some days what was done.
    pub(super) fn call_evaluation_meeting(&mut self, days: u64) -> MeetingId {
        let meeting = MeetingId::derived(&self.place.municipality, self.cause, self.next());
        let (with, convened_on) = (ConversationWith::ChildAndGuardians, self.today());
        let planned_for = days_after(convened_on, days);
        let action = MeetingAction::ConveneEvaluationMeeting { meeting, with, planned_for, convened_on };
        self.meeting(self.owner, action);
        meeting
    }

    /// Calls the resource team, as its head.
    pub(super) fn call_team(&mut self, exception: ExceptionId, days: u64) -> MeetingId {
        let meeting = MeetingId::derived(&self.place.municipality, self.cause, self.next());
        let convened_on = self.today();
        let action = MeetingAction::ConveneResourceTeam {
            units: [].into(),
            meeting,
            participants: BTreeSet::from([PPT, Body::SchoolHealthService, Body::ChildWelfareService]),
            categories: BTreeSet::from([InformationCategory::Observations]),
            claimed: TeamBasis::Exception(exception),
            team: None,
            convened_by: self.as_role(self.leader, DeciderRole::Head),
            planned_for: days_after(convened_on, days),
            convened_on,
        };
        self.meeting(self.leader, action);
        meeting
    }

    pub(super) fn hold_meeting(&mut self, meeting: MeetingId, with_guardians: bool) {
        let guardians = if with_guardians { self.guardians.clone() } else { Vec::new() };
        let (bodies, measures) = (BTreeSet::from([PPT]), BTreeSet::new());
        self.attend(
            meeting,
            Attendance { bodies, units: BTreeSet::new(), guardians, child: false, measures, interpreted: None },
        );
        self.minute(meeting);
    }

    /// Holds it with child and guardians, and nobody else.
    pub(super) fn hold_evaluation_meeting(&mut self, meeting: MeetingId) {
        let (bodies, guardians) = (BTreeSet::new(), self.guardians.clone());
        self.attend(
            meeting,
            Attendance {
                bodies,
                units: BTreeSet::new(),
                guardians,
                child: true,
                measures: BTreeSet::new(),
                interpreted: None,
            },
        );
    }

    /// Holds it, and the police sit in, whom nothing lets hear of the child.
    pub(super) fn hold_meeting_with_others(&mut self, meeting: MeetingId) {
        let bodies = BTreeSet::from([PPT, Body::Police]);
        let attendance = Attendance {
            bodies,
            units: BTreeSet::new(),
            guardians: Vec::new(),
            child: false,
            measures: BTreeSet::new(),
            interpreted: None,
        };
        self.attend(meeting, attendance);
        self.minute(meeting);
    }

    fn attend(&mut self, meeting: MeetingId, attendance: Attendance) {
        let held_on = self.today();
        self.meeting(self.owner, MeetingAction::HoldMeeting { meeting, attendance, held_on });
    }

    fn minute(&mut self, meeting: MeetingId) {
        let (text, recorded_on) = (self.said(sayings::MINUTES), self.today());
        self.meeting(self.owner, MeetingAction::RecordMinutes { meeting, text, recorded_on });
    }

    pub(super) fn hear_recommendation(&mut self, meeting: MeetingId) {
        let (recommendation, recorded_on) = (self.said(sayings::RECOMMENDED), self.today());
        self.meeting(self.leader, MeetingAction::RecordRecommendation { meeting, recommendation, recorded_on });
    }

    /// Agrees on the next meeting, in some days.
    pub(in super::super) fn agree_next_meeting(&mut self, days: u64) {
        let agreed_on = self.today();
        let next_on = days_after(agreed_on, days);
        self.meeting(self.owner, MeetingAction::AgreeNextMeeting { meeting: None, next_on, agreed_on });
    }

    /// Who signs: the guardians and the one whose case it is.
    fn parties(&self) -> Vec<Party> {
        let guardian = |guardian: &case_ledger_domain::people::Guardian| Party {
            subject: guardian.subject,
            name: guardian.name.clone(),
            kind: PartyKind::Guardian,
        };
        let employee = Party {
            subject: self.place.posts[self.owner].subject,
            name: self.place.decider(self.owner).name,
            kind: PartyKind::Employee,
        };
        self.guardians.iter().map(guardian).chain([employee]).collect()
    }

    pub(super) fn draw(&mut self, kind: AgreementKind) -> AgreementId {
        let agreement = AgreementId::derived(&self.place.municipality, self.cause, self.next());
        let is_minutes = kind == AgreementKind::Agreement;
        let drawn = DrawnAgreement {
            agreement,
            kind,
            is_minutes,
            text: self.said(if is_minutes { sayings::AGREEMENTS } else { sayings::PLANS }),
            parties: self.parties(),
            supersedes: None,
            drawn_on: self.today(),
        };
        self.take(self.owner, CaseAction::Agreement(AgreementAction::DrawAgreement(drawn)));
        agreement
    }

    /// The first so many of the parties sign it, and get their copies.
    pub(super) fn sign(&mut self, agreement: AgreementId, most: usize) {
        for party in self.parties().into_iter().take(most) {
            let (by, on) = (party.subject, self.today());
            let signed = AgreementAction::SignAgreement { agreement, by, signed_on: on };
            self.take(self.owner, CaseAction::Agreement(signed));
            let document = Document::Agreement { agreement };
            let delivered = CopyAction::DeliverCopy { document, recipient: party, delivered_on: on };
            self.take(self.owner, CaseAction::Copy(delivered));
        }
    }

    /// The guardians get their copies of the report.
    pub(in super::super) fn deliver_copies(&mut self, report: ReportId) {
        for recipient in self.parties().into_iter().filter(|party| party.kind == PartyKind::Guardian) {
            let (document, delivered_on) = (Document::Report { report }, self.today());
            self.take(self.owner, CaseAction::Copy(CopyAction::DeliverCopy { document, recipient, delivered_on }));
        }
    }

    /// The copies wait, and are to be looked at again in some days.
    pub(in super::super) fn withhold_copies(&mut self, report: ReportId, days: u64) {
        let (decision, today) = (self.decision(self.leader, super::texts::WITHHELD), self.today());
        let (review_on, withheld_on) = (days_after(today, days), today);
        let action = CopyAction::WithholdCopies { report, review_on, decision, withheld_on };
        self.take(self.leader, CaseAction::Copy(action));
    }

    /// Makes the plan of that measure, which nobody has signed yet.
    pub(super) fn make_plan(&mut self, measure: MeasureId) -> AgreementId {
        let id = AgreementId::derived(&self.place.municipality, self.cause, self.next());
        let plan = DrawnPlan {
            plan: id,
            text: self.said(sayings::PLANS),
            parties: self.parties(),
            measures: BTreeSet::from([measure]),
            made_on: self.today(),
        };
        self.take(self.owner, CaseAction::Plan(PlanAction::MakePlan(plan)));
        id
    }

    /// Asks the child welfare service for advice, without saying about whom.
    pub(super) fn ask_for_advice(&mut self) {
        let action = ConsultingAction::RequestConsultation {
            body: Body::ChildWelfareService,
            unit: None,
            topics: BTreeSet::from([ConsultationTopic::DutyToReport]),
            requested_on: self.today(),
        };
        self.take(self.owner, CaseAction::Consulting(action));
    }

    /// Finds that something is going to be done to the child.
    pub(super) fn expect_a_crime(&mut self) {
        let action = AvertingAction::AssessDutyToAvert {
            feared: self.theme.acute,
            expectation: Expectation::MostLikely,
            triggered: true,
            decision: self.decision(self.owner, sayings::EXPECTED),
            assessed_on: self.today(),
        };
        self.take(self.owner, CaseAction::Averting(action));
    }

    pub(super) fn call_the_police(&mut self) {
        let contact = EmergencyContact {
            body: Body::Police,
            category: self.theme.acute,
            description: self.said(sayings::EXPECTED),
            contact: None,
            contacted_at: self.now,
        };
        self.take(self.owner, CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact }));
    }

    /// In danger, and no report after it.
    pub(super) fn call_the_service(&mut self) {
        let contact = EmergencyContact {
            body: Body::ChildWelfareService,
            category: self.theme.acute,
            description: self.said(sayings::EXPECTED),
            contact: None,
            contacted_at: self.now,
        };
        self.take(self.owner, CaseAction::Reporting(ReportingAction::MakeEmergencyContact { opening: None, contact }));
    }

    /// Tells the school health service on weighty grounds, without asking.
    pub(super) fn share_on_necessity(&mut self) {
        let shared = SharedInformation {
            body: Body::SchoolHealthService,
            unit: None,
            direction: SharingDirection::ToBody,
            categories: BTreeSet::from([InformationCategory::Observations]),
            content: self.said(sayings::EXPECTED),
            claimed: ClaimedBasis::Necessity,
            decision: self.decision(self.leader, sayings::EXPECTED),
            shared_on: self.today(),
        };
        self.take(self.leader, CaseAction::Sharing(SharingAction::ShareInformation(shared)));
    }

    /// The child welfare service orders the unit to tell what it knows.
    pub(super) fn be_ordered(&mut self) {
        let action = SharingAction::RecordOrder {
            body: Body::ChildWelfareService,
            categories: BTreeSet::from([InformationCategory::Observations]),
            asked: self.said(sayings::ORDERED),
            ordered_on: self.today(),
            received_on: self.today(),
        };
        self.take(self.leader, CaseAction::Sharing(action));
    }

    /// The guardians speak Polish.
    pub(super) fn need_an_interpreter(&mut self) {
        let (Ok(language), Some(guardian)) = ("pl".parse::<LanguageCode>(), self.guardians.first()) else { return };
        let action = FamilyAction::RecordInterpreterNeed {
            whose: ConversationWith::Guardians,
            language: Personal::guardian(guardian.subject, language),
            noted_on: self.today(),
        };
        self.take(self.owner, CaseAction::Family(action));
    }

    /// Asks one of those who decide; the answer comes days later.
    fn ask_one(&mut self, of: WhoIsAsked, purpose: ConsentPurpose) -> ConsentId {
        let consent = ConsentId::derived(&self.place.municipality, self.cause, self.consents);
        self.consents += 1;
        let (scope, requested_on) = (self.scope(purpose), self.today());
        let asked = ConsentAction::RequestConsent { consent, of, scope, requested_on, birth_is_shown: true };
        self.take(self.owner, CaseAction::Consent(asked));
        self.in_days(3);
        consent
    }

    /// The child, who is old enough to be asked, says no.
    pub(super) fn be_refused_by_the_youth(&mut self, purpose: ConsentPurpose) {
        let consent = self.ask_one(WhoIsAsked::Youth, purpose);
        let refused = ConsentAction::RefuseConsent { consent, reason: None, refused_on: self.today() };
        self.take(self.owner, CaseAction::Consent(refused));
    }

    /// The last of the guardians says no.
    pub(super) fn be_refused_by_the_last_guardian(&mut self, purpose: ConsentPurpose) {
        let Some(guardian) = self.guardians.last().cloned() else { return };
        let consent = self.ask_one(WhoIsAsked::Guardian(guardian), purpose);
        let refused = ConsentAction::RefuseConsent { consent, reason: None, refused_on: self.today() };
        self.take(self.owner, CaseAction::Consent(refused));
    }

    /// Writes down who the guardians are.
    pub(super) fn name_guardians(&mut self) {
        let (guardians, named_on) = (self.guardians.clone(), self.today());
        self.take(self.owner, CaseAction::Family(FamilyAction::NameGuardians { guardians, decision: None, named_on }));
    }

    /// The first of the guardians is told of the report; the others are not.
    pub(super) fn tell_one_guardian_of_the_report(&mut self) {
        let guardians = self.guardians.iter().take(1).cloned().collect();
        let (about, informed_on) = (AboutGuardians::Report, self.today());
        self.take(self.owner, CaseAction::Family(FamilyAction::InformGuardians { about, guardians, informed_on }));
    }

    /// The first of the guardians says yes.
    pub(super) fn be_given_by_the_guardian_alone(&mut self, purpose: ConsentPurpose) -> Option<ConsentId> {
        let guardian = self.guardians.first().cloned()?;
        let consent = self.ask_one(WhoIsAsked::Guardian(guardian), purpose);
        let (form, given_on) = (ConsentForm::SignedForm, self.today());
        let terms = ConsentTerms::default();
        let given = ConsentAction::GiveConsent { consent, form, terms, given_on, birth_is_shown: true };
        self.take(self.owner, CaseAction::Consent(given));
        Some(consent)
    }

    /// It was taken back so many days ago, and is written down only now.
    pub(super) fn write_down_that_it_was_withdrawn(&mut self, consent: ConsentId, days_ago: u64) {
        let withdrawn_on = days_before(self.today(), days_ago);
        let action = ConsentAction::WithdrawConsent { consent, reason: None, withdrawn_on };
        self.take(self.owner, CaseAction::Consent(action));
    }

    pub(super) fn refer(&mut self, consent: ConsentId) {
        let action = ReferralAction::SendReferral {
            unit: None,
            recipient: PPT,
            form: ReferralForm::EducationalPsychologicalService,
            categories: BTreeSet::from([InformationCategory::Observations]),
            content: self.said(sayings::REFERRALS),
            claimed: ClaimedBasis::Consent(consent),
            decision: self.decision(self.leader, sayings::CHOSEN),
            sent_on: self.today(),
        };
        self.take(self.leader, CaseAction::Referral(action));
    }

    /// Asks for consent that is refused; answers which question it was.
    pub(super) fn be_refused(&mut self, purpose: ConsentPurpose) -> ConsentId {
        let consent = ConsentId::derived(&self.place.municipality, self.cause, self.consents);
        self.ask(purpose, super::Answer::Refused);
        consent
    }

    fn as_role(&self, post: usize, role: DeciderRole) -> Decider {
        Decider { role, ..self.place.decider(post) }
    }

    /// Goes by that guide from now on.
    pub(super) fn follow(&mut self, guide: &Arc<Guide>) {
        let (decision, followed_on) = (self.decision(self.owner, sayings::CHOSEN), self.today());
        // Ways by a guide begin after the municipality has adopted it.
        let (guide, adopted_on) = (Arc::clone(guide), followed_on);
        let action = StepsAction::FollowGuide { guide, adopted_on, at: Vec::new(), decision, followed_on };
        self.take(self.owner, CaseAction::Steps(action));
    }

    /// Decides in a step of a guide, in the role that owns it.
    pub(super) fn decide_step(&mut self, guide: &Arc<Guide>, step: &str, outcomes: &[&str], role: DeciderRole) {
        let post = if matches!(role, DeciderRole::Head | DeciderRole::UnitLeader) { self.leader } else { self.owner };
        let Some(known) = guide.steps.iter().find(|known| known.id.to_string() == step) else { return };
        let named = |outcome: &&str| known.outcomes.iter().find(|known| known.id.to_string() == **outcome);
        let rationale = self.one_of(sayings::CHOSEN);
        let action = StepsAction::DecideStep {
            guide: Arc::clone(guide),
            adopted_on: self.today(),
            arena: None,
            step: known.id.clone(),
            outcomes: outcomes.iter().filter_map(named).map(|outcome| outcome.id.clone()).collect(),
            // What is chosen has been, by a choice that names them.
            helped_by: Helpers::default(),
            decision: Decision::stated(self.of_child(&rationale), self.as_role(post, role)),
            together_with: known.together_with.map(|role| self.as_role(self.leader, role)),
            decided_on: self.today(),
        };
        self.take(post, CaseAction::Steps(action));
    }

    /// So many days later, or on the next working day.
    pub(super) fn in_days(&mut self, days: u64) {
        self.later(days, days);
    }
}
