//! Strategies of `proptest` for every value of this crate, so that a user's property tests need not invent them.
//!
//! Each type also has `Arbitrary`, so `any::<Iban>()` works. All values are valid; small and large ones, and the edges of
//! ranges, are all drawn.
//!
//! ```
//! use girokit_types::strategies;
//! use proptest::prelude::*;
//!
//! proptest!(|(iban in strategies::iban(), money in strategies::money())| {
//!     prop_assert!(iban.as_str().len() <= 34);
//!     prop_assert_eq!(money.checked_add(money.negated())?, girokit_types::Money::zero(money.currency()));
//! });
//! ```

use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::card::{Pan, Track2};
use crate::check_digits::{luhn, mod_97_check_digits};
use crate::creditor::{CreditorIdentifier, CreditorReference};
use crate::currency::Currency;
use crate::iban::Iban;
use crate::id::{EndToEndId, InstructionId, MandateId, Max35Text, MessageId};
use crate::merchant::MerchantCategoryCode;
use crate::money::{Money, Rounding};
use crate::routing::{AbaRoutingNumber, CnapsCode, SortCode};
use crate::uetr::Uetr;
use crate::{Bic, Lei};

/// Any currency of the list, those without a minor unit included.
pub fn currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(Currency::all())
}

/// Any amount of any currency, up to the ends of the range and with decimals below the minor unit.
pub fn money() -> impl Strategy<Value = Money> {
    let mantissa = prop_oneof![
        -1_000_000_i128..1_000_000,
        any::<i64>().prop_map(i128::from),
        Decimal::MIN.mantissa()..=Decimal::MAX.mantissa(),
    ];
    (mantissa, 0..=Decimal::MAX_SCALE, currency()).prop_filter_map(
        "an amount in the range",
        |(mantissa, scale, currency)| {
            let amount = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
            Money::new(amount, currency).ok()
        },
    )
}

/// A payment: one to some billions of minor units of one currency.
pub fn payment_amount(currency: Currency) -> impl Strategy<Value = Money> {
    (1..=1_000_000_000_000_i128).prop_filter_map("a currency with a minor unit", move |minor| {
        Money::from_minor_units(minor, currency).ok()
    })
}

/// Any rounding mode.
pub fn rounding() -> impl Strategy<Value = Rounding> {
    proptest::sample::select(&[
        Rounding::AwayFromZero,
        Rounding::Ceiling,
        Rounding::Floor,
        Rounding::HalfAwayFromZero,
        Rounding::HalfEven,
        Rounding::HalfTowardZero,
        Rounding::TowardZero,
    ])
}

/// An IBAN of any country of the registry.
pub fn iban() -> impl Strategy<Value = Iban> {
    crate::iban::strategy::iban()
}

/// A BIC of 8 or 11 characters.
pub fn bic() -> impl Strategy<Value = Bic> {
    let country =
        proptest::sample::select(&["BR", "CH", "CN", "DE", "FR", "GB", "IN", "US", "XK", "ZA"]);
    ("[A-Z0-9]{4}", country, "[A-Z0-9]{2}([A-Z0-9]{3})?")
        .prop_filter_map("a BIC", |(prefix, country, rest)| {
            Bic::parse(&format!("{prefix}{country}{rest}")).ok()
        })
}

/// An LEI with its check digits.
pub fn lei() -> impl Strategy<Value = Lei> {
    "[A-Z0-9]{18}".prop_filter_map("an LEI", |base| {
        let [tens, ones] = mod_97_check_digits(base.bytes().chain(*b"00"));
        Lei::parse(&format!("{base}{}{}", char::from(tens), char::from(ones))).ok()
    })
}

/// An RF reference with its check digits.
pub fn creditor_reference() -> impl Strategy<Value = CreditorReference> {
    "[A-Z0-9]{1,21}".prop_filter_map("a reference", |own| {
        CreditorReference::from_reference(&own).ok()
    })
}

/// A SEPA creditor identifier with its check digits.
pub fn creditor_identifier() -> impl Strategy<Value = CreditorIdentifier> {
    (
        "DE|FR|NL|IT|ES",
        "[A-Za-z0-9]{3}",
        "[A-Za-z0-9+?/:().,'-]{1,28}",
    )
        .prop_filter_map("an identifier", |(country, business, national)| {
            let checked = national.bytes().chain(country.bytes()).chain(*b"00");
            let [tens, ones] = mod_97_check_digits(checked).map(char::from);
            CreditorIdentifier::parse(&format!("{country}{tens}{ones}{business}{national}")).ok()
        })
}

/// An ABA routing number with its check digit.
pub fn aba_routing_number() -> impl Strategy<Value = AbaRoutingNumber> {
    "[0-9]{8}".prop_filter_map("not all zero", |eight| {
        AbaRoutingNumber::from_first_eight(&eight).ok()
    })
}

/// A sort code.
pub fn sort_code() -> impl Strategy<Value = SortCode> {
    "[0-9]{6}".prop_filter_map("six digits", |text| SortCode::parse(&text).ok())
}

/// A CNAPS code.
pub fn cnaps_code() -> impl Strategy<Value = CnapsCode> {
    "[0-9]{12}".prop_filter_map("twelve digits", |text| CnapsCode::parse(&text).ok())
}

/// A UETR.
pub fn uetr() -> impl Strategy<Value = Uetr> {
    any::<[u8; 16]>().prop_map(Uetr::from_random_bytes)
}

/// Text of 1 to 35 characters: half of it such as every network takes, half of any characters that XML carries.
pub fn max35_text() -> impl Strategy<Value = Max35Text> {
    prop_oneof![
        "[A-Za-z0-9 ?:().,'+-]{1,35}",
        "[\\x20-\\u{D7FF}\\u{E000}-\\u{FFFD}\\u{10000}-\\u{10FFFF}]{1,35}"
    ]
    .prop_filter_map("1 to 35 characters", |text| Max35Text::parse(&text).ok())
}

/// An end-to-end identification.
pub fn end_to_end_id() -> impl Strategy<Value = EndToEndId> {
    max35_text().prop_filter_map("an identifier", |text| {
        EndToEndId::parse(text.as_str()).ok()
    })
}

/// An instruction identification.
pub fn instruction_id() -> impl Strategy<Value = InstructionId> {
    max35_text().prop_filter_map("an identifier", |text| {
        InstructionId::parse(text.as_str()).ok()
    })
}

/// A message identification.
pub fn message_id() -> impl Strategy<Value = MessageId> {
    max35_text().prop_filter_map("an identifier", |text| MessageId::parse(text.as_str()).ok())
}

/// A mandate identification.
pub fn mandate_id() -> impl Strategy<Value = MandateId> {
    max35_text().prop_filter_map("an identifier", |text| MandateId::parse(text.as_str()).ok())
}

/// A merchant category code.
pub fn merchant_category_code() -> impl Strategy<Value = MerchantCategoryCode> {
    "[0-9]{4}".prop_filter_map("four digits", |text| {
        MerchantCategoryCode::parse(&text).ok()
    })
}

/// A card number of any length that passes the Luhn test. None of them is anybody's but by chance.
pub fn pan() -> impl Strategy<Value = Pan> {
    "[0-9]{7,18}".prop_filter_map("a card number", |body| {
        let number = (0..10).map(|check| format!("{body}{check}"));
        number
            .into_iter()
            .find(|text| luhn(text.as_bytes()))
            .and_then(|text| Pan::parse(&text).ok())
    })
}

/// Track 2 data with and without expiry and service code.
pub fn track2() -> impl Strategy<Value = Track2> {
    let rest = "([0-9]{2}(0[1-9]|1[0-2])|=)([0-9]{3}|=)[0-9]{0,9}";
    (pan(), rest).prop_filter_map("a track", |(pan, rest)| {
        Track2::parse(&format!("{}={rest}", pan.expose())).ok()
    })
}

/// Gives each type its strategy by `any::<T>()`.
macro_rules! arbitrary {
    ($($type:ty => $strategy:ident),* $(,)?) => {$(
        impl Arbitrary for $type {
            type Parameters = ();
            type Strategy = BoxedStrategy<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                $strategy().boxed()
            }
        }
    )*};
}

arbitrary! {
    AbaRoutingNumber => aba_routing_number,
    Bic => bic,
    CnapsCode => cnaps_code,
    CreditorIdentifier => creditor_identifier,
    CreditorReference => creditor_reference,
    Currency => currency,
    EndToEndId => end_to_end_id,
    Iban => iban,
    InstructionId => instruction_id,
    Lei => lei,
    MandateId => mandate_id,
    Max35Text => max35_text,
    MerchantCategoryCode => merchant_category_code,
    MessageId => message_id,
    Money => money,
    Pan => pan,
    Rounding => rounding,
    SortCode => sort_code,
    Track2 => track2,
    Uetr => uetr,
}
