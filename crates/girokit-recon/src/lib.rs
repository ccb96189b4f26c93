//! The reconciliation engine: statement entries against ledger records, every break explained, balances proved.
