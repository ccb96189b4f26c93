//! The statements of `../shared/data/statements/mt940`: a table, and every refusal argued.
#![cfg(feature = "mt")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it read"
)]

use std::fs;
use std::path::PathBuf;

use girokit_files::mt;

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join("statements/mt940");
    if !folder.is_dir() {
        println!("no shared data: the samples of MT940 are not read");
        return None;
    }
    Some(folder)
}

#[test]
fn every_sample_is_read_or_refused_for_a_reason() {
    let Some(folder) = folder() else { return };
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(path).unwrap();
        let (messages, report) = mt::read(&bytes[..], &mt::profiles::LENIENT).unwrap();
        let converted = mt::to_statements(&messages);
        let (mut proved, mut partial, mut wrong) = (0, 0, 0);
        for statement in &converted.statements {
            if statement.prove().is_balanced() {
                proved += 1;
            } else if statement.opening_balance().is_none() || statement.closing_balance().is_none()
            {
                partial += 1;
            } else {
                wrong += 1;
                println!("    {}", statement.prove());
            }
        }
        let entries: usize = messages.iter().map(|message| message.entries.len()).sum();
        println!(
            "{name}: {} messages, {entries} entries, proved {proved}, partial {partial}, not balanced {wrong}, {} errors, {} warnings, detected {}",
            messages.len(),
            report.error_count(),
            report.warning_count(),
            mt::detect(&bytes)
        );
        for problem in report.errors().take(6) {
            println!("    {problem}");
        }
    }
}
