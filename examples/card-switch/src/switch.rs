//! The switch: routes, converts between specs, stands in, and leaves nothing unknown.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use girokit_iso8583::link::backoff::Backoff;
use girokit_iso8583::link::client::{Client, SystemStamp};
use girokit_iso8583::link::forward::Forwarder;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::network::StandardNetwork;
use girokit_iso8583::link::outcome::{NotSent, Outcome};
use girokit_iso8583::link::reversal::ReversalRule;
use girokit_iso8583::link::saf::{FileStore, MemoryStore, SafStore};
use girokit_iso8583::link::server::{Handler, Peer};
use girokit_iso8583::link::session::LinkConfig;
use girokit_iso8583::mti::{Class, Function};
use girokit_iso8583::specs::ISO1987_ASCII;
use girokit_iso8583::{Error, Message, Spec};

use crate::mac::TerminalKey;

/// How long an issuer may take.
pub(crate) const TIMEOUT: Duration = Duration::from_millis(200);

/// The most that the switch approves for an issuer that is down, in minor units.
const STAND_IN_LIMIT: u64 = 5_000;

/// Our own number, DE 32.
pub(crate) const ACQUIRER: &str = "10001";

/// An issuer: the card numbers that it takes, and the way to it.
pub(crate) struct Route {
    prefix: &'static str,
    spec: &'static Spec,
    forwarder: Forwarder,
}

impl Route {
    /// Connects to the host at `address`.
    pub(crate) async fn open(
        prefix: &'static str,
        spec: &'static Spec,
        address: String,
        store: Option<&Path>,
    ) -> Result<Self, String> {
        let mut config = LinkConfig::new(Framing::binary2());
        config.timeout = TIMEOUT;
        config.backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(50));
        let client = Client::builder(spec, address, config)
            .with_network(StandardNetwork::new(spec, SystemStamp::new(900_001)))
            .spawn();
        client.ready().await;
        let store: Box<dyn SafStore> = match store {
            None => Box::new(MemoryStore::default()),
            Some(folder) => {
                let file = folder.join(format!("{}.saf", spec.name));
                Box::new(FileStore::open(file).map_err(|error| error.to_string())?)
            }
        };
        let again = Backoff::new(Duration::from_millis(5), Duration::from_millis(50));
        let forwarder = Forwarder::open(
            spec,
            client,
            ReversalRule::default(),
            SystemStamp::new(950_001),
            store,
            again,
        );
        Ok(Self {
            prefix,
            spec,
            forwarder: forwarder.await.map_err(|error| error.to_string())?,
        })
    }
}

/// What the switch did.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) answered: AtomicU64,
    pub(crate) stand_in: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) unknown: AtomicU64,
}

/// A handler for the server that terminals connect to. Clones share everything.
#[derive(Clone)]
pub(crate) struct Switch {
    inner: Arc<Inner>,
}

struct Inner {
    routes: Vec<Route>,
    /// By what terminals prove themselves, and we to them.
    mac: Option<TerminalKey>,
    counts: Counts,
    /// Answers by request, so that a terminal that repeats gets the same one. `None`: it is being handled.
    answers: Mutex<HashMap<String, Option<Message>>>,
}

impl Switch {
    pub(crate) fn new(routes: Vec<Route>, mac: Option<TerminalKey>) -> Self {
        Self {
            inner: Arc::new(Inner {
                routes,
                mac,
                counts: Counts::default(),
                answers: Mutex::default(),
            }),
        }
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.inner.counts
    }

    /// Reversals and advices that wait for an issuer.
    pub(crate) fn queued(&self) -> usize {
        let routes = self.inner.routes.iter();
        routes.map(|route| route.forwarder.queued()).sum()
    }

    async fn answer(&self, request: &Message) -> Result<Message, Error> {
        let counts = self.counts();
        let transaction = matches!(
            request.mti().class(),
            Class::Authorization | Class::Financial
        ) && request.mti().function() == Function::Request;
        if request.mti().class() == Class::NetworkManagement {
            return reply(request, "00");
        }
        if !transaction {
            return reply(request, "12");
        }
        let pan = request.field(2).map(|pan| pan.text().into_owned());
        let route = self.inner.routes.iter().find(|route| {
            pan.as_ref()
                .is_some_and(|pan| pan.starts_with(route.prefix))
        });
        let Some(route) = route else {
            count(&counts.refused);
            return reply(request, "14");
        };
        let mut forwarded = convert(request, route.spec)?;
        // The code is between the terminal and us.
        forwarded.remove(64);
        forwarded.remove(128);
        forwarded.set(32, ACQUIRER)?;
        match route.forwarder.request(forwarded.clone()).await {
            Outcome::Answered(answer) => {
                count(&counts.answered);
                convert(&answer, &ISO1987_ASCII)
            }
            // Its reversal is queued already: the terminal must not count on it.
            Outcome::Unknown(_) => {
                count(&counts.unknown);
                reply(request, "91")
            }
            Outcome::NotSent(NotSent::Down | NotSent::ConnectionLost) => {
                self.stand_in(request, forwarded, route).await
            }
            Outcome::NotSent(_) => {
                count(&counts.refused);
                reply(request, "96")
            }
        }
    }

    /// The issuer is down and knows nothing of it: small amounts are approved, and the issuer is told until it answers.
    async fn stand_in(
        &self,
        request: &Message,
        mut advice: Message,
        route: &Route,
    ) -> Result<Message, Error> {
        let counts = self.counts();
        let amount = request.field(4).and_then(|amount| amount.number());
        let small = amount.is_some_and(|amount| amount <= STAND_IN_LIMIT);
        // Any six characters will do, as long as the terminal and the issuer are told the same.
        let approval = request.field(11).map(|stan| stan.text().into_owned());
        let [version, class, ..] = advice.mti().digits();
        if let Ok(mti) = format!("{version}{class}20").parse() {
            advice.set_mti(mti);
        }
        advice.set(38, approval.as_deref().unwrap_or_default())?;
        advice.set(39, "00")?;
        advice.remove(52);
        if !small || route.forwarder.advise(&advice).await.is_err() {
            count(&counts.refused);
            return reply(request, "91");
        }
        count(&counts.stand_in);
        let mut answer = reply(request, "00")?;
        answer.set(38, approval.as_deref().unwrap_or_default())?;
        Ok(answer)
    }

    /// The answer with its code, if codes are in use.
    fn signed(&self, mut answer: Message) -> Option<Message> {
        if let Some(mac) = &self.inner.mac {
            mac.sign(&mut answer).ok()?;
        }
        Some(answer)
    }

    fn answers(&self) -> std::sync::MutexGuard<'_, HashMap<String, Option<Message>>> {
        let answers = self.inner.answers.lock();
        answers.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for Switch {
    async fn handle(&self, message: Message, _peer: Peer) -> Option<Message> {
        message.mti().response()?;
        if self
            .inner
            .mac
            .as_ref()
            .is_some_and(|mac| !mac.verifies(&message))
        {
            count(&self.counts().refused);
            // Not kept: whoever sent it must not take the place of the message that it pretends to be.
            return self.signed(reply(&message, "63").ok()?);
        }
        // Class and function, trace number, time, terminal: a repeat differs in none of them.
        let mut key = format!("{:?}", &message.mti().digits().get(..3));
        for number in [11, 7, 41] {
            key.push('/');
            key.push_str(
                &message
                    .field(number)
                    .map_or("".into(), |field| field.text()),
            );
        }
        match self.answers().entry(key.clone()) {
            Entry::Occupied(known) => return known.get().clone(),
            Entry::Vacant(new) => {
                new.insert(None);
            }
        }
        let answer = self
            .answer(&message)
            .await
            .or_else(|_| reply(&message, "30"));
        let answer = answer.ok().and_then(|answer| self.signed(answer));
        self.answers().insert(key, answer.clone());
        answer
    }
}

/// The message in another spec; what that one does not know is left out.
fn convert(message: &Message, spec: &'static Spec) -> Result<Message, Error> {
    let mut converted = Message::new(spec, message.mti());
    for field in message.fields() {
        let Some(number) = field.key().number() else {
            continue;
        };
        if spec.field(number).is_none() {
            continue;
        }
        if field.is_composite() {
            converted.set_bytes(number, &field.bytes())?;
        } else {
            converted.set(number, &field.text())?;
        }
    }
    Ok(converted)
}

/// The answer of the switch itself.
fn reply(request: &Message, code: &str) -> Result<Message, Error> {
    let mut answer = request.clone();
    if let Some(mti) = request.mti().response() {
        answer.set_mti(mti);
    }
    for secret in [35, 52, 55] {
        answer.remove(secret);
    }
    answer.set(39, code)?;
    Ok(answer)
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
