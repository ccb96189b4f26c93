//! Payment orders as pain.001.001.09, both ways.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use girokit_bank::{ChargeBearer, PaymentBatch, PaymentMethod, PaymentOrder, Remittance};
use girokit_iso20022::Message as _;
use girokit_iso20022::pain_001_001_09::{
    AmountType4Choice, ChargeBearerType1Code, CreditTransferTransaction34,
    CustomerCreditTransferInitiationV09, Document, GroupHeader85, LocalInstrument2Choice,
    PaymentIdentification6, PaymentInstruction30, PaymentMethod3Code, PaymentTypeInformation26,
    Priority2Code, RemittanceInformation16, ServiceLevel8Choice,
};
use girokit_iso20022::value::{Boolean, DateTime, Number};
use rust_decimal::Decimal;

use super::error::MappingError;
use super::parts;

mod receive;

pub use receive::{GroupProblem, ReceivedBatch, ReceivedOrder, read_orders};

/// Writes a batch as pain.001.001.09.
///
/// Orders that share the debtor's account, the date, the method and the bearer of charges stand in one payment information
/// block; blocks and orders keep the batch's order. An account that is an IBAN goes out as `IBAN`, any other as `Othr`.
/// `NbOfTxs` and `CtrlSum` are stated for the message and for each block; a control sum adds the figures of all amounts,
/// whatever their currencies, as ISO 20022 defines it.
///
/// # Errors
/// A text that the schema does not allow, or sums beyond a decimal. Nothing invalid is written.
///
/// Source: ISO 20022 pain.001.001.09 `/CstmrCdtTrfInitn`.
pub fn write_orders(batch: &PaymentBatch) -> Result<String, MappingError> {
    let message_id = batch.message_id().as_str();
    let mut header = GroupHeader85::new(
        parts::text(message_id),
        DateTime::from(batch.created_at()),
        parts::text(&batch.orders().len().to_string()),
        parts::party(batch.initiating_party()),
    );
    header.ctrl_sum = Some(control_sum(
        batch.orders().iter(),
        "/Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum",
    )?);
    let mut blocks = Vec::new();
    for (index, orders) in blocks_of(batch.orders()).into_iter().enumerate() {
        blocks.push(block(message_id, index.saturating_add(1), &orders)?);
    }
    let document = Document::new(CustomerCreditTransferInitiationV09::new(header, blocks));
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
) -> Result<PaymentInstruction30, MappingError> {
    let at = format!("/Document/CstmrCdtTrfInitn/PmtInf[{number}]");
    let Some(first) = orders.first() else {
        return Err(MappingError::value(at, "expected an order in each block"));
    };
    let debtor = first.debtor();
    let agent = debtor
        .agent()
        .map_or_else(parts::unknown_agent, |bic| parts::agent(bic.as_str()));
    let mut block = PaymentInstruction30::new(
        parts::text(&block_id(message_id, number)),
        PaymentMethod3Code::Trf,
        parts::date(first.execution_date()),
        parts::party(debtor.name()),
        parts::account(debtor.account()),
        agent,
        orders.iter().map(|order| transaction(order)).collect(),
    );
    block.btch_bookg = Some(Boolean::from(false));
    block.nb_of_txs = Some(parts::text(&orders.len().to_string()));
    block.ctrl_sum = Some(control_sum(
        orders.iter().copied(),
        &format!("{at}/CtrlSum"),
    )?);
    block.pmt_tp_inf = payment_type(first.method()).map(Box::new);
    block.chrg_br = Some(bearer_code(first.charge_bearer()));
    Ok(block)
}

fn control_sum<'a>(
    orders: impl Iterator<Item = &'a PaymentOrder>,
    at: &str,
) -> Result<Number, MappingError> {
    let mut sum = Decimal::ZERO;
    for order in orders {
        let overflow = || MappingError::value(at, "expected a sum of at most 28 digits");
        sum = sum
            .checked_add(order.amount().amount())
            .ok_or_else(overflow)?;
    }
    Ok(Number::from(sum))
}

fn payment_type(method: PaymentMethod) -> Option<PaymentTypeInformation26> {
    let mut kind = PaymentTypeInformation26::new();
    match method {
        PaymentMethod::SepaCreditTransfer => {
            kind.svc_lvl.push(ServiceLevel8Choice::Cd("SEPA".into()));
        }
        PaymentMethod::SepaInstantCreditTransfer => {
            kind.svc_lvl.push(ServiceLevel8Choice::Cd("SEPA".into()));
            kind.lcl_instrm = Some(LocalInstrument2Choice::Cd("INST".into()));
        }
        PaymentMethod::UrgentCreditTransfer => {
            kind.instr_prty = Some(Priority2Code::High);
            kind.svc_lvl.push(ServiceLevel8Choice::Cd("URGP".into()));
        }
        _ => return None,
    }
    Some(kind)
}

fn bearer_code(bearer: ChargeBearer) -> ChargeBearerType1Code {
    match bearer {
        ChargeBearer::Creditor => ChargeBearerType1Code::Cred,
        ChargeBearer::Debtor => ChargeBearerType1Code::Debt,
        ChargeBearer::FollowingServiceLevel => ChargeBearerType1Code::Slev,
        _ => ChargeBearerType1Code::Shar,
    }
}

fn transaction(order: &PaymentOrder) -> CreditTransferTransaction34 {
    let mut id = PaymentIdentification6::new(parts::text(order.end_to_end_id().as_str()));
    id.instr_id = Some(parts::text(order.instruction_id().as_str()));
    id.uetr = order.uetr().map(|uetr| parts::text(&uetr.to_string()));
    let mut transaction = CreditTransferTransaction34::new(
        id,
        AmountType4Choice::InstdAmt(parts::amount(order.amount())),
    );
    let creditor = order.creditor();
    transaction.cdtr_agt = creditor
        .agent()
        .map(|bic| Box::new(parts::agent(bic.as_str())));
    transaction.cdtr = Some(Box::new(parts::party(creditor.name())));
    transaction.cdtr_acct = Some(Box::new(parts::account(creditor.account())));
    transaction.rmt_inf = remittance(order.remittance()).map(Box::new);
    transaction
}

fn remittance(remittance: &Remittance) -> Option<RemittanceInformation16> {
    match remittance {
        Remittance::Reference(reference) => {
            let mut information = RemittanceInformation16::new();
            information.strd.push(parts::structured(reference.as_str()));
            Some(information)
        }
        Remittance::Unstructured(words) => Some(parts::unstructured(words.as_str())),
        _ => None,
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
