//! For each kind of finding its stories are run: in one of them it is found, and in one near it it is not.

use super::*;

/// The stories of that kind. A new kind has none until they stand here.
const fn stories_of(kind: FindingKind) -> &'static [fn()] {
    match kind {
        FindingKind::TriageLate => &[
            joining::d_1_s2_48_a_report_that_waits_for_triage_anew_is_owed_it_by_the_day_that_receipt_sets,
            reports::d1_triage_on_the_seventh_day_is_in_time,
            reports::d1_triage_after_seven_days_is_found_and_mended_by_triage,
            reports::d1_triage_that_was_late_but_recorded_later_still_counts_from_its_own_day,
        ],
        FindingKind::AcknowledgementLate => &[
            reports::r41_d2_no_acknowledgement_in_three_weeks_is_found,
        ],
        FindingKind::ReporterNotToldOfTriage => &[
            reports::r42_a_public_reporter_is_to_be_told_how_triage_ended,
            reports::r42_s1_7_s2_51_late_triage_makes_no_room_for_telling_the_reporter_late,
        ],
        FindingKind::ReportDismissedAlone => &[
            reports::r_48_a_report_that_was_dismissed_here_by_one_person_is_found,
            reports::r_48_s2_47_who_dismissed_after_a_meeting_that_is_written_down_later_was_not_alone,
            reports::r_48_of_a_dismissal_that_was_imported_nothing_is_found,
        ],
        FindingKind::TriagedWithoutIntakeMeeting => &[
            reports::s2_47_s1_5_a_report_that_no_intake_meeting_went_through_before_triage_leaves_a_notice_whatever_it_came_to,
            reports::s2_47_r_10_a_meeting_that_is_written_down_after_triage_counts_by_its_own_day,
            reports::s2_47_r_43_a_meeting_before_triage_is_concluded_anew_mends_that_none_came_before_the_first,
        ],
        FindingKind::JoinedInvestigationUnnamed => &[
            joining::r_43_a_public_report_that_joined_an_investigation_nobody_named_is_found,
            joining::r_43_naming_the_investigation_afterwards_mends_it_and_owes_the_reporter_its_end,
            joining::r_43_s2_48_that_an_investigation_was_not_named_is_mended_where_it_is_corrected_that_a_report_joined_it,
        ],
        FindingKind::JoinedAnotherChild => &[
            same_child::r_43_s2_48_a_report_that_joined_another_childs_investigation_is_found_until_that_is_corrected,
            same_child::r_43_s2_48_what_is_recorded_to_be_the_same_child_was_no_other_and_what_is_not_so_any_more_is_found,
        ],
        FindingKind::JoinedReportNotWeighed => &[
            weighing::s2_48_a_report_that_is_added_to_an_investigation_is_looked_into_there_or_that_is_found_at_its_end,
            weighing::s2_48_what_joins_an_investigation_that_has_ended_is_found_until_triage_is_concluded_anew,
        ],
        FindingKind::ActiveMeasuresUnnamed => &[
            weighing::r_50_a_report_that_was_dismissed_because_of_measures_nobody_named_is_found,
        ],
        FindingKind::InvestigatedTwice => &[
            twice::s2_5_d_3_an_investigation_beside_another_one_of_the_child_is_found_until_one_of_them_ends,
            twice::s2_5_one_that_began_when_the_other_was_over_or_is_another_childs_is_not_found,
        ],
        FindingKind::DecidedByAnother => &[
            cooperation::r_30_s3_31_on_level_2_who_works_with_the_case_and_the_leader_move_it_together,
            cooperation::r_30_s3_42_on_level_3_who_holds_the_relay_moves_it,
        ],
        FindingKind::DeclarationMissing => &[
            reports::r_62_a_private_report_without_the_declaration_is_found_until_it_is_made,
            reports::r_62_a_private_report_that_was_declared_when_it_was_told_is_not_found,
        ],
        FindingKind::PrivatelyReportedFromWork => &[
            at_work::s2_24_r_42_naming_who_reported_from_work_mends_it_and_owes_feedback_from_then_on,
            reports::r_62_a_private_report_without_the_declaration_is_found_until_it_is_made,
            reports::r_62_a_private_report_that_was_declared_when_it_was_told_is_not_found,
            reports::r_62_s2_24_what_was_said_to_be_learned_through_work_by_mistake_is_no_finding_once_corrected,
            reports::s2_24_what_was_learned_through_work_and_reported_privately_is_found,
        ],
        FindingKind::UrgentFollowUpMissing => &[
            reports::s2_48_where_triage_finds_it_urgent_what_is_done_at_once_is_owed_until_it_is_decided,
        ],
        FindingKind::InvestigationNotOpened => &[
            reports::d3_s2_52_an_investigation_that_nobody_opens_is_late_after_three_months,
        ],
        FindingKind::InvestigationLate => &[
            reports::d3_an_investigation_is_due_after_three_calendar_months_and_both_counts_are_shown,
            reports::d3_an_extension_moves_the_last_day_and_is_shown,
            reports::d3_c11_an_extension_after_the_last_day_leaves_the_breach_where_it_is,
            reports::d3_c11_an_extension_that_is_dated_back_to_before_the_last_day_leaves_the_breach_where_it_is,
        ],
        FindingKind::InvestigationWithoutPlan => &[
            reports::d3_an_extension_moves_the_last_day_and_is_shown,
            reports::s2_53_an_investigation_is_to_be_planned_and_one_concluded_without_a_plan_is_found,
        ],
        FindingKind::InvestigationWithoutSteps => &[
            coercion::s1_10_an_investigation_in_which_others_told_what_they_know_had_a_step,
            reports::d3_an_extension_moves_the_last_day_and_is_shown,
            reports::s1_10_an_investigation_concluded_with_nothing_done_in_it_is_found,
        ],
        FindingKind::MeasureStartedUnapproved => &[
            who_decides::r_32_what_began_on_the_yes_of_one_who_was_no_guardian_by_then_is_found_until_a_guardian_approves_it,
        ],
        FindingKind::ChildNotHeard => &[
            reports::s2_55_r_49_that_the_child_was_given_no_opportunity_is_found_until_it_is_given_one,
        ],
        FindingKind::FeedbackLate => &[
            joining::r_43_s1_13_s2_42_each_public_reporter_whose_report_joined_an_investigation_is_owed_its_end_in_writing,
            joining::r_43_s2_48_what_was_owed_of_the_wrong_investigation_lapses_and_is_owed_of_the_right_one,
            reports::d3_an_extension_moves_the_last_day_and_is_shown,
            reports::r_43_d_4_a_public_reporter_is_to_be_told_within_three_weeks_how_the_investigation_ended,
            reports::r_43_nobody_else_is_owed_how_the_investigation_ended,
        ],
        FindingKind::DismissedWithoutRefusal => &[
            concern::r_46_a_dismissal_with_concern_that_tells_of_no_refusal_is_found,
            concern::r_46_of_a_dismissal_with_concern_that_was_imported_nothing_is_found,
        ],
        FindingKind::RenewalLate => &[
            concern::d_5_a_renewed_investigation_is_owed_for_six_calendar_months_and_both_counts_are_shown,
            concern::d_5_a_renewed_investigation_is_met_by_the_next_one_of_the_child,
            concern::d_5_calling_off_after_the_last_day_ends_what_is_owed_and_mends_nothing,
            concern::d_5_c11_calling_off_that_is_dated_back_after_the_last_day_leaves_the_breach_where_it_is,
        ],
        FindingKind::IntrusiveWithoutPrinciples => &[
            coercion::s2_6_an_emergency_placement_without_the_three_principles_is_found_until_they_are_answered,
            coercion::s2_6_two_emergency_placements_without_the_three_principles_are_two_findings,
        ],
        FindingKind::ReportWithoutAssessedDuty => &[
            calls::r_2_r_19_a_call_in_acute_danger_owes_the_assessed_duty_a_decision_and_the_question_for_siblings,
            cases::r2_a_report_in_an_emergency_owes_the_assessment_and_is_excused,
            cases::r2_a_report_after_the_assessment_owes_none,
        ],
        FindingKind::DutyNotMet => &[
            duty::r_9_s4_1_a_triggered_duty_to_report_is_owed_a_report_within_three_working_days,
            duty::r_9_r_1_whoever_tells_the_service_of_acute_danger_is_in_time_and_writes_the_report_all_the_same,
            duty::r_9_s0_43_after_a_call_a_written_report_that_does_not_come_is_found,
            duty::r_9_r_1_the_service_that_was_told_too_late_is_found_whichever_was_written_down_first,
            duty::r_9_where_no_duty_is_triggered_no_report_is_owed,
            duty::r_9_c11_seeing_it_otherwise_takes_back_neither_a_later_assessment_nor_a_breach,
        ],
        FindingKind::NecessityNotAssessed => &[
            duty::s3_50_r_21_what_is_shared_on_necessity_is_followed_by_contact_report_or_assessment_the_next_day,
            duty::s3_50_what_was_done_on_the_day_and_written_down_first_answers_it_and_other_bases_ask_for_nothing,
            duty::s3_50_what_was_assessed_too_late_is_found_once_for_all_that_was_shared_on_a_day,
        ],
        FindingKind::SeriousnessNotActedOn => &[
            seriousness::s0_36_alternative_d_is_owed_a_contact_a_report_or_an_assessed_duty_by_the_next_working_day,
            seriousness::s0_36_what_was_done_the_week_before_is_the_answer_and_a_duty_that_was_not_triggered_is_none,
            seriousness::s0_36_ending_d_with_reasons_takes_back_what_is_owed_and_not_that_it_was_forgotten,
            seriousness::r_1_r_36_a_call_that_was_made_in_time_and_is_written_down_after_an_assessment_leaves_nothing_found,
        ],
        FindingKind::ReportNotWritten => &[
            duty::r_9_s0_43_after_a_call_a_written_report_that_does_not_come_is_found,
        ],
        FindingKind::NotAverted => &[
            averting::r_4_what_is_to_be_averted_is_owed_a_contact_that_day_and_found_where_there_was_none,
            averting::r_4_it_is_met_by_emergency_contact_or_a_report_of_its_day_or_later,
            averting::r_4_a_duty_that_is_not_triggered_owes_nothing_and_takes_back_what_was_owed,
            averting::r_4_c11_a_conclusion_dated_back_or_reached_too_late_takes_no_breach_away,
            averting::r_4_c11_who_was_told_too_late_is_found_whichever_was_written_down_first,
            averting::r_4_what_was_told_too_late_is_found_once_for_several_assessments_that_it_answers,
        ],
        FindingKind::ContactedWhileWithheld => &[
            contact::r_6_s4_2_a_talk_with_guardians_waits_while_they_must_not_know_and_one_with_the_child_does_not,
            contact::s4_2_contact_with_guardians_under_a_ground_is_found_and_stays,
            contact::s4_2_a_meeting_that_guardians_were_at_under_a_ground_is_found,
            contact::s4_2_what_guardians_sign_or_approve_under_a_ground_is_found,
            contact::s4_2_s2_39_who_writes_a_report_along_under_a_ground_is_contacted_once,
            contact::s4_2_r_6_a_contact_that_was_recorded_before_the_ground_was_lifted_on_its_day_stays_found,
            contact::s4_2_s0_29_who_is_planned_with_or_heard_on_a_measure_under_a_ground_is_contacted,
        ],
        FindingKind::WhereaboutsMayBeKnown => &[
            agreements::c12_r_7_that_somebody_may_know_where_the_protected_are_is_found_as_a_breach_until_it_is_found_not_to_have_told_it,
        ],
        FindingKind::GuardiansNotTold => &[
            cases::r2_a_report_in_an_emergency_owes_the_assessment_and_is_excused,
            cases::r5_guardians_who_were_not_told_in_an_emergency_are_to_be_told,
            cases::r6_a_recorded_ground_is_an_answer_and_what_is_lifted_is_owed_again,
            cases::r2_an_assessment_dated_before_the_report_counts_from_the_report_and_hides_nothing,
            telling::r_5_being_told_afterwards_of_one_report_leaves_the_next_one_to_be_told_of,
            telling::r_6_s2_21_where_abuse_is_feared_nobody_is_asked_to_tell_guardians_of_a_report_before_it_is_decided,
            who_decides::r_5_who_told_one_who_is_no_guardian_has_told_nobody_whichever_is_written_down_first,
            who_decides::r_5_s2_33_who_was_told_of_a_report_that_was_found_not_to_be_due_was_not_told_of_the_next,
        ],
        FindingKind::GuardianLeftOut => &[
            agreements::r_5_r_7_who_is_left_out_while_something_is_owed_is_shown_until_that_one_is_named_again,
        ],
        FindingKind::WithheldOnGroundNotInUse => &[
            signing::r_6_c3_a_ground_that_the_municipality_does_without_is_a_deviation_which_danger_excuses,
        ],
        FindingKind::SignedBesideRoutine => &[
            signing::s2_20_what_the_routine_says_otherwise_is_a_deviation_of_that_report,
            signing::s2_20_a_report_by_the_routine_or_from_before_there_was_one_is_no_finding,
            signing::s2_20_r_8_a_leaders_no_and_acute_danger_excuse_it,
        ],
        FindingKind::YouthNotAsked => &[
            own_say::c12_a_child_that_was_not_asked_beside_its_guardians_is_noticed_until_it_says_yes,
            own_say::c12_a_childs_yes_to_something_else_mends_nothing,
            own_say::c12_a_yes_that_guardians_gave_first_and_is_written_down_last_is_noticed_until_the_childs_own,
            own_say::c12_a_yes_that_the_child_took_back_is_looked_for_again_when_guardians_consent_alone,
            own_say::c12_a_younger_child_one_that_consented_along_and_one_that_had_said_yes_leave_nothing_to_notice,
            own_say::c12_r_21_a_childs_yes_is_to_the_same_where_it_is_to_the_same_recipients_and_information,
        ],
        FindingKind::ConversedBeforeMapping => &[
            cases::r36_a_conversation_before_anything_was_observed_is_found_except_in_an_emergency,
            cases::r1_r36_danger_that_is_over_excuses_nothing_in_a_reopened_case,
        ],
        FindingKind::ConversedBeforeDiscussion => &[
            cases::r36_guardians_are_talked_with_after_leader_colleague_or_peer_team_except_in_an_emergency,
            cases::s0_46_a_note_is_owed_the_leaders_answer,
        ],
        FindingKind::AssessedWithoutEvidence => &[
            cases::r12_an_assessment_without_evidence_is_found,
        ],
        FindingKind::ConsentExpiredInUse => &[
            cases::r21_consent_that_expires_in_use_is_found_the_day_after_its_last,
            cases::r21_a_new_consent_takes_the_place_of_one_that_expired,
            cases::r24_r25_consent_that_is_withdrawn_stops_what_rests_on_it,
            cases::what_comes_up_again_is_kept_beside_what_ended,
            cases::r21_consent_that_is_narrowed_below_what_the_level_needs_is_found,
            cases::r24_only_a_consent_that_could_lift_the_case_takes_the_place_of_one_that_was_withdrawn,
            who_decides::r_24_r_25_a_case_is_on_no_consent_from_the_day_on_which_others_are_said_to_be_the_guardians,
        ],
        FindingKind::DecisionLate => &[
            responsibilities::d_6_a_concern_that_is_not_decided_in_the_municipalitys_own_time_is_found,
        ],
        FindingKind::NoActivity => &[
            cases::r19_an_open_case_in_which_nothing_happens_is_found_until_something_does,
            cases::r19_a_reopened_case_is_owed_a_decision_again_and_is_no_longer_quiet_by_right,
            deadlines::r_19_r_71_a_case_is_quiet_by_the_time_that_the_municipality_has_set,
        ],
        FindingKind::ClosedWithOpenObligations => &[
            asked_for::s3_36_s3_39_a_referral_that_was_decided_on_is_sent_and_shows_when_it_never_was,
            cases::r19_what_was_owed_when_a_case_was_closed_is_no_finding_any_more_when_it_is_reopened,
            cases::s0_46_a_case_that_is_closed_over_a_waiting_note_is_found_until_it_is_answered,
            cases::a_case_closed_with_something_owed_is_found_until_it_is_done,
            cases::r19_what_a_closed_case_takes_no_more_lapses_and_is_found_for_good,
            duty::r_9_r_19_closing_the_case_spares_nobody_the_report,
        ],
        FindingKind::ClosedAgainstEvaluation => &[
            lapsing::s4_19_a_case_that_is_closed_because_measures_had_effect_against_the_last_evaluation_is_found,
        ],
        FindingKind::MeasureNotEvaluated => &[
            cases::r_19_c11_what_was_missed_before_the_case_was_closed_is_mended_by_no_closing,
            coercion::s2_56_s2_58_an_investigation_that_ended_in_measures_owes_them_their_plan_and_their_evaluation,
            coercion::s1_17_s2_58_a_measure_that_ran_is_to_be_evaluated_also_once_it_is_over,
            coercion::s2_58_an_evaluation_that_is_written_down_late_meets_none_that_is_owed_since,
            coercion::s2_58_d_7_what_came_too_late_for_an_older_evaluation_is_found_whichever_was_written_down_first,
            coercion::s2_58_d_7_a_measure_that_was_evaluated_once_and_goes_on_is_owed_the_next_evaluation,
        ],
        FindingKind::MeasureOverrun => &[
            coercion::r_31_a_measure_that_is_past_its_last_day_is_to_be_ended_or_extended,
            measures::r_31_a_units_measure_is_ended_or_extended_on_its_last_day_as_the_services_is,
        ],
        FindingKind::OrderOverrun => &[
            coercion::s2_65_what_was_ordered_for_a_limited_period_is_carried_out_within_it_and_ends_with_it,
            court::s2_66_s2_62_the_courts_no_leaves_nothing_to_carry_out_and_ends_what_does,
            court::s2_66_s2_65_the_courts_no_to_a_renewal_leaves_the_order_the_time_it_had,
            court::s2_66_s2_65_the_courts_yes_to_a_renewal_lengthens_the_order_that_is_carried_out,
            court::s2_65_s2_66_what_was_granted_for_a_shorter_time_is_to_end_then,
        ],
        FindingKind::MeasureWithoutBasis => &[
            coercion::s2_6_s2_63_a_measure_ends_with_the_emergency_placement_it_rests_on,
            coercion::r_24_s2_6_a_placement_ends_with_the_consent_it_rests_on,
        ],
        FindingKind::AgainstGuide => &[
            coercion::s1_11_r_1_an_investigation_that_ends_in_an_emergency_departs_from_its_guide_with_an_excuse,
            order::r_1_r_36_danger_that_is_written_down_after_help_came_excuses_what_was_done_otherwise_all_the_same,
            order::r_1_r_36_danger_that_is_written_down_long_after_excuses_the_same_whatever_else_was_found_since,
            steps::r_15_what_was_decided_in_a_step_is_to_be_carried_out,
            steps::r_36_what_was_not_decided_in_a_step_is_found,
            steps::r_36_a_case_without_a_guide_departs_from_none,
        ],
        FindingKind::DecidedWithoutConsent => &[
            steps::s3_25_s3_40_a_decision_that_takes_consent_without_any_is_found,
        ],
        FindingKind::StepClaimUnrecorded => &[
            claims::r_16_s0_37_what_a_step_says_was_done_and_nobody_recorded_is_found_with_the_step_and_what_lacks,
            claims::r_16_what_was_done_by_the_day_of_the_decision_leaves_nothing_to_find_whichever_was_recorded_first,
        ],
        FindingKind::RelayHolderMissing => &[
            cooperation::r_33_a_case_on_level_3_without_a_relay_holder_is_found_until_one_is_assigned,
            cooperation::r_33_a_relay_holder_settled_before_leaves_nothing_to_find,
            cooperation::r_33_level_2_needs_no_relay_holder_and_a_return_ends_the_relay,
            cooperation::r_33_closing_a_case_mends_what_only_level_3_needs,
        ],
        FindingKind::NextMeetingMissing => &[
            cooperation::r_35_on_level_3_the_next_meeting_is_agreed_at_once_or_that_is_found,
        ],
        FindingKind::MeetingNotHeld => &[
            cases::r_19_c11_what_was_missed_before_the_case_was_closed_is_mended_by_no_closing,
            contact::s4_2_s3_24_a_meeting_with_the_family_alone_waits_while_guardians_must_not_know,
            cooperation::r_35_d_7_the_agreed_meeting_is_owed_on_its_day_and_found_after_it,
            cooperation::r_35_s3_43_a_meeting_that_is_held_owes_the_agreement_on_the_next,
            cooperation::r_35_d_7_a_meeting_is_moved_before_its_day_and_not_after_it,
            cooperation::r_35_a_closed_case_owes_no_meeting,
        ],
        FindingKind::ConsultationNotHeld => &[
            consulting::s2_14_an_agreed_consultation_is_due_on_its_day_and_found_when_it_was_not_held,
            consulting::s2_14_a_consultation_is_moved_before_its_day_and_one_that_was_missed_stays_found,
        ],
        FindingKind::AttendedWithoutBasis => &[
            cooperation::r_21_somebody_at_a_meeting_whom_nothing_lets_hear_of_the_child_is_found,
        ],
        FindingKind::SharedWithoutConsent => &[
            consents::r_21_r_24_what_a_body_tells_after_consent_ended_was_told_without_it,
            consents::s1_14_r_24_what_the_reporter_was_told_on_a_consent_that_had_been_taken_back_is_found,
            resting::r_21_r_24_what_was_shared_after_consent_was_taken_back_is_found_when_that_is_written_down,
            resting::r_9_r_24_a_report_that_went_out_after_consent_was_taken_back_is_found,
            resting::r_21_what_was_shared_without_consent_is_found_once_whatever_is_written_down_of_it,
            resting::r_24_what_was_shared_before_consent_was_taken_back_or_on_something_else_is_no_fault,
            who_decides::r_21_r_24_what_was_shared_since_on_the_consent_of_one_who_is_no_guardian_is_found_when_that_is_written_down,
            who_decides::r_9_r_24_a_report_that_went_on_the_consent_of_one_who_was_no_guardian_by_then_is_found,
        ],
        FindingKind::RefusedByAnotherGuardian => &[
            resting::r_22_r_24_what_is_done_on_one_guardians_consent_after_another_refused_is_to_be_looked_at,
            resting::c12_r_22_no_guardians_no_stands_against_the_yes_of_who_is_of_age,
            resting::r_22_a_guardian_who_says_yes_after_a_no_refuses_nothing_any_more,
            resting::r_22_a_no_to_something_else_or_the_same_guardians_own_stands_against_nothing,
            resting::r_22_a_no_stands_up_to_the_day_of_the_same_guardians_yes_whichever_is_written_down_first,
            resting::c12_what_is_done_on_guardians_consent_after_the_youths_no_to_the_same_is_found_whichever_is_written_down_first,
            who_decides::r_22_what_one_who_is_no_guardian_refused_stands_against_nothing_that_is_done_while_that_holds,
        ],
        FindingKind::RefusedByYouth => &[
            resting::c12_what_is_done_on_guardians_consent_after_the_youths_no_to_the_same_is_found_whichever_is_written_down_first,
            resting::c12_the_youths_no_stands_until_it_says_yes_to_the_same_alone_or_along_with_guardians,
            resting::c12_r_22_a_yes_of_a_day_before_it_was_done_takes_the_finding_back_in_whichever_order_things_are_written_down,
            resting::c12_r_22_no_and_yes_are_compared_by_the_purpose_that_it_was_done_for,
        ],
        FindingKind::GuardiansNotInvited => &[
            cooperation::s3_27_guardians_who_were_not_invited_are_found_until_they_come,
            outcomes::s3_33_r_6_where_telling_may_be_a_danger_nobody_is_asked_to_until_the_ground_is_gone,
            outcomes::s3_27_guardians_who_were_not_invited_are_a_deviation,
        ],
        FindingKind::DiscussedBeforeMapping => &[
            cases::r36_a_conversation_before_anything_was_observed_is_found_except_in_an_emergency,
            order::r_36_s4_5_a_concern_that_is_discussed_before_anything_was_observed_is_found,
            order::r_1_r_36_acute_danger_excuses_what_is_done_in_the_week_after_the_contact_and_nothing_before_or_later,
            order::r_1_r_36_danger_that_is_written_down_after_help_came_excuses_what_was_done_otherwise_all_the_same,
            order::r_1_r_36_who_is_contacted_in_a_closed_case_or_on_the_day_of_the_next_concern_is_contacted_about_what_there_is_now,
        ],
        FindingKind::AgreedBeforeConversation => &[
            order::r_36_s4_8_what_is_agreed_before_anybody_talked_with_guardians_is_found,
        ],
        FindingKind::WithheldCopyNotReviewed => &[
            agreements::r_7_a_withheld_copy_comes_back_on_its_day_of_review,
            agreements::r_6_r_7_where_the_ground_is_lifted_the_copy_is_owed_again,
            agreements::r_7_c4_a_ground_for_the_day_of_the_danger_is_no_review_of_what_was_kept_back_since,
        ],
        FindingKind::ReferralNotDiscussed => &[
            cooperation::s4_13_a_referral_is_discussed_with_the_leader_before_or_that_is_found,
            cooperation::s4_13_one_talk_with_the_leader_covers_one_referral_and_no_reopened_case,
        ],
        FindingKind::MeasurePlanMissing => &[
            plans::s4_18_the_unit_that_called_a_meeting_makes_the_plan,
            plans::s4_18_without_a_guide_that_says_so_no_plan_is_owed_after_a_meeting_and_no_start_of_what_is_planned,
            plans::s4_18_a_second_meeting_without_a_plan_is_found_until_it_is_made,
        ],
        FindingKind::MeasurePlanUnsigned => &[
            plans::s4_18_without_a_guide_that_says_so_no_plan_is_owed_after_a_meeting_and_no_start_of_what_is_planned,
            plans::s4_18_r_37_a_second_meeting_about_a_plan_that_not_all_have_signed_is_found,
        ],
        FindingKind::MeasureNotStarted => &[
            plans::s4_18_without_a_guide_that_says_so_no_plan_is_owed_after_a_meeting_and_no_start_of_what_is_planned,
            plans::s4_18_d7_a_measure_of_the_plan_starts_on_its_first_day,
        ],
        FindingKind::OutcomeNotTold => &[
            outcomes::s3_33_guardians_who_are_not_told_by_the_last_day_are_found_untold_and_who_was_told_or_there_is_not,
        ],
        FindingKind::SiblingsContradicted => &[
            siblings::r_13_s0_14_where_another_case_links_a_sibling_that_there_are_none_is_found_until_something_else_is_said,
            siblings::r_13_s2_48_where_no_other_case_links_one_or_it_is_another_childs_nothing_is_found,
        ],
        FindingKind::SiblingsNotAskedFor => &[
            cases::r_19_c11_what_was_missed_before_the_case_was_closed_is_mended_by_no_closing,
            deadlines::r_13_s0_46_what_is_done_by_its_last_day_leaves_nothing_to_find,
        ],
        FindingKind::ConversationNotHeld => &[
            cases::r_19_c11_what_was_missed_before_the_case_was_closed_is_mended_by_no_closing,
            contact::s3_21_s4_6_a_conversation_that_is_called_again_moves_its_day,
            contact::s4_2_s3_21_a_talk_that_waited_beyond_its_day_has_time_from_the_day_on_which_that_is_known,
            deadlines::s3_21_a_conversation_that_is_not_held_on_its_day_is_found,
        ],
        FindingKind::RefusalUnanswered => &[
            cases::r_23_a_refusal_that_nobody_answers_is_found_after_its_last_day_and_one_that_was_answered_by_then_is_not,
        ],
        FindingKind::OrderUnanswered => &[
            disclosure::r_21_an_order_without_an_answer_is_found_after_its_week_and_one_that_was_answered_or_closed_in_it_is_not,
        ],
        FindingKind::NoteUnanswered => &[
            deadlines::r_71_what_is_owed_is_due_by_what_the_municipality_has_set_for_its_day_and_what_is_owed_already_keeps_its_own,
            deadlines::r_13_s0_46_what_is_done_by_its_last_day_leaves_nothing_to_find,
        ],
        FindingKind::CopyNotDelivered => &[
            agreements::r_7_s4_9_a_copy_that_is_not_delivered_by_its_last_day_is_found_and_one_that_was_is_not,
        ],
        FindingKind::MeasuresNotDecided => &[
            in_time::s2_56_an_investigation_that_ended_in_measures_owes_them_by_a_last_day_and_that_none_comes_is_found,
        ],
        FindingKind::BoardCaseNotBrought => &[
            in_time::s2_62_an_emergency_placement_whose_board_case_is_never_brought_is_found,
            in_time::s2_56_an_investigation_that_ended_in_measures_owes_them_by_a_last_day_and_that_none_comes_is_found,
        ],
        FindingKind::NotDoneInTime => &[
            in_time::rm_13_s4_16_what_passes_its_last_day_is_found_whatever_it_is_and_says_what_was_owed,
            in_time::rm_13_what_is_done_by_its_last_day_is_not_found_and_what_others_are_to_say_is_to_be_looked_at,
        ],
        FindingKind::HeldWithoutInterpreter => &[
            interpreting::c12_a_talk_without_the_interpreter_that_is_needed_is_looked_at_each_time,
            interpreting::c12_where_somebody_interpreted_or_it_is_said_why_not_nothing_is_found,
            interpreting::c12_who_needs_no_interpreter_is_talked_with_without_one,
            interpreting::c12_a_meeting_without_the_interpreter_is_found_where_those_were_there_who_need_one,
            interpreting::c12_a_need_counts_from_the_day_it_is_noted_to_the_day_it_ends,
            interpreting::c12_what_was_held_since_the_need_was_known_is_found_when_that_is_written_down_later,
        ],
    }
}

#[test]
fn every_kind_is_found_in_one_of_its_stories_and_in_another_it_is_not() {
    let mut untold = Vec::new();
    for kind in FindingKind::ALL {
        TOLD.with_borrow_mut(Vec::clear);
        for story in stories_of(kind) {
            story();
        }
        let told = TOLD.take();
        let is_found = |found: &BTreeSet<FindingKind>| found.contains(&kind);
        if !told.iter().any(is_found) {
            untold.push(format!("{kind:?} is found in none of its stories"));
        }
        if told.iter().all(is_found) {
            untold.push(format!("{kind:?} is found in each of its stories"));
        }
    }
    assert!(untold.is_empty(), "{untold:#?}");
}
