//! What each SEC code allows: sources are the SEC code chapters of the NACHA Operating Rules, Appendix Three.

use super::sec::SecCode;
use super::transaction::TransactionCode;

/// Which transaction codes entries may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moves {
    /// Accounting codes 81-88.
    Accounting,
    /// Zero-dollar credits: 24, 34.
    Acknowledgments,
    /// Debits and credits.
    Both,
    /// Debits and credits, with the zero-dollar codes for remittance data.
    BothAndZero,
    /// Codes of returns and notifications only.
    Changes,
    /// Credits.
    Credits,
    /// Debits.
    Debits,
    /// Prenotes only.
    Prenotes,
}

/// Which addenda entries may have, beside 98 and 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Addenda {
    /// 98 is demanded.
    Change,
    /// 10-16 are demanded, up to two 17 and five 18.
    International,
    /// None.
    None,
    /// 05, from the first number to the second.
    Payment(usize, usize),
    /// One 02.
    Terminal,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct SecRules {
    pub(crate) moves: Moves,
    pub(crate) addenda: Addenda,
    /// Most cents of an entry.
    pub(crate) limit: Option<u64>,
    /// Whether the receiver's name, or what stands in its place, may be blank.
    pub(crate) name_optional: bool,
}

/// Most addenda of an entry with addenda 05: `NACHA CTX`.
pub(crate) const MAX_PAYMENT_ADDENDA: usize = 9_999;

/// $25,000: ARC, BOC and POP.
const CONVERTED_CHECK: Option<u64> = Some(2_500_000);
/// $2,500: RCK and XCK.
const REPRESENTED_CHECK: Option<u64> = Some(250_000);

impl SecRules {
    pub(crate) fn of(sec: SecCode) -> Self {
        use Addenda::{Change, International, Payment, Terminal};
        use Moves::{
            Accounting, Acknowledgments, Both, BothAndZero, Changes, Credits, Debits, Prenotes,
        };
        let many = MAX_PAYMENT_ADDENDA;
        match sec {
            SecCode::ACK => Self::new(Acknowledgments, Payment(0, 1)),
            SecCode::ADV => Self::new(Accounting, Addenda::None),
            SecCode::ARC | SecCode::BOC | SecCode::POP => Self {
                limit: CONVERTED_CHECK,
                name_optional: true,
                ..Self::new(Debits, Addenda::None)
            },
            SecCode::ATX => Self::new(Acknowledgments, Payment(0, many)),
            SecCode::CCD => Self::new(BothAndZero, Payment(0, 1)),
            SecCode::CIE => Self::new(Credits, Payment(0, 1)),
            SecCode::COR => Self::new(Changes, Change),
            SecCode::CTX => Self::new(BothAndZero, Payment(0, many)),
            SecCode::DNE => Self::new(Prenotes, Payment(1, 1)),
            SecCode::ENR => Self::new(Prenotes, Payment(1, many)),
            SecCode::IAT => Self::new(BothAndZero, International),
            SecCode::MTE | SecCode::POS | SecCode::SHR => Self::new(Both, Terminal),
            SecCode::RCK | SecCode::XCK => Self {
                limit: REPRESENTED_CHECK,
                ..Self::new(Debits, Addenda::None)
            },
            SecCode::TEL | SecCode::TRC => Self::new(Debits, Addenda::None),
            SecCode::TRX => Self::new(Debits, Payment(1, many)),
            SecCode::PPD | SecCode::WEB => Self::new(Both, Payment(0, 1)),
            // An unknown code is an error of its own; nothing else is held against its entries.
            _ => Self {
                name_optional: true,
                ..Self::new(BothAndZero, Payment(0, many))
            },
        }
    }

    fn new(moves: Moves, addenda: Addenda) -> Self {
        Self {
            moves,
            addenda,
            limit: None,
            name_optional: false,
        }
    }

    /// Whether an entry may have this code; `reversal` when the batch is one: its entries undo others, so that a code of
    /// debits has credits only.
    pub(crate) fn allows(self, code: TransactionCode, reversal: bool) -> bool {
        let Some(credit) = code.is_credit() else {
            return true;
        };
        if code.is_accounting() || self.moves == Moves::Accounting {
            return code.is_accounting() && self.moves == Moves::Accounting;
        }
        if code == TransactionCode::LOAN_DEBIT && !reversal {
            return false;
        }
        if code.is_return() {
            return true;
        }
        match self.moves {
            Moves::Accounting | Moves::Changes => false,
            Moves::Acknowledgments => credit && code.is_zero_dollar(),
            Moves::Both => !code.is_zero_dollar(),
            Moves::BothAndZero => true,
            Moves::Credits => credit != reversal && !code.is_zero_dollar(),
            Moves::Debits => credit == reversal && !code.is_zero_dollar(),
            Moves::Prenotes => code.is_prenote(),
        }
    }

    /// What `allows` asks for, in words.
    pub(crate) fn moves_in_words(self) -> &'static str {
        match self.moves {
            Moves::Accounting => "an accounting code, 81-88",
            Moves::Acknowledgments => "a zero-dollar credit",
            Moves::Both => "a debit, a credit or a prenote",
            Moves::BothAndZero => "any but an accounting code, and 55 in a reversal only",
            Moves::Changes => "a return's or notification's code",
            Moves::Credits => "a credit, or a debit in a reversal",
            Moves::Debits => "a debit, or a credit in a reversal",
            Moves::Prenotes => "a prenote's code",
        }
    }
}
