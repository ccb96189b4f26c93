//! Answers to credit transfer initiations: pain.002.001.10.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use girokit_types::MessageId;
use rust_decimal::Decimal;

use super::{finish, total};
use crate::error::{Error, Problem};
use crate::message::Message as _;
use crate::pain_001_001_09::{self as pain_001, AmountType4Choice, PaymentInstruction30};
use crate::pain_002_001_10::{
    CustomerPaymentStatusReportV10, Document, GroupHeader86, NumberOfTransactionsPerStatus5,
    OriginalGroupHeader17, OriginalPaymentInstruction32, OriginalTransactionReference28,
    Party40Choice, PaymentTransaction105, PaymentTypeInformation27, StatusReason6Choice,
    StatusReasonInformation12,
};
use crate::parts::{MAX_CODE_LEN, text};
use crate::value::Number;

/// A pain.002.001.10 in the making: the bank's answer to a pain.001.001.09, for the whole, for blocks, or for single transfers.
///
/// Unless told otherwise all is accepted. What is said last holds. Where one status holds for everything, the group alone tells it;
/// otherwise the group says `PART`, each block has its status, and blocks in which not all is accepted name their transactions.
///
/// ```
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{CreditTransfer, CreditTransferBlock, CreditTransferInitiation, Party, StatusReport, Verdict};
///
/// let now = "2026-11-23T09:00:00Z".parse()?;
/// let payer = || Party::new("Muster GmbH");
/// let account: girokit_types::Iban = "FR1420041010050500013M02606".parse()?;
/// let transfer = |id: &str| CreditTransfer::new(id.parse().unwrap(), "EUR 1.00".parse().unwrap(), Party::new("Ann"), account.into());
/// let block = CreditTransferBlock::sepa(payer(), "DE89370400440532013000".parse()?, "2026-11-24".parse()?)
///     .with_transfers([transfer("A"), transfer("B")]);
/// let sent = CreditTransferInitiation::new("MSG-1".parse()?, now, payer()).with_block(block).build()?;
///
/// let report = StatusReport::new("ANSWER-1".parse()?, now, &sent)
///     .with_end_to_end_id("B", Verdict::rejected("AC04"))
///     .build()?;
/// let xml = report.to_xml()?;
/// assert!(xml.contains("<OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"));
/// assert!(xml.contains("<GrpSts>PART</GrpSts>"));
/// assert!(xml.contains("<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 pain.002.001.10 `/CstmrPmtStsRpt`.
#[derive(Clone, Debug)]
pub struct StatusReport<'a> {
    message_id: MessageId,
    created_at: DateTime<Utc>,
    original: &'a pain_001::Document,
    accepted: String,
    said: Vec<(Place, Verdict)>,
}

/// What the bank says of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Accepted: `ACCP`, or the code of [`StatusReport::with_accepted_as`].
    Accepted,
    /// Not decided yet: `PDNG`.
    Pending,
    /// Rejected: `RJCT`.
    Rejected {
        /// An `ExternalStatusReason1Code` such as `AC04`, or up to 35 characters of the bank's own.
        reason: String,
        /// Words for people: lines of up to 105 characters.
        information: Vec<String>,
    },
}

impl Verdict {
    /// Rejected for a reason, without words.
    pub fn rejected(reason: &str) -> Self {
        Self::Rejected {
            reason: reason.to_owned(),
            information: Vec::new(),
        }
    }

    fn reasons(&self) -> Vec<StatusReasonInformation12> {
        let Self::Rejected {
            reason,
            information,
        } = self
        else {
            return Vec::new();
        };
        let mut told = StatusReasonInformation12::new();
        told.rsn = Some(if reason.chars().count() <= MAX_CODE_LEN {
            StatusReason6Choice::Cd(reason.as_str().into())
        } else {
            StatusReason6Choice::Prtry(text(reason))
        });
        told.addtl_inf = information.iter().map(|line| text(line)).collect();
        vec![told]
    }
}

/// Where a verdict holds. Numbers count from 1, as in paths.
#[derive(Clone, Debug)]
enum Place {
    All,
    Block(usize),
    Transaction(usize, usize),
    EndToEndId(String),
}

impl<'a> StatusReport<'a> {
    /// An answer that accepts everything.
    pub fn new(
        message_id: MessageId,
        created_at: DateTime<Utc>,
        original: &'a pain_001::Document,
    ) -> Self {
        Self {
            message_id,
            created_at,
            original,
            accepted: "ACCP".to_owned(),
            said: Vec::new(),
        }
    }

    /// Sets the code of what is accepted: an `ExternalPaymentTransactionStatus1Code` such as `ACTC`, `ACSP`, `ACSC`.
    #[must_use]
    pub fn with_accepted_as(mut self, code: &str) -> Self {
        code.clone_into(&mut self.accepted);
        self
    }

    /// Says one thing of all transfers.
    #[must_use]
    pub fn with_all(mut self, verdict: Verdict) -> Self {
        self.said.push((Place::All, verdict));
        self
    }

    /// Says one thing of a block's transfers. The number counts from 1, as in `PmtInf[1]`.
    #[must_use]
    pub fn with_block(mut self, number: usize, verdict: Verdict) -> Self {
        self.said.push((Place::Block(number), verdict));
        self
    }

    /// Says something of one transfer. The numbers count from 1, as in `PmtInf[1]/CdtTrfTxInf[3]`.
    #[must_use]
    pub fn with_transaction(mut self, block: usize, number: usize, verdict: Verdict) -> Self {
        self.said.push((Place::Transaction(block, number), verdict));
        self
    }

    /// Says something of each transfer with this end-to-end id.
    #[must_use]
    pub fn with_end_to_end_id(mut self, id: &str, verdict: Verdict) -> Self {
        self.said.push((Place::EndToEndId(id.to_owned()), verdict));
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// A verdict on a block or a transfer that is not in the original, and whatever the schema does not allow. All problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        let verdicts = self.verdicts(&mut problems);
        let original = &self.original.cstmr_cdt_trf_initn;
        let mut group = OriginalGroupHeader17::new(
            original.grp_hdr.msg_id.clone(),
            text(pain_001::Document::ID),
        );
        group.orgnl_cre_dt_tm = Some(original.grp_hdr.cre_dt_tm.clone());
        group.orgnl_nb_of_txs = Some(original.grp_hdr.nb_of_txs.clone());
        group.orgnl_ctrl_sum.clone_from(&original.grp_hdr.ctrl_sum);
        let all = verdicts.iter().flatten();
        let mut blocks = Vec::new();
        if let Some(verdict) = uniform(all.clone()) {
            group.grp_sts = Some(self.code(verdict).into());
            group.sts_rsn_inf = verdict.reasons();
        } else {
            group.grp_sts = Some("PART".into());
            let each = original.pmt_inf.iter().flat_map(|b| &b.cdt_trf_tx_inf);
            group.nb_of_txs_per_sts = self.per_status(all.zip(each));
            for (block, verdicts) in original.pmt_inf.iter().zip(&verdicts) {
                blocks.push(self.block(block, verdicts));
            }
        }
        let mut header = GroupHeader86::new(text(self.message_id.as_str()), self.created_at.into());
        let first = original.pmt_inf.first();
        header.dbtr_agt = first.map(|block| Box::new(block.dbtr_agt.clone()));
        let mut report = CustomerPaymentStatusReportV10::new(header, group);
        report.orgnl_pmt_inf_and_sts = blocks;
        finish(Document::new(report), problems)
    }

    /// A verdict for each transfer of each block.
    fn verdicts(&self, problems: &mut Vec<Problem>) -> Vec<Vec<&Verdict>> {
        let blocks = &self.original.cstmr_cdt_trf_initn.pmt_inf;
        let mut verdicts: Vec<Vec<&Verdict>> = blocks
            .iter()
            .map(|block| vec![&Verdict::Accepted; block.cdt_trf_tx_inf.len()])
            .collect();
        for (place, verdict) in &self.said {
            let mut met = false;
            for ((at, block), of_block) in (1_usize..).zip(blocks).zip(&mut verdicts) {
                for ((nth, transfer), slot) in (1_usize..).zip(&block.cdt_trf_tx_inf).zip(of_block)
                {
                    let meant = match place {
                        Place::All => true,
                        Place::Block(number) => *number == at,
                        Place::Transaction(number, transaction) => {
                            (*number, *transaction) == (at, nth)
                        }
                        Place::EndToEndId(id) => transfer.pmt_id.end_to_end_id.as_str() == id,
                    };
                    if meant {
                        (*slot, met) = (verdict, true);
                    }
                }
            }
            if !met {
                let found = match place {
                    Place::All => "none".to_owned(),
                    Place::Block(number) => format!("PmtInf[{number}]"),
                    Place::Transaction(number, transaction) => {
                        format!("PmtInf[{number}]/CdtTrfTxInf[{transaction}]")
                    }
                    Place::EndToEndId(_) => "another end-to-end id".to_owned(),
                };
                let path = "/Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts";
                problems.push(Problem::value(path, "a transfer of the original", found));
            }
        }
        verdicts
    }

    fn block(
        &self,
        block: &PaymentInstruction30,
        verdicts: &[&Verdict],
    ) -> OriginalPaymentInstruction32 {
        let mut told = OriginalPaymentInstruction32::new(block.pmt_inf_id.clone());
        told.orgnl_nb_of_txs.clone_from(&block.nb_of_txs);
        told.orgnl_ctrl_sum.clone_from(&block.ctrl_sum);
        let one = uniform(verdicts.iter());
        if let Some(verdict) = one {
            told.pmt_inf_sts = Some(self.code(verdict).into());
            told.sts_rsn_inf = verdict.reasons();
        } else {
            told.pmt_inf_sts = Some("PART".into());
            let each = verdicts.iter().zip(&block.cdt_trf_tx_inf);
            told.nb_of_txs_per_sts = self.per_status(each);
        }
        if one != Some(&Verdict::Accepted) {
            for (verdict, transfer) in verdicts.iter().zip(&block.cdt_trf_tx_inf) {
                let mut one = PaymentTransaction105::new();
                one.orgnl_instr_id.clone_from(&transfer.pmt_id.instr_id);
                one.orgnl_end_to_end_id = Some(transfer.pmt_id.end_to_end_id.clone());
                one.orgnl_uetr.clone_from(&transfer.pmt_id.uetr);
                one.tx_sts = Some(self.code(verdict).into());
                one.sts_rsn_inf = verdict.reasons();
                one.orgnl_tx_ref = Some(Box::new(reference(block, transfer)));
                told.tx_inf_and_sts.push(one);
            }
        }
        told
    }

    fn code(&self, verdict: &Verdict) -> &str {
        match verdict {
            Verdict::Accepted => &self.accepted,
            Verdict::Pending => "PDNG",
            Verdict::Rejected { .. } => "RJCT",
        }
    }

    /// How many transfers of which sum have each status.
    fn per_status<'v>(
        &self,
        each: impl Iterator<Item = (&'v &'v Verdict, &'v pain_001::CreditTransferTransaction34)>,
    ) -> Vec<NumberOfTransactionsPerStatus5> {
        let mut statuses: BTreeMap<&str, (usize, Option<Decimal>)> = BTreeMap::new();
        for (verdict, transfer) in each {
            let status = statuses
                .entry(self.code(verdict))
                .or_insert((0, Some(Decimal::ZERO)));
            status.0 = status.0.saturating_add(1);
            let figure = figure(&transfer.amt);
            status.1 = status.1.and_then(|sum| total::figures(sum, figure));
        }
        let told = statuses.into_iter().map(|(status, (count, sum))| {
            let count = text(&count.to_string());
            let mut told = NumberOfTransactionsPerStatus5::new(count, status.into());
            told.dtld_ctrl_sum = sum.map(Number::from);
            told
        });
        told.collect()
    }
}

/// The one verdict, if there is one only.
fn uniform<'v>(mut verdicts: impl Iterator<Item = &'v &'v Verdict>) -> Option<&'v Verdict> {
    let first = verdicts.next()?;
    verdicts.all(|verdict| verdict == first).then_some(*first)
}

fn figure(amount: &AmountType4Choice) -> Decimal {
    match amount {
        AmountType4Choice::InstdAmt(amount) => amount.value.value(),
        AmountType4Choice::EqvtAmt(equivalent) => equivalent.amt.value.value(),
    }
}

/// What the original said of the transfer, so that its sender finds it again.
fn reference(
    block: &PaymentInstruction30,
    transfer: &pain_001::CreditTransferTransaction34,
) -> OriginalTransactionReference28 {
    let party = |party: &pain_001::PartyIdentification135| {
        Some(Party40Choice::Pty(Box::new(party.clone())))
    };
    let mut reference = OriginalTransactionReference28::new();
    reference.amt = Some(transfer.amt.clone());
    reference.reqd_exctn_dt = Some(block.reqd_exctn_dt.clone());
    let kind = transfer.pmt_tp_inf.as_ref().or(block.pmt_tp_inf.as_ref());
    reference.pmt_tp_inf = kind.map(|kind| {
        let mut told = PaymentTypeInformation27::new();
        told.instr_prty = kind.instr_prty;
        told.svc_lvl.clone_from(&kind.svc_lvl);
        told.lcl_instrm.clone_from(&kind.lcl_instrm);
        told.ctgy_purp.clone_from(&kind.ctgy_purp);
        Box::new(told)
    });
    reference.rmt_inf.clone_from(&transfer.rmt_inf);
    let ultimate = transfer.ultmt_dbtr.as_ref().or(block.ultmt_dbtr.as_ref());
    reference.ultmt_dbtr = ultimate.and_then(|debtor| party(debtor));
    reference.dbtr = party(&block.dbtr);
    reference.dbtr_acct = Some(Box::new(block.dbtr_acct.clone()));
    reference.dbtr_agt = Some(Box::new(block.dbtr_agt.clone()));
    reference.cdtr_agt.clone_from(&transfer.cdtr_agt);
    reference.cdtr = transfer.cdtr.as_ref().and_then(|creditor| party(creditor));
    reference.cdtr_acct.clone_from(&transfer.cdtr_acct);
    let ultimate = transfer.ultmt_cdtr.as_ref();
    reference.ultmt_cdtr = ultimate.and_then(|creditor| party(creditor));
    reference
}
