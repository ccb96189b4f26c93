//! Keeping a value together with the form in which it was written.

use std::fmt::{self, Write};

use super::ValueError;

/// What a value type knows of its own written form.
pub(super) trait Lexical: Copy + fmt::Debug {
    /// The noun phrase for errors.
    const EXPECTED: &'static str;

    /// Reads a form without surrounding white space; the flag tells whether [`Lexical::put`] writes the same characters again.
    fn read(bytes: &[u8]) -> Option<(Self, bool)>;

    /// Writes the usual form.
    fn put<W: Write + ?Sized>(self, out: &mut W) -> fmt::Result;
}

/// A value in its usual form, or beside the text it was read from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Form<T> {
    Plain(T),
    Kept(Box<Kept<T>>),
}

/// A value and the exact text it was read from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Kept<T> {
    pub(super) value: T,
    pub(super) text: Box<str>,
}

impl<T: Lexical> Form<T> {
    pub(super) fn parse(text: &str) -> Result<Self, ValueError> {
        let trimmed = trim(text);
        match T::read(trimmed.as_bytes()) {
            Some((value, true)) if trimmed.len() == text.len() => Ok(Self::Plain(value)),
            Some((value, _)) => Ok(Self::Kept(Box::new(Kept {
                value,
                text: text.into(),
            }))),
            None => Err(ValueError::new(T::EXPECTED)),
        }
    }

    pub(super) fn value(&self) -> T {
        match self {
            Self::Plain(value) => *value,
            Self::Kept(kept) => kept.value,
        }
    }

    pub(super) fn put<W: Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        match self {
            Self::Plain(value) => value.put(out),
            Self::Kept(kept) => out.write_str(&kept.text),
        }
    }
}

/// Drops the white space of XML (not of Unicode) from both ends.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(|&byte| byte > b' ');
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

/// Two ASCII digits as a number.
pub(super) fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

/// Writes the lowest two digits of a number.
pub(super) fn put_two<W: Write + ?Sized>(out: &mut W, number: u32) -> fmt::Result {
    put_digit(out, number / 10)?;
    put_digit(out, number)
}

/// Writes the lowest digit of a number.
pub(super) fn put_digit<W: Write + ?Sized>(out: &mut W, number: u32) -> fmt::Result {
    out.write_char(char::from_digit(number % 10, 10).unwrap_or('0'))
}

/// The traits that every value gives through its written form: `FromStr`, `Display`, `Debug` and serde.
macro_rules! through_lexical {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::value::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse_xml(text)
            }
        }

        impl std::fmt::Display for $name {
            /// Writes the form in which the value was written.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                if f.width().is_none() && f.precision().is_none() {
                    return self.put(f);
                }
                let mut text = String::new();
                self.put(&mut text)?;
                f.pad(&text)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse_xml(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(super) use through_lexical;
