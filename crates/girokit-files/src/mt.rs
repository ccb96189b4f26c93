//! SWIFT MT statements: MT940, MT941, MT942, MT950, and the advices MT900 and MT910.
//!
//! ```
//! use girokit_files::{Profile, mt};
//!
//! let file = b":20:REF\r\n:25:10020030/1234567\r\n:28C:00001/001\r\n:60F:C260622EUR1000,00\r\n\
//! :61:2606230623D12,50NTRFNONREF//BANK7\r\n:86:177?00UEBERWEISUNG?20EREF+INV-42?32Muster GmbH\r\n:62F:C260623EUR987,50\r\n-\r\n";
//! let (messages, report) = mt::read(&file[..], &Profile::STRICT)?;
//! assert!(report.is_valid());
//! let statement = &mt::to_statements(&messages).statements[0];
//! assert!(statement.prove().is_balanced());
//! assert_eq!(statement.entries()[0].references().end_to_end_id(), Some("INV-42"));
//! # Ok::<(), girokit_files::Error>(())
//! ```
//!
//! # What it does
//! - Reads files of any number of messages, with or without blocks 1 to 5, one entry at a time ([`Reader`]) or whole ([`read`]): statement
//!   lines (field 61) with funds codes, reversals and the year of the entry date, balances of pages (60M, 62M) and ends (60F, 62F).
//! - Reads the structures that banks put into field 86: German and Austrian subfields with SEPA keywords, the same with the
//!   signs of Polish and Dutch banks, and Dutch codes between slashes ([`Information`]).
//! - Reports what breaks the standard by [rules] with codes; [profiles] make warnings of what single banks do.
//! - Writes messages ([`write()`]) and makes statements of them ([`to_statements`]).
//!
//! # Lines
//! LF, CR and CRLF end a line, also mixed; a byte-order mark, and SOH, ETX and other control characters at the ends of a line, are passed over. A
//! message ends with a hyphen on a line of its own; one without is reported and ends with the next field 20 or block 1. A field above
//! [`MAX_FIELD`] ends the reading.
//!
//! # What it does not do
//! - Payments (MT103, MT202) are not read. `MT940` and `camt.053` are converted into each other by way of the statement only.
//! - A file is written in its canonical form: CRLF, amounts without leading zeros, field 28C for 28. It reads back equal, but need not be
//!   byte for byte what it was.
//! - Codes of transaction types are not held against a list: banks add to it.
//!
//! Source: SWIFT Standards MT, category 9; Deutsche Kreditwirtschaft, Anlage 3 (field 86).

mod convert;
mod envelope;
mod file;
mod information;
mod reader;
pub mod rules;
mod token;
mod value;
mod write;

pub use convert::to_statements;
pub use envelope::Envelope;
pub use file::{Entry, MAX_ENTRIES, Message, OtherField, read};
pub use information::{Dialect, Information};
pub use reader::{Item, MessageType, Reader};
pub use token::{Field, MAX_FIELD, MAX_PREAMBLE, Token, Tokens};
pub use value::{BookedBalance, Mark, StatementLine};
pub use write::{to_bytes, write};

/// Whether the beginning of a file looks like SWIFT MT: block 1, a field first, or field 20 at the beginning of a later line.
pub fn detect(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(|line| {
            let start = line.iter().position(u8::is_ascii_graphic);
            start
                .and_then(|start| line.get(start..))
                .unwrap_or_default()
        })
        .filter(|line| !line.is_empty());
    let is_field = |line: &[u8]| match line {
        [b':', a, b, b':', ..] => a.is_ascii_digit() && b.is_ascii_digit(),
        [b':', a, b, option, b':', ..] => {
            a.is_ascii_digit() && b.is_ascii_digit() && option.is_ascii_uppercase()
        }
        _ => false,
    };
    let first = lines.next().unwrap_or_default();
    first.starts_with(b"{1:") || is_field(first) || lines.any(|line| line.starts_with(b":20:"))
}

/// What single banks do.
pub mod profiles {
    use std::borrow::Cow;

    use crate::problem::{Profile, Severity};

    /// What many banks do and what changes nothing that is read: lines before a message, no hyphen behind it, lengths and
    /// characters beyond the standard, types and references that are missing.
    pub const LENIENT: Profile = Profile::constant(
        "mt-lenient",
        &[
            (Cow::Borrowed("mt.20.slashes"), Severity::Warning),
            (Cow::Borrowed("mt.28.format"), Severity::Warning),
            (Cow::Borrowed("mt.61.entry-date"), Severity::Warning),
            (Cow::Borrowed("mt.61.funds-code"), Severity::Warning),
            (Cow::Borrowed("mt.61.reference"), Severity::Warning),
            (Cow::Borrowed("mt.61.transaction-type"), Severity::Warning),
            (Cow::Borrowed("mt.86.place"), Severity::Warning),
            (Cow::Borrowed("mt.amount.decimals"), Severity::Warning),
            (Cow::Borrowed("mt.amount.length"), Severity::Warning),
            (Cow::Borrowed("mt.amount.point"), Severity::Warning),
            (Cow::Borrowed("mt.date"), Severity::Warning),
            (Cow::Borrowed("mt.field.characters"), Severity::Warning),
            (Cow::Borrowed("mt.field.length"), Severity::Warning),
            (Cow::Borrowed("mt.field.lines"), Severity::Warning),
            (Cow::Borrowed("mt.field.order"), Severity::Warning),
            (Cow::Borrowed("mt.file.no-end"), Severity::Warning),
            (Cow::Borrowed("mt.file.preamble"), Severity::Warning),
        ],
    );

    /// Dutch banks: a bank's lines before each message, types of two letters, amounts with points.
    pub const NETHERLANDS: Profile = Profile::constant(
        "mt-netherlands",
        &[
            (Cow::Borrowed("mt.file.preamble"), Severity::Allowed),
            (Cow::Borrowed("mt.61.transaction-type"), Severity::Allowed),
            (Cow::Borrowed("mt.amount.point"), Severity::Warning),
            (Cow::Borrowed("mt.amount.length"), Severity::Warning),
            (Cow::Borrowed("mt.field.length"), Severity::Warning),
            (Cow::Borrowed("mt.field.lines"), Severity::Warning),
            (Cow::Borrowed("mt.20.slashes"), Severity::Warning),
            (Cow::Borrowed("mt.file.no-end"), Severity::Warning),
        ],
    );

    /// German banks: value dates like 30 February, structured fields 86 of more and longer lines, characters of ISO 8859-1.
    pub const GERMANY: Profile = Profile::constant(
        "mt-germany",
        &[
            (Cow::Borrowed("mt.date"), Severity::Warning),
            (Cow::Borrowed("mt.field.characters"), Severity::Allowed),
            (Cow::Borrowed("mt.field.length"), Severity::Warning),
            (Cow::Borrowed("mt.field.lines"), Severity::Warning),
            (Cow::Borrowed("mt.file.no-end"), Severity::Warning),
        ],
    );

    /// Every profile.
    pub const ALL: &[Profile] = &[LENIENT, NETHERLANDS, GERMANY];
}
