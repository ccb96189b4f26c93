//! The card host: decisions, repeats, reversals, faults, proof.
#![cfg(feature = "simulator")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use std::time::Duration;

use girokit_iso8583::simulator::{
    Account, CardStatus, Condition, Decision, Fault, Faults, Host, Output, Rule, Totals,
};
use girokit_iso8583::specs::{ISO1987_ASCII, ISO1987_BINARY, ISO1987_EBCDIC, ISO1993_BINARY};
use girokit_iso8583::{Message, Spec};

const PAN: &str = "4000000000000002";
const STOLEN: &str = "4000000000000119";

fn host() -> Host {
    Host::new([
        Account::new(PAN, 10_000)
            .with_limit(6_000)
            .with_expiry("2812")
            .with_currency("978"),
        Account::new(STOLEN, 10_000).with_status(CardStatus::Stolen),
        Account::new("4000000000000127", 10_000).with_wrong_pin(),
    ])
    .with_rule(
        Rule::new(Condition::Mcc("7995".into()), Decision::NotPermitted)
            .and(Condition::AmountAbove(100)),
    )
}

fn message(spec: &'static Spec, mti: &str, pan: &str, amount: u64, stan: u32) -> Message {
    let mut message = Message::new(spec, mti.parse().unwrap());
    let fields = [
        (2, pan.to_owned()),
        (3, "000000".into()),
        (4, amount.to_string()),
        (7, "1123120000".into()),
        (11, stan.to_string()),
        (
            12,
            if mti.starts_with('1') {
                "261123120000"
            } else {
                "120000"
            }
            .into(),
        ),
        (32, "12345".into()),
        (41, "TERM0001".into()),
    ];
    for (number, value) in fields {
        message.set(number, &value).unwrap();
    }
    message
}

fn request(mti: &str, amount: u64, stan: u32) -> Message {
    message(&ISO1987_ASCII, mti, PAN, amount, stan)
}

fn answer(host: &mut Host, request: &Message) -> Message {
    match host.handle(request).as_slice() {
        [Output::Send { after, message }] if after.is_zero() => {
            assert!(message.mti().answers(request.mti()));
            // What a host sends, the other side reads.
            Message::read(message.spec().clone(), &message.to_bytes()).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

fn text(message: &Message, number: u8) -> String {
    message.field(number).unwrap().text().into_owned()
}

fn code(host: &mut Host, request: &Message) -> String {
    text(&answer(host, request), 39)
}

fn reversal(original: &Message, stan: u32) -> Message {
    let de90 = format!(
        "{}{:0>6}{}{:0>11}{:0>11}",
        original.mti(),
        text(original, 11),
        text(original, 7),
        text(original, 32),
        "",
    );
    let mut reversal = original.clone();
    reversal.set_mti("0420".parse().unwrap());
    reversal.set(11, &stan.to_string()).unwrap();
    reversal.set(7, "1123120100").unwrap();
    reversal.set(90, &de90).unwrap();
    reversal
}

#[test]
fn codes_are_by_rule() {
    let mut host = host();
    let mut gambling = request("0200", 200, 1);
    gambling.set(18, "7995").unwrap();
    let mut expiry = request("0200", 200, 2);
    expiry.set(14, "2711").unwrap();
    let mut currency = request("0200", 200, 3);
    currency.set(49, "840").unwrap();
    let mut pin = message(&ISO1987_ASCII, "0200", "4000000000000127", 100, 4);
    pin.set(52, "0123456789ABCDEF").unwrap();
    let mut unknown = request("0200", 200, 10);
    unknown.set(3, "990000").unwrap();
    let mut bare = request("0200", 200, 11);
    bare.remove(3);
    let cases = [
        (gambling, "57"),
        (expiry, "54"),
        (currency, "12"),
        (pin, "55"),
        (message(&ISO1987_ASCII, "0200", STOLEN, 100, 5), "43"),
        (
            message(&ISO1987_ASCII, "0200", "4000000000009995", 100, 6),
            "14",
        ),
        (request("0200", 6_001, 7), "61"),
        (request("0200", 0, 8), "13"),
        (request("0200", 6_000, 9), "00"),
        (unknown, "12"),
        (bare, "30"),
        (request("0200", 4_001, 12), "51"),
        (request("0100", 4_000, 13), "00"),
    ];
    for (request, expected) in cases {
        assert_eq!(code(&mut host, &request), expected, "{request:?}");
    }
    assert_eq!((host.balance(PAN), host.held(PAN)), (Some(0), Some(4_000)));
    let proof = host.prove().unwrap();
    assert_eq!((proof.posted, proof.settlement_minor), (2, 6_000));
}

#[test]
fn a_repeat_is_answered_alike_and_another_message_of_the_same_key_is_refused() {
    let mut host = host();
    let first = answer(&mut host, &request("0200", 1_000, 1));
    let mut again = answer(&mut host, &request("0201", 1_000, 1));
    assert_eq!(text(&first, 38), text(&again, 38));
    assert_eq!(code(&mut host, &request("0200", 1_100, 1)), "94");
    again = answer(&mut host, &request("0220", 500, 2));
    assert_eq!(text(&again, 39), "00");
    assert_eq!(code(&mut host, &request("0221", 500, 2)), "00");
    assert_eq!(host.balance(PAN), Some(8_500));
    assert_eq!(host.counters().repeats, 3);
    assert_eq!(host.prove().unwrap().posted, 2);
}

#[test]
fn a_reversal_undoes_once_in_any_order_of_arrival() {
    let mut host = host();
    let sale = request("0200", 1_000, 1);
    assert_eq!(code(&mut host, &sale), "00");
    let back = reversal(&sale, 2);
    assert_eq!(code(&mut host, &back), "00");
    let mut repeat = back.clone();
    repeat.set_mti("0421".parse().unwrap());
    assert_eq!(code(&mut host, &repeat), "00");
    // A second reversal under a number of its own finds nothing left.
    assert_eq!(code(&mut host, &reversal(&sale, 3)), "00");
    assert_eq!(host.balance(PAN), Some(10_000));
    // Nor is what was taken back promised again.
    assert_eq!(code(&mut host, &request("0201", 1_000, 1)), "05");
    // The reversal overtakes its original.
    let late = request("0200", 700, 4);
    assert_eq!(code(&mut host, &reversal(&late, 5)), "00");
    assert_eq!(code(&mut host, &late), "05");
    assert_eq!(host.balance(PAN), Some(10_000));
    // 300 of 1000 were dispensed.
    let cash = request("0200", 1_000, 6);
    assert_eq!(code(&mut host, &cash), "00");
    let mut partial = reversal(&cash, 7);
    partial.set(95, &format!("{:012}{:030}", 300, 0)).unwrap();
    assert_eq!(code(&mut host, &partial), "00");
    assert_eq!(host.balance(PAN), Some(9_700));
    // Not with another card.
    let other = request("0200", 100, 8);
    assert_eq!(code(&mut host, &other), "00");
    let mut wrong = reversal(&other, 9);
    wrong.set(2, STOLEN).unwrap();
    assert_eq!(code(&mut host, &wrong), "12");
    let proof = host.prove().unwrap();
    assert_eq!((proof.posted, proof.reversed), (3, 2));
    assert_eq!(host.counters().reversed_nothing, 2);
}

#[test]
fn a_completion_takes_its_hold_and_its_reversal_gives_it_back() {
    let mut host = host();
    let hold = request("0100", 5_000, 1);
    let approval = text(&answer(&mut host, &hold), 38);
    assert_eq!(
        (host.balance(PAN), host.held(PAN)),
        (Some(5_000), Some(5_000))
    );
    let mut completion = request("0220", 4_200, 2);
    completion.set(38, &approval).unwrap();
    assert_eq!(code(&mut host, &completion), "00");
    assert_eq!((host.balance(PAN), host.held(PAN)), (Some(5_800), Some(0)));
    // The hold is gone: it cannot be reversed any more.
    assert_eq!(code(&mut host, &reversal(&hold, 3)), "12");
    assert_eq!(code(&mut host, &reversal(&completion, 4)), "00");
    assert_eq!(
        (host.balance(PAN), host.held(PAN)),
        (Some(5_000), Some(5_000))
    );
    assert_eq!(code(&mut host, &reversal(&hold, 5)), "00");
    assert_eq!((host.balance(PAN), host.held(PAN)), (Some(10_000), Some(0)));
    host.prove().unwrap();
}

#[test]
fn refunds_inquiries_and_reconciliation() {
    let mut host = host();
    assert_eq!(code(&mut host, &request("0200", 2_000, 1)), "00");
    let mut refund = request("0200", 500, 2);
    refund.set(3, "200000").unwrap();
    assert_eq!(code(&mut host, &refund), "00");
    assert_eq!(host.balance(PAN), Some(8_500));
    let mut inquiry = request("0100", 0, 3);
    inquiry.set(3, "310000").unwrap();
    assert_eq!(
        text(&answer(&mut host, &inquiry), 54),
        "0002978C000000008500"
    );
    let mut ours = Totals::default();
    ours.count(false, 2_000);
    ours.count(true, 500);
    assert_eq!(host.totals("12345"), ours);
    assert_eq!(ours.net_minor(), 1_500);
    let mut batch = Message::new(&ISO1987_ASCII, "0500".parse().unwrap());
    batch.set(7, "1123230000").unwrap().set(11, "9").unwrap();
    batch.set(32, "12345").unwrap();
    ours.write(&mut batch).unwrap();
    let answered = answer(&mut host, &batch);
    assert_eq!(
        (text(&answered, 39), text(&answered, 66)),
        ("00".into(), "1".into())
    );
    // The repeat is answered alike, although the totals began anew.
    batch.set_mti("0501".parse().unwrap());
    assert_eq!(text(&answer(&mut host, &batch), 66), "1");
    batch.set(11, "10").unwrap();
    assert_eq!(text(&answer(&mut host, &batch), 66), "2");
}

#[test]
fn faults_by_script_come_as_written() {
    let late = Duration::from_secs(20);
    let faults = [
        Fault::NoAnswer,
        Fault::Late(late),
        Fault::Duplicate,
        Fault::Garbled,
        Fault::WrongEcho,
        Fault::DisconnectBefore,
        Fault::DisconnectAfter,
    ];
    for spec in [&ISO1987_ASCII, &ISO1987_BINARY, &ISO1987_EBCDIC] {
        let mut script = Faults::none();
        for (nth, fault) in (1..).zip(faults) {
            script = script.with(nth, fault);
        }
        let mut host = host().with_faults(script);
        let outputs = (1..=7).map(|stan| host.handle(&message(spec, "0200", PAN, 100, stan)));
        let outputs: Vec<_> = outputs.collect();
        assert!(outputs[0].is_empty());
        assert!(matches!(&outputs[1][..], [Output::Send { after, .. }] if *after == late));
        assert_eq!(outputs[2].len(), 2);
        let sent = |outputs: &[Output]| match outputs {
            [Output::Send { message, .. }] => Message::read(spec, &message.to_bytes()),
            other => panic!("{other:?}"),
        };
        sent(&outputs[3]).unwrap_err();
        assert_eq!(
            sent(&outputs[4]).unwrap().field(11).unwrap().number(),
            Some(0)
        );
        assert!(matches!(outputs[5][..], [Output::Disconnect]));
        assert!(matches!(outputs[6][..], [Output::Disconnect]));
        // All but the one before which the connection went.
        assert_eq!(host.balance(PAN), Some(10_000 - 600));
        assert_eq!(
            (host.counters().faults, host.prove().unwrap().posted),
            (7, 6)
        );
    }
}

#[test]
fn a_seed_gives_the_same_run_again() {
    let run = |seed| {
        let mut host = host().with_faults(Faults::seeded(seed, 300, Duration::from_secs(9)));
        let trace: Vec<String> = (1..=200)
            .map(|stan| format!("{:?}", host.handle(&request("0200", 10, stan))))
            .collect();
        assert!(host.counters().faults > 20 && host.counters().faults < 100);
        host.prove().unwrap();
        trace
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn codes_and_originals_of_1993() {
    let mut host = host();
    let sale = message(&ISO1993_BINARY, "1200", PAN, 1_000, 1);
    assert_eq!(code(&mut host, &sale), "000");
    let mut back = sale.clone();
    back.set_mti("1420".parse().unwrap());
    back.set(11, "2").unwrap();
    back.set(56, "12000000012611231200000512345").unwrap();
    assert_eq!(code(&mut host, &back), "400");
    assert_eq!(host.balance(PAN), Some(10_000));
    let mut echo = Message::new(&ISO1993_BINARY, "1804".parse().unwrap());
    echo.set(11, "3").unwrap().set(24, "831").unwrap();
    assert_eq!(code(&mut host, &echo), "800");
}

#[test]
fn nothing_shows_a_card_number() {
    let mut host = host();
    let outputs = host.handle(&request("0200", 10, 1));
    let shown = format!("{host:?}{outputs:?}{:?}", Account::new(PAN, 1));
    assert!(!shown.contains(PAN) && !shown.contains(&PAN[..12]));
}
