//! A struct of one's own for a message: typed values by field number (feature `derive`).
//!
//! ```
//! use girokit_iso8583::spec::{Content, Encoding, Key, Length};
//! use girokit_iso8583::typed::{Iso8583, ProcessingCode, Stan};
//! use girokit_iso8583::{Field, Message, Spec};
//! use girokit_types::{Money, Pan};
//!
//! #[derive(Iso8583)]
//! #[iso8583(mti = "0200")]
//! struct Purchase {
//!     #[de(2)]
//!     pan: Pan,
//!     #[de(3)]
//!     processing_code: ProcessingCode,
//!     #[de(4, currency = 49)]
//!     amount: Money,
//!     #[de(11)]
//!     stan: Stan,
//! }
//! # const fn n(number: u8, length: Length) -> Field {
//! #     Field::new(Key::Number(number), "", Content::N, Encoding::ASCII, length)
//! # }
//! # static FIELDS: [Field; 5] = [
//! #     n(2, Length::ll(19)), n(3, Length::fixed(6)), n(4, Length::fixed(12)), n(11, Length::fixed(6)), n(49, Length::fixed(3)),
//! # ];
//! # static SPEC: Spec = Spec::new("example", &FIELDS);
//!
//! assert!(Purchase::check_spec(&SPEC).is_empty());
//! let purchase = Purchase {
//!     pan: "4111111111111111".parse()?,
//!     processing_code: ProcessingCode::PURCHASE,
//!     amount: Money::parse("EUR 12.34")?,
//!     stan: Stan::new(42).ok_or("six digits")?,
//! };
//! let mut message = Message::new(&SPEC, "0200".parse()?);
//! purchase.write_to(&mut message).map_err(|problems| problems[0].to_string())?;
//! let again = Purchase::from_fields(&message).map_err(|problems| problems[0].to_string())?;
//! assert_eq!(again.amount, purchase.amount);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each field has `#[de(NUMBER)]`; an `Option` may be absent, everything else must be there. `#[de(4, currency = 49)]` reads an amount in
//! minor units with the currency of another element. `#[de(43, part = 2)]`, `#[de(48, tag = "01")]` and `#[de(55, tag = 0x9F26)]` name an
//! element of a composite one. `#[iso8583(mti = "0200")]` on the struct, once or more, says which messages it is.
//!
//! All problems of a message are reported, not the first. Values are parsed where they are read: a PAN with a wrong check digit is a
//! problem with the field's path, and its digits stay out of it.

use zeroize::Zeroizing;

use girokit_types::Currency;

use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::message::Message;
use crate::mti::Mti;
use crate::parts;
use crate::spec::{Content, Field, Key, Length, Parts, Spec, Unit};
use crate::view::MessageView;
use crate::wire;

mod codes;
mod times;
mod values;

pub use codes::{PosEntryMode, ProcessingCode, ResponseCode, Rrn, Stan};
pub use girokit_iso8583_derive::Iso8583;
pub use times::{LocalDate, LocalDateTime, LocalTime, TransmissionDateTime};
pub use values::{Direction, SignedAmount};

/// A struct that stands for a message. Derived: see [the module](self).
pub trait Iso8583: Sized {
    /// The data elements that it reads and writes, ascending.
    const FIELDS: &'static [u8];
    /// The message types that it stands for, as numbers; none: any.
    const MTIS: &'static [u16];

    /// Reads it out of a message or a view.
    ///
    /// # Errors
    /// Every problem: a wrong message type, elements that are missing, values that do not parse.
    fn from_fields<S: Source>(source: &S) -> Result<Self, Vec<Error>>;

    /// Sets its elements in a message; those of absent `Option`s are taken out.
    ///
    /// # Errors
    /// Every element that the message's spec does not admit; the others are set.
    fn write_to(&self, message: &mut Message) -> Result<(), Vec<Error>>;

    /// What of the struct a spec cannot carry: undefined elements, and elements of another kind. None when they agree; a test of one's own
    /// should say so.
    fn check_spec(spec: &Spec) -> Vec<Error>;
}

/// What elements are read from: a [`Message`] or a [`MessageView`].
pub trait Source {
    /// The message type.
    fn mti(&self) -> Mti;
    /// Data element `number`, if it is there.
    fn field(&self, number: u8) -> Option<FieldView<'_>>;
}

impl Source for Message {
    fn mti(&self) -> Mti {
        self.mti()
    }

    fn field(&self, number: u8) -> Option<FieldView<'_>> {
        self.field(number)
    }
}

impl Source for MessageView<'_> {
    fn mti(&self) -> Mti {
        self.mti()
    }

    fn field(&self, number: u8) -> Option<FieldView<'_>> {
        self.field(number)
    }
}

/// A type that one element holds.
pub trait FieldValue: Sized {
    /// What such a value is, for errors: `a card number`.
    const EXPECTED: &'static str;

    /// From the element's characters; `None` if they are no such value.
    fn from_field(field: &FieldView<'_>) -> Option<Self>;

    /// As the characters that [`Message::set`] takes.
    fn to_text(&self, definition: &Field) -> Zeroizing<String>;

    /// Whether an element so defined can hold such values.
    fn fits(definition: &Field) -> bool;
}

/// An amount that takes its currency from another element.
pub trait AmountValue: Sized {
    /// From the element's digits; `None` if they are no amount in that currency.
    fn from_field(field: &FieldView<'_>, currency: Currency) -> Option<Self>;

    /// As the characters that [`Message::set`] takes; `None` if the amount has no such form: a fraction of a minor unit, a minus where the
    /// element has no sign.
    fn to_text(&self, definition: &Field) -> Option<String>;

    /// Its currency.
    fn currency(&self) -> Currency;

    /// Whether an element so defined can hold it.
    fn fits(definition: &Field) -> bool;
}

/// Whether the element holds digits only.
fn is_numeric(definition: &Field) -> bool {
    matches!(definition.content, Content::N | Content::Any)
        && matches!(definition.parts, Parts::None)
}

/// Whether the element holds so many digits: its fixed length, or within its variable one.
fn holds_digits(definition: &Field, digits: u32) -> bool {
    is_numeric(definition) && holds(definition, digits)
}

/// Whether so many characters fit the element's length.
fn holds(definition: &Field, characters: u32) -> bool {
    match definition.length {
        Length::Fixed { len, unit } => {
            wire::size(definition, len, unit) == wire::size(definition, characters, Unit::Value)
        }
        Length::Var { min, max, .. } => (min..=max).contains(&characters),
        Length::Rest => true,
    }
}

fn error(kind: ErrorKind, offset: usize, keys: &[Key]) -> Error {
    keys.iter()
        .rev()
        .fold(Error::new(kind, offset), |error, &key| error.within(key))
}

/// The definition at the end of a way.
fn definition<'s>(spec: &'s Spec, keys: &[Key]) -> Option<&'s Field> {
    let mut keys = keys.iter();
    let mut field = spec.field(keys.next()?.number()?)?;
    let mut parts = &field.parts;
    for &key in keys {
        field = parts::defined(parts, key)?;
        parts = parts::inner(parts, field, key);
    }
    Some(field)
}

fn find<'a, S: Source>(source: &'a S, keys: &[Key]) -> Option<FieldView<'a>> {
    let mut keys = keys.iter();
    let mut field = source.field(keys.next()?.number()?)?;
    for &key in keys {
        field = field.element(key)?;
    }
    Some(field)
}

// What the macro calls.

/// A problem stands in the list already.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Reported;

#[doc(hidden)]
pub fn check_mti<S: Source>(source: &S, mtis: &[u16], problems: &mut Vec<Error>) {
    if !mtis.is_empty() && !mtis.contains(&source.mti().number()) {
        let expected = "a message type of this struct";
        problems.push(Error::new(ErrorKind::Value { expected }, 0));
    }
}

#[doc(hidden)]
pub fn read<T: FieldValue, S: Source>(
    source: &S,
    keys: &[Key],
    problems: &mut Vec<Error>,
) -> Result<Option<T>, Reported> {
    let Some(field) = find(source, keys) else {
        return Ok(None);
    };
    T::from_field(&field).map(Some).ok_or_else(|| {
        let expected = T::EXPECTED;
        problems.push(error(
            ErrorKind::Value { expected },
            field.content_offset(),
            keys,
        ));
        Reported
    })
}

#[doc(hidden)]
pub fn read_amount<T: AmountValue, S: Source>(
    source: &S,
    keys: &[Key],
    currency: u8,
    problems: &mut Vec<Error>,
) -> Result<Option<T>, Reported> {
    let Some(field) = find(source, keys) else {
        return Ok(None);
    };
    let key = [Key::Number(currency)];
    let of: Option<Currency> = read(source, &key, problems)?;
    let Some(of) = of else {
        problems.push(error(ErrorKind::Missing, field.offset(), &key));
        return Err(Reported);
    };
    T::from_field(&field, of).map(Some).ok_or_else(|| {
        let expected = "an amount in minor units of its currency";
        problems.push(error(
            ErrorKind::Value { expected },
            field.content_offset(),
            keys,
        ));
        Reported
    })
}

#[doc(hidden)]
pub fn required<T>(value: Option<T>, keys: &[Key], problems: &mut Vec<Error>) -> Option<T> {
    if value.is_none() {
        problems.push(error(ErrorKind::Missing, 0, keys));
    }
    value
}

#[doc(hidden)]
pub fn write<T: FieldValue>(
    value: Option<&T>,
    message: &mut Message,
    keys: &[Key],
    problems: &mut Vec<Error>,
) {
    let spec = message.spec().clone();
    let Some(value) = value else {
        message.remove_element(keys);
        return;
    };
    let Some(definition) = definition(&spec, keys) else {
        problems.push(error(ErrorKind::UndefinedField, 0, keys));
        return;
    };
    if let Err(error) = message.set_element(keys, &value.to_text(definition)) {
        problems.push(error);
    }
}

#[doc(hidden)]
pub fn write_amount<T: AmountValue>(
    value: Option<&T>,
    message: &mut Message,
    keys: &[Key],
    currency: u8,
    problems: &mut Vec<Error>,
) {
    let spec = message.spec().clone();
    let Some(value) = value else {
        message.remove_element(keys);
        return;
    };
    let Some(definition) = definition(&spec, keys) else {
        problems.push(error(ErrorKind::UndefinedField, 0, keys));
        return;
    };
    let key = [Key::Number(currency)];
    // Two amounts may share one element for their currency, but not with two currencies.
    if let Some(field) = find(message, &key)
        && <Currency as FieldValue>::from_field(&field).is_some_and(|of| of != value.currency())
    {
        let expected = "the currency of the other amounts";
        problems.push(error(ErrorKind::Value { expected }, 0, &key));
        return;
    }
    if let Some(text) = value.to_text(definition) {
        if let Err(error) = message.set_element(keys, &text) {
            problems.push(error);
        }
    } else {
        let expected = "an amount in minor units that the element can hold";
        problems.push(error(ErrorKind::Value { expected }, 0, keys));
    }
    write(Some(&value.currency()), message, &key, problems);
}

#[doc(hidden)]
pub fn check<T: FieldValue>(spec: &Spec, keys: &[Key], problems: &mut Vec<Error>) {
    match definition(spec, keys) {
        None => problems.push(error(ErrorKind::UndefinedField, 0, keys)),
        Some(definition) if !T::fits(definition) => {
            let expected = T::EXPECTED;
            problems.push(error(ErrorKind::Value { expected }, 0, keys));
        }
        Some(_) => {}
    }
}

#[doc(hidden)]
pub fn check_amount<T: AmountValue>(spec: &Spec, keys: &[Key], problems: &mut Vec<Error>) {
    match definition(spec, keys) {
        None => problems.push(error(ErrorKind::UndefinedField, 0, keys)),
        Some(definition) if !T::fits(definition) => {
            let expected = "an element of digits, with or without a sign";
            problems.push(error(ErrorKind::Value { expected }, 0, keys));
        }
        Some(_) => {}
    }
}

#[doc(hidden)]
pub fn check_currency(spec: &Spec, number: u8, problems: &mut Vec<Error>) {
    check::<Currency>(spec, &[Key::Number(number)], problems);
}
