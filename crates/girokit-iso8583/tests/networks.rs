//! Messages of our own in the specs that are like those of networks: their bytes, and what is read of them.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::{Key, Tag};
use girokit_iso8583::{Message, MessageView, Spec, specs};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .bytes()
        .filter_map(|digit| char::from(digit).to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[high, low]| high << 4 | low)
        .collect()
}

fn read<'a>(spec: &'static Spec, bytes: &'a [u8]) -> MessageView<'a> {
    let view =
        MessageView::read(spec, bytes).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
    assert_eq!(
        Message::read(spec, bytes).unwrap().to_bytes(),
        bytes,
        "{}",
        spec.name
    );
    view
}

fn part(view: &MessageView<'_>, number: u8, keys: &[Key]) -> String {
    let mut field = view.field(number).unwrap();
    for &key in keys {
        field = field
            .element(key)
            .unwrap_or_else(|| panic!("DE {number}: {key}"));
    }
    field.text().into_owned()
}

#[test]
fn every_shipped_spec_is_sound() {
    for spec in specs::all() {
        assert_eq!(spec.check(), Ok(()), "{}", spec.name);
    }
}

#[test]
fn visa_like() {
    let message = bytes(
        // A header of 22 bytes that counts itself, 0100, DE 2, 3, 11, 22, 25, 41, 55, 62, 63.
        "16 01 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
         0100 6020048000800200
         10 5555555555554444  000000  004711  0510  00  C7C9D9D6F0F0F0F1
         0E 01 000B 9F02 06 000000002599 9A 01",
    );
    // The second object of the data set is cut short: the place is named.
    let error = MessageView::read(&specs::VISA_BASE1, &message).unwrap_err();
    assert_eq!(error.path().to_string(), "DE 55 / 01 / 9A", "{error}");

    let message = bytes(
        "16 01 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
         0100 6020048000800206
         10 5555555555554444  000000  004711  0510  00  C7C9D9D6F0F0F0F1
         0C 01 0009 9F02 06 000000002599
         11 C000000000000000 E8 0123456789012345
         07 A00000 0002 5301",
    );
    let view = read(&specs::VISA_BASE1, &message);
    assert_eq!(view.header().len(), 22);
    assert_eq!(view.mti().to_string(), "0100");
    assert_eq!(view.field(22).unwrap().text(), "0510");
    assert_eq!(view.field(41).unwrap().text(), "GIRO0001");
    let set = Key::Tag(Tag::binary(1));
    assert_eq!(
        part(&view, 55, &[set, Key::Tag(Tag::binary(0x9F02))]),
        "000000002599"
    );
    assert_eq!(part(&view, 62, &[Key::Number(1)]), "Y");
    assert_eq!(part(&view, 62, &[Key::Number(2)]), "123456789012345");
    assert_eq!(part(&view, 63, &[Key::Number(1)]), "0002");
    assert_eq!(part(&view, 63, &[Key::Number(3)]), "5301");
}

#[test]
fn mastercard_like() {
    let mut message = Message::new(&specs::MASTERCARD, "0100".parse().unwrap());
    message.set(2, "5555555555554444").unwrap();
    let tag = |text| Key::Tag(Tag::text(text));
    message
        .set_element(&[Key::Number(48), Key::Number(1)], "R")
        .unwrap();
    message
        .set_element(&[Key::Number(48), Key::Number(2), tag("92")], "123")
        .unwrap();
    message
        .set_element(&[Key::Number(48), Key::Number(2), tag("42")], "0102211")
        .unwrap();
    let written = message.to_bytes();
    assert_eq!(
        written,
        bytes(
            // 0100, bitmap, LL PAN; DE 48: LLL 019, R, 92 03 123, 42 07 0102211.
            "F0F1F0F0 4000000000010000
             F1F6 F5F5F5F5F5F5F5F5F5F5F5F5F4F4F4F4
             F0F1F9 D9 F9F2F0F3F1F2F3 F4F2F0F7F0F1F0F2F2F1F1"
        )
    );
    let view = read(&specs::MASTERCARD, &written);
    assert_eq!(part(&view, 48, &[Key::Number(2), tag("42")]), "0102211");
    // The verification code is in no form for people.
    let shown = view.describe().to_string();
    assert!(!shown.contains("123"), "{shown}");
}

#[test]
fn mastercard_like_amounts() {
    let message = bytes(
        // DE 54: two amounts of twenty characters.
        "F0F1F1F0 0000000000000400
         F0F4F0 F0F0F0F2F9F7F8C3F0F0F0F0F0F0F0F0F1F2F3F4 F0F0F0F1F9F7F8C4F0F0F0F0F0F0F0F0F0F0F0F1",
    );
    let view = read(&specs::MASTERCARD, &message);
    assert_eq!(
        part(&view, 54, &[Key::Number(1), Key::Number(4)]),
        "C000000001234"
    );
    assert_eq!(
        part(&view, 54, &[Key::Number(2), Key::Number(4)]),
        "D000000000001"
    );
    let mut odd = message;
    odd.truncate(odd.len() - 1);
    assert!(MessageView::read(&specs::MASTERCARD, &odd).is_err());
}

#[test]
fn unionpay_like() {
    let message = bytes(
        "0200 7020048020808010
         16 5555555555554444  000000  000000002599  004711  0210  00
         25 5555555555554444D291220100  4749524F30303031  313536  0011 220000010000",
    );
    let view = read(&specs::UNIONPAY, &message);
    assert_eq!(view.field(22).unwrap().text(), "021");
    assert_eq!(view.field(35).unwrap().text(), "5555555555554444=29122010");
    assert_eq!(view.field(49).unwrap().text(), "156");
    assert_eq!(view.field(60).unwrap().text(), "22000001000");
}

#[test]
fn as2805_like() {
    let message = bytes(
        // 0200, DE 3, 4, 47, 57, 64: a length of 003 in ASCII, an amount of cash, the MAC.
        "0200 3000000000020081
         013000 000000002599  303033 414243  000000001000  0011223344556677",
    );
    let view = read(&specs::AS2805, &message);
    assert_eq!(view.field(47).unwrap().text(), "ABC");
    assert_eq!(view.field(57).unwrap().number(), Some(1000));
}

#[test]
fn pos_over_nac() {
    let message = bytes("60 0003 0000 0800 2020000000800000 990000 000001 4749524F30303031");
    let view = read(&specs::POS_NAC, &message);
    assert_eq!(view.header(), [0x60, 0, 3, 0, 0]);
    assert_eq!(view.mti().to_string(), "0800");
    assert_eq!(view.field(3).unwrap().text(), "990000");
    assert_eq!(view.field(41).unwrap().text(), "GIRO0001");
}
