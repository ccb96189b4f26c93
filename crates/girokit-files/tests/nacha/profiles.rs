//! Named profiles: files that break the standard and pass under the profile that is for them.

use girokit_files::nacha::record::*;
use girokit_files::nacha::{profiles, rules};
use girokit_files::{Profile, Severity};

use crate::good::{self, bytes, of, set};
use crate::{problems, report};

fn passes_under_only(lines: &[String], profile: &Profile) {
    let file = bytes(lines);
    assert!(
        !report(&file, &Profile::STRICT).is_valid(),
        "{}",
        profile.name()
    );
    let found = report(&file, profile);
    assert!(
        found.is_valid(),
        "{}: {:?}",
        profile.name(),
        problems(&found)
    );
}

#[test]
fn each_profile_takes_the_files_that_it_is_for() {
    let mut returned = of("PPD")[3..5].to_vec();
    returned[1] = good::returned(2);
    set(&mut returned, 1, entry_detail::TRANSACTION_CODE, "26");
    passes_under_only(&returned, &profiles::RETURNS);
    passes_under_only(&of("PPD")[1..6], &profiles::FRAGMENT);

    let mut lines = of("PPD");
    set(&mut lines, 4, entry_detail::TRACE_NUMBER, "000000000000001");
    passes_under_only(&lines, &profiles::CUSTOM_TRACE_NUMBERS);

    let mut lines = of("PPD");
    set(
        &mut lines,
        1,
        file_header::IMMEDIATE_DESTINATION,
        "OURGATEWAY",
    );
    set(&mut lines, 3, entry_detail::TRACE_NUMBER, "000000000000001");
    passes_under_only(&lines, &profiles::PRIVATE_ROUTING);

    let empty = good::file(&[good::batch("PPD", "200", "1", &[])]);
    passes_under_only(&empty, &profiles::EMPTY_FILES);

    let mut lines = of("PPD");
    set(
        &mut lines,
        3,
        entry_detail::INDIVIDUAL_NAME,
        &" ".repeat(22),
    );
    passes_under_only(&lines, &profiles::SPARSE_ENTRIES);

    let mut lines = of("PPD");
    set(
        &mut lines,
        6,
        batch_control::COMPANY_IDENTIFICATION,
        "9999999999",
    );
    passes_under_only(&lines, &profiles::MERGED_BATCHES);

    let mut lines = of("PPD");
    lines[2].replace_range(54..58, "RENÉ");
    lines[2].remove(75);
    passes_under_only(&lines, &profiles::EXTENDED_CHARACTERS);

    let mut lines = of("PPD");
    set(&mut lines, 3, entry_detail::CHECK_DIGIT, "9");
    passes_under_only(&lines, &profiles::LENIENT_ENTRIES);
}

#[test]
fn the_operators_profile_makes_errors_of_what_a_transport_bends() {
    let mut lines = of("PPD");
    lines[6].truncate(55);
    lines.truncate(9);
    let file = bytes(&lines);
    assert!(report(&file, &Profile::STRICT).is_valid());
    assert_eq!(report(&file, &profiles::OPERATOR).error_count(), 2);
}

#[test]
fn profiles_name_rules_that_exist_and_are_found_by_their_names() {
    for profile in profiles::ALL {
        assert_eq!(profiles::by_name(profile.name()), Some(profile));
        for (code, severity) in profile.bends() {
            let rule = rules::ALL.iter().find(|rule| rule.code() == code);
            let rule = rule.unwrap_or_else(|| panic!("{}: {code}", profile.name()));
            assert_ne!(rule.severity(), severity, "{}: {code}", profile.name());
        }
    }
}

#[test]
fn no_profile_bends_a_total() {
    for profile in profiles::ALL {
        for rule in [
            rules::BATCH_CONTROL_COUNT,
            rules::BATCH_CONTROL_HASH,
            rules::BATCH_CONTROL_DEBIT,
            rules::BATCH_CONTROL_CREDIT,
            rules::FILE_CONTROL_COUNT,
            rules::FILE_CONTROL_HASH,
            rules::FILE_CONTROL_DEBIT,
            rules::FILE_CONTROL_CREDIT,
            rules::AMOUNT,
        ] {
            assert_eq!(
                profile.severity(rule),
                Severity::Error,
                "{}",
                profile.name()
            );
        }
    }
}
