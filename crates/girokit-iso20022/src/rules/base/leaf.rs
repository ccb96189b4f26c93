//! Values by themselves: identifiers with check digits, currencies and their decimals.

use girokit_types::country::is_country;
use girokit_types::{Bic, CreditorReference, Currency, Iban, Lei};

use crate::element::Type;
use crate::rules::Context;
use crate::rules::check::shown;
use crate::rules::rule::{At, Check, Rule};
use crate::schema::Content;

pub(super) static RULES: &[Rule] = &[
    Rule::new(
        "iban",
        "An IBAN has its country's structure and right check digits.",
        "ISO 13616; ISO 20022 IBAN2007Identifier",
        &[],
        At::Tag(&["IBAN"]),
        Check::Run(iban),
    ),
    Rule::new(
        "bic",
        "A BIC has its structure and a country of ISO 3166.",
        "ISO 9362; ISO 20022 BICFIDec2014Identifier, AnyBICDec2014Identifier",
        &[],
        At::Tag(&["BICFI", "AnyBIC", "BIC", "BICOrBEI"]),
        Check::Run(bic),
    ),
    Rule::new(
        "lei",
        "An LEI has right check digits.",
        "ISO 17442; ISO 20022 LEIIdentifier",
        &[],
        At::Tag(&["LEI"]),
        Check::Run(lei),
    ),
    Rule::new(
        "currency",
        "A currency is one of ISO 4217.",
        "ISO 4217; ISO 20022 ActiveCurrency, ActiveOrHistoricCurrency",
        &[],
        At::Where(has_currency),
        Check::Run(currency),
    ),
    Rule::new(
        "currency-decimals",
        "An amount has no more decimals than its currency.",
        "ISO 4217; ISO 20022 CurrencyAmount",
        &[],
        At::Where(is_amount),
        Check::Run(decimals),
    ),
    Rule::new(
        "country",
        "A country is one of ISO 3166, or XK, which banks use for Kosovo.",
        "ISO 3166-1; ISO 20022 Country",
        &[],
        At::Where(is_country_code),
        Check::Run(country),
    ),
    Rule::new(
        "creditor-reference",
        "A structured creditor reference that begins with RF has right check digits.",
        "ISO 11649; ISO 20022 CreditorReferenceInformation",
        &[],
        At::Tag(&["CdtrRefInf"]),
        Check::Run(creditor_reference),
    ),
    Rule::new(
        "external-code",
        "A code of an external code set is in the set.",
        "ISO 20022 External Code Sets 2Q2026",
        &[],
        At::Where(is_external_code),
        Check::Run(external_code),
    ),
];

/// Reports what a text's own type says of it; its errors never repeat the text.
fn parsed<E: ToString>(
    context: &mut Context<'_, '_>,
    path: &str,
    what: &str,
    result: Result<(), E>,
) {
    let Err(error) = result else { return };
    let error = error.to_string();
    // "expected a, found b", "expected a", or a sentence on the check digits.
    match error.strip_prefix("expected ") {
        Some(rest) => {
            let (expected, found) = rest
                .split_once(", found ")
                .unwrap_or((rest, "something else"));
            context.report(path, format!("{what} with {expected}"), found);
        }
        None => context.report(path, what, error),
    }
}

fn parse<E: ToString>(context: &mut Context<'_, '_>, what: &str, parse: fn(&str) -> Result<(), E>) {
    if let Some(text) = context.element().text() {
        parsed(context, "", what, parse(&text));
    }
}

fn iban(context: &mut Context<'_, '_>) {
    parse(context, "an IBAN", |text| Iban::parse(text).map(drop));
}

fn bic(context: &mut Context<'_, '_>) {
    parse(context, "a BIC", |text| Bic::parse(text).map(drop));
}

fn lei(context: &mut Context<'_, '_>) {
    parse(context, "an LEI", |text| Lei::parse(text).map(drop));
}

/// Amounts and bare currency codes.
fn has_currency(tag: &'static str, ty: Type) -> bool {
    is_amount(tag, ty) || matches!(ty, Type::Simple(simple) if simple.name.contains("CurrencyCode"))
}

/// A value with the attribute `Ccy`.
fn is_amount(_: &'static str, ty: Type) -> bool {
    matches!(ty, Type::Complex(complex)
        if matches!(complex.content, Content::Simple(_)) && complex.attributes.iter().any(|a| a.name == "Ccy"))
}

fn currency(context: &mut Context<'_, '_>) {
    let element = context.element();
    let (path, code) = match element.attribute("Ccy") {
        Some(code) => ("@Ccy", Some(code)),
        None => ("", element.text()),
    };
    if let Some(code) = code
        && Currency::parse(&code).is_err()
    {
        context.report(path, "a currency of ISO 4217", code);
    }
}

fn decimals(context: &mut Context<'_, '_>) {
    let element = context.element();
    let (Some(code), Some(number)) = (element.attribute("Ccy"), element.number()) else {
        return;
    };
    let allowed = Currency::parse(&code).ok().and_then(Currency::exponent);
    let decimals = number.fraction_digits();
    if let Some(allowed) = allowed
        && decimals > allowed
    {
        let expected = format!("at most {allowed} decimals for {code}");
        context.report("", expected, decimals.to_string());
    }
}

fn is_country_code(_: &'static str, ty: Type) -> bool {
    matches!(ty, Type::Simple(simple) if simple.name.contains("CountryCode"))
}

fn country(context: &mut Context<'_, '_>) {
    if let Some(code) = context.element().text()
        && !is_country(&code)
    {
        context.report("", "a country of ISO 3166", code);
    }
}

fn creditor_reference(context: &mut Context<'_, '_>) {
    let Some(text) = context.text("Ref") else {
        return;
    };
    // Of another type of reference, the letters RF are no more than letters.
    let type_code = context.text("Tp/CdOrPrtry/Cd");
    let other = context.has("Tp") && type_code.as_deref() != Some("SCOR");
    if other || !text.starts_with("RF") {
        return;
    }
    let result = CreditorReference::parse(&text).map(drop);
    parsed(context, "Ref", "a creditor reference", result);
}

fn is_external_code(_: &'static str, ty: Type) -> bool {
    matches!(ty, Type::Simple(simple) if simple.name.starts_with("External"))
}

fn external_code(context: &mut Context<'_, '_>) {
    let element = context.element();
    let (Some(set), Some(code)) = (element.value_type(), element.text()) else {
        return;
    };
    if context.codes().contains(set.name, &code) == Some(false) {
        let expected = format!("a code of {}", set.name);
        context.report("", expected, shown(&code));
    }
}
