//! Simulated terminals, and what they print on their slips.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use girokit_iso8583::link::client::Client;
use girokit_iso8583::link::framing::Framing;
use girokit_iso8583::link::session::LinkConfig;
use girokit_iso8583::specs::ISO1987_ASCII;
use girokit_iso8583::{Error, Message, Mti};

use crate::cli::Options;

/// Terminals that pay at the same time.
const TERMINALS: u32 = 12;

/// Cards of an issuer.
pub(crate) const CARDS: u32 = 10;

/// What a terminal knows of a payment in the end.
#[derive(Debug, Clone)]
pub(crate) struct Slip {
    pub(crate) terminal: u32,
    pub(crate) stan: u32,
    /// First six and last four digits.
    pub(crate) card: String,
    pub(crate) amount_minor: u64,
    /// DE 39; `None` without an answer.
    pub(crate) code: Option<String>,
}

/// A card number for tests: issuer digit, zeros, number, check digit.
pub(crate) fn pan(issuer: char, card: u32) -> String {
    let body = format!("{issuer}{:011}{:03}", 0, card + 1);
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            let doubled = if place % 2 == 0 { 2 * digit } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// Has the terminals pay, and collects their slips.
pub(crate) async fn pay(
    address: SocketAddr,
    options: &Options,
    done: &Arc<AtomicU32>,
) -> Vec<Slip> {
    let mut tasks = Vec::new();
    for terminal in 1..=TERMINALS {
        let (options, done) = (options.clone(), Arc::clone(done));
        tasks.push(tokio::spawn(async move {
            let mut config = LinkConfig::new(Framing::binary2());
            config.timeout = Duration::from_secs(20);
            let client = Client::builder(&ISO1987_ASCII, address.to_string(), config).spawn();
            client.ready().await;
            let mut slips = Vec::new();
            for stan in (terminal..=options.messages).step_by(TERMINALS as usize) {
                let mut slip = Slip {
                    terminal,
                    stan,
                    card: String::new(),
                    amount_minor: 0,
                    code: None,
                };
                if let Ok(mut request) = request(&mut slip, options.seed)
                    && (options.mac.as_ref()).is_none_or(|mac| mac.sign(&mut request).is_ok())
                {
                    let answer = client.request(&request).await.answer();
                    // What does not prove that it is the switch's is no answer.
                    let answer = answer.filter(|answer| {
                        (options.mac.as_ref()).is_none_or(|mac| mac.verifies(answer))
                    });
                    slip.code =
                        answer.and_then(|answer| Some(answer.field(39)?.text().into_owned()));
                }
                slips.push(slip);
                done.fetch_add(1, Ordering::Relaxed);
            }
            client.drain(Duration::from_secs(1)).await;
            slips
        }));
    }
    let mut slips = Vec::new();
    for task in tasks {
        slips.extend(task.await.unwrap_or_default());
    }
    slips.sort_by_key(|slip| slip.stan);
    slips
}

fn request(slip: &mut Slip, seed: u64) -> Result<Message, Error> {
    let drawn = mix(seed ^ (u64::from(slip.stan) << 32));
    let issuer = if drawn.is_multiple_of(2) { '4' } else { '5' };
    let card = u32::try_from(drawn / 2 % u64::from(CARDS)).unwrap_or_default();
    let pan = pan(issuer, card);
    // One in sixteen may be above the limit of the card.
    let large = (drawn / 32).is_multiple_of(16);
    slip.amount_minor = 100 + drawn / 512 % 9_000 * if large { 4 } else { 1 };
    slip.card = format!(
        "{}******{}",
        pan.get(..6).unwrap_or_default(),
        pan.get(12..).unwrap_or_default()
    );
    let mut message = Message::new(&ISO1987_ASCII, SALE);
    message
        .set(2, &pan)?
        .set(3, "000000")?
        .set(4, &slip.amount_minor.to_string())?
        .set(7, "1123120000")?
        .set(11, &slip.stan.to_string())?
        .set(18, "5411")?
        .set(22, "051")?
        .set(41, &format!("POS{:05}", slip.terminal))?
        .set(49, "978")?;
    Ok(message)
}

const SALE: Mti = match Mti::new(200) {
    Some(mti) => mti,
    None => panic!("four digits"),
};

/// `SplitMix64`'s last step: spreads a number well. Not for secrets.
const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
