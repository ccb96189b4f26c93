//! EMV data: the tags of DE 55 with names and formats, and what their bits say.
//!
//! Sources: EMV 4.4 Book 3 annex A (tags) and annex C (bits), Book 4 annex A (terminal data); EMV Contactless Books A, C-2 and C-3 and
//! the schemes' public kernels for the tags marked [`Origin::Contactless`].
//!
//! The books themselves were not at hand; the tables were compared with public listings of them (names are shortened):
//! - tags: length, format and source of all 123 tags of annex A1 that are here agree with the listing in denom.org's `TagEmv.java` (a test
//!   holds them together), and 120 of 121 with a second, a registry in Rust that gives annex A1 (9F16 is `an` there). Left out are the
//!   templates and objects of biometric verification, some of whose tags mean something else outside their template. 9F0C, 9F19, 9F24
//!   and 9F25 are from EMVCo's bulletins, by the second.
//! - tags of kernels and schemes: 12, of which 6 (9F5A, 9F5D, 9F66, 9F6C, 9F6E, 9F7C) have a length in a listing; ours admit it. The rest,
//!   which schemes use differently, have the widest bounds known here.
//! - bits and codes of AIP, TVR, TSI, AUC, CVM, terminal type and capabilities, TTQ and CTQ: every one in `emv_fields.h` of
//!   openemv/emv-utils agrees. Tests use a CVM list and capabilities that were decoded in public, and values of our own.
//!
//! Templates (70, 77, 6F, A5, BF0C,
//! 61, 71 to 73) are walked; 80, which has values without tags, is kept whole and masked.

mod bits;
mod dictionary;
mod dol;

pub use bits::{meaning, set_bits};
pub use dictionary::{ICC_DATA, Origin, Source, TAGS, find, origin, source};
pub use dol::{DolEntry, ParseDolError, parse_dol};
