//! Blocks 1 to 3 around a message.

/// Most fields that are read of a user header or trailer.
const MAX_FIELDS: usize = 64;

/// What blocks 1, 2 and 3 say of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Envelope {
    /// Block 1 without braces: application, service, terminal address, session and sequence number.
    pub basic: String,
    /// Block 2 without braces: `I` or `O`, message type, addresses, times.
    pub application: String,
    /// Block 3: tags such as `108`, `119`, `121` (UETR), with their values.
    pub user: Vec<(String, String)>,
}

impl Envelope {
    /// The message type, such as `940`, of block 2.
    pub fn message_type(&self) -> Option<&str> {
        self.application.get(1..4)
    }

    /// The sender's BIC of eight or eleven characters: of block 2 for a message received (`O`), else of block 1.
    pub fn sender(&self) -> Option<String> {
        if self.application.starts_with('O') {
            address(self.application.get(14..26)?)
        } else {
            address(self.basic.get(3..15)?)
        }
    }

    /// The receiver's BIC: of block 2 for a message sent (`I`), else of block 1.
    pub fn receiver(&self) -> Option<String> {
        if self.application.starts_with('O') {
            address(self.basic.get(3..15)?)
        } else {
            address(self.application.get(4..16)?)
        }
    }

    /// The value of a tag of block 3.
    pub fn user_tag(&self, tag: &str) -> Option<&str> {
        let found = self.user.iter().find(|(own, _)| own == tag);
        found.map(|(_, value)| value.as_str())
    }

    /// Reads the blocks before block 4; none if they are no blocks.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut envelope = Self::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (number, body) = rest.strip_prefix('{')?.split_once(':')?;
            match number {
                "4" => return body.trim().is_empty().then_some(envelope),
                "1" | "2" => {
                    let (value, behind) = body.split_once('}')?;
                    if number == "1" {
                        value.clone_into(&mut envelope.basic);
                    } else {
                        value.clone_into(&mut envelope.application);
                    }
                    rest = behind.trim_start();
                }
                "3" => {
                    let mut inner = body;
                    while let Some(tag) = inner.strip_prefix('{') {
                        let (tag, behind) = tag.split_once('}')?;
                        let (tag, value) = tag.split_once(':')?;
                        if envelope.user.len() >= MAX_FIELDS {
                            return None;
                        }
                        envelope.user.push((tag.to_owned(), value.to_owned()));
                        inner = behind;
                    }
                    rest = inner.strip_prefix('}')?.trim_start();
                }
                _ => return None,
            }
        }
        Some(envelope)
    }

    /// Blocks 1 to 3 and the beginning of block 4.
    pub(super) fn write(&self, out: &mut String) {
        for (number, block) in [("1", &self.basic), ("2", &self.application)] {
            if !block.is_empty() {
                out.extend(["{", number, ":", block, "}"]);
            }
        }
        if !self.user.is_empty() {
            out.push_str("{3:");
            for (tag, value) in &self.user {
                out.extend(["{", tag, ":", value, "}"]);
            }
            out.push('}');
        }
        out.push_str("{4:");
    }
}

/// A logical terminal's address as a BIC: without the terminal code, and without the branch of a head office.
fn address(terminal: &str) -> Option<String> {
    let (bank, branch) = (terminal.get(..8)?, terminal.get(9..12)?);
    Some(if branch == "XXX" {
        bank.to_owned()
    } else {
        [bank, branch].concat()
    })
}
