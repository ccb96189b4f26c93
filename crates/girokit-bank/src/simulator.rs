//! A deterministic bank in memory that knows no format: orders in, outcomes and statements out.
//!
//! It keeps double-entry books, executes orders on the business date that its caller sets, refuses with ISO external codes,
//! loses answers by plan, and gives statements that balance. It has no clock, no randomness and no I/O of its own; the same
//! calls give the same bank. `girokit-adapters` puts message formats in front of it.

mod bank;
mod direct;
mod fault;
mod ledger;
mod statement;

pub use bank::{AccountStatus, Delivery, OrderRecord, Simulator, SimulatorError};
pub use direct::SimulatedBank;
pub use fault::{Fault, FaultPlan, FaultTarget};
pub use ledger::{JournalEntry, Ledger, LedgerAccount, LedgerError};
