//! Bodies for `girokit-types`.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use girokit_types::card::{Pan, Track2};
use girokit_types::id::{Charset, Max35Text};
use girokit_types::money::{MoneyStyle, Rounding};
use girokit_types::{
    AbaRoutingNumber, Bic, CnapsCode, CreditorIdentifier, CreditorReference, Currency, EndToEndId,
    Iban, InstructionId, Lei, MandateId, MerchantCategoryCode, MessageId, Money, SortCode, Uetr,
};

/// Feeds a text to every parser: none panics, what parses prints as itself, and no card number shows.
///
/// # Panics
/// When a promise is broken.
pub fn parse(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    round_trip::<AbaRoutingNumber>(text);
    round_trip::<Bic>(text);
    round_trip::<CnapsCode>(text);
    round_trip::<CreditorIdentifier>(text);
    round_trip::<CreditorReference>(text);
    round_trip::<Currency>(text);
    round_trip::<EndToEndId>(text);
    round_trip::<Iban>(text);
    round_trip::<InstructionId>(text);
    round_trip::<Lei>(text);
    round_trip::<MandateId>(text);
    round_trip::<Max35Text>(text);
    round_trip::<MerchantCategoryCode>(text);
    round_trip::<MessageId>(text);
    round_trip::<Money>(text);
    round_trip::<SortCode>(text);
    round_trip::<Uetr>(text);
    print_forms(text);
    charsets(text);
    cards(text);
    money(text);
}

fn round_trip<T>(text: &str)
where
    T: FromStr<Err: Display + Debug> + Display + Debug + PartialEq,
{
    match text.parse::<T>() {
        Ok(value) => {
            let printed = value.to_string();
            assert_eq!(printed.parse::<T>().as_ref().ok(), Some(&value), "{text:?}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn print_forms(text: &str) {
    if let Ok(iban) = Iban::parse(text) {
        assert_eq!(Iban::parse(&iban.to_print()), Ok(iban));
        assert_eq!(Iban::from_bban(iban.country_code(), iban.bban()), Ok(iban));
    }
    if let Ok(reference) = CreditorReference::parse(text) {
        assert_eq!(
            CreditorReference::parse(&reference.to_print()),
            Ok(reference)
        );
        assert_eq!(
            CreditorReference::from_reference(reference.reference()),
            Ok(reference)
        );
    }
    if let Ok(number) = AbaRoutingNumber::from_first_eight(text) {
        assert_eq!(number.first_eight(), text);
    }
}

fn charsets(text: &str) {
    let strict = Max35Text::parse_in(text, Charset::SepaLatin);
    assert_eq!(
        strict.is_ok(),
        Max35Text::parse_in(text, Charset::SwiftX).is_ok(),
        "{text:?}"
    );
    assert!(
        strict.is_err() || Max35Text::parse(text).is_ok(),
        "{text:?}"
    );
}

fn cards(text: &str) {
    if let Ok(pan) = Pan::parse(text) {
        masked(&pan, text);
    }
    if let Ok(track) = Track2::parse(text) {
        masked(&track, track.expose());
        assert_eq!(Track2::parse(track.expose()).as_ref(), Ok(&track));
    }
}

/// At most the first six and the last four digits of a card number are shown, in every way of printing.
fn masked(value: &(impl Debug + Display), secret: &str) {
    for printed in [
        format!("{value}"),
        format!("{value:?}"),
        format!("{value:#?}"),
    ] {
        assert!(!printed.contains(secret));
        assert!(
            printed
                .split(|c: char| !c.is_ascii_digit())
                .all(|run| run.len() <= 6)
        );
    }
}

fn money(text: &str) {
    for currency in [Currency::EUR, Currency::JPY, Currency::KWD, Currency::XAU] {
        if let Ok(amount) = Money::parse_iso20022(text, currency) {
            if let Ok(printed) = amount.to_iso20022() {
                assert_eq!(Money::parse_iso20022(&printed, currency), Ok(amount));
            }
            sums(amount);
        }
        if let Ok(amount) = Money::parse_iso8583(text, currency) {
            assert_eq!(Money::parse_iso8583(text, currency), Ok(amount));
        }
        if let Ok(amount) = Money::parse_iso8583_signed(text, currency) {
            let printed = amount
                .to_iso8583_signed(29)
                .expect("29 digits hold 96 bits");
            assert_eq!(Money::parse_iso8583_signed(&printed, currency), Ok(amount));
        }
        for style in [MoneyStyle::CommaDecimal, MoneyStyle::PointDecimal] {
            if let Ok(amount) = Money::parse_symbol_text(text, currency, style) {
                let printed = amount.to_symbol_text(style);
                assert_eq!(
                    Money::parse_symbol_text(&printed, currency, style),
                    Ok(amount)
                );
            }
        }
    }
    if let Ok(amount) = Money::parse(text) {
        sums(amount);
    }
}

/// What is rounded, split and summed again is conserved.
fn sums(amount: Money) {
    if let Ok(rounded) = amount.round(Rounding::HalfEven) {
        let shares = rounded
            .allocate(&[7, 0, 11, 1])
            .expect("rounded to minor units");
        assert_eq!(Money::checked_sum(amount.currency(), shares), Ok(rounded));
    }
    let nothing = Money::zero(amount.currency());
    assert_eq!(amount.checked_sub(amount), Ok(nothing));
    assert_eq!(amount.checked_add(nothing), Ok(amount));
}
