//! The spec by which a file is read: the one that is named, or the one shipped spec that fits.

use std::path::Path;

use girokit_iso8583::mti::Version;
use girokit_iso8583::spec::{Header, SpecRef};
use girokit_iso8583::{Error, MessageView, Spec, specs};

use super::source::Reading;
use crate::input;
use crate::report::Finding;

/// The spec that reads a file.
pub(crate) struct Chosen {
    pub(crate) spec: SpecRef,
    /// Whether it was found, not named.
    pub(crate) detected: bool,
}

/// The shipped spec of this name, or the one that a JSON file of this name holds.
///
/// # Errors
/// There is none, or the file holds no sound spec: then every problem, with its path in the file.
pub(crate) fn named(name: &str, header: Option<u8>) -> Result<SpecRef, String> {
    if let Some(spec) = specs::by_name(name) {
        return Ok(with_header(spec.into(), header));
    }
    let is_json = Path::new(name)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if !is_json {
        let known: Vec<&str> = specs::all().map(|spec| &*spec.name).collect();
        let known = known.join(", ");
        return Err(format!(
            "no spec {name:?}; known are {known}, and files that end in .json"
        ));
    }
    let text = input::read(name, MAX_SPEC_BYTES)?;
    if text.len() > MAX_SPEC_BYTES {
        return Err(format!("{name}: expected at most {MAX_SPEC_BYTES} bytes"));
    }
    let spec = Spec::from_json(&text).map_err(|error| {
        let lines = error.problems().iter().map(|p| format!("\n  {p}"));
        format!("{name} is no spec:{}", lines.collect::<String>())
    })?;
    Ok(with_header(SpecRef::Shared(spec.into()), header))
}

/// The largest spec file: 192 fields with many parts take far less.
const MAX_SPEC_BYTES: usize = 4 << 20;

/// Every shipped spec.
pub(crate) fn shipped(header: Option<u8>) -> Vec<SpecRef> {
    specs::all()
        .map(|spec| with_header(spec.into(), header))
        .collect()
}

/// The same spec with so many bytes before the MTI.
fn with_header(spec: SpecRef, header: Option<u8>) -> SpecRef {
    let Some(header) = header else { return spec };
    let mut spec = Spec::clone(&spec);
    spec.header = Header::Fixed(header);
    SpecRef::Shared(spec.into())
}

/// The forms and specs by which every message reads; those that name a version only messages of that version.
pub(crate) fn fits<'r>(
    readings: &'r [Result<Reading, Finding>],
    specs: &'r [SpecRef],
) -> Vec<(&'r Reading, &'r SpecRef)> {
    let mut fits = Vec::new();
    for reading in readings.iter().flatten() {
        for spec in specs {
            let reads = |bytes: &[u8]| {
                MessageView::read(spec, bytes)
                    .is_ok_and(|view| spec.version.is_none_or(|v| v == view.mti().version()))
            };
            if reading.pieces.iter().all(|piece| reads(&piece.bytes)) {
                fits.push((reading, spec));
            }
        }
    }
    fits
}

/// Settles on a form and a spec.
///
/// A spec that is named is taken in the form in which it reads furthest. Of the shipped ones exactly one must fit.
///
/// # Errors
/// The file cannot be read in its form, or not one shipped spec fits but none or several.
pub(crate) fn choose(
    readings: Vec<Result<Reading, Finding>>,
    specs: &[SpecRef],
    is_named: bool,
) -> Result<(Reading, Chosen), Finding> {
    let mut refused = None;
    let mut best: Option<(usize, &SpecRef, Option<Far>)> = None;
    let names: Vec<String> = fits(&readings, specs)
        .iter()
        .map(|(reading, spec)| format!("{} ({})", spec.name, reading.form.name()))
        .collect();
    if names.len() > 1 && !is_named {
        let message = format!(
            "expected one spec that fits, found several: {}; name one with --spec",
            names.join(", ")
        );
        return Err(Finding::new("ambiguous-spec", message));
    }
    for (at, reading) in readings.iter().enumerate() {
        let reading = match reading {
            Ok(reading) => reading,
            Err(finding) => {
                refused.get_or_insert_with(|| finding.clone());
                continue;
            }
        };
        for spec in specs {
            let far = far(reading, spec, is_named);
            // A message that reads whole is further than any other.
            let further = match (&best, &far) {
                (None, _) | (Some((_, _, Some(_))), None) => true,
                (Some((_, _, Some(best))), Some(far)) => far.key() > best.key(),
                (Some((_, _, None)), _) => false,
            };
            if further {
                best = Some((at, spec, far));
            }
        }
    }
    let Some((at, spec, far)) = best else {
        return Err(refused.unwrap_or_else(|| {
            Finding::new("empty", "expected a message, found nothing".to_owned())
        }));
    };
    if let (Some(far), false) = (&far, is_named) {
        let why = far.error.as_ref().map_or_else(
            || format!("its version is not that of {}", spec.name),
            |error| format!("{} reads furthest: {error}", spec.name),
        );
        let message = format!("expected a message of a shipped spec, found none; {why}");
        let offset = far.error.as_ref().map_or(0, Error::offset);
        return Err(Finding::new("no-spec", message).on(far.line, u32::try_from(offset).ok()));
    }
    let spec = spec.clone();
    let reading = readings.into_iter().nth(at).and_then(Result::ok);
    let chosen = Chosen {
        spec,
        detected: !is_named,
    };
    reading
        .map(|reading| (reading, chosen))
        .ok_or_else(|| Finding::new("empty", "expected a message, found nothing".to_owned()))
}

/// How far a spec reads a file that it does not read whole.
struct Far {
    /// Whether the first message begins with an MTI of the spec's version.
    begins: bool,
    /// Messages before the first that does not read.
    whole: usize,
    /// Why that one does not; `None`: it is of another version.
    error: Option<Error>,
    line: Option<u32>,
}

impl Far {
    /// Hex can pass for a message of characters for a while: without a sound MTI nothing else counts.
    fn key(&self) -> (bool, usize, usize) {
        let byte = self.error.as_ref().map_or(0, Error::offset);
        if self.begins {
            (true, self.whole, byte)
        } else {
            (false, 0, 0)
        }
    }
}

/// `None`: it reads the whole.
fn far(reading: &Reading, spec: &Spec, is_named: bool) -> Option<Far> {
    let mut begins = false;
    for (whole, piece) in reading.pieces.iter().enumerate() {
        let (view, problems) = MessageView::read_all(spec, &piece.bytes);
        let is_own = view.is_some_and(|view| {
            let version = view.mti().version();
            spec.version
                .map_or(!matches!(version, Version::Reserved(_)), |own| {
                    own == version
                })
        });
        begins = begins || (whole == 0 && is_own);
        let error = problems.into_iter().next();
        if error.is_some() || !(is_own || is_named) {
            return Some(Far {
                begins,
                whole,
                error,
                line: piece.line,
            });
        }
    }
    None
}
