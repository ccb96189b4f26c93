//! The writer and the validator of values in memory: the same walk over the tables as the reader's.

use std::fmt;

use crate::check;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::MAX_PROBLEMS;
use crate::path::Path;
use crate::read::clip;
use crate::schema::{Complex, Content, Field, Kind, Node, Ref, Wildcard};
use crate::write::out::{Care, Out, Tag, care};

pub(crate) use out::escape_attribute;

#[cfg(feature = "stream")]
pub(crate) mod frame;
pub(crate) mod out;

/// Writes a message, or says what is wrong with it. Nothing that breaks the schema is written.
///
/// # Errors
/// All problems found.
pub fn document(
    node: &dyn Node,
    tag: &'static str,
    namespace: &'static str,
) -> Result<String, Error> {
    let mut writer = Writer::<true>::new();
    let root = Tag::new(tag);
    writer.start(node, root, tag, namespace);
    writer.content(node, node.schema());
    writer.out.close(root);
    writer.out.raw("\n");
    let out = std::mem::take(&mut writer.out);
    writer.conclude().map(|()| out.into_string())
}

/// Checks a message in memory.
///
/// # Errors
/// All problems found.
pub fn validate(node: &dyn Node, tag: &'static str) -> Result<(), Error> {
    let mut writer = Writer::<false>::new();
    writer.path.push(tag, 1, false);
    writer.attributes(node, node.schema());
    writer.content(node, node.schema());
    writer.conclude()
}

/// `WRITE` is false when only validating.
struct Writer<const WRITE: bool> {
    out: Out,
    path: Path,
    problems: Vec<Problem>,
}

impl<const WRITE: bool> Writer<WRITE> {
    fn new() -> Self {
        Self {
            out: Out::with_capacity(if WRITE { 4096 } else { 0 }),
            path: Path::default(),
            problems: Vec::new(),
        }
    }

    /// The XML declaration and the root's start tag.
    fn start(&mut self, node: &dyn Node, root: Tag, tag: &'static str, namespace: &str) {
        self.out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.out.begin(root);
        self.out.attribute("xmlns", namespace);
        self.path.push(tag, 1, false);
        self.attributes(node, node.schema());
        self.out.end_of_start();
    }

    fn conclude(self) -> Result<(), Error> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let truncated = self.problems.len() >= MAX_PROBLEMS;
        Err(Error::new(ErrorKind::Invalid, self.problems, truncated))
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

    /// Attributes of an element whose start tag is open.
    fn attributes(&mut self, node: &dyn Node, schema: &'static Complex) {
        let base = if let Content::Simple(_) = schema.content {
            1
        } else {
            schema.fields.len()
        };
        for (i, attribute) in schema.attributes.iter().enumerate() {
            match node.child(base + i, 0) {
                Some(value) => {
                    if let Err(fault) = check::verify(value, attribute.ty) {
                        self.path.push_attribute(attribute.name);
                        self.fault(fault);
                        self.path.pop();
                    }
                    lexical(value, |text| {
                        if let Care::Refuse = care(text) {
                            self.path.push_attribute(attribute.name);
                            self.refused();
                            self.path.pop();
                        }
                        if WRITE {
                            self.out.attribute(attribute.name, text);
                        }
                    });
                }
                None if attribute.required => {
                    self.path.push_attribute(attribute.name);
                    self.problem(
                        Code::MissingAttribute,
                        format!("attribute {}", attribute.name),
                        "none".to_owned(),
                    );
                    self.path.pop();
                }
                None => {}
            }
        }
    }

    fn content(&mut self, node: &dyn Node, schema: &'static Complex) {
        match schema.content {
            Content::Simple(simple) => match node.child(0, 0) {
                Some(value) => {
                    if let Err(fault) = check::verify(value, simple) {
                        self.fault(fault);
                    }
                    if self.value(value) {
                        self.refused();
                    }
                }
                None => self.problem(
                    Code::MissingElement,
                    "a value".to_owned(),
                    "none".to_owned(),
                ),
            },
            Content::Sequence | Content::Choice => self.fields(node, schema),
        }
    }

    fn fields(&mut self, node: &dyn Node, schema: &'static Complex) {
        let is_choice = matches!(schema.content, Content::Choice);
        let present = node.present();
        // Of a choice, the alternatives that were not taken are absent.
        if !is_choice && schema.required & !present != 0 {
            return self.incomplete(node, schema, present);
        }
        if is_choice && present == 0 && schema.required.count_ones() as usize == schema.fields.len()
        {
            self.problem(
                Code::MissingElement,
                "one alternative".to_owned(),
                "none".to_owned(),
            );
        }
        let mut rest = present;
        while rest != 0 {
            let number = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if let Some(field) = schema.fields.get(number) {
                self.field(node, number, field);
            }
        }
    }

    /// A sequence that lacks something: what is missing is told in its place.
    #[cold]
    fn incomplete(&mut self, node: &dyn Node, schema: &'static Complex, present: u128) {
        for (number, field) in schema.fields.iter().enumerate() {
            if present >> number & 1 != 0 {
                self.field(node, number, field);
            } else if field.min > 0 {
                self.miscounted(field, 0);
            }
        }
    }

    #[cold]
    fn miscounted(&mut self, field: &'static Field, count: u32) {
        self.path.push(field.tag, 1, false);
        self.problem(
            if count < field.min {
                Code::MissingElement
            } else {
                Code::Repeated
            },
            format!("{} to {} <{}>", field.min, field.max, field.tag),
            count.to_string(),
        );
        self.path.pop();
    }

    /// All occurrences of a field that occurs.
    #[inline]
    fn field(&mut self, node: &dyn Node, number: usize, field: &'static Field) {
        let mut count = 0_u32;
        while let Some(value) = node.child(number, count as usize) {
            count += 1;
            self.occurrence(field, value, count);
            if field.max == 1 {
                return;
            }
        }
        if count < field.min || count > field.max {
            self.miscounted(field, count);
        }
    }

    #[inline]
    fn occurrence(&mut self, field: &'static Field, value: Ref<'_>, nth: u32) {
        let tag = Tag::from(field);
        match (&field.kind, value) {
            (Kind::Simple(simple), value) => {
                if WRITE {
                    self.out.open(tag);
                }
                let verdict = check::verify(value, simple);
                let refused = self.value(value);
                if verdict.is_err() || refused {
                    self.path.push(field.tag, nth, field.max > 1);
                    if let Err(fault) = verdict {
                        self.fault(fault);
                    }
                    if refused {
                        self.refused();
                    }
                    self.path.pop();
                }
                if WRITE {
                    self.out.close(tag);
                }
            }
            (Kind::Complex(_), Ref::Node(node)) => {
                self.path.push(field.tag, nth, field.max > 1);
                let schema = node.schema();
                if !schema.attributes.is_empty() {
                    if WRITE {
                        self.out.begin(tag);
                    }
                    self.attributes(node, schema);
                    if WRITE {
                        self.out.end_of_start();
                    }
                } else if WRITE {
                    self.out.open(tag);
                }
                self.content(node, schema);
                if WRITE {
                    self.out.close(tag);
                }
                self.path.pop();
            }
            (Kind::Group(_), Ref::Node(choice)) => self.fields(choice, choice.schema()),
            (kind, Ref::Any(any)) => {
                self.path.push(field.tag, nth, field.max > 1);
                if any.as_str().is_empty() {
                    self.problem(
                        Code::MissingElement,
                        "any element".to_owned(),
                        "none".to_owned(),
                    );
                } else if let Kind::Any(
                    wildcard @ (Wildcard::Namespace(_) | Wildcard::Other | Wildcard::Strict(_)),
                ) = kind
                {
                    // Whether it is the message's own namespace is not known here; the reader knows.
                    let namespace = any.namespace();
                    if let Some(expected) = wildcard.unmet(&namespace, false) {
                        let found = format!("an element of {:?}", clip(&namespace));
                        self.problem(Code::Namespace, expected, found);
                    }
                }
                self.path.pop();
                if WRITE {
                    self.out.raw(any.as_str());
                }
            }
            _ => {}
        }
    }

    /// Writes a value; true if it holds a character that XML does not admit.
    #[inline]
    fn value(&mut self, value: Ref<'_>) -> bool {
        let text = match value {
            Ref::Text(text) => text.as_str(),
            Ref::ExternalCode(code) => code.as_str(),
            Ref::Code(code) => {
                if WRITE {
                    self.out.raw(code);
                }
                return false;
            }
            value => {
                if WRITE {
                    put(value, &mut self.out);
                }
                return false;
            }
        };
        match care(text) {
            Care::Plain if WRITE => self.out.raw(text),
            Care::Escape if WRITE => self.out.text(text),
            Care::Refuse => return true,
            Care::Plain | Care::Escape => {}
        }
        false
    }

    #[cold]
    #[allow(clippy::boxed_local, reason = "as it comes from the check")]
    fn fault(&mut self, fault: Box<check::Fault>) {
        let fault = *fault;
        self.problem(
            fault.code,
            fault.expected.into_owned(),
            fault.found.into_owned(),
        );
    }

    #[cold]
    fn refused(&mut self) {
        self.problem(
            Code::Malformed,
            "characters that XML admits".to_owned(),
            "a control character".to_owned(),
        );
    }
}

/// Appends the text of a value that needs no escaping: a number, a date, a truth value, base64.
fn put<W: fmt::Write>(value: Ref<'_>, out: &mut W) {
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
