//! Field 86, information to the account owner: the structures that banks put into its text.

/// How the text of a field 86 is structured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dialect {
    /// Codes between slashes: `/TRTP/`, `/IBAN/`, `/REMI/`, as Dutch banks write it.
    Slashes,
    /// Subfields of two digits behind a sign (`?20`, `~20`, `<20`, `>20`), with or without a transaction code of three
    /// digits before them: German, Austrian, Polish and other banks.
    Subfields,
    /// Free text.
    Unstructured,
}

/// What a field 86 says.
///
/// ```
/// use girokit_files::mt::{Dialect, Information};
///
/// let own = Information::parse("166?00GUTSCHRIFT?20EREF+INV-42?21SVWZ+Invoice 42\n of June?30COBADEFF?31DE89370400440532013000?32Muster GmbH");
/// assert_eq!((own.dialect, own.code.as_deref()), (Dialect::Subfields, Some("166")));
/// assert_eq!((own.end_to_end.as_deref(), own.name.as_deref()), (Some("INV-42"), Some("Muster GmbH")));
/// assert_eq!(own.remittance, "Invoice 42 of June");
///
/// let dutch = Information::parse("/TRTP/SEPA OVERBOEKING/IBAN/NL02ABNA0123456789/NAME/J JANSEN/REMI/FACTUUR 7/EREF/NOTPROVIDED");
/// assert_eq!((dutch.account.as_deref(), dutch.remittance.as_str()), (Some("NL02ABNA0123456789"), "FACTUUR 7"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Information {
    /// The structure that was found.
    pub dialect: Dialect,
    /// The transaction code: three digits of the German banks' list (GVC), or the words behind `/TRTP/`.
    pub code: Option<String>,
    /// The posting text: `?00`.
    pub posting_text: Option<String>,
    /// Free text of the payment; of an unstructured field all of it, with line feeds between lines.
    pub remittance: String,
    /// The payer's end-to-end reference.
    pub end_to_end: Option<String>,
    /// The account owner's own reference.
    pub customer_reference: Option<String>,
    /// The mandate of a direct debit.
    pub mandate: Option<String>,
    /// The creditor identifier of a direct debit.
    pub creditor: Option<String>,
    /// The other party's name.
    pub name: Option<String>,
    /// The other party's account.
    pub account: Option<String>,
    /// The other party's bank: a BIC or a national number.
    pub bank: Option<String>,
    /// On whose behalf the other party acts.
    pub ultimate_name: Option<String>,
    /// Why a payment came back.
    pub return_reason: Option<String>,
    /// Every other subfield, with its code.
    pub others: Vec<(String, String)>,
}

/// What a piece of text is.
#[derive(Clone, Copy)]
enum Part {
    Account,
    Bank,
    Code,
    Creditor,
    CustomerReference,
    EndToEnd,
    Mandate,
    Name,
    Remittance,
    ReturnReason,
    Ultimate,
}

/// Codes in the remittance of German and Austrian banks, EPC and DK agreement on MT940.
const KEYWORDS: &[(&str, Option<Part>)] = &[
    ("ABWA+", Some(Part::Ultimate)),
    ("ABWE+", Some(Part::Ultimate)),
    ("BIC+", Some(Part::Bank)),
    ("COAM+", None),
    ("CRED+", Some(Part::Creditor)),
    ("DEBT+", None),
    ("EREF+", Some(Part::EndToEnd)),
    ("IBAN+", Some(Part::Account)),
    ("KREF+", Some(Part::CustomerReference)),
    ("MREF+", Some(Part::Mandate)),
    ("OAMT+", None),
    ("PURP+", None),
    ("RREF+", None),
    ("SVWZ+", Some(Part::Remittance)),
];

/// Codes between slashes, of Dutch banks.
const SLASHED: &[(&str, Option<Part>)] = &[
    ("ADDR", None),
    ("BENM", None),
    ("BIC", Some(Part::Bank)),
    ("CNTP", None),
    ("CSID", Some(Part::Creditor)),
    ("EREF", Some(Part::EndToEnd)),
    ("EXCH", None),
    ("IBAN", Some(Part::Account)),
    ("ID", None),
    ("ISDT", None),
    ("KREF", Some(Part::CustomerReference)),
    ("MARF", Some(Part::Mandate)),
    ("NAME", Some(Part::Name)),
    ("NRTX", None),
    ("OCMT", None),
    ("ORDP", None),
    ("PREF", None),
    ("PURP", None),
    ("REMI", Some(Part::Remittance)),
    ("RTRN", Some(Part::ReturnReason)),
    ("RTYP", None),
    ("SVCL", None),
    ("SWEEP", None),
    ("TRCD", None),
    ("TRTP", Some(Part::Code)),
    ("ULTB", Some(Part::Ultimate)),
    ("ULTD", Some(Part::Ultimate)),
];

impl Information {
    /// Reads the content of a field 86, with line feeds between its lines.
    pub fn parse(content: &str) -> Self {
        let joined: String = content.split('\n').collect();
        subfields(&joined)
            .or_else(|| slashes(&joined))
            .unwrap_or_else(|| {
                let mut plain = Self::new(Dialect::Unstructured);
                let lines = content.split('\n').map(str::trim_end);
                plain.remittance = lines.collect::<Vec<_>>().join("\n");
                plain
            })
    }

    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            code: None,
            posting_text: None,
            remittance: String::new(),
            end_to_end: None,
            customer_reference: None,
            mandate: None,
            creditor: None,
            name: None,
            account: None,
            bank: None,
            ultimate_name: None,
            return_reason: None,
            others: Vec::new(),
        }
    }

    /// Puts a text where it belongs; a second one goes on where the first stopped.
    fn put(&mut self, part: Part, text: &str) {
        let place = match part {
            Part::Remittance => {
                self.remittance.push_str(text);
                return;
            }
            Part::Account => &mut self.account,
            Part::Bank => &mut self.bank,
            Part::Code => &mut self.code,
            Part::Creditor => &mut self.creditor,
            Part::CustomerReference => &mut self.customer_reference,
            Part::EndToEnd => &mut self.end_to_end,
            Part::Mandate => &mut self.mandate,
            Part::Name => &mut self.name,
            Part::ReturnReason => &mut self.return_reason,
            Part::Ultimate => &mut self.ultimate_name,
        };
        place.get_or_insert_default().push_str(text);
    }

    /// Takes away blanks at the ends, and what is nothing but blanks.
    fn tidy(mut self) -> Self {
        for text in [
            &mut self.account,
            &mut self.bank,
            &mut self.code,
            &mut self.creditor,
            &mut self.customer_reference,
            &mut self.end_to_end,
            &mut self.mandate,
            &mut self.name,
            &mut self.posting_text,
            &mut self.return_reason,
            &mut self.ultimate_name,
        ] {
            *text = text
                .take()
                .map(|own| own.trim().to_owned())
                .filter(|own| !own.is_empty());
        }
        self.remittance = self.remittance.trim().to_owned();
        self
    }
}

/// `166?00...?20...`, or `<00...<20...`.
fn subfields(text: &str) -> Option<Information> {
    let text = text.trim_start();
    let (code, rest) = match text.get(..3) {
        Some(code) if code.bytes().all(|byte| byte.is_ascii_digit()) => {
            (Some(code), text.get(3..)?)
        }
        _ => (None, text),
    };
    let sign = rest.chars().next()?;
    let number = rest.get(sign.len_utf8()..)?.get(..2)?;
    if !"?<>~^+".contains(sign) || !is_number(number) {
        return None;
    }
    let mut own = Information::new(Dialect::Subfields);
    own.code = code.map(str::to_owned);
    let mut part = Part::Remittance;
    for piece in pieces(rest, sign) {
        let (Some(number), Some(text)) = (piece.get(..2), piece.get(2..)) else {
            continue;
        };
        match number.parse::<u8>().unwrap_or(u8::MAX) {
            0 => own.posting_text.get_or_insert_default().push_str(text),
            20..=29 | 60..=63 => part = keyworded(&mut own, part, text),
            30 => own.put(Part::Bank, text),
            31 => own.put(Part::Account, text),
            32 | 33 => own.put(Part::Name, text),
            _ => own.others.push((number.to_owned(), text.to_owned())),
        }
    }
    Some(own.tidy())
}

fn is_number(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text between signs that two digits follow.
fn pieces(text: &str, sign: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = None;
    for (place, _) in text.match_indices(sign) {
        let behind = place.saturating_add(sign.len_utf8());
        let numbered = text
            .get(behind..behind.saturating_add(2))
            .is_some_and(is_number);
        if !numbered {
            continue;
        }
        if let Some(start) = start {
            pieces.extend(text.get(start..place));
        }
        start = Some(behind);
    }
    pieces.extend(start.and_then(|start| text.get(start..)));
    pieces
}

/// Distributes a piece of remittance by the keywords in it; what comes before the first belongs to `part`.
fn keyworded(own: &mut Information, mut part: Part, text: &str) -> Part {
    let mut rest = text;
    loop {
        let next = KEYWORDS.iter().filter_map(|(word, part)| {
            let place = rest
                .match_indices(word)
                .map(|(place, _)| place)
                .find(|place| {
                    let before = rest
                        .get(..*place)
                        .and_then(|before| before.chars().next_back());
                    before.is_none_or(char::is_whitespace)
                })?;
            Some((place, *word, *part))
        });
        let Some((place, word, next)) = next.min_by_key(|(place, ..)| *place) else {
            own.put(part, rest);
            return part;
        };
        own.put(part, rest.get(..place).unwrap_or_default());
        rest = rest
            .get(place.saturating_add(word.len())..)
            .unwrap_or_default();
        let Some(next) = next else {
            // Its text ends with the subfield.
            let name = word.trim_end_matches('+').to_owned();
            own.others.push((name, rest.trim().to_owned()));
            return Part::Remittance;
        };
        part = next;
    }
}

/// `/TRTP/.../IBAN/...`.
fn slashes(text: &str) -> Option<Information> {
    let text = text.trim();
    let first = text.strip_prefix('/')?.split('/').next()?;
    if !SLASHED.iter().any(|(code, _)| *code == first) {
        return None;
    }
    let mut own = Information::new(Dialect::Slashes);
    let mut current: Option<(&str, Option<Part>, usize)> = None;
    let mut place = 0_usize;
    while let Some(found) = text.get(place..).and_then(|rest| rest.find('/')) {
        let start = place.saturating_add(found).saturating_add(1);
        let rest = text.get(start..).unwrap_or_default();
        let code = rest.split('/').next().unwrap_or_default();
        let known = SLASHED.iter().find(|(known, _)| *known == code);
        place = start;
        let Some((code, part)) = known.filter(|_| rest.len() > code.len()) else {
            continue;
        };
        if let Some((code, part, from)) = current {
            let value = text.get(from..start.saturating_sub(1)).unwrap_or_default();
            own.slashed(code, part, value);
        }
        let behind = start.saturating_add(code.len()).saturating_add(1);
        current = Some((code, *part, behind));
        place = behind.saturating_sub(1);
    }
    if let Some((code, part, from)) = current {
        own.slashed(code, part, text.get(from..).unwrap_or_default());
    }
    Some(own.tidy())
}

impl Information {
    fn slashed(&mut self, code: &str, part: Option<Part>, value: &str) {
        match part {
            Some(Part::Remittance) => {
                // ING: USTD// for free text, STRD/issuer/reference for a structured one.
                let value = value.strip_prefix("USTD//").unwrap_or(value);
                self.put(Part::Remittance, value.trim_end_matches('/'));
            }
            Some(part) => self.put(part, value.trim_end_matches('/')),
            None if code == "CNTP" => {
                let mut parts = value.split('/');
                for part in [Part::Account, Part::Bank, Part::Name] {
                    self.put(part, parts.next().unwrap_or_default());
                }
                let city: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
                if !city.is_empty() {
                    self.others.push(("CNTP".to_owned(), city.join("/")));
                }
            }
            None => self
                .others
                .push((code.to_owned(), value.trim_end_matches('/').to_owned())),
        }
    }
}
