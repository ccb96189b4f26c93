//! What a hostile message cannot make the codec do, and what a caller may forbid besides.

use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::parts;
use crate::spec::Spec;
use crate::view::MessageView;

/// How deep composite fields may nest: DE 48, a dataset in it, a tag in that, its parts, and room for two more.
///
/// A spec that nests deeper is refused by [`Spec::check`](crate::Spec::check); a BER-TLV value nests within the same bound.
pub const MAX_DEPTH: usize = 6;

/// The highest data element: 64 bits in each of three bitmaps.
pub const MAX_FIELD: u8 = 192;

/// The longest message in bytes that is read by default: more than any network sends (a 2-byte length cannot say more).
pub const MAX_MESSAGE: usize = 65_535;

/// How many elements (tags, data sets) one tagged field may hold.
pub const MAX_ELEMENTS: usize = 1_024;

/// The most problems that a lenient read collects before it stops.
pub const MAX_PROBLEMS: usize = 64;

/// The longest spec in bytes of JSON that is read by default: ten times the largest that this crate ships.
pub const MAX_SPEC_JSON: usize = 1 << 20;

/// How deep the JSON of a spec may nest by default: two levels for each of [`MAX_DEPTH`] levels of parts, six around them.
pub const MAX_SPEC_NESTING: usize = 2 * MAX_DEPTH + 6;

/// How many elements and parts a spec in JSON may define by default.
pub const MAX_SPEC_ELEMENTS: usize = 8_192;

/// How many variants by MTI a spec in JSON may have by default: each holds the elements of the whole spec.
pub const MAX_SPEC_VARIANTS: usize = 64;

/// The most problems of a spec in JSON that are collected: more than anyone mends before the next try.
pub const MAX_SPEC_PROBLEMS: usize = 256;

/// Limits of one's own, below those of this module, which always hold.
///
/// ```
/// use girokit_iso8583::limits::Limits;
/// use girokit_iso8583::specs::ISO1987_ASCII;
///
/// let limits = Limits::new().with_message(2_000).with_depth(3).with_elements(100);
/// let view = limits.read(&ISO1987_ASCII, b"08000020000000000000000123")?;
/// assert_eq!(view.field(11).map(|stan| stan.text()).as_deref(), Some("000123"));
/// # Ok::<(), girokit_iso8583::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    message: usize,
    depth: usize,
    elements: usize,
}

impl Limits {
    /// The limits of this module: [`MAX_MESSAGE`], [`MAX_DEPTH`], [`MAX_ELEMENTS`].
    pub const fn new() -> Self {
        Self {
            message: MAX_MESSAGE,
            depth: MAX_DEPTH,
            elements: MAX_ELEMENTS,
        }
    }

    /// The longest message, in bytes.
    #[must_use]
    pub const fn with_message(mut self, bytes: usize) -> Self {
        self.message = bytes;
        self
    }

    /// How deep composite fields may nest: 0, not at all; 1, a tag in DE 55; 2, a tag in a template of DE 55.
    #[must_use]
    pub const fn with_depth(mut self, levels: usize) -> Self {
        self.depth = levels;
        self
    }

    /// How many parts may stand in one place: in a field, in a template, in a data set.
    #[must_use]
    pub const fn with_elements(mut self, count: usize) -> Self {
        self.elements = count;
        self
    }

    /// Reads a message strictly, within these limits. Too long a message is refused before it is looked at.
    ///
    /// # Errors
    /// As [`MessageView::read`]; or a limit is passed, with the path of the field in which it is.
    pub fn read<'a>(&self, spec: &'a Spec, bytes: &'a [u8]) -> Result<MessageView<'a>, Error> {
        if bytes.len() > self.message {
            let (limit, found) = (self.message, bytes.len());
            return Err(Error::new(ErrorKind::MessageTooLong { limit, found }, 0));
        }
        let view = MessageView::read(spec, bytes)?;
        for field in view.fields().filter(FieldView::is_composite) {
            parts::within(&field, self.depth, self.elements)?;
        }
        Ok(view)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
