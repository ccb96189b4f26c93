//! Return reasons and change codes: what they mean, and until when they may be sent.

use core::fmt;

use chrono::{Days, NaiveDate};
use girokit_types::calendar::{BusinessCalendar, CalendarError};

/// Until when an answer may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deadline {
    /// It is made available to the other bank by the opening of business of this banking day behind the settlement.
    BankingDays(u16),
    /// The same, of the banking day behind this calendar day behind the settlement.
    CalendarDays(u16),
    /// The same, counted in banking days from the day on which the receiver refused the entry.
    AfterRefusal(u16),
    /// It is sent within so many banking days behind the settlement of what it answers.
    SentOn(u16),
    /// No public source that we know states one, or the two banks agree on it.
    Unstated,
}

impl Deadline {
    /// The last day, counted from the day of settlement (of the refusal for [`Self::AfterRefusal`]); none when it is unstated.
    ///
    /// [`BusinessCalendar::fedwire`] is the calendar of the ACH.
    ///
    /// # Errors
    /// [`CalendarError`] for a day that the calendar does not know.
    pub fn last_day(
        self,
        from: NaiveDate,
        calendar: &BusinessCalendar,
    ) -> Result<Option<NaiveDate>, CalendarError> {
        match self {
            Self::BankingDays(days) | Self::AfterRefusal(days) | Self::SentOn(days) => {
                let mut day = from;
                for _ in 0..days {
                    day = calendar.next_business_day(day)?;
                }
                Ok(Some(day))
            }
            Self::CalendarDays(days) => from
                .checked_add_days(Days::new(u64::from(days)))
                .map(|day| calendar.next_business_day(day))
                .transpose(),
            Self::Unstated => Ok(None),
        }
    }
}

/// What a return answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReturnKind {
    /// An entry: R01-R53 and R80-R85.
    Return,
    /// A return: R61-R70.
    Dishonored,
    /// A dishonored return: R71-R77.
    Contested,
}

/// A return reason code of the standard: `NACHA 7-record (99) 04-06`.
///
/// ```
/// use girokit_files::nacha::{Deadline, ReturnReason};
///
/// let reason = ReturnReason::parse("R10").unwrap();
/// assert_eq!(reason.deadline(), Deadline::CalendarDays(60));
/// assert!(reason.needs_statement());
/// assert_eq!(ReturnReason::parse("R48"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReturnReason(u8);

impl ReturnReason {
    /// The code of this text, if the standard has it.
    pub fn parse(code: &str) -> Option<Self> {
        let at = REASONS.binary_search_by_key(&code, |row| row.0).ok()?;
        u8::try_from(at).ok().map(Self)
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(REASONS.len()).map(Self)
    }

    fn row(self) -> (&'static str, &'static str, Deadline, bool) {
        let unknown = ("", "", Deadline::Unstated, false);
        REASONS.get(usize::from(self.0)).copied().unwrap_or(unknown)
    }

    /// The code.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// What it means, in a line.
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// Until when it may be used.
    pub fn deadline(self) -> Deadline {
        self.row().2
    }

    /// Whether the receiver signs that the debit was not authorized before the bank may use it.
    pub fn needs_statement(self) -> bool {
        self.row().3
    }

    /// What it answers.
    pub fn kind(self) -> ReturnKind {
        match super::kind::ReturnStage::of(self.as_str().as_bytes()) {
            super::kind::ReturnStage::Return => ReturnKind::Return,
            super::kind::ReturnStage::Dishonored => ReturnKind::Dishonored,
            super::kind::ReturnStage::Contested => ReturnKind::Contested,
        }
    }
}

impl fmt::Display for ReturnReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ReturnReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReturnReason({self})")
    }
}

/// A change code of the standard: `NACHA 7-record (98) 04-06`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeCode(u8);

impl ChangeCode {
    /// The code of this text, if the standard has it.
    pub fn parse(code: &str) -> Option<Self> {
        let at = CHANGES.binary_search_by_key(&code, |row| row.0).ok()?;
        u8::try_from(at).ok().map(Self)
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..).take(CHANGES.len()).map(Self)
    }

    fn row(self) -> (&'static str, &'static str) {
        CHANGES
            .get(usize::from(self.0))
            .copied()
            .unwrap_or_default()
    }

    /// The code.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// What it means, in a line.
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// Whether it refuses a notification of change: C61-C69.
    pub fn is_refusal(self) -> bool {
        super::kind::is_refusal(self.as_str().as_bytes())
    }

    /// Until when a notification may be sent: two banking days behind the settlement. Of refusals nothing public is known.
    pub fn deadline(self) -> Deadline {
        if self.is_refusal() {
            Deadline::Unstated
        } else {
            Deadline::BankingDays(2)
        }
    }
}

impl fmt::Display for ChangeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ChangeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeCode({self})")
    }
}

/// Code, meaning, deadline, whether a written statement is needed. From banks' public guides.
const REASONS: &[(&str, &str, Deadline, bool)] = &[
    ("R01", "Insufficient funds", Deadline::BankingDays(2), false),
    ("R02", "Account closed", Deadline::BankingDays(2), false),
    (
        "R03",
        "No account, or unable to locate it",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R04",
        "Invalid account number structure",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R05",
        "Unauthorized debit to a consumer account with a corporate SEC code",
        Deadline::CalendarDays(60),
        true,
    ),
    (
        "R06",
        "Returned as the ODFI asked",
        Deadline::Unstated,
        false,
    ),
    (
        "R07",
        "Authorization revoked by the customer",
        Deadline::CalendarDays(60),
        true,
    ),
    ("R08", "Payment stopped", Deadline::BankingDays(2), false),
    ("R09", "Uncollected funds", Deadline::BankingDays(2), false),
    (
        "R10",
        "Originator not known to the receiver, or not authorized",
        Deadline::CalendarDays(60),
        true,
    ),
    (
        "R11",
        "Entry not in accordance with the authorization",
        Deadline::CalendarDays(60),
        true,
    ),
    (
        "R12",
        "Account sold to another bank",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R13",
        "Invalid routing number",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R14",
        "Representative payee deceased or unable to continue",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R15",
        "Beneficiary or account holder deceased",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R16",
        "Account frozen, or entry returned under OFAC instruction",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R17",
        "Edit criteria of a file record, or questionable circumstances",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R18",
        "Improper effective entry date",
        Deadline::BankingDays(2),
        false,
    ),
    ("R19", "Amount field error", Deadline::BankingDays(2), false),
    (
        "R20",
        "Non-transaction account",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R21",
        "Invalid company identification",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R22",
        "Invalid individual identification",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R23",
        "Credit refused by the receiver",
        Deadline::AfterRefusal(2),
        false,
    ),
    ("R24", "Duplicate entry", Deadline::BankingDays(2), false),
    ("R25", "Addenda error", Deadline::BankingDays(2), false),
    (
        "R26",
        "Mandatory field error",
        Deadline::BankingDays(2),
        false,
    ),
    ("R27", "Trace number error", Deadline::BankingDays(2), false),
    (
        "R28",
        "Routing number check digit error",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R29",
        "Corporate customer advises not authorized",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R30",
        "RDFI does not take part in check truncation",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R31",
        "Permissible return of CCD or CTX, as the ODFI agreed",
        Deadline::Unstated,
        false,
    ),
    (
        "R32",
        "RDFI does not settle",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R33",
        "Return of a destroyed check entry (XCK)",
        Deadline::CalendarDays(60),
        false,
    ),
    (
        "R34",
        "RDFI's participation is limited",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R35",
        "Return of an improper debit",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R36",
        "Return of an improper credit",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R37",
        "Source document presented for payment",
        Deadline::CalendarDays(60),
        true,
    ),
    (
        "R38",
        "Stop payment on the source document",
        Deadline::CalendarDays(60),
        false,
    ),
    (
        "R39",
        "Improper source document",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R40",
        "Enrollment returned by the federal agency",
        Deadline::Unstated,
        false,
    ),
    (
        "R41",
        "Enrollment: invalid transaction code",
        Deadline::Unstated,
        false,
    ),
    (
        "R42",
        "Enrollment: routing number or check digit error",
        Deadline::Unstated,
        false,
    ),
    (
        "R43",
        "Enrollment: invalid account number",
        Deadline::Unstated,
        false,
    ),
    (
        "R44",
        "Enrollment: invalid individual identification",
        Deadline::Unstated,
        false,
    ),
    (
        "R45",
        "Enrollment: invalid individual or company name",
        Deadline::Unstated,
        false,
    ),
    (
        "R46",
        "Enrollment: invalid representative payee indicator",
        Deadline::Unstated,
        false,
    ),
    ("R47", "Enrollment: duplicate", Deadline::Unstated, false),
    (
        "R50",
        "State law affecting re-presented check acceptance",
        Deadline::BankingDays(2),
        false,
    ),
    (
        "R51",
        "Item of a re-presented check ineligible, or the entry improper",
        Deadline::CalendarDays(60),
        true,
    ),
    (
        "R52",
        "Stop payment on the item of a re-presented check",
        Deadline::CalendarDays(60),
        false,
    ),
    (
        "R53",
        "Item and re-presented check entry both presented",
        Deadline::CalendarDays(60),
        true,
    ),
    ("R61", "Misrouted return", Deadline::SentOn(5), false),
    (
        "R62",
        "Return of an erroneous or reversing debit",
        Deadline::SentOn(5),
        false,
    ),
    ("R63", "Incorrect dollar amount", Deadline::SentOn(5), false),
    (
        "R64",
        "Incorrect individual identification",
        Deadline::SentOn(5),
        false,
    ),
    (
        "R65",
        "Incorrect transaction code",
        Deadline::SentOn(5),
        false,
    ),
    (
        "R66",
        "Incorrect company identification",
        Deadline::SentOn(5),
        false,
    ),
    ("R67", "Duplicate return", Deadline::SentOn(5), false),
    ("R68", "Untimely return", Deadline::SentOn(5), false),
    ("R69", "Field error", Deadline::SentOn(5), false),
    (
        "R70",
        "Permissible return not accepted, or return not asked for",
        Deadline::SentOn(5),
        false,
    ),
    (
        "R71",
        "Misrouted dishonored return",
        Deadline::SentOn(2),
        false,
    ),
    (
        "R72",
        "Untimely dishonored return",
        Deadline::SentOn(2),
        false,
    ),
    ("R73", "Timely original return", Deadline::SentOn(2), false),
    ("R74", "Corrected return", Deadline::SentOn(2), false),
    ("R75", "Return not a duplicate", Deadline::SentOn(2), false),
    ("R76", "No errors found", Deadline::SentOn(2), false),
    (
        "R77",
        "R62 dishonored return not accepted",
        Deadline::SentOn(2),
        false,
    ),
    (
        "R80",
        "International entry coding error",
        Deadline::Unstated,
        false,
    ),
    (
        "R81",
        "No participant in the international program",
        Deadline::Unstated,
        false,
    ),
    (
        "R82",
        "Invalid identification of the foreign receiving bank",
        Deadline::Unstated,
        false,
    ),
    (
        "R83",
        "Foreign receiving bank unable to settle",
        Deadline::Unstated,
        false,
    ),
    (
        "R84",
        "Entry not processed by the gateway",
        Deadline::Unstated,
        false,
    ),
    (
        "R85",
        "Incorrectly coded outbound international payment",
        Deadline::Unstated,
        false,
    ),
];

/// Code and meaning.
const CHANGES: &[(&str, &str)] = &[
    ("C01", "Incorrect account number"),
    ("C02", "Incorrect routing number"),
    ("C03", "Incorrect routing number and account number"),
    ("C04", "Incorrect individual or receiving company name"),
    ("C05", "Incorrect transaction code"),
    ("C06", "Incorrect account number and transaction code"),
    (
        "C07",
        "Incorrect routing number, account number and transaction code",
    ),
    (
        "C08",
        "Incorrect identification of the foreign receiving bank (IAT)",
    ),
    ("C09", "Incorrect individual identification number"),
    ("C13", "Addenda format error"),
    (
        "C14",
        "Incorrect SEC code for an outbound international payment",
    ),
    ("C61", "Misrouted notification of change"),
    ("C62", "Incorrect trace number"),
    ("C63", "Incorrect company identification"),
    (
        "C64",
        "Incorrect individual identification or identification number",
    ),
    ("C65", "Incorrectly formatted corrected data"),
    ("C66", "Incorrect discretionary data"),
    ("C67", "Routing number not from the original entry"),
    ("C68", "Account number not from the original entry"),
    ("C69", "Incorrect transaction code"),
];
