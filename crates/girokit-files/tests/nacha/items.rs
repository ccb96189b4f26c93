//! What the reader gives, item by item.

use girokit_files::nacha::{AddendaKind, EntryKind, Item, Reader, SecCode};

use crate::good::{self, bytes, of};

#[test]
fn entries_come_with_their_addenda_and_their_layout() {
    for sec in SecCode::ALL {
        let file = bytes(&of(sec.as_str()));
        let mut reader = Reader::new(&file[..]);
        let mut kinds = Vec::new();
        while let Some(item) = reader.next_item().unwrap() {
            if let Item::Entry(entry) = item {
                assert_eq!(entry.sec_code(), Some(*sec));
                assert_eq!(entry.detail().transaction_code(), entry.kind_code());
                assert_eq!(entry.addenda().len(), entry.addenda_records().len());
                assert!(entry.amount_cents().is_some());
            }
            kinds.push(name(&item));
        }
        let (batch, entry, control, end) = match *sec {
            SecCode::ADV => ("B", "E", "c", "f"),
            SecCode::IAT => ("I", "E", "C", "F"),
            _ => ("B", "E", "C", "F"),
        };
        let expected = ["H", batch, entry, entry, control, end];
        assert_eq!(
            kinds
                .iter()
                .filter(|kind| **kind != "9")
                .collect::<Vec<_>>(),
            expected.iter().collect::<Vec<_>>()
        );
    }
}

trait KindCode {
    fn kind_code(&self) -> Option<u64>;
}

impl KindCode for girokit_files::nacha::Entry<'_> {
    fn kind_code(&self) -> Option<u64> {
        match self.kind() {
            EntryKind::Advice(view) => view.transaction_code(),
            EntryKind::Check(view) => view.transaction_code(),
            EntryKind::Corporate(view) => view.transaction_code(),
            EntryKind::CustomerInitiated(view) => view.transaction_code(),
            EntryKind::Detail(view) => view.transaction_code(),
            EntryKind::International(view) => view.transaction_code(),
            EntryKind::MachineTransfer(view) => view.transaction_code(),
            EntryKind::PointOfPurchase(view) => view.transaction_code(),
            EntryKind::SharedNetwork(view) => view.transaction_code(),
            EntryKind::TruncatedCheck(view) => view.transaction_code(),
            other => panic!("{other:?}"),
        }
    }
}

fn name(item: &Item<'_>) -> &'static str {
    match item {
        Item::AdvBatchControl(_) => "c",
        Item::AdvFileControl(_) => "f",
        Item::BatchControl(_) => "C",
        Item::BatchHeader(_) => "B",
        Item::Entry(_) => "E",
        Item::FileControl(_) => "F",
        Item::FileHeader(_) => "H",
        Item::IatBatchHeader(_) => "I",
        Item::Padding(_) => "9",
        _ => "?",
    }
}

#[test]
fn fields_are_read_by_their_names() {
    let file = bytes(&of("SHR"));
    let mut reader = Reader::new(&file[..]);
    while let Some(item) = reader.next_item().unwrap() {
        match item {
            Item::FileHeader(header) => {
                assert_eq!(header.immediate_destination(), "231380104");
                assert_eq!(
                    header.file_creation_date().unwrap().to_string(),
                    "2024-11-23"
                );
            }
            Item::BatchHeader(header) => assert_eq!(header.company_name(), "HARBOUR TOOLS"),
            Item::Entry(entry) => {
                let EntryKind::SharedNetwork(card) = entry.kind() else {
                    panic!("{:?}", entry.kind());
                };
                assert_eq!(card.individual_card_account_number(), "5555555555554444");
                let Some(AddendaKind::Terminal(terminal)) = entry.addenda().next() else {
                    panic!("{entry:?}");
                };
                assert_eq!(terminal.terminal_city(), "PHILADELPHIA");
                assert!(!format!("{entry:?} {card:?}").contains("4444"));
            }
            Item::FileControl(control) => {
                assert_eq!(control.total_debit_amount_cents(), Some(24_690));
            }
            _ => {}
        }
    }
}

#[test]
fn returns_changes_and_their_answers_have_layouts_of_their_own() {
    let addenda = |line: String, code: &str| {
        let mut line = line;
        line.replace_range(3..6, code);
        good::entry("PPD", "26", "100", 1, &[line])
    };
    for (lines, expected) in [
        (addenda(good::returned(1), "R01"), "Return("),
        (addenda(good::returned(1), "R68"), "DishonoredReturn("),
        (addenda(good::returned(1), "R71"), "ContestedReturn("),
        (addenda(good::change(1), "C01"), "Change("),
        (addenda(good::change(1), "C61"), "RefusedChange("),
    ] {
        let file = bytes(&good::file(&[good::batch("PPD", "225", "1", &[lines])]));
        let mut reader = Reader::new(&file[..]);
        let mut seen = false;
        while let Some(item) = reader.next_item().unwrap() {
            if let Item::Entry(entry) = item {
                seen = format!("{:?}", entry.addenda().next().unwrap()).starts_with(expected);
            }
        }
        assert!(seen, "{expected}");
    }
}

#[test]
fn an_international_return_tells_the_amount_that_was_sent() {
    let mut line = good::returned(1);
    line.replace_range(35..45, "0000012345");
    let mut addenda = vec![line];
    addenda.extend(good::international(1));
    let entry = good::entry("IAT", "21", "12345", 1, &addenda);
    let file = bytes(&good::file(&[good::batch("IAT", "220", "1", &[entry])]));
    let found = crate::report(&file, &girokit_files::Profile::STRICT);
    assert_eq!(crate::problems(&found), Vec::<String>::new());
    let mut reader = Reader::new(&file[..]);
    while let Some(item) = reader.next_item().unwrap() {
        if let Item::Entry(entry) = item {
            let Some(AddendaKind::IatReturn(back)) = entry.addenda().next() else {
                panic!("{entry:?}");
            };
            assert_eq!(
                back.original_forward_entry_payment_amount_cents(),
                Some(12_345)
            );
        }
    }
}

#[test]
fn a_reversal_of_debits_is_credits() {
    let reversal = |code: &str| {
        let entry = good::entry("TEL", code, "100", 1, &[]);
        let mut lines = good::file(&[good::batch("TEL", "200", "1", &[entry])]);
        lines[1].replace_range(53..63, "REVERSAL  ");
        crate::report(&bytes(&lines), &girokit_files::Profile::STRICT).is_valid()
    };
    assert!(reversal("22"));
    assert!(!reversal("27"));
}

#[test]
fn checks_come_back_with_a_return_addenda() {
    for sec in [
        "ARC", "BOC", "POP", "RCK", "TEL", "TRC", "XCK", "POS", "TRX",
    ] {
        let entry = good::entry(sec, "26", "100", 1, &[good::returned(1)]);
        let file = bytes(&good::file(&[good::batch(sec, "225", "1", &[entry])]));
        let found = crate::report(&file, &girokit_files::Profile::STRICT);
        assert_eq!(crate::problems(&found), Vec::<String>::new(), "{sec}");
    }
}

#[test]
fn types_can_be_sent_shared_and_shown() {
    fn check<T: std::fmt::Debug + Send + Sync>() {}
    check::<Reader<&[u8]>>();
    check::<Item<'_>>();
    check::<girokit_files::nacha::Entry<'_>>();
    check::<EntryKind<'_>>();
    check::<AddendaKind<'_>>();
    check::<girokit_files::nacha::Record<'_>>();
    check::<girokit_files::nacha::Field>();
    check::<girokit_files::nacha::Layout>();
    check::<SecCode>();
    check::<girokit_files::nacha::TransactionCode>();
    check::<girokit_files::nacha::ServiceClassCode>();
}
