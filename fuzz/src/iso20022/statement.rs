//! Statements: what reads as camt converts or says where it does not, and no amount changes on the way.

use girokit_iso20022::girokit_types::statement::{CreditDebit, Statement};
use girokit_iso20022::rust_decimal::Decimal;
use girokit_iso20022::statement::{self, StatementMessage};
use girokit_iso20022::{AnyMessage, Element};

/// No message panics when it is converted; the figures of the entries are those of the message, one by one and in their
/// order; what is written from them reads as the same figures again.
///
/// # Panics
/// When a promise is broken.
pub fn statement(data: &[u8]) {
    let Ok(message) = AnyMessage::from_xml(data) else {
        return;
    };
    let root = message.element();
    match statement::read(root) {
        Ok(statements) => {
            assert_eq!(stated(root), converted(&statements));
            write(&statements);
        }
        Err(error) => {
            assert!(!error.problems().is_empty());
            for problem in error.problems() {
                assert!(
                    problem.path.starts_with("/Document") || problem.path.starts_with("/AppHdr")
                );
            }
        }
    }
}

fn write(statements: &[Statement]) {
    let message = statements.iter().fold(
        StatementMessage::new(
            "1".parse().expect("an id"),
            "2026-11-23T00:00:00Z".parse().expect("a time"),
        ),
        |message, one| message.with_statement(one.clone()),
    );
    // A notification has no balance, a name may be too long for version .08: refused, not cut.
    let Ok(document) = message.build() else {
        return;
    };
    let again = statement::read(Element::of(&document)).expect("what was written reads");
    assert_eq!(converted(&again), converted(statements));
    for (one, other) in statements.iter().zip(&again) {
        assert_eq!(one.prove(), other.prove());
    }
}

/// The signed figures of all `Ntry/Amt`, in document order.
fn stated(root: Element<'_>) -> Vec<Decimal> {
    let mut figures = Vec::new();
    for body in root.children() {
        for item in body.children() {
            for entry in item.all("Ntry") {
                let figure = entry.get("Amt").and_then(|amount| amount.decimal());
                let credit = entry
                    .get("CdtDbtInd")
                    .and_then(|code| code.text())
                    .is_some_and(|code| code == "CRDT");
                let figure = figure.expect("the schema demands an amount");
                figures.push(if credit { figure } else { -figure });
            }
        }
    }
    figures
}

fn converted(statements: &[Statement]) -> Vec<Decimal> {
    let entries = statements.iter().flat_map(Statement::entries);
    entries
        .map(|entry| match entry.credit_debit() {
            CreditDebit::Credit => entry.amount().amount(),
            CreditDebit::Debit => -entry.amount().amount(),
        })
        .collect()
}
