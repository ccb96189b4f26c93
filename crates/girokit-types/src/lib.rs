//! The values that every payment names: money, currency, accounts, parties, ids, dates, a canonical statement entry.
#![warn(clippy::arithmetic_side_effects)]

pub mod calendar;
pub mod currency;
pub mod money;
mod text_value;

pub use currency::Currency;
pub use money::{Money, MoneyError};
pub use rust_decimal;
