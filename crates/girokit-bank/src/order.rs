//! Payment orders: what a payer asks a bank to do, complete and checked before anything is sent.

mod content;
mod ids;

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use girokit_types::statement::AccountId;
use girokit_types::{
    Bic, CreditorReference, EndToEndId, Iban, InstructionId, MessageId, Money, Uetr,
};

pub use content::{Admission, ContentHash, SeenOrders};
pub use ids::PaymentIds;

/// An order to pay, independent of any format.
///
/// Its ids are fixed when it is made, before anything is sent: after a lost answer, the only way back to the payment
/// is the id that the payer chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentOrder {
    ids: PaymentIds,
    debtor: Party,
    creditor: Party,
    amount: Money,
    execution_date: NaiveDate,
    method: PaymentMethod,
    charge_bearer: ChargeBearer,
    remittance: Remittance,
}

impl PaymentOrder {
    /// Makes an order for a plain credit transfer with shared charges and no remittance information.
    ///
    /// # Errors
    /// An amount that is not above zero, or finer than its currency's minor unit.
    pub fn new(
        ids: PaymentIds,
        debtor: Party,
        creditor: Party,
        amount: Money,
        execution_date: NaiveDate,
    ) -> Result<Self, OrderError> {
        if !amount.is_positive() {
            return Err(OrderError::AmountNotPositive);
        }
        if amount.minor_units().is_err() {
            return Err(OrderError::AmountTooFine);
        }
        Ok(Self {
            ids,
            debtor,
            creditor,
            amount,
            execution_date,
            method: PaymentMethod::CreditTransfer,
            charge_bearer: ChargeBearer::Shared,
            remittance: Remittance::None,
        })
    }

    /// Sets the kind of payment.
    ///
    /// # Errors
    /// A SEPA method for an amount that is not in euro, or for an account that is not an IBAN.
    pub fn with_method(mut self, method: PaymentMethod) -> Result<Self, OrderError> {
        if method.is_sepa() {
            if self.amount.currency().code() != "EUR" {
                return Err(OrderError::SepaNeedsEuro);
            }
            if !self.debtor.has_iban() || !self.creditor.has_iban() {
                return Err(OrderError::SepaNeedsIban);
            }
            self.charge_bearer = ChargeBearer::FollowingServiceLevel;
        }
        self.method = method;
        Ok(self)
    }

    /// Sets who bears the charges. A SEPA payment always follows its scheme, so there this changes nothing.
    #[must_use]
    pub fn with_charge_bearer(mut self, bearer: ChargeBearer) -> Self {
        if !self.method.is_sepa() {
            self.charge_bearer = bearer;
        }
        self
    }

    /// Sets what the payment is for.
    #[must_use]
    pub fn with_remittance(mut self, remittance: Remittance) -> Self {
        self.remittance = remittance;
        self
    }

    /// The order's id between payer and bank; unique among all orders of the payer.
    pub const fn instruction_id(&self) -> &InstructionId {
        &self.ids.instruction_id
    }

    /// The payer's reference, which travels to the creditor.
    pub const fn end_to_end_id(&self) -> &EndToEndId {
        &self.ids.end_to_end_id
    }

    /// The universal id of the transaction, when the order carries one.
    pub const fn uetr(&self) -> Option<Uetr> {
        self.ids.uetr
    }

    /// Who pays, and from which account.
    pub const fn debtor(&self) -> &Party {
        &self.debtor
    }

    /// Who is paid, and to which account.
    pub const fn creditor(&self) -> &Party {
        &self.creditor
    }

    /// What is paid: above zero, in whole minor units.
    pub const fn amount(&self) -> Money {
        self.amount
    }

    /// The date on which the debtor's account is to be debited.
    pub const fn execution_date(&self) -> NaiveDate {
        self.execution_date
    }

    /// The kind of payment.
    pub const fn method(&self) -> PaymentMethod {
        self.method
    }

    /// Who bears the charges.
    pub const fn charge_bearer(&self) -> ChargeBearer {
        self.charge_bearer
    }

    /// What the payment is for.
    pub const fn remittance(&self) -> &Remittance {
        &self.remittance
    }
}

/// A party to a payment with its account.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    name: String,
    account: AccountId,
    agent: Option<Bic>,
}

impl Party {
    /// The longest name: ISO 20022 `Max140Text`.
    pub const MAX_NAME_LEN: usize = 140;

    /// The longest account number: ISO 20022 `Max34Text`.
    pub const MAX_ACCOUNT_LEN: usize = 34;

    /// Names a party and its account.
    ///
    /// # Errors
    /// A blank name, one over 140 characters, or one with control characters; an account that is written like an IBAN and is
    /// none, so that a misspelt IBAN never leaves as a domestic account number; an account number over 34 characters.
    pub fn new(name: &str, account: AccountId) -> Result<Self, OrderError> {
        let name = name.trim();
        if !is_text(name, Self::MAX_NAME_LEN) {
            return Err(OrderError::Name);
        }
        if is_written_like_an_iban(account.as_str()) && account.parse_as::<Iban>().is_err() {
            return Err(OrderError::Iban);
        }
        if !is_text(account.as_str(), Self::MAX_ACCOUNT_LEN) {
            return Err(OrderError::Account);
        }
        Ok(Self {
            name: name.to_owned(),
            account,
            agent: None,
        })
    }

    /// Sets the bank that keeps the account.
    #[must_use]
    pub fn with_agent(mut self, agent: Bic) -> Self {
        self.agent = Some(agent);
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// The account as an IBAN, if it is one.
    pub fn iban(&self) -> Option<Iban> {
        self.account.parse_as().ok()
    }

    /// Whether the account is an IBAN.
    pub fn has_iban(&self) -> bool {
        self.iban().is_some()
    }

    /// The bank that keeps the account, when it is stated.
    pub const fn agent(&self) -> Option<&Bic> {
        self.agent.as_ref()
    }
}

/// A person's name and account stay out of logs.
impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party")
            .field("agent", &self.agent)
            .finish_non_exhaustive()
    }
}

/// The kind of payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PaymentMethod {
    /// A credit transfer on the bank's usual rail for the currency.
    CreditTransfer,
    /// A SEPA credit transfer: euro, IBAN to IBAN.
    SepaCreditTransfer,
    /// A SEPA instant credit transfer: within seconds, at any time of day.
    SepaInstantCreditTransfer,
    /// A credit transfer executed one by one and at once (a wire).
    UrgentCreditTransfer,
}

impl PaymentMethod {
    /// Whether the SEPA rulebooks apply.
    pub const fn is_sepa(self) -> bool {
        matches!(
            self,
            Self::SepaCreditTransfer | Self::SepaInstantCreditTransfer
        )
    }

    /// Whether the bank executes it at once, and not in a later cycle.
    pub const fn is_immediate(self) -> bool {
        matches!(
            self,
            Self::SepaInstantCreditTransfer | Self::UrgentCreditTransfer
        )
    }
}

impl fmt::Display for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreditTransfer => "credit transfer",
            Self::SepaCreditTransfer => "SEPA credit transfer",
            Self::SepaInstantCreditTransfer => "SEPA instant credit transfer",
            Self::UrgentCreditTransfer => "urgent credit transfer",
        })
    }
}

/// Who bears the charges of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChargeBearer {
    /// The creditor bears them (`CRED`).
    Creditor,
    /// The debtor bears them (`DEBT`).
    Debtor,
    /// The scheme's rules say who (`SLEV`).
    FollowingServiceLevel,
    /// Each side bears its own bank's (`SHAR`).
    Shared,
}

/// What a payment is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remittance {
    /// Nothing is said.
    None,
    /// The creditor's structured reference.
    Reference(CreditorReference),
    /// Free words.
    Unstructured(RemittanceText),
}

/// Free remittance information: 1 to 140 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RemittanceText(String);

impl RemittanceText {
    /// The longest text: ISO 20022 `Max140Text`.
    pub const MAX_LEN: usize = 140;

    /// Parses a text.
    ///
    /// # Errors
    /// A blank text, one over 140 characters, or one with control characters.
    pub fn parse(text: &str) -> Result<Self, OrderError> {
        let text = text.trim();
        if is_text(text, Self::MAX_LEN) {
            Ok(Self(text.to_owned()))
        } else {
            Err(OrderError::Remittance)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Orders that go to the bank in one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentBatch {
    message_id: MessageId,
    initiating_party: String,
    created_at: DateTime<Utc>,
    orders: Vec<PaymentOrder>,
}

impl PaymentBatch {
    /// The most orders in a batch, whatever the bank allows: it bounds the size of one message.
    pub const MAX_ORDERS: usize = 100_000;

    /// Puts orders together.
    ///
    /// # Errors
    /// No order, more than [`MAX_ORDERS`](Self::MAX_ORDERS), two orders with one instruction id, or a bad initiating party's name.
    pub fn new(
        message_id: MessageId,
        initiating_party: &str,
        created_at: DateTime<Utc>,
        orders: Vec<PaymentOrder>,
    ) -> Result<Self, OrderError> {
        if orders.is_empty() || orders.len() > Self::MAX_ORDERS {
            return Err(OrderError::BatchSize {
                found: orders.len(),
            });
        }
        let initiating_party = initiating_party.trim();
        if !is_text(initiating_party, Party::MAX_NAME_LEN) {
            return Err(OrderError::Name);
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = orders
            .iter()
            .map(PaymentOrder::instruction_id)
            .find(|id| !ids.insert(id.as_str()))
        {
            return Err(OrderError::SameId(twice.clone()));
        }
        Ok(Self {
            message_id,
            initiating_party: initiating_party.to_owned(),
            created_at,
            orders,
        })
    }

    /// The message's id; unique among all messages of the payer.
    pub const fn message_id(&self) -> &MessageId {
        &self.message_id
    }

    /// Who sends the message.
    pub fn initiating_party(&self) -> &str {
        &self.initiating_party
    }

    /// When the message was made.
    pub const fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }

    /// The orders: at least one.
    pub fn orders(&self) -> &[PaymentOrder] {
        &self.orders
    }
}

/// Why an order or a batch cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// The account number is too long or not printable.
    #[error("expected an account of 1 to {max} printable characters", max = Party::MAX_ACCOUNT_LEN)]
    Account,
    /// The amount is zero or below.
    #[error("expected an amount above zero")]
    AmountNotPositive,
    /// The amount has a fraction of a minor unit.
    #[error("expected an amount in whole minor units of its currency")]
    AmountTooFine,
    /// The batch is empty or too large.
    #[error("expected 1 to {max} orders in a batch, found {found}", max = PaymentBatch::MAX_ORDERS)]
    BatchSize {
        /// How many orders there were.
        found: usize,
    },
    /// The account is written like an IBAN and is none.
    #[error("expected a valid IBAN, found one with wrong length or check digits")]
    Iban,
    /// A name is blank, too long or not printable.
    #[error("expected a name of 1 to {max} printable characters", max = Party::MAX_NAME_LEN)]
    Name,
    /// A remittance text is blank, too long or not printable.
    #[error("expected remittance information of 1 to {max} printable characters", max = RemittanceText::MAX_LEN)]
    Remittance,
    /// Two orders of a batch carry one instruction id.
    #[error("expected each instruction id once in a batch, found {0} twice")]
    SameId(InstructionId),
    /// A SEPA payment in another currency than euro.
    #[error("expected euro for a SEPA payment")]
    SepaNeedsEuro,
    /// A SEPA payment with an account that is not an IBAN.
    #[error("expected an IBAN on both sides of a SEPA payment")]
    SepaNeedsIban,
}

fn is_text(text: &str, max: usize) -> bool {
    !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
}

/// Two letters and two digits, as long as an IBAN at least: no domestic number is written so.
fn is_written_like_an_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [a, b, c, d, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit() && d.is_ascii_digit())
        && bytes.len() >= MIN_IBAN_LEN
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// The shortest IBAN of the registry (Norway).
const MIN_IBAN_LEN: usize = 15;
