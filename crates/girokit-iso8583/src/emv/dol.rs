//! Data object lists: which tags, and how many bytes of each, one side asks of the other.

use core::fmt;

use crate::spec::Tag;

/// One entry of a data object list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DolEntry {
    /// The tag asked for.
    pub tag: Tag,
    /// How many bytes of it.
    pub len: u8,
}

/// A list that ends within an entry, or has a tag of more than four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseDolError;

impl fmt::Display for ParseDolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected tags of at most four bytes, each followed by a length of one byte")
    }
}

impl core::error::Error for ParseDolError {}

/// Parses a data object list: PDOL (9F38), CDOL1 (8C), CDOL2 (8D), TDOL (97), DDOL (9F49).
///
/// Source: EMV 4.3 Book 3, 5.4.
///
/// # Errors
/// [`ParseDolError`].
pub fn parse_dol(bytes: &[u8]) -> Result<Vec<DolEntry>, ParseDolError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let mut size = 1;
        if first & 0x1F == 0x1F {
            while *rest.get(size).ok_or(ParseDolError)? & 0x80 != 0 {
                size += 1;
            }
            size += 1;
        }
        if size > 4 {
            return Err(ParseDolError);
        }
        let (tag, behind) = rest.split_at_checked(size).ok_or(ParseDolError)?;
        let (&len, behind) = behind.split_first().ok_or(ParseDolError)?;
        let tag = Tag::from_bytes(tag);
        entries.push(DolEntry { tag, len });
        rest = behind;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_cdol1() {
        let list = [
            0x9F, 0x02, 6, 0x9F, 0x03, 6, 0x9F, 0x1A, 2, 0x95, 5, 0x5F, 0x2A, 2, 0x9A, 3, 0x9C, 1,
            0x9F, 0x37, 4,
        ];
        let entries = parse_dol(&list).expect("a list");
        let text: Vec<_> = entries
            .iter()
            .map(|entry| format!("{}:{}", entry.tag, entry.len))
            .collect();
        assert_eq!(
            text.join(" "),
            "9F02:6 9F03:6 9F1A:2 95:5 5F2A:2 9A:3 9C:1 9F37:4"
        );
    }

    #[test]
    fn half_an_entry_is_refused() {
        for list in [
            &[0x9F][..],
            &[0x9F, 0x02],
            &[0x95],
            &[0x9F, 0x81, 0x81, 0x81, 0x01, 1],
        ] {
            assert_eq!(parse_dol(list), Err(ParseDolError));
        }
    }
}
