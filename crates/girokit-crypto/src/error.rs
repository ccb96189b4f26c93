//! What can go wrong, where, and whose fault it is.

use core::fmt;
use std::borrow::Cow;

/// What went wrong.
///
/// The kinds answer the question a caller has: is the input malformed, does it prove too little, is the key not to be used,
/// or is something of ours out of order?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The algorithm is unknown, weak, or not among those that the caller allows.
    AlgorithmNotAllowed,
    /// The same name with other content, or a state that somebody else changed meanwhile.
    Conflict,
    /// Decryption failed. One kind and one text for every reason: a finer answer would be an oracle.
    Decryption,
    /// The caller has no right to this.
    Denied,
    /// A digest differs from the content that it names.
    DigestMismatch,
    /// Out of its time: too old, or no longer valid.
    Expired,
    /// The key is not for this algorithm.
    KeyMismatch,
    /// No key, certificate, token or entry of this name.
    NotFound,
    /// A key that is not, or no longer, to be used in this way: usage, rotation, revocation.
    KeyNotUsable,
    /// Not the bytes that the format prescribes.
    Malformed,
    /// What must be signed is not covered by the signature.
    NotCovered,
    /// Its time has not begun.
    NotYetValid,
    /// Seen before: a nonce, a one-time code.
    Replayed,
    /// The signature, MAC or code does not fit content and key.
    SignatureInvalid,
    /// The store below failed.
    Store,
    /// A record, chain or proof was altered, removed or put elsewhere.
    Tampered,
    /// Above a limit that the caller can set.
    TooLarge,
    /// A hardware module, token or generator gives no answer.
    Unavailable,
    /// The certificate or key does not lead to anything that the caller trusts.
    Untrusted,
    /// Well-formed, but not implemented, and said so in the documentation.
    Unsupported,
}

impl ErrorKind {
    const fn text(self) -> &'static str {
        match self {
            Self::AlgorithmNotAllowed => "algorithm not allowed",
            Self::Conflict => "conflict",
            Self::Decryption => "decryption failed",
            Self::Denied => "denied",
            Self::DigestMismatch => "digest mismatch",
            Self::Expired => "expired",
            Self::KeyMismatch => "key is not for this algorithm",
            Self::KeyNotUsable => "key not usable",
            Self::Malformed => "malformed",
            Self::NotCovered => "not covered by the signature",
            Self::NotFound => "not found",
            Self::NotYetValid => "not yet valid",
            Self::Replayed => "replayed",
            Self::SignatureInvalid => "signature invalid",
            Self::Store => "store failed",
            Self::Tampered => "tampered with",
            Self::TooLarge => "too large",
            Self::Unavailable => "unavailable",
            Self::Untrusted => "untrusted",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// The error of this crate: a kind, what was expected and found, the part and the byte where, and what lies below.
///
/// It never holds content: no key, no plaintext, no token, no personal data.
pub struct Error(Box<Facts>);

struct Facts {
    kind: ErrorKind,
    what: Cow<'static, str>,
    part: Option<Cow<'static, str>>,
    offset: Option<usize>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind`; `what` says what was expected and found: lower case, no full stop, no content.
    ///
    /// Public for those who implement the traits of this crate.
    #[cold]
    pub fn new(kind: ErrorKind, what: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Facts {
            kind,
            what: what.into(),
            part: None,
            offset: None,
            source: None,
        }))
    }

    /// In the named part: a header, an element path, a field.
    #[must_use]
    pub fn in_part(mut self, part: impl Into<Cow<'static, str>>) -> Self {
        self.0.part = Some(part.into());
        self
    }

    /// At byte `offset` of the input, from 0.
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// Caused by `source`, whose text must not hold content either.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What was expected and found.
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// The part where it went wrong, as the format names it.
    pub fn part(&self) -> Option<&str> {
        self.0.part.as_deref()
    }

    /// The byte of the input, from 0.
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Facts {
            kind,
            what,
            part,
            offset,
            ..
        } = &*self.0;
        write!(f, "{kind}")?;
        if let Some(part) = part {
            write!(f, " in {part}")?;
        }
        if let Some(offset) = offset {
            write!(f, " at byte {offset}")?;
        }
        if !what.is_empty() {
            write!(f, ": {what}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Facts {
            kind,
            what,
            part,
            offset,
            source,
        } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("what", what)
            .field("part", part)
            .field("offset", offset)
            .field("source", source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_where_and_why() {
        let error = Error::new(ErrorKind::Malformed, "expected base64url, found a '+'")
            .in_part("protected header")
            .at_offset(7);
        assert_eq!(
            error.to_string(),
            "malformed in protected header at byte 7: expected base64url, found a '+'"
        );
        assert_eq!(
            Error::new(ErrorKind::Decryption, "").to_string(),
            "decryption failed"
        );
    }
}
