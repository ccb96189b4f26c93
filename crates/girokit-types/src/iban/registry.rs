//! The countries of the IBAN registry: how their BBAN is built, and where the bank and the branch stand in it.
//!
//! Facts of the registry that SWIFT keeps for ISO 13616 (release 101), in its own notation: `8!n` is eight digits, `4!a`
//! four capitals, `16!c` sixteen letters or digits.

use core::ops::Range;

/// What the registry says of one country.
#[derive(Debug)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-2, or `XK`.
    code: &'static str,
    /// The BBAN in the registry's notation.
    structure: &'static str,
    /// Where the bank identifier starts and ends in the BBAN; both zero if the registry names none.
    bank: (u8, u8),
    /// Where the branch identifier starts and ends in the BBAN; both zero if the registry names none.
    branch: (u8, u8),
}

impl Country {
    /// Finds a country by its code.
    pub(super) fn find(code: &str) -> Option<&'static Self> {
        let index = COUNTRIES
            .binary_search_by(|country| country.code.cmp(code))
            .ok()?;
        COUNTRIES.get(index)
    }

    /// Every country.
    #[cfg(any(test, feature = "proptest"))]
    pub(super) fn all() -> &'static [Self] {
        COUNTRIES
    }

    /// The two letters.
    #[cfg(any(test, feature = "proptest"))]
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// What may stand at each position of the BBAN.
    pub(super) fn positions(&self) -> impl Iterator<Item = Kind> {
        let mut rest = self.structure;
        core::iter::from_fn(move || {
            let (count, tail) = rest.split_once('!')?;
            let (letter, tail) = tail.split_at_checked(1)?;
            rest = tail;
            let kind = match letter {
                "n" => Kind::Digit,
                "a" => Kind::Capital,
                _ => Kind::Alphanumeric,
            };
            Some(core::iter::repeat_n(kind, count.parse().ok()?))
        })
        .flatten()
    }

    /// Where the bank identifier stands in the BBAN.
    pub(super) fn bank(&self) -> Option<Range<usize>> {
        range(self.bank)
    }

    /// Where the branch identifier stands in the BBAN.
    pub(super) fn branch(&self) -> Option<Range<usize>> {
        range(self.branch)
    }
}

/// A kind of character in the registry's notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `c`: capital or digit, once small letters are made capitals.
    Alphanumeric,
    /// `a`: capital.
    Capital,
    /// `n`: digit.
    Digit,
}

impl Kind {
    pub(super) fn allows(self, byte: u8) -> bool {
        match self {
            Self::Alphanumeric => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Capital => byte.is_ascii_uppercase(),
            Self::Digit => byte.is_ascii_digit(),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Alphanumeric => "a letter or a digit",
            Self::Capital => "a letter",
            Self::Digit => "a digit",
        }
    }
}

fn range((start, end): (u8, u8)) -> Option<Range<usize>> {
    (start < end).then(|| usize::from(start)..usize::from(end))
}

/// A row of the table.
const fn row(
    code: &'static str,
    structure: &'static str,
    bank: (u8, u8),
    branch: (u8, u8),
) -> Country {
    Country {
        code,
        structure,
        bank,
        branch,
    }
}

/// In the order of their codes, for the binary search.
const COUNTRIES: &[Country] = &[
    row("AD", "4!n4!n12!c", (0, 4), (4, 8)),
    row("AE", "3!n16!n", (0, 3), (0, 0)),
    row("AL", "8!n16!c", (0, 3), (3, 8)),
    row("AT", "5!n11!n", (0, 5), (0, 0)),
    row("AZ", "4!a20!c", (0, 4), (0, 0)),
    row("BA", "3!n3!n8!n2!n", (0, 3), (3, 6)),
    row("BE", "3!n7!n2!n", (0, 3), (0, 0)),
    row("BG", "4!a4!n2!n8!c", (0, 4), (4, 8)),
    row("BH", "4!a14!c", (0, 4), (0, 0)),
    row("BI", "5!n5!n11!n2!n", (0, 5), (5, 10)),
    row("BR", "8!n5!n10!n1!a1!c", (0, 8), (8, 13)),
    row("BY", "4!c4!n16!c", (0, 4), (0, 0)),
    row("CH", "5!n12!c", (0, 5), (0, 0)),
    row("CR", "4!n14!n", (0, 4), (0, 0)),
    row("CY", "3!n5!n16!c", (0, 3), (3, 8)),
    row("CZ", "4!n6!n10!n", (0, 4), (0, 0)),
    row("DE", "8!n10!n", (0, 8), (0, 0)),
    row("DJ", "5!n5!n11!n2!n", (0, 5), (5, 10)),
    row("DK", "4!n9!n1!n", (0, 4), (0, 0)),
    row("DO", "4!c20!n", (0, 4), (0, 0)),
    row("EE", "2!n2!n11!n1!n", (0, 2), (0, 0)),
    row("EG", "4!n4!n17!n", (0, 4), (4, 8)),
    row("ES", "4!n4!n1!n1!n10!n", (0, 4), (4, 8)),
    row("FI", "3!n11!n", (0, 3), (0, 0)),
    row("FK", "2!a12!n", (0, 2), (0, 0)),
    row("FO", "4!n9!n1!n", (0, 4), (0, 0)),
    row("FR", "5!n5!n11!c2!n", (0, 5), (0, 0)),
    row("GB", "4!a6!n8!n", (0, 4), (4, 10)),
    row("GE", "2!a16!n", (0, 2), (0, 0)),
    row("GI", "4!a15!c", (0, 4), (0, 0)),
    row("GL", "4!n9!n1!n", (0, 4), (0, 0)),
    row("GR", "3!n4!n16!c", (0, 3), (3, 7)),
    row("GT", "4!c20!c", (0, 4), (0, 0)),
    row("HN", "4!a20!n", (0, 4), (0, 0)),
    row("HR", "7!n10!n", (0, 7), (0, 0)),
    row("HU", "3!n4!n1!n15!n1!n", (0, 3), (3, 7)),
    row("IE", "4!a6!n8!n", (0, 4), (4, 10)),
    row("IL", "3!n3!n13!n", (0, 3), (3, 6)),
    row("IQ", "4!a3!n12!n", (0, 4), (4, 7)),
    row("IS", "4!n2!n6!n10!n", (0, 2), (2, 4)),
    row("IT", "1!a5!n5!n12!c", (1, 6), (6, 11)),
    row("JO", "4!a4!n18!c", (0, 4), (4, 8)),
    row("KW", "4!a22!c", (0, 4), (0, 0)),
    row("KZ", "3!n13!c", (0, 3), (0, 0)),
    row("LB", "4!n20!c", (0, 4), (0, 0)),
    row("LC", "4!a24!c", (0, 4), (0, 0)),
    row("LI", "5!n12!c", (0, 5), (0, 0)),
    row("LT", "5!n11!n", (0, 5), (0, 0)),
    row("LU", "3!n13!c", (0, 3), (0, 0)),
    row("LV", "4!a13!c", (0, 4), (0, 0)),
    row("LY", "3!n3!n15!n", (0, 3), (3, 6)),
    row("MC", "5!n5!n11!c2!n", (0, 5), (5, 10)),
    row("MD", "2!c18!c", (0, 2), (0, 0)),
    row("ME", "3!n13!n2!n", (0, 3), (0, 0)),
    row("MK", "3!n10!c2!n", (0, 3), (0, 0)),
    row("MN", "4!n12!n", (0, 4), (0, 0)),
    row("MR", "5!n5!n11!n2!n", (0, 5), (5, 10)),
    row("MT", "4!a5!n18!c", (0, 4), (4, 9)),
    row("MU", "4!a2!n2!n12!n3!n3!a", (0, 6), (6, 8)),
    row("NI", "4!a20!n", (0, 4), (0, 0)),
    row("NL", "4!a10!n", (0, 4), (0, 0)),
    row("NO", "4!n6!n1!n", (0, 4), (0, 0)),
    row("OM", "3!n16!c", (0, 3), (0, 0)),
    row("PK", "4!a16!c", (0, 4), (0, 0)),
    row("PL", "8!n16!n", (0, 0), (0, 8)),
    row("PS", "4!a21!c", (0, 4), (0, 0)),
    row("PT", "4!n4!n11!n2!n", (0, 4), (4, 8)),
    row("QA", "4!a21!c", (0, 4), (0, 0)),
    row("RO", "4!a16!c", (0, 4), (0, 0)),
    row("RS", "3!n13!n2!n", (0, 3), (0, 0)),
    row("RU", "9!n5!n15!c", (0, 9), (9, 14)),
    row("SA", "2!n18!c", (0, 2), (0, 0)),
    row("SC", "4!a2!n2!n16!n3!a", (0, 6), (6, 8)),
    row("SD", "2!n12!n", (0, 2), (0, 0)),
    row("SE", "3!n16!n1!n", (0, 3), (0, 0)),
    row("SI", "5!n8!n2!n", (0, 5), (0, 0)),
    row("SK", "4!n6!n10!n", (0, 4), (0, 0)),
    row("SM", "1!a5!n5!n12!c", (1, 6), (6, 11)),
    row("SO", "4!n3!n12!n", (0, 4), (4, 7)),
    row("ST", "4!n4!n11!n2!n", (0, 4), (4, 8)),
    row("SV", "4!a20!n", (0, 4), (0, 0)),
    row("TL", "3!n14!n2!n", (0, 3), (0, 0)),
    row("TN", "2!n3!n13!n2!n", (0, 2), (2, 5)),
    row("TR", "5!n1!n16!c", (0, 5), (0, 0)),
    row("UA", "6!n19!c", (0, 6), (0, 0)),
    row("VA", "3!n15!n", (0, 3), (0, 0)),
    row("VG", "4!a16!n", (0, 4), (0, 0)),
    row("XK", "4!n10!n2!n", (0, 2), (2, 4)),
    row("YE", "4!a4!n18!c", (0, 4), (4, 8)),
];
