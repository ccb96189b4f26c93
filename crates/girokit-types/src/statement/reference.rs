//! The references of a statement entry: what the bank sent, kept as it was sent.

use std::fmt;
use std::str::FromStr;

/// What a reference identifies, named after the element that carries it in camt.053 `TxDtls/Refs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ReferenceKind {
    /// The account owner's own reference: camt `AcctOwnrTxId`, MT940 `:61:` subfield 7.
    AccountOwner,
    /// The bank's reference: camt `AcctSvcrRef`, MT940 `:61:` subfield 8.
    AccountServicer,
    /// A cheque number: camt `ChqNb`.
    Cheque,
    /// The clearing system's reference: camt `ClrSysRef`.
    ClearingSystem,
    /// A structured creditor reference (ISO 11649 `RF`, QR reference, KID): camt `RmtInf/Strd/CdtrRefInf/Ref`.
    CreditorReference,
    /// The end-to-end id that the payer gave and every bank passes on: camt `EndToEndId`.
    EndToEnd,
    /// The statement's own number of the entry: camt `NtryRef`.
    Entry,
    /// The instruction id between two neighbours in the chain: camt `InstrId`.
    Instruction,
    /// A document that the payment settles, such as an invoice: camt `RmtInf/Strd/RfrdDocInf/Nb`.
    Invoice,
    /// A direct-debit mandate: camt `MndtId`.
    Mandate,
    /// The message that instructed the payment: camt `MsgId`.
    Message,
    /// The batch within that message: camt `PmtInfId`.
    PaymentInformation,
    /// Any other reference the bank names itself: camt `Prtry/Ref`.
    Proprietary,
    /// Free remittance text: camt `RmtInf/Ustrd`, MT940 `:86:`.
    Remittance,
    /// The transaction id that the first bank in the chain gave: camt `TxId`.
    Transaction,
    /// The unique end-to-end transaction reference, a UUIDv4: camt `UETR`.
    Uetr,
}

impl ReferenceKind {
    /// The kind's name, as serde writes it (`end_to_end`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountOwner => "account_owner",
            Self::AccountServicer => "account_servicer",
            Self::Cheque => "cheque",
            Self::ClearingSystem => "clearing_system",
            Self::CreditorReference => "creditor_reference",
            Self::EndToEnd => "end_to_end",
            Self::Entry => "entry",
            Self::Instruction => "instruction",
            Self::Invoice => "invoice",
            Self::Mandate => "mandate",
            Self::Message => "message",
            Self::PaymentInformation => "payment_information",
            Self::Proprietary => "proprietary",
            Self::Remittance => "remittance",
            Self::Transaction => "transaction",
            Self::Uetr => "uetr",
        }
    }
}

impl fmt::Display for ReferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One reference with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Reference {
    kind: ReferenceKind,
    value: Box<str>,
}

/// The references of an entry or of one transaction in it, in the order in which they were added.
///
/// Banks fill references with what they have: a UETR in capitals, `NOTPROVIDED`, an invoice number where an end-to-end
/// id belongs. A statement must be readable all the same, so references are text; [`References::parse`] gives the
/// typed value where there is one. Only surrounding white space is dropped, and an empty reference is none.
///
/// ```
/// use girokit_types::statement::{ReferenceKind, References};
///
/// let references = References::new()
///     .with(ReferenceKind::EndToEnd, "INV-2026-0042")
///     .with(ReferenceKind::Cheque, " 4711 ")
///     .with(ReferenceKind::Mandate, "");
/// assert_eq!(references.end_to_end_id(), Some("INV-2026-0042"));
/// assert_eq!(references.parse::<u32>(ReferenceKind::Cheque), Some(Ok(4711)));
/// assert_eq!(references.mandate_id(), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(from = "Vec<Reference>", into = "Vec<Reference>")
)]
pub struct References {
    items: Vec<Reference>,
}

impl References {
    /// No reference.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reference; white space around it is dropped, an empty one is ignored.
    #[must_use]
    pub fn with(mut self, kind: ReferenceKind, value: &str) -> Self {
        self.push(kind, value);
        self
    }

    /// Adds a reference; white space around it is dropped, an empty one is ignored.
    pub fn push(&mut self, kind: ReferenceKind, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.items.push(Reference {
                kind,
                value: value.into(),
            });
        }
    }

    /// The first reference of this kind.
    pub fn first(&self, kind: ReferenceKind) -> Option<&str> {
        self.all(kind).next()
    }

    /// Every reference of this kind (remittance text and proprietary references repeat).
    pub fn all(&self, kind: ReferenceKind) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(move |(k, _)| *k == kind)
            .map(|(_, value)| value)
    }

    /// Every reference with its kind.
    pub fn iter(&self) -> impl Iterator<Item = (ReferenceKind, &str)> {
        self.items.iter().map(|item| (item.kind, &*item.value))
    }

    /// The first reference of this kind as a typed value: `None` if there is none, `Some(Err(_))` if what the bank sent
    /// is not one.
    ///
    /// `references.parse::<Uetr>(ReferenceKind::Uetr)` is the usual call.
    pub fn parse<T: FromStr>(&self, kind: ReferenceKind) -> Option<Result<T, T::Err>> {
        self.first(kind).map(str::parse)
    }

    /// The end-to-end id, unless it is a placeholder such as `NOTPROVIDED`.
    pub fn end_to_end_id(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::EndToEnd)
    }

    /// The instruction id, unless it is a placeholder.
    pub fn instruction_id(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::Instruction)
    }

    /// The UETR as sent; compare it without regard to case.
    pub fn uetr(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::Uetr)
    }

    /// The bank's own reference, unless it is a placeholder such as `NONREF`.
    pub fn account_servicer_reference(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::AccountServicer)
    }

    /// The direct-debit mandate id.
    pub fn mandate_id(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::Mandate)
    }

    /// The cheque number.
    pub fn cheque_number(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::Cheque)
    }

    /// The structured creditor reference.
    pub fn creditor_reference(&self) -> Option<&str> {
        self.meaningful(ReferenceKind::CreditorReference)
    }

    /// The lines of free remittance text.
    pub fn remittance(&self) -> impl Iterator<Item = &str> {
        self.all(ReferenceKind::Remittance)
    }

    /// Whether there is no reference.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many references there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    fn meaningful(&self, kind: ReferenceKind) -> Option<&str> {
        self.all(kind).find(|value| !is_placeholder(value))
    }
}

impl From<Vec<Reference>> for References {
    fn from(items: Vec<Reference>) -> Self {
        let mut references = Self::new();
        for Reference { kind, value } in items {
            references.push(kind, &value);
        }
        references
    }
}

impl From<References> for Vec<Reference> {
    fn from(references: References) -> Self {
        references.items
    }
}

impl Extend<(ReferenceKind, String)> for References {
    fn extend<I: IntoIterator<Item = (ReferenceKind, String)>>(&mut self, items: I) {
        for (kind, value) in items {
            self.push(kind, &value);
        }
    }
}

/// Whether a reference only fills a mandatory field and identifies nothing.
///
/// `NOTPROVIDED` is what the SEPA rulebooks prescribe for a missing end-to-end id, `NONREF` what MT940 `:61:` subfield 7
/// prescribes; the others are habits of banks.
pub fn is_placeholder(reference: &str) -> bool {
    let mut letters = reference
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| c.to_ascii_uppercase());
    let mut folded = String::with_capacity(PLACEHOLDER_MAX);
    for letter in letters.by_ref().take(PLACEHOLDER_MAX) {
        folded.push(letter);
    }
    letters.next().is_none() && PLACEHOLDERS.contains(&folded.as_str())
}

/// The longest of [`PLACEHOLDERS`], in characters.
const PLACEHOLDER_MAX: usize = 12;

const PLACEHOLDERS: [&str; 8] = [
    "",
    "NA",
    "NONE",
    "NONREF",
    "NOREF",
    "NOTAVAILABLE",
    "NOTPROVIDED",
    "UNKNOWN",
];

#[cfg(test)]
mod tests {
    use super::{ReferenceKind, References, is_placeholder};

    #[test]
    fn placeholders_identify_nothing() {
        for text in [
            "NOTPROVIDED",
            "not provided",
            "NONREF",
            "-",
            "n/a",
            "Not available",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["NOTPROVIDED1", "INV-1", "NONREFUNDABLE", "0"] {
            assert!(!is_placeholder(text), "{text}");
        }
        let references = References::new().with(ReferenceKind::EndToEnd, "NOTPROVIDED");
        assert_eq!(references.end_to_end_id(), None);
        assert_eq!(
            references.first(ReferenceKind::EndToEnd),
            Some("NOTPROVIDED")
        );
    }

    #[test]
    fn repeated_kinds_keep_their_order() {
        let references = References::new()
            .with(ReferenceKind::Remittance, "first line")
            .with(ReferenceKind::Uetr, "x")
            .with(ReferenceKind::Remittance, "second line");
        assert_eq!(
            references.remittance().collect::<Vec<_>>(),
            ["first line", "second line"]
        );
        assert_eq!(references.len(), 3);
    }
}
