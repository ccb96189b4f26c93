//! The states of a payment: the transition function is total, and nothing but evidence ends an unknown.

use std::time::Duration;

use girokit_bank::{
    NamedDecision, NotSentCause, PaymentEvent, PaymentState, PaymentStatus, Posting, QueryAnswer,
    QueryCapability, StatementEvidence, StatusReason, SubmitOutcome, TrackedPayment, Transition,
    UnknownPhase, Verdict,
};

use super::given;

const DELAY: QueryCapability = QueryCapability::Authoritative {
    visibility_delay: Duration::from_mins(15),
};

fn unknown() -> SubmitOutcome {
    SubmitOutcome::Unknown {
        phase: UnknownPhase::AwaitingAnswer,
        evidence: "no answer".to_owned(),
    }
}

/// A booked debit and a booked return of one order, out of the simulator's statement.
fn booked() -> Vec<StatementEvidence> {
    let order = given::order("booked", "ALICE", "OUTSIDE", 100);
    let mut bank = given::bank();
    let _ = bank.submit(&given::batch("M1", vec![order.clone()]), given::now());
    bank.execute_due();
    bank.return_order(order.instruction_id(), StatusReason::AC01)
        .unwrap();
    let statements = bank.statements(order.debtor().account(), given::today(), given::now());
    let entries = statements
        .iter()
        .flat_map(girokit_types::Statement::entries);
    entries
        .filter_map(|entry| StatementEvidence::find(&order, order.debtor().account(), entry))
        .collect()
}

fn every_event() -> Vec<PaymentEvent> {
    let outcomes = [
        SubmitOutcome::Accepted {
            bank_reference: None,
        },
        SubmitOutcome::Settled {
            bank_reference: None,
        },
        SubmitOutcome::rejected(StatusReason::AM04, None),
        SubmitOutcome::NotSent {
            cause: NotSentCause::Connect("refused".to_owned()),
        },
        unknown(),
    ];
    let statuses = [
        PaymentStatus::Accepted,
        PaymentStatus::Settled,
        PaymentStatus::Rejected,
        PaymentStatus::Returned,
    ];
    let answers: Vec<_> = statuses
        .into_iter()
        .map(QueryAnswer::Found)
        .chain([QueryAnswer::NotFound])
        .collect();
    let verdicts = [
        Verdict::NotSent,
        Verdict::Rejected,
        Verdict::Returned,
        Verdict::Settled,
    ];
    let mut events = vec![PaymentEvent::SendingStarted, PaymentEvent::Interrupted];
    events.extend(outcomes.into_iter().map(PaymentEvent::Submitted));
    for capability in [DELAY, QueryCapability::Advisory] {
        for answer in &answers {
            events.push(PaymentEvent::Reported(capability.weigh(
                *answer,
                given::now(),
                given::minutes_later(60),
            )));
        }
    }
    events.extend(booked().into_iter().map(PaymentEvent::Booked));
    events.extend(verdicts.map(|verdict| {
        PaymentEvent::Decided(NamedDecision::new("Ann", verdict, "asked the bank").unwrap())
    }));
    events
}

/// Whether an event is evidence: an authoritative report, a statement, a named person.
fn is_evidence(event: &PaymentEvent) -> bool {
    match event {
        PaymentEvent::Booked(_) | PaymentEvent::Decided(_) => true,
        PaymentEvent::Reported(report) => report.is_authoritative(),
        _ => false,
    }
}

#[test]
fn the_statement_of_a_returned_payment_is_evidence_of_both_postings() {
    let postings: Vec<_> = booked().iter().map(StatementEvidence::posting).collect();
    assert_eq!(postings, [Posting::Debit, Posting::Return]);
}

#[test]
fn every_state_has_an_answer_to_every_event() {
    let events = every_event();
    assert_eq!(events.len(), 2 + 5 + 10 + 2 + 4);
    for state in PaymentState::ALL {
        for event in &events {
            if let Transition::Moved(next) = state.on(event) {
                assert_ne!(
                    next, state,
                    "{state} stays {state} and calls it a move: {event:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_but_evidence_ends_an_unknown() {
    for event in every_event() {
        let moved = matches!(PaymentState::Unknown.on(&event), Transition::Moved(_));
        assert_eq!(moved, is_evidence(&event), "{event:?}");
    }
}

#[test]
fn a_settled_payment_may_still_be_returned_and_nothing_else() {
    for event in every_event() {
        if let Transition::Moved(next) = PaymentState::Settled.on(&event) {
            assert_eq!(next, PaymentState::Returned, "{event:?}");
        }
    }
}

#[test]
fn only_a_prepared_or_unsent_payment_may_be_sent() {
    for state in PaymentState::ALL {
        let may = matches!(state, PaymentState::Prepared | PaymentState::NotSent);
        assert_eq!(
            state.on(&PaymentEvent::SendingStarted) == Transition::Moved(PaymentState::Sending),
            may,
            "{state}"
        );
    }
}

#[test]
fn a_booking_of_a_refused_payment_is_a_contradiction() {
    for event in booked().into_iter().map(PaymentEvent::Booked) {
        for state in [
            PaymentState::Rejected,
            PaymentState::NotSent,
            PaymentState::Prepared,
        ] {
            assert!(
                matches!(state.on(&event), Transition::Contradiction(_)),
                "{state}"
            );
        }
    }
}

#[test]
fn not_found_counts_only_after_the_visibility_delay() {
    let early = DELAY.weigh(
        QueryAnswer::NotFound,
        given::now(),
        given::minutes_later(14),
    );
    let late = DELAY.weigh(
        QueryAnswer::NotFound,
        given::now(),
        given::minutes_later(15),
    );
    let before_it_was_sent = DELAY.weigh(
        QueryAnswer::NotFound,
        given::now(),
        given::minutes_later(-60),
    );
    assert!(!early.is_authoritative());
    assert!(late.is_authoritative());
    assert!(!before_it_was_sent.is_authoritative());
    let found = DELAY.weigh(
        QueryAnswer::Found(PaymentStatus::Accepted),
        given::now(),
        given::now(),
    );
    assert!(found.is_authoritative());
}

#[test]
fn a_crash_while_sending_leaves_an_unknown_that_time_does_not_end() {
    let mut payment = TrackedPayment::new(given::order("1", "ALICE", "BOB", 100));
    assert_eq!(
        payment.apply(PaymentEvent::SendingStarted, given::now()),
        Transition::Moved(PaymentState::Sending)
    );
    assert_eq!(
        payment.apply(PaymentEvent::Interrupted, given::now()),
        Transition::Moved(PaymentState::Unknown)
    );
    let much_later = given::minutes_later(60 * 24 * 365);
    assert!(matches!(
        payment.apply(PaymentEvent::SendingStarted, much_later),
        Transition::Refused(_)
    ));
    assert_eq!(
        payment.apply(PaymentEvent::Submitted(unknown()), much_later),
        Transition::Refused("an unknown payment needs evidence: weigh the late answer as a report")
    );
    assert_eq!(payment.state(), PaymentState::Unknown);
    assert_eq!(payment.history().len(), 4);
    assert_eq!(payment.content_hash(), payment.order().content_hash());
}

#[test]
fn an_anonymous_decision_is_none() {
    assert!(NamedDecision::new(" ", Verdict::Settled, "I say so").is_err());
    assert!(NamedDecision::new("Ann", Verdict::Settled, "").is_err());
}
