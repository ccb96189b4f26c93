//! The dual signature.
#![cfg(feature = "dual")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use girokit_crypto::dual::{BankView, DualSignature, ShopView};
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
use girokit_crypto::{Error, ErrorKind};
use proptest::prelude::*;

const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const ORDER: &[u8] = b"2 books, EUR 42.00";
const PAYMENT: &[u8] = b"card 4111111111111111, EUR 42.00";

fn payer() -> SigningKey {
    SigningKey::from_pem(
        KeyId::parse("payer").unwrap(),
        SignatureAlgorithm::EcdsaP256Sha256,
        P256,
    )
    .unwrap()
}

fn keys() -> PinnedKey {
    PinnedKey::new(Arc::new(payer().public_key()))
}

fn signed() -> DualSignature {
    DualSignature::sign("order-1", ORDER, PAYMENT, &payer()).unwrap()
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind()
}

fn shop(text: &str) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let verified = ShopView::parse(text)?.verify(&keys())?;
    Ok((
        verified.content().content().to_vec(),
        verified.content().binding().to_vec(),
    ))
}

fn bank(text: &str) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let verified = BankView::parse(text)?.verify(&keys())?;
    assert_eq!(verified.content().transaction(), "order-1");
    Ok((
        verified.content().content().to_vec(),
        verified.content().binding().to_vec(),
    ))
}

#[test]
fn each_sees_its_half_and_both_see_that_they_belong_together() {
    let dual = signed();
    let ((order, left), (payment, right)) = (
        shop(&dual.for_shop()).unwrap(),
        bank(&dual.for_bank()).unwrap(),
    );
    assert_eq!((order.as_slice(), payment.as_slice()), (ORDER, PAYMENT));
    assert_eq!(left, right);
    let other = signed();
    assert_ne!(
        shop(&other.for_shop()).unwrap().1,
        left,
        "the salts are new each time"
    );
}

#[test]
fn no_view_holds_anything_of_the_other_half() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let dual = signed();
    let salt_of = |text: &str| text.lines().nth(6).unwrap().to_owned();
    let (for_shop, for_bank) = (dual.for_shop(), dual.for_bank());
    assert!(
        !for_shop.contains(&URL_SAFE_NO_PAD.encode(PAYMENT))
            && !for_shop.contains(&salt_of(&for_bank))
    );
    assert!(
        !for_bank.contains(&URL_SAFE_NO_PAD.encode(ORDER))
            && !for_bank.contains(&salt_of(&for_shop))
    );
}

#[test]
fn halves_of_two_signatures_do_not_go_together() {
    let (one, two) = (
        signed(),
        DualSignature::sign("order-1", b"9 books", PAYMENT, &payer()).unwrap(),
    );
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (mut mixed, other) = (lines(&one.for_shop()), lines(&two.for_shop()));
    // The order of two with the signature of one, then with its own signature but the payment of one.
    mixed[5] = other[5].clone();
    assert_eq!(
        kind(shop(&(mixed.join("\n") + "\n"))),
        ErrorKind::SignatureInvalid
    );
    let mut mixed = other.clone();
    mixed[7] = lines(&one.for_shop())[7].clone();
    assert_eq!(
        kind(shop(&(mixed.join("\n") + "\n"))),
        ErrorKind::SignatureInvalid
    );
    // A shop's view is no bank's view.
    assert_eq!(kind(BankView::parse(&one.for_shop())), ErrorKind::Malformed);
    let passed_off = one.for_shop().replacen("\norder\n", "\npayment\n", 1);
    assert_eq!(kind(bank(&passed_off)), ErrorKind::SignatureInvalid);
}

#[test]
fn everything_in_a_view_is_bound() {
    let text = signed().for_bank();
    let lines: Vec<&str> = text.lines().collect();
    for at in [2, 5, 6, 7, 8] {
        let mut altered: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let first = if altered[at].starts_with('A') {
            "B"
        } else {
            "A"
        };
        altered[at].replace_range(0..1, first);
        let result =
            BankView::parse(&(altered.join("\n") + "\n")).and_then(|view| view.verify(&keys()));
        assert_eq!(kind(result), ErrorKind::SignatureInvalid, "line {at}");
    }
    let rsa = SigningKey::from_pem(
        KeyId::parse("payer").unwrap(),
        SignatureAlgorithm::RsaPssSha256,
        RSA,
    )
    .unwrap();
    let other = PinnedKey::new(Arc::new(rsa.public_key()));
    assert_eq!(
        kind(BankView::parse(&text).unwrap().verify(&other)),
        ErrorKind::KeyMismatch
    );
}

#[test]
fn limits_and_masks() {
    assert_eq!(
        kind(DualSignature::sign("", ORDER, PAYMENT, &payer())),
        ErrorKind::Malformed
    );
    assert_eq!(
        kind(DualSignature::sign("a\nb", ORDER, PAYMENT, &payer())),
        ErrorKind::Malformed
    );
    assert_eq!(
        kind(DualSignature::sign(
            "a",
            &vec![0; (1 << 20) + 1],
            PAYMENT,
            &payer()
        )),
        ErrorKind::TooLarge
    );
    let dual = signed();
    let view = BankView::parse(&dual.for_bank()).unwrap();
    let shown = format!("{dual:?} {view:?} {:?}", view.verify(&keys()).unwrap());
    assert!(
        !shown.contains("4111") && !shown.contains("books"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,100}") {
        prop_assert!(ShopView::parse(&text).is_err());
    }

    #[test]
    fn any_halves_come_back(order in proptest::collection::vec(any::<u8>(), 0..100), payment in proptest::collection::vec(any::<u8>(), 0..100)) {
        let dual = DualSignature::sign("order-1", &order, &payment, &payer()).unwrap();
        prop_assert_eq!(shop(&dual.for_shop()).unwrap().0, order);
        prop_assert_eq!(bank(&dual.for_bank()).unwrap().0, payment);
    }
}
