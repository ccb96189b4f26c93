//! Statements in the canonical form.

use girokit_types::Money;
use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BankTransactionCode, Counterparty, CreditDebit,
    EntryStatus, ReferenceKind, SourcePosition, Statement as Canonical, StatementEntry,
    TransactionDetails,
};

use super::file::{File, Statement, Transaction};
use crate::converted::{Converted, Unmapped};

impl File {
    /// Each statement with an account and a currency, in the canonical form.
    ///
    /// OFX states no opening balance, so that a balance cannot be proved: `LEDGERBAL` is the closing balance, `AVAILBAL` the one at
    /// the owner's disposal. The sign of `TRNAMT` is the direction; `HOLD` is pending. Unmapped are the signon, account types and branches, dates of
    /// initiation, rates of exchange and original currencies, and every element that [`File::others`] lists.
    pub fn to_statements(&self) -> Converted {
        let mut converted = Converted::default();
        let unmapped = &mut converted.unmapped;
        let mut lost = |line: u64, field: &str, value: &str| {
            if !value.is_empty() {
                unmapped.push(Unmapped::new(line, field.to_owned(), value));
            }
        };
        lost(1, "ORG", &self.organization);
        lost(1, "FID", &self.institution_id);
        let server = self.date.map(|date| date.to_string());
        lost(1, "DTSERVER", &server.unwrap_or_default());
        for statement in &self.statements {
            lost(statement.line, "BANKID", &statement.bank_id);
            lost(statement.line, "BRANCHID", &statement.branch_id);
            lost(statement.line, "ACCTTYPE", &statement.account_type);
            match canonical(statement, &mut lost) {
                Some(own) => converted.statements.push(own),
                None => lost(statement.line, "ACCTID", &statement.account_id),
            }
        }
        for (line, path, value) in &self.others {
            lost(*line, path, value);
        }
        converted
    }
}

fn canonical(own: &Statement, lost: &mut dyn FnMut(u64, &str, &str)) -> Option<Canonical> {
    let currency = own.currency?;
    let account = AccountId::parse(&own.account_id).ok()?;
    let id = own.end.map(|end| end.to_string()).unwrap_or_default();
    let mut statement = Canonical::new(&id, account, currency);
    match (own.start, own.end) {
        (Some(start), Some(end)) => statement = statement.with_period(start, end),
        (Some(start), None) => lost(own.line, "DTSTART", &start.to_string()),
        (None, Some(end)) => lost(own.line, "DTEND", &end.to_string()),
        (None, None) => {}
    }
    let balances = [
        (own.ledger, BalanceKind::CLOSING_BOOKED),
        (own.available, BalanceKind::CLOSING_AVAILABLE),
    ];
    for (balance, kind) in balances {
        let Some((number, date)) = balance else {
            continue;
        };
        match Money::new(number, currency) {
            Ok(amount) => statement = statement.with_balance(Balance::new(kind, amount, date)),
            Err(_) => lost(own.line, "BALAMT", &number.to_string()),
        }
    }
    for transaction in &own.transactions {
        if let Some(user) = transaction.user {
            lost(transaction.line, "DTUSER", &user.to_string());
        }
        // The amount before the exchange is not stated, and a division would round.
        if let Some((original, rate)) = transaction.original {
            let rate = rate.map(|rate| rate.to_string()).unwrap_or_default();
            let value = [original.code(), &rate].join(" ");
            lost(transaction.line, "ORIGCURRENCY", value.trim_end());
        }
        if let Some(entry) = entry(transaction, currency) {
            statement = statement.with_entry(entry);
        } else {
            let amount = transaction.amount.map(|amount| amount.to_string());
            let amount = amount.unwrap_or_default();
            let fields = [
                &transaction.fit_id,
                &amount,
                &transaction.name,
                &transaction.memo,
            ];
            lost(
                transaction.line,
                "STMTTRN",
                &fields.map(String::as_str).join(" "),
            );
        }
        if AccountId::parse(&transaction.account_to).is_err() {
            lost(transaction.line, "ACCTID", &transaction.account_to);
        }
        if let Some((_, Some(rate))) = transaction.currency {
            lost(transaction.line, "CURRATE", &rate.to_string());
        }
    }
    Some(statement)
}

fn entry(own: &Transaction, currency: girokit_types::Currency) -> Option<StatementEntry> {
    let amount = own.amount?;
    let direction = if amount.is_sign_negative() && !amount.is_zero() {
        CreditDebit::Debit
    } else {
        CreditDebit::Credit
    };
    let currency = own.currency.map_or(currency, |(currency, _)| currency);
    let money = Money::new(amount.abs(), currency).ok()?;
    let mut details = TransactionDetails::new()
        .with_bank_transaction_code(BankTransactionCode::proprietary(&own.kind, Some("OFX")));
    let references = [
        (ReferenceKind::AccountServicer, &own.fit_id),
        (ReferenceKind::Cheque, &own.check_number),
        (ReferenceKind::Proprietary, &own.reference),
        (ReferenceKind::Transaction, &own.server_id),
        (ReferenceKind::Remittance, &own.memo),
    ];
    for (kind, value) in references {
        if !value.is_empty() {
            details.references_mut().push(kind, value);
        }
    }
    let mut party = Counterparty::new().with_name(&own.name);
    if let Ok(account) = AccountId::parse(&own.account_to) {
        party = party.with_account(account);
    }
    if !own.bank_to.is_empty() {
        party = party.with_agent(Agent::new().with_member_id(&own.bank_to));
    }
    details = details.with_counterparty(party);
    let mut entry = StatementEntry::new(money, direction)
        .ok()?
        .with_details(details)
        .with_source(SourcePosition::line(own.line));
    if let Some(date) = own.posted {
        entry = entry.with_booking_date(date);
    }
    if let Some(date) = own.available {
        entry = entry.with_value_date(date);
    }
    if own.kind == "HOLD" {
        entry = entry.with_status(EntryStatus::Pending);
    }
    if !own.memo.is_empty() {
        entry = entry.with_additional_information(&own.memo);
    }
    Some(entry)
}
