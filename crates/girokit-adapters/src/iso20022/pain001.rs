//! Payment orders as pain.001.001.09, both ways.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use girokit_bank::{ChargeBearer, PaymentBatch, PaymentMethod, PaymentOrder, Remittance};
use girokit_iso20022::Message as _;
use girokit_iso20022::jobs::{
    self, Account, Agent, CreditTransfer, CreditTransferBlock, CreditTransferInitiation, Party,
};
use girokit_iso20022::pain_001_001_09::ChargeBearerType1Code;
use girokit_types::Currency;
use girokit_types::id::Max35Text;

use super::error::MappingError;

mod receive;

pub use receive::{GroupProblem, ReceivedBatch, ReceivedOrder, read_orders};

/// Writes a batch as pain.001.001.09.
///
/// Orders that share the debtor's account, the date, the method, the bearer of charges and the currency stand in one payment
/// information block; blocks and orders keep the batch's order. An account that is an IBAN goes out as `IBAN`, any other as `Othr`.
/// `NbOfTxs` and `CtrlSum` are stated for the message and for each block; a control sum adds the figures of all amounts,
/// whatever their currencies, as ISO 20022 defines it.
///
/// # Errors
/// A text that the schema does not allow, or sums beyond a decimal. Nothing invalid is written.
///
/// Source: ISO 20022 pain.001.001.09 `/CstmrCdtTrfInitn`.
pub fn write_orders(batch: &PaymentBatch) -> Result<String, MappingError> {
    let message_id = batch.message_id().as_str();
    let mut message = CreditTransferInitiation::new(
        batch.message_id().clone(),
        batch.created_at(),
        Party::new(batch.initiating_party()),
    );
    for (index, orders) in blocks_of(batch.orders()).into_iter().enumerate() {
        message = message.with_block(block(message_id, index.saturating_add(1), &orders)?);
    }
    let document = message.build().map_err(MappingError::schema)?;
    document.to_xml().map_err(MappingError::schema)
}

/// Each order with the id of the payment information block in which [`write_orders`] puts it.
pub(super) fn block_ids(batch: &PaymentBatch) -> impl Iterator<Item = (&PaymentOrder, String)> {
    let message_id = batch.message_id().as_str();
    blocks_of(batch.orders())
        .into_iter()
        .enumerate()
        .flat_map(move |(index, orders)| {
            let id = block_id(message_id, index.saturating_add(1));
            orders.into_iter().map(move |order| (order, id.clone()))
        })
}

/// The id of the `number`th payment information block of a message: unique across messages if message ids are.
fn block_id(message_id: &str, number: usize) -> String {
    let suffix = format!("-{number}");
    let room = MAX_ID_LEN.saturating_sub(suffix.len());
    let stem: String = message_id.chars().take(room).collect();
    stem + &suffix
}

/// The orders of each block, blocks in the order in which they first occur.
fn blocks_of(orders: &[PaymentOrder]) -> Vec<Vec<&PaymentOrder>> {
    type Key<'a> = (
        &'a str,
        &'a str,
        &'a str,
        NaiveDate,
        PaymentMethod,
        ChargeBearer,
        Currency,
    );
    let mut index: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut blocks: Vec<Vec<&PaymentOrder>> = Vec::new();
    for order in orders {
        let debtor = order.debtor();
        let agent = debtor.agent().map_or("", |bic| bic.as_str());
        let key = (
            debtor.account().as_str(),
            debtor.name(),
            agent,
            order.execution_date(),
            order.method(),
            order.charge_bearer(),
            order.amount().currency(),
        );
        let place = *index.entry(key).or_insert(blocks.len());
        match blocks.get_mut(place) {
            Some(block) => block.push(order),
            None => blocks.push(vec![order]),
        }
    }
    blocks
}

fn block(
    message_id: &str,
    number: usize,
    orders: &[&PaymentOrder],
) -> Result<CreditTransferBlock, MappingError> {
    let at = format!("/Document/CstmrCdtTrfInitn/PmtInf[{number}]");
    let Some(first) = orders.first() else {
        return Err(MappingError::value(at, "expected an order in each block"));
    };
    let (debtor, day) = (first.debtor(), first.execution_date());
    let party = Party::new(debtor.name());
    let account = Account::from(debtor.account().clone());
    let mut block = match (first.method(), account) {
        (PaymentMethod::SepaCreditTransfer, Account::Iban(iban)) => {
            CreditTransferBlock::sepa(party, iban, day)
        }
        (PaymentMethod::SepaInstantCreditTransfer, Account::Iban(iban)) => {
            CreditTransferBlock::sepa_instant(party, iban, day)
        }
        (method, _) if method.is_sepa() => {
            let at = format!("{at}/DbtrAcct/Id");
            return Err(MappingError::value(at, "expected an IBAN"));
        }
        (PaymentMethod::UrgentCreditTransfer, account) => {
            CreditTransferBlock::urgent(party, account, day)
        }
        (_, account) => CreditTransferBlock::plain(party, account, day),
    };
    if let Some(bic) = debtor.agent() {
        block = block.with_agent(Agent::bic(*bic));
    }
    let id = Max35Text::parse(&block_id(message_id, number))
        .map_err(|error| MappingError::value(format!("{at}/PmtInfId"), error))?;
    Ok(block
        .with_id(id)
        .with_batch_booking(false)
        .with_charge_bearer(bearer_code(first.charge_bearer()))
        .with_transfers(orders.iter().map(|order| transfer(order))))
}

fn bearer_code(bearer: ChargeBearer) -> ChargeBearerType1Code {
    match bearer {
        ChargeBearer::Creditor => ChargeBearerType1Code::Cred,
        ChargeBearer::Debtor => ChargeBearerType1Code::Debt,
        ChargeBearer::FollowingServiceLevel => ChargeBearerType1Code::Slev,
        _ => ChargeBearerType1Code::Shar,
    }
}

fn transfer(order: &PaymentOrder) -> CreditTransfer {
    let creditor = order.creditor();
    let mut transfer = CreditTransfer::new(
        order.end_to_end_id().clone(),
        order.amount(),
        Party::new(creditor.name()),
        Account::from(creditor.account().clone()),
    )
    .with_instruction_id(order.instruction_id().clone());
    if let Some(uetr) = order.uetr() {
        transfer = transfer.with_uetr(uetr);
    }
    if let Some(bic) = creditor.agent() {
        transfer = transfer.with_agent(Agent::bic(*bic));
    }
    match order.remittance() {
        Remittance::Reference(reference) => {
            transfer.with_remittance(jobs::Remittance::CreditorReference(*reference))
        }
        Remittance::Unstructured(words) => {
            let words = words.as_str().to_owned();
            transfer.with_remittance(jobs::Remittance::Unstructured(words))
        }
        _ => transfer,
    }
}

/// ISO 20022 `Max35Text`.
const MAX_ID_LEN: usize = 35;

#[cfg(test)]
mod tests {
    use super::block_id;

    #[test]
    fn a_block_id_fits_and_ends_in_its_number() {
        assert_eq!(block_id("MSG", 1), "MSG-1");
        let long = block_id(&"M".repeat(35), 100_000);
        assert_eq!(long.len(), 35);
        assert!(long.ends_with("M-100000"));
    }
}
