//! A spec whose elements differ by message type.

use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;

use super::{Field, Spec, SpecRef};
use crate::error::Error;
use crate::mti::Mti;
use crate::view::MessageView;

/// A spec, and what other elements some of its messages have by their MTI: another DE 48 in 08xx, or an issuer's answers.
///
/// Header, MTI and bitmaps are those of the one spec, so that the MTI can be read before it is known which elements follow.
///
/// ```
/// use girokit_iso8583::specs::ISO1987_ASCII;
/// use girokit_iso8583::spec::{Length, SpecSet};
///
/// let mut fields = ISO1987_ASCII.fields().to_vec();
/// for field in &mut fields {
///     if field.key.number() == Some(48) {
///         field.length = Length::ll(20);
///     }
/// }
/// let set = SpecSet::new(&ISO1987_ASCII).with_variant("08xx".parse()?, fields);
/// let echo = set.read(b"0800000000000001000003ABC")?;
/// assert_eq!(echo.field(48).map(|field| field.text()).as_deref(), Some("ABC"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecSet {
    base: SpecRef,
    /// The base without elements: by it a message is read up to its MTI.
    probe: Spec,
    variants: Vec<(MtiPattern, SpecRef)>,
}

impl SpecSet {
    /// One spec for all messages.
    pub fn new(base: impl Into<SpecRef>) -> Self {
        let base = base.into();
        Self {
            probe: Spec::clone(&base).with_fields(Vec::new()),
            base,
            variants: Vec::new(),
        }
    }

    /// The same set, in which messages of this pattern that no earlier one takes have these elements, and no others. They are put in
    /// the order of their numbers; the spec is named as the base, with the pattern behind.
    #[must_use]
    pub fn with_variant(mut self, pattern: MtiPattern, mut fields: Vec<Field>) -> Self {
        fields.sort_by_key(|field| field.key);
        let mut spec = Spec::clone(&self.base).with_fields(fields);
        spec.name = Cow::Owned(format!("{} {pattern}", self.base.name));
        self.variants.push((pattern, spec.into()));
        self
    }

    /// The spec of messages that no variant takes.
    pub const fn base(&self) -> &SpecRef {
        &self.base
    }

    /// The variants, in the order in which they are asked.
    pub fn variants(&self) -> impl Iterator<Item = (MtiPattern, &SpecRef)> {
        self.variants.iter().map(|(pattern, spec)| (*pattern, spec))
    }

    /// The spec of messages with this MTI.
    pub fn for_mti(&self, mti: Mti) -> &SpecRef {
        let variant = self
            .variants
            .iter()
            .find(|(pattern, _)| pattern.matches(mti));
        variant.map_or(&self.base, |(_, spec)| spec)
    }

    /// The spec of this message, of which no more than header, MTI and bitmaps is read.
    ///
    /// # Errors
    /// Those cannot be read.
    pub fn for_message(&self, bytes: &[u8]) -> Result<&SpecRef, Error> {
        let (view, mut problems) = MessageView::read_all(&self.probe, bytes);
        match (view, problems.pop()) {
            (None, Some(error)) => Err(error),
            (None, None) => Ok(&self.base),
            (Some(view), _) => Ok(self.for_mti(view.mti())),
        }
    }

    /// Reads a message strictly, by the spec that its MTI chooses.
    ///
    /// # Errors
    /// As [`MessageView::read`].
    pub fn read<'a>(&'a self, bytes: &'a [u8]) -> Result<MessageView<'a>, Error> {
        MessageView::read(self.for_message(bytes)?, bytes)
    }
}

/// Some message types: `08xx`, where `x` is any digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MtiPattern([Option<u8>; 4]);

impl MtiPattern {
    /// Whether the pattern takes this MTI.
    pub fn matches(self, mti: Mti) -> bool {
        let pairs = self.0.into_iter().zip(mti.digits());
        pairs
            .into_iter()
            .all(|(wanted, digit)| wanted.is_none_or(|wanted| wanted == digit))
    }
}

impl FromStr for MtiPattern {
    type Err = ParseMtiPatternError;

    fn from_str(text: &str) -> Result<Self, ParseMtiPatternError> {
        let places: [u8; 4] = text
            .as_bytes()
            .try_into()
            .map_err(|_| ParseMtiPatternError)?;
        let mut pattern = [None; 4];
        for (digit, place) in pattern.iter_mut().zip(places) {
            *digit = match place {
                b'0'..=b'9' => Some(place - b'0'),
                b'x' => None,
                _ => return Err(ParseMtiPatternError),
            };
        }
        Ok(Self(pattern))
    }
}

impl fmt::Display for MtiPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in self.0 {
            match digit {
                Some(digit) => write!(f, "{digit}")?,
                None => f.write_str("x")?,
            }
        }
        Ok(())
    }
}

/// A text that is not four places of a digit or `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseMtiPatternError;

impl fmt::Display for ParseMtiPatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected four digits, or x for any digit, as a pattern of message types")
    }
}

impl core::error::Error for ParseMtiPatternError {}
