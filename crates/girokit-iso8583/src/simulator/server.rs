//! The host behind a socket.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::host::{Host, Output};
use crate::link::server::{Handler, Peer};
use crate::message::Message;

/// A handler for [`Server`](crate::link::server::Server) that has a [`Host`] decide. Clones share it, so that it outlives a server that
/// is stopped: as a host's database outlives its process.
#[derive(Debug, Clone)]
pub struct HostServer {
    host: Arc<Mutex<Host>>,
}

impl HostServer {
    /// Serves this host.
    pub fn new(host: Host) -> Self {
        Self {
            host: Arc::new(Mutex::new(host)),
        }
    }

    /// The host, to ask it for balances and proof. Do not hold it across an `await`: no message is handled meanwhile.
    pub fn host(&self) -> MutexGuard<'_, Host> {
        self.host.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for HostServer {
    async fn handle(&self, message: Message, peer: Peer) -> Option<Message> {
        let outputs = self.host().handle(&message);
        let mut answer: Option<Message> = None;
        for output in outputs {
            match output {
                Output::Disconnect => peer.close(),
                Output::Send { after, message } => {
                    if let Some(first) = answer.take() {
                        // Without the connection there is nobody to answer.
                        let _ = peer.send(&first);
                    }
                    if !after.is_zero() {
                        tokio::time::sleep(after).await;
                    }
                    answer = Some(message);
                }
            }
        }
        answer
    }
}
