//! Requests that are reversed if their outcome stays unknown, and advices that are repeated until answered, over a crash too.

use core::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::link::backoff::Backoff;
use crate::link::client::Client;
use crate::link::network::Stamp;
use crate::link::outcome::{NotSent, Outcome, Unknown};
use crate::link::reversal::{LateRule, ReversalRule};
use crate::link::saf::{EntryId, SafStore, StoreError};
use crate::message::Message;
use crate::spec::SpecRef;

mod group;
mod shared;

use shared::{Active, Core, Keep};

/// A client whose requests are not lost.
///
/// The reversal of a request is durable before the request is sent, and an answer is handed out when the store no longer holds the
/// reversal: two commits for each request, of which those of requests at the same time share one `fsync`. A request ends answered and
/// told, or reversed: so does one whose caller dropped the future. Dropped, it sends no more; what is queued waits in the store.
///
/// **A crash between the removal of the reversal and the moment at which the caller has written the answer down loses the answer.** A
/// caller that keeps a journal closes that gap with [`request_kept`](Self::request_kept): the answer is written down first. A crash
/// between the two then reverses a request that the journal knows as answered, and [`ForwardConfig::on_settled`] says so.
///
/// A client serves one forwarder.
pub struct Forwarder {
    core: Arc<Core>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
}

/// How a forwarder behaves. Every default is stated at its field.
#[derive(Default)]
#[non_exhaustive]
pub struct ForwardConfig {
    /// How reversals are made: as [`ReversalRule::default`] does.
    pub rule: ReversalRule,
    /// The waits before a queued message is sent again: [`Backoff::default`].
    pub backoff: Backoff,
    /// What late answers do: [`LateRule::Reverse`].
    pub late: LateRule,
    settled: Option<SettledHook>,
    told_late: Option<LateHook>,
}

type SettledHook = Arc<dyn Fn(&Message, &Message) + Send + Sync>;
type LateHook = Arc<dyn Fn(&Message, bool) + Send + Sync>;

impl ForwardConfig {
    /// With a hook that gets each reversal and advice with its answer, before the store lets go of it. It may block. After a crash, or if
    /// it panics, it gets the same one again.
    #[must_use]
    pub fn on_settled(mut self, hook: impl Fn(&Message, &Message) + Send + Sync + 'static) -> Self {
        self.settled = Some(Arc::new(hook));
        self
    }

    /// With a hook that gets each answer that came too late, and whether the reversal stands. It must not block.
    #[must_use]
    pub fn on_late(mut self, hook: impl Fn(&Message, bool) + Send + Sync + 'static) -> Self {
        self.told_late = Some(Arc::new(hook));
        self
    }
}

impl fmt::Debug for ForwardConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForwardConfig")
            .field("rule", &self.rule)
            .field("backoff", &self.backoff)
            .field("late", &self.late)
            .finish_non_exhaustive()
    }
}

/// How long requests that were cut off by the end of draining may take to put their reversals into the store.
const LAST_COMMITS: Duration = Duration::from_secs(5);

impl Forwarder {
    /// Goes on with what `store` keeps: requests that were armed when the process ended are reversed.
    ///
    /// # Errors
    /// The store cannot be read or written, or holds a message that is none of the spec.
    pub async fn open(
        spec: impl Into<SpecRef>,
        client: Client,
        rule: ReversalRule,
        stamp: impl Stamp + 'static,
        store: Box<dyn SafStore>,
        backoff: Backoff,
    ) -> Result<Self, StoreError> {
        let config = ForwardConfig {
            rule,
            backoff,
            ..ForwardConfig::default()
        };
        Self::open_with(spec, client, stamp, store, config).await
    }

    /// As [`open`](Self::open), with all that can be chosen.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(
        spec: impl Into<SpecRef>,
        client: Client,
        stamp: impl Stamp + 'static,
        store: Box<dyn SafStore>,
        config: ForwardConfig,
    ) -> Result<Self, StoreError> {
        let core = Core::open(spec.into(), client, Box::new(stamp), store, config).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        let pump = Arc::clone(&core);
        tokio::spawn(async move {
            tokio::select! {
                () = pump.pump() => {}
                _ = stopped => {}
            }
        });
        Ok(Self {
            core,
            stop: Mutex::new(Some(stop)),
        })
    }

    /// Sends a request; if its outcome is unknown its reversal is in the queue when this returns. If the future is dropped the request
    /// goes on and is reversed, since nobody knows of its answer.
    pub async fn request(&self, request: Message) -> Outcome {
        self.run(request, None).await
    }

    /// As [`request`](Self::request), but `keep` gets the answer while the store still holds the reversal, and says whether it is written
    /// down; it may block. If it is not, or `keep` panics, the request is reversed and its outcome [`Unknown::Store`]. What is written
    /// down stands even if the future is dropped.
    pub async fn request_kept(
        &self,
        request: Message,
        keep: impl FnOnce(&Message) -> bool + Send + 'static,
    ) -> Outcome {
        self.run(request, Some(Box::new(keep))).await
    }

    async fn run(&self, request: Message, keep: Option<Keep>) -> Outcome {
        let Some(active) = Active::begin(&self.core) else {
            return Outcome::NotSent(NotSent::Draining);
        };
        let (told, outcome) = oneshot::channel();
        let (taken, was_taken) = oneshot::channel();
        let core = Arc::clone(&self.core);
        tokio::spawn(async move {
            core.request(request, keep, told, was_taken).await;
            drop(active);
        });
        let Ok(outcome) = outcome.await else {
            return Outcome::Unknown(Unknown::Closed);
        };
        // Nothing is awaited from here on: the caller has it.
        let _ = taken.send(());
        outcome
    }

    /// Queues an advice: when this returns it is durable, and will be sent, in order, until it is answered. After draining it is sent
    /// when the store is opened again.
    ///
    /// # Errors
    /// The store failed; it is not known whether the advice is in it.
    pub async fn advise(&self, advice: &Message) -> Result<EntryId, StoreError> {
        self.core.enqueue(advice).await
    }

    /// How many messages wait to be answered, as of the last commit.
    pub fn queued(&self) -> usize {
        self.core.queued.load(Ordering::Acquire)
    }

    /// Takes no new requests; waits, for at most `grace`, until those in flight have their outcome and the queue is empty; then closes
    /// the client. What is still queued, which is counted, waits in the store. It takes a little longer than `grace` at most: 5 s, for
    /// the last reversals to be stored.
    pub async fn drain(&self, grace: Duration) -> usize {
        let core = &self.core;
        let until = Instant::now() + grace;
        core.closing.store(true, Ordering::SeqCst);
        let done = async {
            while core.active.load(Ordering::SeqCst) > 0 || self.queued() > 0 {
                core.changed.notified().await;
            }
        };
        // What is not done in time is cut off below.
        let _ = timeout_at(until, done).await;
        drop(
            self.stop
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let rest = until.saturating_duration_since(Instant::now());
        core.client.drain(rest).await;
        let last = async {
            while core.active.load(Ordering::SeqCst) > 0 {
                core.changed.notified().await;
            }
        };
        // A store that hangs: its entries are armed, and are reversed after the next start.
        let _ = timeout_at(Instant::now() + LAST_COMMITS, last).await;
        self.queued()
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.core.client
    }
}

impl fmt::Debug for Forwarder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forwarder")
            .field("queued", &self.queued())
            .finish_non_exhaustive()
    }
}
