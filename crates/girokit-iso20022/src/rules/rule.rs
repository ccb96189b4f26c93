//! What a rule is.

use crate::element::Type;

use super::Context;

/// One rule beyond the schema, as static data.
///
/// ```
/// use girokit_iso20022::rules::{At, Check, Messages, Rule};
///
/// static ONLY_SHARED: Rule = Rule::new(
///     "my-bank-charges",
///     "Charges are shared.",
///     "My bank, guide for payments, 3.2",
///     &[Messages::of("pain.001.").from(9)],
///     At::Path(&["CstmrCdtTrfInitn/PmtInf"]),
///     Check::Codes("ChrgBr", &["SHAR"]),
/// );
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Rule {
    /// The stable name, such as `transaction-count`.
    pub code: &'static str,
    /// What it demands, in one sentence.
    pub title: &'static str,
    /// Where it is published: document and number of the rule.
    pub source: &'static str,
    /// The messages it speaks of. Empty: those of the profile that it stands in.
    pub messages: &'static [Messages],
    /// The elements it looks at.
    pub at: At,
    /// What is checked there.
    pub check: Check,
    /// First day in force, as the number `yyyymmdd`; 0 when it was always in force.
    pub since: u32,
    /// Last day in force, as the number `yyyymmdd`; [`u32::MAX`] when no end is known.
    pub until: u32,
}

impl Rule {
    /// A rule that is always in force.
    pub const fn new(
        code: &'static str,
        title: &'static str,
        source: &'static str,
        messages: &'static [Messages],
        at: At,
        check: Check,
    ) -> Self {
        Self {
            code,
            title,
            source,
            messages,
            at,
            check,
            since: 0,
            until: u32::MAX,
        }
    }

    /// Sets the first day in force, such as `2026_11_14`.
    #[must_use]
    pub const fn since(mut self, yyyymmdd: u32) -> Self {
        self.since = yyyymmdd;
        self
    }

    /// Sets the last day in force, such as `2026_11_13`.
    #[must_use]
    pub const fn until(mut self, yyyymmdd: u32) -> Self {
        self.until = yyyymmdd;
        self
    }

    /// Whether it is in force on a day, given as the number `yyyymmdd`.
    pub const fn in_force(&self, yyyymmdd: u32) -> bool {
        self.since <= yyyymmdd && yyyymmdd <= self.until
    }
}

/// Some messages: a family by the start of its identifier, between two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Messages {
    /// The start of the identifier, such as `pacs.008.`.
    pub prefix: &'static str,
    /// The first version: the last two digits of the identifier.
    pub first: u32,
    /// The last version.
    pub last: u32,
}

impl Messages {
    /// Every version of the messages whose identifier starts like this. With a whole identifier (`pacs.008.001.08`): that one.
    pub const fn of(prefix: &'static str) -> Self {
        Self {
            prefix,
            first: 0,
            last: u32::MAX,
        }
    }

    /// From this version on.
    #[must_use]
    pub const fn from(mut self, version: u32) -> Self {
        self.first = version;
        self
    }

    /// Up to and with this version.
    #[must_use]
    pub const fn to(mut self, version: u32) -> Self {
        self.last = version;
        self
    }

    /// Whether a message, by its identifier, is one of them.
    pub fn contains(&self, id: &str) -> bool {
        let version = id.rsplit('.').next().and_then(|v| v.parse().ok());
        id.starts_with(self.prefix)
            && version.is_none_or(|version: u32| self.first <= version && version <= self.last)
    }
}

/// The elements that a rule looks at. Each is visited once, in document order.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum At {
    /// The root element.
    Root,
    /// The elements at one of these paths of tags below the root element, such as `CstmrCdtTrfInitn/PmtInf`: messages and versions
    /// differ in their tags. A first step `*` is the message's body, whatever its tag.
    Path(&'static [&'static str]),
    /// The elements with one of these tags, wherever they stand, such as `PstlAdr`.
    Tag(&'static [&'static str]),
    /// The elements of whose tag and type this is true. It is asked once for each pair, so it must not depend on anything else.
    Where(fn(tag: &'static str, ty: Type) -> bool),
}

/// What a rule checks at an element. Paths are relative to the element; the empty path is the element itself.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Check {
    /// A function, which reports what it finds.
    Run(fn(&mut Context<'_, '_>)),
    /// Each of these is there.
    Required(&'static [&'static str]),
    /// None of these is there.
    Forbidden(&'static [&'static str]),
    /// At least one of these is there.
    OneOf(&'static [&'static str]),
    /// At most one of these is there.
    AtMostOne(&'static [&'static str]),
    /// Every value at the path is one of these.
    Codes(&'static str, &'static [&'static str]),
    /// No value at the path is one of these.
    NotCodes(&'static str, &'static [&'static str]),
    /// Every value at the path has at most so many characters.
    MaxLength(&'static str, usize),
    /// The path leads to at most so many elements.
    MaxOccurs(&'static str, usize),
    /// The element has no child elements but these.
    Only(&'static [&'static str]),
    /// Every value at the path consists of characters for which this is true; the text names them.
    Characters(&'static str, fn(char) -> bool, &'static str),
    /// The second check, if the condition holds.
    If(&'static When, &'static Self),
    /// Each of these.
    All(&'static [Self]),
    /// What [`Totals`](super::Totals) counts and adds up while the message passes.
    Totals,
}

/// A condition of a [`Check`].
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum When {
    /// The path leads to an element.
    Present(&'static str),
    /// It does not.
    Absent(&'static str),
    /// A value at the path is one of these.
    Is(&'static str, &'static [&'static str]),
    /// No value at the path is one of these.
    IsNot(&'static str, &'static [&'static str]),
    /// The element around this one is known, and the path leads from it to an element.
    Around(&'static str),
    /// The element around this one is known, and the path does not lead from it to an element.
    NotAround(&'static str),
    /// All of these.
    All(&'static [Self]),
    /// One of these.
    Any(&'static [Self]),
    /// A function.
    Holds(fn(&Context<'_, '_>) -> bool),
}

/// Rules that belong together: a base, or the market practice of a scheme.
///
/// Profiles are static data. A profile builds on others by [`includes`](Self::includes); a user adds own rules and takes single codes
/// out in [`Options`](super::Options).
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Profile {
    /// The stable name, such as `sepa-sct`.
    pub name: &'static str,
    /// The full name.
    pub title: &'static str,
    /// What was published, by whom, and its date or version.
    pub source: &'static str,
    /// The messages it speaks of; empty when each rule names its own.
    pub messages: &'static [Messages],
    /// The profiles it builds on.
    pub includes: &'static [&'static Self],
    /// Its own rules.
    pub rules: &'static [Rule],
}

impl Profile {
    /// A profile that includes nothing.
    pub const fn new(
        name: &'static str,
        title: &'static str,
        source: &'static str,
        messages: &'static [Messages],
        rules: &'static [Rule],
    ) -> Self {
        Self {
            name,
            title,
            source,
            messages,
            includes: &[],
            rules,
        }
    }

    /// Builds on other profiles.
    #[must_use]
    pub const fn including(mut self, profiles: &'static [&'static Self]) -> Self {
        self.includes = profiles;
        self
    }

    /// The messages of a rule of this profile.
    pub const fn messages_of(&self, rule: &Rule) -> &'static [Messages] {
        if rule.messages.is_empty() {
            self.messages
        } else {
            rule.messages
        }
    }
}
