//! From when on acts are in force whose commencement the program does not know (requirements 6.1, R-71).

use chrono::NaiveDate;

use super::{Settings, SettingsEvent};
use crate::Refusal;
use crate::case::not_before;
use crate::law::{ActNumber, Commencements, awaited_acts};

impl Settings {
    /// Which acts were recorded as commenced, and from when on.
    pub const fn commencements(&self) -> &Commencements {
        &self.commencements
    }

    /// An act that a legal basis waits for commences on the day on which it is passed at the earliest; also the day of one that
    /// is to come can be recorded. What was recorded wrongly is recorded anew, or taken back: what cited the act meanwhile keeps
    /// what it cited, and the record tells why it did.
    pub(super) fn record_commencement(
        &self,
        number: &str,
        from: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Vec<SettingsEvent>, Refusal> {
        let law = ActNumber::awaited(number).ok_or_else(|| Refusal::CommencementNotAwaited {
            known: awaited_acts().into_iter().map(ToString::to_string).collect(),
        })?;
        if self.commencements.first_day_of(law) == from {
            return Err(Refusal::SettingUnchanged);
        }
        if let (Some(from), Some(passed_on)) = (from, law.passed_on()) {
            not_before("from", from, passed_on)?;
        }
        Ok(vec![SettingsEvent::LawCommenced { law: law.clone(), from, recorded_on: today }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::{Commencement, LegalTopic, legal_basis};
    use crate::settings::SettingsAction;
    use crate::test_support::{FRIDAY, date, given};

    const ACT: &str = "LOV-2025-06-20-81";
    const JULY_1: NaiveDate = date(2026, 7, 1);

    fn act() -> ActNumber {
        ActNumber::awaited(ACT).unwrap().clone()
    }

    fn recorded(from: Option<NaiveDate>) -> SettingsEvent {
        SettingsEvent::LawCommenced { law: act(), from, recorded_on: FRIDAY }
    }

    fn record(law: &str, from: Option<NaiveDate>) -> SettingsAction {
        SettingsAction::RecordCommencement { law: law.to_owned(), from }
    }

    #[test]
    fn r_71_c7_a_municipality_records_from_when_on_an_act_is_in_force_that_is_passed() {
        given::<Settings>([]).when(record(ACT, Some(JULY_1))).then([recorded(Some(JULY_1))]);
        let passed_on = date(2025, 6, 20);
        given::<Settings>([]).when(record(ACT, Some(passed_on))).then([recorded(Some(passed_on))]);
        let (field, date, earliest) = ("from", date(2025, 6, 19), passed_on);
        let early = Refusal::DateBefore { field, date, earliest };
        given::<Settings>([]).when(record(ACT, Some(date))).then_refused(early);
        let known = vec!["LOV-2025-06-20-39".to_owned(), ACT.to_owned()];
        let unknown = Refusal::CommencementNotAwaited { known };
        given::<Settings>([]).when(record("LOV-2021-06-18-97", Some(JULY_1))).then_refused(unknown);
    }

    #[test]
    fn r_71_c7_what_was_recorded_wrongly_is_put_right() {
        let before = || given::<Settings>([recorded(Some(JULY_1))]);
        let other = Some(date(2027, 1, 1));
        before().when(record(ACT, other)).then([recorded(other)]);
        before().when(record(ACT, None)).then([recorded(None)]);
        before().when(record(ACT, Some(JULY_1))).then_refused(Refusal::SettingUnchanged);
        // Nothing is taken back that was not recorded, and what was taken back is recorded anew.
        given::<Settings>([]).when(record(ACT, None)).then_refused(Refusal::SettingUnchanged);
        let taken_back = [recorded(Some(JULY_1)), recorded(None)];
        given::<Settings>(taken_back).when(record(ACT, other)).then([recorded(other)]);
    }

    #[test]
    fn r_71_c7_each_basis_is_that_of_its_day_and_of_what_was_recorded() {
        let state = given::<Settings>([recorded(Some(JULY_1))]).state();
        let on = |commenced: &Commencements, day| {
            commenced.legal_basis(LegalTopic::SharingWithAuthorities, day).map(ToString::to_string)
        };
        let (old, new) =
            (Some("forvaltningsloven 1967 § 13 b".to_owned()), Some("forvaltningsloven 2025 § 34".to_owned()));
        let eve = JULY_1.pred_opt().unwrap();
        let told = |commenced: &Commencements| [eve, JULY_1].map(|day| on(commenced, day));
        assert_eq!(told(state.commencements()), [old.clone(), new.clone()]);
        assert_eq!(told(&Commencements::NONE), [old.clone(), old.clone()], "nobody recorded it");
        let taken_back = given::<Settings>([recorded(Some(JULY_1)), recorded(None)]).state();
        assert_eq!(told(taken_back.commencements()), [old.clone(), old]);
        // What is awaited is told until its day, and every other basis is as it was.
        let awaited = |day| state.commencements().awaited_legal_bases(day).map(|basis| basis.topic).collect::<Vec<_>>();
        assert_eq!(awaited(JULY_1), [LegalTopic::NationalRegister]);
        assert_eq!(awaited(eve).len(), 4);
        for topic in [LegalTopic::Triage, LegalTopic::Investigation, LegalTopic::DutyToReport] {
            assert_eq!(state.commencements().legal_basis(topic, JULY_1), legal_basis(topic, JULY_1));
        }
    }

    #[test]
    fn an_acts_number_tells_when_it_was_passed() {
        assert_eq!(act().passed_on(), Some(date(2025, 6, 20)));
        assert!(awaited_acts().into_iter().all(|act| act.passed_on().is_some()));
        let mut commenced = Commencements::default();
        commenced.record(Commencement { law: act(), from: Some(JULY_1), recorded_on: FRIDAY });
        assert_eq!(commenced.first_day_of(&act()), Some(JULY_1));
    }
}
