//! Up- and downgrade between the versions of a message, with a report of everything that is lost.
//!
//! The two tables decide: an element goes to the element of the same tag, or to the place that the target version calls it by (`BIC` became
//! `BICFI`, a date became a choice of date and time, the charges of an entry became records). Those places are data, read off the schemas.
//! A value that the target does not admit is reported as lost, never cut. A value that the target demands and the source does not have is
//! a problem: the converted message then says what it lacks, and cannot be written until that is filled in.
//!
//! What only changes its place is not reported. Converted up and back down again, a message with nothing to report is equal to the
//! original.
//!
//! ```
//! # #[cfg(all(feature = "pacs-008-001-07", feature = "pacs-008-001-08"))] {
//! use girokit_iso20022::{Message as _, convert, pacs_008_001_07, pacs_008_001_08};
//! # let xml = convert::doc_example();
//!
//! let new = pacs_008_001_08::Document::from_xml(xml.as_bytes()).unwrap();
//! let conversion = convert::convert::<pacs_008_001_07::Document>(&new).unwrap();
//! let report: Vec<_> = conversion.changes.iter().map(ToString::to_string).collect();
//! assert_eq!(report, [
//!     "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]/PmtId/UETR: lost: pacs.008.001.07 has no place for it",
//! ]);
//! assert!(conversion.problems.is_empty());
//! let old = conversion.message.to_xml().unwrap();
//! # }
//! ```
//!
//! Any two versions of one message convert, known neighbours best: pain.001.001.03 to .13, pacs.008.001.02 to .14 and camt.053.001.02 to .14
//! were compared element by element. The structures of the versions of 2006 (pain.001.001.02, pacs.008.001.01, camt.053.001.01) are followed
//! only in part; what is not followed is reported as lost.

use std::borrow::Cow;
use std::fmt;

use crate::check;
use crate::element::Element;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::message::Message;
use crate::schema::{Definition, Node, Ref, Slot};
use crate::untyped::{Record, Untyped};
use crate::value::AnyXml;
use crate::write;

mod aliases;
mod amounts;
mod place;
mod walk;

/// A converted message, and what the conversion did to it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Conversion<T> {
    /// The message in the target version. Where the target demands what the source lacks, an empty value stands; [`problems`](Self::problems)
    /// says where.
    pub message: T,
    /// Everything that was lost, altered or supplied, in document order.
    pub changes: Vec<Change>,
    /// What the message breaks of the target's schema. Empty if it is valid.
    pub problems: Vec<Problem>,
    /// Whether there are more changes than [`MAX_CHANGES`].
    pub truncated: bool,
}

/// Changes are collected up to this many.
pub const MAX_CHANGES: usize = 100_000;

impl<T> Conversion<T> {
    /// Whether the source's content is all there, at most at other places: nothing was lost or altered.
    pub fn is_lossless(&self) -> bool {
        let lossy = |change: &Change| change.kind != ChangeKind::Supplied;
        !self.truncated && !self.changes.iter().any(lossy)
    }

    /// Whether the message keeps the target's schema.
    pub fn is_valid(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing that the target version has otherwise than the source.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The element or attribute of the source, such as `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[3]/PmtId/UETR`, with all below it. Of
    /// something supplied, where it would stand.
    pub path: String,
    /// Why, without the value.
    pub why: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.path, self.kind, self.why)
    }
}

/// What a conversion did to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is there, but says less or otherwise.
    Altered,
    /// It is not there.
    Lost,
    /// The target demands it, and it was taken from the surroundings.
    Supplied,
}

impl ChangeKind {
    /// The stable name, such as `lost`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Lost => "lost",
            Self::Supplied => "supplied",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Converts a message to another version of it.
///
/// # Errors
/// [`ErrorKind::UnknownMessage`] if the two are not versions of one message.
pub fn convert<T: Message>(source: &impl Message) -> Result<Conversion<T>, Error> {
    fn definition_of<M: Message>(_: &M) -> &'static Definition {
        M::DEFINITION
    }
    convert_element(Element::of(source), definition_of(source))
}

/// Converts a message that is held in any form, such as the element of an `AnyMessage`. `from` is its definition.
///
/// # Errors
/// [`ErrorKind::UnknownMessage`] if the two are not versions of one message.
pub fn convert_element<T: Message>(
    source: Element<'_>,
    from: &Definition,
) -> Result<Conversion<T>, Error> {
    let untyped = to(source, from, T::DEFINITION)?;
    let mut message = T::vacant();
    copy(untyped.message.as_node(), &mut message);
    Ok(Conversion {
        message,
        changes: untyped.changes,
        problems: untyped.problems,
        truncated: untyped.truncated,
    })
}

/// Converts a message to a version that is known by its tables alone. `from` is the source's definition.
///
/// # Errors
/// [`ErrorKind::UnknownMessage`] if the two are not versions of one message.
pub fn to(
    source: Element<'_>,
    from: &Definition,
    to: &'static Definition,
) -> Result<Conversion<Untyped>, Error> {
    if family(from.id) != family(to.id) {
        let problem = Problem {
            code: Code::UnknownMessage,
            path: format!("/{}", from.root),
            line: None,
            column: None,
            expected: format!("a version of {}", family(to.id)),
            found: from.id.to_owned(),
        };
        return Err(Error::new(ErrorKind::UnknownMessage, vec![problem], false));
    }
    let mut root = Record::new(to.ty);
    let (changes, truncated) = walk::run(source, to, &mut root);
    let message = Untyped::new(to, root);
    let problems = match message.validate() {
        Ok(()) => Vec::new(),
        Err(error) => error.problems().to_vec(),
    };
    Ok(Conversion {
        message,
        changes,
        problems,
        truncated,
    })
}

/// Whether a message of one definition converts to another: whether they are versions of one message.
pub fn is_convertible(from: &Definition, to: &Definition) -> bool {
    family(from.id) == family(to.id)
}

/// A message definition identifier without its version: `pain.001.001`.
fn family(id: &str) -> &str {
    id.rsplit_once('.').map_or(id, |(family, _)| family)
}

/// Copies all that one value holds into an empty one of the same table.
fn copy(from: &dyn Node, to: &mut dyn Node) {
    use crate::schema::Content;

    let schema = from.schema();
    let (fields, simple) = match schema.content {
        Content::Simple(simple) => (1, Some(simple)),
        Content::Choice | Content::Sequence => (schema.fields.len(), None),
    };
    for number in 0..fields.saturating_add(schema.attributes.len()) {
        let ty = match (number.checked_sub(fields), simple) {
            (Some(at), _) => schema.attributes.get(at).map(|a| a.ty),
            (None, Some(simple)) => Some(simple),
            (None, None) => match schema.fields.get(number).map(|f| &f.kind) {
                Some(crate::schema::Kind::Simple(ty)) => Some(*ty),
                _ => None,
            },
        };
        let mut nth = 0;
        while let Some(value) = from.child(number, nth) {
            nth = nth.saturating_add(1);
            match (value, to.slot(number), ty) {
                (Ref::Node(inner), Slot::Node(place), _) => copy(inner, place),
                (Ref::Any(any), Slot::Any(place), _) => *place = AnyXml::clone(any),
                (leaf, slot, Some(ty)) => {
                    // Checked when it was converted; what is absent does not come here.
                    let _ = write::lexical(leaf, |text| check::store(slot, ty, text));
                }
                _ => {}
            }
        }
    }
}

/// The text of an element that has one.
fn text(element: Element<'_>) -> Cow<'_, str> {
    element.text().unwrap_or_default()
}

/// A payment for the front page's example.
#[doc(hidden)]
pub fn doc_example() -> &'static str {
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M</MsgId>
<CreDtTm>2026-11-23T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId>
<EndToEndId>E</EndToEndId><TxId>T</TxId><UETR>00000000-0000-4000-8000-000000000001</UETR></PmtId><IntrBkSttlmAmt Ccy="EUR">1</IntrBkSttlmAmt>
<ChrgBr>SLEV</ChrgBr><Dbtr><Nm>A</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId>
<BICFI>BANKFRPPXXX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"#
}
