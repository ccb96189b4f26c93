//! Heads: what a log was at some time, signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::tree::Hash;
use crate::keys::{Algorithm, KeyFinder, KeyHints, SignatureAlgorithm, Signer};
use crate::{Error, ErrorKind, Verified};

/// Size and root of a log at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Head {
    /// Name of the log.
    pub log: String,
    /// Number of entries.
    pub size: u64,
    /// Merkle root over them.
    pub root: Hash,
    /// When it was made, to the microsecond.
    pub time: DateTime<Utc>,
}

const TITLE: &str = "girokit audit head 1";

impl Head {
    pub(super) fn new(log: &str, size: u64, root: Hash, time: DateTime<Utc>) -> Self {
        Self {
            log: log.to_owned(),
            size,
            root,
            time,
        }
    }

    /// The text that is signed: title, name, size, root in base64 and microseconds, a line each.
    fn text(&self) -> String {
        let (root, time) = (STANDARD.encode(self.root), self.time.timestamp_micros());
        format!("{TITLE}\n{}\n{}\n{root}\n{time}\n", self.log, self.size)
    }

    /// Signs it.
    ///
    /// # Errors
    /// What the key says.
    pub fn sign(&self, key: &dyn Signer) -> Result<SignedHead, Error> {
        let text = self.text();
        let signature = key.sign(text.as_bytes())?;
        Ok(SignedHead {
            head: self.clone(),
            key: key.info().id().to_string(),
            algorithm: key.algorithm(),
            signature,
        })
    }
}

/// A signed head: keep it where the writer of the log cannot reach it. It is what shows that a log lost its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    head: Head,
    key: String,
    algorithm: SignatureAlgorithm,
    signature: Vec<u8>,
}

impl SignedHead {
    /// Longest text in bytes.
    pub const MAX_BYTES: usize = 16 << 10;

    /// As text: the signed lines, then key, algorithm and signature in base64.
    pub fn to_text(&self) -> String {
        let signature = STANDARD.encode(&self.signature);
        format!(
            "{}\n{}\n{}\n{signature}\n",
            self.head.text(),
            self.key,
            self.algorithm
        )
    }

    /// Reads [`SignedHead::to_text`].
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed), [`TooLarge`](ErrorKind::TooLarge).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bad = || Error::new(ErrorKind::Malformed, "expected a signed head");
        if text.len() > Self::MAX_BYTES {
            return Err(Error::new(ErrorKind::TooLarge, "expected at most 16 KiB"));
        }
        let lines: Vec<&str> = text.split('\n').collect();
        let &[
            TITLE,
            log,
            size,
            root,
            time,
            "",
            key,
            algorithm,
            signature,
            "",
        ] = lines.as_slice()
        else {
            return Err(bad());
        };
        let root = STANDARD
            .decode(root)
            .ok()
            .and_then(|root| root.try_into().ok())
            .ok_or_else(bad)?;
        let time = time
            .parse()
            .ok()
            .and_then(DateTime::from_timestamp_micros)
            .ok_or_else(bad)?;
        let size: u64 = size.parse().map_err(|_| bad())?;
        let algorithm = SignatureAlgorithm::ALL
            .into_iter()
            .find(|known| known.name() == algorithm)
            .ok_or_else(bad)?;
        let signature = STANDARD.decode(signature).map_err(|_| bad())?;
        let signed = Self {
            head: Head::new(log, size, root, time),
            key: key.to_owned(),
            algorithm,
            signature,
        };
        // One text for one head: no leading zeros, no other base64.
        if signed.to_text() == text {
            Ok(signed)
        } else {
            Err(bad())
        }
    }

    /// The head as somebody wrote it: to choose a key by, not to believe.
    pub fn unverified(&self) -> &Head {
        &self.head
    }

    /// The head, if it was signed by a key that the finder trusts.
    ///
    /// # Errors
    /// [`SignatureInvalid`](ErrorKind::SignatureInvalid), [`KeyMismatch`](ErrorKind::KeyMismatch), and what the finder says.
    pub fn verify(&self, keys: &dyn KeyFinder) -> Result<Verified<Head>, Error> {
        let algorithm = Algorithm::Signature(self.algorithm);
        let hints = KeyHints {
            key_id: Some(self.key.clone()),
            ..KeyHints::default()
        };
        let by = keys.find(&hints, algorithm)?.verify(
            algorithm,
            self.head.text().as_bytes(),
            &self.signature,
        )?;
        Ok(Verified::new(self.head.clone(), by))
    }
}
