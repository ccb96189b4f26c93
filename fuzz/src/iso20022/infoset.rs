//! What a document says, as quick-xml reads it: the second opinion of the differential target.

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

/// A part of a document. Comments, processing instructions, prefixes and white space between elements say nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Start {
        namespace: String,
        local: String,
    },
    Attribute {
        namespace: String,
        local: String,
        value: String,
    },
    Text(String),
    End,
}

/// Reads a document with quick-xml.
pub(super) fn infoset(xml: &str) -> Result<Vec<Item>, String> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) => {
                document.close_text();
                document.start(&start, reader.resolver())?;
            }
            Event::End(_) => {
                document.close_text();
                document.items.push(Item::End);
            }
            Event::Text(text) => document.text.push_str(&text.xml10_content()),
            Event::CData(text) => document.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                match reference
                    .resolve_char_ref()
                    .map_err(|error| error.to_string())?
                {
                    Some(character) => document.text.push(character),
                    None => document.text.push_str(
                        resolve_predefined_entity(&name).ok_or_else(|| format!("&{name};"))?,
                    ),
                }
            }
            Event::Eof => break,
            Event::DocType(_) => return Err("a document type declaration".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::Empty(_) | Event::PI(_) => {}
        }
    }
    Ok(document.items)
}

#[derive(Default)]
struct Document {
    items: Vec<Item>,
    text: String,
}

impl Document {
    fn start(
        &mut self,
        start: &BytesStart<'_>,
        resolver: &NamespaceResolver,
    ) -> Result<(), String> {
        let (namespace, local) = resolver.resolve_element(start.name());
        self.items.push(Item::Start {
            namespace: bound(&namespace, start.name())?,
            local: local.into_inner().to_owned(),
        });
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (namespace, local) = resolver.resolve_attribute(attribute.key);
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            attributes.push((
                bound(&namespace, attribute.key)?,
                local.into_inner().to_owned(),
                value.map_err(|error| error.to_string())?.into_owned(),
            ));
        }
        attributes.sort();
        self.items
            .extend(
                attributes
                    .into_iter()
                    .map(|(namespace, local, value)| Item::Attribute {
                        namespace,
                        local,
                        value,
                    }),
            );
        Ok(())
    }

    fn close_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if !text.is_empty() {
            self.items.push(Item::Text(text.to_owned()));
        }
    }
}

fn bound(namespace: &ResolveResult<'_>, name: QName<'_>) -> Result<String, String> {
    match namespace {
        // quick-xml leaves white space in a namespace's name as it is written; XML makes it spaces (3.3.3).
        ResolveResult::Bound(namespace) => {
            let spaced = namespace.0.replace("\r\n", " ");
            unescape(&spaced.replace(['\r', '\n', '\t'], " "))
                .map(std::borrow::Cow::into_owned)
                .map_err(|error| error.to_string())
        }
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Unknown(_) => {
            Err(format!("the prefix of {} is not bound", name.into_inner()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter_but_content_does() {
        let plain = infoset("<a xmlns='u' b='1'><c>x&amp;y</c></a>");
        assert!(plain.is_ok());
        assert_eq!(
            plain,
            infoset("<p:a b='1' xmlns:p='u'>\n<!-- - --><p:c><![CDATA[x&]]>&#121;</p:c></p:a>")
        );
        for other in [
            "<a xmlns='v' b='1'><c>x&amp;y</c></a>",
            "<a xmlns='u' b='2'><c>x&amp;y</c></a>",
            "<a xmlns='u' b='1'><c>x&amp;z</c></a>",
            "<a xmlns='u' b='1'><c/>x&amp;y</a>",
        ] {
            assert_ne!(plain, infoset(other));
        }
        assert!(infoset("<p:a/>").is_err());
        assert!(infoset("<a>&nbsp;</a>").is_err());
    }
}
