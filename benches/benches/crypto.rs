//! Canonical XML, XML signatures, JWS, the vault and the log, each beside a floor and beside independent programs.
#![expect(clippy::unwrap_used, reason = "a bench stops when its input is wrong")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use girokit_benches::race::{Plan, Row, race};
use girokit_crypto::Secret;
use girokit_crypto::audit::{Draft, Log, MemoryLog, verify_inclusion};
use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::jose::{Jws, JwsPolicy, JwsSigner};
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, Signer as _, SigningKey};
use girokit_crypto::vault::{
    Action, Call, Caller, Grants, Journal, JournalEntry, LocalMasterKey, MemoryStore, Profile,
    TokenFormat, Vault,
};
use girokit_crypto::xml::{
    Canonicalization, Cover, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
    canonicalize,
};
use ring::digest::{Context, SHA256};

const RSA: &[u8] = include_bytes!("../../fuzz/corpus/crypto_pem/rsa.pem");
const P256: &[u8] = include_bytes!("../../fuzz/corpus/crypto_pem/p256.pem");

fn main() {
    let plan = Plan::from_args();
    let large = if plan.is_quick() { 100 } else { 33_000 };
    let folder = std::env::temp_dir().join(format!("girokit-bench-crypto-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("rsa.pem"), RSA).unwrap();
    fs::write(folder.join("p256.pem"), P256).unwrap();
    canonical(plan, &payments(large), &folder);
    for (name, count) in [("8 KB", 26), ("10 MB", large)] {
        signatures(plan, name, &payments(count), &folder);
    }
    jws(plan);
    vault(plan);
    log(plan);
    fs::remove_dir_all(folder).unwrap();
}

/// A pain.001 of this many payments, as programs write them.
fn payments(count: usize) -> Vec<u8> {
    let payment = |number: usize| {
        format!(
            "<CdtTrfTxInf><PmtId><InstrId>INSTR{number}</InstrId><EndToEndId>E2E-{number}</EndToEndId></PmtId><Amt>\
             <InstdAmt Ccy=\"EUR\">{number}.10</InstdAmt></Amt><Cdtr><Nm>Müller &amp; Söhne</Nm></Cdtr><CdtrAcct><Id>\
             <IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Invoice {number}</Ustrd></RmtInf>\
             </CdtTrfTxInf>\n"
        )
    };
    let inside: String = (0..count).map(payment).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">\
         <CstmrCdtTrfInitn>\n{inside}</CstmrCdtTrfInitn></Document>"
    )
    .into_bytes()
}

fn has(command: &str, arguments: &[&str]) -> bool {
    let status = Command::new(command)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn canonical(plan: Plan, xml: &[u8], folder: &Path) {
    let (limits, form) = (Limits::default(), Canonicalization::EXCLUSIVE);
    let document = Document::parse(xml, &limits).unwrap();
    let path = folder.join("c14n.xml");
    fs::write(&path, xml).unwrap();
    let times = if plan.is_quick() { 1 } else { 8 };
    let script = |work: &str| {
        format!(
            "import sys\nfrom lxml import etree\nd = open(sys.argv[1], 'rb').read()\nt = etree.fromstring(d).getroottree()\nfor _ in range({times}):\n    {work}\n"
        )
    };
    let both =
        script("etree.tostring(etree.fromstring(d).getroottree(), method='c14n', exclusive=True)");
    let alone = script("etree.tostring(t, method='c14n', exclusive=True)");
    let mut rows = vec![
        Row::new("floor: SHA-256 of the bytes", xml.len(), || {
            black_box(ring::digest::digest(&SHA256, xml));
        }),
        Row::new("exclusive, bytes to bytes", xml.len(), || {
            let mut out = Vec::with_capacity(xml.len());
            canonicalize(xml, &form, &limits, &mut out).unwrap();
            black_box(out);
        }),
        Row::new("exclusive, bytes to SHA-256", xml.len(), || {
            let mut digest = Context::new(&SHA256);
            canonicalize(xml, &form, &limits, &mut digest).unwrap();
            black_box(digest.finish());
        }),
        Row::new("inclusive, bytes to bytes", xml.len(), || {
            let mut out = Vec::with_capacity(xml.len());
            canonicalize(xml, &Canonicalization::INCLUSIVE, &limits, &mut out).unwrap();
            black_box(out);
        }),
        Row::new("Document::parse", xml.len(), || {
            black_box(Document::parse(xml, &limits).unwrap());
        }),
        Row::new("exclusive, of a parsed Document", xml.len(), || {
            let mut out = Vec::with_capacity(xml.len());
            document.canonicalize(&form, &[], &mut out).unwrap();
            black_box(out);
        }),
    ];
    if has("python3", &["-c", "import lxml.etree"]) {
        for (name, script) in [
            ("lxml, bytes to bytes", &both),
            ("lxml, of a parsed tree", &alone),
        ] {
            let path = path.clone();
            rows.push(Row::child(name, xml.len(), times, move || {
                let mut command = Command::new("python3");
                command.arg("-c").arg(script).arg(&path);
                command
            }));
        }
    }
    race("C14N of a pain.001", plan, rows);
}

fn key(algorithm: SignatureAlgorithm) -> SigningKey {
    let pem = if algorithm.is_rsa() { RSA } else { P256 };
    SigningKey::from_pem(KeyId::parse("bench").unwrap(), algorithm, pem).unwrap()
}

fn signatures(plan: Plan, name: &str, xml: &[u8], folder: &Path) {
    let limits = Limits::default();
    let keys = [
        (SignatureAlgorithm::RsaPkcs1Sha256, "RSA-SHA256", "rsa.pem"),
        (
            SignatureAlgorithm::EcdsaP256Sha256,
            "ECDSA-SHA256",
            "p256.pem",
        ),
    ];
    let keys = keys.map(|(algorithm, name, pem)| (key(algorithm), name, pem));
    let signed: Vec<Vec<u8>> = keys
        .iter()
        .map(|(key, ..)| XmlSigner::new(key).sign_enveloped(xml).unwrap())
        .collect();
    let files: Vec<PathBuf> = (0..signed.len())
        .map(|number| folder.join(format!("signed-{number}.xml")))
        .collect();
    for (file, signed) in files.iter().zip(&signed) {
        fs::write(file, signed).unwrap();
    }
    let names: Vec<[String; 3]> = keys
        .iter()
        .map(|(_, name, _)| {
            [
                format!("{name} sign"),
                format!("{name} verify"),
                format!("{name} verify, xmlsec1"),
            ]
        })
        .collect();
    let mut rows = vec![Row::new("floor: SHA-256 of the bytes", xml.len(), || {
        black_box(ring::digest::digest(&SHA256, xml));
    })];
    let xmlsec = has("xmlsec1", &["--version"]);
    let repeat = if plan.is_quick() {
        1
    } else if xml.len() > 1 << 20 {
        5
    } else {
        1000
    };
    for ((((key, _, pem), signed), file), names) in keys.iter().zip(&signed).zip(&files).zip(&names)
    {
        let [sign, verify, other] = names;
        rows.push(Row::new(sign, xml.len(), move || {
            black_box(
                XmlSigner::new(key)
                    .with_id("bench")
                    .sign_enveloped(xml)
                    .unwrap(),
            );
        }));
        let (finder, limits) = (PinnedKey::new(Arc::new(key.public_key())), limits.clone());
        rows.push(Row::new(verify, xml.len(), move || {
            let document = Document::parse(signed, &limits).unwrap();
            let signature = Signature::only(&document).unwrap();
            let policy = VerifyPolicy::new(Cover::Root);
            black_box(signature.verify(&policy, &finder, &Sources::new()).unwrap());
        }));
        if xmlsec {
            rows.push(Row::child(other, xml.len(), repeat, move || {
                let mut command = Command::new("xmlsec1");
                command
                    .current_dir(folder)
                    .args([
                        "--verify",
                        "--repeat",
                        &repeat.to_string(),
                        "--privkey-pem",
                        pem,
                    ])
                    .arg(file);
                command
            }));
        }
    }
    race(&format!("signatures of a pain.001 of {name}"), plan, rows);
}

fn jws(plan: Plan) {
    let payload = [b'a'; 1024];
    for (name, algorithm) in [
        ("ES256", SignatureAlgorithm::EcdsaP256Sha256),
        ("RS256", SignatureAlgorithm::RsaPkcs1Sha256),
    ] {
        let key = key(algorithm);
        let signer = JwsSigner::new(&key).unwrap();
        let compact = signer.compact(&payload).unwrap();
        let (keys, policy) = (PinnedKey::new(Arc::new(key.public_key())), JwsPolicy::new());
        let bytes = compact.rsplit_once('.').unwrap().0.as_bytes();
        let detached = signer.detached_unencoded(&payload).unwrap();
        let header = detached.split_once('.').unwrap().0;
        let unencoded = [header.as_bytes(), b".", &payload].concat();
        race(
            &format!("JWS {name}, sign 1 KiB"),
            plan,
            vec![
                Row::new("floor: ring signs the same bytes", payload.len(), || {
                    black_box(key.sign(bytes).unwrap());
                }),
                Row::new("compact", payload.len(), || {
                    black_box(signer.compact(&payload).unwrap());
                }),
                Row::new("ring signs the detached bytes", payload.len(), || {
                    black_box(key.sign(&unencoded).unwrap());
                }),
                Row::new("detached, b64=false", payload.len(), || {
                    black_box(signer.detached_unencoded(&payload).unwrap());
                }),
                Row::new("verify compact", payload.len(), || {
                    black_box(
                        Jws::compact(&compact)
                            .unwrap()
                            .verify(&policy, &keys)
                            .unwrap(),
                    );
                }),
            ],
        );
    }
}

/// The number with its Luhn digit behind it.
fn with_check_digit(number: &str) -> String {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{number}{}", (10 - sum % 10) % 10)
}

/// A journal that keeps nothing: the one in memory is full after a million entries.
#[derive(Debug)]
struct NoJournal;

impl Journal for NoJournal {
    fn record(&self, entry: &JournalEntry) -> Result<(), girokit_crypto::Error> {
        black_box(entry);
        Ok(())
    }
}

fn vault(plan: Plan) {
    let (shop, cards) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    let caller = Caller::new("payout".parse().unwrap(), "payout-1".parse().unwrap());
    let grants = Grants::new().with(
        caller.id(),
        &shop,
        &cards,
        &[Action::Tokenize, Action::Detokenize],
    );
    let master = LocalMasterKey::new(
        KeyId::parse("master").unwrap(),
        &Secret::random(32).unwrap(),
    )
    .unwrap();
    let vault = Vault::new(
        Arc::new(MemoryStore::new()),
        Arc::new(NoJournal),
        Arc::new(grants),
        Arc::new(master),
    )
    .with_profile(Profile::new(cards.clone(), TokenFormat::pan()));
    let call = Call::new(&caller, &shop, &cards, DateTime::<Utc>::UNIX_EPOCH);
    let known = vault.tokenize(&call, b"4111111111111111").unwrap();
    let mut number = 0_u64;
    let seal = ring::aead::LessSafeKey::new(
        ring::aead::UnboundKey::new(&ring::aead::AES_256_GCM, &[7; 32]).unwrap(),
    );
    race(
        "vault in memory, card numbers",
        plan,
        vec![
            Row::new("floor: AES-256-GCM of 16 bytes", 16, || {
                let nonce = ring::aead::Nonce::assume_unique_for_key([0; 12]);
                let mut bytes = b"4111111111111111".to_vec();
                seal.seal_in_place_append_tag(nonce, ring::aead::Aad::from(b"tenant"), &mut bytes)
                    .unwrap();
                black_box(bytes);
            }),
            Row::new("tokenize a new value", 16, || {
                number += 1;
                let value = with_check_digit(&format!("4111{number:011}"));
                black_box(vault.tokenize(&call, value.as_bytes()).unwrap());
            }),
            Row::new("tokenize a known value", 16, || {
                black_box(vault.tokenize(&call, b"4111111111111111").unwrap());
            }),
            Row::new("detokenize", 16, || {
                black_box(vault.detokenize(&call, &known).unwrap());
            }),
        ],
    );
}

fn log(plan: Plan) {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let payload = vec![b'a'; 200];
    let draft = || {
        Draft::new("user-7", "payment.approved")
            .unwrap()
            .with_payload(payload.clone())
            .unwrap()
    };
    let mut log = Log::open("bench", MemoryLog::new()).unwrap();
    let mut full = Log::open("bench", MemoryLog::new()).unwrap();
    let count: u64 = if plan.is_quick() { 1000 } else { 1 << 20 };
    full.append_all((0..count).map(|_| draft()), now).unwrap();
    let (root, leaf) = (
        full.root(count).unwrap(),
        full.entry(count / 3).unwrap().hash(),
    );
    let proof = full.inclusion(count / 3, count).unwrap();
    race(
        "log of entries with 200 bytes, in memory; proofs in a log of 2^20",
        plan,
        vec![
            Row::new("floor: SHA-256 of an entry and a node", 200, || {
                black_box(ring::digest::digest(&SHA256, &[7; 265]));
                black_box(ring::digest::digest(&SHA256, &[7; 65]));
            }),
            Row::new("append", 200, || {
                black_box(log.append(draft(), now).unwrap());
            }),
            Row::new("prove inclusion", 200, || {
                black_box(full.inclusion(count / 3, count - 1).unwrap());
            }),
            Row::new("prove consistency", 200, || {
                black_box(full.consistency(count / 3, count - 1).unwrap());
            }),
            Row::new("verify inclusion", 200, || {
                verify_inclusion(&leaf, count / 3, count, &proof, &root).unwrap();
            }),
        ],
    );
}
