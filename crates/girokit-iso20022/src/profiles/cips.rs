//! China's Cross-border Interbank Payment System (CIPS), as far as public facts go.

use girokit_types::CnapsCode;

use crate::rules::{At, Check, Context, Messages, Profile, Rule};

/// CIPS, for messages of CBPR+ that come from it or go into it.
///
/// The system's own core messages (CIPS.111 and CIPS.112) are not messages of ISO 20022's catalogue, and no schema of theirs is
/// public; so this profile is about the messages at its edge.
pub static CIPS: Profile = Profile::new(
    "cips",
    "CIPS, at its edge to CBPR+",
    "CIPS, questions and answers on message conversion, 25 April 2023",
    &[
        Messages::of("pacs.008.001.08"),
        Messages::of("pacs.009.001.08"),
    ],
    RULES,
);

const RULES: &[Rule] = &[
    Rule::new(
        "cips-currency",
        "The settlement amount is in renminbi.",
        "CIPS, the system's purpose: clearing of renminbi",
        &[],
        At::Path(&[
            "FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
            "FICdtTrf/CdtTrfTxInf/IntrBkSttlmAmt",
        ]),
        Check::Run(renminbi),
    ),
    Rule::new(
        "cips-cnaps",
        "A member of CNAPS has a code of twelve digits.",
        "ISO 20022 ExternalClearingSystemIdentification1Code CNAPS",
        &[],
        At::Tag(&["ClrSysMmbId"]),
        Check::Run(cnaps),
    ),
    Rule::new(
        "cips-carried",
        "What CBPR+ has and CIPS has not is carried in the unstructured remittance information as /path:value.",
        "CIPS, questions and answers on message conversion, 25 April 2023, answer 2",
        &[],
        At::Tag(&["Ustrd"]),
        Check::Run(carried),
    ),
];

fn renminbi(context: &mut Context<'_, '_>) {
    if let Some(currency) = context.element().attribute("Ccy")
        && currency != "CNY"
    {
        context.report("@Ccy", "CNY", currency);
    }
}

fn cnaps(context: &mut Context<'_, '_>) {
    if context.text("ClrSysId/Cd").as_deref() == Some("CNAPS")
        && let Some(code) = context.text("MmbId")
        && let Err(error) = CnapsCode::parse(&code)
    {
        context.report("MmbId", "a CNAPS code", error.to_string());
    }
}

/// A text that begins like a carried element is one: a path of at least two tags, a colon, a value.
fn carried(context: &mut Context<'_, '_>) {
    let Some(text) = context.element().text() else {
        return;
    };
    let is_tag = |tag: &str| {
        let tag = tag.split(' ').next().unwrap_or_default();
        tag.starts_with(|c: char| c.is_ascii_uppercase())
            && tag.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let Some(rest) = text.strip_prefix('/') else {
        return;
    };
    // Other uses of a leading slash, such as /RFB/, have no path of tags.
    let first = rest.split(['/', ':']).next().unwrap_or_default();
    let path_like = is_tag(first) && first.chars().any(|c| c.is_ascii_lowercase());
    if !path_like {
        return;
    }
    let good = rest.split_once(':').is_some_and(|(path, value)| {
        !value.is_empty() && path.contains('/') && path.split('/').all(is_tag)
    });
    if !good {
        context.report("", "/path:value", "another text that begins so");
    }
}
