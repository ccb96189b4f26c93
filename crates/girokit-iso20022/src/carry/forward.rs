//! The debtor's bank sends an order on: pain.001.001.09 to pacs.008.001.08.

use chrono::NaiveDate;
use girokit_types::{Currency, Money, Uetr};
use rust_decimal::Decimal;

use super::{Carried, Loss, Reason, fates, losses};
use crate::element::Element;
use crate::error::{Error, ErrorKind, Problem};
use crate::jobs::{Agent, InterbankTransfer, Settled, finish, settled};
use crate::pacs_008_001_08::{
    ChargeBearerType1Code, CreditTransferTransaction39, Document, PaymentIdentification7,
    PaymentTypeInformation28,
};
use crate::pain_001_001_09::{
    self as pain_001, ActiveOrHistoricCurrencyAndAmount, AmountType4Choice,
    CreditTransferTransaction34, GroupHeader85, PaymentInstruction30,
};
use crate::parts::text;
use crate::value::Number;

/// One transfer of a received pain.001.001.09, and what the bank adds to it.
#[derive(Clone, Debug)]
pub struct Transfer<'a> {
    pub(super) header: &'a GroupHeader85,
    pub(super) block: &'a PaymentInstruction30,
    pub(super) sent: &'a CreditTransferTransaction34,
    pub(super) numbers: (usize, usize),
    instructed: Money,
    uetr: Option<Uetr>,
    transaction_id: Option<String>,
    creditor_agent: Option<Agent>,
    settled: Option<(Money, Decimal)>,
}

impl<'a> Transfer<'a> {
    /// The transfer with these numbers, counted from 1 as in `PmtInf[1]/CdtTrfTxInf[3]`.
    ///
    /// # Errors
    /// Numbers beyond the message; an amount in a currency outside ISO 4217.
    pub fn of(
        document: &'a pain_001::Document,
        block: usize,
        transfer: usize,
    ) -> Result<Self, Error> {
        let body = &document.cstmr_cdt_trf_initn;
        let numbers = (block, transfer);
        let at = path_of(numbers);
        let nth = |number: usize| number.checked_sub(1);
        let block = nth(block).and_then(|index| body.pmt_inf.get(index));
        let found = block.and_then(|block| {
            let transfer = block.cdt_trf_tx_inf.get(nth(transfer)?)?;
            Some((block, transfer))
        });
        let Some((block, transfer)) = found else {
            return Err(content(&at, "a transfer with these numbers", "none"));
        };
        let told = match &transfer.amt {
            AmountType4Choice::InstdAmt(amount) => amount,
            AmountType4Choice::EqvtAmt(equivalent) => &equivalent.amt,
        };
        Ok(Self {
            header: &body.grp_hdr,
            block,
            sent: transfer,
            numbers,
            instructed: money(told, &at)?,
            uetr: None,
            transaction_id: None,
            creditor_agent: None,
            settled: None,
        })
    }

    /// Sets the UETR of a transfer that comes without one. One that the customer gave stays.
    #[must_use]
    pub fn with_uetr(mut self, uetr: Uetr) -> Self {
        self.uetr = Some(uetr);
        self
    }

    /// Sets the bank's own id: `TxId`. Unless set, a SEPA payment takes the instruction id or the end-to-end id.
    #[must_use]
    pub fn with_transaction_id(mut self, id: &str) -> Self {
        self.transaction_id = Some(id.to_owned());
        self
    }

    /// Sets the creditor's bank of a transfer that comes without one, as SEPA transfers may. One that the customer gave stays.
    #[must_use]
    pub fn with_creditor_agent(mut self, agent: Agent) -> Self {
        self.creditor_agent = Some(agent);
        self
    }

    /// Sets what the banks settle where the currency is another one than the customer's, and the rate. Unless set, the customer's
    /// amount is settled.
    #[must_use]
    pub fn with_settled_amount(mut self, amount: Money, rate: Decimal) -> Self {
        self.settled = Some((amount, rate));
        self
    }

    /// The amount that the customer told.
    pub fn instructed_amount(&self) -> Money {
        self.instructed
    }

    /// An order for the equivalent of an amount names another currency to pay in.
    fn check(&self, problems: &mut Vec<Problem>) {
        let AmountType4Choice::EqvtAmt(equivalent) = &self.sent.amt else {
            return;
        };
        let wanted = equivalent.ccy_of_trf.as_str();
        let settled = self.settled.map_or(self.instructed, |(amount, _)| amount);
        if settled.currency().code() != wanted {
            problems.push(Problem::value(
                format!("{}/Amt/EqvtAmt/CcyOfTrf", path_of(self.numbers)),
                format!("a settled amount in {wanted}, which the order wants to be paid"),
                format!("one in {}", settled.currency()),
            ));
        }
    }
}

/// The debtor's bank's step: transfers of received orders become a message to the next bank.
///
/// The envelope says how: SEPA, SEPA instant or cross-border. It may have no payments of its own.
#[derive(Clone, Debug)]
pub struct Forward<'a> {
    envelope: InterbankTransfer,
    settlement_date: NaiveDate,
    transfers: Vec<Transfer<'a>>,
}

impl<'a> Forward<'a> {
    /// A message without transfers yet, settled on this day.
    pub fn new(envelope: InterbankTransfer, settlement_date: NaiveDate) -> Self {
        Self {
            envelope,
            settlement_date,
            transfers: Vec::new(),
        }
    }

    /// Adds a transfer.
    #[must_use]
    pub fn with_transfer(mut self, transfer: Transfer<'a>) -> Self {
        self.transfers.push(transfer);
        self
    }

    /// Makes the message and says what it could not carry.
    ///
    /// # Errors
    /// An envelope with payments of its own; a transfer without a creditor or its bank; an order to be paid in another currency without an amount to
    /// settle; and as [`InterbankTransfer::build`]. All problems.
    pub fn build(&self) -> Result<Carried<Document>, Error> {
        let mut problems = Vec::new();
        let mut lost = Vec::new();
        if self.envelope.has_payments() {
            problems.push(Problem::value(
                "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf",
                "an envelope without payments of its own",
                "some",
            ));
        }
        let mut transactions = Vec::new();
        for transfer in &self.transfers {
            transfer.check(&mut problems);
            let amount = transfer
                .settled
                .map_or(transfer.instructed, |(amount, _)| amount);
            transactions.push(Settled {
                transaction: transaction(transfer, &mut problems),
                amount,
                date: self.settlement_date,
            });
        }
        let mut seen: Vec<&Transfer<'_>> = Vec::new();
        for transfer in &self.transfers {
            let same_message = |other: &&Transfer<'_>| std::ptr::eq(other.header, transfer.header);
            let same_block = |other: &&Transfer<'_>| std::ptr::eq(other.block, transfer.block);
            if !seen.iter().any(same_message) {
                let at = format!("{BODY}/GrpHdr");
                let element = Element::root("GrpHdr", transfer.header);
                losses(element, &at, fates::ORDER_HEADER_TO_BANKS, &mut lost);
            }
            if !seen.iter().any(same_block) {
                let at = format!("{BODY}/PmtInf[{}]", transfer.numbers.0);
                let element = Element::root("PmtInf", transfer.block);
                losses(element, &at, fates::ORDER_BLOCK_TO_BANKS, &mut lost);
                seen.push(transfer);
            }
            let element = Element::root("CdtTrfTxInf", transfer.sent);
            let at = path_of(transfer.numbers);
            losses(element, &at, fates::ORDER_TO_BANKS, &mut lost);
        }
        let document = self.envelope.assemble(transactions, &mut problems);
        self.note_replaced(&document, &mut lost);
        Ok(Carried {
            value: finish(document, problems)?,
            losses: lost,
        })
    }

    /// What the envelope's scheme tells otherwise than the customer.
    fn note_replaced(&self, document: &Document, out: &mut Vec<Loss>) {
        let made = &document.fi_to_fi_cstmr_cdt_trf.cdt_trf_tx_inf;
        for (transfer, made) in self.transfers.iter().zip(made) {
            let (block, number) = transfer.numbers;
            let mut note = |own: bool, tags: &str| {
                let path = if own {
                    format!("{}/{tags}", path_of((block, number)))
                } else {
                    format!("{BODY}/PmtInf[{block}]/{tags}")
                };
                let loss = Loss {
                    path,
                    reason: Reason::Replaced,
                };
                if !out.contains(&loss) {
                    out.push(loss);
                }
            };
            let own = transfer.sent.chrg_br;
            if own
                .or(transfer.block.chrg_br)
                .is_some_and(|told| told != made.chrg_br)
            {
                note(own.is_some(), "ChrgBr");
            }
            let own = transfer.sent.pmt_tp_inf.as_ref();
            let told = own.or(transfer.block.pmt_tp_inf.as_ref());
            let (Some(told), Some(made)) = (told, made.pmt_tp_inf.as_ref()) else {
                continue;
            };
            for (nth, level) in (1_usize..).zip(&told.svc_lvl) {
                if !made.svc_lvl.contains(level) {
                    note(own.is_some(), &format!("PmtTpInf/SvcLvl[{nth}]"));
                }
            }
            if told.lcl_instrm.is_some() && told.lcl_instrm != made.lcl_instrm {
                note(own.is_some(), "PmtTpInf/LclInstrm");
            }
        }
    }
}

fn transaction(step: &Transfer<'_>, problems: &mut Vec<Problem>) -> CreditTransferTransaction39 {
    let (block, sent) = (step.block, step.sent);
    let mut id = PaymentIdentification7::new(sent.pmt_id.end_to_end_id.clone());
    id.instr_id.clone_from(&sent.pmt_id.instr_id);
    id.tx_id = step.transaction_id.as_deref().map(text);
    id.uetr.clone_from(&sent.pmt_id.uetr);
    if id.uetr.is_none() {
        id.uetr = step.uetr.map(|uetr| text(&uetr.to_string()));
    }
    let missing = |tag: &str, what: &str| {
        let path = format!("{}/{tag}", path_of(step.numbers));
        Problem::value(path, what, "none")
    };
    let agent = sent.cdtr_agt.as_deref().cloned();
    let agent = agent.or_else(|| step.creditor_agent.as_ref().map(Agent::build));
    let agent = agent.unwrap_or_else(|| {
        problems.push(missing("CdtrAgt", "the creditor's bank"));
        Agent::default().build()
    });
    let creditor = sent.cdtr.as_deref().cloned().unwrap_or_else(|| {
        problems.push(missing("Cdtr", "a creditor"));
        pain_001::PartyIdentification135::new()
    });
    let bearer = sent.chrg_br.or(block.chrg_br);
    let amount = step.settled.map_or(step.instructed, |(amount, _)| amount);
    let mut out = CreditTransferTransaction39::new(
        id,
        settled(amount),
        bearer.unwrap_or(ChargeBearerType1Code::Shar),
        block.dbtr.clone(),
        block.dbtr_agt.clone(),
        agent,
        creditor,
    );
    let kind = sent.pmt_tp_inf.as_deref().or(block.pmt_tp_inf.as_deref());
    out.pmt_tp_inf = kind.map(|kind| {
        let mut told = PaymentTypeInformation28::new();
        told.instr_prty = kind.instr_prty;
        told.svc_lvl.clone_from(&kind.svc_lvl);
        told.lcl_instrm.clone_from(&kind.lcl_instrm);
        told.ctgy_purp.clone_from(&kind.ctgy_purp);
        Box::new(told)
    });
    out.instd_amt = Some(match &sent.amt {
        AmountType4Choice::InstdAmt(amount) => amount.clone(),
        AmountType4Choice::EqvtAmt(equivalent) => equivalent.amt.clone(),
    });
    out.xchg_rate = step.settled.map(|(_, rate)| Number::from(rate));
    out.poolg_adjstmnt_dt.clone_from(&block.poolg_adjstmnt_dt);
    out.intrmy_agt1.clone_from(&sent.intrmy_agt1);
    out.intrmy_agt1_acct.clone_from(&sent.intrmy_agt1_acct);
    out.intrmy_agt2.clone_from(&sent.intrmy_agt2);
    out.intrmy_agt2_acct.clone_from(&sent.intrmy_agt2_acct);
    out.intrmy_agt3.clone_from(&sent.intrmy_agt3);
    out.intrmy_agt3_acct.clone_from(&sent.intrmy_agt3_acct);
    let ultimate = sent.ultmt_dbtr.as_ref().or(block.ultmt_dbtr.as_ref());
    out.ultmt_dbtr = ultimate.cloned();
    out.initg_pty = Some(Box::new(step.header.initg_pty.clone()));
    out.dbtr_acct = Some(Box::new(block.dbtr_acct.clone()));
    out.dbtr_agt_acct.clone_from(&block.dbtr_agt_acct);
    out.cdtr_agt_acct.clone_from(&sent.cdtr_agt_acct);
    out.cdtr_acct.clone_from(&sent.cdtr_acct);
    out.ultmt_cdtr.clone_from(&sent.ultmt_cdtr);
    out.instr_for_cdtr_agt.clone_from(&sent.instr_for_cdtr_agt);
    out.purp.clone_from(&sent.purp);
    out.rgltry_rptg.clone_from(&sent.rgltry_rptg);
    out.tax.clone_from(&sent.tax);
    out.rltd_rmt_inf.clone_from(&sent.rltd_rmt_inf);
    out.rmt_inf.clone_from(&sent.rmt_inf);
    out
}

pub(super) fn money(told: &ActiveOrHistoricCurrencyAndAmount, at: &str) -> Result<Money, Error> {
    let at = format!("{at}/Amt");
    let currency = Currency::parse(told.ccy.as_str())
        .map_err(|_| content(&at, "a currency of ISO 4217", told.ccy.as_str()))?;
    Money::new(told.value.value(), currency)
        .map_err(|_| content(&at, "an amount of at most 96 bits", "a larger one"))
}

pub(super) fn path_of((block, transfer): (usize, usize)) -> String {
    format!("{BODY}/PmtInf[{block}]/CdtTrfTxInf[{transfer}]")
}

fn content(path: &str, expected: &str, found: &str) -> Error {
    let problem = Problem::value(path, expected, found);
    Error::new(ErrorKind::Content, vec![problem], false)
}

pub(super) const BODY: &str = "/Document/CstmrCdtTrfInitn";
