//! Keys in the memory of the process, on `ring`.

use core::fmt;

use der::Decode as _;
use der::asn1::{AnyRef, ObjectIdentifier};
use ring::rand::SystemRandom;
use ring::signature::{
    self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use spki::SubjectPublicKeyInfoRef;

use super::{
    KeyId, KeyInfo, KeyUsage, Pem, PemLabel, SignatureAlgorithm, Signer, Verifier, ecdsa, encode,
    roca,
};
use crate::{Error, ErrorKind, Signatory, Verified};

/// A private key in memory, bound to one algorithm. Masked in `Debug`.
///
/// The DER it was loaded from is wiped by [`Pem`]; what `ring` keeps inside is not (it has no wiping): keys that must not
/// stand in memory belong in a hardware module.
pub struct SigningKey {
    info: KeyInfo,
    algorithm: SignatureAlgorithm,
    pair: Pair,
    random: SystemRandom,
}

enum Pair {
    Ecdsa(EcdsaKeyPair),
    #[cfg(feature = "aws-lc")]
    EcdsaP521(aws_lc_rs::signature::EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl SigningKey {
    /// From PKCS#8 DER.
    ///
    /// An ECDSA key may lack its public half, as Java and Windows write it, with feature `aws-lc` only: `ring` cannot compute it.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when the key is not one for `algorithm`: another kind or curve, RSA outside 2048
    /// to 4096 bits or from a broken generator (CVE-2017-15361), inconsistent parts.
    pub fn from_pkcs8(id: KeyId, algorithm: SignatureAlgorithm, der: &[u8]) -> Result<Self, Error> {
        let random = SystemRandom::new();
        let pair = match algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 | SignatureAlgorithm::EcdsaP384Sha384 => {
                let signing = ecdsa_signing(algorithm)?;
                EcdsaKeyPair::from_pkcs8(signing, der, &random)
                    .or_else(|why| lone::ecdsa(signing, algorithm, der).ok_or(why))
                    .map(Pair::Ecdsa)
            }
            SignatureAlgorithm::EcdsaP521Sha512 => return p521::from_pkcs8(id, der),
            SignatureAlgorithm::Ed25519 => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Pair::Ed25519)
            }
            _ => RsaKeyPair::from_pkcs8(der).map(|pair| Pair::Rsa(Box::new(pair))),
        };
        Self::of(id, algorithm, pair.map_err(|why| mismatch(&why))?)
    }

    /// From PKCS#1 DER (`RSAPrivateKey`).
    ///
    /// # Errors
    /// As [`SigningKey::from_pkcs8`].
    pub fn from_pkcs1(id: KeyId, algorithm: SignatureAlgorithm, der: &[u8]) -> Result<Self, Error> {
        if !algorithm.is_rsa() {
            return Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}, found an RSA key"),
            ));
        }
        let pair = RsaKeyPair::from_der(der).map_err(|why| mismatch(&why))?;
        Self::of(id, algorithm, Pair::Rsa(Box::new(pair)))
    }

    /// The key, unless anybody can compute it from its public half.
    fn of(id: KeyId, algorithm: SignatureAlgorithm, pair: Pair) -> Result<Self, Error> {
        if let Pair::Rsa(rsa) = &pair {
            let (modulus, _) = rsa_numbers(rsa.public().as_ref())
                .ok_or_else(|| Error::new(ErrorKind::KeyMismatch, "expected an RSA key"))?;
            roca::check(&modulus)?;
        }
        Ok(Self::new(id, algorithm, pair))
    }

    /// From SEC 1 DER (`ECPrivateKey`, RFC 5915) with its public key in it.
    ///
    /// # Errors
    /// As [`SigningKey::from_pkcs8`].
    pub fn from_sec1(id: KeyId, algorithm: SignatureAlgorithm, der: &[u8]) -> Result<Self, Error> {
        let (private, public) = ecdsa::sec1(der)?;
        Self::from_private_and_public(id, algorithm, private, public)
    }

    /// From a PEM file with a PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`) section; the
    /// first counts.
    ///
    /// # Errors
    /// As [`Pem::first`] and [`SigningKey::from_pkcs8`].
    pub fn from_pem(id: KeyId, algorithm: SignatureAlgorithm, text: &[u8]) -> Result<Self, Error> {
        let labels = [
            PemLabel::PrivateKey,
            PemLabel::RsaPrivateKey,
            PemLabel::EcPrivateKey,
        ];
        let section = Pem::first(text, &labels)?;
        match section.label() {
            PemLabel::RsaPrivateKey => Self::from_pkcs1(id, algorithm, section.expose()),
            PemLabel::EcPrivateKey => Self::from_sec1(id, algorithm, section.expose()),
            _ => Self::from_pkcs8(id, algorithm, section.expose()),
        }
    }

    /// From the scalar and the uncompressed point `04 ‖ x ‖ y` of an ECDSA key, or the seed and the public key of Ed25519.
    ///
    /// # Errors
    /// As [`SigningKey::from_pkcs8`].
    pub fn from_private_and_public(
        id: KeyId,
        algorithm: SignatureAlgorithm,
        private: &[u8],
        public: &[u8],
    ) -> Result<Self, Error> {
        if algorithm == SignatureAlgorithm::EcdsaP521Sha512 {
            return p521::from_private_and_public(id, private, public);
        }
        let pair = match algorithm {
            SignatureAlgorithm::Ed25519 => {
                Ed25519KeyPair::from_seed_and_public_key(private, public).map(Pair::Ed25519)
            }
            _ => EcdsaKeyPair::from_private_key_and_public_key(
                ecdsa_signing(algorithm)?,
                private,
                public,
                &SystemRandom::new(),
            )
            .map(Pair::Ecdsa),
        };
        Ok(Self::new(
            id,
            algorithm,
            pair.map_err(|why| mismatch(&why))?,
        ))
    }

    fn new(id: KeyId, algorithm: SignatureAlgorithm, pair: Pair) -> Self {
        Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Signing),
            algorithm,
            pair,
            random: SystemRandom::new(),
        }
    }

    /// From an RSA key pair of `ring`.
    #[cfg_attr(
        not(feature = "jose"),
        allow(dead_code, reason = "JWK brings its numbers one by one")
    )]
    pub(crate) fn from_rsa(id: KeyId, algorithm: SignatureAlgorithm, pair: RsaKeyPair) -> Self {
        Self::new(id, algorithm, Pair::Rsa(Box::new(pair)))
    }

    /// The public half, under the same id and algorithm.
    pub fn public_key(&self) -> PublicKey {
        let bytes = match &self.pair {
            Pair::Ecdsa(pair) => pair.public_key().as_ref().to_vec(),
            #[cfg(feature = "aws-lc")]
            Pair::EcdsaP521(pair) => {
                use aws_lc_rs::signature::KeyPair as _;
                pair.public_key().as_ref().to_vec()
            }
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public().as_ref().to_vec(),
        };
        PublicKey {
            info: KeyInfo::new(
                self.info.id().clone(),
                self.algorithm,
                KeyUsage::Verification,
            ),
            algorithm: self.algorithm,
            bytes,
        }
    }
}

impl Signer for SigningKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::new(ErrorKind::Unavailable, "the private key does not sign");
        match &self.pair {
            Pair::Ecdsa(pair) => Ok(pair
                .sign(&self.random, message)
                .map_err(failed)?
                .as_ref()
                .to_vec()),
            #[cfg(feature = "aws-lc")]
            Pair::EcdsaP521(pair) => p521::sign(pair, message),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let padding: &dyn signature::RsaEncoding = match self.algorithm {
                    SignatureAlgorithm::RsaPkcs1Sha384 => &signature::RSA_PKCS1_SHA384,
                    SignatureAlgorithm::RsaPkcs1Sha512 => &signature::RSA_PKCS1_SHA512,
                    SignatureAlgorithm::RsaPssSha256 => &signature::RSA_PSS_SHA256,
                    SignatureAlgorithm::RsaPssSha384 => &signature::RSA_PSS_SHA384,
                    SignatureAlgorithm::RsaPssSha512 => &signature::RSA_PSS_SHA512,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &self.random, message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// A public key, bound to one algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    info: KeyInfo,
    algorithm: SignatureAlgorithm,
    /// RSA: PKCS#1 `RSAPublicKey`. ECDSA: the uncompressed point. Ed25519: 32 bytes.
    bytes: Vec<u8>,
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(super) const EC_PUBLIC_KEY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
pub(super) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
pub(super) const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
pub(super) const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// Shortest and longest RSA modulus in bits.
pub(crate) const RSA_BITS: core::ops::RangeInclusive<usize> = 2048..=8192;

impl PublicKey {
    /// From `SubjectPublicKeyInfo` DER, RFC 5280 section 4.1.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), or [`KeyMismatch`](ErrorKind::KeyMismatch) when the key is not one for
    /// `algorithm`: another kind or curve, RSA outside 2048 to 8192 bits.
    pub fn from_spki(id: KeyId, algorithm: SignatureAlgorithm, der: &[u8]) -> Result<Self, Error> {
        let malformed = |_| {
            Error::new(
                ErrorKind::Malformed,
                "expected a SubjectPublicKeyInfo in DER",
            )
        };
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(malformed)?;
        let curve = || info.algorithm.parameters_oid().ok();
        let fits = match algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 => {
                info.algorithm.oid == EC_PUBLIC_KEY && curve() == Some(P256)
            }
            SignatureAlgorithm::EcdsaP384Sha384 => {
                info.algorithm.oid == EC_PUBLIC_KEY && curve() == Some(P384)
            }
            SignatureAlgorithm::EcdsaP521Sha512 => {
                info.algorithm.oid == EC_PUBLIC_KEY && curve() == Some(P521)
            }
            SignatureAlgorithm::Ed25519 => {
                info.algorithm.oid == ED25519 && info.algorithm.parameters.is_none()
            }
            _ => {
                info.algorithm.oid == RSA_ENCRYPTION
                    && info.algorithm.parameters.is_none_or(AnyRef::is_null)
            }
        };
        let key = info.subject_public_key.as_bytes();
        match key {
            Some(key) if fits => Self::from_bytes(id, algorithm, key.to_vec()),
            _ => Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}"),
            )),
        }
    }

    /// From a PEM file with a `PUBLIC KEY` section; the first counts.
    ///
    /// # Errors
    /// As [`Pem::first`] and [`PublicKey::from_spki`].
    pub fn from_pem(id: KeyId, algorithm: SignatureAlgorithm, text: &[u8]) -> Result<Self, Error> {
        Self::from_spki(
            id,
            algorithm,
            Pem::first(text, &[PemLabel::PublicKey])?.expose(),
        )
    }

    /// From the numbers of an RSA key, big-endian.
    ///
    /// # Errors
    /// As [`PublicKey::from_spki`].
    pub fn from_rsa_components(
        id: KeyId,
        algorithm: SignatureAlgorithm,
        n: &[u8],
        e: &[u8],
    ) -> Result<Self, Error> {
        if !algorithm.is_rsa() {
            return Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}, found an RSA key"),
            ));
        }
        let bytes = encode::numbers(&[n, e]).map_err(|_| {
            Error::new(
                ErrorKind::Malformed,
                "expected the two numbers of an RSA key",
            )
        })?;
        Self::from_bytes(id, algorithm, bytes.to_vec())
    }

    /// From the uncompressed point `04 ‖ x ‖ y` of an ECDSA key, or the 32 bytes of an Ed25519 key.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for a wrong length or form. That the point is on the curve is checked by each
    /// verification.
    pub fn from_point(
        id: KeyId,
        algorithm: SignatureAlgorithm,
        point: &[u8],
    ) -> Result<Self, Error> {
        if algorithm.is_rsa() {
            return Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}, found a point"),
            ));
        }
        Self::from_bytes(id, algorithm, point.to_vec())
    }

    fn from_bytes(id: KeyId, algorithm: SignatureAlgorithm, bytes: Vec<u8>) -> Result<Self, Error> {
        let fits = match algorithm.ecdsa_coordinate() {
            Some(length) => {
                bytes.len() == length.saturating_mul(2).saturating_add(1)
                    && bytes.first() == Some(&4)
            }
            None if algorithm == SignatureAlgorithm::Ed25519 => bytes.len() == 32,
            None => rsa_bits(&bytes).is_some_and(|bits| RSA_BITS.contains(&bits)),
        };
        if algorithm.is_rsa()
            && let Some((modulus, _)) = rsa_numbers(&bytes)
        {
            roca::check(&modulus)?;
        }
        if !fits {
            let what = format!(
                "expected a key for {algorithm}: RSA of 2048 to 8192 bits, an uncompressed point of its curve"
            );
            return Err(Error::new(ErrorKind::KeyMismatch, what));
        }
        Ok(Self {
            info: KeyInfo::new(id, algorithm, KeyUsage::Verification),
            algorithm,
            bytes,
        })
    }

    /// The key as its algorithm writes it. RSA: PKCS#1 `RSAPublicKey` in DER; ECDSA: `04 ‖ x ‖ y`; Ed25519: 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Modulus and exponent of an RSA key, big-endian without leading zeros.
    pub fn rsa_components(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        self.algorithm
            .is_rsa()
            .then(|| rsa_numbers(&self.bytes))
            .flatten()
    }

    /// The same key for another algorithm of its kind: a certificate names a key, and the signature its algorithm.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) when the kind or curve differs.
    pub fn with_algorithm(&self, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        if self.algorithm == algorithm || (self.algorithm.is_rsa() && algorithm.is_rsa()) {
            Self::from_bytes(self.info.id().clone(), algorithm, self.bytes.clone())
        } else {
            let what = format!(
                "expected a key for {algorithm}, found one for {}",
                self.algorithm
            );
            Err(Error::new(ErrorKind::KeyMismatch, what))
        }
    }
}

impl Verifier for PublicKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn verify<'m>(&self, message: &'m [u8], signature: &[u8]) -> Result<Verified<&'m [u8]>, Error> {
        let algorithm: &dyn signature::VerificationAlgorithm = match self.algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 => &signature::ECDSA_P256_SHA256_FIXED,
            SignatureAlgorithm::EcdsaP384Sha384 => &signature::ECDSA_P384_SHA384_FIXED,
            SignatureAlgorithm::EcdsaP521Sha512 => {
                p521::verify(&self.bytes, message, signature)?;
                return Ok(Verified::new(
                    message,
                    Signatory::new(self.info.id().clone(), self.algorithm),
                ));
            }
            SignatureAlgorithm::Ed25519 => &signature::ED25519,
            SignatureAlgorithm::RsaPkcs1Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            SignatureAlgorithm::RsaPkcs1Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            SignatureAlgorithm::RsaPkcs1Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            SignatureAlgorithm::RsaPssSha256 => &signature::RSA_PSS_2048_8192_SHA256,
            SignatureAlgorithm::RsaPssSha384 => &signature::RSA_PSS_2048_8192_SHA384,
            SignatureAlgorithm::RsaPssSha512 => &signature::RSA_PSS_2048_8192_SHA512,
        };
        UnparsedPublicKey::new(algorithm, &self.bytes)
            .verify(message, signature)
            .map_err(|_| {
                Error::new(
                    ErrorKind::SignatureInvalid,
                    "the signature does not fit message and key",
                )
            })?;
        Ok(Verified::new(
            message,
            Signatory::new(self.info.id().clone(), self.algorithm),
        ))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

pub(super) fn rsa_numbers(pkcs1: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    use der::asn1::UintRef;
    use der::{Reader as _, SliceReader};
    let mut reader = SliceReader::new(pkcs1).ok()?;
    let numbers = reader
        .sequence(|inner| {
            Ok::<_, der::Error>((
                UintRef::decode(inner)?.as_bytes().to_vec(),
                UintRef::decode(inner)?.as_bytes().to_vec(),
            ))
        })
        .ok()?;
    reader.is_finished().then_some(numbers)
}

fn rsa_bits(pkcs1: &[u8]) -> Option<usize> {
    let components: RsaPublicKeyComponents<Vec<u8>> =
        rsa_numbers(pkcs1).map(|(n, e)| RsaPublicKeyComponents { n, e })?;
    let leading = usize::try_from(components.n.first()?.leading_zeros()).ok()?;
    components.n.len().checked_mul(8)?.checked_sub(leading)
}

fn ecdsa_signing(
    algorithm: SignatureAlgorithm,
) -> Result<&'static signature::EcdsaSigningAlgorithm, Error> {
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => Ok(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        SignatureAlgorithm::EcdsaP384Sha384 => Ok(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        _ => Err(Error::new(
            ErrorKind::KeyMismatch,
            format!("expected a key for {algorithm}, found a point"),
        )),
    }
}

fn mismatch(why: &ring::error::KeyRejected) -> Error {
    // The reasons of `ring` are fixed words without content.
    Error::new(
        ErrorKind::KeyMismatch,
        format!("the private key is not one for this algorithm ({why})"),
    )
}

/// ECDSA keys without their public half, which `ring` does not compute.
mod lone {
    use ring::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm};

    use super::SignatureAlgorithm;

    #[cfg(feature = "aws-lc")]
    pub(super) fn ecdsa(
        signing: &'static EcdsaSigningAlgorithm,
        algorithm: SignatureAlgorithm,
        pkcs8: &[u8],
    ) -> Option<EcdsaKeyPair> {
        use aws_lc_rs::encoding::AsBigEndian as _;
        use aws_lc_rs::signature::{self, KeyPair as _};

        let curve = match algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            _ => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        };
        let pair = signature::EcdsaKeyPair::from_pkcs8(curve, pkcs8).ok()?;
        let private = pair.private_key().as_be_bytes().ok()?;
        let (private, public) = (private.as_ref(), pair.public_key().as_ref());
        let random = ring::rand::SystemRandom::new();
        EcdsaKeyPair::from_private_key_and_public_key(signing, private, public, &random).ok()
    }

    #[cfg(not(feature = "aws-lc"))]
    pub(super) fn ecdsa(
        _: &'static EcdsaSigningAlgorithm,
        _: SignatureAlgorithm,
        _: &[u8],
    ) -> Option<EcdsaKeyPair> {
        None
    }
}

/// P-521, which `ring` has not.
#[cfg(feature = "aws-lc")]
mod p521 {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
    };

    use super::{Error, ErrorKind, KeyId, Pair, SignatureAlgorithm, SigningKey};

    const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::EcdsaP521Sha512;

    fn key(
        id: KeyId,
        pair: Result<EcdsaKeyPair, aws_lc_rs::error::KeyRejected>,
    ) -> Result<SigningKey, Error> {
        let mismatch = |_| {
            Error::new(
                ErrorKind::KeyMismatch,
                "the private key is not one for this algorithm",
            )
        };
        Ok(SigningKey::new(
            id,
            ALGORITHM,
            Pair::EcdsaP521(pair.map_err(mismatch)?),
        ))
    }

    pub(super) fn from_pkcs8(id: KeyId, der: &[u8]) -> Result<SigningKey, Error> {
        key(
            id,
            EcdsaKeyPair::from_pkcs8(&ECDSA_P521_SHA512_FIXED_SIGNING, der),
        )
    }

    pub(super) fn from_private_and_public(
        id: KeyId,
        private: &[u8],
        public: &[u8],
    ) -> Result<SigningKey, Error> {
        let algorithm = &ECDSA_P521_SHA512_FIXED_SIGNING;
        key(
            id,
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, private, public),
        )
    }

    pub(super) fn sign(pair: &EcdsaKeyPair, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = pair.sign(&SystemRandom::new(), message);
        let failed = |_| Error::new(ErrorKind::Unavailable, "the private key does not sign");
        Ok(signature.map_err(failed)?.as_ref().to_vec())
    }

    pub(super) fn verify(public: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let invalid = |_| {
            Error::new(
                ErrorKind::SignatureInvalid,
                "the signature does not fit message and key",
            )
        };
        UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, public)
            .verify(message, signature)
            .map_err(invalid)
    }
}

/// P-521, which `ring` has not.
#[cfg(not(feature = "aws-lc"))]
mod p521 {
    use super::{Error, ErrorKind, KeyId, SigningKey};

    fn missing<T>() -> Result<T, Error> {
        Err(Error::new(
            ErrorKind::Unsupported,
            "P-521 needs feature `aws-lc`",
        ))
    }

    pub(super) fn from_pkcs8(_: KeyId, _: &[u8]) -> Result<SigningKey, Error> {
        missing()
    }

    pub(super) fn from_private_and_public(
        _: KeyId,
        _: &[u8],
        _: &[u8],
    ) -> Result<SigningKey, Error> {
        missing()
    }

    pub(super) fn verify(_: &[u8], _: &[u8], _: &[u8]) -> Result<(), Error> {
        missing()
    }
}
