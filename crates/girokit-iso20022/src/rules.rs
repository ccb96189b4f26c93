//! Rules beyond the schema: check digits, currencies, control sums, cross rules, external codes, and the market practice of schemes.
//!
//! A schema says which elements a message may have. It does not say that an IBAN's check digits are right, that `NbOfTxs` is the
//! number of transactions, or that a scheme wants shared charges. Such things are [`Rule`]s: static data, each with a stable code and
//! its published source, grouped in [`Profile`]s. They are warnings by default and errors when asked for.
//!
//! ```
//! # #[cfg(feature = "head-001-001-02")] {
//! use girokit_iso20022::{Message as _, head_001_001_02::BusinessApplicationHeaderV02, rules};
//!
//! let xml = br#"<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><FIId><FinInstnId><BICFI>BANKZZFFXXX</BICFI>
//!   </FinInstnId></FIId></Fr><To><FIId><FinInstnId><BICFI>BANKFRPPXXX</BICFI></FinInstnId></FIId></To><BizMsgIdr>1</BizMsgIdr>
//!   <MsgDefIdr>pacs.008.001.08</MsgDefIdr><CreDt>2026-11-23T10:00:00Z</CreDt></AppHdr>"#;
//! let header = BusinessApplicationHeaderV02::from_xml(xml).unwrap();
//! let report = rules::check(&header, &rules::Options::new());
//! let finding = &report.findings()[0];
//! assert_eq!((finding.code, &*finding.path), ("bic", "/AppHdr/Fr/FIId/FinInstnId/BICFI"));
//! assert!(!report.has_errors()); // a warning, unless `with_severity` says otherwise
//! # }
//! ```
//!
//! # Own rules
//! A bank's own rules are data too, see [`Rule`]; [`Options`] adds them, leaves out single codes and grades others:
//!
//! ```
//! use girokit_iso20022::rules::{At, Check, Messages, Options, Profile, Rule, Severity};
//!
//! static MY_BANK: Profile = Profile::new(
//!     "my-bank",
//!     "Payments as my bank takes them",
//!     "My bank, guide for payments, 2026",
//!     &[Messages::of("pain.001.001.09")],
//!     &[Rule::new(
//!         "my-bank-names",
//!         "Every creditor has a name.",
//!         "guide, 4.1",
//!         &[],
//!         At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"]),
//!         Check::Required(&["Cdtr/Nm"]),
//!     )],
//! );
//! let options = Options::new()
//!     .with_profile(&MY_BANK)
//!     .with_grade("my-bank-names", Severity::Error)
//!     .without("bic");
//! ```
//!
//! # Streams
//! [`Checker::check_part`] checks one transaction or entry at a time, and a header by itself; [`Checker::check_around`] what stands around
//! them, [`Totals`] counts. [`Checker::without_items`] tells what cannot be checked so.
//!
//! # All rules
#![doc = include_str!("../RULES.md")]

mod base;
mod check;
mod checker;
mod codes;
mod context;
mod options;
mod paths;
mod report;
mod rule;
mod totals;

use crate::element::Element;
use crate::generated::any_message::AnyMessage;
use crate::message::Message;
use crate::schema::Definition;
use crate::tree::Tree;

pub use base::{ANSWERS, BASE, INITIATION, INTERBANK, STATEMENTS, TOTALS, VALUES};
pub use checker::{Checker, LeftOut};
pub use codes::{CodeSets, ParseCodeSetsError};
pub use context::Context;
pub use options::{MAX_FINDINGS, Options};
pub use report::{Finding, Report, Severity};
pub use rule::{At, Check, Messages, Profile, Rule, When};
pub use totals::Totals;

/// Checks a message that is valid by its schema.
pub fn check<M: Message>(message: &M, options: &Options) -> Report {
    check_element(M::DEFINITION, Element::of(message), options)
}

/// Checks a message of any type that is valid by its schema.
pub fn check_any(message: &AnyMessage, options: &Options) -> Report {
    check_element(message.definition(), message.element(), options)
}

/// Checks a message that is held as a tree: findings have lines and columns.
pub fn check_tree(tree: &Tree<'_>, options: &Options) -> Report {
    let mut report = check_element(tree.definition(), tree.element(), options);
    report.locate(tree.text());
    report
}

/// Checks a message however it is held, given its root element. For many messages of one type, make a [`Checker`] once.
pub fn check_element(
    definition: &'static Definition,
    root: Element<'_>,
    options: &Options,
) -> Report {
    Checker::new(definition, options).check(root)
}
