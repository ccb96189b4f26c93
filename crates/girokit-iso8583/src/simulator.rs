//! A card host for tests and demos: accounts, rules, a double-entry ledger with a proof, and faults on demand.
//!
//! [`Host`] is sans-I/O: a message in, messages and delays out; it has no clock and draws its faults from a script or a seed, so that a
//! run can be repeated. Under feature `tokio` `HostServer` puts it behind a socket.
//!
//! ```
//! use girokit_iso8583::Message;
//! use girokit_iso8583::simulator::{Account, Host, Output};
//! use girokit_iso8583::specs::ISO1987_ASCII;
//!
//! let mut host = Host::new([Account::new("4000000000000002", 10_000)]);
//! let mut request = Message::new(&ISO1987_ASCII, "0200".parse()?);
//! request.set(2, "4000000000000002")?.set(3, "000000")?.set(4, "2500")?;
//! request.set(7, "1123120000")?.set(11, "1")?.set(41, "TERM0001")?;
//! let outputs = host.handle(&request);
//! let [Output::Send { message, .. }] = outputs.as_slice() else { panic!("one answer") };
//! assert_eq!(message.field(39).map(|code| code.text().into_owned()).as_deref(), Some("00"));
//! // The repeat is answered alike and posted once.
//! request.set_mti("0201".parse()?);
//! host.handle(&request);
//! assert_eq!(host.balance("4000000000000002"), Some(7_500));
//! assert!(host.prove().is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does
//!
//! - `x100`, `x200`: decided by rules and funds. An authorization holds the amount; a financial request posts it. The first two digits of
//!   DE 3 say what it is: 00-19 a debit, 20-29 a credit (refund), 30-39 an inquiry, which answers the balance in DE 54.
//! - `x120`, `x220`: cannot be refused for want of funds. A `x220` that names an open hold by DE 38 takes the hold and posts its own
//!   amount; a `x120` that does replaces the hold.
//! - `x400`, `x420`: undoes the original that DE 90 (:1987) or DE 56 (:1993) names, or, without either, the one with the trace number and
//!   time of the reversal itself. DE 95 leaves the amount that was in fact dispensed. A reversal that comes before its original is
//!   answered, and the original is declined when it comes.
//! - `x500`, `x520`: answers the host's own totals (DE 74-77, 86-89) and, where the spec has DE 66, whether they are those of the request.
//!   The totals of the acquirer (DE 32) begin anew.
//! - `x800`: sign-on, sign-off, echo and key exchange by DE 70 or DE 24; answered as accepted, counted. Keys are not looked at.
//!
//! Every message is keyed by class, function, DE 11, DE 7 (:1987) or DE 12, DE 32 and DE 41. One with a key that was seen is answered
//! as before and changes nothing; with another card or amount it is refused as a duplicate (94, 913).
//!
//! # What it does not do
//!
//! PIN blocks, EMV cryptograms and MACs are not verified; a wrong PIN is a flag of the account. All amounts are minor units of one
//! currency: DE 49 is held against the account's if both are there. Versions :1987 and :1993 only.

mod account;
mod decision;
mod fault;
mod host;
mod key;
mod ledger;
#[cfg(feature = "tokio")]
mod server;
mod totals;

pub use account::{Account, CardStatus};
pub use decision::{Condition, Decision, Rule};
pub use fault::{Fault, Faults};
pub use host::{Host, HostCounters, Output};
pub use ledger::{Broken, Proof};
#[cfg(feature = "tokio")]
pub use server::HostServer;
pub use totals::Totals;
