//! The digital envelope for the Internet side of a gateway: packets that are signed, then encrypted (JWS in JWE), and answers that
//! belong to their request.
//!
//! ```
//! use std::sync::Arc;
//! use girokit_crypto::envelope::{PacketPolicy, Parcel, open, open_reply};
//! use girokit_crypto::jose::JweKey;
//! use girokit_crypto::keys::{DecryptionKey, EncryptionKey, KeyId, KeyWrap, PinnedKey, SignatureAlgorithm, SigningKey};
//! use girokit_crypto::replay::MemoryReplayStore;
//! # let number = |text: &str| base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text).unwrap();
//! # let point = [vec![4], number("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"), number("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck")].concat();
//! # let scalar = number("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
//!
//! let pem = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
//! let shop = SigningKey::from_pem(KeyId::parse("shop-1")?, SignatureAlgorithm::EcdsaP256Sha256, pem)?;
//! let gateway = EncryptionKey::from_point(KeyId::parse("gateway-1")?, KeyWrap::EcdhP256, &point)?;
//! let gateway_private = JweKey::Private(Arc::new(DecryptionKey::from_private(KeyId::parse("gateway-1")?, KeyWrap::EcdhP256, &scalar)?));
//! let now = "2026-11-23T12:00:00Z".parse()?;
//!
//! let packet = Parcel::new(b"{\"pay\":\"EUR 10.00\"}").seal(&shop, &gateway, now)?; // shop to gateway
//! let seen = MemoryReplayStore::new();
//! let policy = PacketPolicy::new("gateway-1", now, &seen);
//! let shops = PinnedKey::new(Arc::new(shop.public_key()));
//! let request = open(&packet, &gateway_private, &policy, &shops)?;
//! assert_eq!(request.content().content(), b"{\"pay\":\"EUR 10.00\"}"); // now repack it for the bank: xml, cms, http
//! assert_eq!(request.by().key().as_str(), "shop-1");
//! assert!(open(&packet, &gateway_private, &policy, &shops).is_err(), "a packet is good for once");
//! # let (shop_key, shop_private) = (&gateway, &gateway_private);
//!
//! let answer = Parcel::reply_to(request.content(), b"{\"status\":\"ACSP\"}").seal(&shop, shop_key, now)?; // and back
//! let policy = PacketPolicy::new("gateway-1", now, &seen);
//! open_reply(&answer, request.content().id(), shop_private, &policy, &shops)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Threats
//! | who | wants | cannot, because |
//! |---|---|---|
//! | anybody between | to read | the content is encrypted for one receiver, by AES-256-GCM |
//! | anybody between | to change, or to speak as the shop | the signature inside is by a key that the receiver trusts |
//! | a receiver | to pass the packet on to another as if meant for him | the signature names the receiver (`aud`) |
//! | anybody | to send it again | it has an id that is remembered (`jti`) and a time (`iat`) |
//! | anybody | to give the answer to another request | the answer names its request (`irt`) |
//!
//! What it does not do: no forward secrecy for the receiver's long key (use ECDH keys and rotate them), no proof of delivery, and the
//! header outside shows who may decrypt.

use core::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::jose::{Jwe, JweEncrypter, JweKey, Jws, JwsPolicy, JwsSigner, Value};
use crate::keys::{Algorithm, EncryptionKey, KeyFinder, Signer};
use crate::replay::ReplayStore;
use crate::{Error, ErrorKind, Secret, Verified, random};

/// `typ` of the signature inside.
const TYPE: &str = "girokit-packet+jws";
const CRITICAL: [&str; 3] = ["iat", "jti", "aud"];

/// What is to be sent.
#[derive(Clone)]
pub struct Parcel<'c> {
    content: &'c [u8],
    reply_to: Option<String>,
}

impl<'c> Parcel<'c> {
    /// Most bytes of content: 12 MiB, which in base64 is what [`JwsPolicy`] reads.
    pub const MAX_BYTES: usize = JwsPolicy::MAX_BYTES / 4 * 3;

    /// A request.
    pub fn new(content: &'c [u8]) -> Self {
        Self {
            content,
            reply_to: None,
        }
    }

    /// The answer to a packet.
    pub fn reply_to(request: &Packet, content: &'c [u8]) -> Self {
        Self {
            content,
            reply_to: Some(request.id.clone()),
        }
    }

    /// Signs and encrypts it: a compact JWE for the receiver with this key.
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) above [`Parcel::MAX_BYTES`], what the keys say, [`Unavailable`](ErrorKind::Unavailable) without chance.
    pub fn seal(
        &self,
        from: &dyn Signer,
        to: &EncryptionKey,
        now: DateTime<Utc>,
    ) -> Result<String, Error> {
        if self.content.len() > Self::MAX_BYTES {
            return Err(Error::new(
                ErrorKind::TooLarge,
                "expected at most 12 MiB of content",
            ));
        }
        let id = format!("{:032x}", u128::from_be_bytes(random::bytes()?));
        let mut signer = JwsSigner::new(from)?
            .with_parameter("typ", TYPE)?
            .with_critical("iat", now.timestamp())?
            .with_critical("jti", id)?
            .with_critical("aud", to.info().id().as_str())?;
        if let Some(request) = &self.reply_to {
            signer = signer.with_critical("irt", request.as_str())?;
        }
        let inside = Secret::new(signer.compact(self.content)?.into_bytes());
        JweEncrypter::new(to)
            .with_parameter("cty", "JOSE")?
            .encrypt(inside.expose())
    }
}

impl fmt::Debug for Parcel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parcel")
            .field("bytes", &self.content.len())
            .field("reply_to", &self.reply_to)
            .finish()
    }
}

/// What is accepted.
#[derive(Clone, Debug)]
pub struct PacketPolicy<'r> {
    receiver: String,
    now: DateTime<Utc>,
    replay: &'r dyn ReplayStore,
    algorithms: Option<Vec<Algorithm>>,
    max_age: TimeDelta,
    max_skew: TimeDelta,
}

impl<'r> PacketPolicy<'r> {
    /// Packets for the key of this id, of the last five minutes before `now` (a minute of skew), each once.
    pub fn new(
        receiver: impl Into<String>,
        now: DateTime<Utc>,
        replay: &'r dyn ReplayStore,
    ) -> Self {
        Self {
            receiver: receiver.into(),
            now,
            replay,
            algorithms: None,
            max_age: TimeDelta::minutes(5),
            max_skew: TimeDelta::minutes(1),
        }
    }

    /// Signatures by these algorithms only.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithms = Some(algorithms.into_iter().collect());
        self
    }

    /// Oldest packet that is accepted, and how far its clock may be ahead.
    #[must_use]
    pub fn with_window(mut self, max_age: TimeDelta, max_skew: TimeDelta) -> Self {
        (self.max_age, self.max_skew) = (max_age, max_skew);
        self
    }
}

/// A packet that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Packet {
    id: String,
    time: DateTime<Utc>,
    content: Secret,
}

impl Packet {
    /// Its id, by chance: what an answer names.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was sealed, to the second, by the sender's clock.
    pub fn time(&self) -> DateTime<Utc> {
        self.time
    }

    /// What it held.
    pub fn content(&self) -> &[u8] {
        self.content.expose()
    }
}

impl fmt::Debug for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Packet")
            .field("id", &self.id)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

/// Opens a request: decrypts, verifies the sender, and that it is for this receiver, young, and new.
///
/// # Errors
/// [`Decryption`](ErrorKind::Decryption), [`SignatureInvalid`](ErrorKind::SignatureInvalid), [`Untrusted`](ErrorKind::Untrusted) when it is
/// for another receiver or use or an answer, [`Expired`](ErrorKind::Expired), [`NotYetValid`](ErrorKind::NotYetValid),
/// [`Replayed`](ErrorKind::Replayed), [`Malformed`](ErrorKind::Malformed), and what the finder says.
pub fn open(
    text: &str,
    key: &JweKey,
    policy: &PacketPolicy<'_>,
    senders: &dyn KeyFinder,
) -> Result<Verified<Packet>, Error> {
    open_any(text, None, key, policy, senders)
}

/// Opens the answer to the request of this id.
///
/// # Errors
/// As [`open`]; [`Untrusted`](ErrorKind::Untrusted) for the answer to another request.
pub fn open_reply(
    text: &str,
    request: &str,
    key: &JweKey,
    policy: &PacketPolicy<'_>,
    senders: &dyn KeyFinder,
) -> Result<Verified<Packet>, Error> {
    open_any(text, Some(request), key, policy, senders)
}

fn open_any(
    text: &str,
    request: Option<&str>,
    key: &JweKey,
    policy: &PacketPolicy<'_>,
    senders: &dyn KeyFinder,
) -> Result<Verified<Packet>, Error> {
    let signed = Jwe::compact(text)?.decrypt(key)?;
    let not_text = || Error::new(ErrorKind::Malformed, "expected a signature inside");
    let signed = core::str::from_utf8(signed.content().expose()).map_err(|_| not_text())?;
    let mut allowed = JwsPolicy::new().with_type(TYPE).with_understood("irt");
    for name in CRITICAL {
        allowed = allowed.with_understood(name);
    }
    if let Some(algorithms) = &policy.algorithms {
        allowed = allowed.with_algorithms(algorithms.iter().copied());
    }
    // An empty payload between the dots would be a detached one.
    let jws = Jws::compact(signed)?;
    let verified = if jws.is_detached() {
        jws.verify_detached(b"", &allowed, senders)?
    } else {
        jws.verify(&allowed, senders)?
    };
    let header = verified.content().header();
    let text = |name: &'static str| header.get(name).and_then(Value::as_str);
    let untrusted = |what, part| Error::new(ErrorKind::Untrusted, what).in_part(part);
    if text("aud") != Some(&policy.receiver) {
        return Err(untrusted("expected a packet for this receiver", "aud"));
    }
    if text("irt") != request || header.get("irt").is_some() != request.is_some() {
        return Err(untrusted(
            "expected the answer to this request, or a request where none was sent",
            "irt",
        ));
    }
    let time = header
        .get("iat")
        .and_then(Value::as_i64)
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let time = time.ok_or_else(|| untrusted("expected the time of sealing", "iat"))?;
    let age = policy.now.signed_duration_since(time);
    if age > policy.max_age {
        return Err(Error::new(ErrorKind::Expired, "sealed too long ago").in_part("iat"));
    }
    if age < -policy.max_skew {
        return Err(Error::new(ErrorKind::NotYetValid, "sealed in the future").in_part("iat"));
    }
    let id = text("jti")
        .filter(|id| (1..=64).contains(&id.len()))
        .ok_or_else(|| untrusted("expected an id", "jti"))?;
    let until = policy
        .now
        .checked_add_signed(policy.max_age)
        .and_then(|at| at.checked_add_signed(policy.max_skew));
    let until = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
    policy
        .replay
        .remember(verified.by().key().as_str(), id, until, policy.now)?;
    let content = Secret::new(verified.content().payload().to_vec());
    let packet = Packet {
        id: id.to_owned(),
        time,
        content,
    };
    Ok(verified.map(|_| packet))
}
