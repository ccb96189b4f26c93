//! The payment that a return, a recall or an investigation is about.

use girokit_types::{Currency, Money};

use crate::error::{Error, ErrorKind, Problem};
use crate::message::Message as _;
use crate::pacs_004_001_09::{
    BranchAndFinancialInstitutionIdentification6, OriginalGroupInformation29,
    OriginalTransactionReference28, Party40Choice, PartyIdentification135,
    PaymentTypeInformation27,
};
use crate::pacs_008_001_08::{
    CreditTransferTransaction39, Document, GroupHeader93, LocalInstrument2Choice,
    PaymentTypeInformation28, ServiceLevel8Choice,
};
use crate::parts::{amount, text};
use crate::value::Date;

/// One payment of a received pacs.008.001.08.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    pub(crate) header: &'a GroupHeader93,
    pub(crate) transaction: &'a CreditTransferTransaction39,
    #[cfg(feature = "carry")]
    pub(crate) number: usize,
    amount: Money,
}

impl<'a> Original<'a> {
    /// The payment with this number, counted from 1 as in `CdtTrfTxInf[1]`.
    ///
    /// # Errors
    /// A number beyond the payments of the message; an amount in a currency outside ISO 4217.
    pub fn of(document: &'a Document, number: usize) -> Result<Self, Error> {
        let body = &document.fi_to_fi_cstmr_cdt_trf;
        let at = format!("/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[{number}]");
        let index = number.checked_sub(1);
        let Some(transaction) = index.and_then(|index| body.cdt_trf_tx_inf.get(index)) else {
            let found = format!("a message of {}", body.cdt_trf_tx_inf.len());
            return Err(content(&at, "a payment with this number", &found));
        };
        let told = &transaction.intr_bk_sttlm_amt;
        let at = format!("{at}/IntrBkSttlmAmt");
        let currency = Currency::parse(told.ccy.as_str())
            .map_err(|_| content(&at, "a currency of ISO 4217", told.ccy.as_str()))?;
        let amount = Money::new(told.value.value(), currency)
            .map_err(|_| content(&at, "an amount of at most 96 bits", "a larger one"))?;
        Ok(Self {
            header: &body.grp_hdr,
            transaction,
            #[cfg(feature = "carry")]
            number,
            amount,
        })
    }

    /// The payment with this UETR, if there is one and no other.
    ///
    /// # Errors
    /// As [`of`](Self::of); no or several payments with the UETR.
    pub fn with_uetr(document: &'a Document, uetr: girokit_types::Uetr) -> Result<Self, Error> {
        let wanted = uetr.to_string();
        let payments = &document.fi_to_fi_cstmr_cdt_trf.cdt_trf_tx_inf;
        let mut found = (1_usize..).zip(payments).filter(|(_, payment)| {
            let told = payment.pmt_id.uetr.as_ref();
            told.is_some_and(|told| told.as_str().eq_ignore_ascii_case(&wanted))
        });
        match (found.next(), found.next()) {
            (Some((number, _)), None) => Self::of(document, number),
            (first, _) => {
                let at = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf/PmtId/UETR";
                let found = if first.is_some() { "several" } else { "none" };
                Err(content(at, "one payment with this UETR", found))
            }
        }
    }

    /// The amount that was settled.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Whether it is a SEPA payment: service level `SEPA`.
    pub fn is_sepa(&self) -> bool {
        let kind = self.payment_type();
        kind.is_some_and(|kind| {
            kind.svc_lvl
                .contains(&ServiceLevel8Choice::Cd("SEPA".into()))
        })
    }

    /// Whether it is an instant payment: local instrument `INST`.
    pub(crate) fn is_instant(&self) -> bool {
        let kind = self.payment_type();
        let local = kind.and_then(|kind| kind.lcl_instrm.as_ref());
        local == Some(&LocalInstrument2Choice::Cd("INST".into()))
    }

    fn payment_type(&self) -> Option<&'a PaymentTypeInformation28> {
        let own = self.transaction.pmt_tp_inf.as_deref();
        own.or(self.header.pmt_tp_inf.as_deref())
    }

    /// The day of settlement, with the payment or for the whole message.
    pub(crate) fn settlement_date(&self) -> Option<Date> {
        let own = self.transaction.intr_bk_sttlm_dt.as_ref();
        own.or(self.header.intr_bk_sttlm_dt.as_ref()).cloned()
    }

    /// The bank that sent it, told with the payment or for the whole message.
    pub(crate) fn instructing(&self) -> Option<Box<BranchAndFinancialInstitutionIdentification6>> {
        let own = self.transaction.instg_agt.as_ref();
        own.or(self.header.instg_agt.as_ref()).cloned()
    }

    /// The bank that received it.
    pub(crate) fn instructed(&self) -> Option<Box<BranchAndFinancialInstitutionIdentification6>> {
        let own = self.transaction.instd_agt.as_ref();
        own.or(self.header.instd_agt.as_ref()).cloned()
    }

    pub(crate) fn group(&self) -> OriginalGroupInformation29 {
        let mut group =
            OriginalGroupInformation29::new(self.header.msg_id.clone(), text(Document::ID));
        group.orgnl_cre_dt_tm = Some(self.header.cre_dt_tm.clone());
        group
    }

    /// What the payment said, so that whoever sent it finds it again.
    pub(crate) fn reference(&self) -> OriginalTransactionReference28 {
        let sent = self.transaction;
        let mut out = OriginalTransactionReference28::new();
        out.intr_bk_sttlm_amt = Some(amount(self.amount));
        out.intr_bk_sttlm_dt = self.settlement_date();
        out.sttlm_inf = Some(Box::new(self.header.sttlm_inf.clone()));
        out.pmt_tp_inf = self.payment_type().map(|kind| {
            let mut told = PaymentTypeInformation27::new();
            told.instr_prty = kind.instr_prty;
            told.clr_chanl = kind.clr_chanl;
            told.svc_lvl.clone_from(&kind.svc_lvl);
            told.lcl_instrm.clone_from(&kind.lcl_instrm);
            told.ctgy_purp.clone_from(&kind.ctgy_purp);
            Box::new(told)
        });
        out.rmt_inf.clone_from(&sent.rmt_inf);
        out.ultmt_dbtr = sent.ultmt_dbtr.as_deref().map(party);
        out.dbtr = Some(party(&sent.dbtr));
        out.dbtr_acct.clone_from(&sent.dbtr_acct);
        out.dbtr_agt = Some(Box::new(sent.dbtr_agt.clone()));
        out.cdtr_agt = Some(Box::new(sent.cdtr_agt.clone()));
        out.cdtr = Some(party(&sent.cdtr));
        out.cdtr_acct.clone_from(&sent.cdtr_acct);
        out.ultmt_cdtr = sent.ultmt_cdtr.as_deref().map(party);
        out.purp.clone_from(&sent.purp);
        out
    }
}

pub(crate) fn party(party: &PartyIdentification135) -> Party40Choice {
    Party40Choice::Pty(Box::new(party.clone()))
}

fn content(path: &str, expected: &str, found: &str) -> Error {
    let problem = Problem::value(path, expected, found);
    Error::new(ErrorKind::Content, vec![problem], false)
}
