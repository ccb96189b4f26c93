//! Statements, reports and notifications as [`girokit_types::Statement`]s, and back.
//!
//! [`read`] takes every version of camt.052, camt.053 and camt.054 that is compiled in. It goes by tags, because versions differ
//! by elements that come or go and hardly ever by what an element means; where they spell one thing in several ways, it knows
//! all of them:
//!
//! | what | spellings |
//! |---|---|
//! | status | `Sts` (to .06), `Sts/Cd`, `Sts/Prtry` |
//! | party | `Dbtr/Nm` (to .06), `Dbtr/Pty/Nm`, `Dbtr/Agt/FinInstnId/Nm` |
//! | charges | `Chrgs/Amt` (to .02), `Chrgs/Rcrd/Amt` |
//! | bank | `FinInstnId/BIC` (to .02), `FinInstnId/BICFI` |
//! | account | `Id/IBAN`, `Id/Othr/Id`; `Id/BBAN`, `Id/UPIC`, `Id/PrtryAcct/Id` (.01); `Prxy/Id` |
//! | transactions | `Ntry/TxDtls` (.01), `Ntry/NtryDtls/TxDtls` |
//!
//! Amounts are taken exactly. An entry with one transaction carries that transaction's details itself; of a batch booking each
//! transaction stays apart. The counterparty is the debtor of a credit and the creditor of a debit, unless that is the account's own
//! side, as in returns, where banks keep the roles of the original payment.
//!
//! ```
//! # #[cfg(feature = "camt-053-001-08")] {
//! use girokit_iso20022::{AnyMessage, statement};
//!
//! let xml = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
//!   <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-23T06:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S1</Id>
//!   <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
//!   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
//!   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">4.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
//!   <Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd/><NtryDtls><TxDtls>
//!     <Refs><EndToEndId>INV-1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"#;
//! let statements = statement::read(AnyMessage::from_xml(xml).unwrap().element()).unwrap();
//! assert!(statements[0].prove().is_balanced());
//! assert_eq!(statements[0].entries()[0].references().end_to_end_id(), Some("INV-1"));
//! # }
//! ```
//!
//! # What has no place in a `Statement`
//! Interest, tax, availability, credit lines, card and cash deposit details, purposes, dates other than booking and value, the
//! announced, counter-value and proprietary amounts of `AmtDtls`, totals that the message states (`TxsSummry`, `Btch/TtlAmt`), and the free text of single transactions of a batch
//! booking. Read the message itself for them.
//!
//! # Writing
//! `StatementMessage` (feature `camt-053-001-08`) and `NotificationMessage` (feature `camt-054-001-08`) write statements. Of references
//! that ISO 20022 has one place for, the first goes out.

use girokit_types::statement::{AccountId, Statement, StatementEntry};

use crate::element::Element;
use crate::error::Error;

mod entry;
mod fields;
mod party;
mod read;
#[cfg(any(feature = "camt-053-001-08", feature = "camt-054-001-08"))]
mod write;

#[cfg(feature = "camt-054-001-08")]
pub use write::NotificationMessage;
#[cfg(feature = "camt-053-001-08")]
pub use write::StatementMessage;

/// Reads every statement (`Stmt`), report (`Rpt`) or notification (`Ntfctn`) of a message; `root` is its root element.
///
/// The currency is the account's, else that of the first balance, else that of the first entry.
///
/// # Errors
/// [`ErrorKind::Content`](crate::ErrorKind::Content) with the path of each entry, balance or account that cannot be taken: a currency outside
/// ISO 4217, a status that is none of the four, an account of blanks, an amount beyond 96 bits. Nothing is left out silently.
/// Also if the message is none of camt.052, .053 and .054.
///
/// Source: ISO 20022 camt.053 `/BkToCstmrStmt/Stmt`, camt.052 `/BkToCstmrAcctRpt/Rpt`, camt.054 `/BkToCstmrDbtCdtNtfctn/Ntfctn`.
pub fn read(root: Element<'_>) -> Result<Vec<Statement>, Error> {
    read::statements(root)
}

/// Reads one `Ntry`, for messages that are read entry by entry.
///
/// `account` is the statement's account: it tells on which side of a payment the account's owner stands. `path` is the entry's
/// place, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]`: the entry's source, and the stem of the paths of problems.
///
/// # Errors
/// As [`read`], with one problem.
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt/Stmt/Ntry`.
pub fn read_entry(
    entry: Element<'_>,
    account: &AccountId,
    path: &str,
) -> Result<StatementEntry, Error> {
    entry::entry(entry, account, path)
}

/// Reads the account of a `Stmt`, `Rpt` or `Ntfctn`, as [`read_entry`] needs it; `path` is that element's place.
///
/// # Errors
/// An account without an identification, or with one of blanks.
pub fn read_account(statement: Element<'_>, path: &str) -> Result<AccountId, Error> {
    read::account(statement, path)
}
