//! BAI2: balance and transaction reports of North American banks.
//!
//! ```
//! use girokit_files::{Profile, bai2};
//!
//! let file = b"01,122099999,123456789,260621,0200,1,,,2/\n02,031001234,122099999,1,260620,2359,USD,2/\n\
//! 03,0123456789,,010,+4350000,,,015,4800000,,/\n16,195,450000,V,260622,,B1,INV-42,WIRE FROM BUYER/\n88,PO 7/\n\
//! 49,9600000,4/\n98,9600000,1,6/\n99,9600000,1,8/\n";
//! let (report, problems) = bai2::read(&file[..], &Profile::STRICT)?;
//! assert!(problems.is_valid());
//! let statement = &report.to_statements().statements[0];
//! assert!(statement.prove().is_balanced());
//! assert_eq!(statement.entries()[0].additional_information(), Some("WIRE FROM BUYER\nPO 7"));
//! # Ok::<(), girokit_files::Error>(())
//! ```
//!
//! # What it does
//! - Reads every record (01, 02, 03, 16, 49, 88, 98, 99), one at a time ([`Reader`]) or whole ([`read`]). A continuation goes on where its
//!   record stopped: between two fields, or in the text, which may hold commas and slashes.
//! - Checks fields, order, physical record lengths, and every control: sums with their signs and counts of accounts, groups and
//!   physical records. Each [rule](rules) has a code; [profiles] bend them.
//! - Knows the [type codes](TypeCode) with level and direction, and keeps those that it does not know.
//! - Writes files with every control computed ([`write()`]), and makes statements of accounts ([`File::to_statements`]).
//!
//! # Lines
//! LF, CR and CRLF end a line, also mixed; a byte-order mark and blanks behind a record are passed over; blank lines, and lines of the
//! control characters that old systems put at the end of a file, are reported as warnings. A record above [`MAX_RECORD`] ends the reading.
//!
//! # What it does not do
//! - Version 3 (X9 BTRS) is read as version 2 and reported; its further record types are not known.
//! - A file is written in its canonical form: amounts without leading zeros, each record on one line unless a physical record length
//!   is set. It reads back equal, but need not be byte for byte what it was.
//! - Totals (100, 400) are not compared with the details: banks need not detail all.
//!
//! Source: BAI, Cash Management Balance Reporting Specifications, version 2; X9 BTRS for codes of real-time payments.

mod codes;
mod convert;
mod file;
mod funds;
mod reader;
mod record;
pub mod rules;
mod view;
mod write;

pub use codes::{Level, TypeCode};
pub use file::{Account, File, Group, MAX_ENTRIES, Transaction, read};
pub use funds::Funds;
pub use reader::{MAX_RECORD, Reader};
pub use record::{Text, TimeOfDay};
pub use view::{
    AccountIdentifier, FileHeader, GroupHeader, Record, Summary, Trailer, TransactionDetail,
};
pub use write::{MIN_RECORD_LENGTH, write};

use crate::Error;

impl File {
    /// The file as bytes; see [`write()`].
    ///
    /// # Errors
    /// As [`write()`], but for I/O.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        write::to_bytes(self)
    }
}

/// Whether the beginning of a file looks like BAI2: a file header with a date, and a group header behind it.
pub fn detect(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .filter(|line| !line.is_empty());
    let header = lines.next().is_some_and(|line| {
        line.starts_with(b"01,") && line.split(|byte| *byte == b',').nth(4).is_some()
    });
    header && lines.next().is_none_or(|line| line.starts_with(b"02,"))
}

/// What single banks bend.
pub mod profiles {
    use crate::problem::{Profile, Severity};
    use std::borrow::Cow;

    /// Controls that do not fit are warnings: test files and reports that were cut to one account.
    pub const CONTROLS_WARN: Profile = Profile::constant(
        "bai2-controls-warn",
        &[(Cow::Borrowed("bai2.control.*"), Severity::Warning)],
    );

    /// Lines without the slash at their end, as some programs write them.
    pub const NO_SLASH: Profile = Profile::constant(
        "bai2-no-slash",
        &[(Cow::Borrowed("bai2.record.end"), Severity::Warning)],
    );

    /// Every profile.
    pub const ALL: &[Profile] = &[CONTROLS_WARN, NO_SLASH];
}
