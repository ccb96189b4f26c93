//! TLS for links, by rustls with the `ring` provider.
//!
//! The configurations are rustls' own, so that certificates, client authentication and versions are set as its documentation says.

use core::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
pub use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::{InvalidDnsNameError, ServerName};
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};

/// How long a client may take to agree on TLS with a server.
pub(crate) const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// TLS as a client speaks it.
#[derive(Clone)]
pub struct ClientTls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl ClientTls {
    /// With this configuration, to a server whose certificate must be for `name`.
    ///
    /// # Errors
    /// `name` is neither a host's name nor an address.
    pub fn new(config: Arc<rustls::ClientConfig>, name: &str) -> Result<Self, InvalidDnsNameError> {
        Ok(Self {
            connector: TlsConnector::from(config),
            name: ServerName::try_from(name.to_owned())?,
        })
    }

    pub(crate) async fn connect(
        &self,
        stream: TcpStream,
    ) -> io::Result<client::TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}

impl fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientTls")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// TLS as a server speaks it.
#[derive(Clone)]
pub struct ServerTls {
    acceptor: TlsAcceptor,
}

impl ServerTls {
    /// With this configuration.
    pub fn new(config: Arc<rustls::ServerConfig>) -> Self {
        Self {
            acceptor: TlsAcceptor::from(config),
        }
    }

    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
    ) -> io::Result<server::TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}
