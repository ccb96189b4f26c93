//! Account statements as camt.053, both ways.

mod read;
mod write;

pub use read::read_statements;
pub use write::{StatementMessage, write_statements};
