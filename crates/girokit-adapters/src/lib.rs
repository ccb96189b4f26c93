//! Bank adapters over real formats and transports, on the traits of girokit-bank.
//!
//! ```
//! # #[cfg(feature = "iso20022")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use girokit_adapters::iso20022::{StatementMessage, read_statements, write_statements};
//! use girokit_types::statement::{Balance, BalanceKind, Statement};
//!
//! let day = "2026-11-23".parse()?;
//! let statement = Statement::new("S-1", "DE89370400440532013000".parse()?, "EUR".parse()?)
//!     .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, "EUR 10.00".parse()?, day))
//!     .with_balance(Balance::new(BalanceKind::CLOSING_BOOKED, "EUR 10.00".parse()?, day));
//! let message = StatementMessage::new("MSG-1".parse()?, "2026-11-23T18:00:00Z".parse()?);
//! let xml = write_statements(&message, &[statement.clone()])?;
//! assert_eq!(read_statements(xml.as_bytes())?, [statement]);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "iso20022"))]
//! # fn main() {}
//! ```
//!
//! # What it does
//! - `iso20022`: payment orders as pain.001, pain.002 as outcomes, camt.053 as statements, and the bank's side of each. What is
//!   written is valid and its counts and sums are right; what is read is validated, and its counts and sums are checked.
//! - `simulator`: a simulated bank behind ISO 20022 bytes, and the adapter in front of it.
//!
//! # What it does not do
//! It has no transport yet: no SFTP, no REST, no EBICS. It does not store what it has sent; the caller does, before it calls.
//!
//! # Main types
//! `iso20022::{write_orders, read_outcomes, read_statements}` are functions from and to bytes; `simulator::SimulatedBank`
//! implements [`girokit_bank::BankAdapter`].
//!
//! # Errors
//! `iso20022::MappingError` says what is wrong with a message and where. An answer to a payment is never an error: what cannot
//! be read is [`girokit_bank::SubmitOutcome::Unknown`].
//!
//! # Features
//! `iso20022`: the mappings. `simulator`: the simulated bank (and `iso20022`). None is on by default.
//!
//! # Standards
//! ISO 20022 pain.001.001.09, pain.002.001.10, camt.053.001.08 and (reading) 001.02, and the external code sets.

#[cfg(feature = "iso20022")]
pub mod iso20022;
#[cfg(feature = "simulator")]
pub mod simulator;

pub use {girokit_bank, girokit_types};
