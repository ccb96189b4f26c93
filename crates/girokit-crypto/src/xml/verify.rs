//! Verification: the signature first, then what it covers.

use core::fmt;

use super::canonical::{Canonicalization, Sink, canonicalize};
use super::cover::{AUTHENTICATED, Cover, Covered, authenticated};
use super::document::{Document, Node};
use super::limits::Limits;
use super::signature::{DSIG, Reference, Signature, malformed, refused};
use super::xades::check_certificate;
use crate::keys::{Algorithm, Digest, KeyFinder, SignatureAlgorithm};
use crate::{Error, ErrorKind, Signatory, Verified, secret};

/// What is accepted.
#[derive(Clone, Debug)]
pub struct VerifyPolicy {
    cover: Vec<Cover>,
    algorithms: Vec<Algorithm>,
    digests: Vec<Digest>,
    limits: Limits,
    pub(super) xades: bool,
}

impl VerifyPolicy {
    /// Signatures that cover this, by any signature algorithm of this crate (no MAC) over SHA-256, SHA-384 or SHA-512.
    pub fn new(cover: Cover) -> Self {
        Self {
            cover: vec![cover],
            algorithms: SignatureAlgorithm::ALL
                .into_iter()
                .map(Algorithm::Signature)
                .collect(),
            digests: vec![Digest::Sha256, Digest::Sha384, Digest::Sha512],
            limits: Limits::default(),
            xades: false,
        }
    }

    /// It must be XAdES: with the time of signing and the digest of the certificate, both signed.
    #[must_use]
    pub fn with_xades_required(mut self) -> Self {
        self.xades = true;
        self
    }

    /// It must cover this too.
    #[must_use]
    pub fn and_cover(mut self, cover: Cover) -> Self {
        self.cover.push(cover);
        self
    }

    /// These algorithms only.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// These digests only.
    #[must_use]
    pub fn with_digests(mut self, digests: impl IntoIterator<Item = Digest>) -> Self {
        self.digests = digests.into_iter().collect();
        self
    }

    /// Limits for content that is read beside the document.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// What references stand for that do not name an element of the document. Nothing is ever fetched.
#[derive(Clone, Default)]
pub struct Sources<'s, 'd, 'a> {
    pub(super) whole: Option<Node<'d, 'a>>,
    pub(super) unnamed: Option<Given<'s, 'd, 'a>>,
    pub(super) detached: Vec<(&'s str, &'s [u8])>,
}

#[derive(Clone, Copy)]
pub(super) enum Given<'s, 'd, 'a> {
    Bytes(&'s [u8]),
    Node(Node<'d, 'a>),
}

impl<'s, 'd, 'a> Sources<'s, 'd, 'a> {
    /// Only the document itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// A business message: `AppHdr` and `Document`, side by side in the root. `URI=""` stands for the header, a reference
    /// without `URI` for the message; [`Cover::Given`] asks for both.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) unless the root holds one of each, by local name: markets have their own namespaces.
    pub fn business_message(document: &'d Document<'a>) -> Result<Self, Error> {
        let only = |local: &str| {
            let mut found = document.root().children();
            let first = found.find(|node| node.local_name() == local);
            let second = found.find(|node| node.local_name() == local);
            first.filter(|_| second.is_none()).ok_or_else(|| {
                malformed(document.root(), format!("expected one {local} in the root"))
            })
        };
        let (header, message) = (only("AppHdr")?, only("Document")?);
        Ok(Self::new().with_whole(header).with_unnamed_node(message))
    }

    /// `URI=""` stands for this element, not for the document: the `AppHdr` inside an envelope.
    #[must_use]
    pub fn with_whole(mut self, node: Node<'d, 'a>) -> Self {
        self.whole = Some(node);
        self
    }

    /// A reference without `URI` stands for this element: the business `Document` beside its header.
    #[must_use]
    pub fn with_unnamed_node(mut self, node: Node<'d, 'a>) -> Self {
        self.unnamed = Some(Given::Node(node));
        self
    }

    /// A reference without `URI` stands for these bytes.
    #[must_use]
    pub fn with_unnamed(mut self, content: &'s [u8]) -> Self {
        self.unnamed = Some(Given::Bytes(content));
        self
    }

    /// This `URI` stands for these bytes.
    #[must_use]
    pub fn with_detached(mut self, uri: &'s str, content: &'s [u8]) -> Self {
        self.detached.push((uri, content));
        self
    }
}

impl<'s> Sources<'s, '_, '_> {
    /// The same without elements, for another document: what a signer knows before the signature stands.
    pub(super) fn of<'d, 'a>(&self) -> Sources<'s, 'd, 'a> {
        let unnamed = match self.unnamed {
            Some(Given::Bytes(bytes)) => Some(Given::Bytes(bytes)),
            _ => None,
        };
        Sources {
            whole: None,
            unnamed,
            detached: self.detached.clone(),
        }
    }
}

impl fmt::Debug for Sources<'_, '_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("detached", &self.detached.len())
            .finish_non_exhaustive()
    }
}

/// One thing that was signed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signed<'s, 'd, 'a> {
    /// Content that the caller gave.
    Content(&'s [u8]),
    /// An element, whole, but for the signature if that stands in it and the transform takes it out.
    Element {
        /// The element.
        node: Node<'d, 'a>,
        /// The signature that was taken out of it.
        without: Option<Node<'d, 'a>>,
    },
}

impl<'d, 'a> Signed<'_, 'd, 'a> {
    /// Whether this element was signed with it: it stands inside, and not in the signature that was taken out.
    pub fn contains(&self, node: Node<'d, 'a>) -> bool {
        match self {
            Self::Content(_) => false,
            Self::Element {
                node: outer,
                without,
            } => {
                node.is_within(*outer)
                    && !without.is_some_and(|signature| node.is_within(signature))
            }
        }
    }

    /// The signed elements of this name, in document order.
    pub fn named(&self, namespace: &str, local: &str) -> impl Iterator<Item = Node<'d, 'a>> {
        let outer = match self {
            Self::Content(_) => None,
            Self::Element { node, .. } => Some(*node),
        };
        let inside = outer.into_iter().flat_map(|node| node.descendants());
        inside.filter(move |node| node.is(namespace, local) && self.contains(*node))
    }
}

impl fmt::Debug for Signed<'_, '_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(content) => f.debug_tuple("Content").field(&content.len()).finish(),
            Self::Element { node, without } => f
                .debug_struct("Element")
                .field("node", node)
                .field("without", without)
                .finish(),
        }
    }
}

impl<'d, 'a> Signature<'d, 'a> {
    /// The one `ds:Signature` of a document.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound), [`Malformed`](ErrorKind::Malformed) when there are several: say which with
    /// [`Signature::parse`].
    pub fn only(document: &'d Document<'a>) -> Result<Self, Error> {
        let mut found = document
            .elements()
            .filter(|node| node.is(DSIG, "Signature"));
        match (found.next(), found.next()) {
            (Some(node), None) => Self::parse(node),
            (None, _) => Err(Error::new(ErrorKind::NotFound, "expected a Signature")),
            (Some(_), Some(second)) => Err(Error::new(
                ErrorKind::Malformed,
                "expected one Signature, found a second",
            )
            .in_part(second.path())
            .at_offset(second.range().start)),
        }
    }

    /// Verifies: algorithm and key, the signature over `SignedInfo`, every digest, and that what must be covered is.
    ///
    /// The result names exactly what was signed, in the order of the references. Work on that.
    ///
    /// # Errors
    /// [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed), [`KeyMismatch`](ErrorKind::KeyMismatch),
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid), [`DigestMismatch`](ErrorKind::DigestMismatch),
    /// [`NotCovered`](ErrorKind::NotCovered), and what the key finder says.
    pub fn verify<'s>(
        &self,
        policy: &VerifyPolicy,
        keys: &dyn KeyFinder,
        sources: &Sources<'s, 'd, 'a>,
    ) -> Result<Verified<Vec<Signed<'s, 'd, 'a>>>, Error> {
        let by = self.verify_signed_info(policy, keys)?;
        let mut signed = Vec::new();
        for reference in &self.references {
            if !policy.digests.contains(&reference.digest) {
                return Err(refused(
                    reference.node,
                    "expected a digest that the policy allows",
                ));
            }
            let content = self.resolve(reference, sources)?;
            let digest = Self::digest(reference, &content, &policy.limits)?;
            if !secret::same(&digest, &reference.value) {
                return Err(Error::new(
                    ErrorKind::DigestMismatch,
                    "the content differs from what was signed",
                )
                .in_part(reference.node.path())
                .at_offset(reference.node.range().start));
            }
            signed.extend(content);
        }
        let covered = Covered::new(self.node, &signed);
        for cover in &policy.cover {
            covered.check(cover, sources)?;
        }
        Ok(Verified::new(signed, by))
    }

    /// Verifies, and gives the octets that were digested: one run for each reference, in their order.
    ///
    /// These are for a parser of your own: what was not signed is not in them, no comment (unless the form keeps them) and no
    /// signature that was taken out. A parser that reads the document again may see what this crate has not verified.
    ///
    /// # Errors
    /// As [`Signature::verify`].
    pub fn verify_octets(
        &self,
        policy: &VerifyPolicy,
        keys: &dyn KeyFinder,
        sources: &Sources<'_, 'd, 'a>,
    ) -> Result<Verified<Vec<Vec<u8>>>, Error> {
        let verified = self.verify(policy, keys, sources)?;
        let octets = |reference| {
            let mut octets = Vec::new();
            let content = self.resolve(reference, sources)?;
            Self::write(reference, &content, &policy.limits, &mut octets)?;
            Ok(octets)
        };
        let octets: Result<Vec<_>, Error> = self.references.iter().map(octets).collect();
        Ok(Verified::new(octets?, verified.by().clone()))
    }

    fn verify_signed_info(
        &self,
        policy: &VerifyPolicy,
        keys: &dyn KeyFinder,
    ) -> Result<Signatory, Error> {
        if !policy.algorithms.contains(&self.algorithm) {
            return Err(refused(
                self.signed_info,
                "expected a signature algorithm that the policy allows",
            ));
        }
        let mut bytes = Vec::new();
        self.signed_info
            .canonicalize(&self.canonicalization, &[], &mut bytes)?;
        let found = keys.find(&self.key_info, self.algorithm)?;
        let by = found.verify(self.algorithm, &bytes, &self.value);
        let by = by.map_err(|error| {
            error
                .in_part(self.node.path())
                .at_offset(self.node.range().start)
        })?;
        check_certificate(self, found.certificate(), policy)?;
        Ok(by)
    }

    /// What a reference stands for.
    fn resolve<'s>(
        &self,
        reference: &Reference<'d, 'a>,
        sources: &Sources<'s, 'd, 'a>,
    ) -> Result<Vec<Signed<'s, 'd, 'a>>, Error> {
        let document = self.node.document();
        let content = |bytes: &'s [u8]| {
            if reference.enveloped {
                // The signature does not stand in it: the transform would mean nothing, and must not be passed over.
                return Err(unresolved(reference, OUTSIDE));
            }
            Ok(vec![Signed::Content(bytes)])
        };
        let node = match reference.uri.as_deref() {
            None => match sources.unnamed {
                Some(Given::Node(node)) => node,
                Some(Given::Bytes(bytes)) => return content(bytes),
                None => {
                    return Err(unresolved(
                        reference,
                        "expected content for a reference without URI",
                    ));
                }
            },
            Some("") => sources.whole.unwrap_or_else(|| document.root()),
            Some("#xpointer(/)") => document.root(),
            Some(AUTHENTICATED) => {
                if reference.enveloped {
                    return Err(unresolved(reference, OUTSIDE));
                }
                let nodes = authenticated(document);
                if nodes.is_empty() {
                    return Err(unresolved(
                        reference,
                        "expected an element with authenticate=\"true\"",
                    ));
                }
                let signed = nodes.into_iter().map(|node| Signed::Element {
                    node,
                    without: None,
                });
                return Ok(signed.collect());
            }
            Some(uri) => {
                let Some(id) = uri.strip_prefix('#') else {
                    let given = sources.detached.iter().find(|(known, _)| *known == uri);
                    let what = "expected a URI inside the document: nothing is fetched";
                    let (_, bytes) = given.ok_or_else(|| unresolved(reference, what))?;
                    return content(bytes);
                };
                let pointer = id
                    .strip_prefix("xpointer(id('")
                    .and_then(|id| id.strip_suffix("'))"));
                let found = document.by_id(pointer.unwrap_or(id));
                found.map_err(|error| error.in_part(reference.node.path()))?
            }
        };
        let without = reference.enveloped.then_some(self.node);
        if without.is_some_and(|signature| signature == node || !signature.is_within(node)) {
            return Err(unresolved(reference, OUTSIDE));
        }
        Ok(vec![Signed::Element { node, without }])
    }

    fn digest(
        reference: &Reference<'d, 'a>,
        content: &[Signed<'_, 'd, 'a>],
        limits: &Limits,
    ) -> Result<Vec<u8>, Error> {
        let mut digest = ring::digest::Context::new(reference.digest.ring());
        Self::write(reference, content, limits, &mut digest)?;
        Ok(digest.finish().as_ref().to_vec())
    }

    /// The octets that are digested for a reference.
    fn write(
        reference: &Reference<'d, 'a>,
        content: &[Signed<'_, 'd, 'a>],
        limits: &Limits,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        // A node set is canonicalized before it is digested; without a word on how, inclusively.
        let form = reference.canonicalization.as_ref();
        let uri = reference.uri.as_deref();
        for part in content {
            match part {
                Signed::Content(bytes) => match form {
                    None => sink.put(bytes),
                    Some(form) => canonicalize(bytes, form, limits, sink)?,
                },
                Signed::Element { node, without } => {
                    let form = form.cloned().unwrap_or(Canonicalization::INCLUSIVE);
                    // `URI=""` and `#id` stand for nodes without comments, whatever the form keeps.
                    let pointer = uri.is_none_or(|uri| uri.starts_with("#xpointer("));
                    let comments = form.comments() && pointer;
                    let form = form.with_comments(comments);
                    let without = without.as_slice();
                    let whole = matches!(uri, Some("" | "#xpointer(/)"));
                    if whole && node.parent().is_none() {
                        node.document().canonicalize(&form, without, sink)?;
                    } else {
                        node.canonicalize(&form, without, sink)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The digest that belongs into each reference.
    pub(super) fn digests(
        &self,
        sources: &Sources<'_, 'd, 'a>,
        limits: &Limits,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let digest =
            |reference| Self::digest(reference, &self.resolve(reference, sources)?, limits);
        self.references.iter().map(digest).collect()
    }
}

const OUTSIDE: &str = "expected the signature inside what it signs: enveloped-signature";

fn unresolved(reference: &Reference<'_, '_>, what: &'static str) -> Error {
    Error::new(ErrorKind::Untrusted, what)
        .in_part(reference.node.path())
        .at_offset(reference.node.range().start)
}
