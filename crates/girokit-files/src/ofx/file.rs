//! What an OFX file holds.

use chrono::NaiveDate;
use girokit_types::Currency;
use girokit_types::rust_decimal::Decimal;

/// An OFX file: its header, and the statements in it. Its `Debug` counts [`File::others`], which may hold account numbers.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The version of the header, such as `102` (SGML) or `211` (XML); empty without a header.
    pub version: String,
    /// `ORG` of the signon: the institution.
    pub organization: String,
    /// `FID` of the signon.
    pub institution_id: String,
    /// `DTSERVER` of the signon.
    pub date: Option<NaiveDate>,
    /// The statements, in the file's order.
    pub statements: Vec<Statement>,
    /// Every element with a value that has no place of its own, in the file's order: its line, its path, its value.
    pub others: Vec<(u64, String, String)>,
}

/// `STMTRS`, `CCSTMTRS` or `INVSTMTRS`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statement {
    /// The line, from 1.
    pub line: u64,
    /// `CURDEF`.
    pub currency: Option<Currency>,
    /// `BANKID` or `BROKERID`.
    pub bank_id: String,
    /// `BRANCHID`.
    pub branch_id: String,
    /// `ACCTID`.
    pub account_id: String,
    /// `ACCTTYPE`: `CHECKING`, `SAVINGS`, ...; empty for cards and investments.
    pub account_type: String,
    /// `DTSTART` of the first list of transactions.
    pub start: Option<NaiveDate>,
    /// `DTEND` of the last.
    pub end: Option<NaiveDate>,
    /// `STMTTRN` of every list.
    pub transactions: Vec<Transaction>,
    /// `LEDGERBAL`.
    pub ledger: Option<(Decimal, NaiveDate)>,
    /// `AVAILBAL`.
    pub available: Option<(Decimal, NaiveDate)>,
}

/// The account shows its last four characters.
impl core::fmt::Debug for Statement {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Statement")
            .field("line", &self.line)
            .field("currency", &self.currency)
            .field("bank_id", &self.bank_id)
            .field("account_id", &masked(&self.account_id))
            .field("account_type", &self.account_type)
            .field("transactions", &self.transactions)
            .field("ledger", &self.ledger)
            .field("available", &self.available)
            .finish_non_exhaustive()
    }
}

/// `STMTTRN`.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transaction {
    /// The line, from 1.
    pub line: u64,
    /// `TRNTYPE`: `CREDIT`, `DEBIT`, `XFER`, `CHECK`, ...
    pub kind: String,
    /// `DTPOSTED`: the day of booking, in the zone that the bank states.
    pub posted: Option<NaiveDate>,
    /// `DTUSER`: the day on which the user initiated it.
    pub user: Option<NaiveDate>,
    /// `DTAVAIL`: the day from which the funds are available.
    pub available: Option<NaiveDate>,
    /// `TRNAMT`: signed.
    pub amount: Option<Decimal>,
    /// `FITID`: the bank's number, unique in the account.
    pub fit_id: String,
    /// `CHECKNUM`.
    pub check_number: String,
    /// `REFNUM`.
    pub reference: String,
    /// `SRVRTID`.
    pub server_id: String,
    /// `NAME`, or `NAME` of `PAYEE`.
    pub name: String,
    /// `MEMO`.
    pub memo: String,
    /// `ACCTID` of `BANKACCTTO` or `CCACCTTO`: the other account.
    pub account_to: String,
    /// `BANKID` of `BANKACCTTO`.
    pub bank_to: String,
    /// `CURRENCY`: the amount is in this currency, not in the statement's.
    pub currency: Option<(Currency, Option<Decimal>)>,
    /// `ORIGCURRENCY`: the amount was converted from this currency, at this rate.
    pub original: Option<(Currency, Option<Decimal>)>,
}

/// The other account shows its last four characters.
impl core::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Transaction")
            .field("line", &self.line)
            .field("kind", &self.kind)
            .field("posted", &self.posted)
            .field("amount", &self.amount)
            .field("fit_id", &self.fit_id)
            .field("name", &self.name)
            .field("memo", &self.memo)
            .field("account_to", &masked(&self.account_to))
            .field("currency", &self.currency)
            .field("original", &self.original)
            .finish_non_exhaustive()
    }
}

impl core::fmt::Debug for File {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("File")
            .field("version", &self.version)
            .field("organization", &self.organization)
            .field("institution_id", &self.institution_id)
            .field("date", &self.date)
            .field("statements", &self.statements)
            .field("others", &self.others.len())
            .finish()
    }
}

fn masked(account: &str) -> String {
    let hidden = account.chars().count().saturating_sub(4);
    let tail: String = account.chars().skip(hidden).collect();
    "*".repeat(hidden) + &tail
}
