//! The `pattern` facet of XML Schema, compiled to a state machine.
//!
//! Supported is the syntax that schemas of payments use: characters, `.`, classes with ranges, negation and the escapes `\d`,
//! `\s`, `\w` and `\n \r \t`, groups, alternatives, and the quantifiers `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`. A pattern matches
//! the whole value. `\d` and `\w` stand for their ASCII members. A class can exclude or admit all characters beyond ASCII
//! (through `.` or negation) but not name one; class subtraction, `\p`, `\i` and `\c` are errors.
//!
//! Source: XML Schema 1.0 Part 2, Appendix F.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

/// A deterministic machine over the bytes of UTF-8 text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dfa {
    /// The class of each byte.
    pub classes: [u8; 256],
    /// The number of classes.
    pub width: usize,
    /// The next state by `state * width + class`; [`DEAD`] where no match is possible any more. State 0 begins.
    pub table: Vec<u16>,
    /// Which states accept.
    pub accept: Vec<bool>,
}

/// See [`Dfa::table`].
pub const DEAD: u16 = u16::MAX;

/// Bound on a quantifier: the longest value that a schema describes by one has 350 characters.
pub const MAX_REPEAT: u32 = 2_000;

/// Bound on the states of a machine.
pub const MAX_STATES: usize = 8_000;

/// Bound on nested groups.
pub const MAX_GROUPS: usize = 32;

/// Why a pattern could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PatternError {}

fn error<T>(message: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError(message.into()))
}

/// Compiles patterns, which are alternatives, to one machine.
///
/// # Errors
/// If a pattern is malformed, uses what is not supported, or passes a bound.
pub fn compile(patterns: &[&str]) -> Result<Dfa, PatternError> {
    let mut alternatives = Vec::new();
    for pattern in patterns {
        let mut parser = Parser {
            chars: pattern.chars().peekable(),
            groups: 0,
        };
        alternatives.push(parser.alternatives()?);
        if parser.chars.next().is_some() {
            return error("expected the end of the pattern, found \")\"");
        }
    }
    let mut nfa = Nfa::default();
    let start = nfa.state()?;
    let end = nfa.add(&Node::Either(alternatives), start)?;
    determine(&nfa, start, end)
}

impl Dfa {
    /// Whether the whole text matches. The runtime has its own copy of this loop; here it serves tests.
    pub fn matches(&self, text: &str) -> bool {
        let mut state = 0;
        for byte in text.bytes() {
            let class = usize::from(self.classes[usize::from(byte)]);
            match self.table[state * self.width + class] {
                DEAD => return false,
                next => state = usize::from(next),
            }
        }
        self.accept[state]
    }

    /// The machine as a Rust expression that builds the runtime's `Pattern`.
    pub(crate) fn to_rust(&self, source: &str) -> String {
        let Self {
            classes,
            width,
            table,
            accept,
        } = self;
        let list = |items: Vec<String>| crate::emit::fill(items.iter().map(String::as_str), 8, 8);
        let classes = list(classes.iter().map(ToString::to_string).collect());
        let table = list(table.iter().map(ToString::to_string).collect());
        let accept = list(accept.iter().map(ToString::to_string).collect());
        format!(
            "Pattern::new(\n    {source:?},\n    &[\n        {classes}],\n    {width},\n    &[\n        {table}],\n    &[\n        {accept}],\n)"
        )
    }
}

/// Characters: the ASCII ones by number, and [`OTHER`] for all beyond.
type Set = BTreeSet<u8>;

const OTHER: u8 = 128;

enum Node {
    Set(Set),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    groups: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut alternatives = vec![self.sequence()?];
        while self.chars.next_if_eq(&'|').is_some() {
            alternatives.push(self.sequence()?);
        }
        Ok(Node::Either(alternatives))
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut parts = Vec::new();
        while let Some(&c) = self.chars.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            let atom = self.atom()?;
            parts.push(self.quantified(atom)?);
        }
        Ok(Node::Sequence(parts))
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        Ok(match self.chars.next() {
            Some('(') => {
                self.groups += 1;
                if self.groups > MAX_GROUPS {
                    return error(format!("more than {MAX_GROUPS} nested groups"));
                }
                let inner = self.alternatives()?;
                self.groups -= 1;
                if self.chars.next() != Some(')') {
                    return error("expected \")\", found the end");
                }
                inner
            }
            Some('[') => Node::Set(self.class()?),
            Some('.') => Node::Set(negate(&Set::from([b'\n', b'\r']))),
            Some('\\') => Node::Set(self.escape()?),
            Some(c @ ('?' | '*' | '+' | '{' | '}' | ']')) => {
                return error(format!("unexpected {c:?}"));
            }
            Some(c) => Node::Set(Set::from([ascii(c)?])),
            None => return error("the pattern ends early"),
        })
    }

    fn quantified(&mut self, atom: Node) -> Result<Node, PatternError> {
        let (min, max) = match self.chars.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.chars.next();
                return self.counted(atom);
            }
            _ => return Ok(atom),
        };
        self.chars.next();
        Ok(Node::Repeat(Box::new(atom), min, max))
    }

    fn counted(&mut self, atom: Node) -> Result<Node, PatternError> {
        let min = self.number()?;
        let max = match self.chars.next() {
            Some('}') => return Ok(Node::Repeat(Box::new(atom), min, Some(min))),
            Some(',') if self.chars.peek() == Some(&'}') => None,
            Some(',') => Some(self.number()?),
            _ => return error("expected \",\" or \"}\" in a quantifier"),
        };
        if self.chars.next() != Some('}') || max.is_some_and(|max| max < min) {
            return error("expected {n}, {n,} or {n,m} with n not above m");
        }
        Ok(Node::Repeat(Box::new(atom), min, max))
    }

    fn number(&mut self) -> Result<u32, PatternError> {
        let mut digits = String::new();
        while let Some(digit) = self.chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        match digits.parse() {
            Ok(number) if number <= MAX_REPEAT => Ok(number),
            _ => error(format!(
                "expected a number of at most {MAX_REPEAT}, found {digits:?}"
            )),
        }
    }

    fn class(&mut self) -> Result<Set, PatternError> {
        let negated = self.chars.next_if_eq(&'^').is_some();
        let mut set = Set::new();
        let mut first = true;
        loop {
            let low = match self.chars.next() {
                Some(']') if !first => break,
                Some('\\') => {
                    let escaped = self.escape()?;
                    if let (1, Some(&only)) = (escaped.len(), escaped.first()) {
                        only
                    } else {
                        set.extend(escaped);
                        first = false;
                        continue;
                    }
                }
                Some('[') => return error("\"[\" in a class (class subtraction is not supported)"),
                Some(c) => ascii(c)?,
                None => return error("expected \"]\", found the end"),
            };
            first = false;
            let mut ahead = self.chars.clone();
            let is_range = ahead.next() == Some('-') && !matches!(ahead.next(), Some(']') | None);
            if !is_range {
                set.insert(low);
                continue;
            }
            self.chars.next();
            let high = match self.chars.next() {
                Some('\\') => {
                    let escaped = self.escape()?;
                    match (escaped.len(), escaped.first()) {
                        (1, Some(&only)) => only,
                        _ => return error("a range that ends in a class"),
                    }
                }
                Some('[') => return error("class subtraction is not supported"),
                Some(c) => ascii(c)?,
                None => return error("expected \"]\", found the end"),
            };
            if high < low {
                return error("a range that runs backwards");
            }
            set.extend(low..=high);
        }
        Ok(if negated { negate(&set) } else { set })
    }

    fn escape(&mut self) -> Result<Set, PatternError> {
        let digits = || (b'0'..=b'9').collect::<Set>();
        let spaces = || Set::from([b' ', b'\t', b'\n', b'\r']);
        // Every character but punctuation, separators and controls; of ASCII that leaves these.
        let word = || {
            (0..OTHER)
                .filter(|b| b.is_ascii_alphanumeric() || b"$+<=>^`|~".contains(b))
                .collect::<Set>()
        };
        Ok(match self.chars.next() {
            Some('d') => digits(),
            Some('D') => negate(&digits()),
            Some('s') => spaces(),
            Some('S') => negate(&spaces()),
            Some('w') => word(),
            Some('n') => Set::from([b'\n']),
            Some('r') => Set::from([b'\r']),
            Some('t') => Set::from([b'\t']),
            Some(c) if c.is_ascii_punctuation() => Set::from([ascii(c)?]),
            Some(c) => return error(format!("\\{c} is not supported")),
            None => return error("the pattern ends in a backslash"),
        })
    }
}

fn ascii(c: char) -> Result<u8, PatternError> {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => Ok(byte),
        _ => error(format!("{c:?}: characters beyond ASCII cannot be named")),
    }
}

fn negate(set: &Set) -> Set {
    (0..=OTHER).filter(|symbol| !set.contains(symbol)).collect()
}

/// A machine with choices: from each state by symbols, and freely.
#[derive(Default)]
struct Nfa {
    by_symbol: Vec<Vec<(Set, usize)>>,
    free: Vec<Vec<usize>>,
}

impl Nfa {
    fn state(&mut self) -> Result<usize, PatternError> {
        if self.free.len() >= MAX_STATES {
            return error(format!("more than {MAX_STATES} states"));
        }
        self.by_symbol.push(Vec::new());
        self.free.push(Vec::new());
        Ok(self.free.len() - 1)
    }

    /// Adds a node behind a state and returns the state behind the node.
    fn add(&mut self, node: &Node, from: usize) -> Result<usize, PatternError> {
        match node {
            Node::Set(set) => {
                let to = self.state()?;
                self.by_symbol[from].push((set.clone(), to));
                Ok(to)
            }
            Node::Sequence(parts) => parts.iter().try_fold(from, |at, part| self.add(part, at)),
            Node::Either(alternatives) => {
                let to = self.state()?;
                for alternative in alternatives {
                    let begin = self.state()?;
                    self.free[from].push(begin);
                    let end = self.add(alternative, begin)?;
                    self.free[end].push(to);
                }
                Ok(to)
            }
            Node::Repeat(inner, min, max) => {
                let mut at = from;
                for _ in 0..*min {
                    at = self.add(inner, at)?;
                }
                let to = self.state()?;
                self.free[at].push(to);
                if let Some(max) = max {
                    for _ in *min..*max {
                        at = self.add(inner, at)?;
                        self.free[at].push(to);
                    }
                } else {
                    let begin = self.state()?;
                    self.free[at].push(begin);
                    let end = self.add(inner, begin)?;
                    self.free[end].push(begin);
                    self.free[end].push(to);
                }
                Ok(to)
            }
        }
    }

    fn closure(&self, states: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut open: Vec<usize> = states.into_iter().collect();
        let mut closed = BTreeSet::new();
        while let Some(state) = open.pop() {
            if closed.insert(state) {
                open.extend(&self.free[state]);
            }
        }
        closed
    }
}

/// Symbols that no set of the machine tells apart, as one class each. Class 0 is kept for bytes that continue a character.
fn symbol_classes(nfa: &Nfa) -> Vec<Vec<u8>> {
    let sets: Vec<&Set> = nfa
        .by_symbol
        .iter()
        .flatten()
        .map(|(set, _)| set)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut classes: BTreeMap<Vec<bool>, Vec<u8>> = BTreeMap::new();
    for symbol in 0..=OTHER {
        let signature = sets.iter().map(|set| set.contains(&symbol)).collect();
        classes.entry(signature).or_default().push(symbol);
    }
    classes.into_values().collect()
}

fn determine(nfa: &Nfa, start: usize, end: usize) -> Result<Dfa, PatternError> {
    let symbols = symbol_classes(nfa);
    let width = symbols.len() + 1;
    let first = nfa.closure([start]);
    let mut numbers = BTreeMap::from([(first.clone(), 0_usize)]);
    let mut states = vec![first];
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut done = 0;
    while let Some(state) = states.get(done).cloned() {
        let mut row = vec![done];
        for class in &symbols {
            let Some(&symbol) = class.first() else {
                continue;
            };
            let moves = state
                .iter()
                .flat_map(|s| &nfa.by_symbol[*s])
                .filter(|(set, _)| set.contains(&symbol));
            let next = nfa.closure(moves.map(|(_, to)| *to));
            let fresh = numbers.len();
            let number = *numbers.entry(next.clone()).or_insert(fresh);
            if number == fresh {
                states.push(next);
            }
            if states.len() >= MAX_STATES {
                return error(format!("more than {MAX_STATES} states"));
            }
            row.push(number);
        }
        rows.push(row);
        done += 1;
    }
    let accept: Vec<bool> = states.iter().map(|s| s.contains(&end)).collect();
    let mut classes = [0_u8; 256];
    for (i, class) in symbols.iter().enumerate() {
        let number = u8::try_from(i + 1).map_err(|_| PatternError("too many classes".into()))?;
        for &symbol in class {
            match symbol {
                OTHER => classes[0xC0..].fill(number),
                _ => classes[usize::from(symbol)] = number,
            }
        }
    }
    Ok(minimise(&rows, &accept, classes, width))
}

/// Merges states that no text tells apart.
fn minimise(rows: &[Vec<usize>], accept: &[bool], classes: [u8; 256], width: usize) -> Dfa {
    let mut block: Vec<usize> = accept.iter().map(|a| usize::from(*a)).collect();
    let mut count = 0;
    loop {
        let mut signatures: BTreeMap<(usize, Vec<usize>), usize> = BTreeMap::new();
        let mut next = Vec::with_capacity(block.len());
        for (state, row) in rows.iter().enumerate() {
            // The class that keeps the state tells nothing apart.
            let targets = row.iter().skip(1).map(|t| block[*t]).collect();
            let fresh = signatures.len();
            next.push(*signatures.entry((block[state], targets)).or_insert(fresh));
        }
        let now = signatures.len();
        block = next;
        if now == count {
            break;
        }
        count = now;
    }
    // The state from which nothing is accepted, if there is one, is not stored.
    let is_dead = |b: usize| {
        let at = block.iter().position(|x| *x == b).unwrap_or_default();
        !accept[at] && rows[at].iter().all(|t| block[*t] == b)
    };
    let mut numbers = BTreeMap::new();
    for &b in &block {
        let fresh = u16::try_from(numbers.len()).unwrap_or(DEAD);
        if !is_dead(b) {
            numbers.entry(b).or_insert(fresh);
        }
    }
    let mut order: Vec<(u16, usize)> = numbers.iter().map(|(b, n)| (*n, *b)).collect();
    order.sort_unstable();
    let mut table = Vec::new();
    let mut accepting = Vec::new();
    for (number, b) in order {
        let at = block.iter().position(|x| *x == b).unwrap_or_default();
        accepting.push(accept[at]);
        table.push(number);
        table.extend(
            rows[at]
                .iter()
                .skip(1)
                .map(|t| numbers.get(&block[*t]).copied().unwrap_or(DEAD)),
        );
    }
    if accepting.is_empty() {
        // A pattern that matches nothing: one state from which every step is dead.
        return Dfa {
            classes,
            width,
            table: vec![DEAD; width],
            accept: vec![false],
        };
    }
    Dfa {
        classes,
        width,
        table,
        accept: accepting,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Pattern, text, whether libxml2's schema validator says that it matches.
    const CASES: &[(&str, &str, bool)] = &[
        ("[A-Z]{3,3}", "EUR", true),
        ("[A-Z]{3,3}", "EU", false),
        ("[A-Z]{3,3}", "EURO", false),
        ("[A-Z]{3,3}", "EuR", false),
        (
            "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}",
            "DEUTDEFF",
            true,
        ),
        (
            "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}",
            "DEUTDEFF500",
            true,
        ),
        (
            "[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}",
            "DEUTDEFF50",
            false,
        ),
        ("\\+[0-9]{1,3}-[0-9()+\\-]{1,30}", "+49-(0)30-1", true),
        ("\\+[0-9]{1,3}-[0-9()+\\-]{1,30}", "+4999-1", false),
        (
            "(BBG)[BCDFGHJKLMNPQRSTVWXYZ\\d]{8}\\d",
            "BBG000BLNNH6",
            true,
        ),
        (
            "(BBG)[BCDFGHJKLMNPQRSTVWXYZ\\d]{8}\\d",
            "BBG000BLNNHA",
            false,
        ),
        ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "DUM", true),
        ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "B12", true),
        ("[BEOVW]{1,1}[0-9]{2,2}|DUM", "B12DUM", false),
        ("0|-1|-2", "-2", true),
        ("0|-1|-2", "-", false),
        ("([0-9A-F][0-9A-F]){2}", "0AFF", true),
        ("([0-9A-F][0-9A-F]){2}", "0AF", false),
        (".*Z", "äZ", true),
        (".*Z", "Zä", false),
        ("[^a]", "ä", true),
        ("[^a]", "a", false),
        ("[^a]", "😀", true),
        ("[^a]", "äb", false),
        ("a?b*c+", "bbc", true),
        ("a?b*c+", "aab", false),
        ("a{2,}", "aaaa", true),
        ("a{2,}", "a", false),
        ("[\\+]{0,1}[0-9]{1,15}", "+1", true),
        ("[a\\-c]", "-", true),
        ("[a\\-c]", "b", false),
        ("\\S\\s", "a ", true),
        ("", "", true),
        ("", "a", false),
    ];

    #[test]
    fn machines_decide_as_a_schema_validator() {
        for (pattern, text, matches) in CASES {
            assert_eq!(
                compile(&[pattern]).unwrap().matches(text),
                *matches,
                "{pattern} on {text:?}"
            );
        }
    }

    #[test]
    fn several_patterns_are_alternatives() {
        let dfa = compile(&["AT[0-9]{5,5}", "CH[0-9]{6,6}"]).unwrap();
        assert!(dfa.matches("AT12345") && dfa.matches("CH123456") && !dfa.matches("AT123456"));
    }

    #[test]
    fn machines_are_minimal() {
        assert_eq!(compile(&["[A-Z]{3,3}"]).unwrap().accept.len(), 4);
        assert_eq!(compile(&["ab|cb"]).unwrap().accept.len(), 3);
    }

    #[test]
    fn what_is_not_supported_is_an_error() {
        for pattern in [
            "(a",
            "a)",
            "[a",
            "[]",
            "a{2",
            "a{3,2}",
            "a{9999}",
            "\\p{L}",
            "\\i",
            "[a-z-[b]]",
            "[z-a]",
            "*",
            "ä",
            "a\\",
        ] {
            assert!(compile(&[pattern]).is_err(), "{pattern}");
        }
        assert!(compile(&[&"(".repeat(MAX_GROUPS + 1)]).is_err());
        assert!(compile(&["((a{1000}){1000}){1000}"]).is_err());
    }
}
