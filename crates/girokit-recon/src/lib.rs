//! The reconciliation engine: statement entries against ledger records, every break explained, balances proved.
//!
//! ```
//! use girokit_recon::girokit_types::statement::{AccountId, CreditDebit, ReferenceKind, Statement, StatementEntry};
//! use girokit_recon::{Config, LedgerRecord, girokit_types::Currency, reconcile};
//!
//! let account = AccountId::parse("DE89370400440532013000")?;
//! let day = "2026-11-23".parse()?;
//! let entry = StatementEntry::new("EUR 249.00".parse()?, CreditDebit::Debit)?
//!     .with_booking_date(day)
//!     .with_reference(ReferenceKind::EndToEnd, "INV-42");
//! let statement = Statement::new("S1", account.clone(), Currency::EUR).with_entry(entry);
//! let record = LedgerRecord::new("PAY-7", account, "EUR 250.00".parse()?, CreditDebit::Debit, day)?
//!     .with_reference(ReferenceKind::EndToEnd, "INV-42");
//!
//! let result = reconcile(&Config::new(), &[statement], &[record], day)?;
//! assert!(result.proof().is_conserved());
//! assert!(result.breaks()[0].explanation().ends_with("but the bank booked EUR 1.00 less"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Does
//! - Matches one to one by reference, account, currency, direction and amount; then by amount and date within a window.
//!   A batch booking whose transactions add up to it is matched transaction by transaction.
//! - Never guesses: lines that are equally near to several become one [`BreakKind::Ambiguous`].
//! - Explains each break in a sentence: overdue or only expected, unknown to the books, amount over or under, currency,
//!   direction, date, twice on either side, taken back or returned, announced but not booked, a statement that does not balance.
//! - Proves each run ([`Proof`]): every line in exactly one place, counts and sums conserved for each side and currency,
//!   opening plus movements is closing for each statement.
//! - Gives the same result for the same lines in any order. It has no clock (`as_of` is an argument) and no I/O. Time is that of
//!   hashing and sorting the lines, memory is proportional to them.
//!
//! # Does not
//! - Match one line to several, or within an amount tolerance; search references in remittance text.
//! - Read statements: a format crate produces [`girokit_types::Statement`].
//! - Keep state between runs.
//!
//! # Main types
//! [`Config`] and [`LedgerRecord`] go in; [`Reconciliation`] with [`Match`], [`Cancellation`], [`Break`] and [`Proof`] comes out of
//! [`reconcile`].
//!
//! # Errors
//! [`Error`]: a control sum that does not fit, or more lines than can be numbered. What is wrong with the business is never an error
//! but a [`Break`].
//!
//! # Features
//! None.
//!
//! # Standards
//! Entry status, reversal and reference kinds have the meaning of ISO 20022 camt.053.001.08.

pub use girokit_types;

mod config;
mod engine;
mod explain;
mod line;
mod outcome;
mod proof;
mod reconcile;
mod record;

pub use config::Config;
pub use outcome::{
    BankLine, Break, BreakKind, Cancellation, Error, ErrorKind, Item, Match, MatchRule,
    Reconciliation,
};
pub use proof::{CurrencyProof, LineTotal, Proof, SideProof};
pub use reconcile::reconcile;
pub use record::LedgerRecord;
