//! Statements as camt.053: bytes in and out of what `girokit_iso20022::statement` maps.

use chrono::{DateTime as Instant, Utc};
use girokit_iso20022::{AnyMessage, ErrorKind, Message as _, statement};
use girokit_types::MessageId;
use girokit_types::statement::Statement;

use super::error::MappingError;

/// The envelope of the statements that go out in one camt.053.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatementMessage {
    /// The message's id.
    pub message_id: MessageId,
    /// When it is made.
    pub created_at: Instant<Utc>,
}

impl StatementMessage {
    /// A message made at a time.
    pub const fn new(message_id: MessageId, created_at: Instant<Utc>) -> Self {
        Self {
            message_id,
            created_at,
        }
    }
}

/// Reads every statement of a camt.053.001.02 or .08, or of another version of camt.052, camt.053 or camt.054 that is compiled in, as
/// [`girokit_iso20022::statement::read`] maps it.
///
/// # Errors
/// Bytes that are no valid message of these versions; a currency or a direction outside the lists; an account of blanks.
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt/Stmt`.
pub fn read_statements(xml: &[u8]) -> Result<Vec<Statement>, MappingError> {
    let detected = AnyMessage::detect(xml).map_err(MappingError::schema)?;
    let of_an_account = ["camt.052.", "camt.053.", "camt.054."]
        .iter()
        .any(|prefix| detected.id().is_some_and(|id| id.starts_with(prefix)));
    if !of_an_account {
        return Err(MappingError::message(&detected.to_string()));
    }
    let message = AnyMessage::from_xml(xml).map_err(|error| match error.kind() {
        ErrorKind::UnknownMessage => MappingError::message(&detected.to_string()),
        _ => MappingError::schema(error),
    })?;
    statement::read(message.element()).map_err(MappingError::content)
}

/// Writes statements as camt.053.001.08.
///
/// # Errors
/// A statement without a balance (the schema demands one), or a text that the schema does not allow. Nothing invalid is written.
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt`.
pub fn write_statements(
    message: &StatementMessage,
    statements: &[Statement],
) -> Result<String, MappingError> {
    let mut out = statement::StatementMessage::new(message.message_id.clone(), message.created_at);
    for statement in statements {
        out = out.with_statement(statement.clone());
    }
    let document = out.build().map_err(MappingError::schema)?;
    document.to_xml().map_err(MappingError::schema)
}
