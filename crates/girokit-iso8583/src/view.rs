//! Reading without copying.

use core::fmt;

use crate::bitmap::{self, Bits};
use crate::error::{Error, ErrorKind};
use crate::field::FieldView;
use crate::limits::{MAX_MESSAGE, MAX_PROBLEMS};
use crate::mti::Mti;
use crate::spec::{BitmapEncoding, Charset, Header, Key, MtiEncoding, Parts, Spec};
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
    /// Where the last field ends.
    end: u32,
    /// Where the n-th field that is there begins, its length prefix included. Those behind are found from the last of these.
    starts: [u32; STARTS],
}

/// How many fields a view knows the place of; hardly a message has more.
const STARTS: usize = 64;

impl<'a> MessageView<'a> {
    /// Reads a message by `spec`, strictly: every field is checked, nothing may be left over.
    ///
    /// # Errors
    /// The first problem, with the field's path and the byte. [`read_all`](Self::read_all) gives every one.
    pub fn read(spec: &'a Spec, bytes: &'a [u8]) -> Result<Self, Error> {
        let mut first = None;
        let view = Self::read_with(spec, bytes, &mut |error| {
            first = Some(error);
            false
        });
        match first {
            None => view,
            Some(error) => Err(error),
        }
    }

    /// Reads what can be read: the message up to the field behind which nothing can be located, and every problem of it, at most
    /// [`MAX_PROBLEMS`].
    ///
    /// The view is `None` if not even MTI and bitmap can be read. It holds the fields that were located, those with a problem in
    /// their content among them.
    pub fn read_all(spec: &'a Spec, bytes: &'a [u8]) -> (Option<Self>, Vec<Error>) {
        let mut problems = Vec::new();
        let view = Self::read_with(spec, bytes, &mut |error| {
            problems.push(error);
            problems.len() < MAX_PROBLEMS
        });
        match view {
            Ok(view) => (Some(view), problems),
            Err(error) => (None, vec![error]),
        }
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
        match self.starts.get(self.bits.rank(number)) {
            Some(&start) => self.at(number, start as usize),
            None => self
                .fields()
                .find(|field| field.key() == Key::Number(number)),
        }
    }

    /// The fields, ascending.
    pub fn fields(&self) -> impl Iterator<Item = FieldView<'a>> + '_ {
        let mut at = self.fields_at as usize;
        self.bits.iter().map_while(move |number| {
            let field = self.at(number, at)?;
            at += field.wire().len();
            Some(field)
        })
    }

    /// Field `number`, which begins at `start`.
    #[inline]
    fn at(&self, number: u8, start: usize) -> Option<FieldView<'a>> {
        let (bytes, key) = (self.bytes, Key::Number(number));
        FieldView::locate(self.spec.field(number)?, key, bytes, start, bytes.len()).ok()
    }

    /// Where the bitmaps stand.
    pub(crate) fn bitmap_span(&self) -> core::ops::Range<usize> {
        self.bitmap_at as usize..self.fields_at as usize
    }

    /// Number, first byte and end of each field.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (u8, usize, usize)> + '_ {
        let mut starts = self.starts.iter();
        let mut end = self.fields_at as usize;
        let last = self.bits.len();
        self.bits.iter().zip(1..).map_while(move |(number, rank)| {
            let start = end;
            starts.next();
            end = match starts.as_slice().first() {
                _ if rank == last => self.end as usize,
                Some(&next) => next as usize,
                None => start + self.at(number, start)?.wire().len(),
            };
            Some((number, start, end))
        })
    }

    fn slice(&self, from: u32, to: u32) -> &'a [u8] {
        self.bytes
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }

    /// Reads; hands each problem to `report`, which says whether to go on. Keeps the fields that were located.
    #[expect(clippy::inline_always, reason = "spares the view a copy")]
    #[inline(always)]
    fn read_with(
        spec: &'a Spec,
        bytes: &'a [u8],
        report: &mut dyn FnMut(Error) -> bool,
    ) -> Result<Self, Error> {
        let start = start(spec, bytes)?;
        let mut view = Self {
            spec,
            bytes,
            mti: start.mti,
            bits: start.bits,
            mti_at: start.mti_at,
            bitmap_at: start.bitmap_at,
            fields_at: start.fields_at,
            end: 0,
            starts: [0; STARTS],
        };
        let mut at = start.fields_at as usize;
        let mut starts = view.starts.iter_mut();
        for (index, base) in [(0, 1), (1, 65), (2, 129)] {
            let mut word = start.bits.word(index);
            while word != 0 {
                let zeros = word.leading_zeros();
                word &= !(1 << (63 - zeros));
                #[expect(clippy::cast_possible_truncation, reason = "below 64")]
                let number = base + zeros as u8;
                if let Some(start) = starts.next() {
                    *start = small(at);
                }
                at = match spec.plan(number).accept(bytes, at) {
                    Some(end) => end,
                    None => match step(spec, number, bytes, at, report) {
                        Step::Next(end) => end,
                        stop => {
                            view.stop(number, at, &stop);
                            return Ok(view);
                        }
                    },
                };
            }
        }
        view.end = small(at);
        if at < bytes.len() {
            let count = bytes.len() - at;
            report(Error::new(ErrorKind::Trailing { count }, at));
        }
        Ok(view)
    }

    /// Keeps the fields before `number`, which begins at `at`, and `number` itself if it has been located.
    #[cold]
    fn stop(&mut self, number: u8, at: usize, step: &Step) {
        self.bits.truncate(number);
        self.end = small(at);
        match step {
            Step::Next(end) | Step::Last(end) => self.end = small(*end),
            Step::Lost => self.bits.remove(number),
        }
    }
}

/// An offset.
#[expect(clippy::cast_possible_truncation, reason = "at most MAX_MESSAGE")]
const fn small(at: usize) -> u32 {
    at as u32
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

/// How reading goes on behind a field.
enum Step {
    /// The next one begins here.
    Next(usize),
    /// Not: enough problems were reported. The field itself has been located and ends here.
    Last(usize),
    /// Not: the field's end cannot be known.
    Lost,
}

/// Reads field `number`, whatever its form, and says what is wrong with it.
#[inline(never)]
fn step(
    spec: &Spec,
    number: u8,
    bytes: &[u8],
    at: usize,
    report: &mut dyn FnMut(Error) -> bool,
) -> Step {
    let key = Key::Number(number);
    let Some(field) = spec.field(number) else {
        report(Error::new(ErrorKind::UndefinedField, at).within(key));
        return Step::Lost;
    };
    if let Parts::Tagged(tagged) = &field.parts
        && let Some((content, end, _)) = spec.plan(number).locate(bytes, at)
        && wire::accept_tags(tagged, bytes, content, end)
    {
        return Step::Next(end);
    }
    let place = match wire::locate(field, bytes, at, bytes.len()) {
        Ok(place) => place,
        Err(error) => {
            report(error.within(key));
            return Step::Lost;
        }
    };
    let content = bytes.get(place.content..place.end).unwrap_or_default();
    if let Err(error) = wire::check(field, content, place.count, place.content)
        && !report(error.within(key))
    {
        return Step::Last(place.end);
    }
    if !parts::check(field, content, place.content, 1, &mut |error| {
        report(error.within(key))
    }) {
        return Step::Last(place.end);
    }
    Step::Next(place.end)
}

/// What stands before the fields.
struct Start {
    mti: Mti,
    bits: Bits,
    mti_at: u32,
    bitmap_at: u32,
    fields_at: u32,
}

/// Header, MTI and bitmaps.
#[expect(clippy::cast_possible_truncation, reason = "below MAX_MESSAGE")]
#[inline]
fn start(spec: &Spec, bytes: &[u8]) -> Result<Start, Error> {
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
    Ok(Start {
        mti,
        bits,
        mti_at: mti_at as u32,
        bitmap_at: bitmap_at as u32,
        fields_at: fields_at as u32,
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

#[inline]
fn word(
    encoding: BitmapEncoding,
    bytes: &[u8],
    at: usize,
    bits: &mut Bits,
    index: usize,
) -> Result<usize, Error> {
    let rest = bytes.get(at..).unwrap_or_default();
    let common = match encoding {
        BitmapEncoding::Binary => rest
            .first_chunk()
            .map(|word| (u64::from_be_bytes(*word), at + 8)),
        BitmapEncoding::Hex(Charset::Ascii) => rest
            .first_chunk()
            .and_then(bitmap::hex_word)
            .map(|word| (word, at + 16)),
        BitmapEncoding::Hex(_) => None,
    };
    let (word, next) = if let Some(common) = common {
        common
    } else {
        let (map, next) = bitmap::read(encoding, 8, bytes, at, bytes.len())?;
        let word = map.first_chunk().copied().unwrap_or_default();
        (u64::from_be_bytes(word), next)
    };
    bits.set_word(index, word);
    Ok(next)
}
