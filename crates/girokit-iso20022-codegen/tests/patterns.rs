//! Pattern machines against recorded verdicts of libxml2 and against a matcher that tries everything.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use girokit_iso20022::pattern::Pattern;
use girokit_iso20022_codegen::pattern::compile;
use proptest::prelude::*;
use proptest::sample::Index;

/// The verdict of the generator's machine, once it is known that the runtime's copy of the loop agrees.
fn verdict(pattern: &str, text: &str) -> bool {
    let dfa = compile(&[pattern]).unwrap_or_else(|e| panic!("{pattern}: {e}"));
    let runtime = Pattern::new(
        "",
        Box::leak(Box::new(dfa.classes)),
        dfa.width,
        dfa.table.clone().leak(),
        dfa.accept.clone().leak(),
    );
    let matches = dfa.matches(text);
    assert_eq!(runtime.matches(text), matches, "{pattern} on {text:?}");
    matches
}

#[test]
fn machines_decide_as_libxml2_did() {
    let (mut matching, mut rows) = (0, 0);
    for line in include_str!("data/patterns.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let columns: Vec<_> = line.split('\t').collect();
        let [pattern, libxml2, ours, text] = columns[..4] else {
            panic!("{line}");
        };
        assert!(
            libxml2 == ours || columns.len() == 5,
            "a difference needs its reason: {line}"
        );
        let text = unescape(text);
        assert_eq!(
            verdict(pattern, &text),
            ours == "match",
            "{pattern} on {text:?}"
        );
        matching += usize::from(ours == "match");
        rows += 1;
    }
    assert!(rows > 400 && matching > 150, "{matching} of {rows}");
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        plain.push(match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('s') => ' ',
                Some('t') => '\t',
                Some('n') => '\n',
                other => other.unwrap(),
            },
            (plain, _) => plain,
        });
    }
    plain
}

/// A pattern as a tree, printed in the syntax of XML Schema.
#[derive(Clone, Debug)]
enum Tree {
    Any,
    Char(char),
    Class(bool, Vec<Member>),
    Either(Vec<Tree>),
    Escape(char),
    Repeat(Box<Tree>, usize, Option<usize>),
    Sequence(Vec<Tree>),
}

#[derive(Clone, Debug)]
enum Member {
    Char(char),
    Escape(char),
    Range(char, char),
}

impl Tree {
    fn print(&self) -> String {
        match self {
            Self::Any => ".".to_owned(),
            Self::Char(c) => escaped(*c),
            Self::Class(negated, members) => {
                let members: String = members.iter().map(Member::print).collect();
                format!("[{}{members}]", if *negated { "^" } else { "" })
            }
            Self::Either(trees) => {
                let trees: Vec<_> = trees.iter().map(Self::print).collect();
                format!("({})", trees.join("|"))
            }
            Self::Escape(c) => format!("\\{c}"),
            Self::Repeat(tree, min, max) => {
                let quantifier = match (min, max) {
                    (0, None) => "*".to_owned(),
                    (1, None) => "+".to_owned(),
                    (min, None) => format!("{{{min},}}"),
                    (0, Some(1)) => "?".to_owned(),
                    (min, Some(max)) if min == max => format!("{{{min}}}"),
                    (min, Some(max)) => format!("{{{min},{max}}}"),
                };
                format!("({}){quantifier}", tree.print())
            }
            Self::Sequence(trees) => trees.iter().map(Self::print).collect(),
        }
    }

    /// Every place where a match that begins at one of these places can end.
    fn ends(&self, text: &[char], from: &BTreeSet<usize>) -> BTreeSet<usize> {
        let step = |admits: &dyn Fn(char) -> bool| {
            let next = |at: &usize| text.get(*at).filter(|c| admits(**c)).map(|_| at + 1);
            from.iter().filter_map(next).collect()
        };
        match self {
            Self::Any => step(&|c| !matches!(c, '\n' | '\r')),
            Self::Char(own) => step(&|c| c == *own),
            Self::Class(negated, members) => {
                step(&|c| members.iter().any(|member| member.admits(c)) != *negated)
            }
            Self::Either(trees) => trees
                .iter()
                .flat_map(|tree| tree.ends(text, from))
                .collect(),
            Self::Escape(escape) => step(&|c| escape_admits(*escape, c)),
            Self::Repeat(tree, min, max) => {
                let mut at = from.clone();
                for _ in 0..*min {
                    at = tree.ends(text, &at);
                }
                let mut all = at.clone();
                // A text of this length cannot make more rounds that move on.
                for _ in *min..max.unwrap_or(min + text.len()) {
                    at = tree.ends(text, &at);
                    all.extend(&at);
                }
                all
            }
            Self::Sequence(trees) => trees
                .iter()
                .fold(from.clone(), |at, tree| tree.ends(text, &at)),
        }
    }

    fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.ends(&text, &BTreeSet::from([0])).contains(&text.len())
    }

    /// A text that matches, as `choose` decides; `None` where a class admits nothing of the alphabet.
    fn sample(&self, choose: &mut impl FnMut(usize) -> usize) -> Option<String> {
        let mut one = |admits: &dyn Fn(char) -> bool| {
            let admitted: Vec<char> = ALPHABET.chars().filter(|c| admits(*c)).collect();
            (!admitted.is_empty()).then(|| admitted[choose(admitted.len())].to_string())
        };
        match self {
            Self::Any => one(&|c| !matches!(c, '\n' | '\r')),
            Self::Char(own) => Some(own.to_string()),
            Self::Class(negated, members) => {
                one(&|c| members.iter().any(|member| member.admits(c)) != *negated)
            }
            Self::Either(trees) => trees[choose(trees.len())].sample(choose),
            Self::Escape(escape) => one(&|c| escape_admits(*escape, c)),
            Self::Repeat(tree, min, max) => {
                let rounds = min + choose(max.map_or(3, |max| max - min + 1));
                (0..rounds).map(|_| tree.sample(choose)).collect()
            }
            Self::Sequence(trees) => trees.iter().map(|tree| tree.sample(choose)).collect(),
        }
    }
}

impl Member {
    fn print(&self) -> String {
        match self {
            Self::Char(c) => escaped(*c),
            Self::Escape(c) => format!("\\{c}"),
            Self::Range(low, high) => format!("{}-{}", escaped(*low), escaped(*high)),
        }
    }

    fn admits(&self, c: char) -> bool {
        match self {
            Self::Char(own) => c == *own,
            Self::Escape(escape) => escape_admits(*escape, c),
            Self::Range(low, high) => (*low..=*high).contains(&c),
        }
    }
}

fn escaped(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '.' | '\\' | '?' | '*' | '+' | '{' | '}' | '(' | ')' | '[' | ']' | '|' | '-' | '^' => {
            format!("\\{c}")
        }
        c => c.to_string(),
    }
}

fn escape_admits(escape: char, c: char) -> bool {
    match escape {
        'd' => c.is_ascii_digit(),
        'D' => !c.is_ascii_digit(),
        's' => matches!(c, ' ' | '\t' | '\n' | '\r'),
        'S' => !matches!(c, ' ' | '\t' | '\n' | '\r'),
        'w' => c.is_ascii_alphanumeric() || "$+<=>^`|~".contains(c),
        other => panic!("\\{other}"),
    }
}

/// Few characters, so that patterns and texts meet often; the last ones take two to four bytes.
const ALPHABET: &str = "abZ019 -+.^]\\_\n\tä€😀";

fn ascii() -> impl Strategy<Value = char> {
    prop::sample::select(ALPHABET.chars().filter(char::is_ascii).collect::<Vec<_>>())
}

fn escape() -> impl Strategy<Value = char> {
    prop::sample::select(vec!['d', 'D', 's', 'S', 'w'])
}

fn member() -> impl Strategy<Value = Member> {
    prop_oneof![
        3 => ascii().prop_map(Member::Char),
        2 => (ascii(), ascii()).prop_map(|(a, b)| Member::Range(a.min(b), a.max(b))),
        1 => escape().prop_map(Member::Escape),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        4 => ascii().prop_map(Tree::Char),
        3 => (any::<bool>(), prop::collection::vec(member(), 1..4))
            .prop_map(|(negated, members)| Tree::Class(negated, members)),
        1 => escape().prop_map(Tree::Escape),
        1 => Just(Tree::Any),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::Sequence),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::Either),
            (inner, 0_usize..3, prop::option::of(0_usize..3)).prop_map(|(tree, min, more)| {
                Tree::Repeat(Box::new(tree), min, more.map(|more| min + more))
            }),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let char = prop::sample::select(ALPHABET.chars().collect::<Vec<_>>());
    prop::collection::vec(char, 0..8).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn machines_agree_with_trying_everything(tree in tree(), texts in prop::collection::vec(text(), 8)) {
        let pattern = tree.print();
        for text in texts {
            prop_assert_eq!(verdict(&pattern, &text), tree.matches(&text), "{} on {:?}", pattern, text);
        }
    }

    #[test]
    fn what_a_pattern_describes_matches(
        tree in tree(),
        choices in prop::collection::vec(any::<Index>(), 64),
        place in any::<Index>(),
        stray in text(),
    ) {
        let mut choices = choices.iter().cycle();
        let mut choose = |of: usize| choices.next().unwrap().index(of);
        let Some(mut text) = tree.sample(&mut choose) else { return Ok(()) };
        let pattern = tree.print();
        prop_assert!(tree.matches(&text), "the sampler and the matcher of this test differ: {} on {:?}", pattern, text);
        prop_assert!(verdict(&pattern, &text), "{} on {:?}", pattern, text);
        // One damage.
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        text.insert_str(places[place.index(places.len())], &stray);
        prop_assert_eq!(verdict(&pattern, &text), tree.matches(&text), "{} on {:?}", pattern, text);
    }

    #[test]
    fn no_pattern_panics(pattern in "[\\[\\](){}|*+?.^\\\\,0-9a-dä-]{0,16}", text in text()) {
        if let Ok(dfa) = compile(&[&pattern]) {
            dfa.matches(&text);
        }
    }

    #[test]
    fn several_patterns_match_what_one_of_them_matches(a in tree(), b in tree(), text in text()) {
        let (a, b) = (a.print(), b.print());
        let both = compile(&[&a, &b]).unwrap().matches(&text);
        prop_assert_eq!(both, verdict(&a, &text) || verdict(&b, &text));
    }
}
