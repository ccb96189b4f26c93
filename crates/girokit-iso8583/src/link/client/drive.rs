//! The task that holds a client's connection.

use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use super::{Client, Handle, Shared, Status, Waiter};
use crate::link::outcome::Outcome;
use crate::link::session::{Effect, LinkEvent};

/// Bytes that are read at once, at most.
pub(crate) const READ_SIZE: usize = 64 * 1024;

/// How long to wait for the other side when the connection is closed: a TLS peer that does not answer must not hold us.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Far enough to mean never.
const NEVER: Duration = Duration::from_hours(24 * 365);

pub(super) struct Line {
    pub(super) shared: Arc<Shared>,
    pub(super) handle: Weak<Handle>,
    pub(super) address: String,
    pub(super) connect_timeout: Duration,
    #[cfg(feature = "tls")]
    pub(super) tls: Option<crate::link::tls::ClientTls>,
}

/// What the session wants of the connection.
enum Want {
    Nothing,
    Connect,
    Disconnect,
    Closed,
}

/// Effects that were taken out under the lock, to be carried out without it.
#[derive(Default)]
struct Taken {
    done: Vec<(Waiter, Outcome)>,
    events: Vec<LinkEvent>,
}

impl Line {
    pub(super) async fn run(self) {
        let mut taken = Taken::default();
        loop {
            let (want, deadline) = self.effects(&mut taken, None);
            match want {
                Want::Closed => return,
                Want::Connect => {
                    self.connection(&mut taken).await;
                    self.shared.lock().disconnected(self.shared.now());
                }
                Want::Disconnect => self.shared.lock().disconnected(self.shared.now()),
                Want::Nothing => {
                    let until = self.shared.origin + deadline.unwrap_or(NEVER);
                    tokio::select! {
                        () = self.shared.wake.notified() => {}
                        () = sleep_until(until) => {}
                    }
                    self.shared.lock().tick(self.shared.now());
                }
            }
        }
    }

    async fn connection(&self, taken: &mut Taken) {
        match timeout(self.connect_timeout, TcpStream::connect(&self.address)).await {
            Ok(Ok(stream)) => {
                // Small frames must not wait for more; without this they are only slower.
                let _ = stream.set_nodelay(true);
                self.open(stream, taken).await;
            }
            Ok(Err(error)) => {
                tracing::warn!(address = %self.address, kind = ?error.kind(), "cannot connect");
            }
            Err(_) => tracing::warn!(address = %self.address, "cannot connect in time"),
        }
    }

    #[cfg(feature = "tls")]
    async fn open(&self, stream: TcpStream, taken: &mut Taken) {
        let Some(tls) = &self.tls else {
            return self.drive(stream, taken).await;
        };
        match timeout(self.connect_timeout, tls.connect(stream)).await {
            Ok(Ok(stream)) => self.drive(stream, taken).await,
            Ok(Err(error)) => tracing::warn!(address = %self.address, %error, "no TLS"),
            Err(_) => tracing::warn!(address = %self.address, "no TLS in time"),
        }
    }

    #[cfg(not(feature = "tls"))]
    async fn open(&self, stream: TcpStream, taken: &mut Taken) {
        self.drive(stream, taken).await;
    }

    /// Reads and writes until the connection ends or is to be closed.
    async fn drive<S: AsyncRead + AsyncWrite>(&self, stream: S, taken: &mut Taken) {
        tracing::info!(address = %self.address, "connected");
        self.shared.lock().connected(self.shared.now());
        let (mut reading, mut writing) = tokio::io::split(stream);
        let mut input = Vec::with_capacity(READ_SIZE);
        let mut output = Vec::new();
        let mut written = 0;
        let timer = sleep_until(self.shared.origin + NEVER);
        tokio::pin!(timer);
        let ended = loop {
            let free = written == output.len();
            let (want, deadline) = self.effects(taken, free.then_some(&mut output));
            if free {
                written = 0;
            }
            if !matches!(want, Want::Nothing) {
                break Ok(());
            }
            // Only an earlier deadline arms the timer anew; at a later one it is armed when it has fired.
            let due = self.shared.origin + deadline.unwrap_or(NEVER);
            if due < timer.deadline() {
                timer.as_mut().reset(due);
            }
            let rest = output.get(written..).unwrap_or_default();
            tokio::select! {
                sent = writing.write(rest), if !rest.is_empty() => match sent {
                    Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                    Ok(count) => written += count,
                    Err(error) => break Err(error),
                },
                came = reading.read_buf(&mut input) => match came {
                    Ok(0) => break Err(io::ErrorKind::UnexpectedEof.into()),
                    Ok(_) => {
                        self.shared.lock().received(self.shared.now(), &input);
                        input.clear();
                    }
                    Err(error) => break Err(error),
                },
                () = self.shared.wake.notified(), if rest.is_empty() => {
                    // Callers that are ready to send come first: their requests go out in one write.
                    tokio::task::yield_now().await;
                }
                () = timer.as_mut() => {
                    self.shared.lock().tick(self.shared.now());
                    timer.as_mut().reset(Instant::now() + NEVER);
                }
            }
        };
        match ended {
            Ok(()) => {
                // What is still to be said, such as a sign-off; then the stream's own farewell.
                let rest = output.get(written..).unwrap_or_default();
                let farewell = async {
                    writing.write_all(rest).await?;
                    writing.shutdown().await
                };
                let _ = timeout(CLOSE_TIMEOUT, farewell).await;
                tracing::info!(address = %self.address, "disconnected");
            }
            Err(error) => {
                tracing::warn!(address = %self.address, kind = ?error.kind(), "connection lost");
            }
        }
    }

    /// Carries out what the session wants, and takes what is to be written if there is room for it.
    fn effects(&self, taken: &mut Taken, output: Option<&mut Vec<u8>>) -> (Want, Option<Duration>) {
        let mut want = Want::Nothing;
        let deadline = {
            let mut session = self.shared.lock();
            while let Some(effect) = session.effect() {
                match effect {
                    Effect::Connect => want = Want::Connect,
                    Effect::Disconnect(why) => {
                        tracing::info!(address = %self.address, ?why, "closing");
                        want = Want::Disconnect;
                    }
                    Effect::Up => drop(self.shared.status.send_replace(Status::Up)),
                    Effect::Down => drop(self.shared.status.send_replace(Status::Down)),
                    Effect::Closed => {
                        self.shared.room.close();
                        self.shared.status.send_replace(Status::Closed);
                        want = Want::Closed;
                    }
                    Effect::Done { token, outcome } => taken.done.push((token, outcome)),
                    Effect::Event(event) => taken.events.push(event),
                }
            }
            if let Some(output) = output {
                session.take_output(output);
            }
            session.deadline()
        };
        for (waiter, outcome) in taken.done.drain(..) {
            // A caller that is gone is not told.
            let _ = waiter.outcome.send(outcome);
        }
        for event in taken.events.drain(..) {
            tracing::debug!(address = %self.address, ?event, "event");
            if let (LinkEvent::Late { id, answer }, Some(late)) = (&event, self.shared.late.get()) {
                late(*id, answer);
            }
            if let (Some(hook), Some(handle)) = (&self.shared.hook, self.handle.upgrade()) {
                hook(&Client { handle }, event);
            }
        }
        (want, deadline)
    }
}
