//! EMV data: the tags of DE 55 with names and formats, and what their bits say.
//!
//! Sources: EMV 4.3 Book 3 annex A (tags) and annex C (bits); EMV Contactless Book C-2 and the schemes' public kernels for the tags
//! marked [`Origin::Contactless`].
//!
//! The tables were written from memory of these books and are not yet compared with them line by line: names are shortened, and a length
//! may be wider or narrower than the book's. Tests use values of our own, not the books' examples. Templates (70, 77, 6F, A5, BF0C,
//! 61, 71 to 73) are walked; 80, which has values without tags, is kept whole and masked.

mod bits;
mod dictionary;
mod dol;

pub use bits::{meaning, set_bits};
pub use dictionary::{ICC_DATA, Origin, TAGS, find, origin};
pub use dol::{DolEntry, ParseDolError, parse_dol};
