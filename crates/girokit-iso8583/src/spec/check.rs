//! Whether a spec can be followed: what a loaded one is held against, and what a test of one's own should say of a constant.

use super::{
    Bitmapped, Content, Encoding, Field, Header, Key, Length, LengthEncoding, Pad, Parts, Spec,
    Tag, TagForm, Tagged, Unit,
};
use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_DEPTH, MAX_FIELD, MAX_MESSAGE};
use crate::parts::ber;
use crate::wire;

impl Spec {
    /// Proves that the spec is sound: every element can be reached, told apart, and hold a value that fits its length.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with the path of the element; offsets are 0.
    pub fn check(&self) -> Result<(), Vec<Error>> {
        let mut problems = Problems::default();
        if let Header::Field(field) = &self.header {
            element(field, &mut problems);
        }
        for field in self.fields() {
            let problems = problems.within(field.key);
            match field.key {
                Key::Tag(_) => problems.say("a number as the key of a data element", "a tag"),
                Key::Number(0) => problems.say("a number of 1 to 192", "0"),
                Key::Number(number) if number > MAX_FIELD => {
                    problems.say("a number of 1 to 192", number);
                }
                Key::Number(1) if !self.bitmap.both_always => {
                    problems.say("no field 1, whose bit announces the second bitmap", "one");
                }
                Key::Number(65) if self.bitmap.tertiary => {
                    problems.say("no field 65, whose bit announces the third bitmap", "one");
                }
                Key::Number(number) if number > 128 && !self.bitmap.tertiary => {
                    problems.say("a third bitmap for a field above 128", "none");
                }
                Key::Number(_) => {}
            }
            element(field, problems);
        }
        unique(self.fields(), &mut problems);
        let last = self.fields().iter().filter_map(|field| field.key.number());
        let last = last.max();
        for field in self.fields() {
            if field.length == Length::Rest && field.key.number() != last {
                let expected = "a length, as other fields may follow";
                problems.within(field.key).say(expected, "the rest");
            }
        }
        problems.end()
    }
}

/// What was found, and where one is.
#[derive(Default)]
struct Problems {
    found: Vec<Error>,
    way: Vec<Key>,
    entered: usize,
}

impl Problems {
    /// The same list, for what is wrong with the element `key` of the one before.
    fn within(&mut self, key: Key) -> &mut Self {
        self.way.truncate(self.entered);
        self.way.push(key);
        self
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers give numbers and texts as they are"
    )]
    fn say(&mut self, expected: &'static str, found: impl ToString) {
        let found = found.to_string();
        let error = Error::new(ErrorKind::Spec { expected, found }, 0);
        let error = self
            .way
            .iter()
            .rev()
            .fold(error, |error, &key| error.within(key));
        self.found.push(error);
    }

    /// Goes one level down for as long as `inside` runs.
    fn down(&mut self, inside: impl FnOnce(&mut Self)) {
        let before = self.entered;
        self.entered = self.way.len();
        inside(self);
        self.way.truncate(self.entered);
        self.entered = before;
    }

    fn end(self) -> Result<(), Vec<Error>> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(self.found)
        }
    }
}

/// No key twice.
fn unique(fields: &[Field], problems: &mut Problems) {
    let mut keys: Vec<Key> = fields.iter().map(|field| field.key).collect();
    keys.sort_unstable();
    for pair in keys.windows(2) {
        if let [one, other] = pair
            && one == other
        {
            problems.within(*one).say("each key once", "it again");
        }
    }
}

fn element(field: &Field, problems: &mut Problems) {
    length(field, problems);
    content(field, problems);
    pad(field, problems);
    match &field.parts {
        Parts::None => {}
        _ if problems.entered + 1 >= MAX_DEPTH => {
            problems.say("parts at most five levels deep", "more");
        }
        Parts::Positional(parts) => problems.down(|problems| positional(parts, problems)),
        Parts::Repeated(group) => problems.down(|problems| repeated(group, problems)),
        Parts::Bitmapped(mapped) => problems.down(|problems| bitmapped(mapped, problems)),
        Parts::Tagged(tagged) => problems.down(|problems| self::tagged(tagged, problems)),
    }
}

fn length(field: &Field, problems: &mut Problems) {
    let (longest, unit) = match field.length {
        Length::Fixed { len: 0, .. } => {
            return problems.say("a length of at least 1", 0);
        }
        Length::Fixed { len, unit } => {
            if unit == Unit::Nibbles && wire::size(field, len, unit).is_none() {
                problems.say("whole bytes for an encoding that is not BCD", "half a byte");
            }
            (len, unit)
        }
        Length::Var {
            digits,
            encoding,
            unit,
            min,
            max,
        } => {
            let (most, reach) = match encoding {
                LengthEncoding::Binary => (4, 256_u64.pow(u32::from(digits.min(4)))),
                _ => (6, 10_u64.pow(u32::from(digits.min(6)))),
            };
            if digits == 0 || digits > most {
                let expected = "a prefix of 1 to 6 digits, or of 1 to 4 bytes in binary";
                problems.say(expected, digits);
            } else if u64::from(max) >= reach {
                problems.say("a maximum that the prefix can say", max);
            }
            if max == 0 {
                problems.say("a maximum of at least 1", 0);
            }
            if min > max {
                problems.say("a minimum that is not above the maximum", min);
            }
            (max, unit)
        }
        Length::Rest => return,
    };
    let size = wire::size(field, longest & !1, unit);
    if size.is_none_or(|size| size > MAX_MESSAGE) {
        problems.say("a length within the longest message", longest);
    }
}

fn content(field: &Field, problems: &mut Problems) {
    if !matches!(field.parts, Parts::None) {
        return;
    }
    let fine = match field.encoding {
        Encoding::Text(_) => !matches!(field.content, Content::B | Content::Cn),
        Encoding::Bcd { filler, .. } => {
            if filler > 15 {
                problems.say("a filler of 0 to 15", filler);
            }
            matches!(
                field.content,
                Content::N | Content::Cn | Content::Z | Content::XN | Content::Any | Content::B
            )
        }
        Encoding::Binary | Encoding::Hex(_) => matches!(field.content, Content::B | Content::Any),
    };
    if !fine {
        problems.say(
            "an encoding that can write the content: digits in BCD, bytes in binary or hex",
            format_args!("{:?} as {:?}", field.content, field.encoding),
        );
    }
}

fn pad(field: &Field, problems: &mut Problems) {
    let (Pad::Left(fill) | Pad::Right(fill)) = field.pad else {
        return;
    };
    let fine = u8::try_from(u32::from(fill)).is_ok_and(|fill| wire::allows(field.content, fill))
        || (fill == ' ' && matches!(field.content, Content::A | Content::An | Content::Ans));
    if !fine {
        problems.say(
            "a padding that the content allows",
            format_args!("{fill:?}"),
        );
    }
}

fn positional(parts: &[Field], problems: &mut Problems) {
    if parts.is_empty() {
        problems.say("at least one part", "none");
    }
    for (at, part) in parts.iter().enumerate() {
        let problems = problems.within(part.key);
        if part.key.number().map(usize::from) != Some(at + 1) {
            problems.say("parts numbered 1, 2, 3 in their order", part.key);
        }
        if part.length == Length::Rest && at + 1 != parts.len() {
            problems.say("a length, as other parts follow", "the rest");
        }
        element(part, problems);
    }
}

fn repeated(group: &[Field], problems: &mut Problems) {
    let [part] = group else {
        return problems.say("one definition of what repeats", group.len());
    };
    let problems = problems.within(part.key);
    if part.length == Length::Rest {
        problems.say("a length, as it repeats", "the rest");
    }
    element(part, problems);
}

fn bitmapped(mapped: &Bitmapped, problems: &mut Problems) {
    let (most, maps) = if mapped.extends { (8, 3) } else { (24, 1) };
    if mapped.bytes == 0 || mapped.bytes > most {
        let expected = "a bitmap of 1 to 24 bytes, or of 1 to 8 if it can go on";
        problems.say(expected, mapped.bytes);
    }
    let bits = usize::from(mapped.bytes.min(most)) * 8;
    let last = mapped.parts.iter().filter_map(|part| part.key.number());
    let last = last.max();
    for part in mapped.parts.iter() {
        let problems = problems.within(part.key);
        match part.key.number() {
            Some(number) if mapped.extends && (number == 1 || usize::from(number) == bits + 1) => {
                problems.say("a number whose bit announces no bitmap", number);
            }
            Some(number) if number > 0 && usize::from(number) <= bits * maps => {}
            _ => problems.say("a number that the bitmap has a bit for", part.key),
        }
        if part.length == Length::Rest && part.key.number() != last {
            problems.say("a length, as other parts may follow", "the rest");
        }
        element(part, problems);
    }
    unique(&mapped.parts, problems);
}

fn tagged(tagged: &Tagged, problems: &mut Problems) {
    let (len, text) = match tagged.tag {
        TagForm::Text { len, .. } => (Some(usize::from(len)), true),
        TagForm::Bcd { len } | TagForm::Binary { len } => (Some(usize::from(len)), false),
        _ => (None, false),
    };
    if let Some(len) = len
        && !(1..=4).contains(&len)
    {
        problems.say("tags of 1 to 4 bytes or characters", len);
    }
    if tagged.other.len() > 1 {
        problems.say("one definition for other tags", tagged.other.len());
    }
    for part in tagged.parts.iter() {
        let problems = problems.within(part.key);
        let fits = |tag: &Tag| {
            tag.is_text() == text
                && match len {
                    Some(len) => tag.as_bytes().len() == len,
                    None => ber::is_tag(tagged.tag, tag.as_bytes()),
                }
        };
        match part.key {
            Key::Tag(tag) if fits(&tag) => {
                let bytes = matches!(part.content, Content::B | Content::Any);
                if tagged.tag.is_ber() && ber::is_constructed(tag) && !bytes {
                    problems.say("bytes or parts in a constructed tag", "characters");
                }
            }
            _ => problems.say("a tag of the form's kind and size", part.key),
        }
        element(part, problems);
    }
    for part in tagged.other.iter() {
        element(part, problems.within(part.key));
    }
    // Where the form has no length, an element without one would swallow the tags behind it.
    if !tagged.tag.has_length() {
        for part in tagged.parts.iter().chain(tagged.other.iter()) {
            if part.length == Length::Rest {
                problems.within(part.key).say("a length", "the rest");
            }
        }
    }
    unique(&tagged.parts, problems);
}
