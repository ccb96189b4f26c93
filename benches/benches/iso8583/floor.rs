//! What a careful programmer writes by hand for these two messages and no other: MTI and bitmap decoded, every length read and checked,
//! the place of each element kept. With `CLASSES` the characters of each element are checked too, eight at a time.

/// Where each element stands: first byte of its content, and its length in bytes.
pub(crate) type Places = [(u32, u32); 65];

/// An element: digits of its length prefix (0: fixed), length or longest, and what it may hold.
type Def = (u8, u16, Class);

#[derive(Clone, Copy, PartialEq)]
enum Class {
    None,
    N,
    An,
    Ans,
    Z,
    Tlv,
}

const DEFS: [Def; 65] = {
    let mut defs = [(0, 0, Class::None); 65];
    defs[2] = (2, 19, Class::N);
    defs[3] = (0, 6, Class::N);
    defs[4] = (0, 12, Class::N);
    defs[7] = (0, 10, Class::N);
    defs[11] = (0, 6, Class::N);
    defs[12] = (0, 6, Class::N);
    defs[13] = (0, 4, Class::N);
    defs[14] = (0, 4, Class::N);
    defs[18] = (0, 4, Class::N);
    defs[22] = (0, 3, Class::N);
    defs[25] = (0, 2, Class::N);
    defs[32] = (2, 11, Class::N);
    defs[35] = (2, 37, Class::Z);
    defs[37] = (0, 12, Class::An);
    defs[41] = (0, 8, Class::Ans);
    defs[42] = (0, 15, Class::Ans);
    defs[43] = (0, 40, Class::Ans);
    defs[48] = (3, 999, Class::Ans);
    defs[49] = (0, 3, Class::An);
    defs[55] = (3, 999, Class::Tlv);
    defs[60] = (3, 999, Class::Ans);
    defs
};

/// The ASCII message: hex bitmap, lengths in digits.
pub(crate) fn ascii<const CLASSES: bool>(bytes: &[u8], places: &mut Places) -> Option<u16> {
    let mti = number(bytes.get(..4)?)?;
    let mut word = 0_u64;
    for &digit in bytes.get(4..20)? {
        let nibble = match digit {
            b'0'..=b'9' => digit - b'0',
            b'A'..=b'F' => digit - b'A' + 10,
            _ => return None,
        };
        word = word << 4 | u64::from(nibble);
    }
    let mut at = 20;
    while word != 0 {
        let element = word.leading_zeros() as usize + 1;
        word &= !(1 << (64 - element));
        let (prefix, max, class) = DEFS[element];
        let len = if prefix == 0 {
            usize::from(max)
        } else {
            let len = usize::from(number(bytes.get(at..at + usize::from(prefix))?)?);
            at += usize::from(prefix);
            if len > usize::from(max) {
                return None;
            }
            len
        };
        let content = bytes.get(at..at + len)?;
        if max == 0 || (CLASSES && !characters(class, content)) {
            return None;
        }
        places[element] = (at as u32, len as u32);
        at += len;
    }
    (at == bytes.len()).then_some(mti)
}

/// The BCD message: binary bitmap, lengths and digits two a byte, DE 55 walked tag by tag.
pub(crate) fn bcd<const CLASSES: bool>(bytes: &[u8], places: &mut Places) -> Option<u16> {
    let mti = u16::from(pair(*bytes.first()?)?) * 100 + u16::from(pair(*bytes.get(1)?)?);
    let mut word = u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
    let mut at = 10;
    while word != 0 {
        let element = word.leading_zeros() as usize + 1;
        word &= !(1 << (64 - element));
        let (prefix, max, mut class) = DEFS[element];
        if element == 49 {
            class = Class::N;
        }
        let units = match prefix {
            0 => max,
            2 => u16::from(pair(*bytes.get(at)?)?),
            _ => u16::from(pair(*bytes.get(at)?)?) * 100 + u16::from(pair(*bytes.get(at + 1)?)?),
        };
        at += usize::from(prefix.div_ceil(2));
        let len = usize::from(match class {
            Class::N | Class::Z => units.div_ceil(2),
            _ => units,
        });
        let content = bytes.get(at..at + len)?;
        if max == 0 || units > max || (class == Class::Tlv && !tlv(content)) {
            return None;
        }
        if CLASSES && !packed(class, content) {
            return None;
        }
        places[element] = (at as u32, len as u32);
        at += len;
    }
    (at == bytes.len()).then_some(mti)
}

fn number(digits: &[u8]) -> Option<u16> {
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u16::from(digit);
    }
    Some(number)
}

fn pair(byte: u8) -> Option<u8> {
    let (high, low) = (byte >> 4, byte & 0xF);
    (high <= 9 && low <= 9).then_some(high * 10 + low)
}

fn tlv(mut rest: &[u8]) -> bool {
    while let [first, behind @ ..] = rest {
        let behind = match behind {
            [second, behind @ ..] if first & 0x1F == 0x1F && second & 0x80 == 0 => behind,
            _ if first & 0x1F == 0x1F => return false,
            _ => behind,
        };
        let [len, behind @ ..] = behind else {
            return false;
        };
        if *len >= 0x80 || usize::from(*len) > behind.len() {
            return false;
        }
        rest = &behind[usize::from(*len)..];
    }
    true
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);

fn characters(class: Class, content: &[u8]) -> bool {
    let (words, rest) = content.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    match class {
        Class::N => {
            words.fold(0, |found, word| {
                let digit = word ^ (ONES * 0x30);
                found | ((digit | digit.wrapping_add(ONES * 6)) & (ONES * 0xF0))
            }) == 0
                && rest.iter().all(u8::is_ascii_digit)
        }
        Class::Ans => {
            words.fold(0, |found, word| {
                let seven = word & (ONES * 0x7F);
                found | ((word | !(seven + ONES * 0x60) | (seven + ONES)) & (ONES * 0x80))
            }) == 0
                && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
        }
        Class::An => content
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b' '),
        Class::Z => content
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'?' | b'D')),
        Class::None | Class::Tlv => true,
    }
}

fn packed(class: Class, content: &[u8]) -> bool {
    match class {
        Class::N => {
            let (words, rest) = content.as_chunks::<8>();
            words.iter().fold(0, |found, word| {
                let word = u64::from_le_bytes(*word);
                let (low, high) = (word & (ONES * 0xF), (word >> 4) & (ONES * 0xF));
                found | (((low + ONES * 6) | (high + ONES * 6)) & (ONES * 0x10))
            }) == 0
                && rest.iter().all(|&byte| pair(byte).is_some())
        }
        Class::Z => true,
        _ => characters(class, content),
    }
}

/// Puts the ASCII message together from its values into `out`: padded, with lengths, checked for length only.
pub(crate) fn pack_ascii(mti: &str, values: &[(u8, String)], out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(mti.as_bytes());
    let bits = values
        .iter()
        .fold(0_u64, |bits, (number, _)| bits | 1 << (64 - number));
    for shift in (0..16).rev() {
        out.push(b"0123456789ABCDEF"[(bits >> (4 * shift) & 0xF) as usize]);
    }
    for (number, value) in values {
        let (prefix, max, class) = DEFS[usize::from(*number)];
        let len = value.len();
        if len > usize::from(max) {
            return None;
        }
        let missing = usize::from(max) - len;
        match (prefix, class) {
            (0, Class::N) => {
                out.extend(std::iter::repeat_n(b'0', missing));
                out.extend_from_slice(value.as_bytes());
            }
            (0, _) => {
                out.extend_from_slice(value.as_bytes());
                out.extend(std::iter::repeat_n(b' ', missing));
            }
            _ => {
                if prefix == 3 {
                    out.push(b'0' + (len / 100) as u8);
                }
                out.extend([b'0' + (len / 10 % 10) as u8, b'0' + (len % 10) as u8]);
                out.extend_from_slice(value.as_bytes());
            }
        }
    }
    Some(())
}

/// Puts the BCD message together: digits two a byte, an odd number led by a zero, and DE 55 as bytes that a terminal's kernel gave. Checked
/// for lengths and digits.
pub(crate) fn pack_bcd(
    mti: &str,
    values: &[(u8, String)],
    icc: &[u8],
    out: &mut Vec<u8>,
) -> Option<()> {
    digits(mti.as_bytes(), out)?;
    let bits = values.iter().fold(1 << (64 - 55), |bits, (number, _)| {
        bits | 1_u64 << (64 - number)
    });
    out.extend_from_slice(&bits.to_be_bytes());
    let mut icc = Some(icc);
    for (number, value) in values {
        if *number > 55 {
            put_icc(icc.take(), out)?;
        }
        let (prefix, max, mut class) = DEFS[usize::from(*number)];
        if *number == 49 {
            class = Class::N;
        }
        let value = value.as_bytes();
        let len = value.len();
        if len > usize::from(max) || (prefix == 0 && class == Class::N && len != usize::from(max)) {
            return None;
        }
        match prefix {
            0 => {}
            2 => out.push(packed_pair(len)),
            _ => out.extend([(len / 100) as u8, packed_pair(len % 100)]),
        }
        if class == Class::N {
            digits(value, out)?;
        } else {
            out.extend_from_slice(value);
            if prefix == 0 {
                out.extend(std::iter::repeat_n(b' ', usize::from(max) - len));
            }
        }
    }
    put_icc(icc, out)
}

fn put_icc(icc: Option<&[u8]>, out: &mut Vec<u8>) -> Option<()> {
    if let Some(icc) = icc {
        if icc.len() > 999 {
            return None;
        }
        out.extend([(icc.len() / 100) as u8, packed_pair(icc.len() % 100)]);
        out.extend_from_slice(icc);
    }
    Some(())
}

fn packed_pair(number: usize) -> u8 {
    (((number / 10) << 4) | (number % 10)) as u8
}

fn digits(mut text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    if text.iter().any(|digit| !digit.is_ascii_digit()) {
        return None;
    }
    if let (1, [first, rest @ ..]) = (text.len() % 2, text) {
        out.push(first - b'0');
        text = rest;
    }
    let (pairs, _) = text.as_chunks::<2>();
    out.extend(
        pairs
            .iter()
            .map(|[high, low]| (high - b'0') << 4 | (low - b'0')),
    );
    Some(())
}
