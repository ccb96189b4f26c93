//! Long names of tags, and a message as a tree that people read.
//!
//! ISO 20022 shortens the words of a name by one list of abbreviations: `IntrBkSttlmAmt` is the interbank settlement amount. The
//! dictionary here was written by us from the published schemas; every tag of the 649 schemas that we hold splits into its words
//! without remainder. Where one abbreviation stands for two words (`Rct`: receipt), the more usual one is given.
//!
//! ```
//! use girokit_iso20022::names::long_name;
//!
//! assert_eq!(long_name("IntrBkSttlmAmt").unwrap(), "Interbank Settlement Amount");
//! assert_eq!(long_name("PrvsInstgAgt1Acct").unwrap(), "Previous Instructing Agent 1 Account");
//! assert_eq!(long_name("Xyzzy"), None);
//! ```

use std::fmt;

use crate::element::{Element, MASK};

/// The dictionary: an abbreviation and its words in each line, sorted by the abbreviation's bytes.
const WORDS: &str = include_str!("names/words.txt");

/// The long name of a tag: its words in full, separated by spaces. `None` if a part of it is no known abbreviation.
pub fn long_name(tag: &str) -> Option<String> {
    let mut name = String::with_capacity(tag.len().saturating_mul(2));
    let mut rest = tag;
    while !rest.is_empty() {
        let (words, length) = first_word(rest)?;
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(words);
        rest = rest.get(length..)?;
    }
    (!name.is_empty()).then_some(name)
}

/// The words of the longest known abbreviation, or the number, that a tag begins with, and its length.
fn first_word(tag: &str) -> Option<(&str, usize)> {
    let digits = tag.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return Some((tag.get(..digits)?, digits));
    }
    // An abbreviation ends where no lower-case letter follows.
    let mut ends = (1..=tag.len()).rev();
    ends.find_map(|end| {
        let next = tag.as_bytes().get(end);
        if next.is_some_and(u8::is_ascii_lowercase) {
            return None;
        }
        Some((lookup(tag.get(..end)?)?, end))
    })
}

/// The words of an abbreviation, by binary search over the lines.
fn lookup(abbreviation: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, WORDS.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = WORDS.get(..middle)?.rfind('\n').map_or(0, |at| at + 1);
        let end = WORDS
            .get(start..)?
            .find('\n')
            .map_or(WORDS.len(), |at| start + at);
        let (key, words) = WORDS.get(start..end)?.split_once(' ')?;
        match abbreviation.cmp(key) {
            std::cmp::Ordering::Equal => return Some(words),
            std::cmp::Ordering::Less => high = start,
            std::cmp::Ordering::Greater => low = (end + 1).min(WORDS.len()),
        }
    }
    None
}

/// An element and all below it as text: one line for each element, with its long name, its number if it may repeat, and its value.
///
/// Card numbers, track data and security codes are masked ([`Element::is_secret`]); every other value is shown, so a tree belongs on
/// a screen, not in a log. Control characters are replaced by spaces, so that a message cannot command a terminal.
///
/// ```
/// # #[cfg(feature = "head-001-001-02")] {
/// use girokit_iso20022::{Element, Message as _, head_001_001_02::BusinessApplicationHeaderV02, names::Tree};
///
/// let xml = br#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKDEFFXXX</BICFI>
///   </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>1</BizMsgIdr>
///   <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;
/// let header = BusinessApplicationHeaderV02::from_xml(xml).unwrap();
/// let tree = Tree::new(Element::of(&header)).to_string();
/// assert!(tree.starts_with("Application Header\n  From\n    FI Identification\n"));
/// assert!(tree.ends_with("  Creation Date: 2026-11-23T10:00:00Z\n"));
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    root: Element<'a>,
    max_lines: usize,
    tags: bool,
}

impl<'a> Tree<'a> {
    /// The tree below an element.
    pub fn new(root: Element<'a>) -> Self {
        Self {
            root,
            max_lines: usize::MAX,
            tags: false,
        }
    }

    /// Stops after this many lines and says so. Without it, the whole tree is written.
    #[must_use]
    pub fn with_max_lines(mut self, lines: usize) -> Self {
        self.max_lines = lines;
        self
    }

    /// Shows the XML tag beside each long name.
    #[must_use]
    pub fn with_tags(mut self) -> Self {
        self.tags = true;
        self
    }

    fn write(
        &self,
        element: Element<'a>,
        depth: usize,
        lines: &mut usize,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        if *lines == self.max_lines {
            return Ok(());
        }
        *lines = lines.saturating_add(1);
        write!(f, "{:1$}", "", depth.saturating_mul(INDENT))?;
        let tag = element.tag();
        match long_name(tag) {
            Some(name) => f.write_str(&name)?,
            None if tag == "*" => f.write_str("Any Element")?,
            None => f.write_str(tag)?,
        }
        if let Some(nth) = element.nth() {
            write!(f, " [{nth}]")?;
        }
        if self.tags && tag != "*" {
            write!(f, " <{tag}>")?;
        }
        if let Some(text) = element.text() {
            f.write_str(": ")?;
            if element.is_secret() {
                f.write_str(MASK)?;
            } else {
                shown(&text, f)?;
            }
        }
        for (_, value) in element.attributes() {
            f.write_str(" ")?;
            shown(&value, f)?;
        }
        f.write_str("\n")?;
        for child in element.children() {
            self.write(child, depth.saturating_add(1), lines, f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = 0;
        self.write(self.root, 0, &mut lines, f)?;
        if lines == self.max_lines {
            f.write_str("...\n")?;
        }
        Ok(())
    }
}

const INDENT: usize = 2;

/// Text without control characters.
fn shown(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use fmt::Write as _;

    for c in text.chars() {
        f.write_char(if c.is_control() { ' ' } else { c })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_sorted_and_each_line_has_both_sides() {
        let mut last = "";
        for line in WORDS.lines() {
            let (key, words) = line.split_once(' ').expect("a line has both sides");
            assert!(last < key, "{last} before {key}");
            assert!(!words.is_empty() && words.trim() == words, "{line:?}");
            assert_eq!(lookup(key), Some(words));
            last = key;
        }
        assert_eq!(lookup(""), None);
        assert_eq!(lookup("Zzz"), None);
    }

    #[test]
    fn the_longest_abbreviation_wins() {
        for (tag, name) in [
            ("BICOrBEI", "BIC Or BEI"),
            ("FIToFICstmrCdtTrf", "FI To FI Customer Credit Transfer"),
            ("UETR", "Unique End-to-end Transaction Reference"),
            ("CtrPtyTp", "Counterparty Type"),
            ("PricRptV03", "Price Report Version 03"),
            ("NbOfTxs", "Number Of Transactions"),
            ("EndToEndId", "End To End Identification"),
        ] {
            assert_eq!(long_name(tag).as_deref(), Some(name));
        }
        assert_eq!(long_name(""), None);
        assert_eq!(long_name("é"), None);
        assert_eq!(long_name("pain.001.001.02"), None);
    }
}
