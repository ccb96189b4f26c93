//! When funds are available.

use chrono::NaiveDate;

use super::reader::Context;
use super::record::{Fields, TimeOfDay, decoded};
use super::rules;

/// Most parts of a distribution of funds (type D) that are read.
const MAX_PARTS: u32 = 100;

/// When funds are available: BAI2 funds type with what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Funds {
    /// `D`: amounts by the number of days until they are available.
    Distributed(Vec<(u32, i64)>),
    /// `0`: at once.
    Immediate,
    /// `1`: in one day.
    OneDay,
    /// A funds type outside of the list, as it stands. It is reported.
    Other(Box<str>),
    /// `S`: amounts available at once, in one day, and in two or more.
    Simple {
        /// At once.
        immediate: i64,
        /// In one day.
        one_day: i64,
        /// In two days or more.
        two_or_more: i64,
    },
    /// `2`: in two days or more.
    TwoOrMoreDays,
    /// `Z`: not known.
    Unknown,
    /// No funds type, which means not known.
    #[default]
    Unspecified,
    /// `V`: from this day and time.
    ValueDated {
        /// The day.
        date: Option<NaiveDate>,
        /// The time.
        time: Option<TimeOfDay>,
    },
}

impl Funds {
    /// Reads a funds type and its own fields; their amounts must be `amount`.
    pub(super) fn read(
        fields: &mut Fields<'_>,
        context: &mut Context,
        amount: Option<i64>,
    ) -> Self {
        let field = fields.next_or_empty(context);
        let funds = match field.bytes {
            [] => return Self::Unspecified,
            b"0" => return Self::Immediate,
            b"1" => return Self::OneDay,
            b"2" => return Self::TwoOrMoreDays,
            b"Z" | b"z" => return Self::Unknown,
            b"V" | b"v" => {
                return Self::ValueDated {
                    date: fields.date(context, "Value Date"),
                    time: fields.time(context, "Value Time"),
                };
            }
            b"S" | b"s" => Self::Simple {
                immediate: fields
                    .amount(context, "Immediate Availability")
                    .unwrap_or_default(),
                one_day: fields
                    .amount(context, "One-Day Availability")
                    .unwrap_or_default(),
                two_or_more: fields
                    .amount(context, "Two-or-More-Day Availability")
                    .unwrap_or_default(),
            },
            b"D" | b"d" => {
                let name = "Number of Distributions";
                let field = fields.next_or_empty(context);
                let count = core::str::from_utf8(field.bytes).ok();
                let count: Option<u32> = count.and_then(|count| count.parse().ok());
                let count = count
                    .filter(|count| *count <= MAX_PARTS)
                    .unwrap_or_else(|| {
                        fields.problem(
                            context,
                            rules::FIELD_NUMBER,
                            name,
                            "a number up to 100",
                            &field,
                        );
                        0
                    });
                let mut parts = Vec::new();
                for _ in 0..count {
                    let days = fields.number(context, "Availability in Days");
                    let amount = fields.amount(context, "Available Amount");
                    parts.push((days.unwrap_or_default(), amount.unwrap_or_default()));
                }
                Self::Distributed(parts)
            }
            other => {
                fields.problem(
                    context,
                    rules::FIELD_FUNDS_TYPE,
                    "Funds Type",
                    "0, 1, 2, D, S, V or Z",
                    &field,
                );
                return Self::Other(decoded(other).into());
            }
        };
        if let (Some(amount), Some(sum)) = (amount, funds.sum())
            && sum != i128::from(amount)
        {
            let place = fields.place(&field);
            context.problem(
                rules::FUNDS_SUM,
                place,
                "Funds Type",
                amount.to_string(),
                sum.to_string(),
            );
        }
        funds
    }

    /// The sum of a distribution; none for the other types.
    pub fn sum(&self) -> Option<i128> {
        match self {
            Self::Distributed(parts) => Some(parts.iter().fold(0, |sum: i128, (_, part)| {
                sum.saturating_add(i128::from(*part))
            })),
            Self::Simple {
                immediate,
                one_day,
                two_or_more,
            } => Some(
                [immediate, one_day, two_or_more]
                    .into_iter()
                    .fold(0, |sum: i128, part| sum.saturating_add(i128::from(*part))),
            ),
            _ => None,
        }
    }

    /// The fields, each behind a comma.
    pub(super) fn fields(&self) -> Vec<String> {
        let amount = |amount: &i64| amount.to_string();
        match self {
            Self::Unspecified => vec![String::new()],
            Self::Immediate => vec!["0".to_owned()],
            Self::OneDay => vec!["1".to_owned()],
            Self::TwoOrMoreDays => vec!["2".to_owned()],
            Self::Unknown => vec!["Z".to_owned()],
            Self::Other(text) => vec![text.to_string()],
            Self::ValueDated { date, time } => vec![
                "V".to_owned(),
                date.map(|date| date.format("%y%m%d").to_string())
                    .unwrap_or_default(),
                time.map(|time| time.to_string()).unwrap_or_default(),
            ],
            Self::Simple {
                immediate,
                one_day,
                two_or_more,
            } => vec![
                "S".to_owned(),
                amount(immediate),
                amount(one_day),
                amount(two_or_more),
            ],
            Self::Distributed(parts) => {
                let mut fields = vec!["D".to_owned(), parts.len().to_string()];
                for (days, part) in parts {
                    fields.push(days.to_string());
                    fields.push(amount(part));
                }
                fields
            }
        }
    }
}
