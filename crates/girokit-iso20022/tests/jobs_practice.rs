//! What the constructors build keeps the rules beyond the schema and the market practice that it is made for.
#![cfg(all(
    feature = "envelope",
    feature = "head-001-001-02",
    feature = "jobs",
    feature = "profiles"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use chrono::{DateTime, FixedOffset, Utc};
use girokit_iso20022::envelope::{HeaderAddress, HeaderBuilder};
use girokit_iso20022::girokit_types::statement::{
    Balance, BalanceKind, CreditDebit, ReferenceKind, Statement, StatementEntry,
};
use girokit_iso20022::girokit_types::{Bic, CreditorIdentifier, Iban};
use girokit_iso20022::head_001_001_02::BusinessApplicationHeaderV02;
use girokit_iso20022::jobs::{
    Account, Address, Agent, CreditTransfer, CreditTransferBlock, CreditTransferInitiation,
    Customer, DirectDebit, DirectDebitBlock, DirectDebitInitiation, InterbankPayment,
    InterbankTransfer, Investigation, Mandate, NotificationMessage, Original, Party, PaymentReturn,
    Recall, RecallAnswer, Remittance, Sequence, StatementMessage, StatusReport, Verdict,
};
use girokit_iso20022::rules::{self, Options};
use girokit_iso20022::{Message, pacs_008_001_08, profiles};

const DEBTOR: &str = "DE89370400440532013000";
const CREDITOR: &str = "FR1420041010050500013M02606";

/// Nothing is found in the message, not even a warning.
fn keeps<M: Message>(message: &M, names: &[&str]) {
    let mut options = Options::new();
    for name in names {
        options = options.with_profile(profiles::find(name).unwrap());
    }
    let report = rules::check(message, &options);
    let found: Vec<_> = report
        .findings()
        .iter()
        .map(|one| format!("{} {}: {}", one.code, one.path, one.message()))
        .collect();
    assert!(
        found.is_empty(),
        "{} {names:?}:\n{}",
        M::ID,
        found.join("\n")
    );
}

fn utc() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn local() -> DateTime<FixedOffset> {
    "2026-11-23T10:00:00+01:00".parse().unwrap()
}

fn iban(text: &str) -> Iban {
    text.parse().unwrap()
}

fn bic(text: &str) -> Bic {
    text.parse().unwrap()
}

fn address(country: &str, town: &str) -> Address {
    Address::new(country, town)
        .with_street("Main Street")
        .with_building("1")
        .with_post_code("10115")
}

fn payer() -> Party {
    Party::new("Muster GmbH").with_address(address("DE", "Berlin"))
}

fn transfer() -> CreditTransfer {
    CreditTransfer::new(
        "INV-42".parse().unwrap(),
        "EUR 12.50".parse().unwrap(),
        Party::new("Weaver SARL").with_address(address("FR", "Paris")),
        iban(CREDITOR).into(),
    )
    .with_instruction_id("I-1".parse().unwrap())
    .with_purpose("GDDS")
    .with_remittance(Remittance::CreditorReference(
        "RF18539007547034".parse().unwrap(),
    ))
}

fn initiation(block: CreditTransferBlock) -> CreditTransferInitiation {
    CreditTransferInitiation::new("MSG-1".parse().unwrap(), utc(), Party::new("Muster GmbH"))
        .with_block(block)
}

#[test]
fn sepa_credit_transfers() {
    let day = "2026-11-24".parse().unwrap();
    let plain = CreditTransferBlock::sepa(payer(), iban(DEBTOR), day)
        .with_agent(Agent::bic(bic("COBADEFFXXX")))
        .with_transfer(transfer());
    keeps(&initiation(plain).build().unwrap(), &["sepa-sct"]);
    let without_agent =
        CreditTransferBlock::sepa(payer(), iban(DEBTOR), day).with_transfer(transfer());
    keeps(&initiation(without_agent).build().unwrap(), &["sepa-sct"]);
    let instant =
        CreditTransferBlock::sepa_instant(payer(), iban(DEBTOR), day).with_transfer(transfer());
    keeps(&initiation(instant).build().unwrap(), &["sepa-inst"]);
    let salaries = (0..50).map(|_| transfer().with_purpose("SALA"));
    let payroll = CreditTransferBlock::payroll(payer(), iban(DEBTOR), day).with_transfers(salaries);
    let payroll = initiation(payroll).build().unwrap();
    keeps(&payroll, &["sepa-sct"]);
    let answer = StatusReport::new("A-1".parse().unwrap(), utc(), &payroll).with_transaction(
        1,
        7,
        Verdict::rejected("AC04"),
    );
    keeps(&answer.build().unwrap(), &[]);
}

#[test]
fn sepa_direct_debits() {
    let creditor_id: CreditorIdentifier = "DE98ZZZ09999999999".parse().unwrap();
    let debit = || {
        let mandate = Mandate::new("M-1".parse().unwrap(), "2025-01-15".parse().unwrap());
        DirectDebit::new(
            "DD-42".parse().unwrap(),
            "EUR 12.50".parse().unwrap(),
            mandate.with_account_from_another_bank(),
            Party::new("Ann Weaver"),
            iban(CREDITOR),
        )
        .with_remittance(Remittance::Unstructured("Water in November".to_owned()))
    };
    let day = "2026-12-01".parse().unwrap();
    let core = DirectDebitBlock::core(payer(), iban(DEBTOR), creditor_id, day, Sequence::Recurrent);
    let b2b = DirectDebitBlock::b2b(payer(), iban(DEBTOR), creditor_id, day, Sequence::First);
    for (block, profile) in [(core, "sepa-sdd-core"), (b2b, "sepa-sdd-b2b")] {
        let id = "DD-1".parse().unwrap();
        let message = DirectDebitInitiation::new(id, utc(), Party::new("Muster GmbH"))
            .with_block(block.with_debit(debit()));
        keeps(&message.build().unwrap(), &[profile]);
    }
}

fn payment(ours: &str, theirs: &str) -> InterbankPayment {
    let debtor = Customer::new(payer(), Agent::bic(bic(ours))).with_account(iban(DEBTOR).into());
    let party = Party::new("Weaver SARL").with_address(address("FR", "Paris"));
    let account = Account::Iban(iban(CREDITOR));
    let creditor = Customer::new(party, Agent::bic(bic(theirs))).with_account(account);
    InterbankPayment::new(
        "INV-42".parse().unwrap(),
        "EUR 12.50".parse().unwrap(),
        "2026-11-24".parse().unwrap(),
        debtor,
        creditor,
    )
    .with_remittance(Remittance::Unstructured("Invoice 42".to_owned()))
}

const OURS: &str = "COBADEFFXXX";
const THEIRS: &str = "BNPAFRPPXXX";

#[test]
fn sepa_payments_between_banks() {
    let id = || "PACS-1".parse().unwrap();
    let sct = InterbankTransfer::sepa(id(), local(), bic(OURS), bic(THEIRS), "ST2")
        .with_payment(payment(OURS, THEIRS));
    keeps(&sct.build().unwrap(), &["sepa-sct"]);
    let instant = InterbankTransfer::sepa_instant(id(), local(), bic(OURS), bic(THEIRS), "TIPS")
        .with_payment(payment(OURS, THEIRS));
    keeps(&instant.build().unwrap(), &["sepa-inst"]);
}

#[test]
fn cross_border_payments_and_what_follows() {
    let id = || "PACS-1".parse().unwrap();
    let payment = payment(OURS, THEIRS)
        .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse().unwrap())
        .with_instruction_id("PACS-1".parse().unwrap());
    let transfer = InterbankTransfer::cross_border(id(), local(), bic(OURS), bic(THEIRS))
        .with_payment(payment);
    let sent = transfer.build().unwrap();
    keeps(&sent, &["cbpr-core"]);
    let header: BusinessApplicationHeaderV02 = HeaderBuilder::new(
        pacs_008_001_08::Document::DEFINITION,
        HeaderAddress::bic(OURS),
        HeaderAddress::bic(THEIRS),
        "PACS-1",
        local().into(),
    )
    .with_business_service("swift.cbprplus.04")
    .build()
    .unwrap();
    keeps(&header, &["cbpr-core"]);
    let original = Original::of(&sent, 1).unwrap();
    let back = PaymentReturn::new(
        "RTR-1".parse().unwrap(),
        local(),
        original,
        "AC04",
        "2026-11-25".parse().unwrap(),
    );
    keeps(&back.build().unwrap(), &["cbpr-core"]);
    let recall = Recall::new(
        "CXL-1".parse().unwrap(),
        local(),
        bic(OURS),
        bic(THEIRS),
        original,
        "DUPL",
    )
    .build()
    .unwrap();
    keeps(&recall, &["cbpr-core"]);
    let answer = RecallAnswer::rejected("ANS-1".parse().unwrap(), local(), &recall, "CUST");
    keeps(&answer.build().unwrap(), &["cbpr-core"]);
    let question = Investigation::new(
        "CASE-1".parse().unwrap(),
        "CCNR",
        bic(OURS),
        bic(THEIRS),
        original,
        "CCNR",
    );
    keeps(&question.build().unwrap(), &[]);
}

#[test]
fn statements_and_notifications() {
    let day = "2026-11-23".parse().unwrap();
    let entry = StatementEntry::new("EUR 30.00".parse().unwrap(), CreditDebit::Debit)
        .unwrap()
        .with_booking_date(day)
        .with_reference(ReferenceKind::EndToEnd, "INV-1");
    let balance = |kind, amount: &str| Balance::new(kind, amount.parse().unwrap(), day);
    let statement = Statement::new("S1", DEBTOR.parse().unwrap(), "EUR".parse().unwrap())
        .with_balance(balance(BalanceKind::OPENING_BOOKED, "EUR 100.00"))
        .with_balance(balance(BalanceKind::CLOSING_BOOKED, "EUR 70.00"))
        .with_entry(entry);
    let id = || "M1".parse().unwrap();
    let message = StatementMessage::new(id(), utc()).with_statement(statement.clone());
    keeps(&message.build().unwrap(), &[]);
    let message = NotificationMessage::new(id(), utc()).with_notification(statement);
    keeps(&message.build().unwrap(), &[]);
}
