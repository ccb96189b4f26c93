//! What envelopes need beyond one document: several root elements, and what a start tag declares.

#[cfg(feature = "envelope")]
use super::Fatal;
use super::Scanner;

impl<'i> Scanner<'i> {
    /// How far the scanner has read.
    #[cfg(any(feature = "envelope", feature = "stream"))]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether another root element follows, instead of the end. A further XML declaration before it is passed over: files are
    /// put together from documents that each have one.
    #[cfg(feature = "envelope")]
    pub(crate) fn next_root(&mut self) -> Result<bool, Fatal> {
        loop {
            self.skip_space();
            match (self.peek(0), self.peek(1)) {
                (None, _) => return Ok(false),
                (Some(b'<'), Some(b'!' | b'?')) => {
                    let before = self.at;
                    self.declaration()?;
                    if self.at == before {
                        // Character data is refused outside an element, so nothing is lost here.
                        self.misc()?;
                    }
                }
                (Some(b'<'), _) => return Ok(true),
                _ => return Err(self.unexpected("an element, a comment or the end")),
            }
        }
    }

    /// The namespace declarations (prefix, namespace) that stand on the open element of this depth, counted from 1.
    pub(crate) fn declarations_at(&self, depth: usize) -> impl Iterator<Item = (&'i str, &str)> {
        self.bindings
            .iter()
            .filter(move |b| b.depth == depth)
            .map(|b| (b.prefix, b.namespace.as_ref()))
    }
}
