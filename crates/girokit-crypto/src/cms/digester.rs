//! The digests of a content that is too big to hold: taken part by part.

use core::fmt;

use ring::digest::Context;

use crate::keys::Digest;

/// Takes the digests of a content part by part, for files that need not stand in memory.
///
/// Made by [`Signing::digester`](super::Signing::digester) and [`SignedData::digester`](super::SignedData::digester), with the
/// hash functions that are needed there.
#[derive(Clone)]
pub struct Digester {
    length: u64,
    contexts: Vec<(Digest, Context)>,
}

impl Digester {
    pub(super) fn new(digests: impl IntoIterator<Item = Digest>) -> Self {
        let mut contexts: Vec<(Digest, Context)> = Vec::new();
        for digest in digests {
            if contexts.iter().all(|(known, _)| *known != digest) {
                contexts.push((digest, Context::new(digest.ring())));
            }
        }
        Self {
            length: 0,
            contexts,
        }
    }

    /// The next part of the content.
    pub fn update(&mut self, part: &[u8]) {
        self.length = self
            .length
            .saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
        for (_, context) in &mut self.contexts {
            context.update(part);
        }
    }

    /// The digests of all parts.
    pub fn finish(self) -> ContentDigests {
        let digests = self.contexts.into_iter();
        ContentDigests {
            length: self.length,
            digests: digests
                .map(|(digest, context)| (digest, context.finish().as_ref().to_vec()))
                .collect(),
        }
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digester")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// The digests of a content, by [`Digester`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentDigests {
    length: u64,
    digests: Vec<(Digest, Vec<u8>)>,
}

impl ContentDigests {
    /// Length of the content in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The digest with one hash function, if it was taken.
    pub fn digest(&self, digest: Digest) -> Option<&[u8]> {
        let found = self.digests.iter().find(|(known, _)| *known == digest);
        found.map(|(_, value)| value.as_slice())
    }
}
