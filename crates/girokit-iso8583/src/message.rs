//! A message of one's own: to build, to edit, to send.

use core::fmt;

use zeroize::Zeroizing;

use crate::bitmap::{self, Bits};
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::mti::Mti;
use crate::spec::{Key, MtiEncoding, SpecRef};
use crate::view::MessageView;
use crate::write::{self, Value};

/// A message that owns its bytes.
///
/// Each field is kept as it is on the wire, so that what was read and not touched is written back byte for byte; a field that is set is
/// put into bytes, and checked, at once. The memory is overwritten when the message is dropped.
#[derive(Clone)]
pub struct Message {
    spec: SpecRef,
    mti: Mti,
    bits: Bits,
    header: Span,
    /// The bitmaps as they were read, and what they said: written back if that still holds.
    bitmap: Option<(Span, Bits)>,
    /// Ascending by number.
    slots: Vec<Slot>,
    arena: Zeroizing<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    number: u8,
    span: Span,
}

impl Message {
    /// An empty message.
    pub fn new(spec: impl Into<SpecRef>, mti: Mti) -> Self {
        Self {
            spec: spec.into(),
            mti,
            bits: Bits::EMPTY,
            header: Span::default(),
            bitmap: None,
            slots: Vec::new(),
            arena: Zeroizing::default(),
        }
    }

    /// Reads a message, strictly, and keeps a copy of its bytes.
    ///
    /// # Errors
    /// As [`MessageView::read`].
    pub fn read(spec: impl Into<SpecRef>, bytes: &[u8]) -> Result<Self, Error> {
        let spec = spec.into();
        let view = MessageView::read(&spec, bytes)?;
        let (mti, bits) = (view.mti(), view.bits());
        let header = span(0, view.header().len());
        let maps = view.bitmap_span();
        let mut slots = Vec::with_capacity(bits.len());
        slots.extend(view.spans().map(|(number, start, end)| Slot {
            number,
            span: span(start, end),
        }));
        Ok(Self {
            mti,
            bits,
            header,
            bitmap: Some((span(maps.start, maps.end), bits)),
            slots,
            arena: Zeroizing::new(bytes.to_vec()),
            spec,
        })
    }

    /// The spec that it follows.
    pub fn spec(&self) -> &SpecRef {
        &self.spec
    }

    /// The message type.
    pub fn mti(&self) -> Mti {
        self.mti
    }

    /// Makes it a message of another type.
    pub fn set_mti(&mut self, mti: Mti) {
        self.mti = mti;
    }

    /// What stands before the MTI.
    pub fn header(&self) -> &[u8] {
        self.bytes(self.header)
    }

    /// Sets what stands before the MTI. It is written as given: a length prefix or a counting byte is part of it.
    pub fn set_header(&mut self, header: &[u8]) {
        self.header = self
            .append(|out| {
                out.extend_from_slice(header);
                Ok(())
            })
            .unwrap_or_default();
    }

    /// The numbers of the fields that are there.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// Field `number`, if it is there.
    pub fn field(&self, number: u8) -> Option<FieldView<'_>> {
        let slot = self.slots.get(self.place(number).ok()?)?;
        let field = self.spec.field(number)?;
        let (start, end) = (slot.span.start as usize, slot.span.end as usize);
        let bytes = self.arena.get(..end)?;
        FieldView::locate(field, Key::Number(number), bytes, start, end).ok()
    }

    /// The fields, ascending.
    pub fn fields(&self) -> impl Iterator<Item = FieldView<'_>> {
        self.slots.iter().filter_map(|slot| self.field(slot.number))
    }

    /// Sets field `number` to a text: characters, digits, or hex digits for binary content, padded as the spec says.
    ///
    /// # Errors
    /// The field is not defined, or does not admit the value; the message is then as it was.
    pub fn set(&mut self, number: u8, text: &str) -> Result<&mut Self, Error> {
        self.put(number, Value::Text(text))
    }

    /// Sets field `number` to bytes: the content of a binary or hex field, or what a composite field holds, tags and lengths
    /// included.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn set_bytes(&mut self, number: u8, bytes: &[u8]) -> Result<&mut Self, Error> {
        self.put(number, Value::Bytes(bytes))
    }

    /// Takes field `number` out; whether it was there.
    pub fn remove(&mut self, number: u8) -> bool {
        match self.place(number) {
            Ok(at) => {
                self.slots.remove(at);
                self.bits.remove(number);
                true
            }
            Err(_) => false,
        }
    }

    /// Writes the message behind what `out` holds.
    ///
    /// Nothing is allocated if `out` has room.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.header());
        let [a, b, c, d] = self.mti.digits();
        match self.spec.mti {
            MtiEncoding::Text(charset) => {
                out.extend([a, b, c, d].map(|digit| charset.encode(b'0' + digit)));
            }
            MtiEncoding::Bcd => out.extend([a << 4 | b, c << 4 | d]),
        }
        match self.bitmap {
            Some((span, bits)) if bits == self.bits => out.extend_from_slice(self.bytes(span)),
            _ => bitmap::write_all(self.spec.bitmap, self.bits, out),
        }
        for slot in &self.slots {
            out.extend_from_slice(self.bytes(slot.span));
        }
    }

    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    pub(crate) fn put(&mut self, number: u8, value: Value<'_>) -> Result<&mut Self, Error> {
        let key = Key::Number(number);
        let spec = self.spec.clone();
        let Some(field) = spec.field(number) else {
            return Err(Error::new(ErrorKind::UndefinedField, 0).within(key));
        };
        let span = self
            .append(|out| write::element(field, value, out))
            .map_err(|error| error.within(key))?;
        let slot = Slot { number, span };
        match self.place(number) {
            Ok(at) => {
                if let Some(place) = self.slots.get_mut(at) {
                    *place = slot;
                }
            }
            Err(at) => self.slots.insert(at, slot),
        }
        self.bits.insert(number);
        Ok(self)
    }

    /// Appends to the arena what `write` writes; as it was if that fails.
    fn append(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
    ) -> Result<Span, Error> {
        let start = self.arena.len();
        match write(&mut self.arena) {
            Ok(()) => Ok(span(start, self.arena.len())),
            Err(error) => {
                self.arena.truncate(start);
                Err(error)
            }
        }
    }

    fn place(&self, number: u8) -> Result<usize, usize> {
        self.slots.binary_search_by_key(&number, |slot| slot.number)
    }

    fn bytes(&self, span: Span) -> &[u8] {
        self.arena
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

/// Shows the MTI and the numbers of the fields, never what they hold.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("spec", &self.spec.name)
            .field("mti", &self.mti)
            .field("fields", &self.bits)
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a message is shorter than 4 GB: limits::MAX_MESSAGE"
)]
const fn span(start: usize, end: usize) -> Span {
    Span {
        start: start as u32,
        end: end as u32,
    }
}
