//! Payment orders, outcomes and statements as ISO 20022 messages.
//!
//! | message | what |
//! |---|---|
//! | pain.001.001.09 | [`write_orders`]: a batch of orders to bytes; [`read_orders`]: the bank's side of it |
//! | pain.002.001.10 | [`read_outcomes`]: bytes to outcomes; [`write_report`]: the bank's side of it |
//! | camt.053.001.08 and .02 | [`read_statements`]: bytes to statements; [`write_statements`] writes .08 |
//!
//! Everything that is written has been validated against its schema, and counts and control sums are right; everything that is
//! read is validated first, and counts and sums that the message states are checked.

mod camt053;
mod error;
mod pain001;
mod pain002;
mod view;

pub use camt053::{StatementMessage, read_statements, write_statements};
pub use error::{MappingError, MappingErrorKind};
pub use pain001::{GroupProblem, ReceivedBatch, ReceivedOrder, read_orders, write_orders};
pub use pain002::{Report, ReportedOrder, read_outcomes, read_status, write_report};
