//! A whole file in memory, to look at, to build, and to write.

use std::io::BufRead;

use chrono::NaiveDate;
use girokit_types::Currency;

use super::codes::TypeCode;
use super::funds::Funds;
use super::reader::Reader;
use super::record::{TimeOfDay, decoded};
use super::view::{Record, Summary};
use crate::error::{Error, ErrorKind};
use crate::problem::{Profile, Report};

/// Most transactions and balances of a file that [`read`] keeps in memory; [`Reader`] has no such limit.
pub const MAX_ENTRIES: usize = 10_000_000;

/// A BAI2 file: record 01 and its groups. The trailers are computed when it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Sender identification.
    pub sender: String,
    /// Receiver identification.
    pub receiver: String,
    /// File creation date.
    pub date: Option<NaiveDate>,
    /// File creation time.
    pub time: Option<TimeOfDay>,
    /// File identification number: unique among the sender's files of a day.
    pub id: String,
    /// Physical record length, in bytes: longer records are continued. None for lines of any length.
    pub record_length: Option<u32>,
    /// Block size, in records.
    pub block_size: Option<u32>,
    /// The groups.
    pub groups: Vec<Group>,
}

/// Accounts of one originator and one as-of date: records 02 to 98.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// The line of its header, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// Ultimate receiver identification.
    pub receiver: String,
    /// Originator identification.
    pub originator: String,
    /// Group status: 1 update, 2 deletion, 3 correction, 4 test.
    pub status: u8,
    /// As-of date.
    pub date: Option<NaiveDate>,
    /// As-of time.
    pub time: Option<TimeOfDay>,
    /// The currency of the accounts; US dollars where none is named.
    pub currency: Option<Currency>,
    /// As-of-date modifier: 1 interim previous day, 2 final previous day, 3 interim same day, 4 final same day.
    pub modifier: Option<u8>,
    /// The accounts.
    pub accounts: Vec<Account>,
}

/// An account with its balances and transactions: records 03 to 49.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// The line of its header, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// The account number.
    pub number: String,
    /// The account's currency, if it is not the group's.
    pub currency: Option<Currency>,
    /// Balances and totals.
    pub summaries: Vec<Summary>,
    /// The transactions.
    pub transactions: Vec<Transaction>,
}

/// A transaction: record 16 with its continuations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transaction {
    /// The line, from 1; 0 if it was not read from a file.
    pub line: u64,
    /// What it is.
    pub type_code: TypeCode,
    /// In the smallest unit of the currency; the type code tells the direction.
    pub amount: Option<i64>,
    /// When the funds are available.
    pub funds: Funds,
    /// Bank reference number.
    pub bank_reference: String,
    /// Customer reference number.
    pub customer_reference: String,
    /// Free text, with line feeds between the lines; without slashes and blanks at their ends.
    pub text: String,
}

impl File {
    /// A file without groups, with lines of any length.
    pub fn new(sender: &str, receiver: &str, date: NaiveDate, time: TimeOfDay, id: &str) -> Self {
        Self {
            sender: sender.to_owned(),
            receiver: receiver.to_owned(),
            date: Some(date),
            time: Some(time),
            id: id.to_owned(),
            record_length: None,
            block_size: None,
            groups: Vec::new(),
        }
    }

    /// Adds a group.
    #[must_use]
    pub fn with_group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }
}

impl Group {
    /// A group without accounts: an update of the day before, final.
    pub fn new(receiver: &str, originator: &str, date: NaiveDate) -> Self {
        Self {
            line: 0,
            receiver: receiver.to_owned(),
            originator: originator.to_owned(),
            status: 1,
            date: Some(date),
            time: None,
            currency: None,
            modifier: Some(2),
            accounts: Vec::new(),
        }
    }

    /// Sets the currency of the accounts.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// Adds an account.
    #[must_use]
    pub fn with_account(mut self, account: Account) -> Self {
        self.accounts.push(account);
        self
    }
}

impl Account {
    /// An account without balances and transactions, in the group's currency.
    pub fn new(number: &str) -> Self {
        Self {
            line: 0,
            number: number.to_owned(),
            currency: None,
            summaries: Vec::new(),
            transactions: Vec::new(),
        }
    }

    /// Adds a balance or a total.
    #[must_use]
    pub fn with_summary(mut self, summary: Summary) -> Self {
        self.summaries.push(summary);
        self
    }

    /// Adds a transaction.
    #[must_use]
    pub fn with_transaction(mut self, transaction: Transaction) -> Self {
        self.transactions.push(transaction);
        self
    }

    /// The amount of the first balance or total of this kind.
    pub fn amount(&self, type_code: TypeCode) -> Option<i64> {
        let mut summaries = self.summaries.iter();
        summaries.find(|one| one.type_code == type_code)?.amount
    }
}

/// The account number shows its last four digits.
impl core::fmt::Debug for Account {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Account")
            .field("line", &self.line)
            .field("number", &masked(&self.number))
            .field("currency", &self.currency)
            .field("summaries", &self.summaries)
            .field("transactions", &self.transactions)
            .finish()
    }
}

pub(super) fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    let tail = number.chars().skip(hidden);
    "*".repeat(hidden).chars().chain(tail).collect()
}

impl Transaction {
    /// A transaction without references and text.
    pub fn new(type_code: TypeCode, amount: i64) -> Self {
        Self {
            line: 0,
            type_code,
            amount: Some(amount),
            funds: Funds::Unspecified,
            bank_reference: String::new(),
            customer_reference: String::new(),
            text: String::new(),
        }
    }

    /// Sets the references.
    #[must_use]
    pub fn with_references(mut self, bank: &str, customer: &str) -> Self {
        bank.clone_into(&mut self.bank_reference);
        customer.clone_into(&mut self.customer_reference);
        self
    }

    /// Sets the text.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Sets when the funds are available.
    #[must_use]
    pub fn with_funds(mut self, funds: Funds) -> Self {
        self.funds = funds;
        self
    }
}

/// Reads a whole file. What it breaks is in the report; what could be read is in the file.
///
/// Accounts outside of a group and transactions outside of an account are reported and left out, as are transactions
/// without a type code.
///
/// # Errors
/// As [`Reader::next_record`]; [`TooMany`](ErrorKind::TooMany) above [`MAX_ENTRIES`];
/// [`Unrecognized`](ErrorKind::Unrecognized) without a file header.
pub fn read(reader: impl BufRead, profile: &Profile) -> Result<(File, Report), Error> {
    let mut reader = Reader::new(reader).with_profile(profile.clone());
    let mut file: Option<File> = None;
    let mut entries = 0_usize;
    let (mut in_group, mut in_account) = (false, false);
    while let Some(record) = reader.next_record()? {
        let group = file.as_mut().and_then(|file| file.groups.last_mut());
        let group = group.filter(|_| in_group);
        match record {
            Record::FileHeader(header) => {
                (in_group, in_account) = (false, false);
                let header = File {
                    sender: decoded(header.sender),
                    receiver: decoded(header.receiver),
                    date: header.date,
                    time: header.time,
                    id: decoded(header.id),
                    record_length: header.record_length,
                    block_size: header.block_size,
                    groups: file.take().map(|file| file.groups).unwrap_or_default(),
                };
                file = Some(header);
            }
            Record::GroupHeader(header) => {
                let Some(file) = file.as_mut() else { continue };
                (in_group, in_account) = (true, false);
                file.groups.push(Group {
                    line: header.line,
                    receiver: decoded(header.receiver),
                    originator: decoded(header.originator),
                    status: header.status.unwrap_or(1),
                    date: header.date,
                    time: header.time,
                    currency: header.currency,
                    modifier: header.modifier,
                    accounts: Vec::new(),
                });
            }
            Record::Account(account) => {
                let Some(group) = group else { continue };
                in_account = true;
                entries = entries.saturating_add(account.summaries.len());
                group.accounts.push(Account {
                    line: account.line,
                    number: decoded(account.number),
                    currency: account.currency,
                    summaries: account.summaries,
                    transactions: Vec::new(),
                });
            }
            Record::Transaction(transaction) => {
                let account = group.and_then(|group| group.accounts.last_mut());
                let account = account.filter(|_| in_account);
                let (Some(account), Some(type_code)) = (account, transaction.type_code) else {
                    continue;
                };
                entries = entries.saturating_add(1);
                account.transactions.push(Transaction {
                    line: transaction.line,
                    type_code,
                    amount: transaction.amount,
                    bank_reference: decoded(transaction.bank_reference),
                    customer_reference: decoded(transaction.customer_reference),
                    text: transaction.text.to_text(),
                    funds: transaction.funds,
                });
            }
            Record::AccountTrailer(_) => in_account = false,
            Record::GroupTrailer(_) | Record::FileTrailer(_) => {
                (in_group, in_account) = (false, false);
            }
            Record::Unknown(_) => {}
        }
        if entries > MAX_ENTRIES {
            let text =
                format!("expected at most {MAX_ENTRIES} transactions and balances, found more");
            return Err(Error::new(ErrorKind::TooMany, None, &text));
        }
    }
    let report = reader.into_report();
    match file {
        Some(file) => Ok((file, report)),
        None => Err(Error::new(
            ErrorKind::Unrecognized,
            None,
            "expected a file header (01), found none",
        )),
    }
}
