//! Several connections as one, over TCP on this machine.
#![cfg(feature = "tokio")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::client::Client;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::outcome::{NotSent, Outcome, Unknown};
use girokit_iso8583::link::pool::Pool;
use girokit_iso8583::link::server::{Peer, Server, ServerConfig};
use girokit_iso8583::link::session::LinkConfig;
use girokit_iso8583::{Message, specs};

/// Approves; trace numbers that end in 9 are answered late, and that of 13 never.
async fn host(mut message: Message, _: Peer) -> Option<Message> {
    let stan = message.field(11)?.number()?;
    if stan == 13 {
        return None;
    }
    if stan % 10 == 9 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    message.set_mti(message.mti().response()?);
    message.set(39, "00").ok()?;
    Some(message)
}

async fn server() -> Server {
    let config = ServerConfig::new(Framing::binary2());
    Server::bind("127.0.0.1:0", &specs::ISO1987_ASCII, config, host)
        .await
        .unwrap()
}

fn client(server: &Server, in_flight: usize) -> Client {
    let mut config = LinkConfig::new(Framing::binary2());
    config.max_in_flight = in_flight;
    config.backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(20));
    config.timeout = Duration::from_millis(500);
    Client::builder(&specs::ISO1987_ASCII, server.address().to_string(), config).spawn()
}

fn request(stan: u32) -> Message {
    let mut message = Message::new(&specs::ISO1987_ASCII, "0200".parse().unwrap());
    message.set(7, "1123110000").unwrap();
    message.set(11, &format!("{stan:06}")).unwrap();
    message.set(41, "GIRO0001").unwrap();
    message
}

#[tokio::test]
async fn connections_share_the_work_and_wait_for_room() {
    let (one, two) = (server().await, server().await);
    let pool = Pool::new([client(&one, 4), client(&two, 4)]);
    assert!(pool.ready(2).await);
    let mut tasks = tokio::task::JoinSet::new();
    for stan in 1_000..1_200 {
        let pool = pool.clone();
        tasks.spawn(async move { pool.request(&request(stan)).await.answer().is_some() });
    }
    assert!(tasks.join_all().await.into_iter().all(|answered| answered));
    assert_eq!(pool.counters().answered, 200);
    for client in pool.clients() {
        assert!(client.counters().answered > 20, "{:?}", client.counters());
    }
    pool.drain(Duration::from_secs(1)).await;
    let Outcome::NotSent(NotSent::Down | NotSent::Draining) = pool.request(&request(1)).await
    else {
        panic!("a drained pool takes no request");
    };
}

#[tokio::test]
async fn a_host_that_is_gone_costs_only_what_was_in_flight_on_it() {
    let (one, two) = (server().await, server().await);
    let pool = Pool::new([client(&one, 64), client(&two, 64)]);
    assert!(pool.ready(2).await);
    drop(one);
    while pool.up() == 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for stan in 1..12 {
        assert!(pool.request(&request(stan)).await.answer().is_some());
    }
    assert_eq!(pool.up(), 1);
    // What is unknown is not sent again on the other connection.
    let sent = pool.counters().sent;
    let Outcome::Unknown(Unknown::TimedOut) = pool.request(&request(13)).await else {
        panic!("expected an unknown outcome");
    };
    assert_eq!(pool.counters().sent, sent + 1);
    drop(two);
    while pool.up() > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let Outcome::NotSent(NotSent::Down) = pool.request(&request(14)).await else {
        panic!("expected that nothing was sent");
    };
}

#[tokio::test]
async fn a_pool_of_nothing_sends_nothing() {
    let pool = Pool::new([]);
    assert!(pool.ready(1).await, "all of none are up");
    let Outcome::NotSent(NotSent::Down) = pool.request(&request(1)).await else {
        panic!("expected that nothing was sent");
    };
    assert!(format!("{pool:?}").contains("clients: 0"));
}

#[tokio::test]
async fn a_pool_is_not_ready_when_its_clients_are_closed() {
    let one = server().await;
    let pool = Pool::new([client(&one, 1)]);
    pool.drain(Duration::ZERO).await;
    assert!(!pool.ready(1).await);
}
