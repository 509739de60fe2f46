//! A receipt stands for the transfer that it was given for, whatever comes after it (S2-48).

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::corrections::ENTRY_FOUND_WRONG;
use crate::test_support::arbitrary::day;
use crate::test_support::date;
use crate::test_support::samples::{receipt, wrong_day};

const TODAY: NaiveDate = date(2024, 12, 31);

/// What comes of a child who is handed over.
#[derive(Debug, Clone)]
enum Happens {
    Transferred(NaiveDate),
    Received(NaiveDate),
    FoundWrong { event: &'static str, of_its_name: usize, what: WrongPart },
    CameBack,
}

fn happens() -> impl Strategy<Value = Happens> {
    let event = select(&[TRANSFER_RECEIPT_RECORDED, TRANSFER_RECEIPT_RECORDED, ENTRY_FOUND_WRONG][..]);
    let what = select(&[WrongPart::Whole, WrongPart::Whole, WrongPart::Day][..]);
    prop_oneof![
        2 => day().prop_map(Happens::Transferred),
        3 => day().prop_map(Happens::Received),
        3 => (event, 1..5_usize, what)
            .prop_map(|(event, of_its_name, what)| Happens::FoundWrong { event, of_its_name, what }),
        1 => Just(Happens::CameBack),
    ]
}

/// A receipt that was recorded: of which transfer, of which day, and whether nobody gave it.
struct Recorded {
    of: usize,
    on: NaiveDate,
    is_wrong: bool,
}

/// All that was told, each receipt with the transfer that it is of.
#[derive(Default)]
struct Told {
    transfers: usize,
    sent_on: Option<NaiveDate>,
    recorded: Vec<Recorded>,
}

impl Told {
    fn stands(&self, recorded: &Recorded) -> bool {
        self.sent_on.is_some() && recorded.of == self.transfers && !recorded.is_wrong
    }

    fn standing(&self) -> Vec<NaiveDate> {
        self.recorded.iter().filter(|recorded| self.stands(recorded)).map(|recorded| recorded.on).collect()
    }
}

proptest! {
    #[test]
    fn a_receipt_stands_for_no_transfer_but_its_own(history in vec(happens(), 0..30)) {
        let (mut told, mut receipts) = (Told::default(), Receipts::default());
        for happens in history {
            match happens {
                Happens::Transferred(on) if told.sent_on.is_none() => {
                    told.transfers += 1;
                    told.sent_on = Some(on);
                }
                // What is with others is not sent once more.
                Happens::Transferred(_) => {}
                Happens::Received(on) => {
                    let said = TransferReceipt { received_on: on, ..receipt() };
                    let is_awaited = told.sent_on.is_some_and(|sent_on| sent_on <= on) && told.standing().is_empty();
                    let accepted = said.must_be_of(told.sent_on, receipts.received_on(), TODAY);
                    prop_assert_eq!(accepted.is_ok(), is_awaited);
                    if let Ok(said) = accepted {
                        receipts.take_in(&said);
                        told.recorded.push(Recorded { of: told.transfers, on, is_wrong: false });
                    }
                }
                Happens::FoundWrong { event, of_its_name, what } => {
                    let entry = RecordedEntry { event: event.to_owned(), recorded_on: TODAY, of_its_name };
                    let of_receipt = (event == TRANSFER_RECEIPT_RECORDED && what == WrongPart::Whole).then_some(of_its_name - 1);
                    let stood = of_receipt.filter(|at| told.recorded.get(*at).is_some_and(|it| told.stands(it)));
                    let is_taken_back = receipts.are_taken_back(Some(&entry), &WrongEntry { what, ..wrong_day() });
                    prop_assert_eq!(is_taken_back, stood.is_some());
                    if let Some(at) = stood {
                        receipts.end();
                        told.recorded[at].is_wrong = true;
                    }
                }
                Happens::CameBack => {
                    told.sent_on = None;
                    receipts.end();
                }
            }
            prop_assert_eq!(receipts.received_on().into_iter().collect::<Vec<_>>(), told.standing());
        }
    }
}
