//! XML signatures beside xmlsec1, both ways. Without xmlsec1 it says so and passes.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it does not run"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use girokit_crypto::Secret;
use girokit_crypto::keys::{
    Algorithm, Digest, HmacKey, KeyId, MacAlgorithm, PinnedKey, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::xml::{
    Canonicalization, Cover, Document, Limits, Signature, Sources, VerifyPolicy, XmlSigner,
};

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");

const PAYMENT: &str = "<?xml version=\"1.0\"?>\n<!-- a payment -->\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"\n \
    xmlns:u='urn:unused'><A Ccy='EUR' b=\"&lt;1&gt;\">10.00</A><!-- in --><B xml:lang=\"de\"/>\r\n<C><![CDATA[<&>]]>\u{e4}</C></Document>\n<?end x?>";

fn xmlsec(arguments: &[&str], folder: &Path) -> Option<Output> {
    let Ok(output) = Command::new("xmlsec1")
        .args(arguments)
        .current_dir(folder)
        .output()
    else {
        println!("no xmlsec1 here: nothing to compare with");
        return None;
    };
    Some(output)
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("girokit-xmlsec-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("rsa.pem"), RSA).unwrap();
    fs::write(folder.join("p256.pem"), P256).unwrap();
    fs::write(folder.join("hmac.bin"), b"0123456789abcdef0123456789abcdef").unwrap();
    folder
}

/// Not PSS: xmlsec 1.2, which Debian has, does not know it.
fn algorithms() -> Vec<(SignatureAlgorithm, &'static str)> {
    vec![
        (SignatureAlgorithm::RsaPkcs1Sha256, "rsa.pem"),
        (SignatureAlgorithm::RsaPkcs1Sha512, "rsa.pem"),
        (SignatureAlgorithm::EcdsaP256Sha256, "p256.pem"),
    ]
}

fn key(algorithm: SignatureAlgorithm) -> SigningKey {
    let pem = if algorithm.is_rsa() { RSA } else { P256 };
    SigningKey::from_pem(KeyId::parse("k").unwrap(), algorithm, pem).unwrap()
}

fn forms() -> Vec<Canonicalization> {
    [
        Canonicalization::INCLUSIVE,
        Canonicalization::INCLUSIVE_11,
        Canonicalization::EXCLUSIVE,
        Canonicalization::EXCLUSIVE
            .with_inclusive_prefixes(["u", "#default"])
            .unwrap(),
    ]
    .into_iter()
    .flat_map(|form| [form.clone(), form.with_comments(true)])
    .collect()
}

fn verify_here(xml: &[u8], algorithm: SignatureAlgorithm) -> Result<(), girokit_crypto::Error> {
    let document = Document::parse(xml, &Limits::default())?;
    let signature = Signature::only(&document)?;
    let keys = PinnedKey::new(Arc::new(key(algorithm).public_key()));
    let verified = signature.verify(&VerifyPolicy::new(Cover::Root), &keys, &Sources::new())?;
    assert_eq!(verified.by().algorithm(), Algorithm::Signature(algorithm));
    Ok(())
}

#[test]
fn what_we_sign_xmlsec_verifies() {
    let folder = folder("sign");
    for (algorithm, pem) in algorithms() {
        for (number, form) in forms().into_iter().enumerate() {
            for digest in [Digest::Sha256, Digest::Sha512] {
                let private = key(algorithm);
                let signer = XmlSigner::new(&private)
                    .with_canonicalization(form.clone())
                    .with_digest(digest);
                let xml = signer.sign_enveloped(PAYMENT.as_bytes()).unwrap();
                verify_here(&xml, algorithm).unwrap();
                let name = format!("{algorithm}-{number}-{digest:?}.xml");
                fs::write(folder.join(&name), &xml).unwrap();
                let arguments = [
                    "--verify",
                    "--enabled-key-data",
                    "rsa,ec",
                    "--privkey-pem",
                    pem,
                    name.as_str(),
                ];
                let Some(output) = xmlsec(&arguments, &folder) else {
                    return;
                };
                let text = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{name} {}: {text}", form.uri());
            }
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

fn template(form: &Canonicalization, method: &str, digest: &str, reference: &str) -> String {
    let uri = form.uri();
    let transforms = format!(
        "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>\n\
         <ds:Transform Algorithm=\"{uri}\"/></ds:Transforms>"
    );
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n<ds:SignedInfo>\n\
         <ds:CanonicalizationMethod Algorithm=\"{uri}\"/><ds:SignatureMethod Algorithm=\"{method}\"/>\n\
         <ds:Reference URI=\"{reference}\">{transforms}<ds:DigestMethod Algorithm=\"{digest}\"/>\
         <ds:DigestValue></ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue/><!-- c --></ds:Signature>"
    )
}

#[test]
fn what_xmlsec_signs_we_verify() {
    let folder = folder("verify");
    let method = |algorithm| match algorithm {
        SignatureAlgorithm::RsaPkcs1Sha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        SignatureAlgorithm::EcdsaP256Sha256 => {
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
        }
        _ => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    };
    for (algorithm, pem) in algorithms() {
        for (number, form) in forms()
            .into_iter()
            .filter(|form| form.inclusive_prefixes().is_empty())
            .enumerate()
        {
            let signature = template(
                &form,
                method(algorithm),
                "http://www.w3.org/2001/04/xmlenc#sha256",
                "",
            );
            let unsigned = PAYMENT.replace("</Document>", &format!("{signature}</Document>"));
            let (from, to) = (
                format!("in-{algorithm}-{number}.xml"),
                format!("out-{algorithm}-{number}.xml"),
            );
            fs::write(folder.join(&from), unsigned).unwrap();
            let arguments = [
                "--sign",
                "--privkey-pem",
                pem,
                "--output",
                to.as_str(),
                from.as_str(),
            ];
            let Some(output) = xmlsec(&arguments, &folder) else {
                return;
            };
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let signed = fs::read(folder.join(&to)).unwrap();
            verify_here(&signed, algorithm)
                .unwrap_or_else(|error| panic!("{to} {}: {error}", form.uri()));
            let text = String::from_utf8(signed).unwrap().replace("10.00", "10.01");
            assert!(verify_here(text.as_bytes(), algorithm).is_err());
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn elements_by_id_objects_and_shared_keys_verify_there() {
    let folder = folder("forms");
    let private = key(SignatureAlgorithm::RsaPkcs1Sha256);
    let secret = Secret::new(b"0123456789abcdef0123456789abcdef".to_vec());
    let shared = HmacKey::new(
        KeyId::parse("h").unwrap(),
        MacAlgorithm::HmacSha256,
        &secret,
    )
    .unwrap();
    let xml = "<r xmlns='urn:r' xmlns:q='urn:q' xml:lang='en' xml:base='http://a/b/'><e Id='one' xml:base='../c'>1<q:f/></e><e Id=\"two\">2</e></r>";
    for form in forms() {
        let signer = |with: XmlSigner<'static>| with.with_canonicalization(form.clone());
        let private: &'static SigningKey =
            Box::leak(Box::new(key(SignatureAlgorithm::RsaPkcs1Sha256)));
        let shared: &'static HmacKey = Box::leak(Box::new(shared.clone()));
        for (name, signed, key) in [
            (
                "ids",
                signer(XmlSigner::new(private)).sign_elements(xml.as_bytes(), &["one", "two"]),
                ["--privkey-pem", "rsa.pem"],
            ),
            (
                "object",
                signer(XmlSigner::new(private)).sign_enveloping(xml.as_bytes(), "obj"),
                ["--privkey-pem", "rsa.pem"],
            ),
            (
                "mac",
                signer(XmlSigner::shared(shared)).sign_enveloped(xml.as_bytes()),
                ["--hmackey", "hmac.bin"],
            ),
        ] {
            let name = format!("{name}.xml");
            fs::write(folder.join(&name), signed.unwrap()).unwrap();
            let ids = [
                "--id-attr:Id",
                "urn:r:e",
                "--id-attr:Id",
                "http://www.w3.org/2000/09/xmldsig#:Object",
            ];
            let arguments: Vec<&str> = ["--verify"]
                .into_iter()
                .chain(key)
                .chain(ids)
                .chain([name.as_str()])
                .collect();
            let Some(output) = xmlsec(&arguments, &folder) else {
                return;
            };
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{name} {} {}: {text}",
                form.uri(),
                form.inclusive_prefixes()
            );
        }
    }
    drop(private);
    fs::remove_dir_all(folder).unwrap();
}
