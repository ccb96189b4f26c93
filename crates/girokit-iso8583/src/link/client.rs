//! A client over TCP or TLS: many requests at a time on one connection, which is opened again when it is lost.
//!
//! ```no_run
//! # use girokit_iso8583::{Message, Spec};
//! use girokit_iso8583::link::client::Client;
//! use girokit_iso8583::link::framing::Framing;
//! use girokit_iso8583::link::outcome::Outcome;
//! use girokit_iso8583::link::session::LinkConfig;
//!
//! # async fn pay(spec: &'static Spec, request: Message) {
//! let client = Client::builder(spec, "host.example:5000", LinkConfig::new(Framing::binary2())).spawn();
//! client.ready().await;
//! match client.request(&request).await {
//!     Outcome::Answered(answer) => println!("{:?}", answer.field(39)),
//!     Outcome::NotSent(why) => println!("may be sent again: {why}"),
//!     Outcome::Unknown(why) => println!("must be reversed: {why}"),
//! }
//! # }
//! ```

use core::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::Instant;

use crate::link::framing::FrameHeader;
use crate::link::network::Network;
use crate::link::outcome::{NotSent, Outcome, Unknown};
use crate::link::session::{Counters, LinkConfig, LinkEvent, RequestId, Session};
use crate::message::Message;
use crate::spec::SpecRef;

mod drive;
mod stamp;

pub(crate) use drive::READ_SIZE;
pub use stamp::SystemStamp;

/// One connection to a host, kept open. Cheap to clone; closed when the last clone is dropped (requests in flight are then unknown).
#[derive(Clone)]
pub struct Client {
    handle: Arc<Handle>,
}

/// What a client is made of.
#[must_use = "nothing is connected before `spawn`"]
pub struct ClientBuilder {
    spec: SpecRef,
    address: String,
    config: LinkConfig,
    network: Option<Box<dyn Network>>,
    hook: Option<Hook>,
    #[cfg(feature = "tls")]
    tls: Option<crate::link::tls::ClientTls>,
}

type Hook = Box<dyn Fn(&Client, LinkEvent) + Send + Sync>;

/// Where a client's link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it takes requests, it will, it will not"
)]
pub enum Status {
    /// It takes requests.
    Up,
    /// It takes none now.
    Down,
    /// It takes none any more.
    Closed,
}

struct Shared {
    session: Mutex<Session<Waiter>>,
    /// There is something to write, or to do.
    wake: Notify,
    room: Arc<Semaphore>,
    status: watch::Sender<Status>,
    origin: Instant,
    timeout: Duration,
    hook: Option<Hook>,
    /// Told of late answers, besides the hook.
    late: OnceLock<LateHook>,
}

type LateHook = Box<dyn Fn(RequestId, &Message) + Send + Sync>;

struct Waiter {
    outcome: oneshot::Sender<Outcome>,
    _room: OwnedSemaphorePermit,
}

/// What all clones hold: the link is closed when it goes.
struct Handle {
    shared: Arc<Shared>,
}

impl Client {
    /// A client of the host at `address` (`name:port`).
    pub fn builder(
        spec: impl Into<SpecRef>,
        address: impl Into<String>,
        config: LinkConfig,
    ) -> ClientBuilder {
        ClientBuilder {
            spec: spec.into(),
            address: address.into(),
            config,
            network: None,
            hook: None,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Waits until the link is up; `false` if it is closed.
    pub async fn ready(&self) -> bool {
        let mut status = self.handle.shared.status.subscribe();
        let status = status.wait_for(|status| *status != Status::Down).await;
        status.is_ok_and(|status| *status == Status::Up)
    }

    /// Where the link stands.
    pub fn status(&self) -> Status {
        *self.handle.shared.status.borrow()
    }

    /// What has happened so far.
    pub fn counters(&self) -> Counters {
        self.handle.shared.lock().counters()
    }

    /// Requests in flight.
    pub fn in_flight(&self) -> usize {
        self.handle.shared.lock().in_flight()
    }

    /// Sends a request and waits for its outcome, for room before that if as many are in flight as may be.
    ///
    /// If the future is dropped the request stays in flight; its answer is then lost. Keep it alive where that matters.
    pub async fn request(&self, request: &Message) -> Outcome {
        self.request_within(request, self.handle.shared.timeout)
            .await
    }

    /// As [`request`](Self::request), with a timeout of its own, counted from the sending.
    pub async fn request_within(&self, request: &Message, timeout: Duration) -> Outcome {
        match Arc::clone(&self.handle.shared.room).acquire_owned().await {
            Ok(room) => self.put(request, room, timeout, drop).await,
            Err(_) => Outcome::NotSent(NotSent::Draining),
        }
    }

    /// As [`request`](Self::request), but without waiting for room.
    pub async fn try_request(&self, request: &Message) -> Outcome {
        match Arc::clone(&self.handle.shared.room).try_acquire_owned() {
            Ok(room) => {
                let timeout = self.handle.shared.timeout;
                self.put(request, room, timeout, drop).await
            }
            Err(_) => Outcome::NotSent(NotSent::Full),
        }
    }

    /// As [`request`](Self::request); `sent` gets the number before a byte leaves.
    pub(crate) async fn request_known(
        &self,
        request: &Message,
        sent: impl FnOnce(RequestId),
    ) -> Outcome {
        match Arc::clone(&self.handle.shared.room).acquire_owned().await {
            Ok(room) => {
                let timeout = self.handle.shared.timeout;
                self.put(request, room, timeout, sent).await
            }
            Err(_) => Outcome::NotSent(NotSent::Draining),
        }
    }

    /// Has `hook` told of late answers; only the first is.
    pub(crate) fn on_late(&self, hook: impl Fn(RequestId, &Message) + Send + Sync + 'static) {
        // One forwarder for a client: the requests of a second one are not told late answers.
        let _ = self.handle.shared.late.set(Box::new(hook));
    }

    async fn put(
        &self,
        request: &Message,
        room: OwnedSemaphorePermit,
        timeout: Duration,
        sent: impl FnOnce(RequestId),
    ) -> Outcome {
        let shared = &self.handle.shared;
        let (sender, receiver) = oneshot::channel();
        let waiter = Waiter {
            outcome: sender,
            _room: room,
        };
        let first = {
            let mut session = shared.lock();
            let first = !session.has_output();
            match session.submit(shared.now(), request, waiter, timeout) {
                Ok(id) => sent(id),
                Err((_, why)) => return Outcome::NotSent(why),
            }
            first
        };
        if first {
            shared.wake.notify_one();
        }
        // The sender goes without a word only with the whole runtime.
        receiver.await.unwrap_or(Outcome::Unknown(Unknown::Closed))
    }

    /// Sends a message that is not answered.
    ///
    /// # Errors
    /// It was not sent, and why.
    pub fn notify(&self, message: &Message) -> Result<(), NotSent> {
        let shared = &self.handle.shared;
        let sent = shared.lock().notify(message);
        shared.wake.notify_one();
        sent
    }

    /// Answers what the host sent unasked ([`LinkEvent::Unsolicited`]).
    ///
    /// # Errors
    /// It was not sent, and why.
    pub fn respond(&self, header: FrameHeader, answer: &Message) -> Result<(), NotSent> {
        let shared = &self.handle.shared;
        let sent = shared.lock().respond(header, answer);
        shared.wake.notify_one();
        sent
    }

    /// Takes no new requests, waits at most `grace` for those in flight, signs off and closes.
    pub async fn drain(&self, grace: Duration) {
        let shared = &self.handle.shared;
        shared.lock().drain(shared.now(), grace);
        shared.wake.notify_one();
        let mut status = shared.status.subscribe();
        // An error means that the link is gone already.
        let _ = status.wait_for(|status| *status == Status::Closed).await;
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("status", &self.status())
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// With network messages.
    pub fn with_network(mut self, network: impl Network + 'static) -> Self {
        self.network = Some(Box::new(network));
        self
    }

    /// With a hook for what no caller waits for: late answers, messages of the host. It runs on the connection's task and must not
    /// block.
    pub fn on_event(mut self, hook: impl Fn(&Client, LinkEvent) + Send + Sync + 'static) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// Over TLS.
    #[cfg(feature = "tls")]
    pub fn with_tls(mut self, tls: crate::link::tls::ClientTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Begins to connect, in a task of its own on the current runtime.
    pub fn spawn(self) -> Client {
        let room = Arc::new(Semaphore::new(
            self.config.max_in_flight.min(Semaphore::MAX_PERMITS),
        ));
        let timeout = self.config.timeout;
        let connect_timeout = self.config.connect_timeout;
        let mut session = Session::new(self.spec, self.config);
        if let Some(network) = self.network {
            session = session.with_network(network);
        }
        session.start();
        let shared = Arc::new(Shared {
            session: Mutex::new(session),
            wake: Notify::new(),
            room,
            status: watch::Sender::new(Status::Down),
            origin: Instant::now(),
            timeout,
            hook: self.hook,
            late: OnceLock::new(),
        });
        let client = Client {
            handle: Arc::new(Handle {
                shared: Arc::clone(&shared),
            }),
        };
        let line = drive::Line {
            shared,
            handle: Arc::downgrade(&client.handle),
            address: self.address,
            connect_timeout,
            #[cfg(feature = "tls")]
            tls: self.tls,
        };
        tokio::spawn(line.run());
        client
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("address", &self.address)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, Session<Waiter>> {
        // The session never leaves a half-made state behind; a caller's panic cannot happen inside the lock.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lock().drain(self.shared.now(), Duration::ZERO);
        self.shared.wake.notify_one();
    }
}
