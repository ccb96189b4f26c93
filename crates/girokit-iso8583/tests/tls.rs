//! Links over TLS on this machine, with certificates made here.
#![cfg(feature = "tls")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::Arc;
use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::client::{Client, Status};
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::outcome::{NotSent, Outcome};
use girokit_iso8583::link::server::{Peer, Server, ServerConfig};
use girokit_iso8583::link::session::LinkConfig;
use girokit_iso8583::link::tls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use girokit_iso8583::link::tls::rustls::server::WebPkiClientVerifier;
use girokit_iso8583::link::tls::rustls::{ClientConfig, RootCertStore, ServerConfig as Rustls};
use girokit_iso8583::link::tls::{ClientTls, ServerTls};
use girokit_iso8583::{Message, specs};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// Who issues certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    roots: RootCertStore,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            roots,
        }
    }

    fn roots(&self) -> RootCertStore {
        self.roots.clone()
    }

    /// A certificate for `name`, and its key.
    fn issue(
        &self,
        name: &str,
    ) -> (
        Vec<girokit_iso8583::link::tls::rustls::pki_types::CertificateDer<'static>>,
        PrivateKeyDer<'static>,
    ) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let der = PrivatePkcs8KeyDer::from(key.serialize_der());
        (vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(der))
    }
}

async fn approve(mut message: Message, _: Peer) -> Option<Message> {
    message.set_mti(message.mti().response()?);
    message.set(39, "00").ok()?;
    Some(message)
}

/// A server that demands a certificate of the client.
async fn server(authority: &Authority) -> Server {
    let (chain, key) = authority.issue("host.example");
    let verifier = WebPkiClientVerifier::builder(Arc::new(authority.roots()))
        .build()
        .unwrap();
    let rustls = Rustls::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)
        .unwrap();
    let mut config = ServerConfig::new(Framing::binary2());
    config.tls = Some(ServerTls::new(Arc::new(rustls)));
    Server::bind("127.0.0.1:0", &specs::ISO1987_ASCII, config, approve)
        .await
        .unwrap()
}

/// A client that trusts one authority, has a certificate of another or none, and asks for `name`.
fn client(address: String, trusted: &Authority, own: Option<&Authority>, name: &str) -> Client {
    let builder = ClientConfig::builder().with_root_certificates(trusted.roots());
    let rustls = match own {
        Some(authority) => {
            let (chain, key) = authority.issue("client.example");
            builder.with_client_auth_cert(chain, key).unwrap()
        }
        None => builder.with_no_client_auth(),
    };
    let mut config = LinkConfig::new(Framing::binary2());
    config.backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(20));
    config.timeout = Duration::from_millis(500);
    Client::builder(&specs::ISO1987_ASCII, address, config)
        .with_tls(ClientTls::new(Arc::new(rustls), name).unwrap())
        .spawn()
}

fn request() -> Message {
    let mut message = Message::new(&specs::ISO1987_ASCII, "0200".parse().unwrap());
    message.set(7, "1123110000").unwrap();
    message.set(11, "000001").unwrap();
    message
}

#[tokio::test]
async fn both_sides_prove_themselves() {
    let authority = Authority::new();
    let server = server(&authority).await;
    let client = client(
        server.address().to_string(),
        &authority,
        Some(&authority),
        "host.example",
    );
    assert!(client.ready().await);
    assert!(client.request(&request()).await.answer().is_some());
    client.drain(Duration::from_secs(1)).await;
    server.drain(Duration::from_secs(1)).await;
}

#[tokio::test]
async fn whoever_cannot_prove_itself_gets_no_message() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = server(&authority).await;
    let address = server.address().to_string();
    for (what, client) in [
        (
            "a server of an authority that is not trusted",
            client(address.clone(), &other, Some(&authority), "host.example"),
        ),
        (
            "a server with a certificate for another name",
            client(
                address.clone(),
                &authority,
                Some(&authority),
                "other.example",
            ),
        ),
    ] {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(client.status(), Status::Down, "{what}");
        let Outcome::NotSent(NotSent::Down) = client.request(&request()).await else {
            panic!("{what}: expected that nothing was sent");
        };
    }
    // With TLS 1.3 a client learns only after its own handshake that its certificate was refused: nothing of it is handled.
    for own in [Some(&other), None] {
        let client = client(address.clone(), &authority, own, "host.example");
        for _ in 0..5 {
            let outcome = client.request(&request()).await;
            assert!(outcome.answer().is_none());
        }
    }
    assert_eq!(server.counters().received, 0);
}

#[tokio::test]
async fn a_side_that_says_nothing_holds_neither() {
    // A listener that accepts and is silent: the client gives up in time and tries again.
    let authority = Authority::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let rustls = ClientConfig::builder()
        .with_root_certificates(authority.roots())
        .with_no_client_auth();
    let mut config = LinkConfig::new(Framing::binary2());
    config.connect_timeout = Duration::from_millis(50);
    config.backoff = Backoff::new(Duration::from_millis(1), Duration::from_millis(5));
    let client = Client::builder(&specs::ISO1987_ASCII, address, config)
        .with_tls(ClientTls::new(Arc::new(rustls), "host.example").unwrap())
        .spawn();
    let mut silent = Vec::new();
    for _ in 0..3 {
        let accepted = tokio::time::timeout(Duration::from_secs(5), listener.accept()).await;
        silent.push(accepted.expect("the client tries again").unwrap());
    }
    assert_eq!(client.status(), Status::Down);
    tokio::time::timeout(Duration::from_secs(5), client.drain(Duration::ZERO))
        .await
        .expect("closing does not wait for a silent side");
}
