//! Messages made by hand, so that one place can be wrong.

use super::*;

pub(crate) const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
pub(crate) const SIGNED_DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
pub(crate) const SHA256: &[u8] = &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
pub(crate) const SHA1: &[u8] = &[0x30, 7, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
pub(crate) const ECDSA_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
pub(crate) const ECDSA_SHA384: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];

pub(crate) fn attribute(number: u8, value: &[u8]) -> Vec<u8> {
    let oid = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, number];
    tlv(0x30, &[&oid[..], &tlv(0x31, value)].concat())
}

pub(crate) fn digest_attribute(content: &[u8]) -> Vec<u8> {
    attribute(4, &tlv(4, &Digest::Sha256.of(content)))
}

/// A message by hand, to deviate in one place.
pub(crate) struct Craft<'a> {
    pub(crate) key: &'a SigningKey,
    pub(crate) certificates: Vec<u8>,
    pub(crate) content: Option<&'a [u8]>,
    pub(crate) content_type: &'a [u8],
    pub(crate) digest: &'a [u8],
    pub(crate) algorithm: &'a [u8],
    pub(crate) attributes: Option<Vec<Vec<u8>>>,
    /// What becomes of the signature.
    pub(crate) signature: fn(Vec<u8>) -> Vec<u8>,
    pub(crate) signers: usize,
}

impl<'a> Craft<'a> {
    pub(crate) fn new(key: &'a SigningKey) -> Self {
        Self {
            key,
            certificates: Vec::new(),
            content: Some(CONTENT),
            content_type: DATA,
            digest: SHA256,
            algorithm: ECDSA_SHA256,
            attributes: Some(vec![attribute(3, DATA), digest_attribute(CONTENT)]),
            signature: |signature| ecdsa_to_der(&signature).unwrap(),
            signers: 1,
        }
    }

    pub(crate) fn build(&self) -> Vec<u8> {
        let attributes = self.attributes.as_ref().map(|list| list.concat());
        let signed = match &attributes {
            Some(attributes) => tlv(0x31, attributes),
            None => self.content.unwrap_or(CONTENT).to_vec(),
        };
        let signature = (self.signature)(self.key.sign(&signed).unwrap());
        let info = tlv(
            0x30,
            &[
                &[2, 1, 3][..],
                &tlv(0x80, &[7; 20]),
                self.digest,
                &attributes.map_or(Vec::new(), |attributes| tlv(0xa0, &attributes)),
                self.algorithm,
                &tlv(4, &signature),
            ]
            .concat(),
        );
        let content = self.content.map(|content| tlv(0xa0, &tlv(4, content)));
        let body = [
            &[2, 1, 3][..],
            &tlv(0x31, self.digest),
            &tlv(
                0x30,
                &[self.content_type, &content.unwrap_or_default()].concat(),
            ),
            &self.certificates,
            &tlv(0x31, &info.repeat(self.signers)),
        ]
        .concat();
        tlv(0x30, &[SIGNED_DATA, &tlv(0xa0, &tlv(0x30, &body))].concat())
    }
}
