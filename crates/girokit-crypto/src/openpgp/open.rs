//! Decrypting and verifying.

use std::io::{Cursor, Read as _};

use chrono::{DateTime, TimeDelta, Utc};
use pgp::composed::{
    DecryptionOptions, Deserializable as _, DetachedSignature, Esk, Message, TheRing,
};
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::packet::{Signature as Packet, SignatureType, SubpacketData};
use pgp::types::Seipdv1ReadMode;

use super::key::{Component, Part};
use super::{OwnKey, PeerKey};
use crate::keys::SignatureAlgorithm;
use crate::{Error, ErrorKind, Signatory, Verified};

/// What an OpenPGP file must prove, and the bounds of what is read.
#[derive(Clone, Debug)]
pub struct Policy {
    signers: Vec<PeerKey>,
    algorithms: Vec<SignatureAlgorithm>,
    content_bytes: usize,
    rsa_decryption: bool,
    age: Option<TimeDelta>,
}

impl Policy {
    /// Most bytes of a content, after decompression: 256 MiB.
    pub const CONTENT_BYTES: usize = 256 << 20;
    /// How far the clock of a signer may be ahead of ours: five minutes.
    pub const SKEW: TimeDelta = TimeDelta::minutes(5);
    /// Most signatures of a file, and most receivers.
    pub const SIGNATURES: usize = 16;
    /// Most layers around a content: encryption, compression, signatures.
    const LAYERS: usize = 4;

    /// Signed by one of these counterparties.
    pub fn pinned(signers: impl IntoIterator<Item = PeerKey>) -> Self {
        Self {
            signers: signers.into_iter().collect(),
            algorithms: SignatureAlgorithm::ALL.to_vec(),
            content_bytes: Self::CONTENT_BYTES,
            rsa_decryption: false,
            age: None,
        }
    }

    /// Only these algorithms; by default all of [`SignatureAlgorithm::ALL`] that OpenPGP has.
    #[must_use]
    pub fn with_algorithms(mut self, allowed: &[SignatureAlgorithm]) -> Self {
        self.algorithms = allowed.to_vec();
        self
    }

    /// Most bytes of a content, after decompression.
    #[must_use]
    pub fn with_content_bytes(mut self, bytes: usize) -> Self {
        self.content_bytes = bytes;
        self
    }

    /// Signed at most `age` before now. By default the time is reported and only a time in the future is refused.
    #[must_use]
    pub fn with_signing_time(mut self, age: TimeDelta) -> Self {
        self.age = Some(age);
        self
    }

    /// Decrypts with an RSA key of ours.
    ///
    /// Dangerous: the library below does not decrypt RSA in constant time (RUSTSEC-2023-0071), and whoever can send many files and
    /// measure how long each takes may learn what one of them holds. Use it where files are fetched and decrypted in batches that no
    /// outsider times; better make a Curve25519 key.
    #[must_use]
    pub fn with_dangerous_rsa_decryption(mut self) -> Self {
        self.rsa_decryption = true;
        self
    }
}

/// A content and the signatures that hold over it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    content: Vec<u8>,
    signatures: Vec<Signature>,
}

impl Opened {
    /// Exactly what was signed.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// Exactly what was signed, alone.
    pub fn into_content(self) -> Vec<u8> {
        self.content
    }

    /// Every signature, each by a pinned signer; at least one.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }
}

/// The signatures only: content may be personal.
impl core::fmt::Debug for Opened {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opened")
            .field("signatures", &self.signatures)
            .finish_non_exhaustive()
    }
}

/// One signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    by: Signatory,
    signer: String,
    created: DateTime<Utc>,
}

impl Signature {
    /// Which part of the signer's key signed (its fingerprint is the id), and how.
    pub fn by(&self) -> &Signatory {
        &self.by
    }

    /// Fingerprint of the signer's certificate, in lower-case hexadecimal.
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// When the signer says that he signed.
    pub fn created(&self) -> DateTime<Utc> {
        self.created
    }
}

/// Decrypts a file with one's own key; its content, if every signature inside is by a pinned signer. Binary or armored.
///
/// # Errors
/// [`Decryption`](ErrorKind::Decryption), one error for every reason; [`NotCovered`](ErrorKind::NotCovered) when nothing is encrypted or
/// signed, or the signature is meant for another receiver; [`Untrusted`](ErrorKind::Untrusted) for a signer who is not pinned or whose key
/// has expired or was revoked; [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed); [`TooLarge`](ErrorKind::TooLarge);
/// [`Expired`](ErrorKind::Expired), [`NotYetValid`](ErrorKind::NotYetValid); [`SignatureInvalid`](ErrorKind::SignatureInvalid).
pub fn open(
    bytes: &[u8],
    own: &OwnKey,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Verified<Opened>, Error> {
    let message = parse(bytes)?;
    let Message::Encrypted { esk, .. } = &message else {
        let what = "expected an encrypted message";
        return Err(Error::new(ErrorKind::NotCovered, what));
    };
    check_receivers(esk, own, policy)?;
    let password = own.password();
    let mode = Seipdv1ReadMode::CheckFirst {
        max_message_size: policy.content_bytes.saturating_add(1 << 20),
    };
    let ring = TheRing {
        secret_keys: vec![&own.key],
        key_passwords: vec![&password],
        decrypt_options: DecryptionOptions::new().set_seipdv1_read_mode(mode),
        ..TheRing::default()
    };
    let (message, _) = message
        .decrypt_the_ring(ring, true)
        .map_err(|_| decryption())?;
    finish(message, Some(own), policy, now)
}

/// The content of a signed message that is not encrypted, if every signature is by a pinned signer. Binary or armored.
///
/// # Errors
/// As [`open`].
pub fn verify(
    bytes: &[u8],
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Verified<Opened>, Error> {
    finish(parse(bytes)?, None, policy, now)
}

/// `content`, if every signature in `signatures`, which travels beside it, is by a pinned signer. Binary or armored.
///
/// # Errors
/// As [`open`], and [`Malformed`](ErrorKind::Malformed).
pub fn verify_detached<'c>(
    content: &'c [u8],
    signatures: &[u8],
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Verified<&'c [u8]>, Error> {
    // The text of that error may quote the file: it is left out.
    let malformed = |_| Error::new(ErrorKind::Malformed, "expected detached OpenPGP signatures");
    if signatures.len() > DETACHED_BYTES {
        let what = "expected at most 1 MiB of signatures";
        return Err(Error::new(ErrorKind::TooLarge, what));
    }
    if content.len() > policy.content_bytes {
        let what = format!(
            "expected a content of at most {} bytes",
            policy.content_bytes
        );
        return Err(Error::new(ErrorKind::TooLarge, what));
    }
    let (packets, _) =
        DetachedSignature::from_reader_many(Cursor::new(signatures)).map_err(malformed)?;
    let signers = Signers::of(policy, now);
    let mut by = None;
    for (at, packet) in packets.enumerate() {
        if at >= Policy::SIGNATURES {
            return Err(too_many_signatures());
        }
        let packet = packet.map_err(malformed)?.signature;
        let found = signers.check(at, &packet, None, |key| match key {
            Part::Primary(key) => packet.verify(key, content).is_ok(),
            Part::Subkey(key) => packet.verify(key, content).is_ok(),
        })?;
        by = by.or(Some(found.by));
    }
    Ok(Verified::new(content, by.ok_or_else(no_signature)?))
}

/// Most bytes of detached signatures: 1 MiB.
const DETACHED_BYTES: usize = 1 << 20;

fn parse(bytes: &[u8]) -> Result<Message<'static>, Error> {
    // The text of that error may quote the file: it is left out.
    Message::from_reader(Cursor::new(bytes.to_vec()))
        .map(|(message, _)| message)
        .map_err(|_| Error::new(ErrorKind::Malformed, "expected an OpenPGP message"))
}

/// The session keys that are encrypted for us: not too many, and RSA only where that is accepted.
fn check_receivers(keys: &[Esk], own: &OwnKey, policy: &Policy) -> Result<(), Error> {
    if keys.len() > Policy::SIGNATURES {
        let what = "expected at most 16 receivers";
        return Err(Error::new(ErrorKind::TooLarge, what));
    }
    for key in keys {
        let Esk::PublicKeyEncryptedSessionKey(key) = key else {
            continue;
        };
        let rsa = matches!(
            key.algorithm(),
            Ok(PublicKeyAlgorithm::RSA | PublicKeyAlgorithm::RSAEncrypt)
        );
        let ours = key.match_identity(own.key.primary_key.public_key())
            || own
                .key
                .secret_subkeys
                .iter()
                .any(|subkey| key.match_identity(subkey.key.public_key()));
        if rsa && ours && !policy.rsa_decryption {
            let what = "decryption with an RSA key is not allowed by the policy";
            return Err(Error::new(ErrorKind::AlgorithmNotAllowed, what));
        }
    }
    Ok(())
}

/// Unpacks, reads within the limit and verifies.
fn finish(
    mut message: Message<'static>,
    own: Option<&OwnKey>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Verified<Opened>, Error> {
    let unreadable = || match own {
        Some(_) => decryption(),
        None => Error::new(ErrorKind::Malformed, "expected a whole OpenPGP message"),
    };
    let mut layers = 0_usize;
    while is_compressed(&message) {
        layers = layers.saturating_add(1);
        if layers > Policy::LAYERS {
            let what = "expected at most four layers";
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        message = message.decompress().map_err(|_| unreadable())?;
    }
    let Message::Signed { reader, .. } = &message else {
        let what = "expected a signed message";
        return Err(Error::new(ErrorKind::NotCovered, what));
    };
    if reader.num_signatures() > Policy::SIGNATURES {
        return Err(too_many_signatures());
    }
    if !reader.get_ref().is_literal() {
        let what = "expected the signatures to be over the content itself";
        return Err(Error::new(ErrorKind::NotCovered, what));
    }
    let most = u64::try_from(policy.content_bytes).unwrap_or(u64::MAX);
    let mut content = Vec::new();
    (&mut message)
        .take(most.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(|_| unreadable())?;
    if content.len() > policy.content_bytes {
        let what = format!("expected a content of at most {most} bytes");
        return Err(Error::new(ErrorKind::TooLarge, what));
    }
    let signatures = check(&message, own, policy, now)?;
    let by = signatures.first().ok_or_else(no_signature)?.by.clone();
    let opened = Opened {
        content,
        signatures,
    };
    Ok(Verified::new(opened, by))
}

fn is_compressed(message: &Message<'_>) -> bool {
    match message {
        Message::Compressed { .. } => true,
        Message::Signed { reader, .. } => reader.get_ref().is_compressed(),
        _ => false,
    }
}

/// Every signature of a message that was read to its end.
fn check(
    message: &Message<'_>,
    own: Option<&OwnKey>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Vec<Signature>, Error> {
    let Message::Signed { reader, .. } = message else {
        return Err(no_signature());
    };
    let signers = Signers::of(policy, now);
    let mut found = Vec::new();
    for at in 0..reader.num_signatures() {
        let packet = reader.signature(at).ok_or_else(no_signature)?;
        found.push(signers.check(at, packet, own, |key| match key {
            Part::Primary(key) => message.verify_nested_explicit(at, key).is_ok(),
            Part::Subkey(key) => message.verify_nested_explicit(at, key).is_ok(),
        })?);
    }
    Ok(found)
}

/// The pinned signers and what lives of their keys.
struct Signers<'k> {
    policy: &'k Policy,
    now: DateTime<Utc>,
    keys: Vec<(&'k PeerKey, Vec<Component<'k>>)>,
}

impl<'k> Signers<'k> {
    fn of(policy: &'k Policy, now: DateTime<Utc>) -> Self {
        let keys = policy.signers.iter();
        Self {
            policy,
            now,
            keys: keys
                .map(|signer| (signer, signer.components(now)))
                .collect(),
        }
    }

    /// One signature, the `at`-th; `holds` says whether it fits a key.
    fn check(
        &self,
        at: usize,
        packet: &Packet,
        own: Option<&OwnKey>,
        holds: impl FnOnce(Part<'k>) -> bool,
    ) -> Result<Signature, Error> {
        let part = |error: Error| error.in_part(format!("signature {}", at.saturating_add(1)));
        let (signer, component) = named(packet, &self.keys).ok_or_else(|| {
            let what = "expected a signature by a living key of a pinned signer";
            part(Error::new(ErrorKind::Untrusted, what))
        })?;
        let algorithm = check_algorithm(packet, component, self.policy).map_err(part)?;
        if !holds(component.key) {
            let what = "the signature does not fit message and key";
            return Err(part(Error::new(ErrorKind::SignatureInvalid, what)));
        }
        let created = check_time(packet, self.policy, self.now).map_err(part)?;
        check_intended(packet, own).map_err(part)?;
        Ok(Signature {
            by: Signatory::new(component.id()?, algorithm),
            signer: signer.fingerprint(),
            created,
        })
    }
}

/// The pinned key that a signature names. The name itself is no proof: the signature must fit that key.
fn named<'s, 'k>(
    signature: &Packet,
    signers: &'s [(&'k PeerKey, Vec<Component<'k>>)],
) -> Option<(&'k PeerKey, &'s Component<'k>)> {
    let fingerprints = signature.issuer_fingerprint();
    let ids = signature.issuer_key_id();
    let is_named = |component: &&Component<'_>| {
        let key = component.details();
        let by_fingerprint = fingerprints.contains(&&key.fingerprint());
        by_fingerprint || (fingerprints.is_empty() && ids.contains(&&key.legacy_key_id()))
    };
    signers.iter().find_map(|(signer, components)| {
        let mut signing = components.iter().filter(|component| component.signs());
        signing.find(is_named).map(|component| (*signer, component))
    })
}

fn check_algorithm(
    signature: &Packet,
    component: &Component<'_>,
    policy: &Policy,
) -> Result<SignatureAlgorithm, Error> {
    if signature.typ() != Some(SignatureType::Binary) {
        let what = "expected a signature over the bytes of the content, not over its text";
        return Err(Error::new(ErrorKind::Unsupported, what));
    }
    let algorithm = signature
        .hash_alg()
        .and_then(|hash| component.algorithm(hash))
        .filter(|algorithm| policy.algorithms.contains(algorithm));
    algorithm.ok_or_else(|| {
        let what = "the key or the hash function of the signature is not among the allowed";
        Error::new(ErrorKind::AlgorithmNotAllowed, what)
    })
}

fn check_time(
    signature: &Packet,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Error> {
    let created = signature
        .created()
        .and_then(|created| DateTime::from_timestamp(i64::from(created.as_secs()), 0))
        .ok_or_else(|| {
            let what = "expected the time of the signature";
            Error::new(ErrorKind::NotCovered, what)
        })?;
    let elapsed = now.signed_duration_since(created);
    if elapsed < -Policy::SKEW {
        let what = "signed in the future, by the signer's word";
        return Err(Error::new(ErrorKind::NotYetValid, what));
    }
    let ends = signature
        .signature_expiration_time()
        .map(|after| i64::from(after.as_secs()))
        .filter(|after| *after != 0);
    let old = policy.age.is_some_and(|age| elapsed > age);
    if old || ends.is_some_and(|after| elapsed.num_seconds() >= after) {
        let what = "the signature is too old";
        return Err(Error::new(ErrorKind::Expired, what));
    }
    Ok(created)
}

/// A signature that names its receivers must name us: else somebody passes on what was meant for him.
fn check_intended(signature: &Packet, own: Option<&OwnKey>) -> Result<(), Error> {
    let (Some(own), Some(config)) = (own, signature.config()) else {
        return Ok(());
    };
    let ours = own.public.primary_fingerprint();
    let mut named = config
        .hashed_subpackets()
        .filter_map(|packet| match &packet.data {
            SubpacketData::IntendedRecipientFingerprint(fingerprint) => Some(*fingerprint == ours),
            _ => None,
        });
    match named.next() {
        None | Some(true) => Ok(()),
        Some(false) if named.any(|ours| ours) => Ok(()),
        Some(false) => {
            let what = "the signature is meant for another receiver";
            Err(Error::new(ErrorKind::NotCovered, what))
        }
    }
}

/// The one error of decryption.
fn decryption() -> Error {
    Error::new(ErrorKind::Decryption, "")
}

fn too_many_signatures() -> Error {
    Error::new(ErrorKind::TooLarge, "expected at most 16 signatures")
}

fn no_signature() -> Error {
    Error::new(ErrorKind::NotCovered, "expected a signature, found none")
}
