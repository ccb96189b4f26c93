//! Filling a business application header.

use super::{CopyDuplicate, Header};
use crate::element::{Element, Type};
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::message::Message;
use crate::schema::Definition;
use crate::value::{AnyXml, DateTime};
use crate::write::escape_attribute as escape;

/// Fills a business application header for a document, in any version.
///
/// ```
/// # #[cfg(all(feature = "head-001-001-02", feature = "pacs-008-001-08"))] {
/// use girokit_iso20022::envelope::{HeaderAddress, HeaderBuilder};
/// use girokit_iso20022::head_001_001_02::BusinessApplicationHeaderV02;
/// use girokit_iso20022::{Message as _, pacs_008_001_08};
///
/// let header: BusinessApplicationHeaderV02 = HeaderBuilder::new(
///     pacs_008_001_08::Document::DEFINITION,
///     HeaderAddress::bic("BANKDEFFXXX"),
///     HeaderAddress::bic("BANKFRPPXXX"),
///     "B-2026-1",
///     "2026-11-23T10:00:00+01:00".parse().unwrap(),
/// )
/// .with_business_service("swift.cbprplus.02")
/// .build()?;
/// assert_eq!(header.msg_def_idr.as_str(), "pacs.008.001.08");
/// # }
/// # Ok::<(), girokit_iso20022::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HeaderBuilder {
    definition_id: String,
    from: HeaderAddress,
    to: HeaderAddress,
    business_message_id: String,
    created: DateTime,
    business_service: Option<String>,
    market_practice: Option<(String, String)>,
    processing: Option<DateTime>,
    copy_duplicate: Option<CopyDuplicate>,
    possible_duplicate: Option<bool>,
    priority: Option<String>,
    signature: Option<AnyXml>,
    related: Vec<Related>,
}

impl HeaderBuilder {
    /// A header for a document of this definition.
    pub fn new(
        document: &Definition,
        from: HeaderAddress,
        to: HeaderAddress,
        business_message_id: &str,
        created: DateTime,
    ) -> Self {
        Self {
            definition_id: document.id.to_owned(),
            from,
            to,
            business_message_id: business_message_id.to_owned(),
            created,
            business_service: None,
            market_practice: None,
            processing: None,
            copy_duplicate: None,
            possible_duplicate: None,
            priority: None,
            signature: None,
            related: Vec::new(),
        }
    }

    /// `BizSvc`.
    #[must_use]
    pub fn with_business_service(mut self, service: &str) -> Self {
        self.business_service = Some(service.to_owned());
        self
    }

    /// `MktPrctc`: registry and identifier. From version .02.
    #[must_use]
    pub fn with_market_practice(mut self, registry: &str, id: &str) -> Self {
        self.market_practice = Some((registry.to_owned(), id.to_owned()));
        self
    }

    /// `BizPrcgDt`. From version .02.
    #[must_use]
    pub fn with_processing(mut self, moment: DateTime) -> Self {
        self.processing = Some(moment);
        self
    }

    /// `CpyDplct`.
    #[must_use]
    pub fn with_copy_duplicate(mut self, flag: CopyDuplicate) -> Self {
        self.copy_duplicate = Some(flag);
        self
    }

    /// `PssblDplct`.
    #[must_use]
    pub fn with_possible_duplicate(mut self, possible: bool) -> Self {
        self.possible_duplicate = Some(possible);
        self
    }

    /// `Prty`, such as `NORM` or `HIGH`.
    #[must_use]
    pub fn with_priority(mut self, priority: &str) -> Self {
        self.priority = Some(priority.to_owned());
        self
    }

    /// `Sgntr`: the signature, kept as it is.
    #[must_use]
    pub fn with_signature(mut self, signature: AnyXml) -> Self {
        self.signature = Some(signature);
        self
    }

    /// One more `Rltd`: what the header of a related message says, for example of the message that this one answers. Its own related
    /// headers are left out, because the schema has no place for them.
    #[must_use]
    pub fn with_related(mut self, header: &Header<'_>) -> Self {
        let mut related = Related::default();
        for child in header.element().children() {
            let xml = match related.created {
                Some(_) => &mut related.behind,
                None => &mut related.before,
            };
            match child.tag() {
                "Rltd" => {}
                "CreDt" => related.created = header.created(),
                _ => copy(&child, xml),
            }
        }
        self.related.push(related);
        self
    }

    /// The header in the version that the type names.
    ///
    /// Version .01 wants its time in UTC: a time with another offset is converted.
    ///
    /// # Errors
    /// All problems found, with paths. [`ErrorKind::UnknownMessage`] if the type is no business application header.
    pub fn build<M: Message>(&self) -> Result<M, Error> {
        let definition = M::DEFINITION;
        if !definition.id.starts_with("head.001.") {
            return Err(no_header(definition));
        }
        M::from_xml(self.xml(definition).as_bytes()).map_err(|error| {
            // The places are those of a text that nobody has seen.
            error.map(|problem| (problem.line, problem.column) = (None, None))
        })
    }

    fn xml(&self, definition: &Definition) -> String {
        let mut xml = format!("<AppHdr xmlns=\"{}\">", definition.namespace);
        self.from.put("Fr", &mut xml);
        self.to.put("To", &mut xml);
        leaf(&mut xml, "BizMsgIdr", Some(&self.business_message_id));
        leaf(&mut xml, "MsgDefIdr", Some(&self.definition_id));
        leaf(&mut xml, "BizSvc", self.business_service.as_deref());
        if let Some((registry, id)) = &self.market_practice {
            xml.push_str("<MktPrctc>");
            leaf(&mut xml, "Regy", Some(registry));
            leaf(&mut xml, "Id", Some(id));
            xml.push_str("</MktPrctc>");
        }
        leaf(&mut xml, "CreDt", Some(&created(&self.created, definition)));
        let processing = self.processing.as_ref().map(DateTime::to_string);
        leaf(&mut xml, "BizPrcgDt", processing.as_deref());
        leaf(
            &mut xml,
            "CpyDplct",
            self.copy_duplicate.map(CopyDuplicate::as_str),
        );
        let possible = self
            .possible_duplicate
            .map(|p| if p { "true" } else { "false" });
        leaf(&mut xml, "PssblDplct", possible);
        leaf(&mut xml, "Prty", self.priority.as_deref());
        if let Some(signature) = &self.signature {
            xml.push_str("<Sgntr>");
            xml.push_str(signature.as_str());
            xml.push_str("</Sgntr>");
        }
        for related in &self.related {
            xml.extend(["<Rltd>", &related.before]);
            let moment = related.created.as_ref().map(|c| created(c, definition));
            leaf(&mut xml, "CreDt", moment.as_deref());
            xml.extend([&related.behind, "</Rltd>"]);
        }
        xml.push_str("</AppHdr>");
        xml
    }
}

/// What a related header says, before and behind its time.
#[derive(Clone, Default)]
struct Related {
    before: String,
    created: Option<DateTime>,
    behind: String,
}

impl std::fmt::Debug for Related {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the content: it holds names.
        f.debug_struct("Related").finish_non_exhaustive()
    }
}

/// The time as the version wants it: .01 in UTC.
fn created(moment: &DateTime, definition: &Definition) -> String {
    match moment.instant() {
        Some(instant) if definition.id == "head.001.001.01" => {
            DateTime::from(instant.to_utc()).to_string()
        }
        _ => moment.to_string(),
    }
}

/// Who sends or receives, for [`HeaderBuilder`].
#[derive(Clone, Default)]
pub struct HeaderAddress {
    organisation: bool,
    bic: Option<String>,
    clearing: Option<(Option<String>, String)>,
    lei: Option<String>,
    other: Option<String>,
}

impl HeaderAddress {
    /// A financial institution by its BIC (`BICFI`).
    pub fn bic(bic: &str) -> Self {
        Self {
            bic: Some(bic.to_owned()),
            ..Self::default()
        }
    }

    /// A financial institution by its number in a clearing system, such as `USABA` and a routing number; some services name no system.
    pub fn clearing_member(system: Option<&str>, member: &str) -> Self {
        Self {
            clearing: Some((system.map(str::to_owned), member.to_owned())),
            ..Self::default()
        }
    }

    /// An organisation by its BIC (`AnyBIC`).
    pub fn organisation(bic: &str) -> Self {
        Self {
            organisation: true,
            ..Self::bic(bic)
        }
    }

    /// Its LEI as well. From version .02.
    #[must_use]
    pub fn with_lei(mut self, lei: &str) -> Self {
        self.lei = Some(lei.to_owned());
        self
    }

    /// Another identification as well (`Othr/Id`).
    #[must_use]
    pub fn with_other_id(mut self, id: &str) -> Self {
        self.other = Some(id.to_owned());
        self
    }

    fn put(&self, tag: &str, xml: &mut String) {
        let (open, close, bic) = if self.organisation {
            ("<OrgId><Id><OrgId>", "</OrgId></Id></OrgId>", "AnyBIC")
        } else {
            ("<FIId><FinInstnId>", "</FinInstnId></FIId>", "BICFI")
        };
        xml.extend(["<", tag, ">", open]);
        leaf(xml, bic, self.bic.as_deref());
        if let Some((system, member)) = &self.clearing {
            xml.push_str("<ClrSysMmbId>");
            if let Some(system) = system {
                xml.push_str("<ClrSysId>");
                leaf(xml, "Cd", Some(system));
                xml.push_str("</ClrSysId>");
            }
            leaf(xml, "MmbId", Some(member));
            xml.push_str("</ClrSysMmbId>");
        }
        leaf(xml, "LEI", self.lei.as_deref());
        if let Some(other) = &self.other {
            xml.push_str("<Othr>");
            leaf(xml, "Id", Some(other));
            xml.push_str("</Othr>");
        }
        xml.extend([close, "</", tag, ">"]);
    }
}

impl std::fmt::Debug for HeaderAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeaderAddress")
            .field("bic", &self.bic)
            .field("clearing", &self.clearing)
            .finish_non_exhaustive()
    }
}

fn leaf(xml: &mut String, tag: &str, text: Option<&str>) {
    let Some(text) = text else { return };
    xml.extend(["<", tag, ">"]);
    escape(xml, text);
    xml.extend(["</", tag, ">"]);
}

/// Writes an element as it would stand in a message of its own version.
fn copy(element: &Element<'_>, xml: &mut String) {
    if let Type::Any = element.ty() {
        xml.push_str(&element.text().unwrap_or_default());
        return;
    }
    xml.extend(["<", element.tag(), ">"]);
    match element.text() {
        Some(text) => escape(xml, &text),
        None => element.children().for_each(|child| copy(&child, xml)),
    }
    xml.extend(["</", element.tag(), ">"]);
}

#[cold]
fn no_header(definition: &Definition) -> Error {
    Error::new(
        ErrorKind::UnknownMessage,
        vec![Problem {
            code: Code::UnknownMessage,
            path: format!("/{}", definition.root),
            line: None,
            column: None,
            expected: "a version of head.001".to_owned(),
            found: definition.id.to_owned(),
        }],
        false,
    )
}
