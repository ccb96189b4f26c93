//! Changes of queue and store that are made at the same time, in one commit.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use tokio::sync::oneshot;

use super::shared::Core;
use crate::link::saf::{Record, SafQueue, StoreError, StoreErrorKind};

/// Changes that wait for their commit.
#[derive(Default)]
pub(super) struct Waiting {
    jobs: Vec<Job>,
    /// Whether a thread is at work on them.
    led: bool,
}

type Job = Box<dyn FnOnce(&mut SafQueue) -> Option<(Record, Finish)> + Send>;
type Finish = Box<dyn FnOnce(Result<(), StoreErrorKind>) + Send>;

/// Changes in one commit, at most: far below what a batch may hold.
const MAX_GROUP: usize = 1024;

impl Core {
    /// Changes queue and store together, with all others that wait: one thread makes the commits, and what comes meanwhile shares the
    /// next.
    pub(super) async fn change<R: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut SafQueue) -> Option<(R, Record)> + Send + 'static,
    ) -> Result<Option<R>, StoreError> {
        let (reply, replied) = oneshot::channel();
        let job: Job = Box::new(move |queue| {
            let Some((result, record)) = change(queue) else {
                let _ = reply.send(Ok(None));
                return None;
            };
            let finish = move |made: Result<(), StoreErrorKind>| {
                // One that no longer waits needs no word.
                let _ = reply.send(made.map(|()| Some(result)));
            };
            Some((record, Box::new(finish)))
        });
        let lead = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.jobs.push(job);
            !core::mem::replace(&mut waiting.led, true)
        };
        if lead {
            let core = Arc::clone(self);
            tokio::task::spawn_blocking(move || core.lead());
        }
        match replied.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(kind)) => Err(StoreError::new(kind)),
            Err(_) => Err(StoreError::new(StoreErrorKind::Failed)),
        }
    }

    fn lead(&self) {
        loop {
            let jobs: Vec<Job> = {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                let count = waiting.jobs.len().min(MAX_GROUP);
                if count == 0 {
                    waiting.led = false;
                    return;
                }
                waiting.jobs.drain(..count).collect()
            };
            let mut saf = self.saf.lock().unwrap_or_else(PoisonError::into_inner);
            let (records, finishes): (Vec<_>, Vec<_>) = jobs
                .into_iter()
                .filter_map(|job| job(&mut saf.queue))
                .unzip();
            let made = match saf.store.commit(&records) {
                Ok(()) => Ok(()),
                Err(error) => {
                    tracing::error!(%error, records = records.len(), "the store failed");
                    // The queue is ahead of the store now: nothing more of it may be sent.
                    saf.failed = true;
                    Err(error.kind())
                }
            };
            self.queued.store(saf.queue.queued(), Ordering::Release);
            drop(saf);
            for finish in finishes {
                finish(made);
            }
            self.changed.notify_one();
        }
    }
}
