//! Differences between two messages, by path.
//!
//! Works on any two elements: two messages of one version, two versions of one message, two transactions of one message. Tags are
//! compared as they are, so an element that another version renamed is removed here and added there;
//! [convert](crate::convert) one of them first to compare what they mean.
//!
//! Elements that repeat are compared by their position. With [keys](Comparison::with_keys) they are compared by what identifies them, so
//! that one more entry in front does not make all entries differ.
//!
//! ```
//! # #[cfg(feature = "head-001-001-02")] {
//! use girokit_iso20022::{Element, Message as _, diff, head_001_001_02::BusinessApplicationHeaderV02};
//!
//! let xml = r#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKDEFFXXX</BICFI>
//!   </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>1</BizMsgIdr>
//!   <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;
//! let one = BusinessApplicationHeaderV02::from_xml(xml.as_bytes()).unwrap();
//! let mut other = one.clone();
//! other.cre_dt = "2026-11-23T11:00:00Z".parse().unwrap();
//! other.biz_msg_idr = "2".into();
//!
//! let differences = diff::diff(Element::of(&one), Element::of(&other));
//! let lines: Vec<_> = differences.iter().map(ToString::to_string).collect();
//! assert_eq!(lines, [
//!     "/AppHdr/BizMsgIdr: changed",
//!     "/AppHdr/CreDt: changed from 2026-11-23T10:00:00Z to 2026-11-23T11:00:00Z",
//! ]);
//! assert_eq!(differences[0].shown().to_string(), "/AppHdr/BizMsgIdr: changed from 1 to 2");
//! # }
//! ```

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write as _};

use crate::element::{Element, MASK};
use crate::path::step;
use crate::schema::{Base, Simple};

/// All differences between two elements, by position, at most [`MAX_DIFFERENCES`]. Empty if and only if they are equal as they are
/// written: `1.5` differs from `1.50`.
pub fn diff<'a>(left: Element<'a>, right: Element<'a>) -> Vec<Difference<'a>> {
    Comparison::new().between(left, right).items
}

/// Differences are collected up to this many: more than anybody reads, few enough to stay small.
pub const MAX_DIFFERENCES: usize = 10_000;

/// What identifies an element among its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "users write tables of it, in const context"
)]
pub struct Key {
    /// The tag of the element that repeats, such as `Ntry`.
    pub tag: &'static str,
    /// Paths below it, such as `PmtId/EndToEndId`; the first that is there is the key. An element without any is compared by position.
    pub paths: &'static [&'static str],
}

/// The keys of payments, statements and reports: the identifications that the message definitions demand or banks give.
pub const KEYS: &[Key] = &[
    Key {
        tag: "CdtTrfTxInf",
        paths: &["PmtId/UETR", "PmtId/TxId", "PmtId/EndToEndId"],
    },
    Key {
        tag: "DrctDbtTxInf",
        paths: &["PmtId/UETR", "PmtId/TxId", "PmtId/EndToEndId"],
    },
    Key {
        tag: "Ntfctn",
        paths: &["Id"],
    },
    Key {
        tag: "Ntry",
        paths: &["AcctSvcrRef", "NtryRef"],
    },
    Key {
        tag: "OrgnlPmtInfAndSts",
        paths: &["OrgnlPmtInfId"],
    },
    Key {
        tag: "PmtInf",
        paths: &["PmtInfId"],
    },
    Key {
        tag: "Rpt",
        paths: &["Id"],
    },
    Key {
        tag: "Stmt",
        paths: &["Id"],
    },
    Key {
        tag: "TxDtls",
        paths: &["Refs/UETR", "Refs/AcctSvcrRef", "Refs/EndToEndId"],
    },
    Key {
        tag: "TxInf",
        paths: &["RtrId", "CxlId", "RvslId"],
    },
    Key {
        tag: "TxInfAndSts",
        paths: &["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId"],
    },
];

/// How to compare.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'k> {
    keys: &'k [Key],
    max: usize,
}

impl Default for Comparison<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'k> Comparison<'k> {
    /// By position, up to [`MAX_DIFFERENCES`].
    pub const fn new() -> Self {
        Self {
            keys: &[],
            max: MAX_DIFFERENCES,
        }
    }

    /// Compares elements that repeat by their keys. [`KEYS`] is a table for payments and statements.
    #[must_use]
    pub const fn with_keys(mut self, keys: &'k [Key]) -> Self {
        self.keys = keys;
        self
    }

    /// Stops after this many differences.
    #[must_use]
    pub const fn with_max(mut self, differences: usize) -> Self {
        self.max = differences;
        self
    }

    /// The differences between two elements. Takes time linear in their size.
    pub fn between<'a>(&self, left: Element<'a>, right: Element<'a>) -> Differences<'a> {
        let mut walk = Walk {
            how: *self,
            path: String::new(),
            found: Differences {
                items: Vec::new(),
                truncated: false,
            },
        };
        step(&mut walk.path, left);
        if left.tag() == right.tag() {
            walk.elements(left, right);
        } else {
            walk.note(Change::Removed, left.value_type(), Some(left), None);
            walk.path.clear();
            step(&mut walk.path, right);
            walk.note(Change::Added, right.value_type(), None, Some(right));
        }
        walk.found
    }
}

/// What a [`Comparison`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Differences<'a> {
    /// In the order of the left message; what only the right one has stands where its tag is compared.
    pub items: Vec<Difference<'a>>,
    /// Whether there are more than were collected.
    pub truncated: bool,
}

/// What differs in one place.
///
/// `Debug` and `Display` show values of codes, numbers and dates only, as errors do: never names, accounts or remittance.
/// [`shown`](Self::shown) shows every value but card data.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference<'a> {
    /// What kind of difference it is.
    pub change: Change,
    /// The element or attribute, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt/@Ccy`, numbered as in the left message; as in the
    /// right one if only that has it.
    pub path: String,
    /// The value in the left message, if it is a value.
    pub left: Option<Cow<'a, str>>,
    /// The value in the right message, if it is a value.
    pub right: Option<Cow<'a, str>>,
    /// Whether the values are free text.
    free: bool,
}

/// A kind of [`Difference`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// Only the right message has the element, with all below it, or the attribute.
    Added,
    /// The values differ.
    Changed,
    /// Only the left message has the element, with all below it, or the attribute.
    Removed,
    /// The same elements by their keys, in another order. Told once for all of one tag.
    Reordered,
}

impl Change {
    /// The stable name, such as `added`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Reordered => "reordered",
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Difference<'_> {
    /// Whether the values are free text or binary, which are shown only when asked for.
    pub fn is_free_text(&self) -> bool {
        self.free
    }

    /// The same, displayed with the values of free text.
    pub fn shown(&self) -> impl fmt::Display {
        Shown(self)
    }

    fn write(&self, values: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.change)?;
        if !values {
            return Ok(());
        }
        match (&self.left, &self.right) {
            (Some(left), Some(right)) => write!(f, " from {left} to {right}"),
            (Some(value), None) | (None, Some(value)) => write!(f, " {value}"),
            (None, None) => Ok(()),
        }
    }
}

struct Shown<'a>(&'a Difference<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(true, f)
    }
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(!self.free, f)
    }
}

impl fmt::Debug for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Difference({self})")
    }
}

struct Walk<'a, 'k> {
    how: Comparison<'k>,
    path: String,
    found: Differences<'a>,
}

impl<'a> Walk<'a, '_> {
    /// Adds a difference at the current path.
    fn note(
        &mut self,
        change: Change,
        ty: Option<&'static Simple>,
        left: Option<Element<'a>>,
        right: Option<Element<'a>>,
    ) {
        let value = |element: Option<Element<'a>>| {
            let element = element?;
            let text = element.text()?;
            Some(if element.is_secret() {
                Cow::Borrowed(MASK)
            } else {
                text
            })
        };
        self.push(change, ty, value(left), value(right));
    }

    fn push(
        &mut self,
        change: Change,
        ty: Option<&'static Simple>,
        left: Option<Cow<'a, str>>,
        right: Option<Cow<'a, str>>,
    ) {
        if self.found.items.len() >= self.how.max {
            self.found.truncated = true;
            return;
        }
        self.found.items.push(Difference {
            change,
            path: self.path.clone(),
            left,
            right,
            free: ty.is_none_or(|ty| matches!(ty.base, Base::Binary { .. } | Base::Text { .. })),
        });
    }

    fn elements(&mut self, left: Element<'a>, right: Element<'a>) {
        if self.found.truncated {
            return;
        }
        let (mine, others) = (left.text(), right.text());
        if mine != others {
            self.note(Change::Changed, left.value_type(), Some(left), Some(right));
        }
        self.attributes(left, right);
        let mut rest = groups(right);
        for (tag, mine) in groups(left) {
            let others = match rest.iter().position(|(other, _)| *other == tag) {
                Some(at) => rest.remove(at).1,
                None => Vec::new(),
            };
            self.lists(tag, &mine, &others);
        }
        for (tag, others) in rest {
            self.lists(tag, &[], &others);
        }
    }

    fn attributes(&mut self, left: Element<'a>, right: Element<'a>) {
        let mut rest: Vec<_> = right.attributes().collect();
        let length = self.path.len();
        let attribute = |walk: &mut Self, name, change, left, right| {
            // Writing to a string does not fail.
            let _ = write!(walk.path, "/@{name}");
            walk.push(change, Some(ATTRIBUTE), left, right);
            walk.path.truncate(length);
        };
        for (name, mine) in left.attributes() {
            match rest.iter().position(|(other, _)| *other == name) {
                Some(at) => {
                    let (_, other) = rest.remove(at);
                    if other != mine {
                        attribute(self, name, Change::Changed, Some(mine), Some(other));
                    }
                }
                None => attribute(self, name, Change::Removed, Some(mine), None),
            }
        }
        for (name, other) in rest {
            attribute(self, name, Change::Added, None, Some(other));
        }
    }

    /// Compares all elements of one tag.
    fn lists(&mut self, tag: &str, left: &[Element<'a>], right: &[Element<'a>]) {
        let key = self.how.keys.iter().find(|key| key.tag == tag);
        let length = self.path.len();
        let partners = match key {
            Some(key) if left.len() > 1 || right.len() > 1 => partners(key, left, right),
            _ => (0..left.len())
                .map(|i| (i < right.len()).then_some(i))
                .collect(),
        };
        let mut taken = vec![false; right.len()];
        let (mut last, mut ordered) = (None, true);
        for (mine, partner) in left.iter().zip(&partners) {
            step(&mut self.path, *mine);
            match partner.and_then(|at| Some((at, right.get(at)?))) {
                Some((at, other)) => {
                    if let Some(taken) = taken.get_mut(at) {
                        *taken = true;
                    }
                    ordered &= last.is_none_or(|last| last < at);
                    last = Some(at);
                    self.elements(*mine, *other);
                }
                None => self.note(Change::Removed, mine.value_type(), Some(*mine), None),
            }
            self.path.truncate(length);
        }
        for (other, _) in right.iter().zip(&taken).filter(|(_, taken)| !**taken) {
            step(&mut self.path, *other);
            self.note(Change::Added, other.value_type(), None, Some(*other));
            self.path.truncate(length);
        }
        if !ordered {
            // Writing to a string does not fail.
            let _ = write!(self.path, "/{tag}");
            self.push(Change::Reordered, None, None, None);
            self.path.truncate(length);
        }
    }
}

/// The type that attributes are shown by: `Ccy`, a code.
const ATTRIBUTE: &Simple = &Simple::new("", Base::Code(&[]));

/// The children by their tags, in document order.
fn groups(element: Element<'_>) -> Vec<(&'static str, Vec<Element<'_>>)> {
    let mut groups: Vec<(&'static str, Vec<Element<'_>>)> = Vec::new();
    for child in element.children() {
        // Like children stand together, but for repeated choices.
        let tag = child.tag();
        match groups.iter_mut().rev().find(|(other, _)| *other == tag) {
            Some((_, list)) => list.push(child),
            None => groups.push((tag, vec![child])),
        }
    }
    groups
}

/// For each element on the left, the number of the one on the right with the same key. Equal keys are taken in order, and so are
/// elements without one.
fn partners(key: &Key, left: &[Element<'_>], right: &[Element<'_>]) -> Vec<Option<usize>> {
    let key_of = |element: &Element<'_>| {
        let mut paths = key.paths.iter();
        paths.find_map(|path| Some((*path, element.at(path)?.text()?.into_owned())))
    };
    let mut places: HashMap<Option<(&str, String)>, Vec<usize>> = HashMap::new();
    for (at, element) in right.iter().enumerate().rev() {
        places.entry(key_of(element)).or_default().push(at);
    }
    left.iter()
        .map(|element| places.get_mut(&key_of(element))?.pop())
        .collect()
}
