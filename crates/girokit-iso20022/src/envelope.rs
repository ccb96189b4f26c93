//! Envelopes: headers and documents in whatever wrapper they travel.
//!
//! ```
//! # #[cfg(all(feature = "head-001-001-02", feature = "admi-007-001-01"))] {
//! use girokit_iso20022::envelope::Envelope;
//! use girokit_iso20022::{AnyMessage, Limits};
//!
//! let file = br#"<Saa:DataPDU xmlns:Saa="urn:swift:saa:xsd:saa.2.0" xmlns:h="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">
//!   <Saa:Body>
//!     <h:AppHdr><h:Fr><h:FIId><h:FinInstnId><h:BICFI>BANKDEFFXXX</h:BICFI></h:FinInstnId></h:FIId></h:Fr>
//!       <h:To><h:FIId><h:FinInstnId><h:BICFI>BANKFRPPXXX</h:BICFI></h:FinInstnId></h:FIId></h:To>
//!       <h:BizMsgIdr>B1</h:BizMsgIdr><h:MsgDefIdr>admi.007.001.01</h:MsgDefIdr><h:CreDt>2026-11-23T10:00:00Z</h:CreDt></h:AppHdr>
//!     <Document xmlns="urn:iso:std:iso:20022:tech:xsd:admi.007.001.01"><RctAck><MsgId><MsgId>1</MsgId></MsgId>
//!       <Rpt><RltdRef><Ref>R</Ref></RltdRef><ReqHdlg><StsCd>ACKT</StsCd></ReqHdlg></Rpt></RctAck></Document>
//!   </Saa:Body>
//! </Saa:DataPDU>"#;
//! let envelope = Envelope::read(file, &Limits::default())?;
//! let message = envelope.messages().next().unwrap();
//! let document = message.document().unwrap();
//! assert_eq!(document.id(), Some("admi.007.001.01"));
//! assert_eq!(document.path(), "/DataPDU/Body/Document");
//! assert!(document.bytes().starts_with(b"<Document ") && document.bytes().ends_with(b"</Document>"));
//!
//! let opened = message.open(&Limits::default());
//! assert!(opened.errors().is_empty() && opened.warnings().is_empty());
//! assert_eq!(opened.header().unwrap().business_message_id().unwrap(), "B1");
//! assert!(matches!(opened.document(), Some(AnyMessage::Admi00700101(_))));
//! # }
//! # Ok::<(), girokit_iso20022::Error>(())
//! ```
//!
//! # What is found
//! Every `AppHdr` and every `Document`, whatever its prefix and namespace, at any depth below any root element, and as root elements side by
//! side: SWIFT's `DataPDU` and `Envelope`, the business message envelope (nvlp.001) with its `Hdr` and `Doc`, business files (head.002 `Xchg` with
//! head.003 `BizData`), the wrappers of FedNow and Fedwire, SOAP bodies, `RequestPayload`, and those that a bank made up. The inside of a part
//! is never searched: a document in supplementary data belongs to its message.
//!
//! A header belongs to the first document behind it, if no other header stands between, and if the two do not stand in two elements of one name
//! side by side (`<Msg><AppHdr/></Msg><Msg><Document/></Msg>` are two messages that each lack a part).
//!
//! # What a part is
//! Its bytes exactly as they stand in the file ([`Part::bytes`]), which is what a detached signature covers, and the same as a document of its own
//! ([`Part::to_document`]), with the namespace declarations that stand on elements around it. Reading a part tells problems with the
//! path, line and column in the file.
//!
//! # What is not found
//! Messages that are text of an element: in a CDATA section, escaped, or in base64. The caller takes that text and reads it.
//!
//! # Writing
//! [`Wrapper`] puts headers and documents into a wrapper, byte for byte; [`HeaderBuilder`] fills a header of any version for a document.
//!
//! Sources: ISO 20022 head.001.001.01 to .04; SWIFT Alliance Access XML version 2 (`urn:swift:saa:xsd:saa.2.0`) and the other wrappers as
//! public messages show them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::any::Detected;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::generated::any_message::AnyMessage;
use crate::limits::Limits;
use crate::message::Message;
use crate::read;

mod builder;
mod find;
mod header;
mod message;
mod part;
mod wrapper;

pub use builder::{HeaderAddress, HeaderBuilder};
pub use header::{CopyDuplicate, Header, HeaderParty};
pub use message::{BusinessMessage, Opened};
pub use part::Part;
pub use wrapper::Wrapper;

/// A file that holds headers and documents: where each stands.
#[derive(Clone)]
pub struct Envelope<'i> {
    bytes: &'i [u8],
    text: Cow<'i, str>,
    roots: Vec<Detected>,
    wrappings: Vec<find::Wrapping>,
    messages: Vec<find::Pair>,
}

impl<'i> Envelope<'i> {
    /// Finds the headers and documents of a file in one pass. What they hold is checked to be XML, not yet read.
    ///
    /// # Errors
    /// If the bytes are not XML in a supported encoding (several root elements are allowed), a limit is passed, or there is no part:
    /// [`ErrorKind::UnknownMessage`].
    pub fn read(xml: &'i [u8], limits: &Limits) -> Result<Self, Error> {
        let text = read::text(xml, limits)?;
        let found = find::find(xml, &text, limits).map_err(|fatal| read::only(&text, fatal))?;
        if found.messages.is_empty() {
            return Err(nothing(&found.roots));
        }
        Ok(Self {
            bytes: xml,
            text,
            roots: found.roots,
            wrappings: found.wrappings,
            messages: found.messages,
        })
    }

    /// The business messages, in the order of the file. At least one.
    pub fn messages(&self) -> impl ExactSizeIterator<Item = BusinessMessage<'_>> {
        self.messages
            .iter()
            .map(|pair| BusinessMessage::new(self, pair))
    }

    /// The first root element: the wrapper, or the part itself when there is none.
    pub fn root(&self) -> &Detected {
        // A part has been found, so there is a root element.
        static NONE: Detected = Detected::NONE;
        self.roots.first().unwrap_or(&NONE)
    }

    /// How many root elements stand side by side. More than one is no XML document, but seen in files: a header and its document without a
    /// wrapper, or several files put together. A strict caller refuses it.
    pub fn roots(&self) -> usize {
        self.roots.len()
    }

    /// Whether the file is one header or one document without any wrapper.
    pub fn is_bare(&self) -> bool {
        self.roots.len() == 1 && self.wrappings.is_empty()
    }

    /// Reads and checks all messages: the verdict on the file as a whole. Beside what [`BusinessMessage::open`] warns of, a sender's identifier
    /// that was used before in the file, unless the later header says that it is a duplicate or a copy.
    pub fn open(&self, limits: &Limits) -> Vec<Opened> {
        let mut lines: HashMap<String, u32> = HashMap::new();
        self.messages()
            .map(|message| {
                let mut opened = message.open(limits);
                if let Some(part) = message.header()
                    && let Some(warning) = repeated(&opened, &part, &mut lines)
                {
                    opened.warn(warning);
                }
                opened
            })
            .collect()
    }

    /// The warning that the file is no XML document, if it is none.
    pub fn warning(&self) -> Option<Problem> {
        let second = self.roots.get(1)?;
        Some(Problem {
            code: Code::Roots,
            path: format!("/{}", second.root),
            line: Some(second.line),
            column: Some(second.column),
            expected: "one root element".to_owned(),
            found: self.roots.len().to_string(),
        })
    }
}

impl std::fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the content: it holds names and accounts.
        f.debug_struct("Envelope")
            .field("root", self.root())
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

/// Whether the sender used the identifier before. `lines` holds where the first one of each stands.
fn repeated(opened: &Opened, part: &Part<'_>, lines: &mut HashMap<String, u32>) -> Option<Problem> {
    let header = opened.header()?;
    let sender = header.from()?;
    let id = header.business_message_id()?;
    let key = [
        sender.bic(),
        sender.clearing_system(),
        sender.clearing_member(),
        sender.lei(),
        sender.other_id(),
        Some(id),
    ];
    let key = key.map(Option::unwrap_or_default).join("\0");
    let copied = header.copy_duplicate().is_some() || header.is_duplicate();
    match lines.entry(key) {
        Entry::Occupied(first) if !copied => Some(message::warning_at(
            part,
            "BizMsgIdr",
            part.path() + "/BizMsgIdr",
            "an identifier that the sender has not used, or a mark as duplicate or copy".to_owned(),
            format!("that of the header in line {}", first.get()),
        )),
        Entry::Occupied(_) => None,
        Entry::Vacant(place) => {
            place.insert(part.line());
            None
        }
    }
}

fn nothing(roots: &[Detected]) -> Error {
    let root = roots.first();
    Error::new(
        ErrorKind::UnknownMessage,
        vec![Problem {
            code: Code::UnknownMessage,
            path: root.map_or_else(|| "/".to_owned(), |r| format!("/{}", r.root)),
            line: root.map(|r| r.line),
            column: root.map(|r| r.column),
            expected: "a <Document> or an <AppHdr>".to_owned(),
            found: "none".to_owned(),
        }],
        false,
    )
}
