//! The public face: every public type once, by the paths that users write.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error;
use std::fmt::{Debug, Display};

use girokit_types::bic::ParseBicError;
use girokit_types::calendar::{
    BusinessCalendar, CalendarDay, CalendarError, CutOff, HolidayDate, HolidayRule, HolidayTable,
    Observance, ParseHolidayTableError, ValueDateRule, Weekend,
};
use girokit_types::card::{ExpiryMonth, ParsePanError, ParseTrack2Error};
use girokit_types::creditor::{ParseCreditorIdentifierError, ParseCreditorReferenceError};
use girokit_types::currency::ParseCurrencyError;
use girokit_types::iban::ParseIbanError;
use girokit_types::id::{Charset, Max35Text, ParseIdError};
use girokit_types::lei::ParseLeiError;
use girokit_types::merchant::{MerchantSector, ParseMerchantCategoryCodeError};
use girokit_types::money::{MoneyStyle, Rounding};
use girokit_types::routing::ParseRoutingError;
use girokit_types::rust_decimal::Decimal;
use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BalanceProof, BalanceVerdict, BankTransactionCode,
    Charge, ContinuityFault, ContinuityFinding, ContinuityProof, Counterparty, CreditDebit,
    EntryStatus, Exchange, MovementTotal, Page, ReferenceKind, References, SourcePosition,
    StatementError, TransactionDetails,
};
use girokit_types::uetr::ParseUetrError;
use girokit_types::{
    AbaRoutingNumber, Bic, CnapsCode, CreditorIdentifier, CreditorReference, Currency, EndToEndId,
    Iban, InstructionId, Lei, MandateId, MerchantCategoryCode, MessageId, Money, MoneyError, Pan,
    SortCode, Statement, StatementEntry, Track2, Uetr,
};

/// Every value type.
#[derive(Clone, Debug, PartialEq)]
struct Values {
    aba_routing_number: AbaRoutingNumber,
    bic: Bic,
    charset: Charset,
    cnaps_code: CnapsCode,
    creditor_identifier: CreditorIdentifier,
    creditor_reference: CreditorReference,
    currency: Currency,
    decimal: Decimal,
    end_to_end_id: EndToEndId,
    expiry: ExpiryMonth,
    iban: Iban,
    instruction_id: InstructionId,
    lei: Lei,
    mandate_id: MandateId,
    max35_text: Max35Text,
    merchant_category_code: MerchantCategoryCode,
    merchant_sector: MerchantSector,
    message_id: MessageId,
    money: Money,
    money_style: MoneyStyle,
    pan: Pan,
    rounding: Rounding,
    sort_code: SortCode,
    track2: Track2,
    uetr: Uetr,
}

/// Every error type.
#[derive(Clone, Debug, PartialEq)]
struct Errors {
    bic: ParseBicError,
    creditor_identifier: ParseCreditorIdentifierError,
    creditor_reference: ParseCreditorReferenceError,
    currency: ParseCurrencyError,
    iban: ParseIbanError,
    id: ParseIdError,
    lei: ParseLeiError,
    merchant_category_code: ParseMerchantCategoryCodeError,
    money: MoneyError,
    pan: ParsePanError,
    routing: ParseRoutingError,
    track2: ParseTrack2Error,
    uetr: ParseUetrError,
}

fn values() -> Values {
    let track2: Track2 = ";4111111111111111=29121011234567890?".parse().unwrap();
    let merchant_category_code: MerchantCategoryCode = "5411".parse().unwrap();
    Values {
        aba_routing_number: "021000021".parse().unwrap(),
        bic: "DEUTDEFF".parse().unwrap(),
        charset: Charset::SepaLatin,
        cnaps_code: "102100099996".parse().unwrap(),
        creditor_identifier: "DE98ZZZ09999999999".parse().unwrap(),
        creditor_reference: "RF18539007547034".parse().unwrap(),
        currency: Currency::EUR,
        decimal: Decimal::ONE,
        end_to_end_id: "E2E-1".parse().unwrap(),
        expiry: track2.expiry().unwrap(),
        iban: "DE89370400440532013000".parse().unwrap(),
        instruction_id: "I-1".parse().unwrap(),
        lei: "506700GE1G29325QX363".parse().unwrap(),
        mandate_id: "M-1".parse().unwrap(),
        max35_text: "any".parse().unwrap(),
        merchant_sector: merchant_category_code.sector().unwrap(),
        merchant_category_code,
        message_id: "MSG-1".parse().unwrap(),
        money: "EUR 1.00".parse().unwrap(),
        money_style: MoneyStyle::PointDecimal,
        pan: track2.pan().clone(),
        rounding: Rounding::HalfEven,
        sort_code: "20-00-05".parse().unwrap(),
        track2,
        uetr: "eb6305c9-1f7f-49de-aed0-16487c27b42d".parse().unwrap(),
    }
}

fn errors() -> Errors {
    Errors {
        bic: Bic::parse("").unwrap_err(),
        creditor_identifier: CreditorIdentifier::parse("").unwrap_err(),
        creditor_reference: CreditorReference::parse("").unwrap_err(),
        currency: Currency::parse("").unwrap_err(),
        iban: Iban::parse("").unwrap_err(),
        id: MessageId::parse("").unwrap_err(),
        lei: Lei::parse("").unwrap_err(),
        merchant_category_code: MerchantCategoryCode::parse("").unwrap_err(),
        money: Money::parse("").unwrap_err(),
        pan: Pan::parse("").unwrap_err(),
        routing: SortCode::parse("").unwrap_err(),
        track2: Track2::parse("").unwrap_err(),
        uetr: Uetr::parse("").unwrap_err(),
    }
}

fn usable<T: Clone + Debug + Send + Sync + Unpin + 'static>(_: &T) {}

/// The types of the calendar and of statements, whose values their own tests make.
#[test]
fn calendars_and_statements_are_debug_send_and_sync() {
    fn shared<T: Debug + Send + Sync + 'static>() {}
    shared::<BusinessCalendar>();
    shared::<CalendarDay<'static>>();
    shared::<CalendarError>();
    shared::<CutOff>();
    shared::<HolidayDate>();
    shared::<HolidayRule>();
    shared::<HolidayTable>();
    shared::<Observance>();
    shared::<ParseHolidayTableError>();
    shared::<ValueDateRule>();
    shared::<Weekend>();

    shared::<AccountId>();
    shared::<Agent>();
    shared::<Balance>();
    shared::<BalanceKind>();
    shared::<BalanceProof>();
    shared::<ContinuityFault>();
    shared::<ContinuityFinding>();
    shared::<ContinuityProof>();
    shared::<BalanceVerdict>();
    shared::<BankTransactionCode>();
    shared::<Charge>();
    shared::<Counterparty>();
    shared::<CreditDebit>();
    shared::<EntryStatus>();
    shared::<Exchange>();
    shared::<MovementTotal>();
    shared::<Page>();
    shared::<ReferenceKind>();
    shared::<References>();
    shared::<SourcePosition>();
    shared::<Statement>();
    shared::<StatementEntry>();
    shared::<StatementError>();
    shared::<TransactionDetails>();
}

fn message<E: Error + Send + Sync + 'static>(error: &E) -> String {
    error.to_string()
}

#[test]
fn values_are_debug_send_and_sync() {
    let values = values();
    usable(&values);
    let shown = format!("{values:?} {values:#?}");
    assert!(!shown.contains("4111111111111111"));
}

#[test]
fn messages_are_lower_case_without_a_full_stop() {
    let errors = errors();
    usable(&errors);
    let messages = [
        message(&errors.bic),
        message(&errors.creditor_identifier),
        message(&errors.creditor_reference),
        message(&errors.currency),
        message(&errors.iban),
        message(&errors.id),
        message(&errors.lei),
        message(&errors.merchant_category_code),
        message(&errors.money),
        message(&errors.pan),
        message(&errors.routing),
        message(&errors.track2),
        message(&errors.uetr),
    ];
    for message in messages {
        assert!(
            message.starts_with(|c: char| c.is_ascii_lowercase()),
            "{message}"
        );
        assert!(!message.ends_with('.'), "{message}");
    }
}

#[test]
fn each_text_round_trips() {
    fn check<T>(value: &T)
    where
        T: Display
            + Debug
            + PartialEq
            + std::str::FromStr<Err: Debug>
            + for<'a> TryFrom<&'a str, Error: Debug>,
    {
        let text = value.to_string();
        assert_eq!(&text.parse::<T>().unwrap(), value);
        assert_eq!(&T::try_from(text.as_str()).unwrap(), value);
    }
    let values = values();
    check(&values.aba_routing_number);
    check(&values.bic);
    check(&values.cnaps_code);
    check(&values.creditor_identifier);
    check(&values.creditor_reference);
    check(&values.currency);
    check(&values.end_to_end_id);
    check(&values.iban);
    check(&values.instruction_id);
    check(&values.lei);
    check(&values.mandate_id);
    check(&values.max35_text);
    check(&values.merchant_category_code);
    check(&values.message_id);
    check(&values.money);
    check(&values.sort_code);
    check(&values.uetr);
}
