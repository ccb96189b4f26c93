//! The bank's side of pain.001: bytes to orders, with the counts and sums checked.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_bank::{
    ChargeBearer, OrderError, Party, PaymentIds, PaymentMethod, PaymentOrder, Remittance,
    RemittanceText, StatusReason,
};
use girokit_iso20022::Message as _;
use girokit_iso20022::pain_001_001_09::Document;
use girokit_iso20022::value::Number;
use girokit_types::statement::AccountId;
use girokit_types::{Bic, CreditorReference, EndToEndId, InstructionId, MessageId, Money, Uetr};
use rust_decimal::Decimal;

use crate::iso20022::error::MappingError;
use crate::iso20022::view::View;

/// A pain.001 as the bank received it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedBatch {
    /// The message's id.
    pub message_id: MessageId,
    /// The sender's name; `NOTPROVIDED` when the message gives none.
    pub initiating_party: String,
    /// When the sender made the message, by its own clock; a time without offset is taken as UTC.
    pub created_at: DateTime<Utc>,
    /// The number of transactions that the message states.
    pub stated_count: String,
    /// The control sum that the message states.
    pub stated_sum: Option<Decimal>,
    /// What is wrong with the message as a whole; then no order of it may be executed.
    pub problem: Option<GroupProblem>,
    /// The orders, in the message's order.
    pub orders: Vec<ReceivedOrder>,
}

/// Why a whole message is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupProblem {
    /// `AM18` for a wrong count, `AM10` for a wrong control sum.
    pub code: StatusReason,
    /// What was expected and what was found.
    pub detail: String,
}

impl GroupProblem {
    /// A problem of a whole message.
    pub const fn new(code: StatusReason, detail: String) -> Self {
        Self { code, detail }
    }
}

/// One transaction of a received pain.001.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReceivedOrder {
    /// The id of its payment information block.
    pub block_id: String,
    /// Its instruction id as written, when it has one.
    pub instruction_id: Option<String>,
    /// Its end-to-end id as written.
    pub end_to_end_id: String,
    /// The order, or why it cannot be one.
    pub order: Result<PaymentOrder, (StatusReason, String)>,
}

/// Reads a pain.001.001.09 as the bank does.
///
/// Each count and each control sum that the message states is compared with its content.
///
/// # Errors
/// Bytes that are not a valid pain.001.001.09. A valid message whose content cannot be executed is no error: see
/// [`ReceivedBatch::problem`] and [`ReceivedOrder::order`].
///
/// Source: ISO 20022 pain.001.001.09 `/CstmrCdtTrfInitn`.
pub fn read_orders(xml: &[u8]) -> Result<ReceivedBatch, MappingError> {
    let document = Document::from_xml(xml).map_err(MappingError::schema)?;
    let header = &document.cstmr_cdt_trf_initn.grp_hdr;
    let at_header = "/Document/CstmrCdtTrfInitn/GrpHdr";
    let message_id = MessageId::parse(header.msg_id.as_str())
        .map_err(|error| MappingError::value(format!("{at_header}/MsgId"), error))?;
    let created_at = header.cre_dt_tm.instant().map_or_else(
        || header.cre_dt_tm.naive().and_utc(),
        |instant| instant.to_utc(),
    );
    let root = View::new(&document);
    let mut batch = ReceivedBatch {
        message_id,
        initiating_party: root
            .text("CstmrCdtTrfInitn/GrpHdr/InitgPty/Nm")
            .unwrap_or("NOTPROVIDED")
            .to_owned(),
        created_at,
        stated_count: header.nb_of_txs.as_str().to_owned(),
        stated_sum: header.ctrl_sum.as_ref().map(Number::value),
        problem: None,
        orders: Vec::new(),
    };
    let mut total = Total::default();
    let Some(initiation) = root.node("CstmrCdtTrfInitn") else {
        return Ok(batch);
    };
    for block in initiation.nodes("PmtInf") {
        let mut of_block = Total::default();
        for transaction in block.nodes("CdtTrfTxInf") {
            of_block.add(transaction);
            batch.orders.push(received(block, transaction));
        }
        let name = format!("block {}", block.text("PmtInfId").unwrap_or_default());
        batch.problem = batch
            .problem
            .or_else(|| of_block.problem(&name, block.text("NbOfTxs"), block.decimal("CtrlSum")));
        total.merge(&of_block);
    }
    batch.problem = batch
        .problem
        .or_else(|| total.problem("message", Some(&batch.stated_count), batch.stated_sum));
    Ok(batch)
}

/// What the transactions add up to.
#[derive(Debug)]
struct Total {
    count: usize,
    sum: Option<Decimal>,
}

impl Default for Total {
    fn default() -> Self {
        Self {
            count: 0,
            sum: Some(Decimal::ZERO),
        }
    }
}

impl Total {
    fn add(&mut self, transaction: View<'_>) {
        let amount = transaction
            .decimal_value("Amt/InstdAmt")
            .or_else(|| transaction.decimal_value("Amt/EqvtAmt/Amt"));
        self.merge(&Self {
            count: 1,
            sum: amount,
        });
    }

    fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum = self
            .sum
            .zip(other.sum)
            .and_then(|(own, other)| own.checked_add(other));
    }

    fn problem(&self, of: &str, count: Option<&str>, sum: Option<Decimal>) -> Option<GroupProblem> {
        if let Some(count) = count.filter(|count| count.parse() != Ok(self.count)) {
            let detail = format!(
                "the {of} states {count} transactions and has {}",
                self.count
            );
            return Some(GroupProblem {
                code: StatusReason::AM18,
                detail,
            });
        }
        let stated = sum?;
        (self.sum != Some(stated)).then(|| {
            let found = self.sum.map_or_else(
                || "more than can be added".to_owned(),
                |sum| sum.to_string(),
            );
            let detail =
                format!("the {of} states a control sum of {stated} and adds up to {found}");
            GroupProblem {
                code: StatusReason::AM10,
                detail,
            }
        })
    }
}

fn received(block: View<'_>, transaction: View<'_>) -> ReceivedOrder {
    ReceivedOrder {
        block_id: block.text("PmtInfId").unwrap_or_default().to_owned(),
        instruction_id: transaction.text("PmtId/InstrId").map(str::to_owned),
        end_to_end_id: transaction
            .text("PmtId/EndToEndId")
            .unwrap_or_default()
            .to_owned(),
        order: order(block, transaction),
    }
}

type Refusal = (StatusReason, String);

fn refuse<E: std::fmt::Display>(code: StatusReason) -> impl FnOnce(E) -> Refusal {
    move |error| (code, error.to_string())
}

fn order(block: View<'_>, transaction: View<'_>) -> Result<PaymentOrder, Refusal> {
    let amount = amount(transaction)?;
    let debtor = party(block, "Dbtr", StatusReason::AC02)?;
    let creditor = party(transaction, "Cdtr", StatusReason::AC03)?;
    let order = PaymentOrder::new(
        ids(transaction)?,
        debtor,
        creditor,
        amount,
        execution_date(block)?,
    );
    let order = order.map_err(|error| match error {
        OrderError::AmountNotPositive => (StatusReason::AM01, error.to_string()),
        OrderError::AmountTooFine => (StatusReason::CH20, error.to_string()),
        _ => (StatusReason::FF01, error.to_string()),
    })?;
    let order = order
        .with_method(method(block, transaction))
        .map_err(|error| match error {
            OrderError::SepaNeedsEuro => (StatusReason::AM03, error.to_string()),
            _ => (StatusReason::AC01, error.to_string()),
        })?;
    let bearer = transaction.text("ChrgBr").or_else(|| block.text("ChrgBr"));
    let order = bearer.map_or(order.clone(), |code| {
        order.with_charge_bearer(bearer_of(code))
    });
    Ok(order.with_remittance(remittance(transaction)?))
}

fn ids(transaction: View<'_>) -> Result<PaymentIds, Refusal> {
    let instruction = transaction.text("PmtId/InstrId").unwrap_or_default();
    let end_to_end = transaction.text("PmtId/EndToEndId").unwrap_or_default();
    let uetr = transaction.text("PmtId/UETR").map(Uetr::parse).transpose();
    Ok(PaymentIds::new(
        InstructionId::parse(instruction).map_err(refuse(StatusReason::FF01))?,
        EndToEndId::parse(end_to_end).map_err(refuse(StatusReason::FF01))?,
        uetr.map_err(refuse(StatusReason::FF01))?,
    ))
}

fn amount(transaction: View<'_>) -> Result<Money, Refusal> {
    let amount = transaction
        .money("Amt/InstdAmt", "CdtTrfTxInf")
        .map_err(refuse(StatusReason::AM03))?;
    let amount = amount.ok_or((
        StatusReason::AM02,
        "expected an instructed amount, found an equivalent one".to_owned(),
    ))?;
    amount.minor_units().map_err(refuse(StatusReason::CH20))?;
    Ok(amount)
}

fn party(parent: View<'_>, role: &str, code: StatusReason) -> Result<Party, Refusal> {
    let name = parent.text(&format!("{role}/Nm")).unwrap_or("NOTPROVIDED");
    let account = parent
        .text(&format!("{role}Acct/Id/IBAN"))
        .or_else(|| parent.text(&format!("{role}Acct/Id/Othr/Id")));
    let account = AccountId::parse(account.unwrap_or_default()).map_err(refuse(code.clone()))?;
    let party = Party::new(name, account).map_err(refuse(code))?;
    let bic = parent.text(&format!("{role}Agt/FinInstnId/BICFI"));
    match bic
        .map(Bic::parse)
        .transpose()
        .map_err(refuse(StatusReason::RC01))?
    {
        Some(bic) => Ok(party.with_agent(bic)),
        None => Ok(party),
    }
}

fn execution_date(block: View<'_>) -> Result<NaiveDate, Refusal> {
    let missing = (
        StatusReason::DT01,
        "expected a requested execution date".to_owned(),
    );
    block
        .date("ReqdExctnDt/Dt")
        .or_else(|| block.date("ReqdExctnDt/DtTm"))
        .ok_or(missing)
}

fn method(block: View<'_>, transaction: View<'_>) -> PaymentMethod {
    let kind = transaction
        .node("PmtTpInf")
        .or_else(|| block.node("PmtTpInf"));
    let level = kind.and_then(|kind| kind.text("SvcLvl/Cd"));
    let instrument = kind.and_then(|kind| kind.text("LclInstrm/Cd"));
    match (level, instrument) {
        (Some("SEPA"), Some("INST")) => PaymentMethod::SepaInstantCreditTransfer,
        (Some("SEPA"), _) => PaymentMethod::SepaCreditTransfer,
        (Some("URGP"), _) => PaymentMethod::UrgentCreditTransfer,
        _ => PaymentMethod::CreditTransfer,
    }
}

fn bearer_of(code: &str) -> ChargeBearer {
    match code {
        "CRED" => ChargeBearer::Creditor,
        "DEBT" => ChargeBearer::Debtor,
        "SLEV" => ChargeBearer::FollowingServiceLevel,
        _ => ChargeBearer::Shared,
    }
}

/// The first structured reference that is one of ISO 11649, else the lines of free text as one.
fn remittance(transaction: View<'_>) -> Result<Remittance, Refusal> {
    let Some(information) = transaction.node("RmtInf") else {
        return Ok(Remittance::None);
    };
    let reference = information
        .nodes("Strd")
        .find_map(|structured| CreditorReference::parse(structured.text("CdtrRefInf/Ref")?).ok());
    if let Some(reference) = reference {
        return Ok(Remittance::Reference(reference));
    }
    let words = information.texts("Ustrd").collect::<Vec<_>>().join(" ");
    if words.trim().is_empty() {
        return Ok(Remittance::None);
    }
    RemittanceText::parse(&words)
        .map(Remittance::Unstructured)
        .map_err(refuse(StatusReason::FF01))
}
