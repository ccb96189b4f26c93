//! Which fields a message has.

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::limits::MAX_FIELD;
use crate::spec::{BitmapEncoding, Bitmaps};

/// A set of field numbers, 1 to 192: the bitmaps of a message or of a composite field.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Bits([u64; 3]);

impl Bits {
    /// No field.
    pub const EMPTY: Self = Self([0; 3]);

    /// Whether field `number` is in it.
    #[inline]
    pub fn contains(self, number: u8) -> bool {
        let (word, bit) = place(number);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Puts field `number` in; a number that is not 1 to 192 is passed over.
    #[inline]
    pub fn insert(&mut self, number: u8) {
        let (word, bit) = place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Takes field `number` out.
    #[inline]
    pub fn remove(&mut self, number: u8) {
        let (word, bit) = place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
    }

    /// Takes out all above `number`.
    pub(crate) fn truncate(&mut self, number: u8) {
        *self = self.iter().take_while(|&other| other <= number).collect();
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == [0; 3]
    }

    /// How many have a number below `number`.
    #[inline]
    pub(crate) fn rank(self, number: u8) -> usize {
        let (word, bit) = place(number);
        let below = self.0.get(word).map_or(0, |word| {
            (word & !(bit | bit.wrapping_sub(1))).count_ones() as usize
        });
        let before: usize = self
            .0
            .iter()
            .take(word)
            .map(|word| word.count_ones() as usize)
            .sum();
        before + below
    }

    /// The numbers, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0_u8..3).zip(self.0).flat_map(|(index, mut word)| {
            core::iter::from_fn(move || {
                if word == 0 {
                    return None;
                }
                let zeros = word.leading_zeros();
                word &= !(1 << (63 - zeros));
                #[expect(clippy::cast_possible_truncation, reason = "below 64")]
                Some(index * 64 + zeros as u8 + 1)
            })
        })
    }

    /// The `index`-th bitmap: fields 1 to 64, 65 to 128, 129 to 192; the first field is the highest bit.
    pub(crate) fn word(self, index: usize) -> u64 {
        self.0.get(index).copied().unwrap_or_default()
    }

    pub(crate) fn set_word(&mut self, index: usize, word: u64) {
        if let Some(place) = self.0.get_mut(index) {
            *place = word;
        }
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<u8> for Bits {
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Self {
        let mut bits = Self::EMPTY;
        numbers.into_iter().for_each(|number| bits.insert(number));
        bits
    }
}

#[inline]
fn place(number: u8) -> (usize, u64) {
    if number == 0 || number > MAX_FIELD {
        return (3, 0);
    }
    let at = number - 1;
    (usize::from(at / 64), 1 << (63 - at % 64))
}

/// Sixteen hex digits in ASCII as the word that they are, if they are hex digits.
#[inline]
pub(crate) fn hex_word(digits: &[u8; 16]) -> Option<u64> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (halves, _) = digits.as_chunks::<8>();
    let mut word = 0;
    for half in halves {
        let digits = u64::from_be_bytes(*half);
        let seven = digits & (ONES * 0x7F);
        // The highest bit of each byte: a digit, or a letter A to F of either case.
        let decimal = (seven + ONES * (0x80 - 0x30)) & !(seven + ONES * (0x7F - 0x39));
        let lower = seven | (ONES * 0x20);
        let letter = (lower + ONES * (0x80 - 0x61)) & !(lower + ONES * (0x7F - 0x66));
        if (digits | !(decimal | letter)) & (ONES * 0x80) != 0 {
            return None;
        }
        let nibbles = (digits & (ONES * 0x0F)) + ((digits >> 6) & ONES) * 9;
        let bytes = (nibbles | (nibbles >> 4)) & 0x00FF_00FF_00FF_00FF;
        let pairs = (bytes | (bytes >> 8)) & 0x0000_FFFF_0000_FFFF;
        word = word << 32 | (pairs | (pairs >> 16)) & 0xFFFF_FFFF;
    }
    Some(word)
}

/// Reads `size` (1 to 24) bytes of bitmap at `at`; gives the bits and where it ends.
#[inline]
pub(crate) fn read(
    encoding: BitmapEncoding,
    size: usize,
    bytes: &[u8],
    at: usize,
    end: usize,
) -> Result<([u8; 24], usize), Error> {
    let width = match encoding {
        BitmapEncoding::Binary => size,
        BitmapEncoding::Hex(_) => size * 2,
    };
    let Some(raw) = bytes.get(at..at + width).filter(|_| at + width <= end) else {
        let left = end.saturating_sub(at);
        let kind = ErrorKind::Short {
            needed: width,
            left,
        };
        return Err(Error::new(kind, at));
    };
    let mut map = [0; 24];
    match encoding {
        BitmapEncoding::Binary => {
            for (to, from) in map.iter_mut().zip(raw) {
                *to = *from;
            }
        }
        BitmapEncoding::Hex(charset) => {
            for (index, (to, pair)) in map.iter_mut().zip(raw.as_chunks().0).enumerate() {
                let [high, low] = pair.map(|digit| nibble(charset.decode(digit)));
                if high | low > 0xF {
                    return Err(Error::new(ErrorKind::BitmapDigit, at + index * 2));
                }
                *to = high << 4 | low;
            }
        }
    }
    Ok((map, at + width))
}

/// A hex digit's value; above 0F for what is none.
#[inline]
pub(crate) const fn nibble(digit: u8) -> u8 {
    const NIBBLES: [u8; 256] = {
        let mut table = [0xFF; 256];
        let mut nibble = 0;
        while nibble < 16 {
            #[expect(clippy::indexing_slicing, reason = "const; all are below 256")]
            {
                let digit = b"0123456789ABCDEF"[nibble as usize];
                table[digit as usize] = nibble;
                table[digit.to_ascii_lowercase() as usize] = nibble;
            }
            nibble += 1;
        }
        table
    };
    #[expect(clippy::indexing_slicing, reason = "256 entries")]
    NIBBLES[digit as usize]
}

/// Writes bytes of a bitmap.
pub(crate) fn write(encoding: BitmapEncoding, map: &[u8], out: &mut Vec<u8>) {
    match encoding {
        BitmapEncoding::Binary => out.extend_from_slice(map),
        BitmapEncoding::Hex(charset) => {
            for byte in map {
                for nibble in [byte >> 4, byte & 0xF] {
                    let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
                    out.push(charset.encode(digit.to_ascii_uppercase() as u8));
                }
            }
        }
    }
}

/// Writes the bitmaps of a message, the second and the third only where they are needed.
pub(crate) fn write_all(maps: Bitmaps, mut bits: Bits, out: &mut Vec<u8>) {
    let third = maps.tertiary && bits.word(2) != 0;
    if third {
        bits.insert(65);
    }
    let second = maps.both_always || bits.word(1) != 0;
    if second && !maps.both_always {
        bits.insert(1);
    }
    write(maps.primary, &bits.word(0).to_be_bytes(), out);
    if second {
        write(maps.secondary, &bits.word(1).to_be_bytes(), out);
    }
    if third {
        write(maps.secondary, &bits.word(2).to_be_bytes(), out);
    }
}
