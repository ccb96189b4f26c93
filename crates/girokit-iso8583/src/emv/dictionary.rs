//! The tags.

use crate::list::List;
use crate::spec::{
    Content, Encoding, Field, Key, Length, LengthEncoding, Parts, Sensitivity, Side, Tag, TagForm,
    Tagged, Unit,
};

/// What DE 55 is made of: the tags of [`TAGS`] in BER-TLV, any other kept and never shown.
///
/// Source: ISO 8583:2003 DE 55; EMV 4.4 Book 3 annexes A and B.
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
    /// EMV 4.4 Book 3 annex A, or EMVCo's bulletins on tokens.
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

/// Where the value of a tag comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The card.
    Card,
    /// The issuer, through the network.
    Issuer,
    /// The terminal.
    Terminal,
}

/// Where the value of a tag comes from, if Book 3 defines the tag.
///
/// Source: EMV 4.4 Book 3 annex A1. The authorisation response code (8A) comes from the issuer or, of a transaction that could not go
/// online, from the terminal: it is the issuer's here.
pub fn source(tag: Tag) -> Option<Source> {
    if origin(tag)? != Origin::Book3 {
        return None;
    }
    let is_in = |list: &[u32]| list.iter().any(|&number| Tag::binary(number) == tag);
    Some(if is_in(&ISSUER) {
        Source::Issuer
    } else if is_in(&TERMINAL) {
        Source::Terminal
    } else {
        Source::Card
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

/// Letters.
const fn a(number: u32, name: &'static str, len: u32) -> Field {
    tag(number, name, Content::A, Encoding::ASCII, len, len)
}

/// Letters and digits.
const fn an(number: u32, name: &'static str, min: u32, max: u32) -> Field {
    tag(number, name, Content::An, Encoding::ASCII, min, max)
}

/// Printable characters.
const fn ans(number: u32, name: &'static str, min: u32, max: u32) -> Field {
    tag(number, name, Content::Ans, Encoding::ASCII, min, max)
}

/// Bytes.
const fn b(number: u32, name: &'static str, min: u32, max: u32) -> Field {
    tag(number, name, Content::B, Encoding::Binary, min, max)
}

/// Tags: those of this dictionary, each by its own rule.
const fn template(number: u32, name: &'static str, max: u32) -> Field {
    b(number, name, 0, max).with_sensitivity(Sensitivity::Tags)
}

/// Digits, two a byte, F behind them.
const fn cn(number: u32, name: &'static str, min: u32, max: u32) -> Field {
    tag(number, name, Content::Cn, COMPRESSED, min, max)
}

/// Digits, two a byte, zeros before them.
const fn n(number: u32, name: &'static str, min: u32, max: u32) -> Field {
    tag(number, name, Content::N, Encoding::BCD, min, max)
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

const CONTACTLESS: [u32; 12] = [
    0x56, 0x9F2A, 0x9F53, 0x9F5A, 0x9F5B, 0x9F5D, 0x9F66, 0x9F6B, 0x9F6C, 0x9F6D, 0x9F6E, 0x9F7C,
];

const ISSUER: [u32; 7] = [0x71, 0x72, 0x86, 0x89, 0x8A, 0x91, 0x9F18];

const TERMINAL: [u32; 39] = [
    0x5F2A, 0x5F36, 0x5F57, 0x81, 0x83, 0x95, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9F01, 0x9F02, 0x9F03,
    0x9F04, 0x9F06, 0x9F09, 0x9F15, 0x9F16, 0x9F1A, 0x9F1B, 0x9F1C, 0x9F1D, 0x9F1E, 0x9F21, 0x9F22,
    0x9F30, 0x9F33, 0x9F34, 0x9F35, 0x9F37, 0x9F39, 0x9F3A, 0x9F3C, 0x9F3D, 0x9F40, 0x9F41, 0x9F4E,
    0x9F66,
];

/// Every tag known here, ascending within its origin. Lengths are in bytes, and the widest that the books allow. Templates hold
/// the same tags.
pub static TAGS: [Field; 139] = [
    n(0x42, "Issuer identification number", 3, 3),
    b(0x4F, "Application identifier (ICC)", 5, 16),
    ans(0x50, "Application label", 1, 16),
    b(0x56, "Track 1 data", 0, 76).with_sensitivity(Sensitivity::Track),
    b(0x57, "Track 2 equivalent data", 0, 19).with_sensitivity(Sensitivity::Track),
    cn(0x5A, "Application primary account number", 0, 10).with_sensitivity(Sensitivity::Pan),
    ans(0x5F20, "Cardholder name", 2, 26).with_sensitivity(Sensitivity::Personal),
    n(0x5F24, "Application expiration date", 3, 3).with_sensitivity(Sensitivity::Secret),
    n(0x5F25, "Application effective date", 3, 3),
    n(0x5F28, "Issuer country code", 2, 2),
    n(0x5F2A, "Transaction currency code", 2, 2),
    an(0x5F2D, "Language preference", 2, 8),
    n(0x5F30, "Service code", 2, 2),
    n(0x5F34, "Application PAN sequence number", 1, 1),
    n(0x5F36, "Transaction currency exponent", 1, 1),
    ans(0x5F50, "Issuer URL", 0, 255),
    b(0x5F53, "International bank account number", 0, 34).with_sensitivity(Sensitivity::Personal),
    b(0x5F54, "Bank identifier code", 8, 11),
    a(0x5F55, "Issuer country code (alpha 2)", 2),
    a(0x5F56, "Issuer country code (alpha 3)", 3),
    n(0x5F57, "Account type", 1, 1),
    template(0x61, "Application template", 252),
    template(0x6F, "File control information template", 252),
    template(0x70, "Record template", 252),
    template(0x71, "Issuer script template 1", 255),
    template(0x72, "Issuer script template 2", 255),
    template(0x73, "Directory discretionary template", 252),
    template(0x77, "Response message template format 2", 255),
    b(0x80, "Response message template format 1", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x81, "Amount, authorised (binary)", 4, 4),
    b(0x82, "Application interchange profile", 2, 2),
    b(0x83, "Command template", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x84, "Dedicated file name", 5, 16),
    b(0x86, "Issuer script command", 0, 261).with_sensitivity(Sensitivity::Secret),
    b(0x87, "Application priority indicator", 1, 1),
    b(0x88, "Short file identifier", 1, 1),
    ans(0x89, "Authorisation code", 6, 6),
    an(0x8A, "Authorisation response code", 2, 2),
    b(0x8C, "Card risk management data object list 1", 0, 252),
    b(0x8D, "Card risk management data object list 2", 0, 252),
    b(0x8E, "Cardholder verification method list", 10, 252),
    b(0x8F, "Certification authority public key index", 1, 1),
    b(0x90, "Issuer public key certificate", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x91, "Issuer authentication data", 8, 16).with_sensitivity(Sensitivity::Secret),
    b(0x92, "Issuer public key remainder", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x93, "Signed static application data", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x94, "Application file locator", 0, 252),
    b(0x95, "Terminal verification results", 5, 5),
    b(0x97, "Transaction certificate data object list", 0, 252),
    b(0x98, "Transaction certificate hash value", 20, 20).with_sensitivity(Sensitivity::Secret),
    b(0x99, "Transaction PIN data", 0, 255).with_sensitivity(Sensitivity::Pin),
    n(0x9A, "Transaction date", 3, 3),
    b(0x9B, "Transaction status information", 2, 2),
    n(0x9C, "Transaction type", 1, 1),
    b(0x9D, "Directory definition file name", 5, 16),
    n(0x9F01, "Acquirer identifier", 6, 6),
    n(0x9F02, "Amount, authorised", 6, 6),
    n(0x9F03, "Amount, other", 6, 6),
    b(0x9F04, "Amount, other (binary)", 4, 4),
    b(0x9F05, "Application discretionary data", 1, 32).with_sensitivity(Sensitivity::Secret),
    b(0x9F06, "Application identifier (terminal)", 5, 16),
    b(0x9F07, "Application usage control", 2, 2),
    b(0x9F08, "Application version number (ICC)", 2, 2),
    b(0x9F09, "Application version number (terminal)", 2, 2),
    b(
        0x9F0A,
        "Application selection registered proprietary data",
        0,
        255,
    ),
    ans(0x9F0B, "Cardholder name extended", 27, 45).with_sensitivity(Sensitivity::Personal),
    n(0x9F0C, "Issuer identification number extended", 3, 4),
    b(0x9F0D, "Issuer action code, default", 5, 5),
    b(0x9F0E, "Issuer action code, denial", 5, 5),
    b(0x9F0F, "Issuer action code, online", 5, 5),
    b(0x9F10, "Issuer application data", 0, 32).with_sensitivity(Sensitivity::Secret),
    n(0x9F11, "Issuer code table index", 1, 1),
    ans(0x9F12, "Application preferred name", 1, 16),
    b(0x9F13, "Last online application transaction counter", 2, 2),
    b(0x9F14, "Lower consecutive offline limit", 1, 1),
    n(0x9F15, "Merchant category code", 2, 2),
    ans(0x9F16, "Merchant identifier", 15, 15),
    b(0x9F17, "PIN try counter", 1, 1),
    b(0x9F18, "Issuer script identifier", 4, 4),
    n(0x9F19, "Token requestor identifier", 6, 6),
    n(0x9F1A, "Terminal country code", 2, 2),
    b(0x9F1B, "Terminal floor limit", 4, 4),
    an(0x9F1C, "Terminal identification", 8, 8),
    b(0x9F1D, "Terminal risk management data", 1, 8),
    an(0x9F1E, "Interface device serial number", 8, 8),
    ans(0x9F1F, "Track 1 discretionary data", 0, 255).with_sensitivity(Sensitivity::Track),
    cn(0x9F20, "Track 2 discretionary data", 0, 255).with_sensitivity(Sensitivity::Track),
    n(0x9F21, "Transaction time", 3, 3),
    b(
        0x9F22,
        "Certification authority public key index (terminal)",
        1,
        1,
    ),
    b(0x9F23, "Upper consecutive offline limit", 1, 1),
    an(0x9F24, "Payment account reference", 29, 29).with_sensitivity(Sensitivity::Personal),
    n(0x9F25, "Last four digits of PAN", 2, 2),
    b(0x9F26, "Application cryptogram", 8, 8).with_sensitivity(Sensitivity::Secret),
    b(0x9F27, "Cryptogram information data", 1, 1),
    b(0x9F2A, "Kernel identifier", 1, 8),
    b(
        0x9F2D,
        "ICC PIN encipherment public key certificate",
        0,
        255,
    )
    .with_sensitivity(Sensitivity::Secret),
    b(0x9F2E, "ICC PIN encipherment public key exponent", 1, 3)
        .with_sensitivity(Sensitivity::Secret),
    b(0x9F2F, "ICC PIN encipherment public key remainder", 0, 255)
        .with_sensitivity(Sensitivity::Secret),
    b(0x9F30, "Biometric terminal capabilities", 3, 3),
    b(0x9F32, "Issuer public key exponent", 1, 3),
    b(0x9F33, "Terminal capabilities", 3, 3),
    b(0x9F34, "Cardholder verification method results", 3, 3),
    n(0x9F35, "Terminal type", 1, 1),
    b(0x9F36, "Application transaction counter", 2, 2),
    b(0x9F37, "Unpredictable number", 4, 4),
    b(0x9F38, "Processing options data object list", 0, 252),
    n(0x9F39, "Point-of-service entry mode", 1, 1),
    b(0x9F3A, "Amount, reference currency", 4, 4),
    n(0x9F3B, "Application reference currency", 2, 8),
    n(0x9F3C, "Transaction reference currency code", 2, 2),
    n(0x9F3D, "Transaction reference currency exponent", 1, 1),
    b(0x9F40, "Additional terminal capabilities", 5, 5),
    n(0x9F41, "Transaction sequence counter", 2, 4),
    n(0x9F42, "Application currency code", 2, 2),
    n(0x9F43, "Application reference currency exponent", 1, 4),
    n(0x9F44, "Application currency exponent", 1, 1),
    b(0x9F45, "Data authentication code", 2, 2),
    b(0x9F46, "ICC public key certificate", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x9F47, "ICC public key exponent", 1, 3),
    b(0x9F48, "ICC public key remainder", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(
        0x9F49,
        "Dynamic data authentication data object list",
        0,
        252,
    ),
    b(0x9F4A, "Static data authentication tag list", 0, 252),
    b(0x9F4B, "Signed dynamic application data", 0, 255).with_sensitivity(Sensitivity::Secret),
    b(0x9F4C, "ICC dynamic number", 2, 8).with_sensitivity(Sensitivity::Secret),
    b(0x9F4D, "Log entry", 2, 2),
    ans(0x9F4E, "Merchant name and location", 0, 255),
    b(0x9F4F, "Log format", 0, 252),
    template(0xA5, "File control information proprietary template", 252),
    template(
        0xBF0C,
        "File control information issuer discretionary data",
        222,
    ),
    b(0x9F53, "Transaction category code", 1, 1),
    b(0x9F5A, "Application program identifier", 0, 32),
    b(0x9F5B, "Issuer script results", 0, 255),
    b(0x9F5D, "Available offline spending amount", 3, 6),
    b(0x9F66, "Terminal transaction qualifiers", 4, 4),
    b(0x9F6B, "Track 2 data", 0, 19).with_sensitivity(Sensitivity::Track),
    b(0x9F6C, "Card transaction qualifiers", 2, 2),
    b(0x9F6D, "Magnetic stripe application version number", 2, 2),
    b(0x9F6E, "Form factor indicator or third party data", 4, 32),
    b(0x9F7C, "Customer exclusive data", 0, 32).with_sensitivity(Sensitivity::Secret),
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
