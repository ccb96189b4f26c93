//! Postal addresses: structured, hybrid, unstructured.

use crate::element::Element;
use crate::rules::Context;

/// How a postal address (`PstlAdr`) is written.
///
/// ```
/// # #[cfg(feature = "pacs-008-001-08")] {
/// use girokit_iso20022::{Element, pacs_008_001_08::PostalAddress24, profiles::AddressForm};
///
/// let mut address = PostalAddress24::new();
/// address.adr_line.push("Musterweg 1, 12345 Musterstadt".into());
/// let form = |address: &PostalAddress24| AddressForm::of(Element::root("PstlAdr", address));
/// assert_eq!(form(&address), AddressForm::Unstructured);
/// address.twn_nm = Some("Musterstadt".into());
/// assert_eq!(form(&address), AddressForm::Hybrid);
/// address.adr_line.clear();
/// assert_eq!(form(&address), AddressForm::Structured);
/// # }
/// ```
///
/// Source: EPC132-08 2025 v1.0 (`PstlAdr`); CBPR+ `CBPR_GracePeriod_Structured`, `_Hybrid` and `_Unstructured_FormalRule`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "an address has lines or not, and other elements or not"
)]
pub enum AddressForm {
    /// Some elements, and no `AdrLine`.
    Structured,
    /// `AdrLine` beside elements that say more than the country.
    Hybrid,
    /// `AdrLine` alone, or with nothing but `Ctry` and `AdrTp`.
    Unstructured,
}

impl AddressForm {
    /// The form of a `PstlAdr` of any version; of an empty one, [`Structured`](Self::Structured).
    pub fn of(address: Element<'_>) -> Self {
        if address.get("AdrLine").is_none() {
            Self::Structured
        } else if address
            .children()
            .any(|child| !matches!(child.tag(), "AdrLine" | "Ctry" | "AdrTp"))
        {
            Self::Hybrid
        } else {
            Self::Unstructured
        }
    }
}

/// A structured or hybrid address names town and country.
pub(super) fn has_town_and_country(context: &mut Context<'_, '_>) {
    if AddressForm::of(context.element()) != AddressForm::Unstructured {
        require_town_and_country(context);
    }
}

/// An address with anything but lines names town and country: a country beside the lines makes it hybrid.
pub(super) fn has_town_and_country_unless_lines(context: &mut Context<'_, '_>) {
    let address = context.element();
    let lines_only = address.children().all(|child| child.tag() == "AdrLine");
    if !lines_only {
        require_town_and_country(context);
    }
}

fn require_town_and_country(context: &mut Context<'_, '_>) {
    for tag in ["TwnNm", "Ctry"] {
        if !context.has(tag) {
            context.report_missing(tag);
        }
    }
}

/// No unstructured address.
pub(super) fn is_not_unstructured(context: &mut Context<'_, '_>) {
    if AddressForm::of(context.element()) == AddressForm::Unstructured {
        context.report(
            "",
            "a structured or hybrid address",
            "an unstructured address",
        );
    }
}

/// No hybrid address.
pub(super) fn is_not_hybrid(context: &mut Context<'_, '_>) {
    if AddressForm::of(context.element()) == AddressForm::Hybrid {
        context.report(
            "",
            "address lines without other elements than the country",
            "both",
        );
    }
}

/// A line of an address with nothing else holds at most 35 characters, and there are at most three.
pub(super) fn has_short_lines(context: &mut Context<'_, '_>) {
    let address = context.element();
    if address.children().any(|child| child.tag() != "AdrLine") {
        return;
    }
    let lines = context.select("AdrLine");
    if lines.len() > 3 {
        let found = lines.len().to_string();
        context.report("AdrLine[4]", "at most 3 address lines", found);
    }
    for (path, line) in lines {
        let length = line.text().map_or(0, |text| text.chars().count());
        if length > 35 {
            context.report(&path, "at most 35 characters", length.to_string());
        }
    }
}

/// A hybrid address has at most two lines.
pub(super) fn has_two_lines(context: &mut Context<'_, '_>) {
    let lines = context.select("AdrLine");
    let hybrid = AddressForm::of(context.element()) == AddressForm::Hybrid;
    if hybrid && let Some((third, _)) = lines.get(2) {
        context.report(third, "at most 2 address lines", lines.len().to_string());
    }
}

/// No line repeats what stands in an element of its own.
pub(super) fn repeats_nothing(context: &mut Context<'_, '_>) {
    let address = context.element();
    for (path, line) in context.select("AdrLine") {
        let Some(text) = line.text() else { continue };
        let line = text.to_uppercase();
        let repeated = address
            .children()
            .filter(|child| !matches!(child.tag(), "AdrLine" | "AdrTp"))
            .find(|child| {
                let value = child.text().unwrap_or_default().to_uppercase();
                line.split([',', ';', '/']).any(|part| part.trim() == value)
            });
        if let Some(child) = repeated {
            let found = format!("the text of <{}>", child.tag());
            context.report(&path, "nothing that an element of its own says", found);
        }
    }
}
