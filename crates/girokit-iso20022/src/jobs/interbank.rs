//! Credit transfers between banks: pacs.008.001.08.

use chrono::{DateTime, FixedOffset, NaiveDate};
use girokit_types::{Bic, Currency, EndToEndId, InstructionId, MessageId, Money, Uetr};
use rust_decimal::Decimal;

use super::{Account, Agent, Party, Remittance, finish, total};
use crate::error::{Error, Problem};
use crate::pacs_008_001_08::{
    ActiveCurrencyAndAmount, BranchAndFinancialInstitutionIdentification6, ChargeBearerType1Code,
    Charges7, ClearingSystemIdentification3Choice, CreditTransferTransaction39, Document,
    FIToFICustomerCreditTransferV08, GroupHeader93, LocalInstrument2Choice, PaymentIdentification7,
    PaymentTypeInformation28, Purpose2Choice, ServiceLevel8Choice, SettlementInstruction7,
    SettlementMethod1Code,
};
use crate::parts::{amount, text};
use crate::value::{Date, DateTime as Moment, Number};

/// A pacs.008.001.08 in the making: from one bank to the next, with its payments.
///
/// ```
/// use girokit_iso20022::Message as _;
/// use girokit_iso20022::jobs::{Address, Agent, Customer, InterbankPayment, InterbankTransfer, Party};
/// use girokit_types::statement::AccountId;
///
/// let bank = |bic: &str| Agent::bic(bic.parse().unwrap());
/// let debtor = Customer::new(
///     Party::new("Muster GmbH").with_address(Address::new("DE", "Berlin").with_street("Hauptstr.").with_building("1")),
///     bank("COBADEFFXXX"),
/// )
/// .with_account("DE89370400440532013000".parse::<girokit_types::Iban>()?.into());
/// let creditor = Customer::new(
///     Party::new("Weaver Inc").with_address(Address::new("US", "New York").with_line("7 Wool Street")),
///     bank("CHASUS33XXX"),
/// )
/// .with_account(AccountId::parse("4020117788")?.into());
/// let payment = InterbankPayment::new(
///     "INV-42".parse()?,
///     "USD 5000.00".parse()?,
///     "2026-11-24".parse()?,
///     debtor,
///     creditor,
/// )
/// .with_uetr("7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10".parse()?)
/// .with_intermediary(bank("CITIUS33XXX"))
/// .with_charge("USD 15.00".parse()?, bank("COBADEFFXXX"));
/// let transfer = InterbankTransfer::cross_border(
///     "PACS-1".parse()?,
///     "2026-11-23T10:00:00+01:00".parse()?,
///     "COBADEFFXXX".parse()?,
///     "CITIUS33XXX".parse()?,
/// )
/// .with_payment(payment);
/// let document = transfer.build()?;
/// assert!(document.to_xml()?.contains("<UETR>7d2f3cb4-9a45-4d4d-8a20-9b54ae8b2b10</UETR>"));
/// # #[cfg(all(feature = "envelope", feature = "head-001-001-02"))] {
/// // Its header, with the features `envelope` and `head-001-001-02`.
/// use girokit_iso20022::envelope::{HeaderAddress, HeaderBuilder};
/// use girokit_iso20022::{head_001_001_02, pacs_008_001_08};
///
/// let header: head_001_001_02::BusinessApplicationHeaderV02 = HeaderBuilder::new(
///     pacs_008_001_08::Document::DEFINITION,
///     HeaderAddress::bic("COBADEFFXXX"),
///     HeaderAddress::bic("CITIUS33XXX"),
///     "PACS-1",
///     "2026-11-23T10:00:00+01:00".parse()?,
/// )
/// .with_business_service("swift.cbprplus.04")
/// .build()?;
/// assert!(header.to_xml()?.contains("<MsgDefIdr>pacs.008.001.08</MsgDefIdr>"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 pacs.008.001.08 `/FIToFICstmrCdtTrf`.
#[derive(Clone, Debug)]
pub struct InterbankTransfer {
    message_id: MessageId,
    created_at: DateTime<FixedOffset>,
    instructing: Bic,
    instructed: Bic,
    settlement: Settlement,
    sepa: Option<Sepa>,
    payments: Vec<InterbankPayment>,
}

/// How the banks settle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// `CLRG`: through a clearing system, an `ExternalCashClearingSystem1Code` such as `ST2` or the scheme's own name.
    Clearing(String),
    /// `COVE`: by a cover payment through correspondents.
    Cover {
        /// The instructing bank's correspondent.
        instructing: Bic,
        /// The instructed bank's correspondent.
        instructed: Bic,
    },
    /// `INDA`: on the account that the instructed bank keeps.
    InstructedAgent,
    /// `INGA`: on the account that the instructing bank keeps.
    InstructingAgent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sepa {
    CreditTransfer,
    Instant,
}

impl InterbankTransfer {
    /// A cross-border transfer as CBPR+ has it: the agents and the day of settlement with the payment, settled on the account of the
    /// instructed bank unless told otherwise. CBPR+ carries one payment in a message.
    ///
    /// The creation time keeps its offset, which CBPR+ demands.
    pub fn cross_border(
        message_id: MessageId,
        created_at: DateTime<FixedOffset>,
        instructing: Bic,
        instructed: Bic,
    ) -> Self {
        Self {
            message_id,
            created_at,
            instructing,
            instructed,
            settlement: Settlement::InstructedAgent,
            sepa: None,
            payments: Vec::new(),
        }
    }

    /// SEPA credit transfers through a clearing system: the total and the day of settlement in the group header, service level
    /// `SEPA`, charges `SLEV`.
    ///
    /// Source: EPC SEPA Credit Transfer inter-PSP implementation guidelines, 2025.
    pub fn sepa(
        message_id: MessageId,
        created_at: DateTime<FixedOffset>,
        instructing: Bic,
        instructed: Bic,
        clearing_system: &str,
    ) -> Self {
        Self {
            sepa: Some(Sepa::CreditTransfer),
            settlement: Settlement::Clearing(clearing_system.to_owned()),
            ..Self::cross_border(message_id, created_at, instructing, instructed)
        }
    }

    /// SEPA instant credit transfers: as [`sepa`](Self::sepa), with the local instrument `INST` and the time of acceptance, which is
    /// the creation time unless the payment tells it.
    pub fn sepa_instant(
        message_id: MessageId,
        created_at: DateTime<FixedOffset>,
        instructing: Bic,
        instructed: Bic,
        clearing_system: &str,
    ) -> Self {
        Self {
            sepa: Some(Sepa::Instant),
            ..Self::sepa(
                message_id,
                created_at,
                instructing,
                instructed,
                clearing_system,
            )
        }
    }

    /// Sets how the banks settle.
    #[must_use]
    pub fn with_settlement(mut self, settlement: Settlement) -> Self {
        self.settlement = settlement;
        self
    }

    /// Adds a payment.
    #[must_use]
    pub fn with_payment(mut self, payment: InterbankPayment) -> Self {
        self.payments.push(payment);
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// No payment; an amount that is not above zero, has digits below the minor unit, or is in another currency than the others;
    /// days of settlement that differ within a SEPA message; a cross-border payment without a UETR; more than three intermediaries or previous agents; and whatever the schema
    /// does not allow. All problems.
    pub fn build(&self) -> Result<Document, Error> {
        let mut problems = Vec::new();
        let mut transactions = Vec::new();
        for (nth, payment) in (1_usize..).zip(&self.payments) {
            let at = format!("{BODY}/CdtTrfTxInf[{nth}]");
            transactions.push(Settled {
                transaction: payment.build(&at, &mut problems),
                amount: payment.amount,
                date: payment.settlement_date,
            });
        }
        finish(self.assemble(transactions, &mut problems), problems)
    }

    #[cfg(feature = "carry")]
    pub(crate) fn has_payments(&self) -> bool {
        !self.payments.is_empty()
    }

    /// The message of payments that are already mapped.
    pub(crate) fn assemble(
        &self,
        transactions: Vec<Settled>,
        problems: &mut Vec<Problem>,
    ) -> Document {
        let at = |nth: usize| format!("{BODY}/CdtTrfTxInf[{nth}]");
        let amounts = (1_usize..)
            .zip(&transactions)
            .map(|(nth, one)| (one.amount, format!("{}/IntrBkSttlmAmt", at(nth))));
        let total = total::of_one_currency(amounts, problems);
        let mut header = GroupHeader93::new(
            text(self.message_id.as_str()),
            Moment::from(self.created_at),
            text(&transactions.len().to_string()),
            settlement(&self.settlement),
        );
        if self.sepa.is_some() {
            header.ttl_intr_bk_sttlm_amt = total.map(settled);
            let day = transactions.first().map(|first| first.date);
            header.intr_bk_sttlm_dt = day.map(Date::from);
            for (nth, one) in (1_usize..).zip(&transactions) {
                if day.is_some_and(|day| day != one.date) {
                    problems.push(Problem::value(
                        format!("{}/IntrBkSttlmDt", at(nth)),
                        "the day of settlement of the first payment",
                        one.date.to_string(),
                    ));
                }
            }
            header.instg_agt = Some(Box::new(bank(self.instructing)));
            header.instd_agt = Some(Box::new(bank(self.instructed)));
        }
        let out = (1_usize..)
            .zip(transactions)
            .map(|(nth, one)| self.complete(one, &at(nth), problems))
            .collect();
        Document::new(FIToFICustomerCreditTransferV08::new(header, out))
    }

    /// What the message's kind demands of each payment.
    fn complete(
        &self,
        one: Settled,
        at: &str,
        problems: &mut Vec<Problem>,
    ) -> CreditTransferTransaction39 {
        let mut out = one.transaction;
        let Some(sepa) = self.sepa else {
            if out.pmt_id.uetr.is_none() {
                problems.push(Problem::value(format!("{at}/PmtId/UETR"), "a UETR", "none"));
            }
            out.intr_bk_sttlm_dt = Some(Date::from(one.date));
            out.instg_agt = Some(Box::new(bank(self.instructing)));
            out.instd_agt = Some(Box::new(bank(self.instructed)));
            if out.pmt_id.instr_id.is_none() {
                out.pmt_id.instr_id = Some(text(self.message_id.as_str()));
            }
            return out;
        };
        let path = format!("{at}/IntrBkSttlmAmt");
        total::in_currency(one.amount, Currency::EUR, &path, problems);
        let kind = out.pmt_tp_inf.take();
        let mut kind = kind.unwrap_or_else(|| Box::new(PaymentTypeInformation28::new()));
        kind.svc_lvl = vec![ServiceLevel8Choice::Cd("SEPA".into())];
        if sepa == Sepa::Instant {
            kind.lcl_instrm = Some(LocalInstrument2Choice::Cd("INST".into()));
            let accepted = Moment::from(self.created_at);
            out.accptnc_dt_tm.get_or_insert(accepted);
        }
        out.pmt_tp_inf = Some(kind);
        out.chrg_br = ChargeBearerType1Code::Slev;
        // SEPA demands the id that the first bank gives.
        let first = out.pmt_id.instr_id.as_ref();
        let first = first.unwrap_or(&out.pmt_id.end_to_end_id).clone();
        out.pmt_id.tx_id.get_or_insert(first);
        out
    }
}

/// A payment with what the banks settle for it.
pub(crate) struct Settled {
    pub(crate) transaction: CreditTransferTransaction39,
    pub(crate) amount: Money,
    pub(crate) date: NaiveDate,
}

/// A customer at one end of a payment: who it is, the account, and the bank that keeps it.
#[derive(Clone, Debug)]
pub struct Customer {
    party: Party,
    account: Option<Account>,
    agent: Agent,
    ultimate: Option<Party>,
}

impl Customer {
    /// A customer of a bank.
    pub fn new(party: Party, agent: Agent) -> Self {
        Self {
            party,
            account: None,
            agent,
            ultimate: None,
        }
    }

    /// Sets the account.
    #[must_use]
    pub fn with_account(mut self, account: Account) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets the party for whom the customer pays or takes the money.
    #[must_use]
    pub fn with_ultimate(mut self, party: Party) -> Self {
        self.ultimate = Some(party);
        self
    }
}

/// One payment between banks.
#[derive(Clone, Debug)]
pub struct InterbankPayment {
    end_to_end_id: EndToEndId,
    instruction_id: Option<InstructionId>,
    transaction_id: Option<String>,
    uetr: Option<Uetr>,
    amount: Money,
    settlement_date: NaiveDate,
    instructed: Option<(Money, Option<Decimal>)>,
    charge_bearer: ChargeBearerType1Code,
    charges: Vec<(Money, Agent)>,
    accepted_at: Option<DateTime<FixedOffset>>,
    previous: Vec<Agent>,
    intermediaries: Vec<Agent>,
    debtor: Customer,
    creditor: Customer,
    purpose: Option<String>,
    remittance: Option<Remittance>,
}

impl InterbankPayment {
    /// A payment of an amount above zero with shared charges.
    pub fn new(
        end_to_end_id: EndToEndId,
        amount: Money,
        settlement_date: NaiveDate,
        debtor: Customer,
        creditor: Customer,
    ) -> Self {
        Self {
            end_to_end_id,
            instruction_id: None,
            transaction_id: None,
            uetr: None,
            amount,
            settlement_date,
            instructed: None,
            charge_bearer: ChargeBearerType1Code::Shar,
            charges: Vec::new(),
            accepted_at: None,
            previous: Vec::new(),
            intermediaries: Vec::new(),
            debtor,
            creditor,
            purpose: None,
            remittance: None,
        }
    }

    /// Sets the universal id of the transaction: `UETR`. A cross-border payment must have one; in SEPA it needs the other bank's
    /// agreement.
    #[must_use]
    pub fn with_uetr(mut self, uetr: Uetr) -> Self {
        self.uetr = Some(uetr);
        self
    }

    /// Sets the id between these two banks. Unless set, a cross-border payment takes the message's id.
    #[must_use]
    pub fn with_instruction_id(mut self, id: InstructionId) -> Self {
        self.instruction_id = Some(id);
        self
    }

    /// Sets the id that the first bank gave: `TxId`. Unless set, a SEPA payment takes the instruction id or the end-to-end id.
    #[must_use]
    pub fn with_transaction_id(mut self, id: &str) -> Self {
        self.transaction_id = Some(id.to_owned());
        self
    }

    /// Sets what the debtor instructed, before charges and exchange; the rate only where the currencies differ.
    #[must_use]
    pub fn with_instructed_amount(mut self, amount: Money, rate: Option<Decimal>) -> Self {
        self.instructed = Some((amount, rate));
        self
    }

    /// Sets who bears the charges. A SEPA payment always follows its scheme, so there this changes nothing.
    #[must_use]
    pub fn with_charge_bearer(mut self, bearer: ChargeBearerType1Code) -> Self {
        self.charge_bearer = bearer;
        self
    }

    /// Adds a charge that a bank took: `ChrgsInf`.
    #[must_use]
    pub fn with_charge(mut self, amount: Money, taken_by: Agent) -> Self {
        self.charges.push((amount, taken_by));
        self
    }

    /// Sets when the debtor's bank accepted it: `AccptncDtTm`.
    #[must_use]
    pub fn with_acceptance(mut self, at: DateTime<FixedOffset>) -> Self {
        self.accepted_at = Some(at);
        self
    }

    /// Adds a bank that it went through: `PrvsInstgAgt1` to `3`.
    #[must_use]
    pub fn with_previous_agent(mut self, agent: Agent) -> Self {
        self.previous.push(agent);
        self
    }

    /// Adds a bank between the instructed bank and the creditor's: `IntrmyAgt1` to `3`.
    #[must_use]
    pub fn with_intermediary(mut self, agent: Agent) -> Self {
        self.intermediaries.push(agent);
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

    fn build(&self, at: &str, problems: &mut Vec<Problem>) -> CreditTransferTransaction39 {
        let mut id = PaymentIdentification7::new(text(self.end_to_end_id.as_str()));
        id.instr_id = self.instruction_id.as_ref().map(|id| text(id.as_str()));
        id.tx_id = self.transaction_id.as_deref().map(text);
        id.uetr = self.uetr.map(|uetr| text(&uetr.to_string()));
        let mut out = CreditTransferTransaction39::new(
            id,
            settled(self.amount),
            self.charge_bearer,
            self.debtor.party.build(),
            self.debtor.agent.build(),
            self.creditor.agent.build(),
            self.creditor.party.build(),
        );
        if let Some((money, rate)) = self.instructed {
            self.check_exchange(money, rate, at, problems);
            out.instd_amt = Some(amount(money));
            out.xchg_rate = rate.map(Number::from);
        }
        out.accptnc_dt_tm = self.accepted_at.map(Moment::from);
        for (nth, (money, agent)) in (1_usize..).zip(&self.charges) {
            if money.is_negative() {
                let path = format!("{at}/ChrgsInf[{nth}]/Amt");
                problems.push(Problem::value(
                    path,
                    "a charge of zero or more",
                    "a negative one",
                ));
            }
            out.chrgs_inf
                .push(Charges7::new(amount(*money), agent.build()));
        }
        let account = |customer: &Customer| {
            let account = customer.account.as_ref();
            account.map(|account| Box::new(account.build()))
        };
        let ultimate = |customer: &Customer| {
            let party = customer.ultimate.as_ref();
            party.map(|party| Box::new(party.build()))
        };
        out.dbtr_acct = account(&self.debtor);
        out.cdtr_acct = account(&self.creditor);
        out.ultmt_dbtr = ultimate(&self.debtor);
        out.ultmt_cdtr = ultimate(&self.creditor);
        let mut three = |agents: &[Agent], tag: &str| {
            if agents.len() > 3 {
                let path = format!("{at}/{tag}3");
                problems.push(Problem::value(
                    path,
                    "at most 3 banks",
                    agents.len().to_string(),
                ));
            }
            let mut agents = agents.iter().map(|agent| Box::new(agent.build()));
            [agents.next(), agents.next(), agents.next()]
        };
        [
            out.prvs_instg_agt1,
            out.prvs_instg_agt2,
            out.prvs_instg_agt3,
        ] = three(&self.previous, "PrvsInstgAgt");
        [out.intrmy_agt1, out.intrmy_agt2, out.intrmy_agt3] =
            three(&self.intermediaries, "IntrmyAgt");
        let purpose = self.purpose.as_deref();
        out.purp = purpose.map(|code| Purpose2Choice::Cd(code.into()));
        out.rmt_inf = self.remittance.as_ref().map(|r| Box::new(r.build()));
        out
    }

    /// A rate stands beside two currencies, and beside two currencies only.
    fn check_exchange(
        &self,
        instructed: Money,
        rate: Option<Decimal>,
        at: &str,
        problems: &mut Vec<Problem>,
    ) {
        total::payable(instructed, &format!("{at}/InstdAmt"), problems);
        let differ = instructed.currency() != self.amount.currency();
        if differ != rate.is_some() {
            let (expected, found) = if differ {
                ("a rate between the two currencies", "none")
            } else {
                ("no rate within one currency", "one")
            };
            problems.push(Problem::value(format!("{at}/XchgRate"), expected, found));
        }
    }
}

/// A settlement amount, which ISO 20022 types apart from other amounts.
pub(crate) fn settled(money: Money) -> ActiveCurrencyAndAmount {
    ActiveCurrencyAndAmount {
        value: Number::from(money.abs().amount()),
        ccy: text(money.currency().code()),
    }
}

pub(super) fn bank(bic: Bic) -> BranchAndFinancialInstitutionIdentification6 {
    Agent::bic(bic).build()
}

fn settlement(settlement: &Settlement) -> SettlementInstruction7 {
    let (method, system) = match settlement {
        Settlement::Clearing(system) => (SettlementMethod1Code::Clrg, Some(system)),
        Settlement::Cover { .. } => (SettlementMethod1Code::Cove, None),
        Settlement::InstructedAgent => (SettlementMethod1Code::Inda, None),
        Settlement::InstructingAgent => (SettlementMethod1Code::Inga, None),
    };
    let mut out = SettlementInstruction7::new(method);
    out.clr_sys = system.map(|system| {
        if system.chars().count() <= MAX_CLEARING_CODE_LEN {
            ClearingSystemIdentification3Choice::Cd(system.as_str().into())
        } else {
            ClearingSystemIdentification3Choice::Prtry(text(system))
        }
    });
    if let Settlement::Cover {
        instructing,
        instructed,
    } = settlement
    {
        out.instg_rmbrsmnt_agt = Some(Box::new(bank(*instructing)));
        out.instd_rmbrsmnt_agt = Some(Box::new(bank(*instructed)));
    }
    out
}

/// ISO 20022 `ExternalCashClearingSystem1Code`.
const MAX_CLEARING_CODE_LEN: usize = 3;

const BODY: &str = "/Document/FIToFICstmrCdtTrf";
