//! What a hostile message cannot make the codec do.

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
