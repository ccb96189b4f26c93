//! ECDSA signatures between `r ‖ s` and DER (`Ecdsa-Sig-Value`, RFC 3279 section 2.2.3).

use der::asn1::{AnyRef, BitStringRef, ContextSpecific, OctetStringRef, UintRef};
use der::{Decode as _, Reader as _, SliceReader, TagNumber};

use super::{SignatureAlgorithm, encode};
use crate::{Error, ErrorKind};

/// The DER form of an ECDSA signature `r ‖ s`, as CMS, X.509 and TLS have it.
///
/// # Errors
/// [`Malformed`](ErrorKind::Malformed) for an odd number of bytes or none.
pub fn ecdsa_to_der(fixed: &[u8]) -> Result<Vec<u8>, Error> {
    let bad = || Error::new(ErrorKind::Malformed, "expected an ECDSA signature r ‖ s");
    if fixed.is_empty() || !fixed.len().is_multiple_of(2) {
        return Err(bad());
    }
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let der = encode::numbers(&[r, s]).map_err(|error| bad().because(error))?;
    Ok(der.to_vec())
}

/// The form `r ‖ s` that the traits of this crate have, from strict DER; the curve of `algorithm` gives the length.
///
/// # Errors
/// [`SignatureInvalid`](ErrorKind::SignatureInvalid) for anything but the DER encoding of two numbers that fit the curve;
/// [`KeyMismatch`](ErrorKind::KeyMismatch) when `algorithm` is not ECDSA.
pub fn ecdsa_from_der(der: &[u8], algorithm: SignatureAlgorithm) -> Result<Vec<u8>, Error> {
    let length = algorithm.ecdsa_coordinate().ok_or_else(|| {
        Error::new(
            ErrorKind::KeyMismatch,
            format!("expected ECDSA, found {algorithm}"),
        )
    })?;
    let decode = || -> der::Result<Option<Vec<u8>>> {
        let mut reader = SliceReader::new(der)?;
        let fixed = reader.sequence(|inner| {
            let (r, s) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
            Ok::<_, der::Error>(put(r.as_bytes(), s.as_bytes(), length))
        })?;
        reader.finish()?;
        Ok(fixed)
    };
    decode().ok().flatten().ok_or_else(|| {
        Error::new(
            ErrorKind::SignatureInvalid,
            "expected an ECDSA signature in DER",
        )
    })
}

/// Scalar and uncompressed point of an `ECPrivateKey`, RFC 5915 section 3.
pub(super) fn sec1(der: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let decode = || -> der::Result<(&[u8], &[u8])> {
        let mut reader = SliceReader::new(der)?;
        let parts = reader.sequence(|inner| {
            u8::decode(inner)?;
            let private = <&OctetStringRef>::decode(inner)?.as_bytes();
            let parameters = TagNumber(0);
            ContextSpecific::<AnyRef<'_>>::decode_explicit(inner, parameters)?;
            let public = ContextSpecific::<BitStringRef<'_>>::decode_explicit(inner, TagNumber(1))?
                .and_then(|public| public.value.as_bytes())
                .ok_or(der::ErrorKind::Failed)?;
            Ok::<_, der::Error>((private, public))
        })?;
        reader.finish()?;
        Ok(parts)
    };
    decode().map_err(|_| {
        Error::new(
            ErrorKind::Malformed,
            "expected an ECPrivateKey with its public key in DER",
        )
    })
}

fn put(r: &[u8], s: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut fixed = vec![0; length.checked_mul(2)?];
    let (left, right) = fixed.split_at_mut_checked(length)?;
    for (to, from) in [(left, r), (right, s)] {
        let at = length.checked_sub(from.len())?;
        to.get_mut(at..)?.copy_from_slice(from);
    }
    Some(fixed)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;

    #[test]
    fn both_ways() {
        let mut fixed = vec![0; 64];
        fixed[1] = 0x80;
        fixed[63] = 7;
        let der = ecdsa_to_der(&fixed).unwrap();
        assert_eq!(der[0], 0x30);
        let p256 = SignatureAlgorithm::EcdsaP256Sha256;
        assert_eq!(ecdsa_from_der(&der, p256).unwrap(), fixed);
        assert!(ecdsa_from_der(&der[..der.len() - 1], p256).is_err());
        assert!(ecdsa_from_der(&[der.clone(), vec![0]].concat(), p256).is_err());
        assert!(ecdsa_from_der(&ecdsa_to_der(&[0xff; 96]).unwrap(), p256).is_err());
        assert!(ecdsa_to_der(&[]).is_err() && ecdsa_to_der(&[1, 2, 3]).is_err());
        let ed25519 = SignatureAlgorithm::Ed25519;
        assert_eq!(
            ecdsa_from_der(&der, ed25519).unwrap_err().kind(),
            ErrorKind::KeyMismatch
        );
    }
}
