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
