//! Random facts within two weeks and from small pools, so that random commands meet each other.

use std::ops::Range;

use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::codes::{ListVersion, UsedCode};
use crate::personal::Category;

/// The days that random commands speak of.
pub(crate) const DAYS: i64 = 14;

pub(crate) fn day() -> impl Strategy<Value = NaiveDate> {
    day_within(0..DAYS)
}

/// A day so many days after Monday.
pub(crate) fn day_within(days: Range<i64>) -> impl Strategy<Value = NaiveDate> {
    days.prop_map(|days| MONDAY + TimeDelta::days(days))
}

pub(crate) fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (day(), 0..24 * 60 * 60_i64)
        .prop_map(|(day, second)| day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::seconds(second))
}

/// Commands at moments of the last days, so that most of what they tell of is past.
pub(crate) fn commands<X: Clone + Debug>(
    action: impl Strategy<Value = X>,
    most: usize,
) -> impl Strategy<Value = Vec<Command<X>>> {
    let now = (DAYS - 4..=DAYS).prop_map(|days| noon(MONDAY + TimeDelta::days(days)));
    vec((now, action).prop_map(|(now, action)| Command::new(now, action)), 1..most)
}

pub(crate) fn personal() -> impl Strategy<Value = Personal<Text>> {
    let category = select(&[Category::Child, Category::Guardian, Category::Reporter, Category::Employee][..]);
    let subject = select(&[CHILD, MOTHER, TEACHER, REPORTER][..]);
    (category, subject, "[a-zæøå \"\\\\🙂]{0,12}")
        .prop_map(|(category, subject, words)| Personal::new(category, subject, text(&words)))
}

pub(crate) fn perhaps_personal() -> impl Strategy<Value = Option<Personal<Text>>> {
    option::of(personal())
}

pub(crate) fn any_child() -> impl Strategy<Value = Child> {
    let born_on = option::of(Just(Personal::child(CHILD, BIRTH)));
    (perhaps_personal(), perhaps_personal(), born_on, any::<bool>(), perhaps_personal()).prop_map(
        |(name, national_id, born_on, unborn, contact)| Child {
            subject: CHILD,
            name,
            national_id,
            born_on,
            unborn,
            contact,
        },
    )
}

/// One of two, so that one may be left out where the other is named; mostly the first.
pub(crate) fn guardian() -> impl Strategy<Value = Guardian> {
    const FATHER: SubjectId = SubjectId::from_uuid(Uuid::from_u128(0xfa7));
    let subject = select(&[MOTHER, MOTHER, MOTHER, FATHER][..]);
    (subject, personal()).prop_map(|(subject, name)| Guardian { subject, name })
}

pub(crate) fn decider() -> impl Strategy<Value = Decider> {
    let role = select(&[DeciderRole::ContactTeacher, DeciderRole::Head, DeciderRole::UnitLeader][..]);
    (personal(), role).prop_map(|(name, role)| Decider { name, role })
}

pub(crate) fn any_decision() -> impl Strategy<Value = Decision> {
    (personal(), decider()).prop_map(|(rationale, decided_by)| Decision::stated(rationale, decided_by))
}

/// Mostly some of the values, rarely none.
fn mostly_some_of<T: Clone + Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    let all = values.len();
    prop_oneof![1 => Just(Vec::new()), 9 => subsequence(values, 1..=all)]
}

pub(crate) fn any_scope() -> impl Strategy<Value = ConsentScope> {
    use ConsentPurpose::{InformationSharing, Level2Cooperation, Level3Meeting, ReportWithoutDuty};
    let purposes = mostly_some_of(vec![InformationSharing, Level2Cooperation, Level3Meeting, ReportWithoutDuty]);
    let recipients = mostly_some_of(vec![Body::ChildWelfareService, Body::School]);
    let categories = mostly_some_of(vec![InformationCategory::Health, InformationCategory::Observations]);
    let valid_to = option::weighted(0.3, day());
    (purposes, recipients, categories, day_within(0..7), valid_to).prop_map(
        |(purposes, recipients, categories, valid_from, valid_to)| ConsentScope {
            purposes: purposes.into_iter().collect(),
            recipients: recipients.into_iter().collect(),
            units: [].into(),
            categories: categories.into_iter().collect(),
            valid_from,
            valid_to,
        },
    )
}

pub(crate) fn used_code(codes: &'static [&'static str]) -> impl Strategy<Value = UsedCode> {
    let list = prop_oneof![Just(ListVersion::Register), (2013..2026).prop_map(|year| ListVersion::Kostra15F { year })];
    (select(codes), list, perhaps_personal()).prop_map(|(code, list, clarification)| UsedCode {
        code: code.to_owned(),
        list,
        clarification,
    })
}
