//! From a password to keys: PBES2, and the MAC of a file.

use core::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use der::asn1::ObjectIdentifier;
use ring::{digest, hmac, pbkdf2};
use zeroize::Zeroizing;

use super::asn1::{Algorithm, Cursor};
use super::malformed;
use crate::{Error, ErrorKind, Secret, secret};

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");
const HMAC_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");

/// Longest derived key, in bytes: as long as a SHA-512 MAC, which is the longest that RFC 9579 has a use for.
const MAX_KEY: usize = 64;

/// Names of what is refused, for the error.
const REFUSED: &[(&str, &str)] = &[
    ("1.2.840.113549.1.12.1.1", "RC4 of 128 bits with SHA-1"),
    ("1.2.840.113549.1.12.1.2", "RC4 of 40 bits with SHA-1"),
    ("1.2.840.113549.1.12.1.3", "3DES with SHA-1"),
    ("1.2.840.113549.1.12.1.4", "3DES of two keys with SHA-1"),
    ("1.2.840.113549.1.12.1.5", "RC2 of 128 bits with SHA-1"),
    ("1.2.840.113549.1.12.1.6", "RC2 of 40 bits with SHA-1"),
    ("1.2.840.113549.1.5.3", "DES with MD5"),
    ("1.2.840.113549.1.5.10", "DES with SHA-1"),
    ("1.2.840.113549.1.5.11", "RC2 with SHA-1"),
    ("1.2.840.113549.2.7", "HMAC-SHA-1"),
    ("1.2.840.113549.2.8", "HMAC-SHA-224"),
    ("1.2.840.113549.3.2", "RC2"),
    ("1.2.840.113549.3.7", "3DES"),
    ("1.3.14.3.2.7", "DES"),
    ("1.3.14.3.2.26", "SHA-1"),
    ("1.2.840.113549.2.5", "MD5"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt"),
];

fn refused(oid: ObjectIdentifier) -> Error {
    let text = oid.to_string();
    let name = REFUSED.iter().find(|(known, _)| *known == text);
    let what = format!(
        "expected PBES2 with AES in CBC and HMAC with SHA-256, SHA-384 or SHA-512, found {}",
        name.map_or(text.as_str(), |(_, name)| name)
    );
    Error::new(ErrorKind::AlgorithmNotAllowed, what)
}

fn failed() -> Error {
    Error::new(ErrorKind::Decryption, "")
}

/// Iterations that are left.
pub(super) struct Budget(u32);

impl Budget {
    pub(super) fn new(iterations: u32) -> Self {
        Self(iterations)
    }

    fn spend(&mut self, iterations: u32) -> Result<NonZeroU32, Error> {
        let count = NonZeroU32::new(iterations)
            .ok_or_else(|| Error::new(ErrorKind::Malformed, "expected one iteration or more"))?;
        self.0 = self.0.checked_sub(iterations).ok_or_else(|| {
            let what =
                format!("the file asks for more iterations than the limit allows ({iterations})");
            Error::new(ErrorKind::TooLarge, what)
        })?;
        Ok(count)
    }
}

/// The hash functions that are accepted, by their numbers in `2.16.840.1.101.3.4.2` and `1.2.840.113549.2`.
#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of_digest(algorithm: Algorithm<'_>) -> Result<Self, Error> {
        let oid = algorithm.bare().map_err(malformed)?;
        match oid.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Ok(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Ok(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Ok(Self::Sha512),
            _ => Err(refused(oid)),
        }
    }

    fn of_hmac(algorithm: Algorithm<'_>) -> Result<Self, Error> {
        let oid = algorithm.bare().map_err(malformed)?;
        match oid.to_string().as_str() {
            "1.2.840.113549.2.9" => Ok(Self::Sha256),
            "1.2.840.113549.2.10" => Ok(Self::Sha384),
            "1.2.840.113549.2.11" => Ok(Self::Sha512),
            _ => Err(refused(oid)),
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }

    fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

/// Parameters of PBKDF2, RFC 8018 appendix A.2.
struct Derivation<'a> {
    salt: &'a [u8],
    iterations: u32,
    length: Option<u32>,
    hash: Hash,
}

impl<'a> Derivation<'a> {
    fn read(algorithm: Algorithm<'a>) -> Result<Self, Error> {
        if algorithm.oid != PBKDF2 {
            return Err(refused(algorithm.oid));
        }
        let read = || {
            let mut parameters = algorithm.sequence()?;
            let salt = parameters.octets()?;
            let iterations = parameters.number()?;
            let length = if parameters.at_number() {
                Some(parameters.number()?)
            } else {
                None
            };
            let prf = if parameters.is_empty() {
                None
            } else {
                Some(parameters.algorithm()?)
            };
            parameters.end()?;
            Ok((salt, iterations, length, prf))
        };
        let (salt, iterations, length, prf) = read().map_err(malformed)?;
        // Without a name it is HMAC-SHA-1.
        let prf = prf.unwrap_or(Algorithm {
            oid: HMAC_SHA1,
            parameters: None,
        });
        Ok(Self {
            salt,
            iterations,
            length,
            hash: Hash::of_hmac(prf)?,
        })
    }

    /// A key of `length` bytes, at most [`MAX_KEY`]. Each digest's worth of it costs all iterations.
    fn key(
        &self,
        length: usize,
        password: &Secret,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let named = self.length.map(usize::try_from);
        if named.is_some_and(|named| named != Ok(length)) || length > MAX_KEY {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected a key as long as its algorithm's",
            ));
        }
        let iterations = budget.spend(self.iterations)?;
        for _ in 1..length.div_ceil(self.hash.digest().output_len()) {
            budget.spend(self.iterations)?;
        }
        let mut key = Zeroizing::new(vec![0; length]);
        pbkdf2::derive(
            self.hash.pbkdf2(),
            iterations,
            self.salt,
            password.expose(),
            &mut key,
        );
        Ok(key)
    }
}

/// Decrypts by PBES2, RFC 8018 section 6.2.
pub(super) fn decrypt(
    scheme: Algorithm<'_>,
    text: &[u8],
    password: &Secret,
    budget: &mut Budget,
) -> Result<Secret, Error> {
    if scheme.oid != PBES2 {
        return Err(refused(scheme.oid));
    }
    let read = || {
        let mut parameters = scheme.sequence()?;
        let pair = (parameters.algorithm()?, parameters.algorithm()?);
        parameters.end()?;
        Ok(pair)
    };
    let (derivation, cipher) = read().map_err(malformed)?;
    let derivation = Derivation::read(derivation)?;
    let (algorithm, length) = match cipher.oid.to_string().as_str() {
        "2.16.840.1.101.3.4.1.2" => (&AES_128, 16),
        "2.16.840.1.101.3.4.1.22" => (&AES_192, 24),
        "2.16.840.1.101.3.4.1.42" => (&AES_256, 32),
        _ => return Err(refused(cipher.oid)),
    };
    let iv = cipher.octets().map_err(malformed)?;
    let iv = FixedLength::<16>::try_from(iv)
        .map_err(|_| Error::new(ErrorKind::Malformed, "expected an IV of 16 bytes"))?;
    let key = derivation.key(length, password, budget)?;
    let key = UnboundCipherKey::new(algorithm, &key).map_err(|_| failed())?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| failed())?;
    let mut plain = Zeroizing::new(text.to_vec());
    let length = key
        .decrypt(&mut plain, DecryptionContext::Iv128(iv))
        .map_err(|_| failed())?
        .len();
    plain.truncate(length);
    Ok(Secret::from(plain))
}

/// `MacData`: RFC 7292 section 4, RFC 9579.
pub(super) struct Mac<'a> {
    algorithm: Algorithm<'a>,
    value: &'a [u8],
    salt: &'a [u8],
    iterations: u32,
}

impl<'a> Mac<'a> {
    pub(super) fn read(data: &mut Cursor<'a>) -> der::Result<Self> {
        let mut info = data.sequence()?;
        let (algorithm, value) = (info.algorithm()?, info.octets()?);
        info.end()?;
        let salt = data.octets()?;
        let iterations = if data.is_empty() { 1 } else { data.number()? };
        data.end()?;
        Ok(Self {
            algorithm,
            value,
            salt,
            iterations,
        })
    }

    /// Checks the MAC over `content`.
    pub(super) fn check(
        &self,
        content: &[u8],
        password: &Secret,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        if self.algorithm.oid == PBMAC1 {
            return self.check_pbmac1(content, password, budget);
        }
        let hash = Hash::of_digest(self.algorithm)?;
        for password in bmp(password)? {
            let iterations = budget.spend(self.iterations)?;
            let key = derive_mac_key(hash, &password, self.salt, iterations);
            let key = hmac::Key::new(hash.hmac(), &key);
            if secret::same(hmac::sign(&key, content).as_ref(), self.value) {
                return Ok(());
            }
        }
        Err(failed())
    }

    fn check_pbmac1(
        &self,
        content: &[u8],
        password: &Secret,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let read = || {
            let mut parameters = self.algorithm.sequence()?;
            let pair = (parameters.algorithm()?, parameters.algorithm()?);
            parameters.end()?;
            Ok(pair)
        };
        let (derivation, scheme) = read().map_err(malformed)?;
        let derivation = Derivation::read(derivation)?;
        let hash = Hash::of_hmac(scheme)?;
        // RFC 9579 section 4: the length must be there. Below 20 bytes a MAC key is too weak.
        let length = derivation
            .length
            .and_then(|length| usize::try_from(length).ok());
        let length = length.filter(|length| *length >= 20).ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                "expected the length of the MAC key, 20 bytes or more",
            )
        })?;
        let key = derivation.key(length, password, budget)?;
        let key = hmac::Key::new(hash.hmac(), &key);
        if secret::same(hmac::sign(&key, content).as_ref(), self.value) {
            Ok(())
        } else {
            Err(failed())
        }
    }
}

/// The password as RFC 7292 appendix B.1 wants it: UTF-16, big-endian, with a zero at the end. Of an empty one some programs make nothing
/// at all: then both ways.
fn bmp(password: &Secret) -> Result<Vec<Zeroizing<Vec<u8>>>, Error> {
    let text = core::str::from_utf8(password.expose()).map_err(|_| {
        Error::new(ErrorKind::Malformed, "expected a password in UTF-8").in_part("password")
    })?;
    let mut bytes = Zeroizing::new(Vec::new());
    for unit in text.encode_utf16().chain([0]) {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    let mut ways = vec![bytes];
    if text.is_empty() {
        ways.push(Zeroizing::new(Vec::new()));
    }
    Ok(ways)
}

/// The key of a MAC, RFC 7292 appendix B.2 with ID 3: as long as the digest, so that one block of it is enough.
fn derive_mac_key(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
) -> Zeroizing<Vec<u8>> {
    const ID: u8 = 3;
    let algorithm = hash.digest();
    let block = algorithm.block_len();
    let mut input = Zeroizing::new(vec![ID; block]);
    for part in [salt, password] {
        let length = part.len().div_ceil(block).saturating_mul(block);
        input.extend(part.iter().copied().cycle().take(length));
    }
    let mut key = Zeroizing::new(digest::digest(algorithm, &input).as_ref().to_vec());
    for _ in 1..iterations.get() {
        let next = digest::digest(algorithm, &key);
        key.copy_from_slice(next.as_ref());
    }
    key
}
