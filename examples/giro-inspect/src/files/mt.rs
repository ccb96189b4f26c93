//! SWIFT MT statements.

use girokit_files::mt::{self, MessageType};
use girokit_files::{Error, Profile};
use serde_json::{Map, json};

use super::Content;
use super::formats::{entries, lines, with_sums};
use crate::cli::Arguments;

pub(super) fn read(
    bytes: &[u8],
    profile: &Profile,
    arguments: &Arguments,
) -> Result<Content, Error> {
    let (messages, report) = mt::read(bytes, profile)?;
    let converted = mt::to_statements(&messages);
    let first = messages.first();
    let kind = first.map_or(MessageType::Mt940, |message| message.message_type);
    let mut summary = Map::new();
    summary.insert("messages".to_owned(), json!(messages.len()));
    if let Some(envelope) = first.and_then(|message| message.envelope.as_ref()) {
        summary.insert("sender".to_owned(), json!(envelope.sender()));
        summary.insert("receiver".to_owned(), json!(envelope.receiver()));
    }
    Ok(Content {
        format: format!("mt{}", kind.as_str()),
        report,
        lines: lines(&converted, arguments.lines),
        transactions: entries(&converted),
        summary: with_sums(summary, &converted.statements),
        canonical: mt::to_bytes(&messages).map_err(|error| error.to_string()),
        converted: Some(converted),
    })
}
