//! pain.002.001.10, both ways: what the bank says became of a pain.001.

use std::collections::BTreeMap;

use chrono::{DateTime as Instant, Utc};
use girokit_bank::{
    BankReference, BatchOutcome, PaymentBatch, PaymentOrder, PaymentStatus, QueryAnswer,
    StatusReason, SubmitOutcome, UnknownPhase,
};
use girokit_iso20022::Message as _;
use girokit_iso20022::pain_002_001_10::{
    CustomerPaymentStatusReportV10, Document, GroupHeader86, OriginalGroupHeader17,
    OriginalPaymentInstruction32, PaymentTransaction105, StatusReason6Choice,
    StatusReasonInformation12,
};
use girokit_iso20022::value::{DateTime, Number, Text};
use girokit_types::{InstructionId, MessageId};
use rust_decimal::Decimal;

use super::error::MappingError;
use super::pain001::{GroupProblem, ReceivedBatch, block_ids};

use super::view::View;

/// What the bank reports of a message.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The report's own id.
    pub message_id: MessageId,
    /// When the bank made the report.
    pub created_at: Instant<Utc>,
    /// The id of the message that is reported on.
    pub original_message_id: String,
    /// The number of transactions that it stated.
    pub original_count: Option<String>,
    /// The control sum that it stated.
    pub original_sum: Option<Decimal>,
    /// Why the whole message is refused, if it is.
    pub problem: Option<GroupProblem>,
    /// What became of each order.
    pub orders: Vec<ReportedOrder>,
}

impl Report {
    /// A report on a received message, with no order yet.
    pub fn new(message_id: MessageId, created_at: Instant<Utc>, received: &ReceivedBatch) -> Self {
        Self {
            message_id,
            created_at,
            original_message_id: received.message_id.as_str().to_owned(),
            original_count: Some(received.stated_count.clone()),
            original_sum: received.stated_sum,
            problem: received.problem.clone(),
            orders: Vec::new(),
        }
    }

    /// A report that answers no message that could be read, or a question about one order.
    pub fn about_nothing(
        message_id: MessageId,
        created_at: Instant<Utc>,
        original_message_id: &str,
    ) -> Self {
        Self {
            message_id,
            created_at,
            original_message_id: original_message_id.to_owned(),
            original_count: None,
            original_sum: None,
            problem: None,
            orders: Vec::new(),
        }
    }

    /// Adds an order.
    #[must_use]
    pub fn with_order(mut self, order: ReportedOrder) -> Self {
        self.orders.push(order);
        self
    }

    /// The group status that follows from the orders'.
    fn group_status(&self) -> Option<&'static str> {
        if self.problem.is_some() {
            return Some("RJCT");
        }
        let mut statuses = self.orders.iter().map(|order| status_code(&order.outcome));
        let first = statuses.next()?;
        if statuses.all(|status| status == first) {
            first
        } else {
            Some("PART")
        }
    }
}

/// What the bank reports of one order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReportedOrder {
    /// The id of its payment information block.
    pub block_id: String,
    /// Its instruction id as received.
    pub instruction_id: Option<String>,
    /// Its end-to-end id as received.
    pub end_to_end_id: String,
    /// What became of it. An order whose fate is unknown is left out of the message.
    pub outcome: SubmitOutcome,
}

impl ReportedOrder {
    /// Reports one order.
    pub const fn new(
        block_id: String,
        instruction_id: Option<String>,
        end_to_end_id: String,
        outcome: SubmitOutcome,
    ) -> Self {
        Self {
            block_id,
            instruction_id,
            end_to_end_id,
            outcome,
        }
    }
}

/// Writes a report as pain.002.001.10.
///
/// # Errors
/// A text that the schema does not allow. Nothing invalid is written.
///
/// Source: ISO 20022 pain.002.001.10 `/CstmrPmtStsRpt`.
pub fn write_report(report: &Report) -> Result<String, MappingError> {
    let header = GroupHeader86::new(
        text(report.message_id.as_str()),
        DateTime::from(report.created_at),
    );
    let mut group =
        OriginalGroupHeader17::new(text(&report.original_message_id), text("pain.001.001.09"));
    group.orgnl_nb_of_txs = report.original_count.as_deref().map(text);
    group.orgnl_ctrl_sum = report.original_sum.map(Number::from);
    group.grp_sts = report.group_status().map(Into::into);
    if let Some(problem) = &report.problem {
        group
            .sts_rsn_inf
            .push(reason(&problem.code, Some(&problem.detail)));
    }
    let mut status = CustomerPaymentStatusReportV10::new(header, group);
    for order in &report.orders {
        let Some(transaction) = transaction(order) else {
            continue;
        };
        let same = |block: &OriginalPaymentInstruction32| {
            block.orgnl_pmt_inf_id.as_str() == order.block_id
        };
        if !status.orgnl_pmt_inf_and_sts.last().is_some_and(same) {
            status
                .orgnl_pmt_inf_and_sts
                .push(OriginalPaymentInstruction32::new(text(&order.block_id)));
        }
        if let Some(block) = status.orgnl_pmt_inf_and_sts.last_mut() {
            block.tx_inf_and_sts.push(transaction);
        }
    }
    Document::new(status).to_xml().map_err(MappingError::schema)
}

fn transaction(order: &ReportedOrder) -> Option<PaymentTransaction105> {
    let mut transaction = PaymentTransaction105::new();
    transaction.orgnl_instr_id = order.instruction_id.as_deref().map(text);
    transaction.orgnl_end_to_end_id = Some(text(&order.end_to_end_id));
    transaction.tx_sts = Some(status_code(&order.outcome)?.into());
    match &order.outcome {
        SubmitOutcome::Accepted { bank_reference } | SubmitOutcome::Settled { bank_reference } => {
            transaction.acct_svcr_ref = bank_reference
                .as_ref()
                .map(|reference| text(reference.as_str()));
        }
        SubmitOutcome::Rejected { code, detail, .. } => transaction
            .sts_rsn_inf
            .push(reason(code, detail.as_deref())),
        SubmitOutcome::NotSent { .. } | SubmitOutcome::Unknown { .. } => return None,
    }
    Some(transaction)
}

fn status_code(outcome: &SubmitOutcome) -> Option<&'static str> {
    match outcome {
        SubmitOutcome::Accepted { .. } => Some("ACSP"),
        SubmitOutcome::Settled { .. } => Some("ACSC"),
        SubmitOutcome::Rejected { .. } => Some("RJCT"),
        SubmitOutcome::NotSent { .. } | SubmitOutcome::Unknown { .. } => None,
    }
}

/// A reason with its words, in pieces of 105 characters (`Max105Text`).
fn reason(code: &StatusReason, detail: Option<&str>) -> StatusReasonInformation12 {
    let mut information = StatusReasonInformation12::new();
    information.rsn = Some(StatusReason6Choice::Cd(code.as_str().into()));
    let characters: Vec<char> = detail.unwrap_or_default().chars().collect();
    let pieces = characters
        .chunks(MAX_DETAIL_LEN)
        .map(|piece| piece.iter().collect::<String>());
    information.addtl_inf = pieces
        .filter(|piece| !piece.trim().is_empty())
        .map(|piece| text(&piece))
        .collect();
    information
}

/// Reads the answer to a batch: one outcome for every order, whatever the bank sent.
///
/// A status given for a payment information block (as [`write_orders`](super::write_orders) makes them) or for the whole group counts for those orders under it that the message
/// does not name, unless it is `PART`. An order that is not spoken of, or of which the message contradicts itself or our
/// batch, is unknown; and when the bytes are no valid pain.002 or answer another message, all are.
///
/// Source: ISO 20022 pain.002.001.10 `/CstmrPmtStsRpt`.
pub fn read_outcomes(batch: &PaymentBatch, xml: &[u8]) -> BatchOutcome {
    let report = match Answer::read(xml) {
        Ok(report) => report,
        Err(error) => return unusable(batch, &format!("the answer cannot be read: {error}")),
    };
    if report.message_id != batch.message_id().as_str() {
        return unusable(batch, "the answer is about another message");
    }
    let count = batch.orders().len();
    if report
        .count
        .as_ref()
        .is_some_and(|stated| stated.parse() != Ok(count))
    {
        return unusable(
            batch,
            &format!("the answer is about another number of transactions than the {count} sent"),
        );
    }
    let orders: BTreeMap<_, _> = block_ids(batch)
        .map(|(order, block)| (order.instruction_id(), (order, block)))
        .collect();
    BatchOutcome::collect(batch, |id| {
        orders
            .get(id)
            .and_then(|(order, block)| report.outcome(order, block))
    })
}

/// Reads a report on one order, as the answer to a query about it.
///
/// # Errors
/// Bytes that are no valid pain.002, or that do not speak clearly of this order.
pub fn read_status(id: &InstructionId, xml: &[u8]) -> Result<QueryAnswer, MappingError> {
    let report = Answer::read(xml)?;
    let unclear = || {
        MappingError::value(
            "/Document/CstmrPmtStsRpt",
            "expected the status of the instruction that was asked for",
        )
    };
    let mut found = report
        .transactions
        .iter()
        .filter(|told| told.instruction_id.as_deref() == Some(id.as_str()));
    let (Some(told), None) = (found.next(), found.next()) else {
        return Err(unclear());
    };
    match told.told.outcome() {
        SubmitOutcome::Accepted { .. } => Ok(QueryAnswer::Found(PaymentStatus::Accepted)),
        SubmitOutcome::Settled { .. } => Ok(QueryAnswer::Found(PaymentStatus::Settled)),
        SubmitOutcome::Rejected { .. } => Ok(QueryAnswer::Found(PaymentStatus::Rejected)),
        SubmitOutcome::NotSent { .. } | SubmitOutcome::Unknown { .. } => Err(unclear()),
    }
}

fn unusable(batch: &PaymentBatch, evidence: &str) -> BatchOutcome {
    BatchOutcome::uniform(batch, &unknown(evidence.to_owned()))
}

fn unknown(evidence: String) -> SubmitOutcome {
    SubmitOutcome::Unknown {
        phase: UnknownPhase::AnswerUnusable,
        evidence,
    }
}

/// A pain.002 as far as outcomes need it.
struct Answer {
    message_id: String,
    count: Option<String>,
    group: Option<Told>,
    transactions: Vec<ToldTransaction>,
    /// The blocks with a status of their own.
    blocks: BTreeMap<String, Told>,
}

/// A status with its reason, at any of the three levels.
#[derive(Clone)]
struct Told {
    status: String,
    code: Option<StatusReason>,
    detail: Option<String>,
    bank_reference: Option<BankReference>,
}

struct ToldTransaction {
    instruction_id: Option<String>,
    end_to_end_id: Option<String>,
    amount_minor: Option<i128>,
    told: Told,
}

impl Answer {
    fn read(xml: &[u8]) -> Result<Self, MappingError> {
        let document = Document::from_xml(xml).map_err(MappingError::schema)?;
        let root = View::new(&document);
        let missing =
            || MappingError::value("/Document/CstmrPmtStsRpt", "expected a status report");
        let report = root.node("CstmrPmtStsRpt").ok_or_else(missing)?;
        let group = report.node("OrgnlGrpInfAndSts").ok_or_else(missing)?;
        let mut answer = Self {
            message_id: group.text("OrgnlMsgId").unwrap_or_default().to_owned(),
            count: group.text("OrgnlNbOfTxs").map(str::to_owned),
            group: Told::read(group, "GrpSts"),
            transactions: Vec::new(),
            blocks: BTreeMap::new(),
        };
        for block in report.nodes("OrgnlPmtInfAndSts") {
            if let Some(told) = Told::read(block, "PmtInfSts") {
                answer.blocks.insert(
                    block.text("OrgnlPmtInfId").unwrap_or_default().to_owned(),
                    told,
                );
            }
            for transaction in block.nodes("TxInfAndSts") {
                answer
                    .transactions
                    .extend(ToldTransaction::read(transaction)?);
            }
        }
        Ok(answer)
    }

    /// What the answer says of an order; `None` if it does not speak of it.
    fn outcome(&self, order: &PaymentOrder, block_id: &str) -> Option<SubmitOutcome> {
        let mut named = self.transactions.iter().filter(|told| told.names(order));
        let Some(told) = named.next() else {
            return self.inherited(block_id);
        };
        if named.any(|other| other.told.status != told.told.status) {
            return Some(unknown(
                "the answer gives two different statuses for this order".to_owned(),
            ));
        }
        if told
            .end_to_end_id
            .as_deref()
            .is_some_and(|id| id != order.end_to_end_id().as_str())
        {
            return Some(unknown(
                "the answer names another end-to-end id for this order".to_owned(),
            ));
        }
        if told.amount_minor.is_some() && told.amount_minor != order.amount().minor_units().ok() {
            return Some(unknown(
                "the answer names another amount for this order".to_owned(),
            ));
        }
        Some(told.told.outcome())
    }

    /// The status of the order's block, else of the group, for an order that is not named. `PART` says nothing of one order.
    fn inherited(&self, block_id: &str) -> Option<SubmitOutcome> {
        let told = self.blocks.get(block_id).or(self.group.as_ref())?;
        (told.status != "PART").then(|| told.outcome())
    }
}

impl ToldTransaction {
    fn read(view: View<'_>) -> Result<Option<Self>, MappingError> {
        let Some(told) = Told::read(view, "TxSts") else {
            return Ok(None);
        };
        let amount = view.money(
            "OrgnlTxRef/Amt/InstdAmt",
            "/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts",
        )?;
        Ok(Some(Self {
            instruction_id: view.text("OrgnlInstrId").map(str::to_owned),
            end_to_end_id: view.text("OrgnlEndToEndId").map(str::to_owned),
            amount_minor: amount.and_then(|amount| amount.minor_units().ok()),
            told,
        }))
    }

    /// By instruction id; by end-to-end id only when the bank sends no instruction id back.
    fn names(&self, order: &PaymentOrder) -> bool {
        match &self.instruction_id {
            Some(id) => id == order.instruction_id().as_str(),
            None => self.end_to_end_id.as_deref() == Some(order.end_to_end_id().as_str()),
        }
    }
}

impl Told {
    fn read(view: View<'_>, tag: &str) -> Option<Self> {
        let status = view.text(tag)?.to_owned();
        let reason = view.nodes("StsRsnInf").next();
        let code = reason.and_then(|reason| reason.text_at(&["Rsn/Cd", "Rsn/Prtry"]));
        let detail: String = reason
            .map(|reason| reason.texts("AddtlInf").collect())
            .unwrap_or_default();
        Some(Self {
            status,
            code: code.and_then(|code| StatusReason::parse(code).ok()),
            detail: (!detail.is_empty()).then_some(detail),
            bank_reference: view.text("AcctSvcrRef").and_then(BankReference::parse),
        })
    }

    /// Source: ISO 20022 External Code Sets, `ExternalPaymentTransactionStatus1Code`. An unknown status is unknown.
    fn outcome(&self) -> SubmitOutcome {
        let bank_reference = self.bank_reference.clone();
        match self.status.as_str() {
            "ACCP" | "ACFC" | "ACSP" | "ACTC" | "ACWC" | "ACWP" | "PATC" | "PDNG" | "RCVD" => {
                SubmitOutcome::Accepted { bank_reference }
            }
            "ACCC" | "ACSC" => SubmitOutcome::Settled { bank_reference },
            "CANC" | "RJCT" => SubmitOutcome::rejected(
                self.code.clone().unwrap_or(StatusReason::NARR),
                self.detail.clone(),
            ),
            other => unknown(format!("the bank's status {other} is not known")),
        }
    }
}

fn text(value: &str) -> Text {
    Text::from(value)
}

/// ISO 20022 `Max105Text`.
const MAX_DETAIL_LEN: usize = 105;
