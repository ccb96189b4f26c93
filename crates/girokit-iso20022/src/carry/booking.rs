//! A bank books a payment: the entry, and the notification that tells it.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::{MessageId, Money};

use super::forward::{BODY, Transfer, path_of};
use super::{Carried, Loss, Reason, fates, losses};
use crate::camt_054_001_08::{
    AccountNotification17, ActiveOrHistoricCurrencyAndAmount, AmountAndCurrencyExchange3,
    AmountAndCurrencyExchangeDetails3, BankToCustomerDebitCreditNotificationV08,
    BankTransactionCodeStructure4, BankTransactionCodeStructure5, BankTransactionCodeStructure6,
    CashAccount39, Charges6, ChargesRecord3, CreditDebitCode, CurrencyExchange5, Document,
    EntryDetails9, EntryStatus1Choice, EntryTransaction10, GroupHeader81, Party40Choice,
    PartyIdentification135, ReportEntry10, TransactionAgents5, TransactionDates3,
    TransactionParties6, TransactionReferences6,
};
use crate::element::Element;
use crate::error::{Error, Problem};
use crate::jobs::{Account, Original, finish, payable};
use crate::parts::{amount, date, text};
use crate::value::Number;

/// How a bank books a payment on its customer's account.
#[derive(Clone, Debug)]
pub struct Booking {
    booked_on: NaiveDate,
    value_date: NaiveDate,
    reference: String,
    entry_reference: Option<String>,
    status: String,
    code: Option<[String; 3]>,
    amount: Option<Money>,
}

impl Booking {
    /// A booking (`BOOK`) with the bank's own reference: `AcctSvcrRef`.
    pub fn new(booking_date: NaiveDate, value_date: NaiveDate, reference: &str) -> Self {
        Self {
            booked_on: booking_date,
            value_date,
            reference: reference.to_owned(),
            entry_reference: None,
            status: "BOOK".to_owned(),
            code: None,
            amount: None,
        }
    }

    /// Sets the statement's number of the entry: `NtryRef`.
    #[must_use]
    pub fn with_entry_reference(mut self, reference: &str) -> Self {
        self.entry_reference = Some(reference.to_owned());
        self
    }

    /// Sets another status: an `ExternalEntryStatus1Code` such as `PDNG`.
    #[must_use]
    pub fn with_status(mut self, code: &str) -> Self {
        code.clone_into(&mut self.status);
        self
    }

    /// Sets the bank transaction code: domain, family, subfamily. Unless set, it is `PMNT` with `ICDT` (a debit) or `RCDT` (a credit), and `ESCT`
    /// for SEPA, `XBCT` for another credit, `OTHR` for another debit.
    #[must_use]
    pub fn with_code(mut self, domain: &str, family: &str, subfamily: &str) -> Self {
        self.code = Some([domain, family, subfamily].map(str::to_owned));
        self
    }

    /// Sets what is booked where that is another amount than the payment's, because of charges or an exchange.
    #[must_use]
    pub fn with_amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// The credit on the creditor's account.
    ///
    /// # Errors
    /// An amount that is not above zero or has digits below the minor unit, and what the schema of camt.054.001.08 does not allow.
    /// All problems, with paths below `/Ntry`.
    pub fn credit(&self, original: Original<'_>) -> Result<Carried<ReportEntry10>, Error> {
        let (header, sent) = (original.header, original.transaction);
        let mut lost = Vec::new();
        let of_header = Element::root("GrpHdr", header);
        let at = "/Document/FIToFICstmrCdtTrf/GrpHdr";
        losses(of_header, at, fates::PAYMENT_HEADER_TO_ENTRY, &mut lost);
        let at = format!(
            "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[{}]",
            original.number
        );
        let element = Element::root("CdtTrfTxInf", sent);
        losses(element, &at, fates::PAYMENT_TO_ENTRY, &mut lost);

        let mut refs = TransactionReferences6::new();
        refs.msg_id = Some(header.msg_id.clone());
        refs.instr_id.clone_from(&sent.pmt_id.instr_id);
        refs.end_to_end_id = Some(sent.pmt_id.end_to_end_id.clone());
        refs.uetr.clone_from(&sent.pmt_id.uetr);
        refs.tx_id.clone_from(&sent.pmt_id.tx_id);
        refs.clr_sys_ref.clone_from(&sent.pmt_id.clr_sys_ref);
        let mut details = EntryTransaction10::new();
        details.refs = Some(Box::new(refs));
        details.amt_dtls = Some(Box::new(amounts(
            sent.instd_amt.as_ref(),
            &amount(original.amount()),
            sent.xchg_rate.as_ref(),
        )));
        details.chrgs = charges(original);
        if details.chrgs.is_none() {
            lost.push(Loss {
                path: format!("{at}/ChrgBr"),
                reason: Reason::NoPlace,
            });
        }
        let mut parties = TransactionParties6::new();
        parties.initg_pty = sent.initg_pty.as_deref().map(party);
        parties.dbtr = Some(party(&sent.dbtr));
        parties.dbtr_acct.clone_from(&sent.dbtr_acct);
        parties.ultmt_dbtr = sent.ultmt_dbtr.as_deref().map(party);
        parties.cdtr = Some(party(&sent.cdtr));
        parties.cdtr_acct.clone_from(&sent.cdtr_acct);
        parties.ultmt_cdtr = sent.ultmt_cdtr.as_deref().map(party);
        details.rltd_pties = Some(Box::new(parties));
        let mut agents = TransactionAgents5::new();
        agents.instg_agt = original.instructing();
        agents.instd_agt = original.instructed();
        agents.dbtr_agt = Some(Box::new(sent.dbtr_agt.clone()));
        agents.cdtr_agt = Some(Box::new(sent.cdtr_agt.clone()));
        agents.intrmy_agt1.clone_from(&sent.intrmy_agt1);
        agents.intrmy_agt2.clone_from(&sent.intrmy_agt2);
        agents.intrmy_agt3.clone_from(&sent.intrmy_agt3);
        details.rltd_agts = Some(Box::new(agents));
        let own = sent.pmt_tp_inf.as_deref();
        let kind = own.or(header.pmt_tp_inf.as_deref());
        details.lcl_instrm = kind.and_then(|kind| kind.lcl_instrm.clone());
        details.purp.clone_from(&sent.purp);
        details.rltd_rmt_inf.clone_from(&sent.rltd_rmt_inf);
        details.rmt_inf.clone_from(&sent.rmt_inf);
        details.tax.clone_from(&sent.tax);
        let mut dates = TransactionDates3::new();
        dates.accptnc_dt_tm.clone_from(&sent.accptnc_dt_tm);
        dates.intr_bk_sttlm_dt = original.settlement_date();
        if dates != TransactionDates3::new() {
            details.rltd_dts = Some(Box::new(dates));
        }
        let subfamily = if original.is_sepa() { "ESCT" } else { "XBCT" };
        let entry = self.entry(
            self.amount.unwrap_or(original.amount()),
            CreditDebitCode::Crdt,
            ["PMNT", "RCDT", subfamily],
            details,
        )?;
        Ok(Carried {
            value: entry,
            losses: lost,
        })
    }

    /// The debit on the debtor's account, with the debtor's own references.
    ///
    /// # Errors
    /// As [`credit`](Self::credit).
    pub fn debit(&self, transfer: &Transfer<'_>) -> Result<Carried<ReportEntry10>, Error> {
        let (header, block, sent) = (transfer.header, transfer.block, transfer.sent);
        let mut lost = Vec::new();
        let of_header = Element::root("GrpHdr", header);
        let at = format!("{BODY}/GrpHdr");
        losses(of_header, &at, fates::ORDER_HEADER_TO_ENTRY, &mut lost);
        let of_block = Element::root("PmtInf", block);
        let at = format!("{BODY}/PmtInf[{}]", transfer.numbers.0);
        losses(of_block, &at, fates::ORDER_BLOCK_TO_ENTRY, &mut lost);
        let element = Element::root("CdtTrfTxInf", sent);
        let at = path_of(transfer.numbers);
        losses(element, &at, fates::ORDER_TO_ENTRY, &mut lost);

        let mut refs = TransactionReferences6::new();
        refs.msg_id = Some(header.msg_id.clone());
        refs.pmt_inf_id = Some(block.pmt_inf_id.clone());
        refs.instr_id.clone_from(&sent.pmt_id.instr_id);
        refs.end_to_end_id = Some(sent.pmt_id.end_to_end_id.clone());
        refs.uetr.clone_from(&sent.pmt_id.uetr);
        let mut details = EntryTransaction10::new();
        details.refs = Some(Box::new(refs));
        let instructed = amount(transfer.instructed_amount());
        details.amt_dtls = Some(Box::new(amounts(Some(&instructed), &instructed, None)));
        let mut parties = TransactionParties6::new();
        parties.initg_pty = Some(party(&header.initg_pty));
        parties.dbtr = Some(party(&block.dbtr));
        parties.dbtr_acct = Some(Box::new(block.dbtr_acct.clone()));
        let ultimate = sent.ultmt_dbtr.as_deref().or(block.ultmt_dbtr.as_deref());
        parties.ultmt_dbtr = ultimate.map(party);
        parties.cdtr = sent.cdtr.as_deref().map(party);
        parties.cdtr_acct.clone_from(&sent.cdtr_acct);
        parties.ultmt_cdtr = sent.ultmt_cdtr.as_deref().map(party);
        details.rltd_pties = Some(Box::new(parties));
        let mut agents = TransactionAgents5::new();
        agents.dbtr_agt = Some(Box::new(block.dbtr_agt.clone()));
        agents.cdtr_agt.clone_from(&sent.cdtr_agt);
        agents.intrmy_agt1.clone_from(&sent.intrmy_agt1);
        agents.intrmy_agt2.clone_from(&sent.intrmy_agt2);
        agents.intrmy_agt3.clone_from(&sent.intrmy_agt3);
        details.rltd_agts = Some(Box::new(agents));
        let kind = sent.pmt_tp_inf.as_deref().or(block.pmt_tp_inf.as_deref());
        details.lcl_instrm = kind.and_then(|kind| kind.lcl_instrm.clone());
        details.purp.clone_from(&sent.purp);
        details.rltd_rmt_inf.clone_from(&sent.rltd_rmt_inf);
        details.rmt_inf.clone_from(&sent.rmt_inf);
        details.tax.clone_from(&sent.tax);
        let sepa = crate::pain_001_001_09::ServiceLevel8Choice::Cd("SEPA".into());
        let is_sepa = kind.is_some_and(|kind| kind.svc_lvl.contains(&sepa));
        let subfamily = if is_sepa { "ESCT" } else { "OTHR" };
        let entry = self.entry(
            self.amount.unwrap_or(transfer.instructed_amount()),
            CreditDebitCode::Dbit,
            ["PMNT", "ICDT", subfamily],
            details,
        )?;
        Ok(Carried {
            value: entry,
            losses: lost,
        })
    }

    fn entry(
        &self,
        booked: Money,
        direction: CreditDebitCode,
        code: [&str; 3],
        mut details: EntryTransaction10,
    ) -> Result<ReportEntry10, Error> {
        let mut problems = Vec::new();
        payable(booked, "/Ntry/Amt", &mut problems);
        details.amt = Some(amount(booked));
        details.cdt_dbt_ind = Some(direction);
        let told = self.code.as_ref();
        let [domain, family, subfamily] = told.map_or(code, |[domain, family, subfamily]| {
            [domain, family, subfamily]
        });
        let mut kind = BankTransactionCodeStructure4::new();
        kind.domn = Some(Box::new(BankTransactionCodeStructure5::new(
            domain.into(),
            BankTransactionCodeStructure6::new(family.into(), subfamily.into()),
        )));
        let status = EntryStatus1Choice::Cd(self.status.as_str().into());
        let mut entry = ReportEntry10::new(amount(booked), direction, status, kind);
        entry.ntry_ref = self.entry_reference.as_deref().map(text);
        entry.bookg_dt = Some(date(self.booked_on));
        entry.val_dt = Some(date(self.value_date));
        entry.acct_svcr_ref = Some(text(&self.reference));
        let mut block = EntryDetails9::new();
        block.tx_dtls.push(details);
        entry.ntry_dtls.push(block);
        match crate::write::validate(&entry, "Ntry") {
            Ok(()) => Error::content(problems).map(|()| entry),
            Err(error) => {
                problems.extend_from_slice(error.problems());
                Err(Error::new(error.kind(), problems, error.is_truncated()))
            }
        }
    }
}

/// What was instructed beside what was settled, and the rate between them.
fn amounts(
    instructed: Option<&ActiveOrHistoricCurrencyAndAmount>,
    settled: &ActiveOrHistoricCurrencyAndAmount,
    rate: Option<&Number>,
) -> AmountAndCurrencyExchange3 {
    let mut out = AmountAndCurrencyExchange3::new();
    out.tx_amt = Some(Box::new(AmountAndCurrencyExchangeDetails3::new(
        settled.clone(),
    )));
    out.instd_amt = instructed.map(|told| {
        let mut out = AmountAndCurrencyExchangeDetails3::new(told.clone());
        out.ccy_xchg = rate.map(|rate| {
            let mut exchange = CurrencyExchange5::new(told.ccy.clone(), rate.clone());
            exchange.trgt_ccy = Some(settled.ccy.clone());
            Box::new(exchange)
        });
        Box::new(out)
    });
    out
}

/// The charges that banks took on the way, with who bears them.
fn charges(original: Original<'_>) -> Option<Box<Charges6>> {
    let sent = original.transaction;
    let mut out = Charges6::new();
    for charge in &sent.chrgs_inf {
        let mut record = ChargesRecord3::new(charge.amt.clone());
        record.agt = Some(Box::new(charge.agt.clone()));
        record.br = Some(sent.chrg_br);
        out.rcrd.push(record);
    }
    (!out.rcrd.is_empty()).then(|| Box::new(out))
}

fn party(party: &PartyIdentification135) -> Party40Choice {
    Party40Choice::Pty(Box::new(party.clone()))
}

/// A camt.054.001.08 in the making: entries on one account, told as they happen.
///
/// Source: ISO 20022 camt.054.001.08 `/BkToCstmrDbtCdtNtfctn`.
#[derive(Clone, Debug)]
pub struct Notification {
    message_id: MessageId,
    created_at: DateTime<Utc>,
    account: Account,
    entries: Vec<ReportEntry10>,
}

impl Notification {
    /// A notification without entries yet. The message's id serves as the notification's.
    pub fn new(message_id: MessageId, created_at: DateTime<Utc>, account: Account) -> Self {
        Self {
            message_id,
            created_at,
            account,
            entries: Vec::new(),
        }
    }

    /// Adds an entry.
    #[must_use]
    pub fn with_entry(mut self, entry: ReportEntry10) -> Self {
        self.entries.push(entry);
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// No entry, and what the schema does not allow. All problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        if self.entries.is_empty() {
            let at = "/Document/BkToCstmrDbtCdtNtfctn/Ntfctn[1]/Ntry";
            problems.push(Problem::value(at, "an entry", "none"));
        }
        let id = text(self.message_id.as_str());
        let mut one = AccountNotification17::new(id.clone(), CashAccount39::new(self.account.id()));
        one.cre_dt_tm = Some(self.created_at.into());
        one.ntry.clone_from(&self.entries);
        let header = GroupHeader81::new(id, self.created_at.into());
        let body = BankToCustomerDebitCreditNotificationV08::new(header, vec![one]);
        finish(Document::new(body), problems)
    }
}
