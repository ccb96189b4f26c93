//! What the SEPA schemes of the European Payments Council have in common.

pub(super) mod inst;
pub(super) mod sct;
pub(super) mod sdd;

use girokit_types::CreditorReference;
use rust_decimal::Decimal;

use crate::element::Element;
use crate::rules::{At, Check, Context, Messages, Profile, Rule, When};

use super::address;
use super::characters::{LATIN, has_no_bad_slash, is_latin, is_text};

/// Rules of all SEPA schemes: euro, IBAN, shared charges, the Latin characters, names of 70 characters, addresses.
pub static SEPA: Profile = Profile::new(
    "sepa",
    "Common rules of the SEPA schemes",
    "EPC implementation guidelines 2025 v1.0 (in force 5 October 2025) to the rulebooks 2025 v1.1",
    &[
        Messages::of("pain.001.001.09"),
        Messages::of("pain.008.001.08"),
        Messages::of("pacs.003.001.08"),
        Messages::of("pacs.008.001.08"),
    ],
    RULES,
);

const CUSTOMER: &[Messages] = &[
    Messages::of("pain.001.001.09"),
    Messages::of("pain.008.001.08"),
];

const INTERBANK: &[Messages] = &[
    Messages::of("pacs.003.001.08"),
    Messages::of("pacs.008.001.08"),
];

const RULES: &[Rule] = &[
    Rule::new(
        "sepa-characters",
        "Texts consist of the Latin characters, unless the parties agreed on more.",
        "EPC132-08, EPC130-08, EPC115-06: 1.4; EPC217-08",
        &[],
        At::Where(is_text),
        Check::Characters("", is_latin, LATIN),
    ),
    Rule::new(
        "sepa-reference",
        "A reference neither begins nor ends with a slash and has no two in a row.",
        "EPC132-08, EPC130-08, EPC115-06: 1.4; EPC217-08",
        &[],
        At::Tag(&[
            "MsgId",
            "PmtInfId",
            "InstrId",
            "EndToEndId",
            "TxId",
            "MndtId",
        ]),
        Check::Run(has_no_bad_slash),
    ),
    Rule::new(
        "sepa-amount",
        "The amount is in euro, from 0.01 to 999999999.99, with at most two decimals.",
        "EPC132-08, EPC130-08, EPC115-06: AT-T002",
        &[],
        At::Path(&[
            "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Amt/InstdAmt",
            "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/InstdAmt",
            "FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "FIToFICstmrDrctDbt/DrctDbtTxInf/IntrBkSttlmAmt",
        ]),
        Check::Run(amount),
    ),
    Rule::new(
        "sepa-total",
        "The total settlement amount is in euro, from 0.01 to 999999999999999.99, with at most two decimals.",
        "EPC115-06 TotalInterbankSettlementAmount",
        INTERBANK,
        At::Path(&[
            "FIToFICstmrCdtTrf/GrpHdr/TtlIntrBkSttlmAmt",
            "FIToFICstmrDrctDbt/GrpHdr/TtlIntrBkSttlmAmt",
        ]),
        Check::Run(total),
    ),
    Rule::new(
        "sepa-charge-bearer",
        "Charges follow the scheme: SLEV.",
        "EPC132-08, EPC130-08, EPC115-06: ChargeBearer",
        &[],
        At::Tag(&["ChrgBr"]),
        Check::Codes("", &["SLEV"]),
    ),
    Rule::new(
        "sepa-service-level",
        "There is one service level: SEPA.",
        "EPC132-08, EPC130-08, EPC115-06: AT-T001",
        &[],
        At::Tag(&["PmtTpInf"]),
        Check::All(&[
            Check::MaxOccurs("SvcLvl", 1),
            Check::Codes("SvcLvl/Cd", &["SEPA"]),
            Check::Forbidden(&["SvcLvl/Prtry"]),
        ]),
    ),
    Rule::new(
        "sepa-account",
        "The accounts of debtor and creditor are IBANs.",
        "EPC132-08, EPC130-08, EPC115-06: AT-D001, AT-C001",
        &[],
        At::Tag(&["DbtrAcct", "CdtrAcct"]),
        Check::Required(&["Id/IBAN"]),
    ),
    Rule::new(
        "sepa-country",
        "An IBAN belongs to a country or territory of SEPA.",
        "EPC409-09, as of Serbia's start in May 2026",
        &[],
        At::Tag(&["IBAN"]),
        Check::Run(is_of_sepa),
    ),
    Rule::new(
        "sepa-name-length",
        "A party's name has at most 70 characters.",
        "EPC132-08, EPC130-08, EPC115-06: AT-P001, AT-E001, AT-P006, AT-E007",
        &[],
        At::Tag(&[
            "InitgPty",
            "Dbtr",
            "UltmtDbtr",
            "Cdtr",
            "UltmtCdtr",
            "OrgnlCdtrSchmeId",
        ]),
        Check::MaxLength("Nm", 70),
    ),
    Rule::new(
        "sepa-name",
        "Debtor and creditor have names.",
        "EPC132-08, EPC130-08, EPC115-06: AT-P001, AT-E001",
        &[],
        At::Tag(&["Dbtr", "Cdtr"]),
        Check::Required(&["Nm"]),
    ),
    Rule::new(
        "sepa-organisation",
        "An organisation has one identification of its own scheme at most; only the debtor's side may have a BIC, an LEI and \
         another together.",
        "EPC132-08, EPC130-08: OrganisationIdentification",
        &[],
        At::Tag(&["OrgId"]),
        Check::Run(organisation),
    ),
    Rule::new(
        "sepa-person",
        "A person is identified by date and place of birth or by one other identification.",
        "EPC132-08, EPC130-08, EPC115-06: PrivateIdentification",
        &[],
        At::Tag(&["PrvtId"]),
        Check::All(&[
            Check::AtMostOne(&["DtAndPlcOfBirth", "Othr"]),
            Check::MaxOccurs("Othr", 1),
        ]),
    ),
    Rule::new(
        "sepa-customer-agent",
        "A bank is identified by its BIC; where the customer does not know it, by NOTPROVIDED.",
        "EPC132-08 AT-D002, AT-C002; EPC130-08 AT-C002, AT-D002",
        CUSTOMER,
        At::Tag(&["DbtrAgt", "CdtrAgt"]),
        Check::All(&[
            Check::OneOf(&["FinInstnId/BICFI", "FinInstnId/Othr"]),
            Check::Codes("FinInstnId/Othr/Id", &["NOTPROVIDED"]),
        ]),
    ),
    Rule::new(
        "sepa-agent",
        "A bank is identified by its BIC.",
        "EPC115-06 AT-D002, AT-C002, InstructingAgent, InstructedAgent",
        INTERBANK,
        At::Tag(&["DbtrAgt", "CdtrAgt", "InstgAgt", "InstdAgt"]),
        Check::Required(&["FinInstnId/BICFI"]),
    ),
    Rule::new(
        "sepa-remittance",
        "Remittance information is structured or unstructured, and stands once.",
        "EPC132-08 AT-T009; EPC130-08 AT-T012; EPC115-06 AT-T009",
        &[],
        At::Tag(&["RmtInf"]),
        Check::All(&[
            Check::AtMostOne(&["Ustrd", "Strd"]),
            Check::MaxOccurs("Ustrd", 1),
            Check::MaxOccurs("Strd", 1),
        ]),
    ),
    Rule::new(
        "sepa-remittance-length",
        "Structured remittance information has at most 140 characters, tags counted.",
        "EPC132-08, EPC130-08, EPC115-06: Structured, format rule",
        &[],
        At::Tag(&["Strd"]),
        Check::Run(structured_length),
    ),
    Rule::new(
        "sepa-creditor-reference",
        "A creditor reference has a type, SCOR, and a reference; with the issuer ISO it is one of ISO 11649.",
        "EPC132-08, EPC130-08, EPC115-06: CreditorReferenceInformation",
        &[],
        At::Tag(&["CdtrRefInf"]),
        Check::Run(creditor_reference),
    ),
    Rule::new(
        "sepa-control-sum",
        "The control sum is there, with at most two decimals.",
        "EPC132-08, EPC130-08: ControlSum",
        CUSTOMER,
        At::Path(&[
            "CstmrCdtTrfInitn/GrpHdr",
            "CstmrCdtTrfInitn/PmtInf",
            "CstmrDrctDbtInitn/GrpHdr",
            "CstmrDrctDbtInitn/PmtInf",
        ]),
        Check::Run(control_sum),
    ),
    Rule::new(
        "sepa-count",
        "A payment information block says its number of transactions.",
        "EPC132-08, EPC130-08: NumberOfTransactions",
        CUSTOMER,
        At::Path(&["CstmrCdtTrfInitn/PmtInf", "CstmrDrctDbtInitn/PmtInf"]),
        Check::Required(&["NbOfTxs"]),
    ),
    Rule::new(
        "sepa-settlement",
        "The total settlement amount and the settlement date stand in the group header.",
        "EPC115-06 TotalInterbankSettlementAmount, AT-T051; EPC114-06 likewise",
        INTERBANK,
        At::Path(&["FIToFICstmrCdtTrf/GrpHdr", "FIToFICstmrDrctDbt/GrpHdr"]),
        Check::Required(&["TtlIntrBkSttlmAmt", "IntrBkSttlmDt"]),
    ),
    Rule::new(
        "sepa-settlement-method",
        "Settlement is by clearing or by an account of one agent with the other; not by cover.",
        "EPC115-06 SettlementMethod",
        INTERBANK,
        At::Tag(&["SttlmInf"]),
        Check::Codes("SttlmMtd", &["CLRG", "INDA", "INGA"]),
    ),
    Rule::new(
        "sepa-address-lines",
        "An address has at most two lines.",
        "EPC132-08, EPC130-08, EPC115-06: AddressLine",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::MaxOccurs("AdrLine", 2),
    ),
    Rule::new(
        "sepa-address-town",
        "A structured or hybrid address names town and country.",
        "EPC132-08, EPC130-08: AT-P005, AT-E004",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::has_town_and_country),
    ),
    Rule::new(
        "sepa-address-hybrid",
        "Before the guidelines of 2025, only the country stands beside address lines.",
        "EPC115-06 2023 v1.0 AT-P005, AT-E004",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::is_not_hybrid),
    )
    .until(2025_10_04),
    Rule::new(
        "sepa-address-unstructured",
        "From 15 November 2026 an address is structured or hybrid.",
        "EPC rulebooks 2025 v1.1 (v1.0 of the guidelines: 22 November 2026)",
        &[],
        At::Tag(&["PstlAdr"]),
        Check::Run(address::is_not_unstructured),
    )
    .since(2026_11_15),
    Rule::new(
        "sepa-sequence",
        "The sequence type is FRST, RCUR, FNAL or OOFF.",
        "EPC130-08, EPC131-08, EPC114-06: AT-M006",
        &[
            Messages::of("pain.008.001.08"),
            Messages::of("pacs.003.001.08"),
        ],
        At::Tag(&["PmtTpInf"]),
        Check::Codes("SeqTp", &["FRST", "RCUR", "FNAL", "OOFF"]),
    ),
    Rule::new(
        "sepa-proxy",
        "The proxy of an account has at most 320 characters.",
        "EPC132-08, EPC115-06: AT-P003, AT-E003",
        &[],
        At::Tag(&["Prxy"]),
        Check::If(&When::Present("Id"), &Check::MaxLength("Id", 320)),
    ),
];

fn amount(context: &mut Context<'_, '_>) {
    // 999999999.99
    in_euro(context, Decimal::new(99_999_999_999, 2));
}

fn total(context: &mut Context<'_, '_>) {
    // 999999999999999.99
    in_euro(context, Decimal::new(99_999_999_999_999_999, 2));
}

fn in_euro(context: &mut Context<'_, '_>, max: Decimal) {
    let element = context.element();
    if let Some(currency) = element.attribute("Ccy")
        && currency != "EUR"
    {
        context.report("@Ccy", "EUR", currency);
    }
    let Some(amount) = element.decimal() else {
        return;
    };
    if amount < Decimal::new(1, 2) || amount > max {
        let expected = format!("an amount from 0.01 to {max}");
        context.report("", expected, amount.to_string());
    }
    if amount.normalize().scale() > 2 {
        context.report("", "at most 2 decimals", amount.scale().to_string());
    }
}

fn control_sum(context: &mut Context<'_, '_>) {
    let Some(sum) = context.at("CtrlSum").and_then(|sum| sum.decimal()) else {
        context.report_missing("CtrlSum");
        return;
    };
    let decimals = sum.normalize().scale();
    if decimals > 2 {
        context.report("CtrlSum", "at most 2 decimals", decimals.to_string());
    }
}

fn is_of_sepa(context: &mut Context<'_, '_>) {
    let Some(iban) = context.element().text() else {
        return;
    };
    let country = iban.get(..2).unwrap_or_default();
    if !COUNTRIES.split(' ').any(|known| known == country) {
        let expected = "an IBAN of a country or territory of SEPA";
        let found = if country.bytes().all(|b| b.is_ascii_uppercase()) {
            country
        } else {
            "another text"
        };
        context.report("", expected, found.to_owned());
    }
}

/// The countries in whose IBANs SEPA payments are made. Territories without IBANs of their own use those of their country.
const COUNTRIES: &str = "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO \
                         RS SE SI SK SM VA";

fn organisation(context: &mut Context<'_, '_>) {
    if let Some((second, _)) = context.select("Othr").get(1) {
        context.report(second, "one <Othr>", "more");
    }
    let debtor = ["Dbtr", "UltmtDbtr"]
        .iter()
        .any(|tag| context.ancestor(tag).is_some());
    let kinds = ["AnyBIC", "LEI", "Othr"];
    let found = kinds.iter().filter(|tag| context.has(tag)).count();
    if !debtor && found > 1 {
        context.report("", "one of <AnyBIC>, <LEI>, <Othr>", found.to_string());
    }
}

fn structured_length(context: &mut Context<'_, '_>) {
    let length = content_length(context.element());
    if length > 140 {
        let expected = "at most 140 characters, tags counted";
        context.report("", expected, length.to_string());
    }
}

/// The characters of what an element holds when it is written without space between elements.
fn content_length(element: Element<'_>) -> usize {
    let children: usize = element
        .children()
        .map(|child| {
            let tag = child.tag().len();
            let currency = child
                .attribute("Ccy")
                .map_or(0, |code| code.chars().count().saturating_add(7));
            // <tag Ccy="EUR"> and </tag>
            content_length(child)
                .saturating_add(tag.saturating_mul(2))
                .saturating_add(currency)
                .saturating_add(5)
        })
        .sum();
    let text = element.text().map_or(0, |text| text.chars().count());
    children.saturating_add(text)
}

fn creditor_reference(context: &mut Context<'_, '_>) {
    for path in ["Tp", "Ref"] {
        if !context.has(path) {
            context.report_missing(path);
        }
    }
    let code = context.text("Tp/CdOrPrtry/Cd");
    if context.has("Tp") && code.as_deref() != Some("SCOR") {
        let found = code.map_or_else(|| "none".to_owned(), String::from);
        context.report("Tp/CdOrPrtry/Cd", "SCOR", found);
    }
    if context.text("Tp/Issr").as_deref() == Some("ISO")
        && let Some(reference) = context.text("Ref")
        && let Err(error) = CreditorReference::parse(&reference)
    {
        context.report(
            "Ref",
            "a creditor reference of ISO 11649",
            error.to_string(),
        );
    }
}

#[cfg(all(
    test,
    feature = "pacs-008-001-08",
    feature = "pain-001-001-09",
    feature = "pain-008-001-08"
))]
mod tests {
    use super::{sct, sdd};
    use crate::profiles::subset::unknown;
    use crate::schema::Kind;

    /// A tag that the message does not have would forbid the one that was meant.
    #[test]
    fn every_element_of_a_subset_is_one_of_the_message() {
        for (id, path, used) in [
            ("pain.001.001.09", "", sct::CUSTOMER),
            (
                "pain.001.001.09",
                "CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf",
                sct::CUSTOMER_TRANSACTION,
            ),
            ("pacs.008.001.08", "", sct::INTERBANK),
            (
                "pacs.008.001.08",
                "FIToFICstmrCdtTrf/CdtTrfTxInf",
                sct::INTERBANK_TRANSACTION,
            ),
            ("pain.008.001.08", "", sdd::HEADER),
            (
                "pain.008.001.08",
                "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf",
                sdd::TRANSACTION,
            ),
        ] {
            let mut ty = crate::definition(id).expect("compiled in").ty;
            for tag in path.split('/').filter(|tag| !tag.is_empty()) {
                let field = ty.fields.iter().find(|field| field.tag == tag);
                let Some(Kind::Complex(inner)) = field.map(|field| &field.kind) else {
                    panic!("{id} has no {path}");
                };
                ty = *inner;
            }
            assert_eq!(unknown(ty, used, path), Vec::<String>::new(), "{id}");
        }
    }
}
