//! What a forwarder's tasks share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until};

use super::ForwardConfig;
use super::group::Waiting;
use crate::link::client::Client;
use crate::link::network::Stamp;
use crate::link::outcome::{NotSent, Outcome, Unknown};
use crate::link::saf::{EntryId, SafQueue, SafStore, StoreError, StoreErrorKind};
use crate::link::session::RequestId;
use crate::message::Message;
use crate::spec::SpecRef;

pub(super) struct Core {
    spec: SpecRef,
    pub(super) client: Client,
    config: ForwardConfig,
    stamp: Mutex<Box<dyn Stamp>>,
    pub(super) saf: Mutex<Saf>,
    pub(super) waiting: Mutex<Waiting>,
    /// The entries of requests that are in flight or unknown.
    requests: Mutex<HashMap<RequestId, EntryId>>,
    /// Requests that are not done with.
    pub(super) active: AtomicUsize,
    pub(super) queued: AtomicUsize,
    pub(super) closing: AtomicBool,
    /// `active` or `queued` has changed.
    pub(super) changed: Notify,
    /// There may be something to send.
    wake: Notify,
    origin: Instant,
}

pub(super) struct Saf {
    pub(super) queue: SafQueue,
    pub(super) store: Box<dyn SafStore>,
    /// The store has failed: until it is opened anew nothing is sent.
    pub(super) failed: bool,
}

/// Writes an answer down; whether it did.
pub(super) type Keep = Box<dyn FnOnce(&Message) -> bool + Send>;

/// How long to wait before asking again when the queue is empty: never, in effect; a change wakes it.
const REST: Duration = Duration::from_hours(1);

/// A request that is not done with.
pub(super) struct Active(Arc<Core>);

impl Active {
    /// `None` while draining.
    pub(super) fn begin(core: &Arc<Core>) -> Option<Self> {
        core.active.fetch_add(1, Ordering::SeqCst);
        let active = Self(Arc::clone(core));
        (!core.closing.load(Ordering::SeqCst)).then_some(active)
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.active.fetch_sub(1, Ordering::SeqCst);
        self.0.changed.notify_one();
    }
}

impl Core {
    pub(super) async fn open(
        spec: SpecRef,
        client: Client,
        stamp: Box<dyn Stamp>,
        mut store: Box<dyn SafStore>,
        config: ForwardConfig,
    ) -> Result<Arc<Self>, StoreError> {
        let entries = store.entries()?;
        for entry in &entries {
            if Message::read(spec.clone(), &entry.message).is_err() {
                let entry = entry.id;
                return Err(StoreError::new(StoreErrorKind::NoMessage { entry }));
            }
        }
        let seed = client.counters().connects;
        let queue = SafQueue::new(entries, config.backoff, seed);
        let core = Arc::new(Self {
            spec,
            client,
            config,
            stamp: Mutex::new(stamp),
            queued: AtomicUsize::new(queue.queued()),
            saf: Mutex::new(Saf {
                queue,
                store,
                failed: false,
            }),
            waiting: Mutex::default(),
            requests: Mutex::default(),
            active: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            changed: Notify::new(),
            wake: Notify::new(),
            origin: Instant::now(),
        });
        let armed: Vec<_> = {
            let saf = core.saf.lock().unwrap_or_else(PoisonError::into_inner);
            let armed = saf.queue.armed();
            armed
                .map(|entry| (entry.id, entry.message.clone()))
                .collect()
        };
        for (entry, bytes) in armed {
            let reversal = Message::read(core.spec.clone(), &bytes)
                .map_err(|_| StoreError::new(StoreErrorKind::NoMessage { entry }))?;
            core.release(entry, reversal).await?;
        }
        let weak = Arc::downgrade(&core);
        let runtime = tokio::runtime::Handle::current();
        core.client.on_late(move |id, answer| {
            if let Some(core) = Weak::upgrade(&weak) {
                let answer = answer.clone();
                runtime.spawn(async move { core.late(id, answer).await });
            }
        });
        Ok(core)
    }

    fn requests(&self) -> std::sync::MutexGuard<'_, HashMap<RequestId, EntryId>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request to its end. `told` gets the outcome; `taken` fails if the caller went before it had it.
    pub(super) async fn request(
        self: &Arc<Self>,
        request: Message,
        keep: Option<Keep>,
        told: oneshot::Sender<Outcome>,
        taken: oneshot::Receiver<()>,
    ) {
        if !self.config.rule.applies(request.mti()) {
            let outcome = self.client.request(&request).await;
            let outcome = match (keep, outcome) {
                (Some(keep), Outcome::Answered(answer)) => kept(keep, answer).await,
                (_, outcome) => outcome,
            };
            // A caller that is gone is not told; there is nothing to reverse.
            let _ = told.send(outcome);
            return;
        }
        let reversal = match self.config.rule.make(&request) {
            Ok(reversal) => reversal,
            Err(error) => {
                let field = error.path().field().unwrap_or(0);
                let _ = told.send(Outcome::NotSent(NotSent::NotReversible(field)));
                return;
            }
        };
        let bytes = reversal.to_bytes();
        let Ok(Some(entry)) = self.change(move |queue| Some(queue.arm(bytes))).await else {
            let _ = told.send(Outcome::NotSent(NotSent::Store));
            return;
        };
        let mut number = None;
        let sent = |id| {
            number = Some(id);
            self.requests().insert(id, entry);
        };
        let outcome = self.client.request_known(&request, sent).await;
        if let (Some(id), false) = (number, matches!(outcome, Outcome::Unknown(_))) {
            self.requests().remove(&id);
        }
        let written = keep.is_some();
        let outcome = match (keep, outcome) {
            (Some(keep), Outcome::Answered(answer)) => kept(keep, answer).await,
            (_, outcome) => outcome,
        };
        let answered = matches!(outcome, Outcome::Answered(_));
        // Nobody has the answer if the caller is gone.
        let lost = answered && !written && told.is_closed();
        let done = if lost || matches!(outcome, Outcome::Unknown(_)) {
            self.release(entry, reversal.clone()).await
        } else {
            let removed = self.change(move |queue| Some(((), queue.disarm(entry)?)));
            removed.await.map(drop)
        };
        if done.is_err() && answered && !written {
            let _ = told.send(Outcome::Unknown(Unknown::Store));
            return;
        }
        let gone = told.send(outcome).is_err() || taken.await.is_err();
        if gone && answered && !written && !lost {
            // It went between the removal and the word. A crash here is that of a caller that did not write the answer down.
            let _ = self.reverse(reversal).await;
        }
    }

    /// Queues the reversal of a request whose outcome is unknown.
    async fn release(
        self: &Arc<Self>,
        entry: EntryId,
        mut reversal: Message,
    ) -> Result<(), StoreError> {
        self.stamp(&mut reversal);
        let bytes = reversal.to_bytes();
        self.change(move |queue| Some(((), queue.release(entry, bytes)?)))
            .await?;
        self.wake.notify_one();
        Ok(())
    }

    async fn reverse(self: &Arc<Self>, mut reversal: Message) -> Result<EntryId, StoreError> {
        self.stamp(&mut reversal);
        self.enqueue(&reversal).await
    }

    fn stamp(&self, reversal: &mut Message) {
        let mut stamp = self.stamp.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.config.rule.stamp(reversal, stamp.as_mut()) {
            tracing::error!(%error, "the reversal keeps the trace number of the original");
        }
    }

    pub(super) async fn enqueue(
        self: &Arc<Self>,
        message: &Message,
    ) -> Result<EntryId, StoreError> {
        let bytes = message.to_bytes();
        let id = self.change(move |queue| Some(queue.enqueue(bytes))).await?;
        self.wake.notify_one();
        id.ok_or(StoreError::new(StoreErrorKind::Failed))
    }

    /// An answer came to a request whose outcome was told to be unknown.
    async fn late(self: &Arc<Self>, id: RequestId, answer: Message) {
        let entry = self.requests().remove(&id);
        let mut stands = true;
        // An entry that is not queued yet stays: its reversal does no harm.
        if let Some(entry) = entry.filter(|_| self.config.late.withdraws(&answer)) {
            let withdrawn = self.change(move |queue| Some(((), queue.withdraw(entry)?)));
            stands = !matches!(withdrawn.await, Ok(Some(())));
        }
        tracing::info!(reversed = stands, "a late answer");
        if let Some(hook) = &self.config.told_late {
            hook(&answer, stands);
        }
    }

    /// Sends what is queued, one after the other, for ever.
    pub(super) async fn pump(self: Arc<Self>) {
        loop {
            let core = Arc::clone(&self);
            let next = tokio::task::spawn_blocking(move || {
                let mut saf = core.saf.lock().unwrap_or_else(PoisonError::into_inner);
                if saf.failed {
                    return (None, None);
                }
                let due = saf.queue.due(core.origin.elapsed());
                let due = due.map(|due| (due.id, due.message.to_vec(), due.repeat));
                (due, saf.queue.deadline())
            });
            let Ok((due, deadline)) = next.await else {
                return;
            };
            let Some((entry, bytes, repeat)) = due else {
                let until = self.origin + deadline.unwrap_or_else(|| self.origin.elapsed() + REST);
                tokio::select! {
                    () = self.wake.notified() => {}
                    () = sleep_until(until) => {}
                }
                continue;
            };
            let removed = if self.forward(&bytes, repeat).await {
                self.requests().retain(|_, known| *known != entry);
                self.change(move |queue| Some(((), queue.answered(entry)?)))
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
            saf.queue.unanswered(entry, self.origin.elapsed());
        }
    }

    /// Sends a queued message; whether it was answered, and that is written down.
    async fn forward(&self, bytes: &[u8], repeat: bool) -> bool {
        let mut message = match Message::read(self.spec.clone(), bytes) {
            Ok(message) => message,
            Err(error) => {
                tracing::error!(%error, "an entry of the store is no message");
                return false;
            }
        };
        if let (true, Some(mti)) = (repeat, message.mti().repeat()) {
            message.set_mti(mti);
        }
        let Outcome::Answered(answer) = self.client.request(&message).await else {
            return false;
        };
        match self.config.settled.clone() {
            None => true,
            Some(hook) => tokio::task::spawn_blocking(move || hook(&message, &answer))
                .await
                .is_ok(),
        }
    }
}

/// Has an answer written down.
async fn kept(keep: Keep, answer: Message) -> Outcome {
    let done = tokio::task::spawn_blocking(move || (keep(&answer), answer)).await;
    match done {
        Ok((true, answer)) => Outcome::Answered(answer),
        _ => Outcome::Unknown(Unknown::Store),
    }
}
