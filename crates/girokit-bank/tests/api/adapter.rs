//! The traits, through the simulator without a format.

use girokit_bank::simulator::{Fault, FaultPlan, FaultTarget, SimulatedBank};
use girokit_bank::{
    BankAdapter, BankId, Capabilities, CapabilityProblem, MethodCapability, PaymentMethod,
    QueryAnswer, ReadErrorKind, SubmitOutcome,
};

use super::given;

fn adapter(capabilities: Capabilities) -> SimulatedBank {
    SimulatedBank::new(
        BankId::parse("test-bank").unwrap(),
        capabilities,
        given::bank(),
    )
}

fn euro_transfers() -> Capabilities {
    let largest = given::money(50_000, given::EUR);
    let smallest = given::money(100, given::EUR);
    let line = MethodCapability::new(PaymentMethod::CreditTransfer, given::EUR);
    Capabilities::new(vec![
        line.with_max_amount(largest).with_min_amount(smallest),
    ])
    .with_max_batch(2)
    .with_max_future_days(1)
}

#[test]
fn a_lost_answer_is_an_outcome_and_not_an_error() {
    let bank: Box<dyn BankAdapter> = {
        let bank = adapter(euro_transfers());
        let faults = FaultPlan::none().with(FaultTarget::Submission(0), Fault::DropAfterCommit);
        bank.with_bank(|bank| bank.set_faults(faults));
        Box::new(bank)
    };
    let payments = bank.payments().unwrap();
    let order = given::order("1", "ALICE", "BOB", 100);
    let outcome =
        pollster::block_on(payments.submit(&given::batch("M", vec![order.clone()]), given::now()));
    assert!(outcome.of(order.instruction_id()).unwrap().is_unknown());
    assert!(!outcome.is_empty());
    let answer = pollster::block_on(payments.query(order.instruction_id(), given::now())).unwrap();
    assert_ne!(answer, QueryAnswer::NotFound);
}

#[test]
fn a_batch_beyond_the_declared_size_is_not_sent() {
    let bank = adapter(euro_transfers());
    let orders = ["1", "2", "3"]
        .map(|key| given::order(key, "ALICE", "BOB", 100))
        .to_vec();
    let outcome = pollster::block_on(
        bank.payments()
            .unwrap()
            .submit(&given::batch("M", orders), given::now()),
    );
    assert!(
        outcome
            .iter()
            .all(|(_, outcome)| matches!(outcome, SubmitOutcome::NotSent { .. }))
    );
}

#[test]
fn balances_and_statements_of_an_unknown_account_are_refused_for_good() {
    let bank = adapter(euro_transfers());
    let nobody = given::account("NOBODY");
    let error =
        pollster::block_on(bank.accounts().unwrap().balances(&nobody, given::now())).unwrap_err();
    assert_eq!(error.kind(), &ReadErrorKind::Permanent);
    assert_eq!(error.retry_after(), None);
    let error = pollster::block_on(bank.statements().unwrap().statements(
        &nobody,
        given::today(),
        given::now(),
    ))
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "refused: the bank has nothing for this account and date"
    );
    let balances = pollster::block_on(
        bank.accounts()
            .unwrap()
            .balances(&given::account("ALICE"), given::now()),
    )
    .unwrap();
    assert_eq!(balances.len(), 2);
}

#[test]
fn capabilities_tell_every_problem_of_an_order() {
    let capabilities = euro_transfers();
    let problems = |minor, currency, days, method| {
        let order = given::order_on(
            "1",
            "ALICE",
            "BOB",
            given::money(minor, currency),
            given::day(days),
            method,
        );
        capabilities.problems(&order, given::today())
    };
    let transfer = PaymentMethod::CreditTransfer;
    let urgent = PaymentMethod::UrgentCreditTransfer;
    assert_eq!(problems(100, given::EUR, 1, transfer), []);
    assert_eq!(
        problems(50_001, given::EUR, 2, transfer),
        [
            CapabilityProblem::AmountAbove(given::money(50_000, given::EUR)),
            CapabilityProblem::TooFarAhead { max_days: 1 }
        ]
    );
    assert_eq!(
        problems(99, given::EUR, 0, transfer),
        [CapabilityProblem::AmountBelow(given::money(
            100,
            given::EUR
        ))]
    );
    assert_eq!(
        problems(1, given::JPY, 0, transfer),
        [CapabilityProblem::Currency(transfer, given::JPY)]
    );
    assert_eq!(
        problems(100, given::EUR, 0, urgent),
        [CapabilityProblem::Method(urgent)]
    );
}
