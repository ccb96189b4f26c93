//! Who is on the other side of an entry, and which account it is.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::StatementError;

/// An account as a statement names it: an IBAN, a domestic number, or the bank's own identification.
///
/// White space inside is dropped (`DE89 3704 ...` and `DE893704...` are one account); nothing else is changed, since a
/// domestic number has no common form. Cloning shares the text: every entry of a statement can carry its account.
/// [`AccountId::parse_as`] gives the typed value, such as an `Iban`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Reads an account identification.
    ///
    /// # Errors
    /// [`StatementError::EmptyAccount`] for one without a visible character, [`StatementError::AccountTooLong`] above
    /// [`MAX_ACCOUNT_LEN`] bytes.
    pub fn parse(text: &str) -> Result<Self, StatementError> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(MAX_ACCOUNT_LEN + 1)
            .collect();
        if compact.is_empty() {
            return Err(StatementError::EmptyAccount);
        }
        if compact.len() > MAX_ACCOUNT_LEN {
            return Err(StatementError::AccountTooLong);
        }
        Ok(Self(compact.into()))
    }

    /// The identification without white space.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identification as a typed value, such as an `Iban`.
    ///
    /// # Errors
    /// The typed value's own error if the identification is not one.
    pub fn parse_as<T: FromStr>(&self) -> Result<T, T::Err> {
        self.0.parse()
    }
}

impl FromStr for AccountId {
    type Err = StatementError;

    fn from_str(text: &str) -> Result<Self, StatementError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for AccountId {
    type Error = StatementError;

    fn try_from(text: String) -> Result<Self, StatementError> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(account: AccountId) -> Self {
        account.as_str().to_owned()
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({})", self.0)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The longest account identification, in bytes without white space.
///
/// ISO 20022 allows 34 characters and an alias (an e-mail address, a phone number) some more; what is longer is not an
/// account but a mistake, and would be kept once for every entry.
pub const MAX_ACCOUNT_LEN: usize = 256;

/// The other party of an entry: the debtor of a credit, the creditor of a debit.
///
/// Every part is optional, since banks send what they have. ISO 20022 camt.053.001.08
/// `/BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/RltdPties`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Counterparty {
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    name: Option<Box<str>>,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    account: Option<AccountId>,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Agent::is_empty")
    )]
    agent: Agent,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    ultimate_name: Option<Box<str>>,
}

impl Counterparty {
    /// A counterparty of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.name = text(name);
        self
    }

    /// Sets the account.
    #[must_use]
    pub fn with_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets the counterparty's bank.
    #[must_use]
    pub fn with_agent(mut self, agent: Agent) -> Self {
        self.agent = agent;
        self
    }

    /// Sets the name of the ultimate debtor or creditor, on whose behalf the counterparty acts.
    #[must_use]
    pub fn with_ultimate_name(mut self, name: &str) -> Self {
        self.ultimate_name = text(name);
        self
    }

    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The account.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// The counterparty's bank.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// The name of the ultimate debtor or creditor.
    pub fn ultimate_name(&self) -> Option<&str> {
        self.ultimate_name.as_deref()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.account.is_none()
            && self.agent.is_empty()
            && self.ultimate_name.is_none()
    }
}

/// A bank in an entry: by BIC, by its number in a clearing system, or by name alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Agent {
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    bic: Option<Box<str>>,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    member_id: Option<Box<str>>,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    name: Option<Box<str>>,
}

impl Agent {
    /// A bank of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the BIC, as sent.
    #[must_use]
    pub fn with_bic(mut self, bic: &str) -> Self {
        self.bic = text(bic);
        self
    }

    /// Sets the number in a national clearing system (a routing number, a sort code, a CNAPS code).
    #[must_use]
    pub fn with_member_id(mut self, member_id: &str) -> Self {
        self.member_id = text(member_id);
        self
    }

    /// Sets the name.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        self.name = text(name);
        self
    }

    /// The BIC as sent; `agent.bic().map(str::parse::<Bic>)` gives the typed value.
    pub fn bic(&self) -> Option<&str> {
        self.bic.as_deref()
    }

    /// The number in a national clearing system.
    pub fn member_id(&self) -> Option<&str> {
        self.member_id.as_deref()
    }

    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.bic.is_none() && self.member_id.is_none() && self.name.is_none()
    }
}

/// The text without surrounding white space; none if nothing is left.
pub(super) fn text(value: &str) -> Option<Box<str>> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.into())
}
