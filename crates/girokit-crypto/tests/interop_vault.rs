//! The vault beside Python's `cryptography`: what stands in the store opens there by the documented derivation, and FF1 written
//! down once more, digit by digit, over its AES gives the same.
#![cfg(feature = "vault")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::fmt::Write as _;
use std::process::Command;
use std::sync::Arc;

use chrono::DateTime;
use girokit_crypto::Secret;
use girokit_crypto::keys::KeyId;
use girokit_crypto::vault::{
    Action, Call, Caller, Ff1, Grants, LocalMasterKey, MemoryJournal, MemoryStore, Profile,
    ProfileName, TenantId, TokenFormat, Vault, VaultStore as _,
};

const OPEN: &str = r#"
import sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

master, wrapped, record, token = sys.argv[1:]
def labelled(label, *parts):
    return label + b"".join(len(p).to_bytes(8, "big") + p for p in parts)
one = (1).to_bytes(4, "big")
wrapped, record = bytes.fromhex(wrapped), bytes.fromhex(record)
data_key = AESGCM(bytes.fromhex(master)).decrypt(
    wrapped[:12], wrapped[12:], labelled(b"girokit vault key 1", b"shop-7") + one)
def derive(info):
    return HKDF(SHA256(), 32, b"girokit vault 1", info).derive(data_key)
assert record[:5] == b"\x01" + one
place = labelled(b"girokit vault record 1", b"shop-7", b"pan", token.encode()) + one
value = AESGCM(derive(b"record" + record[5:21])).decrypt(record[21:33], record[33:], place)
lookup = HMAC(derive(b"lookup"), SHA256())
lookup.update(labelled(b"girokit vault lookup 1", b"shop-7", b"pan") + value)
print(value.decode(), lookup.finalize().hex())
"#;

const FF1: &str = r#"
import sys
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

def ff1(key, radix, tweak, x):
    aes = lambda block: Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)
    n, t = len(x), len(tweak)
    u, v = n // 2, n - n // 2
    num = lambda digits: sum(d * radix ** i for i, d in enumerate(reversed(digits)))
    b = -(-(radix ** v - 1).bit_length() // 8)
    d = 4 * -(-b // 4) + 4
    p = bytes([1, 2, 1]) + radix.to_bytes(3, "big") + bytes([10, u % 256]) + n.to_bytes(4, "big") + t.to_bytes(4, "big")
    left, right = x[:u], x[u:]
    for i in range(10):
        q = tweak + bytes((-t - b - 1) % 16) + bytes([i]) + num(right).to_bytes(b, "big")
        r, data = bytes(16), p + q
        for at in range(0, len(data), 16):
            r = aes(bytes(m ^ n for m, n in zip(r, data[at:at + 16])))
        s, j = r, 1
        while len(s) < d:
            s += aes((int.from_bytes(r, "big") ^ j).to_bytes(16, "big")); j += 1
        m = u if i % 2 == 0 else v
        c = (num(left) + int.from_bytes(s[:d], "big")) % radix ** m
        digits = []
        for _ in range(m):
            c, rest = divmod(c, radix)
            digits.insert(0, rest)
        left, right = right, digits
    return left + right

for line in sys.stdin:
    key, radix, tweak, digits = line.rstrip("\n").split(";")
    print(ff1(bytes.fromhex(key), int(radix), bytes.fromhex(tweak), [int(d) for d in digits.split()]))
"#;

fn python(script: &str, arguments: &[&str], input: &str) -> Option<String> {
    use std::io::Write as _;
    use std::process::Stdio;

    let probe = Command::new("python3")
        .args(["-c", "import cryptography"])
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        println!("no python3 with cryptography: not compared");
        return None;
    }
    let mut child = Command::new("python3")
        .args(["-c", script])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn python_opens_what_stands_in_the_store() {
    let tenant = TenantId::parse("shop-7").unwrap();
    let pan = ProfileName::parse("pan").unwrap();
    let caller = Caller::new("test".parse().unwrap(), "test".parse().unwrap());
    let grants = Grants::new().with(caller.id(), &tenant, &pan, &[Action::Tokenize]);
    let (secret, id) = (Secret::random(32).unwrap(), KeyId::parse("m").unwrap());
    let master = LocalMasterKey::new(id, &secret).unwrap();
    let store = Arc::new(MemoryStore::new());
    let journal = Arc::new(MemoryJournal::new());
    let vault = Vault::new(store.clone(), journal, Arc::new(grants), Arc::new(master))
        .with_profile(Profile::new(pan.clone(), TokenFormat::pan()));
    let call = Call::new(&caller, &tenant, &pan, DateTime::UNIX_EPOCH);
    let token = vault.tokenize(&call, b"4111111111111111").unwrap();
    let entry = store.token(&tenant, &token).unwrap().unwrap();
    let key = store.keys(&tenant).unwrap().remove(0);
    let arguments = [
        &hex(secret.expose()),
        &hex(&key.sealed),
        &hex(&entry.record),
        token.as_str(),
    ];
    let Some(found) = python(OPEN, &arguments, "") else {
        return;
    };
    assert_eq!(
        found.trim(),
        format!("4111111111111111 {}", hex(&entry.lookup.unwrap()))
    );
}

#[test]
fn python_gives_the_same_ff1() {
    let (mut input, mut expected, mut cases) = (String::new(), String::new(), 0);
    for radix in [2_u32, 10, 36, 62, 1000, 65_536] {
        for length in [20_usize, 21, 33, 56, 57, 58, 100] {
            let key = Secret::random([16, 24, 32][cases % 3]).unwrap();
            let tweak = Secret::random(cases % 35).unwrap();
            let drawn = Secret::random(length * 2).unwrap();
            let pairs = drawn.expose().chunks(2);
            let digits: Vec<u16> = pairs
                .map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]])) % radix)
                .map(|digit| u16::try_from(digit).unwrap())
                .collect();
            let spelled: Vec<String> = digits.iter().map(u16::to_string).collect();
            let (key_hex, tweak_hex) = (hex(key.expose()), hex(tweak.expose()));
            writeln!(input, "{key_hex};{radix};{tweak_hex};{}", spelled.join(" ")).unwrap();
            let cipher = Ff1::new(&key, radix).unwrap();
            let hidden = cipher.encrypt(tweak.expose(), &digits).unwrap();
            writeln!(expected, "{:?}", *hidden).unwrap();
            cases += 1;
        }
    }
    if let Some(found) = python(FF1, &[], &input) {
        assert_eq!(found, expected);
        println!("{cases} agree with Python");
    }
}
