//! Envelope keys: master keys protect data keys, data keys protect values.

use core::fmt;
use std::sync::Arc;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{hkdf, hmac};
use zeroize::Zeroizing;

use super::ff1::Cipher;
use super::record::{Place, VaultRecord, labelled, too_large};
use super::{ProfileName, TenantId};
use crate::keys::{Algorithm, KeyId, KeyInfo, KeyUsage};
use crate::{Error, ErrorKind, Secret, random};

/// Protects data keys: in memory as [`LocalMasterKey`], or in a hardware module or key service by an implementation of yours.
///
/// It is asked once for each data key of a tenant and process, not for each value.
pub trait MasterKey: fmt::Debug + Send + Sync {
    /// Id, algorithm and usage of the key.
    fn info(&self) -> &KeyInfo;

    /// Seals a data key, bound to `context`.
    ///
    /// # Errors
    /// [`Unavailable`](ErrorKind::Unavailable) when the module or the random generator does not answer.
    fn seal(&self, key: &Secret, context: &[u8]) -> Result<Vec<u8>, Error>;

    /// The data key that [`MasterKey::seal`] sealed with the same `context`.
    ///
    /// # Errors
    /// [`Decryption`](ErrorKind::Decryption), for every reason the same.
    fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Secret, Error>;
}

/// A master key in memory: AES-256-GCM with nonces by chance. Masked in `Debug`.
///
/// SP 800-38D section 8.3 allows 2^32 seals with such nonces; a master key makes one for each data key.
pub struct LocalMasterKey {
    info: KeyInfo,
    key: LessSafeKey,
}

impl LocalMasterKey {
    /// Length of the key in bytes.
    pub const LENGTH: usize = 32;

    /// Loads a key of 32 bytes.
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for another length.
    pub fn new(id: KeyId, secret: &Secret) -> Result<Self, Error> {
        let key = UnboundKey::new(&AES_256_GCM, secret.expose()).map_err(|_| wrong_length())?;
        Ok(Self {
            info: KeyInfo::new(id, Algorithm::Aes256Gcm, KeyUsage::Encryption),
            key: LessSafeKey::new(key),
        })
    }

    /// From components of 32 bytes, each held by another custodian; the key is their XOR (dual control, PCI PIN 6-1).
    ///
    /// # Errors
    /// [`KeyMismatch`](ErrorKind::KeyMismatch) for fewer than two components, other lengths, or two components that are equal.
    pub fn from_components(id: KeyId, components: &[Secret]) -> Result<Self, Error> {
        let mut key = Zeroizing::new([0; Self::LENGTH]);
        for (at, component) in components.iter().enumerate() {
            let twice = components
                .iter()
                .skip(at + 1)
                .any(|later| later == component);
            if twice || component.len() != Self::LENGTH {
                return Err(wrong_length());
            }
            for (byte, other) in key.iter_mut().zip(component.expose()) {
                *byte ^= other;
            }
        }
        if components.len() < 2 {
            return Err(wrong_length());
        }
        Self::new(id, &Secret::new(key.to_vec()))
    }
}

fn wrong_length() -> Error {
    Error::new(
        ErrorKind::KeyMismatch,
        "expected a key of 32 bytes, or two or more different components of 32 bytes",
    )
}

impl MasterKey for LocalMasterKey {
    fn info(&self) -> &KeyInfo {
        &self.info
    }

    fn seal(&self, key: &Secret, context: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce = random::bytes::<NONCE_LEN>()?;
        let mut sealed = nonce.to_vec();
        sealed.extend(seal(&self.key, nonce, context, key.expose())?);
        Ok(sealed)
    }

    fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Secret, Error> {
        let (nonce, sealed) = sealed.split_first_chunk().ok_or_else(failed)?;
        open(&self.key, *nonce, context, sealed)
    }
}

impl fmt::Debug for LocalMasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalMasterKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// A data key as the store keeps it: sealed by a master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Whose key.
    pub tenant: TenantId,
    /// 1 for the first, one more at every rotation.
    pub version: u32,
    /// The master key that sealed it.
    pub master: KeyId,
    /// What [`MasterKey::seal`] gave.
    pub sealed: Vec<u8>,
}

impl WrappedKey {
    /// A new data key by chance.
    pub(super) fn create(
        master: &dyn MasterKey,
        tenant: &TenantId,
        version: u32,
    ) -> Result<Self, Error> {
        Self::wrap(master, tenant, version, &Secret::random(32)?)
    }

    fn wrap(
        master: &dyn MasterKey,
        tenant: &TenantId,
        version: u32,
        key: &Secret,
    ) -> Result<Self, Error> {
        Ok(Self {
            sealed: master.seal(key, &context(tenant, version))?,
            tenant: tenant.clone(),
            version,
            master: master.info().id().clone(),
        })
    }

    /// The same data key under another master key.
    pub(super) fn rewrap(&self, old: &dyn MasterKey, new: &dyn MasterKey) -> Result<Self, Error> {
        let key = old.open(&self.sealed, &context(&self.tenant, self.version))?;
        Self::wrap(new, &self.tenant, self.version, &key)
    }
}

fn context(tenant: &TenantId, version: u32) -> Vec<u8> {
    let mut context = labelled(b"girokit vault key 1", &[tenant.as_str()]);
    context.extend_from_slice(&version.to_be_bytes());
    context
}

/// One data key at work. Its parts are derived by HKDF (RFC 5869), each for one use.
pub(super) struct DataKey {
    pub(super) version: u32,
    records: hkdf::Prk,
    lookup: hmac::Key,
    pub(super) format: Arc<Cipher>,
}

impl DataKey {
    pub(super) fn open(master: &dyn MasterKey, wrapped: &WrappedKey) -> Result<Self, Error> {
        let key = master.open(&wrapped.sealed, &context(&wrapped.tenant, wrapped.version))?;
        if key.len() != 32 {
            return Err(failed());
        }
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"girokit vault 1");
        let records = salt.extract(key.expose());
        let mut format = Zeroizing::new(vec![0; 32]);
        let expanded = records.expand(&[b"format"], Length(32));
        expanded
            .and_then(|expanded| expanded.fill(&mut format))
            .map_err(|_| failed())?;
        let lookup = records.expand(&[b"lookup"], hmac::HMAC_SHA256);
        Ok(Self {
            version: wrapped.version,
            lookup: lookup.map_err(|_| failed())?.into(),
            format: Arc::new(Cipher::new(&Secret::from(format))?),
            records,
        })
    }

    /// Each record has a key of its own, so the 2^32 of SP 800-38D section 8.3 never comes near, however many there are.
    fn record_key(&self, salt: &[u8; 16]) -> Result<LessSafeKey, Error> {
        let info: [&[u8]; 2] = [b"record", salt];
        let key = self.records.expand(&info, &AES_256_GCM);
        Ok(LessSafeKey::new(key.map_err(|_| failed())?.into()))
    }

    pub(super) fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<VaultRecord, Error> {
        if value.len() > VaultRecord::MAX_VALUE {
            return Err(too_large());
        }
        let chance = random::bytes::<28>()?;
        let (salt, nonce) = (chance.first_chunk(), chance.last_chunk());
        let (salt, nonce) = salt.copied().zip(nonce.copied()).ok_or_else(failed)?;
        let data = place.associated_data(self.version);
        Ok(VaultRecord {
            key_version: self.version,
            sealed: seal(&self.record_key(&salt)?, nonce, &data, value)?,
            salt,
            nonce,
        })
    }

    pub(super) fn unseal(&self, place: Place<'_>, record: &VaultRecord) -> Result<Secret, Error> {
        let key = self.record_key(&record.salt)?;
        let data = place.associated_data(record.key_version);
        open(&key, record.nonce, &data, &record.sealed)
    }

    /// The keyed hash by which a value is found again.
    pub(super) fn lookup(
        &self,
        tenant: &TenantId,
        profile: &ProfileName,
        value: &[u8],
    ) -> [u8; 32] {
        let parts = [tenant.as_str(), profile.as_str()];
        let mut context = hmac::Context::with_key(&self.lookup);
        context.update(&labelled(b"girokit vault lookup 1", &parts));
        context.update(value);
        let tag = context.sign();
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy)]
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn seal(
    key: &LessSafeKey,
    nonce: [u8; NONCE_LEN],
    associated: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, Error> {
    let mut sealed = Vec::with_capacity(plain.len() + 16);
    sealed.extend_from_slice(plain);
    let nonce = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce, Aad::from(associated), &mut sealed)
        .map_err(|_| Error::new(ErrorKind::Unavailable, "the cipher does not seal"))?;
    Ok(sealed)
}

fn open(
    key: &LessSafeKey,
    nonce: [u8; NONCE_LEN],
    associated: &[u8],
    sealed: &[u8],
) -> Result<Secret, Error> {
    let mut plain = Zeroizing::new(sealed.to_vec());
    let nonce = Nonce::assume_unique_for_key(nonce);
    let length = key
        .open_in_place(nonce, Aad::from(associated), &mut plain)
        .map_err(|_| failed())?
        .len();
    plain.truncate(length);
    Ok(Secret::from(plain))
}

/// One error for every reason.
pub(super) fn failed() -> Error {
    Error::new(ErrorKind::Decryption, "")
}
