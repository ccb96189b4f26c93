//! The valid messages, and for each rule a change that breaks it.

mod cbpr;
mod others;
mod sepa;

/// A change of a valid message that breaks a rule.
pub(crate) struct Twin {
    pub(crate) code: &'static str,
    pub(crate) file: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    /// The day, as the number `yyyymmdd`.
    pub(crate) day: u32,
}

const fn twin(
    code: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Twin {
    Twin {
        code,
        file,
        from,
        to,
        day: 2026_11_23,
    }
}

const fn twin_on(
    day: u32,
    code: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> Twin {
    Twin {
        code,
        file,
        from,
        to,
        day,
    }
}

/// The valid messages of each profile.
pub(crate) static VALID: &[(&str, &[&str])] = &[
    (
        "sepa",
        &[
            "sct-pain.001",
            "sct-pacs.008",
            "sdd-pain.008",
            "sdd-pacs.003",
        ],
    ),
    ("sepa-sct", &["sct-pain.001", "sct-pacs.008"]),
    ("sepa-sdd-core", &["sdd-pain.008", "sdd-pacs.003"]),
    (
        "cbpr",
        &[
            "cbpr-head",
            "cbpr-pacs.002",
            "cbpr-pacs.004",
            "cbpr-pacs.008",
            "cbpr-pacs.009",
            "cbpr-pacs.009-cov",
            "cbpr-camt.029",
            "cbpr-camt.053",
            "cbpr-camt.056",
        ],
    ),
    ("sepa-sdd-b2b", &["sdd-b2b-pain.008"]),
    ("cbpr-core", &["cbpr-pacs.009"]),
    ("cbpr-adv", &["cbpr-pacs.009"]),
    ("cbpr-cov", &["cbpr-pacs.009-cov"]),
    (
        "fednow",
        &["fednow-head", "fednow-pacs.002", "fednow-pacs.008"],
    ),
    (
        "fedwire",
        &[
            "fedwire-pacs.002",
            "fedwire-pacs.004",
            "fedwire-pacs.008",
            "fedwire-pacs.009",
        ],
    ),
    ("cips", &["cips-pacs.008"]),
];

const SEPA_LEVEL: &str = "<SvcLvl><Cd>SEPA</Cd></SvcLvl>";
const INSTANT: &str = "<SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>INST</Cd></LclInstrm>";

/// Valid messages that are another one with one change.
pub(crate) static DERIVED: &[(&str, &str, &str, &str)] = &[
    ("sepa-inst", "sct-pain.001", SEPA_LEVEL, INSTANT),
    (
        "sepa-inst",
        "inst-pacs.008",
        "<Ustrd>Invoice 1</Ustrd>",
        "<Ustrd>Invoice 2</Ustrd>",
    ),
    (
        "sepa-sdd-b2b",
        "sdd-pacs.003",
        "<Cd>CORE</Cd>",
        "<Cd>B2B</Cd>",
    ),
    ("fedwire", "fedwire-pacs.008", ">CTRC<", ">CTRD<"),
];

/// The changes.
pub(crate) fn all() -> impl Iterator<Item = &'static Twin> {
    sepa::TWINS.iter().chain(cbpr::TWINS).chain(others::TWINS)
}
