//! Returns: pacs.004.001.09.

use chrono::{DateTime, FixedOffset, NaiveDate};
use girokit_types::{Bic, MessageId, Money};

use super::interbank::{bank, settled};
use super::original::{Original, party};
use super::{Agent, Party, finish, total};
use crate::error::{Error, Problem};
use crate::pacs_004_001_09::{
    ChargeBearerType1Code, Charges7, Document, GroupHeader90, PaymentReturnReason6,
    PaymentReturnV09, PaymentTransaction112, ReturnReason5Choice, SettlementInstruction7,
    TransactionParties7,
};
use crate::parts::{MAX_CODE_LEN, amount, text};
use crate::value::{Date, DateTime as Moment};

/// A pacs.004.001.09 in the making: one payment of a pacs.008.001.08 sent back.
///
/// The banks change sides: who was instructed now instructs. Unless told otherwise the whole amount goes back, settled as it came.
/// A SEPA return repeats the original payment (`OrgnlTxRef`), any other tells the parties of the way back (`RtrChain`).
///
/// ```
/// # use girokit_iso20022::jobs::{Agent, Customer, InterbankPayment, InterbankTransfer, Party};
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{Original, PaymentReturn};
///
/// # let bank = |bic: &str| Agent::bic(bic.parse().unwrap());
/// # let payment = InterbankPayment::new("INV-42".parse()?, "EUR 50.00".parse()?,
/// #     "2026-11-24".parse()?, Customer::new(Party::new("Muster"), bank("COBADEFFXXX")), Customer::new(Party::new("Weaver"), bank("BNPAFRPPXXX")))
/// #     .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse()?);
/// # let sent = InterbankTransfer::sepa("PACS-1".parse()?, "2026-11-23T10:00:00+01:00".parse()?, "COBADEFFXXX".parse()?,
/// #     "BNPAFRPPXXX".parse()?, "ST2").with_payment(payment).build()?;
/// let received = sent; // a pacs_008_001_08::Document
/// let original = Original::of(&received, 1)?;
/// let document = PaymentReturn::new(
///     "RETURN-1".parse()?,
///     "2026-11-25T09:00:00+01:00".parse()?,
///     original,
///     "AC04",
///     "2026-11-25".parse()?,
/// )
/// .build()?;
/// let xml = document.to_xml()?;
/// assert!(xml.contains("<OrgnlEndToEndId>INV-42</OrgnlEndToEndId>"));
/// assert!(xml.contains("<RtrdIntrBkSttlmAmt Ccy=\"EUR\">50.00</RtrdIntrBkSttlmAmt>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 pacs.004.001.09 `/PmtRtr`.
#[derive(Clone, Debug)]
pub struct PaymentReturn<'a> {
    message_id: MessageId,
    created_at: DateTime<FixedOffset>,
    original: Original<'a>,
    reason: String,
    settlement_date: NaiveDate,
    amount: Money,
    charges: Vec<(Money, Agent)>,
    originator: Option<Party>,
    information: Vec<String>,
    banks: Option<(Bic, Bic)>,
}

impl<'a> PaymentReturn<'a> {
    /// A return of the whole amount. The message's id serves as the return's own (`RtrId`).
    ///
    /// `reason` is an `ExternalReturnReason1Code` such as `AC04`, or up to 35 characters of the bank's own.
    pub fn new(
        message_id: MessageId,
        created_at: DateTime<FixedOffset>,
        original: Original<'a>,
        reason: &str,
        settlement_date: NaiveDate,
    ) -> Self {
        Self {
            message_id,
            created_at,
            original,
            reason: reason.to_owned(),
            settlement_date,
            amount: original.amount(),
            charges: Vec::new(),
            originator: None,
            information: Vec::new(),
            banks: None,
        }
    }

    /// Sends back less than came, because of charges.
    #[must_use]
    pub fn with_amount(mut self, amount: Money) -> Self {
        self.amount = amount;
        self
    }

    /// Adds a charge that a bank took from what goes back: `ChrgsInf`.
    #[must_use]
    pub fn with_charge(mut self, amount: Money, taken_by: Agent) -> Self {
        self.charges.push((amount, taken_by));
        self
    }

    /// Sets who wants the return: `RtrRsnInf/Orgtr`.
    #[must_use]
    pub fn with_originator(mut self, party: Party) -> Self {
        self.originator = Some(party);
        self
    }

    /// Adds words to the reason: a line of up to 105 characters.
    #[must_use]
    pub fn with_information(mut self, line: &str) -> Self {
        self.information.push(line.to_owned());
        self
    }

    /// Sets the banks between which the return goes, where the original does not tell them or the way back is another one.
    #[must_use]
    pub fn with_banks(mut self, instructing: Bic, instructed: Bic) -> Self {
        self.banks = Some((instructing, instructed));
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// An amount that is not above zero, above the original's, or in another currency; and whatever the schema does not allow. All
    /// problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        self.check(&mut problems);
        let original = self.original;
        let sent = original.transaction;
        let mut settlement = SettlementInstruction7::new(original.header.sttlm_inf.sttlm_mtd);
        settlement
            .clr_sys
            .clone_from(&original.header.sttlm_inf.clr_sys);
        let mut header = GroupHeader90::new(
            text(self.message_id.as_str()),
            Moment::from(self.created_at),
            text("1"),
            settlement,
        );
        let mut out = PaymentTransaction112::new(settled(self.amount));
        out.rtr_id = Some(text(self.message_id.as_str()));
        out.orgnl_grp_inf = Some(Box::new(original.group()));
        out.orgnl_instr_id.clone_from(&sent.pmt_id.instr_id);
        out.orgnl_end_to_end_id = Some(sent.pmt_id.end_to_end_id.clone());
        out.orgnl_tx_id.clone_from(&sent.pmt_id.tx_id);
        out.orgnl_uetr.clone_from(&sent.pmt_id.uetr);
        out.orgnl_clr_sys_ref.clone_from(&sent.pmt_id.clr_sys_ref);
        out.orgnl_intr_bk_sttlm_amt = Some(amount(original.amount()));
        out.orgnl_intr_bk_sttlm_dt = original.settlement_date();
        let banks = self.banks;
        let instructing = banks.map_or_else(
            || original.instructed(),
            |(instructing, _)| Some(Box::new(bank(instructing))),
        );
        let instructed = banks.map_or_else(
            || original.instructing(),
            |(_, instructed)| Some(Box::new(bank(instructed))),
        );
        if original.is_sepa() {
            header.ttl_rtrd_intr_bk_sttlm_amt = Some(settled(self.amount));
            header.intr_bk_sttlm_dt = Some(Date::from(self.settlement_date));
            (header.instg_agt, header.instd_agt) = (instructing, instructed);
            out.orgnl_tx_ref = Some(Box::new(original.reference()));
            out.chrg_br = Some(ChargeBearerType1Code::Slev);
        } else {
            out.intr_bk_sttlm_dt = Some(Date::from(self.settlement_date));
            (out.instg_agt, out.instd_agt) = (instructing, instructed);
            out.chrg_br = Some(ChargeBearerType1Code::Shar);
            // On the way back who was paid is the debtor.
            let mut chain = TransactionParties7::new(party(&sent.cdtr), party(&sent.dbtr));
            chain.dbtr_agt = Some(Box::new(sent.cdtr_agt.clone()));
            chain.cdtr_agt = Some(Box::new(sent.dbtr_agt.clone()));
            out.rtr_chain = Some(Box::new(chain));
        }
        let charges = self.charges.iter();
        out.chrgs_inf = charges
            .map(|(money, agent)| Charges7::new(amount(*money), agent.build()))
            .collect();
        out.rtr_rsn_inf = vec![self.reason()];
        let mut body = PaymentReturnV09::new(header);
        body.tx_inf.push(out);
        finish(Document::new(body), problems)
    }

    fn reason(&self) -> PaymentReturnReason6 {
        let mut out = PaymentReturnReason6::new();
        out.orgtr = self.originator.as_ref().map(|p| Box::new(p.build()));
        out.rsn = Some(if self.reason.chars().count() <= MAX_CODE_LEN {
            ReturnReason5Choice::Cd(self.reason.as_str().into())
        } else {
            ReturnReason5Choice::Prtry(text(&self.reason))
        });
        out.addtl_inf = self.information.iter().map(|line| text(line)).collect();
        out
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        let at = "/Document/PmtRtr/TxInf[1]/RtrdIntrBkSttlmAmt";
        let original = self.original.amount();
        total::payable(self.amount, at, problems);
        total::in_currency(self.amount, original.currency(), at, problems);
        let more = original.checked_sub(self.amount);
        if more.is_ok_and(Money::is_negative) {
            problems.push(Problem::value(
                at,
                format!("at most the {original} that came"),
                self.amount.to_string(),
            ));
        }
        for (nth, (charge, _)) in (1_usize..).zip(&self.charges) {
            if charge.is_negative() {
                let at = format!("/Document/PmtRtr/TxInf[1]/ChrgsInf[{nth}]/Amt");
                problems.push(Problem::value(
                    at,
                    "a charge of zero or more",
                    "a negative one",
                ));
            }
        }
    }
}
