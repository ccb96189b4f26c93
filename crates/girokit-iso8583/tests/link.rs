//! Client and server over TCP on this machine.
#![cfg(feature = "tokio")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::client::{Client, Status, SystemStamp};
use girokit_iso8583::link::forward::Forwarder;
use girokit_iso8583::link::framing::{Framing, Tpdu};
use girokit_iso8583::link::network::StandardNetwork;
use girokit_iso8583::link::outcome::{NotSent, Outcome, Unknown};
use girokit_iso8583::link::reversal::ReversalRule;
use girokit_iso8583::link::saf::MemoryStore;
use girokit_iso8583::link::server::{Peer, Server, ServerConfig};
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

static FIELDS: [Field; 5] = [n(4, 12), n(7, 10), n(11, 6), n(39, 2), n(70, 3)];
static SPEC: Spec = Spec::new("link", &FIELDS);

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

/// Answers with 00; an odd trace number later than the even one before it; 13 never.
async fn host(mut message: Message, _: Peer) -> Option<Message> {
    let stan = message.field(11)?.number()?;
    if stan == 13 {
        return None;
    }
    if stan % 2 == 1 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    message.set_mti(message.mti().response()?);
    message.set(39, "00").ok()?;
    Some(message)
}

async fn pair(framing: Framing, config: LinkConfig) -> (Server, Client) {
    let server = Server::bind("127.0.0.1:0", &SPEC, ServerConfig::new(framing), host)
        .await
        .unwrap();
    let client = Client::builder(&SPEC, server.address().to_string(), config)
        .with_network(StandardNetwork::new(&SPEC, SystemStamp::new(900_000)))
        .spawn();
    assert!(client.ready().await);
    (server, client)
}

#[tokio::test]
async fn answers_find_their_request_in_any_order_and_framing() {
    for framing in [
        Framing::binary2(),
        Framing::ascii4().inclusive(),
        Framing::visa(),
        Framing::tpdu(Tpdu::new([0, 3], [0, 0])),
    ] {
        let (server, client) = pair(framing, LinkConfig::new(framing)).await;
        let mut tasks = Vec::new();
        for stan in 100..300 {
            let client = client.clone();
            tasks.push(tokio::spawn(async move {
                let answer = client.request(&request(stan)).await.answer().unwrap();
                assert_eq!(answer.mti().to_string(), "0210");
                assert_eq!(answer.field(11).unwrap().number(), Some(u64::from(stan)));
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        client.drain(Duration::from_secs(5)).await;
        assert_eq!(client.status(), Status::Closed);
        assert_eq!(client.counters().answered, 200);
        let Outcome::NotSent(NotSent::Draining) = client.request(&request(1)).await else {
            panic!("a closed link takes no request");
        };
        server.drain(Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn no_answer_is_unknown_and_no_failure() {
    let mut config = LinkConfig::new(Framing::binary2());
    config.timeout = Duration::from_millis(50);
    let (_server, client) = pair(Framing::binary2(), config).await;
    let Outcome::Unknown(Unknown::TimedOut) = client.request(&request(13)).await else {
        panic!("expected an unknown outcome");
    };
    // The link is as good as before.
    assert!(client.request(&request(14)).await.answer().is_some());
}

#[tokio::test]
async fn a_lost_connection_leaves_unknown_and_is_opened_again() {
    let config = LinkConfig::new(Framing::binary2());
    let (server, client) = pair(Framing::binary2(), config).await;
    let address = server.address();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.request(&request(13)).await }
    });
    while client.in_flight() == 0 || server.counters().received < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(server);
    let Outcome::Unknown(Unknown::ConnectionLost) = waiting.await.unwrap() else {
        panic!("expected an unknown outcome");
    };
    let Outcome::NotSent(NotSent::Down) = client.request(&request(14)).await else {
        panic!("expected a link that is down");
    };
    let _server = Server::bind(address, &SPEC, ServerConfig::new(Framing::binary2()), host)
        .await
        .unwrap();
    assert!(client.ready().await);
    assert!(client.request(&request(14)).await.answer().is_some());
    assert!(client.counters().connects >= 2);
}

#[tokio::test]
async fn what_draining_finds_in_flight_is_answered() {
    let config = LinkConfig::new(Framing::binary2());
    let (server, client) = pair(Framing::binary2(), config).await;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.request(&request(15)).await }
    });
    while client.in_flight() == 0 {
        tokio::task::yield_now().await;
    }
    client.drain(Duration::from_secs(5)).await;
    assert!(waiting.await.unwrap().answer().is_some());
    server.drain(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn an_unknown_request_is_queued_for_reversal_and_nothing_is_given_up() {
    let mut config = LinkConfig::new(Framing::binary2());
    config.timeout = Duration::from_millis(50);
    let (_server, client) = pair(Framing::binary2(), config).await;
    let backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(10));
    let forwarder = Forwarder::open(
        &SPEC,
        client,
        ReversalRule::default(),
        SystemStamp::new(1),
        Box::new(MemoryStore::default()),
        backoff,
    )
    .await
    .unwrap();
    assert!(forwarder.request(request(14)).await.answer().is_some());
    assert_eq!(forwarder.queued(), 0);
    // This spec has no DE 90: the reversal keeps the trace number, and this host never answers number 13.
    let Outcome::Unknown(Unknown::TimedOut) = forwarder.request(request(13)).await else {
        panic!("expected an unknown outcome");
    };
    assert_eq!(forwarder.queued(), 1);
    let mut advice = request(16);
    advice.set_mti("0220".parse().unwrap());
    forwarder.advise(&advice).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(forwarder.queued(), 2, "in order, and none given up");
}
