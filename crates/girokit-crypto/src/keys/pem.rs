//! PEM, RFC 7468.

use core::fmt;

use rustls_pki_types::pem::{PemObject as _, SectionKind};
use zeroize::Zeroizing;

use crate::{Error, ErrorKind};

/// What a PEM section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PemLabel {
    /// `CERTIFICATE`: X.509.
    Certificate,
    /// `X509 CRL`: a revocation list.
    Crl,
    /// `EC PRIVATE KEY`: SEC 1.
    EcPrivateKey,
    /// `PRIVATE KEY`: PKCS#8.
    PrivateKey,
    /// `PUBLIC KEY`: SubjectPublicKeyInfo.
    PublicKey,
    /// `RSA PRIVATE KEY`: PKCS#1.
    RsaPrivateKey,
}

/// One section of a PEM file: a label and DER bytes. Wiped when dropped, masked in `Debug`.
pub struct Pem {
    label: PemLabel,
    der: Zeroizing<Vec<u8>>,
}

impl Pem {
    /// Most bytes of a file: 1 MiB.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Reads every section that this crate knows, in file order. Text between sections and sections of other kinds are
    /// passed over.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`Pem::MAX_BYTES`], [`Malformed`](ErrorKind::Malformed) for a section that
    /// does not end or is not base64.
    pub fn read_all(text: &[u8]) -> Result<Vec<Self>, Error> {
        if text.len() > Self::MAX_BYTES {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 1 MiB of PEM",
            ));
        }
        let mut sections = Vec::new();
        let mut pieces = <(SectionKind, Vec<u8>)>::pem_slice_iter(text);
        loop {
            let at = text.len().saturating_sub(pieces.remainder().len());
            match pieces.next() {
                Some(Ok((kind, der))) => {
                    let der = Zeroizing::new(der);
                    if let Some(label) = label(kind) {
                        sections.push(Self { label, der });
                    }
                }
                None => return Ok(sections),
                // The text of that error may quote the file: it is left out.
                Some(Err(_)) => {
                    let what = "expected PEM sections that end, in base64";
                    return Err(Error::new(ErrorKind::Malformed, what).at_offset(at));
                }
            }
        }
    }

    /// The first section with one of `labels`.
    ///
    /// # Errors
    /// As [`Pem::read_all`], and [`NotFound`](ErrorKind::NotFound).
    pub fn first(text: &[u8], labels: &[PemLabel]) -> Result<Self, Error> {
        Self::read_all(text)?
            .into_iter()
            .find(|section| labels.contains(&section.label))
            .ok_or_else(|| {
                Error::new(
                    ErrorKind::NotFound,
                    format!("expected a PEM section {labels:?}"),
                )
            })
    }

    /// What the section holds.
    pub fn label(&self) -> PemLabel {
        self.label
    }

    /// Its DER bytes: for a private key, the key itself.
    pub fn expose(&self) -> &[u8] {
        &self.der
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pem")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

fn label(kind: SectionKind) -> Option<PemLabel> {
    Some(match kind {
        SectionKind::Certificate => PemLabel::Certificate,
        SectionKind::Crl => PemLabel::Crl,
        SectionKind::EcPrivateKey => PemLabel::EcPrivateKey,
        SectionKind::PrivateKey => PemLabel::PrivateKey,
        SectionKind::PublicKey => PemLabel::PublicKey,
        SectionKind::RsaPrivateKey => PemLabel::RsaPrivateKey,
        _ => return None,
    })
}

/// The first section `ENCRYPTED PRIVATE KEY`, which the reader above does not know.
#[cfg(feature = "pkcs12")]
pub(super) fn encrypted_private_key(text: &[u8]) -> Result<Vec<u8>, Error> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    const LABEL: &str = "ENCRYPTED PRIVATE KEY-----";
    let not_found = || {
        let what = "expected a PEM section ENCRYPTED PRIVATE KEY";
        Error::new(ErrorKind::NotFound, what)
    };
    let text = core::str::from_utf8(text).map_err(|_| not_found())?;
    let (_, section) = text
        .split_once(&format!("-----BEGIN {LABEL}"))
        .ok_or_else(not_found)?;
    let (body, _) = section
        .split_once(&format!("-----END {LABEL}"))
        .ok_or_else(not_found)?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).map_err(|_| {
        Error::new(
            ErrorKind::Malformed,
            "expected PEM sections that end, in base64",
        )
    })
}
