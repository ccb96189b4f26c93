//! EMV data: the tags of DE 55 with names and formats, and what their bits say.
//!
//! Sources: EMV 4.3 Book 3 annex A (tags) and annex C (bits); EMV Contactless Book C-2 and the schemes' public kernels for the tags
//! marked [`Origin::Contactless`].

mod bits;
mod dictionary;
mod dol;

pub use bits::{meaning, set_bits};
pub use dictionary::{ICC_DATA, Origin, TAGS, find, origin};
pub use dol::{DolEntry, ParseDolError, parse_dol};
