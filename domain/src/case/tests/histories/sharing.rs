//! What is shared: random attempts on every basis, and what holds of whatever was shared.

use super::*;
use crate::ids::ExceptionId;
use crate::law::{Commencements, LegalTopic};

pub(super) fn exception() -> impl Strategy<Value = ExceptionId> {
    (1..=2_u128).prop_map(|id| ExceptionId::from_uuid(Uuid::from_u128(id)))
}

pub(super) fn claimed() -> impl Strategy<Value = ClaimedBasis> {
    use LegalTopic::{DisclosureOnOrder, DutyToAvert, DutyToReport, HealthPersonnelsDuty, Triage};
    let duty = select(&[DutyToReport, HealthPersonnelsDuty, DutyToAvert, DisclosureOnOrder, Triage][..]);
    prop_oneof![
        6 => consent().prop_map(ClaimedBasis::Consent),
        3 => duty.prop_map(ClaimedBasis::Duty),
        2 => day().prop_map(|ordered_on| ClaimedBasis::Order { ordered_on }),
        1 => Just(ClaimedBasis::Necessity),
        4 => exception().prop_map(ClaimedBasis::Exception),
    ]
}

/// Assessing exceptions, sharing on every basis, and accepting refusals.
pub(super) fn share() -> impl Strategy<Value = CaseAction> {
    use LegalTopic::{HealthPersonnelsDuty, SharingWithAuthorities};
    use SharingDirection::{BackToUnit, ToBody};

    let body = select(&[Body::ChildWelfareService, Body::ChildWelfareService, Body::School, Body::Police][..]);
    let direction = select(&[ToBody, ToBody, BackToUnit][..]);
    let shared = (body, direction, any_scope(), personal(), claimed(), any_decision(), day()).prop_map(
        |(body, direction, scope, content, claimed, decision, shared_on)| {
            SharingAction::ShareInformation(SharedInformation {
                unit: None,
                body,
                direction,
                categories: scope.categories.into_iter().take(1).collect(),
                content,
                claimed,
                decision,
                shared_on,
            })
        },
    );
    let topic =
        select(&[SharingWithAuthorities, SharingWithAuthorities, SharingWithAuthorities, HealthPersonnelsDuty][..]);
    let allowed = select(&[true, true, true, false][..]);
    let assessed = (exception(), option::of(consent()), topic, any_scope(), allowed, any_decision(), day()).prop_map(
        |(exception, consent, topic, scope, allowed, decision, assessed_on)| {
            SharingAction::AssessSharingException(SharingException {
                exception,
                consent,
                topic,
                recipients: scope.recipients.into_iter().chain([Body::ResourceTeam]).collect(),
                units: scope.units,
                categories: scope.categories,
                allowed,
                decision,
                commenced: Commencements::NONE,
                assessed_on,
            })
        },
    );
    let accepted = (consent(), any_decision(), day())
        .prop_map(|(consent, decision, accepted_on)| SharingAction::AcceptRefusal { consent, decision, accepted_on });
    let service = select(&[Body::ChildWelfareService, Body::ChildWelfareService, Body::School][..]);
    let ordered =
        (service, any_scope(), personal(), day(), day()).prop_map(|(body, scope, asked, ordered_on, received_on)| {
            SharingAction::RecordOrder { body, categories: scope.categories, asked, ordered_on, received_on }
        });
    let closed = (any_decision(), day(), day()).prop_map(|(decision, ordered_on, closed_on)| {
        SharingAction::CloseOrder { body: Body::ChildWelfareService, ordered_on, decision, closed_on }
    });
    prop_oneof![6 => shared, 2 => assessed, 6 => accepted, 6 => ordered, 4 => closed].prop_map(CaseAction::Sharing)
}

/// What somebody outside the unit came to hear of the child by an event, and on which basis.
struct Shared<'a> {
    body: Body,
    direction: SharingDirection,
    categories: &'a BTreeSet<InformationCategory>,
    rests_on: &'a SharingBasis,
    on: NaiveDate,
}

/// Whatever the event is called: a referral, a consultation and the resource team hear of the child as well.
fn shared(event: &CaseEvent) -> Option<Shared<'_>> {
    let (body, direction, categories, rests_on, on) = match event {
        CaseEvent::Sharing(SharingEvent::InformationShared {
            body,
            direction,
            categories,
            rests_on,
            shared_on,
            ..
        }) => (*body, *direction, categories, rests_on, *shared_on),
        CaseEvent::Referral(ReferralEvent::ReferralSent { recipient, categories, rests_on, sent_on, .. }) => {
            (*recipient, SharingDirection::ToBody, categories, rests_on, *sent_on)
        }
        CaseEvent::Consulting(ConsultingEvent::OpenConsultationHeld {
            body, categories, rests_on, held_on, ..
        }) => (*body, SharingDirection::ToBody, categories, rests_on, *held_on),
        CaseEvent::Meeting(MeetingEvent::ResourceTeamConvened { categories, rests_on, convened_on, .. }) => {
            (Body::ResourceTeam, SharingDirection::ToBody, categories, rests_on, *convened_on)
        }
        _ => return None,
    };
    Some(Shared { body, direction, categories, rests_on, on })
}

/// told by the events alone.
pub(super) fn invariant_what_is_shared_by_consent_was_consented_to(events: &[CaseEvent]) {
    let (mut asked, mut given, mut ended) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let (mut ways, mut of, mut guardians) = (BTreeMap::new(), BTreeMap::new(), Guardians::default());
    for event in events {
        guardians.follow(event);
        match event {
            CaseEvent::Consent(ConsentEvent::ConsentRequested { consent, of: asked_of, scope, .. }) => {
                asked.insert(*consent, vec![(NaiveDate::MIN, scope.clone())]);
                of.insert(*consent, asked_of.guardian().map(|guardian| guardian.subject));
            }
            CaseEvent::Consent(ConsentEvent::ConsentGiven { consent, consented_by, directions, given_on, .. }) => {
                given.insert(*consent, *given_on);
                ways.insert(*consent, directions.clone());
                // The youth consents to sharing by itself (C12).
                if *consented_by == Some(ConsentingParty::Youth) {
                    of.insert(*consent, None);
                }
            }
            CaseEvent::Consent(ConsentEvent::ConsentNarrowed { consent, scope, narrowed_on, .. }) => {
                asked.entry(*consent).or_default().push((*narrowed_on, scope.clone()));
            }
            CaseEvent::Consent(ConsentEvent::ConsentWithdrawn { consent, withdrawn_on, .. }) => {
                ended.insert(*consent, *withdrawn_on);
            }
            _ => {
                let Some(Shared { body, direction, categories, rests_on, on: day }) = shared(event) else { continue };
                let SharingBasis::Consent { consent } = rests_on else { continue };
                let to_the_body_unless_said = [SharingDirection::ToBody].into();
                let allowed = if ways[consent].is_empty() { &to_the_body_unless_said } else { &ways[consent] };
                assert!(allowed.contains(&direction));
                assert!(given[consent] <= day && ended.get(consent).is_none_or(|ended| day < *ended));
                let decides = |on| of[consent].is_none_or(|guardian| guardians.decides(guardian, on));
                assert!(decides(given[consent]) && decides(day), "by who decides for the child");
                let (_, scope) = asked[consent].iter().rfind(|(from, _)| *from <= day).unwrap();
                assert!(scope.valid_from <= day && scope.valid_to.is_none_or(|last| day <= last));
                assert!(scope.recipients.contains(&body) && scope.categories.is_superset(categories));
                assert!(scope.purposes.contains(&ConsentPurpose::InformationSharing));
            }
        }
    }
}

/// told by the events alone. What an exception carries was allowed by it and by nothing later denied, in the case as
/// it was worked with then.
pub(super) fn invariant_what_is_shared_by_exception_was_assessed_and_allowed(events: &[CaseEvent]) {
    let mut assessed: Vec<&SharingEvent> = Vec::new();
    for event in events {
        match event {
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => assessed.clear(),
            CaseEvent::Sharing(event @ SharingEvent::SharingExceptionAssessed { topic, .. }) => {
                assert_eq!(*topic, LegalTopic::SharingWithAuthorities, "a duty is no exception");
                assessed.push(event);
            }
            _ => {
                let Some(Shared { body, direction, categories: told, rests_on, on: day }) = shared(event) else {
                    continue;
                };
                let SharingBasis::Exception { exception: cited } = rests_on else { continue };
                assert_eq!(direction, SharingDirection::ToBody);
                // In the order in which it was assessed: yes by the one that is cited, and no no after it.
                let mut by_day: Vec<_> = assessed.iter().filter(|event| assessed_on(event) <= day).collect();
                by_day.sort_by_key(|event| assessed_on(event));
                let mut carried = false;
                for event in by_day {
                    let SharingEvent::SharingExceptionAssessed { exception, recipients, categories, allowed, .. } =
                        event
                    else {
                        continue;
                    };
                    if exception == cited {
                        carried = *allowed && recipients.contains(&body) && categories.is_superset(told);
                    }
                    if !allowed && recipients.contains(&body) && !categories.is_disjoint(told) {
                        carried = false;
                    }
                }
                assert!(carried);
            }
        }
    }
}

fn assessed_on(event: &SharingEvent) -> NaiveDate {
    match event {
        SharingEvent::SharingExceptionAssessed { assessed_on, .. } => *assessed_on,
        SharingEvent::RefusalAccepted { .. }
        | SharingEvent::DisclosureOrdered { .. }
        | SharingEvent::DisclosureOrderClosed { .. }
        | SharingEvent::InformationShared { .. } => NaiveDate::MAX,
    }
}

/// told by the events alone. A duty is owed to some, and the duty to report carries nothing before a report
/// that it asked for, or emergency contact, in the case as it is worked with.
pub(super) fn invariant_what_is_shared_by_duty_is_owed_to_the_body(events: &[CaseEvent]) {
    let (mut met, mut closed) = (BTreeSet::new(), NaiveDate::MIN);
    let mut to_avert: Vec<(NaiveDate, bool)> = Vec::new();
    let mut orders = Vec::new();
    for event in events {
        match event {
            CaseEvent::Course(CourseEvent::CaseClosed { closed_on, .. }) => closed = *closed_on,
            CaseEvent::Course(CourseEvent::CaseReopened { .. }) => {
                met.retain(|day| *day >= closed);
                to_avert.retain(|(day, _)| *day >= closed);
            }
            CaseEvent::Averting(AvertingEvent::DutyToAvertAssessed { triggered, assessed_on, .. }) => {
                to_avert.push((*assessed_on, *triggered));
            }
            CaseEvent::Reporting(
                ReportingEvent::EmergencyContactMade { contacted_at: at, .. }
                | ReportingEvent::ReportSent { duty: ReportDuty::Triggered | ReportDuty::Emergency, sent_at: at, .. },
            ) => {
                met.insert(oslo_date(*at));
            }
            CaseEvent::Sharing(SharingEvent::DisclosureOrdered {
                body, categories, ordered_on, received_on, ..
            }) => {
                assert!(ordered_on <= received_on && *body == Body::ChildWelfareService);
                orders.push((*body, categories, *ordered_on, *received_on));
            }
            _ => {
                let Some(Shared { body, direction, rests_on, on: day, categories }) = shared(event) else { continue };
                let SharingBasis::Duty { topic, ordered_on, .. } = rests_on else { continue };
                assert_eq!(direction, SharingDirection::ToBody);
                assert!(body == Body::ChildWelfareService || (body, *topic) == (Body::Police, LegalTopic::DutyToAvert));
                match topic {
                    LegalTopic::DutyToAvert => {
                        assert_eq!(*ordered_on, None);
                        let mut by_then: Vec<_> = to_avert.iter().filter(|(on, _)| *on <= day).collect();
                        by_then.sort_by_key(|(on, _)| *on);
                        assert!(by_then.last().is_some_and(|(_, triggered)| *triggered), "R-4");
                    }
                    LegalTopic::DisclosureOnOrder => assert!(orders.iter().any(|(of, asked, on, received_on)| {
                        *of == body && *ordered_on == Some(*on) && *received_on <= day && asked.is_superset(categories)
                    })),
                    LegalTopic::DutyToReport | LegalTopic::HealthPersonnelsDuty => {
                        assert!(met.iter().any(|met_on| *met_on <= day));
                    }
                    _ => panic!("no duty to disclose: {topic:?}"),
                }
            }
        }
    }
}
