//! The XML declaration.

use super::{Fatal, Scanner};

impl Scanner<'_> {
    /// The XML declaration, if there is one.
    pub(super) fn declaration(&mut self) -> Result<(), Fatal> {
        let offset = self.at;
        let is_declaration = self
            .rest()
            .strip_prefix("<?xml")
            .is_some_and(|r| r.starts_with([' ', '\t', '\n', '\r']));
        if !is_declaration {
            return Ok(());
        }
        self.at = offset + "<?xml".len();
        let mut parts = Vec::new();
        loop {
            let before = self.at;
            self.skip_space();
            if self.rest().starts_with("?>") {
                self.at += 2;
                break;
            }
            let from = self.at;
            let rest = self.bytes().get(from..).unwrap_or_default();
            let length = rest
                .iter()
                .position(|b| !b.is_ascii_lowercase())
                .unwrap_or(rest.len());
            self.at = from + length;
            self.skip_space();
            if before == from || length == 0 || self.peek(0) != Some(b'=') || parts.len() == 3 {
                return Err(self.unexpected("\"?>\" or an entry of the XML declaration"));
            }
            self.at += 1;
            self.skip_space();
            parts.push((self.slice(from, from + length), self.attribute_value()?));
        }
        let mut entries = parts
            .iter()
            .map(|(name, value)| (*name, value.as_ref()))
            .peekable();
        let version = entries.next_if(|(name, value)| {
            let minor = value.strip_prefix("1.").unwrap_or_default();
            *name == "version" && !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())
        });
        let _ = entries.next_if(|(name, value)| {
            let mut bytes = value.bytes();
            *name == "encoding"
                && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
                && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        });
        let _ = entries
            .next_if(|(name, value)| *name == "standalone" && matches!(*value, "yes" | "no"));
        if version.is_none() || entries.next().is_some() {
            return Err(Fatal::malformed(
                offset,
                "version=\"1.0\", encoding, standalone in the XML declaration",
                "another entry",
            ));
        }
        Ok(())
    }
}
