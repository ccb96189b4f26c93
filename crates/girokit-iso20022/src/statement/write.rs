//! Statements to camt.053.001.08 and notifications to camt.054.001.08.

use chrono::{DateTime as Instant, NaiveTime, Utc};
use girokit_types::MessageId;
use girokit_types::statement::Statement;
use rust_decimal::Decimal;

#[cfg(feature = "camt-053-001-08")]
use crate::camt_053_001_08 as camt;
#[cfg(not(feature = "camt-053-001-08"))]
use crate::camt_054_001_08 as camt;
use crate::error::Error;
use crate::message::Message as _;
use crate::parts::text;
use crate::value::{Boolean, DateTime, Number};
use entry::account_id;

mod entry;

/// A camt.053.001.08 in the making: the bank's side of [`read`](super::read).
///
/// ```
/// use girokit_iso20022::statement::{self, StatementMessage};
/// use girokit_iso20022::{Element, Message as _};
/// use girokit_types::statement::{Balance, BalanceKind, CreditDebit, ReferenceKind, Statement, StatementEntry};
///
/// let day = "2026-11-23".parse()?;
/// let entry = StatementEntry::new("EUR 30.00".parse()?, CreditDebit::Debit)?
///     .with_booking_date(day)
///     .with_reference(ReferenceKind::EndToEnd, "INV-1");
/// let statement = Statement::new("S1", "DE89370400440532013000".parse()?, "EUR".parse()?)
///     .with_balance(Balance::new(BalanceKind::OPENING_BOOKED, "EUR 100.00".parse()?, day))
///     .with_balance(Balance::new(BalanceKind::CLOSING_BOOKED, "EUR 70.00".parse()?, day))
///     .with_entry(entry);
/// let message = StatementMessage::new("M1".parse()?, "2026-11-23T18:00:00Z".parse()?).with_statement(statement);
/// let document = message.build()?;
/// assert!(document.to_xml()?.contains("<EndToEndId>INV-1</EndToEndId>"));
/// assert!(statement::read(Element::of(&document))?[0].prove().is_balanced());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt`.
#[cfg(feature = "camt-053-001-08")]
#[derive(Clone, Debug)]
pub struct StatementMessage {
    head: Head,
    statements: Vec<Statement>,
}

/// A camt.054.001.08 in the making: entries that are told as they happen. Balances of its statements are not written, since the
/// message has no place for them.
///
/// Source: ISO 20022 camt.054.001.08 `/BkToCstmrDbtCdtNtfctn`.
#[cfg(feature = "camt-054-001-08")]
#[derive(Clone, Debug)]
pub struct NotificationMessage {
    head: Head,
    notifications: Vec<Statement>,
}

#[derive(Clone, Debug)]
struct Head {
    message_id: MessageId,
    created_at: Instant<Utc>,
}

impl Head {
    fn group(&self) -> camt::GroupHeader81 {
        camt::GroupHeader81::new(text(self.message_id.as_str()), self.created_at.into())
    }
}

#[cfg(feature = "camt-053-001-08")]
impl StatementMessage {
    /// A message without statements yet.
    pub fn new(message_id: MessageId, created_at: Instant<Utc>) -> Self {
        Self {
            head: Head {
                message_id,
                created_at,
            },
            statements: Vec::new(),
        }
    }

    /// Adds a statement.
    #[must_use]
    pub fn with_statement(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// A message without a statement, a statement without a balance (the schema demands both), or a text or an amount that the
    /// schema does not allow: all problems. Whether the balances agree with the entries is the statement's own question
    /// ([`Statement::prove`]): a bank's statement that does not add up must be told as it is.
    pub fn build(&self) -> Result<camt::Document, Error> {
        let statements = self.statements.iter();
        let statements = statements.map(|one| self.statement(one)).collect();
        let document = camt::Document::new(camt::BankToCustomerStatementV08::new(
            self.head.group(),
            statements,
        ));
        document.validate()?;
        Ok(document)
    }

    fn statement(&self, statement: &Statement) -> camt::AccountStatement9 {
        let balances = statement.balances().iter().map(balance).collect();
        let mut out =
            camt::AccountStatement9::new(text(statement.id()), account(statement), balances);
        out.stmt_pgntn = pagination(statement);
        out.elctrnc_seq_nb = sequence(statement);
        out.cre_dt_tm = Some(DateTime::from(self.head.created_at));
        out.fr_to_dt = period(statement);
        let entries = statement.entries().iter();
        out.ntry = entries.map(entry::report_entry).collect();
        out
    }
}

#[cfg(feature = "camt-054-001-08")]
impl NotificationMessage {
    /// A message without notifications yet.
    pub fn new(message_id: MessageId, created_at: Instant<Utc>) -> Self {
        Self {
            head: Head {
                message_id,
                created_at,
            },
            notifications: Vec::new(),
        }
    }

    /// Adds the notification of an account: a statement without balances.
    #[must_use]
    pub fn with_notification(mut self, notification: Statement) -> Self {
        self.notifications.push(notification);
        self
    }

    /// Makes the message.
    ///
    /// # Errors
    /// A message without a notification, or a text or an amount that the schema does not allow: all problems.
    pub fn build(&self) -> Result<crate::camt_054_001_08::Document, Error> {
        use crate::camt_054_001_08::{
            AccountNotification17, BankToCustomerDebitCreditNotificationV08, Document,
        };
        let one = |statement: &Statement| {
            let mut out = AccountNotification17::new(text(statement.id()), account(statement));
            out.ntfctn_pgntn = pagination(statement);
            out.elctrnc_seq_nb = sequence(statement);
            out.cre_dt_tm = Some(DateTime::from(self.head.created_at));
            out.fr_to_dt = period(statement);
            let entries = statement.entries().iter();
            out.ntry = entries.map(entry::report_entry).collect();
            out
        };
        let document = Document::new(BankToCustomerDebitCreditNotificationV08::new(
            self.head.group(),
            self.notifications.iter().map(one).collect(),
        ));
        document.validate()?;
        Ok(document)
    }
}

fn account(statement: &Statement) -> camt::CashAccount39 {
    let mut account = camt::CashAccount39::new(account_id(statement.account()));
    account.ccy = Some(text(statement.currency().code()));
    account
}

fn pagination(statement: &Statement) -> Option<Box<camt::Pagination1>> {
    let page = statement.page()?;
    let last = Boolean::from(page.last.unwrap_or(true));
    Some(Box::new(camt::Pagination1::new(
        text(&page.number.to_string()),
        last,
    )))
}

fn sequence(statement: &Statement) -> Option<Number> {
    statement
        .sequence()
        .map(|sequence| Number::from(Decimal::from(sequence)))
}

fn period(statement: &Statement) -> Option<Box<camt::DateTimePeriod1>> {
    let (first, last) = statement.period()?;
    let last_second = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    Some(Box::new(camt::DateTimePeriod1::new(
        DateTime::from(first.and_time(NaiveTime::MIN)),
        DateTime::from(last.and_time(last_second)),
    )))
}

#[cfg(feature = "camt-053-001-08")]
fn balance(balance: &girokit_types::statement::Balance) -> camt::CashBalance8 {
    use crate::parts::{MAX_CODE_LEN, amount, date};
    use girokit_types::statement::CreditDebit;

    let code = balance.kind().as_str();
    let kind = if code.chars().count() <= MAX_CODE_LEN {
        camt::BalanceType10Choice::Cd(code.into())
    } else {
        camt::BalanceType10Choice::Prtry(text(code))
    };
    let mut kind = camt::BalanceType13::new(kind);
    if balance.is_intermediate() {
        kind.sub_tp = Some(camt::BalanceSubType1Choice::Cd("INTM".into()));
    }
    let direction = if balance.amount().is_negative() {
        CreditDebit::Debit
    } else {
        CreditDebit::Credit
    };
    camt::CashBalance8::new(
        kind,
        amount(balance.amount()),
        entry::direction_code(direction),
        date(balance.date()),
    )
}
