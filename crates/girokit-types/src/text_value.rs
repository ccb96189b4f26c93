//! What the text-shaped values share: the glue that makes `FromStr`, `TryFrom` and serde one door.

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
