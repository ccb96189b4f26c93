//! Attributes and namespace declarations.

use std::borrow::Cow;

use super::name::{is_name, is_name_byte};
use super::{
    Attribute, Binding, Fatal, MAX_BINDINGS, MAX_NAMESPACE, Scanner, XML, XMLNS, undeclared,
};

impl<'i> Scanner<'i> {
    /// Splits a qualified name. Both parts must be names.
    #[cold]
    #[inline(never)]
    pub(super) fn split(name: &'i str, offset: usize) -> Result<(&'i str, &'i str), Fatal> {
        match name.split_once(':') {
            Some((prefix, local)) if is_name(prefix) && is_name(local) && !local.contains(':') => {
                Ok((prefix, local))
            }
            None if is_name(name) => Ok(("", name)),
            _ => Err(Fatal::malformed(
                offset,
                "a name with at most one prefix",
                format!("{name:?}"),
            )),
        }
    }

    #[inline(never)]
    pub(super) fn attributes_and_close(&mut self) -> Result<(), Fatal> {
        if let Some((attribute, length)) = self.plain_attribute(self.at) {
            self.attributes.push(attribute);
            self.at += length;
            return Ok(());
        }
        let declared_before = self.bindings.len();
        loop {
            let before = self.at;
            self.skip_space();
            match (self.peek(0), self.peek(1)) {
                (Some(b'>'), _) => {
                    self.at += 1;
                    break;
                }
                (Some(b'/'), Some(b'>')) => {
                    self.at += 2;
                    self.pending_end = Some(self.at);
                    break;
                }
                (None, _) => return Err(self.unexpected("\">\"")),
                _ if self.at == before => {
                    return Err(self.unexpected("white space, \"/>\" or \">\""));
                }
                _ => self.attribute(declared_before)?,
            }
        }
        if self.bindings.len() > declared_before {
            self.binding_depth = self.open.len();
            self.refresh_default();
        }
        self.resolve_attributes()
    }

    fn attribute(&mut self, declared_before: usize) -> Result<(), Fatal> {
        let offset = self.at;
        let rest = self.bytes().get(offset..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|&b| !is_name_byte(b) || b == b'=')
            .unwrap_or(rest.len());
        let name = self.slice(offset, offset + length);
        if !is_name(name) {
            return Err(self.unexpected("an attribute name"));
        }
        if self.attributes.len() + self.bindings.len() - declared_before >= self.max_attributes {
            return Err(Fatal::limit(
                offset,
                format!("at most {} attributes", self.max_attributes),
                "more",
            ));
        }
        self.at = offset + length;
        self.skip_space();
        if self.peek(0) != Some(b'=') {
            return Err(self.unexpected("\"=\""));
        }
        self.at += 1;
        self.skip_space();
        let value = self.attribute_value()?;
        match name.strip_prefix("xmlns") {
            Some("") => self.bind("", value, offset, declared_before),
            Some(prefixed) if prefixed.starts_with(':') => {
                let (_, prefix) = Self::split(name, offset)?;
                self.bind(prefix, value, offset, declared_before)
            }
            _ => {
                if self.attributes.iter().any(|a| a.name == name) {
                    return Err(Fatal::malformed(
                        offset,
                        "each attribute once",
                        format!("{name:?} twice"),
                    ));
                }
                let namespace = Cow::Borrowed("");
                self.attributes.push(Attribute {
                    name,
                    local: name,
                    namespace,
                    value,
                    offset,
                });
                Ok(())
            }
        }
    }

    fn bind(
        &mut self,
        prefix: &'i str,
        namespace: Cow<'i, str>,
        offset: usize,
        declared_before: usize,
    ) -> Result<(), Fatal> {
        let reserved =
            prefix == "xmlns" || namespace == XMLNS || (prefix == "xml") != (namespace == XML);
        if reserved || (!prefix.is_empty() && namespace.is_empty()) {
            return Err(Fatal::malformed(
                offset,
                "a namespace that may be bound",
                format!("xmlns:{prefix}"),
            ));
        }
        let own = self.bindings.get(declared_before..).unwrap_or_default();
        if own.iter().any(|b| b.prefix == prefix) {
            return Err(Fatal::malformed(
                offset,
                "each attribute once",
                format!("xmlns:{prefix} twice"),
            ));
        }
        if namespace.len() > MAX_NAMESPACE {
            let expected = format!("a namespace of at most {MAX_NAMESPACE} bytes");
            return Err(Fatal::limit(offset, expected, "a longer one"));
        }
        if self.bindings.len() >= MAX_BINDINGS {
            let expected = format!("at most {MAX_BINDINGS} namespace declarations in scope");
            return Err(Fatal::limit(offset, expected, "more"));
        }
        self.bindings.push(Binding {
            prefix,
            namespace,
            depth: self.open.len(),
        });
        Ok(())
    }

    /// Resolves the prefixes of attributes, now that all declarations of the tag are known.
    fn resolve_attributes(&mut self) -> Result<(), Fatal> {
        let mut attributes = std::mem::take(&mut self.attributes);
        for attribute in attributes.iter_mut().filter(|a| a.name.contains(':')) {
            let (prefix, local) = Self::split(attribute.name, attribute.offset)?;
            let Some(namespace) = self.lookup(prefix) else {
                return Err(undeclared(prefix, attribute.offset));
            };
            attribute.namespace = Cow::Owned(namespace.to_owned());
            attribute.local = local;
        }
        for (i, a) in attributes.iter().enumerate() {
            let mut rest = attributes.iter().skip(i + 1);
            if !a.namespace.is_empty()
                && rest.any(|b| a.local == b.local && a.namespace == b.namespace)
            {
                return Err(Fatal::malformed(
                    a.offset,
                    "each attribute once",
                    format!("{:?} twice", a.local),
                ));
            }
        }
        self.attributes = attributes;
        Ok(())
    }

    pub(super) fn attribute_value(&mut self) -> Result<Cow<'i, str>, Fatal> {
        let Some(quote @ (b'"' | b'\'')) = self.peek(0) else {
            return Err(self.unexpected("a quoted value"));
        };
        let from = self.at + 1;
        let rest = self.bytes().get(from..).unwrap_or_default();
        let Some(length) = memchr::memchr(quote, rest) else {
            return Err(Fatal::malformed(
                self.at,
                "the closing quote",
                "the end of the document",
            ));
        };
        let raw = self.slice(from, from + length);
        self.at = from + length + 1;
        if let Some(lt) = raw.find('<') {
            return Err(Fatal::malformed(
                from + lt,
                "a value without \"<\"",
                "\"<\"",
            ));
        }
        if !raw
            .bytes()
            .any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r'))
        {
            return Ok(Cow::Borrowed(raw));
        }
        // Line ends first, as XML 1.0 section 2.11 and 3.3.3 order it: CR LF is one space.
        let mut value = String::with_capacity(raw.len());
        let mut parts = raw.split('&');
        let spaced = |part: &str| part.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
        value.push_str(&spaced(parts.next().unwrap_or_default()));
        let mut offset = from + value.len();
        for part in parts {
            let text = Self::reference(part, offset, &mut value)?;
            value.push_str(&spaced(text));
            offset += part.len() + 1;
        }
        Ok(Cow::Owned(value))
    }
}
