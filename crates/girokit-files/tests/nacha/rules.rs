//! Every rule by a file that breaks it: the rule's code, and the place.

use std::collections::BTreeSet;

use girokit_files::nacha::record::shared_network_entry;
use girokit_files::nacha::{SecCode, rules};
use girokit_files::{Profile, Rule};

use crate::cases::{CONTROLS, Case, ENTRIES, FILE, HEADERS, OF_ADDENDA};
use crate::good::{self, bytes, of, set};
use crate::{problems, report};

#[test]
fn a_good_file_of_every_sec_code_has_no_problem() {
    for sec in SecCode::ALL {
        let found = report(&bytes(&of(sec.as_str())), &Profile::STRICT);
        assert_eq!(problems(&found), Vec::<String>::new(), "{sec}");
    }
}

/// Rules whose case is no change of lines; tested below.
const ELSEWHERE: &[Rule] = &[
    rules::BYTE_ORDER_MARK,
    rules::BATCH_NUMBER_ORDER,
    rules::ADV_MIXED,
];

fn cases() -> impl Iterator<Item = &'static Case> {
    [FILE, HEADERS, ENTRIES, OF_ADDENDA, CONTROLS]
        .into_iter()
        .flatten()
}

#[test]
fn each_rule_is_broken_where_it_is_broken() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = report(&bytes(&case.lines()), &Profile::STRICT);
        let there = found.problems().iter().any(|problem| {
            let place = problem.place();
            problem.rule() == case.rule
                && place.line_number() == Some(case.line)
                && place.column().unwrap_or(0) as usize == case.column
        });
        if !there {
            wrong.push(format!(
                "{} of {} at {}:{}, found\n  {}",
                case.rule.code(),
                case.sec,
                case.line,
                case.column,
                problems(&found).join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let tested: BTreeSet<&str> = cases()
        .map(|case| case.rule.code())
        .chain(ELSEWHERE.iter().map(|rule| rule.code()))
        .collect();
    let all: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(all.len(), rules::ALL.len(), "two rules share a code");
    assert_eq!(tested, all);
}

#[test]
fn a_rule_that_is_allowed_is_not_reported() {
    for case in cases() {
        let rule = case.rule;
        let profile = Profile::new("a").with(rule.code(), girokit_files::Severity::Allowed);
        let found = report(&bytes(&case.lines()), &profile);
        assert!(
            found
                .problems()
                .iter()
                .all(|problem| problem.rule() != rule)
        );
    }
}

#[test]
fn one_fault_in_a_control_is_one_problem() {
    for case in CONTROLS {
        if [
            rules::BATCH_CONTROL_MISSING,
            rules::FILE_CONTROL_MISSING,
            rules::FILE_CONTROL_DUPLICATE,
        ]
        .contains(&case.rule)
        {
            continue;
        }
        let found = report(&bytes(&case.lines()), &Profile::STRICT);
        assert_eq!(found.problems().len(), 1, "{}", problems(&found).join("\n"));
    }
}

#[test]
fn batches_are_numbered_upwards_and_advices_stand_alone() {
    let entries = [good::entry("PPD", "22", "100", 1, &[])];
    let advices = [good::entry("ADV", "81", "100", 1, &[])];
    let lines = good::file(&[
        good::batch("PPD", "220", "2", &entries),
        good::batch("PPD", "220", "2", &entries),
        good::batch("PPD", "220", "3", &entries),
    ]);
    let found = report(&bytes(&lines), &Profile::STRICT);
    assert_eq!(
        problems(&found),
        [
            "line 5, columns 88-94: Batch Number: expected more than 2, found \"0000002\" \
             [nacha.batch-header.batch-number-order]"
        ]
    );
    let lines = good::file(&[
        good::batch("PPD", "220", "1", &entries),
        good::batch("ADV", "280", "2", &advices),
    ]);
    let found = report(&bytes(&lines), &Profile::STRICT);
    assert!(
        found
            .errors()
            .any(|problem| problem.rule() == rules::ADV_MIXED
                && problem.place().line_number() == Some(5)
                && problem.place().column() == Some(51))
    );
}

#[test]
fn account_and_card_numbers_are_masked() {
    let mut lines = of("SHR");
    set(
        &mut lines,
        3,
        shared_network_entry::CARD_EXPIRATION_DATE,
        "XX27",
    );
    lines[2].replace_range(54..70, "5555555555\x0155444");
    let mut account = of("PPD");
    account[2].replace_range(12..29, "744567899\x01       ");
    for lines in [lines, account] {
        let found = report(&bytes(&lines), &Profile::STRICT);
        assert!(!found.is_valid());
        for text in problems(&found) {
            assert!(
                !text.contains("55555") && !text.contains("744567"),
                "{text}"
            );
        }
    }
}
