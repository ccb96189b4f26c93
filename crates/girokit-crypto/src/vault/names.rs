//! Names of the vault: tenants, profiles, callers, tokens.

use core::fmt;
use core::str::FromStr;

use crate::{Error, ErrorKind};

fn check(text: &str, longest: usize, part: &'static str) -> Result<Box<str>, Error> {
    let bad = |what| Err(Error::new(ErrorKind::Malformed, what).in_part(part));
    if text.is_empty() || text.len() > longest {
        return bad("empty or too long");
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return bad("expected visible ASCII characters without spaces");
    }
    Ok(text.into())
}

/// The names differ only in what they name, and must not be mixed up.
macro_rules! name {
    ($name:ident, $part:literal, $doc:literal) => {
        #[doc = $doc]
        ///
        /// 1 to 64 visible ASCII characters without spaces. Not secret: it stands in the journal and in errors.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Longest name in characters.
            pub const MAX: usize = 64;

            /// Takes a name.
            ///
            /// # Errors
            /// [`Malformed`](ErrorKind::Malformed) for an empty or long one, or other characters.
            pub fn parse(name: &str) -> Result<Self, Error> {
                check(name, Self::MAX, $part).map(Self)
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self, Error> {
                Self::parse(name)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    TenantId,
    "tenant",
    "A party whose values are kept apart from all others', under data keys of its own: a merchant, a company, a country."
);
name!(
    ProfileName,
    "profile",
    "A kind of value within a tenant: `pan`, `iban`. Tokens of one profile mean nothing in another."
);
name!(
    CallerId,
    "caller",
    "Who asks, after you authenticated him: a service or a person."
);
name!(
    Purpose,
    "purpose",
    "What the caller asks for, for the journal: `payout-4711`, `chargeback`. Never personal data."
);

/// A token: stands for a value of one tenant and profile, and tells nothing about it but what its format keeps.
///
/// `Debug` shows the last four characters only: callers pass a card number for a token by mistake.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(Box<str>);

impl Token {
    /// Longest token in characters.
    pub const MAX: usize = 255;

    /// Takes a token as a peer sent it.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for an empty or long one, or characters other than visible ASCII.
    pub fn parse(token: &str) -> Result<Self, Error> {
        check(token, Self::MAX, "token").map(Self)
    }

    /// The token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self, Error> {
        Self::parse(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.len().saturating_sub(4).max(self.0.len().min(8));
        write!(f, "Token(***{})", self.0.get(shown..).unwrap_or_default())
    }
}
