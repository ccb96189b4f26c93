//! The records as they are given, borrowed from the reader.

use chrono::NaiveDate;
use girokit_types::Currency;

use super::codes::TypeCode;
use super::file::masked;
use super::funds::Funds;
use super::record::{Text, TimeOfDay, decoded};

/// A logical record.
#[derive(Debug)]
#[non_exhaustive]
pub enum Record<'a> {
    /// 01.
    FileHeader(FileHeader<'a>),
    /// 02.
    GroupHeader(GroupHeader<'a>),
    /// 03.
    Account(AccountIdentifier<'a>),
    /// 16.
    Transaction(TransactionDetail<'a>),
    /// 49.
    AccountTrailer(Trailer),
    /// 98.
    GroupTrailer(Trailer),
    /// 99.
    FileTrailer(Trailer),
    /// Another record code. It is reported; its content is given as it stands.
    Unknown(&'a [u8]),
}

/// BAI2 record 01.
#[derive(Debug)]
#[non_exhaustive]
pub struct FileHeader<'a> {
    /// The line, from 1.
    pub line: u64,
    /// Sender identification.
    pub sender: &'a [u8],
    /// Receiver identification.
    pub receiver: &'a [u8],
    /// File creation date.
    pub date: Option<NaiveDate>,
    /// File creation time.
    pub time: Option<TimeOfDay>,
    /// File identification number: unique among the sender's files of a day.
    pub id: &'a [u8],
    /// Physical record length, in bytes; none for lines of any length.
    pub record_length: Option<u32>,
    /// Block size, in records.
    pub block_size: Option<u32>,
    /// Version number.
    pub version: &'a [u8],
}

/// BAI2 record 02.
#[derive(Debug)]
#[non_exhaustive]
pub struct GroupHeader<'a> {
    /// The line, from 1.
    pub line: u64,
    /// Ultimate receiver identification.
    pub receiver: &'a [u8],
    /// Originator identification.
    pub originator: &'a [u8],
    /// Group status: 1 update, 2 deletion, 3 correction, 4 test.
    pub status: Option<u8>,
    /// As-of date.
    pub date: Option<NaiveDate>,
    /// As-of time.
    pub time: Option<TimeOfDay>,
    /// The currency of the group's accounts; US dollars where none is named.
    pub currency: Option<Currency>,
    /// As-of-date modifier: 1 interim previous day, 2 final previous day, 3 interim same day, 4 final same day.
    pub modifier: Option<u8>,
}

/// BAI2 record 03.
#[non_exhaustive]
pub struct AccountIdentifier<'a> {
    /// The line, from 1.
    pub line: u64,
    /// The account number.
    pub number: &'a [u8],
    /// The account's currency, if it is not the group's.
    pub currency: Option<Currency>,
    /// Balances and totals.
    pub summaries: Vec<Summary>,
}

/// The account number shows its last four characters.
impl core::fmt::Debug for AccountIdentifier<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AccountIdentifier")
            .field("line", &self.line)
            .field("number", &masked(&decoded(self.number)))
            .field("currency", &self.currency)
            .field("summaries", &self.summaries)
            .finish()
    }
}

/// A balance or a total of BAI2 record 03.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The line, from 1.
    pub line: u64,
    /// What it is.
    pub type_code: TypeCode,
    /// In the smallest unit of the currency, signed.
    pub amount: Option<i64>,
    /// How many items the total is of.
    pub count: Option<u32>,
    /// When the funds are available.
    pub funds: Funds,
}

impl Summary {
    /// A balance or total of this kind.
    pub fn new(type_code: TypeCode, amount: i64) -> Self {
        Self {
            line: 0,
            type_code,
            amount: Some(amount),
            count: None,
            funds: Funds::Unspecified,
        }
    }
}

/// BAI2 record 16.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransactionDetail<'a> {
    /// The line, from 1.
    pub line: u64,
    /// What it is; none if there was no type code that could be read.
    pub type_code: Option<TypeCode>,
    /// In the smallest unit of the currency. Not negative in files that keep to the rules: the type code tells the direction.
    pub amount: Option<i64>,
    /// When the funds are available.
    pub funds: Funds,
    /// Bank reference number.
    pub bank_reference: &'a [u8],
    /// Customer reference number.
    pub customer_reference: &'a [u8],
    /// Free text.
    pub text: Text<'a>,
}

/// BAI2 records 49, 98 and 99: what the sender counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trailer {
    /// The line, from 1.
    pub line: u64,
    /// The sum of the amounts, in smallest units.
    pub total: Option<i64>,
    /// How many accounts (98) or groups (99); none in 49.
    pub parts: Option<u32>,
    /// How many physical records, the header's and the trailer's own among them.
    pub records: Option<u32>,
}
