//! The writer and the validator of values in memory: the same walk over the tables as the reader's.

use crate::check;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::MAX_PROBLEMS;
use crate::path::Path;
use crate::schema::{Complex, Content, Field, Kind, Node, Ref};

/// Writes a message, or says what is wrong with it. Nothing that breaks the schema is written.
///
/// # Errors
/// All problems found.
pub fn document(
    node: &dyn Node,
    tag: &'static str,
    namespace: &'static str,
) -> Result<String, Error> {
    let mut writer = Writer {
        out: Some(String::with_capacity(4096)),
        path: Path::default(),
        problems: Vec::new(),
    };
    writer.push(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    writer.push("\n<");
    writer.push(tag);
    writer.push(" xmlns=\"");
    writer.push(namespace);
    writer.push("\"");
    writer.path.push(tag, 1, false);
    writer.complex(node, tag);
    writer.push("\n");
    let out = writer.out.take().unwrap_or_default();
    writer.conclude().map(|()| out)
}

/// Checks a message in memory.
///
/// # Errors
/// All problems found.
pub fn validate(node: &dyn Node, tag: &'static str) -> Result<(), Error> {
    let mut writer = Writer {
        out: None,
        path: Path::default(),
        problems: Vec::new(),
    };
    writer.path.push(tag, 1, false);
    writer.complex(node, tag);
    writer.conclude()
}

struct Writer {
    /// `None` when only validating.
    out: Option<String>,
    path: Path,
    problems: Vec<Problem>,
}

impl Writer {
    fn conclude(self) -> Result<(), Error> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let truncated = self.problems.len() >= MAX_PROBLEMS;
        Err(Error::new(ErrorKind::Invalid, self.problems, truncated))
    }

    #[inline]
    fn push(&mut self, text: &str) {
        if let Some(out) = &mut self.out {
            out.push_str(text);
        }
    }

    #[cold]
    fn problem(&mut self, code: Code, expected: String, found: String) {
        if self.problems.len() < MAX_PROBLEMS {
            let path = self.path.render();
            self.problems.push(Problem {
                code,
                path,
                line: None,
                column: None,
                expected,
                found,
            });
        }
    }

    /// Writes attributes, content and end tag of an element whose start tag is open.
    fn complex(&mut self, node: &dyn Node, tag: &str) {
        let schema = node.schema();
        let base = if let Content::Simple(_) = schema.content {
            1
        } else {
            schema.fields.len()
        };
        for (i, attribute) in schema.attributes.iter().enumerate() {
            self.path.push_attribute(attribute.name);
            match node.child(base + i, 0) {
                Some(value) => {
                    self.push(" ");
                    self.push(attribute.name);
                    self.push("=\"");
                    self.checked(value, attribute.ty, escape_attribute);
                    self.push("\"");
                }
                None if attribute.required => {
                    self.problem(
                        Code::MissingAttribute,
                        format!("attribute {}", attribute.name),
                        "none".to_owned(),
                    );
                }
                None => {}
            }
            self.path.pop();
        }
        self.push(">");
        match schema.content {
            Content::Simple(simple) => match node.child(0, 0) {
                Some(value) => self.checked(value, simple, escape_text),
                None => self.problem(
                    Code::MissingElement,
                    "a value".to_owned(),
                    "none".to_owned(),
                ),
            },
            Content::Sequence | Content::Choice => self.fields(node, schema),
        }
        self.push("</");
        self.push(tag);
        self.push(">");
    }

    fn fields(&mut self, node: &dyn Node, schema: &'static Complex) {
        let is_choice = matches!(schema.content, Content::Choice);
        for (i, field) in schema.fields.iter().enumerate() {
            let mut count = 0_u32;
            while let Some(value) = node.child(i, count as usize) {
                count += 1;
                self.field(field, value, count);
            }
            // Of a choice, the alternatives that were not taken are absent.
            let absent = count < field.min && !(is_choice && count == 0);
            if absent || count > field.max {
                self.path.push(field.tag, 1, false);
                let code = if absent {
                    Code::MissingElement
                } else {
                    Code::Repeated
                };
                self.problem(
                    code,
                    format!("{} to {} <{}>", field.min, field.max, field.tag),
                    count.to_string(),
                );
                self.path.pop();
            }
        }
        if is_choice
            && schema.fields.iter().all(|f| f.min > 0)
            && (0..schema.fields.len()).all(|i| node.child(i, 0).is_none())
        {
            self.problem(
                Code::MissingElement,
                "one alternative".to_owned(),
                "none".to_owned(),
            );
        }
    }

    fn field(&mut self, field: &'static Field, value: Ref<'_>, nth: u32) {
        if let (Kind::Group(_), Ref::Node(choice)) = (&field.kind, value) {
            self.fields(choice, choice.schema());
            return;
        }
        if let Ref::Any(any) = value {
            if any.as_str().is_empty() {
                self.path.push(field.tag, nth, field.max > 1);
                self.problem(
                    Code::MissingElement,
                    "any element".to_owned(),
                    "none".to_owned(),
                );
                self.path.pop();
            }
            self.push(any.as_str());
            return;
        }
        self.path.push(field.tag, nth, field.max > 1);
        self.push("<");
        self.push(field.tag);
        match (&field.kind, value) {
            (Kind::Complex(_), Ref::Node(node)) => self.complex(node, field.tag),
            (Kind::Simple(simple), value) => {
                self.push(">");
                self.checked(value, simple, escape_text);
                self.push("</");
                self.push(field.tag);
                self.push(">");
            }
            _ => {}
        }
        self.path.pop();
    }

    fn checked(
        &mut self,
        value: Ref<'_>,
        simple: &'static crate::schema::Simple,
        escape: fn(&mut String, &str),
    ) {
        if let Err(fault) = check::verify(value, simple) {
            self.problem(
                fault.code,
                fault.expected.into_owned(),
                fault.found.into_owned(),
            );
        }
        if let Ref::Text(text) = value
            && !text.chars().all(crate::encoding::is_char)
        {
            self.problem(
                Code::Malformed,
                "characters that XML admits".to_owned(),
                "a control character".to_owned(),
            );
        }
        let Some(out) = &mut self.out else { return };
        match value {
            Ref::Text(text) => escape(out, text),
            Ref::ExternalCode(code) => escape(out, code),
            Ref::Code(code) => escape(out, code),
            value => put(value, out),
        }
    }
}

/// Appends the text of a value that needs no escaping: a number, a date, a truth value, base64.
fn put(value: Ref<'_>, out: &mut String) {
    // Writing to a string does not fail.
    let _ = match value {
        Ref::Binary(v) => v.put(out),
        Ref::Boolean(v) => v.put(out),
        Ref::Date(v) => v.put(out),
        Ref::DateTime(v) => v.put(out),
        Ref::Month(v) => v.put(out),
        Ref::Number(v) => v.put(out),
        Ref::Time(v) => v.put(out),
        Ref::Year(v) => v.put(out),
        Ref::YearMonth(v) => v.put(out),
        Ref::Text(_) | Ref::ExternalCode(_) | Ref::Code(_) | Ref::Any(_) | Ref::Node(_) => Ok(()),
    };
}

/// Calls `with` with the text of a value as it stands in a message.
pub(crate) fn lexical<R>(value: Ref<'_>, with: impl FnOnce(&str) -> R) -> R {
    match value {
        Ref::Text(text) => with(text),
        Ref::Code(code) => with(code),
        Ref::ExternalCode(code) => with(code),
        Ref::Any(any) => with(any.as_str()),
        Ref::Node(_) => with(""),
        value => {
            let mut text = String::new();
            put(value, &mut text);
            with(&text)
        }
    }
}

/// Appends text content: markup escaped, carriage returns kept through the next reader's line-end rule.
fn escape_text(out: &mut String, text: &str) {
    escape(out, text, |b| matches!(b, b'&' | b'<' | b'>' | b'\r'));
}

/// Appends an attribute's value.
pub(crate) fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, |b| {
        matches!(b, b'&' | b'<' | b'>' | b'"' | b'\t' | b'\n' | b'\r')
    });
}

#[inline]
fn escape(out: &mut String, text: &str, special: fn(u8) -> bool) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(special) {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut chars = tail.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\t') => "&#9;",
            Some('\n') => "&#10;",
            _ => "&#13;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}
