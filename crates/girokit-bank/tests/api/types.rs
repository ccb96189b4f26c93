//! Every public type: `Debug`, `Send`, `Sync`; and the doors of the small ones.

use girokit_bank::{
    BankId, BankReference, OrderError, Party, PaymentBatch, PaymentMethod, PaymentOrder,
    Remittance, RemittanceText, SeenOrders,
};
use girokit_types::{Bic, MessageId};

use super::given;

fn is_plain<T: std::fmt::Debug + Send + Sync>() {}

#[test]
fn every_public_type_is_debug_send_and_sync() {
    use girokit_bank::{simulator as s, *};
    is_plain::<(
        AccountBalance,
        Admission,
        AnonymousDecisionError,
        BankId,
        BankReference,
        BatchOutcome,
    )>();
    is_plain::<(
        Capabilities,
        CapabilityProblem,
        ChargeBearer,
        ContentHash,
        HistoryLine,
        Idempotency,
    )>();
    is_plain::<(
        MethodCapability,
        NamedDecision,
        NotSentCause,
        OrderError,
        ParseBankIdError,
        ParseStatusReasonError,
    )>();
    is_plain::<(
        Party,
        PaymentBatch,
        PaymentEvent,
        PaymentIds,
        PaymentMethod,
        PaymentOrder,
        PaymentState,
        PaymentStatus,
    )>();
    is_plain::<(
        Posting,
        QueryAnswer,
        QueryCapability,
        ReadError,
        ReadErrorKind,
        RejectClass,
        Remittance,
        RemittanceText,
    )>();
    is_plain::<(
        SeenOrders,
        StatementCapability,
        StatementEvidence,
        StatusReason,
        SubmitOutcome,
        TrackedPayment,
    )>();
    is_plain::<(
        Transition,
        UnknownPhase,
        Verdict,
        WeighedAnswer,
        Box<dyn BankAdapter>,
    )>();
    is_plain::<(
        s::AccountStatus,
        s::Delivery,
        s::Fault,
        s::FaultPlan,
        s::FaultTarget,
        s::JournalEntry,
        s::Ledger,
    )>();
    is_plain::<(
        s::LedgerAccount,
        s::LedgerError,
        s::OrderRecord,
        s::SimulatedBank,
        s::Simulator,
        s::SimulatorError,
    )>();
}

#[test]
fn an_order_must_be_payable() {
    let make = |minor| {
        let good = given::order("1", "ALICE", "BOB", 1);
        let ids = girokit_bank::PaymentIds::derive("test", "1", good.end_to_end_id().clone());
        let amount = given::money(minor, given::EUR);
        PaymentOrder::new(
            ids,
            good.debtor().clone(),
            good.creditor().clone(),
            amount,
            given::today(),
        )
    };
    assert_eq!(make(0), Err(OrderError::AmountNotPositive));
    assert_eq!(make(-1), Err(OrderError::AmountNotPositive));
    assert!(make(1).is_ok());
    assert_eq!(
        make(1)
            .unwrap()
            .with_method(PaymentMethod::SepaCreditTransfer),
        Err(OrderError::SepaNeedsIban)
    );
}

#[test]
fn a_misspelt_iban_is_no_domestic_account() {
    assert_eq!(
        Party::new("Name", given::account("DE88370400440532013000")),
        Err(OrderError::Iban)
    );
    let party = Party::new("Name", given::account("DE89370400440532013000")).unwrap();
    assert!(party.has_iban());
    assert!(
        !Party::new("Name", given::account("4020117788"))
            .unwrap()
            .has_iban()
    );
    assert_eq!(Party::new(" ", given::account("1")), Err(OrderError::Name));
    assert_eq!(
        Party::new("Name", given::account(&"1".repeat(35))),
        Err(OrderError::Account)
    );
}

#[test]
fn debug_shows_neither_name_nor_account() {
    let party = Party::new("Jane Doe", given::account("4020117788"))
        .unwrap()
        .with_agent(Bic::parse("GIRODEFFXXX").unwrap());
    let shown = format!("{party:?}");
    assert!(
        !shown.contains("Jane") && !shown.contains("4020117788"),
        "{shown}"
    );
}

#[test]
fn a_batch_names_each_order_once() {
    let order = given::order("1", "ALICE", "BOB", 1);
    let make = |orders| {
        PaymentBatch::new(
            MessageId::parse("M").unwrap(),
            "Payer",
            given::now(),
            orders,
        )
    };
    assert_eq!(make(vec![]), Err(OrderError::BatchSize { found: 0 }));
    assert_eq!(
        make(vec![order.clone(), order.clone()]),
        Err(OrderError::SameId(order.instruction_id().clone()))
    );
    assert!(make(vec![order]).is_ok());
}

#[test]
fn the_content_hash_tells_orders_apart() {
    let order = given::order("1", "ALICE", "BOB", 100);
    let text = |text| Remittance::Unstructured(RemittanceText::parse(text).unwrap());
    let changed = [
        given::order("1", "ALICE", "BOB", 101),
        given::order("1", "ALICE", "CLOSED", 100),
        given::order("2", "ALICE", "BOB", 100),
        order.clone().with_remittance(text("INV-1")),
        order
            .clone()
            .with_charge_bearer(girokit_bank::ChargeBearer::Debtor),
        order
            .clone()
            .with_method(PaymentMethod::UrgentCreditTransfer)
            .unwrap(),
    ];
    let mut hashes: Vec<_> = changed
        .iter()
        .chain([&order])
        .map(PaymentOrder::content_hash)
        .collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), changed.len() + 1);
    let mut seen = SeenOrders::new();
    assert_eq!(seen.admit(&order), girokit_bank::Admission::New);
    assert_eq!(seen.admit(&order), girokit_bank::Admission::Repetition);
    assert_eq!(seen.admit(&changed[0]), girokit_bank::Admission::Conflict);
    assert_eq!(
        seen.hash_of(order.instruction_id()),
        Some(order.content_hash())
    );
}

#[test]
fn small_values_have_one_door() {
    assert!(BankId::parse("deutsche-test-1").is_ok());
    for text in ["", "Bank", "a b", &"a".repeat(33)] {
        assert!(BankId::parse(text).is_err(), "{text}");
    }
    assert_eq!(BankReference::parse("").map(|_| ()), None);
    assert_eq!(BankReference::parse("REF 1").unwrap().as_str(), "REF 1");
    assert_eq!(
        RemittanceText::parse(&"x".repeat(141)),
        Err(OrderError::Remittance)
    );
}
