//! Direct debits: pain.008.001.08.

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::id::Max35Text;
use girokit_types::{
    CreditorIdentifier, Currency, EndToEndId, Iban, InstructionId, MandateId, MessageId, Money,
};

use super::credit_transfer::block_id;
use super::party::{agent_or_not_provided, creditor_scheme};
use super::{Account, Agent, Party, Remittance, finish, total};
use crate::error::{Error, Problem};
use crate::pain_008_001_08::{
    AccountIdentification4Choice, AmendmentInformationDetails13, CashAccount38,
    ChargeBearerType1Code, CustomerDirectDebitInitiationV08, DirectDebitTransaction10,
    DirectDebitTransactionInformation23, Document, GenericAccountIdentification1, GroupHeader83,
    LocalInstrument2Choice, MandateRelatedInformation14, PaymentIdentification6,
    PaymentInstruction29, PaymentMethod2Code, PaymentTypeInformation29, Purpose2Choice,
    SequenceType3Code, ServiceLevel8Choice,
};
use crate::parts::{amount, text};
use crate::value::{Boolean, Date, Number};

/// A pain.008.001.08 in the making: who sends it, and blocks of direct debits that share a creditor, a day and a kind.
///
/// ```
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{DirectDebit, DirectDebitBlock, DirectDebitInitiation, Mandate, Party, Sequence};
///
/// let creditor = || Party::new("Water Works");
/// let mandate = Mandate::new("MANDATE-7".parse()?, "2025-01-15".parse()?);
/// let debit = DirectDebit::new(
///     "WATER-2026-11".parse()?,
///     "EUR 42.10".parse()?,
///     mandate,
///     Party::new("Ann Weaver"),
///     "FR1420041010050500013M02606".parse()?,
/// );
/// let block = DirectDebitBlock::core(
///     creditor(),
///     "DE89370400440532013000".parse()?,
///     "DE98ZZZ09999999999".parse()?,
///     "2026-12-01".parse()?,
///     Sequence::Recurrent,
/// )
/// .with_debit(debit);
/// let document = DirectDebitInitiation::new("DD-1".parse()?, "2026-11-23T09:00:00Z".parse()?, creditor())
///     .with_block(block)
///     .build()?;
/// let xml = document.to_xml()?;
/// assert!(xml.contains("<LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp>"));
/// assert!(xml.contains("<MndtId>MANDATE-7</MndtId><DtOfSgntr>2025-01-15</DtOfSgntr>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 pain.008.001.08 `/CstmrDrctDbtInitn`; EPC SEPA Direct Debit customer-to-PSP implementation guidelines, 2025.
#[derive(Clone, Debug)]
pub struct DirectDebitInitiation {
    message_id: MessageId,
    created_at: DateTime<Utc>,
    initiating_party: Party,
    blocks: Vec<DirectDebitBlock>,
}

impl DirectDebitInitiation {
    /// A message without blocks yet.
    pub fn new(message_id: MessageId, created_at: DateTime<Utc>, initiating_party: Party) -> Self {
        Self {
            message_id,
            created_at,
            initiating_party,
            blocks: Vec::new(),
        }
    }

    /// Adds a block. One without an id gets the message's id and its own number.
    #[must_use]
    pub fn with_block(mut self, block: DirectDebitBlock) -> Self {
        self.blocks.push(block);
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// No block or a block without a debit; an amount that is not above zero, has digits below the cent, or is not in euro; a mandate
    /// signed after the day of collection; a block id that is used twice; and whatever the schema does not allow. All problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        let mut blocks: Vec<PaymentInstruction29> = Vec::new();
        for (number, block) in (1_usize..).zip(&self.blocks) {
            let built = block.build(&self.message_id, number, &mut problems);
            if blocks
                .iter()
                .any(|other| other.pmt_inf_id == built.pmt_inf_id)
            {
                problems.push(Problem::value(
                    format!("{BODY}/PmtInf[{number}]/PmtInfId"),
                    "an id of its own",
                    "that of another block",
                ));
            }
            blocks.push(built);
        }
        let debits = || self.blocks.iter().flat_map(|block| &block.debits);
        let mut header = GroupHeader83::new(
            text(self.message_id.as_str()),
            self.created_at.into(),
            text(&debits().count().to_string()),
            self.initiating_party.build(),
        );
        let figures = debits().map(|debit| debit.amount.amount());
        let at = format!("{BODY}/GrpHdr/CtrlSum");
        header.ctrl_sum = total::control_sum(figures, &at, &mut problems).map(Number::from);
        let initiation = CustomerDirectDebitInitiationV08::new(header, blocks);
        finish(Document::new(initiation), problems)
    }
}

/// Which of a mandate's collections this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "the four of the SEPA rulebooks")]
pub enum Sequence {
    /// `FRST`: the first of several. Since 2016 `RCUR` will do for it too.
    First,
    /// `RCUR`: one of several.
    Recurrent,
    /// `FNAL`: the last of several.
    Final,
    /// `OOFF`: the only one.
    OneOff,
}

/// Direct debits to one account on one day.
#[derive(Clone, Debug)]
pub struct DirectDebitBlock {
    scheme: &'static str,
    sequence: Sequence,
    id: Option<Max35Text>,
    creditor: Party,
    account: Iban,
    agent: Option<Agent>,
    creditor_id: CreditorIdentifier,
    ultimate_creditor: Option<Party>,
    collection_date: NaiveDate,
    batch_booking: Option<bool>,
    debits: Vec<DirectDebit>,
}

impl DirectDebitBlock {
    /// SEPA core direct debits: service level `SEPA`, local instrument `CORE`, charges `SLEV`.
    pub fn core(
        creditor: Party,
        account: Iban,
        creditor_id: CreditorIdentifier,
        collection_date: NaiveDate,
        sequence: Sequence,
    ) -> Self {
        Self {
            scheme: "CORE",
            sequence,
            id: None,
            creditor,
            account,
            agent: None,
            creditor_id,
            ultimate_creditor: None,
            collection_date,
            batch_booking: None,
            debits: Vec::new(),
        }
    }

    /// SEPA business-to-business direct debits: as [`core`](Self::core), with the local instrument `B2B`.
    pub fn b2b(
        creditor: Party,
        account: Iban,
        creditor_id: CreditorIdentifier,
        collection_date: NaiveDate,
        sequence: Sequence,
    ) -> Self {
        Self {
            scheme: "B2B",
            ..Self::core(creditor, account, creditor_id, collection_date, sequence)
        }
    }

    /// Sets the block's id: `PmtInfId`.
    #[must_use]
    pub fn with_id(mut self, id: Max35Text) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets the creditor's bank. Without it goes out what the SEPA rulebooks write: `NOTPROVIDED`.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Sets the party for whom the creditor collects: `UltmtCdtr`.
    #[must_use]
    pub fn with_ultimate_creditor(mut self, party: Party) -> Self {
        self.ultimate_creditor = Some(party);
        self
    }

    /// Says whether the bank shall book the block as one sum: `BtchBookg`.
    #[must_use]
    pub fn with_batch_booking(mut self, batch: bool) -> Self {
        self.batch_booking = Some(batch);
        self
    }

    /// Adds a direct debit.
    #[must_use]
    pub fn with_debit(mut self, debit: DirectDebit) -> Self {
        self.debits.push(debit);
        self
    }

    /// Adds direct debits.
    #[must_use]
    pub fn with_debits(mut self, debits: impl IntoIterator<Item = DirectDebit>) -> Self {
        self.debits.extend(debits);
        self
    }

    fn build(
        &self,
        message_id: &MessageId,
        number: usize,
        problems: &mut Vec<Problem>,
    ) -> PaymentInstruction29 {
        let at = format!("{BODY}/PmtInf[{number}]");
        for (nth, debit) in (1_usize..).zip(&self.debits) {
            debit.check(
                &format!("{at}/DrctDbtTxInf[{nth}]"),
                self.collection_date,
                problems,
            );
        }
        let amounts = (1_usize..).zip(&self.debits).map(|(nth, debit)| {
            let path = format!("{at}/DrctDbtTxInf[{nth}]/InstdAmt");
            (debit.amount, path)
        });
        let sum = total::of_one_currency(amounts, problems);
        let id = match &self.id {
            Some(id) => text(id.as_str()),
            None => text(&block_id(message_id, number)),
        };
        let mut block = PaymentInstruction29::new(
            id,
            PaymentMethod2Code::Dd,
            Date::from(self.collection_date),
            self.creditor.build(),
            Account::Iban(self.account).build(),
            agent_or_not_provided(self.agent.as_ref()),
            self.debits.iter().map(DirectDebit::build).collect(),
        );
        block.btch_bookg = self.batch_booking.map(Boolean::from);
        block.nb_of_txs = Some(text(&self.debits.len().to_string()));
        block.ctrl_sum = sum.map(|sum| Number::from(sum.amount()));
        block.pmt_tp_inf = Some(Box::new(self.payment_type()));
        block.chrg_br = Some(ChargeBearerType1Code::Slev);
        block.ultmt_cdtr = self.ultimate_creditor.as_ref().map(|p| Box::new(p.build()));
        block.cdtr_schme_id = Some(Box::new(creditor_scheme(self.creditor_id)));
        block
    }

    fn payment_type(&self) -> PaymentTypeInformation29 {
        let mut kind = PaymentTypeInformation29::new();
        kind.svc_lvl.push(ServiceLevel8Choice::Cd("SEPA".into()));
        kind.lcl_instrm = Some(LocalInstrument2Choice::Cd(self.scheme.into()));
        kind.seq_tp = Some(match self.sequence {
            Sequence::First => SequenceType3Code::Frst,
            Sequence::Recurrent => SequenceType3Code::Rcur,
            Sequence::Final => SequenceType3Code::Fnal,
            Sequence::OneOff => SequenceType3Code::Ooff,
        });
        kind
    }
}

/// What a debtor signed, and what has changed since the last collection under it.
#[derive(Clone, Debug)]
pub struct Mandate {
    id: MandateId,
    signed_on: NaiveDate,
    former_id: Option<MandateId>,
    former_creditor: Option<(String, CreditorIdentifier)>,
    former_account: Option<FormerAccount>,
}

#[derive(Clone, Copy, Debug)]
enum FormerAccount {
    SameBank(Iban),
    OtherBank,
}

impl Mandate {
    /// A mandate that has not changed.
    pub fn new(id: MandateId, signed_on: NaiveDate) -> Self {
        Self {
            id,
            signed_on,
            former_id: None,
            former_creditor: None,
            former_account: None,
        }
    }

    /// Tells the mandate's id before it changed: `OrgnlMndtId`.
    #[must_use]
    pub fn with_former_id(mut self, id: MandateId) -> Self {
        self.former_id = Some(id);
        self
    }

    /// Tells the creditor's name and identifier before they changed: `OrgnlCdtrSchmeId`.
    #[must_use]
    pub fn with_former_creditor(mut self, name: &str, id: CreditorIdentifier) -> Self {
        self.former_creditor = Some((name.to_owned(), id));
        self
    }

    /// Tells the debtor's account before it changed within the same bank: `OrgnlDbtrAcct`.
    #[must_use]
    pub fn with_former_account(mut self, account: Iban) -> Self {
        self.former_account = Some(FormerAccount::SameBank(account));
        self
    }

    /// Tells that the debtor's account was at another bank: `OrgnlDbtrAcct` with `SMNDA` ("same mandate, new debtor account").
    #[must_use]
    pub fn with_account_from_another_bank(mut self) -> Self {
        self.former_account = Some(FormerAccount::OtherBank);
        self
    }

    fn build(&self) -> MandateRelatedInformation14 {
        let mut mandate = MandateRelatedInformation14::new();
        mandate.mndt_id = Some(text(self.id.as_str()));
        mandate.dt_of_sgntr = Some(Date::from(self.signed_on));
        let mut change = AmendmentInformationDetails13::new();
        change.orgnl_mndt_id = self.former_id.as_ref().map(|id| text(id.as_str()));
        change.orgnl_cdtr_schme_id = self.former_creditor.as_ref().map(|(name, id)| {
            let mut former = creditor_scheme(*id);
            former.nm = Some(text(name));
            Box::new(former)
        });
        change.orgnl_dbtr_acct = self.former_account.map(|account| {
            Box::new(match account {
                FormerAccount::SameBank(iban) => Account::Iban(iban).build(),
                FormerAccount::OtherBank => {
                    let id = GenericAccountIdentification1::new(text("SMNDA"));
                    CashAccount38::new(AccountIdentification4Choice::Othr(Box::new(id)))
                }
            })
        });
        if change != AmendmentInformationDetails13::new() {
            mandate.amdmnt_ind = Some(Boolean::from(true));
            mandate.amdmnt_inf_dtls = Some(Box::new(change));
        }
        mandate
    }
}

/// One direct debit: an amount from a debtor under a mandate.
#[derive(Clone, Debug)]
pub struct DirectDebit {
    end_to_end_id: EndToEndId,
    instruction_id: Option<InstructionId>,
    amount: Money,
    mandate: Mandate,
    debtor: Party,
    account: Iban,
    agent: Option<Agent>,
    ultimate_debtor: Option<Party>,
    purpose: Option<String>,
    remittance: Option<Remittance>,
}

impl DirectDebit {
    /// A direct debit of euros above zero.
    pub fn new(
        end_to_end_id: EndToEndId,
        amount: Money,
        mandate: Mandate,
        debtor: Party,
        account: Iban,
    ) -> Self {
        Self {
            end_to_end_id,
            instruction_id: None,
            amount,
            mandate,
            debtor,
            account,
            agent: None,
            ultimate_debtor: None,
            purpose: None,
            remittance: None,
        }
    }

    /// Sets the id between creditor and bank: `InstrId`.
    #[must_use]
    pub fn with_instruction_id(mut self, id: InstructionId) -> Self {
        self.instruction_id = Some(id);
        self
    }

    /// Sets the debtor's bank. Without it goes out what the SEPA rulebooks write: `NOTPROVIDED`.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = Some(agent);
        self
    }

    /// Sets the party for whom the debtor pays: `UltmtDbtr`.
    #[must_use]
    pub fn with_ultimate_debtor(mut self, party: Party) -> Self {
        self.ultimate_debtor = Some(party);
        self
    }

    /// Sets the purpose: an `ExternalPurpose1Code`, such as `RENT`.
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

    fn check(&self, at: &str, collection_date: NaiveDate, problems: &mut Vec<Problem>) {
        let path = format!("{at}/InstdAmt");
        total::in_currency(self.amount, Currency::EUR, &path, problems);
        if self.mandate.signed_on > collection_date {
            problems.push(Problem::value(
                format!("{at}/DrctDbtTx/MndtRltdInf/DtOfSgntr"),
                format!("a day not after the collection on {collection_date}"),
                self.mandate.signed_on.to_string(),
            ));
        }
    }

    fn build(&self) -> DirectDebitTransactionInformation23 {
        let mut id = PaymentIdentification6::new(text(self.end_to_end_id.as_str()));
        id.instr_id = self.instruction_id.as_ref().map(|id| text(id.as_str()));
        let mut debit = DirectDebitTransactionInformation23::new(
            id,
            amount(self.amount),
            agent_or_not_provided(self.agent.as_ref()),
            self.debtor.build(),
            Account::Iban(self.account).build(),
        );
        let mut transaction = DirectDebitTransaction10::new();
        transaction.mndt_rltd_inf = Some(Box::new(self.mandate.build()));
        debit.drct_dbt_tx = Some(Box::new(transaction));
        debit.ultmt_dbtr = self.ultimate_debtor.as_ref().map(|p| Box::new(p.build()));
        let purpose = self.purpose.as_deref();
        debit.purp = purpose.map(|code| Purpose2Choice::Cd(code.into()));
        debit.rmt_inf = self.remittance.as_ref().map(|r| Box::new(r.build()));
        debit
    }
}

const BODY: &str = "/Document/CstmrDrctDbtInitn";
