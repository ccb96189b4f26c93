//! Values by themselves: identifiers with check digits, currencies and their decimals.

use girokit_types::{Bic, Currency, Iban, Lei};

use crate::element::Type;
use crate::rules::Context;
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
];

/// Reports what a text's own type says of it; its errors never repeat the text.
fn parsed<E: ToString>(
    context: &mut Context<'_, '_>,
    expected: &str,
    result: Option<Result<(), E>>,
) {
    if let Some(Err(error)) = result {
        context.report("", expected, error.to_string());
    }
}

fn iban(context: &mut Context<'_, '_>) {
    let result = context.element().text().map(|t| Iban::parse(&t).map(drop));
    parsed(context, "an IBAN", result);
}

fn bic(context: &mut Context<'_, '_>) {
    let result = context.element().text().map(|t| Bic::parse(&t).map(drop));
    parsed(context, "a BIC", result);
}

fn lei(context: &mut Context<'_, '_>) {
    let result = context.element().text().map(|t| Lei::parse(&t).map(drop));
    parsed(context, "an LEI", result);
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
