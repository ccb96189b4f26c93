//! A server over TCP or TLS: each connection's requests are handled side by side, up to a bound.
//!
//! ```no_run
//! # use girokit_iso8583::{Message, Spec};
//! use girokit_iso8583::link::framing::Framing;
//! use girokit_iso8583::link::server::{Peer, Server, ServerConfig};
//!
//! # async fn serve(spec: &'static Spec) -> std::io::Result<()> {
//! let config = ServerConfig::new(Framing::binary2());
//! let approve = async |mut request: Message, _peer: Peer| {
//!     request.set_mti(request.mti().response()?);
//!     request.set(39, "00").ok()?;
//!     Some(request)
//! };
//! # let approve = |request: Message, peer: Peer| async move { None::<Message> };
//! let server = Server::bind("0.0.0.0:5000", spec, config, approve).await?;
//! println!("listening on {}", server.address());
//! # Ok(())
//! # }
//! ```

use core::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::{Notify, Semaphore, watch};

use crate::error::Error;
use crate::link::framing::{FrameHeader, Framing};
use crate::link::outcome::NotSent;
use crate::link::session::Counters;
use crate::message::Message;
use crate::spec::SpecRef;

mod connection;

/// How a server behaves. Every default is stated at its field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ServerConfig {
    /// How frames are told apart.
    pub framing: Framing,
    /// How many messages of a connection are handled at a time: 256. No more are read until one is done.
    pub max_concurrent: usize,
    /// How many connections there may be: 1024. Further ones wait.
    pub max_connections: usize,
    /// After how long without a byte a connection is closed: `None`, never.
    pub idle: Option<Duration>,
    /// What follows when a handler panics: [`OnPanic::Silence`].
    pub on_panic: OnPanic,
    /// Over TLS.
    #[cfg(feature = "tls")]
    pub tls: Option<crate::link::tls::ServerTls>,
}

/// What follows when a handler panics. It is caught and logged, without what it says; a server built with `panic = "abort"` ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "answered, unanswered, or the connection goes"
)]
pub enum OnPanic {
    /// The request is answered with this code in DE 39, as `96` (:1987, system malfunction) or `909` (:1993). The answer is the request
    /// with the message type of its response, without tracks, PIN block and EMV data. **The handler may have acted**: a code that says
    /// that the request was refused is right only where what a handler does is undone when it panics. What has no response, or cannot
    /// hold the code, stays unanswered.
    Answer(String),
    /// The connection is closed.
    Close,
    /// The request stays unanswered, and the connection open: to the other side the outcome is unknown, as it is.
    Silence,
}

impl ServerConfig {
    /// The defaults, with this framing.
    pub const fn new(framing: Framing) -> Self {
        Self {
            framing,
            max_concurrent: 256,
            max_connections: 1024,
            idle: None,
            on_panic: OnPanic::Silence,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

/// What a server does with a message.
///
/// A future that is ready when it is first polled is answered at once, on the connection's task; one that waits goes on in a task of
/// its own. Long computation belongs into `spawn_blocking`. A panic is caught; [`OnPanic`] says what follows.
pub trait Handler: Send + Sync + 'static {
    /// Handles a message that came; the answer, if one is due. Answers may be given out of order.
    fn handle(&self, message: Message, peer: Peer) -> impl Future<Output = Option<Message>> + Send;

    /// A frame came that is no message of the spec: whether to go on with the connection. It does unless this says otherwise.
    fn malformed(&self, _error: &Error, _peer: &Peer) -> bool {
        true
    }
}

impl<F, R> Handler for F
where
    F: Fn(Message, Peer) -> R + Send + Sync + 'static,
    R: Future<Output = Option<Message>> + Send,
{
    fn handle(&self, message: Message, peer: Peer) -> impl Future<Output = Option<Message>> + Send {
        self(message, peer)
    }
}

/// The other side of a connection. Cheap to clone.
#[derive(Clone)]
pub struct Peer {
    line: Arc<Line>,
}

struct Line {
    address: SocketAddr,
    number: u64,
    framing: Framing,
    output: Mutex<Output>,
    wake: Notify,
}

#[derive(Default)]
struct Output {
    bytes: Vec<u8>,
    sent: u64,
    closed: bool,
}

impl Peer {
    /// Its address.
    pub fn address(&self) -> SocketAddr {
        self.line.address
    }

    /// The number of the connection, from 1, in the order in which they came.
    pub fn number(&self) -> u64 {
        self.line.number
    }

    /// Sends a message that answers nothing, such as an echo request of our own. Its answer comes to the handler.
    ///
    /// # Errors
    /// It was not sent, and why.
    pub fn send(&self, message: &Message) -> Result<(), NotSent> {
        self.put(self.line.framing.header().first(), message)
    }

    /// Closes the connection once what is to be written is written. Messages that are being handled lose their answer.
    pub fn close(&self) {
        self.line.lock().closed = true;
        self.line.wake.notify_one();
    }

    fn answer(&self, request: FrameHeader, answer: &Message) {
        let header = self.line.framing.header().answer(request);
        if let Err(why) = self.put(header, answer) {
            tracing::warn!(peer = %self.line.address, %why, "answer lost");
        }
    }

    fn put(&self, header: FrameHeader, message: &Message) -> Result<(), NotSent> {
        let first = {
            let mut output = self.line.lock();
            if output.closed {
                return Err(NotSent::Down);
            }
            let first = output.bytes.is_empty();
            self.line
                .framing
                .write_with(header, &mut output.bytes, |out| message.write(out))
                .map_err(|_| NotSent::Length)?;
            output.sent += 1;
            first
        };
        if first {
            self.line.wake.notify_one();
        }
        Ok(())
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
            .field("address", &self.line.address)
            .field("number", &self.line.number)
            .finish_non_exhaustive()
    }
}

impl Line {
    fn lock(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server that listens. Dropped, it stops at once: connections are cut.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<Stop>,
    counters: Arc<Mutex<Counters>>,
    connections: Arc<Semaphore>,
    max_connections: u32,
}

/// What the connections are to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    No,
    /// Read no more; answer what was read.
    Drain,
    Now,
}

struct Context<H> {
    spec: SpecRef,
    config: ServerConfig,
    handler: Arc<H>,
    stop: watch::Receiver<Stop>,
    counters: Arc<Mutex<Counters>>,
}

impl Server {
    /// Listens at `address`, in tasks on the current runtime.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn bind<H: Handler>(
        address: impl ToSocketAddrs,
        spec: impl Into<SpecRef>,
        config: ServerConfig,
        handler: H,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let stop = watch::Sender::new(Stop::No);
        let counters = Arc::new(Mutex::new(Counters::default()));
        let max = config.max_connections.clamp(1, 1 << 20);
        let connections = Arc::new(Semaphore::new(max));
        let context = Arc::new(Context {
            spec: spec.into(),
            config,
            handler: Arc::new(handler),
            stop: stop.subscribe(),
            counters: Arc::clone(&counters),
        });
        tokio::spawn(accept(listener, context, Arc::clone(&connections)));
        Ok(Self {
            address,
            stop,
            counters,
            connections,
            max_connections: u32::try_from(max).unwrap_or(u32::MAX),
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has happened so far, over all connections; of one that is open, up to its last batch.
    pub fn counters(&self) -> Counters {
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes no new connections and reads no more; what was read is answered, for at most `grace`. Then all is closed.
    pub async fn drain(self, grace: Duration) {
        self.stop.send_replace(Stop::Drain);
        let all = self.connections.acquire_many(self.max_connections);
        // Those that take longer are cut when `self` is dropped.
        let _ = tokio::time::timeout(grace, all).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(Stop::Now);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

async fn accept<H: Handler>(
    listener: TcpListener,
    context: Arc<Context<H>>,
    connections: Arc<Semaphore>,
) {
    let mut stop = context.stop.clone();
    let mut number = 0;
    loop {
        let next = async {
            let room = Arc::clone(&connections).acquire_owned().await.ok()?;
            Some((room, listener.accept().await))
        };
        let (room, accepted) = tokio::select! {
            next = next => match next {
                Some(next) => next,
                None => return,
            },
            _ = stop.wait_for(|stop| *stop != Stop::No) => return,
        };
        match accepted {
            Ok((stream, address)) => {
                let _ = stream.set_nodelay(true);
                number += 1;
                let line = Line {
                    address,
                    number,
                    framing: context.config.framing,
                    output: Mutex::default(),
                    wake: Notify::new(),
                };
                let peer = Peer {
                    line: Arc::new(line),
                };
                let context = Arc::clone(&context);
                tokio::spawn(async move {
                    connection::open(stream, context, peer).await;
                    drop(room);
                });
            }
            Err(error) => {
                // Out of descriptors, as a rule: give others the time to close some.
                tracing::warn!(kind = ?error.kind(), "cannot accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
