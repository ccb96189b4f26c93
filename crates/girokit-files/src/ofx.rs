//! OFX statements: 1.x in SGML and 2.x in XML.
//!
//! ```
//! use girokit_files::{Profile, ofx};
//!
//! let file = b"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD\n\
//! <BANKACCTFROM><BANKID>123<ACCTID>999<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260601<DTEND>20260630\n\
//! <STMTTRN><TRNTYPE>CHECK<DTPOSTED>20260604120000[-5:EST]<TRNAMT>-200.00<FITID>42<CHECKNUM>1001<NAME>Rent</STMTTRN>\n\
//! </BANKTRANLIST><LEDGERBAL><BALAMT>5250.00<DTASOF>20260630</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
//! let (own, report) = ofx::read(&file[..], &Profile::STRICT)?;
//! assert!(report.is_valid(), "{report:?}");
//! let statement = &own.to_statements().statements[0];
//! assert_eq!(statement.entries()[0].references().cheque_number(), Some("1001"));
//! # Ok::<(), girokit_files::Error>(())
//! ```
//!
//! # What it does
//! - Reads statements of bank accounts, cards and the cash of investment accounts, whatever else the file holds; elements without a
//!   place are listed ([`File::others`]). SGML with and without end tags, XML, CDATA and entities.
//! - Checks structure, required elements, dates, amounts, currencies and types, and the server's status; each [rule](rules) has a code.
//! - A transaction, balance or statement without its end tag ends where the next begins: it is reported and kept.
//! - Makes [statements](File::to_statements). Amounts are exact, with the comma or point that banks write.
//!
//! # Bytes and lines
//! UTF-8, else Windows-1252. A file is read whole, up to [`MAX_FILE`] bytes and [`MAX_DEPTH`] levels; lines and columns of problems count line feeds.
//!
//! # What it does not do
//! It writes no OFX, and makes no entries of securities: their transactions are in [`File::others`]. UTF-16 is not read.
//!
//! Source: Open Financial Exchange Specification 1.0.2, 1.6 and 2.2.

mod convert;
mod encoding;
mod file;
mod reader;
pub mod rules;
mod token;
mod value;

pub use file::{File, Statement, Transaction};
pub use reader::{MAX_DEPTH, MAX_FILE, MAX_OTHERS, read, read_within};

/// Whether the beginning of a file looks like OFX: its header, or its first element.
pub fn detect(head: &[u8]) -> bool {
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    has(b"OFXHEADER") || has(b"<OFX>")
}

/// What single banks do.
pub mod profiles {
    use std::borrow::Cow;

    use crate::problem::{Profile, Severity};

    /// Aggregates that do not end, types of a bank's own, elements that stand twice.
    pub const LENIENT: Profile = Profile::constant(
        "ofx-lenient",
        &[
            (Cow::Borrowed("ofx.element.close"), Severity::Warning),
            (Cow::Borrowed("ofx.field.type"), Severity::Warning),
            (Cow::Borrowed("ofx.field.repeated"), Severity::Warning),
        ],
    );

    /// Every profile.
    pub const ALL: &[Profile] = &[LENIENT];
}
