//! Character data: text, open codes, verbatim XML.

use std::borrow::Borrow;
use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use compact_str::CompactString;

/// A text, equal to another by its characters (`xs:string` and its restrictions).
///
/// It dereferences to [`str`]. Up to 24 bytes are held in place, so that codes, IBANs and most identifiers cost no allocation.
///
/// ```
/// use girokit_iso20022::value::Text;
///
/// let currency = Text::from("EUR");
/// assert_eq!(currency, "EUR");
/// assert!(currency.starts_with('E'));
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(CompactString);

/// A code of an external code list, which grows without the schema: any code survives a round trip.
///
/// ISO 20022 external code sets (`External...1Code`).
///
/// ```
/// use girokit_iso20022::value::ExternalCode;
///
/// let reason = ExternalCode::from("AC04");
/// assert_eq!(reason, "AC04");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalCode(Text);

/// The verbatim XML of an `xs:any` (supplementary data, a signature), complete with the namespace declarations it needs.
///
/// Only reading a message and [`parse`](Self::parse) make one, so it is always well-formed; its default is empty.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct AnyXml(Text);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl ExternalCode {
    /// The code as written.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AnyXml {
    /// The XML as read.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    #[allow(
        dead_code,
        reason = "called by the reader, which is compiled only with a message"
    )]
    pub(crate) fn from_verbatim(xml: &str) -> Self {
        Self(Text::from(xml))
    }
}

impl fmt::Display for AnyXml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AnyXml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyXml({:?})", self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for AnyXml {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What a text and an external code share: both are strings with a name.
macro_rules! string_like {
    ($name:ident) => {
        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(Self::from(text))
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.as_str().to_owned()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(deserializer)
                    .map(|text| Self::from(&*text))
            }
        }
    };
}

string_like!(Text);
string_like!(ExternalCode);

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(CompactString::new(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(CompactString::from(text))
    }
}

impl From<&str> for ExternalCode {
    fn from(code: &str) -> Self {
        Self(Text::from(code))
    }
}

impl From<String> for ExternalCode {
    fn from(code: String) -> Self {
        Self(Text::from(code))
    }
}

impl From<Text> for ExternalCode {
    fn from(code: Text) -> Self {
        Self(code)
    }
}
