//! S4-4, R-10, R-11: what documents what happened is attached, never changed, and withdrawn with a reason.

use super::agreements::drawn;
use super::*;
use crate::content::{MediaType, SealedDigest};
use crate::guides::UsedTool;
use crate::ids::{AttachmentId, MeasureId, MeetingId, NoteId};
use crate::test_support::{AGREEMENT, ATTACHMENT, fjordvik};

fn drawing() -> NewAttachment {
    NewAttachment {
        attachment: ATTACHMENT,
        kind: AttachmentKind::ChildsOwn,
        title: said_of_child("The house without doors"),
        media_type: MediaType::Jpeg,
        size: 4_711,
        sha256: said_of_child("what it says, digested"),
        sealed: SealedDigest::of(b"sealed"),
        belongs_to: None,
        made_on: TUESDAY,
    }
}

fn add(new: NewAttachment) -> CaseAction {
    CaseAction::Attachment(AttachmentAction::AddAttachment(new))
}

fn added(new: NewAttachment) -> CaseEvent {
    let NewAttachment { attachment, kind, title, media_type, size, sha256, sealed, belongs_to, made_on } = new;
    let added_on = FRIDAY;
    AttachmentEvent::AttachmentAdded {
        attachment,
        kind,
        title,
        media_type,
        size,
        sha256,
        sealed,
        belongs_to,
        made_on,
        added_on,
    }
    .into()
}

fn withdraw(withdrawn_on: NaiveDate) -> CaseAction {
    CaseAction::Attachment(AttachmentAction::WithdrawAttachment {
        attachment: ATTACHMENT,
        ground: WithdrawalGround::AboutAnotherChild,
        reason: said_of_child("Her brother drew it"),
        withdrawn_on,
    })
}

fn withdrawn() -> CaseEvent {
    AttachmentEvent::AttachmentWithdrawn {
        attachment: ATTACHMENT,
        ground: WithdrawalGround::AboutAnotherChild,
        reason: said_of_child("Her brother drew it"),
        withdrawn_on: FRIDAY,
    }
    .into()
}

fn tool_used() -> CaseEvent {
    AnalysisEvent::ToolUsed { tool: MappingTool::ObservationForm.into(), result: None, used_on: WEDNESDAY }.into()
}

#[test]
fn s4_4_what_documents_what_happened_is_attached_with_the_day_it_was_made() {
    given([opened()]).when(add(drawing())).then([added(drawing())]);
    let case = given([opened(), added(drawing())]).state();
    let kept = &case.attachments()[&ATTACHMENT];
    assert_eq!((kept.kind, kept.made_on, kept.added_on), (AttachmentKind::ChildsOwn, TUESDAY, FRIDAY));
    // A letter may be older than the case.
    let older = NewAttachment { made_on: date(2023, 11, 2), kind: AttachmentKind::Letter, ..drawing() };
    given([opened()]).when(add(older)).then_done();
}

#[test]
fn s4_4_an_attachment_belongs_to_something_that_the_case_holds() {
    let to = |thing| NewAttachment { belongs_to: Some(thing), ..drawing() };
    let form = AttachedTo::Tool { tool: MappingTool::ObservationForm, used_on: WEDNESDAY };
    for (held, thing) in [
        (observed(), AttachedTo::Observation { observation: OBSERVATION }),
        (tool_used(), form),
        (drawn(), AttachedTo::Agreement { agreement: AGREEMENT }),
    ] {
        given([opened(), held]).when(add(to(thing))).then([added(to(thing))]);
        given([opened()]).when(add(to(thing))).then_refused(Refusal::AttachedToUnknown { what: thing.kind() });
    }
    let uuid = uuid::Uuid::from_u128(0x404);
    for thing in [
        AttachedTo::Tool { tool: MappingTool::ObservationForm, used_on: THURSDAY },
        AttachedTo::Tool { tool: MappingTool::SignsInAdults, used_on: WEDNESDAY },
        AttachedTo::Observation { observation: OTHER_OBSERVATION },
        AttachedTo::Note { note: NoteId::from_uuid(uuid) },
        AttachedTo::Consent { consent: OTHER_CONSENT },
        AttachedTo::Measure { measure: MeasureId::from_uuid(uuid) },
        AttachedTo::Meeting { meeting: MeetingId::from_uuid(uuid) },
        AttachedTo::ToolUse { number: 0 },
        AttachedTo::ToolUse { number: 2 },
        AttachedTo::Referral { referral: 0 },
        AttachedTo::Referral { referral: 1 },
    ] {
        given([opened(), observed(), tool_used()])
            .when(add(to(thing)))
            .then_refused(Refusal::AttachedToUnknown { what: thing.kind() });
    }
}

#[test]
fn r_10_nothing_was_made_or_withdrawn_tomorrow_nor_withdrawn_before_it_was_added() {
    let (date, today) = (SATURDAY, FRIDAY);
    given([opened()]).when(add(NewAttachment { made_on: SATURDAY, ..drawing() })).then_refused(Refusal::FutureDate {
        field: "madeOn",
        date,
        today,
    });
    given([opened(), added(drawing())]).when(withdraw(SATURDAY)).then_refused(Refusal::FutureDate {
        field: "withdrawnOn",
        date,
        today,
    });
    given([opened(), added(drawing())]).when(withdraw(THURSDAY)).then_refused(Refusal::DateBefore {
        field: "withdrawnOn",
        date: THURSDAY,
        earliest: FRIDAY,
    });
}

#[test]
fn r_11_what_was_attached_is_not_replaced() {
    let attachment = ATTACHMENT;
    given([opened(), added(drawing())])
        .when(add(drawing()))
        .then_refused(Refusal::AttachmentAlreadyAdded { attachment });
    let other = NewAttachment { attachment: AttachmentId::from_uuid(uuid::Uuid::from_u128(0xa77b)), ..drawing() };
    given([opened(), added(drawing())]).when(add(other)).then_done();
}

#[test]
fn r_11_what_does_not_belong_here_is_withdrawn_with_a_reason_and_stays_beside_it() {
    given([opened(), added(drawing())]).when(withdraw(FRIDAY)).then([withdrawn()]);
    let case = given([opened(), added(drawing()), withdrawn()]).state();
    let kept = &case.attachments()[&ATTACHMENT];
    assert_eq!(kept.withdrawn.as_ref().map(|why| why.ground), Some(WithdrawalGround::AboutAnotherChild));
    assert_eq!(kept.title, drawing().title, "what was attached is as it was");
    given([opened(), added(drawing()), withdrawn()])
        .when(withdraw(FRIDAY))
        .then_refused(Refusal::AttachmentAlreadyWithdrawn { attachment: ATTACHMENT });
    given([opened()]).when(withdraw(FRIDAY)).then_refused(Refusal::AttachmentUnknown { attachment: ATTACHMENT });
}

#[test]
fn r_19_in_a_closed_case_nothing_more_is_attached_and_what_does_not_belong_there_is_withdrawn() {
    given([opened(), closed()]).when(add(drawing())).then_refused(Refusal::CaseClosed);
    given([opened(), added(drawing()), closed()]).when(withdraw(FRIDAY)).then([withdrawn()]);
}

#[test]
fn s4_4_nothing_is_attached_where_there_is_no_case() {
    given(nothing()).when(add(drawing())).then_refused(NO_CASE);
    given(nothing()).when(withdraw(FRIDAY)).then_refused(NO_CASE);
}

#[test]
fn s4_4_an_attachment_is_recorded_with_its_content_and_nothing_else_is() {
    use crate::LedgerEvent as _;
    assert_eq!(added(drawing()).content(), Some(drawing().sealed));
    for event in [withdrawn(), observed(), opened()] {
        assert_eq!(event.content(), None, "{}", event.name());
    }
}

/// A form of the municipality's guide has no place in the catalogue; it belongs to the use that is recorded of it.
#[test]
fn s1_23_s3_6_a_filled_in_form_of_a_guide_belongs_to_the_use_of_it() {
    let of_guide = UsedTool { guide: fjordvik().version, title: "Loggskjema".to_owned() };
    let used = AnalysisEvent::ToolUsed { tool: CaseTool::OfGuide(of_guide), result: None, used_on: WEDNESDAY };
    let before = || vec![opened(), tool_used(), used.clone().into()];
    let with = |belongs_to| NewAttachment { belongs_to: Some(belongs_to), ..drawing() };
    let number = |number| with(AttachedTo::ToolUse { number });
    for known in [1, 2] {
        given(before()).when(add(number(known))).then([added(number(known))]);
        let state = given(before().into_iter().chain([added(number(known))])).state();
        for tool in [1, 2] {
            let of_tool: Vec<_> = state.attached_to_tool(tool).map(|(id, _)| id).collect();
            assert_eq!(of_tool.contains(&ATTACHMENT), tool == known);
        }
    }
    let refused = || Refusal::AttachedToUnknown { what: AttachedKind::Tool };
    given(before()).when(add(number(3))).then_refused(refused());
    given(before()).when(add(number(0))).then_refused(refused());
    // One of the catalogue is named by tool and day as well.
    let by_day = with(AttachedTo::Tool { tool: MappingTool::ObservationForm, used_on: WEDNESDAY });
    let state = given(before().into_iter().chain([added(by_day)])).state();
    assert_eq!([1, 2, 3].map(|tool| state.attached_to_tool(tool).count()), [1, 0, 0]);
}
