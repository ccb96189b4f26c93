//! What a bank can do, as data that a router reads and a conformance kit verifies.

use std::fmt;
use std::time::Duration;

use chrono::NaiveDate;
use girokit_types::calendar::CutOff;
use girokit_types::{Currency, Money};

use crate::order::{PaymentMethod, PaymentOrder};

/// What one bank connection offers and promises.
///
/// The declaration is data, so that routing, limits and the resolution of unknown outcomes are decided by what the bank
/// says of itself and not by code that knows the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Goes up whenever the declaration changes.
    pub version: u32,
    /// Which payments the bank takes, one line per method and currency.
    pub methods: Vec<MethodCapability>,
    /// What the answer to a status query is worth.
    pub query: QueryCapability,
    /// How the bank treats the same instruction sent twice.
    pub idempotency: Idempotency,
    /// Which statements it gives.
    pub statements: StatementCapability,
    /// The most orders in one message.
    pub max_batch: usize,
    /// How far ahead an execution date may lie, in calendar days.
    pub max_future_days: u16,
}

impl Capabilities {
    /// A declaration that promises as little as possible: no query, no idempotency, end-of-day statements.
    pub fn new(methods: Vec<MethodCapability>) -> Self {
        Self {
            version: 1,
            methods,
            query: QueryCapability::None,
            idempotency: Idempotency::None,
            statements: StatementCapability {
                end_of_day: true,
                intraday: false,
                history_days: 1,
            },
            max_batch: DEFAULT_MAX_BATCH,
            max_future_days: 0,
        }
    }

    /// Sets what a query is worth.
    #[must_use]
    pub fn with_query(mut self, query: QueryCapability) -> Self {
        self.query = query;
        self
    }

    /// Sets how a repeated instruction is treated.
    #[must_use]
    pub fn with_idempotency(mut self, idempotency: Idempotency) -> Self {
        self.idempotency = idempotency;
        self
    }

    /// Sets which statements the bank gives.
    #[must_use]
    pub fn with_statements(mut self, statements: StatementCapability) -> Self {
        self.statements = statements;
        self
    }

    /// Sets the most orders in one message.
    #[must_use]
    pub fn with_max_batch(mut self, max_batch: usize) -> Self {
        self.max_batch = max_batch;
        self
    }

    /// Sets how far ahead an execution date may lie, in calendar days.
    #[must_use]
    pub fn with_max_future_days(mut self, days: u16) -> Self {
        self.max_future_days = days;
        self
    }

    /// Every reason why the bank would not take `order` on the date `today`; empty when there is none.
    pub fn problems(&self, order: &PaymentOrder, today: NaiveDate) -> Vec<CapabilityProblem> {
        let mut problems = Vec::new();
        let amount = order.amount();
        let of_method = || {
            self.methods
                .iter()
                .filter(|line| line.method == order.method())
        };
        match of_method().find(|line| line.currency == amount.currency()) {
            None if of_method().next().is_none() => {
                problems.push(CapabilityProblem::Method(order.method()));
            }
            None => problems.push(CapabilityProblem::Currency(
                order.method(),
                amount.currency(),
            )),
            Some(line) => {
                if let Some(max) = line.max_amount.filter(|max| amount.amount() > max.amount()) {
                    problems.push(CapabilityProblem::AmountAbove(max));
                }
                if let Some(min) = line.min_amount.filter(|min| amount.amount() < min.amount()) {
                    problems.push(CapabilityProblem::AmountBelow(min));
                }
            }
        }
        let days_ahead = order
            .execution_date()
            .signed_duration_since(today)
            .num_days();
        if days_ahead > i64::from(self.max_future_days) {
            problems.push(CapabilityProblem::TooFarAhead {
                max_days: self.max_future_days,
            });
        }
        problems
    }
}

/// One kind of payment that a bank takes in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodCapability {
    /// The kind of payment.
    pub method: PaymentMethod,
    /// The currency.
    pub currency: Currency,
    /// The smallest amount, when there is one.
    pub min_amount: Option<Money>,
    /// The largest amount, when there is one.
    pub max_amount: Option<Money>,
    /// Until when an order for the same day is taken.
    pub cut_off: Option<CutOff>,
}

impl MethodCapability {
    /// A method in a currency, without limits or cut-off.
    pub const fn new(method: PaymentMethod, currency: Currency) -> Self {
        Self {
            method,
            currency,
            min_amount: None,
            max_amount: None,
            cut_off: None,
        }
    }

    /// Sets the largest amount; an amount in another currency is ignored.
    #[must_use]
    pub fn with_max_amount(mut self, max: Money) -> Self {
        self.max_amount = (max.currency() == self.currency).then_some(max);
        self
    }

    /// Sets the smallest amount; an amount in another currency is ignored.
    #[must_use]
    pub fn with_min_amount(mut self, min: Money) -> Self {
        self.min_amount = (min.currency() == self.currency).then_some(min);
        self
    }

    /// Sets the cut-off.
    #[must_use]
    pub fn with_cut_off(mut self, cut_off: CutOff) -> Self {
        self.cut_off = Some(cut_off);
        self
    }
}

/// What the answer to a status query is worth when an outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryCapability {
    /// There is a query, but its answer may be stale or incomplete: it informs and never ends an unknown.
    Advisory,
    /// The bank stands by the answer, "not found" included, once the delay has passed.
    Authoritative {
        /// How long a submission may take to become visible to a query.
        visibility_delay: Duration,
    },
    /// There is no query.
    None,
}

/// How a bank treats the same instruction sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// The bank compares the instruction id and answers the same again.
    ByReference,
    /// The bank takes a key beside the order and answers the same again within the window.
    NativeKey {
        /// How long the bank remembers a key.
        window: Duration,
    },
    /// The bank would execute it twice.
    None,
}

/// Which statements a bank gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(clippy::struct_field_names, reason = "the words of the trade")]
pub struct StatementCapability {
    /// A statement of booked entries after each business day.
    pub end_of_day: bool,
    /// Reports during the day.
    pub intraday: bool,
    /// How many days back a statement can be asked for.
    pub history_days: u16,
}

impl StatementCapability {
    /// End-of-day statements, kept for `history_days`.
    pub const fn end_of_day(history_days: u16) -> Self {
        Self {
            end_of_day: true,
            intraday: false,
            history_days,
        }
    }
}

/// Why a bank would not take an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CapabilityProblem {
    /// The amount is above the bank's limit.
    AmountAbove(Money),
    /// The amount is below the bank's limit.
    AmountBelow(Money),
    /// The bank takes the method, but not in this currency.
    Currency(PaymentMethod, Currency),
    /// The bank does not take the method.
    Method(PaymentMethod),
    /// The execution date lies too far ahead.
    TooFarAhead {
        /// How many days ahead the bank allows.
        max_days: u16,
    },
}

impl fmt::Display for CapabilityProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AmountAbove(max) => write!(f, "expected an amount of at most {max}"),
            Self::AmountBelow(min) => write!(f, "expected an amount of at least {min}"),
            Self::Currency(method, currency) => write!(f, "no {method} in {}", currency.code()),
            Self::Method(method) => write!(f, "no {method}"),
            Self::TooFarAhead { max_days } => write!(
                f,
                "expected an execution date at most {max_days} days ahead"
            ),
        }
    }
}

/// A batch size that every pain.001 channel known to us takes.
const DEFAULT_MAX_BATCH: usize = 1_000;
