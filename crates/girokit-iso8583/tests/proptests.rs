//! Messages of random specs: what is built reads back, a fault is named where it is, and nothing that is garbled is taken for something
//! else without a trace.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use girokit_iso8583::spec::{
    BitmapEncoding, Bitmapped, Charset, Content, Encoding, Key, Length, LengthEncoding, Parts,
    Side, Tag, TagForm, Tagged, Unit,
};
use girokit_iso8583::{ErrorKind, Field, FieldView, List, Message, MessageView, Spec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A value, or parts by key in the order in which they are set.
#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Parts(Vec<(Key, Node)>),
}

/// Content and encoding that go together, and the characters of such a value.
fn leaves(counted: bool) -> impl Strategy<Value = (Content, Encoding)> {
    let bcd = |side, filler| Encoding::Bcd { side, filler };
    let mut pairs = vec![
        (Content::N, Encoding::ASCII),
        (Content::N, Encoding::EBCDIC),
        (Content::An, Encoding::ASCII),
        (Content::An, Encoding::EBCDIC),
        (Content::Ans, Encoding::ASCII),
        (Content::Ans, Encoding::EBCDIC),
        (Content::Any, Encoding::ASCII),
        (Content::B, Encoding::Binary),
        (Content::B, Encoding::Hex(Charset::Ascii)),
        (Content::B, Encoding::Hex(Charset::Cp037)),
    ];
    // A length of BER counts bytes, and an odd number of digits is then not told apart.
    if !counted {
        pairs.extend([
            (Content::N, bcd(Side::Left, 0)),
            (Content::N, bcd(Side::Right, 0xF)),
            (Content::Z, bcd(Side::Right, 0xF)),
        ]);
    }
    select(pairs)
}

fn length() -> impl Strategy<Value = Length> {
    let text = |charset| LengthEncoding::Text(charset);
    let prefix = select(vec![
        (2, text(Charset::Ascii)),
        (3, text(Charset::Ascii)),
        (2, text(Charset::Cp037)),
        (2, LengthEncoding::Bcd),
        (3, LengthEncoding::Bcd),
        (1, LengthEncoding::Binary),
        (2, LengthEncoding::Binary),
    ]);
    prop_oneof![
        (1..9_u32).prop_map(Length::fixed),
        (prefix, 0..3_u32, 3..30_u32).prop_map(|((digits, encoding), min, max)| {
            Length::var(digits, max)
                .with_encoding(encoding)
                .at_least(min)
        }),
    ]
}

fn leaf(key: Key, counted: bool) -> BoxedStrategy<Field> {
    (leaves(counted), length())
        .prop_map(move |((content, encoding), length)| {
            Field::new(key, "", content, encoding, length)
        })
        .boxed()
}

/// An element, of parts at most `depth` levels deep. `counted`: the form around it has a length.
fn element(key: Key, depth: usize, counted: bool) -> BoxedStrategy<Field> {
    if depth == 0 {
        return leaf(key, counted);
    }
    let length = select(vec![
        Length::var(4, 9_999),
        Length::var(2, 9_999).with_encoding(LengthEncoding::Binary),
        Length::var(4, 9_999).with_encoding(LengthEncoding::Bcd),
    ]);
    let composite = (parts(depth - 1), length).prop_map(move |(parts, length)| {
        let length = length.with_unit(Unit::Bytes);
        Field::composite(key, "", Encoding::Binary, length, parts)
    });
    prop_oneof![1 => leaf(key, counted), 2 => composite].boxed()
}

fn fields(
    keys: impl Iterator<Item = Key>,
    depth: usize,
    counted: bool,
) -> BoxedStrategy<List<Field>> {
    let fields: Vec<_> = keys.map(|key| element(key, depth, counted)).collect();
    fields.prop_map(List::from).boxed()
}

fn parts(depth: usize) -> BoxedStrategy<Parts> {
    let positional = (1..4_u8)
        .prop_flat_map(move |count| fields((1..=count).map(Key::Number), depth, false))
        .prop_map(Parts::Positional);
    let repeated =
        element(Key::Number(1), depth, false).prop_map(|field| Parts::Repeated(vec![field].into()));
    let mapped = (1..=2_u8, any::<bool>()).prop_flat_map(move |(bytes, extends)| {
        let first = bytes * 8;
        let numbers = if extends {
            vec![2, first, first + 2, first * 2 + 1, first * 3]
        } else {
            vec![1, 2, first]
        };
        fields(numbers.into_iter().map(Key::Number), depth, false).prop_map(move |parts| {
            let encoding = if extends {
                BitmapEncoding::Hex(Charset::Ascii)
            } else {
                BitmapEncoding::Binary
            };
            Parts::Bitmapped(Bitmapped {
                encoding,
                bytes,
                extends,
                parts,
            })
        })
    });
    let text = |charset| TagForm::Text { len: 2, charset };
    let binary = |number| Key::Tag(Tag::binary(number));
    let forms = select(vec![
        text(Charset::Ascii),
        text(Charset::Cp037),
        TagForm::Bcd { len: 1 },
        TagForm::Binary { len: 2 },
        TagForm::Simple,
    ]);
    let other = forms.prop_flat_map(move |tag| {
        let keys = match tag {
            TagForm::Text { .. } => ["A1", "B2", "C3"].map(|text| Key::Tag(Tag::text(text))),
            TagForm::Binary { .. } => [0x1001, 0x1002, 0x9F02].map(binary),
            _ => [0x11, 0x22, 0x33].map(binary),
        };
        let counted = tag.has_length();
        fields(keys.into_iter(), depth, counted).prop_map(move |parts| tagged(tag, parts))
    });
    // In BER what is made of parts has a constructed tag, and single values have not.
    let single: Vec<_> = [0x5A, 0x9F02, 0xDF_8101]
        .map(|tag| leaf(binary(tag), true))
        .into();
    let single = single.prop_map(|fields| tagged(TagForm::Ber, fields.into()));
    let template =
        (parts_or_none(depth), leaf(binary(0x82), true)).prop_map(move |(parts, leaf)| {
            let length = Length::Rest;
            let template = Field::composite(binary(0xE1), "", Encoding::Binary, length, parts);
            tagged(TagForm::Ber, vec![template, leaf].into())
        });
    prop_oneof![positional, repeated, mapped, other, single, template].boxed()
}

/// Parts; or none, so that a template has the tags beside it.
fn parts_or_none(depth: usize) -> BoxedStrategy<Parts> {
    if depth == 0 {
        return Just(Parts::None).boxed();
    }
    prop_oneof![1 => Just(Parts::None), 2 => parts(depth - 1)].boxed()
}

fn tagged(tag: TagForm, parts: List<Field>) -> Parts {
    Parts::Tagged(Tagged {
        tag,
        parts,
        other: List::EMPTY,
        repeats: false,
    })
}

fn value(field: &Field, around: Option<&Parts>, depth: usize) -> BoxedStrategy<Node> {
    let parts = match (&field.parts, field.key, around) {
        (Parts::None, Key::Tag(tag), Some(around)) if tag == Tag::binary(0xE1) => around,
        (parts, _, _) => parts,
    };
    let of = |field: &Field| {
        let key = field.key;
        value(field, Some(parts), depth + 1).prop_map(move |node| (key, node))
    };
    match parts {
        Parts::None => text(field),
        Parts::Positional(parts) => {
            let all: Vec<_> = parts.iter().map(of).collect();
            (1..=all.len(), all)
                .prop_map(|(count, mut all)| {
                    all.truncate(count);
                    Node::Parts(all)
                })
                .boxed()
        }
        Parts::Repeated(group) => {
            let group = value(group.first().unwrap(), None, depth + 1);
            prop::collection::vec(group, 1..4)
                .prop_map(|nodes| Node::Parts((1..).map(Key::Number).zip(nodes).collect()))
                .boxed()
        }
        Parts::Bitmapped(mapped) => some(mapped.parts.iter().map(of).collect()),
        Parts::Tagged(tagged) => {
            // Tags beside a template that holds the same ones again end somewhere.
            let deep = |part: &&Field| depth < 4 || part.key != Key::Tag(Tag::binary(0xE1));
            some(tagged.parts.iter().filter(deep).map(of).collect())
        }
        _ => unreachable!(),
    }
}

/// Some of these, at least one, in any order.
fn some(all: Vec<impl Strategy<Value = (Key, Node)> + 'static>) -> BoxedStrategy<Node> {
    let count = all.len();
    all.prop_flat_map(move |all| subsequence(all, 1..=count))
        .prop_shuffle()
        .prop_map(Node::Parts)
        .boxed()
}

fn text(field: &Field) -> BoxedStrategy<Node> {
    let class = match field.content {
        Content::N | Content::Z => "[0-9]",
        Content::An => "[A-Z0-9 ]",
        Content::B => "[0-9A-F]{2}",
        _ => "[A-Za-z0-9 .,/-]",
    };
    let (min, max) = match field.length {
        Length::Fixed { len, .. } => (len, len),
        Length::Var { min, max, .. } => (min, max),
        _ => (0, 9),
    };
    proptest::string::string_regex(&format!("({class}){{{min},{max}}}"))
        .unwrap()
        .prop_map(Node::Text)
        .boxed()
}

/// A spec, and values of some of its fields.
type Case = (Arc<Spec>, Vec<(Key, Node)>);

fn case() -> BoxedStrategy<Case> {
    let keys = [2, 3, 48, 64, 65, 127].map(Key::Number);
    fields(keys.into_iter(), 3, false)
        .prop_flat_map(|fields| {
            let values: Vec<_> = fields
                .iter()
                .map(|field| {
                    let key = field.key;
                    value(field, None, 1).prop_map(move |node| (key, node))
                })
                .collect();
            let spec = Arc::new(Spec::new("random", &[]).with_fields(fields.to_vec()));
            (Just(spec), some(values)).prop_map(|(spec, node)| match node {
                Node::Parts(values) => (spec, values),
                Node::Text(_) => unreachable!(),
            })
        })
        .boxed()
}

fn build(spec: &Arc<Spec>, values: &[(Key, Node)]) -> Result<Message, TestCaseError> {
    let mut message = Message::new(spec.clone(), "0200".parse().unwrap());
    for (key, node) in values {
        set(&mut message, &mut vec![*key], node)?;
    }
    Ok(message)
}

fn set(message: &mut Message, way: &mut Vec<Key>, node: &Node) -> Result<(), TestCaseError> {
    match node {
        Node::Text(text) => {
            let done = message.set_element(way, text).map(drop);
            prop_assert_eq!(done, Ok(()), "{}", text);
        }
        Node::Parts(parts) => {
            for (key, node) in parts {
                way.push(*key);
                set(message, way, node)?;
                way.pop();
            }
        }
    }
    Ok(())
}

fn same(element: &FieldView<'_>, node: &Node) -> Result<(), TestCaseError> {
    match node {
        Node::Text(text) => {
            let found = element.text();
            prop_assert_eq!(&found, text);
        }
        Node::Parts(parts) => {
            let found = element.elements().count();
            prop_assert_eq!(found, parts.len());
            for (key, node) in parts {
                same(&element.element(*key).unwrap(), node)?;
            }
        }
    }
    Ok(())
}

/// Path and place of every value of digits that stand one a byte.
fn digits(element: &FieldView<'_>, path: &str, found: &mut Vec<(String, usize)>) {
    if element.is_composite() {
        for part in element.elements() {
            let part = part.unwrap();
            digits(&part, &format!("{path} / {}", part.key()), found);
        }
    } else if matches!(element.definition().encoding, Encoding::Text(_))
        && element.definition().content == Content::N
        && !element.as_bytes().is_empty()
    {
        found.push((path.to_owned(), element.content_offset()));
    }
}

/// Whatever these bytes are: an error in the message, or what is written back as it was.
fn sound(spec: &Arc<Spec>, bytes: &[u8]) -> Result<(), TestCaseError> {
    let (view, problems) = MessageView::read_all(spec, bytes);
    let strict = MessageView::read(spec, bytes);
    prop_assert_eq!(strict.as_ref().err(), problems.first());
    for problem in &problems {
        prop_assert!(problem.offset() <= bytes.len(), "{}", problem);
    }
    match view {
        Some(view) if problems.is_empty() => {
            let written = Message::read(spec.clone(), bytes).unwrap().to_bytes();
            prop_assert_eq!(written, bytes);
            prop_assert!(!view.describe().to_string().is_empty());
        }
        _ => prop_assert!(!problems.is_empty()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_is_built_reads_back_and_no_garbling_goes_unseen(
        (spec, values) in case(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 24),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        prop_assert_eq!(spec.check(), Ok(()));
        let bytes = build(&spec, &values)?.to_bytes();
        let view = MessageView::read(&spec, &bytes);
        prop_assert!(view.is_ok(), "{:?}", view);
        let view = view.unwrap();
        for (key, node) in &values {
            same(&view.field(key.number().unwrap()).unwrap(), node)?;
        }
        prop_assert_eq!(Message::read(spec.clone(), &bytes).unwrap().to_bytes(), bytes.as_slice());
        for cut in cuts {
            let cut = bytes.get(..cut.index(bytes.len())).unwrap();
            prop_assert!(MessageView::read(&spec, cut).is_err(), "cut at {}", cut.len());
            sound(&spec, cut)?;
        }
        for (at, byte) in changes {
            let mut garbled = bytes.clone();
            *garbled.get_mut(at.index(bytes.len())).unwrap() = byte;
            sound(&spec, &garbled)?;
        }
    }

    #[test]
    fn every_fault_is_named_where_it_is((spec, values) in case()) {
        let mut bytes = build(&spec, &values)?.to_bytes();
        let mut expected = Vec::new();
        for field in MessageView::read(&spec, &bytes).unwrap().fields() {
            digits(&field, &format!("DE {}", field.key()), &mut expected);
        }
        expected.truncate(64);
        for (_, at) in &expected {
            *bytes.get_mut(*at).unwrap() = b'x';
        }
        let (_, problems) = MessageView::read_all(&spec, &bytes);
        let found: Vec<_> = problems
            .iter()
            .map(|problem| (problem.path().to_string(), problem.offset()))
            .collect();
        prop_assert_eq!(found, expected);
        let character = |kind: &ErrorKind| matches!(kind, ErrorKind::Character { .. });
        prop_assert!(problems.iter().all(|problem| character(problem.kind())));
    }
}
