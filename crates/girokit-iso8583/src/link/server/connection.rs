//! One connection of a server.

use std::future::{Future, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::{Context, Handler, OnPanic, Peer, Stop};
use crate::link::client::READ_SIZE;
use crate::link::framing::{FrameHeader, FrameReader};
use crate::link::session::Counters;
use crate::message::Message;

/// Bytes that may wait to be written before no more is read: the other side does not read its answers.
const MAX_BACKLOG: usize = 1024 * 1024;

/// How long to wait for the other side when the connection is closed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) async fn open<H: Handler>(stream: TcpStream, context: Arc<Context<H>>, peer: Peer) {
    #[cfg(feature = "tls")]
    if let Some(tls) = &context.config.tls {
        match timeout(crate::link::tls::HANDSHAKE_TIMEOUT, tls.accept(stream)).await {
            Ok(Ok(stream)) => drive(stream, &context, peer).await,
            Ok(Err(error)) => tracing::warn!(peer = %peer.address(), %error, "no TLS"),
            Err(_) => tracing::warn!(peer = %peer.address(), "no TLS in time"),
        }
        return;
    }
    drive(stream, &context, peer).await;
}

/// What a connection is made of while it is open.
struct Drive<'a, H> {
    context: &'a Context<H>,
    peer: Peer,
    reader: FrameReader,
    room: Arc<Semaphore>,
    counts: Counters,
}

async fn drive<S: AsyncRead + AsyncWrite, H: Handler>(stream: S, context: &Context<H>, peer: Peer) {
    tracing::info!(peer = %peer.address(), number = peer.number(), "connected");
    let max_concurrent = context.config.max_concurrent.clamp(1, 1 << 20);
    let mut drive = Drive {
        context,
        reader: FrameReader::new(context.config.framing),
        room: Arc::new(Semaphore::new(max_concurrent)),
        counts: Counters {
            connects: 1,
            ..Counters::default()
        },
        peer,
    };
    let ended = drive.run(stream).await;
    drive.peer.line.lock().closed = true;
    drive.counts.disconnects = 1;
    drive.count();
    match ended {
        Ok(()) => tracing::info!(peer = %drive.peer.address(), "disconnected"),
        Err(error) => {
            tracing::warn!(peer = %drive.peer.address(), kind = ?error.kind(), "connection lost");
        }
    }
}

impl<H: Handler> Drive<'_, H> {
    async fn run<S: AsyncRead + AsyncWrite>(&mut self, stream: S) -> io::Result<()> {
        let max_concurrent = self.room.available_permits();
        let (mut reading, mut writing) = tokio::io::split(stream);
        let mut stop = self.context.stop.clone();
        let mut output = Vec::new();
        let mut written = 0;
        let mut blocked = false;
        let mut heard = Instant::now();
        loop {
            self.count();
            let mut stopping = *stop.borrow_and_update();
            let backlog = {
                let mut line = self.peer.line.lock();
                if written == output.len() {
                    output.clear();
                    written = 0;
                    core::mem::swap(&mut line.bytes, &mut output);
                    self.counts.bytes_sent += output.len() as u64;
                }
                self.counts.sent += core::mem::take(&mut line.sent);
                if line.closed {
                    stopping = Stop::Drain;
                }
                line.bytes.len()
            };
            let rest = output.get(written..).unwrap_or_default();
            let idle = self.room.available_permits() == max_concurrent;
            let done = rest.is_empty() && backlog == 0;
            match stopping {
                Stop::Now => return Ok(()),
                Stop::Drain if done && (idle || self.peer.line.lock().closed) => {
                    let _ = timeout(CLOSE_TIMEOUT, writing.shutdown()).await;
                    return Ok(());
                }
                _ => {}
            }
            let reads = stopping == Stop::No && !blocked && rest.len() + backlog < MAX_BACKLOG;
            let silence = self.context.config.idle;
            if reads {
                self.reader.buffer().reserve(READ_SIZE);
            }
            tokio::select! {
                sent = writing.write(rest), if !rest.is_empty() => match sent? {
                    0 => return Err(io::ErrorKind::WriteZero.into()),
                    count => written += count,
                },
                came = reading.read_buf(self.reader.buffer()), if reads => {
                    match came? {
                        // The other side says no more, but may wait for answers.
                        0 => {
                            let rest = output.split_off(written);
                            return self.finish(&mut writing, max_concurrent, rest).await;
                        }
                        count => self.counts.bytes_received += count as u64,
                    }
                    heard = Instant::now();
                    blocked = self.frames().await?;
                },
                room = Arc::clone(&self.room).acquire_owned(), if blocked => {
                    drop(room);
                    blocked = self.frames().await?;
                }
                () = self.peer.line.wake.notified() => {}
                changed = stop.changed() => {
                    // The server itself is gone with an error here.
                    if changed.is_err() {
                        return Ok(());
                    }
                }
                () = sleep_until(heard + silence.unwrap_or_default()), if silence.is_some() => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
        }
    }

    /// Writes the answers that are still to come to a side that has closed its half.
    async fn finish(
        &mut self,
        writing: &mut (impl AsyncWrite + Unpin),
        max_concurrent: usize,
        rest: Vec<u8>,
    ) -> io::Result<()> {
        writing.write_all(&rest).await?;
        let all = u32::try_from(max_concurrent).unwrap_or(u32::MAX);
        // The semaphore is never closed.
        let _ = self.room.acquire_many(all).await;
        let bytes = core::mem::take(&mut self.peer.line.lock().bytes);
        self.counts.bytes_sent += bytes.len() as u64;
        writing.write_all(&bytes).await?;
        writing.shutdown().await
    }

    /// Handles the frames that have come; whether it stopped because as many are being handled as may be.
    async fn frames(&mut self) -> io::Result<bool> {
        loop {
            let Ok(room) = Arc::clone(&self.room).try_acquire_owned() else {
                return Ok(true);
            };
            let (header, parsed) = match self.reader.next_frame() {
                Ok(Some(frame)) if frame.body.is_empty() => continue,
                Ok(Some(frame)) => {
                    let spec = self.context.spec.clone();
                    (frame.header, Message::read(spec, frame.body))
                }
                Ok(None) => return Ok(false),
                Err(error) => {
                    tracing::warn!(peer = %self.peer.address(), %error, "no frames");
                    return Err(io::ErrorKind::InvalidData.into());
                }
            };
            self.counts.received += 1;
            match parsed {
                Ok(message) => self.handle(header, message, room).await,
                Err(error) => {
                    self.counts.malformed += 1;
                    tracing::warn!(peer = %self.peer.address(), %error, "malformed");
                    if !self.context.handler.malformed(&error, &self.peer) {
                        return Err(io::ErrorKind::InvalidData.into());
                    }
                }
            }
        }
    }

    async fn handle(&mut self, header: FrameHeader, message: Message, room: OwnedSemaphorePermit) {
        let handler = Arc::clone(&self.context.handler);
        let peer = self.peer.clone();
        let after = AfterPanic::of(&self.context.config.on_panic, &message, &peer);
        let mut answer: Answering = Box::pin(async move { handler.handle(message, peer).await });
        let first = poll_fn(|context| Poll::Ready(poll_caught(&mut answer, context))).await;
        match first {
            Poll::Ready(Ok(Some(answer))) => self.peer.answer(header, &answer),
            Poll::Ready(Ok(None)) => {}
            Poll::Ready(Err(Panicked)) => after.run(header),
            Poll::Pending => {
                let peer = self.peer.clone();
                tokio::spawn(async move {
                    match poll_fn(|context| poll_caught(&mut answer, context)).await {
                        Ok(Some(answer)) => peer.answer(header, &answer),
                        Ok(None) => {}
                        Err(Panicked) => after.run(header),
                    }
                    drop(room);
                    // Draining waits for the last one.
                    peer.line.wake.notify_one();
                });
            }
        }
    }

    /// Adds what was counted to the server's counters.
    fn count(&mut self) {
        let counts = core::mem::take(&mut self.counts);
        if counts == Counters::default() {
            return;
        }
        let mut all = self
            .context
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *all = all.plus(counts);
    }
}

type Answering = Pin<Box<dyn Future<Output = Option<Message>> + Send>>;

struct Panicked;

/// Polls a handler. What it panicked with is dropped unread: it may hold content.
fn poll_caught(
    answer: &mut Answering,
    context: &mut core::task::Context<'_>,
) -> Poll<Result<Option<Message>, Panicked>> {
    // A future that panicked is not polled again; a handler that shares state behind a lock finds that poisoned.
    match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(_) => Poll::Ready(Err(Panicked)),
    }
}

/// What follows a panic, made before the handler has the message.
struct AfterPanic {
    peer: Peer,
    close: bool,
    answer: Option<(Message, String)>,
}

impl AfterPanic {
    fn of(rule: &OnPanic, message: &Message, peer: &Peer) -> Self {
        Self {
            peer: peer.clone(),
            close: *rule == OnPanic::Close,
            answer: match rule {
                OnPanic::Answer(code) => Some((message.clone(), code.clone())),
                OnPanic::Close | OnPanic::Silence => None,
            },
        }
    }

    fn run(self, header: FrameHeader) {
        tracing::error!(peer = %self.peer.address(), "a handler panicked");
        if self.close {
            self.peer.close();
        }
        let Some((mut answer, code)) = self.answer else {
            return;
        };
        let Some(mti) = answer.mti().response() else {
            return;
        };
        answer.set_mti(mti);
        for number in [35, 36, 45, 52, 55] {
            answer.remove(number);
        }
        match answer.set(39, &code) {
            Ok(_) => self.peer.answer(header, &answer),
            Err(error) => tracing::error!(%error, "no answer to a request whose handler panicked"),
        }
    }
}
