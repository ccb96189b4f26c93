//! ISO 8583 card messages: the codec, the dialects as data, EMV data, and the links to a card host.
//!
//! ```
//! use girokit_iso8583::spec::{Content, Encoding, Key, Length, Pad};
//! use girokit_iso8583::{Field, Message, MessageView, Spec};
//!
//! static FIELDS: [Field; 2] = [
//!     Field::new(Key::Number(4), "Amount, transaction", Content::N, Encoding::ASCII, Length::fixed(12))
//!         .with_pad(Pad::Left('0')),
//!     Field::new(Key::Number(11), "Systems trace audit number", Content::N, Encoding::ASCII, Length::fixed(6)),
//! ];
//! static SPEC: Spec = Spec::new("two-fields", &FIELDS);
//!
//! let mut request = Message::new(&SPEC, "0200".parse()?);
//! request.set(4, "1000")?.set(11, "000123")?;
//! let bytes = request.to_bytes();
//! let view = MessageView::read(&SPEC, &bytes)?;
//! assert_eq!(view.field(4).and_then(|amount| amount.number()), Some(1000));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does
//! - Reads a message as a [`MessageView`]: one pass that locates and checks every element, no allocation, values decoded when asked for.
//!   [`MessageView::read_all`] gives every problem, each with the element's path, the byte, what was expected and what was found.
//! - Builds and edits a [`Message`], which writes back byte for byte what was not touched.
//! - Takes the dialect as a value: a [`Spec`], constant or JSON ([`spec`]). [`specs`] ships versions 1987, 1993 and, in part, 2003 in three forms and five that are
//!   like those of networks.
//! - Shows a message to people without showing a card: [`describe`](MessageView::describe), [`dump`], [`diff`](diff()), JSON. [`emv`] says what tags and
//!   bits mean.
//! - Links to a card host ([`link`]): frames, many requests on one connection, answers matched, lost ones unknown and reversed.
//!
//! # What it does not do
//! - No cryptography: [`mac`] says which bytes a MAC is over and calls a trait; PIN blocks and keys are opaque.
//! - No rules of a message: which elements a request must have, and which values fit together, is the caller's.
//! - No specification of a network: those are confidential. Each spec's `source` says what is public.
//! - No full table of ISO 8583:2003: DE 2 to 49 and the most used others.
//!
//! # Main types
//! [`Spec`] and [`Field`] describe, [`MessageView`] and [`FieldView`] read, [`Message`] writes, [`Mti`] and [`Bits`] are what stands before the elements,
//! [`Mask`] says what is shown, [`Error`] says what is wrong.
//!
//! # Errors
//! An [`Error`] has a kind, a path such as `DE 55 / 9F02` and a byte offset, and never holds what an element holds.
//!
//! # Features
//! None is on by default.
//!
//! | feature | what it adds |
//! |---|---|
//! | `derive` | structs of one's own for messages (`typed`) |
//! | `json` | messages and specs as JSON |
//! | `tokio` | client, pool, server, reversal, store-and-forward |
//! | `tls` | the same over TLS |
//! | `simulator` | a deterministic card host for tests; its server needs `tokio` too |
//!
//! # Standards
//! ISO 8583:1987 and :1993; EMV 4.4 Book 3 annexes A, B and C; ISO/IEC 7816-4 SIMPLE-TLV; ISO/IEC 8825-1 BER as far as TLV goes.

#[cfg(feature = "derive")]
extern crate self as girokit_iso8583;

mod audit;
mod bitmap;
mod charset;
mod describe;
mod diff;
mod dump;
mod edit;
mod error;
mod field;
mod list;
mod mask;
mod meanings;
mod message;
mod parts;
mod view;
mod walk;
mod wire;
mod write;

pub mod emv;

#[cfg(all(
    any(doc, doctest),
    feature = "derive",
    feature = "json",
    feature = "simulator",
    feature = "tokio"
))]
#[doc = include_str!("../GUIDE.md")]
pub mod guide {}
#[cfg(feature = "json")]
pub mod json;
pub mod limits;
pub mod link;
pub mod mac;
pub mod mti;
pub mod secret;
#[cfg(feature = "simulator")]
pub mod simulator;
pub mod spec;
pub mod specs;
#[cfg(feature = "derive")]
pub mod typed;

pub use audit::UndefinedTag;
pub use bitmap::Bits;
pub use describe::Description;
pub use diff::{Difference, diff};
pub use dump::dump;
pub use error::{Error, ErrorKind, Path};
pub use field::{Characters, FieldView};
pub use list::List;
pub use mask::Mask;
pub use message::Message;
pub use mti::Mti;
pub use parts::Elements;
pub use spec::{Field, Spec, SpecRef};
pub use view::MessageView;
