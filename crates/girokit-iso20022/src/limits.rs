//! What a reader accepts before it gives up.

/// Bounds on what reading a message may cost. The defaults fit every real message; a gateway's edge sets its own.
///
/// ```
/// use girokit_iso20022::Limits;
/// let edge = Limits::default().with_max_bytes(1 << 20).with_max_problems(20);
/// assert_eq!(edge.max_bytes, 1 << 20);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Size of the document in bytes, as it comes in. Default [`MAX_BYTES`].
    pub max_bytes: usize,
    /// Nesting of elements. Default [`MAX_DEPTH`].
    pub max_depth: usize,
    /// Attributes of one element, namespace declarations included. Default [`MAX_ATTRIBUTES`].
    pub max_attributes: usize,
    /// Headers and documents in one `Envelope` (module `envelope`), with its root elements behind the first. Default [`MAX_PARTS`].
    pub max_parts: usize,
    /// Problems collected before reading stops. Default [`MAX_PROBLEMS`].
    pub max_problems: usize,
    /// Bytes of UTF-8 of one item of a stream, and of what a stream holds beside its items. Default [`MAX_ITEM_BYTES`].
    pub max_item_bytes: usize,
}

/// Default size limit: 1 GiB, twenty times the largest statement we have seen.
pub const MAX_BYTES: usize = 1 << 30;

/// Default nesting limit: the deepest ISO 20022 schema nests 20 elements; the rest is for supplementary data.
pub const MAX_DEPTH: usize = 96;

/// Default attribute limit: messages use one; signatures and namespace declarations a handful.
pub const MAX_ATTRIBUTES: usize = 64;

/// Default limit of headers and documents in one file: a day's messages of a busy participant; each costs some 300 bytes.
pub const MAX_PARTS: usize = 200_000;

/// Default problem limit: more than anybody reads, few enough to stay small.
pub const MAX_PROBLEMS: usize = 1_000;

/// Default limit of a stream's item: 4 MiB, a thousand times a usual entry, and still a batch booking with its transactions.
pub const MAX_ITEM_BYTES: usize = 4 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: MAX_BYTES,
            max_depth: MAX_DEPTH,
            max_attributes: MAX_ATTRIBUTES,
            max_parts: MAX_PARTS,
            max_problems: MAX_PROBLEMS,
            max_item_bytes: MAX_ITEM_BYTES,
        }
    }
}

impl Limits {
    /// Bounds the document's size in bytes.
    #[must_use]
    pub fn with_max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Bounds the nesting of elements. At most [`MAX_DEPTH`] is honoured, because the reader recurses over known elements.
    #[must_use]
    pub fn with_max_depth(mut self, depth: usize) -> Self {
        self.max_depth = depth.min(MAX_DEPTH);
        self
    }

    /// Bounds the attributes of one element. At most [`MAX_ATTRIBUTES`] is honoured, because duplicates are found by pairs.
    #[must_use]
    pub fn with_max_attributes(mut self, attributes: usize) -> Self {
        self.max_attributes = attributes.min(MAX_ATTRIBUTES);
        self
    }

    /// Bounds the headers and documents in one envelope.
    #[must_use]
    pub fn with_max_parts(mut self, parts: usize) -> Self {
        self.max_parts = parts;
        self
    }

    /// Bounds the number of problems collected; at least 1.
    #[must_use]
    pub fn with_max_problems(mut self, problems: usize) -> Self {
        self.max_problems = problems.max(1);
        self
    }

    /// Bounds one item of a stream, and what is held beside the items, in bytes of UTF-8.
    #[must_use]
    pub fn with_max_item_bytes(mut self, bytes: usize) -> Self {
        self.max_item_bytes = bytes;
        self
    }
}
