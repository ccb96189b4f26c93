//! The simulated bank behind its bytes.

use std::time::Duration;

use girokit_adapters::simulator::{Direction, Iso20022Bank, SimulatedBank};
use girokit_bank::simulator::{Fault, FaultPlan, FaultTarget, Simulator};
use girokit_bank::{
    BankAdapter, BankId, Capabilities, MethodCapability, NotSentCause, PaymentEvent, PaymentMethod,
    PaymentState, PaymentStatus, QueryAnswer, QueryCapability, StatementEvidence, SubmitOutcome,
    TrackedPayment,
};
use girokit_iso20022::AnyMessage;
use girokit_types::Currency;
use pollster::block_on;

use super::given;

fn bank() -> SimulatedBank {
    let mut core = Simulator::new("GIRODEFFXXX".parse().unwrap(), given::today());
    for opening in ["EUR 100.00", "USD 5000.00", "JPY 1000", "KWD 5.000"] {
        core.open_account(
            given::DEBTOR.parse().unwrap(),
            "Muster",
            opening.parse().unwrap(),
        )
        .unwrap();
    }
    let line = |method, currency| MethodCapability::new(method, currency);
    let capabilities = Capabilities::new(vec![
        line(PaymentMethod::SepaCreditTransfer, Currency::EUR),
        line(PaymentMethod::SepaInstantCreditTransfer, Currency::EUR),
        line(PaymentMethod::UrgentCreditTransfer, Currency::USD),
        line(PaymentMethod::CreditTransfer, Currency::JPY),
        line(PaymentMethod::CreditTransfer, Currency::KWD),
    ])
    .with_query(QueryCapability::Authoritative {
        visibility_delay: Duration::from_mins(15),
    });
    SimulatedBank::new(
        BankId::parse("sim").unwrap(),
        capabilities,
        Iso20022Bank::new(core),
    )
}

#[test]
fn a_batch_goes_out_as_pain_001_and_comes_back_as_outcomes_and_statements() {
    let bank = bank();
    let batch = given::mixed();
    let outcome = block_on(bank.payments().unwrap().submit(&batch, given::now()));
    let shown: Vec<String> = outcome
        .iter()
        .map(|(_, outcome)| outcome.to_string())
        .collect();
    let short = "rejected AM04: the debtor's account does not hold enough money";
    assert_eq!(
        shown,
        [
            "accepted", "settled", "settled", short, "accepted", "accepted"
        ]
    );
    bank.with_bank(|bank| bank.core_mut().execute_due());
    let account = given::DEBTOR.parse().unwrap();
    let statements = block_on(bank.statements().unwrap().statements(
        &account,
        given::today(),
        given::now(),
    ))
    .unwrap();
    assert_eq!(statements.len(), 4);
    for statement in &statements {
        assert!(statement.prove().is_balanced(), "{}", statement.prove());
    }
    let expected = bank.with_bank(|bank| {
        bank.core()
            .statements(&account, given::today(), given::now())
    });
    for (found, expected) in statements.iter().zip(&expected) {
        assert_eq!(found.balances(), expected.balances());
        assert_eq!(found.entries().len(), expected.entries().len());
        for (found, expected) in found.entries().iter().zip(expected.entries()) {
            assert_eq!(
                found.references().instruction_id(),
                expected.references().instruction_id()
            );
            assert_eq!(found.counterparty(), expected.counterparty());
            assert_eq!(
                found.bank_transaction_code(),
                expected.bank_transaction_code()
            );
        }
    }
    let traffic = bank.take_traffic();
    let shape: Vec<_> = traffic
        .iter()
        .map(|message| (message.direction, message.definition))
        .collect();
    assert_eq!(
        shape,
        [
            (Direction::Sent, "pain.001.001.09"),
            (Direction::Received, "pain.002.001.10"),
            (Direction::Received, "camt.053.001.08")
        ]
    );
    for message in &traffic {
        AnyMessage::from_xml(&message.xml).unwrap();
    }
    assert!(bank.take_traffic().is_empty());
}

#[test]
fn a_lost_answer_is_unknown_until_the_bank_is_asked_or_the_statement_tells() {
    for by_query in [true, false] {
        let bank = bank();
        let fault = FaultPlan::none().with(FaultTarget::Submission(0), Fault::DropAfterCommit);
        bank.with_bank(|bank| bank.core_mut().set_faults(fault));
        let order = given::mixed().orders()[2].clone();
        let mut payment = TrackedPayment::new(order.clone());
        let _ = payment.apply(PaymentEvent::SendingStarted, given::now());
        let batch = given::batch("M", vec![order.clone()]);
        let outcome = block_on(bank.payments().unwrap().submit(&batch, given::now()));
        let _ = payment.apply(
            PaymentEvent::Submitted(outcome.of(order.instruction_id()).unwrap().clone()),
            given::now(),
        );
        assert_eq!(payment.state(), PaymentState::Unknown);
        if by_query {
            let answer = block_on(
                bank.payments()
                    .unwrap()
                    .query(order.instruction_id(), given::now()),
            )
            .unwrap();
            assert_eq!(answer, QueryAnswer::Found(PaymentStatus::Settled));
            let weighed = bank
                .capabilities()
                .query
                .weigh(answer, given::now(), given::now());
            let _ = payment.apply(PaymentEvent::Reported(weighed), given::now());
        } else {
            let account = order.debtor().account();
            let statements = block_on(bank.statements().unwrap().statements(
                account,
                given::today(),
                given::now(),
            ))
            .unwrap();
            let mut entries = statements
                .iter()
                .flat_map(girokit_types::Statement::entries);
            let evidence = entries
                .find_map(|entry| StatementEvidence::find(&order, account, entry))
                .unwrap();
            assert_eq!(evidence.source(), "/Document/BkToCstmrStmt/Stmt[4]/Ntry[1]");
            let _ = payment.apply(PaymentEvent::Booked(evidence), given::now());
        }
        assert_eq!(payment.state(), PaymentState::Settled);
    }
}

#[test]
fn an_answer_that_leaves_one_order_out_leaves_that_order_unknown() {
    let bank = bank();
    let batch = given::mixed();
    let left_out = batch.orders()[0].instruction_id().clone();
    let fault = FaultPlan::none().with(
        FaultTarget::Instruction(left_out.clone()),
        Fault::DropAfterCommit,
    );
    bank.with_bank(|bank| bank.core_mut().set_faults(fault));
    let outcome = block_on(bank.payments().unwrap().submit(&batch, given::now()));
    for (id, outcome) in outcome.iter() {
        assert_eq!(outcome.is_unknown(), *id == left_out, "{outcome}");
    }
}

#[test]
fn what_the_bank_does_not_offer_is_not_sent_and_the_rest_is() {
    let bank = bank();
    let wrong = given::order("7", given::CREDITOR, "EUR 1.00");
    let right = given::mixed().orders()[0].clone();
    let outcome = block_on(bank.payments().unwrap().submit(
        &given::batch("M", vec![wrong.clone(), right.clone()]),
        given::now(),
    ));
    assert_eq!(
        outcome.of(wrong.instruction_id()).unwrap().to_string(),
        "not sent: the bank does not offer this: no credit transfer in EUR"
    );
    assert!(matches!(
        outcome.of(right.instruction_id()),
        Some(SubmitOutcome::Accepted { .. })
    ));

    let other_content = given::order("1", given::CREDITOR, "EUR 10.51")
        .with_method(PaymentMethod::SepaCreditTransfer)
        .unwrap();
    let outcome = block_on(bank.payments().unwrap().submit(
        &given::batch("M2", vec![other_content.clone()]),
        given::now(),
    ));
    assert_eq!(
        outcome.of(other_content.instruction_id()),
        Some(&SubmitOutcome::NotSent {
            cause: NotSentCause::IdConflict
        })
    );
}

#[test]
fn the_bank_answers_what_it_cannot_read() {
    bank().with_bank(|bank| {
        let answer = bank.receive(b"hello", given::now()).unwrap();
        let text = String::from_utf8(answer).unwrap();
        assert!(
            text.contains("<GrpSts>RJCT</GrpSts>") && text.contains("<Cd>FF01</Cd>"),
            "{text}"
        );
    });
}
