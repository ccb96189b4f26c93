//! Walking a message by its tables, whatever its type.

use std::fmt::Write as _;

use girokit_iso20022::schema::{Content, Kind, Node, Ref, Simple};

/// A value on the way.
pub(crate) struct Leaf<'a> {
    /// The element or attribute, such as `/Document/BkToCstmrStmt/Stmt[1]/Id`.
    pub(crate) path: &'a str,
    pub(crate) ty: &'static Simple,
    pub(crate) value: Ref<'a>,
    /// The value's attribute `Ccy`, when it is an amount.
    pub(crate) currency: Option<&'a str>,
}

/// Calls `visit` for every value of a message in document order.
pub(crate) fn leaves(node: &dyn Node, path: &mut String, visit: &mut dyn FnMut(&Leaf<'_>)) {
    let schema = node.schema();
    if let Content::Simple(ty) = schema.content {
        let currency = schema
            .attributes
            .iter()
            .position(|a| a.name == "Ccy")
            .and_then(|i| match node.child(1 + i, 0) {
                Some(Ref::Text(currency)) => Some(currency.as_str()),
                _ => None,
            });
        if let Some(value) = node.child(0, 0) {
            visit(&Leaf {
                path,
                ty,
                value,
                currency,
            });
        }
        return;
    }
    for (i, field) in schema.fields.iter().enumerate() {
        let mut nth = 0;
        while let Some(value) = node.child(i, nth) {
            nth += 1;
            let length = path.len();
            if let (Kind::Group(_), Ref::Node(inner)) = (&field.kind, value) {
                leaves(inner, path, visit);
                continue;
            }
            path.push('/');
            path.push_str(field.tag);
            if field.max > 1 {
                // Writing to a string does not fail.
                let _ = write!(path, "[{nth}]");
            }
            match (&field.kind, value) {
                (_, Ref::Node(inner)) => leaves(inner, path, visit),
                (Kind::Simple(ty), value) => visit(&Leaf {
                    path,
                    ty,
                    value,
                    currency: None,
                }),
                _ => {}
            }
            path.truncate(length);
        }
    }
}

/// All values at a path of tags below a node.
pub(crate) fn select<'a>(node: &'a dyn Node, tags: &[&str]) -> Vec<Ref<'a>> {
    let Some((first, rest)) = tags.split_first() else {
        return vec![Ref::Node(node)];
    };
    let mut found = Vec::new();
    for (i, field) in node.schema().fields.iter().enumerate() {
        let mut nth = 0;
        while let Some(value) = node.child(i, nth) {
            nth += 1;
            match (&field.kind, value) {
                (Kind::Group(_), Ref::Node(inner)) => found.extend(select(inner, tags)),
                _ if field.tag != *first => break,
                (_, Ref::Node(inner)) => found.extend(select(inner, rest)),
                (_, value) if rest.is_empty() => found.push(value),
                _ => {}
            }
        }
    }
    found
}

/// The nodes at a path of tags.
pub(crate) fn nodes<'a>(node: &'a dyn Node, tags: &[&str]) -> Vec<&'a dyn Node> {
    select(node, tags)
        .into_iter()
        .filter_map(|value| match value {
            Ref::Node(node) => Some(node),
            _ => None,
        })
        .collect()
}

/// The text of the first value at a path of tags.
pub(crate) fn text(node: &dyn Node, tags: &[&str]) -> Option<String> {
    select(node, tags).into_iter().find_map(value_text)
}

/// The text of a value as it stands in the message; for an amount, its number.
pub(crate) fn value_text(value: Ref<'_>) -> Option<String> {
    Some(match value {
        Ref::Text(v) => v.to_string(),
        Ref::ExternalCode(v) => v.to_string(),
        Ref::Code(v) => v.to_owned(),
        Ref::Number(v) => v.to_string(),
        Ref::Date(v) => v.to_string(),
        Ref::DateTime(v) => v.to_string(),
        Ref::Boolean(v) => v.to_string(),
        Ref::Node(node) => {
            return node
                .child(0, 0)
                .filter(|_| matches!(node.schema().content, Content::Simple(_)))
                .and_then(value_text);
        }
        _ => return None,
    })
}
