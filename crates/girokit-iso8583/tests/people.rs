//! What people see of a message: descriptions, dumps, differences; never a secret.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use girokit_iso8583::spec::{Charset, Content, Encoding, Key, Length, Sensitivity};
use girokit_iso8583::{Field, Message, MessageView, Spec, diff, dump, emv};

const fn text(number: u8, name: &'static str) -> Field {
    let ascii = Encoding::ASCII;
    Field::new(
        Key::Number(number),
        name,
        Content::Ans,
        ascii,
        Length::lll(999),
    )
}

static FIELDS: [Field; 12] = [
    Field::new(
        Key::Number(2),
        "Primary account number",
        Content::N,
        Encoding::ASCII,
        Length::ll(19),
    ),
    Field::new(
        Key::Number(3),
        "Processing code",
        Content::N,
        Encoding::ASCII,
        Length::fixed(6),
    ),
    Field::new(
        Key::Number(4),
        "Amount, transaction",
        Content::N,
        Encoding::ASCII,
        Length::fixed(12),
    ),
    Field::new(
        Key::Number(35),
        "Track 2 data",
        Content::Z,
        Encoding::ASCII,
        Length::ll(37),
    ),
    Field::new(
        Key::Number(39),
        "Response code",
        Content::An,
        Encoding::ASCII,
        Length::fixed(2),
    ),
    text(44, "Additional response data"),
    Field::new(
        Key::Number(52),
        "PIN data",
        Content::B,
        Encoding::Binary,
        Length::fixed(8),
    ),
    Field::composite(
        Key::Number(55),
        "ICC system related data",
        Encoding::Binary,
        Length::lll(255),
        emv::ICC_DATA,
    ),
    Field::new(
        Key::Number(60),
        "Private, binary",
        Content::B,
        Encoding::Binary,
        Length::lll(99),
    ),
    Field::new(
        Key::Number(61),
        "Private, EBCDIC",
        Content::Ans,
        Encoding::Text(Charset::Cp037),
        Length::lll(99),
    ),
    Field::new(
        Key::Number(62),
        "Private, BCD",
        Content::N,
        Encoding::BCD,
        Length::lll(99),
    ),
    text(63, "Card verification value").with_sensitivity(Sensitivity::Secret),
];
static SPEC: Spec = Spec::new("people", &FIELDS);

/// A xorshift of our own: the same numbers on each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn digits(&mut self, len: usize) -> String {
        (0..len)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap()))
            .collect()
    }

    /// A number of `len` digits with its check digit.
    fn pan(&mut self, len: usize) -> String {
        let body = format!("4{}", self.digits(len - 2));
        let sum: u32 = body
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, digit)| {
                let digit = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        format!("{body}{}", (10 - sum % 10) % 10)
    }
}

fn message(number: &str, pin: [u8; 8], secret: &str) -> Message {
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    let bcd: Vec<u8> = format!("{number}{}", "F".repeat(number.len() % 2))
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let tlv =
        |tag: &[u8], value: &[u8]| [tag, &[u8::try_from(value.len()).unwrap()], value].concat();
    let chip = [
        tlv(&[0x95], &[0x80, 0, 0, 0, 0]),
        tlv(&[0x9F, 0x02], &[0, 0, 0, 0, 0x10, 0]),
        tlv(&[0x5A], &bcd),
        tlv(&[0xDF, 0x7E], number.as_bytes()),
        tlv(&[0x9F, 0x26], &pin),
    ]
    .concat();
    message.set(2, number).unwrap();
    message.set(3, "000000").unwrap();
    message.set(4, "000000001000").unwrap();
    message.set(35, &format!("{number}=2512{secret}")).unwrap();
    message.set(39, "51").unwrap();
    message
        .set(44, &format!("CARD {number}/{number}2512"))
        .unwrap();
    message.set_bytes(52, &pin).unwrap();
    message.set_bytes(55, &chip).unwrap();
    message.set_bytes(60, number.as_bytes()).unwrap();
    message.set(61, &format!("PAN={number}")).unwrap();
    message.set(62, number).unwrap();
    message.set(63, secret).unwrap();
    message
}

fn outputs(message: &Message, other: &Message) -> String {
    let bytes = message.to_bytes();
    let view = MessageView::read(&SPEC, &bytes).unwrap();
    let mut all = vec![
        message.describe().to_string(),
        view.describe().to_string(),
        dump(&SPEC, &bytes),
        format!("{message:?} {view:?}"),
    ];
    #[cfg(feature = "json")]
    all.extend([message.to_json(), view.to_json()]);
    all.extend(diff(message, other).iter().map(ToString::to_string));
    // A message that failed to decode, cut at each place.
    for end in 0..bytes.len() {
        all.push(dump(&SPEC, bytes.get(..end).unwrap()));
    }
    all.join("\n")
}

#[test]
fn no_output_holds_a_secret() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..60 {
        let number = random.pan(13 + round % 7);
        let pin = random.below(u64::MAX).to_be_bytes();
        let secret = random.digits(8);
        let other = random.pan(16);
        let told = outputs(
            &message(&number, pin, &secret),
            &message(&other, [1; 8], "00000000"),
        );
        let hex = |bytes: &[u8], gap: &str| {
            let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            bytes.join(gap)
        };
        // The middle of the number: what the first six and the last four leave.
        let middle = number.get(4..12).unwrap();
        for needle in [
            number.clone(),
            middle.to_owned(),
            secret.clone(),
            hex(&pin, ""),
            hex(&pin, " "),
            hex(number.as_bytes(), " "),
            hex(number.as_bytes(), ""),
            hex(middle.as_bytes(), " "),
            hex(secret.as_bytes(), " "),
        ] {
            assert!(!told.contains(&needle), "round {round}: {told}");
        }
    }
}

#[test]
fn a_description_has_names_and_meanings() {
    let message = message("4111111111111111", [0xAB; 8], "12312312");
    let text = message.describe().to_string();
    for line in [
        "MTI 0200: ISO 8583:1987, financial, request, acquirer",
        "DE 2 Primary account number: 411111******1111",
        "DE 3 Processing code: 000000 (goods and services, from default account, to default account)",
        "DE 4 Amount, transaction: 000000001000",
        "DE 35 Track 2 data: [hidden, 29]",
        "DE 39 Response code: 51 (not sufficient funds)",
        "DE 52 PIN data: [hidden]",
        "  95 Terminal verification results: 8000000000 (offline data authentication not performed)",
        "  5A Application primary account number: 411111******1111",
        "  DF7E Unknown: [hidden, 16]",
        "DE 60 Private, binary: [hidden, 16]",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[test]
fn differences_by_path() {
    let before = message("4111111111111111", [0xAB; 8], "12312312");
    let mut after = before.clone();
    after.set(39, "00").unwrap();
    after.remove(44);
    let chip = before.field(55).unwrap().as_bytes().to_vec();
    let shorter = [
        &[0x95, 5, 0, 0, 0, 0, 0][..],
        chip.get(7..).unwrap(),
        &[0x9A, 3, 0x26, 0x11, 0x23],
    ];
    after.set_bytes(55, &shorter.concat()).unwrap();
    let told: Vec<_> = diff(&before, &after)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "~ DE 39: 51 -> 00",
            "- DE 44: CARD 411111******1111/********************",
            "~ DE 55 / 95: 8000000000 -> 0000000000",
            "+ DE 55 / 9A: 261123",
        ]
    );
    assert!(diff(&before, &before).is_empty());
}

/// An amount is no card number, though its digits may pass the Luhn test; a tag that is longer is searched.
#[test]
fn amounts_of_emv_are_shown() {
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    let mut chip = vec![0x9F, 0x03, 6, 0, 0, 0, 0, 0, 0, 0x9F, 0x7C, 8];
    chip.extend([0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11]);
    chip.extend([0x9F, 0x5B, 8]);
    chip.extend([0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11]);
    message.set_bytes(55, &chip).unwrap();
    let text = message.describe().to_string();
    assert!(text.contains("9F03 Amount, other: 000000000000"), "{text}");
    assert!(!text.contains("4111111111111111"), "{text}");
}

#[test]
fn a_dump_shows_where_it_fails() {
    let bytes = message("4111111111111111", [0xAB; 8], "12312312").to_bytes();
    let text = dump(&SPEC, bytes.get(..40).unwrap());
    assert!(text.contains("DE 3 Processing code"), "{text}");
    assert!(
        text.lines()
            .last()
            .unwrap()
            .starts_with("! DE 4 at byte 36"),
        "{text}"
    );
}

#[cfg(feature = "json")]
#[test]
fn json_in_the_clear_gives_the_bytes_back_and_masked_is_refused() {
    let message = message("4111111111111111", [0xAB; 8], "12312312");
    let text = message.to_json_dangerous_in_clear().unwrap();
    assert!(text.contains(r#""9F02":"000000001000""#), "{text}");
    assert!(!text.contains("$bytes"), "{text}");
    let again = Message::from_json(&SPEC, &text).unwrap();
    assert_eq!(again.to_bytes(), message.to_bytes());
    let masked = message.to_json();
    assert!(masked.starts_with(r#"{"masked":true,"mti":"0200","fields":{"2":"411111******1111""#));
    let refused = Message::from_json(&SPEC, &masked).unwrap_err();
    assert!(
        refused.to_string().contains("this one is masked"),
        "{refused}"
    );
}

#[cfg(feature = "json")]
#[test]
fn json_of_another_form_is_refused_without_its_content() {
    for text in [
        "",
        "[]",
        r#"{"mti":"0200"}"#,
        r#"{"mti":"02","fields":{}}"#,
        r#"{"mti":"0200","fields":{"2":4111111111111111}}"#,
        r#"{"mti":"0200","fields":{"2":{"$bytes":"4111111111111111Z"}}}"#,
        r#"{"mti":"0200","fields":{"2":"41","2":"42"}}"#,
        r#"{"mti":"0200","fields":{"5":"41"}}"#,
        r#"{"mti":"0200","fields":{"2":"4111111111111111X"}}"#,
        r#"{"mti":"0200","fields":{},"more":"4111111111111111"}"#,
        r#"{"mti":"0200","fields":{"55":{"":"4111111111111111"}}}"#,
    ] {
        let refused = Message::from_json(&SPEC, text).unwrap_err().to_string();
        assert!(!refused.contains("4111"), "{refused}");
    }
}

#[cfg(feature = "json")]
#[test]
fn json_keeps_lengths_and_bitmaps_that_are_written_otherwise() {
    use girokit_iso8583::spec::{BerLeeway, BerPadding, Parts, TagForm};
    use std::sync::Arc;

    // A BER length in two bytes where one would do; a secondary bitmap that announces nothing.
    let mut fields = SPEC.fields().to_vec();
    for field in &mut fields {
        if let Parts::Tagged(tagged) = &mut field.parts
            && tagged.tag == TagForm::Ber
        {
            tagged.tag = TagForm::BerWith(BerLeeway {
                long_lengths: true,
                padding: BerPadding::None,
            });
        }
    }
    let spec = Arc::new(SPEC.clone().with_fields(fields));
    let mut other = Message::new(spec.clone(), "0200".parse().unwrap());
    other.set_bytes(55, &[0x9C, 0x81, 1, 0]).unwrap();
    let bytes = other.to_bytes();
    let long = [
        bytes.get(..4).unwrap(),
        &[bytes.get(4).unwrap() | 0x80],
        bytes.get(5..12).unwrap(),
        &[0; 8],
        bytes.get(12..).unwrap(),
    ]
    .concat();
    for bytes in [bytes, long] {
        let message = Message::read(spec.clone(), &bytes).unwrap();
        let text = message.to_json_dangerous_in_clear().unwrap();
        assert_eq!(
            Message::from_json(spec.clone(), &text).unwrap().to_bytes(),
            bytes
        );
    }
}
