//! Whom to believe: chains to pinned anchors, and pinned certificates.

use core::cmp::Reverse;
use core::time::Duration;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use der::Decode as _;
use der::asn1::ObjectIdentifier;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, CertRevocationList, EndEntityCert, ExpirationPolicy,
    ExtendedKeyUsageValidator, KeyPurposeIdIter, OwnedCertRevocationList, RevocationOptionsBuilder,
    UnknownStatusPolicy, VerifiedPath, anchor_from_trusted_cert,
};
use x509_cert::crl::CertificateList;

use super::Certificate;
use crate::keys::{Algorithm, FoundKey, KeyFinder, KeyHints};
use crate::{Error, ErrorKind};

/// Chains that are believed: to anchors that the caller names, and to nothing else. There are no built-in roots.
///
/// Path building, validity, basic constraints, name constraints, signatures (no SHA-1, RSA from 2048 bits) and revocation are
/// webpki's. Checked here: the key usage of the signing certificate and of each authority (RFC 5280 section 6.1.4 (n)), extended key
/// usage, and of an anchor that it is in its period, an authority, and not further away than its path length allows.
///
/// Constraints on the names of subjects (`directoryName`) are not evaluated: a chain with them is refused.
#[derive(Clone, Debug, Default)]
pub struct ChainPolicy {
    anchors: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    /// The latest first.
    crls: Vec<(Option<SystemTime>, Vec<u8>)>,
    usage: Option<ObjectIdentifier>,
}

impl ChainPolicy {
    /// Believes chains to these certificates of authorities. One that is not in its period, or says that it is none, is not used:
    /// to believe a signer's certificate itself there is [`PinnedCertificates`].
    pub fn new(anchors: impl IntoIterator<Item = Certificate>) -> Self {
        Self {
            anchors: anchors.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Certificates of authorities in between, for messages that do not bring them.
    #[must_use]
    pub fn with_intermediates(
        mut self,
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Self {
        self.intermediates.extend(certificates);
        self
    }

    /// A revocation list in DER. With one, every certificate below the anchor needs a list that covers it and is in its period;
    /// of several of one authority the latest counts.
    #[must_use]
    pub fn with_crl(mut self, der: Vec<u8>) -> Self {
        let list: Option<CertificateList> = CertificateList::from_der(&der).ok();
        let made = list.map(|list| list.tbs_cert_list.this_update.to_system_time());
        self.crls.push((made, der));
        // webpki takes the first list of an authority.
        self.crls.sort_by_key(|(made, _)| Reverse(*made));
        self
    }

    /// The signing certificate must have this extended key usage, in dotted numbers: `1.3.6.1.5.5.7.3.4`; so must each authority
    /// between it and the anchor that has any.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for what is no object identifier.
    pub fn with_extended_key_usage(mut self, oid: &str) -> Result<Self, Error> {
        let malformed = |_| Error::new(ErrorKind::Malformed, "expected an object identifier");
        self.usage = Some(ObjectIdentifier::new(oid).map_err(malformed)?);
        Ok(self)
    }

    /// Checks that `certificate` signs at `now` and chains to an anchor, through certificates of `chain` or of the policy.
    ///
    /// # Errors
    /// [`Untrusted`](ErrorKind::Untrusted), [`Expired`](ErrorKind::Expired), [`NotYetValid`](ErrorKind::NotYetValid),
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) (usage, or revoked), [`Malformed`](ErrorKind::Malformed).
    pub fn verify(
        &self,
        certificate: &Certificate,
        chain: &[Certificate],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        certificate.check_signs(now)?;
        if self
            .usage
            .is_some_and(|usage| !certificate.has_extended_key_usage(usage))
        {
            let what = "the certificate is not for this extended key usage";
            return Err(Error::new(ErrorKind::KeyNotUsable, what));
        }
        let trusted = self.usable_anchors(now)?;
        let anchors: Vec<CertificateDer<'_>> = trusted
            .iter()
            .map(|anchor| anchor.as_der().into())
            .collect();
        let anchors: Vec<_> = anchors
            .iter()
            .map(anchor_from_trusted_cert)
            .collect::<Result<_, _>>()
            .map_err(|e| refused(&e))?;
        let between = chain
            .iter()
            .take(KeyHints::MAX_CERTIFICATES)
            .chain(&self.intermediates)
            .filter(|certificate| certificate.issues(self.usage));
        let between: Vec<CertificateDer<'_>> = between
            .map(|certificate| certificate.as_der().into())
            .collect();
        let lists: Vec<CertRevocationList<'_>> = self
            .crls
            .iter()
            .map(|(_, der)| OwnedCertRevocationList::from_der(der).map(CertRevocationList::from))
            .collect::<Result<_, _>>()
            .map_err(|_| Error::new(ErrorKind::Malformed, "expected a revocation list in DER"))?;
        let lists: Vec<&CertRevocationList<'_>> = lists.iter().collect();
        let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|options| {
            options
                .with_status_policy(UnknownStatusPolicy::Deny)
                .with_expiration_policy(ExpirationPolicy::Enforce)
                .build()
        });
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let der = CertificateDer::from(certificate.as_der());
        let end = EndEntityCert::try_from(&der).map_err(|error| refused(&error))?;
        let far = |path: &VerifiedPath<'_>| {
            let anchor = anchors.iter().zip(&trusted);
            let mut anchor = anchor.filter(|(anchor, _)| core::ptr::eq(*anchor, path.anchor()));
            let allowed = anchor.next().and_then(|(_, anchor)| anchor.path_length());
            let own = path.intermediate_certificates();
            let length = own.filter(|one| one.subject() != one.issuer()).count();
            if allowed.is_some_and(|allowed| length > usize::from(allowed)) {
                return Err(webpki::Error::PathLenConstraintViolated);
            }
            Ok(())
        };
        end.verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &anchors,
            &between,
            time,
            AnyUsage,
            revocation,
            Some(&far),
        )
        .map_err(|error| refused(&error))?;
        Ok(())
    }

    /// The anchors that are authorities in their period; if there is none, why.
    fn usable_anchors(&self, now: DateTime<Utc>) -> Result<Vec<&Certificate>, Error> {
        let (mut usable, mut why) = (Vec::new(), None);
        for anchor in &self.anchors {
            match anchor.check_anchors(now) {
                Ok(()) => usable.push(anchor),
                Err(error) => why = Some(error),
            }
        }
        match why {
            Some(error) if usable.is_empty() => Err(error),
            _ => Ok(usable),
        }
    }
}

/// Extended key usage is checked before, on the signer's certificate and on the authorities.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

fn refused(error: &webpki::Error) -> Error {
    // The variants of webpki name reasons, not content.
    let (kind, what) = match error {
        webpki::Error::CertExpired { .. } => (
            ErrorKind::Expired,
            "a certificate of the chain is no longer valid",
        ),
        webpki::Error::CertNotValidYet { .. } => (
            ErrorKind::NotYetValid,
            "a certificate of the chain is not valid yet",
        ),
        webpki::Error::CertRevoked => (
            ErrorKind::KeyNotUsable,
            "a certificate of the chain is revoked",
        ),
        webpki::Error::BadDer => (ErrorKind::Malformed, "expected a certificate in DER"),
        webpki::Error::UnknownRevocationStatus | webpki::Error::CrlExpired { .. } => (
            ErrorKind::Untrusted,
            "no revocation list in its period covers a certificate of the chain",
        ),
        _ => (
            ErrorKind::Untrusted,
            "the certificate does not chain to a trusted one",
        ),
    };
    Error::new(kind, what)
}

/// Finds the key of a signature by the certificate that it brings, after its chain was checked; or by one that the finder
/// knows ([`ChainKeys::with_known`]) and the signature only names.
#[derive(Clone, Debug)]
pub struct ChainKeys {
    policy: ChainPolicy,
    known: Vec<Certificate>,
    now: DateTime<Utc>,
}

impl ChainKeys {
    /// By this policy at `now`.
    pub fn new(policy: ChainPolicy, now: DateTime<Utc>) -> Self {
        Self {
            policy,
            known: Vec::new(),
            now,
        }
    }

    /// Certificates of signers that messages name without bringing them.
    #[must_use]
    pub fn with_known(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.known.extend(certificates);
        self
    }
}

impl KeyFinder for ChainKeys {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        let brought: Vec<_> = hints
            .certificates
            .iter()
            .map(|der| Certificate::from_der(der))
            .collect::<Result<_, _>>()?;
        if let Some((first, chain)) = brought.split_first() {
            self.policy.verify(first, chain, self.now)?;
            return certified(first, algorithm);
        }
        let named = |certificate: &&Certificate| is_named(certificate, hints);
        first_usable(self.known.iter().filter(named), algorithm, |certificate| {
            self.policy.verify(certificate, &[], self.now)
        })
    }
}

/// Finds the key of a signature among certificates that were exchanged and are believed themselves, without a chain.
#[derive(Clone, Debug)]
pub struct PinnedCertificates {
    pinned: Vec<Certificate>,
    now: DateTime<Utc>,
}

impl PinnedCertificates {
    /// These certificates, each in its period at `now`.
    pub fn new(certificates: impl IntoIterator<Item = Certificate>, now: DateTime<Utc>) -> Self {
        Self {
            pinned: certificates.into_iter().collect(),
            now,
        }
    }
}

impl KeyFinder for PinnedCertificates {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        let named = |certificate: &&Certificate| is_named(certificate, hints);
        first_usable(self.pinned.iter().filter(named), algorithm, |certificate| {
            certificate.check_signs(self.now)
        })
    }
}

/// The first that the check takes and whose key is for the algorithm: a name may be that of a certificate and of its successor.
fn first_usable<'c>(
    named: impl Iterator<Item = &'c Certificate>,
    algorithm: Algorithm,
    check: impl Fn(&Certificate) -> Result<(), Error>,
) -> Result<FoundKey, Error> {
    let mut refused = unknown();
    for certificate in named {
        match check(certificate).and_then(|()| certified(certificate, algorithm)) {
            Ok(found) => return Ok(found),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Whether the hints name this certificate: one that is brought must be it; else any name must fit.
fn is_named(certificate: &Certificate, hints: &KeyHints) -> bool {
    if let Some(first) = hints.certificates.first() {
        return first == certificate.as_der();
    }
    let sha256 = certificate.sha256();
    let same = |issuer: &str, serial: &str| {
        issuer == certificate.issuer() && is_serial(serial, &certificate.serial_decimal())
    };
    hints.certificate_sha256.as_deref() == Some(&sha256)
        || hints
            .issuer_serial
            .as_ref()
            .is_some_and(|(issuer, serial)| same(issuer, serial))
        || hints.subject_key_identifier.is_some()
            && hints.subject_key_identifier == certificate.subject_key_identifier()
        || hints.subject_name.as_deref() == Some(&certificate.subject())
        || hints.key_id.is_some()
            && hints.key_id == certificate.key_id().ok().map(|id| id.to_string())
}

/// A serial number in decimal, however many zeros lead it.
fn is_serial(named: &str, serial: &str) -> bool {
    named.trim().trim_start_matches('0') == serial.trim_start_matches('0')
}

fn certified(certificate: &Certificate, algorithm: Algorithm) -> Result<FoundKey, Error> {
    let Algorithm::Signature(algorithm) = algorithm else {
        let what = format!("expected a key for {algorithm}, found a certificate");
        return Err(Error::new(ErrorKind::KeyMismatch, what));
    };
    let key = certificate.public_key(algorithm)?;
    Ok(FoundKey::certified(
        Arc::new(key),
        certificate.signing_certificate(),
        certificate.as_der().to_vec(),
    ))
}

fn unknown() -> Error {
    Error::new(
        ErrorKind::Untrusted,
        "expected a certificate that is trusted",
    )
}
