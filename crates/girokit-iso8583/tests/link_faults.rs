//! Handlers that panic, callers that go, answers that come late, stores that fail.
#![cfg(feature = "tokio")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::Duration;

use girokit_iso8583::link::client::Client;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::outcome::{Outcome, Unknown};
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
