//! Rules beyond the schema.

use girokit_iso20022::rules::{CodeSets, Finding, Options, check_any, check_tree};
use girokit_iso20022::{AnyMessage, Tree, profiles};

/// At most so many findings in a report here.
const MAX: usize = 50;

/// No message makes a rule panic; findings are bounded, say where and what, and are the same for both forms of a message.
///
/// The same bytes are tried as a list of external code sets.
///
/// # Panics
/// When a promise is broken.
pub fn rules(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(codes) = CodeSets::new().with_text(text)
    {
        let names: Vec<String> = codes.names().map(str::to_owned).collect();
        assert!(
            names
                .iter()
                .all(|name| codes.contains(name, "?") == Some(false))
        );
    }
    let Ok(tree) = Tree::from_xml(data) else {
        return;
    };
    let mut options = Options::new().with_max_findings(MAX);
    for profile in profiles::all() {
        options = options.with_profile(profile);
    }
    let report = check_tree(&tree, &options);
    assert!(report.findings().len() <= MAX);
    for finding in report.findings() {
        assert!(finding.path.starts_with('/'), "{finding}");
        assert!(
            !finding.expected.is_empty() && !finding.found.is_empty(),
            "{finding}"
        );
        assert!(
            finding.line != Some(0) && finding.column != Some(0),
            "{finding}"
        );
    }
    let Ok(message) = AnyMessage::from_xml(data) else {
        return;
    };
    let owned = check_any(&message, &options);
    let without_place = |finding: &Finding| (finding.code, finding.path.clone(), finding.message());
    assert!(
        report
            .findings()
            .iter()
            .map(without_place)
            .eq(owned.findings().iter().map(without_place)),
        "the tree and the structs give other findings"
    );
}
