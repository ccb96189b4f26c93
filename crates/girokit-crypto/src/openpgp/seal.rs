//! Signing and encrypting.

use chrono::{DateTime, Utc};
use drawn::Drawn;
use pgp::composed::{ArmorOptions, DetachedSignature, MessageBuilder, SubpacketConfig};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::{Subpacket, SubpacketData};
use pgp::ser::Serialize as _;
use pgp::types::{Fingerprint, KeyDetails as _, SigningKey, Timestamp};

use super::key::Part;
use super::{OwnKey, PeerKey};
use crate::{Error, ErrorKind};

/// Signs files with one's own key and encrypts them for counterparties: AES-256 with the integrity protection that every
/// OpenPGP program reads (SEIPD version 1), without compression.
#[derive(Debug)]
pub struct Sealing<'k> {
    own: &'k OwnKey,
    recipients: Vec<&'k PeerKey>,
    armored: bool,
}

impl<'k> Sealing<'k> {
    /// Signed by `own`, encrypted for `recipient`.
    pub fn new(own: &'k OwnKey, recipient: &'k PeerKey) -> Self {
        Self {
            own,
            recipients: vec![recipient],
            armored: false,
        }
    }

    /// And encrypted for one more.
    #[must_use]
    pub fn with_recipient(mut self, recipient: &'k PeerKey) -> Self {
        self.recipients.push(recipient);
        self
    }

    /// In ASCII armor. By default binary.
    #[must_use]
    pub fn armored(mut self) -> Self {
        self.armored = true;
        self
    }

    /// `content` signed at `now` and encrypted. The signature names the receivers, so that none of them can pass it on as meant
    /// for another.
    ///
    /// # Errors
    /// [`KeyNotUsable`](ErrorKind::KeyNotUsable) when a key has no part that signs, or encrypts, at `now`, or the passphrase is
    /// wrong; [`Unavailable`](ErrorKind::Unavailable) when the random generator gives nothing.
    pub fn seal(&self, content: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, Error> {
        let mut random = Drawn::new();
        let receivers: Vec<_> = self
            .recipients
            .iter()
            .map(|recipient| recipient.primary_fingerprint())
            .collect();
        let (key, hash) = self.own.signing_key(now)?;
        let subpackets = subpackets(key, &receivers, now)?;
        let mut builder = MessageBuilder::from_bytes("", content.to_vec())
            .seipd_v1(&mut random, SymmetricKeyAlgorithm::AES256);
        for recipient in &self.recipients {
            let components = recipient.components(now);
            let component = components.iter().find(|part| part.encrypts());
            let component = component.ok_or_else(|| {
                let what = "expected a certificate with a living part that encrypts";
                not_usable(what).in_part(recipient.fingerprint())
            })?;
            match component.key {
                Part::Primary(key) => builder.encrypt_to_key(&mut random, key).map(drop),
                Part::Subkey(key) => builder.encrypt_to_key(&mut random, key).map(drop),
            }
            .map_err(|_| not_usable("a certificate does not encrypt"))?;
        }
        builder.sign_with_subpackets(key, self.own.password(), hash, subpackets);
        let sealed = if self.armored {
            let armor = ArmorOptions::default();
            builder
                .to_armored_string(&mut random, armor)
                .map(String::into_bytes)
        } else {
            builder.to_vec(&mut random)
        };
        random.check()?;
        sealed.map_err(|_| not_usable("the own key does not sign: is the passphrase right?"))
    }
}

impl OwnKey {
    /// A signature of this key over `content`, made at `now`, which travels beside it: binary, the content of a `.sig` file.
    ///
    /// # Errors
    /// As [`Sealing::seal`].
    pub fn sign_detached(&self, content: &[u8], now: DateTime<Utc>) -> Result<Vec<u8>, Error> {
        let mut random = Drawn::new();
        let (key, hash) = self.signing_key(now)?;
        let signature = DetachedSignature::sign_binary_data_with_subpackets(
            &mut random,
            &Box::new(key),
            &self.password(),
            hash,
            content,
            subpackets(key, &[], now)?,
        );
        random.check()?;
        signature
            .and_then(|signature| signature.to_bytes())
            .map_err(|_| not_usable("the own key does not sign: is the passphrase right?"))
    }

    /// The private half of the part that signs, and its hash function.
    fn signing_key(&self, now: DateTime<Utc>) -> Result<(&dyn SigningKey, HashAlgorithm), Error> {
        let own = self;
        let expected = || not_usable("expected an own key with a living part that signs");
        let components = own.public.components(now);
        let component = components
            .iter()
            .find(|part| part.signs() && part.algorithm(part.hash()).is_some())
            .ok_or_else(expected)?;
        let fingerprint = component.details().fingerprint();
        let key: &dyn SigningKey = if own.key.primary_key.fingerprint() == fingerprint {
            &own.key.primary_key
        } else {
            let mut subkeys = own.key.secret_subkeys.iter();
            let subkey = subkeys.find(|subkey| subkey.key.fingerprint() == fingerprint);
            &subkey.ok_or_else(expected)?.key
        };
        Ok((key, component.hash()))
    }
}

/// Who signs, when, and for whom: what the signature says beside the content.
fn subpackets(
    key: &dyn SigningKey,
    receivers: &[Fingerprint],
    now: DateTime<Utc>,
) -> Result<SubpacketConfig, Error> {
    let seconds = u32::try_from(now.timestamp()).map_err(|_| {
        let what = "expected a time from 1970 to 2106";
        Error::new(ErrorKind::Unsupported, what)
    })?;
    let mut hashed = vec![
        SubpacketData::IssuerFingerprint(key.fingerprint()),
        SubpacketData::SignatureCreationTime(Timestamp::from_secs(seconds)),
    ];
    let named = receivers.iter().cloned();
    hashed.extend(named.map(SubpacketData::IntendedRecipientFingerprint));
    let unhashed = vec![SubpacketData::IssuerKeyId(key.legacy_key_id())];
    let regular = |data: Vec<SubpacketData>| {
        let packets = data.into_iter().map(Subpacket::regular);
        packets.collect::<Result<Vec<_>, _>>()
    };
    let failed = |_| not_usable("the own key does not sign");
    Ok(SubpacketConfig::UserDefined {
        hashed: regular(hashed).map_err(failed)?,
        unhashed: regular(unhashed).map_err(failed)?,
    })
}

fn not_usable(what: &'static str) -> Error {
    Error::new(ErrorKind::KeyNotUsable, what)
}

/// The generator of the system behind the trait that `pgp` asks for, which has no room for a failure: it is kept and asked for
/// before anything is given out.
mod drawn {
    use rand_core::{CryptoRng, RngCore};

    use crate::{Error, random};

    pub(super) struct Drawn(Result<(), Error>);

    impl Drawn {
        pub(super) fn new() -> Self {
            Self(Ok(()))
        }

        /// Whether every byte was drawn.
        pub(super) fn check(self) -> Result<(), Error> {
            self.0
        }
    }

    impl RngCore for Drawn {
        fn next_u32(&mut self) -> u32 {
            let mut bytes = [0; 4];
            self.fill_bytes(&mut bytes);
            u32::from_le_bytes(bytes)
        }

        fn next_u64(&mut self) -> u64 {
            let mut bytes = [0; 8];
            self.fill_bytes(&mut bytes);
            u64::from_le_bytes(bytes)
        }

        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            if let Err(error) = random::fill(bytes) {
                // Whoever draws until a number fits must come to an end.
                bytes.fill(1);
                self.0 = Err(error);
            }
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(bytes);
            Ok(())
        }
    }

    impl CryptoRng for Drawn {}
}
