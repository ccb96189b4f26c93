//! The amounts of a referred document: elements of their own, or a list of typed amounts.

use super::aliases::{TYPED, TYPED_AMOUNTS, TypedAmount};
use super::place::{Place, find, push, room, store};
use super::walk::{Frame, Walk};
use super::{ChangeKind, text};
use crate::element::Element;
use crate::schema::{Complex, Content, Kind};
use crate::untyped::Record;

/// Converts such an amount if source and target hold it differently; false if `child` is none.
pub(super) fn convert<'a>(walk: &mut Walk<'a>, child: Element<'a>, frame: &mut Frame<'_>) -> bool {
    let ty = frame.into.table();
    if child.tag() == TYPED {
        if find(ty, TYPED).is_some() || find(ty, "RmtdAmt").is_none() {
            return false;
        }
        to_element(walk, child, frame);
        return true;
    }
    let Some(known) = TYPED_AMOUNTS.iter().find(|known| known.tag == child.tag()) else {
        return false;
    };
    let Some(place) = find(ty, TYPED).filter(|_| find(ty, known.tag).is_none()) else {
        return false;
    };
    if let Err(why) = room(frame.into, place) {
        walk.note(ChangeKind::Lost, why);
    } else if let Some(record) = to_typed(walk, child, known, place) {
        push(frame.into, place, record);
    }
    true
}

/// A discount becomes an amount of the type of discount.
fn to_typed<'a>(
    walk: &mut Walk<'a>,
    child: Element<'a>,
    known: &TypedAmount,
    place: Place,
) -> Option<Record> {
    let amount = if child.value_type().is_some() {
        child
    } else {
        child.get("Amt")?
    };
    let own = child.at("Tp/Cd").or_else(|| child.at("Tp/Prtry"));
    let (tag, code) = match (own, known.code) {
        (Some(own), _) => {
            let code = text(own);
            if own.tag() != "Cd" || !known.types.contains(&&*code) {
                let why = format!("its own type no longer tells that it is {}", known.tag);
                walk.note(ChangeKind::Altered, why);
            }
            (own.tag(), code)
        }
        (None, Some(code)) => ("Cd", code.into()),
        (None, None) => {
            let why = format!("{} demands a type, and has none for it", walk.to.id);
            walk.note(ChangeKind::Lost, why);
            return None;
        }
    };
    let (ty, type_place, amount_place) = typed(place)?;
    let mut record = Record::new(ty);
    push(&mut record, type_place, type_of(type_place, tag, &code)?);
    walk.put(amount, amount_place, "", &mut record);
    Some(record)
}

/// An amount of the type of discount becomes a discount.
fn to_element<'a>(walk: &mut Walk<'a>, child: Element<'a>, frame: &mut Frame<'_>) {
    let code = child.at("Tp/Cd").map(text);
    let known = code.as_deref().and_then(|code| {
        TYPED_AMOUNTS
            .iter()
            .find(|known| known.code == Some(code) || known.types.contains(&code))
    });
    let found = known.and_then(|known| {
        Some((
            known,
            find(frame.into.table(), known.tag)?,
            child.get("Amt")?,
        ))
    });
    let Some((known, place, amount)) = found else {
        let why = format!("{} has no amount of its type", walk.to.id);
        walk.note(ChangeKind::Lost, why);
        return;
    };
    let own = code.filter(|code| known.types.contains(&&**code));
    match typed(place) {
        // An amount and nothing else.
        None => {
            if own.is_some() && room(frame.into, place).is_ok() {
                walk.note(ChangeKind::Altered, "its type is left out");
            }
            walk.put(amount, place, "", frame.into);
        }
        Some((ty, type_place, amount_place)) => {
            if let Err(why) = room(frame.into, place) {
                walk.note(ChangeKind::Lost, why);
                return;
            }
            let mut record = Record::new(ty);
            if let Some(own) = own
                && let Some(own) = type_of(type_place, "Cd", &own)
            {
                push(&mut record, type_place, own);
            }
            walk.put(amount, amount_place, "", &mut record);
            push(frame.into, place, record);
        }
    }
}

/// The type of an element that holds a type and an amount, with the places of both.
fn typed(place: Place) -> Option<(&'static Complex, Place, Place)> {
    match place.declared.kind {
        Kind::Complex(ty) if !matches!(ty.content, Content::Simple(_)) => {
            Some((ty, find(ty, "Tp")?, find(ty, "Amt")?))
        }
        _ => None,
    }
}

/// A choice of code and proprietary type.
fn type_of(place: Place, tag: &str, code: &str) -> Option<Record> {
    let Kind::Complex(ty) = place.declared.kind else {
        return None;
    };
    let mut record = Record::new(ty);
    store(&mut record, find(ty, tag)?, code);
    Some(record)
}
