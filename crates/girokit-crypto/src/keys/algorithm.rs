//! The algorithms, each with its strength and nothing weaker.

use core::fmt;

use ring::digest;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Digest {
    /// SHA-256, FIPS 180-4.
    Sha256,
    /// SHA-384, FIPS 180-4.
    Sha384,
    /// SHA-512, FIPS 180-4.
    Sha512,
}

impl Digest {
    /// The digest of `content`.
    pub fn of(self, content: &[u8]) -> Vec<u8> {
        digest::digest(self.ring(), content).as_ref().to_vec()
    }

    /// Length of the digest in bytes.
    pub fn length(self) -> usize {
        self.ring().output_len()
    }

    pub(crate) fn ring(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256 (`ES256`).
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384 (`ES384`).
    EcdsaP384Sha384,
    /// ECDSA on P-521 with SHA-512 (`ES512`); keys need feature `aws-lc`.
    EcdsaP521Sha512,
    /// Ed25519, RFC 8032 (`EdDSA`).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (`RS256`), keys of 2048 to 8192 bits.
    RsaPkcs1Sha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (`RS384`).
    RsaPkcs1Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (`RS512`).
    RsaPkcs1Sha512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, salt of 32 bytes (`PS256`).
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, salt of 48 bytes (`PS384`).
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512, salt of 64 bytes (`PS512`).
    RsaPssSha512,
}

impl SignatureAlgorithm {
    /// Its name in this crate's words: `rsa-pkcs1-sha256`, `ecdsa-p256-sha256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::EcdsaP384Sha384 => "ecdsa-p384-sha384",
            Self::EcdsaP521Sha512 => "ecdsa-p521-sha512",
            Self::Ed25519 => "ed25519",
            Self::RsaPkcs1Sha256 => "rsa-pkcs1-sha256",
            Self::RsaPkcs1Sha384 => "rsa-pkcs1-sha384",
            Self::RsaPkcs1Sha512 => "rsa-pkcs1-sha512",
            Self::RsaPssSha256 => "rsa-pss-sha256",
            Self::RsaPssSha384 => "rsa-pss-sha384",
            Self::RsaPssSha512 => "rsa-pss-sha512",
        }
    }

    /// Every algorithm, in the order of their names.
    pub const ALL: [Self; 10] = [
        Self::EcdsaP256Sha256,
        Self::EcdsaP384Sha384,
        Self::EcdsaP521Sha512,
        Self::Ed25519,
        Self::RsaPkcs1Sha256,
        Self::RsaPkcs1Sha384,
        Self::RsaPkcs1Sha512,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::RsaPssSha512,
    ];

    /// Whether the key is an RSA key.
    pub const fn is_rsa(self) -> bool {
        !matches!(
            self,
            Self::EcdsaP256Sha256 | Self::EcdsaP384Sha384 | Self::EcdsaP521Sha512 | Self::Ed25519
        )
    }

    /// Bytes of one coordinate, for ECDSA: a signature is twice as long.
    pub const fn ecdsa_coordinate(self) -> Option<usize> {
        match self {
            Self::EcdsaP256Sha256 => Some(32),
            Self::EcdsaP384Sha384 => Some(48),
            Self::EcdsaP521Sha512 => Some(66),
            _ => None,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A MAC algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MacAlgorithm {
    /// HMAC with SHA-256, RFC 2104 (`HS256`).
    HmacSha256,
    /// HMAC with SHA-384 (`HS384`).
    HmacSha384,
    /// HMAC with SHA-512 (`HS512`).
    HmacSha512,
}

impl MacAlgorithm {
    /// Its name in this crate's words: `hmac-sha256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha384 => "hmac-sha384",
            Self::HmacSha512 => "hmac-sha512",
        }
    }

    /// Length of the MAC in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::HmacSha256 => 32,
            Self::HmacSha384 => 48,
            Self::HmacSha512 => 64,
        }
    }
}

impl fmt::Display for MacAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a content key is protected for its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyWrap {
    /// ECDH on P-256.
    EcdhP256,
    /// ECDH on P-384.
    EcdhP384,
    /// ECDH on P-521.
    EcdhP521,
    /// RSAES-OAEP with SHA-256 and MGF1 with SHA-256, no label, keys of 2048 to 8192 bits.
    RsaOaepSha256,
    /// X25519, RFC 7748.
    X25519,
}

impl KeyWrap {
    /// Its name in this crate's words: `rsa-oaep-sha256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdhP256 => "ecdh-p256",
            Self::EcdhP384 => "ecdh-p384",
            Self::EcdhP521 => "ecdh-p521",
            Self::RsaOaepSha256 => "rsa-oaep-sha256",
            Self::X25519 => "x25519",
        }
    }
}

impl fmt::Display for KeyWrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The algorithm that a key is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// AES-256 in GCM.
    Aes256Gcm,
    /// Protection of content keys.
    KeyWrap(KeyWrap),
    /// A MAC.
    Mac(MacAlgorithm),
    /// A signature.
    Signature(SignatureAlgorithm),
}

impl Algorithm {
    /// Its name in this crate's words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::KeyWrap(algorithm) => algorithm.name(),
            Self::Mac(algorithm) => algorithm.name(),
            Self::Signature(algorithm) => algorithm.name(),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<SignatureAlgorithm> for Algorithm {
    fn from(algorithm: SignatureAlgorithm) -> Self {
        Self::Signature(algorithm)
    }
}

impl From<MacAlgorithm> for Algorithm {
    fn from(algorithm: MacAlgorithm) -> Self {
        Self::Mac(algorithm)
    }
}

impl From<KeyWrap> for Algorithm {
    fn from(algorithm: KeyWrap) -> Self {
        Self::KeyWrap(algorithm)
    }
}
