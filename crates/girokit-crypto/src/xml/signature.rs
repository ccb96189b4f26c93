//! The structure of a signature: XML Signature Syntax and Processing 1.1, <https://www.w3.org/TR/xmldsig-core1/>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::canonical::Canonicalization;
use super::document::Node;
use crate::keys::{Algorithm, Digest, KeyHints, MacAlgorithm, SignatureAlgorithm};
use crate::{Error, ErrorKind};

/// Namespace of XML Signature.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(super) const EXC_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// Algorithms and their URIs, XML Signature 1.1 section 6 and RFC 9231.
const METHODS: &[(Algorithm, &str)] = &[
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha512),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha256),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha384),
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::RsaPssSha512),
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP256Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP384Sha384),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::EcdsaP521Sha512),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
    ),
    (
        Algorithm::Signature(SignatureAlgorithm::Ed25519),
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519",
    ),
    (
        Algorithm::Mac(MacAlgorithm::HmacSha256),
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
    ),
    (
        Algorithm::Mac(MacAlgorithm::HmacSha384),
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha384",
    ),
    (
        Algorithm::Mac(MacAlgorithm::HmacSha512),
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha512",
    ),
];

const DIGESTS: &[(Digest, &str)] = &[
    (Digest::Sha256, "http://www.w3.org/2001/04/xmlenc#sha256"),
    (
        Digest::Sha384,
        "http://www.w3.org/2001/04/xmldsig-more#sha384",
    ),
    (Digest::Sha512, "http://www.w3.org/2001/04/xmlenc#sha512"),
];

/// The `SignatureMethod` URI of an algorithm.
pub(super) fn method_uri(algorithm: Algorithm) -> Option<&'static str> {
    METHODS
        .iter()
        .find(|(known, _)| *known == algorithm)
        .map(|(_, uri)| *uri)
}

/// The `DigestMethod` URI.
pub(super) fn digest_uri(digest: Digest) -> &'static str {
    DIGESTS
        .iter()
        .find(|(known, _)| *known == digest)
        .map_or("", |(_, uri)| uri)
}

fn known<T: Copy>(list: &[(T, &str)], node: Node<'_, '_>) -> Result<T, Error> {
    let uri = node
        .attribute("Algorithm")
        .ok_or_else(|| malformed(node, "expected an Algorithm"))?;
    let found = list
        .iter()
        .find(|(_, known)| *known == uri)
        .map(|(algorithm, _)| *algorithm);
    found.ok_or_else(|| {
        refused(
            node,
            "expected an algorithm that this crate accepts, not SHA-1, MD5 or DSA",
        )
    })
}

pub(super) fn malformed(
    node: Node<'_, '_>,
    what: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    Error::new(ErrorKind::Malformed, what)
        .in_part(node.path())
        .at_offset(node.range().start)
}

pub(super) fn refused(
    node: Node<'_, '_>,
    what: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    Error::new(ErrorKind::AlgorithmNotAllowed, what)
        .in_part(node.path())
        .at_offset(node.range().start)
}

/// Base64 text of an element, white space in it ignored.
pub(super) fn base64_of(node: Node<'_, '_>) -> Result<Vec<u8>, Error> {
    let text: String = node.text()?.split_ascii_whitespace().collect();
    STANDARD
        .decode(text)
        .map_err(|_| malformed(node, "expected base64"))
}

/// How much of a signature is read.
pub(super) const MAX_REFERENCES: usize = 16;
pub(super) const MAX_TRANSFORMS: usize = 4;

/// A signature, taken apart and checked for its form; nothing of it is proved yet.
#[derive(Clone, Debug)]
pub struct Signature<'d, 'a> {
    pub(super) node: Node<'d, 'a>,
    pub(super) signed_info: Node<'d, 'a>,
    pub(super) canonicalization: Canonicalization,
    pub(super) algorithm: Algorithm,
    pub(super) references: Vec<Reference<'d, 'a>>,
    pub(super) value: Vec<u8>,
    pub(super) key_info: KeyHints,
}

/// One `Reference`.
#[derive(Clone, Debug)]
pub(super) struct Reference<'d, 'a> {
    pub(super) node: Node<'d, 'a>,
    pub(super) uri: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) enveloped: bool,
    pub(super) canonicalization: Option<Canonicalization>,
    pub(super) digest: Digest,
    pub(super) value: Vec<u8>,
}

impl<'d, 'a> Signature<'d, 'a> {
    /// Takes apart `ds:Signature`, or another element of its type, such as EBICS `AuthSignature`.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) with path and byte; [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) for an
    /// algorithm or transform that is never accepted (SHA-1, MD5, DSA, XSLT, XPath, shortened HMAC);
    /// [`TooLarge`](ErrorKind::TooLarge) for more than 16 references or 4 transforms.
    pub fn parse(node: Node<'d, 'a>) -> Result<Self, Error> {
        let mut children = node.children();
        let signed_info = children.next().filter(|child| child.is(DSIG, "SignedInfo"));
        let signed_info =
            signed_info.ok_or_else(|| malformed(node, "expected SignedInfo first"))?;
        let value = children
            .next()
            .filter(|child| child.is(DSIG, "SignatureValue"));
        let value =
            value.ok_or_else(|| malformed(node, "expected SignatureValue after SignedInfo"))?;
        let mut key_info = KeyHints::default();
        for (position, child) in children.enumerate() {
            if position == 0 && child.is(DSIG, "KeyInfo") {
                key_info = hints(child)?;
            } else if !child.is(DSIG, "Object") {
                return Err(malformed(child, "expected KeyInfo once, then Object"));
            }
        }
        let mut parts = signed_info.children();
        let canonicalization = parts
            .next()
            .filter(|child| child.is(DSIG, "CanonicalizationMethod"));
        let canonicalization = canonicalization
            .ok_or_else(|| malformed(signed_info, "expected CanonicalizationMethod"))?;
        let method = parts
            .next()
            .filter(|child| child.is(DSIG, "SignatureMethod"));
        let method = method.ok_or_else(|| malformed(signed_info, "expected SignatureMethod"))?;
        if method.children().next().is_some() {
            // `HMACOutputLength` shortens a MAC, to nothing if it likes (CVE-2009-0217); PSS parameters could weaken a hash.
            return Err(refused(
                method,
                "expected a SignatureMethod without parameters",
            ));
        }
        let mut references = Vec::new();
        for reference in parts {
            if references.len() >= MAX_REFERENCES {
                return Err(
                    Error::new(ErrorKind::TooLarge, "more references than the limit")
                        .in_part(signed_info.path()),
                );
            }
            references.push(Reference::parse(reference)?);
        }
        let unnamed = references
            .iter()
            .filter(|reference| reference.uri.is_none());
        if unnamed.count() > 1 {
            return Err(malformed(
                signed_info,
                "expected one Reference without URI at most",
            ));
        }
        if references.is_empty() {
            return Err(malformed(signed_info, "expected one Reference at least"));
        }
        Ok(Self {
            node,
            signed_info,
            canonicalization: canonical_form(canonicalization)?,
            algorithm: known(METHODS, method)?,
            references,
            value: base64_of(value)?,
            key_info,
        })
    }

    /// The element.
    pub fn node(&self) -> Node<'d, 'a> {
        self.node
    }

    /// The algorithm that it names.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What `KeyInfo` says.
    pub fn key_info(&self) -> &KeyHints {
        &self.key_info
    }

    /// The `URI` of each reference; nothing where it has none.
    pub fn reference_uris(&self) -> impl Iterator<Item = Option<&str>> {
        self.references
            .iter()
            .map(|reference| reference.uri.as_deref())
    }
}

impl<'d, 'a> Reference<'d, 'a> {
    fn parse(node: Node<'d, 'a>) -> Result<Self, Error> {
        if !node.is(DSIG, "Reference") {
            return Err(malformed(node, "expected Reference"));
        }
        let mut parts = node.children().peekable();
        let (mut enveloped, mut canonicalization) = (false, None);
        if let Some(transforms) = parts.next_if(|child| child.is(DSIG, "Transforms")) {
            for (position, transform) in transforms.children().enumerate() {
                if position >= MAX_TRANSFORMS {
                    return Err(
                        Error::new(ErrorKind::TooLarge, "more transforms than the limit")
                            .in_part(node.path()),
                    );
                }
                if !transform.is(DSIG, "Transform") {
                    return Err(malformed(transform, "expected Transform"));
                }
                if canonicalization.is_some() {
                    return Err(refused(
                        transform,
                        "expected canonicalization as the last transform",
                    ));
                }
                if transform.attribute("Algorithm").as_deref() == Some(ENVELOPED) {
                    if enveloped || transform.children().next().is_some() {
                        return Err(refused(
                            transform,
                            "expected the enveloped-signature transform once, without parameters",
                        ));
                    }
                    enveloped = true;
                } else {
                    canonicalization = Some(canonical_form(transform)?);
                }
            }
        }
        let method = parts.next().filter(|child| child.is(DSIG, "DigestMethod"));
        let method = method.ok_or_else(|| malformed(node, "expected DigestMethod"))?;
        if method.children().next().is_some() {
            return Err(refused(
                method,
                "expected a DigestMethod without parameters",
            ));
        }
        let value = parts.next().filter(|child| child.is(DSIG, "DigestValue"));
        let value = value.ok_or_else(|| malformed(node, "expected DigestValue"))?;
        if let Some(more) = parts.next() {
            return Err(malformed(more, "expected nothing after DigestValue"));
        }
        Ok(Self {
            node,
            uri: node.attribute("URI").map(Into::into),
            kind: node.attribute("Type").map(Into::into),
            enveloped,
            canonicalization,
            digest: known(DIGESTS, method)?,
            value: base64_of(value)?,
        })
    }
}

/// The form that `CanonicalizationMethod` or `Transform` names, with its prefix list.
fn canonical_form(node: Node<'_, '_>) -> Result<Canonicalization, Error> {
    let uri = node
        .attribute("Algorithm")
        .ok_or_else(|| malformed(node, "expected an Algorithm"))?;
    let form = Canonicalization::from_uri(&uri).ok_or_else(|| {
        refused(
            node,
            "expected canonicalization or enveloped-signature: no XSLT, XPath, base64",
        )
    })?;
    let mut parameters = node.children();
    let Some(list) = parameters.next() else {
        return Ok(form);
    };
    let prefixes = list
        .attribute("PrefixList")
        .filter(|_| list.is(EXC_C14N, "InclusiveNamespaces") && list.children().next().is_none());
    match prefixes {
        Some(prefixes) if form.uri().starts_with(EXC_C14N) && parameters.next().is_none() => {
            form.with_inclusive_prefixes(prefixes.split_ascii_whitespace())
        }
        _ => Err(malformed(
            node,
            "expected one InclusiveNamespaces with a PrefixList, for exclusive canonicalization",
        )),
    }
}

fn hints(key_info: Node<'_, '_>) -> Result<KeyHints, Error> {
    let mut hints = KeyHints::default();
    for part in key_info.children() {
        if part.is(DSIG, "KeyName") {
            hints.key_id = Some(part.text()?.trim().to_owned());
        } else if part.is(DSIG, "X509Data") {
            for part in part.children() {
                if part.is(DSIG, "X509Certificate") {
                    if hints.certificates.len() >= KeyHints::MAX_CERTIFICATES {
                        return Err(Error::new(
                            ErrorKind::TooLarge,
                            "more certificates than the limit",
                        )
                        .in_part(key_info.path()));
                    }
                    hints.certificates.push(base64_of(part)?);
                } else if part.is(DSIG, "X509SubjectName") {
                    hints.subject_name = Some(part.text()?.trim().to_owned());
                } else if part.is(DSIG, "X509SKI") {
                    hints.subject_key_identifier = Some(base64_of(part)?);
                } else if part.is(DSIG, "X509IssuerSerial") {
                    let text = |name| {
                        part.child(DSIG, name)?
                            .map_or(Ok(String::new()), |node| node.text())
                    };
                    let (issuer, serial) = (text("X509IssuerName")?, text("X509SerialNumber")?);
                    hints.issuer_serial =
                        Some((issuer.trim().to_owned(), serial.trim().to_owned()));
                }
            }
        }
        // KeyValue would let the sender bring his own key; RetrievalMethod would fetch one. Neither is read.
    }
    Ok(hints)
}
