//! A run from input to proof.

use std::collections::HashMap;

use chrono::NaiveDate;
use girokit_types::statement::{BalanceVerdict, Statement};

use crate::engine::{Engine, Findings};
use crate::explain::Explainer;
use crate::line::Lines;
use crate::outcome::{Break, BreakKind};
use crate::{Config, Error, LedgerRecord, Proof, Reconciliation};

/// Reconciles statements with the ledger, as things stood on the day `as_of`.
///
/// A pure function: no clock, no I/O, and for the same lines in any order the same result, but for the places by which
/// it names them. A record that is not on a statement is overdue if `as_of` is more days after its date than
/// [`Config::date_window_days`], else it is only expected.
///
/// # Errors
/// [`Error`] if a control sum does not fit or there are too many lines.
pub fn reconcile(
    config: &Config,
    statements: &[Statement],
    ledger: &[LedgerRecord],
    as_of: NaiveDate,
) -> Result<Reconciliation, Error> {
    let lines = Lines::collect(config, statements, ledger)?;
    let repeated = repeated_statements(statements);
    let findings = Engine::new(config, statements, &lines, as_of).run(&repeated);
    let Findings {
        matches,
        cancellations,
        mut breaks,
    } = findings;
    let proof = Proof::new(
        statements,
        ledger,
        &lines,
        (&matches, &cancellations, &breaks),
    )?;
    breaks.extend(statement_breaks(statements, &proof));
    Ok(Reconciliation {
        matches,
        cancellations,
        breaks,
        proof,
    })
}

/// Statements that say the same as an earlier one, with the earlier one.
fn repeated_statements(statements: &[Statement]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<_, Vec<usize>> = HashMap::new();
    let mut repeated = Vec::new();
    for (index, statement) in statements.iter().enumerate() {
        let key = (
            statement.account(),
            statement.id(),
            statement.sequence(),
            statement.page(),
        );
        let earlier = seen.entry(key).or_default();
        match earlier
            .iter()
            .find(|first| statements.get(**first) == Some(statement))
        {
            Some(first) => repeated.push((index, *first)),
            None => earlier.push(index),
        }
    }
    repeated
}

/// A break for each statement that is not proved, in the order of what they say.
fn statement_breaks(statements: &[Statement], proof: &Proof) -> Vec<Break> {
    let pairs = statements.iter().zip(proof.statements()).enumerate();
    let mut breaks: Vec<Break> = pairs
        .filter(|(_, (_, proof))| !proof.is_balanced())
        .map(|(index, (statement, proof))| {
            let (kind, difference) = match proof.verdict() {
                BalanceVerdict::Unbalanced { difference } => {
                    (BreakKind::StatementUnbalanced, Some(*difference))
                }
                _ => (BreakKind::StatementUnproved, None),
            };
            let explanation = Explainer::statement(statement, proof);
            Break {
                kind,
                items: Vec::new(),
                statement: Some(index),
                difference,
                explanation,
            }
        })
        .collect();
    breaks.sort_by(|a, b| (a.kind, &a.explanation).cmp(&(b.kind, &b.explanation)));
    breaks
}
