//! A card switch between terminals and two simulated issuers.
//!
//! `cargo run -p card-switch` needs nothing else: terminals (ISO 8583:1987 in ASCII) pay by cards of an issuer that speaks BCD and
//! bytes, and of one that speaks EBCDIC; the issuers lose, delay, double and garble answers; one is killed in the middle. Then the
//! books of terminals and issuers are held against each other. `--help` says the rest.
//!
//! Terminals and switch authenticate their messages to one another in DE 64. What it leaves out: PINs, and a MAC towards the issuers. What
//! terminals were answered is kept in memory, without a bound: a payment that the switch stood in for, and that a terminal repeats after
//! a crash of the switch, is posted twice.

mod cli;
mod mac;
mod report;
mod switch;
mod terminals;

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use girokit_iso8583::Spec;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::server::{Server, ServerConfig};
use girokit_iso8583::simulator::{Account, CardStatus, Faults, Host, HostServer};
use girokit_iso8583::specs::{ISO1987_ASCII, ISO1987_BINARY, ISO1987_EBCDIC};

use cli::{Command, Options};
use switch::{Route, Switch, TIMEOUT};

fn main() -> ExitCode {
    let options = match cli::parse(std::env::args_os().skip(1)) {
        Ok(Command::Run(options)) => options,
        Ok(Command::Help) => {
            print(cli::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => return failed(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    match runtime.block_on(run(options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => failed(&error),
    }
}

async fn run(options: Options) -> Result<bool, String> {
    let hosts = [
        issuer('4', options.seed, &options),
        issuer('5', !options.seed, &options),
    ];
    let [first, second] = &hosts;
    let bcd = serve("127.0.0.1:0", &ISO1987_BINARY, first).await?;
    let ebcdic = serve("127.0.0.1:0", &ISO1987_EBCDIC, second).await?;
    let store = options.store.as_deref();
    let routes = vec![
        Route::open("4", &ISO1987_BINARY, bcd.address().to_string(), store).await?,
        Route::open("5", &ISO1987_EBCDIC, ebcdic.address().to_string(), store).await?,
    ];
    let switch = Switch::new(routes, options.mac.clone());
    let config = ServerConfig::new(Framing::binary2());
    let address = options.listen.as_deref().unwrap_or("127.0.0.1:0");
    let front = Server::bind(address, &ISO1987_ASCII, config, switch.clone())
        .await
        .map_err(|error| format!("{address}: {error}"))?;
    if options.listen.is_some() {
        print(&format!("listening on {}\n", front.address()));
        std::future::pending::<()>().await;
    }
    let done = Arc::new(AtomicU32::new(0));
    let half = options.messages / 2;
    let killed = tokio::spawn(kill_in_the_middle(
        ebcdic,
        second.clone(),
        Arc::clone(&done),
        half,
    ));
    let slips = terminals::pay(front.address(), &options, &done).await;
    // Held until the end: dropped, it would stop.
    let _ebcdic = killed.await.map_err(|error| error.to_string())??;
    // A reversal or an advice is repeated until it is answered: all there is to do is to wait.
    for _ in 0..3_000 {
        if switch.queued() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // What was delayed has come by now.
    tokio::time::sleep(2 * TIMEOUT).await;
    let report = report::Report::new(&slips, &switch, &hosts);
    print(&report.to_string());
    Ok(report.agrees())
}

/// An issuer whose card numbers begin with `digit`: nine good cards, one stolen, all with test numbers.
fn issuer(digit: char, seed: u64, options: &Options) -> HostServer {
    let accounts = (0..terminals::CARDS).map(|card| {
        let account = Account::new(terminals::pan(digit, card), 100_000)
            .with_limit(20_000)
            .with_currency("978");
        if card + 1 == terminals::CARDS {
            account.with_status(CardStatus::Stolen)
        } else {
            account
        }
    });
    let faults = Faults::seeded(seed, options.faults, TIMEOUT + TIMEOUT / 2);
    HostServer::new(Host::new(accounts).with_faults(faults))
}

async fn serve(address: &str, spec: &'static Spec, host: &HostServer) -> Result<Server, String> {
    let config = ServerConfig::new(Framing::binary2());
    Server::bind(address, spec, config, host.clone())
        .await
        .map_err(|error| format!("{address}: {error}"))
}

/// Stops the server once so many payments are done, and starts it again at the same address. Its database stays.
async fn kill_in_the_middle(
    server: Server,
    host: HostServer,
    done: Arc<AtomicU32>,
    after: u32,
) -> Result<Server, String> {
    while done.load(Ordering::Relaxed) < after {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let address: SocketAddr = server.address();
    drop(server);
    tokio::time::sleep(2 * TIMEOUT).await;
    let mut last = String::new();
    for _ in 0..200 {
        match serve(&address.to_string(), &ISO1987_EBCDIC, &host).await {
            Ok(server) => return Ok(server),
            Err(error) => last = error,
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(last)
}

fn failed(error: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "card-switch: {error}");
    ExitCode::from(2)
}

fn print(text: &str) {
    // A reader that has gone is no reason to fail.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
