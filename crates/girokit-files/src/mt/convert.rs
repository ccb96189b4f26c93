//! Messages as statements.

use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BankTransactionCode, Counterparty, CreditDebit,
    EntryStatus, Page, ReferenceKind, SourcePosition, Statement, StatementEntry,
    TransactionDetails,
};
use girokit_types::{Currency, Money};

use super::file::{Entry, Message};
use super::information::{Dialect, Information};
use super::reader::MessageType;
use super::value::BookedBalance;
use crate::converted::{Converted, Unmapped};

/// Each message as a statement.
///
/// An entry's details come from its field 86 where that is structured ([`Information`]); its whole text stands in the
/// additional information. An entry of an MT942, and one that is only expected, is pending. An MT900 or MT910 becomes a statement of one
/// entry without balances. Unmapped is what a statement has no place for: fields 13D, 34F, 90a and others, funds codes, the
/// supplementary details of field 61, and messages without an account or currency.
pub fn to_statements(messages: &[Message]) -> Converted {
    let mut converted = Converted::default();
    for message in messages {
        let statement = statement(message, &mut converted.unmapped);
        converted.statements.extend(statement);
    }
    converted
}

fn statement(message: &Message, unmapped: &mut Vec<Unmapped>) -> Option<Statement> {
    let mut lost = |line: u64, field: &str, value: &str| {
        if !value.is_empty() {
            unmapped.push(Unmapped::new(line, field.to_owned(), value));
        }
    };
    let balances = [&message.opening, &message.closing, &message.available];
    let named = balances.into_iter().flatten().chain(&message.forward);
    let currency = named
        .map(|balance| balance.amount.currency())
        .chain(message.value.map(|(_, amount)| amount.currency()))
        .next()
        .or_else(|| floor_currency(message));
    let account = account(&message.account);
    let (Some(currency), Some(account)) = (currency, account) else {
        lost(message.line, "message", &message.reference);
        return None;
    };
    let mut statement = Statement::new(&message.reference, account, currency);
    if let Some(number) = &message.number {
        let mut parts = number
            .trim()
            .split('/')
            .map(|part| part.trim().parse::<u64>().ok());
        if let Some(number) = parts.next().flatten() {
            statement = statement.with_sequence(number);
        }
        if let Some(page) = parts.next().flatten() {
            statement = statement.with_page(Page::new(page));
        }
    }
    if let Some(reference) = &message.related_reference {
        lost(message.line, "21", reference);
    }
    lost(message.line, "preamble", &message.preamble);
    if let (Some(opening), Some(closing)) = (&message.opening, &message.closing) {
        statement = statement.with_period(opening.date, closing.date);
    }
    let kinds = [
        (&message.opening, BalanceKind::OPENING_BOOKED),
        (&message.closing, BalanceKind::CLOSING_BOOKED),
        (&message.available, BalanceKind::CLOSING_AVAILABLE),
    ];
    for (own, kind) in kinds {
        if let Some(own) = own {
            statement = statement.with_balance(balance(own, kind));
        }
    }
    for own in &message.forward {
        statement = statement.with_balance(balance(own, BalanceKind::FORWARD_AVAILABLE));
    }
    for own in &message.entries {
        lost(own.line, "61 subfield 9", &own.supplementary);
        match entry(own, currency, message.message_type) {
            Some(entry) => statement = statement.with_entry(entry),
            None => lost(own.line, "61", &own.reference),
        }
    }
    if let Some(entry) = advice(message) {
        statement = statement.with_entry(entry);
    }
    for information in &message.information {
        lost(message.line, "86", information);
    }
    for field in &message.others {
        lost(field.line, &field.tag, &field.content);
    }
    Some(statement)
}

/// The account alone: without the bank before a slash and a currency behind the number, as banks write them.
fn account(field: &str) -> Option<AccountId> {
    let first = field.lines().next().unwrap_or_default().trim();
    AccountId::parse(first).ok()
}

/// The currency of field 34F, for an MT942, which has no balances.
fn floor_currency(message: &Message) -> Option<Currency> {
    let mut others = message.others.iter();
    let floor = others.find(|field| field.tag == "34F")?;
    Currency::parse(floor.content.get(..3)?).ok()
}

fn balance(own: &BookedBalance, kind: BalanceKind) -> Balance {
    Balance::new(kind, own.signed(), own.date).with_intermediate(own.intermediate)
}

fn entry(own: &Entry, currency: Currency, message_type: MessageType) -> Option<StatementEntry> {
    let amount = Money::new(own.amount, currency).ok()?;
    let pending = own.mark.is_expected() || message_type == MessageType::Mt942;
    let mut details = TransactionDetails::new();
    let mut code = own.transaction_type.trim().to_owned();
    let put = |details: &mut TransactionDetails, kind, value: &str| {
        let value = value.trim();
        if !value.is_empty() && value != "NONREF" {
            details.references_mut().push(kind, value);
        }
    };
    put(&mut details, ReferenceKind::AccountOwner, &own.reference);
    put(
        &mut details,
        ReferenceKind::AccountServicer,
        &own.bank_reference,
    );
    if let Some(text) = &own.information {
        let information = Information::parse(text);
        if information.dialect == Dialect::Subfields
            && let Some(gvc) = &information.code
        {
            code = [code.as_str(), gvc].join("+");
        }
        let references = [
            (ReferenceKind::EndToEnd, &information.end_to_end),
            (ReferenceKind::AccountOwner, &information.customer_reference),
            (ReferenceKind::Mandate, &information.mandate),
        ];
        for (kind, value) in references {
            put(&mut details, kind, value.as_deref().unwrap_or_default());
        }
        if information.dialect != Dialect::Unstructured {
            put(
                &mut details,
                ReferenceKind::Remittance,
                &information.remittance,
            );
        }
        details = details.with_counterparty(counterparty(&information));
        if let Some(reason) = &information.return_reason {
            details = details.with_return_reason(reason);
        }
    }
    if !code.is_empty() {
        details = details
            .with_bank_transaction_code(BankTransactionCode::proprietary(&code, Some("SWIFT")));
    }
    let mut entry = StatementEntry::new(amount, own.mark.direction())
        .ok()?
        .with_reversal(own.mark.is_reversal())
        .with_value_date(own.value_date)
        .with_booking_date(own.entry_date.unwrap_or(own.value_date))
        .with_details(details)
        .with_source(SourcePosition::line(own.line));
    if pending {
        entry = entry.with_status(EntryStatus::Pending);
    }
    if let Some(text) = &own.information {
        entry = entry.with_additional_information(text);
    }
    Some(entry)
}

fn counterparty(information: &Information) -> Counterparty {
    let mut party = Counterparty::new();
    if let Some(name) = &information.name {
        party = party.with_name(name);
    }
    if let Some(account) = &information.account
        && let Ok(account) = AccountId::parse(account)
    {
        party = party.with_account(account);
    }
    if let Some(bank) = &information.bank {
        let agent = if bank.bytes().all(|byte| byte.is_ascii_digit()) {
            Agent::new().with_member_id(bank)
        } else {
            Agent::new().with_bic(bank)
        };
        party = party.with_agent(agent);
    }
    if let Some(name) = &information.ultimate_name {
        party = party.with_ultimate_name(name);
    }
    party
}

/// The one entry of an MT900 or MT910.
fn advice(message: &Message) -> Option<StatementEntry> {
    let (date, amount) = message.value?;
    let direction = match message.message_type {
        MessageType::Mt900 => CreditDebit::Debit,
        _ => CreditDebit::Credit,
    };
    let mut entry = StatementEntry::new(amount, direction)
        .ok()?
        .with_value_date(date)
        .with_reference(ReferenceKind::AccountServicer, &message.reference)
        .with_source(SourcePosition::line(message.line));
    if let Some(reference) = &message.related_reference {
        entry = entry.with_reference(ReferenceKind::AccountOwner, reference);
    }
    Some(entry)
}
