//! The few structures in DER that keys and signatures are written as.

use der::asn1::UintRef;
use der::{Encode as _, Header, Length, Tag};
use zeroize::Zeroizing;

/// `AlgorithmIdentifier` of RSA: rsaEncryption and NULL, RFC 8017 appendix A.1.
#[cfg(feature = "aws-lc")]
const RSA: &[u8] = &[
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A SEQUENCE of unsigned numbers, big-endian.
pub(super) fn numbers(numbers: &[&[u8]]) -> der::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::new());
    for number in numbers {
        let encoded = Zeroizing::new(UintRef::new(number)?.to_der()?);
        content.extend_from_slice(&encoded);
    }
    element(Tag::Sequence, &content)
}

fn element(tag: Tag, content: &[u8]) -> der::Result<Zeroizing<Vec<u8>>> {
    let header = Header::new(tag, Length::try_from(content.len())?).to_der()?;
    Ok(Zeroizing::new([&header, content].concat()))
}

/// PKCS#8 around the `RSAPrivateKey` of PKCS#1, RFC 5958.
#[cfg(feature = "aws-lc")]
pub(super) fn rsa_pkcs8(pkcs1: &[u8]) -> der::Result<Zeroizing<Vec<u8>>> {
    let key = element(Tag::OctetString, pkcs1)?;
    let version: &[u8] = &[0x02, 0x01, 0x00];
    element(
        Tag::Sequence,
        &Zeroizing::new([version, RSA, &key].concat()),
    )
}

/// `SubjectPublicKeyInfo` around the `RSAPublicKey` of PKCS#1, RFC 5280.
#[cfg(feature = "aws-lc")]
pub(super) fn rsa_spki(pkcs1: &[u8]) -> der::Result<Zeroizing<Vec<u8>>> {
    let key = element(Tag::BitString, &[&[0], pkcs1].concat())?;
    element(Tag::Sequence, &[RSA, &key].concat())
}
