//! Signing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::canonical::{Canonicalization, Part, write_part};
use super::chars::is_qualified;
use super::cover::AUTHENTICATED;
use super::document::{Document, Node};
use super::limits::Limits;
use super::signature::{DSIG, Signature, malformed};
use super::template::{Target, escaped};
use super::verify::Sources;
use super::xades::Xades;
use crate::keys::{Digest, MacKey, Signer};
use crate::{Error, ErrorKind};

/// Signs XML: with one key, exclusive canonicalization and SHA-256 unless told otherwise.
#[derive(Clone, Debug)]
pub struct XmlSigner<'k> {
    pub(super) key: Key<'k>,
    pub(super) form: Canonicalization,
    pub(super) digest: Digest,
    pub(super) key_name: Option<String>,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    pub(super) issuer_serial: Option<(String, String)>,
    pub(super) signs_key_info: bool,
    pub(super) xades: Option<Xades>,
    id: Option<String>,
    limits: Limits,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Key<'k> {
    Mac(&'k dyn MacKey),
    Private(&'k dyn Signer),
}

/// Where the signature goes.
#[derive(Clone, Copy, Debug)]
enum Place<'p> {
    /// As the last child of the root.
    LastInRoot,
    /// Inside the one empty element of this name.
    Inside(&'p str, &'p str),
    /// The parts of the signature, without `ds:Signature` around them, inside the one empty element of this name.
    Bare(&'p str, &'p str),
    /// As the last child of the element with this id.
    LastIn(&'p str),
    /// Inside the one empty `Sgntr` of this namespace, beside the message that it signs.
    Header(&'p str),
    /// It is the document.
    Alone,
}

impl<'k> XmlSigner<'k> {
    /// With a private key.
    pub fn new(key: &'k dyn Signer) -> Self {
        Self::with(Key::Private(key))
    }

    /// With a shared key.
    pub fn shared(key: &'k dyn MacKey) -> Self {
        Self::with(Key::Mac(key))
    }

    fn with(key: Key<'k>) -> Self {
        Self {
            key,
            form: Canonicalization::EXCLUSIVE,
            digest: Digest::Sha256,
            key_name: None,
            certificates: Vec::new(),
            subject_key_identifier: None,
            issuer_serial: None,
            signs_key_info: false,
            xades: None,
            id: None,
            limits: Limits::default(),
        }
    }

    /// Canonicalization of `SignedInfo` and of what is signed.
    #[must_use]
    pub fn with_canonicalization(mut self, form: Canonicalization) -> Self {
        self.form = form;
        self
    }

    /// Digest of what is signed.
    #[must_use]
    pub fn with_digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Writes `KeyName`.
    #[must_use]
    pub fn with_key_name(mut self, name: impl Into<String>) -> Self {
        self.key_name = Some(name.into());
        self
    }

    /// Writes `X509Certificate` for each of these certificates (DER), the signer's first.
    #[must_use]
    pub fn with_certificates(mut self, certificates: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.certificates = certificates.into_iter().collect();
        self
    }

    /// Writes `X509SKI`: the subject key identifier of the signer's certificate.
    #[must_use]
    pub fn with_subject_key_identifier(mut self, identifier: Vec<u8>) -> Self {
        self.subject_key_identifier = Some(identifier);
        self
    }

    /// Writes `X509IssuerSerial`: name of the issuer (RFC 4514) and serial number (decimal) of the signer's certificate.
    #[must_use]
    pub fn with_issuer_serial(
        mut self,
        issuer: impl Into<String>,
        serial: impl Into<String>,
    ) -> Self {
        self.issuer_serial = Some((issuer.into(), serial.into()));
        self
    }

    /// Signs `KeyInfo` too, by a reference of its own: so do the markets that sign business messages in `AppHdr/Sgntr` with
    /// three references (header, message, `KeyInfo`).
    #[must_use]
    pub fn with_signed_key_info(mut self) -> Self {
        self.signs_key_info = true;
        self
    }

    /// Adds the signed properties of XAdES-BES, and their certificate to `KeyInfo`.
    #[must_use]
    pub fn with_xades(mut self, properties: Xades) -> Self {
        self.xades = Some(properties);
        self
    }

    /// The `Id` of the signature, an XML name; else a random one.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Limits for what is signed.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Signs a whole document; the signature becomes the last child of its root (`URI=""`, enveloped).
    ///
    /// # Errors
    /// As [`Document::parse`], and what the key says.
    pub fn sign_enveloped(&self, xml: &[u8]) -> Result<Vec<u8>, Error> {
        let target = Target {
            enveloped: true,
            ..Target::to("")
        };
        self.sign(xml, Place::LastInRoot, &[target], "", &Sources::new())
    }

    /// Signs a whole document; the signature goes into its one empty element of this name: ISO 20022 `Sgntr`.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped`]; [`NotFound`](ErrorKind::NotFound) without such an element.
    pub fn sign_enveloped_in(
        &self,
        xml: &[u8],
        namespace: &str,
        local: &str,
    ) -> Result<Vec<u8>, Error> {
        let target = Target {
            enveloped: true,
            ..Target::to("")
        };
        self.sign(
            xml,
            Place::Inside(namespace, local),
            &[target],
            "",
            &Sources::new(),
        )
    }

    /// Signs the element with this id; the signature becomes its last child (`#id`, enveloped): SAML has this form.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_elements`].
    pub fn sign_element_enveloped(&self, xml: &[u8], id: &str) -> Result<Vec<u8>, Error> {
        let target = Target {
            enveloped: true,
            ..Target::to(format!("#{id}"))
        };
        self.sign(xml, Place::LastIn(id), &[target], "", &Sources::new())
    }

    /// Signs the elements with these ids; the signature becomes the last child of the root, outside of them.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped`]; [`NotFound`](ErrorKind::NotFound) for an id that nothing has.
    pub fn sign_elements(&self, xml: &[u8], ids: &[&str]) -> Result<Vec<u8>, Error> {
        let targets: Vec<_> = ids.iter().map(|id| Target::to(format!("#{id}"))).collect();
        self.sign(xml, Place::LastInRoot, &targets, "", &Sources::new())
    }

    /// Signs an XML document inside the signature: `Object` with this id holds its root element.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped`].
    pub fn sign_enveloping(&self, xml: &[u8], object: &str) -> Result<Vec<u8>, Error> {
        let document = Document::parse(xml, &self.limits)?;
        let content = format!(
            "<ds:Object Id=\"{}\">{}</ds:Object>",
            escaped(object),
            document.root().source()
        );
        self.sign(
            &[],
            Place::Alone,
            &[Target::to(format!("#{object}"))],
            &content,
            &Sources::new(),
        )
    }

    /// Signs content that stands elsewhere, byte for byte, under these URIs. The result is a signature alone.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped`].
    pub fn sign_detached(&self, content: &[(&str, &[u8])]) -> Result<Vec<u8>, Error> {
        let mut sources = Sources::new();
        let mut targets = Vec::new();
        for (uri, bytes) in content {
            sources = sources.with_detached(uri, bytes);
            targets.push(Target {
                canonical: false,
                ..Target::to(*uri)
            });
        }
        self.sign(&[], Place::Alone, &targets, "", &sources)
    }

    /// Signs a business application header and its message, which stands apart: ISO 20022 head.001 `/AppHdr/Sgntr`.
    ///
    /// The header must have an empty `Sgntr`. One reference names the header (`URI=""`, enveloped), one without `URI` the
    /// message, both canonicalized: as market infrastructures of the Eurosystem and CBPR+ users do.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped_in`].
    pub fn sign_business_message(&self, app_hdr: &[u8], document: &[u8]) -> Result<Vec<u8>, Error> {
        let parsed = Document::parse(app_hdr, &self.limits)?;
        let namespace = parsed.root().namespace().to_owned();
        let sources = Sources::new().with_unnamed(document);
        self.sign(
            app_hdr,
            Place::Inside(&namespace, "Sgntr"),
            &business_targets(),
            "",
            &sources,
        )
    }

    /// Signs a business message, header and document side by side in one envelope: `AppHdr` and `Document` in the root. The
    /// signature goes into the empty `Sgntr` of the header; one reference (`URI=""`, enveloped) stands for the header, one
    /// without `URI` for the document, as [`Sources::business_message`] reads them. Pix of Brazil and payment systems of Mastercard
    /// have this form, with [`XmlSigner::with_signed_key_info`].
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped_in`] and [`Sources::business_message`].
    pub fn sign_business_envelope(&self, xml: &[u8]) -> Result<Vec<u8>, Error> {
        let parsed = Document::parse(xml, &self.limits)?;
        Sources::business_message(&parsed)?;
        let header = parsed
            .root()
            .children()
            .find(|node| node.local_name() == "AppHdr");
        let namespace = header.map(|node| node.namespace().to_owned());
        let place = Place::Header(namespace.as_deref().unwrap_or_default());
        self.sign(xml, place, &business_targets(), "", &Sources::new())
    }

    /// Signs every element with `authenticate="true"` as EBICS has it (H004, H005): inclusive canonicalization, and the
    /// parts of the signature in the empty `AuthSignature` of the request, without `KeyInfo`: the bank knows the key.
    ///
    /// # Errors
    /// As [`XmlSigner::sign_enveloped_in`]; [`Unsupported`](ErrorKind::Unsupported) with XAdES or a signed `KeyInfo`, which EBICS
    /// has not.
    pub fn sign_ebics(&self, xml: &[u8]) -> Result<Vec<u8>, Error> {
        if self.xades.is_some() || self.signs_key_info {
            let what = "EBICS has neither XAdES nor a signed KeyInfo";
            return Err(Error::new(ErrorKind::Unsupported, what));
        }
        let parsed = Document::parse(xml, &self.limits)?;
        let namespace = parsed.root().namespace().to_owned();
        let signer = self
            .clone()
            .with_canonicalization(Canonicalization::INCLUSIVE);
        let place = Place::Bare(&namespace, "AuthSignature");
        signer.sign(
            xml,
            place,
            &[Target::to(AUTHENTICATED)],
            "",
            &Sources::new(),
        )
    }

    fn sign(
        &self,
        xml: &[u8],
        place: Place<'_>,
        targets: &[Target],
        objects: &str,
        sources: &Sources<'_, '_, '_>,
    ) -> Result<Vec<u8>, Error> {
        let id = match &self.id {
            Some(id) if is_qualified(id, None) => id.clone(),
            Some(_) => {
                let what = "expected an XML name as Id of the signature";
                return Err(Error::new(ErrorKind::Malformed, what));
            }
            None => format!("sig-{:032x}", u128::from_be_bytes(crate::random::bytes()?)),
        };
        let bare = matches!(place, Place::Bare(..));
        let signature = self.template(&id, bare, targets, objects)?;
        let (before, after) = self.around(xml, place)?;
        let text = [before.as_str(), &signature, &after].concat();
        let document = Document::parse(text.as_bytes(), &self.limits)?;
        let at = before.len();
        let found = document.elements().find(|node| node.range().start >= at);
        let node = if bare {
            found.and_then(|node| node.parent())
        } else {
            found
        };
        let node = node.ok_or_else(|| {
            Error::new(ErrorKind::Malformed, "expected a place for the signature")
        })?;
        let parsed = Signature::parse(node)?;
        let sources = match place {
            Place::Header(_) => Sources::business_message(&document)?,
            _ => sources.of(),
        };
        let digests = parsed.digests(&sources, &self.limits)?;
        let mut patches = Vec::new();
        for (reference, digest) in parsed.references.iter().zip(digests) {
            let value = reference
                .node
                .child(DSIG, "DigestValue")?
                .ok_or_else(|| malformed(reference.node, "expected DigestValue"))?;
            patches.push((content_at(value), STANDARD.encode(digest)));
        }
        let value = node
            .child(DSIG, "SignatureValue")?
            .ok_or_else(|| malformed(node, "expected SignatureValue"))?;
        let value_at = content_at(value);
        let element = Some((
            parsed.signed_info.range().start,
            ancestors(parsed.signed_info),
        ));
        let mut text = text.clone();
        for (at, digest) in patches {
            text.replace_range(at..at.saturating_add(digest.len()), &digest);
        }
        let mut bytes = Vec::new();
        write_part(
            &text,
            &Part {
                element,
                without: &[],
            },
            &self.form,
            &self.limits,
            &mut bytes,
        )?;
        let value = match self.key {
            Key::Private(key) => key.sign(&bytes)?,
            Key::Mac(key) => key.mac(&bytes)?,
        };
        text.insert_str(value_at, &STANDARD.encode(value));
        Ok(text.into_bytes())
    }

    /// The document before and behind the place of the signature.
    fn around(&self, xml: &[u8], place: Place<'_>) -> Result<(String, String), Error> {
        let (namespace, local) = match place {
            Place::Alone => return Ok((String::new(), String::new())),
            Place::LastInRoot => {
                let document = Document::parse(xml, &self.limits)?;
                return Ok(split_at_end(document.text(), document.root()));
            }
            Place::LastIn(id) => {
                let document = Document::parse(xml, &self.limits)?;
                return Ok(split_at_end(document.text(), document.by_id(id)?));
            }
            Place::Header(namespace) => (namespace, "Sgntr"),
            Place::Inside(namespace, local) | Place::Bare(namespace, local) => (namespace, local),
        };
        let document = Document::parse(xml, &self.limits)?;
        let mut found = document.named(namespace, local);
        match (found.next(), found.next()) {
            (Some(node), None)
                if node.children().next().is_none() && node.text()?.trim().is_empty() =>
            {
                Ok(split_at_end(document.text(), node))
            }
            (None, _) => Err(Error::new(
                ErrorKind::NotFound,
                format!("expected an empty {local} for the signature"),
            )),
            (Some(node), _) => Err(malformed(
                node,
                format!("expected one {local}, and it empty"),
            )),
        }
    }
}

/// References to a header that holds the signature, and to a message that has no URI.
fn business_targets() -> [Target; 2] {
    [
        Target {
            enveloped: true,
            ..Target::to("")
        },
        Target {
            uri: None,
            ..Target::to("")
        },
    ]
}

/// The text before the end tag of an element, and from there on; an empty-element tag is opened.
fn split_at_end(text: &str, node: Node<'_, '_>) -> (String, String) {
    let range = node.range();
    let (start, rest) = (
        text.get(..range.start).unwrap_or_default(),
        text.get(range.end..).unwrap_or_default(),
    );
    let source = node.source();
    if let Some(open) = source.strip_suffix("/>") {
        let name: String = open
            .chars()
            .skip(1)
            .take_while(|c| !c.is_ascii_whitespace())
            .collect();
        return (format!("{start}{open}>"), format!("</{name}>{rest}"));
    }
    let end = source.rfind("</").unwrap_or(source.len());
    let (inside, tag) = source.split_at_checked(end).unwrap_or((source, ""));
    (format!("{start}{inside}"), format!("{tag}{rest}"))
}

/// Byte where the content of an element begins that has no attributes with `>` in them.
fn content_at(node: Node<'_, '_>) -> usize {
    let tag = node.source().find('>').unwrap_or(0);
    node.range().start.saturating_add(tag).saturating_add(1)
}

fn ancestors(node: Node<'_, '_>) -> Vec<usize> {
    let mut ancestors: Vec<usize> = core::iter::successors(node.parent(), Node::parent)
        .map(|node| node.range().start)
        .collect();
    ancestors.reverse();
    ancestors
}
