//! How much XML is read.

/// Limits on a document. Each is checked before memory is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most bytes of a document; 256 MiB. Offsets are held in 32 bits: above 4 GiB nothing is read.
    pub bytes: usize,
    /// Deepest element, the root being 1; 256. Payment messages stay below 20.
    pub depth: usize,
    /// Most attributes and namespace declarations of one element; 256.
    pub attributes: usize,
    /// Most namespace declarations in scope at once; 256. Lookups walk over them.
    pub namespaces: usize,
    /// Most elements; 8 million.
    pub elements: usize,
}

impl Limits {
    /// Default of [`Limits::bytes`].
    pub const BYTES: usize = 256 << 20;
    /// Default of [`Limits::depth`].
    pub const DEPTH: usize = 256;
    /// Default of [`Limits::attributes`].
    pub const ATTRIBUTES: usize = 256;
    /// Default of [`Limits::namespaces`].
    pub const NAMESPACES: usize = 256;
    /// Default of [`Limits::elements`].
    pub const ELEMENTS: usize = 8 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: Self::BYTES,
            depth: Self::DEPTH,
            attributes: Self::ATTRIBUTES,
            namespaces: Self::NAMESPACES,
            elements: Self::ELEMENTS,
        }
    }
}
