//! Requests that are reversed if their outcome stays unknown, and advices that are repeated until answered, over a crash too.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::link::backoff::Backoff;
use crate::link::client::Client;
use crate::link::network::Stamp;
use crate::link::outcome::{NotSent, Outcome, Unknown};
use crate::link::reversal::ReversalRule;
use crate::link::saf::{EntryId, Record, SafQueue, SafStore, StoreError, StoreErrorKind};
use crate::message::Message;
use crate::spec::SpecRef;

/// A client whose requests are not lost.
///
/// The reversal of a request is durable before the request is sent, and an answer is handed out when the store no longer holds the
/// reversal: two `fsync` for each request. A crash at any moment leaves a request answered and known as such, or reversed. Dropped, it
/// sends no more; what is queued waits in the store.
pub struct Forwarder {
    core: Arc<Core>,
    _stop: oneshot::Sender<()>,
}

struct Core {
    spec: SpecRef,
    client: Client,
    rule: ReversalRule,
    stamp: Mutex<Box<dyn Stamp>>,
    saf: Mutex<Saf>,
    wake: Notify,
    origin: Instant,
}

struct Saf {
    queue: SafQueue,
    store: Box<dyn SafStore>,
}

/// How long to wait before asking again when the queue is empty: never, in effect; a change wakes it.
const REST: Duration = Duration::from_hours(1);

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
        mut store: Box<dyn SafStore>,
        backoff: Backoff,
    ) -> Result<Self, StoreError> {
        let seed = client.counters().connects;
        let core = Arc::new(Core {
            spec: spec.into(),
            client,
            rule,
            stamp: Mutex::new(Box::new(stamp)),
            saf: Mutex::new(Saf {
                queue: SafQueue::new(store.entries()?, backoff, seed),
                store,
            }),
            wake: Notify::new(),
            origin: Instant::now(),
        });
        let armed: Vec<_> = {
            let saf = core.saf.lock().unwrap_or_else(PoisonError::into_inner);
            saf.queue
                .armed()
                .map(|entry| (entry.id, entry.message.clone()))
                .collect()
        };
        for (id, bytes) in armed {
            let reversal = Message::read(core.spec.clone(), &bytes)
                .map_err(|_| StoreError::new(StoreErrorKind::Corrupt { offset: 0 }))?;
            core.release(id, reversal).await?;
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let pump = Arc::clone(&core);
        tokio::spawn(async move {
            tokio::select! {
                () = pump.pump() => {}
                _ = stopped => {}
            }
        });
        Ok(Self { core, _stop: stop })
    }

    /// Sends a request; if its outcome is unknown its reversal is in the queue when this returns. It goes on if the future is dropped.
    pub async fn request(&self, request: Message) -> Outcome {
        let core = Arc::clone(&self.core);
        let done = tokio::spawn(async move { core.request(request).await }).await;
        done.unwrap_or(Outcome::Unknown(Unknown::Closed))
    }

    /// Queues an advice: when this returns it is durable, and will be sent, in order, until it is answered.
    ///
    /// # Errors
    /// The store failed; it is not known whether the advice is in it.
    pub async fn advise(&self, advice: &Message) -> Result<EntryId, StoreError> {
        let bytes = advice.to_bytes();
        let id = self
            .core
            .change(move |queue| Some(queue.enqueue(bytes)))
            .await?;
        self.core.wake.notify_one();
        id.ok_or(StoreError::new(StoreErrorKind::Failed))
    }

    /// How many messages wait to be answered.
    pub fn queued(&self) -> usize {
        self.core
            .saf
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .queue
            .queued()
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

impl Core {
    /// Changes queue and store together, where blocking is allowed.
    async fn change<R: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut SafQueue) -> Option<(R, Record)> + Send + 'static,
    ) -> Result<Option<R>, StoreError> {
        let core = Arc::clone(self);
        let changed = tokio::task::spawn_blocking(move || {
            let mut saf = core.saf.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((result, record)) = change(&mut saf.queue) else {
                return Ok(None);
            };
            saf.store.commit(&[record])?;
            Ok(Some(result))
        });
        changed
            .await
            .unwrap_or(Err(StoreError::new(StoreErrorKind::Failed)))
    }

    async fn request(self: &Arc<Self>, request: Message) -> Outcome {
        if !self.rule.applies(request.mti()) {
            return self.client.request(&request).await;
        }
        let reversal = match self.rule.make(&request) {
            Ok(reversal) => reversal,
            Err(error) => {
                return Outcome::NotSent(NotSent::NotReversible(error.path().field().unwrap_or(0)));
            }
        };
        let bytes = reversal.to_bytes();
        let Ok(Some(id)) = self.change(move |queue| Some(queue.arm(bytes))).await else {
            return Outcome::NotSent(NotSent::Store);
        };
        let outcome = self.client.request(&request).await;
        let kept = match &outcome {
            Outcome::Unknown(_) => self.release(id, reversal).await,
            _ => self
                .change(move |queue| Some(((), queue.disarm(id)?)))
                .await
                .map(drop),
        };
        match (kept, outcome) {
            (Err(error), Outcome::Answered(_)) => {
                tracing::error!(%error, "answered, but the reversal still stands");
                Outcome::Unknown(Unknown::Store)
            }
            (_, outcome) => outcome,
        }
    }

    /// Queues the reversal of a request whose outcome is unknown.
    async fn release(
        self: &Arc<Self>,
        id: EntryId,
        mut reversal: Message,
    ) -> Result<(), StoreError> {
        {
            let mut stamp = self.stamp.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = self.rule.stamp(&mut reversal, stamp.as_mut()) {
                tracing::error!(%error, "the reversal keeps the trace number of the original");
            }
        }
        let bytes = reversal.to_bytes();
        self.change(move |queue| Some(((), queue.release(id, bytes)?)))
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Sends what is queued, one after the other, for ever.
    async fn pump(self: Arc<Self>) {
        loop {
            let (due, deadline) = {
                let mut saf = self.saf.lock().unwrap_or_else(PoisonError::into_inner);
                let now = self.origin.elapsed();
                let due = saf
                    .queue
                    .due(now)
                    .map(|due| (due.id, due.message.to_vec(), due.repeat));
                (due, saf.queue.deadline())
            };
            let Some((id, bytes, repeat)) = due else {
                let until = self.origin + deadline.unwrap_or_else(|| self.origin.elapsed() + REST);
                tokio::select! {
                    () = self.wake.notified() => {}
                    () = sleep_until(until) => {}
                }
                continue;
            };
            let answered = match Message::read(self.spec.clone(), &bytes) {
                Ok(mut message) => {
                    if let (true, Some(mti)) = (repeat, message.mti().repeat()) {
                        message.set_mti(mti);
                    }
                    matches!(self.client.request(&message).await, Outcome::Answered(_))
                }
                Err(error) => {
                    tracing::error!(%error, "an entry of the store is no message");
                    false
                }
            };
            let removed = if answered {
                self.change(move |queue| Some(((), queue.answered(id)?)))
                    .await
            } else {
                Ok(None)
            };
            if let Err(error) = removed {
                // It is answered once more after the next start; the host knows a repeat.
                tracing::error!(%error, "store-and-forward stops");
                return;
            }
            let mut saf = self.saf.lock().unwrap_or_else(PoisonError::into_inner);
            saf.queue.unanswered(id, self.origin.elapsed());
        }
    }
}
