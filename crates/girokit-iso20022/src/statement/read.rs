//! Statements: account, balances, entries.

use girokit_types::statement::{
    AccountId, Balance, BalanceKind, CreditDebit, Page, Statement, StatementEntry,
};
use girokit_types::{Currency, Money};
use rust_decimal::prelude::ToPrimitive as _;

use super::entry::entry;
use super::fields::{
    boolean, date, day, fault, refused, required_direction, required_money, step, text, text_at,
};
use crate::element::Element;
use crate::error::{Error, Problem};

pub(super) fn statements(root: Element<'_>) -> Result<Vec<Statement>, Error> {
    let at = format!("/{}", root.tag());
    let mut problems = Vec::new();
    let mut statements = Vec::new();
    let body = root.children().next();
    let known = body.and_then(|body| {
        // The body of version .01 has the version in its name.
        let name = body.tag().strip_suffix("V01").unwrap_or(body.tag());
        let (_, item) = BODIES.iter().find(|(body, _)| *body == name)?;
        Some((body, *item))
    });
    let Some((body, item)) = known else {
        let found = body.map_or("nothing".to_owned(), |body| format!("<{}>", body.tag()));
        problems.push(Problem::value(
            at,
            "a camt.052, camt.053 or camt.054",
            found,
        ));
        Error::content(problems)?;
        return Ok(statements);
    };
    let at = step(&at, body);
    for element in body.all(item) {
        statements.extend(statement(element, &step(&at, element), &mut problems));
    }
    Error::content(problems)?;
    Ok(statements)
}

fn statement(element: Element<'_>, at: &str, problems: &mut Vec<Problem>) -> Option<Statement> {
    let mut note = |error: Error| problems.extend_from_slice(error.problems());
    let account = account(element, at).map_err(&mut note).ok();
    let mut balances = Vec::new();
    for one in element.all("Bal") {
        balances.extend(balance(one, &step(at, one)).map_err(&mut note));
    }
    let account = account?;
    let mut entries: Vec<StatementEntry> = Vec::new();
    for one in element.all("Ntry") {
        entries.extend(entry(one, &account, &step(at, one)).map_err(&mut note));
    }
    let currency = currency(element, at, &balances, &entries)
        .map_err(&mut note)
        .ok()?;
    let id = text(element, "Id").unwrap_or_default();
    let mut statement = Statement::new(&id, account, currency);
    if let Some((first, last)) = period(element) {
        statement = statement.with_period(first, last);
    }
    let sequence = ["ElctrncSeqNb", "LglSeqNb"]
        .iter()
        .find_map(|tag| element.get(tag)?.decimal());
    if let Some(sequence) = sequence.and_then(|sequence| sequence.to_u64()) {
        statement = statement.with_sequence(sequence);
    }
    if let Some(page) = page(element) {
        statement = statement.with_page(page);
    }
    for balance in balances {
        statement = statement.with_balance(balance);
    }
    Some(statement.with_entries(entries))
}

/// The account by the first identification that it has.
pub(super) fn account(element: Element<'_>, at: &str) -> Result<AccountId, Error> {
    let id = element.get("Acct").and_then(account_id);
    let id = id.ok_or_else(|| fault(format!("{at}/Acct/Id"), "an account", "none"))?;
    AccountId::parse(&id).map_err(|error| refused(format!("{at}/Acct/Id"), &error))
}

/// What identifies an account, in every version.
pub(super) fn account_id(account: Element<'_>) -> Option<std::borrow::Cow<'_, str>> {
    text_at(
        account,
        &[
            "Id/IBAN",
            "Id/Othr/Id",
            "Id/BBAN",
            "Id/UPIC",
            "Id/PrtryAcct/Id",
            "Prxy/Id",
        ],
    )
}

fn currency(
    element: Element<'_>,
    at: &str,
    balances: &[Balance],
    entries: &[StatementEntry],
) -> Result<Currency, Error> {
    if let Some(code) = text(element, "Acct/Ccy") {
        return Currency::parse(&code).map_err(|_| {
            let path = format!("{at}/Acct/Ccy");
            fault(path, "a currency of ISO 4217", format!("{code:?}"))
        });
    }
    let of_balance = balances.first().map(Balance::amount).map(Money::currency);
    of_balance
        .or_else(|| entries.first().map(StatementEntry::currency))
        .ok_or_else(|| {
            let expected = "a currency, a balance or an entry, to know the currency of the account";
            fault(format!("{at}/Acct/Ccy"), expected, "none")
        })
}

fn period(element: Element<'_>) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    let period = element.get("FrToDt")?;
    Some((day(period.get("FrDtTm")?)?, day(period.get("ToDtTm")?)?))
}

fn page(element: Element<'_>) -> Option<Page> {
    let page = PAGES.iter().find_map(|tag| element.get(tag))?;
    let number = Page::new(text(page, "PgNb")?.parse().ok()?);
    Some(boolean(page, "LastPgInd").map_or(number, |last| number.with_last(last)))
}

fn balance(element: Element<'_>, at: &str) -> Result<Balance, Error> {
    let kind = text_at(
        element,
        &["Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry"],
    );
    let kind = BalanceKind::parse(&kind.unwrap_or_default())
        .map_err(|error| refused(format!("{at}/Tp"), &error))?;
    let amount = required_money(element, "Amt", at)?;
    let signed = match required_direction(element, at)? {
        CreditDebit::Credit => amount,
        CreditDebit::Debit => amount.negated(),
    };
    let date = date(element, "Dt").ok_or_else(|| fault(format!("{at}/Dt"), "a date", "none"))?;
    let subtype = text(element, "Tp/SubTp/Cd");
    let between_pages = matches!(subtype.as_deref(), Some("INTM" | "OIBD" | "CIBD"));
    Ok(Balance::new(kind, signed, date).with_intermediate(between_pages))
}

/// The bodies of the messages and what they list.
const BODIES: [(&str, &str); 3] = [
    ("BkToCstmrAcctRpt", "Rpt"),
    ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    ("BkToCstmrStmt", "Stmt"),
];

const PAGES: [&str; 3] = ["StmtPgntn", "RptPgntn", "NtfctnPgntn"];
