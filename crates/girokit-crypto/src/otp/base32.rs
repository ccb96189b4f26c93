//! Base32, RFC 4648 section 6, without padding.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The characters of some bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(8).div_ceil(5));
    let (mut bits, mut count) = (0_u16, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u16::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(symbol(bits >> count));
        }
    }
    if count > 0 {
        out.push(symbol(bits << (5 - count)));
    }
    out
}

fn symbol(bits: u16) -> char {
    ALPHABET
        .get(usize::from(bits & 31))
        .copied()
        .map_or('A', char::from)
}

/// The bytes of characters in either case, with or without padding and spaces; none for anything else.
pub(super) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(Vec::with_capacity(text.len()));
    let (mut bits, mut count) = (0_u16, 0_u32);
    for byte in text
        .trim_end_matches('=')
        .bytes()
        .filter(|byte| *byte != b' ')
    {
        let value = ALPHABET
            .iter()
            .position(|known| *known == byte.to_ascii_uppercase())?;
        bits = (bits << 5) | u16::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    let left = bits & ((1_u16 << count) - 1);
    (count < 5 && left == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_examples_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).unwrap().as_slice(), bytes.as_bytes());
        }
        assert_eq!(decode("mzxw 6===").unwrap().as_slice(), b"foo");
        for bad in ["M", "MZ1", "MZX", "MB", "ä"] {
            assert!(decode(bad).is_none(), "{bad}");
        }
    }
}
