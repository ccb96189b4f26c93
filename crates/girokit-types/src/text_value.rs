//! What the text-shaped values share: an inline ASCII buffer, and the glue that makes `FromStr`, `TryFrom` and serde one door.

use core::fmt;

/// At most `N` bytes of ASCII, kept inline; unused bytes are zero, so that equality and order are those of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ascii<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Ascii<N> {
    /// Keeps `text`, unless it is longer than `N` bytes or not ASCII.
    pub(crate) fn new(text: &str) -> Option<Self> {
        Self::collect(text.bytes())
    }

    /// Keeps the bytes of `source`, unless there are more than `N` or one is not ASCII.
    pub(crate) fn collect(source: impl IntoIterator<Item = u8>) -> Option<Self> {
        let mut bytes = [0_u8; N];
        let mut len = 0_u8;
        for byte in source {
            if !byte.is_ascii() {
                return None;
            }
            *bytes.get_mut(usize::from(len))? = byte;
            len = len.checked_add(1)?;
        }
        Some(Self { bytes, len })
    }

    /// The text. The buffer holds ASCII only, so the conversion cannot fail.
    pub(crate) fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for Ascii<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The part of `text` between two byte offsets, or nothing where they do not fit.
pub(crate) fn part(text: &str, range: core::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Writes `text` in groups of `size` characters with a space between.
pub(crate) fn write_groups(f: &mut fmt::Formatter<'_>, text: &str, size: usize) -> fmt::Result {
    for (index, group) in text.as_bytes().chunks(size).enumerate() {
        if index > 0 {
            f.write_str(" ")?;
        }
        f.write_str(core::str::from_utf8(group).unwrap_or_default())?;
    }
    Ok(())
}

/// Makes `FromStr`, `TryFrom<&str>` and, under feature `serde`, `Serialize` (as `Display` writes) and `Deserialize` go
/// through the type's own `parse`.
macro_rules! one_door {
    ($type:ty, $error:ty, $expecting:literal) => {
        impl core::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $error;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::text_value::door::deserialize(deserializer, $expecting)
            }
        }
    };
}

pub(crate) use one_door;

/// The doors of [`one_door`], and `AsRef<str>`, `Debug` and `Display` of a type that has `as_str`.
macro_rules! text_value {
    ($type:ident, $error:ty, $expecting:literal) => {
        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self.as_str())
            }
        }

        impl core::fmt::Display for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        crate::text_value::one_door!($type, $error, $expecting);
    };
}

pub(crate) use text_value;

#[cfg(feature = "serde")]
pub(crate) mod door {
    //! Deserializes any value from its text, through `FromStr`.

    use core::fmt;
    use core::marker::PhantomData;
    use core::str::FromStr;

    pub(crate) fn deserialize<'de, D, T>(
        deserializer: D,
        expecting: &'static str,
    ) -> Result<T, D::Error>
    where
        D: serde::Deserializer<'de>,
        T: FromStr<Err: fmt::Display>,
    {
        deserializer.deserialize_str(TextVisitor {
            expecting,
            value: PhantomData,
        })
    }

    struct TextVisitor<T> {
        expecting: &'static str,
        value: PhantomData<T>,
    }

    impl<T: FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.expecting)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }
}
