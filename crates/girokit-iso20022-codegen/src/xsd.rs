//! Reads the part of XML Schema that ISO 20022 schemas are written in.
//!
//! That part is small: named complex types holding a sequence, a choice or simple content; named simple types restricting a
//! built-in type; one global element. Whatever else a schema holds is an error with its line, never passed over, because a
//! construct that is ignored would make the generated validator accept what the schema forbids.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::Error;

/// A schema document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// `targetNamespace`.
    pub namespace: String,
    /// The global element: its name and type.
    pub root: (String, String),
    /// Complex types by name.
    pub complex: BTreeMap<String, ComplexType>,
    /// Simple types by name.
    pub simple: BTreeMap<String, SimpleType>,
    /// The lines where types begin, by name.
    pub(crate) lines: BTreeMap<String, usize>,
}

/// A complex type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "these are all the contents that ISO 20022 uses; a further one must be decided on everywhere"
)]
pub enum ComplexType {
    /// `xs:choice`.
    Choice(Vec<Particle>),
    /// `xs:sequence`.
    Sequence(Vec<Particle>),
    /// `xs:simpleContent` with attributes.
    Simple {
        /// The value's type.
        base: String,
        /// The attributes.
        attributes: Vec<Attribute>,
    },
}

/// What stands in a sequence or choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "as for ComplexType")]
pub enum Particle {
    /// `xs:any`.
    Any {
        /// `minOccurs`.
        min: u32,
        /// `maxOccurs`.
        max: u32,
        /// `namespace`.
        namespace: String,
        /// `processContents="strict"`, which is also the default.
        strict: bool,
    },
    /// `xs:choice` nested in a sequence.
    Choice(Vec<Particle>),
    /// `xs:element`.
    Element {
        /// `name`.
        name: String,
        /// `type`.
        ty: String,
        /// `minOccurs`.
        min: u32,
        /// `maxOccurs`; `u32::MAX` for `unbounded`.
        max: u32,
    },
}

/// An attribute of simple content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attribute {
    /// `name`.
    pub name: String,
    /// `type`.
    pub ty: String,
    /// `use="required"`.
    pub required: bool,
}

/// A simple type: a restriction of a built-in type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct SimpleType {
    /// The built-in type, such as `xs:string`, or another simple type of the schema.
    pub base: String,
    /// `enumeration` values.
    pub codes: Vec<String>,
    /// `pattern` values: alternatives.
    pub patterns: Vec<String>,
    /// All other facets: name and value.
    pub facets: BTreeMap<String, String>,
}

/// An element of the schema document.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Tag>,
    line: usize,
}

/// Nesting of schema documents is bounded: the deepest published one nests 8.
const MAX_DEPTH: usize = 32;

impl Schema {
    /// Reads a schema document.
    ///
    /// # Errors
    /// If it is not XML, or holds a construct that is not supported; the error names the line.
    pub fn parse(xsd: &str) -> Result<Self, Error> {
        let mut root = tree(xsd)?;
        if root.name != "schema" {
            return Err(root.unsupported());
        }
        let namespace = root.required("targetNamespace")?;
        Names::of(&root, &namespace).settle(&mut root)?;
        root.known()?;
        let mut schema = Self {
            namespace,
            root: (String::new(), String::new()),
            complex: BTreeMap::new(),
            simple: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        let is_qualified = root
            .attributes
            .get("elementFormDefault")
            .is_some_and(|f| f == "qualified");
        if !is_qualified {
            return Err(Error::new(format!(
                "line {}: elementFormDefault is not \"qualified\", so that elements would have no namespace; this is not supported",
                root.line
            )));
        }
        for child in root.children() {
            let named = child
                .attributes
                .get("name")
                .filter(|_| child.name.ends_with("Type"));
            if let Some(name) = named
                && schema.lines.insert(name.clone(), child.line).is_some()
            {
                return Err(Error::new(format!(
                    "line {}: a second type {name:?}",
                    child.line
                )));
            }
            match child.name.as_str() {
                "element" if schema.root.0.is_empty() => {
                    schema.root = (child.required("name")?, child.required("type")?);
                }
                "complexType" => {
                    schema
                        .complex
                        .insert(child.required("name")?, complex(child)?);
                }
                "simpleType" => {
                    schema
                        .simple
                        .insert(child.required("name")?, simple(child)?);
                }
                _ => return Err(child.unsupported()),
            }
        }
        if schema.root.0.is_empty() {
            return Err(Error::new("the schema declares no element".into()));
        }
        Ok(schema)
    }

    /// The message's id: the part of the namespace behind the last colon or slash, without `.xsd`.
    pub fn id(&self) -> &str {
        let id = self.namespace.rsplit([':', '/']).next().unwrap_or_default();
        id.strip_suffix(".xsd").unwrap_or(id)
    }

    /// An error about a type, with its line.
    pub(crate) fn at(&self, name: &str, error: &Error) -> Error {
        match self.lines.get(name) {
            Some(line) => Error::new(format!("line {line}: {error}")),
            None => error.clone(),
        }
    }
}

impl Tag {
    /// The children, documentation left out.
    fn children(&self) -> impl Iterator<Item = &Tag> {
        self.children.iter().filter(|c| c.name != "annotation")
    }

    /// The only child.
    fn only(&self) -> Result<&Tag, Error> {
        let mut children = self.children();
        match (children.next(), children.next()) {
            (Some(child), None) => Ok(child),
            _ => Err(self.unsupported()),
        }
    }

    fn required(&self, name: &str) -> Result<String, Error> {
        self.attributes
            .get(name)
            .cloned()
            .ok_or_else(|| Error::new(format!("line {}: xs:{} lacks {name}", self.line, self.name)))
    }

    fn unsupported(&self) -> Error {
        Error::new(format!(
            "line {}: xs:{} is not supported here; ISO 20022 schemas hold named types, sequences, choices and simple content",
            self.line, self.name
        ))
    }

    fn occurs(&self) -> Result<(u32, u32), Error> {
        let bound = |name: &str| match self.attributes.get(name).map(String::as_str) {
            None => Ok(1),
            Some("unbounded") => Ok(u32::MAX),
            Some(number) => number.parse().map_err(|_| {
                Error::new(format!(
                    "line {}: {name} is no number: {number:?}",
                    self.line
                ))
            }),
        };
        Ok((bound("minOccurs")?, bound("maxOccurs")?))
    }
}

/// The attributes of each element of a schema that are understood. Any other is an error, because it might restrict (`fixed`).
const ATTRIBUTES: &[(&str, &[&str])] = &[
    (
        "any",
        &["maxOccurs", "minOccurs", "namespace", "processContents"],
    ),
    ("attribute", &["name", "type", "use"]),
    ("choice", &["maxOccurs", "minOccurs"]),
    ("complexType", &["mixed", "name"]),
    ("element", &["maxOccurs", "minOccurs", "name", "type"]),
    ("extension", &["base"]),
    ("restriction", &["base"]),
    (
        "schema",
        &[
            "attributeFormDefault",
            "elementFormDefault",
            "targetNamespace",
            "version",
        ],
    ),
    ("sequence", &["maxOccurs", "minOccurs"]),
    ("simpleContent", &[]),
    ("simpleType", &["name"]),
];

/// The attributes that name a type.
const TYPES: [&str; 2] = ["base", "type"];

impl Tag {
    /// Checks that all attributes here and below are understood.
    fn known(&self) -> Result<(), Error> {
        let known = ATTRIBUTES.iter().find(|(name, _)| *name == self.name);
        // Facets have a value; `fixed` on them only forbids what a further schema may do.
        let known = known.map_or(&["value", "fixed"][..], |(_, known)| known);
        for name in self.attributes.keys() {
            if !known.contains(&name.as_str())
                && !["id", "xmlns"].contains(&name.as_str())
                && !name.contains(':')
            {
                return Err(Error::new(format!(
                    "line {}: the attribute {name} of xs:{} is not supported",
                    self.line, self.name
                )));
            }
        }
        self.children().try_for_each(Self::known)
    }
}

/// What the prefixes of a schema mean.
struct Names {
    /// Prefixes of XML Schema; the empty one is the default namespace.
    schema: Vec<String>,
    /// Prefixes of the schema's own namespace.
    own: Vec<String>,
}

impl Names {
    fn of(root: &Tag, target: &str) -> Self {
        let mut names = Self {
            schema: Vec::new(),
            own: Vec::new(),
        };
        for (attribute, value) in &root.attributes {
            let prefix = match attribute.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => rest.trim_start_matches(':'),
                None => continue,
            };
            if value == "http://www.w3.org/2001/XMLSchema" {
                names.schema.push(prefix.to_owned());
            } else if value == target {
                names.own.push(prefix.to_owned());
            }
        }
        names
    }

    /// Writes every type's name as the rest of this crate reads it: built-in ones with `xs:`, the schema's own without prefix.
    fn settle(&self, tag: &mut Tag) -> Result<(), Error> {
        for attribute in TYPES {
            if let Some(name) = tag.attributes.get_mut(attribute) {
                let (prefix, local) = name.split_once(':').unwrap_or(("", name));
                let prefix = prefix.to_owned();
                *name = if self.schema.contains(&prefix) {
                    format!("xs:{local}")
                } else if self.own.contains(&prefix) || prefix.is_empty() {
                    local.to_owned()
                } else {
                    return Err(Error::new(format!(
                        "line {}: the type {name:?} is of another schema; imports are not supported",
                        tag.line
                    )));
                };
            }
        }
        let children = tag.children.iter_mut().filter(|c| c.name != "annotation");
        children
            .into_iter()
            .try_for_each(|child| self.settle(child))
    }
}

fn tree(xsd: &str) -> Result<Tag, Error> {
    let mut reader = Reader::from_str(xsd.trim_start_matches('\u{FEFF}'));
    let mut open: Vec<Tag> = Vec::new();
    let (mut at, mut line) = (0, 1);
    loop {
        let next = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        line += xsd.get(at..next).unwrap_or_default().matches('\n').count();
        at = next;
        let event = reader
            .read_event()
            .map_err(|e| Error::new(format!("line {line}: {e}")))?;
        let done = match event {
            Event::Start(start) if open.len() < MAX_DEPTH => {
                open.push(tag(&start, line)?);
                None
            }
            Event::Start(_) => {
                return Err(Error::new(format!(
                    "line {line}: more than {MAX_DEPTH} nested elements"
                )));
            }
            Event::Empty(start) => Some(tag(&start, line)?),
            Event::End(_) => open.pop(),
            Event::Eof => return Err(Error::new("the schema ends early".into())),
            _ => None,
        };
        if let Some(done) = done {
            match open.last_mut() {
                Some(parent) => parent.children.push(done),
                None => return Ok(done),
            }
        }
    }
}

fn tag(start: &BytesStart<'_>, line: usize) -> Result<Tag, Error> {
    let mut attributes = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| Error::new(format!("line {line}: {e}")))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|e| Error::new(format!("line {line}: {e}")))?;
        attributes.insert(attribute.key.as_ref().to_owned(), value.into_owned());
    }
    Ok(Tag {
        name: start.local_name().as_ref().to_owned(),
        attributes,
        children: Vec::new(),
        line,
    })
}

fn complex(tag: &Tag) -> Result<ComplexType, Error> {
    if tag.attributes.get("mixed").is_some_and(|v| v != "false") {
        return Err(Error::new(format!(
            "line {}: mixed content is not supported",
            tag.line
        )));
    }
    let content = tag.only()?;
    match content.name.as_str() {
        "sequence" | "choice" if content.occurs()? != (1, 1) => Err(content.unsupported()),
        "sequence" => {
            let mut particles = particles(content)?;
            // A sequence that holds nothing but a choice is that choice.
            match particles.as_mut_slice() {
                [Particle::Choice(alternatives)] => {
                    Ok(ComplexType::Choice(std::mem::take(alternatives)))
                }
                _ => Ok(ComplexType::Sequence(particles)),
            }
        }
        "choice" => {
            let particles = particles(content)?;
            if particles
                .iter()
                .any(|p| !matches!(p, Particle::Element { .. }))
            {
                return Err(content.unsupported());
            }
            Ok(ComplexType::Choice(particles))
        }
        "simpleContent" => {
            let extension = content.only()?;
            if extension.name != "extension" {
                return Err(extension.unsupported());
            }
            let attributes = extension.children().map(|child| {
                if child.name != "attribute" {
                    return Err(child.unsupported());
                }
                let required = child.attributes.get("use").is_some_and(|u| u == "required");
                Ok(Attribute {
                    name: child.required("name")?,
                    ty: child.required("type")?,
                    required,
                })
            });
            Ok(ComplexType::Simple {
                base: extension.required("base")?,
                attributes: attributes.collect::<Result<_, _>>()?,
            })
        }
        _ => Err(content.unsupported()),
    }
}

fn particles(content: &Tag) -> Result<Vec<Particle>, Error> {
    let particle = |child: &Tag| {
        let (min, max) = child.occurs()?;
        match child.name.as_str() {
            "element" => Ok(Particle::Element {
                name: child.required("name")?,
                ty: child.required("type")?,
                min,
                max,
            }),
            "any" => {
                let attribute = |name: &str, default: &str| {
                    child
                        .attributes
                        .get(name)
                        .cloned()
                        .unwrap_or_else(|| default.to_owned())
                };
                let strict = attribute("processContents", "strict") == "strict";
                Ok(Particle::Any {
                    min,
                    max,
                    namespace: attribute("namespace", "##any"),
                    strict,
                })
            }
            "choice" if content.name == "sequence" && (min, max) == (1, 1) => {
                let alternatives = particles(child)?;
                if alternatives
                    .iter()
                    .any(|p| !matches!(p, Particle::Element { .. }))
                {
                    return Err(child.unsupported());
                }
                Ok(Particle::Choice(alternatives))
            }
            _ => Err(child.unsupported()),
        }
    };
    content.children().map(particle).collect()
}

fn simple(tag: &Tag) -> Result<SimpleType, Error> {
    let restriction = tag.only()?;
    if restriction.name != "restriction" {
        return Err(restriction.unsupported());
    }
    let mut ty = SimpleType {
        base: restriction.required("base")?,
        ..SimpleType::default()
    };
    for facet in restriction.children() {
        let value = facet.required("value")?;
        match facet.name.as_str() {
            "enumeration" => ty.codes.push(value),
            "pattern" => ty.patterns.push(value),
            // The length is both bounds, so that it narrows those of a base.
            "length" => {
                ty.facets.insert("minLength".to_owned(), value.clone());
                ty.facets.insert("maxLength".to_owned(), value);
            }
            "fractionDigits" | "maxInclusive" | "maxLength" | "minInclusive" | "minLength"
            | "totalDigits" => {
                ty.facets.insert(facet.name.clone(), value);
            }
            _ => return Err(facet.unsupported()),
        }
    }
    Ok(ty)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn schema(body: &str) -> String {
        format!(
            r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" targetNamespace="urn:x:demo.001.001.01">
<xs:element name="Document" type="Document"/>{body}</xs:schema>"#
        )
    }

    #[test]
    fn reads_what_iso_20022_uses() {
        let xsd = schema(
            r#"<xs:complexType name="Document"><xs:sequence><xs:choice><xs:element name="A" type="T"/>
               <xs:element name="B" type="T" maxOccurs="unbounded"/></xs:choice><xs:element name="C" type="T" minOccurs="0"/>
               </xs:sequence></xs:complexType><xs:simpleType name="T"><xs:restriction base="xs:string">
               <xs:pattern value="[A-Z&quot;]"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType>"#,
        );
        let schema = Schema::parse(&xsd).unwrap();
        assert_eq!(schema.id(), "demo.001.001.01");
        assert!(
            matches!(&schema.complex["Document"], ComplexType::Sequence(p) if matches!(p[0], Particle::Choice(_)))
        );
        assert_eq!(schema.simple["T"].patterns, ["[A-Z\"]"]);
    }

    #[test]
    fn refuses_with_a_line_what_it_would_have_to_ignore() {
        for (body, line) in [
            ("\n<xs:import/>", "line 3"),
            (
                "\n\n<xs:complexType name='D'><xs:all/></xs:complexType>",
                "line 4",
            ),
            (
                "<xs:simpleType name='S'><xs:restriction base='xs:string'><xs:whiteSpace value='collapse'/></xs:restriction></xs:simpleType>",
                "line 2",
            ),
            (
                "<xs:complexType name='D' mixed='true'><xs:sequence/></xs:complexType>",
                "line 2",
            ),
            (
                "<xs:complexType name='D'><xs:sequence maxOccurs='2'/></xs:complexType>",
                "line 2",
            ),
            (
                "\n<xs:complexType name='D'><xs:sequence><xs:element name='E' type='T' fixed='x'/></xs:sequence></xs:complexType>",
                "line 3: the attribute fixed of xs:element",
            ),
            (
                "<xs:complexType name='D'><xs:sequence><xs:element name='E' type='o:T'/></xs:sequence></xs:complexType>",
                "line 2: the type \"o:T\" is of another schema",
            ),
            (
                "<xs:simpleType name='S'><xs:restriction base='xs:string'/></xs:simpleType>\n<xs:complexType name='S'/>",
                "line 3: a second type",
            ),
        ] {
            let error = Schema::parse(&schema(body)).unwrap_err().to_string();
            assert!(error.contains(line), "{error}");
        }
    }
}
