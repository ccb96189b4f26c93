//! The profile of ISO 20022 itself: what holds for every message, whatever the scheme.

mod leaf;

use super::rule::Profile;

/// What ISO 20022 itself demands beyond the schema, for every message: identifiers and their check digits, currencies.
pub static BASE: Profile = Profile::new(
    "iso20022-base",
    "ISO 20022 beyond the schema",
    "ISO 20022 message definition reports and the standards that they name",
    &[],
    leaf::RULES,
);
