//! Keys in a hardware module, through PKCS #11.
//!
//! The private key never leaves the module. Of a message only its digest goes there (but for Ed25519, which needs the whole
//! message, and for HMAC), so a file of 10 MB costs what a small one does. Banks ask for this where the key of payments has
//! to stand in a certified device.
//!
//! ```no_run
//! # fn main() -> Result<(), girokit_crypto::Error> {
//! use girokit_crypto::Secret;
//! use girokit_crypto::keys::pkcs11::Token;
//! use girokit_crypto::keys::{KeyId, SignatureAlgorithm, Signer as _};
//!
//! let pin = Secret::new(std::fs::read("/run/secrets/hsm-pin").unwrap_or_default());
//! let token = Token::open("/usr/lib/softhsm/libsofthsm2.so".as_ref(), "payments", &pin)?;
//! let algorithm = SignatureAlgorithm::EcdsaP256Sha256;
//! let key = token.signer(KeyId::parse("bank-a-2026")?, algorithm, "bank-a")?;
//! let signature = key.sign(b"the message")?;
//! # Ok(())
//! # }
//! ```
//!
//! A key is found by its label, its kind and its right (`CKA_SIGN`, `CKA_VERIFY`, `CKA_DECRYPT`); exactly one must fit. Curve
//! and length are checked when it is found. Certificates are not read from the module, keys are not made there, and ECDH is
//! refused: the tools of the module make keys, and RSA-OAEP is what this recovers content keys with.
//!
//! Run against `SoftHSM2`: RSA, ECDSA on P-256 and P-384, Ed25519 signing, HMAC, logins, keys that are taken away. Not yet run
//! against any module: P-521, a PIN that gets locked, and an RSA-OAEP recovery that succeeds (`SoftHSM` 2.6 has OAEP with SHA-1
//! only).

use core::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::RawAuthPin;

use super::local::RSA_BITS;
use super::roca;
use super::{
    Decrypter, Digest, KeyId, KeyInfo, KeyUsage, KeyWrap, MacAlgorithm, MacKey, PublicKey,
    SignatureAlgorithm, Signer, Verifier,
};
use crate::{Error, ErrorKind, Secret, Signatory, Verified, secret};

/// A token of a module, with a user logged in. A clone shares the login; the last one to go logs out.
///
/// Sessions are kept and used again: as many as there are threads at work at once, of which [`Token::IDLE_SESSIONS`] stay
/// open when there is nothing to do.
#[derive(Clone)]
pub struct Token(Arc<Inner>);

struct Inner {
    context: Pkcs11,
    slot: Slot,
    label: Box<str>,
    /// Holds the login: it ends with the last session.
    login: Mutex<Session>,
    idle: Mutex<Vec<Session>>,
}

impl Token {
    /// Most sessions kept open without work.
    pub const IDLE_SESSIONS: usize = 8;

    /// Loads the module at `module` and logs in, with the user's `pin`, to the one token labelled `label`.
    ///
    /// The module is code that runs in this process: `module` must come from the configuration, never from input.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) when the module does not load or answer, [`NotFound`](ErrorKind::NotFound)
    /// without such a token, [`Denied`](ErrorKind::Denied) for a wrong or locked PIN, [`Conflict`](ErrorKind::Conflict) for
    /// two tokens of that label, and when this process is logged in to it already: then the PIN cannot be checked, and the
    /// [`Token`] that logged in is to be cloned.
    pub fn open(module: &Path, label: &str, pin: &Secret) -> Result<Self, Error> {
        let context = Pkcs11::new(module).map_err(unavailable)?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(ModuleError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(unavailable(error)),
        }
        let mut found = None;
        for slot in context.get_slots_with_token().map_err(unavailable)? {
            let info = context.get_token_info(slot).map_err(unavailable)?;
            if info.token_initialized()
                && info.label().trim_end() == label
                && found.replace(slot).is_some()
            {
                return Err(Error::new(
                    ErrorKind::Conflict,
                    "expected one token of this label",
                ));
            }
        }
        let slot = found
            .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected a token of this label"))?;
        let login = context.open_ro_session(slot).map_err(unavailable)?;
        login
            .login_with_raw(
                UserType::User,
                &RawAuthPin::new(Box::new(pin.expose().to_vec())),
            )
            .map_err(refused)?;
        Ok(Self(Arc::new(Inner {
            context,
            slot,
            label: label.into(),
            login: Mutex::new(login),
            idle: Mutex::new(Vec::new()),
        })))
    }

    /// The private key of this label, to sign with.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound) when no key of that label and kind may sign, [`Conflict`](ErrorKind::Conflict) when
    /// several may, [`KeyMismatch`](ErrorKind::KeyMismatch) for another curve or RSA outside 2048 to 8192 bits,
    /// [`Unavailable`](ErrorKind::Unavailable).
    pub fn signer(
        &self,
        id: KeyId,
        algorithm: SignatureAlgorithm,
        label: &str,
    ) -> Result<TokenSigner, Error> {
        let wanted = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Sign(true),
        ];
        let key = self.find(label, key_type(algorithm), wanted)?;
        self.check(key, algorithm)?;
        Ok(TokenSigner {
            info: KeyInfo::new(id, algorithm, KeyUsage::Signing),
            algorithm,
            token: self.clone(),
            key,
        })
    }

    /// The public key of this label, to verify with inside the module. [`Token::public_key`] verifies outside, and faster.
    ///
    /// # Errors
    /// As [`Token::signer`], with the right to verify; [`Unsupported`](ErrorKind::Unsupported) for Ed25519, whose good
    /// signatures `SoftHSM` 2.6 refused in our tests.
    pub fn verifier(
        &self,
        id: KeyId,
        algorithm: SignatureAlgorithm,
        label: &str,
    ) -> Result<TokenVerifier, Error> {
        if algorithm == SignatureAlgorithm::Ed25519 {
            let what = "Ed25519 is verified with the public key, outside the module";
            return Err(Error::new(ErrorKind::Unsupported, what));
        }
        let key = self.public_object(algorithm, label)?;
        Ok(TokenVerifier {
            info: KeyInfo::new(id, algorithm, KeyUsage::Verification),
            algorithm,
            token: self.clone(),
            key,
        })
    }

    /// The public key of this label, read out of the module.
    ///
    /// # Errors
    /// As [`Token::verifier`] and [`PublicKey::from_spki`].
    pub fn public_key(
        &self,
        id: KeyId,
        algorithm: SignatureAlgorithm,
        label: &str,
    ) -> Result<PublicKey, Error> {
        let key = self.public_object(algorithm, label)?;
        if algorithm.is_rsa() {
            let n = self.bytes_of(key, AttributeType::Modulus)?;
            let e = self.bytes_of(key, AttributeType::PublicExponent)?;
            return PublicKey::from_rsa_components(id, algorithm, &n, &e);
        }
        let point = self.bytes_of(key, AttributeType::EcPoint)?;
        // The standard wants a DER octet string around the point; some modules leave it out.
        match <&der::asn1::OctetStringRef as der::Decode>::from_der(&point) {
            Ok(inner) => PublicKey::from_point(id, algorithm, inner.as_bytes()),
            Err(_) => PublicKey::from_point(id, algorithm, &point),
        }
    }

    /// The shared key of this label, for MACs: a generic secret at least as long as the MAC.
    ///
    /// # Errors
    /// As [`Token::signer`]; [`KeyMismatch`](ErrorKind::KeyMismatch) for a shorter key.
    pub fn mac_key(
        &self,
        id: KeyId,
        algorithm: MacAlgorithm,
        label: &str,
    ) -> Result<TokenMacKey, Error> {
        let wanted = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::Sign(true),
        ];
        let key = self.find(label, KeyType::GENERIC_SECRET, wanted)?;
        let length = self.with_session(|session| {
            session
                .get_attributes(key, &[AttributeType::ValueLen])
                .map_err(unavailable)
        })?;
        let long_enough = length.iter().any(|attribute| {
            matches!(attribute, Attribute::ValueLen(length)
                if usize::try_from(**length).is_ok_and(|length| length >= algorithm.length()))
        });
        if !long_enough {
            let what = format!("expected a key of at least {} bytes", algorithm.length());
            return Err(Error::new(ErrorKind::KeyMismatch, what));
        }
        Ok(TokenMacKey {
            info: KeyInfo::new(id, algorithm, KeyUsage::Mac),
            algorithm,
            token: self.clone(),
            key,
        })
    }

    /// The private RSA key of this label, to recover content keys with by RSAES-OAEP with SHA-256.
    ///
    /// Not every module has OAEP with SHA-256: `SoftHSM` 2.6 has it with SHA-1 only, and then every
    /// [`recover`](Decrypter::recover) fails.
    ///
    /// # Errors
    /// As [`Token::signer`]; [`Unsupported`](ErrorKind::Unsupported) for ECDH.
    pub fn decrypter(
        &self,
        id: KeyId,
        algorithm: KeyWrap,
        label: &str,
    ) -> Result<TokenDecrypter, Error> {
        if algorithm != KeyWrap::RsaOaepSha256 {
            let what = "a hardware module recovers content keys with RSA-OAEP only";
            return Err(Error::new(ErrorKind::Unsupported, what));
        }
        let wanted = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Decrypt(true),
        ];
        let key = self.find(label, KeyType::RSA, wanted)?;
        self.check(key, SignatureAlgorithm::RsaPkcs1Sha256)?;
        Ok(TokenDecrypter {
            info: KeyInfo::new(id, algorithm, KeyUsage::Decryption),
            token: self.clone(),
            key,
        })
    }

    fn public_object(
        &self,
        algorithm: SignatureAlgorithm,
        label: &str,
    ) -> Result<ObjectHandle, Error> {
        let wanted = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::Verify(true),
        ];
        let key = self.find(label, key_type(algorithm), wanted)?;
        self.check(key, algorithm)?;
        Ok(key)
    }

    /// The one object of this label and kind with what is `wanted`.
    fn find(
        &self,
        label: &str,
        kind: KeyType,
        wanted: [Attribute; 2],
    ) -> Result<ObjectHandle, Error> {
        let mut template = vec![
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::KeyType(kind),
        ];
        template.extend(wanted);
        let found =
            self.with_session(|session| session.find_objects(&template).map_err(unavailable))?;
        match *found.as_slice() {
            [key] => Ok(key),
            [] => Err(Error::new(
                ErrorKind::NotFound,
                "expected a key of this label, kind and right in the token",
            )),
            _ => Err(Error::new(
                ErrorKind::Conflict,
                "expected one key of this label, kind and right in the token",
            )),
        }
    }

    /// Whether curve or length fit the algorithm.
    fn check(&self, key: ObjectHandle, algorithm: SignatureAlgorithm) -> Result<(), Error> {
        let fits = match algorithm {
            SignatureAlgorithm::EcdsaP256Sha256 => {
                self.bytes_of(key, AttributeType::EcParams)? == P256
            }
            SignatureAlgorithm::EcdsaP384Sha384 => {
                self.bytes_of(key, AttributeType::EcParams)? == P384
            }
            SignatureAlgorithm::EcdsaP521Sha512 => {
                self.bytes_of(key, AttributeType::EcParams)? == P521
            }
            SignatureAlgorithm::Ed25519 => {
                let curve = self.bytes_of(key, AttributeType::EcParams)?;
                ED25519.contains(&curve.as_slice())
            }
            _ => {
                let modulus = self.bytes_of(key, AttributeType::Modulus)?;
                roca::check(&modulus)?;
                let leading = modulus.iter().take_while(|byte| **byte == 0).count();
                let top = modulus.get(leading).map_or(0, |byte| byte.leading_zeros());
                let bits = modulus.len().saturating_sub(leading).saturating_mul(8);
                RSA_BITS.contains(&bits.saturating_sub(usize::try_from(top).unwrap_or(0)))
            }
        };
        if fits {
            Ok(())
        } else {
            Err(Error::new(
                ErrorKind::KeyMismatch,
                format!("expected a key for {algorithm}"),
            ))
        }
    }

    fn bytes_of(&self, key: ObjectHandle, kind: AttributeType) -> Result<Vec<u8>, Error> {
        let values =
            self.with_session(|session| session.get_attributes(key, &[kind]).map_err(unavailable))?;
        match values.into_iter().next() {
            Some(
                Attribute::EcParams(bytes)
                | Attribute::EcPoint(bytes)
                | Attribute::Modulus(bytes)
                | Attribute::PublicExponent(bytes),
            ) => Ok(bytes),
            _ => Err(Error::new(
                ErrorKind::Unavailable,
                "the module does not tell what kind of key it is",
            )),
        }
    }

    /// Runs `work` in a session of its own. A session in which something failed is closed, not used again.
    fn with_session<T>(&self, work: impl FnOnce(&Session) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self
            .0
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let session = match idle {
            Some(session) => session,
            None => self
                .0
                .context
                .open_ro_session(self.0.slot)
                .map_err(unavailable)?,
        };
        let result = work(&session)?;
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < Self::IDLE_SESSIONS {
            idle.push(session);
        }
        Ok(result)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("label", &self.0.label)
            .field("logged_in", &!self.0.login.is_poisoned())
            .finish_non_exhaustive()
    }
}

/// Signs with a private key in a module.
#[derive(Clone, Debug)]
pub struct TokenSigner {
    info: KeyInfo,
    algorithm: SignatureAlgorithm,
    token: Token,
    key: ObjectHandle,
}

impl Signer for TokenSigner {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let input = input(self.algorithm, message);
        self.token.with_session(|session| {
            session
                .sign(&mechanism(self.algorithm), self.key, &input)
                .map_err(unavailable)
        })
    }
}

/// Verifies with a public key in a module.
#[derive(Clone, Debug)]
pub struct TokenVerifier {
    info: KeyInfo,
    algorithm: SignatureAlgorithm,
    token: Token,
    key: ObjectHandle,
}

impl Verifier for TokenVerifier {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn verify<'m>(&self, message: &'m [u8], signature: &[u8]) -> Result<Verified<&'m [u8]>, Error> {
        let input = input(self.algorithm, message);
        self.token.with_session(|session| {
            let verified = session.verify(&mechanism(self.algorithm), self.key, &input, signature);
            verified.map_err(|error| match error {
                ModuleError::Pkcs11(RvError::SignatureInvalid | RvError::SignatureLenRange, _) => {
                    Error::new(
                        ErrorKind::SignatureInvalid,
                        "the signature does not fit message and key",
                    )
                }
                error => unavailable(error),
            })
        })?;
        let by = Signatory::new(self.info.id().clone(), self.algorithm);
        Ok(Verified::new(message, by))
    }
}

/// Makes and checks MACs with a shared key in a module.
#[derive(Clone, Debug)]
pub struct TokenMacKey {
    info: KeyInfo,
    algorithm: MacAlgorithm,
    token: Token,
    key: ObjectHandle,
}

impl MacKey for TokenMacKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> MacAlgorithm {
        self.algorithm
    }

    fn mac(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mechanism = match self.algorithm {
            MacAlgorithm::HmacSha256 => Mechanism::Sha256Hmac,
            MacAlgorithm::HmacSha384 => Mechanism::Sha384Hmac,
            MacAlgorithm::HmacSha512 => Mechanism::Sha512Hmac,
        };
        self.token.with_session(|session| {
            session
                .sign(&mechanism, self.key, message)
                .map_err(unavailable)
        })
    }

    fn verify<'m>(&self, message: &'m [u8], mac: &[u8]) -> Result<Verified<&'m [u8]>, Error> {
        let ours = self.mac(message)?;
        if ours.len() == self.algorithm.length() && secret::same(&ours, mac) {
            let by = Signatory::new(self.info.id().clone(), self.algorithm);
            Ok(Verified::new(message, by))
        } else {
            Err(Error::new(
                ErrorKind::SignatureInvalid,
                "the MAC does not fit message and key",
            ))
        }
    }
}

/// Recovers content keys with a private RSA key in a module.
#[derive(Clone, Debug)]
pub struct TokenDecrypter {
    info: KeyInfo,
    token: Token,
    key: ObjectHandle,
}

impl Decrypter for TokenDecrypter {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn algorithm(&self) -> KeyWrap {
        KeyWrap::RsaOaepSha256
    }

    fn recover(&self, encrypted: &[u8]) -> Result<Secret, Error> {
        let oaep = PkcsOaepParams::new(
            MechanismType::SHA256,
            PkcsMgfType::MGF1_SHA256,
            PkcsOaepSource::empty(),
        );
        // One error for every reason, without the module's own words: they may tell bad padding from the rest.
        let failed = |_| Error::new(ErrorKind::Decryption, "");
        self.token.with_session(|session| {
            let mechanism = Mechanism::RsaPkcsOaep(oaep);
            let plain = session.decrypt(&mechanism, self.key, encrypted);
            plain.map(Secret::new).map_err(failed)
        })
    }
}

/// `namedCurve` of the curves, RFC 5480; Ed25519 as RFC 8410 names it and as PKCS #11 3.0 does (`edwards25519`).
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: [u8; 7] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: [u8; 7] = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23];
const ED25519: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

/// `DigestInfo` up to the digest, RFC 8017 section 9.2 note 1.
const SHA256_INFO: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA384_INFO: &[u8] =
    b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
const SHA512_INFO: &[u8] =
    b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";

fn key_type(algorithm: SignatureAlgorithm) -> KeyType {
    match algorithm {
        SignatureAlgorithm::Ed25519 => KeyType::EC_EDWARDS,
        _ if algorithm.is_rsa() => KeyType::RSA,
        _ => KeyType::EC,
    }
}

fn mechanism(algorithm: SignatureAlgorithm) -> Mechanism<'static> {
    let pss = |hash_alg, mgf, salt: u8| {
        Mechanism::RsaPkcsPss(PkcsPssParams {
            hash_alg,
            mgf,
            s_len: core::ffi::c_ulong::from(salt).into(),
        })
    };
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256
        | SignatureAlgorithm::EcdsaP384Sha384
        | SignatureAlgorithm::EcdsaP521Sha512 => Mechanism::Ecdsa,
        SignatureAlgorithm::Ed25519 => {
            Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519))
        }
        SignatureAlgorithm::RsaPkcs1Sha256
        | SignatureAlgorithm::RsaPkcs1Sha384
        | SignatureAlgorithm::RsaPkcs1Sha512 => Mechanism::RsaPkcs,
        SignatureAlgorithm::RsaPssSha256 => {
            pss(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32)
        }
        SignatureAlgorithm::RsaPssSha384 => {
            pss(MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48)
        }
        SignatureAlgorithm::RsaPssSha512 => {
            pss(MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, 64)
        }
    }
}

/// What the module signs: the digest, in `DigestInfo` for PKCS #1 v1.5, or the message for Ed25519.
fn input(algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
    match algorithm {
        SignatureAlgorithm::Ed25519 => message.to_vec(),
        SignatureAlgorithm::EcdsaP256Sha256 | SignatureAlgorithm::RsaPssSha256 => {
            Digest::Sha256.of(message)
        }
        SignatureAlgorithm::EcdsaP384Sha384 | SignatureAlgorithm::RsaPssSha384 => {
            Digest::Sha384.of(message)
        }
        SignatureAlgorithm::EcdsaP521Sha512 | SignatureAlgorithm::RsaPssSha512 => {
            Digest::Sha512.of(message)
        }
        SignatureAlgorithm::RsaPkcs1Sha256 => [SHA256_INFO, &Digest::Sha256.of(message)].concat(),
        SignatureAlgorithm::RsaPkcs1Sha384 => [SHA384_INFO, &Digest::Sha384.of(message)].concat(),
        SignatureAlgorithm::RsaPkcs1Sha512 => [SHA512_INFO, &Digest::Sha512.of(message)].concat(),
    }
}

fn unavailable(error: ModuleError) -> Error {
    // Its texts are those of return codes and paths: no content.
    if let ModuleError::Pkcs11(RvError::KeyHandleInvalid | RvError::ObjectHandleInvalid, _) = error
    {
        let what = "the key is no longer in the token, or its user no longer logged in";
        return Error::new(ErrorKind::NotFound, what).because(error);
    }
    Error::new(ErrorKind::Unavailable, "the module does not do it").because(error)
}

fn refused(error: ModuleError) -> Error {
    match error {
        ModuleError::Pkcs11(
            RvError::PinIncorrect
            | RvError::PinInvalid
            | RvError::PinLenRange
            | RvError::PinLocked
            | RvError::UserPinNotInitialized
            | RvError::PinExpired,
            _,
        ) => Error::new(ErrorKind::Denied, "the token refuses the PIN").because(error),
        ModuleError::Pkcs11(RvError::UserAlreadyLoggedIn, _) => Error::new(
            ErrorKind::Conflict,
            "this process is logged in to the token already: clone that `Token`",
        ),
        error => unavailable(error),
    }
}

#[cfg(test)]
mod tests {
    use cryptoki::context::Function;

    use super::*;

    /// `SoftHSM2` never locks: the codes of modules that do.
    #[test]
    fn a_locked_token_denies() {
        for (code, kind) in [
            (RvError::PinLocked, ErrorKind::Denied),
            (RvError::PinExpired, ErrorKind::Denied),
            (RvError::PinIncorrect, ErrorKind::Denied),
            (RvError::UserPinNotInitialized, ErrorKind::Denied),
            (RvError::UserAlreadyLoggedIn, ErrorKind::Conflict),
            (RvError::DeviceRemoved, ErrorKind::Unavailable),
            (RvError::KeyHandleInvalid, ErrorKind::NotFound),
        ] {
            let error = refused(ModuleError::Pkcs11(code, Function::Login));
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}
