//! Whom to trust, and what signs.

use std::sync::Arc;

use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::jose::Jwk;
use girokit_crypto::keys::pkcs12::{Pkcs12, decrypt_pem};
use girokit_crypto::keys::{
    Algorithm, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, Pem, PemLabel,
    PublicKey, SignatureAlgorithm, Signer as _, SigningKey, Verifier as _,
};
use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy, PinnedCertificates};
use girokit_crypto::{Error, ErrorKind, Secret};

use super::cli::{Form, SignArguments, SignForm, VerifyArguments};
use crate::input;

/// Name of a key that nobody named.
const UNNAMED: &str = "unnamed";

/// Whom to trust.
#[derive(Debug)]
pub(super) struct Trusted {
    chains: Option<ChainKeys>,
    certificates: Vec<Certificate>,
    public: Vec<Public>,
    secret: Option<(KeyId, Secret)>,
    now: DateTime<Utc>,
}

/// A public key that is trusted itself.
#[derive(Debug)]
enum Public {
    /// SubjectPublicKeyInfo, named by its file.
    Spki(KeyId, Vec<u8>),
    Jwk(Jwk),
}

impl Trusted {
    pub(super) fn load(arguments: &VerifyArguments, now: DateTime<Utc>) -> Result<Self, String> {
        let mut trusted = Self {
            chains: None,
            certificates: Vec::new(),
            public: Vec::new(),
            secret: None,
            now,
        };
        for file in &arguments.keys {
            let text = small(file)?;
            trusted
                .add(file, &text)
                .map_err(|error| format!("{file}: {error}"))?;
        }
        let mut anchors = Vec::new();
        for file in &arguments.anchors {
            let found = Certificate::from_pem(&small(file)?);
            anchors.extend(found.map_err(|error| format!("{file}: {error}"))?);
        }
        if !anchors.is_empty() {
            let mut policy = ChainPolicy::new(anchors);
            for file in &arguments.lists {
                let list = Pem::first(&small(file)?, &[PemLabel::Crl]);
                let list = list.map_err(|error| format!("{file}: {error}"))?;
                policy = policy.with_crl(list.expose().to_vec());
            }
            let known = trusted.certificates.clone();
            trusted.chains = Some(ChainKeys::new(policy, now).with_known(known));
        }
        if let Some(file) = &arguments.secret {
            trusted.secret = Some(secret(file).map_err(|error| format!("{file}: {error}"))?);
        }
        Ok(trusted)
    }

    fn add(&mut self, file: &str, text: &[u8]) -> Result<(), Error> {
        if text.trim_ascii_start().starts_with(b"{") {
            let keys = Jwk::parse_set(text).or_else(|_| Jwk::parse(text).map(|key| vec![key]))?;
            self.public.extend(keys.into_iter().map(Public::Jwk));
            return Ok(());
        }
        let sections = Pem::read_all(text)?;
        let before = self.certificates.len().saturating_add(self.public.len());
        for section in sections {
            match section.label() {
                PemLabel::Certificate => {
                    self.certificates
                        .push(Certificate::from_der(section.expose())?);
                }
                PemLabel::PublicKey => {
                    let spki = section.expose().to_vec();
                    self.public.push(Public::Spki(id(file)?, spki));
                }
                _ => {}
            }
        }
        if before == self.certificates.len().saturating_add(self.public.len()) {
            let what = "expected a public key or certificate in PEM, or a JWK";
            return Err(Error::new(ErrorKind::NotFound, what));
        }
        Ok(())
    }

    /// Whether anybody is.
    pub(super) fn any(&self) -> bool {
        self.chains.is_some()
            || !self.certificates.is_empty()
            || !self.public.is_empty()
            || self.secret.is_some()
    }

    /// The algorithms that a policy is to accept: those of the arguments, else those of MACs with a secret, else the policy's own.
    pub(super) fn algorithms(&self, arguments: &VerifyArguments) -> Option<Vec<Algorithm>> {
        if self.secret.is_some() {
            let macs = [
                MacAlgorithm::HmacSha256,
                MacAlgorithm::HmacSha384,
                MacAlgorithm::HmacSha512,
            ];
            return Some(macs.into_iter().map(Algorithm::Mac).collect());
        }
        let named = arguments.algorithms.iter().copied();
        (!arguments.algorithms.is_empty()).then(|| named.map(Algorithm::Signature).collect())
    }

    /// A key that is trusted itself, whatever the signature says of certificates.
    fn own(&self, hints: &KeyHints, algorithm: SignatureAlgorithm) -> Result<FoundKey, Error> {
        let named = hints.key_id.as_deref();
        let mut fitting = Vec::new();
        let mut refused = None;
        for key in &self.public {
            let (name, key) = match key {
                Public::Spki(id, spki) => (None, PublicKey::from_spki(id.clone(), algorithm, spki)),
                Public::Jwk(jwk) => (jwk.key_id(), jwk.to_public_key(algorithm)),
            };
            if name.is_some() && named.is_some() && name != named {
                continue;
            }
            match key {
                Ok(key) => fitting.push(FoundKey::Public(Arc::new(key))),
                Err(error) => refused = Some(error),
            }
        }
        // A certificate stands for its key where the signature names no certificate.
        if hints.certificates.is_empty() {
            for certificate in &self.certificates {
                let key = certificate
                    .check_signs(self.now)
                    .and_then(|()| certificate.public_key(algorithm));
                match key {
                    Ok(key) => fitting.push(FoundKey::certified(
                        Arc::new(key),
                        certificate.signing_certificate(),
                        certificate.as_der().to_vec(),
                    )),
                    Err(error) => refused = Some(error),
                }
            }
        }
        match (fitting.pop(), fitting.pop()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => {
                let what =
                    "several keys are trusted and the signature does not say which: name one";
                Err(Error::new(ErrorKind::Untrusted, what))
            }
            (None, _) => Err(refused.unwrap_or_else(|| {
                Error::new(
                    ErrorKind::Untrusted,
                    "expected a key or certificate that is trusted",
                )
            })),
        }
    }
}

impl KeyFinder for Trusted {
    fn find(&self, hints: &KeyHints, algorithm: Algorithm) -> Result<FoundKey, Error> {
        let algorithm = match algorithm {
            Algorithm::Signature(algorithm) => algorithm,
            Algorithm::Mac(mac) => {
                let Some((id, secret)) = &self.secret else {
                    let what = "expected a shared secret for a MAC";
                    return Err(Error::new(ErrorKind::Untrusted, what));
                };
                let key = HmacKey::new(id.clone(), mac, secret)?;
                return Ok(FoundKey::Mac(Arc::new(key)));
            }
            _ => {
                let what = "expected an algorithm of signatures";
                return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
            }
        };
        let pinned = PinnedCertificates::new(self.certificates.iter().cloned(), self.now);
        if let Ok(found) = pinned.find(hints, algorithm.into()) {
            return Ok(found);
        }
        if let Some(chains) = &self.chains {
            match chains.find(hints, algorithm.into()) {
                Ok(found) => return Ok(found),
                // Of a certificate that came along, the chain says best what is wrong.
                Err(error) if !hints.certificates.is_empty() && self.public.is_empty() => {
                    return Err(error);
                }
                Err(_) => {}
            }
        }
        self.own(hints, algorithm)
    }
}

/// What signs.
pub(super) struct Own {
    pub(super) key: SigningKey,
    pub(super) certificates: Vec<Certificate>,
}

impl Own {
    pub(super) fn load(arguments: &SignArguments) -> Result<Self, String> {
        let file = &arguments.key;
        let bytes = Secret::new(small(file)?);
        let id = KeyId::parse(arguments.key_id.as_deref().unwrap_or(UNNAMED))
            .map_err(|error| format!("--key-id: {error}"))?;
        let password = arguments.password.as_deref().map(password).transpose()?;
        let (key, mut certificates) = Self::open(&id, &bytes, password.as_ref(), arguments)
            .map_err(|error| format!("{file}: {error}"))?;
        if let Some(file) = &arguments.certificate {
            certificates = Certificate::from_pem(&small(file)?)
                .and_then(|found| belongs(&key, found))
                .map_err(|error| format!("{file}: {error}"))?;
        }
        let needs = arguments.xades || arguments.form.base() == Form::Cms;
        if needs && certificates.is_empty() {
            return Err("this form needs a --certificate; see giro-inspect sign --help".to_owned());
        }
        Ok(Self { key, certificates })
    }

    /// The key, and the certificates that stand with it.
    fn open(
        id: &KeyId,
        bytes: &Secret,
        password: Option<&Secret>,
        arguments: &SignArguments,
    ) -> Result<(SigningKey, Vec<Certificate>), Error> {
        let text = bytes.expose();
        let needed = || Error::new(ErrorKind::NotFound, "expected a --password for this key");
        // PKCS#12 is DER; every other form is text.
        if text.first() == Some(&0x30) {
            let opened = Pkcs12::read(text, password.ok_or_else(needed)?)?;
            let entry = opened.only_key()?;
            let pkcs8 = entry.pkcs8().expose();
            let key = suitable(arguments, |algorithm| {
                SigningKey::from_pkcs8(id.clone(), algorithm, pkcs8)
            })?;
            let chain = opened.chain_of(entry).into_iter().cloned().collect();
            return Ok((key, chain));
        }
        if text.trim_ascii_start().starts_with(b"{") {
            let jwk = Jwk::parse(text)?;
            let key = suitable(arguments, |algorithm| jwk.to_signing_key(algorithm))?;
            return Ok((key, Vec::new()));
        }
        let encrypted = b"ENCRYPTED PRIVATE KEY-----";
        if text.windows(encrypted.len()).any(|part| part == encrypted) {
            let pkcs8 = decrypt_pem(text, password.ok_or_else(needed)?)?;
            let key = suitable(arguments, |algorithm| {
                SigningKey::from_pkcs8(id.clone(), algorithm, pkcs8.expose())
            })?;
            return Ok((key, Vec::new()));
        }
        let key = suitable(arguments, |algorithm| {
            SigningKey::from_pem(id.clone(), algorithm, text)
        })?;
        Ok((key, Vec::new()))
    }
}

/// The first line of a file.
fn password(file: &str) -> Result<Secret, String> {
    let bytes = Secret::new(small(file)?);
    let line = bytes.expose().split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default();
    Ok(Secret::new(
        line.strip_suffix(b"\r").unwrap_or(line).to_vec(),
    ))
}

/// The private key, for the algorithm that is asked or the first that suits key and format.
fn suitable(
    arguments: &SignArguments,
    load: impl Fn(SignatureAlgorithm) -> Result<SigningKey, Error>,
) -> Result<SigningKey, Error> {
    let rsa = match arguments.form.base() {
        Form::Jws => SignatureAlgorithm::RsaPssSha256,
        Form::Http if arguments.form == SignForm::Http => SignatureAlgorithm::RsaPssSha512,
        _ => SignatureAlgorithm::RsaPkcs1Sha256,
    };
    let candidates = match arguments.algorithm {
        Some(algorithm) => vec![algorithm],
        None => vec![
            SignatureAlgorithm::EcdsaP256Sha256,
            SignatureAlgorithm::EcdsaP384Sha384,
            SignatureAlgorithm::EcdsaP521Sha512,
            SignatureAlgorithm::Ed25519,
            rsa,
        ],
    };
    let mut refused = None;
    for algorithm in candidates {
        match load(algorithm) {
            Ok(key) => return Ok(key),
            // What is wrong with a key of this kind says more than that it is of another.
            Err(error) if error.kind() == ErrorKind::KeyMismatch && refused.is_some() => {}
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| Error::new(ErrorKind::KeyMismatch, "expected a private key")))
}

/// The certificates, the first of which must be that of the key.
fn belongs(key: &SigningKey, found: Vec<Certificate>) -> Result<Vec<Certificate>, Error> {
    let first = found
        .first()
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "expected a certificate"))?;
    let probe = b"giro-inspect: does this certificate belong to this key?";
    let public = first.public_key(key.algorithm())?;
    let own = public.verify(probe, &key.sign(probe)?);
    own.map_err(|_| {
        let what = "expected the certificate of the key first, found one of another key";
        Error::new(ErrorKind::KeyMismatch, what)
    })?;
    Ok(found)
}

fn secret(file: &str) -> Result<(KeyId, Secret), String> {
    let text = Secret::new(small(file)?);
    if text.expose().trim_ascii_start().starts_with(b"{") {
        let key = Jwk::parse(text.expose()).map_err(|error| error.to_string())?;
        let name = key.key_id().unwrap_or(UNNAMED);
        let id = KeyId::parse(name).map_err(|error| error.to_string())?;
        return Ok((id, key.to_secret().map_err(|error| error.to_string())?));
    }
    Ok((id(file).map_err(|error| error.to_string())?, text))
}

/// A file of keys: 1 MiB and no more.
fn small(file: &str) -> Result<Vec<u8>, String> {
    let bytes = input::read(file, Pem::MAX_BYTES)?;
    if bytes.len() > Pem::MAX_BYTES {
        return Err(format!("{file}: expected keys, found more than 1 MiB"));
    }
    Ok(bytes)
}

/// A key without a name has that of its file.
fn id(file: &str) -> Result<KeyId, Error> {
    let name = std::path::Path::new(file).file_name();
    let name = name.and_then(std::ffi::OsStr::to_str).unwrap_or(UNNAMED);
    KeyId::parse(name).or_else(|_| KeyId::parse(UNNAMED))
}
