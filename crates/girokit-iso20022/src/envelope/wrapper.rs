//! Writing envelopes.

use super::{Envelope, Error, Limits};
use crate::error::{Code, ErrorKind, Problem};
use crate::scan::is_name;
use crate::value::AnyXml;
use crate::write::escape_attribute as escape;

/// Puts headers and documents into a wrapper, each byte for byte as it is given.
///
/// Elements of the wrapper that have a namespace are written with a prefix, so that the wrapper's declarations change nothing inside the parts.
/// A signature over a part holds if it covers the part's bytes or its exclusive canonical form; the inclusive form lists the wrapper's
/// prefix too.
///
/// ```
/// # #[cfg(all(feature = "head-001-001-02", feature = "admi-007-001-01"))] {
/// use girokit_iso20022::Limits;
/// use girokit_iso20022::envelope::{Envelope, Wrapper};
///
/// let document = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:admi.007.001.01"><RctAck/></Document>"#;
/// let file = Wrapper::business_message_envelope().write(&[(None, Some(document))])?;
/// let envelope = Envelope::read(file.as_bytes(), &Limits::default())?;
/// assert_eq!(envelope.messages().next().unwrap().document().unwrap().text(), document);
/// # }
/// # Ok::<(), girokit_iso20022::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Wrapper {
    open: String,
    close: String,
    /// With the colon; empty without a namespace.
    prefix: &'static str,
    each: Option<String>,
    header: Option<String>,
    document: Option<String>,
}

impl Wrapper {
    /// A root element without a namespace, such as `RequestPayload`.
    ///
    /// # Errors
    /// If it is not an XML name without a prefix.
    pub fn element(name: &str) -> Result<Self, Error> {
        Self::default().with_inner(name)
    }

    /// A root element in a namespace.
    ///
    /// # Errors
    /// If the name is not an XML name without a prefix, or the namespace is empty.
    pub fn element_in(name: &str, namespace: &str) -> Result<Self, Error> {
        if namespace.is_empty() {
            return Err(refused("a namespace", "none"));
        }
        Ok(Self::prefixed(checked(name)?, namespace, "env:"))
    }

    fn prefixed(name: &str, namespace: &str, prefix: &'static str) -> Self {
        let mut wrapper = Self {
            prefix,
            ..Self::default()
        };
        let declared = prefix.trim_end_matches(':');
        wrapper.open = format!("<{prefix}{name} xmlns:{declared}=\"");
        escape(&mut wrapper.open, namespace);
        wrapper.open.push_str("\">");
        wrapper.close = format!("</{prefix}{name}>");
        wrapper
    }

    /// SWIFT's `Envelope` (`urn:swift:xsd:envelope`).
    pub fn swift() -> Self {
        Self::prefixed("Envelope", "urn:swift:xsd:envelope", "env:")
    }

    /// The ISO 20022 business message envelope (nvlp.001.001.01): the header in `Hdr`, the document in `Doc`.
    pub fn business_message_envelope() -> Self {
        let namespace = "urn:iso:std:iso:20022:tech:xsd:nvlp.001.001.01";
        Self {
            header: Some("Hdr".to_owned()),
            document: Some("Doc".to_owned()),
            ..Self::prefixed("BizMsgEnvlp", namespace, "env:")
        }
    }

    /// The `DataPDU` of SWIFT Alliance Access: the revision such as `2.0.13`, the `Header` element that the interface wants, and the message in
    /// `Body`. The schema of that header is SWIFT's and not public: the caller writes the element, with its namespace declared on it.
    pub fn data_pdu(revision: &str, header: Option<&AnyXml>) -> Self {
        let mut wrapper = Self::prefixed("DataPDU", "urn:swift:saa:xsd:saa.2.0", "Saa:");
        wrapper.open.push_str("<Saa:Revision>");
        escape(&mut wrapper.open, revision);
        wrapper.open.push_str("</Saa:Revision>");
        if let Some(header) = header {
            wrapper.open.push_str(header.as_str());
        }
        wrapper.inner("Body");
        wrapper
    }

    fn inner(&mut self, name: &str) {
        let prefix = self.prefix;
        self.open.extend(["<", prefix, name, ">"]);
        self.close = format!("</{prefix}{name}>{}", self.close);
    }

    /// One more element around the messages, inside those named before.
    ///
    /// # Errors
    /// If it is not an XML name without a prefix.
    pub fn with_inner(mut self, name: &str) -> Result<Self, Error> {
        self.inner(checked(name)?);
        Ok(self)
    }

    /// An element as it is, before what follows inside: the description of a business file's payload, a technical header.
    #[must_use]
    pub fn with_before(mut self, xml: &AnyXml) -> Self {
        self.open.push_str(xml.as_str());
        self
    }

    /// An element around each message.
    ///
    /// # Errors
    /// If it is not an XML name without a prefix.
    pub fn with_each(mut self, name: &str) -> Result<Self, Error> {
        self.each = Some(checked(name)?.to_owned());
        Ok(self)
    }

    /// Elements around the header and around the document of each message.
    ///
    /// # Errors
    /// If one is not an XML name without a prefix, or both are the same: readers could not tell which document a header belongs to.
    pub fn with_holders(mut self, header: &str, document: &str) -> Result<Self, Error> {
        if header == document {
            return Err(refused("two names", "one name twice"));
        }
        self.header = Some(checked(header)?.to_owned());
        self.document = Some(checked(document)?.to_owned());
        Ok(self)
    }

    /// Writes the file: for each message its header and its document, as `to_xml` wrote them or as they were received.
    ///
    /// XML declaration, comments and white space around a part are left out; the element itself is not touched.
    ///
    /// # Errors
    /// If there is no part, or one is not a document of its own with the root `AppHdr` or `Document`.
    pub fn write(&self, messages: &[(Option<&str>, Option<&str>)]) -> Result<String, Error> {
        let parts = messages.iter().flat_map(|(h, d)| [*h, *d]).flatten();
        let size: usize = parts.map(str::len).sum();
        if size == 0 {
            return Err(refused("a header or a document", "none"));
        }
        let mut file = String::with_capacity(size + self.open.len() + 256);
        file.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        file.push_str(&self.open);
        for (header, document) in messages {
            self.around(self.each.as_deref(), &mut file, |file| {
                self.part(self.header.as_deref(), header.as_deref(), "AppHdr", file)?;
                self.part(
                    self.document.as_deref(),
                    document.as_deref(),
                    "Document",
                    file,
                )
            })?;
        }
        file.push_str(&self.close);
        file.push('\n');
        Ok(file)
    }

    fn part(
        &self,
        holder: Option<&str>,
        xml: Option<&str>,
        root: &str,
        file: &mut String,
    ) -> Result<(), Error> {
        let Some(xml) = xml else { return Ok(()) };
        let alone = Envelope::read(xml.as_bytes(), &Limits::default())?;
        let mut messages = alone.messages();
        let part = messages.next().and_then(|m| m.header().or(m.document()));
        match part.filter(|p| alone.is_bare() && p.detected().root == root) {
            Some(part) => self.around(holder, file, |file| {
                file.push_str(part.text());
                Ok(())
            }),
            None => Err(refused(&format!("<{root}>"), "another root element")),
        }
    }

    fn around(
        &self,
        name: Option<&str>,
        file: &mut String,
        inside: impl FnOnce(&mut String) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(name) = name {
            file.extend(["<", self.prefix, name, ">"]);
        }
        inside(file)?;
        if let Some(name) = name {
            file.extend(["</", self.prefix, name, ">"]);
        }
        Ok(())
    }
}

fn checked(name: &str) -> Result<&str, Error> {
    if is_name(name) && !name.contains(':') && !matches!(name, "AppHdr" | "Document") {
        Ok(name)
    } else {
        Err(refused("an XML name without a prefix", "another text"))
    }
}

#[cold]
fn refused(expected: &str, found: &str) -> Error {
    Error::new(
        ErrorKind::Invalid,
        vec![Problem {
            code: Code::Lexical,
            path: "/".to_owned(),
            line: None,
            column: None,
            expected: expected.to_owned(),
            found: found.to_owned(),
        }],
        false,
    )
}
