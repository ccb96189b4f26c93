//! ISO 8583: the two typical messages, read and written, beside what one writes by hand for them alone.
//!
//! Message A: 0200, 20 elements, ASCII. Message E: 0100, BCD and binary, 15 tags of ICC data. Allocations are counted by an allocator.
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "the floor is what one writes by hand for messages that one knows"
)]

mod floor;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use girokit_benches::race::Plan;
use girokit_benches::small::{Small, table};
use girokit_iso8583::spec::{Key, Spec};
use girokit_iso8583::typed::{Iso8583, ProcessingCode, Stan};
use girokit_iso8583::{Message, MessageView, Mti, specs};
use girokit_types::{Money, Pan};

/// The values of message A, as many and as long as those of a purchase at a terminal with a magnetic stripe.
const PURCHASE: [(u8, &str); 20] = [
    (2, "5555555555554444"),
    (3, "000000"),
    (4, "000000002599"),
    (7, "1123101500"),
    (11, "004711"),
    (12, "111500"),
    (13, "1123"),
    (14, "2912"),
    (18, "5812"),
    (22, "021"),
    (25, "00"),
    (32, "10000001"),
    (35, "5555555555554444=29121010000000000"),
    (37, "632711004711"),
    (41, "GIRO0001"),
    (42, "HARBOURTOOLS001"),
    (43, "HARBOUR TOOLS LTD        ROTTERDAM    NL"),
    (48, "REFERENCE OF THE SHOP 1"),
    (49, "978"),
    (60, "TERMINAL9"),
];

/// The values of message E without DE 55: an authorization at a terminal with a chip.
const CHIP: [(u8, &str); 16] = [
    (2, "5555555555554444"),
    (3, "000000"),
    (4, "000000002599"),
    (7, "1123101500"),
    (11, "004712"),
    (12, "111500"),
    (13, "1123"),
    (14, "2912"),
    (18, "5812"),
    (22, "051"),
    (25, "00"),
    (37, "632711004712"),
    (41, "GIRO0001"),
    (42, "HARBOURTOOLS001"),
    (49, "978"),
    (60, "X"),
];

/// Fifteen tags, in hex.
const ICC: &str = "9F2608102030405060708F9F2701809F10120110A00003220000000000000000000000FF9F3704DEADBEEF9F3602000195050000008000\
9A032611239C01009F02060000000025995F2A020978820239009F1A0205289F03060000000000009F3303E0F8C89F34031E0300";

#[derive(Iso8583)]
#[iso8583(mti = "0200")]
struct Purchase {
    #[de(2)]
    pan: Pan,
    #[de(3)]
    processing_code: ProcessingCode,
    #[de(4, currency = 49)]
    amount: Money,
    #[de(11)]
    stan: Stan,
}

fn main() {
    let plan = Plan::from_args();
    let ascii = message(&specs::ISO1987_ASCII, 200, &PURCHASE);
    let mut chip = message(&specs::ISO1987_BINARY, 100, &CHIP);
    chip.remove(60);
    chip.set(55, ICC).expect("tags");
    read(
        plan,
        "A",
        &ascii,
        floor::ascii::<false>,
        floor::ascii::<true>,
    );
    read(plan, "E", &chip, floor::bcd::<false>, floor::bcd::<true>);
    write(plan, "A", &ascii, |values, out| {
        floor::pack_ascii("0200", values, out)
    });
    let icc = chip.field(55).expect("ICC data").as_bytes().to_vec();
    write(plan, "E", &chip, |values, out| {
        floor::pack_bcd("0100", values, &icc, out)
    });
    shared(plan);
}

/// The same for the two messages of the shared data, where these are at hand.
fn shared(plan: Plan) {
    let Some((ascii, emv)) = data("bench_ascii.bin").zip(data("bench_emv.hex")) else {
        return;
    };
    let emv: Vec<u8> = emv
        .trim_ascii()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).expect("ASCII"), 16).expect("hex"))
        .collect();
    let ascii = Message::read(&specs::ISO1987_ASCII, &ascii).expect("a sound message");
    let emv = Message::read(&specs::ISO1987_BINARY, &emv).expect("a sound message");
    read(
        plan,
        "A of the shared data",
        &ascii,
        floor::ascii::<false>,
        floor::ascii::<true>,
    );
    read(
        plan,
        "E of the shared data",
        &emv,
        floor::bcd::<false>,
        floor::bcd::<true>,
    );
    write(plan, "A of the shared data", &ascii, |values, out| {
        floor::pack_ascii("0200", values, out)
    });
    let icc = emv.field(55).expect("ICC data").as_bytes().to_vec();
    write(plan, "E of the shared data", &emv, |values, out| {
        floor::pack_bcd("0100", values, &icc, out)
    });
}

fn data(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("GIROKIT_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    std::fs::read(folder.join("iso8583").join(name)).ok()
}

fn message(spec: &'static Spec, mti: u16, values: &[(u8, &str)]) -> Message {
    let mut message = Message::new(spec, Mti::new(mti).expect("four digits"));
    for (number, value) in values {
        message.set(*number, value).expect("a value of the element");
    }
    message
}

type Floor = fn(&[u8], &mut floor::Places) -> Option<u16>;

fn read(plan: Plan, name: &str, message: &Message, floor: Floor, with_classes: Floor) {
    let spec = specs::by_name(&message.spec().name).expect("a shipped spec");
    let bytes = &message.to_bytes();
    let mut places = [(0, 0); 65];
    assert!(floor(bytes, &mut places).is_some() && with_classes(bytes, &mut places).is_some());
    let view = MessageView::read(spec, bytes).expect("a sound message");
    let by_hand = |floor: Floor| {
        let mut places = [(0, 0); 65];
        move || {
            black_box(floor(black_box(bytes), &mut places));
            black_box(&places);
        }
    };
    let mut rows = vec![
        Small::new("by hand: slices and lengths (the floor)", by_hand(floor)),
        Small::new("by hand: classes of characters too", by_hand(with_classes)),
        Small::new("girokit MessageView::read", || {
            let _ = black_box(MessageView::read(spec, black_box(bytes)));
        }),
        Small::new("girokit MessageView::read, four values", || {
            let view = MessageView::read(spec, black_box(bytes)).expect("a sound message");
            black_box(view.field(4).and_then(|amount| amount.number()));
            for number in [2, 41, 49] {
                black_box(view.field(number).map(|field| field.as_bytes()));
            }
        }),
        Small::new("girokit Message::read and drop", || {
            let _ = black_box(Message::read(spec, black_box(bytes)));
        }),
    ];
    if view.field(55).is_some() {
        rows.push(Small::new(
            "girokit MessageView::read, every tag of DE 55",
            || {
                let view = MessageView::read(spec, black_box(bytes)).expect("a sound message");
                for element in view.field(55).expect("ICC data").elements() {
                    let _ = black_box(element);
                }
            },
        ));
    } else {
        rows.push(Small::new("girokit derived struct of four values", || {
            let view = MessageView::read(spec, black_box(bytes)).expect("a sound message");
            black_box(Purchase::from_fields(&view).expect("a purchase"));
        }));
        rows.push(Small::new("girokit describe, masked", || {
            black_box(view.describe().to_string());
        }));
    }
    let elements = view.bits().len();
    let title = format!(
        "{name}: {} bytes, {elements} elements, {}, read",
        bytes.len(),
        spec.name
    );
    table(&title, plan, count, rows);
}

/// `by_hand` puts the message together from all values but DE 55, which it knows.
fn write(
    plan: Plan,
    name: &str,
    message: &Message,
    by_hand: impl Fn(&[(u8, String)], &mut Vec<u8>) -> Option<()>,
) {
    let spec = specs::by_name(&message.spec().name).expect("a shipped spec");
    let values: Vec<(u8, String)> = message
        .fields()
        .filter_map(|field| match field.key() {
            Key::Number(55) | Key::Tag(_) => None,
            Key::Number(number) => Some((number, field.text().into_owned())),
        })
        .collect();
    let icc = message.field(55).map(|field| field.as_bytes().to_vec());
    let mti = message.mti();
    let (mut hand, mut written, mut edited, mut built) = (
        Vec::with_capacity(1_024),
        Vec::with_capacity(1_024),
        Vec::with_capacity(1_024),
        Vec::with_capacity(1_024),
    );
    let mut used = Message::new(spec, mti);
    let rebuild = |used: &mut Message, built: &mut Vec<u8>| {
        used.clear(mti);
        for (number, value) in black_box(&values) {
            used.set(*number, value).expect("a value of the element");
        }
        if let Some(icc) = black_box(&icc) {
            used.set_bytes(55, icc).expect("tags");
        }
        built.clear();
        used.write(built);
    };
    by_hand(&values, &mut hand).expect("values that fit");
    rebuild(&mut used, &mut built);
    assert_eq!(hand, message.to_bytes());
    assert_eq!(built, hand);
    let mut other = message.clone();
    let rows = vec![
        Small::new("by hand: from values into a used Vec (the floor)", || {
            hand.clear();
            black_box(by_hand(black_box(&values), &mut hand));
        }),
        Small::new("girokit Message::write into a used Vec", || {
            written.clear();
            black_box(message).write(&mut written);
            black_box(&written);
        }),
        Small::new("girokit two values set, Message::write", || {
            other.set(4, black_box("000000001234")).expect("digits");
            other.set(11, black_box("000815")).expect("digits");
            edited.clear();
            other.write(&mut edited);
            black_box(&edited);
        }),
        Small::new("girokit all values set and checked, Message::write", || {
            rebuild(&mut used, &mut built);
            black_box(&built);
        }),
    ];
    let title = format!(
        "{name}: {} bytes, {} elements, {}, written",
        message.to_bytes().len(),
        message.bits().len(),
        spec.name
    );
    table(&title, plan, count, rows);
}

fn count(work: &mut dyn FnMut()) -> u64 {
    allocation_counter::measure(work).count_total
}
