//! One header or document of a file.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::find::Raw;
use super::{AnyMessage, Detected, Envelope, Error, Limits, Message};
use crate::error::Problem;
use crate::write::escape_attribute;

/// A header or a document in its envelope: a cheap handle.
#[derive(Clone, Copy)]
pub struct Part<'e> {
    envelope: &'e Envelope<'e>,
    raw: &'e Raw,
}

impl<'e> Part<'e> {
    pub(super) fn new(envelope: &'e Envelope<'e>, raw: &'e Raw) -> Self {
        Self { envelope, raw }
    }

    /// Where it stands in the input, from the `<` of its start tag to behind the `>` of its end tag.
    pub fn range(&self) -> Range<usize> {
        self.raw.bytes.clone()
    }

    /// Its bytes exactly as they stand in the input, in the input's encoding: what a detached signature covers.
    pub fn bytes(&self) -> &'e [u8] {
        self.envelope.bytes.get(self.range()).unwrap_or_default()
    }

    /// Its text exactly as it stands in the input.
    pub fn text(&self) -> &'e str {
        let text: &'e str = &self.envelope.text;
        text.get(self.raw.text.clone()).unwrap_or_default()
    }

    /// What its start tag says it is.
    pub fn detected(&self) -> &'e Detected {
        &self.raw.detected
    }

    /// The message definition identifier that its namespace names, such as `pacs.008.001.08`.
    pub fn id(&self) -> Option<&'e str> {
        self.raw.detected.id()
    }

    /// Its path from the root element, such as `/DataPDU/Body/Document`. The second element of a name below one element, and each further one,
    /// carries its number.
    pub fn path(&self) -> String {
        let mut steps = vec![self.raw.step.as_str()];
        let mut at = self.raw.wrapping;
        while let Some(wrapping) = at.and_then(|i| self.envelope.wrappings.get(i)) {
            steps.push(&wrapping.step);
            at = wrapping.parent;
        }
        steps.into_iter().rev().collect()
    }

    /// Line of its start tag in the file, from 1.
    pub fn line(&self) -> u32 {
        self.raw.detected.line
    }

    /// Column of its start tag, in characters, from 1.
    pub fn column(&self) -> u32 {
        self.raw.detected.column
    }

    /// The part as a document of its own: its text, and on its start tag the namespace declarations in scope that stand on elements around it.
    /// Borrowed if there are none.
    pub fn to_document(&self) -> Cow<'e, str> {
        let text = self.text();
        let declarations = self.declarations();
        if declarations.is_empty() {
            return Cow::Borrowed(text);
        }
        let (head, tail) = text
            .split_at_checked(1 + self.raw.name)
            .unwrap_or((text, ""));
        Cow::Owned([head, &declarations, tail].concat())
    }

    fn declarations(&self) -> String {
        let mut hidden: Vec<&str> = self.raw.own.iter().map(String::as_str).collect();
        let mut text = String::new();
        let mut at = self.raw.wrapping;
        while let Some(wrapping) = at.and_then(|i| self.envelope.wrappings.get(i)) {
            for (prefix, namespace) in &wrapping.declarations {
                if hidden.contains(&prefix.as_str()) {
                    continue;
                }
                hidden.push(prefix);
                if prefix.is_empty() && namespace.is_empty() {
                    // Takes the default back; a document of its own has none.
                    continue;
                }
                text.push_str(if prefix.is_empty() {
                    " xmlns"
                } else {
                    " xmlns:"
                });
                text.push_str(prefix);
                text.push_str("=\"");
                escape_attribute(&mut text, namespace);
                text.push('"');
            }
            at = wrapping.parent;
        }
        text
    }

    /// Reads the part as the message that its namespace names.
    ///
    /// # Errors
    /// As [`AnyMessage::from_xml_with`]; paths, lines and columns are those of the file.
    pub fn read(&self, limits: &Limits) -> Result<AnyMessage, Error> {
        AnyMessage::from_xml_with(self.to_document().as_bytes(), limits)
            .map_err(|error| self.locate(error))
    }

    /// Reads the part as this message.
    ///
    /// # Errors
    /// As [`Message::from_xml_with`]; paths, lines and columns are those of the file.
    pub fn read_as<M: Message>(&self, limits: &Limits) -> Result<M, Error> {
        M::from_xml_with(self.to_document().as_bytes(), limits).map_err(|error| self.locate(error))
    }

    /// Tells an error from reading [`to_document`](Self::to_document) with path, line and column in the file.
    #[must_use]
    pub fn locate(&self, error: Error) -> Error {
        let path = self.path();
        let root = format!("/{}", self.raw.detected.root);
        let added = self.declarations().chars().count();
        error.map(|problem| {
            (problem.line, problem.column) = self.place(problem, added);
            let below = match problem.path.strip_prefix(&root) {
                Some(below) if below.is_empty() || below.starts_with('/') => below,
                _ => "",
            };
            problem.path = [&path, below].concat();
        })
    }

    /// Tells a place in [`to_document`](Self::to_document), a line and a column from 1, as the place in the file.
    pub fn position(&self, line: u32, column: u32) -> (u32, u32) {
        let added = self.declarations().chars().count();
        self.shift(line, column, added)
    }

    fn place(&self, problem: &Problem, added: usize) -> (Option<u32>, Option<u32>) {
        match (problem.line, problem.column) {
            (Some(line), Some(column)) => {
                let (line, column) = self.shift(line, column, added);
                (Some(line), Some(column))
            }
            other => other,
        }
    }

    fn shift(&self, line: u32, column: u32, added: usize) -> (u32, u32) {
        if line > 1 {
            return (self.line().saturating_add(line - 1), column);
        }
        // The declarations were added behind the name: `<` and the name stand before them.
        let name = self.text().get(1..=self.raw.name).unwrap_or_default();
        let before = u32::try_from(name.chars().count() + 2).unwrap_or(u32::MAX);
        let added = u32::try_from(added).unwrap_or(u32::MAX);
        let column = if column > before {
            column.saturating_sub(added).max(before)
        } else {
            column
        };
        let column = self.column().saturating_add(column.saturating_sub(1));
        (self.line(), column)
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the content: it holds names and accounts.
        f.debug_struct("Part")
            .field("detected", &self.raw.detected)
            .field("range", &self.raw.bytes)
            .finish_non_exhaustive()
    }
}
