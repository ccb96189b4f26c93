//! Entries and their transactions.

use girokit_types::statement::{
    AccountId, BankTransactionCode, Charge, CreditDebit, EntryStatus, Exchange, ReferenceKind,
    References, SourcePosition, StatementEntry, TransactionDetails,
};
use girokit_types::{Currency, Money};

use super::fields::{
    boolean, date, direction, fault, money, refused, required_direction, required_money, step,
    text, text_at,
};
use super::party::counterparty;
use crate::element::Element;
use crate::error::Error;

pub(super) fn entry(
    element: Element<'_>,
    own: &AccountId,
    at: &str,
) -> Result<StatementEntry, Error> {
    let amount = required_money(element, "Amt", at)?;
    let direction = required_direction(element, at)?;
    let mut entry = StatementEntry::new(amount, direction)
        .map_err(|error| refused(format!("{at}/Amt"), &error))?
        .with_status(status(element, at)?)
        .with_reversal(boolean(element, "RvslInd").unwrap_or(false))
        .with_source(SourcePosition::path(at));
    if let Some(date) = date(element, "BookgDt") {
        entry = entry.with_booking_date(date);
    }
    if let Some(date) = date(element, "ValDt") {
        entry = entry.with_value_date(date);
    }
    let mut references = References::new();
    push(&mut references, ReferenceKind::Entry, element, "NtryRef");
    push(
        &mut references,
        ReferenceKind::AccountServicer,
        element,
        "AcctSvcrRef",
    );
    let count = batches(element, at, &mut references)?;
    let scope = Scope { own, direction };
    let mut details = scope.details(element, at, TransactionDetails::new())?;
    let mut information = text(element, "AddtlNtryInf");
    let transactions = transactions(element);
    if let [only] = transactions.as_slice()
        && count.is_none_or(|count| count <= 1)
    {
        let (only, at) = (only.element, only.path(at));
        transaction_references(only, &mut references);
        details = scope.single(only, &at, amount, details)?;
        information = information.or_else(|| text(only, "AddtlTxInf"));
    } else {
        for one in transactions {
            entry = entry.with_transaction(scope.transaction(one.element, &one.path(at))?);
        }
    }
    entry = entry.with_details(details.with_references(references));
    if let Some(count) = count {
        entry = entry.with_batch_count(count);
    }
    Ok(match information {
        Some(information) => entry.with_additional_information(&information),
        None => entry,
    })
}

fn status(element: Element<'_>, at: &str) -> Result<EntryStatus, Error> {
    let code = text_at(element, &["Sts/Cd", "Sts/Prtry", "Sts"]).unwrap_or_default();
    code.parse().map_err(|_| {
        let path = format!("{at}/Sts");
        fault(path, "BOOK, PDNG, INFO or FUTR", format!("{code:?}"))
    })
}

/// The references of the batches that were booked, and how many transactions they count.
fn batches(
    element: Element<'_>,
    at: &str,
    references: &mut References,
) -> Result<Option<u32>, Error> {
    let mut total: Option<u32> = None;
    let nested = element.all("NtryDtls").filter_map(|part| part.get("Btch"));
    for batch in element.all("Btch").chain(nested) {
        push(references, ReferenceKind::Message, batch, "MsgId");
        push(
            references,
            ReferenceKind::PaymentInformation,
            batch,
            "PmtInfId",
        );
        let Some(count) = text(batch, "NbOfTxs") else {
            continue;
        };
        let sum = count.parse::<u32>().ok();
        let sum = sum.and_then(|count| count.checked_add(total.unwrap_or(0)));
        total = Some(sum.ok_or_else(|| {
            let path = format!("{at}/NtryDtls/Btch/NbOfTxs");
            fault(path, "a count below 2^32", count.into_owned())
        })?);
    }
    Ok(total)
}

/// A `TxDtls` and the `NtryDtls` in which it stands.
struct Found<'a> {
    within: Option<Element<'a>>,
    element: Element<'a>,
}

impl Found<'_> {
    fn path(&self, at: &str) -> String {
        match self.within {
            Some(within) => step(&step(at, within), self.element),
            None => step(at, self.element),
        }
    }
}

fn transactions(element: Element<'_>) -> Vec<Found<'_>> {
    let direct = element.all("TxDtls").map(|element| Found {
        within: None,
        element,
    });
    let nested = element.all("NtryDtls").flat_map(|within| {
        within.all("TxDtls").map(move |element| Found {
            within: Some(within),
            element,
        })
    });
    direct.chain(nested).collect()
}

/// What the parts of an entry need to know of it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    own: &'a AccountId,
    direction: CreditDebit,
}

impl Scope<'_> {
    /// The one transaction of an entry: its details join the entry's, and its amount too if it is another one.
    fn single(
        self,
        element: Element<'_>,
        at: &str,
        booked: Money,
        of_entry: TransactionDetails,
    ) -> Result<TransactionDetails, Error> {
        let direction = direction(element, at)?.unwrap_or(self.direction);
        let told = own_amount(element, at)?;
        let mut details = Scope { direction, ..self }.details(element, at, of_entry)?;
        let original = details.exchange().map(Exchange::original_amount);
        if let Some(amount) = told
            && (amount, direction) != (booked, self.direction)
            && original != Some(amount)
        {
            details = details
                .with_amount(amount, direction)
                .map_err(|error| refused(format!("{at}/Amt"), &error))?;
        }
        Ok(details)
    }

    /// One transaction of a batch booking, with its own amount.
    fn transaction(self, element: Element<'_>, at: &str) -> Result<TransactionDetails, Error> {
        let direction = direction(element, at)?.unwrap_or(self.direction);
        let mut details = TransactionDetails::new();
        if let Some(amount) = own_amount(element, at)? {
            details = details
                .with_amount(amount, direction)
                .map_err(|error| refused(format!("{at}/Amt"), &error))?;
        }
        let mut references = References::new();
        transaction_references(element, &mut references);
        Ok(Scope { direction, ..self }
            .details(element, at, details)?
            .with_references(references))
    }

    /// What an entry and a transaction tell in the same words.
    fn details(
        self,
        element: Element<'_>,
        at: &str,
        mut details: TransactionDetails,
    ) -> Result<TransactionDetails, Error> {
        if let Some(code) = element.get("BkTxCd").and_then(transaction_code) {
            details = details.with_bank_transaction_code(code);
        }
        let charges = charges(element, at)?;
        // An entry and its one transaction may tell the same charges.
        if details.charges() != charges {
            for charge in charges {
                details = details.with_charge(charge);
            }
        }
        if let Some(exchange) = exchange(element, at)? {
            details = details.with_exchange(exchange);
        }
        if let Some(counterparty) = counterparty(element, self.direction, self.own) {
            details = details.with_counterparty(counterparty);
        }
        let reason = text_at(
            element,
            &[
                "RtrInf/Rsn/Cd",
                "RtrInf/Rsn/Prtry",
                "RtrInf/RtrRsn/Cd",
                "RtrInf/RtrRsn/Prtry",
            ],
        );
        Ok(match reason {
            Some(reason) => details.with_return_reason(&reason),
            None => details,
        })
    }
}

/// The amount of a transaction: its own, or before version .04 that among the amount details.
fn own_amount(element: Element<'_>, at: &str) -> Result<Option<Money>, Error> {
    match money(element, "Amt", at)? {
        None => money(element, "AmtDtls/TxAmt/Amt", at),
        amount => Ok(amount),
    }
}

fn charges(element: Element<'_>, at: &str) -> Result<Vec<Charge>, Error> {
    let mut charges = Vec::new();
    for group in element.all("Chrgs") {
        let at = step(at, group);
        if group.get("Amt").is_some() {
            charges.push(charge(group, "Amt", &at)?);
            continue;
        }
        let before = charges.len();
        for record in group.all("Rcrd") {
            charges.push(charge(record, "Amt", &step(&at, record))?);
        }
        if charges.len() == before && group.get("TtlChrgsAndTaxAmt").is_some() {
            charges.push(charge(group, "TtlChrgsAndTaxAmt", &at)?);
        }
    }
    Ok(charges)
}

fn charge(element: Element<'_>, tag: &str, at: &str) -> Result<Charge, Error> {
    let amount = required_money(element, tag, at)?;
    let direction = direction(element, at)?.unwrap_or(CreditDebit::Debit);
    let mut charge =
        Charge::new(amount, direction).map_err(|error| refused(format!("{at}/{tag}"), &error))?;
    if let Some(included) = boolean(element, "ChrgInclInd") {
        charge = charge.with_included(included);
    }
    if let Some(bearer) = text(element, "Br") {
        charge = charge.with_bearer(&bearer);
    }
    Ok(match text_at(element, &["Tp/Cd", "Tp/Prtry/Id"]) {
        Some(kind) => charge.with_kind(&kind),
        None => charge,
    })
}

/// The amount before an exchange: told whenever the instructed amount has another currency or a rate stands beside it.
fn exchange(element: Element<'_>, at: &str) -> Result<Option<Exchange>, Error> {
    let Some(amounts) = element.get("AmtDtls") else {
        return Ok(None);
    };
    let at = format!("{at}/AmtDtls");
    let original = match money(amounts, "InstdAmt/Amt", &at)? {
        None => money(amounts, "CntrValAmt/Amt", &at)?,
        amount => amount,
    };
    let Some(original) = original else {
        return Ok(None);
    };
    let rate = ["InstdAmt/CcyXchg", "TxAmt/CcyXchg", "CntrValAmt/CcyXchg"]
        .iter()
        .find_map(|path| amounts.at(path));
    let transaction = money(amounts, "TxAmt/Amt", &at)?;
    if rate.is_none() && transaction.is_none_or(|amount| amount.currency() == original.currency()) {
        return Ok(None);
    }
    let exchange = Exchange::new(original);
    let Some(rate) = rate else {
        return Ok(Some(exchange));
    };
    // A rate that is told for a unit that is no currency must not be computed with: it stays without a unit.
    let unit = text(rate, "UnitCcy").and_then(|code| Currency::parse(&code).ok());
    let price = rate.get("XchgRate").and_then(|price| price.decimal());
    Ok(Some(match price {
        Some(price) => exchange.with_rate(price, unit),
        None => exchange,
    }))
}

fn transaction_code(element: Element<'_>) -> Option<BankTransactionCode> {
    let part = |path: &str| text(element, path);
    let iso = part("Domn/Cd").map(|domain| {
        let family = part("Domn/Fmly/Cd").unwrap_or_default();
        let subfamily = part("Domn/Fmly/SubFmlyCd").unwrap_or_default();
        BankTransactionCode::iso(&domain, &family, &subfamily)
    });
    let issuer = part("Prtry/Issr");
    match (iso, part("Prtry/Cd")) {
        (Some(iso), Some(own)) => Some(iso.with_proprietary(&own, issuer.as_deref())),
        (None, Some(own)) => Some(BankTransactionCode::proprietary(&own, issuer.as_deref())),
        (iso, None) => iso,
    }
}

fn transaction_references(element: Element<'_>, references: &mut References) {
    if let Some(refs) = element.get("Refs") {
        for (tag, kind) in REFERENCES {
            push(references, kind, refs, tag);
        }
        for own in refs.all("Prtry") {
            push(references, ReferenceKind::Proprietary, own, "Ref");
        }
    }
    let Some(remittance) = element.get("RmtInf") else {
        return;
    };
    for line in remittance.all("Ustrd") {
        push_text(references, ReferenceKind::Remittance, line.text());
    }
    for structured in remittance.all("Strd") {
        let reference = text_at(structured, &["CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"]);
        push_text(references, ReferenceKind::CreditorReference, reference);
        for document in structured.all("RfrdDocInf") {
            let number = text_at(document, &["Nb", "RfrdDocNb"]);
            push_text(references, ReferenceKind::Invoice, number);
        }
        for line in structured.all("AddtlRmtInf") {
            push_text(references, ReferenceKind::Remittance, line.text());
        }
    }
}

fn push(references: &mut References, kind: ReferenceKind, element: Element<'_>, tag: &str) {
    let value = element.get(tag).and_then(|value| value.text());
    push_text(references, kind, value);
}

/// Adds a reference unless the entry and its transaction both tell it.
fn push_text(
    references: &mut References,
    kind: ReferenceKind,
    value: Option<std::borrow::Cow<'_, str>>,
) {
    let Some(value) = value else { return };
    let repeats = kind != ReferenceKind::Remittance
        && references.all(kind).any(|known| known == value.trim());
    if !repeats {
        references.push(kind, &value);
    }
}

/// The elements of `Refs` and what they identify.
const REFERENCES: [(&str, ReferenceKind); 15] = [
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
    ("RtrId", ReferenceKind::Proprietary),
];
