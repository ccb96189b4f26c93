//! The reader: one driver that walks the tables beside the document and fills any generated struct.

use std::borrow::Cow;

use crate::check::Fault;
use crate::encoding::decode;
use crate::error::{Code, Error, ErrorKind, Problem};
use crate::limits::Limits;
use crate::path::{Path, position};
use crate::read::fill::{Fill, Owned, Place, Spot, Written};
use crate::scan::{Attribute, Closing, Event, Fatal, Scanner, Start, XSI};
use crate::schema::{Complex, Content, Field, Kind, Node, Simple, UNBOUNDED, Wildcard};

pub(crate) mod fill;
mod sequence;
#[cfg(feature = "stream")]
pub(crate) mod spine;

/// What the driver must know of a message beside its struct.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    pub(crate) namespace: &'static str,
    pub(crate) tag: &'static str,
}

/// Reads a whole document into `node`. Returns every problem found.
pub(crate) fn document(
    xml: &[u8],
    root: Root,
    node: &mut dyn Node,
    limits: &Limits,
) -> Result<(), Error> {
    decoded(&text(xml, limits)?, root, node, limits)
}

/// Reads a whole decoded document into the root type's value.
pub(crate) fn decoded(
    source: &str,
    root: Root,
    node: &mut dyn Node,
    limits: &Limits,
) -> Result<(), Error> {
    let schema = node.schema();
    fill(source, root, schema, Owned(node), limits)
}

/// Reads a whole decoded document into what is to be filled.
pub(crate) fn fill<F: Fill>(
    source: &str,
    root: Root,
    schema: &'static Complex,
    into: F,
    limits: &Limits,
) -> Result<(), Error> {
    let mut scanner = match Scanner::new(source, limits) {
        Ok(scanner) => scanner,
        Err(fatal) => return Err(only(source, fatal)),
    };
    scanner.set_target(root.namespace);
    let max_problems = limits.max_problems.max(1);
    let mut reader = Reader {
        scanner,
        path: Path::default(),
        found: Vec::new(),
        max_problems,
        goes_on: false,
        truncated: false,
    };
    let outcome = reader.root(root, schema, into);
    reader.conclude(outcome)
}

/// Checks the size and decodes.
pub(crate) fn text<'i>(xml: &'i [u8], limits: &Limits) -> Result<Cow<'i, str>, Error> {
    if xml.len() > limits.max_bytes {
        let fatal = Fatal::limit(0, format!("at most {} bytes", limits.max_bytes), "more");
        return Err(only("", fatal));
    }
    decode(xml).map_err(|mut fatal| {
        let text = fatal.0.text.take().unwrap_or_default();
        only(&text, fatal)
    })
}

/// The error that consists of what stopped the scanner.
pub(crate) fn only(source: &str, fatal: Fatal) -> Error {
    let kind = if fatal.0.code == Code::Limit {
        ErrorKind::Limit
    } else {
        ErrorKind::Malformed
    };
    let mut found = vec![Found::from_fatal(fatal, String::from("/"))];
    Error::new(kind, locate(source, &mut found), false)
}

/// A problem whose line and column are not computed yet.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) offset: usize,
    pub(crate) code: Code,
    pub(crate) path: String,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) actual: Cow<'static, str>,
}

impl Found {
    pub(crate) fn from_fatal(fatal: Fatal, path: String) -> Self {
        let inner = *fatal.0;
        Self {
            offset: inner.offset,
            code: inner.code,
            path,
            expected: inner.expected,
            actual: inner.found,
        }
    }
}

/// Sorts problems into document order and finds their lines in one pass.
fn locate(source: &str, found: &mut Vec<Found>) -> Vec<Problem> {
    found.sort_by_key(|f| f.offset);
    let mut cursor = position(source);
    found
        .drain(..)
        .map(|f| {
            let (line, column) = cursor(f.offset);
            Problem {
                code: f.code,
                path: f.path,
                line: Some(line),
                column: Some(column),
                expected: f.expected.into_owned(),
                found: f.actual.into_owned(),
            }
        })
        .collect()
}

/// Why the driver stopped before the end.
enum Stop {
    Fatal(Fatal),
    /// As many problems as the caller wants to hear of.
    Enough,
}

impl From<Fatal> for Stop {
    fn from(fatal: Fatal) -> Self {
        Self::Fatal(fatal)
    }
}

struct Reader<'i> {
    scanner: Scanner<'i>,
    path: Path,
    found: Vec<Found>,
    max_problems: usize,
    /// Problems beyond the maximum are not collected, but reading goes on.
    goes_on: bool,
    /// Problems were not collected.
    truncated: bool,
}

impl<'i> Reader<'i> {
    fn conclude(mut self, outcome: Result<(), Stop>) -> Result<(), Error> {
        let mut kind = ErrorKind::Invalid;
        let truncated = match outcome {
            Ok(()) if self.found.is_empty() => return Ok(()),
            Ok(()) => false,
            Err(Stop::Enough) => true,
            Err(Stop::Fatal(fatal)) => {
                kind = if fatal.0.code == Code::Limit {
                    ErrorKind::Limit
                } else {
                    ErrorKind::Malformed
                };
                let path = self.path.render();
                self.found.push(Found::from_fatal(fatal, path));
                false
            }
        };
        if self.found.iter().any(|f| f.code == Code::UnknownMessage) {
            kind = ErrorKind::UnknownMessage;
        }
        let source = self.scanner.source();
        Err(Error::new(kind, locate(source, &mut self.found), truncated))
    }

    #[cold]
    fn problem(
        &mut self,
        offset: usize,
        code: Code,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Result<(), Stop> {
        if self.goes_on && self.found.len() >= self.max_problems {
            self.truncated = true;
            return Ok(());
        }
        let path = self.path.render();
        self.found.push(Found {
            offset,
            code,
            path,
            expected: expected.into(),
            actual: found.into(),
        });
        if self.goes_on || self.found.len() < self.max_problems {
            Ok(())
        } else {
            Err(Stop::Enough)
        }
    }

    fn root<F: Fill>(&mut self, root: Root, schema: &'static Complex, into: F) -> Result<(), Stop> {
        let start = match self.scanner.next()? {
            Event::Start(start) => start,
            Event::End { offset } | Event::Text { offset } => {
                return Err(Fatal::malformed(offset, "the root element", "something else").into());
            }
        };
        if !self.is_root(root, &start)? {
            return Ok(());
        }
        self.path.push(root.tag, 1, false);
        self.complex(into, schema, &start)?;
        self.path.pop();
        Ok(self.scanner.finish()?)
    }

    /// Whether this is the start tag of the message's root element; if not, that is told.
    fn is_root(&mut self, root: Root, start: &Start<'i>) -> Result<bool, Stop> {
        let is_root = start.local == root.tag && start.in_target;
        if !is_root {
            let expected = format!("<{} xmlns=\"{}\">", root.tag, root.namespace);
            let namespace = self.scanner.namespace_of(start.name);
            let found = format!("<{} xmlns={namespace:?}>", start.local);
            self.problem(start.offset, Code::UnknownMessage, expected, found)?;
        }
        Ok(is_root)
    }

    /// Reads the element whose start tag is given.
    fn complex<F: Fill>(
        &mut self,
        mut into: F,
        schema: &'static Complex,
        start: &Start<'i>,
    ) -> Result<(), Stop> {
        if start.has_attributes || !schema.attributes.is_empty() {
            self.attributes(Some(&mut into), schema, start)?;
        }
        let own = self.scanner.closing(start);
        self.content(into, schema, own)
    }

    /// Reads the content and the end tag of an element whose attributes are read.
    #[inline]
    fn content<F: Fill>(
        &mut self,
        mut into: F,
        schema: &'static Complex,
        own: Closing,
    ) -> Result<(), Stop> {
        match schema.content {
            Content::Sequence => self.sequence(&mut into, schema, own)?,
            Content::Choice => self.choice(&mut into, schema, own)?,
            Content::Simple(simple) => self.leaf(&mut into, Spot::Content, simple)?,
        }
        into.close();
        Ok(())
    }

    /// Checks the attributes of the tag read last and stores them. `into` is `None` for an element that has a value only.
    fn attributes<F: Fill>(
        &mut self,
        mut into: Option<&mut F>,
        schema: &'static Complex,
        start: &Start<'i>,
    ) -> Result<(), Stop> {
        let attributes = std::mem::take(&mut self.scanner.attributes);
        for (i, declared) in schema.attributes.iter().enumerate() {
            let given = attributes.iter().find(|a| a.name == declared.name);
            match (given, &mut into) {
                (Some(given), Some(into)) => {
                    self.path.push_attribute(declared.name);
                    let stored = into.value(Spot::Attribute(i), declared.ty, self.written(given));
                    self.outcome(given.offset, stored)?;
                    self.path.pop();
                }
                (None, _) if declared.required => {
                    self.path.push_attribute(declared.name);
                    self.problem(
                        start.offset,
                        Code::MissingAttribute,
                        format!("attribute {}", declared.name),
                        "none",
                    )?;
                    self.path.pop();
                }
                _ => {}
            }
        }
        for given in &attributes {
            let declared = schema.attributes.iter().any(|a| a.name == given.name);
            let hint = given.namespace == XSI
                && matches!(given.local, "schemaLocation" | "noNamespaceSchemaLocation");
            if !declared && !hint {
                let found = format!("attribute {:?}", clip(given.name));
                let expected = if schema.attributes.is_empty() {
                    "no attribute"
                } else {
                    "declared attributes only"
                };
                self.problem(given.offset, Code::UnknownAttribute, expected, found)?;
            }
        }
        self.scanner.attributes = attributes;
        Ok(())
    }

    /// An attribute's value. It stands in the document as it is when it does so behind `name="`.
    fn written<'a>(&self, given: &'a Attribute<'i>) -> Written<'a> {
        let text: &str = &given.value;
        let offset = given.offset + given.name.len() + 2;
        let source = self.scanner.source();
        Written {
            text,
            offset,
            verbatim: source.get(offset..offset + text.len()) == Some(text),
        }
    }

    /// Reads one element that belongs to a field.
    fn element<F: Fill>(
        &mut self,
        into: &mut F,
        place: Place,
        field: &'static Field,
        nth: u32,
        start: &Start<'i>,
    ) -> Result<(), Stop> {
        self.path.push(field.tag, nth, field.max > 1);
        match &field.kind {
            Kind::Complex(schema) => match into.open(place, start.offset) {
                Some(child) => self.complex(child, schema, start)?,
                None => self.scanner.skip()?,
            },
            Kind::Simple(simple) => {
                if start.has_attributes {
                    const NO_ATTRIBUTES: &Complex = &Complex::sequence("", &[]);
                    self.attributes(None::<&mut F>, NO_ATTRIBUTES, start)?;
                }
                self.leaf(into, Spot::Field(place), simple)?;
            }
            Kind::Any(wildcard) => {
                self.wildcard(*wildcard, start)?;
                let xml = self.scanner.fragment(start)?;
                into.any(place, &xml, start.offset);
            }
            Kind::Group(_) => self.scanner.skip()?,
        }
        self.path.pop();
        Ok(())
    }

    fn wildcard(&mut self, wildcard: Wildcard, start: &Start<'i>) -> Result<(), Stop> {
        let namespace = self.scanner.namespace_of(start.name).to_owned();
        let Some(expected) = wildcard.unmet(&namespace, start.in_target) else {
            return Ok(());
        };
        self.problem(
            start.offset,
            Code::Namespace,
            expected,
            format!("an element of {:?}", clip(&namespace)),
        )
    }

    /// Reads the text of an element that has a value.
    fn leaf<F: Fill>(
        &mut self,
        into: &mut F,
        spot: Spot,
        simple: &'static Simple,
    ) -> Result<(), Stop> {
        let leaf = self.scanner.leaf()?;
        if let Some(child) = leaf.child {
            self.problem(
                child.offset,
                Code::UnknownElement,
                "text only",
                format!("<{}>", clip(child.name)),
            )?;
        }
        let written = Written {
            text: &leaf.text,
            offset: leaf.offset,
            verbatim: leaf.verbatim,
        };
        let stored = into.value(spot, simple, written);
        self.outcome(leaf.offset, stored)
    }

    /// Reports a value that breaks its type.
    #[inline]
    fn outcome(&mut self, offset: usize, stored: Result<(), Box<Fault>>) -> Result<(), Stop> {
        match stored {
            Ok(()) => Ok(()),
            Err(fault) => self.fault(offset, fault),
        }
    }

    #[cold]
    #[allow(clippy::boxed_local, reason = "as it comes from the check")]
    fn fault(&mut self, offset: usize, fault: Box<Fault>) -> Result<(), Stop> {
        let fault = *fault;
        self.problem(offset, fault.code, fault.expected, fault.found)
    }
}

/// Names from the document are shown up to this many characters in a problem.
const MAX_SHOWN: usize = 64;

/// A name from the document, short enough to print.
pub(crate) fn clip(name: &str) -> &str {
    name.char_indices()
        .nth(MAX_SHOWN)
        .and_then(|(at, _)| name.get(..at))
        .unwrap_or(name)
}

/// The occurrence bounds in words.
fn bounds(field: &Field) -> String {
    match (field.min, field.max) {
        (_, 1) => String::from("one"),
        (_, UNBOUNDED) => format!("at least {}", field.min),
        (_, max) => format!("at most {max}"),
    }
}
