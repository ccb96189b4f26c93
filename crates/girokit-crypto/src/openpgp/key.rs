//! OpenPGP keys: the counterparty's, pinned, and one's own.

use core::fmt;
use std::io::Cursor;

use chrono::{DateTime, Utc};
use pgp::composed::{Deserializable, SignedPublicKey, SignedPublicSubKey, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{KeyFlags, Signature, SignatureType};
use pgp::ser::Serialize as _;
use pgp::types::{
    EcdsaPublicParams, EddsaLegacyPublicParams, Fingerprint, KeyDetails, Password, PublicParams,
    Tag,
};

use crate::keys::{KeyId, SignatureAlgorithm};
use crate::{Error, ErrorKind, Secret};

/// Most bytes of a key with its user ids and certifications: 1 MiB.
const MAX_KEY_BYTES: usize = 1 << 20;

/// Most subkeys of a key.
const MAX_SUBKEYS: usize = 64;

/// The OpenPGP certificate of a counterparty, handed over when the connection is agreed: it is trusted for being here, no web of
/// trust is asked.
#[derive(Clone)]
pub struct PeerKey {
    key: SignedPublicKey,
}

impl PeerKey {
    /// Reads one certificate, binary or armored.
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed); [`TooLarge`](ErrorKind::TooLarge) above 1 MiB or 64 subkeys.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let key: SignedPublicKey = read(bytes, "expected an OpenPGP certificate")?;
        Self::new(key)
    }

    fn new(key: SignedPublicKey) -> Result<Self, Error> {
        if key.public_subkeys.len() > MAX_SUBKEYS {
            let what = "expected at most 64 subkeys";
            return Err(Error::new(ErrorKind::TooLarge, what));
        }
        Ok(Self { key })
    }

    /// Fingerprint of the primary key, in lower-case hexadecimal: what two people compare by telephone.
    pub fn fingerprint(&self) -> String {
        self.key.primary_key.fingerprint().to_string()
    }

    pub(super) fn primary_fingerprint(&self) -> Fingerprint {
        self.key.primary_key.fingerprint()
    }

    /// Its primary key and subkeys that may do something at `now`.
    pub(super) fn components(&self, now: DateTime<Utc>) -> Vec<Component<'_>> {
        let Some(primary) = self.primary(now) else {
            return Vec::new();
        };
        let subkeys = self.key.public_subkeys.iter();
        let mut components: Vec<_> = subkeys
            .filter_map(|subkey| self.subkey(subkey, now))
            .collect();
        components.push(primary);
        components
    }

    /// The primary key, if the newest of its own signatures over itself and its user ids lets it live.
    fn primary(&self, now: DateTime<Utc>) -> Option<Component<'_>> {
        let key = &self.key.primary_key;
        let details = &self.key.details;
        let revoked = |signature: &&Signature| signature.verify_key(key).is_ok();
        if details
            .revocation_signatures
            .iter()
            .any(|signature| revoked(&signature))
        {
            return None;
        }
        let direct = details
            .direct_signatures
            .iter()
            .filter(|signature| signature.typ() == Some(SignatureType::Key))
            .filter(|signature| signature.verify_key(key).is_ok());
        let users = details.users.iter().flat_map(|user| {
            let own = user.signatures.iter();
            own.filter(|signature| signature.is_certification())
                .filter(|signature| {
                    signature
                        .verify_certification(key, Tag::UserId, &user.id)
                        .is_ok()
                })
        });
        let newest = newest(direct.chain(users), now)?;
        if !lives(key, newest, now) {
            return None;
        }
        Some(Component {
            key: Part::Primary(key),
            flags: newest.key_flags(),
        })
    }

    fn subkey<'k>(
        &'k self,
        subkey: &'k SignedPublicSubKey,
        now: DateTime<Utc>,
    ) -> Option<Component<'k>> {
        let primary = &self.key.primary_key;
        let holds = |signature: &&Signature| {
            signature
                .verify_subkey_binding(primary, &subkey.key)
                .is_ok()
        };
        let of = |kind| {
            let all = subkey.signatures.iter();
            all.filter(move |signature| signature.typ() == Some(kind))
                .filter(holds)
        };
        if of(SignatureType::SubkeyRevocation).next().is_some() {
            return None;
        }
        let newest = newest(of(SignatureType::SubkeyBinding), now)?;
        let flags = newest.key_flags();
        // A subkey that signs must say itself that it belongs to this key, RFC 9580 section 5.2.1.9.
        let claimed = !flags.sign()
            || newest.embedded_signature().is_some_and(|back| {
                back.verify_primary_key_binding(&subkey.key, primary)
                    .is_ok()
            });
        (claimed && lives(&subkey.key, newest, now)).then_some(Component {
            key: Part::Subkey(&subkey.key),
            flags,
        })
    }
}

impl fmt::Debug for PeerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerKey")
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

/// One's own OpenPGP key with its private parts, and the passphrase over them. Masked in `Debug`.
///
/// The private parts are wiped when dropped.
pub struct OwnKey {
    pub(super) key: SignedSecretKey,
    pub(super) public: PeerKey,
    passphrase: Secret,
}

impl OwnKey {
    /// Reads one key with its private parts, binary or armored; `passphrase` is empty when there is none.
    ///
    /// # Errors
    /// As [`PeerKey::read`]. A wrong passphrase is found when the key is used.
    pub fn read(bytes: &[u8], passphrase: Secret) -> Result<Self, Error> {
        let key: SignedSecretKey = read(bytes, "expected an OpenPGP key with its private parts")?;
        let public = PeerKey::new(key.to_public_key())?;
        Ok(Self {
            key,
            public,
            passphrase,
        })
    }

    /// Its public half, for the counterparty.
    pub fn public(&self) -> &PeerKey {
        &self.public
    }

    pub(super) fn password(&self) -> Password {
        Password::from(self.passphrase.expose())
    }
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnKey")
            .field("fingerprint", &self.public.fingerprint())
            .finish_non_exhaustive()
    }
}

/// A primary key or subkey that lives.
#[derive(Clone, Copy)]
pub(super) enum Part<'k> {
    Primary(&'k pgp::packet::PublicKey),
    Subkey(&'k pgp::packet::PublicSubkey),
}

pub(super) struct Component<'k> {
    pub(super) key: Part<'k>,
    flags: KeyFlags,
}

impl Component<'_> {
    pub(super) fn details(&self) -> &dyn KeyDetails {
        match self.key {
            Part::Primary(key) => key,
            Part::Subkey(key) => key,
        }
    }

    pub(super) fn signs(&self) -> bool {
        self.flags.sign()
    }

    /// Whether it takes encrypted messages, by an algorithm that is strong enough.
    pub(super) fn encrypts(&self) -> bool {
        let strong = match self.details().public_params() {
            PublicParams::RSA(params) => params.to_bytes().is_ok_and(|bytes| rsa_is_strong(&bytes)),
            PublicParams::ECDH(_) | PublicParams::X25519(_) | PublicParams::X448(_) => true,
            _ => false,
        };
        strong && (self.flags.encrypt_comms() || self.flags.encrypt_storage())
    }

    /// The id under which it appears as a signatory: its own fingerprint.
    pub(super) fn id(&self) -> Result<KeyId, Error> {
        KeyId::parse(&self.details().fingerprint().to_string())
    }

    /// The algorithm of its signatures with `hash`.
    pub(super) fn algorithm(&self, hash: HashAlgorithm) -> Option<SignatureAlgorithm> {
        algorithm(self.details().public_params(), hash)
    }

    /// The hash function that it signs with, by default.
    pub(super) fn hash(&self) -> HashAlgorithm {
        match self.details().public_params() {
            PublicParams::ECDSA(EcdsaPublicParams::P256 { .. }) => HashAlgorithm::Sha256,
            PublicParams::ECDSA(EcdsaPublicParams::P384 { .. }) => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha512,
        }
    }
}

/// The algorithm in the words of this crate; absent for what is not accepted.
fn algorithm(params: &PublicParams, hash: HashAlgorithm) -> Option<SignatureAlgorithm> {
    use SignatureAlgorithm as A;
    let strong = matches!(
        hash,
        HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512
    );
    match (params, hash) {
        (PublicParams::RSA(params), hash) => {
            let bytes = params.to_bytes().ok()?;
            match hash {
                _ if !rsa_is_strong(&bytes) => None,
                HashAlgorithm::Sha256 => Some(A::RsaPkcs1Sha256),
                HashAlgorithm::Sha384 => Some(A::RsaPkcs1Sha384),
                HashAlgorithm::Sha512 => Some(A::RsaPkcs1Sha512),
                _ => None,
            }
        }
        (PublicParams::ECDSA(EcdsaPublicParams::P256 { .. }), HashAlgorithm::Sha256) => {
            Some(A::EcdsaP256Sha256)
        }
        (PublicParams::ECDSA(EcdsaPublicParams::P384 { .. }), HashAlgorithm::Sha384) => {
            Some(A::EcdsaP384Sha384)
        }
        (PublicParams::ECDSA(EcdsaPublicParams::P521 { .. }), HashAlgorithm::Sha512) => {
            Some(A::EcdsaP521Sha512)
        }
        // OpenPGP signs the digest with Ed25519: any of the three serves.
        (
            PublicParams::Ed25519(_)
            | PublicParams::EdDSALegacy(EddsaLegacyPublicParams::Ed25519 { .. }),
            _,
        ) if strong => Some(A::Ed25519),
        _ => None,
    }
}

/// The parameters of an RSA key begin with the modulus, and that with its length in bits (RFC 9580 section 3.2).
fn rsa_is_strong(params: &[u8]) -> bool {
    match params {
        [high, low, ..] => (2048..=8192).contains(&u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

/// The newest signature that is not of the future.
fn newest<'s>(
    signatures: impl Iterator<Item = &'s Signature>,
    now: DateTime<Utc>,
) -> Option<&'s Signature> {
    signatures
        .filter_map(|signature| Some((signature.created()?.as_secs(), signature)))
        .filter(|(created, _)| i64::from(*created) <= now.timestamp())
        .max_by_key(|(created, _)| *created)
        .map(|(_, signature)| signature)
}

/// Whether a key was made and has not expired, by the signature that speaks for it, which itself must not have expired.
fn lives(key: &impl KeyDetails, by: &Signature, now: DateTime<Utc>) -> bool {
    let now = now.timestamp();
    let made = i64::from(key.created_at().as_secs());
    let ends = |from: i64, after: Option<pgp::types::Duration>| {
        let after = after.map_or(0, |after| i64::from(after.as_secs()));
        after != 0 && now >= from.saturating_add(after)
    };
    let signed = by
        .created()
        .map_or(0, |created| i64::from(created.as_secs()));
    made <= now
        && !ends(made, by.key_expiration_time())
        && !ends(signed, by.signature_expiration_time())
}

fn read<K: Deserializable>(bytes: &[u8], expected: &'static str) -> Result<K, Error> {
    if bytes.len() > MAX_KEY_BYTES {
        let what = "expected at most 1 MiB of an OpenPGP key";
        return Err(Error::new(ErrorKind::TooLarge, what));
    }
    // The text of that error may quote the file: it is left out.
    K::from_reader_single(Cursor::new(bytes))
        .map(|(key, _)| key)
        .map_err(|_| Error::new(ErrorKind::Malformed, expected))
}
