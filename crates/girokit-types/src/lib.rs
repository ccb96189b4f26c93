//! The values that every payment names: money, currency, accounts, parties, ids, dates, a canonical statement entry.
//!
//! ```
//! use girokit_types::{Bic, CreditorReference, Iban, Money, money::Rounding, rust_decimal::Decimal};
//!
//! let creditor: Iban = "DE89 3704 0044 0532 0130 00".parse()?;
//! let bank: Bic = "COBADEFFXXX".parse()?;
//! let invoice = CreditorReference::from_reference("539007547034")?;
//! let net: Money = "EUR 1999.99".parse()?;
//! let tax = net.checked_mul_rounded(Decimal::new(19, 2), Rounding::HalfAwayFromZero)?;
//! let total = net.checked_add(tax)?;
//! assert_eq!((total.to_iso20022()?.as_str(), total.minor_units()?), ("2379.99", 237_999));
//! assert_eq!((creditor.country_code(), bank.country_code()), ("DE", "DE"));
//! assert_eq!(invoice.to_print(), "RF18 5390 0754 7034");
//! assert_eq!(total.split(3)?.iter().map(Money::to_string).collect::<Vec<_>>(), ["EUR 793.33"; 3]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does
//! - One door for each value: `parse`, `FromStr`, `TryFrom<&str>` and serde are the same check, so that whoever holds a value
//!   holds a valid one. What prints parses back to the same value.
//! - Computes money exactly or not at all: no float, no silent rounding, no addition across currencies or past the range, no
//!   cent lost in a split. Rounding names its [mode](money::Rounding).
//! - Checks what the standards let one check without asking anybody: structure, country, check digits.
//! - Masks card data in every way of printing, overwrites it on drop, and does not serialize it ([`card`]).
//! - Knows business days and cut-off times ([`calendar`]), and gives bank statements of all formats one form ([`statement`]).
//!
//! # What it does not do
//! - It asks no directory: that an account, a bank or an entity exists is beyond it. National check digits inside an IBAN and
//!   the bank account checks of the United Kingdom are not computed.
//! - It has no exchange rates, no random numbers and no clock: rates, random bytes and "now" are arguments.
//! - It corrects no input: spaces, small letters and look-alikes are errors where the standard has no room for them.
//!
//! # Main types
//! | values | types |
//! |---|---|
//! | amounts | [`Money`], [`Currency`], [`money::Rounding`] |
//! | accounts and banks | [`Iban`], [`Bic`], [`AbaRoutingNumber`], [`SortCode`], [`CnapsCode`] |
//! | parties | [`Lei`], [`CreditorIdentifier`], [`MerchantCategoryCode`] |
//! | references | [`EndToEndId`], [`InstructionId`], [`MessageId`], [`MandateId`], [`Uetr`], [`CreditorReference`], [`id::Max35Text`] |
//! | cards | [`Pan`], [`Track2`] |
//! | dates | [`calendar::BusinessCalendar`], [`calendar::CutOff`] |
//! | statements | [`Statement`], [`StatementEntry`] |
//!
//! # Errors
//! Each type has a small error of its own in its module ([`iban::ParseIbanError`]), an enum that says what was expected and
//! where. No error holds the text that was parsed.
//!
//! # Features
//! None is on by default. `serde`: every value but the card data as its text. `proptest`: the module `strategies`, and
//! `Arbitrary` for every value.
//!
//! # Standards
//! ISO 4217 (currencies), ISO 13616 and the IBAN registry, release 101 (IBAN), ISO 9362 (BIC), ISO 3166-1 (countries), ISO 17442
//! (LEI), ISO 11649 (RF reference), ISO 7064 MOD 97-10, EPC262-08 (SEPA creditor identifier), EPC217-08 and SWIFT Standards MT
//! (character sets), ISO 18245 (merchant categories), ISO/IEC 7812-1 (card numbers), ISO/IEC 7813 (track 2), ISO 20022
//! (amounts, Max35Text, UUIDv4Identifier), ISO 8583:1987 (amounts).
#![warn(clippy::arithmetic_side_effects)]

pub mod bic;
pub mod calendar;
pub mod card;
mod check_digits;
pub mod country;
pub mod creditor;
pub mod currency;
pub mod iban;
pub mod id;
pub mod lei;
pub mod merchant;
pub mod money;
pub mod routing;
pub mod statement;
#[cfg(feature = "proptest")]
pub mod strategies;
mod text_value;
pub mod uetr;

pub use bic::Bic;
pub use card::{Pan, Track2};
pub use creditor::{CreditorIdentifier, CreditorReference};
pub use currency::Currency;
pub use iban::Iban;
pub use id::{EndToEndId, InstructionId, MandateId, MessageId};
pub use lei::Lei;
pub use merchant::MerchantCategoryCode;
pub use money::{Money, MoneyError};
pub use routing::{AbaRoutingNumber, CnapsCode, SortCode};
pub use rust_decimal;
pub use statement::{Statement, StatementEntry};
pub use uetr::Uetr;
