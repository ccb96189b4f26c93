//! One connection's state: what is in flight, who waits, when to connect, sign on, echo and give up. Sans-I/O.
//!
//! Events go in through methods with `now`, the time since an instant of the caller's choice. [`Session::effect`] gives what is to be
//! done, [`Session::take_output`] what is to be written, [`Session::deadline`] when to call [`Session::tick`].

use core::fmt;
use std::collections::VecDeque;
use std::time::Duration;

use crate::error::Error;
use crate::link::backoff::{Backoff, Spread};
use crate::link::framing::{FrameHeader, FrameReader, Framing, FramingError};
use crate::link::key::MatchRule;
use crate::link::network::{Network, NetworkStep};
use crate::link::outcome::{NotSent, Outcome, Unknown};
use crate::message::Message;
use crate::spec::SpecRef;

mod counters;
mod table;
mod wire;

pub use counters::Counters;
use table::{KeyError, State, Table};

/// The number of a request on one link, ascending; it is on no wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(u64);

/// How a link behaves. Every default is stated at its field.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LinkConfig {
    /// How frames are told apart.
    pub framing: Framing,
    /// By what answers are matched.
    pub rule: MatchRule,
    /// How long an answer may take: 30 s.
    pub timeout: Duration,
    /// How many requests may be in flight: 256.
    pub max_in_flight: usize,
    /// How long a request is remembered whose outcome is out, for late and second answers: 10 min.
    pub remember: Duration,
    /// How many are remembered: 4096.
    pub max_remembered: usize,
    /// The waits before connecting again.
    pub backoff: Backoff,
    /// After how long without a byte from the other side to send an echo, or a keep-alive frame where there are no network
    /// messages: `None`, never.
    pub idle: Option<Duration>,
    /// How long the answer to a network message may take: 10 s.
    pub network_timeout: Duration,
    /// How long connecting may take, TLS included: 10 s.
    pub connect_timeout: Duration,
    /// The seed of the jitter: 0. Give each process its own.
    pub seed: u64,
}

impl LinkConfig {
    /// The defaults, with this framing.
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            rule: MatchRule::default(),
            timeout: Duration::from_secs(30),
            max_in_flight: 256,
            remember: Duration::from_mins(10),
            max_remembered: 4096,
            backoff: Backoff::default(),
            idle: None,
            network_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            seed: 0,
        }
    }
}

/// What the driver has to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Effect<T> {
    /// Open a connection; then call [`Session::connected`] or [`Session::disconnected`].
    Connect,
    /// Close the connection; then call [`Session::disconnected`].
    Disconnect(Disconnect),
    /// The link takes requests.
    Up,
    /// The link takes none; it will try again unless it is closed.
    Down,
    /// The link is closed for good.
    Closed,
    /// A request has its outcome.
    Done {
        /// What was given with the request.
        token: T,
        /// The outcome.
        outcome: Outcome,
    },
    /// Something to know about.
    Event(LinkEvent),
}

/// Why a connection is closed from this side.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disconnect {
    /// All was done.
    Drained,
    /// An echo was not answered in time.
    EchoUnanswered,
    /// What came is not frames.
    Framing(FramingError),
    /// This step was refused, or not answered in time.
    Network(NetworkStep),
}

/// Something that no caller waits for.
#[derive(Debug)]
#[non_exhaustive]
pub enum LinkEvent {
    /// The answer to a request whose outcome was unknown. Its reversal, if one was queued, stands: it may have been sent.
    Late {
        /// The request.
        id: RequestId,
        /// The answer.
        answer: Message,
    },
    /// A second answer to a request.
    Duplicate {
        /// The request.
        id: RequestId,
        /// The second answer.
        answer: Message,
    },
    /// An answer that belongs to no request that is known.
    Unmatched {
        /// The answer.
        answer: Message,
        /// Why not.
        why: Unmatched,
    },
    /// A request, an advice or a notification of the other side.
    Unsolicited {
        /// The message.
        message: Message,
        /// The frame's header, for [`Session::respond`].
        header: FrameHeader,
    },
    /// A frame that is no message of the spec.
    Malformed(Error),
    /// The answer to a network message.
    Network {
        /// The step.
        step: NetworkStep,
        /// Whether it was accepted.
        accepted: bool,
    },
}

/// Why an answer was not matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unmatched {
    /// More than one request could be the one.
    Ambiguous,
    /// It lacks this field of the match key.
    Lacks(u8),
    /// Nothing of the kind was sent, or it is long forgotten.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Not started.
    Idle,
    Connecting,
    SigningOn,
    Up,
    SigningOff,
    /// Told the driver to close.
    Closing,
    /// Until the next attempt.
    Waiting(Duration),
    Closed,
}

enum Owner<T> {
    Caller(T),
    Network(NetworkStep),
}

/// The state of one link, over all its connections. `T` is what a caller gives with a request and gets back with the outcome.
pub struct Session<T> {
    spec: SpecRef,
    config: LinkConfig,
    network: Option<Box<dyn Network>>,
    phase: Phase,
    /// Set while no new requests are taken, until when those in flight may take.
    draining: Option<Duration>,
    reader: FrameReader,
    output: Vec<u8>,
    /// Bytes ever put into `output`, and those of them that the driver took.
    written: u64,
    taken: u64,
    table: Table<Owner<T>>,
    callers: usize,
    effects: VecDeque<Effect<T>>,
    attempt: u32,
    spread: Spread,
    heard: Duration,
    next_id: u64,
    counters: Counters,
}

impl<T> Session<T> {
    /// A link that is not started, for messages of `spec`.
    pub fn new(spec: impl Into<SpecRef>, config: LinkConfig) -> Self {
        Self {
            spec: spec.into(),
            network: None,
            phase: Phase::Idle,
            draining: None,
            reader: FrameReader::new(config.framing),
            output: Vec::new(),
            written: 0,
            taken: 0,
            table: Table::new(),
            callers: 0,
            effects: VecDeque::new(),
            attempt: 0,
            spread: Spread::new(config.seed),
            heard: Duration::ZERO,
            next_id: 0,
            counters: Counters::default(),
            config,
        }
    }

    /// The same with network messages.
    #[must_use]
    pub fn with_network(mut self, network: Box<dyn Network>) -> Self {
        self.network = Some(network);
        self
    }

    /// How it behaves.
    pub const fn config(&self) -> &LinkConfig {
        &self.config
    }

    /// What has happened so far.
    pub fn counters(&self) -> Counters {
        Counters {
            in_flight: self.callers,
            ..self.counters
        }
    }

    /// Whether it takes requests.
    pub fn is_up(&self) -> bool {
        self.phase == Phase::Up && self.draining.is_none()
    }

    /// Whether it is closed for good.
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    /// Requests of callers that have no outcome yet.
    pub const fn in_flight(&self) -> usize {
        self.callers
    }

    /// What is to be done next.
    pub fn effect(&mut self) -> Option<Effect<T>> {
        self.effects.pop_front()
    }

    /// Begins: asks for the first connection.
    pub fn start(&mut self) {
        if self.phase == Phase::Idle {
            self.phase = Phase::Connecting;
            self.effects.push_back(Effect::Connect);
        }
    }

    /// The connection is open.
    pub fn connected(&mut self, now: Duration) {
        if self.phase != Phase::Connecting {
            return;
        }
        self.counters.connects += 1;
        self.reader.reset();
        self.heard = now;
        self.phase = Phase::SigningOn;
        if !self.step(now, NetworkStep::SignOn) {
            self.signed_on(now);
        }
    }

    /// The connection could not be opened, or is gone. What was on it is unknown; what was not taken for writing was not sent.
    pub fn disconnected(&mut self, now: Duration) {
        if matches!(self.phase, Phase::Closed | Phase::Idle | Phase::Waiting(_)) {
            return;
        }
        if self.phase != Phase::Connecting {
            self.counters.disconnects += 1;
        }
        if self.phase == Phase::Up {
            self.effects.push_back(Effect::Down);
        }
        self.fail_all(now, Unknown::ConnectionLost);
        self.output.clear();
        self.taken = self.written;
        if self.draining.is_some() {
            self.close();
            return;
        }
        let wait = self.config.backoff.wait(self.attempt, self.spread.next());
        self.attempt = self.attempt.saturating_add(1);
        self.phase = Phase::Waiting(now.saturating_add(wait));
    }

    /// Puts a request on the link, to be answered within `timeout`.
    ///
    /// # Errors
    /// It was not sent, and why; `token` comes back.
    pub fn submit(
        &mut self,
        now: Duration,
        request: &Message,
        token: T,
        timeout: Duration,
    ) -> Result<RequestId, (T, NotSent)> {
        let refused = if self.draining.is_some() || self.phase == Phase::Closed {
            Some(NotSent::Draining)
        } else if self.phase != Phase::Up {
            Some(NotSent::Down)
        } else if self.callers >= self.config.max_in_flight {
            Some(NotSent::Full)
        } else {
            None
        };
        let sent = match refused {
            Some(why) => Err(why),
            None => self.put(request),
        };
        match sent {
            Ok(put) => {
                self.callers += 1;
                Ok(self.wait(put, Owner::Caller(token), now.saturating_add(timeout)))
            }
            Err(why) => {
                self.counters.not_sent += 1;
                Err((token, why))
            }
        }
    }

    /// Puts a message on the link that is not answered.
    ///
    /// # Errors
    /// It was not sent, and why.
    pub fn notify(&mut self, message: &Message) -> Result<(), NotSent> {
        if self.phase != Phase::Up {
            return Err(NotSent::Down);
        }
        self.frame(self.config.framing.header().first(), message)
    }

    /// Answers a request of the other side; `header` is that of its frame.
    ///
    /// # Errors
    /// It was not sent, and why.
    pub fn respond(&mut self, header: FrameHeader, answer: &Message) -> Result<(), NotSent> {
        if matches!(self.phase, Phase::Up | Phase::SigningOn | Phase::SigningOff) {
            return self.frame(self.config.framing.header().answer(header), answer);
        }
        Err(NotSent::Down)
    }

    /// Takes no new requests, waits for those in flight for at most `grace`, signs off and closes.
    pub fn drain(&mut self, now: Duration, grace: Duration) {
        if self.draining.is_some() || self.phase == Phase::Closed {
            return;
        }
        self.draining = Some(now.saturating_add(grace));
        match self.phase {
            Phase::Up => {
                self.effects.push_back(Effect::Down);
                self.drained(now);
            }
            Phase::SigningOn => self.disconnect(Disconnect::Drained),
            Phase::Idle | Phase::Connecting | Phase::Waiting(_) => self.close(),
            Phase::SigningOff | Phase::Closing | Phase::Closed => {}
        }
    }

    /// When [`tick`](Self::tick) is due next.
    pub fn deadline(&self) -> Option<Duration> {
        let waiting = match self.phase {
            Phase::Waiting(until) => Some(until),
            _ => None,
        };
        let idle = match (self.phase, self.config.idle) {
            (Phase::Up, Some(idle)) => Some(self.heard.saturating_add(idle)),
            _ => None,
        };
        let draining = match self.phase {
            Phase::Up => self.draining,
            _ => None,
        };
        [self.table.deadline(), waiting, idle, draining]
            .into_iter()
            .flatten()
            .min()
    }

    /// Does what is due.
    pub fn tick(&mut self, now: Duration) {
        while let Some(at) = self.table.expired(now) {
            self.expire(now, at);
        }
        self.table.forget(now);
        match self.phase {
            Phase::Waiting(until) if until <= now => {
                self.phase = Phase::Connecting;
                self.effects.push_back(Effect::Connect);
            }
            Phase::Up => {
                if self.draining.is_some_and(|until| until <= now) {
                    self.fail_all(now, Unknown::Closed);
                    self.drained(now);
                } else {
                    self.idle(now);
                }
            }
            _ => {}
        }
    }

    fn idle(&mut self, now: Duration) {
        let Some(idle) = self.config.idle else {
            return;
        };
        if self.heard.saturating_add(idle) > now {
            return;
        }
        // The next echo is due after another silence; this one has a timeout of its own.
        self.heard = now;
        if !self.step(now, NetworkStep::Echo) && self.config.framing.keeps_alive() {
            let before = self.output.len();
            self.config.framing.write_keep_alive(&mut self.output);
            self.written += (self.output.len() - before) as u64;
        }
    }

    /// Sends the network message of this step, if there is one.
    fn step(&mut self, now: Duration, step: NetworkStep) -> bool {
        let Some(message) = self
            .network
            .as_mut()
            .and_then(|network| network.message(step))
        else {
            return false;
        };
        if let Ok(put) = self.put(&message) {
            let deadline = now.saturating_add(self.config.network_timeout);
            self.wait(put, Owner::Network(step), deadline);
        } else {
            self.failed_step(step);
        }
        true
    }

    /// A network message that was refused or not answered.
    fn failed_step(&mut self, step: NetworkStep) {
        self.disconnect(match step {
            NetworkStep::Echo => Disconnect::EchoUnanswered,
            NetworkStep::SignOff => Disconnect::Drained,
            _ => Disconnect::Network(step),
        });
    }

    /// Goes on behind a network message that was accepted.
    fn stepped(&mut self, now: Duration, step: NetworkStep) {
        match (step, self.phase) {
            (NetworkStep::SignOn, Phase::SigningOn) => self.signed_on(now),
            (NetworkStep::KeyExchange, Phase::SigningOn) => self.up(),
            (NetworkStep::SignOff, Phase::SigningOff) => self.disconnect(Disconnect::Drained),
            _ => {}
        }
    }

    fn signed_on(&mut self, now: Duration) {
        if !self.step(now, NetworkStep::KeyExchange) {
            self.up();
        }
    }

    fn up(&mut self) {
        self.phase = Phase::Up;
        self.attempt = 0;
        self.effects.push_back(Effect::Up);
    }

    /// Goes on with draining if nothing is in flight.
    fn drained(&mut self, now: Duration) {
        if self.draining.is_none() || self.callers > 0 || self.phase != Phase::Up {
            return;
        }
        self.phase = Phase::SigningOff;
        if !self.step(now, NetworkStep::SignOff) {
            self.disconnect(Disconnect::Drained);
        }
    }

    fn disconnect(&mut self, why: Disconnect) {
        if matches!(self.phase, Phase::Closing | Phase::Closed) {
            return;
        }
        if self.phase == Phase::Up {
            self.effects.push_back(Effect::Down);
        }
        self.phase = Phase::Closing;
        self.effects.push_back(Effect::Disconnect(why));
    }

    fn close(&mut self) {
        self.phase = Phase::Closed;
        self.effects.push_back(Effect::Closed);
    }

    fn expire(&mut self, now: Duration, at: u32) {
        let lacked = self.table.get_mut(at).and_then(|entry| entry.lacked);
        let why = lacked.map_or(Unknown::TimedOut, |field| Unknown::UnmatchableAnswer {
            field,
        });
        match self.land(now, at, State::Late) {
            Some(Owner::Caller(token)) => self.unknown(token, why),
            Some(Owner::Network(step)) => self.failed_step(step),
            None => {}
        }
        self.drained(now);
    }

    fn land(&mut self, now: Duration, at: u32, state: State) -> Option<Owner<T>> {
        let until = now.saturating_add(self.config.remember);
        let owner = self
            .table
            .land(at, state, until, self.config.max_remembered);
        if let Some(Owner::Caller(_)) = owner {
            self.callers -= 1;
        }
        owner
    }

    fn unknown(&mut self, token: T, why: Unknown) {
        self.counters.unknown += 1;
        let outcome = Outcome::Unknown(why);
        self.effects.push_back(Effect::Done { token, outcome });
    }

    /// Nothing in flight will be answered any more.
    fn fail_all(&mut self, now: Duration, why: Unknown) {
        while let Some(at) = self.table.first() {
            let sent = self
                .table
                .get_mut(at)
                .is_some_and(|entry| entry.frame < self.taken);
            let state = if sent { State::Late } else { State::Done };
            let Some(Owner::Caller(token)) = self.land(now, at, state) else {
                continue;
            };
            if sent {
                self.unknown(token, why);
            } else {
                self.counters.not_sent += 1;
                let outcome = Outcome::NotSent(NotSent::ConnectionLost);
                self.effects.push_back(Effect::Done { token, outcome });
            }
        }
    }
}

/// Shows the phase and the counts.
impl<T> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("spec", &self.spec.name)
            .field("phase", &self.phase)
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}
