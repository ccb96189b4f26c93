//! Market practice: what schemes demand of messages beyond the schema, as [`Profile`]s to pick and to extend.
//!
//! ```
//! # #[cfg(feature = "pacs-008-001-08")] {
//! use girokit_iso20022::{Message as _, pacs_008_001_08::Document, profiles, rules};
//!
//! # let xml = br#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf><GrpHdr><MsgId>1</MsgId>
//! #   <CreDtTm>2026-11-23T10:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
//! #   <CdtTrfTxInf><PmtId><EndToEndId>1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="USD">1.00</IntrBkSttlmAmt><ChrgBr>SLEV</ChrgBr>
//! #   <Dbtr><Nm>A</Nm></Dbtr><DbtrAgt><FinInstnId><BICFI>BANKDEFFXXX</BICFI></FinInstnId></DbtrAgt><CdtrAgt><FinInstnId>
//! #   <BICFI>BANKFRPPXXX</BICFI></FinInstnId></CdtrAgt><Cdtr><Nm>B</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>"#;
//! let transfer = Document::from_xml(xml).unwrap();
//! let options = rules::Options::new().with_profile(profiles::find("sepa-sct").unwrap());
//! let report = rules::check(&transfer, &options);
//! assert!(report.findings().iter().any(|finding| finding.code == "sepa-amount")); // dollars
//! # }
//! ```
//!
//! # Own practice on top
//! A bank's profile includes a scheme's, adds rules and relaxes others. Here `sepa-sct` with a limit of its own, without ultimate
//! parties, and with UETR, which the scheme's guideline leaves to agreement:
//!
//! ```
//! use girokit_iso20022::profiles::SEPA_SCT;
//! use girokit_iso20022::rules::{At, Check, Context, Messages, Options, Profile, Rule, Severity};
//! use girokit_iso20022::rust_decimal::Decimal;
//!
//! static MY_BANK: Profile = Profile::new(
//!     "my-bank-sct",
//!     "SEPA Credit Transfer at my bank",
//!     "My bank, guide for payments, 2026",
//!     &[Messages::of("pain.001.001.09")],
//!     &[
//!         Rule::new(
//!             "my-bank-limit",
//!             "A transfer is of at most 50000 euro.",
//!             "guide, 3.1",
//!             &[],
//!             At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt"]),
//!             Check::Run(limit),
//!         ),
//!         Rule::new(
//!             "my-bank-no-ultimate",
//!             "Ultimate parties are not carried.",
//!             "guide, 3.2",
//!             &[],
//!             At::Path(&["CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf"]),
//!             Check::Forbidden(&["UltmtDbtr", "UltmtCdtr"]),
//!         ),
//!     ],
//! )
//! .including(&[&SEPA_SCT]);
//!
//! fn limit(context: &mut Context<'_, '_>) {
//!     if context.element().decimal() > Some(Decimal::from(50_000)) {
//!         context.report("", "at most 50000", "more");
//!     }
//! }
//!
//! let options = Options::new()
//!     .with_profile(&MY_BANK)
//!     .with_severity(Severity::Error)
//!     .with_grade("sepa-characters", Severity::Warning) // relaxed: told, but no reason to refuse
//!     .without("sepa-subset"); // relaxed: more elements than the scheme's, such as UETR, are welcome
//! ```
//!
//! # Dates
//! Rules that begin or end on a day are held against the day of [`Options::on`](crate::rules::Options::on), and without it against
//! the day on which the message says it was created; never against a clock.
//!
//! # What is covered
//! | profile | messages | sources |
//! |---|---|---|
//! | `sepa-sct` | pain.001.001.09, pacs.008.001.08 | EPC132-08 2025 v1.0 (its annotated schema); EPC115-06, subset as of 2023 v1.0 |
//! | `sepa-inst` | pain.001.001.09, pacs.008.001.08 | EPC121-16, EPC122-16, as far as they equal SCT's, and the three rules of their own |
//! | `sepa-sdd-core`, `sepa-sdd-b2b` | pain.008.001.08, pacs.003.001.08 | EPC130-08 2025 v1.0 (its annotated schema), EPC131-08 |
//! | `cbpr`, `cbpr-core`, `cbpr-cov`, `cbpr-adv` | head.001.001.02, pacs.002.001.10, pacs.004.001.09, pacs.008.001.08, pacs.009.001.08, camt.029.001.09, camt.052 to .054.001.08, camt.056.001.08 | names and numbers of the guidelines' rules, SR2025 and SR2026, as published outside MyStandards; PMPG |
//! | `fednow` | head.001.001.02, pacs.002.001.10, pacs.004.001.10, pacs.008.001.08, pacs.009.001.08, pacs.028.001.03 | FedNow Release 1 |
//! | `fedwire` | pacs.002.001.10, pacs.004.001.10, pacs.008.001.08, pacs.009.001.08 | Fedwire Release 2025 |
//! | `cips` | pacs.008.001.08, pacs.009.001.08 | CIPS, answers of 25 April 2023 |
//!
//! # What is not covered
//! - EPC: returns, recalls, status reports, statements, extended remittance information, transfers back; the addresses that are
//!   compulsory beside a bank outside the EEA; e-mandates; which purpose codes a national community takes. The texts of EPC121-16,
//!   EPC122-16, EPC131-08 and EPC114-06 of 2025 were not at hand: the instant scheme's subset is SCT's, B2B's is Core's, and
//!   between banks direct debits have no subset. EPC115-06 was read as of 2023, with the addresses of 2025. Whether banks outside
//!   the parties' agreement take more than the Latin characters is theirs to say: leave out `sepa-characters`.
//! - CBPR+: MyStandards is not public. Rules whose text was only found in public implementations, or in a bank's guide, name the
//!   guideline's rule; "number not public" marks what those give without one. Not covered: data type restrictions (the lengths of
//!   the FIN types), the country pairs of domestic transfers, the STP variant, pacs.010, pain.001, camt.055, camt.057 to .060,
//!   camt.105 to .111, and textual rules that depend on earlier messages. What an advice demands beyond `cbpr-adv` was not found.
//!   Releases of the business service are known for pacs.002, .004, .008, .009 and camt.052 to .054 only.
//! - FedNow and Fedwire: code lists of local instruments are those of the published samples and of the return's schema; the other
//!   messages of the services, request for payment, drawdowns, investigations and reports are not covered. Fedwire's schemas of
//!   pacs.008 and pacs.009 were not at hand: what is demanded of them is what the schemas of pacs.004 and pacs.002 say of the same
//!   elements.
//! - CIPS: the core messages are not public.
//!
//! # Findings on published samples
//! - FedNow's sample transfers use routing numbers such as 111111111 that no check digit fits: `fednow-routing`. The stubs beside them,
//!   a header and a status report with nothing but an identification, break `fednow-header` and `fednow-status`.
//! - Swift's own samples of single CBPR+ rules fill every element and so break others, such as an agent's BIC beside its name, and
//!   are older than the releases of 2025 and 2026.
//! - Samples created with software for tests often have addresses of lines alone and control sums in the group header.
//!
//! # All rules
#![doc = include_str!("../PROFILES.md")]
#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days are numbers such as 2026_11_14"
)]

mod address;
mod cbpr;
mod characters;
mod cips;
mod fednow;
mod fedwire;
mod sepa;
mod subset;
mod us;

pub use address::AddressForm;
pub use cbpr::{CBPR, CBPR_ADV, CBPR_CORE, CBPR_COV, cbpr_agreement};
pub use characters::{is_extended, is_latin};
pub use cips::CIPS;
pub use fednow::FEDNOW;
pub use fedwire::FEDWIRE;
pub use sepa::SEPA;
pub use sepa::inst::SEPA_INST;
pub use sepa::sct::SEPA_SCT;
pub use sepa::sdd::{SEPA_SDD_B2B, SEPA_SDD_CORE};

use crate::rules::Profile;

/// Every profile, by name.
pub fn all() -> &'static [&'static Profile] {
    ALL
}

/// The profile of this name, such as `sepa-sct`.
pub fn find(name: &str) -> Option<&'static Profile> {
    ALL.iter().find(|profile| profile.name == name).copied()
}

static ALL: &[&Profile] = &[
    &CBPR,
    &CBPR_ADV,
    &CBPR_CORE,
    &CBPR_COV,
    &CIPS,
    &FEDNOW,
    &FEDWIRE,
    &SEPA,
    &SEPA_INST,
    &SEPA_SCT,
    &SEPA_SDD_B2B,
    &SEPA_SDD_CORE,
];
