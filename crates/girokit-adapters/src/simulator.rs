//! A simulated bank that speaks ISO 20022, and the adapter in front of it.
//!
//! [`Iso20022Bank`] is the bank's side: bytes in, bytes out, over the core in [`girokit_bank::simulator`]. [`SimulatedBank`] is
//! our side: it implements [`BankAdapter`](girokit_bank::BankAdapter) over those bytes, and takes a missing answer for what it is.

mod adapter;
mod bank;

pub use adapter::{Direction, SimulatedBank, WireMessage};
pub use bank::Iso20022Bank;
