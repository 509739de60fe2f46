//! What holds of every case, whatever is asked of it and in which order.

pub(crate) mod agreeing;
mod plans;
mod sharing;

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::*;
use crate::consultation::ConsultationTopic;
use crate::content::{MediaType, SealedDigest};
use crate::corrections::{ENTRY_FOUND_WRONG, RecordedEntry, WrongEntry};
use crate::guides::{Guide, GuideVersion};
use crate::ids::{AgreementId, AttachmentId, DraftId, MeasureId, MeetingId, NoteId, SubjectId};
use crate::people::{Decider, Guardian};
use crate::test_support::arbitrary::{
    DAYS, any_child, any_decision, any_scope, commands, day, day_within, decider, guardian, instant, perhaps_personal,
    personal,
};
use crate::test_support::properties::{
    every_prefix_loads, everything_survives_storage, history, nobody_is_named, nothing_occurs_after_it_is_recorded,
    tells_of_nobody,
};
use crate::test_support::samples::{every_case_event, imported_measure, somali, wrong_day};
use crate::test_support::{FJORDVIK, parties, shredded, sibling};

fn observation() -> impl Strategy<Value = ObservationId> {
    (1..=2_u128).prop_map(|id| ObservationId::from_uuid(Uuid::from_u128(id)))
}

fn consent() -> impl Strategy<Value = ConsentId> {
    (1..=3_u128).prop_map(|id| ConsentId::from_uuid(Uuid::from_u128(id)))
}

/// Other ids than those of agreements: copies are told apart by what they are of.
fn report() -> impl Strategy<Value = ReportId> {
    (11..=12_u128).prop_map(|id| ReportId::from_uuid(Uuid::from_u128(id)))
}

/// A level, and a day that leaves some for the levels above.
fn level() -> impl Strategy<Value = (Level, NaiveDate)> {
    prop_oneof![
        1 => (Just(Level::One), day_within(7..DAYS)),
        3 => (Just(Level::Two), day_within(5..9)),
        3 => (Just(Level::Three), day_within(7..DAYS)),
    ]
}

fn condition() -> impl Strategy<Value = DutyCondition> {
    select(&[DutyCondition::Abuse, DutyCondition::SeriousNeglect][..])
}

fn any_opening() -> impl Strategy<Value = Opening> {
    any_child().prop_map(|child| Opening { child, unit: UNIT.to_owned() })
}

fn any_concern() -> impl Strategy<Value = Concern> {
    (personal(), option::of(day()), day()).prop_map(|(description, concerned_since, raised_on)| Concern {
        subject: ConcernSubject::Both,
        description,
        concerned_since,
        raised_on,
    })
}

fn childs_part() -> impl Strategy<Value = ChildsPart> {
    any::<(Option<bool>, Option<bool>, Option<bool>)>().prop_map(
        |(open_questions_used, summary_confirmed, informed_of_next_steps)| ChildsPart {
            open_questions_used,
            summary_confirmed,
            informed_of_next_steps,
        },
    )
}

fn talk() -> impl Strategy<Value = CaseAction> {
    let period = (day(), day()).prop_filter_map("runs backwards", |(from, to)| ObservedPeriod::between(from, to));
    let conversation = (day(), personal(), vec(personal(), 0..3), perhaps_personal(), childs_part());
    prop_oneof![
        any_concern().prop_map(|concern| CaseAction::Concern(ConcernAction::RaiseConcern(concern))),
        (observation(), period, personal(), perhaps_personal()).prop_map(
            |(observation, observed, text, interpretation)| CaseAction::Concern(ConcernAction::LogObservation {
                observation,
                observed,
                kind: ObservationKind::Said,
                text,
                interpretation,
                markers: Markers { prompt: Some(Prompt::Worries), signals: [Signal::Social].into(), source: None },
            })
        ),
        (observation(), personal(), personal(), day()).prop_map(|(observation, text, reason, corrected_on)| {
            CaseAction::Concern(ConcernAction::CorrectObservation { observation, text, reason, corrected_on })
        }),
        conversation.prop_map(|(held_on, summary, childs_own_words, guardians_view, childs_part)| CaseAction::Family(
            FamilyAction::HoldConversation {
                with: ConversationWith::ChildAndGuardians,
                held_on,
                outcome: ConversationOutcome::Disagreement,
                summary,
                childs_own_words,
                guardians_view,
                childs_part,
                interpreted: None,
            }
        )),
        (personal(), day(), day()).prop_map(|(subject, planned_for, convened_on)| {
            let with = ConversationWith::Child;
            CaseAction::Family(FamilyAction::ConveneConversation { with, subject, planned_for, convened_on })
        }),
        (any_decision(), day()).prop_map(|(decision, called_off_on)| {
            let with = ConversationWith::Child;
            CaseAction::Family(FamilyAction::CallOffConversation { with, decision, called_off_on })
        }),
        (any::<bool>(), any_decision(), day()).prop_map(|(invited, decision, assessed_on)| {
            let ground = InvitationGround::Maturity;
            CaseAction::Family(FamilyAction::AssessYouthInvitation { invited, ground, decision, assessed_on })
        }),
        (any::<bool>(), day()).prop_map(|(is_needed, on)| {
            let whose = ConversationWith::Guardians;
            CaseAction::Family(if is_needed {
                FamilyAction::RecordInterpreterNeed { whose, language: somali(), noted_on: on }
            } else {
                FamilyAction::EndInterpreterNeed { whose, ended_on: on }
            })
        }),
    ]
}

fn assess() -> impl Strategy<Value = CaseAction> {
    let conditions = any::<bool>().prop_flat_map(|triggered| {
        (Just(triggered), vec(condition(), usize::from(triggered)..=usize::from(triggered)))
    });
    prop_oneof![
        1 => (any::<bool>(), vec(observation(), 0..3), perhaps_personal(), any_decision(), day()).prop_map(
            |(ground_for_concern, basis, no_basis_because, decision, assessed_on)| CaseAction::Concern(ConcernAction::AssessConcern {
                degree: Degree::Some,
                scale: None,
                ground_for_concern,
                basis,
                no_basis_because,
                decision,
                assessed_on,
            })
        ),
        2 => (conditions, vec(observation(), 0..3), any_decision(), day()).prop_map(
            |((triggered, conditions), evidence, decision, assessed_on)| CaseAction::Reporting(ReportingAction::AssessDutyToReport {
                of: AssessedReport::Unsaid,
                triggered,
                conditions,
                evidence,
                consulted: [].into(),
                decision,
                assessed_on,
            })
        ),
    ]
}

/// Mostly read and given freely, by guardians.
fn terms() -> impl Strategy<Value = ConsentTerms> {
    let said = || select(&[Some(true), Some(true), Some(true), Some(true), Some(true), None, Some(false)][..]);
    let party = select(&[None, None, None, Some(ConsentingParty::Guardian), Some(ConsentingParty::Youth)][..]);
    let both = || subsequence(SharingDirection::ALL.to_vec(), 2..=2);
    let directions = prop_oneof![1 => subsequence(SharingDirection::ALL.to_vec(), 0..=1), 3 => both()];
    (party, directions, said(), said()).prop_map(|(consented_by, directions, read_before_consent, voluntary)| {
        let directions = directions.into_iter().collect();
        ConsentTerms { consented_by, directions, read_before_consent, voluntary, agreement: None }
    })
}

/// Little enough to lie within what was consented to, now and then.
fn little() -> impl Strategy<Value = ConsentScope> {
    (any_scope(), day_within(6..10), day_within(8..DAYS)).prop_map(|(scope, valid_from, valid_to)| ConsentScope {
        purposes: scope.purposes.into_iter().take(1).collect(),
        recipients: scope.recipients.into_iter().take(1).collect(),
        units: scope.units,
        categories: scope.categories.into_iter().take(1).collect(),
        valid_from,
        valid_to: Some(valid_to),
    })
}

fn who_is_asked() -> impl Strategy<Value = WhoIsAsked> {
    prop_oneof![4 => guardian().prop_map(WhoIsAsked::Guardian), 1 => Just(WhoIsAsked::Youth)]
}

fn ask_for_consent() -> impl Strategy<Value = CaseAction> {
    prop_oneof![
        3 => (consent(), who_is_asked(), any_scope(), day_within(0..7)).prop_map(
            |(consent, of, scope, requested_on)| {
                CaseAction::Consent(ConsentAction::RequestConsent { consent, of, scope, requested_on, birth_is_shown: true })
            }
        ),
        8 => (consent(), terms(), day_within(3..11)).prop_map(|(consent, terms, given_on)| CaseAction::Consent(ConsentAction::GiveConsent {
            consent,
            form: ConsentForm::Electronic,
            terms,
            given_on,
            birth_is_shown: true,
        })),
        4 => (consent(), perhaps_personal(), day())
            .prop_map(|(consent, reason, refused_on)| CaseAction::Consent(ConsentAction::RefuseConsent { consent, reason, refused_on })),
        1 => (consent(), perhaps_personal(), day())
            .prop_map(|(consent, reason, withdrawn_on)| CaseAction::Consent(ConsentAction::WithdrawConsent { consent, reason, withdrawn_on })),
        1 => (consent(), any_decision(), day())
            .prop_map(|(consent, decision, withdrawn_on)| CaseAction::Consent(ConsentAction::WithdrawRequest { consent, decision, withdrawn_on })),
    ]
}

fn end_or_narrow_consent() -> impl Strategy<Value = CaseAction> {
    prop_oneof![
        3 => (consent(), little(), perhaps_personal(), day()).prop_map(|(consent, scope, reason, narrowed_on)| {
            CaseAction::Consent(ConsentAction::NarrowConsent { consent, scope, reason, narrowed_on })
        }),
        1 => consent().prop_map(|consent| CaseAction::Consent(ConsentAction::ExpireConsent { consent })),
    ]
}

fn know_siblings() -> impl Strategy<Value = CaseAction> {
    let link = (any::<bool>(), day()).prop_map(|(self_linked, linked_on)| {
        let sibling = if self_linked { child() } else { sibling() };
        SiblingsAction::LinkSibling { sibling, linked_on }
    });
    let answer = prop_oneof![
        link,
        day().prop_map(|confirmed_on| SiblingsAction::ConfirmNoSiblings { confirmed_on }),
        (personal(), day()).prop_map(|(reason, noted_on)| SiblingsAction::LeaveSiblingsUnknown { reason, noted_on }),
    ];
    answer.prop_map(CaseAction::Siblings)
}

fn follow_up() -> impl Strategy<Value = CaseAction> {
    use Alternative::{A, B, C, D};
    // Mostly those in which a refusal asks for an answer.
    let alternative = || select(&[A, B, B, B, C, C, C, D][..]);
    let action = prop_oneof![
        (alternative(), any_decision(), day()).prop_map(|(alternative, decision, chosen_on)| {
            AlternativesAction::ChooseAlternative {
                helped_by: [Body::SchoolHealthService].into(),
                alternative,
                decision,
                chosen_on,
            }
        }),
        (alternative(), any_decision(), day()).prop_map(|(alternative, decision, ended_on)| {
            AlternativesAction::EndAlternative { alternative, decision, ended_on }
        }),
        (personal(), day())
            .prop_map(|(content, filed_on)| AlternativesAction::FileChapter9aNotice { content, filed_on }),
    ];
    action.prop_map(CaseAction::Alternatives)
}

fn note() -> impl Strategy<Value = NoteId> {
    (1..=2_u128).prop_map(|id| NoteId::from_uuid(Uuid::from_u128(id)))
}

fn discuss() -> impl Strategy<Value = CaseAction> {
    let held = prop_oneof![
        (personal(), day()).prop_map(|(summary, held_on)| DiscussionAction::DiscussWithColleague { summary, held_on }),
        (personal(), day()).prop_map(|(summary, held_on)| DiscussionAction::DiscussInPeerTeam { summary, held_on }),
        (select(&LeaderTopic::ALL[..]), personal(), day()).prop_map(|(about, summary, held_on)| {
            DiscussionAction::DiscussWithLeader { leader: None, about, summary, held_on }
        }),
        (decider(), day()).prop_map(|(leader, forwarded_on)| DiscussionAction::ForwardConcern { leader, forwarded_on }),
    ];
    let asked = prop_oneof![
        2 => (note(), personal(), day()).prop_map(|(note, text, submitted_on)| {
            DiscussionAction::SubmitNote { note, text, submitted_on }
        }),
        3 => (note(), any::<bool>(), any_decision(), day()).prop_map(|(note, agrees, decision, given_on)| {
            DiscussionAction::GiveFeedback { note, agrees, decision, given_on }
        }),
        1 => (personal(), day()).prop_map(|(description, recorded_on)| {
            DiscussionAction::RecordDisagreement { description, recorded_on }
        }),
    ];
    prop_oneof![1 => held, 2 => asked].prop_map(CaseAction::Discussion)
}

fn analyse() -> impl Strategy<Value = CaseAction> {
    let analysis = (vec(observation(), 0..2), perhaps_personal(), personal(), any::<bool>(), option::of(day()), day());
    let action = prop_oneof![
        1 => (personal(), day()).prop_map(|(text, concretised_on)| {
            let methods = [MappingMethod::Conversation].into();
            AnalysisAction::ConcretiseConcern { text, methods, concretised_on }
        }),
        1 => (select(&MappingTool::ALL[..]), perhaps_personal(), day())
            .prop_map(|(tool, result, used_on)| AnalysisAction::UseTool { tool: Ok(tool.into()), result, used_on }),
        2 => analysis.prop_map(|(basis, no_basis_because, analysis, said, since, analysed_on)| {
            AnalysisAction::AnalyseConcern(Analysis {
                basis,
                no_basis_because,
                analysis,
                spoken_with_child: said,
                colleagues_concerned: !said,
                since,
                childs_situation: None,
                family_and_network: None,
                analysed_on,
            })
        }),
        1 => (any::<bool>(), any_decision(), day()).prop_map(|(action_needed, decision, decided_on)| {
            AnalysisAction::DecideSeverity { severity: Degree::Serious, action_needed, decision, decided_on }
        }),
    ];
    action.prop_map(CaseAction::Analysis)
}

fn measure() -> impl Strategy<Value = MeasureId> {
    (1..=2_u128).prop_map(|id| MeasureId::from_uuid(Uuid::from_u128(id)))
}

fn any_evaluation() -> impl Strategy<Value = Evaluation> {
    (any_answers(), personal(), perhaps_personal(), perhaps_personal()).prop_map(
        |(answers, effect, childs_voice, guardians_voice)| Evaluation {
            answers,
            effect,
            childs_voice,
            guardians_voice,
        },
    )
}

fn any_answers() -> impl Strategy<Value = EvaluationAnswers> {
    let question = || {
        (select(&EvaluatedAs::ALL[..]), perhaps_personal())
            .prop_map(|(answer, remark)| QuestionAnswered { answer, remark })
    };
    (personal(), vec(question(), 6)).prop_map(|(implementation, questions)| {
        let [
            carried_out_well,
            family_felt_cared_for,
            guardians_followed_up,
            solvable_otherwise,
            more_needed,
            goal_reached,
        ] = questions.try_into().unwrap();
        EvaluationAnswers {
            implementation,
            carried_out_well,
            family_felt_cared_for,
            guardians_followed_up,
            solvable_otherwise,
            more_needed,
            goal_reached,
        }
    })
}

fn work_with_measures() -> impl Strategy<Value = CaseAction> {
    let plan = (personal(), personal(), decider(), [day(), day(), day()]).prop_map(
        |(goal, description, responsible, [from, to, evaluation_on])| MeasurePlan {
            goal,
            description,
            responsible,
            place: MeasurePlace::Home,
            kind: None,
            target: Some(MeasureTarget::Family),
            from,
            to,
            evaluation_on,
            based_on: None,
        },
    );
    let action = prop_oneof![
        3 => (measure(), plan, day_within(0..7)).prop_map(|(measure, plan, planned_on)| {
            MeasureAction::PlanMeasure { measure, plan, planned_on }
        }),
        2 => (vec(measure(), 0..3), vec(guardian(), 0..2), any::<bool>(), day()).prop_map(
            |(measures, guardians, by_youth, approved_on)| {
            let measures = measures.into_iter().collect();
            let birth_is_shown = true;
            MeasureAction::ApproveMeasures { measures, guardians, by_youth, approved_on, birth_is_shown }
        }),
        1 => (vec(measure(), 1..3), vec(guardian(), 0..2), personal(), any::<bool>(), day()).prop_map(
            |(measures, guardians, reason, by_youth, refused_on)| MeasureAction::RefuseMeasures {
                measures: measures.into_iter().collect(),
                guardians,
                guardians_reason: Some(reason.clone()),
                youths_reason: by_youth.then_some(reason),
                refused_on,
                birth_is_shown: false,
            }
        ),
        3 => (measure(), day()).prop_map(|(measure, started_on)| MeasureAction::StartMeasure { measure, started_on, birth_is_shown: true }),
        2 => (measure(), any_evaluation(), day(), option::of(day_within(8..2 * DAYS))).prop_map(
            |(measure, evaluation, evaluated_on, next_evaluation_on)| {
                MeasureAction::EvaluateMeasure { measure, evaluation, evaluated_on, next_evaluation_on }
            }
        ),
        4 => (measure(), day_within(8..2 * DAYS), day_within(8..2 * DAYS), any_decision(), day()).prop_map(
            |(measure, to, evaluation_on, decision, extended_on)| {
                MeasureAction::ExtendMeasure { measure, to, evaluation_on, decision, extended_on }
            }
        ),
        1 => (measure(), any_decision(), day()).prop_map(|(measure, decision, ended_on)| {
            MeasureAction::EndMeasure { measure, decision, ended_on }
        }),
    ];
    action.prop_map(CaseAction::Measure)
}

/// A guide in two versions.
fn guides() -> [Arc<Guide>; 2] {
    ["version = 1", "version = 2"]
        .map(|version| Arc::new(Guide::read("fjordvik.toml", &FJORDVIK.replace("version = 1", version)).unwrap()))
}

/// In a guide of two versions, in steps and with outcomes that are there and that are not.
fn go_by_guide() -> impl Strategy<Value = CaseAction> {
    let guides = guides();
    let step = || select(&["see", "see", "talk", "together", "chat"][..]).prop_map(|name| name.parse().unwrap());
    let outcome = select(&["close", "note", "talk", "lift", "wait", "back"][..]).prop_map(|name| name.parse().unwrap());
    let decided = (step(), vec(outcome, 0..3), any_decision(), option::of(decider()), day());
    let action = prop_oneof![
        5 => (select(guides.to_vec()), decided).prop_map(|(guide, (step, outcomes, decision, together_with, decided_on))| {
            let adopted_on = date(2020, 1, 1);
            StepsAction::DecideStep { helped_by: [].into(), guide, adopted_on, arena: None, step, outcomes, decision, together_with, decided_on }
        }),
        1 => (select(guides.to_vec()), vec(step(), 0..2), any_decision(), day())
            .prop_map(|(guide, at, decision, followed_on)| {
                let adopted_on = date(2020, 1, 1);
                StepsAction::FollowGuide { guide, adopted_on, at, decision, followed_on }
            }),
    ];
    action.prop_map(CaseAction::Steps)
}

fn refer() -> impl Strategy<Value = CaseAction> {
    let answered = (1..=2_usize, select(&ReferralOutcome::ALL[..]), personal(), day()).prop_map(
        |(referral, outcome, answer, answered_on)| {
            CaseAction::Referral(ReferralAction::AnswerReferral { referral, outcome, answer, answered_on })
        },
    );
    let sent = (
        select(&[Body::School, Body::ChildWelfareService][..]),
        any_scope(),
        personal(),
        sharing::claimed(),
        any_decision(),
        day(),
    )
        .prop_map(|(recipient, scope, content, claimed, decision, sent_on)| {
            CaseAction::Referral(ReferralAction::SendReferral {
                unit: None,
                recipient,
                form: ReferralForm::Other,
                categories: scope.categories,
                content,
                claimed,
                decision,
                sent_on,
            })
        });
    let withdrawn = (1..=2_usize, any_decision(), day()).prop_map(|(referral, decision, withdrawn_on)| {
        CaseAction::Referral(ReferralAction::WithdrawReferral { referral, decision, withdrawn_on })
    });
    prop_oneof![4 => sent, 2 => answered, 1 => withdrawn]
}

fn attach() -> impl Strategy<Value = CaseAction> {
    let attachment = || (1..=2_u128).prop_map(|id| AttachmentId::from_uuid(Uuid::from_u128(id)));
    let thing = prop_oneof![
        observation().prop_map(|observation| AttachedTo::Observation { observation }),
        agreement().prop_map(|agreement| AttachedTo::Agreement { agreement }),
        (0..=2_usize).prop_map(|referral| AttachedTo::Referral { referral }),
        (0..=2_usize).prop_map(|number| AttachedTo::ToolUse { number }),
    ];
    let kind = select(&AttachmentKind::ALL[..]);
    let added = (attachment(), kind, personal(), personal(), option::of(thing), day()).prop_map(
        |(attachment, kind, title, sha256, belongs_to, made_on)| {
            AttachmentAction::AddAttachment(NewAttachment {
                attachment,
                kind,
                title,
                media_type: MediaType::Pdf,
                size: 4_711,
                sha256,
                sealed: SealedDigest::of(attachment.as_uuid().as_bytes()),
                belongs_to,
                made_on,
            })
        },
    );
    let withdrawn = (attachment(), select(&WithdrawalGround::ALL[..]), personal(), day()).prop_map(
        |(attachment, ground, reason, withdrawn_on)| AttachmentAction::WithdrawAttachment {
            attachment,
            ground,
            reason,
            withdrawn_on,
        },
    );
    prop_oneof![1 => added, 1 => withdrawn].prop_map(CaseAction::Attachment)
}

/// That an entry of its history, whichever that is, was found wrong.
fn find_wrong() -> impl Strategy<Value = (Option<RecordedEntry>, WrongEntry)> {
    (select(&["CaseOpened", ENTRY_FOUND_WRONG][..]), personal(), decider(), day()).prop_map(
        |(event, reason, found_by, found_on)| {
            let recorded = RecordedEntry { event: event.to_owned(), recorded_on: MONDAY, of_its_name: 1 };
            (Some(recorded), WrongEntry { right: Some(reason.clone()), reason, found_by, found_on, ..wrong_day() })
        },
    )
}

fn correct() -> impl Strategy<Value = CaseAction> {
    let noted = |(recorded, wrong)| CaseAction::Correction(CorrectionAction::NoteEntryWrong { recorded, wrong });
    find_wrong().prop_map(noted)
}

fn agreement() -> impl Strategy<Value = AgreementId> {
    (1..=2_u128).prop_map(|id| AgreementId::from_uuid(Uuid::from_u128(id)))
}

/// Some of them as they are read once they are erased.
fn party() -> impl Strategy<Value = Party> {
    (select(&[0_usize, 1][..]), personal(), any::<u8>()).prop_map(|(which, name, dice)| {
        let name = if dice < 50 { shredded(&name) } else { name };
        Party { name, ..parties()[which].clone() }
    })
}

fn agree_in_writing() -> impl Strategy<Value = CaseAction> {
    let drawn = (agreement(), any::<bool>(), personal(), vec(party(), 0..3), option::of(agreement()), day()).prop_map(
        |(agreement, is_minutes, text, parties, supersedes, drawn_on)| {
            let kind = AgreementKind::ActionPlan;
            AgreementAction::DrawAgreement(DrawnAgreement {
                agreement,
                kind,
                is_minutes,
                text,
                parties,
                supersedes,
                drawn_on,
            })
        },
    );
    let action = prop_oneof![
        3 => drawn,
        2 => (agreement(), party(), day()).prop_map(|(agreement, party, signed_on)| {
            AgreementAction::SignAgreement { agreement, by: party.subject, signed_on }
        }),
    ];
    action.prop_map(CaseAction::Agreement)
}

fn hand_out_copies() -> impl Strategy<Value = CaseAction> {
    let document = prop_oneof![
        agreement().prop_map(|agreement| Document::Agreement { agreement }),
        report().prop_map(|report| Document::Report { report }),
    ];
    let action = prop_oneof![
        (document, party(), day()).prop_map(|(document, recipient, delivered_on)| {
            CopyAction::DeliverCopy { document, recipient, delivered_on }
        }),
        (report(), day(), any_decision(), day()).prop_map(|(report, review_on, decision, withheld_on)| {
            CopyAction::WithholdCopies { report, review_on, decision, withheld_on }
        }),
        day().prop_map(|lapsed_on| CopyAction::LapseCopiesOfErased { lapsed_on }),
        (day(), any::<bool>()).prop_map(|(since, is_kept)| {
            let kept_from = is_kept.then_some(KeptFrom { guardian: None, since, until: None });
            CopyAction::LookBack(LookBack { kept_from: kept_from.into_iter().collect(), is_all_there: true })
        }),
        (agreement(), any_decision(), day()).prop_map(|(agreement, decision, taken_out_on)| {
            let document = Document::Agreement { agreement };
            CopyAction::TakeWhereaboutsOut { document, decision, taken_out_on }
        }),
    ];
    // Now and then where somebody is is kept from every guardian.
    let kept_since = prop_oneof![3 => Just(None), 1 => day().prop_map(Some)];
    (action, kept_since).prop_map(|(action, kept_since)| match kept_since {
        Some(since) => {
            let kept_from = vec![KeptFrom { guardian: None, since, until: None }];
            let ways = Ways { kept_from, ..Ways::default() };
            CaseAction::Locally(ways, Box::new(CaseAction::Copy(action)))
        }
        None => CaseAction::Copy(action),
    })
}

fn meeting() -> impl Strategy<Value = MeetingId> {
    (1..=3_u128).prop_map(|id| MeetingId::from_uuid(Uuid::from_u128(id)))
}

fn convene() -> impl Strategy<Value = MeetingAction> {
    let bodies = || prop_oneof![4 => Just(vec![Body::School]), 1 => Just(Vec::new())];
    let head = decider().prop_map(|decider| Decider { role: DeciderRole::Head, ..decider });
    let days = || (day_within(3..11), day_within(9..DAYS));
    let basis = prop_oneof![3 => sharing::exception().prop_map(TeamBasis::Exception), 1 => consent().prop_map(TeamBasis::Consent)];
    prop_oneof![
        3 => (meeting(), bodies(), any::<(bool, bool)>(), consent(), days()).prop_map(
            |(meeting, bodies, (guardians_invited, evaluation), consent, (convened_on, planned_for))| {
                let bodies = bodies.into_iter().collect();
                MeetingAction::ConveneInterdisciplinaryMeeting {
                    units: [].into(),
                    meeting,
                    bodies,
                    guardians_invited,
                    evaluation,
                    consent,
                    planned_for,
                    convened_on,
                }
            }
        ),
        9 => (meeting(), bodies(), basis, prop_oneof![1 => decider(), 4 => head], days()).prop_map(
            |(meeting, participants, claimed, convened_by, (convened_on, planned_for))| {
                let participants = participants.into_iter().collect();
                let categories = [InformationCategory::Observations].into();
                MeetingAction::ConveneResourceTeam {
                    units: BTreeSet::new(),
                    meeting,
                    participants,
                    categories,
                    claimed,
                    team: None,
                    convened_by,
                    planned_for,
                    convened_on,
                }
            }
        ),
        1 => (meeting(), select(&ConversationWith::ALL[..]), days()).prop_map(
            |(meeting, with, (convened_on, planned_for))| {
                MeetingAction::ConveneEvaluationMeeting { meeting, with, planned_for, convened_on }
            }
        ),
        1 => (meeting(), bodies(), any::<bool>(), days()).prop_map(|(meeting, bodies, anonymous, days)| {
            let ((convened_on, planned_for), convened_by) = (days, Body::HealthStation);
            let bodies = bodies.into_iter().chain([Body::ChildWelfareService]).collect();
            MeetingAction::ConveneClarificationMeeting {
                units: BTreeSet::new(),
                meeting,
                convened_by,
                bodies,
                anonymous,
                categories: BTreeSet::new(),
                claimed: None,
                planned_for,
                convened_on,
            }
        }),
    ]
}

fn meet() -> impl Strategy<Value = CaseAction> {
    let attendance = (any::<(bool, bool)>(), vec(guardian(), 0..2), vec(measure(), 0..2)).prop_map(
        |((school, child), guardians, measures)| Attendance {
            bodies: school.then_some(Body::School).into_iter().collect(),
            units: BTreeSet::new(),
            guardians,
            child,
            measures: measures.into_iter().collect(),
            interpreted: None,
        },
    );
    let action = prop_oneof![
        9 => convene(),
        16 => (meeting(), attendance, day_within(7..DAYS))
            .prop_map(|(meeting, attendance, held_on)| MeetingAction::HoldMeeting { meeting, attendance, held_on }),
        2 => (meeting(), select(&ClarificationOutcome::ALL[..]), any_decision(), day()).prop_map(
            |(meeting, outcome, decision, held_on)| {
                let bodies = [Body::ChildWelfareService].into();
                MeetingAction::HoldClarificationMeeting { meeting, bodies, units: BTreeSet::new(), outcome, decision, held_on }
            }
        ),
        20 => (meeting(), personal(), day_within(8..DAYS)).prop_map(|(meeting, text, recorded_on)| {
            MeetingAction::RecordMinutes { meeting, text, recorded_on }
        }),
        24 => (meeting(), personal(), day_within(8..DAYS)).prop_map(|(meeting, recommendation, recorded_on)| {
            MeetingAction::RecordRecommendation { meeting, recommendation, recorded_on }
        }),
        1 => (option::of(meeting()), day(), day()).prop_map(|(meeting, next_on, agreed_on)| {
            MeetingAction::AgreeNextMeeting { meeting, next_on, agreed_on }
        }),
        1 => (option::of(meeting()), any_decision(), day()).prop_map(|(meeting, decision, called_off_on)| {
            MeetingAction::CallOffMeeting { meeting, decision, called_off_on }
        }),
    ];
    action.prop_map(CaseAction::Meeting)
}

fn hold_the_relay() -> impl Strategy<Value = CaseAction> {
    let action = prop_oneof![
        (decider(), day()).prop_map(|(holder, assigned_on)| RelayAction::AssignRelayHolder { holder, assigned_on }),
        (decider(), any_decision(), day()).prop_map(|(to, decision, changed_on)| RelayAction::ChangeRelayHolder {
            to,
            decision,
            changed_on
        }),
    ];
    action.prop_map(CaseAction::Relay)
}

fn change_level() -> impl Strategy<Value = CaseAction> {
    prop_oneof![
        12 => (level(), consent(), any_decision(), option::of(decider())).prop_map(
            |((level, escalated_on), consent, decision, relay_holder)| {
                let birth_is_shown = true;
                CaseAction::Course(CourseAction::EscalateToLevel {
                    together_with: None,
                    level,
                    consent,
                    decision,
                    relay_holder,
                    escalated_on,
                    birth_is_shown,
                })
            }
        ),
        2 => (select(&[Level::One, Level::One, Level::Two][..]), any_decision(), day_within(6..DAYS)).prop_map(
            |(level, decision, returned_on)| CaseAction::Course(CourseAction::ReturnToLevel { together_with: None, level, decision, returned_on })
        ),
    ]
}

fn tell_guardians() -> impl Strategy<Value = CaseAction> {
    let about = select(
        &[AboutGuardians::Report, AboutGuardians::Concern, AboutGuardians::Outcome, AboutGuardians::InsufficientEffect]
            [..],
    );
    prop_oneof![
        3 => (about, vec(guardian(), 1..3), day())
            .prop_map(|(about, guardians, informed_on)| CaseAction::Family(FamilyAction::InformGuardians { about, guardians, informed_on })),
        1 => (vec(guardian(), 1..3), proptest::option::of(any_decision()), day()).prop_map(|(guardians, decision, named_on)| {
            CaseAction::Family(FamilyAction::NameGuardians { guardians, decision, named_on })
        }),
        1 => (select(&EVERY_GROUND[..]), any_decision(), day()).prop_map(|(ground, decision, withheld_on)| {
            CaseAction::Family(FamilyAction::WithholdGuardianNotification { ground, decision, withheld_on })
        }),
        1 => (any_decision(), day()).prop_map(|(decision, lifted_on)| {
            CaseAction::Family(FamilyAction::LiftGuardianNotificationWithholding { decision, lifted_on })
        }),
    ]
}

fn consult() -> impl Strategy<Value = CaseAction> {
    let body = || select(&[Body::ChildWelfareService, Body::School][..]);
    let topics = || subsequence(ConsultationTopic::ALL.to_vec(), 0..=2).prop_map(|topics| topics.into_iter().collect());
    let action = prop_oneof![
        1 => (body(), topics(), day()).prop_map(|(body, topics, requested_on)| {
            ConsultingAction::RequestConsultation { body, unit: None, topics, requested_on }
        }),
        1 => (body(), instant(), day()).prop_map(|(body, planned_for, scheduled_on)| {
            ConsultingAction::ScheduleConsultation { body, unit: None, planned_for, scheduled_on }
        }),
        4 => (body(), topics(), any_scope(), personal(), sharing::claimed(), any_decision(), day()).prop_map(
            |(body, topics, scope, advice, claimed, decision, held_on)| ConsultingAction::HoldOpenConsultation {
                unit: None,
                body,
                topics,
                categories: scope.categories.into_iter().take(1).collect(),
                advice,
                claimed,
                decision,
                held_on,
            }
        ),
        1 => (body(), day()).prop_map(|(body, held_on)| ConsultingAction::NoteAnonymousConsultation { body, unit: None, held_on }),
        1 => (body(), any_decision(), day()).prop_map(|(body, decision, called_off_on)| {
            ConsultingAction::CallOffConsultation { body, unit: None, decision, called_off_on }
        }),
    ];
    action.prop_map(CaseAction::Consulting)
}

fn avert() -> impl Strategy<Value = CaseAction> {
    let expectation = select(&Expectation::ALL[..]);
    (select(&AcuteCategory::ALL[..]), expectation, any::<bool>(), any_decision(), day()).prop_map(
        |(feared, expectation, triggered, decision, assessed_on)| {
            let action = AvertingAction::AssessDutyToAvert { feared, expectation, triggered, decision, assessed_on };
            CaseAction::Averting(action)
        },
    )
}

/// What the child welfare service answers.
fn answer() -> impl Strategy<Value = CaseAction> {
    let feedback = select(&ServiceFeedback::ALL[..]);
    let answer = prop_oneof![
        day().prop_map(|sent_on| ServiceAnswer::Acknowledgement { sent_on }),
        (feedback, day()).prop_map(|(feedback, told_on)| ServiceAnswer::Feedback { feedback, told_on }),
    ];
    (report(), answer).prop_map(|(report, answer)| CaseAction::Answer(AnswerAction { report, answer }))
}

fn send() -> impl Strategy<Value = CaseAction> {
    let sent = (report(), personal(), decider(), option::of(decider()), instant()).prop_map(
        |(report, content, duty_bearer, signed_by, sent_at)| ReportingAction::SendReport {
            report,
            content,
            duty_bearer,
            signed_by,
            sent_at,
        },
    );
    let cosigned = (report(), vec(guardian(), 0..3), day())
        .prop_map(|(report, guardians, cosigned_on)| ReportingAction::CosignReport { report, guardians, cosigned_on });
    let draft = || (1..=2_u128).prop_map(|id| DraftId::from_uuid(Uuid::from_u128(id)));
    let discarded = (draft(), any_decision(), day())
        .prop_map(|(draft, decision, discarded_on)| ReportingAction::DiscardDraft { draft, decision, discarded_on });
    let drafted =
        (draft(), personal(), vec(guardian(), 0..2), day()).prop_map(|(draft, content, co_authors, drafted_on)| {
            ReportingAction::DraftReport { draft, content, co_authors, drafted_on }
        });
    prop_oneof![4 => sent, 1 => cosigned, 1 => drafted, 1 => discarded].prop_map(CaseAction::Reporting)
}

fn emergency() -> impl Strategy<Value = CaseAction> {
    let category = select(&AcuteCategory::ALL[..]);
    (option::of(any_opening()), category, personal(), instant()).prop_map(
        |(opening, category, description, contacted_at)| {
            let body = Body::Police;
            CaseAction::Reporting(ReportingAction::MakeEmergencyContact {
                opening,
                contact: EmergencyContact { body, category, description, contact: None, contacted_at },
            })
        },
    )
}

fn end() -> impl Strategy<Value = CaseAction> {
    prop_oneof![
        (any_decision(), day()).prop_map(|(decision, closed_on)| CaseAction::Course(CourseAction::Close {
            together_with: None,
            outcome: CaseOutcome::CameOfAge,
            decision,
            closed_on,
        })),
        (any_opening(), day(), option::of(day()), personal(), decider(), any::<bool>()).prop_map(
            |(opening, opened_on, closed_on, journal_number, caseworker, helped)| {
                let measures = helped.then(imported_measure).into_iter().collect();
                let plans = Vec::new();
                let client =
                    ImportedClient { opening, opened_on, closed_on, journal_number, caseworker, measures, plans };
                CaseAction::Course(CourseAction::ImportClient(Box::new(client)))
            }
        ),
    ]
}

fn reopen() -> impl Strategy<Value = CaseAction> {
    (any_decision(), day_within(7..DAYS), 0..8_u8).prop_map(|(decision, on, which)| {
        CaseAction::Course(match which {
            0 => CourseAction::DeclineReopening { decision, declined_on: on },
            _ => CourseAction::Reopen { decision, reopened_on: on },
        })
    })
}

/// In a municipality that has adopted a guide, or none.
fn open() -> impl Strategy<Value = CaseAction> {
    let ways = (option::of(select(guides().to_vec())), option::of(0_u16..30)).prop_map(|(guide, decided_within)| {
        Ways { guides: guide.into_iter().collect(), decided_within, ..Ways::default() }
    });
    (any_opening(), any_concern(), ways).prop_map(|(opening, concern, ways)| {
        let opens = CaseAction::Course(CourseAction::OpenWithConcern { opening, concern });
        CaseAction::Locally(ways, Box::new(opens))
    })
}

/// An attempt to open a case, and then anything but that.
pub(crate) fn asked() -> impl Strategy<Value = Vec<Command<CaseAction>>> {
    let later = prop_oneof![
        30 => talk(),
        30 => assess(),
        60 => ask_for_consent(),
        90 => change_level(),
        40 => tell_guardians(),
        20 => send(),
        6 => emergency(),
        2 => end(),
        12 => reopen(),
        30 => end_or_narrow_consent(),
        12 => know_siblings(),
        20 => follow_up(),
        100 => sharing::share(),
        20 => discuss(),
        14 => analyse(),
        45 => work_with_measures(),
        16 => go_by_guide(),
        10 => hold_the_relay(),
        100 => meet(),
        30 => agree_in_writing(),
        30 => hand_out_copies(),
        35 => plans::plan(),
        20 => refer(),
        8 => avert(),
        6 => answer(),
        20 => consult(),
        6 => attach(),
        4 => correct(),
    ];
    (commands(open(), 2), commands(later, 520)).prop_map(|(first, later)| [first, later].concat())
}

/// Anything in any order.
fn asked_in_any_order() -> impl Strategy<Value = Vec<Command<CaseAction>>> {
    let action = prop_oneof![
        talk(),
        assess(),
        ask_for_consent(),
        change_level(),
        tell_guardians(),
        send(),
        emergency(),
        end(),
        reopen(),
        end_or_narrow_consent(),
        know_siblings(),
        follow_up(),
        sharing::share(),
        discuss(),
        analyse(),
        work_with_measures(),
        go_by_guide(),
        hold_the_relay(),
        meet(),
        agree_in_writing(),
        hand_out_copies(),
        plans::plan(),
        refer(),
        avert(),
        answer(),
        consult(),
        attach(),
        correct(),
        open()
    ];
    commands(action, 40)
}

/// Who decides for the child on each day, as far as is recorded between two events, told by the events alone: the times in which
/// the unit said of each known guardian that others are the guardians.
#[derive(Default)]
struct Guardians {
    left_out: BTreeMap<SubjectId, Vec<(NaiveDate, NaiveDate)>>,
    named_on: Option<NaiveDate>,
}

impl Guardians {
    fn follow(&mut self, event: &CaseEvent) {
        let named: BTreeSet<_> = guardians_named_by(event).iter().map(|party| party.subject).collect();
        if let CaseEvent::Family(FamilyEvent::GuardiansNamed { named_on, .. }) = event
            && self.named_on <= Some(*named_on)
        {
            self.named_on = Some(*named_on);
            for (known, times) in &mut self.left_out {
                let since = times.last_mut().filter(|(_, until)| *until == NaiveDate::MAX);
                match (since, named.contains(known)) {
                    (Some((_, until)), true) => *until = *named_on,
                    (None, false) => times.push((*named_on, NaiveDate::MAX)),
                    (Some(_), false) | (None, true) => {}
                }
            }
        }
        for known in named {
            self.left_out.entry(known).or_default();
        }
    }

    fn decides(&self, guardian: SubjectId, day: NaiveDate) -> bool {
        let times = self.left_out.get(&guardian).into_iter().flatten();
        times.into_iter().all(|(from, until)| day < *from || *until <= day)
    }
}

/// The consents as they stood on each day, as far as is recorded between two events, told by the events alone.
#[derive(Default)]
struct Consents {
    asked: BTreeMap<ConsentId, Answered>,
    guardians: Guardians,
}

/// What was asked for, and what became of it.
struct Answered {
    /// The guardian it was asked of; nobody where it was the youth.
    of: Option<SubjectId>,
    asked: ConsentScope,
    /// What it was narrowed to from which day on, in the order in which that was recorded.
    narrowed: Vec<(NaiveDate, ConsentScope)>,
    given_on: Option<NaiveDate>,
    /// From which day on it was refused, taken back or over.
    ended_on: Option<NaiveDate>,
    /// Whether a youth alone gave it.
    of_youth: bool,
}

impl Consents {
    fn follow(&mut self, event: &CaseEvent) {
        self.guardians.follow(event);
        match event {
            CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, of, scope, requested_on }) => {
                let (asked, narrowed) = (scope.clone(), Vec::new());
                let of = of.guardian().map(|guardian| guardian.subject);
                assert!(of.is_none_or(|of| self.guardians.decides(of, *requested_on)), "asked of a guardian");
                let answered = Answered { of, asked, narrowed, given_on: None, ended_on: None, of_youth: false };
                self.asked.insert(*consent, answered);
            }
            CaseEvent::Consent(ConsentEvent::ConsentGiven {
                consent,
                consented_by,
                read_before_consent,
                voluntary,
                given_on,
                ..
            }) => {
                let answered = self.asked.get_mut(consent).unwrap();
                answered.given_on = Some(*given_on);
                answered.of_youth = *consented_by == Some(ConsentingParty::Youth);
                assert_ne!(*voluntary, Some(false), "pressure is no consent (S2-39)");
                if answered.asked.purposes.contains(&A_REPORT) {
                    assert_eq!(
                        (*read_before_consent, *voluntary),
                        (Some(true), Some(true)),
                        "said of a report (S2-39)"
                    );
                }
            }
            CaseEvent::Consent(ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on, .. }) => {
                self.asked.get_mut(consent).unwrap().narrowed.push((*narrowed_on, scope.clone()));
            }
            CaseEvent::Consent(
                ConsentEvent::ConsentRefused { consent, refused_on: on, .. }
                | ConsentEvent::ConsentWithdrawn { consent, withdrawn_on: on, .. }
                | ConsentEvent::ConsentExpired { consent, expired_on: on },
            ) => {
                self.asked.get_mut(consent).unwrap().ended_on = Some(*on);
            }
            _ => {}
        }
    }

    /// The scope of a consent that guardians gave by `day`, and that stood on it and covers it.
    fn standing(&self, consent: ConsentId, day: NaiveDate) -> &ConsentScope {
        let answered = &self.asked[&consent];
        assert!(answered.given_on.is_some_and(|given_on| given_on <= day), "given by then");
        let asked = answered.of.expect("of a guardian");
        for on in answered.given_on.into_iter().chain([day]) {
            assert!(self.guardians.decides(asked, on), "by who decides for the child (R-24)");
        }
        assert!(answered.ended_on.is_none_or(|ended_on| day < ended_on), "not refused or taken back by then");
        assert!(!answered.of_youth, "a youth alone consents to sharing only");
        let narrowed = answered.narrowed.iter().rfind(|(on, _)| *on <= day);
        let scope = narrowed.map_or(&answered.asked, |(_, scope)| scope);
        assert!(scope.valid_from <= day && scope.valid_to.is_none_or(|last| day <= last), "valid on the day");
        scope
    }
}

fn invariant_every_escalation_rests_on_a_consent_that_stands(events: &[CaseEvent]) {
    let mut consents = Consents::default();
    // Given before the case was reopened, which is another work than the one that goes on.
    let (mut given, mut ended) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        consents.follow(event);
        if let CaseEvent::Consent(ConsentEvent::ConsentGiven { consent, .. }) = event {
            given.insert(*consent);
        }
        if matches!(event, CaseEvent::Course(CourseEvent::CaseReopened { .. })) {
            ended.append(&mut given);
        }
        if let CaseEvent::Course(CourseEvent::EscalatedToLevel { level, consent, escalated_on, .. }) = event {
            assert!(!ended.contains(consent), "consent to the work that ended");
            let purpose = if *level == Level::Two { LEVEL_2 } else { LEVEL_3 };
            assert!(consents.standing(*consent, *escalated_on).purposes.contains(&purpose));
        }
    }
}

fn invariant_the_level_rises_by_one_and_falls_by_any(events: &[CaseEvent]) {
    let mut current = Level::One;
    for event in events {
        match event {
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level, .. }) => {
                assert_eq!(level.number(), current.number() + 1);
            }
            CaseEvent::Course(CourseEvent::ReturnedToLevel { level, .. }) => assert!(level.number() < current.number()),
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => current = Level::One,
            _ => continue,
        }
        if let CaseEvent::Course(
            CourseEvent::EscalatedToLevel { level, .. } | CourseEvent::ReturnedToLevel { level, .. },
        ) = event
        {
            current = *level;
        }
    }
}

fn invariant_every_report_rests_on_duty_consent_or_emergency(events: &[CaseEvent]) {
    let mut consents = Consents::default();
    let mut used_up = BTreeSet::new();
    let (mut assessments, mut emergencies) = (Vec::new(), Vec::new());
    let (mut owed, mut closed) = (0, NaiveDate::MIN);
    for event in events {
        consents.follow(event);
        match event {
            CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) => closed = *closed_on,
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                assessments.retain(|(assessed_on, _)| *assessed_on >= closed);
                emergencies.retain(|contacted_on| *contacted_on >= closed);
            }
            CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
                for_next_report,
                triggered,
                assessed_on,
                ..
            }) => {
                // While that of a report that went is owed, it is that one's, unless it is for the next.
                if owed == 0 || *for_next_report {
                    assessments.push((*assessed_on, *triggered));
                } else {
                    owed -= 1;
                }
            }
            CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { contacted_at, .. }) => {
                emergencies.push(oslo_date(*contacted_at));
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_at, .. }) => {
                let sent_on = oslo_date(*sent_at);
                // Told as they were recorded: a no takes back what was found by its day.
                let (mut yes, mut no): (Option<NaiveDate>, Option<NaiveDate>) = (None, None);
                for (day, triggered) in assessments.iter().filter(|(assessed_on, _)| *assessed_on <= sent_on) {
                    if *triggered {
                        yes = yes.max(Some(*day));
                    } else {
                        (yes, no) = (yes.filter(|yes| yes > day), no.max(Some(*day)));
                    }
                }
                let triggered = yes.map(|_| true).or(no.map(|_| false));
                match duty {
                    ReportDuty::Triggered => assert_eq!(triggered, Some(true)),
                    ReportDuty::Consented { consent } => {
                        assert_eq!(triggered, Some(false));
                        let scope = consents.standing(*consent, sent_on);
                        assert!(scope.purposes.contains(&A_REPORT));
                        assert!(scope.recipients.contains(&Body::ChildWelfareService));
                        assert!(!used_up.contains(consent), "nobody read another one (S2-39)");
                    }
                    ReportDuty::Emergency => {
                        assert_ne!(triggered, Some(true));
                        let since = no.unwrap_or(NaiveDate::MIN);
                        assert!(emergencies.iter().any(|day| since <= *day && *day <= sent_on));
                    }
                }
                // Each report on its own (S2-33).
                let given =
                    consents.asked.iter().filter(|(_, it)| it.given_on.is_some_and(|given_on| given_on <= sent_on));
                used_up.extend(given.map(|(consent, _)| *consent));
                assessments.clear();
                emergencies.clear();
                owed += usize::from(*duty == ReportDuty::Emergency);
            }
            _ => {}
        }
    }
}

/// Violence, abuse or that a child is taken away is feared (R-6, S2-21).
fn tells_of_what_telling_may_set_off(event: &CaseEvent) -> bool {
    let is_set_off = |category: &AcuteCategory| {
        !matches!(category, AcuteCategory::DangerToLifeOrHealth | AcuteCategory::OtherSeriousNeglect)
    };
    match event {
        CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { category, .. }) => is_set_off(category),
        CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { conditions, .. }) => {
            conditions.contains(&DutyCondition::Abuse)
        }
        CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { feared, triggered, .. }) => {
            *triggered && is_set_off(feared)
        }
        _ => false,
    }
}

/// What is asked of the ground a report names, or of the day guardians were told, is asked by the day of the report.
fn invariant_guardians_are_told_before_a_report_or_it_is_withheld(events: &[CaseEvent]) {
    let (mut told, mut grounds): (Vec<(NaiveDate, Vec<SubjectId>)>, _) = (Vec::new(), Vec::new());
    let (mut feared, mut closed) = (false, NaiveDate::MIN);
    let (mut guardians, mut owed, mut not_due) = (Guardians::default(), 0, Vec::<NaiveDate>::new());
    let subjects = |guardians: &[Guardian]| guardians.iter().map(|guardian| guardian.subject).collect::<Vec<_>>();
    // Of a report that was sent already.
    let mut to_be_told = false;
    for event in events {
        guardians.follow(event);
        if let CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed {
            for_next_report,
            triggered,
            assessed_on,
            ..
        }) = event
        {
            if owed > 0 && !for_next_report {
                owed -= 1;
            } else if *triggered {
                not_due.retain(|on| on <= assessed_on);
            } else {
                not_due.push(*assessed_on);
            }
        }
        match event {
            CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) => closed = *closed_on,
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                told.retain(|(told_on, _)| *told_on >= closed);
                not_due.retain(|on| *on >= closed);
            }
            event if tells_of_what_telling_may_set_off(event) => feared = true,
            CaseEvent::Family(FamilyEvent::GuardiansInformed {
                about: AboutGuardians::Report,
                guardians: who,
                informed_on,
            }) => {
                assert!(!feared, "nobody decided that telling them sets off nothing");
                assert!(grounds.iter().all(|(_, _, end)| *end != NaiveDate::MAX), "what is withheld is not told");
                let is_told = who.iter().any(|told| guardians.decides(told.subject, *informed_on));
                if is_told && !std::mem::take(&mut to_be_told) {
                    told.push((*informed_on, subjects(who)));
                }
            }
            CaseEvent::Reporting(ReportingEvent::ReportDrafted { co_authored_with_guardians, drafted_on, .. })
                if !co_authored_with_guardians.is_empty() =>
            {
                assert!(!feared, "nobody decided that writing it with them sets off nothing");
                told.push((*drafted_on, subjects(co_authored_with_guardians)));
            }
            CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld { ground, withheld_on, .. }) => {
                grounds.push((*ground, *withheld_on, NaiveDate::MAX));
                feared = false;
            }
            CaseEvent::Family(FamilyEvent::GuardianNotificationWithholdingLifted { lifted_on, .. }) => {
                feared = false;
                for (_, from, end) in grounds.iter_mut().filter(|(_, _, end)| *end == NaiveDate::MAX) {
                    assert!(*from <= *lifted_on);
                    *end = *lifted_on;
                }
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent { duty, withheld_from_guardians, sent_at, .. }) => {
                let sent_on = oslo_date(*sent_at);
                // Of several the one of the latest day, whichever was written down first.
                let held = grounds.iter().filter(|(_, from, end)| *from <= sent_on && sent_on < *end);
                let held = held.max_by_key(|(_, from, _)| *from);
                assert_eq!(*withheld_from_guardians, held.map(|(ground, ..)| *ground));
                // Told of this one, since none was due; what they consent to they know of.
                let is_consented = matches!(duty, ReportDuty::Consented { .. });
                let since = not_due.iter().filter(|on| **on <= sent_on && !is_consented).max();
                let told_before = told.iter().any(|(told_on, who)| {
                    let is_of_it = since <= Some(told_on) && *told_on <= sent_on;
                    let decides = |told| guardians.decides(told, *told_on) && guardians.decides(told, sent_on);
                    is_of_it && who.iter().copied().any(decides)
                });
                assert!(held.is_some() || told_before);
                to_be_told |= !told_before;
                told.clear();
                not_due.clear();
                owed += usize::from(*duty == ReportDuty::Emergency);
            }
            _ => {}
        }
    }
}

/// told by the events alone. A report names the leader's last word by its day where that was a no; and since every
/// history may hold such a no before a report, none stops it.
fn invariant_a_report_names_the_leaders_no_it_was_sent_in_spite_of(events: &[CaseEvent]) {
    let (mut words, mut closed) = (Vec::new(), NaiveDate::MIN);
    for event in events {
        match event {
            // In a case that goes on, what was said before it ended is about no report of now.
            CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) => closed = *closed_on,
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => words.retain(|(said_on, _)| *said_on >= closed),
            CaseEvent::Discussion(DiscussionEvent::LeaderFeedbackGiven { agrees, given_on, .. }) => {
                words.push((*given_on, *agrees));
            }
            CaseEvent::Discussion(DiscussionEvent::LeaderDisagreementRecorded { recorded_on, .. }) => {
                words.push((*recorded_on, false));
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent { sent_despite_leader_disagreement, sent_at, .. }) => {
                let mut said_by_then = words.clone();
                said_by_then.retain(|(said_on, _)| *said_on <= oslo_date(*sent_at));
                said_by_then.sort_by_key(|(said_on, _)| *said_on);
                let no_on = said_by_then.last().filter(|(_, agrees)| !agrees).map(|(said_on, _)| *said_on);
                assert_eq!(sent_despite_leader_disagreement.map(|disagreement| disagreement.on), no_on);
            }
            _ => {}
        }
    }
}

/// what is cited was observed before, and an analysis or assessment that cites nothing says why.
fn invariant_what_is_analysed_was_observed_or_it_says_why_not(events: &[CaseEvent]) {
    let mut observed = BTreeSet::new();
    for event in events {
        match event {
            CaseEvent::Concern(ConcernEvent::ObservationLogged { observation, .. }) => {
                observed.insert(*observation);
            }
            CaseEvent::Analysis(AnalysisEvent::ConcernAnalysed { basis, no_basis_because, .. })
            | CaseEvent::Concern(ConcernEvent::ConcernAssessed { basis, no_basis_because, .. }) => {
                assert!(basis.iter().all(|cited| observed.contains(cited)));
                assert_eq!(basis.is_empty(), no_basis_because.is_some());
            }
            _ => {}
        }
    }
}

/// alternative D alone waits for no answer.
fn invariant_siblings_are_asked_for_before_an_alternative(events: &[CaseEvent]) {
    let mut answered = false;
    for event in events {
        answered |= matches!(event, CaseEvent::Siblings(_));
        if let CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, .. }) = event {
            assert!(answered || *alternative == Alternative::D);
        }
    }
}

/// the end of an imported case is a fact of another system and asks nobody. What was left to alternative D waits again
/// if D ends and nobody has acted on it.
fn invariant_no_case_is_closed_with_a_refusal_that_waits(events: &[CaseEvent]) {
    let (mut active, mut waiting) = (BTreeSet::new(), BTreeSet::new());
    let (mut weighed, mut left_to_d) = (BTreeSet::new(), BTreeSet::new());
    // It may be to the same.
    let mut consented = false;
    // Whose yes still counts where the unit says who the guardians are, is another rule's.
    let guardians_change =
        events.iter().any(|event| matches!(event, CaseEvent::Family(FamilyEvent::GuardiansNamed { .. })));
    let (mut asked, mut yeses) = (BTreeMap::new(), BTreeSet::new());
    for event in events {
        let mut is_no = false;
        if let CaseEvent::Consent(event) = event {
            match event {
                ConsentEvent::ConsentRequested { consent, of, scope, .. } => {
                    asked.insert(*consent, (of.guardian().map(|guardian| guardian.subject), scope.clone()));
                }
                ConsentEvent::ConsentGiven { consent, consented_by, own_say, .. } => {
                    if asked[consent].0.is_none() || is_from_who_decides(*consented_by, *own_say) {
                        yeses.insert(*consent);
                    }
                }
                ConsentEvent::ConsentNarrowed { consent, scope, .. } => {
                    asked.get_mut(consent).unwrap().1 = scope.clone();
                }
                ConsentEvent::ConsentRefused { .. } => is_no = true,
                ConsentEvent::ConsentExpired { consent, .. } => _ = yeses.remove(consent),
                ConsentEvent::ConsentRequestWithdrawn { consent, .. } => {
                    assert!(!yeses.contains(consent), "nobody had answered");
                }
                ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. } => {
                    let counts = |yes: &ConsentId| asked[yes].1.ended_before(*withdrawn_on).is_none();
                    let carried = yeses.remove(consent) && counts(consent);
                    let (whose, scope) = &asked[consent];
                    let takes_its_place =
                        |yes: &&ConsentId| counts(yes) && asked[yes].0 == *whose && asked[yes].1.holds_all_of(scope);
                    is_no = carried && !guardians_change && !yeses.iter().any(|yes| takes_its_place(&yes));
                }
            }
        }
        match event {
            CaseEvent::Alternatives(AlternativesEvent::AlternativeChosen { alternative, .. }) => {
                active.insert(*alternative);
                if *alternative == Alternative::D {
                    left_to_d.extend(std::mem::take(&mut waiting).difference(&weighed));
                }
            }
            CaseEvent::Alternatives(AlternativesEvent::AlternativeEnded { alternative, .. }) => {
                active.remove(alternative);
                let waits_again = active.contains(&Alternative::B) || active.contains(&Alternative::C);
                if *alternative == Alternative::D && waits_again && !consented {
                    waiting.append(&mut left_to_d);
                }
            }
            CaseEvent::Reporting(
                ReportingEvent::DutyToReportAssessed { .. }
                | ReportingEvent::ReportSent { .. }
                | ReportingEvent::EmergencyContactMade { .. },
            ) => {
                weighed.clone_from(&waiting);
                left_to_d.clear();
            }
            CaseEvent::Consent(ConsentEvent::ConsentGiven { .. }) => consented = true,
            // What was refused before the case ended asks for no answer in the one that goes on, and what was said yes to ended.
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                left_to_d.clear();
                yeses.clear();
            }
            CaseEvent::Consent(
                ConsentEvent::ConsentRefused { consent, .. } | ConsentEvent::ConsentWithdrawn { consent, .. },
            ) if is_no && (active.contains(&Alternative::B) || active.contains(&Alternative::C)) => {
                waiting.insert(*consent);
                weighed.remove(consent);
            }
            CaseEvent::Sharing(
                SharingEvent::RefusalAccepted { consent, .. }
                | SharingEvent::SharingExceptionAssessed { consent: Some(consent), .. },
            ) => {
                waiting.remove(consent);
                left_to_d.remove(consent);
            }
            CaseEvent::Course(CourseEvent::CaseClosed { outcome, .. }) => {
                assert!(waiting.is_empty() || !matches!(outcome, RecordedOutcome::Decided(_)));
                // The alternatives end with the case, and what waits in them.
                active.clear();
                waiting.clear();
            }
            _ => {}
        }
    }
}

/// No id is used twice: what was observed, asked or sent under it stays what it was.
fn invariant_no_id_is_used_twice(events: &[CaseEvent]) {
    let mut used = BTreeSet::new();
    for event in events {
        let id = match event {
            CaseEvent::Concern(ConcernEvent::ObservationLogged { observation, .. }) => observation.to_string(),
            CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, .. }) => consent.to_string(),
            CaseEvent::Reporting(ReportingEvent::ReportSent { report, .. }) => report.to_string(),
            CaseEvent::Discussion(DiscussionEvent::InternalNoteSubmittedToLeader { note, .. }) => note.to_string(),
            _ => continue,
        };
        assert!(used.insert((event.name(), id)), "{}", event.name());
    }
}

/// Of a closed case, what was seen is taken while the duty to report is still to be assessed by it: of a report that an emergency
/// sent, or of a call that nobody has assessed or reported by since.
fn invariant_a_closed_case_takes_only_what_danger_and_the_end_of_consent_need(events: &[CaseEvent]) {
    let mut closed = false;
    let (mut called_on, mut answered_on): (Option<NaiveDate>, Option<NaiveDate>) = (None, None);
    let mut owed = 0;
    for event in events {
        match event {
            CaseEvent::Reporting(ReportingEvent::EmergencyContactMade { contacted_at, .. }) => {
                called_on = called_on.max(Some(oslo_date(*contacted_at)));
            }
            CaseEvent::Reporting(ReportingEvent::DutyToReportAssessed { for_next_report, assessed_on, .. }) => {
                answered_on = answered_on.max(Some(*assessed_on));
                owed -= usize::from(owed > 0 && !for_next_report);
            }
            CaseEvent::Reporting(ReportingEvent::ReportSent { duty, sent_at, .. }) => {
                answered_on = answered_on.max(Some(oslo_date(*sent_at)));
                owed += usize::from(*duty == ReportDuty::Emergency);
            }
            CaseEvent::Concern(ConcernEvent::ObservationLogged { .. }) if closed => {
                assert!(owed > 0 || answered_on < called_on, "nothing is to be assessed by it");
                continue;
            }
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                assert!(closed, "only a closed case is reopened");
                closed = false;
            }
            CaseEvent::Course(CourseEvent::CaseClosed { .. }) => {
                assert!(!closed);
                closed = true;
                continue;
            }
            _ => {}
        }
        assert!(
            !closed
                || matches!(
                    event,
                    CaseEvent::Reporting(
                        ReportingEvent::EmergencyContactMade { .. }
                            | ReportingEvent::DutyToReportAssessed { .. }
                            | ReportingEvent::ReportDrafted { .. }
                            | ReportingEvent::ReportDraftDiscarded { .. }
                            | ReportingEvent::ReportSent { .. }
                            | ReportingEvent::ReportCosigned { .. }
                    ) | CaseEvent::Alternatives(AlternativesEvent::Chapter9aNoticeFiled { .. })
                        | CaseEvent::Consent(
                            ConsentEvent::ConsentWithdrawn { .. }
                                | ConsentEvent::ConsentNarrowed { .. }
                                | ConsentEvent::ConsentExpired { .. }
                        )
                        | CaseEvent::Sharing(
                            SharingEvent::DisclosureOrdered { .. }
                                | SharingEvent::DisclosureOrderClosed { .. }
                                | SharingEvent::InformationShared {
                                    rests_on: SharingBasis::Duty { .. } | SharingBasis::Necessity,
                                    ..
                                }
                        )
                        | CaseEvent::Course(
                            CourseEvent::HelpToldOfBySource { .. } | CourseEvent::ReopeningDeclined { .. }
                        )
                        | CaseEvent::Family(
                            FamilyEvent::GuardiansInformed { .. }
                                | FamilyEvent::GuardiansNamed { .. }
                                | FamilyEvent::GuardianNotificationWithheld { .. }
                                | FamilyEvent::GuardianNotificationWithholdingLifted { .. }
                        )
                        | CaseEvent::Copy(_)
                        | CaseEvent::Attachment(AttachmentEvent::AttachmentWithdrawn { .. })
                        | CaseEvent::Correction(_)
                        | CaseEvent::Answer(_)
                        | CaseEvent::Averting(_)
                        | CaseEvent::Discussion(
                            DiscussionEvent::LeaderFeedbackGiven { .. }
                                | DiscussionEvent::LeaderDisagreementRecorded { .. }
                        )
                ),
            "{}",
            event.name()
        );
    }
}

/// told by the events alone, by the highest level of the day of each measure's planning and by the days on which the case was lifted.
fn invariant_from_level_2_on_guardians_agree_before_a_measure_starts(events: &[CaseEvent]) {
    let (mut level, mut lifted_on) = (Level::One, None);
    let (mut planned, mut approvals, mut running) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    let mut known = Guardians::default();
    // The level that it came to on each day, in order.
    let mut levels: Vec<(NaiveDate, Level)> = Vec::new();
    for event in events {
        known.follow(event);
        match event {
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level: now, escalated_on, .. }) => {
                (level, lifted_on) = (*now, lifted_on.or(Some(*escalated_on)));
                levels.push((*escalated_on, *now));
            }
            CaseEvent::Course(CourseEvent::ReturnedToLevel { level: now, returned_on: on, .. }) => {
                level = *now;
                levels.push((*on, *now));
            }
            CaseEvent::Course(CourseEvent::CaseClosed { closed_on: on, .. }) => levels.push((*on, Level::One)),
            CaseEvent::Course(CourseEvent::CaseReopened { reopened_on: on, .. }) => {
                level = Level::One;
                levels.push((*on, Level::One));
            }
            CaseEvent::Measure(MeasureEvent::MeasurePlanned { measure, planned_on, .. }) => {
                let first = levels.partition_point(|(on, _)| on < planned_on);
                let on_the_day = levels[first..].iter().take_while(|(on, _)| on == planned_on);
                let began_with = levels[..first].last().into_iter();
                let highest = began_with.chain(on_the_day).map(|(_, level)| *level).max();
                planned.insert(*measure, highest.unwrap_or(Level::One));
            }
            CaseEvent::Measure(MeasureEvent::MeasuresApprovedByGuardians { measures, approved_on, guardians }) => {
                assert!(!measures.is_empty() && !guardians.is_empty());
                let each = measures.iter().flat_map(|measure| guardians.iter().map(|by| (*measure, by.subject)));
                approvals.extend(each.map(|(measure, by)| (measure, by, *approved_on)));
            }
            CaseEvent::Meeting(MeetingEvent::MeetingHeld { attendance, held_on, .. })
                if !attendance.guardians.is_empty() =>
            {
                let guardians = || attendance.guardians.iter().map(|guardian| guardian.subject);
                let each = attendance.measures.iter().flat_map(|measure| guardians().map(|by| (*measure, by)));
                approvals.extend(each.map(|(measure, by)| (measure, by, *held_on)));
            }
            CaseEvent::Measure(MeasureEvent::MeasureStarted { measure, started_on }) => {
                running.insert(*measure, *started_on);
            }
            CaseEvent::Measure(MeasureEvent::MeasureEnded { measure, .. }) => {
                running.remove(measure);
            }
            _ => continue,
        }
        if level == Level::One {
            lifted_on = None;
        }
        // Who the guardians were may be written down after something started on somebody's yes: it goes on, and is found.
        let is_asked = |measure: &MeasureId, started_on: &NaiveDate| match event {
            CaseEvent::Measure(MeasureEvent::MeasureStarted { measure: started, .. }) => started == measure,
            CaseEvent::Course(CourseEvent::EscalatedToLevel { escalated_on, .. }) => escalated_on <= started_on,
            _ => false,
        };
        for (measure, started_on) in running.iter().filter(|(measure, started_on)| is_asked(measure, started_on)) {
            if planned[measure] > Level::One || lifted_on.is_some_and(|lifted_on| lifted_on <= *started_on) {
                assert!(approvals.iter().any(|(approved, by, on)| {
                    let decides = known.decides(*by, *on) && known.decides(*by, *started_on);
                    approved == measure && on <= started_on && decides
                }));
            }
        }
    }
}

fn invariant_a_measure_is_planned_started_and_ended_once_and_in_that_order(events: &[CaseEvent]) {
    let (mut planned, mut started, mut ended) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for event in events {
        let CaseEvent::Measure(event) = event else { continue };
        match event {
            MeasureEvent::MeasurePlanned { measure, .. } => assert!(planned.insert(*measure)),
            MeasureEvent::MeasuresApprovedByGuardians { measures, .. }
            | MeasureEvent::MeasuresApprovedByYouth { measures, .. } => {
                assert!(measures.is_subset(&planned) && measures.is_disjoint(&ended));
            }
            MeasureEvent::MeasuresRefusedByGuardians { measures, .. }
            | MeasureEvent::MeasuresRefusedByYouth { measures, .. } => {
                assert!(measures.is_subset(&planned) && measures.is_disjoint(&ended) && measures.is_disjoint(&started));
            }
            MeasureEvent::MeasureStarted { measure, .. } => {
                assert!(planned.contains(measure) && !ended.contains(measure) && started.insert(*measure));
            }
            MeasureEvent::MeasureEvaluated { measure, .. } => assert!(started.contains(measure)),
            MeasureEvent::MeasureExtended { measure, .. } => {
                assert!(started.contains(measure) && !ended.contains(measure));
            }
            MeasureEvent::MeasureEnded { measure, .. } => assert!(planned.contains(measure) && ended.insert(*measure)),
        }
    }
}

/// by the day that an event tells of, and not by the one on which it was recorded.
fn invariant_a_step_names_the_version_that_was_followed_on_its_day(events: &[CaseEvent]) {
    let mut versions: Vec<(NaiveDate, &GuideVersion)> = Vec::new();
    for event in events {
        let followed_on = |day: NaiveDate| versions.iter().rfind(|(since, _)| *since <= day).map(|(_, guide)| *guide);
        match event {
            CaseEvent::Steps(StepsEvent::GuideFollowed { guide, decision, followed_on, .. }) => {
                assert!(decision.is_some() || versions.is_empty(), "it is moved with reasons only");
                assert!(versions.last().is_none_or(|(since, _)| since <= followed_on));
                versions.push((*followed_on, guide));
            }
            CaseEvent::Steps(StepsEvent::StepDecisionTaken { guide, outcomes, current, decided_on, .. }) => {
                assert_eq!(Some(guide), followed_on(*decided_on));
                assert!(!outcomes.is_empty() && !current.is_empty());
            }
            CaseEvent::Course(
                CourseEvent::CaseClosed { guides, closed_on: day, .. }
                | CourseEvent::CaseReopened { guides, reopened_on: day, .. },
            )
            | CaseEvent::Alternatives(
                AlternativesEvent::AlternativeChosen { guides, chosen_on: day, .. }
                | AlternativesEvent::AlternativeEnded { guides, ended_on: day, .. },
            ) => assert!(guides.iter().eq(followed_on(*day))),
            _ => {}
        }
    }
}

/// told by the events alone.
fn invariant_on_level_3_exactly_one_holds_the_relay(events: &[CaseEvent]) {
    let (mut level, mut holder) = (Level::One, None);
    for event in events {
        match event {
            CaseEvent::Relay(RelayEvent::RelayHolderAssigned { holder: new, .. }) => {
                assert_eq!(holder.replace(new.clone()), None, "no second one");
            }
            CaseEvent::Relay(RelayEvent::RelayHolderChanged { from, to, .. }) => {
                assert_eq!(holder.replace(to.clone()).as_ref(), Some(from));
            }
            CaseEvent::Course(CourseEvent::EscalatedToLevel { level: now, .. }) => level = *now,
            CaseEvent::Course(CourseEvent::ReturnedToLevel { level: now, .. }) => (level, holder) = (*now, None),
            CaseEvent::Course(CourseEvent::CaseClosed { .. }) => (level, holder) = (Level::One, None),
            _ => {}
        }
        assert!(level < Level::Three || holder.is_some());
    }
}

/// A meeting is called once and held once, and only the head calls the resource team.
fn invariant_a_meeting_is_called_before_it_is_held_and_each_once(events: &[CaseEvent]) {
    let (mut called, mut held, mut off) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for event in events {
        let CaseEvent::Meeting(event) = event else { continue };
        match event {
            MeetingEvent::ResourceTeamConvened { meeting, convened_by, .. } => {
                assert!(called.insert(*meeting) && convened_by.role == DeciderRole::Head);
            }
            MeetingEvent::InterdisciplinaryMeetingConvened { meeting, .. }
            | MeetingEvent::EvaluationMeetingConvened { meeting, .. }
            | MeetingEvent::ClarificationMeetingConvened { meeting, .. } => assert!(called.insert(*meeting)),
            MeetingEvent::MeetingHeld { meeting, .. } | MeetingEvent::ClarificationMeetingHeld { meeting, .. } => {
                assert!(called.contains(meeting) && !off.contains(meeting) && held.insert(*meeting));
            }
            MeetingEvent::MinutesRecorded { meeting, .. }
            | MeetingEvent::ResourceTeamRecommendationRecorded { meeting, .. } => assert!(held.contains(meeting)),
            MeetingEvent::NextMeetingAgreed { meeting: Some(meeting), .. } => {
                assert!(called.contains(meeting) && !off.contains(meeting) && !held.contains(meeting));
            }
            MeetingEvent::MeetingCalledOff { meeting: Some(meeting), .. } => {
                assert!(called.contains(meeting) && !held.contains(meeting) && off.insert(*meeting));
            }
            MeetingEvent::NextMeetingAgreed { .. } | MeetingEvent::MeetingCalledOff { .. } => {}
        }
    }
}

/// R-37, S4-9: who signs is a party of what holds, and signs once.
fn invariant_parties_alone_sign_and_once(events: &[CaseEvent]) {
    let (mut unsigned, mut superseded) = (BTreeMap::new(), BTreeSet::new());
    for event in events {
        let CaseEvent::Agreement(event) = event else { continue };
        match event {
            AgreementEvent::AgreementDrawn { agreement, parties, .. } => {
                let subjects: BTreeSet<_> = parties.iter().map(|party| party.subject).collect();
                assert!(!subjects.is_empty() && subjects.len() == parties.len());
                assert_eq!(unsigned.insert(*agreement, subjects), None);
            }
            AgreementEvent::AgreementSigned { agreement, by, .. } => {
                assert!(!superseded.contains(agreement) && unsigned.get_mut(agreement).unwrap().remove(by));
            }
            AgreementEvent::AgreementSuperseded { agreement, by, .. } => {
                assert!(unsigned.contains_key(by) && superseded.insert(*agreement));
            }
        }
    }
}

/// no guardian gets a copy of a report, or signs one, while there is a ground not to tell them or that is to be
/// decided, and each gets it once.
fn invariant_no_guardian_sees_a_report_that_is_withheld(events: &[CaseEvent]) {
    let (mut held, mut feared, mut got) = (false, false, BTreeSet::new());
    for event in events {
        match event {
            event if tells_of_what_telling_may_set_off(event) => feared = true,
            CaseEvent::Family(FamilyEvent::GuardianNotificationWithheld { .. }) => (held, feared) = (true, false),
            CaseEvent::Family(FamilyEvent::GuardianNotificationWithholdingLifted { .. }) => {
                (held, feared) = (false, false);
            }
            CaseEvent::Copy(CopyEvent::CopyDelivered { document, recipient, .. }) => {
                assert!(!held && !feared || matches!(document, Document::Agreement { .. }));
                assert!(got.insert((*document, recipient.subject)));
            }
            CaseEvent::Copy(CopyEvent::CopyWithheld { .. }) => assert!(held),
            CaseEvent::Reporting(ReportingEvent::ReportCosigned { guardians, .. }) => {
                assert!(!held && !feared && !guardians.is_empty());
            }
            _ => {}
        }
    }
}

/// What a report needs is no way around by calling it a referral.
fn invariant_nobody_is_referred_where_one_reports(events: &[CaseEvent]) {
    for event in events {
        if let CaseEvent::Referral(ReferralEvent::ReferralSent { recipient, categories, .. }) = event {
            assert!(*recipient == Body::School && !categories.is_empty());
        }
    }
}

fn invariant_a_case_opens_first_and_once(events: &[CaseEvent]) {
    let opens = |event: &CaseEvent| matches!(event, CaseEvent::Course(CourseEvent::CaseOpened { .. }));
    assert!(events.first().is_none_or(opens));
    assert!(!events.iter().skip(1).any(opens));
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_an_invariant(commands in asked()) {
        let events = history::<Case>(&commands).events;
        invariant_every_escalation_rests_on_a_consent_that_stands(&events);
        plans::invariant_one_plan_is_followed_and_each_way_names_all_that_runs(&events);
        invariant_the_level_rises_by_one_and_falls_by_any(&events);
        invariant_every_report_rests_on_duty_consent_or_emergency(&events);
        invariant_guardians_are_told_before_a_report_or_it_is_withheld(&events);
        invariant_a_report_names_the_leaders_no_it_was_sent_in_spite_of(&events);
        invariant_what_is_analysed_was_observed_or_it_says_why_not(&events);
        invariant_siblings_are_asked_for_before_an_alternative(&events);
        sharing::invariant_what_is_shared_by_consent_was_consented_to(&events);
        sharing::invariant_what_is_shared_by_exception_was_assessed_and_allowed(&events);
        sharing::invariant_what_is_shared_by_duty_is_owed_to_the_body(&events);
        invariant_no_case_is_closed_with_a_refusal_that_waits(&events);
        invariant_no_id_is_used_twice(&events);
        invariant_from_level_2_on_guardians_agree_before_a_measure_starts(&events);
        invariant_a_measure_is_planned_started_and_ended_once_and_in_that_order(&events);
        invariant_a_step_names_the_version_that_was_followed_on_its_day(&events);
        invariant_on_level_3_exactly_one_holds_the_relay(&events);
        invariant_a_meeting_is_called_before_it_is_held_and_each_once(&events);
        invariant_parties_alone_sign_and_once(&events);
        invariant_no_guardian_sees_a_report_that_is_withheld(&events);
        invariant_nobody_is_referred_where_one_reports(&events);
    }

    #[test]
    fn no_sequence_of_commands_opens_a_case_twice_or_goes_on_in_a_closed_one(commands in asked_in_any_order()) {
        let events = history::<Case>(&commands).events;
        invariant_a_case_opens_first_and_once(&events);
        invariant_a_closed_case_takes_only_what_danger_and_the_end_of_consent_need(&events);
    }

    #[test]
    fn every_case_loads_from_its_events_and_survives_storage(commands in asked()) {
        let history = history::<Case>(&commands);
        every_prefix_loads(&history);
        everything_survives_storage(&history);
        nothing_occurs_after_it_is_recorded(&history);
    }

    #[test]
    fn neither_summary_nor_debug_print_of_a_case_tells_who_it_is_about(commands in asked()) {
        nobody_is_named(&commands, &history::<Case>(&commands));
    }
}

#[test]
fn no_summary_of_a_case_event_holds_personal_text() {
    for (_, event) in every_case_event() {
        tells_of_nobody(&event);
    }
}

proptest! {
    /// nothing but a person's own command sends a report: no import, no step of a guide, no level, no rule.
    #[test]
    fn r_17_s2_34_a_report_is_sent_by_the_command_of_whoever_bears_the_duty_and_by_nothing_else(commands in asked()) {
        let mut case = Case::default();
        for command in commands {
            let asked_to_send = match &command.action {
                CaseAction::Reporting(ReportingAction::SendReport { duty_bearer, .. }) => Some(duty_bearer.clone()),
                _ => None,
            };
            for event in case.decide(command).unwrap_or_default() {
                if let CaseEvent::Reporting(ReportingEvent::ReportSent { duty_bearer, .. }) = &event {
                    prop_assert_eq!(Some(duty_bearer), asked_to_send.as_ref());
                }
                case.apply(event);
            }
        }
    }
}

/// Guards the properties above against random commands that are all refused.
#[test]
fn random_commands_lead_to_every_event_of_a_case() {
    let every_name: BTreeSet<_> = every_case_event().into_iter().map(|(name, _)| name).collect();
    let every_way = [
        "level 2",
        "level 3",
        "report: Triggered",
        "report: Consented",
        "report: Emergency",
        "guardians told",
        "guardians not told",
        "in spite of a leader's no",
        "shared: Consent",
        "shared: Duty",
        "shared: Exception",
        "shared: Necessity",
        "shared: Order",
        "shared back",
    ];
    let (names, ways) = ways_of_random_cases(every_name.len(), every_way.len());
    assert_eq!(names, every_name);
    assert_eq!(ways, every_way.map(str::to_owned).into());
}

/// The names of the events in so many random cases that there are that many of both, or many, and the ways they came about.
fn ways_of_random_cases(of_events: usize, of_ways: usize) -> (BTreeSet<&'static str>, BTreeSet<String>) {
    let mut runner = TestRunner::deterministic();
    let (mut names, mut ways) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..4096 {
        if names.len() == of_events && ways.len() == of_ways {
            break;
        }
        let commands = asked().new_tree(&mut runner).unwrap().current();
        for event in history::<Case>(&commands).events {
            names.insert(event.name());
            match event {
                CaseEvent::Course(CourseEvent::EscalatedToLevel { level, .. }) => {
                    ways.insert(format!("level {}", level.number()));
                }
                CaseEvent::Sharing(SharingEvent::InformationShared { direction, rests_on, .. }) => {
                    let basis = match rests_on {
                        SharingBasis::Consent { .. } => "Consent",
                        SharingBasis::Duty { ordered_on: None, .. } => "Duty",
                        SharingBasis::Duty { ordered_on: Some(_), .. } => "Order",
                        SharingBasis::Necessity => "Necessity",
                        SharingBasis::Exception { .. } => "Exception",
                    };
                    ways.insert(format!("shared: {basis}"));
                    if direction == SharingDirection::BackToUnit && matches!(rests_on, SharingBasis::Consent { .. }) {
                        ways.insert("shared back".to_owned());
                    }
                }
                CaseEvent::Reporting(ReportingEvent::ReportSent {
                    duty,
                    withheld_from_guardians,
                    sent_despite_leader_disagreement,
                    ..
                }) => {
                    if sent_despite_leader_disagreement.is_some() {
                        ways.insert("in spite of a leader's no".to_owned());
                    }
                    let rests_on = match duty {
                        ReportDuty::Triggered => "Triggered",
                        ReportDuty::Consented { .. } => "Consented",
                        ReportDuty::Emergency => "Emergency",
                    };
                    ways.insert(format!("report: {rests_on}"));
                    let told = if withheld_from_guardians.is_none() { "told" } else { "not told" };
                    ways.insert(format!("guardians {told}"));
                }
                _ => {}
            }
        }
    }
    (names, ways)
}
