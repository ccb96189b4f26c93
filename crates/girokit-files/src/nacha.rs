//! NACHA/ACH files.

mod kind;
pub mod layout;
pub mod profiles;
mod reader;
pub mod record;
mod records;
pub mod rules;
mod sec;
mod sec_rules;
mod transaction;
mod validate;

pub use kind::{AddendaKind, EntryKind, entry_layout};
pub use layout::{BLOCKING_FACTOR, Field, FieldKind, Layout, RECORD_LENGTH};
pub use reader::{Entry, Item, MAX_ADDENDA, Reader};
pub use record::Record;
pub use sec::SecCode;
pub use transaction::{ServiceClassCode, TransactionCode};
