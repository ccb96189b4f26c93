//! Reading without copying.

use core::fmt;

use crate::bitmap::{self, Bits};
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_FIELD, MAX_MESSAGE, MAX_PROBLEMS};
use crate::mti::Mti;
use crate::spec::{BitmapEncoding, Header, Key, MtiEncoding, Spec};
use crate::{parts, wire};

/// A message in the bytes that hold it: fields located in one pass and checked against the spec, decoded when they are asked for.
///
/// Nothing is allocated and nothing copied.
#[derive(Clone)]
pub struct MessageView<'a> {
    spec: &'a Spec,
    bytes: &'a [u8],
    mti: Mti,
    bits: Bits,
    mti_at: u32,
    bitmap_at: u32,
    fields_at: u32,
    /// Where the n-th field that is there begins, its length prefix included.
    starts: [u32; MAX_FIELD as usize],
}

impl<'a> MessageView<'a> {
    /// Reads a message by `spec`, strictly: every field is checked, nothing may be left over.
    ///
    /// # Errors
    /// The first problem, with the field's path and the byte. [`read_all`](Self::read_all) gives every one.
    pub fn read(spec: &'a Spec, bytes: &'a [u8]) -> Result<Self, Error> {
        let mut first = None;
        let view = read(spec, bytes, &mut |error| {
            first = Some(error);
            false
        });
        match (first, view) {
            (None, Some(view)) => Ok(view),
            (Some(error), _) => Err(error),
            (None, None) => Err(Error::new(ErrorKind::Mti, 0)),
        }
    }

    /// Reads what can be read: the message up to the field behind which nothing can be located, and every problem of it, at most
    /// [`MAX_PROBLEMS`].
    ///
    /// The view is `None` if not even MTI and bitmap can be read. It holds the fields that were located, those with a problem in
    /// their content among them.
    pub fn read_all(spec: &'a Spec, bytes: &'a [u8]) -> (Option<Self>, Vec<Error>) {
        let mut problems = Vec::new();
        let view = read(spec, bytes, &mut |error| {
            problems.push(error);
            problems.len() < MAX_PROBLEMS
        });
        (view, problems)
    }

    /// The spec by which it was read.
    pub fn spec(&self) -> &'a Spec {
        self.spec
    }

    /// The whole message.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What stands before the MTI.
    pub fn header(&self) -> &'a [u8] {
        self.slice(0, self.mti_at)
    }

    /// The message type.
    pub fn mti(&self) -> Mti {
        self.mti
    }

    /// The bitmaps as they are written.
    pub fn bitmap(&self) -> &'a [u8] {
        self.slice(self.bitmap_at, self.fields_at)
    }

    /// The numbers of the fields that are there.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// Field `number`, if it is there.
    #[inline]
    pub fn field(&self, number: u8) -> Option<FieldView<'a>> {
        if !self.bits.contains(number) {
            return None;
        }
        let field = self.spec.field(number)?;
        let start = *self.starts.get(self.bits.rank(number))? as usize;
        FieldView::locate(
            field,
            Key::Number(number),
            self.bytes,
            start,
            self.bytes.len(),
        )
        .ok()
    }

    /// The fields, ascending.
    pub fn fields(&self) -> impl Iterator<Item = FieldView<'a>> + '_ {
        self.bits.iter().filter_map(|number| self.field(number))
    }

    /// Where the bitmaps stand.
    pub(crate) fn bitmap_span(&self) -> core::ops::Range<usize> {
        self.bitmap_at as usize..self.fields_at as usize
    }

    /// Number, first byte and end of each field.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (u8, usize, usize)> + '_ {
        self.bits.iter().enumerate().map(|(rank, number)| {
            let start = |rank: usize| self.starts.get(rank).map_or(0, |&start| start as usize);
            let last = rank + 1 == self.bits.len();
            let end = if last {
                self.bytes.len()
            } else {
                start(rank + 1)
            };
            (number, start(rank), end)
        })
    }

    fn slice(&self, from: u32, to: u32) -> &'a [u8] {
        self.bytes
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }
}

/// Shows the MTI and the numbers of the fields, never what they hold.
impl fmt::Debug for MessageView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageView")
            .field("spec", &self.spec.name)
            .field("mti", &self.mti)
            .field("fields", &self.bits)
            .finish_non_exhaustive()
    }
}

/// Reads; hands each problem to `report`, which says whether to go on.
fn read<'a>(
    spec: &'a Spec,
    bytes: &'a [u8],
    report: &mut dyn FnMut(Error) -> bool,
) -> Option<MessageView<'a>> {
    let mut view = match start(spec, bytes) {
        Ok(view) => view,
        Err(error) => {
            report(error);
            return None;
        }
    };
    let end = bytes.len();
    let mut at = view.fields_at as usize;
    let announced = view.bits;
    let mut located = Bits::EMPTY;
    for (rank, number) in announced.iter().enumerate() {
        let key = Key::Number(number);
        let Some(field) = spec.field(number) else {
            report(Error::new(ErrorKind::UndefinedField, at).within(key));
            view.bits = located;
            return Some(view);
        };
        let place = match wire::locate(field, bytes, at, end) {
            Ok(place) => place,
            Err(error) => {
                report(error.within(key));
                view.bits = located;
                return Some(view);
            }
        };
        #[expect(clippy::cast_possible_truncation, reason = "below MAX_MESSAGE")]
        if let Some(start) = view.starts.get_mut(rank) {
            *start = at as u32;
        }
        located.insert(number);
        let content = bytes.get(place.content..place.end).unwrap_or_default();
        if let Err(error) = wire::check(field, content, place.count, place.content)
            && !report(error.within(key))
        {
            break;
        }
        if !parts::check(field, content, place.content, 1, &mut |error| {
            report(error.within(key))
        }) {
            break;
        }
        at = place.end;
    }
    view.bits = located;
    if located == announced && at < end {
        report(Error::new(ErrorKind::Trailing { count: end - at }, at));
    }
    Some(view)
}

/// Header, MTI and bitmaps.
#[expect(clippy::cast_possible_truncation, reason = "below MAX_MESSAGE")]
fn start<'a>(spec: &'a Spec, bytes: &'a [u8]) -> Result<MessageView<'a>, Error> {
    let end = bytes.len();
    if end > MAX_MESSAGE {
        let kind = ErrorKind::MessageTooLong {
            limit: MAX_MESSAGE,
            found: end,
        };
        return Err(Error::new(kind, 0));
    }
    let mti_at = match &spec.header {
        Header::None => 0,
        Header::Fixed(size) => usize::from(*size),
        Header::SelfCounting => bytes.first().map_or(1, |&size| usize::from(size).max(1)),
        Header::Field(field) => wire::locate(field, bytes, 0, end)?.end,
    };
    let width = match spec.mti {
        MtiEncoding::Text(_) => 4,
        MtiEncoding::Bcd => 2,
    };
    let Some(raw) = bytes.get(mti_at..mti_at + width) else {
        let kind = ErrorKind::Short {
            needed: mti_at + width,
            left: end,
        };
        return Err(Error::new(kind, mti_at.min(end)));
    };
    let digits = match (spec.mti, raw) {
        (MtiEncoding::Text(charset), &[a, b, c, d]) => {
            [a, b, c, d].map(|byte| charset.decode(byte).wrapping_sub(b'0'))
        }
        (_, &[a, b]) => [a >> 4, a & 0xF, b >> 4, b & 0xF],
        _ => [0xFF; 4],
    };
    let mti = Mti::from_digits(digits).ok_or_else(|| Error::new(ErrorKind::Mti, mti_at))?;
    let bitmap_at = mti_at + width;
    let (bits, fields_at) = bitmaps(spec, bytes, bitmap_at)?;
    Ok(MessageView {
        spec,
        bytes,
        mti,
        bits,
        mti_at: mti_at as u32,
        bitmap_at: bitmap_at as u32,
        fields_at: fields_at as u32,
        starts: [0; MAX_FIELD as usize],
    })
}

/// The bitmaps: the fields that they announce, without the bits that announce bitmaps, and where the fields begin.
fn bitmaps(spec: &Spec, bytes: &[u8], at: usize) -> Result<(Bits, usize), Error> {
    let maps = spec.bitmap;
    let mut bits = Bits::EMPTY;
    let mut next = word(maps.primary, bytes, at, &mut bits, 0)?;
    if maps.both_always || bits.contains(1) {
        next = word(maps.secondary, bytes, next, &mut bits, 1)?;
        if maps.tertiary && bits.contains(65) {
            next = word(maps.secondary, bytes, next, &mut bits, 2)?;
            bits.remove(65);
        }
    }
    if !maps.both_always {
        bits.remove(1);
    }
    Ok((bits, next))
}

fn word(
    encoding: BitmapEncoding,
    bytes: &[u8],
    at: usize,
    bits: &mut Bits,
    index: usize,
) -> Result<usize, Error> {
    let (map, next) = bitmap::read(encoding, 8, bytes, at, bytes.len())?;
    let word = map
        .first_chunk()
        .map_or(0, |word| u64::from_be_bytes(*word));
    bits.set_word(index, word);
    Ok(next)
}
