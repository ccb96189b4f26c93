//! What the versions of a message call the same thing: data, read off the published schemas by comparing neighbouring versions of every
//! family of pain, pacs and camt.

/// One thing that versions keep at different places.
#[derive(Debug)]
pub(super) struct Alias {
    /// The tags of the elements in which the paths begin; empty: any element.
    pub(super) within: &'static [&'static str],
    /// The places, oldest first. A value at any of them goes to the newest that the target has.
    pub(super) paths: &'static [&'static str],
    /// Empty: nothing changes but the place. Else the value goes from the first path to the second only, and what that loses.
    pub(super) note: &'static str,
}

const fn alias(within: &'static [&'static str], paths: &'static [&'static str]) -> Alias {
    Alias {
        within,
        paths,
        note: "",
    }
}

const fn narrow(
    within: &'static [&'static str],
    paths: &'static [&'static str],
    note: &'static str,
) -> Alias {
    Alias {
        within,
        paths,
        note,
    }
}

/// An account statement's parties, which became a choice of party and agent.
const PARTIES: &[&str] = &[
    "Cdtr",
    "Dbtr",
    "InitgPty",
    "Pty",
    "TradgPty",
    "UltmtCdtr",
    "UltmtDbtr",
];

/// Elements that name who is asked or asks, which became choices.
const STATUS_REASONS: &[&str] = &["RtrRsnInf", "RvslRsnInf", "StsRsnInf"];

/// All aliases, those that lose nothing first. Behind each, one schema step that shows it; most families make the same step at the same time.
pub(super) const ALIASES: &[Alias] = &[
    // pain.001.001.03 to .04: FinancialInstitutionIdentification7 to 8.
    alias(&["FinInstnId"], &["BIC", "BICFI"]),
    // pain.001.001.03 to .04: OrganisationIdentification4 to 8; .02 knows BIC only.
    alias(&["OrgId"], &["BIC", "BICOrBEI", "AnyBIC"]),
    // pain.001.001.07 to .08: ISODate to DateAndDateTimeChoice.
    alias(&[], &["ReqdExctnDt", "ReqdExctnDt/Dt"]),
    // camt.055.001.05 to .06.
    alias(&[], &["OrgnlReqdExctnDt", "OrgnlReqdExctnDt/Dt"]),
    // pain.001.001.08 to .09: PostalAddress6 to 24.
    alias(&["PstlAdr"], &["AdrTp", "AdrTp/Cd"]),
    // pain.001.001.08 to .09: ContactDetails2 to Contact4. The new type demands a channel, which the old one has not.
    alias(&["CtctDtls"], &["Othr", "Othr/Id"]),
    // pain.001.001.08 to .09: TaxInformation3 to 8.
    alias(&["Tax", "TaxRmt"], &["AdmstnZn", "AdmstnZone"]),
    // pain.001.001.03 to .04: RemittanceAmount1 to 2.
    alias(&["RfrdDocAmt"], &["DscntApldAmt", "DscntApldAmt/Amt"]),
    alias(&["RfrdDocAmt"], &["TaxAmt", "TaxAmt/Amt"]),
    // pain.001.001.05 to .06: RemittanceLocation2 to 4.
    alias(&["RltdRmtInf"], &["RmtLctnMtd", "RmtLctnDtls/Mtd"]),
    alias(
        &["RltdRmtInf"],
        &["RmtLctnElctrncAdr", "RmtLctnDtls/ElctrncAdr"],
    ),
    alias(&["RltdRmtInf"], &["RmtLctnPstlAdr", "RmtLctnDtls/PstlAdr"]),
    // pain.001.001.09 to .10: Max140Text to InstructionForDebtorAgent1.
    alias(
        &["CdtTrfTxInf"],
        &["InstrForDbtrAgt", "InstrForDbtrAgt/InstrInf"],
    ),
    // pain.001.001.11 to .12: ISODate to DateAndType1. The new type demands a type of date, which the old one has not.
    alias(&["RfrdDocInf"], &["RltdDt", "RltdDt/Dt"]),
    // pain.001.001.12 to .13: StructuredRegulatoryReporting3 to 5.
    alias(&["Dtls"], &["Cd", "RptgCd"]),
    alias(&["Dtls"], &["Tp", "Tp/Prtry"]),
    // pacs.008.001.02 to .03: ChargesInformation5 to Charges2; .01 to .02: ChargesInformation1 to 5.
    alias(&["ChrgsInf"], &["ChrgsPty", "Pty", "Agt"]),
    alias(&["ChrgsInf"], &["ChrgsAmt", "Amt"]),
    // pacs.008.001.06 to .07: CreditTransferTransaction25 to 30.
    alias(&[], &["PrvsInstgAgt", "PrvsInstgAgt1"]),
    alias(&[], &["PrvsInstgAgtAcct", "PrvsInstgAgt1Acct"]),
    // pacs.008.001.12 to .13: CreditTransferTransaction64 to 70.
    alias(&["CdtTrfTxInf"], &["AccptncDtTm", "AddtlDtTm/AccptncDtTm"]),
    alias(
        &["CdtTrfTxInf"],
        &["PoolgAdjstmntDt", "AddtlDtTm/PoolgAdjstmntDt"],
    ),
    // camt.053.001.02 to .03: ChargesInformation6 to Charges3, whose records hold what the charge held.
    alias(&["Chrgs"], &["Amt", "Rcrd/Amt"]),
    alias(&["Chrgs"], &["CdtDbtInd", "Rcrd/CdtDbtInd"]),
    alias(&["Chrgs"], &["Tp", "Rcrd/Tp"]),
    alias(&["Chrgs"], &["Rate", "Rcrd/Rate"]),
    alias(&["Chrgs"], &["Br", "Rcrd/Br"]),
    alias(&["Chrgs"], &["Pty", "Rcrd/Agt"]),
    alias(&["Chrgs"], &["Tax", "Rcrd/Tax"]),
    // camt.053.001.02 to .03: TransactionInterest2 to 3.
    alias(&["Intrst"], &["Amt", "Rcrd/Amt"]),
    alias(&["Intrst"], &["CdtDbtInd", "Rcrd/CdtDbtInd"]),
    alias(&["Intrst"], &["Tp", "Rcrd/Tp"]),
    alias(&["Intrst"], &["Rate", "Rcrd/Rate"]),
    alias(&["Intrst"], &["FrToDt", "Rcrd/FrToDt"]),
    alias(&["Intrst"], &["Rsn", "Rcrd/Rsn"]),
    // camt.053.001.02 to .03: SecurityIdentification4Choice to 14; AlternateSecurityIdentification2 to OtherIdentification1.
    alias(&["FinInstrmId"], &["Prtry", "OthrId"]),
    alias(&["OthrId", "Prtry"], &["Tp", "Tp/Prtry"]),
    // camt.053.001.02 to .03: CorporateAction1 to 9; .12 to .13: to CorporateAction82, under another tag.
    alias(
        &["CorpActn", "RltdCorpActn"],
        &["Cd", "EvtTp", "EvtTp/Prtry"],
    ),
    alias(
        &["CorpActn", "RltdCorpActn"],
        &["Nb", "EvtId", "CorpActnEvtId"],
    ),
    alias(&["TxDtls"], &["CorpActn", "RltdCorpActn"]),
    // camt.053.001.02 to .03: CashAccount16 to SecuritiesAccount13.
    alias(&["SfkpgAcct"], &["Id/Othr/Id", "Id"]),
    // camt.053.001.03 to .04: NumberAndSumOfTransactions2 to 4, TotalsPerBankTransactionCode2 to 3.
    alias(
        &["TtlNtries", "TtlNtriesPerBkTxCd"],
        &["TtlNetNtryAmt", "TtlNetNtry/Amt"],
    ),
    alias(
        &["TtlNtries", "TtlNtriesPerBkTxCd"],
        &["CdtDbtInd", "TtlNetNtry/CdtDbtInd"],
    ),
    // camt.053.001.06 to .07: EntryStatus2Code to EntryStatus1Choice; PartyIdentification43 to Party35Choice.
    alias(&["Ntry"], &["Sts", "Sts/Cd"]),
    alias(PARTIES, &["Nm", "Pty/Nm"]),
    alias(PARTIES, &["PstlAdr", "Pty/PstlAdr"]),
    alias(PARTIES, &["Id", "Pty/Id"]),
    alias(PARTIES, &["CtryOfRes", "Pty/CtryOfRes"]),
    alias(PARTIES, &["CtctDtls", "Pty/CtctDtls"]),
    // camt.053.001.01 to .02: StatementEntry1 to ReportEntry2.
    alias(&["Ntry"], &["TxDtls", "NtryDtls/TxDtls"]),
    alias(&["Ntry"], &["Btch", "NtryDtls/Btch"]),
    alias(&["Tp"], &["Cd", "CdOrPrtry/Cd"]),
    alias(&["Tp"], &["Prtry", "CdOrPrtry/Prtry"]),
    // pain.001.001.02 to .03 and its like: the codes that became choices.
    alias(&[], &["CtgyPurp", "CtgyPurp/Cd"]),
    alias(&[], &["Authstn", "Authstn/Prtry"]),
    alias(&["ClrSys"], &["ClrSysId", "Cd"]),
    alias(&[], &["Frqcy", "Frqcy/Tp"]),
    alias(&[], &["OrgnlFrqcy", "OrgnlFrqcy/Tp"]),
    // pain.001.001.02 to .03: RegulatoryReporting2 to 3, RegulatoryAuthority to 2.
    alias(&["RgltryRptg"], &["RgltryDtls", "Dtls"]),
    alias(&["Authrty"], &["AuthrtyNm", "Nm"]),
    alias(&["Authrty"], &["AuthrtyCtry", "Ctry"]),
    // pain.001.001.02 to .03: StructuredRemittanceInformation6 to 7 and what it holds.
    alias(&["RfrdDocInf"], &["RfrdDocTp", "Tp"]),
    alias(&["RfrdDocInf"], &["RfrdDocNb", "Nb"]),
    alias(&["Strd"], &["RfrdDocRltdDt", "RfrdDocInf/RltdDt"]),
    alias(&["CdtrRefInf"], &["CdtrRefTp", "Tp"]),
    alias(&["CdtrRefInf"], &["CdtrRef", "Ref"]),
    // pain.001.001.02 to .03: the schemes of an account that is no IBAN.
    alias(&["Id"], &["PrtryAcct/Id", "Othr/Id"]),
    // pain.002.001.02 to .03, pacs.004.001.01 to .02, pain.007.001.01 to .02.
    alias(STATUS_REASONS, &["StsOrgtr", "Orgtr"]),
    alias(STATUS_REASONS, &["RtrOrgtr", "Orgtr"]),
    alias(STATUS_REASONS, &["RvslOrgtr", "Orgtr"]),
    alias(STATUS_REASONS, &["StsRsn", "Rsn"]),
    alias(STATUS_REASONS, &["RtrRsn", "Rsn"]),
    alias(STATUS_REASONS, &["RvslRsn", "Rsn"]),
    alias(STATUS_REASONS, &["AddtlStsRsnInf", "AddtlInf"]),
    alias(STATUS_REASONS, &["AddtlRtrRsnInf", "AddtlInf"]),
    alias(STATUS_REASONS, &["AddtlRvslRsnInf", "AddtlInf"]),
    // pacs.002.001.05 and its like: MandateRelatedInformation8 to MandateRelatedData1Choice.
    alias(MANDATES, &["MndtId", "DrctDbtMndt/MndtId"]),
    alias(MANDATES, &["DtOfSgntr", "DrctDbtMndt/DtOfSgntr"]),
    alias(MANDATES, &["AmdmntInd", "DrctDbtMndt/AmdmntInd"]),
    alias(MANDATES, &["AmdmntInfDtls", "DrctDbtMndt/AmdmntInfDtls"]),
    alias(MANDATES, &["ElctrncSgntr", "DrctDbtMndt/ElctrncSgntr"]),
    alias(MANDATES, &["FrstColltnDt", "DrctDbtMndt/FrstColltnDt"]),
    alias(MANDATES, &["FnlColltnDt", "DrctDbtMndt/FnlColltnDt"]),
    alias(MANDATES, &["Frqcy", "DrctDbtMndt/Frqcy"]),
    alias(MANDATES, &["Rsn", "DrctDbtMndt/Rsn"]),
    alias(MANDATES, &["TrckgDays", "DrctDbtMndt/TrckgDays"]),
    // camt.026.001.04 to .05, .08 to .09: what is missing or wrong.
    alias(&[], &["MssngInf", "MssngInf/Cd", "MssngInf/Tp/Cd"]),
    alias(&[], &["IncrrctInf", "IncrrctInf/Cd", "IncrrctInf/Tp/Cd"]),
    alias(&["IncrrctInf", "MssngInf"], &["Cd", "Tp/Cd"]),
    // camt.029.001.11 to .12.
    alias(&["RsltnRltdInf"], &["Chrgs", "ChrgsInf"]),
    // The ways that lose something.
    narrow(
        &[],
        &["ReqdExctnDt/DtTm", "ReqdExctnDt"],
        "the time of day is left out",
    ),
    narrow(
        &[],
        &["OrgnlReqdExctnDt/DtTm", "OrgnlReqdExctnDt"],
        "the time of day is left out",
    ),
    narrow(
        &["Dtls"],
        &["Tp/Cd", "Tp"],
        "the code stands as a text without its list",
    ),
    narrow(
        &["CorpActn", "RltdCorpActn"],
        &["EvtTp/Cd", "EvtTp"],
        "the code stands as a text without its list",
    ),
    narrow(
        &["SfkpgAcct"],
        &["Id/IBAN", "Id"],
        "the IBAN stands as a text without its scheme",
    ),
    narrow(
        &["FinInstnId"],
        &["CmbndId/BIC", "BIC"],
        "it stands beside what it was combined with",
    ),
    narrow(
        &["FinInstnId"],
        &["CmbndId/BIC", "BICFI"],
        "it stands beside what it was combined with",
    ),
    narrow(
        &["FinInstnId"],
        &["CmbndId/Nm", "Nm"],
        "it stands beside what it was combined with",
    ),
    narrow(
        &["FinInstnId"],
        &["CmbndId/PstlAdr", "PstlAdr"],
        "it stands beside what it was combined with",
    ),
    narrow(
        &["FinInstnId"],
        &["NmAndAdr/Nm", "Nm"],
        "it stands beside the address",
    ),
    narrow(
        &["FinInstnId"],
        &["NmAndAdr/PstlAdr", "PstlAdr"],
        "it stands beside the name",
    ),
    narrow(
        &["Id"],
        &["BBAN", "Othr/Id"],
        "the account number stands without its scheme",
    ),
    narrow(
        &["Id"],
        &["UPIC", "Othr/Id"],
        "the account number stands without its scheme",
    ),
];

/// Mandates, which became a choice of direct debit and credit transfer mandate.
const MANDATES: &[&str] = &["MndtRltdInf"];

/// Elements that one version repeats and another holds once with repeated records inside: camt.053.001.02 to .04.
pub(super) const FOLDS: &[(&str, &str)] = &[("Chrgs", "Rcrd"), ("Intrst", "Rcrd")];

/// A value that a version demands and another does not have, but that follows from its surroundings.
#[derive(Debug)]
pub(super) struct Supply {
    /// The element that lacks it.
    pub(super) within: &'static str,
    /// What it lacks.
    pub(super) tag: &'static str,
    /// Where it is taken from: a path below the element itself, or `..` and a tag, counted from the element, for its surroundings.
    pub(super) from: From,
    /// What to tell.
    pub(super) why: &'static str,
}

/// Where a [`Supply`] is taken from.
#[derive(Debug)]
pub(super) enum From {
    /// A path below the element itself.
    Below(&'static str),
    /// What stands at a path below the nearest element above with this tag (`*` is its first child), if there is but one element like this one in it or `shared` says that all
    /// of them have the value in common.
    Above {
        tag: &'static str,
        child: &'static str,
        shared: bool,
    },
}

const HEADER_TIME: From = From::Above {
    tag: "Document",
    child: "*/GrpHdr/CreDtTm",
    shared: true,
};

/// camt.053.001.03 to .06 and their like demand amount and direction of each transaction of an entry, .02 and .07 do not.
pub(super) const SUPPLIES: &[Supply] = &[
    Supply {
        within: "TxDtls",
        tag: "Amt",
        from: From::Below("AmtDtls/TxAmt/Amt"),
        why: "taken from AmtDtls/TxAmt/Amt",
    },
    Supply {
        within: "TxDtls",
        tag: "Amt",
        from: From::Above {
            tag: "Ntry",
            child: "Amt",
            shared: false,
        },
        why: "taken from the entry, whose only transaction it is",
    },
    Supply {
        within: "TxDtls",
        tag: "CdtDbtInd",
        from: From::Above {
            tag: "Ntry",
            child: "CdtDbtInd",
            shared: true,
        },
        why: "taken from the entry",
    },
    // camt.053.001.06 and older and their like demand the time of each statement, report and notification.
    Supply {
        within: "Stmt",
        tag: "CreDtTm",
        from: HEADER_TIME,
        why: "taken from the group header",
    },
    Supply {
        within: "Rpt",
        tag: "CreDtTm",
        from: HEADER_TIME,
        why: "taken from the group header",
    },
    Supply {
        within: "Ntfctn",
        tag: "CreDtTm",
        from: HEADER_TIME,
        why: "taken from the group header",
    },
];

/// The amounts of a referred document, which pain.001.001.12 and its like list by type (RemittanceAmount2 and 3 to 4): the tag, the code
/// of ISO 20022's external code set `ExternalDocumentAmountType1Code` that stands for it without a type of its own, and the codes that are
/// types of its own (`ExternalDiscountAmountType1Code`, `ExternalTaxAmountType1Code`). There is no code for a discount without a type.
#[derive(Debug)]
pub(super) struct TypedAmount {
    pub(super) tag: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) types: &'static [&'static str],
}

/// The element that lists typed amounts.
pub(super) const TYPED: &str = "RmtAmtAndTp";

pub(super) const TYPED_AMOUNTS: &[TypedAmount] = &[
    TypedAmount {
        tag: "DuePyblAmt",
        code: Some("DUPA"),
        types: &[],
    },
    TypedAmount {
        tag: "DscntApldAmt",
        code: None,
        types: &["APDS", "STDS", "TMDS"],
    },
    TypedAmount {
        tag: "CdtNoteAmt",
        code: Some("CREN"),
        types: &[],
    },
    TypedAmount {
        tag: "TaxAmt",
        code: Some("TAXS"),
        types: &["CITY", "CNTY", "LOCL", "PROV", "STAT"],
    },
    TypedAmount {
        tag: "RmtdAmt",
        code: Some("REMI"),
        types: &[],
    },
];
