//! No secret in `Debug`, in an error or in a log: every public type is shown, every failure provoked, every line logged by a
//! library below is kept, and all of it is searched for every secret in every writing.
#![cfg(all(
    feature = "audit",
    feature = "cms",
    feature = "dual",
    feature = "envelope",
    feature = "http",
    feature = "jwe",
    feature = "openpgp",
    feature = "otp",
    feature = "pkcs12",
    feature = "sqlite",
    feature = "vault",
    feature = "x509",
    feature = "xml"
))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it counted"
)]

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use girokit_crypto::keys::{
    HmacKey, KeyId, KeyRing, MacAlgorithm, MacKey, Pem, Period, PinnedKey, SignatureAlgorithm,
    SigningKey, Verifier,
};
use girokit_crypto::{Error, Secret};

const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
/// Content of every message: personal, or a card.
const CONTENT: &[u8] = b"4111111111111111 Anna Muster";
const SHARED: &[u8] = b"a shared secret of 32 bytes, no!";
const PASSPHRASE: &[u8] = b"tell nobody";

/// Types that hold nothing to hide, and why they are not made here.
const OPEN: &[(&str, &[&str])] = &[
    (
        "a name, a number or a choice",
        &[
            "Action",
            "Algorithm",
            "Alphabet",
            "Canonicalization",
            "Component",
            "ContentCipher",
            "Cover",
            "Digest",
            "ErrorKind",
            "KeyId",
            "KeyUsage",
            "KeyWrap",
            "Limits",
            "LuhnRule",
            "MacAlgorithm",
            "OtpAlgorithm",
            "Outcome",
            "PemLabel",
            "Period",
            "Progress",
            "Repeat",
            "SignatureAlgorithm",
            "Written",
            "TokenFormat",
        ],
    ),
    (
        "public by its nature: certificates and what stands in them",
        &["SigningCertificate", "KeyHints", "XadesProperties", "Xades"],
    ),
    (
        "holds a place in a document of the caller, and shows that",
        &["Signed"],
    ),
    (
        "needs a module: tests/interop_softhsm.rs shows them",
        &[
            "TokenSigner",
            "TokenVerifier",
            "TokenMacKey",
            "TokenDecrypter",
        ],
    ),
];

/// Everything that was written, and the types that were shown.
#[derive(Default)]
struct Watch {
    text: String,
    shown: BTreeSet<String>,
}

impl Watch {
    fn show<T: Debug>(&mut self, value: T) -> T {
        write!(self.text, "{value:?}\n{value:#?}\n").unwrap();
        let name = std::any::type_name::<T>();
        // Of `Verified<Signed<Vec<u8>>>` every part that is of this crate.
        for part in name.split(['<', '>', ',', ' ', '&', '(', ')']) {
            if part.starts_with("girokit_crypto::") {
                self.shown
                    .insert(part.rsplit("::").next().unwrap().to_owned());
            }
        }
        value
    }

    /// An error with everything below it.
    fn fails<T: Debug>(&mut self, result: Result<T, Error>) {
        let error = self.show(result.unwrap_err());
        let mut source: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = source {
            write!(self.text, "{error}\n{error:?}\n").unwrap();
            source = error.source();
        }
    }

    /// Searches for a secret as it is, in hexadecimal, in both alphabets of base64 at each of its three phases, and as a list of
    /// numbers.
    fn find(&self, secret: &[u8]) -> Option<String> {
        let mut writings = Vec::new();
        if let Ok(text) = core::str::from_utf8(secret) {
            writings.push(text.to_owned());
        }
        let start = &secret[..secret.len().min(16)];
        let hex: String = start.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        writings.extend([hex.to_ascii_uppercase(), hex]);
        for phase in 0..3 {
            let part = &secret[phase..];
            let whole = part.len() / 3 * 3;
            writings.push(STANDARD_NO_PAD.encode(&part[..whole]));
            writings.push(URL_SAFE_NO_PAD.encode(&part[..whole]));
        }
        let numbers: Vec<String> = start[..8].iter().map(ToString::to_string).collect();
        let flat: String = self.text.split_ascii_whitespace().collect();
        if flat.contains(&numbers.join(",")) {
            let at = flat.find(&numbers.join(",")).unwrap();
            return Some(flat[at.saturating_sub(300)..(at + 200).min(flat.len())].to_owned());
        }
        writings
            .into_iter()
            .find(|writing| flat.contains(&writing.replace(' ', "")))
    }
}

/// Keeps what the libraries below log.
struct Kept;

static LOGGED: Mutex<String> = Mutex::new(String::new());

impl log::Log for Kept {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut logged = LOGGED.lock().unwrap();
        writeln!(logged, "{}: {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn signing_key() -> SigningKey {
    SigningKey::from_pem(id("shop-1"), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap()
}

fn keys(watch: &mut Watch) -> PinnedKey {
    let key = signing_key();
    let public = watch.show(key.public_key());
    watch.show(Verifier::info(&public).clone());
    watch.show(Pem::read_all(P256).unwrap().remove(0));
    watch.show(Secret::new(SHARED.to_vec()));
    let mac = HmacKey::new(
        id("mac"),
        MacAlgorithm::HmacSha256,
        &Secret::new(SHARED.to_vec()),
    );
    let mac: Arc<dyn MacKey> = Arc::new(watch.show(mac.unwrap()));
    watch.show(
        mac.verify(CONTENT, &mac.mac(CONTENT).unwrap())
            .unwrap()
            .by()
            .clone(),
    );
    watch.fails(mac.verify(CONTENT, b"no"));
    watch.fails(SigningKey::from_pem(
        id("k"),
        SignatureAlgorithm::Ed25519,
        P256,
    ));
    watch.fails(SigningKey::from_pem(
        id("k"),
        SignatureAlgorithm::RsaPssSha256,
        P256,
    ));
    watch.fails(SigningKey::from_pkcs8(
        id("k"),
        SignatureAlgorithm::Ed25519,
        SHARED,
    ));
    let ring = KeyRing::new().with_mac_key("mac", mac, Period::ALWAYS);
    let ring = ring.with_signer("pay", Arc::new(watch.show(key)), Period::ALWAYS);
    let ring = watch.show(ring);
    watch.show(girokit_crypto::keys::StoredKeys::new(&ring, now()));
    let pinned = watch.show(PinnedKey::new(Arc::new(public.clone())));
    watch.show(girokit_crypto::keys::FoundKey::Public(Arc::new(public)));
    pinned
}

fn xml(watch: &mut Watch, keys: &PinnedKey) {
    use girokit_crypto::xml::{
        Cover, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
    };
    let key = signing_key();
    let with = watch.show(XmlSigner::new(&key));
    let text = [b"<A>", CONTENT, b"</A>"].concat();
    let signed = with.sign_enveloped(&text).unwrap();
    let document = Document::parse(&signed, &Limits::default()).unwrap();
    watch.show(document.root());
    let signature = watch.show(Signature::only(&document).unwrap());
    let policy = watch.show(VerifyPolicy::new(Cover::Root));
    let sources = watch.show(Sources::new().with_unnamed(CONTENT));
    watch.show(signature.verify(&policy, keys, &sources).unwrap());
    watch.show(document);
    let altered = String::from_utf8(signed).unwrap().replace("4111", "4112");
    let document = Document::parse(altered.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    watch.fails(signature.verify(&policy, keys, &sources));
    for broken in [&text[..text.len() - 3], &[&text[..], CONTENT].concat()] {
        watch.fails(Document::parse(broken, &Limits::default()));
    }
}

fn jose(watch: &mut Watch, keys: &PinnedKey) {
    use girokit_crypto::envelope::{PacketPolicy, Parcel, open};
    use girokit_crypto::jose::{
        Jwe, JweEncrypter, JweKey, Jwk, Jws, JwsPolicy, JwsSigner, SharedKey,
    };
    use girokit_crypto::keys::{DecryptionKey, KeyWrap};
    use girokit_crypto::replay::MemoryReplayStore;
    let key = signing_key();
    let text = watch
        .show(JwsSigner::new(&key).unwrap())
        .compact(CONTENT)
        .unwrap();
    let jws = watch.show(Jws::compact(&text).unwrap());
    let policy = watch.show(JwsPolicy::new());
    let verified = watch.show(jws.verify(&policy, keys).unwrap());
    watch.show(verified.content().clone());
    watch.show(jws.unverified_header().clone());
    watch.fails(Jws::compact(&text[1..]));
    watch.fails(jws.verify_detached(CONTENT, &policy, keys));
    let jwk = format!(
        r#"{{"kty":"oct","alg":"dir","k":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(SHARED)
    );
    let jwk = watch.show(Jwk::parse(jwk.as_bytes()).unwrap());
    watch.fails(jwk.to_public_key(SignatureAlgorithm::Ed25519));
    watch.fails(Jwk::parse(SHARED));
    let shared = watch.show(SharedKey::new(id("s"), Secret::new(SHARED.to_vec())).unwrap());
    let encrypter = watch.show(JweEncrypter::direct(&shared));
    let text = encrypter.encrypt(CONTENT).unwrap();
    let jwe = watch.show(Jwe::compact(&text).unwrap());
    let direct = watch.show(jwk.to_jwe_key().unwrap());
    watch.show(jwe.decrypt(&direct).unwrap());
    watch.fails(jwe.decrypt(&JweKey::Wrapping(shared.clone())));
    let other = SharedKey::new(id("s"), Secret::new(vec![1; 32])).unwrap();
    watch.fails(jwe.decrypt(&JweKey::Direct(other)));
    let rsa = DecryptionKey::from_pem(id("rsa"), KeyWrap::RsaOaepSha256, RSA).unwrap();
    let rsa = watch.show(rsa);
    let public = watch.show(rsa.public_key().unwrap());
    let parcel = watch.show(Parcel::new(CONTENT));
    let packet = parcel.seal(&key, &public, now()).unwrap();
    let seen = watch.show(MemoryReplayStore::new());
    let policy = watch.show(PacketPolicy::new("rsa", now(), &seen));
    let rsa = JweKey::Private(Arc::new(rsa));
    let opened = watch.show(open(&packet, &rsa, &policy, keys).unwrap());
    watch.show(opened.content().clone());
    watch.fails(open(&packet, &rsa, &policy, keys));
}

fn dual(watch: &mut Watch, keys: &PinnedKey) {
    use girokit_crypto::dual::{BankView, DualSignature, ShopView};
    let dual = DualSignature::sign("order-1", b"2 books", CONTENT, &signing_key()).unwrap();
    let dual = watch.show(dual);
    let shop = watch.show(ShopView::parse(&dual.for_shop()).unwrap());
    let bank = watch.show(BankView::parse(&dual.for_bank()).unwrap());
    watch.show(shop.verify(keys).unwrap());
    watch.show(bank.verify(keys).unwrap());
    watch.fails(ShopView::parse(&dual.for_bank()));
}

fn http(watch: &mut Watch, keys: &PinnedKey) {
    use girokit_crypto::http::{
        CavagePolicy, Component, HttpPolicy, HttpSigner, Message, Webhook, content_digest,
        legacy_digest, sign_cavage, verify, verify_cavage,
    };
    use girokit_crypto::keys::Digest;
    let key = signing_key();
    let builder = ::http::Request::post("https://bank.example/pay")
        .header("authorization", core::str::from_utf8(CONTENT).unwrap())
        .header("date", "Mon, 23 Nov 2026 12:00:00 GMT")
        .header("digest", legacy_digest(CONTENT, Digest::Sha256))
        .header("content-digest", content_digest(CONTENT, Digest::Sha256));
    let (mut parts, ()) = builder.body(()).unwrap().into_parts();
    let names = ["@method", "@target-uri", "authorization", "content-digest"];
    let components = names.map(|name| watch.show(Component::new(name).unwrap()));
    let signer = watch.show(HttpSigner::new(&key, components).created(now()));
    let (input, signature) = signer.sign(&Message::request(&parts), "s").unwrap();
    parts
        .headers
        .insert("signature-input", input.parse().unwrap());
    parts
        .headers
        .insert("signature", signature.parse().unwrap());
    let policy = watch.show(HttpPolicy::for_requests(now()));
    let verified = watch.show(verify(&Message::request(&parts), CONTENT, &policy, keys).unwrap());
    watch.show(verified.content().parameters().clone());
    watch.fails(verify(&Message::request(&parts), SHARED, &policy, keys));
    let names = ["(request-target)", "date", "digest", "authorization"];
    let signature = sign_cavage(&Message::request(&parts), &key, "shop-1", &names).unwrap();
    parts.headers.remove("signature-input");
    parts
        .headers
        .insert("signature", signature.parse().unwrap());
    let policy = watch.show(CavagePolicy::new(now()));
    let verified = verify_cavage(&Message::request(&parts), CONTENT, &policy, keys).unwrap();
    watch.show(verified);
    watch.fails(verify_cavage(
        &Message::request(&parts),
        SHARED,
        &policy,
        keys,
    ));
    parts.headers.remove("authorization");
    // A message is the caller's: its header is shown as `http` shows it, where a value may be marked as sensitive.
    watch.show(Message::request(&parts));
    let mac = HmacKey::new(
        id("w"),
        MacAlgorithm::HmacSha256,
        &Secret::new(SHARED.to_vec()),
    );
    let macs: Vec<Arc<dyn MacKey>> = vec![Arc::new(mac.unwrap())];
    let webhook = watch.show(Webhook::new());
    let header = webhook.sign(CONTENT, now(), &macs).unwrap();
    watch.show(webhook.verify(&header, CONTENT, now(), &macs).unwrap());
    watch.fails(webhook.verify(&header, SHARED, now(), &macs));
}

/// A certificate and its key, PKCS#8 in DER.
fn certificate(signing: bool) -> (Vec<u8>, Vec<u8>) {
    let pair = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    if signing {
        params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    }
    let der = params.self_signed(&pair).unwrap().der().to_vec();
    (der, pair.serialize_der())
}

/// Gives the private key, to search for.
fn files(watch: &mut Watch) -> Vec<u8> {
    use girokit_crypto::cms::{Limits, Policy, SignedData, Signing};
    use girokit_crypto::x509::{Certificate, ChainKeys, ChainPolicy, PinnedCertificates};
    let (der, pkcs8) = certificate(true);
    let own = SigningKey::from_pkcs8(id("c"), SignatureAlgorithm::EcdsaP256Sha256, &pkcs8).unwrap();
    let signing = watch.show(Signing::new(&own, &der).unwrap());
    let bytes = signing.attached(CONTENT, now()).unwrap();
    let message = watch.show(SignedData::read(&bytes, &Limits::new()).unwrap());
    let policy = watch.show(Policy::pinned([der.clone()]));
    let verified = watch.show(message.verify(&policy, now()).unwrap());
    watch.show(verified.content().signatures()[0].clone());
    let mut digester = watch.show(message.digester());
    digester.update(CONTENT);
    watch.show(digester.finish());
    watch.fails(message.verify(&Policy::pinned([certificate(true).0]), now()));
    watch.fails(message.verify_detached(CONTENT, &policy, now()));
    watch.fails(SignedData::read(CONTENT, &Limits::new()));
    let parsed = watch.show(Certificate::from_der(&der).unwrap());
    let chain = watch.show(ChainPolicy::new([parsed.clone()]));
    watch.show(ChainKeys::new(chain, now()));
    watch.show(PinnedCertificates::new([parsed], now()));
    envelopes(watch);
    pkcs8[pkcs8.len() - 100..].to_vec()
}

fn envelopes(watch: &mut Watch) {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use aws_lc_rs::rsa::{KeySize, PrivateDecryptingKey};
    use girokit_crypto::cms::{Envelope, Enveloping, Limits};
    use girokit_crypto::keys::{DecryptionKey, KeyWrap};
    let made = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
    let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&made).unwrap();
    let der = rustls_pki_types::PrivatePkcs8KeyDer::from(pkcs8.as_ref());
    let pair = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &rcgen::PKCS_RSA_SHA256).unwrap();
    let key = DecryptionKey::from_pkcs8(id("rsa"), KeyWrap::RsaOaepSha256, pkcs8.as_ref()).unwrap();
    let certificate = rcgen::CertificateParams::default()
        .self_signed(&pair)
        .unwrap();
    let enveloping = watch.show(Enveloping::new(certificate.der()).unwrap());
    let bytes = enveloping.encrypt(CONTENT).unwrap();
    let envelope = watch.show(Envelope::read(&bytes, &Limits::new()).unwrap());
    assert_eq!(envelope.decrypt(&key, certificate.der()).unwrap(), CONTENT);
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    let envelope = Envelope::read(&altered, &Limits::new()).unwrap();
    watch.fails(envelope.decrypt(&key, certificate.der()));
}

/// Gives the private key, to search for.
fn pkcs12(watch: &mut Watch) -> Vec<u8> {
    use girokit_crypto::keys::pkcs12::{Pkcs12, decrypt_pkcs8};
    let file = include_bytes!("../../../fuzz/corpus/crypto_pkcs12/p256.p12");
    let opened = watch.show(Pkcs12::read(file, &Secret::new(PASSPHRASE.to_vec())).unwrap());
    let key = watch.show(opened.only_key().unwrap().clone());
    watch.fails(Pkcs12::read(file, &Secret::new(SHARED.to_vec())));
    watch.fails(Pkcs12::read(&file[1..], &Secret::new(PASSPHRASE.to_vec())));
    watch.fails(Pkcs12::read_within(
        file,
        &Secret::new(PASSPHRASE.to_vec()),
        1,
    ));
    watch.fails(decrypt_pkcs8(
        key.pkcs8().expose(),
        &Secret::new(PASSPHRASE.to_vec()),
    ));
    watch.fails(key.signing_key(id("k"), SignatureAlgorithm::Ed25519));
    key.pkcs8().expose()[36..68].to_vec()
}

fn openpgp(watch: &mut Watch) {
    use girokit_crypto::openpgp::{OwnKey, PeerKey, Policy, Sealing, open};
    let shop = include_bytes!("data/openpgp/shop-secret.asc");
    let own = watch.show(OwnKey::read(shop, Secret::new(PASSPHRASE.to_vec())).unwrap());
    let bank = OwnKey::read(
        include_bytes!("data/openpgp/bank-secret.asc"),
        Secret::new(Vec::new()),
    );
    let bank = watch.show(bank.unwrap());
    let sealing = watch.show(Sealing::new(&own, bank.public()));
    let file = sealing.seal(CONTENT, now()).unwrap();
    let wrong = OwnKey::read(shop, Secret::new(SHARED.to_vec())).unwrap();
    watch.fails(Sealing::new(&wrong, bank.public()).seal(CONTENT, now()));
    let peer = watch.show(PeerKey::read(include_bytes!("data/openpgp/shop.asc")).unwrap());
    let policy = watch.show(Policy::pinned([peer]));
    let opened = watch.show(open(&file, &bank, &policy, now()).unwrap());
    watch.show(opened.content().signatures()[0].clone());
    let mut altered = file.clone();
    *altered.last_mut().unwrap() ^= 1;
    watch.fails(open(&altered, &bank, &policy, now()));
    watch.fails(open(&file, &own, &policy, now()));
}

/// Gives the codes, to search for.
fn otp(watch: &mut Watch) -> Vec<Vec<u8>> {
    use girokit_crypto::otp::{MemoryOtpStore, OtpKey, RecoveryCodes, Totp};
    let key = watch.show(OtpKey::new(Secret::new(SHARED.to_vec())).unwrap());
    let base32 = key.to_base32().expose().to_vec();
    let totp = watch.show(Totp::new(key));
    let store = watch.show(MemoryOtpStore::new());
    watch.fails(totp.verify("anna", "no code", now(), &store));
    let uri = totp.uri("Bank", "anna").unwrap();
    let uri = core::str::from_utf8(uri.expose()).unwrap();
    watch.fails(Totp::from_uri(&uri.replace("SHA1", "MD5")));
    watch.fails(Totp::from_uri(&uri.replace("digits", "digits=x&digits")));
    let (codes, shown) = RecoveryCodes::generate(3).unwrap();
    let mut codes = watch.show(codes);
    watch.fails(codes.redeem("AAAA-AAAA"));
    let mut secrets: Vec<Vec<u8>> = shown.iter().map(|code| code.expose().to_vec()).collect();
    secrets.push(base32);
    secrets
}

fn vault(watch: &mut Watch) {
    use girokit_crypto::vault::{
        Action, Call, Caller, Ff1, Grants, JournalEntry, LocalMasterKey, MemoryJournal,
        MemoryStore, Profile, ProfileName, SqliteVault, TenantId, Token, TokenFormat, Vault,
        VaultRecord, VaultStore as _,
    };
    let (shop, pan): (TenantId, ProfileName) = ("shop-7".parse().unwrap(), "pan".parse().unwrap());
    let caller = watch.show(Caller::new(
        "payout".parse().unwrap(),
        "payout-1".parse().unwrap(),
    ));
    let actions = [Action::Tokenize, Action::Detokenize];
    let grants = watch.show(Grants::new().with(caller.id(), &shop, &pan, &actions));
    let master = LocalMasterKey::new(id("master"), &Secret::new(SHARED.to_vec()));
    let master = watch.show(master.unwrap());
    let (store, journal) = (Arc::new(MemoryStore::new()), Arc::new(MemoryJournal::new()));
    let vault = Vault::new(
        store.clone(),
        journal.clone(),
        Arc::new(grants),
        Arc::new(master),
    );
    let profile = watch.show(Profile::new(pan.clone(), TokenFormat::pan()));
    let vault = watch.show(vault.with_profile(profile));
    let call = watch.show(Call::new(&caller, &shop, &pan, now()));
    let token: Token = watch.show(vault.tokenize(&call, &CONTENT[..16]).unwrap());
    watch.show(vault.detokenize(&call, &token).unwrap());
    watch.fails(vault.find(&call, &CONTENT[..16]));
    watch.fails(vault.tokenize(&call, CONTENT));
    let stored = watch.show(store.token(&shop, &token).unwrap().unwrap());
    watch.show(store.keys(&shop).unwrap().remove(0));
    let record = watch.show(VaultRecord::parse(&stored.record).unwrap());
    watch.fails(VaultRecord::parse(&record.to_bytes()[1..]));
    for entry in journal.entries() {
        let _: JournalEntry = watch.show(entry);
    }
    let journal = Arc::into_inner(journal);
    assert!(journal.is_none(), "the vault has it");
    watch.show(MemoryJournal::new());
    watch.show(store);
    watch.show(SqliteVault::in_memory().unwrap());
    let cipher = watch.show(Ff1::new(&Secret::new(SHARED.to_vec()), 10).unwrap());
    watch.fails(cipher.encrypt(b"", &[4, 1, 1]));
}

fn audit(watch: &mut Watch, keys: &PinnedKey) {
    use girokit_crypto::audit::{
        Commitment, Draft, Entry, FileLog, Log, MemoryLog, SignedHead, SqliteLog,
    };
    let (commitment, salt) = Commitment::seal(CONTENT).unwrap();
    let commitment = watch.show(commitment);
    watch.show(salt.clone());
    watch.fails(commitment.check(SHARED, &salt));
    let draft = Draft::new("user-7", "payment")
        .unwrap()
        .with_payload(CONTENT)
        .unwrap();
    let draft = watch.show(draft.with_commitment(commitment).unwrap());
    let mut log = Log::open("payments", watch.show(MemoryLog::new())).unwrap();
    let entry = watch.show(log.append(draft, now()).unwrap());
    let mut altered = entry.encode();
    altered.pop();
    watch.fails(Entry::decode(&altered));
    watch.fails(Log::open(
        "payments",
        MemoryLog::from_records(vec![altered]),
    ));
    let head = watch.show(log.head(now()).unwrap());
    let signed = watch.show(head.sign(&signing_key()).unwrap());
    let signed = SignedHead::parse(&signed.to_text()).unwrap();
    watch.show(signed.verify(keys).unwrap());
    let log = watch.show(log);
    watch.show(girokit_crypto::vault::AuditJournal::new(log));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("api-audit");
    let _ = fs::remove_file(&path);
    watch.show(FileLog::open(&path).unwrap());
    let path = folder.join("api-audit.sqlite");
    watch.show(SqliteLog::open(&path).unwrap());
    fs::write(folder.join("api-none"), CONTENT).unwrap();
    watch.fails(FileLog::open(&folder.join("api-none")));
    watch.fails(SqliteLog::open(&folder.join("api-none")));
}

/// Names of the public types, off the source.
fn public_types(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            public_types(&path, into);
        } else {
            for line in fs::read_to_string(&path).unwrap().lines() {
                let kinds = ["pub struct ", "pub enum "];
                let name = kinds.iter().find_map(|kind| line.strip_prefix(kind));
                let end = |c: char| !c.is_alphanumeric() && c != '_';
                into.extend(
                    name.and_then(|name| name.split(end).next())
                        .map(str::to_owned),
                );
            }
        }
    }
}

#[test]
fn nothing_shows_a_secret() {
    log::set_logger(&Kept).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let mut watch = Watch::default();
    let pinned = keys(&mut watch);
    xml(&mut watch, &pinned);
    jose(&mut watch, &pinned);
    dual(&mut watch, &pinned);
    http(&mut watch, &pinned);
    let private = files(&mut watch);
    let under_password = pkcs12(&mut watch);
    openpgp(&mut watch);
    let codes = otp(&mut watch);
    vault(&mut watch);
    audit(&mut watch, &pinned);

    let logged = LOGGED.lock().unwrap().clone();
    println!(
        "{} types shown; {} lines logged by libraries below",
        watch.shown.len(),
        logged.lines().count()
    );
    watch.text.push_str(&logged);

    let sections = |pem: &[u8]| Pem::read_all(pem).unwrap().remove(0);
    let (p256, rsa) = (sections(P256), sections(RSA));
    // The scalar of the one, the primes of the other: not the public parts, which stand elsewhere too.
    let mut secrets = vec![
        CONTENT.to_vec(),
        CONTENT[..16].to_vec(),
        SHARED.to_vec(),
        PASSPHRASE.to_vec(),
        private,
        under_password,
    ];
    secrets.push(p256.expose()[36..68].to_vec());
    secrets.push(rsa.expose()[rsa.expose().len() - 200..].to_vec());
    secrets.extend(codes);
    for (number, secret) in secrets.iter().enumerate() {
        assert_eq!(watch.find(secret), None, "secret {number} shows");
    }
    // The search finds what it looks for.
    for writing in [
        format!("{CONTENT:?}"),
        URL_SAFE_NO_PAD.encode(CONTENT),
        format!("x{}", URL_SAFE_NO_PAD.encode([b"12", CONTENT].concat())),
    ] {
        let watch = Watch {
            text: writing,
            ..Watch::default()
        };
        assert!(watch.find(CONTENT).is_some(), "{}", watch.text);
    }

    let mut all = BTreeSet::new();
    public_types(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut all,
    );
    let open: BTreeSet<String> = OPEN
        .iter()
        .flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()))
        .collect();
    let forgotten: Vec<_> = all
        .iter()
        .filter(|name| !watch.shown.contains(*name) && !open.contains(*name))
        .collect();
    assert!(
        forgotten.is_empty(),
        "neither shown nor said to be open: {forgotten:?}"
    );
    let gone: Vec<_> = open.difference(&all).collect();
    assert!(
        gone.is_empty(),
        "said to be open, but there is no such type: {gone:?}"
    );
}
