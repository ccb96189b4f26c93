//! From the names of a schema to the names of Rust.

/// `GrpHdr` to `grp_hdr`, `NbOfTxs` to `nb_of_txs`, `BICFI` to `bicfi`, `IBANNb` to `iban_nb`.
pub(crate) fn field(tag: &str) -> String {
    let chars: Vec<char> = tag.chars().collect();
    let mut name = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|j| chars.get(j));
        let after = chars.get(i + 1);
        let begins_word = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || before.is_some_and(|b| b.is_uppercase())
                    && after.is_some_and(|a| a.is_lowercase()));
        if begins_word {
            name.push('_');
        }
        name.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        });
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// A code to the name of a variant: `DEBT` to `Debt`, `001` to `N001`, `U3FN` to `U3fn`.
pub(crate) fn variant(code: &str) -> String {
    let mut name = String::new();
    let mut upper = true;
    for c in code.chars() {
        if !c.is_ascii_alphanumeric() {
            name.push_str(match c {
                '-' => "Minus",
                '+' => "Plus",
                _ => "_",
            });
            upper = true;
            continue;
        }
        name.push(if upper {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        });
        upper = false;
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'N');
    }
    if name == "Self" {
        name.push('_');
    }
    name
}

/// `pain.001.001.09` to `pain_001_001_09`.
pub(crate) fn module(id: &str) -> String {
    id.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// `pain.001.001.09` to `pain-001-001-09`.
pub(crate) fn feature(id: &str) -> String {
    id.replace('.', "-")
}

/// Type names of a schema are Rust names but for a few signs.
pub(crate) fn type_name(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect()
}

/// Words that cannot be a field's name.
const KEYWORDS: [&str; 39] = [
    "as", "async", "await", "box", "break", "const", "continue", "crate", "dyn", "else", "enum",
    "extern", "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod",
    "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "type", "unsafe", "use", "where", "while",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_the_tags_in_snake_case() {
        for (tag, name) in [
            ("GrpHdr", "grp_hdr"),
            ("NbOfTxs", "nb_of_txs"),
            ("BICFI", "bicfi"),
            ("IBAN", "iban"),
            ("Ref", "ref_"),
            ("CdtTrfTxInf", "cdt_trf_tx_inf"),
            ("Tp1Cd", "tp1_cd"),
        ] {
            assert_eq!(field(tag), name);
        }
    }

    #[test]
    fn codes_are_variants() {
        for (code, name) in [
            ("DEBT", "Debt"),
            ("001", "N001"),
            ("U3FN", "U3fn"),
            ("-1", "Minus1"),
            ("SELF", "Self_"),
        ] {
            assert_eq!(variant(code), name);
        }
    }
}
