//! What becomes of each element of the source at each step. What is not listed has no place in the next message.

use super::{Fate, Reason};

const CARRIED: Option<Reason> = None;
const BETWEEN_THEM: Option<Reason> = Some(Reason::BetweenThem);
const REPLACED: Option<Reason> = Some(Reason::Replaced);

/// pain.001.001.09 `GrpHdr` to pacs.008.001.08.
pub(super) const ORDER_HEADER_TO_BANKS: &[Fate] = &[
    ("MsgId", BETWEEN_THEM),
    ("CreDtTm", BETWEEN_THEM),
    ("Authstn", BETWEEN_THEM),
    ("NbOfTxs", BETWEEN_THEM),
    ("CtrlSum", BETWEEN_THEM),
    ("InitgPty", CARRIED),
    ("FwdgAgt", BETWEEN_THEM),
];

/// pain.001.001.09 `PmtInf`, but for its transfers, to pacs.008.001.08.
pub(super) const ORDER_BLOCK_TO_BANKS: &[Fate] = &[
    ("PmtInfId", BETWEEN_THEM),
    ("PmtMtd", BETWEEN_THEM),
    ("BtchBookg", BETWEEN_THEM),
    ("NbOfTxs", BETWEEN_THEM),
    ("CtrlSum", BETWEEN_THEM),
    ("PmtTpInf", CARRIED),
    ("ReqdExctnDt", BETWEEN_THEM),
    ("PoolgAdjstmntDt", CARRIED),
    ("Dbtr", CARRIED),
    ("DbtrAcct", CARRIED),
    ("DbtrAgt", CARRIED),
    ("DbtrAgtAcct", CARRIED),
    ("InstrForDbtrAgt", BETWEEN_THEM),
    ("UltmtDbtr", CARRIED),
    ("ChrgBr", CARRIED),
    ("ChrgsAcct", BETWEEN_THEM),
    ("ChrgsAcctAgt", BETWEEN_THEM),
    ("CdtTrfTxInf", CARRIED),
];

/// pain.001.001.09 `CdtTrfTxInf` to pacs.008.001.08.
pub(super) const ORDER_TO_BANKS: &[Fate] = &[
    ("PmtId", CARRIED),
    ("PmtTpInf", CARRIED),
    ("Amt/InstdAmt", CARRIED),
    ("Amt/EqvtAmt/Amt", CARRIED),
    ("Amt/EqvtAmt/CcyOfTrf", REPLACED),
    ("XchgRateInf", REPLACED),
    ("ChrgBr", CARRIED),
    ("UltmtDbtr", CARRIED),
    ("IntrmyAgt1", CARRIED),
    ("IntrmyAgt1Acct", CARRIED),
    ("IntrmyAgt2", CARRIED),
    ("IntrmyAgt2Acct", CARRIED),
    ("IntrmyAgt3", CARRIED),
    ("IntrmyAgt3Acct", CARRIED),
    ("CdtrAgt", CARRIED),
    ("CdtrAgtAcct", CARRIED),
    ("Cdtr", CARRIED),
    ("CdtrAcct", CARRIED),
    ("UltmtCdtr", CARRIED),
    ("InstrForCdtrAgt", CARRIED),
    ("InstrForDbtrAgt", BETWEEN_THEM),
    ("Purp", CARRIED),
    ("RgltryRptg", CARRIED),
    ("Tax", CARRIED),
    ("RltdRmtInf", CARRIED),
    ("RmtInf", CARRIED),
];

/// pain.001.001.09 `GrpHdr` to an entry on the debtor's account.
pub(super) const ORDER_HEADER_TO_ENTRY: &[Fate] = &[
    ("MsgId", CARRIED),
    ("CreDtTm", BETWEEN_THEM),
    ("Authstn", BETWEEN_THEM),
    ("NbOfTxs", BETWEEN_THEM),
    ("CtrlSum", BETWEEN_THEM),
    ("InitgPty", CARRIED),
    ("FwdgAgt", BETWEEN_THEM),
];

/// pain.001.001.09 `PmtInf`, but for its transfers, to an entry on the debtor's account.
pub(super) const ORDER_BLOCK_TO_ENTRY: &[Fate] = &[
    ("PmtInfId", CARRIED),
    ("PmtMtd", BETWEEN_THEM),
    ("BtchBookg", BETWEEN_THEM),
    ("NbOfTxs", BETWEEN_THEM),
    ("CtrlSum", BETWEEN_THEM),
    ("PmtTpInf/LclInstrm", CARRIED),
    ("ReqdExctnDt", REPLACED),
    ("PoolgAdjstmntDt", BETWEEN_THEM),
    ("Dbtr", CARRIED),
    ("DbtrAcct", CARRIED),
    ("DbtrAgt", CARRIED),
    ("InstrForDbtrAgt", BETWEEN_THEM),
    ("UltmtDbtr", CARRIED),
    ("ChrgsAcct", BETWEEN_THEM),
    ("ChrgsAcctAgt", BETWEEN_THEM),
    ("CdtTrfTxInf", CARRIED),
];

/// pain.001.001.09 `CdtTrfTxInf` to an entry on the debtor's account.
pub(super) const ORDER_TO_ENTRY: &[Fate] = &[
    ("PmtId", CARRIED),
    ("PmtTpInf/LclInstrm", CARRIED),
    ("Amt/InstdAmt", CARRIED),
    ("Amt/EqvtAmt/Amt", CARRIED),
    ("Amt/EqvtAmt/CcyOfTrf", REPLACED),
    ("XchgRateInf", REPLACED),
    ("UltmtDbtr", CARRIED),
    ("IntrmyAgt1", CARRIED),
    ("IntrmyAgt2", CARRIED),
    ("IntrmyAgt3", CARRIED),
    ("CdtrAgt", CARRIED),
    ("Cdtr", CARRIED),
    ("CdtrAcct", CARRIED),
    ("UltmtCdtr", CARRIED),
    ("InstrForCdtrAgt", BETWEEN_THEM),
    ("InstrForDbtrAgt", BETWEEN_THEM),
    ("Purp", CARRIED),
    ("Tax", CARRIED),
    ("RltdRmtInf", CARRIED),
    ("RmtInf", CARRIED),
];

/// pacs.008.001.08 `GrpHdr` to an entry on the creditor's account.
pub(super) const PAYMENT_HEADER_TO_ENTRY: &[Fate] = &[
    ("MsgId", CARRIED),
    ("CreDtTm", BETWEEN_THEM),
    ("BtchBookg", BETWEEN_THEM),
    ("NbOfTxs", BETWEEN_THEM),
    ("CtrlSum", BETWEEN_THEM),
    ("TtlIntrBkSttlmAmt", BETWEEN_THEM),
    ("IntrBkSttlmDt", CARRIED),
    ("SttlmInf", BETWEEN_THEM),
    ("PmtTpInf/LclInstrm", CARRIED),
    ("InstgAgt", CARRIED),
    ("InstdAgt", CARRIED),
];

/// pacs.008.001.08 `CdtTrfTxInf` to an entry on the creditor's account.
pub(super) const PAYMENT_TO_ENTRY: &[Fate] = &[
    ("PmtId", CARRIED),
    ("PmtTpInf/LclInstrm", CARRIED),
    ("IntrBkSttlmAmt", CARRIED),
    ("IntrBkSttlmDt", CARRIED),
    ("SttlmPrty", BETWEEN_THEM),
    ("SttlmTmIndctn", BETWEEN_THEM),
    ("SttlmTmReq", BETWEEN_THEM),
    ("AccptncDtTm", CARRIED),
    ("PoolgAdjstmntDt", BETWEEN_THEM),
    ("InstdAmt", CARRIED),
    ("XchgRate", CARRIED),
    ("ChrgBr", CARRIED),
    ("ChrgsInf", CARRIED),
    ("InstgAgt", CARRIED),
    ("InstdAgt", CARRIED),
    ("IntrmyAgt1", CARRIED),
    ("IntrmyAgt2", CARRIED),
    ("IntrmyAgt3", CARRIED),
    ("UltmtDbtr", CARRIED),
    ("InitgPty", CARRIED),
    ("Dbtr", CARRIED),
    ("DbtrAcct", CARRIED),
    ("DbtrAgt", CARRIED),
    ("CdtrAgt", CARRIED),
    ("Cdtr", CARRIED),
    ("CdtrAcct", CARRIED),
    ("UltmtCdtr", CARRIED),
    ("InstrForCdtrAgt", BETWEEN_THEM),
    ("InstrForNxtAgt", BETWEEN_THEM),
    ("Purp", CARRIED),
    ("Tax", CARRIED),
    ("RltdRmtInf", CARRIED),
    ("RmtInf", CARRIED),
];
