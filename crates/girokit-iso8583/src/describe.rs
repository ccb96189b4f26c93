//! A message for people: names, meanings, and of the values what may be shown.

use core::fmt::{self, Write as _};

use crate::field::FieldView;
use crate::mask::Mask;
use crate::meanings;
use crate::message::Message;
use crate::mti::Mti;
use crate::view::MessageView;
use crate::walk;

/// A message in words, masked: [`MessageView::describe`] and [`Message::describe`] make it, `Display` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    text: String,
}

impl Description {
    fn new<'a>(mti: Mti, fields: impl Iterator<Item = FieldView<'a>>, mask: Mask) -> Self {
        let mut text = format!("MTI {mti}: {}\n", meanings::mti(mti));
        for item in walk::items(mask, mti.version(), fields) {
            let indent = "  ".repeat(item.depth);
            let label = match item.depth {
                0 => format!("DE {}", item.view.key()),
                _ => item.view.key().to_string(),
            };
            let _ = write!(text, "{indent}{label} {}", item.view.definition().name);
            if let Some(shown) = &item.shown {
                let _ = write!(text, ": {shown}");
            }
            if let Some(meaning) = &item.meaning {
                let _ = write!(text, " ({meaning})");
            }
            if let Some(broken) = &item.broken {
                let _ = write!(text, " (parts cannot be read: {broken})");
            }
            text.push('\n');
        }
        Self { text }
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

impl MessageView<'_> {
    /// The message in words, masked by the default policy. A header is not shown.
    pub fn describe(&self) -> Description {
        self.describe_with(Mask::new())
    }

    /// The message in words, masked by this policy.
    pub fn describe_with(&self, mask: Mask) -> Description {
        Description::new(self.mti(), self.fields(), mask)
    }
}

impl Message {
    /// The message in words, masked by the default policy. A header is not shown.
    pub fn describe(&self) -> Description {
        self.describe_with(Mask::new())
    }

    /// The message in words, masked by this policy.
    pub fn describe_with(&self, mask: Mask) -> Description {
        Description::new(self.mti(), self.fields(), mask)
    }
}
