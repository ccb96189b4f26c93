//! Digests of bodies: RFC 9530, and the `Digest` field that it replaced (RFC 3230).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{Dictionary, ListEntry, Parser};

use crate::keys::Digest;
use crate::{Error, ErrorKind, secret};

const NAMES: &[(Digest, &str, &str)] = &[
    (Digest::Sha256, "sha-256", "SHA-256"),
    (Digest::Sha512, "sha-512", "SHA-512"),
];

/// The value of `Content-Digest` or `Repr-Digest` for a body, RFC 9530: `sha-256=:...:`. SHA-384 has no name there and is
/// written as SHA-512.
pub fn content_digest(body: &[u8], digest: Digest) -> String {
    let (digest, name, _) = named(digest);
    format!("{name}=:{}:", STANDARD.encode(digest.of(body)))
}

/// The value of the older `Digest` field: `SHA-256=...`.
pub fn legacy_digest(body: &[u8], digest: Digest) -> String {
    let (digest, _, name) = named(digest);
    format!("{name}={}", STANDARD.encode(digest.of(body)))
}

fn named(digest: Digest) -> (Digest, &'static str, &'static str) {
    let found = NAMES.iter().find(|(known, ..)| *known == digest);
    found
        .copied()
        .unwrap_or((Digest::Sha512, "sha-512", "SHA-512"))
}

/// Checks `Content-Digest` or `Repr-Digest`: every SHA-256 and SHA-512 in it must fit, and one must be there.
///
/// # Errors
/// [`DigestMismatch`](ErrorKind::DigestMismatch), [`AlgorithmNotAllowed`](ErrorKind::AlgorithmNotAllowed) when there is none
/// of the two, [`Malformed`](ErrorKind::Malformed).
pub fn check_content_digest(field: &str, body: &[u8]) -> Result<(), Error> {
    let part = "Content-Digest";
    let dictionary: Dictionary = Parser::new(field)
        .parse()
        .map_err(|_| Error::new(ErrorKind::Malformed, "expected a dictionary").in_part(part))?;
    let found = dictionary.iter().filter_map(|(name, value)| {
        let digest = NAMES
            .iter()
            .find(|(_, known, _)| *known == name.as_str())?
            .0;
        let value = match value {
            ListEntry::Item(item) => item.bare_item.as_byte_sequence().map(<[u8]>::to_vec),
            ListEntry::InnerList(_) => None,
        };
        Some((digest, value))
    });
    check(found, body, part)
}

/// Checks the older `Digest` field.
///
/// # Errors
/// As [`check_content_digest`].
pub fn check_legacy_digest(field: &str, body: &[u8]) -> Result<(), Error> {
    let found = field.split(',').filter_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        let digest = NAMES
            .iter()
            .find(|(.., known)| known.eq_ignore_ascii_case(name))?
            .0;
        Some((digest, STANDARD.decode(value).ok()))
    });
    check(found, body, "Digest")
}

fn check(
    found: impl Iterator<Item = (Digest, Option<Vec<u8>>)>,
    body: &[u8],
    part: &'static str,
) -> Result<(), Error> {
    // Each costs a pass over the body, so an algorithm that stands twice is refused.
    let mut seen = Vec::new();
    for (digest, value) in found {
        if seen.contains(&digest) {
            return Err(Error::new(ErrorKind::Malformed, "found an algorithm twice").in_part(part));
        }
        seen.push(digest);
        let value = value.ok_or_else(|| {
            Error::new(ErrorKind::Malformed, "expected a digest in base64").in_part(part)
        })?;
        if !secret::same(&digest.of(body), &value) {
            return Err(Error::new(
                ErrorKind::DigestMismatch,
                "the body differs from its digest",
            )
            .in_part(part));
        }
    }
    if seen.is_empty() {
        return Err(Error::new(
            ErrorKind::AlgorithmNotAllowed,
            "expected SHA-256 or SHA-512",
        )
        .in_part(part));
    }
    Ok(())
}
