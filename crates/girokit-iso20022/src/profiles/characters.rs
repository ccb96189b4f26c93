//! Character sets and references.

use crate::element::Type;
use crate::rules::Context;
use crate::schema::Base;

/// The Latin characters that every participant in SEPA supports, which are also the X set of Swift's FIN: `a-z A-Z 0-9`, space, and
/// `/ - ? : ( ) . , ' +`.
///
/// Source: EPC132-08 1.4, EPC217-08; Swift FIN character set X.
pub fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || " /-?:().,'+".contains(c)
}

/// The characters of [`is_latin`], and those that CBPR+ adds in names, addresses and remittance information: `` ! # $ & % * = ^ _ ` { |
/// } ~ " ; < > @ [ \ ] ``.
///
/// Source: CBPR+ `CBPR_Character_Set_Usage`, as public user guides give it.
pub fn is_extended(c: char) -> bool {
    is_latin(c) || "!#$&%*=^_`{|}~\";<>@[\\]".contains(c)
}

pub(super) const LATIN: &str = "the characters a-z A-Z 0-9 / - ? : ( ) . , ' + and space";
pub(super) const EXTENDED: &str = "the characters of the X set and !#$&%*=^_`{|}~\";<>@[\\]";

/// Elements with free text or an open code.
pub(super) fn is_text(_: &'static str, ty: Type) -> bool {
    matches!(ty, Type::Simple(simple) if matches!(simple.base, Base::Text { .. }))
}

/// A reference neither begins nor ends with a slash and has no two in a row.
pub(super) fn has_no_bad_slash(context: &mut Context<'_, '_>) {
    let bad = context
        .element()
        .text()
        .is_some_and(|text| text.starts_with('/') || text.ends_with('/') || text.contains("//"));
    if bad {
        report_slash(context);
    }
}

/// In its first 16 characters, a reference has no slash at either end and no two in a row.
pub(super) fn has_no_bad_slash_in_16(context: &mut Context<'_, '_>) {
    let bad = context.element().text().is_some_and(|text| {
        let first: String = text.chars().take(16).collect();
        first.starts_with('/')
            || first.contains("//")
            || (first.chars().count() == 16 && first.ends_with('/'))
    });
    if bad {
        report_slash(context);
    }
}

fn report_slash(context: &mut Context<'_, '_>) {
    let expected = "a reference without a slash at its ends and without two in a row";
    context.report("", expected, "one with");
}

/// Names, addresses and remittance information may use the extended set, everything else the X set.
pub(super) fn is_fin(context: &mut Context<'_, '_>) {
    let Some(text) = context.element().text() else {
        return;
    };
    let wide = ["Nm", "EmailAdr"].contains(&context.element().tag())
        || ["PstlAdr", "Adr", "RmtInf", "RltdRmtInf"]
            .iter()
            .any(|tag| context.ancestor(tag).is_some());
    let (allowed, name): (fn(char) -> bool, _) = if wide {
        (is_extended, EXTENDED)
    } else {
        (is_latin, LATIN)
    };
    if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| !allowed(*c)) {
        let found = format!(
            "U+{:04X} at character {}",
            u32::from(c),
            at.saturating_add(1)
        );
        context.report("", name, found);
    }
}

/// A time says how far it is from UTC.
pub(super) fn has_offset(context: &mut Context<'_, '_>) {
    let element = context.element();
    let Some(text) = element.text() else { return };
    let time = text.split_once('T').map_or("", |(_, time)| time);
    if !(time.ends_with('Z') || time.contains(['+', '-'])) {
        context.report("", "a time with its offset from UTC", "none");
    }
}
