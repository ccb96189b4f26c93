//! The tags.

use crate::list::List;
use crate::spec::{
    Content, Encoding, Field, Key, Length, LengthEncoding, Parts, Sensitivity, Side, Tag, TagForm,
    Tagged, Unit,
};

/// What DE 55 is made of: the tags of [`TAGS`] in BER-TLV, any other kept and never shown.
///
/// Source: ISO 8583:2003 DE 55; EMV 4.3 Book 3 annexes A and B.
pub const ICC_DATA: Parts = Parts::Tagged(Tagged {
    tag: TagForm::Ber,
    parts: List::Static(&TAGS),
    other: List::Static(&OTHER),
    repeats: false,
});

/// Who defines a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// EMV 4.3 Book 3 annex A.
    Book3,
    /// A contactless kernel (EMV Contactless Book C) or a scheme: the same tag may mean something else at another scheme.
    Contactless,
}

/// The definition of a tag by its number (`0x9F02`), if it is known here.
pub fn find(tag: Tag) -> Option<&'static Field> {
    TAGS.iter().find(|field| field.key == Key::Tag(tag))
}

/// Who defines the tag, if it is known here.
pub fn origin(tag: Tag) -> Option<Origin> {
    find(tag)?;
    let contactless = CONTACTLESS.iter().any(|&number| Tag::binary(number) == tag);
    Some(if contactless {
        Origin::Contactless
    } else {
        Origin::Book3
    })
}

const fn tag(
    number: u32,
    name: &'static str,
    content: Content,
    encoding: Encoding,
    min: u32,
    max: u32,
) -> Field {
    let length = Length::Var {
        digits: 2,
        encoding: LengthEncoding::Binary,
        unit: Unit::Bytes,
        min,
        max,
    };
    Field::new(
        Key::Tag(Tag::binary(number)),
        name,
        content,
        encoding,
        length,
    )
}

/// `cn`: digits, filled with F behind them.
const COMPRESSED: Encoding = Encoding::Bcd {
    side: Side::Right,
    filler: 0xF,
};

static OTHER: [Field; 1] = [Field::new(
    Key::Number(0),
    "Unknown",
    Content::B,
    Encoding::Binary,
    Length::Rest,
)
.with_sensitivity(Sensitivity::Secret)];

const CONTACTLESS: [u32; 9] = [
    0x9F53, 0x9F5A, 0x9F5D, 0x9F66, 0x9F6B, 0x9F6C, 0x9F6D, 0x9F6E, 0x9F7C,
];

/// Every tag known here, ascending within its origin. Lengths are in bytes, and the widest that the books allow. Templates are kept
/// whole, and masked.
pub static TAGS: [Field; 130] = [
    tag(
        0x42,
        "Issuer identification number",
        Content::N,
        Encoding::BCD,
        3,
        3,
    ),
    tag(
        0x4F,
        "Application identifier (ICC)",
        Content::B,
        Encoding::Binary,
        5,
        16,
    ),
    tag(
        0x50,
        "Application label",
        Content::Ans,
        Encoding::ASCII,
        1,
        16,
    ),
    tag(0x56, "Track 1 data", Content::B, Encoding::Binary, 0, 76)
        .with_sensitivity(Sensitivity::Track),
    tag(
        0x57,
        "Track 2 equivalent data",
        Content::B,
        Encoding::Binary,
        0,
        19,
    )
    .with_sensitivity(Sensitivity::Track),
    tag(
        0x5A,
        "Application primary account number",
        Content::Cn,
        COMPRESSED,
        0,
        10,
    )
    .with_sensitivity(Sensitivity::Pan),
    tag(
        0x5F20,
        "Cardholder name",
        Content::Ans,
        Encoding::ASCII,
        2,
        26,
    )
    .with_sensitivity(Sensitivity::Personal),
    tag(
        0x5F24,
        "Application expiration date",
        Content::N,
        Encoding::BCD,
        3,
        3,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x5F25,
        "Application effective date",
        Content::N,
        Encoding::BCD,
        3,
        3,
    ),
    tag(
        0x5F28,
        "Issuer country code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x5F2A,
        "Transaction currency code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x5F2D,
        "Language preference",
        Content::An,
        Encoding::ASCII,
        2,
        8,
    ),
    tag(0x5F30, "Service code", Content::N, Encoding::BCD, 2, 2),
    tag(
        0x5F34,
        "Application PAN sequence number",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(
        0x5F36,
        "Transaction currency exponent",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(0x5F50, "Issuer URL", Content::Ans, Encoding::ASCII, 0, 255),
    tag(
        0x5F53,
        "International bank account number",
        Content::B,
        Encoding::Binary,
        0,
        34,
    )
    .with_sensitivity(Sensitivity::Personal),
    tag(
        0x5F54,
        "Bank identifier code",
        Content::B,
        Encoding::Binary,
        8,
        11,
    ),
    tag(
        0x5F55,
        "Issuer country code (alpha 2)",
        Content::An,
        Encoding::ASCII,
        2,
        2,
    ),
    tag(
        0x5F56,
        "Issuer country code (alpha 3)",
        Content::An,
        Encoding::ASCII,
        3,
        3,
    ),
    tag(
        0x61,
        "Application template",
        Content::B,
        Encoding::Binary,
        0,
        252,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x6F,
        "File control information template",
        Content::B,
        Encoding::Binary,
        0,
        252,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x70,
        "Record template",
        Content::B,
        Encoding::Binary,
        0,
        252,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x71,
        "Issuer script template 1",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x72,
        "Issuer script template 2",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x73,
        "Directory discretionary template",
        Content::B,
        Encoding::Binary,
        0,
        252,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x77,
        "Response message template format 2",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x80,
        "Response message template format 1",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x81,
        "Amount, authorised (binary)",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x82,
        "Application interchange profile",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x83,
        "Command template",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x84,
        "Dedicated file name",
        Content::B,
        Encoding::Binary,
        5,
        16,
    ),
    tag(
        0x86,
        "Issuer script command",
        Content::B,
        Encoding::Binary,
        0,
        261,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x87,
        "Application priority indicator",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x88,
        "Short file identifier",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x89,
        "Authorisation code",
        Content::An,
        Encoding::ASCII,
        6,
        6,
    ),
    tag(
        0x8A,
        "Authorisation response code",
        Content::An,
        Encoding::ASCII,
        2,
        2,
    ),
    tag(
        0x8C,
        "Card risk management data object list 1",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x8D,
        "Card risk management data object list 2",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x8E,
        "Cardholder verification method list",
        Content::B,
        Encoding::Binary,
        10,
        252,
    ),
    tag(
        0x8F,
        "Certification authority public key index",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x90,
        "Issuer public key certificate",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x91,
        "Issuer authentication data",
        Content::B,
        Encoding::Binary,
        8,
        16,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x92,
        "Issuer public key remainder",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x93,
        "Signed static application data",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x94,
        "Application file locator",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x95,
        "Terminal verification results",
        Content::B,
        Encoding::Binary,
        5,
        5,
    ),
    tag(
        0x97,
        "Transaction certificate data object list",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x98,
        "Transaction certificate hash value",
        Content::B,
        Encoding::Binary,
        20,
        20,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x99,
        "Transaction PIN data",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Pin),
    tag(0x9A, "Transaction date", Content::N, Encoding::BCD, 3, 3),
    tag(
        0x9B,
        "Transaction status information",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(0x9C, "Transaction type", Content::N, Encoding::BCD, 1, 1),
    tag(
        0x9D,
        "Directory definition file name",
        Content::B,
        Encoding::Binary,
        5,
        16,
    ),
    tag(
        0x9F01,
        "Acquirer identifier",
        Content::N,
        Encoding::BCD,
        6,
        6,
    ),
    tag(
        0x9F02,
        "Amount, authorised",
        Content::N,
        Encoding::BCD,
        6,
        6,
    ),
    tag(0x9F03, "Amount, other", Content::N, Encoding::BCD, 6, 6),
    tag(
        0x9F04,
        "Amount, other (binary)",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x9F05,
        "Application discretionary data",
        Content::B,
        Encoding::Binary,
        1,
        32,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F06,
        "Application identifier (terminal)",
        Content::B,
        Encoding::Binary,
        5,
        16,
    ),
    tag(
        0x9F07,
        "Application usage control",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F08,
        "Application version number (ICC)",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F09,
        "Application version number (terminal)",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F0B,
        "Cardholder name extended",
        Content::Ans,
        Encoding::ASCII,
        27,
        45,
    )
    .with_sensitivity(Sensitivity::Personal),
    tag(
        0x9F0D,
        "Issuer action code, default",
        Content::B,
        Encoding::Binary,
        5,
        5,
    ),
    tag(
        0x9F0E,
        "Issuer action code, denial",
        Content::B,
        Encoding::Binary,
        5,
        5,
    ),
    tag(
        0x9F0F,
        "Issuer action code, online",
        Content::B,
        Encoding::Binary,
        5,
        5,
    ),
    tag(
        0x9F10,
        "Issuer application data",
        Content::B,
        Encoding::Binary,
        0,
        32,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F11,
        "Issuer code table index",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(
        0x9F12,
        "Application preferred name",
        Content::Ans,
        Encoding::ASCII,
        1,
        16,
    ),
    tag(
        0x9F13,
        "Last online application transaction counter",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F14,
        "Lower consecutive offline limit",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F15,
        "Merchant category code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x9F16,
        "Merchant identifier",
        Content::Ans,
        Encoding::ASCII,
        15,
        15,
    ),
    tag(
        0x9F17,
        "PIN try counter",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F18,
        "Issuer script identifier",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x9F1A,
        "Terminal country code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x9F1B,
        "Terminal floor limit",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x9F1C,
        "Terminal identification",
        Content::An,
        Encoding::ASCII,
        8,
        8,
    ),
    tag(
        0x9F1D,
        "Terminal risk management data",
        Content::B,
        Encoding::Binary,
        1,
        8,
    ),
    tag(
        0x9F1E,
        "Interface device serial number",
        Content::An,
        Encoding::ASCII,
        8,
        8,
    ),
    tag(
        0x9F1F,
        "Track 1 discretionary data",
        Content::Ans,
        Encoding::ASCII,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Track),
    tag(
        0x9F20,
        "Track 2 discretionary data",
        Content::Cn,
        COMPRESSED,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Track),
    tag(0x9F21, "Transaction time", Content::N, Encoding::BCD, 3, 3),
    tag(
        0x9F22,
        "Certification authority public key index (terminal)",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F23,
        "Upper consecutive offline limit",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F26,
        "Application cryptogram",
        Content::B,
        Encoding::Binary,
        8,
        8,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F27,
        "Cryptogram information data",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F2D,
        "ICC PIN encipherment public key certificate",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F2E,
        "ICC PIN encipherment public key exponent",
        Content::B,
        Encoding::Binary,
        1,
        3,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F2F,
        "ICC PIN encipherment public key remainder",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F32,
        "Issuer public key exponent",
        Content::B,
        Encoding::Binary,
        1,
        3,
    ),
    tag(
        0x9F33,
        "Terminal capabilities",
        Content::B,
        Encoding::Binary,
        3,
        3,
    ),
    tag(
        0x9F34,
        "Cardholder verification method results",
        Content::B,
        Encoding::Binary,
        3,
        3,
    ),
    tag(0x9F35, "Terminal type", Content::N, Encoding::BCD, 1, 1),
    tag(
        0x9F36,
        "Application transaction counter",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F37,
        "Unpredictable number",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x9F38,
        "Processing options data object list",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x9F39,
        "Point-of-service entry mode",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(
        0x9F3A,
        "Amount, reference currency",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(
        0x9F3B,
        "Application reference currency",
        Content::N,
        Encoding::BCD,
        2,
        8,
    ),
    tag(
        0x9F3C,
        "Transaction reference currency code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x9F3D,
        "Transaction reference currency exponent",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(
        0x9F40,
        "Additional terminal capabilities",
        Content::B,
        Encoding::Binary,
        5,
        5,
    ),
    tag(
        0x9F41,
        "Transaction sequence counter",
        Content::N,
        Encoding::BCD,
        2,
        4,
    ),
    tag(
        0x9F42,
        "Application currency code",
        Content::N,
        Encoding::BCD,
        2,
        2,
    ),
    tag(
        0x9F43,
        "Application reference currency exponent",
        Content::N,
        Encoding::BCD,
        1,
        4,
    ),
    tag(
        0x9F44,
        "Application currency exponent",
        Content::N,
        Encoding::BCD,
        1,
        1,
    ),
    tag(
        0x9F45,
        "Data authentication code",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F46,
        "ICC public key certificate",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F47,
        "ICC public key exponent",
        Content::B,
        Encoding::Binary,
        1,
        3,
    ),
    tag(
        0x9F48,
        "ICC public key remainder",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F49,
        "Dynamic data authentication data object list",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x9F4A,
        "Static data authentication tag list",
        Content::B,
        Encoding::Binary,
        0,
        252,
    ),
    tag(
        0x9F4B,
        "Signed dynamic application data",
        Content::B,
        Encoding::Binary,
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F4C,
        "ICC dynamic number",
        Content::B,
        Encoding::Binary,
        2,
        8,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(0x9F4D, "Log entry", Content::B, Encoding::Binary, 2, 2),
    tag(
        0x9F4E,
        "Merchant name and location",
        Content::Ans,
        Encoding::ASCII,
        0,
        255,
    ),
    tag(0x9F4F, "Log format", Content::B, Encoding::Binary, 0, 252),
    tag(
        0xA5,
        "File control information proprietary template",
        Content::B,
        Encoding::Binary,
        0,
        252,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0xBF0C,
        "File control information issuer discretionary data",
        Content::B,
        Encoding::Binary,
        0,
        222,
    )
    .with_sensitivity(Sensitivity::Secret),
    tag(
        0x9F53,
        "Transaction category code",
        Content::B,
        Encoding::Binary,
        1,
        1,
    ),
    tag(
        0x9F5A,
        "Application program identifier",
        Content::B,
        Encoding::Binary,
        0,
        32,
    ),
    tag(
        0x9F5D,
        "Available offline spending amount",
        Content::B,
        Encoding::Binary,
        3,
        6,
    ),
    tag(
        0x9F66,
        "Terminal transaction qualifiers",
        Content::B,
        Encoding::Binary,
        4,
        4,
    ),
    tag(0x9F6B, "Track 2 data", Content::B, Encoding::Binary, 0, 19)
        .with_sensitivity(Sensitivity::Track),
    tag(
        0x9F6C,
        "Card transaction qualifiers",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F6D,
        "Magnetic stripe application version number",
        Content::B,
        Encoding::Binary,
        2,
        2,
    ),
    tag(
        0x9F6E,
        "Form factor indicator or third party data",
        Content::B,
        Encoding::Binary,
        4,
        32,
    ),
    tag(
        0x9F7C,
        "Customer exclusive data",
        Content::B,
        Encoding::Binary,
        0,
        32,
    )
    .with_sensitivity(Sensitivity::Secret),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tag_stands_once() {
        for (at, field) in TAGS.iter().enumerate() {
            assert!(
                TAGS.iter().skip(at + 1).all(|other| other.key != field.key),
                "{}",
                field.key
            );
        }
    }

    #[test]
    fn what_names_a_card_or_a_person_is_not_clear() {
        for number in [
            0x56, 0x57, 0x5A, 0x5F20, 0x9F0B, 0x9F1F, 0x9F20, 0x9F6B, 0x9F26, 0x99,
        ] {
            let field = find(Tag::binary(number)).expect("a known tag");
            assert_ne!(field.sensitivity, Sensitivity::Clear, "{}", field.key);
        }
        assert_eq!(origin(Tag::binary(0x9F6B)), Some(Origin::Contactless));
        assert_eq!(origin(Tag::binary(0x9F02)), Some(Origin::Book3));
        assert_eq!(origin(Tag::binary(0xDF01)), None);
    }
}
