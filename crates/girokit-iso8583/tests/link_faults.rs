//! Handlers that panic, callers that go, answers that come late, stores that fail.
#![cfg(feature = "tokio")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use girokit_iso8583::link::client::{Client, SystemStamp};
use girokit_iso8583::link::forward::{ForwardConfig, Forwarder};
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::outcome::{NotSent, Outcome, Unknown};
use girokit_iso8583::link::reversal::LateRule;
use girokit_iso8583::link::saf::{Entry, MemoryStore, Record, SafStore, StoreError};
use girokit_iso8583::link::server::{OnPanic, Peer, Server, ServerConfig};
use girokit_iso8583::link::session::LinkConfig;
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

static FIELDS: [Field; 6] = [n(4, 12), n(7, 10), n(11, 6), n(39, 2), n(70, 3), n(90, 42)];
static SPEC: Spec = Spec::new("faults", &FIELDS);

fn request(stan: u32) -> Message {
    let mut message = Message::new(&SPEC, "0200".parse().unwrap());
    message
        .set(4, "100")
        .unwrap()
        .set(7, "1123110000")
        .unwrap()
        .set(11, &stan.to_string())
        .unwrap();
    message
}

fn answered(mut message: Message, code: &str) -> Option<Message> {
    message.set_mti(message.mti().response()?);
    message.set(39, code).ok()?;
    Some(message)
}

async fn linked(
    host: impl girokit_iso8583::link::server::Handler,
    panics: OnPanic,
) -> (Server, Client) {
    let mut config = ServerConfig::new(Framing::binary2());
    config.on_panic = panics;
    let server = Server::bind("127.0.0.1:0", &SPEC, config, host)
        .await
        .unwrap();
    let mut config = LinkConfig::new(Framing::binary2());
    config.timeout = Duration::from_millis(200);
    let client = Client::builder(&SPEC, server.address().to_string(), config).spawn();
    assert!(client.ready().await);
    (server, client)
}

#[tokio::test]
async fn a_handler_that_panics_takes_nothing_with_it() {
    // Number 1 panics at once, number 2 behind a wait.
    let host = async |message: Message| {
        let stan = message.field(11)?.number()?;
        if stan == 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(stan > 2, "as asked");
        answered(message, "00")
    };
    for panics in [
        OnPanic::Silence,
        OnPanic::Answer("96".to_owned()),
        OnPanic::Close,
    ] {
        let handler = move |message: Message, _: Peer| host(message);
        let (_server, client) = linked(handler, panics.clone()).await;
        for stan in [1, 2] {
            assert!(client.ready().await);
            let outcome = client.request(&request(stan)).await;
            match (&panics, outcome) {
                (OnPanic::Answer(code), Outcome::Answered(answer)) => {
                    assert_eq!(answer.field(39).unwrap().text(), code.as_str());
                }
                (OnPanic::Silence, Outcome::Unknown(Unknown::TimedOut))
                | (OnPanic::Close, Outcome::Unknown(Unknown::ConnectionLost)) => {}
                (_, outcome) => panic!("{panics:?}: {outcome:?}"),
            }
        }
        while !client.ready().await || client.request(&request(3)).await.answer().is_none() {}
        let connects = if panics == OnPanic::Close { 3 } else { 1 };
        assert_eq!(client.counters().connects, connects, "{panics:?}");
    }
}

/// A store whose commits take as long as an `fsync`, and are counted.
#[derive(Clone, Default)]
struct Slow {
    memory: Arc<Mutex<MemoryStore>>,
    commits: Arc<AtomicUsize>,
}

impl SafStore for Slow {
    fn commit(&mut self, records: &[Record]) -> Result<(), StoreError> {
        std::thread::sleep(Duration::from_millis(2));
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.memory.lock().unwrap().commit(records)
    }

    fn entries(&mut self) -> Result<Vec<Entry>, StoreError> {
        self.memory.lock().unwrap().entries()
    }
}

/// What a host saw: the numbers that it approved, and of reversals the message type and number of each original.
type Seen = Arc<Mutex<(Vec<u64>, Vec<String>)>>;

/// Declines number 5 late, approves 6 late and all others at once; numbers from 900 on never. Reversals are answered at once.
async fn host(message: Message, seen: Seen) -> Option<Message> {
    if let Some(original) = message.field(90) {
        seen.lock()
            .unwrap()
            .1
            .push(original.text()[..10].to_owned());
        return answered(message, "00");
    }
    let stan = message.field(11)?.number()?;
    if matches!(stan, 5 | 6) {
        tokio::time::sleep(Duration::from_millis(350)).await;
    }
    match stan {
        900.. => None,
        5 => answered(message, "05"),
        _ => {
            seen.lock().unwrap().0.push(stan);
            answered(message, "00")
        }
    }
}

async fn forwarder(store: Slow, config: ForwardConfig) -> (Server, Forwarder, Seen) {
    let seen = Seen::default();
    let at_host = Arc::clone(&seen);
    let handler = move |message: Message, _: Peer| host(message, Arc::clone(&at_host));
    let (server, client) = linked(handler, OnPanic::Silence).await;
    let stamp = SystemStamp::new(500_000);
    let forwarder = Forwarder::open_with(&SPEC, client, stamp, Box::new(store), config)
        .await
        .unwrap();
    (server, forwarder, seen)
}

async fn emptied(forwarder: &Forwarder) {
    while forwarder.queued() > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn an_answer_whose_caller_is_gone_is_reversed() {
    let (_server, forwarder, seen) = forwarder(Slow::default(), ForwardConfig::default()).await;
    // Gone before it was sent, in flight, during the removal, or not at all.
    let mut told = Vec::new();
    for stan in 10..50 {
        let asked = forwarder.request(request(stan));
        let patience = Duration::from_micros(u64::from(stan - 10) * 250);
        if let Ok(outcome) = tokio::time::timeout(patience, asked).await {
            assert!(outcome.answer().is_some());
            told.push(stan);
        }
    }
    assert_eq!(forwarder.drain(Duration::from_secs(5)).await, 0);
    let (approved, reversed) = core::mem::take(&mut *seen.lock().unwrap());
    assert!(approved.len() > told.len(), "{approved:?} {told:?}");
    for stan in 10..50 {
        let stands =
            approved.contains(&u64::from(stan)) && !reversed.contains(&format!("02000000{stan}"));
        assert_eq!(stands, told.contains(&stan), "{stan}: {reversed:?}");
    }
}

#[tokio::test]
async fn a_late_decline_may_be_taken_back_and_a_late_approval_is_reversed() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&told);
    let mut config = ForwardConfig::default().on_late(move |answer, stands| {
        let stan = answer.field(11).and_then(|stan| stan.number());
        hook.lock().unwrap().push((stan, stands));
    });
    config.late = LateRule::Withdraw {
        approved: vec!["00".to_owned()],
    };
    let (_server, forwarder, seen) = forwarder(Slow::default(), config).await;
    // An advice that is never answered holds the queue up, so that no byte of a reversal leaves.
    let mut advice = request(900);
    advice.set_mti("0220".parse().unwrap());
    forwarder.advise(&advice).await.unwrap();
    for stan in [5, 6] {
        let outcome = forwarder.request(request(stan)).await;
        assert!(
            matches!(outcome, Outcome::Unknown(Unknown::TimedOut)),
            "{outcome:?}"
        );
    }
    while told.lock().unwrap().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(*told.lock().unwrap(), [(Some(5), false), (Some(6), true)]);
    assert_eq!(forwarder.queued(), 2, "the advice, and the reversal of 6");
    assert!(seen.lock().unwrap().1.is_empty());
}

#[tokio::test]
async fn what_is_not_written_down_is_reversed_and_what_is_settled_is_told() {
    let settled = Arc::new(AtomicUsize::new(0));
    let hook = Arc::clone(&settled);
    let config = ForwardConfig::default().on_settled(move |message, answer| {
        assert_eq!(message.mti().response(), Some(answer.mti()));
        hook.fetch_add(1, Ordering::Relaxed);
    });
    let (_server, forwarder, seen) = forwarder(Slow::default(), config).await;
    let kept = forwarder.request_kept(request(30), |answer| answer.field(39).is_some());
    assert!(kept.await.answer().is_some());
    let refused = forwarder.request_kept(request(31), |_| false).await;
    assert!(matches!(refused, Outcome::Unknown(Unknown::Store)));
    let panicked = forwarder.request_kept(request(32), |_| panic!("as asked"));
    assert!(matches!(panicked.await, Outcome::Unknown(Unknown::Store)));
    emptied(&forwarder).await;
    assert_eq!(seen.lock().unwrap().1, ["0200000031", "0200000032"]);
    assert_eq!(settled.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn requests_at_the_same_time_share_commits() {
    let store = Slow::default();
    let (_server, forwarder, _) = forwarder(store.clone(), ForwardConfig::default()).await;
    let forwarder = Arc::new(forwarder);
    let tasks: Vec<_> = (100..200)
        .map(|stan| {
            let forwarder = Arc::clone(&forwarder);
            tokio::spawn(async move { forwarder.request(request(stan)).await })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().answer().is_some());
    }
    let commits = store.commits.load(Ordering::Relaxed);
    assert!(commits < 60, "{commits} commits for 200 changes");
    assert!(store.memory.lock().unwrap().entries().unwrap().is_empty());
}

#[tokio::test]
async fn draining_is_bounded_and_leaves_the_rest_in_the_store() {
    let store = Slow::default();
    let (_server, forwarder, _) = forwarder(store.clone(), ForwardConfig::default()).await;
    let forwarder = Arc::new(forwarder);
    let waiting = tokio::spawn({
        let forwarder = Arc::clone(&forwarder);
        async move { forwarder.request(request(901)).await }
    });
    while forwarder.client().in_flight() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let begun = std::time::Instant::now();
    assert_eq!(forwarder.drain(Duration::from_millis(50)).await, 1);
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    let outcome = waiting.await.unwrap();
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    let refused = forwarder.request(request(902)).await;
    assert!(matches!(refused, Outcome::NotSent(NotSent::Draining)));
    assert_eq!(store.memory.lock().unwrap().entries().unwrap().len(), 1);
}
