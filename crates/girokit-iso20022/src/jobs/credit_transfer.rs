//! Credit transfers: pain.001.001.09.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::id::Max35Text;
use girokit_types::{Currency, EndToEndId, Iban, InstructionId, MessageId, Money, Uetr};

use super::party::agent_or_not_provided;
use super::{Account, Agent, Party, Remittance, finish, total};
use crate::error::{Error, Problem};
use crate::pain_001_001_09::{
    AmountType4Choice, CategoryPurpose1Choice, ChargeBearerType1Code, CreditTransferTransaction34,
    CustomerCreditTransferInitiationV09, Document, GroupHeader85, LocalInstrument2Choice,
    PaymentIdentification6, PaymentInstruction30, PaymentMethod3Code, PaymentTypeInformation26,
    Priority2Code, Purpose2Choice, ServiceLevel8Choice,
};
use crate::parts::{amount, date, text};
use crate::value::{Boolean, Number};

/// A pain.001.001.09 in the making: who sends it, and blocks of transfers that share a debtor, a date and a kind.
///
/// ```
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{CreditTransfer, CreditTransferBlock, CreditTransferInitiation, Party, Remittance};
///
/// let day = "2026-11-24".parse()?;
/// let payer = || Party::new("Muster GmbH");
/// let transfer = CreditTransfer::new(
///     "INV-2026-0042".parse()?,
///     "EUR 1234.50".parse()?,
///     Party::new("Weaver SARL"),
///     "FR1420041010050500013M02606".parse::<girokit_types::Iban>()?.into(),
/// )
/// .with_remittance(Remittance::Unstructured("Invoice 42".to_owned()));
/// let block = CreditTransferBlock::sepa(payer(), "DE89370400440532013000".parse()?, day).with_transfer(transfer);
/// let document = CreditTransferInitiation::new("MSG-1".parse()?, "2026-11-23T09:00:00Z".parse()?, payer())
///     .with_block(block)
///     .build()?;
/// let xml = document.to_xml()?;
/// assert!(xml.contains("<NbOfTxs>1</NbOfTxs><CtrlSum>1234.50</CtrlSum>"));
/// assert!(xml.contains("<PmtInfId>MSG-1-1</PmtInfId>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 pain.001.001.09 `/CstmrCdtTrfInitn`.
#[derive(Clone, Debug)]
pub struct CreditTransferInitiation {
    message_id: MessageId,
    created_at: DateTime<Utc>,
    initiating_party: Party,
    blocks: Vec<CreditTransferBlock>,
}

impl CreditTransferInitiation {
    /// A message without blocks yet.
    pub fn new(message_id: MessageId, created_at: DateTime<Utc>, initiating_party: Party) -> Self {
        Self {
            message_id,
            created_at,
            initiating_party,
            blocks: Vec::new(),
        }
    }

    /// Adds a block. One without an id gets the message's id and its own number: unique if message ids are.
    #[must_use]
    pub fn with_block(mut self, block: CreditTransferBlock) -> Self {
        self.blocks.push(block);
        self
    }

    /// Makes the message.
    ///
    /// The control sum of the message adds the figures of all amounts, whatever their currencies, as ISO 20022 defines it; a block
    /// has one currency.
    ///
    /// # Errors
    /// No block or a block without a transfer; an amount that is not above zero, has digits below the minor unit, or is in
    /// another currency than its block or its scheme; a SEPA transfer to an account that is no IBAN; an id that is used twice; and
    /// whatever the schema does not allow. All problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        let mut blocks = Vec::new();
        for (number, block) in (1_usize..).zip(&self.blocks) {
            blocks.push(block.build(&self.message_id, number, &mut problems));
        }
        repeated_ids(&blocks, &mut problems);
        let transfers = || self.blocks.iter().flat_map(|block| &block.transfers);
        let mut header = GroupHeader85::new(
            text(self.message_id.as_str()),
            self.created_at.into(),
            text(&transfers().count().to_string()),
            self.initiating_party.build(),
        );
        let figures = transfers().map(|transfer| transfer.amount.amount());
        let at = format!("{BODY}/GrpHdr/CtrlSum");
        header.ctrl_sum = total::control_sum(figures, &at, &mut problems).map(Number::from);
        let initiation = CustomerCreditTransferInitiationV09::new(header, blocks);
        finish(Document::new(initiation), problems)
    }
}

/// Block ids must differ: a bank's answer names blocks by them.
fn repeated_ids(blocks: &[PaymentInstruction30], problems: &mut Vec<Problem>) {
    let mut seen = std::collections::BTreeSet::new();
    for (number, block) in (1_usize..).zip(blocks) {
        if !seen.insert(block.pmt_inf_id.as_str()) {
            problems.push(Problem::value(
                format!("{BODY}/PmtInf[{number}]/PmtInfId"),
                "an id of its own",
                "that of another block",
            ));
        }
    }
}

/// Transfers from one account on one day.
#[derive(Clone, Debug)]
pub struct CreditTransferBlock {
    kind: Kind,
    id: Option<Max35Text>,
    debtor: Party,
    account: Account,
    agent: Option<Agent>,
    ultimate_debtor: Option<Party>,
    execution_date: NaiveDate,
    batch_booking: Option<bool>,
    category_purpose: Option<String>,
    charge_bearer: Option<ChargeBearerType1Code>,
    transfers: Vec<CreditTransfer>,
}

/// What a block's payment type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Sepa,
    SepaInstant,
    Urgent,
}

impl Kind {
    fn is_sepa(self) -> bool {
        matches!(self, Self::Sepa | Self::SepaInstant)
    }
}

impl CreditTransferBlock {
    /// SEPA credit transfers: service level `SEPA`, charges `SLEV`, euro, IBANs.
    ///
    /// Source: EPC SEPA Credit Transfer customer-to-PSP implementation guidelines, 2025.
    pub fn sepa(debtor: Party, account: Iban, execution_date: NaiveDate) -> Self {
        Self::new(Kind::Sepa, debtor, account.into(), execution_date)
    }

    /// SEPA instant credit transfers: as [`sepa`](Self::sepa), with the local instrument `INST`.
    ///
    /// ```
    /// # use girokit_iso20022::Message as _;
    /// use girokit_iso20022::jobs::{CreditTransfer, CreditTransferBlock, CreditTransferInitiation, Party};
    ///
    /// let payer = || Party::new("Muster GmbH");
    /// let creditor: girokit_types::Iban = "FR1420041010050500013M02606".parse()?;
    /// let transfer = CreditTransfer::new("R-7".parse()?, "EUR 20.00".parse()?, Party::new("Ann"), creditor.into())
    ///     .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse()?);
    /// let block = CreditTransferBlock::sepa_instant(payer(), "DE89370400440532013000".parse()?, "2026-11-23".parse()?)
    ///     .with_agent(girokit_iso20022::jobs::Agent::bic("COBADEFFXXX".parse()?))
    ///     .with_transfer(transfer);
    /// let document = CreditTransferInitiation::new("MSG-2".parse()?, "2026-11-23T09:00:00Z".parse()?, payer())
    ///     .with_block(block)
    ///     .build()?;
    /// assert!(document.to_xml()?.contains("<LclInstrm><Cd>INST</Cd></LclInstrm>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Source: EPC SEPA Instant Credit Transfer customer-to-PSP implementation guidelines, 2025.
    pub fn sepa_instant(debtor: Party, account: Iban, execution_date: NaiveDate) -> Self {
        Self::new(Kind::SepaInstant, debtor, account.into(), execution_date)
    }

    /// A payroll: SEPA credit transfers with the category purpose `SALA` that the bank books as one sum, so that a statement shows
    /// no single salary.
    ///
    /// ```
    /// # use girokit_iso20022::Message as _;
    /// use girokit_iso20022::jobs::{CreditTransfer, CreditTransferBlock, CreditTransferInitiation, Party};
    ///
    /// let payer = || Party::new("Muster GmbH");
    /// let account: girokit_types::Iban = "FR1420041010050500013M02606".parse()?;
    /// let salaries = (1..=100).map(|employee| {
    ///     let id = format!("2026-11-{employee}").parse().expect("an id of at most 35 characters");
    ///     let salary = girokit_types::Money::from_minor_units(250_000 + employee, girokit_types::Currency::EUR)
    ///         .expect("an amount within range");
    ///     CreditTransfer::new(id, salary, Party::new(&format!("Employee {employee}")), account.into())
    /// });
    /// let block = CreditTransferBlock::payroll(payer(), "DE89370400440532013000".parse()?, "2026-11-30".parse()?)
    ///     .with_transfers(salaries);
    /// let document = CreditTransferInitiation::new("PAYROLL-11".parse()?, "2026-11-23T09:00:00Z".parse()?, payer())
    ///     .with_block(block)
    ///     .build()?;
    /// let xml = document.to_xml()?;
    /// assert!(xml.contains("<BtchBookg>true</BtchBookg><NbOfTxs>100</NbOfTxs><CtrlSum>250050.50</CtrlSum>"));
    /// assert!(xml.contains("<CtgyPurp><Cd>SALA</Cd></CtgyPurp>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn payroll(debtor: Party, account: Iban, execution_date: NaiveDate) -> Self {
        Self::sepa(debtor, account, execution_date)
            .with_batch_booking(true)
            .with_category_purpose("SALA")
    }

    /// Credit transfers of no named scheme, with shared charges: in any currency, to any account.
    pub fn plain(debtor: Party, account: Account, execution_date: NaiveDate) -> Self {
        Self::new(Kind::Plain, debtor, account, execution_date)
            .with_charge_bearer(ChargeBearerType1Code::Shar)
    }

    /// Urgent credit transfers: priority `HIGH`, service level `URGP`, otherwise as [`plain`](Self::plain).
    pub fn urgent(debtor: Party, account: Account, execution_date: NaiveDate) -> Self {
        Self::new(Kind::Urgent, debtor, account, execution_date)
            .with_charge_bearer(ChargeBearerType1Code::Shar)
    }

    fn new(kind: Kind, debtor: Party, account: Account, execution_date: NaiveDate) -> Self {
        Self {
            kind,
            id: None,
            debtor,
            account,
            agent: None,
            ultimate_debtor: None,
            execution_date,
            batch_booking: None,
            category_purpose: None,
            charge_bearer: None,
            transfers: Vec::new(),
        }
    }

    /// Sets the block's id: `PmtInfId`.
    #[must_use]
    pub fn with_id(mut self, id: Max35Text) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the debtor's bank. Without it goes out what the SEPA rulebooks write: `NOTPROVIDED`.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Sets the party on whose behalf the debtor pays: `UltmtDbtr`.
    #[must_use]
    pub fn with_ultimate_debtor(mut self, party: Party) -> Self {
        self.ultimate_debtor = Some(party);
        self
    }

    /// Says whether the bank shall book the block as one sum: `BtchBookg`. Unless said, the bank's agreement decides.
    #[must_use]
    pub fn with_batch_booking(mut self, batch: bool) -> Self {
        self.batch_booking = Some(batch);
        self
    }

    /// Sets the category purpose: an `ExternalCategoryPurpose1Code`, such as `SUPP`.
    #[must_use]
    pub fn with_category_purpose(mut self, code: &str) -> Self {
        self.category_purpose = Some(code.to_owned());
        self
    }

    /// Sets who bears the charges. A SEPA transfer always follows its scheme, so there this changes nothing.
    #[must_use]
    pub fn with_charge_bearer(mut self, bearer: ChargeBearerType1Code) -> Self {
        self.charge_bearer = Some(bearer);
        self
    }

    /// Adds a transfer.
    #[must_use]
    pub fn with_transfer(mut self, transfer: CreditTransfer) -> Self {
        self.transfers.push(transfer);
        self
    }

    /// Adds transfers.
    #[must_use]
    pub fn with_transfers(mut self, transfers: impl IntoIterator<Item = CreditTransfer>) -> Self {
        self.transfers.extend(transfers);
        self
    }

    fn build(
        &self,
        message_id: &MessageId,
        number: usize,
        problems: &mut Vec<Problem>,
    ) -> PaymentInstruction30 {
        let at = format!("{BODY}/PmtInf[{number}]");
        let transfers = (1_usize..)
            .zip(&self.transfers)
            .map(|(nth, transfer)| (format!("{at}/CdtTrfTxInf[{nth}]"), transfer));
        let amounts = transfers
            .clone()
            .map(|(at, transfer)| (transfer.amount, format!("{at}/Amt/InstdAmt")));
        let sum = total::of_one_currency(amounts, problems);
        if self.kind.is_sepa() {
            for (at, transfer) in transfers {
                transfer.check_sepa(&at, problems);
            }
        }
        let id = match &self.id {
            Some(id) => text(id.as_str()),
            None => text(&block_id(message_id, number)),
        };
        let mut block = PaymentInstruction30::new(
            id,
            PaymentMethod3Code::Trf,
            date(self.execution_date),
            self.debtor.build(),
            self.account.build(),
            agent_or_not_provided(self.agent.as_ref()),
            self.transfers.iter().map(CreditTransfer::build).collect(),
        );
        block.btch_bookg = self.batch_booking.map(Boolean::from);
        block.nb_of_txs = Some(text(&self.transfers.len().to_string()));
        block.ctrl_sum = sum.map(|sum| Number::from(sum.amount()));
        block.pmt_tp_inf = self.payment_type().map(Box::new);
        block.ultmt_dbtr = self.ultimate_debtor.as_ref().map(|p| Box::new(p.build()));
        block.chrg_br = if self.kind.is_sepa() {
            Some(ChargeBearerType1Code::Slev)
        } else {
            self.charge_bearer
        };
        block
    }

    fn payment_type(&self) -> Option<PaymentTypeInformation26> {
        let mut kind = PaymentTypeInformation26::new();
        match self.kind {
            Kind::Plain => {}
            Kind::Sepa | Kind::SepaInstant => {
                kind.svc_lvl.push(ServiceLevel8Choice::Cd("SEPA".into()));
            }
            Kind::Urgent => {
                kind.instr_prty = Some(Priority2Code::High);
                kind.svc_lvl.push(ServiceLevel8Choice::Cd("URGP".into()));
            }
        }
        if self.kind == Kind::SepaInstant {
            kind.lcl_instrm = Some(LocalInstrument2Choice::Cd("INST".into()));
        }
        let purpose = self.category_purpose.as_deref();
        kind.ctgy_purp = purpose.map(|code| CategoryPurpose1Choice::Cd(code.into()));
        (kind != PaymentTypeInformation26::new()).then_some(kind)
    }
}

/// One transfer: an amount to a creditor.
#[derive(Clone, Debug)]
pub struct CreditTransfer {
    end_to_end_id: EndToEndId,
    instruction_id: Option<InstructionId>,
    uetr: Option<Uetr>,
    amount: Money,
    creditor: Party,
    account: Account,
    agent: Option<Agent>,
    ultimate_creditor: Option<Party>,
    purpose: Option<String>,
    remittance: Option<Remittance>,
}

impl CreditTransfer {
    /// A transfer of an amount above zero to an account. `end_to_end_id` travels to the creditor.
    pub fn new(
        end_to_end_id: EndToEndId,
        amount: Money,
        creditor: Party,
        account: Account,
    ) -> Self {
        Self {
            end_to_end_id,
            instruction_id: None,
            uetr: None,
            amount,
            creditor,
            account,
            agent: None,
            ultimate_creditor: None,
            purpose: None,
            remittance: None,
        }
    }

    /// Sets the id between payer and bank: `InstrId`.
    #[must_use]
    pub fn with_instruction_id(mut self, id: InstructionId) -> Self {
        self.instruction_id = Some(id);
        self
    }

    /// Sets the universal id of the transaction: `UETR`.
    #[must_use]
    pub fn with_uetr(mut self, uetr: Uetr) -> Self {
        self.uetr = Some(uetr);
        self
    }

    /// Sets the creditor's bank.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Sets the party for whom the creditor takes the money: `UltmtCdtr`.
    #[must_use]
    pub fn with_ultimate_creditor(mut self, party: Party) -> Self {
        self.ultimate_creditor = Some(party);
        self
    }

    /// Sets the purpose: an `ExternalPurpose1Code`, such as `GDDS`.
    #[must_use]
    pub fn with_purpose(mut self, code: &str) -> Self {
        self.purpose = Some(code.to_owned());
        self
    }

    /// Sets what it is for.
    #[must_use]
    pub fn with_remittance(mut self, remittance: Remittance) -> Self {
        self.remittance = Some(remittance);
        self
    }

    fn check_sepa(&self, at: &str, problems: &mut Vec<Problem>) {
        let amount = format!("{at}/Amt/InstdAmt");
        total::in_currency(self.amount, Currency::EUR, &amount, problems);
        if self.account.iban().is_none() {
            problems.push(Problem::value(
                format!("{at}/CdtrAcct/Id"),
                "an IBAN",
                "another number",
            ));
        }
    }

    fn build(&self) -> CreditTransferTransaction34 {
        let mut id = PaymentIdentification6::new(text(self.end_to_end_id.as_str()));
        id.instr_id = self.instruction_id.as_ref().map(|id| text(id.as_str()));
        id.uetr = self.uetr.map(|uetr| text(&uetr.to_string()));
        let instructed = AmountType4Choice::InstdAmt(amount(self.amount));
        let mut transfer = CreditTransferTransaction34::new(id, instructed);
        transfer.cdtr_agt = self.agent.as_ref().map(|agent| Box::new(agent.build()));
        transfer.cdtr = Some(Box::new(self.creditor.build()));
        transfer.cdtr_acct = Some(Box::new(self.account.build()));
        let ultimate = self.ultimate_creditor.as_ref();
        transfer.ultmt_cdtr = ultimate.map(|party| Box::new(party.build()));
        let purpose = self.purpose.as_deref();
        transfer.purp = purpose.map(|code| Purpose2Choice::Cd(code.into()));
        transfer.rmt_inf = self.remittance.as_ref().map(|r| Box::new(r.build()));
        transfer
    }
}

/// The id of the `number`th block of a message: the message's id, cut where the number needs its place.
pub(super) fn block_id(message_id: &MessageId, number: usize) -> String {
    let suffix = format!("-{number}");
    let room = MAX_ID_LEN.saturating_sub(suffix.len());
    let stem: String = message_id.as_str().chars().take(room).collect();
    stem + &suffix
}

const BODY: &str = "/Document/CstmrCdtTrfInitn";

/// ISO 20022 `Max35Text`.
const MAX_ID_LEN: usize = 35;

#[cfg(test)]
mod tests {
    use super::block_id;

    #[test]
    fn a_block_id_fits_and_ends_in_its_number() {
        let id = |text: &str| text.parse().expect("at most 35 characters");
        assert_eq!(block_id(&id("MSG"), 1), "MSG-1");
        let long = block_id(&id(&"M".repeat(35)), 100_000);
        assert_eq!(long.len(), 35);
        assert!(long.ends_with("M-100000"));
    }
}
