//! The simulated bank: money is conserved, an order is debited at most once, every unknown is resolved.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use girokit_bank::simulator::{Delivery, Fault, FaultPlan, FaultTarget, Simulator};
use girokit_bank::{
    PaymentEvent, PaymentMethod, PaymentOrder, PaymentState, PaymentStatus, QueryAnswer,
    QueryCapability, StatementEvidence, StatusReason, SubmitOutcome, TrackedPayment, Transition,
    UnknownPhase,
};
use girokit_types::InstructionId;
use girokit_types::statement::Balance;
use proptest::prelude::*;

use super::given;

fn only(delivery: Delivery) -> SubmitOutcome {
    let Delivery::Answered(outcome) = delivery else {
        panic!("the answer was lost")
    };
    assert_eq!(outcome.len(), 1);
    outcome.into_iter().next().unwrap().1
}

fn send(bank: &mut Simulator, order: &PaymentOrder) -> SubmitOutcome {
    only(bank.submit(&given::batch("M", vec![order.clone()]), given::now()))
}

fn code(outcome: &SubmitOutcome) -> &str {
    match outcome {
        SubmitOutcome::Rejected { code, .. } => code.as_str(),
        _ => "",
    }
}

fn euro_balance(bank: &Simulator, account: &str) -> i128 {
    let balances = bank.balances(&given::account(account), given::now());
    let euro = balances
        .iter()
        .find(|balance| balance.currency() == given::EUR)
        .unwrap();
    euro.booked.minor_units().unwrap()
}

#[test]
fn refuses_with_iso_codes() {
    let mut bank = given::bank();
    let cases = [
        (given::order("1", "NOBODY", "BOB", 1), "AC02"),
        (given::order("2", "CLOSED", "BOB", 1), "AC04"),
        (given::order("3", "ALICE", "CLOSED", 1), "AC07"),
        (given::order("4", "ALICE", "BOB", 100_001), "AM04"),
        (given::order("5", "ALICE", "ALICE", 1), "AC03"),
        (
            given::order_on(
                "6",
                "BOB",
                "X",
                given::money(1, given::JPY),
                given::today(),
                PaymentMethod::CreditTransfer,
            ),
            "AM03",
        ),
        (
            given::order_on(
                "7",
                "ALICE",
                "BOB",
                given::money(1, given::JPY),
                given::today(),
                PaymentMethod::CreditTransfer,
            ),
            "AM03",
        ),
        (
            given::order_on(
                "8",
                "ALICE",
                "BOB",
                given::money(1, given::EUR),
                given::today().pred_opt().unwrap(),
                PaymentMethod::CreditTransfer,
            ),
            "CH04",
        ),
    ];
    for (order, expected) in &cases {
        assert_eq!(
            code(&send(&mut bank, order)),
            *expected,
            "{:?}",
            order.instruction_id()
        );
        assert_eq!(
            bank.query(order.instruction_id()),
            QueryAnswer::Found(PaymentStatus::Rejected)
        );
    }
    bank.execute_due();
    assert_eq!(euro_balance(&bank, "ALICE"), 100_000);
}

#[test]
fn accepted_is_not_settled_until_the_cycle_and_reserves_the_money() {
    let mut bank = given::bank();
    let first = given::order("1", "ALICE", "BOB", 60_000);
    assert!(matches!(
        send(&mut bank, &first),
        SubmitOutcome::Accepted { .. }
    ));
    assert_eq!(euro_balance(&bank, "ALICE"), 100_000);
    assert_eq!(
        code(&send(&mut bank, &given::order("2", "ALICE", "BOB", 40_001))),
        "AM04"
    );
    bank.execute_due();
    assert_eq!(
        bank.query(first.instruction_id()),
        QueryAnswer::Found(PaymentStatus::Settled)
    );
    assert_eq!(
        (euro_balance(&bank, "ALICE"), euro_balance(&bank, "BOB")),
        (40_000, 60_000)
    );
}

#[test]
fn an_urgent_order_settles_at_once() {
    let mut bank = given::bank();
    let method = PaymentMethod::UrgentCreditTransfer;
    let order = given::order_on(
        "1",
        "ALICE",
        "OUTSIDE",
        given::money(5, given::EUR),
        given::today(),
        method,
    );
    assert!(matches!(
        send(&mut bank, &order),
        SubmitOutcome::Settled { .. }
    ));
    assert_eq!(euro_balance(&bank, "ALICE"), 99_995);
}

#[test]
fn a_future_order_waits_for_its_date_and_may_then_find_too_little_money() {
    let mut bank = given::bank();
    let later = |key, minor| {
        given::order_on(
            key,
            "ALICE",
            "BOB",
            given::money(minor, given::EUR),
            given::day(2),
            PaymentMethod::CreditTransfer,
        )
    };
    let (first, second) = (later("1", 70_000), later("2", 70_000));
    for order in [&first, &second] {
        assert!(matches!(
            send(&mut bank, order),
            SubmitOutcome::Accepted { .. }
        ));
    }
    bank.advance_to(given::day(1)).unwrap();
    assert_eq!(euro_balance(&bank, "BOB"), 0);
    bank.advance_to(given::day(2)).unwrap();
    bank.execute_due();
    assert_eq!(euro_balance(&bank, "BOB"), 70_000);
    assert_eq!(
        bank.order(second.instruction_id()).unwrap().reason,
        Some(StatusReason::AM04)
    );
    assert!(bank.advance_to(given::day(2)).is_err());
}

#[test]
fn the_same_order_again_replays_its_answer_and_another_content_is_a_conflict() {
    let mut bank = given::bank();
    let order = given::order("1", "ALICE", "BOB", 100);
    let first = send(&mut bank, &order);
    assert_eq!(send(&mut bank, &order), first);
    assert_eq!(
        code(&send(&mut bank, &given::order("1", "ALICE", "BOB", 101))),
        "DU05"
    );
    bank.execute_due();
    assert!(matches!(
        send(&mut bank, &order),
        SubmitOutcome::Settled { .. }
    ));
    bank.execute_due();
    assert_eq!(euro_balance(&bank, "BOB"), 100);
}

#[test]
fn faults_lose_answers_before_or_after_the_bank_acted() {
    let (kept, lost) = (
        given::order("1", "ALICE", "BOB", 1),
        given::order("2", "ALICE", "BOB", 2),
    );
    for (fault, found) in [
        (Fault::DropBeforeCommit, QueryAnswer::NotFound),
        (
            Fault::DropAfterCommit,
            QueryAnswer::Found(PaymentStatus::Accepted),
        ),
    ] {
        let mut bank = given::bank();
        bank.set_faults(FaultPlan::none().with(
            FaultTarget::Instruction(lost.instruction_id().clone()),
            fault,
        ));
        let both = given::batch("M", vec![kept.clone(), lost.clone()]);
        let Delivery::Answered(outcome) = bank.submit(&both, given::now()) else {
            panic!("the message was answered")
        };
        assert!(matches!(
            outcome.of(kept.instruction_id()),
            Some(SubmitOutcome::Accepted { .. })
        ));
        assert!(matches!(
            outcome.of(lost.instruction_id()),
            Some(SubmitOutcome::Unknown {
                phase: UnknownPhase::AnswerUnusable,
                ..
            })
        ));
        assert_eq!(bank.query(lost.instruction_id()), found);

        let mut bank = given::bank();
        bank.set_faults(FaultPlan::none().with(FaultTarget::Submission(0), fault));
        assert_eq!(
            bank.submit(&given::batch("M", vec![lost.clone()]), given::now()),
            Delivery::Lost
        );
        assert_eq!(bank.query(lost.instruction_id()), found);
        assert!(
            matches!(send(&mut bank, &lost), SubmitOutcome::Accepted { .. }),
            "a rule fires once"
        );
    }
}

/// One step of a random run. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Step {
    Send {
        from: u8,
        to: u8,
        minor: u32,
        days: u8,
        urgent: bool,
    },
    SendAgain {
        which: u8,
    },
    SendChanged {
        which: u8,
    },
    Execute,
    NextDay,
    Return {
        which: u8,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<u8>(), any::<u8>(), 1..40_000_u32, 0..3_u8, any::<bool>())
            .prop_map(|(from, to, minor, days, urgent)| Step::Send { from, to, minor, days, urgent }),
        2 => any::<u8>().prop_map(|which| Step::SendAgain { which }),
        1 => any::<u8>().prop_map(|which| Step::SendChanged { which }),
        2 => Just(Step::Execute),
        1 => Just(Step::NextDay),
        1 => any::<u8>().prop_map(|which| Step::Return { which }),
    ]
}

/// A payer in front of a bank that loses answers.
struct Run {
    bank: Simulator,
    payments: Vec<TrackedPayment>,
    clock: DateTime<Utc>,
    messages: u64,
}

const PEOPLE: [&str; 5] = ["ALICE", "BOB", "CLOSED", "OUTSIDE", "NOBODY"];

impl Run {
    fn new(seed: u64) -> Self {
        let mut bank = given::bank();
        bank.set_faults(FaultPlan::seeded(seed, 300));
        Self {
            bank,
            payments: Vec::new(),
            clock: given::now(),
            messages: 0,
        }
    }

    fn order(
        &self,
        key: usize,
        from: u8,
        to: u8,
        minor: u32,
        days: u8,
        urgent: bool,
    ) -> PaymentOrder {
        let person = |index: u8| PEOPLE[usize::from(index) % PEOPLE.len()];
        let method = if urgent {
            PaymentMethod::UrgentCreditTransfer
        } else {
            PaymentMethod::CreditTransfer
        };
        let date = self.bank.business_date() + chrono::Days::new(u64::from(days));
        given::order_on(
            &key.to_string(),
            person(from),
            person(to),
            given::money(i128::from(minor), given::EUR),
            date,
            method,
        )
    }

    fn pick(&self, which: u8) -> Option<usize> {
        (!self.payments.is_empty()).then(|| usize::from(which) % self.payments.len())
    }

    fn submit(&mut self, order: PaymentOrder) -> Delivery {
        self.messages += 1;
        self.bank.submit(
            &given::batch(&format!("M{}", self.messages), vec![order]),
            self.clock,
        )
    }

    fn send_tracked(&mut self, index: usize) {
        if self.payments[index].apply(PaymentEvent::SendingStarted, self.clock)
            != Transition::Moved(PaymentState::Sending)
        {
            return;
        }
        let order = self.payments[index].order().clone();
        let outcome = match self.submit(order) {
            Delivery::Answered(outcome) => outcome.into_iter().next().unwrap().1,
            Delivery::Lost => SubmitOutcome::Unknown {
                phase: UnknownPhase::AwaitingAnswer,
                evidence: "no answer came".to_owned(),
            },
        };
        let transition = self.payments[index].apply(PaymentEvent::Submitted(outcome), self.clock);
        assert!(matches!(transition, Transition::Moved(_)), "{transition:?}");
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Send {
                from,
                to,
                minor,
                days,
                urgent,
            } => {
                let order = self.order(self.payments.len(), from, to, minor, days, urgent);
                self.payments.push(TrackedPayment::new(order));
                self.send_tracked(self.payments.len() - 1);
            }
            // A blind resend past all rules: the bank itself must not pay twice.
            Step::SendAgain { which } => {
                if let Some(index) = self.pick(which) {
                    let order = self.payments[index].order().clone();
                    if self.bank.order(order.instruction_id()).is_some() {
                        let _ = self.submit(order);
                    }
                }
            }
            Step::SendChanged { which } => {
                if let Some(index) = self.pick(which) {
                    let order = self.order(index, 0, 3, 77_777, 0, true);
                    if self.bank.order(order.instruction_id()).is_some() {
                        let answer = self.submit(order);
                        if let Delivery::Answered(outcome) = answer {
                            assert_eq!(code(&outcome.into_iter().next().unwrap().1), "DU05");
                        }
                    }
                }
            }
            Step::Execute => {
                self.bank.execute_due();
            }
            Step::NextDay => {
                self.clock += chrono::Duration::days(1);
                self.bank
                    .advance_to(self.bank.business_date().succ_opt().unwrap())
                    .unwrap();
            }
            Step::Return { which } => {
                if let Some(index) = self.pick(which) {
                    let id = self.payments[index].order().instruction_id().clone();
                    let _ = self.bank.return_order(&id, StatusReason::AC01);
                }
            }
        }
    }

    fn assert_conserved(&self) {
        for (currency, sum) in self.bank.ledger().sums() {
            assert_eq!(sum, 0, "{currency:?}");
        }
    }

    /// Checks every statement of every day, and counts the debits of each instruction.
    fn debits(&self) -> BTreeMap<InstructionId, u32> {
        let mut debits = BTreeMap::new();
        for person in PEOPLE {
            let mut previous = None;
            for date in given::today()
                .iter_days()
                .take_while(|date| *date <= self.bank.business_date())
            {
                for statement in self
                    .bank
                    .statements(&given::account(person), date, self.clock)
                {
                    assert!(
                        statement.prove().is_balanced(),
                        "{person} {date}: {}",
                        statement.prove()
                    );
                    if statement.currency() != given::EUR {
                        continue;
                    }
                    let opening = statement.opening_balance().map(Balance::amount);
                    assert!(
                        previous.is_none() || previous == opening,
                        "{person} {date}: opens elsewhere than it closed"
                    );
                    previous = statement.closing_balance().map(Balance::amount);
                    for entry in statement.entries() {
                        for payment in &self.payments {
                            let evidence = StatementEvidence::find(
                                payment.order(),
                                statement.account(),
                                entry,
                            );
                            if evidence.is_some_and(|found| {
                                found.posting() == girokit_bank::Posting::Debit
                            }) {
                                *debits
                                    .entry(payment.order().instruction_id().clone())
                                    .or_insert(0) += 1;
                            }
                        }
                    }
                }
            }
        }
        debits
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn money_is_conserved_and_nothing_is_debited_twice(seed in any::<u64>(), steps in prop::collection::vec(step(), 1..40)) {
        let mut run = Run::new(seed);
        for step in &steps {
            run.take(step);
            run.assert_conserved();
        }
        for (id, count) in run.debits() {
            prop_assert_eq!(count, 1, "{} was debited {} times", id, count);
        }
    }

    #[test]
    fn every_unknown_is_resolved_by_query_and_agrees_with_the_bank(
        seed in any::<u64>(),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let mut run = Run::new(seed);
        for step in &steps {
            run.take(step);
        }
        let delay = Duration::from_mins(15);
        let capability = QueryCapability::Authoritative { visibility_delay: delay };
        let asked_at = run.clock + chrono::Duration::minutes(15);
        let clock = run.clock;
        for index in 0..run.payments.len() {
            let id = run.payments[index].order().instruction_id().clone();
            let answer = run.bank.query(&id);
            let was = run.payments[index].state();
            let transition = run.payments[index].apply(PaymentEvent::Reported(capability.weigh(answer, clock, asked_at)), asked_at);
            prop_assert!(!matches!(transition, Transition::Contradiction(_) | Transition::Refused(_)), "{} {:?}", was, transition);
            let expected = match answer {
                QueryAnswer::Found(PaymentStatus::Accepted) => PaymentState::Accepted,
                QueryAnswer::Found(PaymentStatus::Settled) => PaymentState::Settled,
                QueryAnswer::Found(PaymentStatus::Rejected) => PaymentState::Rejected,
                QueryAnswer::Found(PaymentStatus::Returned) => PaymentState::Returned,
                _ => PaymentState::NotSent,
            };
            prop_assert_eq!(run.payments[index].state(), expected);
        }
    }

    #[test]
    fn the_statement_alone_proves_every_settled_unknown(seed in any::<u64>(), steps in prop::collection::vec(step(), 1..40)) {
        let mut run = Run::new(seed);
        for step in &steps {
            run.take(step);
        }
        let debits = run.debits();
        for payment in &run.payments {
            let executed = matches!(
                run.bank.query(payment.order().instruction_id()),
                QueryAnswer::Found(PaymentStatus::Settled | PaymentStatus::Returned)
            );
            prop_assert_eq!(debits.contains_key(payment.order().instruction_id()), executed);
        }
    }
}
