//! The business application header, the same way for all its versions.

use std::borrow::Cow;
use std::fmt;

use super::AnyMessage;
use crate::element::Element;
use crate::value::DateTime;

/// What a business application header says, whatever its version (head.001.001.01 to .04), or what it tells of a related message (`Rltd`).
#[derive(Debug, Clone, Copy)]
pub struct Header<'a>(Element<'a>);

impl<'a> Header<'a> {
    /// The header in a message that is one.
    pub fn of(message: &'a AnyMessage) -> Option<Self> {
        message
            .id()
            .starts_with("head.001.")
            .then(|| Self(message.element()))
    }

    /// The header whose root element is given.
    pub fn new(root: Element<'a>) -> Option<Self> {
        (root.tag() == "AppHdr").then_some(Self(root))
    }

    /// The element `AppHdr`, or `Rltd`.
    pub fn element(&self) -> Element<'a> {
        self.0
    }

    fn text(&self, tag: &str) -> Option<Cow<'a, str>> {
        self.0.get(tag)?.text()
    }

    /// `Fr`: who sends the message.
    pub fn from(&self) -> Option<HeaderParty<'a>> {
        self.0.get("Fr").map(HeaderParty)
    }

    /// `To`: whom the message is for.
    pub fn to(&self) -> Option<HeaderParty<'a>> {
        self.0.get("To").map(HeaderParty)
    }

    /// `BizMsgIdr`: the sender's identifier of this message.
    pub fn business_message_id(&self) -> Option<Cow<'a, str>> {
        self.text("BizMsgIdr")
    }

    /// `MsgDefIdr`: what message the document is, such as `pacs.008.001.08`.
    pub fn message_definition_id(&self) -> Option<Cow<'a, str>> {
        self.text("MsgDefIdr")
    }

    /// `BizSvc`: the business service, such as `swift.cbprplus.02`.
    pub fn business_service(&self) -> Option<Cow<'a, str>> {
        self.text("BizSvc")
    }

    /// `MktPrctc`: registry and identifier of the market practice. From version .02.
    pub fn market_practice(&self) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        let practice = self.0.get("MktPrctc")?;
        Some((practice.get("Regy")?.text()?, practice.get("Id")?.text()?))
    }

    /// `CreDt`: when the header was made. In version .01 it is in UTC, from version .02 with any offset, or none.
    pub fn created(&self) -> Option<DateTime> {
        self.text("CreDt")?.parse().ok()
    }

    /// `BizPrcgDt`: when the message is to be processed. From version .02.
    pub fn processing(&self) -> Option<DateTime> {
        self.text("BizPrcgDt")?.parse().ok()
    }

    /// `CpyDplct`: whether the message is a copy, a duplicate, or both.
    pub fn copy_duplicate(&self) -> Option<CopyDuplicate> {
        CopyDuplicate::parse(&self.text("CpyDplct")?)
    }

    /// `PssblDplct`: whether the message may have been sent before.
    pub fn possible_duplicate(&self) -> Option<bool> {
        Some(matches!(&*self.text("PssblDplct")?, "true" | "1"))
    }

    /// Whether the message says that it is, or may be, one that was sent before: `PssblDplct` is true, or `CpyDplct` is `DUPL` or `CODU`.
    pub fn is_duplicate(&self) -> bool {
        self.possible_duplicate() == Some(true)
            || self
                .copy_duplicate()
                .is_some_and(CopyDuplicate::is_duplicate)
    }

    /// `Prty`: the priority, such as `NORM` or `HIGH`.
    pub fn priority(&self) -> Option<Cow<'a, str>> {
        self.text("Prty")
    }

    /// `CharSet`: the Unicode charts in use, such as `BasicLatin`.
    pub fn character_set(&self) -> Option<Cow<'a, str>> {
        self.text("CharSet")
    }

    /// What stands in `Sgntr`: the signature as it was written, complete with the namespace declarations it needs.
    pub fn signature(&self) -> Option<Cow<'a, str>> {
        self.0.get("Sgntr")?.children().next()?.text()
    }

    /// `Rltd`: the headers of related messages. One at most in version .01.
    pub fn related(&self) -> impl Iterator<Item = Self> + use<'a> {
        self.0.all("Rltd").map(Self)
    }
}

/// `Fr` or `To` of a header.
#[derive(Clone, Copy)]
pub struct HeaderParty<'a>(Element<'a>);

impl<'a> HeaderParty<'a> {
    fn text(&self, institution: &str, organisation: &str) -> Option<Cow<'a, str>> {
        let found = self.0.at(institution).or_else(|| self.0.at(organisation));
        found?.text()
    }

    /// The element `Fr` or `To`.
    pub fn element(&self) -> Element<'a> {
        self.0
    }

    /// Whether it is a financial institution (`FIId`) and not an organisation (`OrgId`).
    pub fn is_institution(&self) -> bool {
        self.0.get("FIId").is_some()
    }

    /// `BICFI` of an institution, `AnyBIC` of an organisation.
    pub fn bic(&self) -> Option<Cow<'a, str>> {
        self.text("FIId/FinInstnId/BICFI", "OrgId/Id/OrgId/AnyBIC")
    }

    /// `LEI`. From version .02.
    pub fn lei(&self) -> Option<Cow<'a, str>> {
        self.text("FIId/FinInstnId/LEI", "OrgId/Id/OrgId/LEI")
    }

    /// `Nm`.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        self.text("FIId/FinInstnId/Nm", "OrgId/Nm")
    }

    /// `MmbId` of the clearing system member, such as an ABA routing number.
    pub fn clearing_member(&self) -> Option<Cow<'a, str>> {
        self.0.at("FIId/FinInstnId/ClrSysMmbId/MmbId")?.text()
    }

    /// The clearing system that [`clearing_member`](Self::clearing_member) belongs to: its code, such as `USABA`, or its proprietary name.
    pub fn clearing_system(&self) -> Option<Cow<'a, str>> {
        let system = self.0.at("FIId/FinInstnId/ClrSysMmbId/ClrSysId")?;
        system.children().next()?.text()
    }

    /// The first other identification (`Othr/Id`).
    pub fn other_id(&self) -> Option<Cow<'a, str>> {
        self.text("FIId/FinInstnId/Othr/Id", "OrgId/Id/OrgId/Othr/Id")
    }

    /// `BrnchId/Id`: the branch.
    pub fn branch(&self) -> Option<Cow<'a, str>> {
        self.0.at("FIId/BrnchId/Id")?.text()
    }
}

impl fmt::Debug for HeaderParty<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the name.
        f.debug_struct("HeaderParty")
            .field("bic", &self.bic())
            .field("clearing_member", &self.clearing_member())
            .finish_non_exhaustive()
    }
}

/// `CopyDuplicate1Code`: whether a message is a copy, a duplicate, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "closed by CopyDuplicate1Code, which no version of the header changed"
)]
pub enum CopyDuplicate {
    /// `CODU`: a copy of a duplicate: sent for information, of a message that was sent before.
    CopyDuplicate,
    /// `COPY`: a copy for another party's information.
    Copy,
    /// `DUPL`: the same message again.
    Duplicate,
}

impl CopyDuplicate {
    /// The flag with this code.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "CODU" => Some(Self::CopyDuplicate),
            "COPY" => Some(Self::Copy),
            "DUPL" => Some(Self::Duplicate),
            _ => None,
        }
    }

    /// The code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CopyDuplicate => "CODU",
            Self::Copy => "COPY",
            Self::Duplicate => "DUPL",
        }
    }

    /// Whether it is a copy for information: `COPY` or `CODU`. Nothing is to be paid because of it.
    pub const fn is_copy(self) -> bool {
        matches!(self, Self::Copy | Self::CopyDuplicate)
    }

    /// Whether it was sent before: `DUPL` or `CODU`.
    pub const fn is_duplicate(self) -> bool {
        matches!(self, Self::Duplicate | Self::CopyDuplicate)
    }
}
