//! The values that every payment names: money, currency, accounts, parties, ids, dates, a canonical statement entry.
#![warn(clippy::arithmetic_side_effects)]

pub mod bic;
pub mod calendar;
pub mod card;
mod check_digits;
mod country;
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
