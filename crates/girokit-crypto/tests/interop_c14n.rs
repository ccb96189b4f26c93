//! Canonical XML beside libxml2, through lxml. Without python3 and lxml it says so and passes.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use girokit_crypto::xml::{Canonicalization, Document, Limits, canonicalize};

/// Reads blocks of `form comments prefixes element-index hex` and prints the canonical form of each in hex; `-` for an error.
const SCRIPT: &str = r#"
import sys, binascii
from lxml import etree
for line in sys.stdin:
    form, comments, prefixes, index, data = line.rstrip("\n").split("|")
    try:
        parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
        tree = etree.fromstring(binascii.unhexlify(data), parser).getroottree()
        kwargs = dict(exclusive=form == "exclusive", with_comments=comments == "1")
        if prefixes:
            kwargs["inclusive_ns_prefixes"] = prefixes.split(" ")
        if index == "whole":
            out = etree.tostring(tree, method="c14n", **kwargs)
        else:
            nodes = [e for e in tree.iter() if isinstance(e.tag, str)]
            if int(index) >= len(nodes):
                print("-")
                continue
            node = nodes[int(index)]
            out = etree.tostring(node, method="c14n", with_tail=False, **kwargs)
        print(binascii.hexlify(out).decode())
    except etree.XMLSyntaxError:
        print("-")
"#;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap())
        .collect()
}

struct Case {
    form: Canonicalization,
    prefixes: &'static str,
    element: Option<usize>,
    xml: Vec<u8>,
}

/// What libxml2 makes of each; nothing when it is not here.
fn libxml2(cases: &[Case]) -> Option<Vec<Option<Vec<u8>>>> {
    let python = Command::new("python3")
        .args(["-c", "import lxml.etree"])
        .status();
    if !python.is_ok_and(|status| status.success()) {
        println!("no python3 with lxml here: nothing to compare with");
        return None;
    }
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = String::new();
    for case in cases {
        let form = if case.form.uri().contains("exc") {
            "exclusive"
        } else {
            "inclusive"
        };
        let index = case
            .element
            .map_or("whole".to_owned(), |index| index.to_string());
        let comments = u8::from(case.form.comments());
        writeln!(
            input,
            "{form}|{comments}|{}|{index}|{}",
            case.prefixes,
            hex(&case.xml)
        )
        .unwrap();
    }
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let results: Vec<_> = lines
        .lines()
        .map(|line| (line != "-").then(|| unhex(line)))
        .collect();
    assert_eq!(results.len(), cases.len());
    Some(results)
}

fn ours(case: &Case) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let limits = Limits::default();
    match case.element {
        None => canonicalize(&case.xml, &case.form, &limits, &mut out).ok()?,
        Some(index) => {
            let document = Document::parse(&case.xml, &limits).ok()?;
            let node = document.elements().nth(index)?;
            node.canonicalize(&case.form, &[], &mut out).unwrap();
        }
    }
    Some(out)
}

fn forms() -> Vec<(Canonicalization, &'static str)> {
    let mut forms = Vec::new();
    for comments in [false, true] {
        forms.push((Canonicalization::INCLUSIVE.with_comments(comments), ""));
        forms.push((Canonicalization::EXCLUSIVE.with_comments(comments), ""));
        // Not `#default`: lxml hands it to libxml2 as if it were a prefix.
        for prefixes in ["p", "q", "p q"] {
            let form = Canonicalization::EXCLUSIVE.with_comments(comments);
            forms.push((
                form.with_inclusive_prefixes(prefixes.split(' ')).unwrap(),
                prefixes,
            ));
        }
    }
    forms
}

/// Small random documents with everything that canonical XML changes.
///
/// But no `&` in a namespace: libxml2 writes it without escaping, which is not even well-formed.
#[expect(clippy::too_many_lines, reason = "one list of choices")]
fn random(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut xml = String::new();
    if next(3) == 0 {
        xml.push_str("<?xml version=\"1.0\" encoding='UTF-8'?>\n");
    }
    let misc = ["", "<!-- a -->", "<?pi  data ?>\n", "<?x?>", " \n"];
    xml.push_str(misc[next(misc.len())]);
    xml.push_str(misc[next(misc.len())]);
    let mut open: Vec<(String, Vec<&str>)> = Vec::new();
    let mut count = 0;
    loop {
        let known: Vec<&str> = open
            .last()
            .map(|(_, known)| known.clone())
            .unwrap_or_default();
        let choice = if open.is_empty() { 0 } else { next(10) };
        if choice < 4 && count < 14 {
            count += 1;
            let mut known = known;
            let mut attributes: Vec<String> = Vec::new();
            for (prefix, odds) in [("", 3), ("p", 3), ("q", 4), ("r", 5)] {
                if next(odds) == 0 {
                    let uris = ["urn:a", "urn:b", "http://x/?a=1"];
                    let uri = uris[next(uris.len())];
                    if prefix.is_empty() {
                        let uri = if next(4) == 0 { "" } else { uri };
                        attributes.push(format!("xmlns='{uri}'"));
                    } else {
                        attributes.push(format!("xmlns:{prefix}=\"{uri}\""));
                        if !known.contains(&prefix) {
                            known.push(prefix);
                        }
                    }
                }
            }
            for name in ["b", "a", "xml:lang", "xml:space"] {
                if next(5) == 0 {
                    let values = [
                        "1",
                        "a  b\n\tc",
                        "&lt;&#xD;&quot;\"&amp;&#10;",
                        ">'",
                        "",
                        "ü€",
                    ];
                    attributes.push(format!(
                        "{name} = '{}'",
                        values[next(values.len() - 3)].replace('\'', "")
                    ));
                    if next(2) == 0 {
                        let last = attributes.len() - 1;
                        attributes[last] = format!("{name}=\"{}\"", ["x", "ü€", "&gt;>'"][next(3)]);
                    }
                }
            }
            for prefix in &known {
                if next(4) == 0 {
                    attributes.push(format!("{prefix}:z{prefix}=\"v\""));
                }
            }
            for index in (1..attributes.len()).rev() {
                attributes.swap(index, next(index + 1));
            }
            let local = ["e", "f", "ge"][next(3)];
            let prefix = if known.is_empty() || next(2) == 0 {
                None
            } else {
                Some(known[next(known.len())])
            };
            let name = prefix.map_or(local.to_owned(), |prefix| format!("{prefix}:{local}"));
            let space = [" ", "\n  ", "\t"][next(3)];
            let tag = attributes
                .iter()
                .fold(format!("<{name}"), |tag, attribute| tag + space + attribute);
            xml.push_str(&tag);
            if next(4) == 0 {
                xml.push_str("/>");
                if open.is_empty() {
                    break;
                }
            } else {
                xml.push_str([">", " >"][next(2)]);
                open.push((name, known));
            }
        } else if choice < 8 {
            let texts = [
                "text",
                "\r\n a \r b",
                "&#13;&amp;&lt;&gt;",
                "x>y",
                "<![CDATA[<&>\r\n]]>",
                "<!--c\r\n-->",
                "<?pi d?>",
                "ü€𝄞",
                "&#x1D11E;",
            ];
            xml.push_str(texts[next(texts.len())]);
        } else {
            let (name, _) = open.pop().unwrap();
            xml.extend(["</", &name, [">", " >"][next(2)]]);
            if open.is_empty() {
                break;
            }
        }
    }
    xml.push_str(misc[next(misc.len())]);
    xml.push_str(misc[next(misc.len())]);
    xml.into_bytes()
}

#[test]
fn random_documents_come_out_as_from_libxml2() {
    let mut cases = Vec::new();
    let count: u64 =
        std::env::var("GIROKIT_C14N_CASES").map_or(400, |count| count.parse().unwrap());
    for seed in 1..=count {
        let xml = random(seed);
        let forms = forms();
        let at = usize::try_from(seed).unwrap();
        for (form, prefixes) in [&forms[at % forms.len()], &forms[(at * 7 + 3) % forms.len()]] {
            for element in [None, Some(0), Some(at % 5), Some(at % 11)] {
                // lxml hands a copy without its ancestors to libxml2: in the inclusive form neither namespaces nor `xml:`
                // attributes are then those of the document.
                if !form.uri().contains("exc") && element.is_some() {
                    continue;
                }
                cases.push(Case {
                    form: form.clone(),
                    prefixes,
                    element,
                    xml: xml.clone(),
                });
            }
        }
    }
    compare(&cases);
}

fn compare(cases: &[Case]) {
    let Some(theirs) = libxml2(cases) else { return };
    let (mut equal, mut refused) = (0, 0);
    for (case, theirs) in cases.iter().zip(theirs) {
        let ours = ours(case);
        if theirs.is_none() || ours.is_none() {
            let outside = case.element.is_some() && theirs.is_none();
            assert!(
                outside || theirs.is_none() && ours.is_none(),
                "{}",
                String::from_utf8_lossy(&case.xml)
            );
            refused += 1;
            continue;
        }
        assert_eq!(
            String::from_utf8(ours.unwrap()).unwrap(),
            String::from_utf8(theirs.unwrap()).unwrap(),
            "{:?} {} {:?} of {}",
            case.form,
            case.prefixes,
            case.element,
            String::from_utf8_lossy(&case.xml)
        );
        equal += 1;
    }
    println!("{equal} equal to libxml2, {refused} refused by both");
}
