//! A payment day: orders out, outcomes back, unknowns resolved by evidence, statements reconciled.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use girokit_adapters::simulator::{Iso20022Bank, SimulatedBank, WireMessage};
use girokit_bank::simulator::{Fault, FaultPlan, FaultTarget, Simulator};
use girokit_bank::{
    Admission, BankAdapter, BankId, Capabilities, Idempotency, MethodCapability, PaymentBatch,
    PaymentEvent, PaymentMethod, PaymentOrder, PaymentState, Payments, QueryCapability, SeenOrders,
    StatementCapability, StatementEvidence, SubmitOutcome, TrackedPayment, Transition,
};
use girokit_recon::{Config, LedgerRecord, reconcile};
use girokit_types::statement::{AccountId, CreditDebit, ReferenceKind, Statement};
use girokit_types::{Bic, Currency, MessageId};
use pollster::block_on;

use crate::cli::DayOptions;
use crate::input::{self, AccountLine, PaymentLine};
use crate::report::{Mood, PaymentRow, ReconciliationRows, Report, StatementRow};

/// A day that was run: the report, and every message that went over the wire.
pub(crate) struct Outcome {
    pub(crate) report: Report,
    pub(crate) traffic: Vec<WireMessage>,
}

/// Runs the day that begins at `now`.
pub(crate) fn run(options: &DayOptions, now: DateTime<Utc>) -> Result<Outcome, String> {
    let today = now.date_naive();
    let accounts = input::accounts(options.accounts.as_deref())?;
    let lines = input::payments(options.payments.as_deref(), today)?;
    let lost = options
        .lost_answers
        .unwrap_or(if options.payments.is_none() {
            LOST_BY_DEFAULT
        } else {
            0
        });
    let mut day = Day {
        bank: bank(&accounts, today)?,
        payments: admitted(lines),
        clock: now,
        message: 0,
    };
    day.send_all(lost)?;
    day.ask_about_unknowns();
    // The first question came too early to count. The second comes when the bank stands by its "not found".
    day.clock += VISIBILITY + TimeDelta::minutes(1);
    day.ask_about_unknowns();
    day.send_again()?;
    let statements = day.close()?;
    let report = day.report(today, &statements)?;
    Ok(Outcome {
        report,
        traffic: day.bank.take_traffic(),
    })
}

struct Day {
    bank: SimulatedBank,
    payments: Vec<Payment>,
    clock: DateTime<Utc>,
    message: usize,
}

/// A line of the list with what became of it.
struct Payment {
    line: PaymentLine,
    tracked: Option<TrackedPayment>,
    /// Why it was refused before it became an order.
    refused: Vec<String>,
    /// The last thing that the bank said, in words.
    said: String,
    contradiction: Option<&'static str>,
}

impl Payment {
    fn state(&self) -> Option<PaymentState> {
        self.tracked.as_ref().map(TrackedPayment::state)
    }

    fn order(&self) -> Option<&PaymentOrder> {
        self.tracked.as_ref().map(TrackedPayment::order)
    }

    fn learn(&mut self, event: PaymentEvent, now: DateTime<Utc>) {
        let Some(tracked) = &mut self.tracked else {
            return;
        };
        if let PaymentEvent::Submitted(outcome) = &event {
            self.said = outcome.to_string();
        }
        if let Transition::Contradiction(what) = tracked.apply(event, now) {
            self.contradiction = Some(what);
        }
    }

    fn is_urgent(&self) -> bool {
        self.order()
            .is_some_and(|order| order.method() == PaymentMethod::UrgentCreditTransfer)
    }
}

/// Opens the bank with its accounts.
fn bank(accounts: &[AccountLine], today: NaiveDate) -> Result<SimulatedBank, String> {
    let mut core = Simulator::new(Bic::parse(BANK).map_err(|error| error.to_string())?, today);
    let mut currencies: Vec<Currency> = Vec::new();
    for line in accounts {
        let fail = |error| format!("account {}: {error}", line.account);
        core.open_account(line.account.clone(), &line.holder, line.opening)
            .map_err(fail)?;
        if line.closed {
            core.close_account(&line.account, line.opening.currency())
                .map_err(fail)?;
        }
        if !currencies.contains(&line.opening.currency()) {
            currencies.push(line.opening.currency());
        }
    }
    let sepa = [
        PaymentMethod::SepaCreditTransfer,
        PaymentMethod::SepaInstantCreditTransfer,
    ];
    let any = [
        PaymentMethod::CreditTransfer,
        PaymentMethod::UrgentCreditTransfer,
    ];
    let mut methods: Vec<_> = sepa
        .map(|method| MethodCapability::new(method, Currency::EUR))
        .to_vec();
    // The bank takes transfers in any currency; whether an account holds it, the bank decides.
    for currency in Currency::all()
        .iter()
        .filter(|currency| currency.exponent().is_some())
    {
        methods.extend(any.map(|method| MethodCapability::new(method, *currency)));
    }
    let delay = Duration::from_secs(VISIBILITY.num_seconds().unsigned_abs());
    let capabilities = Capabilities::new(methods)
        .with_query(QueryCapability::Authoritative {
            visibility_delay: delay,
        })
        .with_idempotency(Idempotency::ByReference)
        .with_statements(StatementCapability::end_of_day(90))
        .with_max_future_days(90);
    let id = BankId::parse("girobank").map_err(|error| error.to_string())?;
    Ok(SimulatedBank::new(
        id,
        capabilities,
        Iso20022Bank::new(core),
    ))
}

/// Makes payments of lines, and refuses a key that came before.
fn admitted(lines: Vec<PaymentLine>) -> Vec<Payment> {
    let mut seen = SeenOrders::new();
    let admit = |mut line: PaymentLine| {
        let mut refused = Vec::new();
        let mut tracked = None;
        match std::mem::replace(&mut line.order, Err(Vec::new())) {
            Err(problems) => refused = problems,
            Ok(order) => match seen.admit(&order) {
                Admission::New => tracked = Some(TrackedPayment::new(order)),
                Admission::Conflict => {
                    refused
                        .push("this key came before in the list with another content".to_owned());
                }
                _ => refused.push("this line repeats an earlier one".to_owned()),
            },
        }
        Payment {
            line,
            tracked,
            refused,
            said: String::new(),
            contradiction: None,
        }
    };
    lines.into_iter().map(admit).collect()
}

impl Day {
    /// Sends the list: the payments that can wait together, then each urgent one in a message of its own.
    ///
    /// The answers to the first `lost` urgent messages get lost: one after the bank acted, the next before, and so on.
    fn send_all(&mut self, lost: usize) -> Result<(), String> {
        let all = 0..self.payments.len();
        let is_urgent = |index: &usize| self.payments.get(*index).is_some_and(Payment::is_urgent);
        let is_open = |index: &usize| {
            self.payments
                .get(*index)
                .is_some_and(|payment| payment.tracked.is_some())
        };
        let (urgent, others): (Vec<usize>, Vec<usize>) = all.filter(is_open).partition(is_urgent);
        let chunks = others
            .chunks(self.bank.capabilities().max_batch)
            .map(<[usize]>::to_vec);
        let chunks: Vec<Vec<usize>> = chunks.collect();
        let first_urgent = u64::try_from(chunks.len()).unwrap_or(u64::MAX);
        let faults = [Fault::DropAfterCommit, Fault::DropBeforeCommit]
            .into_iter()
            .cycle();
        let plan = (first_urgent..)
            .zip(faults)
            .take(lost)
            .fold(FaultPlan::none(), |plan, (submission, fault)| {
                plan.with(FaultTarget::Submission(submission), fault)
            });
        self.bank.with_bank(|bank| bank.core_mut().set_faults(plan));
        let messages: Vec<Vec<usize>> = chunks
            .into_iter()
            .chain(urgent.iter().map(|index| vec![*index]))
            .collect();
        let count = messages.len();
        for (number, message) in (1_usize..).zip(&messages) {
            self.send(message)?;
            if number.is_multiple_of(PROGRESS_EVERY) {
                eprintln!("sent {number} of {count} messages");
            }
        }
        Ok(())
    }

    /// A payment that certainly was not sent goes out again, under the same id.
    fn send_again(&mut self) -> Result<(), String> {
        let not_sent = |payment: &Payment| {
            let asked = payment
                .tracked
                .iter()
                .flat_map(TrackedPayment::history)
                .any(|line| matches!(line.event, PaymentEvent::Reported(_)));
            asked && payment.state() == Some(PaymentState::NotSent)
        };
        let places: Vec<usize> = (0..self.payments.len())
            .filter(|index| self.payments.get(*index).is_some_and(not_sent))
            .collect();
        places.iter().try_for_each(|index| self.send(&[*index]))
    }

    fn send(&mut self, places: &[usize]) -> Result<(), String> {
        let orders: Vec<PaymentOrder> = places
            .iter()
            .filter_map(|index| self.payments.get(*index)?.order().cloned())
            .collect();
        self.message = self.message.saturating_add(1);
        let id = MessageId::parse(&format!(
            "PAR-{}-{:05}",
            self.clock.format("%Y%m%d"),
            self.message
        ));
        let id = id.map_err(|error| error.to_string())?;
        let batch = PaymentBatch::new(id, "Muster Handels GmbH", self.clock, orders)
            .map_err(|error| error.to_string())?;
        let now = self.clock;
        for index in places {
            self.learn(*index, PaymentEvent::SendingStarted);
        }
        let outcomes = block_on(Payments::submit(&self.bank, &batch, now));
        for (index, (_, outcome)) in places.iter().zip(outcomes) {
            self.learn(*index, PaymentEvent::Submitted(outcome));
        }
        Ok(())
    }

    fn learn(&mut self, index: usize, event: PaymentEvent) {
        let now = self.clock;
        if let Some(payment) = self.payments.get_mut(index) {
            payment.learn(event, now);
        }
    }

    /// Asks the bank what became of each unknown, and weighs the answer by what the bank declares about its queries.
    fn ask_about_unknowns(&mut self) {
        for index in 0..self.payments.len() {
            let Some(payment) = self
                .payments
                .get(index)
                .filter(|payment| payment.state() == Some(PaymentState::Unknown))
            else {
                continue;
            };
            let Some(tracked) = &payment.tracked else {
                continue;
            };
            let sent_at = tracked.history().first().map_or(self.clock, |line| line.at);
            let answer = block_on(Payments::query(
                &self.bank,
                tracked.order().instruction_id(),
                self.clock,
            ));
            // No answer says nothing about the payment: it stays unknown, and the statement has the last word.
            if let Ok(answer) = answer {
                let weighed = self
                    .bank
                    .capabilities()
                    .query
                    .weigh(answer, sent_at, self.clock);
                self.learn(index, PaymentEvent::Reported(weighed));
            }
        }
    }

    /// Ends the day: the bank executes what is due, and its statements tell what moved.
    fn close(&mut self) -> Result<Vec<Statement>, String> {
        let (known, date) = self.bank.with_bank(|bank| {
            bank.core_mut().execute_due();
            let known: Vec<AccountId> = bank
                .core()
                .accounts()
                .map(|(account, ..)| account.clone())
                .collect();
            (known, bank.core().business_date())
        });
        let mut accounts: Vec<AccountId> = Vec::new();
        for order in self.payments.iter().filter_map(Payment::order) {
            let account = order.debtor().account();
            if known.contains(account) && !accounts.contains(account) {
                accounts.push(account.clone());
            }
        }
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let statements = self
            .bank
            .statement_file(&accounts, date, self.clock)
            .map_err(|error| error.to_string())?;
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, payment) in self.payments.iter().enumerate() {
            places.extend(
                payment
                    .order()
                    .map(|order| (order.instruction_id().as_str().to_owned(), index)),
            );
        }
        for statement in &statements {
            for entry in statement.entries() {
                let index = entry
                    .references()
                    .instruction_id()
                    .and_then(|id| places.get(id))
                    .copied();
                let order = index
                    .and_then(|index| self.payments.get(index))
                    .and_then(Payment::order);
                let evidence = order
                    .and_then(|order| StatementEvidence::find(order, statement.account(), entry));
                if let (Some(index), Some(evidence)) = (index, evidence) {
                    self.learn(index, PaymentEvent::Booked(evidence));
                }
            }
        }
        Ok(statements)
    }

    fn report(&self, today: NaiveDate, statements: &[Statement]) -> Result<Report, String> {
        let ledger = self.ledger(statements)?;
        let found = reconcile(&Config::new(), statements, &ledger, today)
            .map_err(|error| error.to_string())?;
        let reconciliation = ReconciliationRows::new(&found);
        let payments: Vec<PaymentRow> = self.payments.iter().map(row).collect();
        let statements: Vec<StatementRow> = statements.iter().map(StatementRow::new).collect();
        let mut faults: Vec<String> = Vec::new();
        let trouble = payments.iter().filter(|row| row.mood == Mood::Trouble);
        faults.extend(
            trouble.map(|row| format!("payment {} is {}: {}", row.key, row.state, row.explanation)),
        );
        faults.extend(
            found
                .exceptions()
                .map(|found| found.explanation().to_owned()),
        );
        let unproved = statements.iter().filter(|row| !row.balanced);
        faults.extend(
            unproved.map(|row| format!("statement {} of {} {}", row.id, row.account, row.proof)),
        );
        if !reconciliation.conserved {
            faults.push("the reconciliation lost a line: a fault of girokit-recon".to_owned());
        }
        let title = format!(
            "Payment day {today} at {}: {} payments",
            self.bank.id(),
            payments.len()
        );
        Ok(Report {
            title,
            payments,
            statements,
            reconciliation: Some(reconciliation),
            faults,
        })
    }

    /// What the books expect: every payment that the bank has, or may have.
    fn ledger(&self, statements: &[Statement]) -> Result<Vec<LedgerRecord>, String> {
        let ours = |account: &AccountId, currency| {
            statements
                .iter()
                .any(|statement| statement.account() == account && statement.currency() == currency)
        };
        let mut ledger = Vec::new();
        for payment in &self.payments {
            let Some(order) = payment.order() else {
                continue;
            };
            if matches!(
                payment.state(),
                Some(PaymentState::Rejected | PaymentState::NotSent) | None
            ) {
                continue;
            }
            let sides = [
                (order.debtor(), CreditDebit::Debit),
                (order.creditor(), CreditDebit::Credit),
            ];
            for (party, direction) in sides {
                if direction == CreditDebit::Credit
                    && !ours(party.account(), order.amount().currency())
                {
                    continue;
                }
                let account = party.account().clone();
                let record = LedgerRecord::new(
                    &payment.line.key,
                    account,
                    order.amount(),
                    direction,
                    order.execution_date(),
                )
                .map_err(|error| error.to_string())?
                .with_reference(ReferenceKind::Instruction, order.instruction_id().as_str())
                .with_reference(ReferenceKind::EndToEnd, order.end_to_end_id().as_str());
                ledger.push(record);
            }
        }
        Ok(ledger)
    }
}

/// What the reader is told of a payment.
fn row(payment: &Payment) -> PaymentRow {
    let (state, mood, explanation) = match payment.state() {
        None => (
            "refused here".to_owned(),
            Mood::Refused,
            payment.refused.join("; "),
        ),
        Some(state) => {
            let (mood, explanation) = told(payment, state);
            (
                if state == PaymentState::Rejected {
                    "refused by bank".to_owned()
                } else {
                    state.to_string()
                },
                mood,
                explanation,
            )
        }
    };
    let history = payment
        .tracked
        .iter()
        .flat_map(TrackedPayment::history)
        .map(|line| {
            let what = match &line.event {
                PaymentEvent::Booked(evidence) => format!("booked, {}", evidence.source()),
                PaymentEvent::Reported(report) => format!("the bank says {:?}", report.answer()),
                PaymentEvent::SendingStarted => "sending".to_owned(),
                PaymentEvent::Submitted(outcome) => outcome.to_string(),
                _ => "looked into".to_owned(),
            };
            format!("{} {what}", line.at.format("%H:%M:%S"))
        });
    PaymentRow {
        key: payment.line.key.clone(),
        method: payment.line.method.clone(),
        creditor: payment.line.creditor.clone(),
        amount: payment.line.amount.clone(),
        state,
        explanation,
        mood,
        history: history.collect(),
    }
}

fn told(payment: &Payment, state: PaymentState) -> (Mood, String) {
    if let Some(contradiction) = payment.contradiction {
        return (Mood::Trouble, contradiction.to_owned());
    }
    match state {
        PaymentState::Settled => (Mood::Paid, settled(payment)),
        PaymentState::Rejected => (
            Mood::Refused,
            payment.said.trim_start_matches("rejected ").to_owned(),
        ),
        PaymentState::NotSent => (Mood::Refused, payment.said.clone()),
        PaymentState::Accepted => {
            let date = payment
                .order()
                .map(|order| order.execution_date().to_string())
                .unwrap_or_default();
            (Mood::Waiting, format!("the bank executes it on {date}"))
        }
        PaymentState::Returned => (Mood::Trouble, "the money came back".to_owned()),
        _ => (Mood::Trouble, payment.said.clone()),
    }
}

/// How a payment came to be settled; one whose answer was lost tells its story.
fn settled(payment: &Payment) -> String {
    let history = payment
        .tracked
        .as_ref()
        .map(TrackedPayment::history)
        .unwrap_or_default();
    let lost = |line: &girokit_bank::HistoryLine| {
        matches!(
            &line.event,
            PaymentEvent::Submitted(SubmitOutcome::Unknown { .. })
        )
    };
    let resolved = |line: &&girokit_bank::HistoryLine| {
        matches!(line.transition, Transition::Moved(_))
            && matches!(line.event, PaymentEvent::Reported(_))
    };
    let booked = history.iter().find_map(|line| match &line.event {
        PaymentEvent::Booked(evidence) => Some(evidence.source()),
        _ => None,
    });
    let place = booked
        .and_then(|source| source.split_once("/Stmt"))
        .map_or("the statement", |(_, place)| place);
    if !history.iter().any(lost) {
        return format!("booked as Stmt{place}");
    }
    match history.iter().find(resolved).map(|line| line.transition) {
        Some(Transition::Moved(PaymentState::NotSent)) => {
            format!(
                "answer lost; the bank never had it, so it was sent again under the same id; booked as Stmt{place}"
            )
        }
        Some(_) => format!("answer lost; a query found it executed; booked as Stmt{place}"),
        None => format!("answer lost; the statement proves it: Stmt{place}"),
    }
}

/// The simulated bank. No bank has this BIC.
const BANK: &str = "GIRODEFFXXX";

/// How long the bank says a submission may take to become visible to a query.
const VISIBILITY: TimeDelta = TimeDelta::minutes(15);

/// How many answers the committed list loses.
const LOST_BY_DEFAULT: usize = 2;

/// After how many messages progress is told.
const PROGRESS_EVERY: usize = 20;
