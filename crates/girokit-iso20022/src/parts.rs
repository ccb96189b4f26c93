//! The parts that the messages of one generation (2019) share: texts, amounts, accounts, remittance information.

#[cfg(any(
    feature = "camt-053-001-08",
    feature = "camt-054-001-08",
    feature = "jobs-pain"
))]
use chrono::NaiveDate;
use girokit_types::{CreditorReference, Money};

#[cfg(feature = "camt-053-001-08")]
pub(crate) use crate::camt_053_001_08 as base;
#[cfg(not(any(
    feature = "camt-053-001-08",
    feature = "jobs-pacs",
    feature = "jobs-pain"
)))]
pub(crate) use crate::camt_054_001_08 as base;
#[cfg(all(not(feature = "camt-053-001-08"), feature = "jobs-pacs"))]
pub(crate) use crate::pacs_004_001_09 as base;
#[cfg(all(
    not(any(feature = "camt-053-001-08", feature = "jobs-pacs")),
    feature = "jobs-pain"
))]
pub(crate) use crate::pain_001_001_09 as base;
#[cfg(any(
    feature = "camt-053-001-08",
    feature = "camt-054-001-08",
    feature = "jobs-pain"
))]
use crate::value::Date;
use crate::value::{Number, Text};

pub(crate) fn text(value: &str) -> Text {
    Text::from(value)
}

#[cfg(any(
    feature = "camt-053-001-08",
    feature = "camt-054-001-08",
    feature = "jobs-pain"
))]
pub(crate) fn date(day: NaiveDate) -> base::DateAndDateTime2Choice {
    base::DateAndDateTime2Choice::Dt(Date::from(day))
}

/// An amount without its sign: ISO 20022 puts the direction beside it.
pub(crate) fn amount(money: Money) -> base::ActiveOrHistoricCurrencyAndAmount {
    base::ActiveOrHistoricCurrencyAndAmount {
        value: Number::from(money.abs().amount()),
        ccy: text(money.currency().code()),
    }
}

/// A structured creditor reference; one that is an ISO 11649 reference is marked so.
pub(crate) fn creditor_reference(reference: &str) -> base::StructuredRemittanceInformation16 {
    let mut information = base::CreditorReferenceInformation2::new();
    if reference.parse::<CreditorReference>().is_ok() {
        let code = base::CreditorReferenceType1Choice::Cd(base::DocumentType3Code::Scor);
        let mut kind = base::CreditorReferenceType2::new(code);
        kind.issr = Some(text("ISO"));
        information.tp = Some(Box::new(kind));
    }
    information.ref_ = Some(text(reference));
    let mut structured = base::StructuredRemittanceInformation16::new();
    structured.cdtr_ref_inf = Some(Box::new(information));
    structured
}

/// ISO 20022 external codes have at most four characters.
pub(crate) const MAX_CODE_LEN: usize = 4;
