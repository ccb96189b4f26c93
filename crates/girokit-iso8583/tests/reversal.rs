//! A reversal names its original, copies what may be kept, and is sent until it is answered.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::reversal::ReversalRule;
use girokit_iso8583::link::saf::{MemoryStore, Record, SafQueue, SafStore};
use girokit_iso8583::spec::{Content, Encoding, Key, Length, Pad};
use girokit_iso8583::{Field, Message, Spec};

const fn n(number: u8, len: u32) -> Field {
    Field::new(
        Key::Number(number),
        "",
        Content::N,
        Encoding::ASCII,
        Length::fixed(len),
    )
    .with_pad(Pad::Left('0'))
}

const fn ll(number: u8, content: Content, max: u32) -> Field {
    Field::new(
        Key::Number(number),
        "",
        content,
        Encoding::ASCII,
        Length::ll(max),
    )
}

static FIELDS: [Field; 12] = [
    ll(2, Content::N, 19),
    n(4, 12),
    n(7, 10),
    n(11, 6),
    n(12, 12),
    n(24, 3),
    n(25, 4),
    ll(32, Content::N, 11),
    ll(35, Content::Z, 37),
    n(39, 2),
    ll(56, Content::N, 35),
    n(90, 42),
];
static SPEC: Spec = Spec::new("reversal", &FIELDS);

fn request(mti: &str) -> Message {
    let mut request = Message::new(&SPEC, mti.parse().unwrap());
    for (number, text) in [
        (4, "1000"),
        (7, "1123110000"),
        (11, "42"),
        (12, "261123120000"),
        (32, "12345"),
        (35, "4761739001010010=26122011143804400000"),
    ] {
        request.set(number, text).unwrap();
    }
    request
}

#[test]
fn the_original_is_named_and_no_track_is_kept() {
    let rule = ReversalRule::default();
    let reversal = rule.make(&request("0201")).unwrap();
    assert_eq!(reversal.mti().to_string(), "0420");
    assert_eq!(
        reversal.field(90).unwrap().text(),
        "020100004211231100000000001234500000000000"
    );
    assert_eq!(reversal.field(39).unwrap().text(), "68");
    assert_eq!(reversal.field(2).unwrap().text(), "4761739001010010");
    assert!(reversal.field(35).is_none());
    let bytes = reversal.to_bytes();
    assert!(!bytes.windows(5).any(|window| window == b"=2612"));
    Message::read(&SPEC, &bytes).unwrap();

    let reversal = rule.make(&request("1100")).unwrap();
    assert_eq!(reversal.mti().to_string(), "1420");
    assert_eq!(
        reversal.field(56).unwrap().text(),
        "11000000422611231200000512345"
    );
    assert_eq!(reversal.field(24).unwrap().text(), "400");
    assert_eq!(reversal.field(25).unwrap().text(), "4021");
    assert!(rule.applies("0100".parse().unwrap()) && rule.applies("0200".parse().unwrap()));
    for other in ["0120", "0220", "0400", "0420", "0800", "0210"] {
        assert!(!rule.applies(other.parse().unwrap()), "{other}");
    }
}

#[test]
fn a_queue_keeps_its_order_over_a_restart_and_repeats() {
    let backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(8));
    let mut store = MemoryStore::default();
    let mut queue = SafQueue::new(Vec::new(), backoff, 1);
    let mut keep = |record: Record| store.commit(&[record]).unwrap();

    let (armed, record) = queue.arm(b"reversal".to_vec());
    keep(record);
    let (other, record) = queue.arm(b"other".to_vec());
    keep(record);
    let (advice, record) = queue.enqueue(b"advice".to_vec());
    keep(record);
    keep(queue.disarm(other).unwrap());
    keep(queue.release(armed, b"stamped".to_vec()).unwrap());

    let due = queue.due(Duration::ZERO).unwrap();
    assert_eq!(
        (due.id, due.message, due.repeat),
        (advice, &b"advice"[..], false)
    );
    assert!(queue.due(Duration::ZERO).is_none(), "one at a time");
    queue.unanswered(advice, Duration::ZERO);
    assert!(queue.due(Duration::ZERO).is_none(), "after a wait");
    let due = queue.due(Duration::from_secs(1)).unwrap();
    assert!((due.id, due.repeat) == (advice, true));
    keep(queue.answered(advice).unwrap());

    // A crash before the reversal was sent: it may have been, as far as anyone knows.
    let mut queue = SafQueue::new(store.entries().unwrap(), backoff, 2);
    assert_eq!((queue.queued(), queue.armed().count()), (1, 0));
    let due = queue.due(Duration::ZERO).unwrap();
    assert_eq!(
        (due.id, due.message, due.repeat),
        (armed, &b"stamped"[..], true)
    );
    store.commit(&[queue.answered(armed).unwrap()]).unwrap();
    assert!(store.entries().unwrap().is_empty() && queue.deadline().is_none());
}
