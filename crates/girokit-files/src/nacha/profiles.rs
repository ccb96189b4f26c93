//! Profiles: what one sender, bank or operator bends of the rules.
//!
//! Each is a list of rule codes with another severity, and can be built upon:
//! `profiles::RETURNS.renamed("our-bank").with("nacha.entry.check-digit", Severity::Warning)`.
//! The names in brackets are the options of moov-io/ach (`ValidateOpts`) that ask for the same.

use std::borrow::Cow;

use crate::problem::Profile;
use crate::problem::Severity::{Allowed, Error, Warning};

macro_rules! profile {
    ($name:literal: $($code:literal $severity:ident),* $(,)?) => {
        Profile::constant($name, &[$((Cow::Borrowed($code), $severity)),*])
    };
}

/// The standard, with each rule's own severity.
pub const STRICT: Profile = Profile::STRICT;

/// The physical file too, as an ACH operator asks for it: 94 characters in every line, blocks filled with nines, no mark
/// and nothing behind the end.
pub const OPERATOR: Profile = profile! { "operator":
    "nacha.file.padding" Error,
    "nacha.record.trimmed" Error,
    "nacha.record.trailing-blanks" Error,
    "nacha.file.byte-order-mark" Error,
    "nacha.file.blank-end" Error,
    "nacha.file.end-mark" Error,
    "nacha.file.mixed-line-endings" Error,
    "nacha.record.blank-line" Error,
    "nacha.record.joined" Error,
    "nacha.field.reserved" Error,
};

/// Returns as banks pass them on: batches without file header and file control, entries without batch header or control,
/// reasons of their own (`AllowMissingFileHeader`, `AllowMissingFileControl`, `CustomReturnCodes`).
pub const RETURNS: Profile = profile! { "returns":
    "nacha.file-header.missing" Allowed,
    "nacha.file-control.missing" Allowed,
    "nacha.batch-header.missing" Warning,
    "nacha.batch-control.missing" Warning,
    "nacha.addenda.return-reason-code" Warning,
    "nacha.addenda.return-trace-number" Allowed,
    "nacha.batch-header.effective-entry-date-missing" Allowed,
    "nacha.batch-header.batch-number-order" Warning,
    "nacha.entry.trace-number-order" Warning,
};

/// Batches without file header and file control, as processors hand them on inside
/// (`AllowMissingFileHeader`, `AllowMissingFileControl`).
pub const FRAGMENT: Profile = profile! { "fragment":
    "nacha.file-header.missing" Allowed,
    "nacha.file-control.missing" Allowed,
};

/// Trace numbers that the sender makes up (`CustomTraceNumbers`).
pub const CUSTOM_TRACE_NUMBERS: Profile = profile! { "custom-trace-numbers":
    "nacha.entry.trace-number-odfi" Allowed,
    "nacha.entry.trace-number-order" Allowed,
    "nacha.addenda.entry-detail-sequence-number" Warning,
};

/// A destination, origin and trace numbers that are no routing numbers, as files to a core system or a gateway have them
/// (`BypassOriginValidation`, `BypassDestinationValidation`).
pub const PRIVATE_ROUTING: Profile = profile! { "private-routing":
    "nacha.file-header.immediate-destination" Allowed,
    "nacha.entry.trace-number-odfi" Allowed,
    "nacha.batch-control.odfi-identification" Warning,
};

/// Batches without an entry, sent to say that there is nothing (`AllowZeroBatches`).
pub const EMPTY_FILES: Profile = profile! { "empty-files":
    "nacha.batch.empty" Warning,
};

/// Files of core systems that fill what they do not use: names and numbers may be blank, zero amounts stand in
/// live entries (`AllowEmptyIndividualName`, `AllowZeroEntryAmount`).
pub const SPARSE_ENTRIES: Profile = profile! { "sparse-entries":
    "nacha.field.missing" Warning,
    "nacha.entry.amount-zero" Warning,
};

/// Batch controls whose company or service class differs from the header's, and batch numbers in any order, as files put
/// together of several have them (`BypassCompanyIdentificationMatch`, `UnequalServiceClassCode`,
/// `AllowUnorderedBatchNumbers`).
pub const MERGED_BATCHES: Profile = profile! { "merged-batches":
    "nacha.batch-control.company-identification" Warning,
    "nacha.batch-control.service-class-code" Warning,
    "nacha.batch-header.batch-number-order" Allowed,
    "nacha.file.concatenated" Warning,
};

/// Names in an alphabet of their own: bytes beyond printable ASCII (`AllowSpecialCharacters`).
pub const EXTENDED_CHARACTERS: Profile = profile! { "extended-characters":
    "nacha.record.characters" Warning,
};

/// Addenda counts that are not the entry's, and check digits that are not the routing number's
/// (`UnequalAddendaCounts`, `AllowInvalidCheckDigit`). Amounts and controls stay strict.
pub const LENIENT_ENTRIES: Profile = profile! { "lenient-entries":
    "nacha.entry.number-of-addenda-records" Warning,
    "nacha.entry.check-digit" Warning,
    "nacha.entry.addenda-record-indicator" Warning,
    "nacha.batch-header.originator-status-code" Warning,
    "nacha.entry.transaction-code-for-service-class" Warning,
    "nacha.addenda.sequence-number" Warning,
};

/// Every profile of this module.
pub const ALL: &[Profile] = &[
    STRICT,
    OPERATOR,
    RETURNS,
    FRAGMENT,
    CUSTOM_TRACE_NUMBERS,
    PRIVATE_ROUTING,
    EMPTY_FILES,
    SPARSE_ENTRIES,
    MERGED_BATCHES,
    EXTENDED_CHARACTERS,
    LENIENT_ENTRIES,
];

/// The profile of this name.
pub fn by_name(name: &str) -> Option<&'static Profile> {
    ALL.iter().find(|profile| profile.name() == name)
}
