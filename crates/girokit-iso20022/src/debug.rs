//! One `Debug` for all generated types: the tags and values that are present.

use std::fmt;

use crate::element::{MASK, is_secret};
use crate::schema::{Content, Node, Ref};

/// Prints a value by its table, so that no formatting code is generated for each type. Card data is masked.
pub fn debug(node: &dyn Node, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let schema = node.schema();
    let mut out = f.debug_struct(schema.name);
    let base = if let Content::Simple(_) = schema.content {
        if let Some(value) = node.child(0, 0) {
            out.field("value", &Shown(value));
        }
        1
    } else {
        for (i, field) in schema.fields.iter().enumerate() {
            let mut nth = 0;
            while let Some(value) = node.child(i, nth) {
                if is_secret(field.tag) {
                    out.field(field.tag, &format_args!("{MASK}"));
                } else {
                    out.field(
                        if field.tag.is_empty() { "*" } else { field.tag },
                        &Shown(value),
                    );
                }
                nth += 1;
            }
        }
        schema.fields.len()
    };
    for (i, attribute) in schema.attributes.iter().enumerate() {
        if let Some(value) = node.child(base + i, 0) {
            out.field(attribute.name, &Shown(value));
        }
    }
    out.finish()
}

struct Shown<'a>(Ref<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ref::Node(node) => debug(node, f),
            Ref::Text(text) => fmt::Debug::fmt(&**text, f),
            Ref::Any(any) => fmt::Debug::fmt(any.as_str(), f),
            value => crate::write::lexical(value, |text| f.write_str(text)),
        }
    }
}
