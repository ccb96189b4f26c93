//! The parts that several messages share: parties, accounts, agents, amounts.

use chrono::NaiveDate;
use girokit_iso20022::camt_053_001_08::{
    AccountIdentification4Choice, ActiveOrHistoricCurrencyAndAmount,
    BranchAndFinancialInstitutionIdentification6, CashAccount38, CreditorReferenceInformation2,
    CreditorReferenceType1Choice, CreditorReferenceType2, DateAndDateTime2Choice,
    DocumentType3Code, FinancialInstitutionIdentification18, GenericAccountIdentification1,
    GenericFinancialIdentification1, PartyIdentification135, RemittanceInformation16,
    StructuredRemittanceInformation16,
};
use girokit_iso20022::value::{Date, Number, Text};
use girokit_types::statement::AccountId;
use girokit_types::{Iban, Money};

pub(super) fn text(value: &str) -> Text {
    Text::from(value)
}

pub(super) fn date(day: NaiveDate) -> DateAndDateTime2Choice {
    DateAndDateTime2Choice::Dt(Date::from(day))
}

/// An amount without its sign: ISO 20022 puts the direction beside it.
pub(super) fn amount(money: Money) -> ActiveOrHistoricCurrencyAndAmount {
    ActiveOrHistoricCurrencyAndAmount {
        value: Number::from(money.abs().amount()),
        ccy: text(money.currency().code()),
    }
}

pub(super) fn party(name: &str) -> PartyIdentification135 {
    let mut party = PartyIdentification135::new();
    party.nm = Some(text(name));
    party
}

/// An IBAN as such, anything else as another identification.
pub(super) fn account_id(account: &AccountId) -> AccountIdentification4Choice {
    if account.parse_as::<Iban>().is_ok() {
        AccountIdentification4Choice::IBAN(text(account.as_str()))
    } else {
        AccountIdentification4Choice::Othr(Box::new(GenericAccountIdentification1::new(text(
            account.as_str(),
        ))))
    }
}

pub(super) fn account(account: &AccountId) -> CashAccount38 {
    CashAccount38::new(account_id(account))
}

/// A bank by its BIC.
pub(super) fn agent(bic: &str) -> BranchAndFinancialInstitutionIdentification6 {
    let mut id = FinancialInstitutionIdentification18::new();
    id.bicfi = Some(text(bic));
    BranchAndFinancialInstitutionIdentification6::new(id)
}

/// A bank of which nothing is told. The SEPA rulebooks write `NOTPROVIDED` where the schema demands an agent.
pub(super) fn unknown_agent() -> BranchAndFinancialInstitutionIdentification6 {
    let mut id = FinancialInstitutionIdentification18::new();
    id.othr = Some(Box::new(GenericFinancialIdentification1::new(text(
        "NOTPROVIDED",
    ))));
    BranchAndFinancialInstitutionIdentification6::new(id)
}

pub(super) fn unstructured(words: &str) -> RemittanceInformation16 {
    let mut remittance = RemittanceInformation16::new();
    remittance.ustrd.push(text(words));
    remittance
}

/// A structured creditor reference; one that is an ISO 11649 reference is marked so.
pub(super) fn structured(reference: &str) -> StructuredRemittanceInformation16 {
    let mut information = CreditorReferenceInformation2::new();
    if reference
        .parse::<girokit_types::CreditorReference>()
        .is_ok()
    {
        let mut kind =
            CreditorReferenceType2::new(CreditorReferenceType1Choice::Cd(DocumentType3Code::Scor));
        kind.issr = Some(text("ISO"));
        information.tp = Some(Box::new(kind));
    }
    information.ref_ = Some(text(reference));
    let mut structured = StructuredRemittanceInformation16::new();
    structured.cdtr_ref_inf = Some(Box::new(information));
    structured
}
