//! The program as its user runs it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use girokit_iso8583::Message;
use girokit_iso8583::specs::ISO1987_ASCII;

/// Runs it; exit code and everything it printed.
fn run(args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_card-switch"))
        .args(args)
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8(output.stderr).unwrap());
    (output.status.code().unwrap(), text)
}

fn figure(report: &str, name: &str) -> u64 {
    let line = report
        .lines()
        .find(|line| line.trim_start().starts_with(name))
        .unwrap_or_else(|| panic!("no {name} in\n{report}"));
    line.split_whitespace().last().unwrap().parse().unwrap()
}

/// No run of digits is as long as a card number.
fn assert_masked(report: &str) {
    let longest = report
        .split(|character: char| !character.is_ascii_digit())
        .map(str::len)
        .max();
    assert!(longest < Some(12), "{report}");
}

#[test]
fn a_day_with_faults_and_a_killed_host_ends_in_books_that_agree() {
    for seed in ["1", "2"] {
        let (code, report) = run(&["--messages", "240", "--seed", seed, "--faults", "80"]);
        assert_eq!(code, 0, "seed {seed}\n{report}");
        assert!(report.contains("they agree"));
        assert!(report.contains("400000******"), "{report}");
        assert_masked(&report);
        assert_eq!(
            figure(&report, "approved") + figure(&report, "declined"),
            240
        );
        assert!(figure(&report, "approved") > 60, "{report}");
        assert!(figure(&report, "stand-in") > 0, "{report}");
        assert!(figure(&report, "unknown ") > 0, "{report}");
        assert_eq!(
            figure(&report, "unknown "),
            figure(&report, "unknown resolved")
        );
        assert_eq!(figure(&report, "still queued"), 0);
    }
}

#[test]
fn it_keeps_its_queue_in_files_if_asked() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("card-switch-store");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let (code, report) = run(&["--messages", "60", "--store", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{report}");
    let kept = std::fs::read_dir(&folder).unwrap().filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|kind| kind == "saf")
    });
    assert_eq!(kept.count(), 2);
}

#[test]
fn it_says_what_it_takes() {
    let (code, help) = run(&["--help"]);
    assert_eq!(code, 0);
    assert!(help.contains("--listen ADDR"));
    let (code, error) = run(&["--faults", "501"]);
    assert_eq!(code, 2);
    assert!(error.contains("a number up to 500"), "{error}");
}

#[test]
fn a_terminal_without_the_key_is_refused() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_card-switch"))
        .args(["--listen", "127.0.0.1:0", "--faults", "0"])
        .args(["--mac-key", "000102030405060708090a0b0c0d0e0f"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap();
    let mut message = Message::new(&ISO1987_ASCII, "0200".parse().unwrap());
    for (number, value) in [
        (2, "4000000000000010"),
        (3, "000000"),
        (4, "100"),
        (11, "1"),
    ] {
        message.set(number, value).unwrap();
    }
    message.set(64, "0011223344556677").unwrap();
    let bytes = message.to_bytes();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let size = u16::try_from(bytes.len()).unwrap().to_be_bytes();
    stream.write_all(&[&size[..], &bytes].concat()).unwrap();
    let mut size = [0; 2];
    stream.read_exact(&mut size).unwrap();
    let mut answer = vec![0; usize::from(u16::from_be_bytes(size))];
    stream.read_exact(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let answer = Message::read(&ISO1987_ASCII, &answer).unwrap();
    assert_eq!(answer.field(39).unwrap().text(), "63");
    assert_ne!(
        answer.field(64).unwrap().bytes(),
        message.field(64).unwrap().bytes()
    );
    let (code, error) = run(&["--mac-key", "00"]);
    assert_eq!(code, 2);
    assert!(error.contains("32 hex digits"), "{error}");
}

#[test]
fn it_listens_for_terminals() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_card-switch"))
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap();
    let connected = std::net::TcpStream::connect(address);
    child.kill().unwrap();
    child.wait().unwrap();
    connected.unwrap();
}
