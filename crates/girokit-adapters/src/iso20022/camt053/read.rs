//! camt.053 to statements.
//!
//! The mapping goes by tags, so that it reads 001.02 and 001.08 alike. Where they differ, both spellings are tried: the status
//! of an entry (`Sts`, later `Sts/Cd`), a party (`Dbtr/Nm`, later `Dbtr/Pty/Nm`), a charge (`Chrgs`, later `Chrgs/Rcrd`), a
//! BIC (`BIC`, later `BICFI`).

use girokit_iso20022::{AnyMessage, Message, camt_053_001_02, camt_053_001_08};
use girokit_types::statement::{
    AccountId, Agent, Balance, BalanceKind, BankTransactionCode, Charge, Counterparty, CreditDebit,
    EntryStatus, Exchange, Page, ReferenceKind, References, SourcePosition, Statement,
    StatementEntry, TransactionDetails,
};
use girokit_types::{Currency, Money};
use rust_decimal::prelude::ToPrimitive as _;

use crate::iso20022::error::MappingError;
use crate::iso20022::view::View;

/// Reads every statement of a camt.053.001.02 or .08.
///
/// An entry with one transaction carries that transaction's details itself; of a batch booking each transaction stays apart.
/// The counterparty is the debtor of a credit and the creditor of a debit, unless that is the account's own side (as in
/// returns, where banks keep the roles of the original payment).
///
/// # Errors
/// Bytes that are no valid message of these versions; a currency or a direction outside the lists; an account of blanks.
///
/// Source: ISO 20022 camt.053.001.08 `/BkToCstmrStmt/Stmt`.
pub fn read_statements(xml: &[u8]) -> Result<Vec<Statement>, MappingError> {
    let detected = AnyMessage::detect(xml).map_err(MappingError::schema)?;
    match detected.id() {
        Some(camt_053_001_02::Document::ID) => {
            let document =
                camt_053_001_02::Document::from_xml(xml).map_err(MappingError::schema)?;
            statements(View::new(&document))
        }
        Some(camt_053_001_08::Document::ID) => {
            let document =
                camt_053_001_08::Document::from_xml(xml).map_err(MappingError::schema)?;
            statements(View::new(&document))
        }
        _ => Err(MappingError::message(&detected.to_string())),
    }
}

fn statements(document: View<'_>) -> Result<Vec<Statement>, MappingError> {
    let Some(message) = document.node("BkToCstmrStmt") else {
        return Ok(Vec::new());
    };
    let numbered = message.nodes("Stmt").zip(1_usize..);
    numbered
        .map(|(view, number)| statement(view, &format!("/Document/BkToCstmrStmt/Stmt[{number}]")))
        .collect()
}

fn statement(view: View<'_>, at: &str) -> Result<Statement, MappingError> {
    let account = view
        .text_at(&["Acct/Id/IBAN", "Acct/Id/Othr/Id"])
        .unwrap_or_default();
    let account = AccountId::parse(account)
        .map_err(|error| MappingError::value(format!("{at}/Acct/Id"), error))?;
    let balances = balances(view, at)?;
    let currency = match view.text("Acct/Ccy") {
        Some(code) => Currency::parse(code)
            .map_err(|error| MappingError::value(format!("{at}/Acct/Ccy"), error))?,
        None => balances
            .first()
            .map(|balance| balance.amount().currency())
            .ok_or_else(|| MappingError::value(format!("{at}/Bal"), "expected a balance"))?,
    };
    let mut statement = Statement::new(
        view.text("Id").unwrap_or_default(),
        account.clone(),
        currency,
    );
    if let (Some(first), Some(last)) = (view.date("FrToDt/FrDtTm"), view.date("FrToDt/ToDtTm")) {
        statement = statement.with_period(first, last);
    }
    let sequence = view
        .decimal("ElctrncSeqNb")
        .or_else(|| view.decimal("LglSeqNb"));
    if let Some(sequence) = sequence.and_then(|sequence| sequence.to_u64()) {
        statement = statement.with_sequence(sequence);
    }
    if let Some(number) = view
        .text("StmtPgntn/PgNb")
        .and_then(|number| number.parse().ok())
    {
        let page = Page::new(number);
        statement = statement.with_page(
            view.boolean("StmtPgntn/LastPgInd")
                .map_or(page, |last| page.with_last(last)),
        );
    }
    for balance in balances {
        statement = statement.with_balance(balance);
    }
    let entries = view.nodes("Ntry").zip(1_usize..);
    let entries: Result<Vec<_>, _> = entries
        .map(|(view, number)| entry(view, &account, &format!("{at}/Ntry[{number}]")))
        .collect();
    Ok(statement.with_entries(entries?))
}

fn balances(view: View<'_>, at: &str) -> Result<Vec<Balance>, MappingError> {
    let read = |(balance, number): (View<'_>, usize)| {
        let at = format!("{at}/Bal[{number}]");
        let kind = balance
            .text_at(&["Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry"])
            .unwrap_or_default();
        let kind = BalanceKind::parse(kind)
            .map_err(|error| MappingError::value(format!("{at}/Tp"), error))?;
        let amount = required_money(balance, &at)?;
        let signed = match credit_debit(balance, &at)? {
            CreditDebit::Credit => amount,
            CreditDebit::Debit => amount.negated(),
        };
        let missing = || MappingError::value(format!("{at}/Dt"), "expected a date");
        let date = balance
            .date("Dt/Dt")
            .or_else(|| balance.date("Dt/DtTm"))
            .ok_or_else(missing)?;
        let between_pages = matches!(balance.text("Tp/SubTp/Cd"), Some("INTM" | "OIBD" | "CIBD"));
        Ok(Balance::new(kind, signed, date).with_intermediate(between_pages))
    };
    view.nodes("Bal").zip(1_usize..).map(read).collect()
}

fn required_money(view: View<'_>, at: &str) -> Result<Money, MappingError> {
    view.money("Amt", at)?
        .ok_or_else(|| MappingError::value(format!("{at}/Amt"), "expected an amount"))
}

fn credit_debit(view: View<'_>, at: &str) -> Result<CreditDebit, MappingError> {
    let code = view.text("CdtDbtInd").unwrap_or_default();
    code.parse()
        .map_err(|error: girokit_types::statement::StatementError| {
            MappingError::value(format!("{at}/CdtDbtInd"), error)
        })
}

fn entry(view: View<'_>, own: &AccountId, at: &str) -> Result<StatementEntry, MappingError> {
    let direction = credit_debit(view, at)?;
    let fault = |tag: &str, error| MappingError::value(format!("{at}/{tag}"), error);
    let mut entry = StatementEntry::new(required_money(view, at)?, direction)
        .map_err(|error| fault("Amt", error))?;
    let status = view
        .text_at(&["Sts/Cd", "Sts/Prtry", "Sts"])
        .unwrap_or_default();
    let status: EntryStatus = status.parse().map_err(|error| fault("Sts", error))?;
    entry = entry
        .with_status(status)
        .with_reversal(view.boolean("RvslInd").unwrap_or(false));
    if let Some(date) = view
        .date("BookgDt/Dt")
        .or_else(|| view.date("BookgDt/DtTm"))
    {
        entry = entry.with_booking_date(date);
    }
    if let Some(date) = view.date("ValDt/Dt").or_else(|| view.date("ValDt/DtTm")) {
        entry = entry.with_value_date(date);
    }
    let scope = Scope { own, direction, at };
    let mut details = scope.details(view, TransactionDetails::new())?;
    let mut references = References::new();
    push(&mut references, ReferenceKind::Entry, view.text("NtryRef"));
    push(
        &mut references,
        ReferenceKind::AccountServicer,
        view.text("AcctSvcrRef"),
    );
    let mut batch_count = None;
    for batch in view
        .nodes("NtryDtls")
        .filter_map(|details| details.node("Btch"))
    {
        push(&mut references, ReferenceKind::Message, batch.text("MsgId"));
        push(
            &mut references,
            ReferenceKind::PaymentInformation,
            batch.text("PmtInfId"),
        );
        let count = batch
            .text("NbOfTxs")
            .and_then(|count| count.parse::<u32>().ok());
        batch_count = count.map_or(batch_count, |count| {
            Some(count.saturating_add(batch_count.unwrap_or(0)))
        });
    }
    let transactions: Vec<View<'_>> = view
        .nodes("NtryDtls")
        .flat_map(|details| details.nodes("TxDtls"))
        .collect();
    let mut information = view.text("AddtlNtryInf");
    if let [only] = transactions.as_slice()
        && batch_count.is_none_or(|count| count <= 1)
    {
        transaction_references(*only, &mut references);
        details = scope.details(*only, details)?;
        information = information.or_else(|| only.text("AddtlTxInf"));
    } else {
        for transaction in transactions {
            entry = entry.with_transaction(scope.transaction(transaction)?);
        }
    }
    entry = entry
        .with_details(details.with_references(references))
        .with_source(SourcePosition::path(at));
    if let Some(count) = batch_count {
        entry = entry.with_batch_count(count);
    }
    Ok(match information {
        Some(information) => entry.with_additional_information(information),
        None => entry,
    })
}

/// What the parts of an entry need to know of it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    own: &'a AccountId,
    direction: CreditDebit,
    at: &'a str,
}

impl Scope<'_> {
    /// One transaction of a batch booking, with its own amount.
    fn transaction(self, view: View<'_>) -> Result<TransactionDetails, MappingError> {
        let amount = match view.money("Amt", self.at)? {
            None => view.money("AmtDtls/TxAmt/Amt", self.at)?,
            amount => amount,
        };
        let direction = if view.text("CdtDbtInd").is_some() {
            credit_debit(view, self.at)?
        } else {
            self.direction
        };
        let mut details = TransactionDetails::new();
        if let Some(amount) = amount {
            let fault =
                |error| MappingError::value(format!("{}/NtryDtls/TxDtls/Amt", self.at), error);
            details = details.with_amount(amount, direction).map_err(fault)?;
        }
        let mut references = References::new();
        transaction_references(view, &mut references);
        Ok(Scope { direction, ..self }
            .details(view, details)?
            .with_references(references))
    }

    /// What an entry and a transaction tell in the same words.
    fn details(
        self,
        view: View<'_>,
        mut details: TransactionDetails,
    ) -> Result<TransactionDetails, MappingError> {
        if let Some(code) = view.node("BkTxCd").and_then(transaction_code) {
            details = details.with_bank_transaction_code(code);
        }
        for charge in self.charges(view)? {
            details = details.with_charge(charge);
        }
        if let Some(exchange) = self.exchange(view)? {
            details = details.with_exchange(exchange);
        }
        if let Some(counterparty) = self.counterparty(view) {
            details = details.with_counterparty(counterparty);
        }
        if let Some(reason) = view.text_at(&["RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"]) {
            details = details.with_return_reason(reason);
        }
        Ok(details)
    }

    fn charges(self, view: View<'_>) -> Result<Vec<Charge>, MappingError> {
        let mut charges = Vec::new();
        for group in view.nodes("Chrgs") {
            let records: Vec<View<'_>> = group.nodes("Rcrd").collect();
            let records = if group.node("Amt").is_some() {
                vec![group]
            } else {
                records
            };
            for record in &records {
                if let Some(amount) = record.money("Amt", self.at)? {
                    charges.push(self.charge(*record, amount)?);
                }
            }
            if records.is_empty()
                && let Some(amount) = group.money("TtlChrgsAndTaxAmt", self.at)?
            {
                charges.push(self.charge(group, amount)?);
            }
        }
        Ok(charges)
    }

    fn charge(self, view: View<'_>, amount: Money) -> Result<Charge, MappingError> {
        let direction = if view.text("CdtDbtInd").is_some() {
            credit_debit(view, self.at)?
        } else {
            CreditDebit::Debit
        };
        let charge = Charge::new(amount, direction)
            .map_err(|error| MappingError::value(format!("{}/Chrgs", self.at), error))?;
        let charge = view
            .boolean("ChrgInclInd")
            .map_or(charge.clone(), |included| charge.with_included(included));
        let charge = view
            .text("Br")
            .map_or(charge.clone(), |bearer| charge.with_bearer(bearer));
        Ok(match view.text_at(&["Tp/Cd", "Tp/Prtry/Id"]) {
            Some(kind) => charge.with_kind(kind),
            None => charge,
        })
    }

    /// The amount before an exchange: told whenever the instructed amount has another currency or a rate stands beside it.
    fn exchange(self, view: View<'_>) -> Result<Option<Exchange>, MappingError> {
        let Some(amounts) = view.node("AmtDtls") else {
            return Ok(None);
        };
        let original = match amounts.money("InstdAmt/Amt", self.at)? {
            None => amounts.money("CntrValAmt/Amt", self.at)?,
            amount => amount,
        };
        let Some(original) = original else {
            return Ok(None);
        };
        let rate = ["InstdAmt/CcyXchg", "TxAmt/CcyXchg", "CntrValAmt/CcyXchg"]
            .iter()
            .find_map(|path| amounts.node(path));
        let transaction = amounts.money("TxAmt/Amt", self.at)?;
        if rate.is_none()
            && transaction.is_none_or(|amount| amount.currency() == original.currency())
        {
            return Ok(None);
        }
        let exchange = Exchange::new(original);
        let Some(rate) = rate else {
            return Ok(Some(exchange));
        };
        let unit = rate
            .text("UnitCcy")
            .and_then(|code| Currency::parse(code).ok());
        Ok(Some(
            rate.decimal("XchgRate")
                .map_or(exchange.clone(), |price| exchange.with_rate(price, unit)),
        ))
    }

    fn counterparty(self, view: View<'_>) -> Option<Counterparty> {
        let roles = match self.direction {
            CreditDebit::Credit => ["Dbtr", "Cdtr"],
            CreditDebit::Debit => ["Cdtr", "Dbtr"],
        };
        let mut parties = roles.into_iter().map(|role| party(view, role));
        parties.find(|party| !party.is_empty() && party.account() != Some(self.own))
    }
}

fn party(view: View<'_>, role: &str) -> Counterparty {
    let text = |path: &str| view.text(&path.replace('*', role));
    let first = |paths: &[&str]| paths.iter().find_map(|path| text(path));
    let mut party = Counterparty::new();
    if let Some(name) = first(&[
        "RltdPties/*/Pty/Nm",
        "RltdPties/*/Agt/FinInstnId/Nm",
        "RltdPties/*/Nm",
    ]) {
        party = party.with_name(name);
    }
    let account = first(&["RltdPties/*Acct/Id/IBAN", "RltdPties/*Acct/Id/Othr/Id"]);
    if let Some(account) = account.and_then(|account| AccountId::parse(account).ok()) {
        party = party.with_account(account);
    }
    if let Some(name) = first(&["RltdPties/Ultmt*/Pty/Nm", "RltdPties/Ultmt*/Nm"]) {
        party = party.with_ultimate_name(name);
    }
    let mut agent = Agent::new();
    if let Some(bic) = first(&[
        "RltdAgts/*Agt/FinInstnId/BICFI",
        "RltdAgts/*Agt/FinInstnId/BIC",
    ]) {
        agent = agent.with_bic(bic);
    }
    if let Some(member) = text("RltdAgts/*Agt/FinInstnId/ClrSysMmbId/MmbId") {
        agent = agent.with_member_id(member);
    }
    if let Some(name) = text("RltdAgts/*Agt/FinInstnId/Nm") {
        agent = agent.with_name(name);
    }
    party.with_agent(agent)
}

fn transaction_code(view: View<'_>) -> Option<BankTransactionCode> {
    let iso = view.text("Domn/Cd").map(|domain| {
        let family = view.text("Domn/Fmly/Cd").unwrap_or_default();
        BankTransactionCode::iso(
            domain,
            family,
            view.text("Domn/Fmly/SubFmlyCd").unwrap_or_default(),
        )
    });
    match (iso, view.text("Prtry/Cd")) {
        (Some(iso), Some(own)) => Some(iso.with_proprietary(own, view.text("Prtry/Issr"))),
        (None, Some(own)) => Some(BankTransactionCode::proprietary(
            own,
            view.text("Prtry/Issr"),
        )),
        (iso, None) => iso,
    }
}

fn transaction_references(view: View<'_>, references: &mut References) {
    if let Some(refs) = view.node("Refs") {
        for (tag, kind) in REFERENCES {
            push(references, kind, refs.text(tag));
        }
        for own in refs.nodes("Prtry") {
            push(references, ReferenceKind::Proprietary, own.text("Ref"));
        }
    }
    let Some(remittance) = view.node("RmtInf") else {
        return;
    };
    for line in remittance.texts("Ustrd") {
        push(references, ReferenceKind::Remittance, Some(line));
    }
    for structured in remittance.nodes("Strd") {
        push(
            references,
            ReferenceKind::CreditorReference,
            structured.text("CdtrRefInf/Ref"),
        );
        for document in structured.nodes("RfrdDocInf") {
            push(references, ReferenceKind::Invoice, document.text("Nb"));
        }
        for line in structured.texts("AddtlRmtInf") {
            push(references, ReferenceKind::Remittance, Some(line));
        }
    }
}

/// Adds a reference unless the entry and its transaction both tell it.
fn push(references: &mut References, kind: ReferenceKind, value: Option<&str>) {
    let Some(value) = value else { return };
    let repeats = kind != ReferenceKind::Remittance
        && references.all(kind).any(|known| known == value.trim());
    if !repeats {
        references.push(kind, value);
    }
}

/// The elements of `Refs` and what they identify.
pub(super) const REFERENCES: [(&str, ReferenceKind); 14] = [
    ("MsgId", ReferenceKind::Message),
    ("AcctSvcrRef", ReferenceKind::AccountServicer),
    ("PmtInfId", ReferenceKind::PaymentInformation),
    ("InstrId", ReferenceKind::Instruction),
    ("EndToEndId", ReferenceKind::EndToEnd),
    ("UETR", ReferenceKind::Uetr),
    ("TxId", ReferenceKind::Transaction),
    ("MndtId", ReferenceKind::Mandate),
    ("ChqNb", ReferenceKind::Cheque),
    ("ClrSysRef", ReferenceKind::ClearingSystem),
    ("AcctOwnrTxId", ReferenceKind::AccountOwner),
    ("AcctSvcrTxId", ReferenceKind::Proprietary),
    ("MktInfrstrctrTxId", ReferenceKind::Proprietary),
    ("PrcgId", ReferenceKind::Proprietary),
];
