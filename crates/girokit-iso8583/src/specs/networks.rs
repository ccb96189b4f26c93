//! Specs like those of networks: what differs from the table of ISO 8583:1987.
//!
//! Networks keep their specifications to their members. These are what public listings say (each spec's `source`), to begin from: a
//! member overrides what its own document says otherwise, in JSON by `extends` or with [`Spec::with_fields`]. What is not public stays
//! bytes that are not shown.

use std::borrow::Cow;

use super::{Form, iso1987};
use crate::emv;
use crate::list::List;
use crate::mti::Version;
use crate::spec::{
    BitmapEncoding, Bitmapped, Charset, Content, Encoding, Field, Header, Key, Length,
    LengthEncoding, Pad, Parts, Sensitivity, Side, Spec, Tag, TagForm, Tagged,
};

/// `visa-base1`: Visa BASE I-like.
pub static VISA_BASE1: Spec = Spec::shipped(
    "visa-base1",
    "Visa BASE I-like, after public listings",
    "jPOS Base1 packager and two public packagers derived from it: header that counts itself, BCD, EBCDIC, one binary byte of length, DE 62, 63 and \
     126 with bitmaps, DE 55 with data sets. Parts of DE 63 and DE 104 from general knowledge. Not public: DE 48 usages, DE 60, 104, 123, \
     125 and what V.I.P. demands of each message",
    Version::V1987,
    Header::SelfCounting,
    (Form::Visa.mti(), Form::Visa.bitmap()),
    &iso1987::VISA,
);

/// `mastercard`: Mastercard-like, EBCDIC.
pub static MASTERCARD: Spec = Spec::shipped(
    "mastercard",
    "Mastercard-like (single and dual message), EBCDIC, after public listings",
    "iso8583tools field list of a network like it: EBCDIC text and lengths, binary bitmaps, DE 48 with a category code and subelements, DE 54, \
     61 and 63 in parts, DE 112 and 120 as given there. Not public: further subelements of DE 48, DE 104 and 112 to 127",
    Version::V1987,
    Header::None,
    (Form::Mastercard.mti(), Form::Mastercard.bitmap()),
    &iso1987::MASTERCARD,
);

/// `unionpay`: like China UnionPay's specification for terminals.
pub static UNIONPAY: Spec = Spec::shipped(
    "unionpay",
    "China UnionPay-like, terminals, after public descriptions",
    "General knowledge of the terminal specification (Q/CUP 009) as public descriptions have it: BCD, lengths in BCD, DE 22 with 0 behind its \
     digits, DE 60 to 63 as digits or text. The TPDU and the six bytes behind it belong to the framing. No listing was at hand to hold \
     every length against. Not public: the usages of DE 58 to 63",
    Version::V1987,
    Header::None,
    (Form::UnionPay.mti(), Form::UnionPay.bitmap()),
    &iso1987::UNIONPAY,
);

/// `as2805`: like AS 2805.2.
pub static AS2805: Spec = Spec::shipped(
    "as2805",
    "AS 2805.2-like, after a public listing",
    "A public AS 2805 packager (lostcoder iso8583): BCD, lengths of DE 47, 48 and 55 in ASCII, DE 57 to 59 as amounts, MAC in DE 64 and 128. \
     The standard itself is sold, not public; interchanges differ",
    Version::V1987,
    Header::None,
    (Form::As2805.mti(), Form::As2805.bitmap()),
    &iso1987::AS2805,
);

/// `pos-nac`: terminals over a network access controller, with the TPDU before the message.
pub static POS_NAC: Spec = Spec::shipped(
    "pos-nac",
    "Terminals over NAC: TPDU of five bytes, BCD, after common practice",
    "Common practice of terminal hosts (jPOS NACChannel for the TPDU, ISO87B for the elements). Not public, and different for each host: DE 48 \
     and 60 to 63",
    Version::V1987,
    Header::Fixed(5),
    (Form::Binary.mti(), Form::Binary.bitmap()),
    &iso1987::POS,
);

/// One table of a network's own elements: which there are, and what they are.
macro_rules! own {
    ($has:ident $field:ident [$($number:literal => $element:expr;)*]) => {
        const fn $has(number: u8) -> bool {
            matches!(number, $($number)|*)
        }
        const fn $field(number: u8) -> Field {
            match number {
                $($number => $element,)*
                // Not asked for: `has` says which there are.
                _ => element(number, "", Content::Any, Encoding::Binary, Length::Rest),
            }
        }
    };
}

/// Whether a network has an element of its own.
pub(super) const fn has(form: Form, number: u8) -> bool {
    match form {
        Form::Visa => visa_has(number),
        Form::Mastercard => mastercard_has(number),
        Form::UnionPay => unionpay_has(number),
        Form::As2805 => as2805_has(number),
        Form::Ascii | Form::Binary | Form::Ebcdic => false,
    }
}

/// That element.
pub(super) const fn field(form: Form, number: u8) -> Field {
    match form {
        Form::Visa => visa(number),
        Form::Mastercard => mastercard(number),
        Form::UnionPay => unionpay(number),
        Form::As2805 | Form::Ascii | Form::Binary | Form::Ebcdic => as2805(number),
    }
}

const fn element(
    number: u8,
    name: &'static str,
    content: Content,
    encoding: Encoding,
    length: Length,
) -> Field {
    let mut field = Field::new(Key::Number(number), name, content, encoding, length);
    field.pad = match (length, content) {
        (Length::Fixed { .. }, Content::N) => Pad::Left('0'),
        (Length::Fixed { .. }, Content::A | Content::An | Content::Ans) => Pad::Right(' '),
        _ => Pad::None,
    };
    field
}

/// Text in EBCDIC.
const fn text(number: u8, name: &'static str, content: Content, length: Length) -> Field {
    element(number, name, content, Encoding::EBCDIC, length)
}

/// Digits two a byte, 0 before an odd number.
const fn digits(number: u8, name: &'static str, len: u32) -> Field {
    element(number, name, Content::N, Encoding::BCD, Length::fixed(len))
}

/// Bytes.
const fn bytes(number: u8, name: &'static str, length: Length) -> Field {
    element(number, name, Content::B, Encoding::Binary, length)
}

/// An element made of parts.
const fn made_of(
    number: u8,
    name: &'static str,
    encoding: Encoding,
    length: Length,
    parts: Parts,
) -> Field {
    Field::composite(Key::Number(number), name, encoding, length, parts)
}

/// One binary byte of length.
const fn one(max: u32) -> Length {
    Length::var(1, max).with_encoding(LengthEncoding::Binary)
}

/// Digits of length in EBCDIC.
const fn ebcdic(digits: u8, max: u32) -> Length {
    Length::var(digits, max).with_encoding(LengthEncoding::Text(Charset::Cp037))
}

/// Digits of length in BCD.
const fn bcd(digits: u8, max: u32) -> Length {
    Length::var(digits, max).with_encoding(LengthEncoding::Bcd)
}

const SECRET: Sensitivity = Sensitivity::Secret;

own! { visa_has visa [
    22 => digits(22, "Point of service entry mode", 4);
    44 => text(44, "Additional response data", Content::Ans, one(25));
    48 => text(48, "Additional data, private", Content::Any, one(255)).with_sensitivity(SECRET);
    54 => text(54, "Additional amounts", Content::Ans, one(120));
    55 => made_of(55, "ICC related data", Encoding::Binary, one(255), Parts::Tagged(Tagged {
        tag: TagForm::Binary { len: 1 },
        parts: List::Static(&VISA_ICC),
        other: List::Static(&VISA_SET),
        repeats: false,
    })).with_sensitivity(Sensitivity::Tags);
    59 => text(59, "National point of service geographic data", Content::An, one(14));
    60 => bytes(60, "Additional point of service information", one(12)).with_sensitivity(SECRET);
    61 => element(61, "Other amounts", Content::N, Encoding::BCD, one(36));
    62 => made_of(62, "Custom payment service fields", Encoding::Binary, one(255), mapped(8, &VISA_62));
    63 => made_of(63, "Network data", Encoding::Binary, one(255), mapped(3, &VISA_63));
    104 => bytes(104, "Transaction description, data sets", one(255)).with_sensitivity(SECRET);
    123 => bytes(123, "Verification data", one(255)).with_sensitivity(SECRET);
    126 => made_of(126, "Private use fields", Encoding::Binary, one(255), mapped(8, &VISA_126));
] }

const fn mapped(bytes: u8, parts: &'static [Field]) -> Parts {
    Parts::Bitmapped(Bitmapped {
        encoding: BitmapEncoding::Binary,
        bytes,
        extends: false,
        parts: List::Static(parts),
    })
}

/// Data set 01 of DE 55: ICC data.
static VISA_ICC: [Field; 1] = [Field {
    key: Key::Tag(Tag::binary(1)),
    name: Cow::Borrowed("ICC data set"),
    content: Content::Any,
    encoding: Encoding::Binary,
    length: Length::var(2, 252).with_encoding(LengthEncoding::Binary),
    pad: Pad::None,
    sensitivity: Sensitivity::Tags,
    parts: emv::ICC_DATA,
}];

static VISA_SET: [Field; 1] = [bytes(
    0,
    "Data set",
    Length::var(2, 252).with_encoding(LengthEncoding::Binary),
)
.with_sensitivity(SECRET)];

static VISA_62: [Field; 22] = [
    text(
        1,
        "Authorization characteristics indicator",
        Content::An,
        Length::fixed(1),
    ),
    digits(2, "Transaction identifier", 15),
    text(3, "Validation code", Content::An, Length::fixed(4)),
    text(
        4,
        "Market-specific data identifier",
        Content::An,
        Length::fixed(1),
    ),
    digits(5, "Duration", 2),
    text(
        6,
        "Prestigious property indicator",
        Content::An,
        Length::fixed(1),
    ),
    text(7, "Purchase identifier", Content::Ans, Length::fixed(26)),
    digits(8, "Check-in or check-out date", 6),
    text(9, "No show indicator", Content::An, Length::fixed(1)),
    digits(10, "Extra charges", 6),
    digits(11, "Multiple clearing sequence number", 2),
    digits(12, "Multiple clearing sequence count", 2),
    text(
        13,
        "Restricted ticket indicator",
        Content::An,
        Length::fixed(1),
    ),
    text(14, "Total amount authorized", Content::N, Length::fixed(12)),
    text(
        15,
        "Requested payment service",
        Content::An,
        Length::fixed(1),
    ),
    text(
        16,
        "Charge-back rights indicator",
        Content::An,
        Length::fixed(2),
    ),
    text(
        17,
        "Gateway transaction identifier",
        Content::Ans,
        Length::fixed(15),
    ),
    digits(20, "Merchant verification value", 10),
    text(
        21,
        "Online risk score and reason codes",
        Content::An,
        Length::fixed(4),
    ),
    text(
        22,
        "Online risk condition codes",
        Content::An,
        Length::fixed(6),
    ),
    text(23, "Product ID", Content::An, Length::fixed(2)),
    text(24, "Program identifier", Content::An, Length::fixed(6)),
];

static VISA_63: [Field; 4] = [
    digits(1, "Network ID code", 4),
    digits(2, "Time, preauthorization time limit", 4),
    digits(3, "Message reason code", 4),
    digits(4, "STIP or switch reason code", 4),
];

static VISA_126: [Field; 6] = [
    text(5, "Process by date", Content::An, Length::fixed(6)),
    bytes(6, "Cardholder certificate serial number", Length::fixed(17)),
    bytes(7, "Merchant certificate serial number", Length::fixed(17)),
    bytes(8, "Transaction ID", Length::fixed(20)).with_sensitivity(SECRET),
    bytes(
        9,
        "Cardholder authentication verification value",
        Length::fixed(20),
    )
    .with_sensitivity(SECRET),
    text(
        10,
        "CVV2 authorization request data",
        Content::An,
        Length::fixed(6),
    )
    .with_sensitivity(SECRET),
];

own! { mastercard_has mastercard [
    32 => text(32, "Acquiring institution identification code", Content::N, ebcdic(2, 11));
    33 => text(33, "Forwarding institution identification code", Content::N, ebcdic(2, 11));
    48 => made_of(48, "Additional data, private", Encoding::EBCDIC, ebcdic(3, 999), Parts::Positional(List::Static(&MASTERCARD_48)))
        .with_sensitivity(SECRET);
    54 => made_of(54, "Additional amounts", Encoding::EBCDIC, ebcdic(3, 120), Parts::Repeated(List::Static(&AMOUNT)));
    55 => made_of(55, "ICC system related data", Encoding::Binary, ebcdic(3, 255), emv::ICC_DATA).with_sensitivity(Sensitivity::Tags);
    60 => text(60, "Advice reason code", Content::Ans, ebcdic(3, 60));
    61 => made_of(61, "Point of service data", Encoding::EBCDIC, ebcdic(3, 26), Parts::Positional(List::Static(&MASTERCARD_61)));
    62 => text(62, "Intermediate network facility data", Content::Ans, ebcdic(3, 100)).with_sensitivity(SECRET);
    63 => made_of(63, "Network data", Encoding::EBCDIC, ebcdic(3, 50), Parts::Positional(List::Static(&MASTERCARD_63)));
    112 => made_of(112, "Additional data, national use", Encoding::EBCDIC, ebcdic(3, 100), Parts::Tagged(Tagged {
        tag: TagForm::Text { len: 3, charset: Charset::Cp037 },
        parts: List::EMPTY,
        other: List::Static(&SUBELEMENT_3),
        repeats: true,
    })).with_sensitivity(SECRET);
    124 => text(124, "Member-defined data", Content::Ans, ebcdic(3, 199)).with_sensitivity(SECRET);
    125 => bytes(125, "New PIN data", Length::fixed(8)).with_sensitivity(Sensitivity::Pin);
] }

/// DE 48: a category code, then subelements.
static MASTERCARD_48: [Field; 2] = [
    text(
        1,
        "Transaction category code",
        Content::An,
        Length::fixed(1),
    ),
    Field::composite(
        Key::Number(2),
        "Subelements",
        Encoding::EBCDIC,
        Length::Rest,
        Parts::Tagged(Tagged {
            tag: TagForm::Text {
                len: 2,
                charset: Charset::Cp037,
            },
            parts: List::Static(&SUBELEMENTS),
            other: List::Static(&SUBELEMENT),
            repeats: false,
        }),
    ),
];

const fn subelement(tag: &'static str, name: &'static str, max: u32) -> Field {
    let mut field = text(0, name, Content::Ans, ebcdic(2, max));
    field.key = Key::Tag(Tag::text(tag));
    field
}

static SUBELEMENTS: [Field; 18] = [
    subelement("10", "Encrypted PIN block key", 16).with_sensitivity(SECRET),
    subelement("11", "Key exchange block data", 70).with_sensitivity(SECRET),
    subelement("12", "Routing indicator", 1),
    subelement("15", "Authorization system advice date and time", 10),
    subelement("20", "Cardholder verification method", 1),
    subelement("32", "Assigned ID", 6),
    subelement("33", "PAN mapping file information", 43).with_sensitivity(SECRET),
    subelement("35", "Contactless non-card form factor", 1),
    subelement("38", "Account category", 1),
    subelement("42", "Electronic commerce indicators", 7),
    subelement("43", "Universal cardholder authentication field", 32).with_sensitivity(SECRET),
    subelement("61", "Point of service data, extended condition codes", 5),
    subelement("63", "Trace ID", 15),
    subelement("80", "PIN service code", 2),
    subelement("82", "Address verification service request", 2),
    subelement("84", "Merchant advice code", 2),
    subelement("87", "Card validation code result", 1),
    subelement("92", "CVC 2", 3).with_sensitivity(SECRET),
];

static SUBELEMENT: [Field; 1] =
    [text(0, "Subelement", Content::Ans, ebcdic(2, 99)).with_sensitivity(SECRET)];

static SUBELEMENT_3: [Field; 1] =
    [text(0, "Subelement", Content::Ans, ebcdic(3, 94)).with_sensitivity(SECRET)];

/// One amount of DE 54.
static AMOUNT: [Field; 1] = [Field::composite(
    Key::Number(1),
    "Amount",
    Encoding::EBCDIC,
    Length::fixed(20),
    Parts::Positional(List::Static(&AMOUNT_PARTS)),
)];

static AMOUNT_PARTS: [Field; 4] = [
    text(1, "Account type", Content::N, Length::fixed(2)),
    text(2, "Amount type", Content::N, Length::fixed(2)),
    text(3, "Currency code", Content::N, Length::fixed(3)),
    text(4, "Amount", Content::XN, Length::fixed(13)),
];

static MASTERCARD_61: [Field; 14] = [
    text(1, "Terminal attendance", Content::N, Length::fixed(1)),
    text(2, "Reserved", Content::N, Length::fixed(1)),
    text(3, "Terminal location", Content::N, Length::fixed(1)),
    text(4, "Cardholder presence", Content::N, Length::fixed(1)),
    text(5, "Card presence", Content::N, Length::fixed(1)),
    text(6, "Card capture capabilities", Content::N, Length::fixed(1)),
    text(7, "Transaction status", Content::N, Length::fixed(1)),
    text(8, "Transaction security", Content::N, Length::fixed(1)),
    text(9, "Reserved", Content::N, Length::fixed(1)),
    text(
        10,
        "Cardholder-activated terminal level",
        Content::N,
        Length::fixed(1),
    ),
    text(
        11,
        "Card data terminal input capability",
        Content::N,
        Length::fixed(1),
    ),
    text(12, "Authorization life cycle", Content::N, Length::fixed(2)),
    text(13, "Country code", Content::N, Length::fixed(3)),
    text(14, "Postal code", Content::Ans, Length::Rest),
];

static MASTERCARD_63: [Field; 2] = [
    text(1, "Financial network code", Content::An, Length::fixed(3)),
    text(2, "Reference number", Content::Ans, Length::Rest),
];

/// Digits two a byte, 0 behind an odd number.
const BEHIND: Encoding = Encoding::Bcd {
    side: Side::Right,
    filler: 0,
};

own! { unionpay_has unionpay [
    22 => element(22, "Point of service entry mode", Content::N, BEHIND, Length::fixed(3));
    36 => element(36, "Track 3 data", Content::Z, BEHIND, bcd(3, 104)).with_sensitivity(Sensitivity::Track);
    44 => element(44, "Additional response data", Content::Ans, Encoding::ASCII, bcd(2, 25));
    48 => element(48, "Additional data, private", Content::N, BEHIND, bcd(3, 322)).with_sensitivity(SECRET);
    49 => element(49, "Currency code, transaction", Content::An, Encoding::ASCII, Length::fixed(3));
    54 => element(54, "Additional amounts", Content::Ans, Encoding::ASCII, bcd(3, 20));
    55 => made_of(55, "ICC system related data", Encoding::Binary, bcd(3, 255), emv::ICC_DATA).with_sensitivity(Sensitivity::Tags);
    58 => element(58, "Electronic purse data", Content::Any, Encoding::Binary, bcd(3, 100)).with_sensitivity(SECRET);
    60 => element(60, "Transaction type, batch and network codes", Content::N, BEHIND, bcd(3, 17));
    61 => element(61, "Original message", Content::N, BEHIND, bcd(3, 29));
    62 => element(62, "Private data: keys, parameters", Content::Any, Encoding::Binary, bcd(3, 512)).with_sensitivity(SECRET);
    63 => element(63, "Private data: card organization, texts", Content::Any, Encoding::Binary, bcd(3, 163)).with_sensitivity(SECRET);
] }

/// Digits of length in ASCII.
const fn ascii(digits: u8, max: u32) -> Length {
    Length::var(digits, max)
}

own! { as2805_has as2805 [
    47 => element(47, "Additional data, national", Content::Ans, Encoding::ASCII, ascii(3, 999)).with_sensitivity(SECRET);
    48 => bytes(48, "Additional data, private", ascii(3, 999)).with_sensitivity(SECRET);
    55 => made_of(55, "ICC related data", Encoding::Binary, ascii(3, 999), emv::ICC_DATA).with_sensitivity(Sensitivity::Tags);
    57 => digits(57, "Amount, cash", 12);
    58 => bytes(58, "Ledger balance", Length::fixed(6)).with_sensitivity(SECRET);
    59 => bytes(59, "Account balance, cleared funds", Length::fixed(6)).with_sensitivity(SECRET);
] }
