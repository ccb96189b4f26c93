//! BAI2: balance and transaction reports of North American banks.
