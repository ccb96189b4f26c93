//! What of a message its spec does not know.

use crate::error::Path;
use crate::field::FieldView;
use crate::view::MessageView;

/// A tag that the spec does not define and does not refuse either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndefinedTag {
    path: Path,
    offset: usize,
    len: usize,
}

impl UndefinedTag {
    /// Where it stands: `DE 55 / 70 / DF01`.
    pub const fn path(&self) -> &Path {
        &self.path
    }

    /// The byte of the message at which it begins, its tag included.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The bytes of its value.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether its value is empty.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl MessageView<'_> {
    /// Every tag that the spec does not define, in the order in which they stand, without what they hold. They are kept, and written
    /// back as they are.
    pub fn undefined_tags(&self) -> Vec<UndefinedTag> {
        self.fields().flat_map(|field| undefined(&field)).collect()
    }
}

fn undefined(element: &FieldView<'_>) -> Vec<UndefinedTag> {
    let mut found = Vec::new();
    if element.is_undefined() {
        found.push(UndefinedTag {
            path: Path::EMPTY,
            offset: element.offset(),
            len: element.as_bytes().len(),
        });
    }
    if element.is_composite() {
        let parts = element.elements().filter_map(Result::ok);
        found.extend(parts.flat_map(|part| undefined(&part)));
    }
    for tag in &mut found {
        tag.path = tag.path.under(element.key());
    }
    found
}
