//! What a bank tells about one transaction of an entry.

use std::fmt;

use rust_decimal::Decimal;

use super::party::text;
use super::{Counterparty, CreditDebit, References, StatementError, unsigned};
use crate::currency::Currency;
use crate::money::Money;

/// What a bank tells about one transaction: its references, its other party, its charges.
///
/// An entry with one transaction carries these details itself ([`StatementEntry::details`]); a batch booking carries one
/// set for each transaction ([`StatementEntry::transactions`]). ISO 20022 camt.053.001.08
/// `/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls`.
///
/// [`StatementEntry::details`]: super::StatementEntry::details
/// [`StatementEntry::transactions`]: super::StatementEntry::transactions
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TransactionDetails {
    #[cfg_attr(
        feature = "serde",
        serde(default, deserialize_with = "super::deserialize_unsigned_option")
    )]
    amount: Option<Money>,
    #[cfg_attr(feature = "serde", serde(default))]
    credit_debit: Option<CreditDebit>,
    #[cfg_attr(feature = "serde", serde(default))]
    references: References,
    #[cfg_attr(feature = "serde", serde(default))]
    counterparty: Option<Box<Counterparty>>,
    #[cfg_attr(feature = "serde", serde(default))]
    bank_transaction_code: Option<Box<BankTransactionCode>>,
    #[cfg_attr(feature = "serde", serde(default))]
    charges: Vec<Charge>,
    #[cfg_attr(feature = "serde", serde(default))]
    exchange: Option<Box<Exchange>>,
    #[cfg_attr(feature = "serde", serde(default))]
    return_reason: Option<Box<str>>,
}

impl TransactionDetails {
    /// Details of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the transaction's own amount and direction, which a transaction of a batch needs.
    ///
    /// # Errors
    /// [`StatementError::NegativeAmount`]: the sign is the direction's.
    pub fn with_amount(
        mut self,
        amount: Money,
        credit_debit: CreditDebit,
    ) -> Result<Self, StatementError> {
        self.amount = Some(unsigned(amount)?);
        self.credit_debit = Some(credit_debit);
        Ok(self)
    }

    /// Sets the references.
    #[must_use]
    pub fn with_references(mut self, references: References) -> Self {
        self.references = references;
        self
    }

    /// Sets the other party.
    #[must_use]
    pub fn with_counterparty(mut self, counterparty: Counterparty) -> Self {
        self.counterparty = (!counterparty.is_empty()).then(|| Box::new(counterparty));
        self
    }

    /// Sets the bank transaction code.
    #[must_use]
    pub fn with_bank_transaction_code(mut self, code: BankTransactionCode) -> Self {
        self.bank_transaction_code = Some(Box::new(code));
        self
    }

    /// Adds a charge.
    #[must_use]
    pub fn with_charge(mut self, charge: Charge) -> Self {
        self.charges.push(charge);
        self
    }

    /// Sets the original amount and the rate.
    #[must_use]
    pub fn with_exchange(mut self, exchange: Exchange) -> Self {
        self.exchange = Some(Box::new(exchange));
        self
    }

    /// Sets the reason for which a payment came back: an ISO 20022 `ExternalReturnReason1Code` such as `AC04`, or the
    /// bank's own.
    #[must_use]
    pub fn with_return_reason(mut self, reason: &str) -> Self {
        self.return_reason = text(reason);
        self
    }

    /// The transaction's own amount, zero or positive; the entry's amount stands if there is none.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// The transaction's own direction; the entry's stands if there is none.
    pub fn credit_debit(&self) -> Option<CreditDebit> {
        self.credit_debit
    }

    /// The references.
    pub fn references(&self) -> &References {
        &self.references
    }

    /// The references, to add to.
    pub fn references_mut(&mut self) -> &mut References {
        &mut self.references
    }

    /// The other party.
    pub fn counterparty(&self) -> Option<&Counterparty> {
        self.counterparty.as_deref()
    }

    /// The bank transaction code.
    pub fn bank_transaction_code(&self) -> Option<&BankTransactionCode> {
        self.bank_transaction_code.as_deref()
    }

    /// The charges.
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// The original amount and the rate.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.exchange.as_deref()
    }

    /// The reason for which a payment came back.
    pub fn return_reason(&self) -> Option<&str> {
        self.return_reason.as_deref()
    }
}

/// What kind of transaction the bank says it is: an ISO 20022 code, the bank's own code, or both.
///
/// The code lists are external to the schema and grow twice a year, so the codes are kept as sent.
/// ISO 20022 camt.053.001.08 `BkTxCd`.
///
/// ```
/// use girokit_types::statement::BankTransactionCode;
///
/// let code = BankTransactionCode::iso("PMNT", "ICDT", "ESCT").with_proprietary("NTRF+166", Some("DK"));
/// assert_eq!(code.to_string(), "PMNT-ICDT-ESCT NTRF+166");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BankTransactionCode {
    #[cfg_attr(feature = "serde", serde(default))]
    domain: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    family: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    subfamily: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    proprietary: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    issuer: Option<Box<str>>,
}

impl BankTransactionCode {
    /// An ISO 20022 code: domain (`PMNT`), family (`ICDT`), subfamily (`ESCT`).
    pub fn iso(domain: &str, family: &str, subfamily: &str) -> Self {
        Self {
            domain: text(domain),
            family: text(family),
            subfamily: text(subfamily),
            proprietary: None,
            issuer: None,
        }
    }

    /// The bank's own code, such as an MT940 transaction type or a BAI2 type code, and who issues the code list.
    pub fn proprietary(code: &str, issuer: Option<&str>) -> Self {
        Self::default().with_proprietary(code, issuer)
    }

    /// Adds the bank's own code.
    #[must_use]
    pub fn with_proprietary(mut self, code: &str, issuer: Option<&str>) -> Self {
        self.proprietary = text(code);
        self.issuer = issuer.and_then(text);
        self
    }

    /// The domain, such as `PMNT`.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// The family within the domain, such as `ICDT`.
    pub fn family(&self) -> Option<&str> {
        self.family.as_deref()
    }

    /// The subfamily within the family, such as `ESCT`.
    pub fn subfamily(&self) -> Option<&str> {
        self.subfamily.as_deref()
    }

    /// The bank's own code.
    pub fn proprietary_code(&self) -> Option<&str> {
        self.proprietary.as_deref()
    }

    /// Who issues the list that the bank's own code is from.
    pub fn proprietary_issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }
}

impl fmt::Display for BankTransactionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = [&self.domain, &self.family, &self.subfamily];
        for (position, part) in iso.into_iter().flatten().enumerate() {
            if position > 0 {
                f.write_str("-")?;
            }
            f.write_str(part)?;
        }
        if let Some(code) = &self.proprietary {
            if self.domain.is_some() {
                f.write_str(" ")?;
            }
            f.write_str(code)?;
        }
        Ok(())
    }
}

/// One charge that a bank took or gave back. ISO 20022 camt.053.001.08 `Chrgs/Rcrd`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Charge {
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "super::deserialize_unsigned")
    )]
    amount: Money,
    credit_debit: CreditDebit,
    #[cfg_attr(feature = "serde", serde(default))]
    included: Option<bool>,
    #[cfg_attr(feature = "serde", serde(default))]
    bearer: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default))]
    kind: Option<Box<str>>,
}

impl Charge {
    /// A charge of which the bank does not say whether the entry's amount contains it.
    ///
    /// `credit_debit` is [`CreditDebit::Debit`] for a charge taken, `Credit` for one given back.
    ///
    /// # Errors
    /// [`StatementError::NegativeAmount`]: the sign is the direction's.
    pub fn new(amount: Money, credit_debit: CreditDebit) -> Result<Self, StatementError> {
        Ok(Self {
            amount: unsigned(amount)?,
            credit_debit,
            included: None,
            bearer: None,
            kind: None,
        })
    }

    /// Says whether the entry's amount already contains this charge: camt `ChrgInclInd`.
    #[must_use]
    pub fn with_included(mut self, included: bool) -> Self {
        self.included = Some(included);
        self
    }

    /// Sets who bears it: `DEBT`, `CRED`, `SHAR` or `SLEV`.
    #[must_use]
    pub fn with_bearer(mut self, bearer: &str) -> Self {
        self.bearer = text(bearer);
        self
    }

    /// Sets its kind: an `ExternalChargeType1Code` or the bank's own.
    #[must_use]
    pub fn with_kind(mut self, kind: &str) -> Self {
        self.kind = text(kind);
        self
    }

    /// The amount, zero or positive.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Whether it was taken (`Debit`) or given back (`Credit`).
    pub fn credit_debit(&self) -> CreditDebit {
        self.credit_debit
    }

    /// Whether the entry's amount already contains it; `None` if the bank does not say.
    pub fn included(&self) -> Option<bool> {
        self.included
    }

    /// Who bears it.
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    /// Its kind.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }
}

/// The amount before a currency exchange, and the rate. ISO 20022 camt.053.001.08 `AmtDtls`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Exchange {
    original_amount: Money,
    #[cfg_attr(feature = "serde", serde(default, with = "super::rate_text"))]
    rate: Option<Decimal>,
    #[cfg_attr(feature = "serde", serde(default))]
    unit_currency: Option<Currency>,
}

impl Exchange {
    /// The amount that was instructed, in its own currency.
    pub fn new(original_amount: Money) -> Self {
        Self {
            original_amount,
            rate: None,
            unit_currency: None,
        }
    }

    /// Sets the rate as the bank states it: the price of one unit of `unit_currency` in the other currency.
    ///
    /// Banks leave the unit out or turn it around; a consumer must not compute with a rate without a unit.
    #[must_use]
    pub fn with_rate(mut self, rate: Decimal, unit_currency: Option<Currency>) -> Self {
        self.rate = Some(rate);
        self.unit_currency = unit_currency;
        self
    }

    /// The amount before the exchange.
    pub fn original_amount(&self) -> Money {
        self.original_amount
    }

    /// The rate as stated.
    pub fn rate(&self) -> Option<Decimal> {
        self.rate
    }

    /// The currency of which one unit is priced by the rate.
    pub fn unit_currency(&self) -> Option<Currency> {
        self.unit_currency
    }
}
