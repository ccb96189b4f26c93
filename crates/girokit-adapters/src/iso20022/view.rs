//! A message seen by its tags: one mapping reads every version of a message, because versions of one message differ by
//! elements that come or go and hardly ever by what an element means.

use chrono::NaiveDate;
use girokit_iso20022::schema::{Kind, Node, Ref};
use girokit_types::{Currency, Money};
use rust_decimal::Decimal;

use super::error::MappingError;

/// An element of a message.
#[derive(Clone, Copy)]
pub(in crate::iso20022) struct View<'a>(&'a dyn Node);

impl<'a> View<'a> {
    pub(in crate::iso20022) fn new(node: &'a dyn Node) -> Self {
        Self(node)
    }

    /// The `nth` element of a tag among the children, counted from 0.
    fn nth(self, tag: &str, nth: usize) -> Option<Ref<'a>> {
        let fields = self.0.schema().fields;
        fields
            .iter()
            .enumerate()
            .find_map(|(index, field)| match field.kind {
                Kind::Group(_) => match self.0.child(index, 0)? {
                    Ref::Node(group) => View(group).nth(tag, nth),
                    _ => None,
                },
                _ if field.tag == tag => self.0.child(index, nth),
                _ => None,
            })
    }

    /// The value at the end of a path of tags, such as `Refs/EndToEndId`; the first where one may repeat.
    fn find(self, path: &str) -> Option<Ref<'a>> {
        match path.rsplit_once('/') {
            None => self.nth(path, 0),
            Some((parents, last)) => self.node(parents)?.nth(last, 0),
        }
    }

    /// The element with elements or attributes of its own at the end of a path.
    pub(in crate::iso20022) fn node(self, path: &str) -> Option<Self> {
        let mut view = self;
        for tag in path.split('/') {
            view = match view.nth(tag, 0)? {
                Ref::Node(node) => Self(node),
                _ => return None,
            };
        }
        Some(view)
    }

    /// Every child element with this tag.
    pub(in crate::iso20022) fn nodes(self, tag: &'static str) -> impl Iterator<Item = Self> {
        (0..).map_while(move |nth| match self.nth(tag, nth)? {
            Ref::Node(node) => Some(Self(node)),
            _ => None,
        })
    }

    /// The texts of every child element with this tag.
    pub(in crate::iso20022) fn texts(self, tag: &'static str) -> impl Iterator<Item = &'a str> {
        (0..).map_while(move |nth| text_of(self.nth(tag, nth)?))
    }

    /// The text or code at the end of a path.
    pub(in crate::iso20022) fn text(self, path: &str) -> Option<&'a str> {
        text_of(self.find(path)?)
    }

    /// The first of several paths that leads to a text.
    pub(in crate::iso20022) fn text_at(self, paths: &[&str]) -> Option<&'a str> {
        paths.iter().find_map(|path| self.text(path))
    }

    pub(in crate::iso20022) fn decimal(self, path: &str) -> Option<Decimal> {
        match self.find(path)? {
            Ref::Number(number) => Some(number.value()),
            _ => None,
        }
    }

    /// The figure of the amount at the end of a path, whatever its currency.
    pub(in crate::iso20022) fn decimal_value(self, path: &str) -> Option<Decimal> {
        match self.node(path)?.0.child(0, 0)? {
            Ref::Number(number) => Some(number.value()),
            _ => None,
        }
    }

    /// The day of a date, or of a date and time as the bank's own clock showed it.
    pub(in crate::iso20022) fn date(self, path: &str) -> Option<NaiveDate> {
        match self.find(path)? {
            Ref::Date(date) => Some(date.naive()),
            Ref::DateTime(moment) => Some(moment.naive().date()),
            _ => None,
        }
    }

    /// The amount with its currency in the element at the end of a path; `at` is this element's own path, for the error.
    pub(in crate::iso20022) fn money(
        self,
        path: &str,
        at: &str,
    ) -> Result<Option<Money>, MappingError> {
        let Some(Ref::Node(node)) = self.find(path) else {
            return Ok(None);
        };
        let (Some(Ref::Number(number)), Some(Ref::Text(code))) =
            (node.child(0, 0), node.child(1, 0))
        else {
            return Ok(None);
        };
        let fault = |error: Box<dyn std::error::Error + Send + Sync>| {
            MappingError::value(format!("{at}/{path}"), error)
        };
        let currency = Currency::parse(code.as_str()).map_err(|error| fault(error.into()))?;
        Money::new(number.value(), currency)
            .map(Some)
            .map_err(|error| fault(error.into()))
    }
}

fn text_of(value: Ref<'_>) -> Option<&str> {
    match value {
        Ref::Code(code) => Some(code),
        Ref::ExternalCode(code) => Some(code.as_str()),
        Ref::Text(text) => Some(text.as_str()),
        _ => None,
    }
}
