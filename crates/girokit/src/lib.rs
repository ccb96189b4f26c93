//! The payment crates of Girokit behind one dependency: a feature for each crate, modules that re-export them.
//!
//! ```
//! use girokit::types::{Iban, Money};
//!
//! let account: Iban = "DE89 3704 0044 0532 0130 00".parse()?;
//! assert_eq!(account.to_string(), "DE89370400440532013000");
//!
//! let price = Money::parse("EUR 100.00")?;
//! let thirds = price.split(3)?;
//! assert_eq!(thirds[0].to_string(), "EUR 33.34");
//! assert_eq!(Money::checked_sum(price.currency(), thirds)?, price);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does
//! It re-exports, and nothing else: [`types`] always, every other crate under its feature. Use it when several crates of
//! Girokit stand in one program and should move together; depend on the single crates when you need one or two.
//!
//! # What it does not do
//! - It has no code, types or defaults of its own; what a name means is said by the crate that it comes from.
//! - It does not re-export the ISO 20022 generator: that is a build-time tool, `girokit-iso20022-codegen`.
//! - It does not choose ISO 20022 messages beyond their areas. For one message in one version, depend on `girokit-iso20022` beside
//!   it and enable that message's feature: features add up, and the types are the same.
//!
//! # Main types
//! See the front page of each module.
//!
//! # Errors
//! Each crate has its own; none is wrapped here.
//!
//! # Features
//! None is on by default.
//!
//! | feature | what it adds |
//! |---|---|
//! | `adapters` | module `adapters`, and `bank` |
//! | `bank` | module `bank`: the adapter trait and its values |
//! | `crypto` | module `crypto`: keys and signatures of bytes |
//! | `audit`, `cms`, `digital-envelope`, `dual-signature`, `http-signatures`, `jose`, `jwe`, `openpgp`, `otp`, `pkcs11`, `pkcs12`, `vault`, `xml-signatures` | `crypto` with that module (the long names: `envelope`; `dual`; `http`; `xml` with `x509`) |
//! | `files` | module `files`: lines, rules and reports of bank files |
//! | `bai2`, `mt`, `nacha`, `ofx` | `files` with that format |
//! | `iso20022` | module `iso20022`: the runtime without a message |
//! | `iso8583` | module `iso8583`: card messages |
//! | `card-derive` | `iso8583` with structs of one's own |
//! | `card-link`, `card-link-tls` | `iso8583` with client and server, over TLS |
//! | `camt`, `head`, `pacs`, `pain` | `iso20022` with that area's current messages |
//! | `carry`, `convert`, `diff`, `envelope`, `jobs`, `names`, `profiles`, `rules`, `statement`, `stream` | `iso20022` with its modules of these names, and the messages that they need |
//! | `untyped` | `iso20022` with messages that need no struct |
//! | `recon` | module `recon`: the reconciliation engine |
//! | `serde` | serde for the types and JSON for the messages and card specs, where they are on |
//! | `simulator` | `adapters` with the bank simulator behind them |
//!
//! # Standards
//! Those of the crates.

#[cfg(feature = "adapters")]
#[doc(inline)]
pub use girokit_adapters as adapters;
#[cfg(feature = "bank")]
#[doc(inline)]
pub use girokit_bank as bank;
#[cfg(feature = "crypto")]
#[doc(inline)]
pub use girokit_crypto as crypto;
#[cfg(feature = "files")]
#[doc(inline)]
pub use girokit_files as files;
#[cfg(feature = "iso8583")]
#[doc(inline)]
pub use girokit_iso8583 as iso8583;
#[cfg(feature = "iso20022")]
#[doc(inline)]
pub use girokit_iso20022 as iso20022;
#[cfg(feature = "recon")]
#[doc(inline)]
pub use girokit_recon as recon;
#[doc(inline)]
pub use girokit_types as types;
