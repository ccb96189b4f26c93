//! NACHA/ACH files: read, checked against ninety rules, one item at a time; changed, completed and written.
//!
//! ```
//! use girokit_files::nacha::{Item, Reader};
//!
//! let file = concat!(
//!     "101 231380104 1210428822411232207A094101FEDERAL RESERVE BANK   OUR BANK                       \n",
//!     "5220HARBOUR TOOLS                       1234567890PPDPAYROLL         241125   1121042880000001\n",
//!     "622231380104744567899        0000012345ID 1           WADE ARNOLD           S 0121042880000001\n",
//!     "82200000010023138010000000000000000000012346" /* a cent too much */, "1234567890                         121042880000001\n",
//!     "9000001000001000000010023138010000000000000000000012345                                       \n",
//! );
//! let mut reader = Reader::new(file.as_bytes());
//! while let Some(item) = reader.next_item()? {
//!     if let Item::Entry(entry) = item {
//!         assert_eq!(entry.amount_cents(), Some(123_45));
//!         assert_eq!(entry.detail().individual_name(), "WADE ARNOLD");
//!     }
//! }
//! let errors: Vec<String> = reader.report().errors().map(ToString::to_string).collect();
//! assert_eq!(errors, ["line 4, columns 33-44: Total Credit Entry Dollar Amount: expected 12345, \
//!     found \"000000012346\" [nacha.batch-control.total-credit]"]);
//! # Ok::<(), girokit_files::Error>(())
//! ```
//!
//! # What it does
//! - Reads all records (1, 5, 6, 7, 8, 9, padding), the entries of all 23 Standard Entry Class Codes and addenda 02, 05,
//!   10-18, 98 (also refused) and 99 (returns, dishonored and contested ones, IAT) in their own layouts: [`record`].
//! - Checks every control: entry and addenda counts, hashes, debit and credit totals, batch and block counts, check digits,
//!   transaction codes by SEC code and service class, amounts by SEC code (also that those without money are digits),
//!   sequence and trace numbers, characters, lengths, what a field must hold. Each is one of [`rules::ALL`].
//! - Says all of it: a [`Report`](crate::Report) with line, columns, the standard's name of the field, what was expected
//!   and what was found. Totals are taken from the entries, so that one wrong control is one problem.
//! - Bends rules by name: [`profiles`].
//! - [`Reader`] holds one entry and its addenda in memory, however long the file is.
//! - [`read`] holds a whole [`File`], to change it and to write it: what was read is written byte for byte as it stood,
//!   [`FileBuilder`] builds one of any SEC code, [`File::complete`] computes every control, [`File::normalize`] makes it
//!   stand as an operator asks.
//! - [`merge`] puts files together under [`Limits`], [`split`] and [`split_by`] take them apart, and say where each entry went.
//! - [`Answers`] builds returns, notifications of change, their refusals, dishonored and contested returns; [`reverse`] builds
//!   reversals. [`ReturnReason`] and [`ChangeCode`] say what a code means and until when it may be sent.
//!
//! # What it does not
//! - It does not know which banks exist: a routing number is checked by its digit.
//! - It does not know a calendar: whether an effective date is a business day is not a rule of the file.
//! - It does not read what is inside addenda 05 (ANSI X12, UN/EDIFACT, `TXP` and the like).
//! - It compares entries with each other only by their trace numbers: two payments that are alike are not an error.
//!
//! # How a file may stand on disk
//! - Lines end in LF, CRLF or CR; the last may lack its end. Mixed endings are a warning, a byte-order mark is one.
//! - Without line breaks (a multiple of 94 bytes) each 94 bytes are a record, and problems count records as lines. A line
//!   of several records in a file that has line breaks is read so too.
//! - Blanks that were cut off or added at the end of a line, missing padding, joined records, empty lines, a Ctrl-Z or NUL
//!   behind the end are warnings: nothing is read differently. [`profiles::OPERATOR`] makes errors of them.
//! - A tab is no blank, and bytes beyond printable ASCII are errors of their field.
//! - A line above [`MAX_LINE`](crate::line::MAX_LINE) and an entry with more than [`MAX_ADDENDA`] addenda end the reading
//!   with an [`Error`](crate::Error).
//!
//! # Sources
//! The NACHA Operating Rules' Appendix Three (ACH record format specifications) as banks' public file guides and the
//! documentation of moov-io/ach reproduce it; the options of the latter for what senders bend. Where the two differ the
//! rule says so.

mod addenda;
mod answers;
mod build;
mod codes;
mod complete;
mod detect;
mod file;
mod kind;
pub mod layout;
mod merge;
mod owned;
pub mod profiles;
mod reader;
pub mod record;
mod records;
pub mod rules;
mod sec;
mod sec_rules;
mod transaction;
mod validate;

pub use addenda::{
    International, InternationalBank, InternationalParty, MachineTransfer, Terminal,
};
pub use answers::{Answer, Answers, reverse};
pub use build::{BatchBuilder, EntryBuilder, FileBuilder, ToAddenda};
pub use codes::{ChangeCode, Deadline, ReturnKind, ReturnReason};
pub use detect::detect;
pub use file::{Batch, File, MAX_RECORDS, read, read_all, read_from};
pub use kind::{AddendaKind, EntryKind, entry_layout};
pub use layout::{BLOCKING_FACTOR, Field, FieldKind, Layout, RECORD_LENGTH};
pub use merge::{EntryPlace, Limits, Move, Moved, merge, split, split_by};
pub use owned::{EntryBuf, RecordBuf};
pub use reader::{Entry, Item, MAX_ADDENDA, Reader};
pub use record::Record;
pub use sec::SecCode;
pub use transaction::{ServiceClassCode, TransactionCode};
