//! A payment's way: whatever is in the source of a step is in its result or in its report.
#![cfg(feature = "carry")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use girokit_iso20022::carry::{Booking, Carried, Forward, Loss, Notification, Reason, Transfer};
use girokit_iso20022::girokit_types::statement::{CreditDebit, EntryStatus, ReferenceKind};
use girokit_iso20022::girokit_types::{Bic, Currency, Iban, Money, strategies};
use girokit_iso20022::jobs::{Account, Agent, InterbankTransfer, Original};
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::{Element, Message as _, pacs_008_001_08, pain_001_001_09, statement};
use proptest::prelude::*;

const FULL: &str = include_str!("data/carry/pain_001_001_09.xml");

fn bic(text: &str) -> Bic {
    text.parse().unwrap()
}

fn order(xml: &str) -> pain_001_001_09::Document {
    pain_001_001_09::Document::from_xml(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn cross_border() -> InterbankTransfer {
    InterbankTransfer::cross_border(
        "PACS-1".parse().unwrap(),
        "2026-11-23T11:00:00+01:00".parse().unwrap(),
        bic("COBADEFFXXX"),
        bic("INTADEFFXXX"),
    )
}

fn sepa() -> InterbankTransfer {
    InterbankTransfer::sepa(
        "PACS-1".parse().unwrap(),
        "2026-11-23T11:00:00+01:00".parse().unwrap(),
        bic("COBADEFFXXX"),
        bic("BNPAFRPPXXX"),
        "ST2",
    )
}

fn forward(
    order: &pain_001_001_09::Document,
    envelope: InterbankTransfer,
) -> Carried<pacs_008_001_08::Document> {
    Forward::new(envelope, "2026-11-27".parse().unwrap())
        .with_transfer(Transfer::of(order, 1, 1).unwrap())
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

fn booking() -> Booking {
    let day = "2026-11-27".parse().unwrap();
    Booking::new(day, day, "BANK-REFERENCE")
}

/// Every leaf of the source is below a loss, or its text stands in the result.
fn nothing_vanishes(source: Element<'_>, at: &str, losses: &[Loss], result: &str) {
    for child in source.children() {
        let path = match child.nth() {
            Some(nth) => format!("{at}/{}[{nth}]", child.tag()),
            None => format!("{at}/{}", child.tag()),
        };
        let lost = losses.iter().any(|loss| loss.path == path);
        if lost {
            continue;
        }
        if let Some(text) = child.text() {
            assert!(result.contains(&format!(">{text}<")), "{path} vanished");
        } else {
            nothing_vanishes(child, &path, losses, result);
        }
    }
}

fn lost(carried: &[Loss], reason: Reason) -> Vec<&str> {
    let of_reason = carried.iter().filter(|loss| loss.reason == reason);
    of_reason
        .map(|loss| {
            loss.path
                .rsplit_once("/CstmrCdtTrfInitn/")
                .map_or(loss.path.as_str(), |(_, rest)| rest)
        })
        .collect()
}

#[test]
fn an_order_goes_on_whole_or_says_what_stayed() {
    let order = order(FULL);
    let sent = forward(&order, cross_border());
    let xml = sent.value.to_xml().unwrap();
    nothing_vanishes(Element::of(&order), "/Document", &sent.losses, &xml);
    assert_eq!(
        lost(&sent.losses, Reason::NoPlace),
        [
            "PmtInf[1]/CdtTrfTxInf[1]/ChqInstr",
            "PmtInf[1]/CdtTrfTxInf[1]/SplmtryData[1]"
        ]
    );
    assert_eq!(
        lost(&sent.losses, Reason::Replaced),
        ["PmtInf[1]/CdtTrfTxInf[1]/XchgRateInf"]
    );
    for part in [
        "<PmtId><InstrId>INSTRUCTION-1</InstrId><EndToEndId>END-TO-END-1</EndToEndId><UETR>7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10</UETR></PmtId>",
        "<IntrBkSttlmAmt Ccy=\"EUR\">100.10</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-27</IntrBkSttlmDt>",
        "<InstdAmt Ccy=\"EUR\">100.10</InstdAmt>",
        "<ChrgBr>DEBT</ChrgBr>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert_eq!(
        sent.losses[0].to_string(),
        "/Document/CstmrCdtTrfInitn/GrpHdr/MsgId: concerns only the two who exchanged this message"
    );
}

#[test]
fn what_a_scheme_replaces_is_told() {
    let order = order(FULL);
    let sent = forward(&order, sepa());
    assert_eq!(
        lost(&sent.losses, Reason::Replaced),
        [
            "PmtInf[1]/CdtTrfTxInf[1]/XchgRateInf",
            "PmtInf[1]/ChrgBr",
            "PmtInf[1]/PmtTpInf/SvcLvl[1]"
        ]
    );
    let xml = sent.value.to_xml().unwrap();
    assert!(xml.contains("<TxId>INSTRUCTION-1</TxId>"));
    nothing_vanishes(Element::of(&order), "/Document", &sent.losses, &xml);
}

#[test]
fn a_credit_tells_what_the_payment_told() {
    let order = order(FULL);
    let sent = forward(&order, cross_border()).value;
    let original = Original::of(&sent, 1).unwrap();
    let entry = booking()
        .with_amount("EUR 98.10".parse().unwrap())
        .with_entry_reference("1")
        .credit(original)
        .unwrap();
    let account = Account::Other("CREDITOR-ACCOUNT".parse().unwrap());
    let notice = Notification::new(
        "NOTICE-1".parse().unwrap(),
        "2026-11-27T08:00:00Z".parse().unwrap(),
        account,
    )
    .with_entry(entry.value)
    .build()
    .unwrap();
    let xml = notice.to_xml().unwrap();
    nothing_vanishes(Element::of(&sent), "/Document", &entry.losses, &xml);
    let statements = statement::read(Element::of(&notice)).unwrap();
    let told = &statements[0].entries()[0];
    let references = told.references();
    for (kind, expected) in [
        (ReferenceKind::Message, "PACS-1"),
        (ReferenceKind::Instruction, "INSTRUCTION-1"),
        (ReferenceKind::EndToEnd, "END-TO-END-1"),
        (ReferenceKind::Uetr, "7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10"),
        (ReferenceKind::AccountServicer, "BANK-REFERENCE"),
        (ReferenceKind::Invoice, "INVOICE-1"),
        (ReferenceKind::CreditorReference, "RF18539007547034"),
        (ReferenceKind::Entry, "1"),
    ] {
        assert_eq!(references.first(kind), Some(expected), "{kind}");
    }
    assert_eq!(told.amount(), "EUR 98.10".parse().unwrap());
    assert_eq!(told.credit_debit(), CreditDebit::Credit);
    let counterparty = told.counterparty().unwrap();
    assert_eq!(counterparty.name(), Some("Debtor"));
    assert_eq!(counterparty.ultimate_name(), Some("Ultimate Debtor"));
    assert_eq!(
        told.bank_transaction_code().unwrap().to_string(),
        "PMNT-RCDT-XBCT"
    );
}

#[test]
fn a_debit_tells_the_debtors_own_references() {
    let order = order(FULL);
    let transfer = Transfer::of(&order, 1, 1).unwrap();
    let entry = booking()
        .with_status("PDNG")
        .with_code("PMNT", "IRCT", "ESCT")
        .debit(&transfer)
        .unwrap();
    let account = Account::Other("DEBTOR-ACCOUNT".parse().unwrap());
    let notice = Notification::new(
        "NOTICE-1".parse().unwrap(),
        "2026-11-27T08:00:00Z".parse().unwrap(),
        account,
    )
    .with_entry(entry.value)
    .build()
    .unwrap();
    let xml = notice.to_xml().unwrap();
    nothing_vanishes(Element::of(&order), "/Document", &entry.losses, &xml);
    let statements = statement::read(Element::of(&notice)).unwrap();
    let told = &statements[0].entries()[0];
    for (kind, expected) in [
        (ReferenceKind::Message, "ORDER-1"),
        (ReferenceKind::PaymentInformation, "BLOCK-1"),
        (ReferenceKind::Instruction, "INSTRUCTION-1"),
        (ReferenceKind::EndToEnd, "END-TO-END-1"),
    ] {
        assert_eq!(told.references().first(kind), Some(expected), "{kind}");
    }
    assert_eq!(told.credit_debit(), CreditDebit::Debit);
    assert_eq!(told.status(), EntryStatus::Pending);
    assert_eq!(told.counterparty().unwrap().name(), Some("Creditor"));
    let code = told.bank_transaction_code().unwrap().to_string();
    assert_eq!(code, "PMNT-IRCT-ESCT");
}

#[test]
fn what_the_bank_must_add_is_asked_for() {
    let bare = FULL
        .replace(
            "<CdtrAgt><FinInstnId><BICFI>BNPAFRPPXXX</BICFI></FinInstnId></CdtrAgt>",
            "",
        )
        .replace("<UETR>7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10</UETR>", "")
        .replace(
            "<Amt><InstdAmt Ccy=\"EUR\">100.10</InstdAmt></Amt>",
            "<Amt><EqvtAmt><Amt Ccy=\"EUR\">100.10</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt></Amt>",
        );
    let order = order(&bare);
    let day = "2026-11-27".parse().unwrap();
    let transfer = || Transfer::of(&order, 1, 1).unwrap();
    let error = Forward::new(cross_border(), day)
        .with_transfer(transfer())
        .build()
        .unwrap_err();
    let paths: Vec<_> = error.problems().iter().map(|p| p.path.as_str()).collect();
    let at = "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]";
    assert_eq!(
        paths,
        [
            format!("{at}/Amt/EqvtAmt/CcyOfTrf"),
            format!("{at}/CdtrAgt"),
            "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/PmtId/UETR".to_owned(),
        ]
    );
    let complete = transfer()
        .with_creditor_agent(Agent::bic(bic("BNPAFRPPXXX")))
        .with_uetr("00000000-0000-4000-8000-000000000001".parse().unwrap())
        .with_transaction_id("TX-1")
        .with_settled_amount("USD 123.57".parse().unwrap(), Decimal::new(12345, 4));
    let sent = Forward::new(cross_border(), day)
        .with_transfer(complete)
        .build()
        .unwrap();
    let xml = sent.value.to_xml().unwrap();
    for part in [
        "<TxId>TX-1</TxId><UETR>00000000-0000-4000-8000-000000000001</UETR>",
        "<IntrBkSttlmAmt Ccy=\"USD\">123.57</IntrBkSttlmAmt>",
        "<InstdAmt Ccy=\"EUR\">100.10</InstdAmt><XchgRate>1.2345</XchgRate>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let original = Original::of(&sent.value, 1).unwrap();
    let entry = booking().credit(original).unwrap();
    let account = Account::Other("X".parse().unwrap());
    let notice = Notification::new(
        "N".parse().unwrap(),
        "2026-11-27T08:00:00Z".parse().unwrap(),
        account,
    );
    let notice = notice.with_entry(entry.value).build().unwrap();
    let told = statement::read(Element::of(&notice)).unwrap();
    let exchange = told[0].entries()[0].exchange().unwrap().clone();
    assert_eq!(exchange.original_amount(), "EUR 100.10".parse().unwrap());
    assert_eq!(exchange.rate(), Some(Decimal::new(12345, 4)));
}

#[test]
fn what_is_not_there_cannot_be_carried() {
    let order = order(FULL);
    for (block, transfer) in [(0, 1), (1, 0), (1, 2), (2, 1)] {
        assert!(Transfer::of(&order, block, transfer).is_err());
    }
    let empty = Forward::new(cross_border(), "2026-11-27".parse().unwrap());
    assert!(empty.build().is_err());
    let notice = Notification::new(
        "N".parse().unwrap(),
        "2026-11-27T08:00:00Z".parse().unwrap(),
        Account::Other("X".parse().unwrap()),
    );
    assert!(notice.build().is_err());
    let sent = forward(&order, cross_border()).value;
    let original = Original::of(&sent, 1).unwrap();
    let error = booking()
        .with_amount("EUR 0.00".parse().unwrap())
        .credit(original)
        .unwrap_err();
    assert_eq!(error.problems()[0].path, "/Ntry/Amt");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn references_and_amounts_arrive(
        id in strategies::end_to_end_id(),
        instruction in strategies::instruction_id(),
        uetr in strategies::uetr(),
        amount in strategies::payment_amount(Currency::EUR),
        iban in strategies::iban(),
    ) {
        use girokit_iso20022::jobs::{Customer, InterbankPayment, Party};
        let agent = || Agent::bic(bic("COBADEFFXXX"));
        let payment = InterbankPayment::new(
            id.clone(), amount, "2026-11-27".parse().unwrap(),
            Customer::new(Party::new("D"), agent()),
            Customer::new(Party::new("C"), agent()).with_account(iban.into()),
        )
        .with_uetr(uetr)
        .with_instruction_id(instruction.clone());
        let sent = sepa().with_payment(payment).build().unwrap();
        let entry = booking().credit(Original::of(&sent, 1).unwrap()).unwrap();
        let now = "2026-11-27T08:00:00Z".parse().unwrap();
        let notice = Notification::new("N".parse().unwrap(), now, Account::Iban(iban))
            .with_entry(entry.value).build().unwrap();
        let again = girokit_iso20022::AnyMessage::from_xml(notice.to_xml().unwrap().as_bytes()).unwrap();
        let told = statement::read(again.element()).unwrap();
        prop_assert_eq!(told[0].account().parse_as::<Iban>().unwrap(), iban);
        let told = &told[0].entries()[0];
        let amount: Money = amount;
        prop_assert_eq!(told.amount(), amount);
        let references = told.references();
        // References come back without white space around them, and blank ones not at all.
        prop_assert_eq!(references.first(ReferenceKind::EndToEnd).unwrap_or_default(), id.as_str().trim());
        prop_assert_eq!(references.first(ReferenceKind::Instruction).unwrap_or_default(), instruction.as_str().trim());
        prop_assert_eq!(references.uetr().unwrap(), uetr.to_string());
    }
}
