//! IBANs for property tests: any country, any number of its structure.

use proptest::prelude::*;

use super::Iban;
use super::registry::{Country, Kind};

pub(crate) fn iban() -> impl Strategy<Value = Iban> {
    let country = proptest::sample::select(Country::all().iter().collect::<Vec<_>>());
    (
        country,
        proptest::collection::vec(any::<prop::sample::Index>(), 34),
    )
        .prop_filter_map("a BBAN of its country's structure", |(country, choices)| {
            let bban: String = country
                .positions()
                .zip(choices)
                .map(|(kind, choice)| {
                    let letters: &[u8] = match kind {
                        Kind::Alphanumeric => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                        Kind::Capital => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                        Kind::Digit => b"0123456789",
                    };
                    char::from(*choice.get(letters))
                })
                .collect();
            Iban::from_bban(country.code(), &bban).ok()
        })
}
