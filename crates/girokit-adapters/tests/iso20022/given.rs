//! What the tests start from.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_bank::{
    Party, PaymentBatch, PaymentIds, PaymentMethod, PaymentOrder, Remittance, RemittanceText,
};
use girokit_types::{EndToEndId, MessageId};

pub(crate) const DEBTOR: &str = "DE89370400440532013000";
pub(crate) const CREDITOR: &str = "FR1420041010050500013M02606";

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub(crate) fn party(name: &str, account: &str) -> Party {
    Party::new(name, account.parse().unwrap()).unwrap()
}

pub(crate) fn order(key: &str, to: &str, amount: &str) -> PaymentOrder {
    let ids = PaymentIds::derive(
        "test",
        key,
        EndToEndId::parse(&format!("E2E-{key}")).unwrap(),
    );
    let debtor = party("Muster & Söhne <GmbH>", DEBTOR).with_agent("GIRODEFFXXX".parse().unwrap());
    PaymentOrder::new(
        ids,
        debtor,
        party("Creditor", to),
        amount.parse().unwrap(),
        today(),
    )
    .unwrap()
}

pub(crate) fn words(text: &str) -> Remittance {
    Remittance::Unstructured(RemittanceText::parse(text).unwrap())
}

pub(crate) fn batch(id: &str, orders: Vec<PaymentOrder>) -> PaymentBatch {
    PaymentBatch::new(MessageId::parse(id).unwrap(), "Payer", now(), orders).unwrap()
}

/// Orders of every kind.
pub(crate) fn mixed() -> PaymentBatch {
    let sepa = PaymentMethod::SepaCreditTransfer;
    let instant = PaymentMethod::SepaInstantCreditTransfer;
    batch(
        "MSG-1",
        vec![
            order("1", CREDITOR, "EUR 10.50")
                .with_method(sepa)
                .unwrap()
                .with_remittance(words("Invoice 1 & 2")),
            order("2", CREDITOR, "EUR 7.00")
                .with_method(instant)
                .unwrap(),
            order("3", "4020117788", "USD 1200.00")
                .with_method(PaymentMethod::UrgentCreditTransfer)
                .unwrap(),
            order("4", "1234567", "JPY 24050"),
            order("5", CREDITOR, "EUR 0.01")
                .with_method(sepa)
                .unwrap()
                .with_remittance(Remittance::Reference("RF18539007547034".parse().unwrap())),
            order("6", "KW81CBKU0000000000001234560101", "KWD 1.125"),
        ],
    )
}
