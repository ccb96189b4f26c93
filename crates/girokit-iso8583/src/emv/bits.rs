//! What bits and codes of EMV data say.

use core::fmt::Write as _;

use crate::spec::Tag;

/// What the value of a tag says, in words: the bits that are set, or the meaning of its code. `None` for a tag that has none here, or a
/// value of another length.
///
/// Sources: EMV 4.4 Book 3 annex C1 (AIP), C2 (AUC), C3 (CVM), C5 (TVR and action codes), C6 (TSI), 6.5.5.4 (CID); Book 4 annex A1
/// (terminal type), A2 (terminal capabilities), A3 (additional ones), A4 (CVM results); EMV Contactless Book A table 5-4 (TTQ), Book
/// C-3 annex A (CTQ). Bits that are reserved are shown by their place. Of a contactless transaction the kernel may use bits of the
/// TVR otherwise (Book C-2: byte 5 bits 4 to 1, relay resistance).
pub fn meaning(tag: Tag, value: &[u8]) -> Option<String> {
    let words = match tag.as_bytes() {
        [0x8E] => return cvm_list(value),
        [0x9C] => return transaction_type(value).map(str::to_owned),
        [0x9F, 0x27] => return cryptogram(value),
        [0x9F, 0x34] => return cvm_results(value),
        [0x9F, 0x35] => return terminal_type(value),
        [0x9F, 0x39] => return entry_mode(value).map(str::to_owned),
        _ => set_bits(tag, value)?,
    };
    Some(if words.is_empty() {
        "no bit set".into()
    } else {
        words.join("; ")
    })
}

/// The names of the bits that are set in TVR (95), TSI (9B), AIP (82), AUC (9F07), issuer action codes (9F0D to 9F0F), terminal
/// capabilities (9F33, 9F40), terminal (9F66) and card transaction qualifiers (9F6C), first byte and highest bit first; `None` for
/// another tag, or a value of another length.
pub fn set_bits(tag: Tag, value: &[u8]) -> Option<Vec<String>> {
    let table: &[Bits] = match tag.as_bytes() {
        [0x82] => &AIP,
        [0x95] | [0x9F, 0x0D..=0x0F] => &TVR,
        [0x9B] => &TSI,
        [0x9F, 0x07] => &AUC,
        [0x9F, 0x33] => &CAPABILITIES,
        [0x9F, 0x40] => &ADDITIONAL_CAPABILITIES,
        [0x9F, 0x66] => &TTQ,
        [0x9F, 0x6C] => &CTQ,
        _ => return None,
    };
    if table.len() != value.len() {
        return None;
    }
    let mut words = Vec::new();
    for (at, (names, byte)) in table.iter().zip(value).enumerate() {
        for (bit, name) in names.iter().enumerate() {
            if byte & (0x80 >> bit) == 0 {
                continue;
            }
            words.push(if name.is_empty() {
                format!("byte {} bit {} (reserved)", at + 1, 8 - bit)
            } else {
                (*name).to_owned()
            });
        }
    }
    Some(words)
}

fn cryptogram(value: &[u8]) -> Option<String> {
    let &[byte] = value else { return None };
    let kind = match byte >> 6 {
        0 => "AAC: declined",
        1 => "TC: approved offline",
        2 => "ARQC: to be authorised online",
        _ => "reserved",
    };
    let reason = match byte & 7 {
        0 => "",
        1 => ", service not allowed",
        2 => ", PIN try limit exceeded",
        3 => ", issuer authentication failed",
        _ => ", another reason",
    };
    let advice = if byte & 8 != 0 {
        ", advice required"
    } else {
        ""
    };
    Some(format!("{kind}{advice}{reason}"))
}

fn cvm_results(value: &[u8]) -> Option<String> {
    let &[method, condition, result] = value else {
        return None;
    };
    let result = match result {
        0 => "unknown",
        1 => "failed",
        2 => "successful",
        _ => "reserved result",
    };
    Some(format!("{}, {}: {result}", cvm(method), when(condition)))
}

fn cvm_list(value: &[u8]) -> Option<String> {
    let (amounts, rules) = value.split_at_checked(8)?;
    if rules.is_empty() || !rules.len().is_multiple_of(2) {
        return None;
    }
    let (x, y) = amounts.split_at_checked(4)?;
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
    };
    let mut text = format!("X = {}, Y = {}", number(x), number(y));
    for rule in rules.chunks_exact(2) {
        if let &[method, condition] = rule {
            let next = if method & 0x40 != 0 {
                "then next"
            } else {
                "then fail"
            };
            let _ = write!(text, "; {}, {}, {next}", cvm(method), when(condition));
        }
    }
    Some(text)
}

/// Source: EMV 4.4 Book 3 table 43; Book 4 table 33 (`3F`).
const fn cvm(method: u8) -> &'static str {
    match method & 0x3F {
        0x00 => "fail CVM processing",
        0x01 => "plaintext PIN by ICC",
        0x02 => "enciphered PIN online",
        0x03 => "plaintext PIN by ICC and signature",
        0x04 => "enciphered PIN by ICC",
        0x05 => "enciphered PIN by ICC and signature",
        0x06 => "facial biometric by ICC",
        0x07 => "facial biometric online",
        0x08 => "finger biometric by ICC",
        0x09 => "finger biometric online",
        0x0A => "palm biometric by ICC",
        0x0B => "palm biometric online",
        0x0C => "iris biometric by ICC",
        0x0D => "iris biometric online",
        0x0E => "voice biometric by ICC",
        0x0F => "voice biometric online",
        0x1E => "signature",
        0x1F => "no CVM required",
        0x3F => "no CVM performed",
        0x20..=0x2F => "method of the payment system",
        0x30..=0x3E => "method of the issuer",
        _ => "reserved method",
    }
}

/// Source: EMV 4.4 Book 3 table 44.
const fn when(condition: u8) -> &'static str {
    match condition {
        0 => "always",
        1 => "if unattended cash",
        2 => "if not cash and not cashback",
        3 => "if the terminal supports it",
        4 => "if manual cash",
        5 => "if purchase with cashback",
        6 => "if under X",
        7 => "if over X",
        8 => "if under Y",
        9 => "if over Y",
        0x80..=0xFF => "condition of the payment system",
        _ => "reserved condition",
    }
}

/// Source: ISO 8583:1987 DE 3, the first two digits.
fn transaction_type(value: &[u8]) -> Option<&'static str> {
    let &[code] = value else { return None };
    crate::meanings::transaction((code >> 4) * 10 + (code & 0xF)).filter(|_| code & 0xF < 10)
}

/// Source: EMV 4.4 Book 4 table 24.
fn terminal_type(value: &[u8]) -> Option<String> {
    let &[code] = value else { return None };
    let operator = match code >> 4 {
        1 => "financial institution",
        2 => "merchant",
        3 => "cardholder",
        _ => return None,
    };
    let place = match code & 0xF {
        1 => "attended, online only",
        2 => "attended, offline with online capability",
        3 => "attended, offline only",
        4 => "unattended, online only",
        5 => "unattended, offline with online capability",
        6 => "unattended, offline only",
        _ => return None,
    };
    Some(format!("{operator}, {place}"))
}

/// Source: ISO 8583:1987 DE 22, positions 1 and 2.
fn entry_mode(value: &[u8]) -> Option<&'static str> {
    let &[code] = value else { return None };
    crate::meanings::entry(code >> 4, code & 0xF)
}

type Bits = [&'static str; 8];

const TVR: [Bits; 5] = [
    [
        "offline data authentication not performed",
        "SDA failed",
        "ICC data missing",
        "card on terminal exception file",
        "DDA failed",
        "CDA failed",
        "SDA selected",
        "XDA selected",
    ],
    [
        "ICC and terminal have different application versions",
        "expired application",
        "application not yet effective",
        "requested service not allowed",
        "new card",
        "",
        "biometric performed and successful",
        "biometric template format not supported",
    ],
    [
        "cardholder verification not successful",
        "unrecognised CVM",
        "PIN try limit exceeded",
        "PIN entry required, PIN pad not present or not working",
        "PIN entry required, PIN pad present, PIN not entered",
        "online PIN (or other online CVM) captured",
        "biometric required, capture device not working",
        "biometric required, capture device present, subtype entry bypassed",
    ],
    [
        "exceeds floor limit",
        "lower consecutive offline limit exceeded",
        "upper consecutive offline limit exceeded",
        "selected randomly for online processing",
        "merchant forced online",
        "biometric try limit exceeded",
        "a selected biometric type not supported",
        "XDA signature verification failed",
    ],
    [
        "default TDOL used",
        "issuer authentication failed",
        "script processing failed before final GENERATE AC",
        "script processing failed after final GENERATE AC",
        "",
        "CA ECC key missing",
        "ECC key recovery failed",
        "",
    ],
];

const TSI: [Bits; 2] = [
    [
        "offline data authentication performed",
        "cardholder verification performed",
        "card risk management performed",
        "issuer authentication performed",
        "terminal risk management performed",
        "script processing performed",
        "",
        "",
    ],
    ["", "", "", "", "", "", "", ""],
];

const AIP: [Bits; 2] = [
    [
        "XDA supported",
        "SDA supported",
        "DDA supported",
        "cardholder verification supported",
        "terminal risk management to be performed",
        "issuer authentication supported",
        "on-device cardholder verification supported",
        "CDA supported",
    ],
    [
        "contactless EMV mode supported",
        "mobile phone",
        "contactless transaction",
        "",
        "",
        "",
        "",
        "relay resistance protocol supported",
    ],
];

const AUC: [Bits; 2] = [
    [
        "domestic cash",
        "international cash",
        "domestic goods",
        "international goods",
        "domestic services",
        "international services",
        "at ATMs",
        "at terminals other than ATMs",
    ],
    [
        "domestic cashback",
        "international cashback",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
];

const CAPABILITIES: [Bits; 3] = [
    [
        "manual key entry",
        "magnetic stripe",
        "IC with contacts",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "plaintext PIN for ICC verification",
        "enciphered PIN for online verification",
        "signature",
        "enciphered PIN for offline verification",
        "no CVM required",
        "online biometric",
        "offline biometric",
        "enciphered PIN for offline verification (ECC)",
    ],
    ["SDA", "DDA", "card capture", "", "CDA", "XDA", "", ""],
];

const ADDITIONAL_CAPABILITIES: [Bits; 5] = [
    [
        "cash",
        "goods",
        "services",
        "cashback",
        "inquiry",
        "transfer",
        "payment",
        "administrative",
    ],
    ["cash deposit", "", "", "", "", "", "", ""],
    [
        "numeric keys",
        "alphabetic and special keys",
        "command keys",
        "function keys",
        "",
        "",
        "",
        "",
    ],
    [
        "print, attendant",
        "print, cardholder",
        "display, attendant",
        "display, cardholder",
        "",
        "",
        "code table 10",
        "code table 9",
    ],
    [
        "code table 8",
        "code table 7",
        "code table 6",
        "code table 5",
        "code table 4",
        "code table 3",
        "code table 2",
        "code table 1",
    ],
];

const TTQ: [Bits; 4] = [
    [
        "magnetic stripe mode supported",
        "",
        "EMV mode supported",
        "EMV contact chip supported",
        "offline only",
        "online PIN supported",
        "signature supported",
        "offline data authentication for online authorizations supported",
    ],
    [
        "online cryptogram required",
        "CVM required",
        "offline PIN supported (contact)",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "issuer update processing supported",
        "consumer device CVM supported",
        "",
        "",
        "consumer device CVM required",
        "",
        "",
        "",
    ],
    ["fDDA 1.0 supported", "", "", "", "", "", "", ""],
];

const CTQ: [Bits; 2] = [
    [
        "online PIN required",
        "signature required",
        "online if offline data authentication fails",
        "switch interface if offline data authentication fails",
        "online if the application has expired",
        "switch interface for cash",
        "switch interface for cashback",
        "not valid at contactless ATMs",
    ],
    [
        "consumer device CVM performed",
        "issuer update processing supported",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn says(tag: u32, value: &[u8]) -> String {
        meaning(Tag::binary(tag), value).expect("a meaning")
    }

    #[test]
    fn bits_in_words() {
        assert_eq!(
            says(0x95, &[0x80, 0, 0x04, 0x80, 0]),
            "offline data authentication not performed; online PIN (or other online CVM) captured; exceeds floor limit"
        );
        assert_eq!(
            says(0x82, &[0x18, 0x01]),
            "cardholder verification supported; terminal risk management to be performed; relay resistance protocol supported"
        );
        assert_eq!(says(0x9B, &[0, 0]), "no bit set");
        assert_eq!(meaning(Tag::binary(0x95), &[0]), None);
    }

    /// Every bit that a listing of EMV 4.4 names has a name here, and no other: the reserved bits of each byte as that listing has
    /// them (openemv/emv-utils, `emv_fields.h`: 190 bits and codes compared).
    #[test]
    fn reserved_bits_are_those_of_the_listing() {
        let masks: [(u32, &[u8]); 9] = [
            (0x82, &[0x00, 0x1E]),
            (0x95, &[0x00, 0x04, 0x00, 0x00, 0x09]),
            (0x9B, &[0x03, 0xFF]),
            (0x9F07, &[0x00, 0x3F]),
            (0x9F0E, &[0x00, 0x04, 0x00, 0x00, 0x09]),
            (0x9F33, &[0x1F, 0x00, 0x13]),
            (0x9F40, &[0x00, 0x7F, 0x0F, 0x0C, 0x00]),
            (0x9F66, &[0x40, 0x1F, 0x37, 0x7F]),
            (0x9F6C, &[0x00, 0x3F]),
        ];
        for (tag, reserved) in masks {
            let all = vec![0xFF; reserved.len()];
            let names = set_bits(Tag::binary(tag), &all).expect("a table");
            let expected: Vec<bool> = reserved
                .iter()
                .flat_map(|mask| (0..8).map(move |bit| mask & (0x80 >> bit) != 0))
                .collect();
            let found: Vec<bool> = names.iter().map(|n| n.ends_with("(reserved)")).collect();
            assert_eq!(found, expected, "{tag:X}");
        }
    }

    /// A card's CVM list, decoded with Cheef's parser at Stack Overflow ("Parse CV Rule from CVM List for EMV").
    #[test]
    fn a_list_that_was_decoded_in_public() {
        let list = [
            0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0x03, 0x42, 0x03, 0x1E, 0x03, 0x1F, 0x02,
        ];
        assert_eq!(
            says(0x8E, &list),
            "X = 0, Y = 0; plaintext PIN by ICC, if the terminal supports it, then next; enciphered PIN online, if the terminal \
             supports it, then next; signature, if the terminal supports it, then fail; no CVM required, if not cash and not \
             cashback, then fail"
        );
    }

    /// The example of payprobe.io's page on 9F33: all three ways of input, every CVM, SDA, DDA and CDA.
    #[test]
    fn capabilities_that_were_decoded_in_public() {
        assert_eq!(
            says(0x9F33, &[0xE0, 0xF8, 0xC8]),
            "manual key entry; magnetic stripe; IC with contacts; plaintext PIN for ICC verification; enciphered PIN for online \
             verification; signature; enciphered PIN for offline verification; no CVM required; SDA; DDA; CDA"
        );
    }

    #[test]
    fn codes_in_words() {
        assert_eq!(
            says(0x9F35, &[0x22]),
            "merchant, attended, offline with online capability"
        );
        assert_eq!(says(0x9F39, &[0x07]), "contactless chip");
        assert_eq!(meaning(Tag::binary(0x9F35), &[0x40]), None);
        assert_eq!(says(0x9F27, &[0x80]), "ARQC: to be authorised online");
        assert_eq!(
            says(0x9F34, &[0x1E, 0x03, 0x00]),
            "signature, if the terminal supports it: unknown"
        );
        assert_eq!(
            says(0x8E, &[0, 0, 0, 0, 0, 0, 0, 0, 0x42, 0x03, 0x1F, 0x00]),
            "X = 0, Y = 0; enciphered PIN online, if the terminal supports it, then next; no CVM required, always, then fail"
        );
        assert_eq!(says(0x9C, &[0x20]), "refund");
    }
}
