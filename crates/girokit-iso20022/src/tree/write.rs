//! Writing a tree.

use super::Tree;
use super::branch::field_of;
use crate::schema::{Complex, Content, Kind};
use crate::write::out::{Care, Out, Tag, care};

/// Canonical XML.
pub(super) fn document(tree: &Tree<'_>) -> String {
    let mut out = Out::with_capacity(tree.text.len());
    let definition = tree.definition;
    let root = Tag::new(definition.root);
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.begin(root);
    out.attribute("xmlns", definition.namespace);
    let mut writer = Writer { tree, out };
    let end = tree.entries.first().map_or(0, |e| e.to as usize);
    let content = writer.attributes(definition.ty, 1);
    writer.out.end_of_start();
    writer.content(definition.ty, content, end);
    writer.out.close(root);
    writer.out.raw("\n");
    writer.out.into_string()
}

struct Writer<'t> {
    tree: &'t Tree<'t>,
    out: Out,
}

impl Writer<'_> {
    /// Writes the attributes of an open start tag; answers the number of the first entry behind them.
    fn attributes(&mut self, schema: &'static Complex, from: usize) -> usize {
        let mut at = from;
        while let Some(entry) = self.tree.entries.get(at)
            && entry.kind.is_attribute()
        {
            if let Some(attribute) = schema.attributes.get(usize::from(entry.field)) {
                let value = self.tree.span(*entry).unwrap_or_default();
                self.out.attribute(attribute.name, value);
            }
            at += 1;
        }
        at
    }

    /// Writes the entries of a complex value.
    fn content(&mut self, schema: &'static Complex, from: usize, end: usize) {
        let mut at = from;
        while at < end
            && let Some(&entry) = self.tree.entries.get(at)
        {
            at += 1;
            if let Content::Simple(_) = schema.content {
                self.text(self.tree.span(entry).unwrap_or_default());
                continue;
            }
            let Some(field) = field_of(schema, entry) else {
                continue;
            };
            let tag = Tag::from(field);
            match &field.kind {
                Kind::Simple(_) => {
                    self.out.open(tag);
                    self.text(self.tree.span(entry).unwrap_or_default());
                    self.out.close(tag);
                }
                Kind::Complex(inner) => {
                    if inner.attributes.is_empty() {
                        self.out.open(tag);
                    } else {
                        self.out.begin(tag);
                        at = self.attributes(inner, at);
                        self.out.end_of_start();
                    }
                    self.content(inner, at, entry.to as usize);
                    at = entry.to as usize;
                    self.out.close(tag);
                }
                Kind::Any(_) => self.out.raw(self.tree.span(entry).unwrap_or_default()),
                Kind::Group(_) => {}
            }
        }
    }

    #[inline]
    fn text(&mut self, text: &str) {
        match care(text) {
            Care::Plain => self.out.raw(text),
            // A document holds no character that XML refuses.
            Care::Escape | Care::Refuse => self.out.text(text),
        }
    }
}
