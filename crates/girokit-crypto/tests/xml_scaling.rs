//! Hostile documents cost their length, not its square: instructions counted by callgrind at two lengths. Without valgrind it says so and
//! passes.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fmt::Write as _;
use std::process::Command;
use std::sync::Arc;

use girokit_crypto::Secret;
use girokit_crypto::keys::{Algorithm, HmacKey, KeyId, MacAlgorithm, PinnedKey};
use girokit_crypto::xml::{
    Canonicalization, Cover, DSIG, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
};

const PREFIXES: usize = 64;
const WORK: &str = "GIROKIT_XML_WORK";

/// Repeats parts, numbered, to about this many bytes, between a head and a tail.
fn filled(head: &str, bytes: usize, tail: &str, part: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    let (mut number, end) = (0, head.len() + bytes);
    while text.len() < end {
        text += &part(number);
        number += 1;
    }
    text + tail
}

/// `xmlns:p0="urn:0"` and so on. The limit is 256; a quarter of it shows how the cost grows, and is counted sooner.
fn declarations() -> String {
    (0..PREFIXES).fold(String::new(), |mut text, number| {
        write!(text, " xmlns:p{number}=\"urn:{number}\"").unwrap();
        text
    })
}

fn mac() -> HmacKey {
    let secret = Secret::new(vec![7; 32]);
    let id = KeyId::parse("h").unwrap();
    HmacKey::new(id, MacAlgorithm::HmacSha256, &secret).unwrap()
}

fn policy(cover: Cover) -> VerifyPolicy {
    VerifyPolicy::new(cover).with_algorithms([Algorithm::Mac(MacAlgorithm::HmacSha256)])
}

fn keys() -> PinnedKey {
    PinnedKey::shared(Arc::new(mac()))
}

/// Reads a document and writes it, and its last element, in every form.
fn read_and_write(xml: &str) {
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let listed: Vec<String> = (0..64).map(|number| format!("p{number}")).collect();
    let listed = Canonicalization::EXCLUSIVE
        .with_inclusive_prefixes(listed.iter().map(String::as_str))
        .unwrap();
    let last = document.elements().last().unwrap();
    for form in [
        Canonicalization::INCLUSIVE,
        Canonicalization::INCLUSIVE_11,
        Canonicalization::EXCLUSIVE,
        listed,
    ] {
        let mut out = Vec::new();
        document.canonicalize(&form, &[], &mut out).unwrap();
        last.canonicalize(&form, &[], &mut out).unwrap();
        assert!(!out.is_empty());
    }
}

type Work = fn(usize);

const CASES: &[(&str, Work)] = &[
    ("another default namespace in every element", |bytes| {
        let part = |number| format!("<a xmlns=\"urn:{number}\"/>");
        read_and_write(&filled("<r>", bytes, "</r>", part));
    }),
    (
        "another prefix in every element, then one old one",
        |bytes| {
            let part = |number| format!("<p:a xmlns:p=\"urn:{number}\"/>");
            let half = filled("<r xmlns:o=\"urn:o\"><o:a/>", bytes / 2, "", part);
            read_and_write(&filled(&half, bytes / 2, "</r>", |_| "<o:a/>".to_owned()));
        },
    ),
    ("all prefixes in scope, the outermost used", |bytes| {
        let head = format!("<r{}>", declarations());
        read_and_write(&filled(&head, bytes, "</r>", |_| "<p0:a />".to_owned()));
    }),
    ("elements with many prefixed attributes", |bytes| {
        let head = format!("<r{}>", declarations());
        let attributes = (0..PREFIXES).fold(String::new(), |mut text, number| {
            write!(text, " p{}:a=\"\"", PREFIXES - 1 - number).unwrap();
            text
        });
        let part = |_| format!("<e{attributes}/>");
        read_and_write(&filled(&head, bytes, "</r>", part));
    }),
    ("elements with many declarations", |bytes| {
        let declared = declarations();
        read_and_write(&filled("<r>", bytes, "</r>", |_| format!("<e{declared}/>")));
    }),
    ("down to the limit of depth, again and again", |bytes| {
        let part = |_| {
            (0..250).fold(String::new(), |text, _| text + "<p:a xmlns:p=\"urn:p\">")
                + &"</p:a>".repeat(250)
        };
        read_and_write(&filled("<r>", bytes, "</r>", part));
    }),
    ("attributes of the prefix xml in all ancestors", |bytes| {
        let count = bytes / 3200;
        let open = (0..count).fold(String::new(), |text, depth| {
            let attributes = (0..250).fold(String::new(), |mut text, number| {
                write!(text, " xml:a{depth}-{number}=\"\"").unwrap();
                text
            });
            text + "<e" + &attributes + ">"
        });
        read_and_write(&format!("<r>{open}<last/>{}</r>", "</e>".repeat(count)));
    }),
    (
        "elements that are not canonical, and a long prefix list",
        |bytes| {
            let head = format!("<r{}>", declarations());
            read_and_write(&filled(&head, bytes, "</r>", |_| "<a ></a>".to_owned()));
        },
    ),
    ("comments, instructions, sections, references", |bytes| {
        let part = |_| "<!----><?a?><![CDATA[]]>&#x41;]]&gt;\r".to_owned();
        read_and_write(&filled("<r>", bytes, "</r>", part));
    }),
    ("one attribute full of references", |bytes| {
        read_and_write(&filled("<r a=\"", bytes, "\"/>", |_| "&lt;\r\n".to_owned()));
    }),
    ("an identifier in every element", |bytes| {
        let xml = filled("<r>", bytes, "</r>", |number| {
            format!("<a Id=\"i{number}\"/>")
        });
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        for node in document.elements().skip(1) {
            let id = node.attribute("Id").unwrap();
            assert_eq!(document.by_id(&id).unwrap(), node);
        }
    }),
    ("16 references to 16 parts", |bytes| {
        let part = "<b/>".repeat(bytes / 64);
        let xml = (0..16).fold("<r>".to_owned(), |text, number| {
            format!("{text}<a Id=\"i{number}\">{part}</a>")
        }) + "</r>";
        let ids: Vec<String> = (0..16).map(|number| format!("i{number}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let key = mac();
        let signed = XmlSigner::shared(&key)
            .sign_elements(xml.as_bytes(), &ids)
            .unwrap();
        let document = Document::parse(&signed, &Limits::default()).unwrap();
        let all = Cover::Elements(vec![(String::new(), "b".to_owned())]);
        let all = if bytes == 0 {
            Cover::DangerouslyAnything
        } else {
            all
        };
        let signature = Signature::only(&document).unwrap();
        signature
            .verify(&policy(all), &keys(), &Sources::new())
            .unwrap();
    }),
    ("many signatures", |bytes| {
        let key = mac();
        let signed = XmlSigner::shared(&key)
            .sign_elements(b"<r><p Id=\"p\"/></r>", &["p"])
            .unwrap();
        let signed = String::from_utf8(signed).unwrap();
        let from = signed.find("<ds:Signature ").unwrap();
        let (head, signature) = signed.split_at(from);
        let signature = signature.strip_suffix("</r>").unwrap();
        let xml = filled(head, bytes, "</r>", |_| signature.to_owned());
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        for node in document.named(DSIG, "Signature") {
            let signature = Signature::parse(node).unwrap();
            signature
                .verify(
                    &policy(Cover::DangerouslyAnything),
                    &keys(),
                    &Sources::new(),
                )
                .unwrap();
        }
    }),
    ("many authenticated elements of EBICS", |bytes| {
        let key = mac();
        let head = "<r xmlns=\"urn:e\"><header authenticate=\"true\"/><AuthSignature/><body>";
        let part = |_| "<a authenticate=\"true\"/>".to_owned();
        let xml = filled(head, bytes, "</body></r>", part);
        let signed = XmlSigner::shared(&key).sign_ebics(xml.as_bytes()).unwrap();
        let document = Document::parse(&signed, &Limits::default()).unwrap();
        let node = document.named("urn:e", "AuthSignature").next().unwrap();
        let signature = Signature::parse(node).unwrap();
        signature
            .verify(&policy(Cover::Authenticated), &keys(), &Sources::new())
            .unwrap();
    }),
    (
        "a signature that is refused, with much in its SignedInfo",
        |bytes| {
            let key = mac();
            let signed = XmlSigner::shared(&key).sign_enveloped(b"<r/>").unwrap();
            let signed = String::from_utf8(signed).unwrap();
            let much = filled("", bytes, "", |_| "<!-- --> \n<?a?>".to_owned());
            let xml = signed.replace("<ds:SignedInfo>", &format!("<ds:SignedInfo>{much}"));
            let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
            let signature = Signature::only(&document).unwrap();
            let verified = signature.verify(&policy(Cover::Root), &keys(), &Sources::new());
            assert!(verified.is_err() || bytes == 0);
        },
    ),
];

/// One case at one length, in a process of its own under callgrind; alone it does nothing.
#[test]
fn work() {
    let Ok(wanted) = std::env::var(WORK) else {
        return;
    };
    let (case, bytes) = wanted.split_once(':').unwrap();
    let (_, work) = CASES.get(case.parse::<usize>().unwrap()).unwrap();
    work(bytes.parse().unwrap());
}

/// Instructions of a case at a length; nothing without valgrind.
fn instructions(case: usize, bytes: usize) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "work", "--test-threads=1"])
        .env(WORK, format!("{case}:{bytes}"))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}{said}",
        String::from_utf8_lossy(&output.stdout)
    );
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    Some(collected.unwrap().1.trim().parse().unwrap())
}

/// Four times the length may cost five times as much: the fixed part is taken off, and sorting has its logarithm.
#[test]
fn hostile_documents_cost_their_length() {
    let length: usize =
        std::env::var("GIROKIT_XML_BYTES").map_or(16 << 10, |text| text.parse().unwrap());
    let mut bad = Vec::new();
    for (case, (name, _)) in CASES.iter().enumerate() {
        let counts = std::thread::scope(|scope| {
            let long = scope.spawn(|| instructions(case, 4 * length));
            let others = [0, length].map(|bytes| instructions(case, bytes));
            [others[0], others[1], long.join().unwrap()]
        });
        let [Some(fixed), Some(short), Some(long)] = counts else {
            println!("no valgrind here: nothing is counted");
            return;
        };
        let [short, long] = [short, long].map(|count| count.saturating_sub(fixed).max(1));
        let each = long / u64::try_from(4 * length).unwrap();
        let tenths = long * 10 / short;
        println!(
            "{name}: {each} instructions a byte, times {}.{} for four times the length",
            tenths / 10,
            tenths % 10
        );
        if tenths > 50 {
            bad.push(*name);
        }
    }
    assert!(bad.is_empty(), "more than their length: {bad:?}");
}
