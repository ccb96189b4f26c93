//! Market practice: every rule of every profile holds on a valid message and is broken by its twin.
#![cfg(all(
    feature = "profiles",
    feature = "camt-029-001-09",
    feature = "camt-053-001-08",
    feature = "camt-056-001-08",
    feature = "head-001-001-02",
    feature = "pacs-002-001-10",
    feature = "pacs-003-001-08",
    feature = "pacs-004-001-09",
    feature = "pacs-004-001-10",
    feature = "pacs-008-001-08",
    feature = "pacs-009-001-08",
    feature = "pain-001-001-09",
    feature = "pain-008-001-08"
))]
#![allow(
    clippy::inconsistent_digit_grouping,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking; days are numbers such as 2026_11_14"
)]

#[path = "profiles/twins.rs"]
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use girokit_iso20022::chrono::NaiveDate;
use girokit_iso20022::profiles::{self, cbpr_agreement};
use girokit_iso20022::rules::{Messages, Options, Profile, Rule, check_any};
use girokit_iso20022::{AnyMessage, Element, definitions};

use twins::Twin;

fn text(file: &str) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/profiles");
    std::fs::read_to_string(directory.join(format!("{file}.xml"))).unwrap()
}

fn message(xml: &str) -> AnyMessage {
    AnyMessage::from_xml(xml.as_bytes()).unwrap()
}

fn broken(twin: &Twin) -> Result<AnyMessage, String> {
    let valid = text(twin.file);
    let found = valid.matches(twin.from).count();
    if found == 0 {
        return Err(format!(
            "{}: {} is not in {}",
            twin.code, twin.from, twin.file
        ));
    }
    let to = match twin.to {
        // A cover without what it covers.
        "{uncovered}" => {
            let (start, rest) = valid.split_once("<UndrlygCstmrCdtTrf>").unwrap();
            let (_, end) = rest.split_once("</UndrlygCstmrCdtTrf>").unwrap();
            return Ok(message(&format!("{start}{end}")));
        }
        "{long}" => {
            let one = format!(
                "<Strd><AddtlRmtInf>{}</AddtlRmtInf></Strd>",
                "x".repeat(140)
            );
            format!("<RmtInf>{}</RmtInf>", one.repeat(65))
        }
        to => to.replace("{70}", &"x".repeat(70)),
    };
    let xml = valid.replacen(twin.from, &to, 1);
    AnyMessage::from_xml(xml.as_bytes()).map_err(|error| format!("{}: {error}", twin.code))
}

fn on(options: Options, yyyymmdd: u32) -> Options {
    let (year, month, day) = (yyyymmdd / 10_000, yyyymmdd / 100 % 100, yyyymmdd % 100);
    let year = i32::try_from(year).unwrap();
    options.on(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

/// Every profile with those that it includes.
fn every_profile() -> Vec<&'static Profile> {
    fn add(profile: &'static Profile, found: &mut Vec<&'static Profile>) {
        if !found.iter().any(|known| known.name == profile.name) {
            found.push(profile);
            for included in profile.includes {
                add(included, found);
            }
        }
    }
    let mut found = Vec::new();
    for profile in profiles::all() {
        add(profile, &mut found);
    }
    found
}

/// Whether a rule, alone, finds something in a message.
fn finds(rule: &Rule, messages: &[Messages], message: &AnyMessage, day: u32) -> bool {
    if !messages.iter().any(|m| m.contains(message.definition().id)) {
        return false;
    }
    let report = check_any(message, &on(Options::empty().with_rule(*rule), day));
    report.findings().iter().all(|f| f.code == rule.code) && !report.is_clean()
}

#[test]
fn every_rule_has_a_twin_that_breaks_it() {
    let mut without = Vec::new();
    let mut count = 0;
    for profile in every_profile() {
        for rule in profile.rules {
            count += 1;
            let messages = profile.messages_of(rule);
            assert!(!messages.is_empty(), "{} names no message", rule.code);
            let twins: Vec<&Twin> = twins::all().filter(|t| t.code == rule.code).collect();
            for twin in &twins {
                // What changes with the day alone has no other twin.
                assert!(
                    twin.from == twin.to
                        || !finds(rule, messages, &message(&text(twin.file)), twin.day),
                    "{} ({}) finds something in the valid {}",
                    rule.code,
                    profile.name,
                    twin.file
                );
            }
            if !twins
                .iter()
                .any(|twin| broken(twin).is_ok_and(|m| finds(rule, messages, &m, twin.day)))
            {
                without.push(format!("{}: {} ({})", profile.name, rule.code, rule.title));
            }
        }
    }
    assert!(without.is_empty(), "without twin:\n{}", without.join("\n"));
    println!("{count} rules, {} twins", twins::all().count());
}

#[test]
fn every_twin_breaks_a_rule() {
    let mut useless = Vec::new();
    for twin in twins::all() {
        let message = match broken(twin) {
            Ok(message) => message,
            Err(error) => {
                useless.push(error);
                continue;
            }
        };
        let hit = every_profile().iter().any(|profile| {
            profile.rules.iter().any(|rule| {
                rule.code == twin.code && finds(rule, profile.messages_of(rule), &message, twin.day)
            })
        });
        if !hit {
            useless.push(format!("{}: {} -> {}", twin.code, twin.from, twin.to));
        }
    }
    assert!(useless.is_empty(), "{}", useless.join("\n"));
}

/// The whole profile, with all that it includes and the rules of ISO 20022 itself, finds nothing in its valid messages.
#[test]
fn valid_messages_are_clean() {
    for (profile, files) in twins::VALID {
        let profile = profiles::find(profile).unwrap();
        let options = Options::new().with_profile(profile);
        for file in *files {
            let report = check_any(&message(&text(file)), &options);
            let found: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
            assert!(found.is_empty(), "{} {file}: {found:#?}", profile.name);
        }
    }
    // What is derived from them by a word.
    for (profile, file, from, to) in twins::DERIVED {
        let options = Options::new().with_profile(profiles::find(profile).unwrap());
        let xml = text(file);
        assert!(xml.contains(from), "{file}");
        let report = check_any(&message(&xml.replacen(from, to, 1)), &options);
        assert!(report.is_clean(), "{profile} {file}: {report:#?}");
    }
}

/// Each profile finds something in the other schemes' messages: they are no synonyms.
#[test]
fn profiles_differ() {
    for (profile, file) in [
        ("sepa-inst", "sct-pacs.008"),
        ("sepa-sdd-b2b", "sdd-pain.008"),
        ("sepa-sct", "cbpr-pacs.008"),
        ("cbpr", "sct-pacs.008"),
        ("cbpr-cov", "cbpr-pacs.009"),
        ("cbpr-core", "cbpr-pacs.009-cov"),
        ("fednow", "fedwire-pacs.008"),
        ("fedwire", "fednow-pacs.008"),
        ("cips", "cbpr-pacs.008"),
    ] {
        let options = Options::empty().with_profile(profiles::find(profile).unwrap());
        assert!(
            !check_any(&message(&text(file)), &options).is_clean(),
            "{profile} {file}"
        );
    }
}

#[test]
fn header_and_document_agree() {
    fn findings(header: &str, document: &str) -> BTreeSet<&'static str> {
        let (header, document) = (message(header), message(document));
        cbpr_agreement(header.element(), document.definition(), document.element())
            .iter()
            .map(|finding| finding.code)
            .collect()
    }
    let (header, document) = (text("cbpr-head"), text("cbpr-pacs.008"));
    assert!(findings(&header, &document).is_empty());
    for (code, from, to) in [
        (
            "cbpr-agreement-message",
            "pacs.008.001.08",
            "pacs.009.001.08",
        ),
        ("cbpr-agreement-identifier", "MSG-1", "MSG-2"),
        ("cbpr-agreement-from", "BANKDEFFXXX", "BANKDEFFABC"),
        ("cbpr-agreement-to", "BANKFRPPXXX", "BANKFRPPABC"),
        ("cbpr-agreement-priority", "NORM", "HIGH"),
        ("cbpr-agreement-cover", "plus.04", "plus.cov.04"),
    ] {
        let found = findings(&header.replace(from, to), &document);
        assert_eq!(found, BTreeSet::from([code]), "{code}");
    }
    let copy = header
        .replace("BANKFRPPXXX", "BANKFRPPABC")
        .replace("</CreDt>", "</CreDt><CpyDplct>COPY</CpyDplct>");
    assert!(findings(&copy, &document).is_empty());
    let cover = findings(
        &header.replace("pacs.008.001.08", "pacs.009.001.08"),
        &text("cbpr-pacs.009-cov"),
    );
    assert_eq!(cover, BTreeSet::from(["cbpr-agreement-cover"]));
}

#[test]
fn names_are_found_and_codes_belong_to_one_scheme() {
    for profile in profiles::all() {
        assert!(std::ptr::eq(
            profiles::find(profile.name).unwrap(),
            *profile
        ));
        assert!(!profile.title.is_empty() && !profile.source.is_empty());
    }
    assert!(profiles::find("none").is_none());
    let mut scheme: BTreeMap<&str, &str> = BTreeMap::new();
    for profile in every_profile() {
        for rule in profile.rules {
            assert!(
                !rule.source.is_empty() && rule.title.ends_with('.'),
                "{}",
                rule.code
            );
            let of = profile.name.split('-').next().unwrap();
            assert_eq!(*scheme.entry(rule.code).or_insert(of), of, "{}", rule.code);
        }
    }
}

/// Addresses by date: the same message is clean one day and not the next.
#[test]
fn addresses_change_on_their_days() {
    let lines = "<PstlAdr><AdrLine>Musterweg 1, 12345 Musterstadt</AdrLine></PstlAdr>";
    for (profile, file, last_good, first_bad) in [
        ("sepa-sct", "sct-pain.001", 2026_11_14, 2026_11_15),
        ("cbpr", "cbpr-pacs.008", 2026_11_13, 2026_11_14),
        ("fedwire", "fedwire-pacs.008", 2026_11_15, 2026_11_16),
    ] {
        let xml = text(file);
        let (start, end) = (
            xml.find("<PstlAdr>").unwrap(),
            xml.find("</PstlAdr>").unwrap() + "</PstlAdr>".len(),
        );
        let message = message(&format!("{}{lines}{}", &xml[..start], &xml[end..]));
        let options = || Options::empty().with_profile(profiles::find(profile).unwrap());
        let clean = |day| check_any(&message, &on(options(), day)).is_clean();
        assert!(clean(last_good), "{profile} {last_good}");
        assert!(!clean(first_bad), "{profile} {first_bad}");
    }
}

fn samples() -> Option<PathBuf> {
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let root = data.join("iso20022");
    if !root.is_dir() {
        println!("skipped: no {}", root.display());
        return None;
    }
    Some(root)
}

/// Every profile over every valid sample: no panic, and a table of what it finds (`--nocapture` shows it).
#[test]
fn samples_from_elsewhere() {
    let Some(root) = samples() else { return };
    let index = std::fs::read_to_string(root.join("samples/index.tsv")).unwrap();
    // For each profile and source: how many messages break each rule; under "", any.
    let mut table: BTreeMap<_, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut messages = 0;
    for line in index.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        if columns[2] != "valid" || !AnyMessage::IDS.contains(&columns[1]) {
            continue;
        }
        let bytes = std::fs::read(root.join(columns[0])).unwrap();
        let message = AnyMessage::from_xml(&bytes).unwrap();
        messages += 1;
        let source = columns[0].split('/').nth(1).unwrap();
        for profile in profiles::all() {
            let report = check_any(&message, &Options::empty().with_profile(profile));
            if report.is_clean() {
                continue;
            }
            let key = (profile.name, format!("{source} {}", columns[1]));
            let codes = table.entry(key).or_default();
            let mut found: BTreeSet<&str> = report.findings().iter().map(|f| f.code).collect();
            found.insert("");
            for code in found {
                *codes.entry(code).or_default() += 1;
            }
        }
    }
    for ((profile, source), codes) in &table {
        let codes: Vec<String> = codes.iter().map(|(c, n)| format!("{c} {n}")).collect();
        println!("{profile}\t{source}\t{}", codes.join(", "));
    }
    println!("{messages} messages");
    // FedNow's own samples break nothing but the check digits of their routing numbers.
    for ((profile, source), codes) in &table {
        if *profile == "fednow" && source == "fednow20022 pacs.008.001.08" {
            assert_eq!(
                codes.keys().copied().collect::<Vec<_>>(),
                ["", "fednow-routing"]
            );
        }
    }
}

/// Elements of a subset are elements of the schema: a mistyped tag would forbid what the scheme uses.
#[test]
fn subsets_keep_what_the_valid_messages_use() {
    // `valid_messages_are_clean` shows it for what they hold; here, that an element beside them is told.
    let xml = text("sct-pain.001").replace(
        "<EndToEndId>E2E-1</EndToEndId>",
        "<EndToEndId>E2E-1</EndToEndId><UETR>8a562c67-ca16-48ba-b074-65581be6f011</UETR>",
    );
    let options = Options::empty().with_profile(profiles::find("sepa-sct").unwrap());
    let report = check_any(&message(&xml), &options);
    let paths: Vec<&str> = report.findings().iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths,
        ["/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/PmtId/UETR"]
    );
    let _: Element<'_> = message(&xml).element();
}

/// A path that no message has would forbid nothing and find nothing. A rule that names several versions may speak of what only some
/// of them have.
#[test]
fn every_path_exists_in_a_message_that_the_rule_names() {
    let mut unknown = Vec::new();
    for profile in every_profile() {
        let mut missing: BTreeMap<(&str, String), (usize, usize)> = BTreeMap::new();
        for definition in definitions() {
            for found in profile.unknown_paths(definition) {
                missing.entry(found).or_default().0 += 1;
            }
        }
        for ((code, path), (misses, names)) in &mut missing {
            let rule = profile.rules.iter().find(|r| r.code == *code).unwrap();
            let messages = profile.messages_of(rule);
            let known = definitions().iter();
            *names = known
                .filter(|d| messages.iter().any(|m| m.contains(d.id)))
                .count();
            if misses == names {
                unknown.push(format!("{}: {code}: {path}", profile.name));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

/// The tables of `PROFILES.md`, from the rules themselves.
fn tables() -> String {
    let mut text = String::new();
    for profile in every_profile() {
        let _ = write!(
            text,
            "\n## {}\n\n`{}`: {}. {}.\n",
            profile.title,
            profile.name,
            families(profile.messages),
            profile.source
        );
        let included: Vec<_> = profile
            .includes
            .iter()
            .map(|p| format!("`{}`", p.name))
            .collect();
        if !included.is_empty() {
            let _ = writeln!(text, "\nIncludes {}.", included.join(", "));
        }
        if !profile.rules.is_empty() {
            text += "\n| code | rule | messages | in force | source |\n|---|---|---|---|---|\n";
        }
        for rule in profile.rules {
            let messages = if rule.messages.is_empty() {
                "all".to_owned()
            } else {
                families(rule.messages)
            };
            let days = match (rule.since, rule.until) {
                (0, u32::MAX) => "always".to_owned(),
                (since, u32::MAX) => format!("from {}", day(since)),
                (0, until) => format!("to {}", day(until)),
                (since, until) => format!("{} to {}", day(since), day(until)),
            };
            let _ = writeln!(
                text,
                "| `{}` | {} | {messages} | {days} | {} |",
                rule.code, rule.title, rule.source
            );
        }
    }
    text
}

fn families(messages: &[Messages]) -> String {
    let names: Vec<_> = messages.iter().map(|messages| messages.prefix).collect();
    names.join(", ")
}

fn day(yyyymmdd: u32) -> String {
    let (year, month, day) = (yyyymmdd / 10_000, yyyymmdd / 100 % 100, yyyymmdd % 100);
    format!("{year}-{month:02}-{day:02}")
}

#[test]
fn the_documentation_has_every_rule() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/PROFILES.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (intro, rest) = text.split_once("<!-- rules -->\n").unwrap();
    let (written, _) = rest.split_once("<!-- end of rules -->\n").unwrap();
    if std::env::var_os("GIROKIT_WRITE").is_some() {
        let text = format!(
            "{intro}<!-- rules -->\n{}\n<!-- end of rules -->\n",
            tables()
        );
        std::fs::write(path, text).unwrap();
        return;
    }
    assert_eq!(
        written.trim(),
        tables().trim(),
        "run the test with GIROKIT_WRITE=1"
    );
}
