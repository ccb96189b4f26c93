//! Signing, verifying, and secrets that never show.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use core::convert::Infallible;
use std::sync::Arc;

use girokit_iso8583::mac::{Covered, MacError, MessageMac};
use girokit_iso8583::secret::PinBlock;
use girokit_iso8583::spec::{Content, Encoding, Header, Key, Length};
use girokit_iso8583::{Field, Message, Spec};

/// No cryptography: sums of bytes, to see which ones are covered.
struct Sum;

impl MessageMac for Sum {
    type Error = Infallible;

    fn compute(&self, covered: &[u8]) -> Result<[u8; 8], Infallible> {
        let sum = covered.iter().zip(1_u64..).fold(0_u64, |sum, (&byte, at)| {
            sum.wrapping_add(at.wrapping_mul(u64::from(byte)))
        });
        Ok(sum.to_be_bytes())
    }
}

const fn field(number: u8, content: Content, encoding: Encoding, len: u32) -> Field {
    Field::new(
        Key::Number(number),
        "Field",
        content,
        encoding,
        Length::fixed(len),
    )
}

static FIELDS: [Field; 5] = [
    field(11, Content::N, Encoding::ASCII, 6),
    field(52, Content::B, Encoding::Binary, 8),
    field(64, Content::B, Encoding::Binary, 8),
    field(70, Content::N, Encoding::ASCII, 3),
    field(
        128,
        Content::B,
        Encoding::Hex(girokit_iso8583::spec::Charset::Ascii),
        8,
    ),
];
fn spec() -> Arc<Spec> {
    let mut spec = Spec::new("mac", &FIELDS);
    spec.header = Header::Fixed(2);
    Arc::new(spec)
}

#[test]
fn a_signed_message_is_trusted_until_it_is_altered() {
    for network in [None, Some("301")] {
        for covered in [Covered::FromMti, Covered::WithHeader] {
            let mut message = Message::new(spec(), "0800".parse().unwrap());
            message.set_header(&[1, 2]);
            message.set(11, "000123").unwrap();
            if let Some(code) = network {
                message.set(70, code).unwrap();
            }
            assert_eq!(message.verify_with(&Sum, covered), Err(MacError::Missing));
            message.sign_with(&Sum, covered).unwrap();
            assert!(
                message
                    .field(if network.is_some() { 128 } else { 64 })
                    .is_some()
            );
            let read = Message::read(spec(), &message.to_bytes()).unwrap();
            assert_eq!(read.verify_with(&Sum, covered), Ok(()));
            let mut altered = read.clone();
            altered.set(11, "000124").unwrap();
            assert_eq!(altered.verify_with(&Sum, covered), Err(MacError::Mismatch));
            let mut routed = read.clone();
            routed.set_header(&[1, 3]);
            assert_eq!(
                routed.verify_with(&Sum, covered).is_ok(),
                covered == Covered::FromMti
            );
        }
    }
}

#[test]
fn a_pin_block_does_not_show() {
    let mut message = Message::new(spec(), "0200".parse().unwrap());
    let block = PinBlock::new(&[0xAB; 8]);
    message.set_pin_block(&block).unwrap();
    assert_eq!(message.pin_block(), Some(block.clone()));
    assert_eq!(format!("{block:?}"), "PinBlock([hidden])");
    assert_eq!(message.pin_block().unwrap().expose(), [0xAB; 8]);
    assert_eq!(message.security_control(), None);
}
