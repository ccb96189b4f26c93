//! What the two services of the Federal Reserve have in common.

use girokit_types::AbaRoutingNumber;

use crate::rules::Context;

/// A routing number has a right check digit, and is said to be one of the United States.
pub(super) fn routing_number(context: &mut Context<'_, '_>) {
    if let Some(system) = context.text("ClrSysId/Cd")
        && system != "USABA"
    {
        let system = system.into_owned();
        context.report("ClrSysId/Cd", "USABA", system);
    }
    if let Some(number) = context.text("MmbId")
        && let Err(error) = AbaRoutingNumber::parse(&number)
    {
        context.report("MmbId", "an ABA routing number", error.to_string());
    }
}

/// As [`routing_number`], where the system is USABA; other agents may be members of other systems.
pub(super) fn routing_number_of_usaba(context: &mut Context<'_, '_>) {
    if context.text("ClrSysId/Cd").as_deref() == Some("USABA") {
        routing_number(context);
    }
}

/// An amount in dollars with at most 14 digits, two of them decimals.
pub(super) fn dollars(context: &mut Context<'_, '_>) {
    let element = context.element();
    if let Some(currency) = element.attribute("Ccy")
        && currency != "USD"
    {
        context.report("@Ccy", "USD", currency);
    }
    let Some(amount) = element.decimal() else {
        return;
    };
    let amount = amount.normalize();
    if amount.scale() > 2 {
        context.report("", "at most 2 decimals", amount.scale().to_string());
    }
    let digits = amount.mantissa().unsigned_abs().to_string().len();
    if digits > 14 {
        context.report("", "at most 14 digits", digits.to_string());
    }
}

/// A message's name with its version, such as `pacs.008.001.08`.
pub(super) fn is_message_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() == 15
        && bytes.iter().enumerate().all(|(at, b)| match at {
            0..4 => b.is_ascii_lowercase(),
            4 | 8 | 12 => *b == b'.',
            _ => b.is_ascii_digit(),
        })
        && name.get(9..12) == Some("001")
}

/// The original message is named with its version.
pub(super) fn original_message(context: &mut Context<'_, '_>) {
    const PATH: &str = "OrgnlGrpInf/OrgnlMsgNmId";
    if let Some(name) = context.text(PATH)
        && !is_message_name(&name)
    {
        context.report(PATH, "a message with its version", "another text");
    }
}
