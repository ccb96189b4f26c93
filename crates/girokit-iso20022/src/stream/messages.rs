//! The messages that can be streamed, until the generator writes these lines.
#![allow(
    unused_imports,
    clippy::wildcard_imports,
    reason = "a list over all messages, empty when none is compiled in"
)]

use crate::codegen::streamed;
use crate::generated::messages::*;

#[cfg(feature = "camt-052")]
streamed!(camt_052_001_01::Document: bk_to_cstmr_acct_rpt_v01 "BkToCstmrAcctRptV01", rpt "Rpt"; ntry "Ntry" camt_052_001_01::ReportEntry1);
#[cfg(feature = "camt-052-001-02")]
streamed!(camt_052_001_02::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_02::ReportEntry2);
#[cfg(feature = "camt-052")]
streamed!(camt_052_001_03::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_03::ReportEntry3);
#[cfg(feature = "camt-052-001-04")]
streamed!(camt_052_001_04::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_04::ReportEntry4);
#[cfg(feature = "camt-052")]
streamed!(camt_052_001_05::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_05::ReportEntry7);
#[cfg(feature = "camt-052-001-06")]
streamed!(camt_052_001_06::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_06::ReportEntry8);
#[cfg(feature = "camt-052")]
streamed!(camt_052_001_07::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_07::ReportEntry9);
#[cfg(feature = "camt-052-001-08")]
streamed!(camt_052_001_08::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_08::ReportEntry10);
#[cfg(feature = "camt-052-001-09")]
streamed!(camt_052_001_09::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_09::ReportEntry11);
#[cfg(feature = "camt-052-001-10")]
streamed!(camt_052_001_10::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_10::ReportEntry12);
#[cfg(feature = "camt-052-001-11")]
streamed!(camt_052_001_11::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_11::ReportEntry13);
#[cfg(feature = "camt-052-001-12")]
streamed!(camt_052_001_12::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_12::ReportEntry14);
#[cfg(feature = "camt-052-001-13")]
streamed!(camt_052_001_13::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_13::ReportEntry15);
#[cfg(feature = "camt-052-001-14")]
streamed!(camt_052_001_14::Document: bk_to_cstmr_acct_rpt "BkToCstmrAcctRpt", rpt "Rpt"; ntry "Ntry" camt_052_001_14::ReportEntry16);
#[cfg(feature = "camt-053")]
streamed!(camt_053_001_01::Document: bk_to_cstmr_stmt_v01 "BkToCstmrStmtV01", stmt "Stmt"; ntry "Ntry" camt_053_001_01::StatementEntry1);
#[cfg(feature = "camt-053-001-02")]
streamed!(camt_053_001_02::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_02::ReportEntry2);
#[cfg(feature = "camt-053")]
streamed!(camt_053_001_03::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_03::ReportEntry3);
#[cfg(feature = "camt-053-001-04")]
streamed!(camt_053_001_04::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_04::ReportEntry4);
#[cfg(feature = "camt-053")]
streamed!(camt_053_001_05::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_05::ReportEntry7);
#[cfg(feature = "camt-053")]
streamed!(camt_053_001_06::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_06::ReportEntry8);
#[cfg(feature = "camt-053-001-07")]
streamed!(camt_053_001_07::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_07::ReportEntry9);
#[cfg(feature = "camt-053-001-08")]
streamed!(camt_053_001_08::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_08::ReportEntry10);
#[cfg(feature = "camt-053-001-09")]
streamed!(camt_053_001_09::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_09::ReportEntry11);
#[cfg(feature = "camt-053-001-10")]
streamed!(camt_053_001_10::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_10::ReportEntry12);
#[cfg(feature = "camt-053-001-11")]
streamed!(camt_053_001_11::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_11::ReportEntry13);
#[cfg(feature = "camt-053-001-12")]
streamed!(camt_053_001_12::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_12::ReportEntry14);
#[cfg(feature = "camt-053-001-13")]
streamed!(camt_053_001_13::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_13::ReportEntry15);
#[cfg(feature = "camt-053-001-14")]
streamed!(camt_053_001_14::Document: bk_to_cstmr_stmt "BkToCstmrStmt", stmt "Stmt"; ntry "Ntry" camt_053_001_14::ReportEntry16);
#[cfg(feature = "camt-054")]
streamed!(camt_054_001_01::Document: bk_to_cstmr_dbt_cdt_ntfctn_v01 "BkToCstmrDbtCdtNtfctnV01", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_01::NotificationEntry1);
#[cfg(feature = "camt-054-001-02")]
streamed!(camt_054_001_02::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_02::ReportEntry2);
#[cfg(feature = "camt-054")]
streamed!(camt_054_001_03::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_03::ReportEntry3);
#[cfg(feature = "camt-054-001-04")]
streamed!(camt_054_001_04::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_04::ReportEntry4);
#[cfg(feature = "camt-054")]
streamed!(camt_054_001_05::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_05::ReportEntry7);
#[cfg(feature = "camt-054")]
streamed!(camt_054_001_06::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_06::ReportEntry8);
#[cfg(feature = "camt-054")]
streamed!(camt_054_001_07::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_07::ReportEntry9);
#[cfg(feature = "camt-054-001-08")]
streamed!(camt_054_001_08::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_08::ReportEntry10);
#[cfg(feature = "camt-054-001-09")]
streamed!(camt_054_001_09::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_09::ReportEntry11);
#[cfg(feature = "camt-054-001-10")]
streamed!(camt_054_001_10::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_10::ReportEntry12);
#[cfg(feature = "camt-054-001-11")]
streamed!(camt_054_001_11::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_11::ReportEntry13);
#[cfg(feature = "camt-054-001-12")]
streamed!(camt_054_001_12::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_12::ReportEntry14);
#[cfg(feature = "camt-054-001-13")]
streamed!(camt_054_001_13::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_13::ReportEntry15);
#[cfg(feature = "camt-054-001-14")]
streamed!(camt_054_001_14::Document: bk_to_cstmr_dbt_cdt_ntfctn "BkToCstmrDbtCdtNtfctn", ntfctn "Ntfctn"; ntry "Ntry" camt_054_001_14::ReportEntry16);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_01::Document: pacs_003_001_01 "pacs.003.001.01"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_01::DirectDebitTransactionInformation2);
#[cfg(feature = "pacs-003-001-02")]
streamed!(pacs_003_001_02::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_02::DirectDebitTransactionInformation10);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_03::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_03::DirectDebitTransactionInformation12);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_04::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_04::DirectDebitTransactionInformation14);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_05::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_05::DirectDebitTransactionInformation17);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_06::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_06::DirectDebitTransactionInformation20);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_07::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_07::DirectDebitTransactionInformation21);
#[cfg(feature = "pacs-003-001-08")]
streamed!(pacs_003_001_08::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_08::DirectDebitTransactionInformation24);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_09::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_09::DirectDebitTransactionInformation29);
#[cfg(feature = "pacs-003")]
streamed!(pacs_003_001_10::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_10::DirectDebitTransactionInformation30);
#[cfg(feature = "pacs-003-001-11")]
streamed!(pacs_003_001_11::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_11::DirectDebitTransactionInformation31);
#[cfg(feature = "pacs-003-001-12")]
streamed!(pacs_003_001_12::Document: fi_to_fi_cstmr_drct_dbt "FIToFICstmrDrctDbt"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_003_001_12::DirectDebitTransactionInformation35);
#[cfg(feature = "pacs-008")]
streamed!(pacs_008_001_01::Document: pacs_008_001_01 "pacs.008.001.01"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_01::CreditTransferTransactionInformation2);
#[cfg(feature = "pacs-008-001-02")]
streamed!(pacs_008_001_02::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_02::CreditTransferTransactionInformation11);
#[cfg(feature = "pacs-008")]
streamed!(pacs_008_001_03::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_03::CreditTransferTransaction2);
#[cfg(feature = "pacs-008")]
streamed!(pacs_008_001_04::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_04::CreditTransferTransaction7);
#[cfg(feature = "pacs-008")]
streamed!(pacs_008_001_05::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_05::CreditTransferTransaction19);
#[cfg(feature = "pacs-008")]
streamed!(pacs_008_001_06::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_06::CreditTransferTransaction25);
#[cfg(feature = "pacs-008-001-07")]
streamed!(pacs_008_001_07::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_07::CreditTransferTransaction30);
#[cfg(feature = "pacs-008-001-08")]
streamed!(pacs_008_001_08::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_08::CreditTransferTransaction39);
#[cfg(feature = "pacs-008-001-09")]
streamed!(pacs_008_001_09::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_09::CreditTransferTransaction43);
#[cfg(feature = "pacs-008-001-10")]
streamed!(pacs_008_001_10::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_10::CreditTransferTransaction50);
#[cfg(feature = "pacs-008-001-11")]
streamed!(pacs_008_001_11::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_11::CreditTransferTransaction58);
#[cfg(feature = "pacs-008-001-12")]
streamed!(pacs_008_001_12::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_12::CreditTransferTransaction64);
#[cfg(feature = "pacs-008-001-13")]
streamed!(pacs_008_001_13::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_13::CreditTransferTransaction70);
#[cfg(feature = "pacs-008-001-14")]
streamed!(pacs_008_001_14::Document: fi_to_fi_cstmr_cdt_trf "FIToFICstmrCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_008_001_14::CreditTransferTransaction73);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_01::Document: pacs_009_001_01 "pacs.009.001.01"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_01::CreditTransferTransactionInformation3);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_02::Document: fin_instn_cdt_trf "FinInstnCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_02::CreditTransferTransactionInformation13);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_03::Document: fin_instn_cdt_trf "FinInstnCdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_03::CreditTransferTransaction4);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_04::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_04::CreditTransferTransaction8);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_05::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_05::CreditTransferTransaction17);
#[cfg(feature = "pacs-009")]
streamed!(pacs_009_001_06::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_06::CreditTransferTransaction23);
#[cfg(feature = "pacs-009-001-07")]
streamed!(pacs_009_001_07::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_07::CreditTransferTransaction31);
#[cfg(feature = "pacs-009-001-08")]
streamed!(pacs_009_001_08::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_08::CreditTransferTransaction36);
#[cfg(feature = "pacs-009-001-09")]
streamed!(pacs_009_001_09::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_09::CreditTransferTransaction44);
#[cfg(feature = "pacs-009-001-10")]
streamed!(pacs_009_001_10::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_10::CreditTransferTransaction56);
#[cfg(feature = "pacs-009-001-11")]
streamed!(pacs_009_001_11::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_11::CreditTransferTransaction62);
#[cfg(feature = "pacs-009-001-12")]
streamed!(pacs_009_001_12::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_12::CreditTransferTransaction67);
#[cfg(feature = "pacs-009-001-13")]
streamed!(pacs_009_001_13::Document: fi_cdt_trf "FICdtTrf"; cdt_trf_tx_inf "CdtTrfTxInf" pacs_009_001_13::CreditTransferTransaction79);
#[cfg(feature = "pacs-010")]
streamed!(pacs_010_001_02::Document: fi_drct_dbt "FIDrctDbt", cdt_instr "CdtInstr"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_010_001_02::DirectDebitTransactionInformation15);
#[cfg(feature = "pacs-010-001-03")]
streamed!(pacs_010_001_03::Document: fi_drct_dbt "FIDrctDbt", cdt_instr "CdtInstr"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_010_001_03::DirectDebitTransactionInformation25);
#[cfg(feature = "pacs-010")]
streamed!(pacs_010_001_04::Document: fi_drct_dbt "FIDrctDbt", cdt_instr "CdtInstr"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_010_001_04::DirectDebitTransactionInformation26);
#[cfg(feature = "pacs-010")]
streamed!(pacs_010_001_05::Document: fi_drct_dbt "FIDrctDbt", cdt_instr "CdtInstr"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_010_001_05::DirectDebitTransactionInformation27);
#[cfg(feature = "pacs-010")]
streamed!(pacs_010_001_06::Document: fi_drct_dbt "FIDrctDbt", cdt_instr "CdtInstr"; drct_dbt_tx_inf "DrctDbtTxInf" pacs_010_001_06::DirectDebitTransactionInformation33);
#[cfg(feature = "pain-001")]
streamed!(pain_001_001_02::Document: pain_001_001_02 "pain.001.001.02", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_02::CreditTransferTransactionInformation1);
#[cfg(feature = "pain-001-001-03")]
streamed!(pain_001_001_03::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_03::CreditTransferTransactionInformation10);
#[cfg(feature = "pain-001")]
streamed!(pain_001_001_04::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_04::CreditTransferTransaction1);
#[cfg(feature = "pain-001")]
streamed!(pain_001_001_05::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_05::CreditTransferTransaction6);
#[cfg(feature = "pain-001")]
streamed!(pain_001_001_06::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_06::CreditTransferTransaction20);
#[cfg(feature = "pain-001")]
streamed!(pain_001_001_07::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_07::CreditTransferTransaction26);
#[cfg(feature = "pain-001-001-08")]
streamed!(pain_001_001_08::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_08::CreditTransferTransaction26);
#[cfg(feature = "pain-001-001-09")]
streamed!(pain_001_001_09::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_09::CreditTransferTransaction34);
#[cfg(feature = "pain-001-001-10")]
streamed!(pain_001_001_10::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_10::CreditTransferTransaction40);
#[cfg(feature = "pain-001-001-11")]
streamed!(pain_001_001_11::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_11::CreditTransferTransaction54);
#[cfg(feature = "pain-001-001-12")]
streamed!(pain_001_001_12::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_12::CreditTransferTransaction61);
#[cfg(feature = "pain-001-001-13")]
streamed!(pain_001_001_13::Document: cstmr_cdt_trf_initn "CstmrCdtTrfInitn", pmt_inf "PmtInf"; cdt_trf_tx_inf "CdtTrfTxInf" pain_001_001_13::CreditTransferTransaction76);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_01::Document: pain_008_001_01 "pain.008.001.01", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_01::DirectDebitTransactionInformation1);
#[cfg(feature = "pain-008-001-02")]
streamed!(pain_008_001_02::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_02::DirectDebitTransactionInformation9);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_03::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_03::DirectDebitTransactionInformation11);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_04::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_04::DirectDebitTransactionInformation13);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_05::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_05::DirectDebitTransactionInformation18);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_06::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_06::DirectDebitTransactionInformation19);
#[cfg(feature = "pain-008")]
streamed!(pain_008_001_07::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_07::DirectDebitTransactionInformation22);
#[cfg(feature = "pain-008-001-08")]
streamed!(pain_008_001_08::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_08::DirectDebitTransactionInformation23);
#[cfg(feature = "pain-008-001-09")]
streamed!(pain_008_001_09::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_09::DirectDebitTransactionInformation23);
#[cfg(feature = "pain-008-001-10")]
streamed!(pain_008_001_10::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_10::DirectDebitTransactionInformation28);
#[cfg(feature = "pain-008-001-11")]
streamed!(pain_008_001_11::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_11::DirectDebitTransactionInformation32);
#[cfg(feature = "pain-008-001-12")]
streamed!(pain_008_001_12::Document: cstmr_drct_dbt_initn "CstmrDrctDbtInitn", pmt_inf "PmtInf"; drct_dbt_tx_inf "DrctDbtTxInf" pain_008_001_12::DirectDebitTransactionInformation34);
