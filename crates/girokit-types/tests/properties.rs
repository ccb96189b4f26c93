//! Promises that hold for every value: what is printed parses back, what is summed is conserved, nothing panics.
#![cfg(feature = "proptest")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use girokit_types::id::{Charset, Max35Text};
use girokit_types::money::Rounding;
use girokit_types::{
    AbaRoutingNumber, Bic, CnapsCode, CreditorIdentifier, CreditorReference, Currency, EndToEndId,
    Iban, InstructionId, Lei, MandateId, MerchantCategoryCode, MessageId, Money, Pan, SortCode,
    Track2, Uetr, strategies,
};
use proptest::prelude::*;

/// Parses what it prints; the print of that is the same.
fn round_trips<T: Display + Debug + PartialEq + FromStr<Err: Debug>>(value: &T) {
    let text = value.to_string();
    let again: T = text.parse().unwrap();
    assert_eq!(&again, value);
    assert_eq!(again.to_string(), text);
}

/// JSON holds the text that `Display` writes, and is read through `parse`.
#[cfg(feature = "serde")]
fn serde_is_the_same_door<T>(value: &T)
where
    T: Display + Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(json, serde_json::to_string(&value.to_string()).unwrap());
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
}

/// Declares both tests for each type.
macro_rules! doors {
    ($($name:ident: $type:ty),* $(,)?) => {
        proptest! {$(
            #[test]
            fn $name(value in any::<$type>()) {
                round_trips(&value);
                #[cfg(feature = "serde")]
                serde_is_the_same_door(&value);
            }
        )*}
    };
}

doors! {
    aba_routing_number: AbaRoutingNumber,
    bic: Bic,
    cnaps_code: CnapsCode,
    creditor_identifier: CreditorIdentifier,
    creditor_reference: CreditorReference,
    currency: Currency,
    end_to_end_id: EndToEndId,
    iban: Iban,
    instruction_id: InstructionId,
    lei: Lei,
    mandate_id: MandateId,
    max35_text: Max35Text,
    merchant_category_code: MerchantCategoryCode,
    message_id: MessageId,
    money: Money,
    sort_code: SortCode,
    uetr: Uetr,
}

proptest! {
    #[test]
    fn print_forms_parse(iban in any::<Iban>(), reference in any::<CreditorReference>()) {
        prop_assert_eq!(Iban::parse(&iban.to_print()), Ok(iban));
        prop_assert_eq!(CreditorReference::parse(&reference.to_print()), Ok(reference));
    }

    /// No run of digits longer than six, and never more than ten in all.
    #[test]
    fn cards_stay_masked(pan in any::<Pan>(), track in any::<Track2>()) {
        for (pan, printed) in [
            (&pan, format!("{pan}")),
            (&pan, format!("{:?}", Some(&pan))),
            (&pan, format!("{pan:#?}")),
            (track.pan(), format!("{track}")),
            (track.pan(), format!("{track:?}")),
            (track.pan(), format!("{track:#?}")),
        ] {
            let printed = printed.replace("Track2", "");
            let longest = printed.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap();
            prop_assert!(longest <= 6);
            let digits = printed.chars().filter(char::is_ascii_digit).count();
            let len = pan.expose().len();
            let most = if len < 15 { 4 } else { 10 };
            prop_assert!(digits <= most);
            prop_assert_eq!(printed.matches('*').count() + digits, len);
        }
        prop_assert_eq!(&Pan::parse(pan.expose()), &Ok(pan.clone()));
        prop_assert_eq!(&Track2::parse(track.expose()), &Ok(track.clone()));
    }

    /// An error about a card number holds no digit of it.
    #[test]
    fn card_errors_hold_nothing(text in "[0-9]{0,30}[ =D?]?[0-9]{0,20}") {
        let errors = [
            Pan::parse(&text).err().map(|error| format!("{error:?}")),
            Track2::parse(&text).err().map(|error| format!("{error:?}")),
        ];
        for error in errors.into_iter().flatten() {
            prop_assert!(!error.contains(|c: char| c.is_ascii_digit()), "{}", error);
        }
    }

    #[test]
    fn networks_texts_are_legal_everywhere(text in ".{0,40}") {
        for charset in [Charset::SepaLatin, Charset::SwiftX] {
            if let Ok(id) = EndToEndId::parse_in(&text, charset) {
                prop_assert!(id.check(Charset::Unrestricted).is_ok());
                prop_assert!(id.as_str().is_ascii());
            }
        }
    }

    #[test]
    fn rounding_stays_within_one_minor_unit(money in any::<Money>(), mode in any::<Rounding>()) {
        if let Ok(rounded) = money.round(mode) {
            let unit = Money::from_minor_units(1, money.currency()).unwrap();
            prop_assert!(rounded.minor_units().is_ok());
            prop_assert!(rounded.checked_sub(money).map_or(true, |change| change.abs() < unit));
            prop_assert_eq!(rounded.round(mode), Ok(rounded));
        }
    }

    #[test]
    fn parts_differ_by_one_at_most(
        amount in strategies::payment_amount(Currency::KWD),
        parts in 1..200_usize,
    ) {
        let shares = amount.split(parts).unwrap();
        prop_assert_eq!(shares.len(), parts);
        prop_assert_eq!(Money::checked_sum(Currency::KWD, shares.iter().copied()), Ok(amount));
        let units: Vec<i128> = shares.iter().map(|share| share.minor_units().unwrap()).collect();
        prop_assert!(units.is_sorted_by(|a, b| a >= b));
        prop_assert!(units.first().unwrap() - units.last().unwrap() <= 1);
    }
}

/// Secrets cannot be serialized: the trait is not there. (Were it there, the call below would be ambiguous.)
#[cfg(feature = "serde")]
#[test]
fn cards_have_no_serialize() {
    trait Ambiguous<Marker> {
        fn check() {}
    }
    struct Unserializable;
    struct Serializable;
    impl<T> Ambiguous<Unserializable> for T {}
    impl<T: serde::Serialize> Ambiguous<Serializable> for T {}
    <Pan as Ambiguous<_>>::check();
    <Track2 as Ambiguous<_>>::check();
}

/// Wrong JSON meets the same error as wrong text.
#[cfg(feature = "serde")]
#[test]
fn serde_refuses_what_parse_refuses() {
    fn refused<T: serde::de::DeserializeOwned + FromStr<Err: Display> + Debug>(text: &str) {
        let error = serde_json::from_value::<T>(text.into())
            .unwrap_err()
            .to_string();
        let Err(expected) = text.parse::<T>() else {
            panic!("{text} is valid")
        };
        assert!(error.starts_with(&expected.to_string()), "{error}");
        assert!(serde_json::from_str::<T>("7").is_err());
    }
    refused::<AbaRoutingNumber>("021000022");
    refused::<Bic>("DEUTZZFF");
    refused::<CnapsCode>("1");
    refused::<CreditorIdentifier>("DE97ZZZ09999999999");
    refused::<CreditorReference>("RF19539007547034");
    refused::<Currency>("eur");
    refused::<EndToEndId>("");
    refused::<Iban>("DE88370400440532013000");
    refused::<Lei>("506700GE1G29325QX364");
    refused::<MerchantCategoryCode>("54");
    refused::<Money>("EUR 1,00");
    refused::<SortCode>("2-00000");
    refused::<Uetr>("EB6305C9-1F7F-49DE-AED0-16487C27B42D");
}
