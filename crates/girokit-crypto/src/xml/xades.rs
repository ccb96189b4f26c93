//! XAdES baseline properties, ETSI EN 319 132-1: when it was signed, and with which certificate.

use chrono::{DateTime, SecondsFormat, Utc};

use super::document::Node;
use super::signature::{DSIG, Signature, base64_of, digest_uri, malformed};
use super::verify::VerifyPolicy;
use crate::keys::Digest;
use crate::{Error, ErrorKind, secret};

/// Namespace of XAdES 1.3.2.
pub const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
pub(super) const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";

/// The signed properties of XAdES-BES, today's baseline level B-B (ETSI EN 319 132-1 section 6.3): the time of signing, the digest of
/// the certificate, and the media type of each thing signed. The certificate goes into `KeyInfo` too, as that level asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Xades {
    time: DateTime<Utc>,
    certificate: Vec<u8>,
}

impl Xades {
    /// Signed at `time` with the key of this certificate (DER).
    pub fn new(time: DateTime<Utc>, certificate: Vec<u8>) -> Self {
        Self { time, certificate }
    }

    /// The certificate (DER).
    pub(super) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The `Object` with the properties, for the signature of this id; `formats` is the media type of each reference.
    pub(super) fn object(&self, id: &str, digest: Digest, formats: &[&str]) -> String {
        use base64::Engine as _;
        let value = base64::engine::general_purpose::STANDARD.encode(digest.of(&self.certificate));
        let time = self.time.to_rfc3339_opts(SecondsFormat::Secs, true);
        let uri = digest_uri(digest);
        let format = |(number, format): (usize, &&str)| {
            format!(
                "<xades:DataObjectFormat ObjectReference=\"#{id}-ref-{number}\"><xades:MimeType>{format}</xades:MimeType>\
                 </xades:DataObjectFormat>"
            )
        };
        let formats: String = formats.iter().enumerate().map(format).collect();
        format!(
            "<ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#{id}\">\
             <xades:SignedProperties Id=\"{id}-properties\"><xades:SignedSignatureProperties>\
             <xades:SigningTime>{time}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
             <ds:DigestMethod Algorithm=\"{uri}\"></ds:DigestMethod><ds:DigestValue>{value}</ds:DigestValue>\
             </xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>\
             <xades:SignedDataObjectProperties>{formats}</xades:SignedDataObjectProperties>\
             </xades:SignedProperties></xades:QualifyingProperties></ds:Object>"
        )
    }
}

/// What the properties of a signature say. They are signed when the signature verifies: that they are referenced is
/// checked there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XadesProperties {
    /// `SigningTime`, as the signer claims it.
    pub signing_time: Option<DateTime<Utc>>,
    /// `CertDigest` of the first `Cert`: digest and value.
    pub certificate_digest: Option<(Digest, Vec<u8>)>,
}

impl<'d, 'a> Signature<'d, 'a> {
    /// The XAdES properties of this signature, if it has them.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), also when they are for another signature or stand there twice;
    /// [`NotCovered`](ErrorKind::NotCovered) when no reference of the type `SignedProperties` names them.
    pub fn xades(&self) -> Result<Option<XadesProperties>, Error> {
        let Some(properties) = self.signed_properties()? else {
            return Ok(None);
        };
        let Some(signature) = properties.child(XADES, "SignedSignatureProperties")? else {
            return Ok(Some(XadesProperties {
                signing_time: None,
                certificate_digest: None,
            }));
        };
        let signing_time = match signature.child(XADES, "SigningTime")? {
            None => None,
            Some(node) => {
                let text = node.text()?;
                let time = DateTime::parse_from_rfc3339(text.trim());
                Some(
                    time.map_err(|_| malformed(node, "expected a time with its zone"))?
                        .to_utc(),
                )
            }
        };
        let certificate = match signature.child(XADES, "SigningCertificateV2")? {
            Some(node) => Some(node),
            None => signature.child(XADES, "SigningCertificate")?,
        };
        let certificate_digest = match certificate {
            None => None,
            Some(node) => {
                let first = node
                    .children()
                    .next()
                    .filter(|child| child.is(XADES, "Cert"));
                let first = first.ok_or_else(|| malformed(node, "expected Cert"))?;
                Some(cert_digest(first)?)
            }
        };
        Ok(Some(XadesProperties {
            signing_time,
            certificate_digest,
        }))
    }

    /// `SignedProperties`, if there are any, after it was checked that they are this signature's and referenced by it.
    fn signed_properties(&self) -> Result<Option<Node<'d, 'a>>, Error> {
        let objects = self
            .node
            .children()
            .filter(|child| child.is(DSIG, "Object"));
        let mut qualifying = objects
            .flat_map(|object| object.children())
            .filter(|node| node.is(XADES, "QualifyingProperties"));
        let Some(found) = qualifying.next() else {
            return Ok(None);
        };
        if let Some(second) = qualifying.next() {
            return Err(malformed(second, "expected QualifyingProperties once"));
        }
        let id = self
            .node
            .attribute("Id")
            .ok_or_else(|| malformed(self.node, "expected an Id: XAdES names it"))?;
        if found
            .attribute("Target")
            .as_deref()
            .and_then(|target| target.strip_prefix('#'))
            != Some(&id)
        {
            return Err(malformed(
                found,
                "expected the properties of this signature: Target",
            ));
        }
        let Some(properties) = found.child(XADES, "SignedProperties")? else {
            return Ok(None);
        };
        let id = properties.attribute("Id");
        let referenced = self.references.iter().any(|reference| {
            let uri = reference
                .uri
                .as_deref()
                .and_then(|uri| uri.strip_prefix('#'));
            reference.kind.as_deref() == Some(SIGNED_PROPERTIES)
                && uri.is_some()
                && uri == id.as_deref()
        });
        if referenced {
            Ok(Some(properties))
        } else {
            Err(Error::new(
                ErrorKind::NotCovered,
                "expected a reference to SignedProperties",
            )
            .in_part(properties.path()))
        }
    }
}

fn cert_digest(cert: Node<'_, '_>) -> Result<(Digest, Vec<u8>), Error> {
    let digest = cert
        .child(XADES, "CertDigest")?
        .ok_or_else(|| malformed(cert, "expected CertDigest"))?;
    let method = digest
        .child(DSIG, "DigestMethod")?
        .ok_or_else(|| malformed(digest, "expected DigestMethod"))?;
    let value = digest
        .child(DSIG, "DigestValue")?
        .ok_or_else(|| malformed(digest, "expected DigestValue"))?;
    let uri = method.attribute("Algorithm").unwrap_or_default();
    let known = [Digest::Sha256, Digest::Sha384, Digest::Sha512]
        .into_iter()
        .find(|known| digest_uri(*known) == uri);
    let known = known
        .ok_or_else(|| super::signature::refused(method, "expected SHA-256, SHA-384 or SHA-512"))?;
    Ok((known, base64_of(value)?))
}

/// If there are XAdES properties, they must be referenced, and name this certificate (DER).
pub(super) fn check_certificate(
    signature: &Signature<'_, '_>,
    certificate: Option<&[u8]>,
    policy: &VerifyPolicy,
) -> Result<(), Error> {
    let properties = signature.xades()?;
    let complete = properties.as_ref().is_some_and(|properties| {
        properties.signing_time.is_some() && properties.certificate_digest.is_some()
    });
    if policy.xades && !complete {
        let what = "expected XAdES: SigningTime and SigningCertificateV2";
        return Err(Error::new(ErrorKind::NotCovered, what).in_part(signature.node.path()));
    }
    let Some(properties) = properties else {
        return Ok(());
    };
    if let (Some((digest, value)), Some(certificate)) = (properties.certificate_digest, certificate)
        && !secret::same(&digest.of(certificate), &value)
    {
        return Err(Error::new(
            ErrorKind::DigestMismatch,
            "SigningCertificate names another certificate",
        )
        .in_part(signature.node.path()));
    }
    Ok(())
}
