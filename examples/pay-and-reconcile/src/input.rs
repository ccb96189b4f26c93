//! The files that the user gives: accounts, payments, a ledger.

use std::path::Path;

use chrono::{Days, NaiveDate};
use girokit_bank::{Party, PaymentIds, PaymentMethod, PaymentOrder, Remittance, RemittanceText};
use girokit_recon::LedgerRecord;
use girokit_types::statement::{AccountId, CreditDebit, ReferenceKind};
use girokit_types::{Bic, CreditorReference, EndToEndId, Money};

/// The accounts of the simulated bank that come with the example.
const ACCOUNTS: &str = include_str!("../data/accounts.csv");

/// The payment list that comes with the example.
const PAYMENTS: &str = include_str!("../data/payments.csv");

/// The largest file that is read. A statement of a million entries stays below it.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// An account of the simulated bank.
#[derive(Debug)]
pub(crate) struct AccountLine {
    pub(crate) account: AccountId,
    pub(crate) holder: String,
    pub(crate) opening: Money,
    pub(crate) closed: bool,
}

/// A line of the payment list: what it says, and the order that it makes or why it makes none.
#[derive(Debug)]
pub(crate) struct PaymentLine {
    pub(crate) key: String,
    pub(crate) creditor: String,
    pub(crate) amount: String,
    pub(crate) method: String,
    pub(crate) order: Result<PaymentOrder, Vec<String>>,
}

/// Reads a file whole, unless it is too large.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    let size = std::fs::metadata(path).map_err(fail)?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!(
            "{}: expected at most {MAX_FILE_BYTES} bytes, found {size}",
            path.display()
        ));
    }
    std::fs::read(path).map_err(fail)
}

/// Reads the accounts, or those that come with the example.
pub(crate) fn accounts(path: Option<&Path>) -> Result<Vec<AccountLine>, String> {
    let table = Table::read(
        path,
        ACCOUNTS,
        "accounts.csv",
        &["account", "holder", "currency", "opening_balance"],
    )?;
    table.map(|row| {
        Ok(AccountLine {
            account: row.parse("account", AccountId::parse)?,
            holder: row.get("holder").to_owned(),
            opening: row.money("opening_balance")?,
            closed: match row.get("status") {
                "" | "open" => false,
                "closed" => true,
                other => return Err(format!("status: expected open or closed, found {other:?}")),
            },
        })
    })
}

/// Reads the payment list, or the one that comes with the example. A payment that cannot be an order is no error of the file.
pub(crate) fn payments(path: Option<&Path>, today: NaiveDate) -> Result<Vec<PaymentLine>, String> {
    let columns = [
        "key",
        "method",
        "debtor_account",
        "creditor",
        "creditor_account",
        "currency",
        "amount",
        "end_to_end_id",
    ];
    let table = Table::read(path, PAYMENTS, "payments.csv", &columns)?;
    table.map(|row| {
        Ok(PaymentLine {
            key: row.get("key").to_owned(),
            creditor: row.get("creditor").to_owned(),
            amount: format!("{} {}", row.get("currency"), row.get("amount")),
            method: row.get("method").to_owned(),
            order: order(row, today),
        })
    })
}

/// Reads a ledger: what the books expect on the statement.
pub(crate) fn ledger(path: &Path) -> Result<Vec<LedgerRecord>, String> {
    let table = Table::read(
        Some(path),
        "",
        "",
        &["reference", "account", "currency", "amount", "date"],
    )?;
    table.map(|row| {
        let amount = row.money("amount")?;
        let direction = if amount.is_negative() {
            CreditDebit::Debit
        } else {
            CreditDebit::Credit
        };
        let account = row.parse("account", AccountId::parse)?;
        let date = row.parse("date", str::parse)?;
        let reference = row.get("reference");
        let record = LedgerRecord::new(reference, account, amount.abs(), direction, date)
            .map_err(|error| error.to_string())?;
        let kinds = [
            ReferenceKind::EndToEnd,
            ReferenceKind::Instruction,
            ReferenceKind::Transaction,
            ReferenceKind::AccountServicer,
            ReferenceKind::CreditorReference,
        ];
        Ok(kinds.into_iter().fold(record, |record, kind| {
            record.with_reference(kind, reference)
        }))
    })
}

/// The order that a line makes, or every reason why it makes none.
fn order(row: &Row<'_>, today: NaiveDate) -> Result<PaymentOrder, Vec<String>> {
    let mut problems = Vec::new();
    let mut note = |problem: String| problems.push(problem);
    let key = row.get("key");
    if key.is_empty() {
        note("key: expected one, found none".to_owned());
    }
    let method = method(row.get("method")).map_err(&mut note);
    let end_to_end = row
        .parse("end_to_end_id", EndToEndId::parse)
        .map_err(&mut note);
    let debtor = party(row, HOUSE_NAME, "debtor_account", "").map_err(&mut note);
    let creditor =
        party(row, row.get("creditor"), "creditor_account", "creditor_bic").map_err(&mut note);
    let amount = row
        .money("amount")
        .and_then(in_minor_units)
        .map_err(&mut note);
    let date = date(row.get("date"), today).map_err(&mut note);
    let remittance = remittance(row.get("remittance")).map_err(&mut note);
    if let (
        Ok(method),
        Ok(end_to_end),
        Ok(debtor),
        Ok(creditor),
        Ok(amount),
        Ok(date),
        Ok(remittance),
    ) = (
        method, end_to_end, debtor, creditor, amount, date, remittance,
    ) && problems.is_empty()
    {
        let ids = PaymentIds::derive("pay-and-reconcile", key, end_to_end);
        let order = PaymentOrder::new(ids, debtor, creditor, amount, date)
            .and_then(|order| order.with_method(method));
        return order
            .map(|order| order.with_remittance(remittance))
            .map_err(|error| vec![error.to_string()]);
    }
    Err(problems)
}

fn method(name: &str) -> Result<PaymentMethod, String> {
    match name {
        "instant" => Ok(PaymentMethod::SepaInstantCreditTransfer),
        "sepa" => Ok(PaymentMethod::SepaCreditTransfer),
        "transfer" => Ok(PaymentMethod::CreditTransfer),
        "urgent" => Ok(PaymentMethod::UrgentCreditTransfer),
        other => Err(format!(
            "method: expected sepa, instant, transfer or urgent, found {other:?}"
        )),
    }
}

fn party(row: &Row<'_>, name: &str, account: &str, bic: &str) -> Result<Party, String> {
    let party = Party::new(name, row.parse(account, AccountId::parse)?)
        .map_err(|error| format!("{account}: {error}"))?;
    if row.get(bic).is_empty() {
        Ok(party)
    } else {
        Ok(party.with_agent(row.parse(bic, Bic::parse)?))
    }
}

fn in_minor_units(amount: Money) -> Result<Money, String> {
    let Some(decimals) = amount.currency().exponent() else {
        return Err(format!(
            "amount: {} has no minor unit and cannot be paid",
            amount.currency()
        ));
    };
    let found = amount.amount().scale();
    if found > decimals {
        return Err(format!(
            "amount: expected at most {decimals} decimals for {}, found {found}",
            amount.currency()
        ));
    }
    Ok(amount)
}

/// Empty: today. `+N`: in N days. Otherwise a date.
fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let wrong = || format!("date: expected nothing, +N or YYYY-MM-DD, found {text:?}");
    match text.strip_prefix('+') {
        _ if text.is_empty() => Ok(today),
        Some(days) => days
            .parse()
            .ok()
            .and_then(|days| today.checked_add_days(Days::new(days)))
            .ok_or_else(wrong),
        None => text.parse().map_err(|_| wrong()),
    }
}

/// A structured creditor reference if it is one, else free words.
fn remittance(text: &str) -> Result<Remittance, String> {
    if text.is_empty() {
        return Ok(Remittance::None);
    }
    if let Ok(reference) = CreditorReference::parse(text) {
        return Ok(Remittance::Reference(reference));
    }
    RemittanceText::parse(text)
        .map(Remittance::Unstructured)
        .map_err(|error| format!("remittance: {error}"))
}

/// A CSV file with a header.
struct Table {
    name: String,
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn read(
        path: Option<&Path>,
        built_in: &str,
        name: &str,
        columns: &[&str],
    ) -> Result<Self, String> {
        let name = path.map_or_else(|| name.to_owned(), |path| path.display().to_string());
        let bytes = path.map_or_else(|| Ok(built_in.as_bytes().to_vec()), read)?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes.as_slice());
        let fail = |error: csv::Error| format!("{name}: {error}");
        let header = reader.headers().map_err(fail)?.clone();
        if let Some(missing) = columns
            .iter()
            .find(|column| !header.iter().any(|own| own == **column))
        {
            return Err(format!(
                "{name}: expected a column {missing}, found {}",
                header.iter().collect::<Vec<_>>().join(", ")
            ));
        }
        let rows = reader.records().collect::<Result<_, _>>().map_err(fail)?;
        Ok(Self { name, header, rows })
    }

    fn map<T>(
        &self,
        mut make: impl FnMut(&Row<'_>) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let rows = self.rows.iter().map(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            make(&Row {
                header: &self.header,
                record,
            })
            .map_err(|error| format!("{}: line {line}: {error}", self.name))
        });
        rows.collect()
    }
}

struct Row<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// The value in a column; empty if the file has no such column.
    fn get(&self, column: &str) -> &str {
        let place = self.header.iter().position(|own| own == column);
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
    }

    fn parse<T, E: std::fmt::Display>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, String> {
        parse(self.get(column)).map_err(|error| format!("{column}: {error}"))
    }

    fn money(&self, column: &str) -> Result<Money, String> {
        Money::parse(&format!("{} {}", self.get("currency"), self.get(column)))
            .map_err(|error| format!("{column}: {error}"))
    }
}

/// Who pays: the list does not name the debtor, only the account.
const HOUSE_NAME: &str = "Muster Handels GmbH";
