//! Several connections as one: to one host or to more, each request on the one that has the least to do.
//!
//! ```no_run
//! # use girokit_iso8583::{Message, Spec};
//! use girokit_iso8583::link::client::Client;
//! use girokit_iso8583::link::framing::Framing;
//! use girokit_iso8583::link::pool::Pool;
//! use girokit_iso8583::link::session::LinkConfig;
//!
//! # async fn pay(spec: &'static Spec, request: Message) {
//! let config = LinkConfig::new(Framing::binary2());
//! let hosts = ["a.host.example:5000", "b.host.example:5000"];
//! let pool = Pool::new(hosts.map(|host| Client::builder(spec, host, config.clone()).spawn()));
//! pool.ready(1).await;
//! let outcome = pool.request(&request).await;
//! # }
//! ```

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::client::{Client, Status};
use super::outcome::{NotSent, Outcome};
use super::session::Counters;
use crate::message::Message;

/// Clients that share the work. Cheap to clone.
///
/// A request goes to the connection that is up and has the fewest requests in flight. If it was not sent there, it goes to the next:
/// that is safe, since no byte of it left. **A request whose outcome is unknown is never sent again.** Each connection signs on, echoes
/// and connects again by itself. An answer must come on the connection of its request; one that comes on another is reported there as
/// unmatched. A trace number that is in flight twice is refused on one connection, not over several: give them out once for the pool.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    clients: Vec<Client>,
    /// Where the search begins, so that clients that have as much to do take turns.
    next: AtomicUsize,
}

impl Pool {
    /// A pool of these clients. Without one, nothing can be sent.
    pub fn new(clients: impl IntoIterator<Item = Client>) -> Self {
        Self {
            shared: Arc::new(Shared {
                clients: clients.into_iter().collect(),
                next: AtomicUsize::new(0),
            }),
        }
    }

    /// The clients, as they were given.
    pub fn clients(&self) -> &[Client] {
        &self.shared.clients
    }

    /// Waits until `least` connections have been up, at most all; `false` if so many cannot come up any more.
    pub async fn ready(&self, least: usize) -> bool {
        let mut left = least.min(self.clients().len());
        let mut waiting: JoinSet<bool> = self
            .clients()
            .iter()
            .cloned()
            .map(|client| async move { client.ready().await })
            .collect();
        while left > 0 {
            match waiting.join_next().await {
                Some(Ok(true)) => left -= 1,
                Some(_) => {}
                None => return false,
            }
        }
        true
    }

    /// How many connections take requests now.
    pub fn up(&self) -> usize {
        let up = |client: &&Client| client.status() == Status::Up;
        self.clients().iter().filter(up).count()
    }

    /// Requests in flight on all connections.
    pub fn in_flight(&self) -> usize {
        self.clients().iter().map(Client::in_flight).sum()
    }

    /// What has happened on all connections so far.
    pub fn counters(&self) -> Counters {
        self.clients()
            .iter()
            .fold(Counters::default(), |sum, client| {
                sum.plus(client.counters())
            })
    }

    /// Sends a request and waits for its outcome. Where every connection that is up has as many in flight as may be, it waits for
    /// room on the one that has the least to do.
    ///
    /// If it was not sent, the reason is that of the connection tried last; with none up, that it is down.
    pub async fn request(&self, request: &Message) -> Outcome {
        let mut why = NotSent::Down;
        let mut full = None;
        for client in self.by_load() {
            match client.try_request(request).await {
                Outcome::NotSent(NotSent::Full) => full = full.or(Some(client)),
                Outcome::NotSent(
                    other @ (NotSent::Down | NotSent::ConnectionLost | NotSent::Draining),
                ) => why = other,
                outcome => return outcome,
            }
        }
        match full {
            Some(client) => client.request(request).await,
            None => Outcome::NotSent(why),
        }
    }

    /// Takes no new requests on any connection, waits at most `grace` for those in flight, signs off and closes.
    pub async fn drain(&self, grace: Duration) {
        let draining: JoinSet<()> = self
            .clients()
            .iter()
            .cloned()
            .map(|client| async move { client.drain(grace).await })
            .collect();
        draining.join_all().await;
    }

    /// The clients that are up, the one with the least to do first; those with as much take turns.
    fn by_load(&self) -> Vec<&Client> {
        let first = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let clients = self.clients();
        let turn = first.checked_rem(clients.len()).unwrap_or(0);
        let (before, behind) = clients.split_at(turn);
        let mut loads: Vec<_> = behind
            .iter()
            .chain(before)
            .filter(|client| client.status() == Status::Up)
            .map(|client| (client.in_flight(), client))
            .collect();
        loads.sort_by_key(|(load, _)| *load);
        loads.into_iter().map(|(_, client)| client).collect()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("clients", &self.clients().len())
            .field("up", &self.up())
            .field("counters", &self.counters())
            .finish()
    }
}
