//! What bits and codes of EMV data say.

use core::fmt::Write as _;

use crate::spec::Tag;

/// What the value of a tag says, in words: the bits that are set, or the meaning of its code. `None` for a tag that has none here, or a
/// value of another length.
///
/// Sources: EMV 4.3 Book 3 annex C1 (AIP), C2 (AUC), C3 (CVM), C5 (TVR), C6 (TSI), 6.5.5.4 (CID); Book 4 annex A2 (terminal
/// capabilities), A4 (CVM results). Bits that are reserved are shown by their place.
pub fn meaning(tag: Tag, value: &[u8]) -> Option<String> {
    let words = match tag.as_bytes() {
        [0x8E] => return cvm_list(value),
        [0x9C] => return transaction_type(value).map(str::to_owned),
        [0x9F, 0x27] => return cryptogram(value),
        [0x9F, 0x34] => return cvm_results(value),
        _ => set_bits(tag, value)?,
    };
    Some(if words.is_empty() {
        "no bit set".into()
    } else {
        words.join("; ")
    })
}

/// The names of the bits that are set in TVR (95), TSI (9B), AIP (82), AUC (9F07) and terminal capabilities (9F33), first byte and
/// highest bit first; `None` for another tag, or a value of another length.
pub fn set_bits(tag: Tag, value: &[u8]) -> Option<Vec<String>> {
    let table: &[Bits] = match tag.as_bytes() {
        [0x82] => &AIP,
        [0x95] => &TVR,
        [0x9B] => &TSI,
        [0x9F, 0x07] => &AUC,
        [0x9F, 0x33] => &CAPABILITIES,
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

/// Source: EMV 4.3 Book 3 table 39.
const fn cvm(method: u8) -> &'static str {
    match method & 0x3F {
        0x00 => "fail CVM processing",
        0x01 => "plaintext PIN by ICC",
        0x02 => "enciphered PIN online",
        0x03 => "plaintext PIN by ICC and signature",
        0x04 => "enciphered PIN by ICC",
        0x05 => "enciphered PIN by ICC and signature",
        0x1E => "signature",
        0x1F => "no CVM required",
        0x3F => "no CVM performed",
        0x20..=0x2F => "method of the payment system",
        0x30..=0x3E => "method of the issuer",
        _ => "reserved method",
    }
}

/// Source: EMV 4.3 Book 3 table 40.
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
        "",
    ],
    [
        "ICC and terminal have different application versions",
        "expired application",
        "application not yet effective",
        "requested service not allowed",
        "new card",
        "",
        "",
        "",
    ],
    [
        "cardholder verification not successful",
        "unrecognised CVM",
        "PIN try limit exceeded",
        "PIN entry required, PIN pad not present or not working",
        "PIN entry required, PIN pad present, PIN not entered",
        "online PIN entered",
        "",
        "",
    ],
    [
        "exceeds floor limit",
        "lower consecutive offline limit exceeded",
        "upper consecutive offline limit exceeded",
        "selected randomly for online processing",
        "merchant forced online",
        "",
        "",
        "",
    ],
    [
        "default TDOL used",
        "issuer authentication failed",
        "script processing failed before final GENERATE AC",
        "script processing failed after final GENERATE AC",
        "",
        "",
        "",
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
        "",
        "SDA supported",
        "DDA supported",
        "cardholder verification supported",
        "terminal risk management to be performed",
        "issuer authentication supported",
        "",
        "CDA supported",
    ],
    ["", "", "", "", "", "", "", ""],
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
        "",
        "",
        "",
    ],
    ["SDA", "DDA", "card capture", "", "CDA", "", "", ""],
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
            "offline data authentication not performed; online PIN entered; exceeds floor limit"
        );
        assert_eq!(
            says(0x82, &[0x18, 0x01]),
            "cardholder verification supported; terminal risk management to be performed; byte 2 bit 1 (reserved)"
        );
        assert_eq!(says(0x9B, &[0, 0]), "no bit set");
        assert_eq!(meaning(Tag::binary(0x95), &[0]), None);
    }

    #[test]
    fn codes_in_words() {
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
