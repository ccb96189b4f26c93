//! What is printed instead of a report: the message itself, in some form.

use std::fmt::Write as _;

use girokit_iso20022::diff::{Comparison, Difference, KEYS};
use girokit_iso20022::names::Tree;
use girokit_iso20022::schema::Definition;
use girokit_iso20022::{Element, Problem, Tree as Arena, Untyped, convert, definition};
use serde_json::{Value, json};

use crate::inspect::Message;
use crate::report::safe;

/// The tree of each message, with its path if there are several.
pub(crate) fn tree(messages: &[Message<'_>], tags: bool) -> String {
    messages
        .iter()
        .map(|message| tree_of(message.content.element(), tags))
        .collect()
}

/// The tree of one message.
pub(crate) fn tree_of(root: Element<'_>, tags: bool) -> String {
    let tree = Tree::new(root);
    if tags { tree.with_tags() } else { tree }.to_string()
}

/// A message however it was read.
pub(crate) enum Content<'s> {
    Json(Untyped),
    Xml(&'s Arena<'s>),
}

impl Content<'_> {
    pub(crate) fn element(&self) -> Element<'_> {
        match self {
            Self::Json(message) => message.element(),
            Self::Xml(message) => message.element(),
        }
    }

    pub(crate) fn definition(&self) -> &'static Definition {
        match self {
            Self::Json(message) => message.definition(),
            Self::Xml(message) => message.definition(),
        }
    }

    /// The message in its own format.
    pub(crate) fn canonical(&self) -> Result<String, String> {
        match self {
            Self::Json(message) => message.to_xml().map_err(|e| e.to_string()),
            Self::Xml(message) => Ok(message.to_xml()),
        }
    }
}

/// A converted message as XML if it is valid, and the report for standard error.
///
/// # Errors
/// If the two are not versions of one message.
pub(crate) fn convert(
    message: &Content<'_>,
    to: &'static Definition,
    limit: usize,
) -> Result<(Option<String>, String), String> {
    let conversion = convert::to(message.element(), message.definition(), to)
        .map_err(|e| e.problems().first().map_or(e.to_string(), Problem::message))?;
    let mut page = String::new();
    let mut section = |kind: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let plural = if lines.len() == 1 { "" } else { "s" };
        // Writing to a string does not fail.
        let _ = writeln!(page, "{} {kind}{plural}", lines.len());
        for line in lines.iter().take(limit) {
            let _ = writeln!(page, "  {}", safe(line, 400));
        }
        if lines.len() > limit {
            let _ = writeln!(page, "  ... and {} more (--lines)", lines.len() - limit);
        }
    };
    let changes = conversion.changes.iter().map(ToString::to_string).collect();
    section("change", changes);
    let problems = conversion
        .problems
        .iter()
        .map(ToString::to_string)
        .collect();
    section("problem", problems);
    let xml = if conversion.is_valid() {
        Some(conversion.message.to_xml().map_err(|e| e.to_string())?)
    } else {
        let _ = writeln!(page, "not written: {} demands what is missing", to.id);
        None
    };
    Ok((xml, page))
}

/// How two messages differ, as text or as a JSON object, and whether they do.
pub(crate) fn diff(
    left: Element<'_>,
    right: Element<'_>,
    json: bool,
    values: bool,
    limit: usize,
) -> (String, bool) {
    let found = Comparison::new().with_keys(KEYS).between(left, right);
    let differ = !found.items.is_empty();
    if json {
        let items: Vec<Value> = found.items.iter().map(|d| difference(d, values)).collect();
        let object = json!({
            "equal": !differ, "truncated": found.truncated, "differences": items,
        });
        return (format!("{object:#}\n"), differ);
    }
    let mut page = String::new();
    for difference in found.items.iter().take(limit) {
        let line = if values {
            difference.shown().to_string()
        } else {
            difference.to_string()
        };
        let _ = writeln!(page, "{}", safe(&line, 400));
    }
    if found.items.len() > limit {
        let more = found.items.len() - limit;
        let least = if found.truncated { "at least " } else { "" };
        let _ = writeln!(page, "... and {least}{more} more (--lines)");
    }
    (page, differ)
}

fn difference(difference: &Difference<'_>, values: bool) -> Value {
    let value = |text: &Option<std::borrow::Cow<'_, str>>| {
        text.as_ref()
            .filter(|_| values || !difference.is_free_text())
            .map(ToString::to_string)
    };
    json!({
        "change": difference.change.as_str(),
        "path": difference.path,
        "left": value(&difference.left),
        "right": value(&difference.right),
    })
}

/// A message as JSON, with its root and its name under `@xmlns`.
///
/// # Errors
/// Those of the serializer.
pub(crate) fn to_json(message: &Content<'_>) -> Result<String, String> {
    let definition = message.definition();
    // The same version: a copy that serde can walk.
    let copy = convert::to(message.element(), definition, definition).map_err(|e| e.to_string())?;
    let text = serde_json::to_string_pretty(&copy.message).map_err(|e| e.to_string())?;
    Ok(format!("{text}\n"))
}

/// A message from JSON as [`to_json`] prints it; with a named format, without its name or its root too.
///
/// # Errors
/// What is wrong with it, and the format as far as it is known.
pub(crate) fn from_json(bytes: &[u8], named: Option<&str>) -> Result<Untyped, (String, String)> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|e| ("unknown".to_owned(), e.to_string()))?;
    let id = value.get("@xmlns").and_then(Value::as_str);
    let id = id.and_then(|name| name.rsplit(':').next());
    let named = named
        .filter(|name| *name != "iso20022")
        .and_then(definition);
    if let (Some(id), Some(named)) = (id, named)
        && id != named.id
    {
        let message = format!("expected {}, found {id:?}", named.id);
        return Err((id.to_owned(), message));
    }
    let (None, Some(definition)) = (id, named) else {
        let id = id.unwrap_or("unknown").to_owned();
        return serde_json::from_slice(bytes).map_err(|e| (id, e.to_string()));
    };
    let content = value.get(definition.root).unwrap_or(&value);
    Untyped::deserialize_content(definition, content)
        .map_err(|e| (definition.id.to_owned(), e.to_string()))
}
