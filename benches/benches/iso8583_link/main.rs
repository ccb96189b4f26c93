//! ISO 8583 over a connection of this machine: requests a second and their latencies beside bare echoes of the same frames.
//!
//! Wall time, client and server in one process on two threads; rows in turn, medians of the rounds.
#![expect(
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a bench prints figures"
)]

mod floor;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use girokit_benches::race::{Plan, median};
use girokit_iso8583::link::client::Client;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::server::{Peer, Server, ServerConfig};
use girokit_iso8583::link::session::LinkConfig;
use girokit_iso8583::{Message, specs};
use tokio::sync::oneshot;

/// The elements of a request of about 190 bytes.
const REQUEST: [(u8, &str); 14] = [
    (2, "5555555555554444"),
    (3, "000000"),
    (4, "000000002599"),
    (7, "1123101500"),
    (12, "111500"),
    (13, "1123"),
    (14, "2912"),
    (18, "5812"),
    (22, "051"),
    (25, "00"),
    (37, "632711004711"),
    (41, "GIRO0001"),
    (42, "HARBOURTOOLS001"),
    (49, "978"),
];

/// What one round of a row measured.
struct Round {
    per_second: f64,
    p50: f64,
    p99: f64,
}

fn main() -> io::Result<()> {
    let plan = Plan::from_args();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let echo = floor::serve().await?;
        let config = ServerConfig::new(Framing::binary2());
        let server = Server::bind("127.0.0.1:0", &specs::ISO1987_ASCII, config, approve).await?;
        for in_flight in [1, 16, 256] {
            let count = match (plan.is_quick(), in_flight) {
                (true, _) => 500,
                (false, 1) => 10_000,
                (false, _) => 100_000,
            };
            row_by_row(plan, echo, server.address(), in_flight, count).await?;
        }
        Ok(())
    })
}

/// Approves whatever comes.
async fn approve(mut request: Message, _peer: Peer) -> Option<Message> {
    request.set_mti(request.mti().response()?);
    request.set(39, "00").ok()?;
    Some(request)
}

async fn row_by_row(
    plan: Plan,
    echo: SocketAddr,
    host: SocketAddr,
    in_flight: usize,
    count: usize,
) -> io::Result<()> {
    let body = request(1).to_bytes();
    let calls = floor::client(echo).await?;
    let mut config = LinkConfig::new(Framing::binary2());
    config.max_in_flight = in_flight;
    let client = Client::builder(&specs::ISO1987_ASCII, host.to_string(), config).spawn();
    client.ready().await;
    let stan = Arc::new(AtomicU32::new(1));
    let template = Arc::new(request(1));
    let mut rows: [(&str, Vec<Round>); 3] = [
        ("echo of frames, one task that pipelines", Vec::new()),
        ("echo of frames, a task for each caller", Vec::new()),
        (
            "girokit client and server, a task for each caller",
            Vec::new(),
        ),
    ];
    for _ in 0..plan.rounds {
        let start = Instant::now();
        let latencies = floor::pipeline(echo, &body, in_flight, count).await?;
        let mut rounds = vec![Round::of(start, latencies)];
        let start = Instant::now();
        let call = {
            let (calls, body) = (calls.clone(), body.clone());
            move || {
                let (calls, body) = (calls.clone(), body.clone());
                async move {
                    let (waiter, answer) = oneshot::channel();
                    let sent = calls.send((body, waiter)).await;
                    assert!(sent.is_ok() && answer.await.is_ok(), "an echo");
                }
            }
        };
        rounds.push(Round::of(start, callers(in_flight, count, call).await));
        let start = Instant::now();
        let call = {
            let (client, stan, template) =
                (client.clone(), Arc::clone(&stan), Arc::clone(&template));
            move || {
                let (client, stan) = (client.clone(), Arc::clone(&stan));
                let mut request = Message::clone(&template);
                async move {
                    let stan = stan.fetch_add(1, Ordering::Relaxed) % 1_000_000;
                    request.set(11, &format!("{stan:06}")).expect("six digits");
                    assert!(
                        client.request(&request).await.answer().is_some(),
                        "an answer"
                    );
                }
            }
        };
        rounds.push(Round::of(start, callers(in_flight, count, call).await));
        for ((_, row), round) in rows.iter_mut().zip(rounds) {
            row.push(round);
        }
    }
    client.drain(Duration::from_secs(1)).await;
    print(in_flight, plan, &rows);
    Ok(())
}

fn request(stan: u32) -> Message {
    let mti = "0200".parse().expect("four digits");
    let mut message = Message::new(&specs::ISO1987_ASCII, mti);
    for (number, value) in REQUEST {
        message.set(number, value).expect("a value of the element");
    }
    message.set(11, &format!("{stan:06}")).expect("six digits");
    message
}

/// `in_flight` tasks that call one time after the other, `count` times together; each call's latency.
async fn callers<F>(
    in_flight: usize,
    count: usize,
    call: impl Fn() -> F + Clone + Send + 'static,
) -> Vec<Duration>
where
    F: Future<Output = ()> + Send,
{
    let left = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let (left, call) = (Arc::clone(&left), call.clone());
            tokio::spawn(async move {
                let mut latencies = Vec::with_capacity(count / in_flight + 1);
                while left.fetch_add(1, Ordering::Relaxed) < count {
                    let start = Instant::now();
                    call().await;
                    latencies.push(start.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::with_capacity(count);
    for task in tasks {
        latencies.extend(task.await.expect("no panic"));
    }
    latencies
}

impl Round {
    fn of(start: Instant, mut latencies: Vec<Duration>) -> Self {
        let elapsed = start.elapsed().as_secs_f64();
        latencies.sort_unstable();
        let at = |part: usize| {
            let latency = latencies.get(latencies.len() * part / 100);
            latency.map_or(0.0, |latency| latency.as_secs_f64() * 1e6)
        };
        Self {
            #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
            per_second: latencies.len() as f64 / elapsed,
            p50: at(50),
            p99: at(99),
        }
    }
}

fn print(in_flight: usize, plan: Plan, rows: &[(&str, Vec<Round>)]) {
    println!(
        "\n{in_flight} in flight: wall time, median of {} rounds",
        plan.rounds
    );
    println!(
        "{:<52} {:>12} {:>9} {:>9} {:>10} {:>10}",
        "row", "requests/s", "p50 us", "p99 us", "x pipeline", "x callers"
    );
    let of = |row: usize, value: fn(&Round) -> f64| -> Vec<f64> {
        rows.get(row)
            .map_or(Vec::new(), |(_, rounds)| rounds.iter().map(value).collect())
    };
    for (at, (name, _)) in rows.iter().enumerate() {
        let speeds = of(at, |round| round.per_second);
        let ratio = |floor: usize| {
            let floor = of(floor, |round| round.per_second);
            median(
                speeds
                    .iter()
                    .zip(floor)
                    .map(|(speed, floor)| speed / floor)
                    .collect(),
            )
        };
        println!(
            "{name:<52} {:>12.0} {:>9.1} {:>9.1} {:>10.2} {:>10.2}",
            median(speeds.clone()),
            median(of(at, |round| round.p50)),
            median(of(at, |round| round.p99)),
            ratio(0),
            ratio(1),
        );
    }
}
