//! Every algorithm and form of XML signatures beside independent programs, both ways: xmlsec1, xmllint, and Python's lxml with
//! cryptography for what xmlsec1 cannot name. Without a program it says so and passes.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it does not run"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use chrono::DateTime;
use girokit_crypto::Error;
use girokit_crypto::keys::{Digest, KeyId, PinnedKey, SignatureAlgorithm, SigningKey};
use girokit_crypto::xml::{
    Canonicalization, Cover, Document, Limits, Signature, Sources, VerifyPolicy, Xades, XmlSigner,
    canonicalize,
};

const RSA: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa.pem");
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const EBICS: &str = "urn:org:ebics:H005";

/// Runs a program; nothing when it is not here.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Output> {
    let found = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output();
    if found.is_err() {
        println!("no {program} here: nothing to compare with");
    }
    found.ok()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("girokit-forms-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("rsa.pem"), RSA).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// xmlsec1 with the attributes that are ids here.
    fn xmlsec(&self, mode: &str, pem: &str, rest: &[&str]) -> Option<Output> {
        let mut arguments = vec![mode, "--privkey-pem", pem];
        for name in [
            "http://www.w3.org/2000/09/xmldsig#:Object",
            "http://www.w3.org/2000/09/xmldsig#:KeyInfo",
            "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
            "urn:r:e",
        ] {
            arguments.extend(["--id-attr:Id", name]);
        }
        if mode == "--verify" {
            arguments.extend(["--enabled-key-data", "rsa,ec"]);
        }
        arguments.extend(rest);
        run("xmlsec1", &arguments, &self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn good(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
}

/// The document as its signer had it: without digests and value.
fn blank(xml: &str) -> String {
    let from = xml.find("<ds:SignedInfo").unwrap();
    let to = xml.find("</ds:SignedInfo>").unwrap();
    let mut info = xml[from..to].to_owned();
    let mut at = 0;
    while let Some(start) = info[at..].find("<ds:DigestValue>") {
        let start = at + start + "<ds:DigestValue>".len();
        let end = start + info[start..].find('<').unwrap();
        info.replace_range(start..end, "");
        at = start;
    }
    let value = to + xml[to..].find("<ds:SignatureValue").unwrap();
    let start = value + xml[value..].find('>').unwrap() + 1;
    let end = start + xml[start..].find('<').unwrap();
    [&xml[..from], &info, &xml[to..start], &xml[end..]].concat()
}

fn rsa() -> SigningKey {
    let id = KeyId::parse("k").unwrap();
    SigningKey::from_pem(id, SignatureAlgorithm::RsaPkcs1Sha256, RSA).unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn verify(
    xml: &str,
    key: &SigningKey,
    policy: &VerifyPolicy,
    content: &[(&str, &[u8])],
) -> Result<usize, Error> {
    let document = Document::parse(xml.as_bytes(), &Limits::default())?;
    let signature = Signature::only(&document)?;
    let mut sources = Sources::new();
    for (uri, bytes) in content {
        sources = sources.with_detached(uri, bytes);
    }
    let keys = PinnedKey::new(Arc::new(key.public_key()));
    Ok(signature.verify(policy, &keys, &sources)?.content().len())
}

/// Algorithms and the curve to make a key of; RSA has its own. No PSS: xmlsec 1.2, which Debian has, does not know it.
fn algorithms() -> Vec<(SignatureAlgorithm, Option<&'static str>)> {
    vec![
        (SignatureAlgorithm::RsaPkcs1Sha256, None),
        (SignatureAlgorithm::RsaPkcs1Sha384, None),
        (SignatureAlgorithm::RsaPkcs1Sha512, None),
        (SignatureAlgorithm::EcdsaP256Sha256, Some("P-256")),
        (SignatureAlgorithm::EcdsaP384Sha384, Some("P-384")),
        #[cfg(feature = "aws-lc")]
        (SignatureAlgorithm::EcdsaP521Sha512, Some("P-521")),
    ]
}

#[test]
fn every_algorithm_and_digest_both_ways() {
    let folder = Folder::new("algorithms");
    let mut count = 0;
    for (algorithm, curve) in algorithms() {
        let pem = match curve {
            None => "rsa.pem".to_owned(),
            Some(curve) => {
                let name = format!("{curve}.pem");
                let curve = format!("ec_paramgen_curve:{curve}");
                let arguments = [
                    "genpkey",
                    "-algorithm",
                    "EC",
                    "-pkeyopt",
                    &curve,
                    "-out",
                    &name,
                ];
                let Some(made) = run("openssl", &arguments, &folder.0) else {
                    return;
                };
                good(&made, &name);
                name
            }
        };
        let key = folder.read(&pem);
        let id = KeyId::parse("k").unwrap();
        let key = SigningKey::from_pem(id, algorithm, key.as_bytes()).unwrap();
        for digest in [Digest::Sha256, Digest::Sha384, Digest::Sha512] {
            let signer = XmlSigner::new(&key).with_digest(digest);
            let ours = text(
                signer
                    .sign_enveloped(b"<r xmlns=\"urn:r\"><Amt>10.00</Amt></r>")
                    .unwrap(),
            );
            let what = format!("{algorithm} over {digest:?}");
            folder.write("ours.xml", &ours);
            let Some(output) = folder.xmlsec("--verify", &pem, &["ours.xml"]) else {
                return;
            };
            good(&output, &what);
            folder.write("changed.xml", ours.replace("10.00", "10.01"));
            let changed = folder.xmlsec("--verify", &pem, &["changed.xml"]).unwrap();
            assert!(!changed.status.success());
            folder.write("blank.xml", blank(&ours));
            let output = folder
                .xmlsec("--sign", &pem, &["--output", "theirs.xml", "blank.xml"])
                .unwrap();
            good(&output, &what);
            let theirs = folder.read("theirs.xml");
            let root = VerifyPolicy::new(Cover::Root);
            verify(&theirs, &key, &root, &[]).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(verify(&theirs.replace("10.00", "10.01"), &key, &root, &[]).is_err());
            count += 2;
        }
    }
    println!("{count} signatures by xmlsec1 and by us, each verified by the other");
}

#[test]
fn every_form_both_ways() {
    const TWO: &[u8] = b"<r xmlns='urn:r' xmlns:q='urn:q' xml:lang='en'><e Id='one'>1<q:f/></e><e Id=\"two\">2</e></r>";
    const CONTENT: &[u8] = b"not XML & \r\n <at all";
    let folder = Folder::new("forms");
    let key = rsa();
    let time = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    folder.write("content.bin", CONTENT);
    folder.write("other.xml", "<other/>");
    let elements = Cover::Elements(vec![("urn:r".to_owned(), "e".to_owned())]);
    for form in [
        Canonicalization::EXCLUSIVE,
        Canonicalization::INCLUSIVE,
        Canonicalization::INCLUSIVE_11,
    ] {
        let signer = XmlSigner::new(&key)
            .with_id("s1")
            .with_canonicalization(form.clone());
        let named = signer
            .clone()
            .with_key_name("k & co")
            .with_signed_key_info();
        let xades = signer
            .clone()
            .with_xades(Xades::new(time, b"a certificate".to_vec()));
        let root = VerifyPolicy::new(Cover::Root);
        let covers = VerifyPolicy::new(elements.clone());
        let given = VerifyPolicy::new(Cover::Given);
        let one = XmlSigner::sign_element_enveloped;
        let part = Cover::Elements(vec![("urn:q".to_owned(), "f".to_owned())]);
        for (name, signed, policy) in [
            ("enveloped", signer.sign_enveloped(TWO), &root),
            (
                "elements",
                signer.sign_elements(TWO, &["one", "two"]),
                &covers,
            ),
            (
                "element",
                one(&signer, TWO, "one"),
                &VerifyPolicy::new(part),
            ),
            ("enveloping", signer.sign_enveloping(TWO, "obj"), &covers),
            (
                "detached",
                signer.sign_detached(&[("content.bin", CONTENT), ("other.xml", b"<other/>")]),
                &given,
            ),
            ("key info", named.sign_enveloped(TWO), &root),
            (
                "xades",
                xades.sign_enveloped(TWO),
                &root.clone().with_xades_required(),
            ),
        ] {
            let what = format!("{name} {}", form.uri());
            let ours = text(signed.unwrap_or_else(|error| panic!("{what}: {error}")));
            let content: &[(&str, &[u8])] = match name {
                "detached" => &[("content.bin", CONTENT), ("other.xml", b"<other/>")],
                _ => &[],
            };
            verify(&ours, &key, policy, content).unwrap_or_else(|error| panic!("{what}: {error}"));
            // The certificate is none, and xmlsec1 would want to read it. `KeyInfo` stands in the signature, which is taken out.
            let ours = match (
                ours.find("<ds:KeyInfo><ds:X509Data>"),
                ours.find("</ds:KeyInfo>"),
            ) {
                (Some(from), Some(to)) => [&ours[..from], &ours[to + 13..]].concat(),
                _ => ours,
            };
            verify(&ours, &key, policy, content).unwrap();
            folder.write("ours.xml", &ours);
            let Some(output) = folder.xmlsec("--verify", "rsa.pem", &["ours.xml"]) else {
                return;
            };
            good(&output, &what);
            folder.write("blank.xml", blank(&ours));
            let output = folder
                .xmlsec(
                    "--sign",
                    "rsa.pem",
                    &["--output", "theirs.xml", "blank.xml"],
                )
                .unwrap();
            good(&output, &what);
            let theirs = folder.read("theirs.xml");
            verify(&theirs, &key, policy, content)
                .unwrap_or_else(|error| panic!("theirs, {what}: {error}"));
        }
    }
}

/// xmlsec1 asks for an element `ds:Signature`: `AuthSignature` is renamed on the way, which changes nothing that is signed.
#[test]
fn ebics_both_ways() {
    let folder = Folder::new("ebics");
    let key = rsa();
    let request = format!(
        "<?xml version=\"1.0\"?>\n<ebicsRequest xmlns=\"{EBICS}\" xmlns:ds=\"{DS}\" Version=\"H005\">\n\
         <header authenticate=\"true\">\r\n<static><HostID>H</HostID><!-- c --></static></header><AuthSignature/>\n<body>\
         <DataTransfer><DataEncryptionInfo authenticate='true' ><X  b='1' a=\"2\"/></DataEncryptionInfo>\
         <SignatureData authenticate=\"true\">x</SignatureData></DataTransfer></body></ebicsRequest>"
    );
    let ours = text(XmlSigner::new(&key).sign_ebics(request.as_bytes()).unwrap());
    let renamed = ours
        .replace(
            "<AuthSignature>",
            &format!("<ds:Signature xmlns:ds=\"{DS}\">"),
        )
        .replace("</AuthSignature>", "</ds:Signature>");
    folder.write("ours.xml", &renamed);
    let Some(output) = folder.xmlsec("--verify", "rsa.pem", &["ours.xml"]) else {
        return;
    };
    good(&output, "EBICS");
    folder.write("blank.xml", blank(&renamed));
    let output = folder
        .xmlsec(
            "--sign",
            "rsa.pem",
            &["--output", "theirs.xml", "blank.xml"],
        )
        .unwrap();
    good(&output, "EBICS");
    let theirs = folder.read("theirs.xml");
    let from = theirs.find("<ds:Signature ").unwrap();
    let to = from + theirs[from..].find('>').unwrap() + 1;
    let theirs = theirs
        .replace(&theirs[from..to], "<AuthSignature>")
        .replace("</ds:Signature>", "</AuthSignature>");
    for xml in [&ours, &theirs] {
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let node = document.named(EBICS, "AuthSignature").next().unwrap();
        let signature = Signature::parse(node).unwrap();
        let keys = PinnedKey::new(Arc::new(key.public_key()));
        let policy = VerifyPolicy::new(Cover::Authenticated);
        let verified = signature.verify(&policy, &keys, &Sources::new()).unwrap();
        assert_eq!(verified.content().len(), 3);
    }
}

/// Verifies or signs (`verify`, `sign`) a business message: an envelope, or a header with its message in a file of its own.
const PYTHON: &str = r#"
import sys, copy, base64, hashlib
from lxml import etree
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
mode, source, message, target = sys.argv[1:5]
DS = "{http://www.w3.org/2000/09/xmldsig#}"
key = serialization.load_pem_private_key(open("rsa.pem", "rb").read(), None)
tree = etree.parse(source)
root = tree.getroot()
def c14n(node):
    return etree.tostring(node, method="c14n", exclusive=True, with_tail=False, with_comments=False)
def local(node, name):
    return [n for n in node.iter() if isinstance(n.tag, str) and etree.QName(n).localname == name]
def content(reference):
    uri = reference.get("URI")
    if uri is None:
        if message != "-":
            return c14n(etree.parse(message).getroot())
        return c14n([n for n in root if etree.QName(n).localname == "Document"][0])
    if uri == "":
        whole = copy.deepcopy(tree).getroot()
        header = local(whole, "AppHdr")[0]
        for signature in header.iter(DS + "Signature"):
            signature.getparent().remove(signature)
        return c14n(header)
    return c14n([n for n in root.iter() if isinstance(n.tag, str) and n.get("Id") == uri[1:]][0])
info = next(root.iter(DS + "SignedInfo"))
value = next(root.iter(DS + "SignatureValue"))
for reference in info.iter(DS + "Reference"):
    digest = base64.b64encode(hashlib.sha256(content(reference)).digest()).decode()
    place = reference.find(DS + "DigestValue")
    if mode == "sign":
        place.text = digest
    else:
        assert place.text == digest, reference.get("URI")
if mode == "sign":
    value.text = base64.encodebytes(key.sign(c14n(info), padding.PKCS1v15(), hashes.SHA256())).decode()
    tree.write(target, xml_declaration=True, encoding="UTF-8")
else:
    key.public_key().verify(base64.b64decode(value.text), c14n(info), padding.PKCS1v15(), hashes.SHA256())
"#;

fn python(folder: &Folder, arguments: [&str; 4]) -> Option<()> {
    let probe = run(
        "python3",
        &["-c", "import lxml.etree, cryptography"],
        &folder.0,
    )?;
    if !probe.status.success() {
        println!("no lxml and cryptography here: nothing to compare with");
        return None;
    }
    let arguments: Vec<_> = ["-c", PYTHON].into_iter().chain(arguments).collect();
    good(&run("python3", &arguments, &folder.0)?, "python");
    Some(())
}

const HEAD: &str = "urn:iso:std:iso:20022:tech:xsd:head.001.001.02";
const PACS: &str = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08";

fn header() -> String {
    format!(
        "<h:AppHdr xmlns:h='{HEAD}'>\r\n<h:BizMsgIdr >B1</h:BizMsgIdr><h:Sgntr></h:Sgntr></h:AppHdr>"
    )
}

#[test]
fn business_envelopes_both_ways() {
    let folder = Folder::new("envelope");
    let key = rsa();
    let envelope = format!(
        "<Env xmlns=\"urn:env\" xmlns:x='urn:x'>{}\n<Document xmlns=\"{PACS}\"><A  b='1'>10.00</A><!-- c --></Document></Env>",
        header()
    );
    let signer = XmlSigner::new(&key)
        .with_issuer_serial("CN=CA", "42")
        .with_signed_key_info();
    let ours = text(signer.sign_business_envelope(envelope.as_bytes()).unwrap());
    folder.write("ours.xml", &ours);
    if python(&folder, ["verify", "ours.xml", "-", "-"]).is_none() {
        return;
    }
    folder.write("blank.xml", blank(&ours));
    python(&folder, ["sign", "blank.xml", "-", "theirs.xml"]).unwrap();
    for xml in [ours, folder.read("theirs.xml")] {
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let signature = Signature::only(&document).unwrap();
        let keys = PinnedKey::new(Arc::new(key.public_key()));
        let sources = Sources::business_message(&document).unwrap();
        let policy = VerifyPolicy::new(Cover::Given);
        let verified = signature.verify(&policy, &keys, &sources).unwrap();
        assert_eq!(verified.content().len(), 3);
    }
}

#[test]
fn headers_beside_their_message_both_ways() {
    let folder = Folder::new("header");
    let key = rsa();
    let message = format!(
        "<?xml version=\"1.0\"?>\n<Document xmlns=\"{PACS}\">\r\n<A  b='1'>10.00</A></Document>"
    );
    let signer = XmlSigner::new(&key);
    let ours = signer.sign_business_message(header().as_bytes(), message.as_bytes());
    let ours = text(ours.unwrap());
    folder.write("ours.xml", &ours);
    folder.write("message.xml", &message);
    if python(&folder, ["verify", "ours.xml", "message.xml", "-"]).is_none() {
        return;
    }
    folder.write("blank.xml", blank(&ours));
    python(&folder, ["sign", "blank.xml", "message.xml", "theirs.xml"]).unwrap();
    for xml in [ours, folder.read("theirs.xml")] {
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let signature = Signature::only(&document).unwrap();
        let keys = PinnedKey::new(Arc::new(key.public_key()));
        let sources = Sources::new().with_unnamed(message.as_bytes());
        let policy = VerifyPolicy::new(Cover::Root).and_cover(Cover::Given);
        signature.verify(&policy, &keys, &sources).unwrap();
    }
}

/// Whole documents through xmllint, which keeps comments; those of the shared data too, where it is.
#[test]
fn canonical_forms_are_those_of_xmllint() {
    let folder = Folder::new("xmllint");
    let mut documents = vec![
        "<?xml version=\"1.0\"?>\n<?a  b ?><!-- x -->\n<r xmlns='urn:r' xmlns:z=\"urn:z\" z:b='2' a=\"&lt;&#13;&#10;&quot;'>\t\">\r\n<z:e/>\
         <![CDATA[<&>]]>&#xD;&amp;&gt;\u{e4}\u{1d11e}<e xmlns=''/><z:e xmlns:z='urn:y' xml:base='x/'/></r>\n<!-- y --><?c?>"
            .as_bytes()
            .to_vec(),
        b"<a:r xmlns:a='urn:1' xmlns:b='urn:2' xmlns:c='urn:3'><b:s c:t='' a:t='' t='' b:t=''><a:u xmlns:a='urn:2' b:v='1'/></b:s></a:r>".to_vec(),
    ];
    let data = std::env::var_os("GIROKIT_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let mut folders = vec![data.join("crypto/xmldsig")];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                documents.push(fs::read(path).unwrap());
            }
        }
    }
    let (mut equal, mut refused) = (0, 0);
    for bytes in documents {
        // A DTD is refused here; so is what is no document.
        if Document::parse(&bytes, &Limits::default()).is_err() {
            refused += 1;
            continue;
        }
        folder.write("in.xml", &bytes);
        for (option, form) in [
            ("--c14n", Canonicalization::INCLUSIVE),
            ("--c14n11", Canonicalization::INCLUSIVE_11),
            ("--exc-c14n", Canonicalization::EXCLUSIVE),
        ] {
            let mut out = Vec::new();
            let form = form.with_comments(true);
            canonicalize(&bytes, &form, &Limits::default(), &mut out).unwrap();
            let Some(theirs) = run("xmllint", &[option, "in.xml"], &folder.0) else {
                return;
            };
            good(&theirs, option);
            assert_eq!(text(out), text(theirs.stdout), "{option}");
            equal += 1;
        }
    }
    println!("{equal} canonical forms equal to xmllint's; {refused} documents are not read here");
    assert!(equal >= 6);
}
