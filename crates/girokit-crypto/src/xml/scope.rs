//! Namespaces in scope.

use std::borrow::Cow;

use super::chars::attribute_value;
use super::limits::Limits;
use super::token::{Attribute, split};
use crate::{Error, ErrorKind};

/// Namespace of the prefix `xml`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A prefix bound to a namespace; `""` is none (`xmlns=""`).
#[derive(Clone, Debug)]
pub(super) struct Binding<'a> {
    pub(super) prefix: &'a str,
    pub(super) uri: Cow<'a, str>,
    depth: usize,
}

/// The bindings of the open elements, the innermost last.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    bindings: Vec<Binding<'a>>,
    depth: usize,
    /// The attributes of the last element that are no declarations, by namespace and local name: indices.
    order: Vec<usize>,
    /// The same while they are sorted: binding of the prefix, local name, index.
    keyed: Vec<(Option<usize>, &'a str, usize)>,
    /// Counts every change: what was found under one number holds as long as the number does.
    pub(super) generation: u64,
}

impl<'a> Scope<'a> {
    pub(super) fn new() -> Self {
        let xml = Binding {
            prefix: "xml",
            uri: Cow::Borrowed(XML),
            depth: 0,
        };
        Self {
            bindings: vec![xml],
            depth: 0,
            order: Vec::new(),
            keyed: Vec::new(),
            generation: 0,
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Goes into an element: binds what it declares, checks every prefix and that no attribute stands twice.
    pub(super) fn enter(
        &mut self,
        name: &'a str,
        colon: Option<usize>,
        attributes: &[Attribute<'a>],
        at: usize,
        limits: &Limits,
    ) -> Result<(), Error> {
        self.depth = self.depth.saturating_add(1);
        self.order.clear();
        if !attributes.is_empty() {
            self.bind(attributes, limits)?;
        }
        if colon.is_some() {
            self.known(split(name, colon).0, at)?;
        }
        if self.order.len() == 1 {
            self.known_attributes(attributes)?;
        } else if !self.order.is_empty() {
            self.sort(attributes)?;
        }
        Ok(())
    }

    /// Leaves an element.
    pub(super) fn leave(&mut self) {
        while self
            .bindings
            .last()
            .is_some_and(|binding| binding.depth == self.depth && self.depth > 0)
        {
            self.bindings.pop();
            self.generation = self.generation.wrapping_add(1);
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn bind(&mut self, attributes: &[Attribute<'a>], limits: &Limits) -> Result<(), Error> {
        let outer = self.bindings.len();
        for (index, attribute) in attributes.iter().enumerate() {
            let Some(prefix) = attribute.declares() else {
                self.order.push(index);
                continue;
            };
            let bad = |what| Err(Error::new(ErrorKind::Malformed, what).at_offset(attribute.at));
            let uri = attribute_value(attribute.raw, attribute.at)?;
            let of_xml = prefix == "xml";
            if of_xml != (uri == XML) || prefix == "xmlns" || uri == XMLNS {
                return bad("expected the prefixes xml and xmlns to keep their namespaces");
            }
            if uri.is_empty() && !prefix.is_empty() {
                return bad("expected a namespace for a prefix");
            }
            let declared = self.bindings.get(outer..).unwrap_or_default();
            if declared.iter().any(|binding| binding.prefix == prefix) {
                return bad("found the same namespace declaration twice");
            }
            if !uri.is_empty() && !is_absolute(&uri) {
                // Canonical XML 1.0 section 1.3: a relative one is to be refused.
                let what = "a namespace that is no absolute URI is refused";
                return Err(Error::new(ErrorKind::Unsupported, what).at_offset(attribute.at));
            }
            if of_xml {
                continue;
            }
            if self.bindings.len() > limits.namespaces {
                let what = "more namespace declarations in scope than the limit";
                return Err(Error::new(ErrorKind::TooLarge, what).at_offset(attribute.at));
            }
            self.bindings.push(Binding {
                prefix,
                uri,
                depth: self.depth,
            });
            self.generation = self.generation.wrapping_add(1);
        }
        Ok(())
    }

    fn known(&self, prefix: &str, at: usize) -> Result<usize, Error> {
        self.find(prefix).ok_or_else(|| {
            Error::new(ErrorKind::Malformed, "expected a prefix that is declared").at_offset(at)
        })
    }

    fn known_attributes(&self, attributes: &[Attribute<'a>]) -> Result<(), Error> {
        for attribute in attributes {
            if attribute.colon.is_some() && attribute.declares().is_none() {
                self.known(attribute.split().0, attribute.at)?;
            }
        }
        Ok(())
    }

    /// Each prefix is looked up once: a lookup walks over the bindings.
    fn sort(&mut self, attributes: &[Attribute<'a>]) -> Result<(), Error> {
        let mut keyed = core::mem::take(&mut self.keyed);
        keyed.clear();
        for index in &self.order {
            let Some(attribute) = attributes.get(*index) else {
                continue;
            };
            let (prefix, local) = attribute.split();
            let binding = if prefix.is_empty() {
                None
            } else {
                Some(self.known(prefix, attribute.at)?)
            };
            keyed.push((binding, local, *index));
        }
        let uri = |binding: &Option<usize>| {
            binding
                .and_then(|index| self.binding(index))
                .map_or("", |binding| &*binding.uri)
        };
        let compare = |left: &(Option<usize>, &str, usize),
                       right: &(Option<usize>, &str, usize)| {
            (uri(&left.0), left.1).cmp(&(uri(&right.0), right.1))
        };
        keyed.sort_by(compare);
        let twice = keyed.windows(2).find_map(|pair| match pair {
            [left, right] if compare(left, right).is_eq() => attributes.get(right.2),
            _ => None,
        });
        if let Some(attribute) = twice {
            let what = "found the same attribute twice";
            return Err(Error::new(ErrorKind::Malformed, what).at_offset(attribute.at));
        }
        self.order.clear();
        self.order.extend(keyed.iter().map(|(.., index)| *index));
        self.keyed = keyed;
        Ok(())
    }

    /// Namespace and local name of an attribute; without a prefix it has none.
    pub(super) fn expanded(&self, attribute: &Attribute<'a>) -> (&str, &'a str) {
        let (prefix, local) = attribute.split();
        (
            if prefix.is_empty() {
                ""
            } else {
                self.uri(prefix)
            },
            local,
        )
    }

    /// The attributes of the last element that are no declarations, by namespace and local name.
    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// What the last element declares.
    pub(super) fn declared(&self) -> &[Binding<'a>] {
        let from = self
            .bindings
            .iter()
            .rposition(|binding| binding.depth < self.depth);
        self.bindings
            .get(from.map_or(0, |at| at.saturating_add(1))..)
            .unwrap_or_default()
    }

    /// Index of the binding in force for a prefix.
    pub(super) fn find(&self, prefix: &str) -> Option<usize> {
        self.bindings
            .iter()
            .rposition(|binding| binding.prefix == prefix)
    }

    pub(super) fn binding(&self, index: usize) -> Option<&Binding<'a>> {
        self.bindings.get(index)
    }

    pub(super) fn len(&self) -> usize {
        self.bindings.len()
    }

    /// The namespace of a prefix, `""` for none.
    pub(super) fn uri(&self, prefix: &str) -> &str {
        self.find(prefix)
            .and_then(|index| self.binding(index))
            .map_or("", |binding| &binding.uri)
    }
}

/// Whether a namespace is a URI with a scheme (RFC 3986 section 3), of the characters that a URI has (section 2).
fn is_absolute(uri: &str) -> bool {
    let characters = uri.bytes().enumerate().all(|(at, byte)| match byte {
        b'%' => {
            let digits = uri
                .as_bytes()
                .get(at.saturating_add(1)..at.saturating_add(3));
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
        byte => byte.is_ascii_graphic(),
    });
    let scheme = uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    });
    characters && scheme && uri.matches('#').count() <= 1
}
