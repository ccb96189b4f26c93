//! What a signed file must prove.

use chrono::TimeDelta;
use der::asn1::ObjectIdentifier;

use super::algorithms::oids;
use crate::keys::{KeyFinder, SignatureAlgorithm};

/// What a signed file must prove: by whom, how, how many signatures.
///
/// Every signature in the file must hold, by a certificate that is trusted, with an algorithm of the list and over signed
/// attributes; one signature suffices unless [`Policy::with_signers`] asks for more.
#[derive(Clone, Debug)]
pub struct Policy<'f> {
    pub(super) trust: Trust<'f>,
    pub(super) algorithms: Vec<SignatureAlgorithm>,
    pub(super) content_type: ObjectIdentifier,
    pub(super) signers: usize,
    pub(super) pass_over_others: bool,
    pub(super) bare: bool,
    pub(super) signing_time: Option<TimeDelta>,
}

/// Who may sign.
#[derive(Clone, Debug)]
pub(super) enum Trust<'f> {
    Found(&'f dyn KeyFinder),
    Pinned(Vec<Vec<u8>>),
}

impl Policy<'static> {
    /// How far the clock of a signer may be ahead of ours: five minutes.
    pub const SKEW: TimeDelta = TimeDelta::minutes(5);

    /// Signers are exactly these certificates (DER), as a bank hands them over when the connection is agreed: no chain is asked.
    /// They must be in their period of validity and must not say that their key is for something else than signatures.
    pub fn pinned<C: Into<Vec<u8>>>(certificates: impl IntoIterator<Item = C>) -> Self {
        let certificates = certificates.into_iter().map(Into::into);
        Self::new(Trust::Pinned(certificates.collect()))
    }
}

impl<'f> Policy<'f> {
    /// Signers are those whose key `finder` finds, by the certificates in the message (the signer's first), issuer and serial
    /// number, or key identifier. It decides whom to trust: chains, revocation, periods.
    pub fn found_by(finder: &'f dyn KeyFinder) -> Self {
        Self::new(Trust::Found(finder))
    }

    fn new(trust: Trust<'f>) -> Self {
        Self {
            trust,
            algorithms: SignatureAlgorithm::ALL.to_vec(),
            content_type: oids::DATA,
            signers: 1,
            pass_over_others: false,
            bare: false,
            signing_time: None,
        }
    }

    /// Only these algorithms; by default all of [`SignatureAlgorithm::ALL`].
    #[must_use]
    pub fn with_algorithms(mut self, allowed: &[SignatureAlgorithm]) -> Self {
        self.algorithms = allowed.to_vec();
        self
    }

    /// Valid signatures of this many different certificates; by default one. 0 counts as 1.
    #[must_use]
    pub fn with_signers(mut self, signers: usize) -> Self {
        self.signers = signers.max(1);
        self
    }

    /// Passes over signatures of signers that are not trusted ([`Untrusted`](crate::ErrorKind::Untrusted),
    /// [`NotFound`](crate::ErrorKind::NotFound)), as long as enough others hold. By default one such signature
    /// refuses the file.
    #[must_use]
    pub fn with_others_passed_over(mut self) -> Self {
        self.pass_over_others = true;
        self
    }

    /// Signed at most `age` before now, and not after it but for [`Policy::SKEW`], by the signer's own word; a signature without
    /// its time is refused. By default the time is reported and not judged.
    #[must_use]
    pub fn with_signing_time(mut self, age: TimeDelta) -> Self {
        self.signing_time = Some(age);
        self
    }

    /// Content of this type (dotted decimal, as `1.2.840.113549.1.7.1` for data, which is the default).
    ///
    /// # Errors
    /// [`Malformed`](crate::ErrorKind::Malformed) for anything but an object identifier.
    pub fn with_content_type(mut self, oid: &str) -> Result<Self, crate::Error> {
        let malformed = |_| {
            let what = "expected an object identifier in dotted decimal";
            crate::Error::new(crate::ErrorKind::Malformed, what)
        };
        self.content_type = oid.parse().map_err(malformed)?;
        Ok(self)
    }

    /// Accepts signatures without signed attributes, which old programs make over the content itself.
    ///
    /// Dangerous: whoever holds such a signature's file may take signed attributes for a content, or the other way round. What
    /// looks like signed attributes is therefore still refused as a content. Not with [`verify_digests`](super::SignedData::verify_digests).
    #[must_use]
    pub fn with_dangerous_bare_signatures(mut self) -> Self {
        self.bare = true;
        self
    }
}
