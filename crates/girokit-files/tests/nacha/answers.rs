//! Returns, notifications of change and what is said against them; reversals; codes and their deadlines.

use chrono::{NaiveDate, NaiveDateTime};
use girokit_files::nacha::{
    self, Answer, Answers, ChangeCode, Deadline, File, FileBuilder, ReturnKind, ReturnReason,
    SecCode,
};
use girokit_files::{Error, Profile};
use girokit_types::calendar::BusinessCalendar;

use crate::good;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn created() -> NaiveDateTime {
    date(2024, 11, 26).and_hms_opt(9, 0, 0).unwrap()
}

fn builder() -> FileBuilder {
    FileBuilder::new("121042882", "231380104", created())
}

fn of(sec: &str) -> File {
    nacha::read(&good::bytes(&good::of(sec))[..], &Profile::STRICT)
        .unwrap()
        .0
}

fn returned(code: &str) -> Answer<'static> {
    let reason = ReturnReason::parse(code).unwrap();
    Answer::Return {
        reason,
        date_of_death: None,
        information: "",
    }
}

fn changed() -> Answer<'static> {
    Answer::Change {
        code: ChangeCode::parse("C01").unwrap(),
        corrected_data: "1918171614",
    }
}

fn answer(file: &File, answer: &Answer<'_>) -> Result<File, Error> {
    let mut answers = Answers::of(builder());
    for (batch, entry) in file.entries() {
        answers.add(batch, entry, answer)?;
    }
    assert_eq!(answers.len(), file.entries().count());
    answers.build()
}

fn lines(file: &File) -> Vec<String> {
    String::from_utf8(file.to_bytes())
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_return_changes_the_banks_and_names_the_entry() {
    let back = answer(&of("PPD"), &returned("R03")).unwrap();
    let lines = lines(&back);
    assert_eq!(
        &lines[1][..94],
        "5200HARBOUR TOOLS                       1234567890PPDPAYROLL         241125   1231380100000001"
    );
    assert_eq!(
        &lines[2][..94],
        "621121042882744567899        0000012345ID 1           WADE ARNOLD           S 1231380100000001"
    );
    assert_eq!(
        &lines[3][..94],
        "799R03121042880000001      23138010                                            231380100000001"
    );
    assert_eq!(&lines[4][..39], "626121042882744567899        0000067890");
    assert_eq!(&lines[5][3..21], "R03121042880000002");
}

#[test]
fn the_dead_have_a_date_and_texts_fit() {
    let reason = ReturnReason::parse("R15").unwrap();
    let died = Answer::Return {
        reason,
        date_of_death: Some(date(2024, 11, 2)),
        information: "SINCE LONG",
    };
    let back = answer(&of("CCD"), &died).unwrap();
    assert_eq!(
        &lines(&back)[3][..45],
        "799R1512104288000000124110223138010SINCE LONG"
    );
    let long = "A TEXT OF MORE THAN FORTY-FOUR CHARACTERS HAS NO ROOM";
    let died = Answer::Return {
        reason,
        date_of_death: None,
        information: long,
    };
    assert!(
        answer(&of("CCD"), &died)
            .unwrap_err()
            .to_string()
            .contains("at most 44")
    );
}

#[test]
fn every_sec_code_is_returned_and_changed_but_advices() {
    for sec in SecCode::ALL {
        let file = of(sec.as_str());
        for one in [returned("R02"), changed()] {
            let built = answer(&file, &one);
            if matches!(*sec, SecCode::ADV | SecCode::COR) {
                assert!(built.is_err(), "{sec}");
            } else {
                let built =
                    built.unwrap_or_else(|error| panic!("{sec} {one:?}: {:?}", error.problems()));
                assert_eq!(built.entries().count(), file.entries().count());
                let amounts: Vec<_> = built
                    .entries()
                    .map(|(batch, entry)| entry.amount_cents(batch.layout_sec()))
                    .collect();
                if matches!(one, Answer::Change { .. }) {
                    assert!(amounts.iter().all(|cents| *cents == Some(0)), "{sec}");
                } else {
                    let before: Vec<_> = file
                        .entries()
                        .map(|(batch, entry)| entry.amount_cents(batch.layout_sec()))
                        .collect();
                    assert_eq!(amounts, before, "{sec}");
                }
            }
        }
    }
}

#[test]
fn a_return_is_dishonored_and_that_is_contested() {
    let back = answer(&of("PPD"), &returned("R03")).unwrap();
    let dishonored = Answer::Dishonor {
        reason: ReturnReason::parse("R68").unwrap(),
        information: "LATE",
    };
    let no = answer(&back, &dishonored).unwrap();
    let text = lines(&no);
    assert_eq!(&text[1][79..87], good::ODFI);
    assert_eq!(
        &text[3][..94],
        "799R68121042880000001      23138010   23138010000000100003LATE                 121042880000001"
    );
    let contested = Answer::Contest {
        reason: ReturnReason::parse("R73").unwrap(),
        returned_on: Some(date(2024, 11, 26)),
        original_settlement_day: 330,
    };
    let insists = answer(&no, &contested).unwrap();
    let text = lines(&insists);
    assert_eq!(
        &text[3][..94],
        "799R73121042880000001241126231380103302313801000000010000312104288000000100068 231380100000001"
    );
}

#[test]
fn a_notification_is_refused() {
    let notice = answer(&of("PPD"), &changed()).unwrap();
    let no = answer(
        &notice,
        &Answer::Refuse {
            code: ChangeCode::parse("C62").unwrap(),
        },
    )
    .unwrap();
    assert_eq!(
        &lines(&no)[3][..94],
        "798C62121042880000001      231380101918171614                   C010000001     121042880000001"
    );
}

#[test]
fn answers_of_another_kind_are_refused() {
    let file = of("PPD");
    let back = answer(&file, &returned("R03")).unwrap();
    let notice = answer(&file, &changed()).unwrap();
    let refuse = Answer::Refuse {
        code: ChangeCode::parse("C61").unwrap(),
    };
    let dishonor = Answer::Dishonor {
        reason: ReturnReason::parse("R61").unwrap(),
        information: "",
    };
    for (file, one) in [
        (&file, &returned("R61")),
        (&file, &returned("R71")),
        (&back, &returned("R01")),
        (&back, &changed()),
        (&notice, &returned("R01")),
        (&file, &refuse),
        (&back, &refuse),
        (&file, &dishonor),
        (&notice, &dishonor),
        (
            &file,
            &Answer::Dishonor {
                reason: ReturnReason::parse("R01").unwrap(),
                information: "",
            },
        ),
        (
            &file,
            &Answer::Change {
                code: ChangeCode::parse("C61").unwrap(),
                corrected_data: "1",
            },
        ),
        (
            &notice,
            &Answer::Refuse {
                code: ChangeCode::parse("C01").unwrap(),
            },
        ),
        (
            &back,
            &Answer::Contest {
                reason: ReturnReason::parse("R73").unwrap(),
                returned_on: None,
                original_settlement_day: 1,
            },
        ),
    ] {
        assert!(answer(file, one).is_err(), "{one:?}");
    }
}

#[test]
fn reversals_exchange_debits_and_credits() {
    let back = nacha::reverse(&of("PPD"), builder(), |_, _| true).unwrap();
    let text = lines(&back);
    assert_eq!(&text[1][53..63], "REVERSAL  ");
    assert_eq!([&text[2][1..3], &text[3][1..3]], ["27", "22"]);
    assert_eq!(&text[2][79..94], "121042880000001");
    for sec in ["CCD", "CTX", "WEB", "TEL", "IAT", "POS", "ARC"] {
        nacha::reverse(&of(sec), builder(), |_, _| true)
            .unwrap_or_else(|error| panic!("{sec}: {error}"));
    }
    for sec in ["DNE", "ENR", "ACK", "COR", "ADV"] {
        assert!(
            nacha::reverse(&of(sec), builder(), |_, _| true).is_err(),
            "{sec}"
        );
    }
    let one = nacha::reverse(&of("PPD"), builder(), |_, entry| {
        entry.amount_cents(SecCode::PPD) == Some(12_345)
    })
    .unwrap();
    assert_eq!(one.entries().count(), 1);
    let twice = answer(&of("PPD"), &returned("R03")).unwrap();
    assert!(nacha::reverse(&twice, builder(), |_, _| true).is_err());
}

#[test]
fn codes_are_those_of_the_standard() {
    assert_eq!(ReturnReason::all().count(), 74);
    assert_eq!(ChangeCode::all().count(), 20);
    let codes: Vec<_> = ReturnReason::all().map(ReturnReason::as_str).collect();
    assert!(codes.is_sorted());
    for reason in ReturnReason::all() {
        assert_eq!(ReturnReason::parse(reason.as_str()), Some(reason));
        assert!(!reason.title().is_empty());
    }
    for code in ChangeCode::all() {
        assert_eq!(ChangeCode::parse(code.as_str()), Some(code));
        assert!(!code.title().is_empty());
    }
    assert_eq!(ReturnReason::parse("R48"), None);
    assert_eq!(ReturnReason::parse("r01"), None);
    assert_eq!(
        ReturnReason::parse("R70").unwrap().kind(),
        ReturnKind::Dishonored
    );
    assert_eq!(
        ReturnReason::parse("R80").unwrap().kind(),
        ReturnKind::Return
    );
    assert!(ReturnReason::parse("R07").unwrap().needs_statement());
    assert!(!ReturnReason::parse("R01").unwrap().needs_statement());
}

#[test]
fn deadlines_count_the_banks_days() {
    let calendar = BusinessCalendar::fedwire();
    let last = |code: &str, from| {
        let reason = ReturnReason::parse(code).unwrap();
        reason.deadline().last_day(from, &calendar).unwrap()
    };
    // Wednesday before Thanksgiving: the day after next banking day is Monday.
    assert_eq!(last("R01", date(2024, 11, 27)), Some(date(2024, 12, 2)));
    assert_eq!(last("R01", date(2024, 11, 25)), Some(date(2024, 11, 27)));
    // The 60th day behind 2 January 2024 is Saturday 2 March.
    assert_eq!(last("R10", date(2024, 1, 2)), Some(date(2024, 3, 4)));
    assert_eq!(last("R68", date(2024, 11, 25)), Some(date(2024, 12, 3)));
    assert_eq!(last("R73", date(2024, 11, 25)), Some(date(2024, 11, 27)));
    assert_eq!(last("R06", date(2024, 11, 25)), None);
    assert_eq!(
        ReturnReason::parse("R23").unwrap().deadline(),
        Deadline::AfterRefusal(2)
    );
    assert_eq!(
        ChangeCode::parse("C01").unwrap().deadline(),
        Deadline::BankingDays(2)
    );
    assert_eq!(
        ChangeCode::parse("C61").unwrap().deadline(),
        Deadline::Unstated
    );
}
