//! Bitmaps inside an element.

use crate::bitmap;
use crate::error::{Error, ErrorKind};
use crate::spec::Bitmapped;

/// How many bitmaps may follow each other, as in a message.
const MAPS: usize = 3;

/// Reads the bitmap, and those that it announces: the bits of parts, and where the parts begin.
pub(super) fn read(mapped: &Bitmapped, content: &[u8]) -> Result<([u8; 24], usize), Error> {
    let size = usize::from(mapped.bytes).min(24);
    let end = content.len();
    let (mut map, mut at) = bitmap::read(mapped.encoding, size, content, 0, end)?;
    if !mapped.extends {
        return Ok((map, at));
    }
    for index in 1..MAPS {
        let Some(flag) = map
            .get_mut((index - 1) * size)
            .filter(|byte| **byte & 0x80 != 0)
        else {
            break;
        };
        *flag &= 0x7F;
        let (next, behind) = bitmap::read(mapped.encoding, size, content, at, end)?;
        let Some(place) = map.get_mut(index * size..(index + 1) * size) else {
            return Err(Error::new(
                ErrorKind::TooMany {
                    limit: 24 / size.max(1),
                },
                at,
            ));
        };
        for (to, from) in place.iter_mut().zip(next) {
            *to = from;
        }
        at = behind;
    }
    Ok((map, at))
}

/// Appends the bitmap of these parts, and as many more as it takes.
pub(crate) fn write(mapped: &Bitmapped, numbers: impl Iterator<Item = u8>, out: &mut Vec<u8>) {
    let size = usize::from(mapped.bytes).min(24);
    let mut map = [0_u8; 24];
    let mut last = 0;
    for bit in numbers.filter_map(|number| number.checked_sub(1)) {
        let at = usize::from(bit / 8);
        last = last.max(at);
        if let Some(byte) = map.get_mut(at) {
            *byte |= 0x80 >> (bit % 8);
        }
    }
    let maps = if mapped.extends {
        last / size.max(1)
    } else {
        0
    };
    for index in 0..maps {
        if let Some(byte) = map.get_mut(index * size) {
            *byte |= 0x80;
        }
    }
    let written = map.get(..size * (maps + 1)).unwrap_or(&map);
    bitmap::write(mapped.encoding, written, out);
}
