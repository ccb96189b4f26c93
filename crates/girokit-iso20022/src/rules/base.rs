//! The profile of ISO 20022 itself: what holds for every message, whatever the scheme.

mod answers;
mod entries;
mod initiation;
mod interbank;
mod leaf;
mod totals;

use super::rule::Profile;

/// What ISO 20022 itself demands beyond the schema, whatever the scheme.
pub static BASE: Profile = Profile::new(
    "iso20022-base",
    "ISO 20022 beyond the schema",
    "ISO 20022 message definition reports and the standards that they name",
    &[],
    &[],
)
.including(&[
    &VALUES,
    &TOTALS,
    &INTERBANK,
    &INITIATION,
    &ANSWERS,
    &STATEMENTS,
]);

/// The part of [`BASE`] on single values: identifiers with check digits, currencies, countries, external codes.
pub static VALUES: Profile = part("iso20022-values", "Single values", leaf::RULES);

/// The part of [`BASE`] on counts, sums and balances.
pub static TOTALS: Profile = part(
    "iso20022-totals",
    "Counts, sums and balances",
    totals::RULES,
);

/// The part of [`BASE`] on the messages between banks.
pub static INTERBANK: Profile = part(
    "iso20022-interbank",
    "Cross rules of the messages between banks",
    interbank::RULES,
);

/// The part of [`BASE`] on the messages from customers to banks.
pub static INITIATION: Profile = part(
    "iso20022-initiation",
    "Cross rules of the messages from customers to banks",
    initiation::RULES,
);

/// The part of [`BASE`] on returns, reversals, cancellations and status reports.
pub static ANSWERS: Profile = part(
    "iso20022-answers",
    "Cross rules of returns, reversals, cancellations and status reports",
    answers::RULES,
);

/// The part of [`BASE`] on the entries of statements.
pub static STATEMENTS: Profile = part(
    "iso20022-statements",
    "Entries of statements and their details",
    entries::RULES,
);

const fn part(name: &'static str, title: &'static str, rules: &'static [super::Rule]) -> Profile {
    Profile::new(
        name,
        title,
        "ISO 20022 message definition reports and the standards that they name",
        &[],
        rules,
    )
}
