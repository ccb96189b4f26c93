//! Values at paths of tags.

use std::borrow::Cow;

use chrono::NaiveDate;
use girokit_types::statement::CreditDebit;
use girokit_types::{Currency, Money};

use crate::element::Element;
use crate::error::{Error, ErrorKind, Problem};

pub(super) fn fault(
    path: impl Into<String>,
    expected: impl Into<String>,
    found: impl Into<String>,
) -> Error {
    Error::new(
        ErrorKind::Content,
        vec![Problem::value(path, expected, found)],
        false,
    )
}

/// An error of a value whose text says what was expected; the value itself may be an account and is not told.
pub(super) fn refused(path: String, error: &impl std::error::Error) -> Error {
    let message = error.to_string();
    let (expected, found) = message
        .split_once(", found ")
        .unwrap_or((&message, "another value"));
    let expected = expected.strip_prefix("expected ").unwrap_or(expected);
    fault(path, expected, found)
}

pub(super) fn text<'a>(element: Element<'a>, path: &str) -> Option<Cow<'a, str>> {
    element.at(path)?.text()
}

/// The first of several paths that leads to a text.
pub(super) fn text_at<'a>(element: Element<'a>, paths: &[&str]) -> Option<Cow<'a, str>> {
    paths.iter().find_map(|path| text(element, path))
}

pub(super) fn boolean(element: Element<'_>, path: &str) -> Option<bool> {
    element.at(path)?.boolean()
}

/// The day of a date, or of a date and time as the bank's own clock showed it.
pub(super) fn day(element: Element<'_>) -> Option<NaiveDate> {
    let date = element.date().map(|date| date.naive());
    date.or_else(|| Some(element.date_time()?.naive().date()))
}

/// The day in a choice of `Dt` and `DtTm`.
pub(super) fn date(element: Element<'_>, tag: &str) -> Option<NaiveDate> {
    day(element.get(tag)?.children().next()?)
}

/// The amount with its currency at the end of a path; `at` is this element's own path, for the error.
pub(super) fn money(element: Element<'_>, path: &str, at: &str) -> Result<Option<Money>, Error> {
    let Some(amount) = element.at(path) else {
        return Ok(None);
    };
    let (Some(figure), Some(code)) = (amount.decimal(), amount.attribute("Ccy")) else {
        let path = format!("{at}/{path}");
        return Err(fault(path, "an amount with its currency", "none"));
    };
    let place = |at: &str| format!("{at}/{path}");
    let currency = Currency::parse(&code)
        .map_err(|_| fault(place(at), "a currency of ISO 4217", format!("{code:?}")))?;
    Money::new(figure, currency)
        .map(Some)
        .map_err(|_| fault(place(at), "an amount of at most 96 bits", "a larger one"))
}

pub(super) fn required_money(element: Element<'_>, tag: &str, at: &str) -> Result<Money, Error> {
    money(element, tag, at)?.ok_or_else(|| fault(format!("{at}/{tag}"), "an amount", "none"))
}

/// The direction that this element tells, if it tells one.
pub(super) fn direction(element: Element<'_>, at: &str) -> Result<Option<CreditDebit>, Error> {
    let Some(code) = text(element, "CdtDbtInd") else {
        return Ok(None);
    };
    let known = code.parse().map(Some);
    known.map_err(|_| {
        let path = format!("{at}/CdtDbtInd");
        fault(path, "CRDT or DBIT", format!("{code:?}"))
    })
}

pub(super) fn required_direction(element: Element<'_>, at: &str) -> Result<CreditDebit, Error> {
    direction(element, at)?
        .ok_or_else(|| fault(format!("{at}/CdtDbtInd"), "CRDT or DBIT", "nothing"))
}

/// The path of a child.
pub(super) fn step(at: &str, child: Element<'_>) -> String {
    match child.nth() {
        Some(nth) => format!("{at}/{}[{nth}]", child.tag()),
        None => format!("{at}/{}", child.tag()),
    }
}
