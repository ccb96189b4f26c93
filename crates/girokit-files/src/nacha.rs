//! NACHA/ACH files.

pub mod layout;
pub mod record;
mod sec;
mod transaction;

pub use layout::{BLOCKING_FACTOR, Field, FieldKind, Layout, RECORD_LENGTH};
pub use record::Record;
pub use sec::SecCode;
pub use transaction::{ServiceClassCode, TransactionCode};
