//! Transaction codes and service class codes.

/// A transaction code: the kind of account and what is done with it. `NACHA 6-record 02-03`. An unknown one is kept.
///
/// Tens: 2 demand, 3 savings, 4 general ledger, 5 loan, 8 accounting (ADV only). Units: 1-4 credit, 6-9 debit, and in this
/// order the return or notification of change, the entry itself, its prenote, its zero-dollar form with remittance data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionCode(u8);

impl TransactionCode {
    /// Return or notification of change of a demand credit.
    pub const DEMAND_RETURN_CREDIT: Self = Self(21);
    /// Demand credit.
    pub const DEMAND_CREDIT: Self = Self(22);
    /// Prenote of a demand credit.
    pub const DEMAND_PRENOTE_CREDIT: Self = Self(23);
    /// Zero-dollar demand credit with remittance data, or an acknowledgment.
    pub const DEMAND_ZERO_CREDIT: Self = Self(24);
    /// Return or notification of change of a demand debit.
    pub const DEMAND_RETURN_DEBIT: Self = Self(26);
    /// Demand debit.
    pub const DEMAND_DEBIT: Self = Self(27);
    /// Prenote of a demand debit.
    pub const DEMAND_PRENOTE_DEBIT: Self = Self(28);
    /// Zero-dollar demand debit with remittance data.
    pub const DEMAND_ZERO_DEBIT: Self = Self(29);
    /// Return or notification of change of a savings credit.
    pub const SAVINGS_RETURN_CREDIT: Self = Self(31);
    /// Savings credit.
    pub const SAVINGS_CREDIT: Self = Self(32);
    /// Prenote of a savings credit.
    pub const SAVINGS_PRENOTE_CREDIT: Self = Self(33);
    /// Return or notification of change of a savings debit.
    pub const SAVINGS_RETURN_DEBIT: Self = Self(36);
    /// Savings debit.
    pub const SAVINGS_DEBIT: Self = Self(37);
    /// Prenote of a savings debit.
    pub const SAVINGS_PRENOTE_DEBIT: Self = Self(38);
    /// General ledger credit.
    pub const LEDGER_CREDIT: Self = Self(42);
    /// General ledger debit.
    pub const LEDGER_DEBIT: Self = Self(47);
    /// Loan credit.
    pub const LOAN_CREDIT: Self = Self(52);
    /// Loan debit, in a reversal only.
    pub const LOAN_DEBIT: Self = Self(55);

    /// The code of this number, known or not.
    pub const fn new(code: u8) -> Self {
        Self(code)
    }

    /// The code of two digits.
    pub fn from_digits(digits: &[u8]) -> Option<Self> {
        let &[tens @ b'0'..=b'9', units @ b'0'..=b'9'] = digits else {
            return None;
        };
        let tens = tens.wrapping_sub(b'0').wrapping_mul(10);
        Some(Self(tens.wrapping_add(units.wrapping_sub(b'0'))))
    }

    /// The number.
    pub const fn as_u8(self) -> u8 {
        self.0
    }

    /// Whether the standard has it.
    pub const fn is_known(self) -> bool {
        matches!(self.0, 21..=24 | 26..=29 | 31..=34 | 36..=39 | 41..=44 | 46..=49 | 51..=56 | 81..=88)
    }

    /// Whether it is one of the accounting codes of ADV.
    pub const fn is_accounting(self) -> bool {
        matches!(self.0, 81..=88)
    }

    /// Whether it credits the receiver's account, in money or in form; none when it is unknown.
    pub const fn is_credit(self) -> Option<bool> {
        if !self.is_known() {
            return None;
        }
        if self.is_accounting() {
            return Some(self.0 % 2 == 1);
        }
        Some(matches!(self.0 % 10, 1..=4))
    }

    /// Whether it is a prenote, which carries no money.
    pub const fn is_prenote(self) -> bool {
        matches!(self.0, 23 | 28 | 33 | 38 | 43 | 48 | 53)
    }

    /// Whether it is a return or a notification of change.
    pub const fn is_return(self) -> bool {
        matches!(self.0, 21 | 26 | 31 | 36 | 41 | 46 | 51 | 56)
    }

    /// Whether it carries remittance data, or an acknowledgment, and no money.
    pub const fn is_zero_dollar(self) -> bool {
        matches!(self.0, 24 | 29 | 34 | 39 | 44 | 49 | 54)
    }

    /// The code of the return of an entry with this code; none when it is a return itself, unknown, or an accounting code.
    pub const fn return_code(self) -> Option<Self> {
        if self.is_return() || self.is_accounting() {
            return None;
        }
        let tens = self.0.wrapping_sub(self.0 % 10);
        match self.is_credit() {
            Some(true) => Some(Self(tens.wrapping_add(1))),
            Some(false) => Some(Self(tens.wrapping_add(6))),
            None => None,
        }
    }

    /// The prenote's code for the account of this code; none for loan debits, accounting and unknown codes.
    pub const fn prenote_code(self) -> Option<Self> {
        let tens = self.0.wrapping_sub(self.0 % 10);
        match (self.is_accounting(), self.is_credit()) {
            (false, Some(true)) => Some(Self(tens.wrapping_add(3))),
            (false, Some(false)) if tens != 50 => Some(Self(tens.wrapping_add(8))),
            _ => None,
        }
    }
}

/// A service class code: what a batch holds. `NACHA 5-record 02-04`. An unknown one is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceClassCode(u16);

impl ServiceClassCode {
    /// Debits and credits.
    pub const MIXED: Self = Self(200);
    /// Credits only.
    pub const CREDITS: Self = Self(220);
    /// Debits only.
    pub const DEBITS: Self = Self(225);
    /// Automated accounting advices.
    pub const ADVICES: Self = Self(280);

    /// The code of this number, known or not.
    pub const fn new(code: u16) -> Self {
        Self(code)
    }

    /// The number.
    pub const fn as_u16(self) -> u16 {
        self.0
    }

    /// Whether the standard has it.
    pub const fn is_known(self) -> bool {
        matches!(self.0, 200 | 220 | 225 | 280)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loan_debit_is_a_debit_and_has_a_return_but_no_prenote() {
        let code = TransactionCode::LOAN_DEBIT;
        assert_eq!(code.is_credit(), Some(false));
        assert_eq!(code.return_code(), Some(TransactionCode::new(56)));
        assert_eq!(code.prenote_code(), None);
    }

    #[test]
    fn codes_beside_the_standard_are_unknown() {
        for code in [0, 20, 25, 30, 57, 59, 80, 89, 99] {
            let code = TransactionCode::new(code);
            assert!(!code.is_known(), "{code:?}");
            assert_eq!((code.is_credit(), code.return_code()), (None, None));
        }
    }
}
