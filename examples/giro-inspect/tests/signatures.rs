//! `verify` and `sign`, through the binary: each form both ways, and what is not to pass.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

const AT: &str = "2026-11-23T12:00:00Z";
const PAIN: &str =
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><A>10.00</A></Document>";

/// A folder of keys, certificates and messages.
struct Folder(PathBuf);

impl Folder {
    /// One for each test, since they run beside each other.
    fn new(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        fs::create_dir_all(&folder).unwrap();
        let folder = Self(folder);
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        authority
            .distinguished_name
            .push(rcgen::DnType::CommonName, "Authority");
        let authority =
            CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let pair = KeyPair::generate().unwrap();
        let mut own = CertificateParams::new(Vec::new()).unwrap();
        own.not_before = rcgen::date_time_ymd(2026, 1, 1);
        own.not_after = rcgen::date_time_ymd(2027, 1, 1);
        own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        own.distinguished_name
            .push(rcgen::DnType::CommonName, "Shop");
        let certificate = own.signed_by(&pair, &authority).unwrap();
        folder.write("key.pem", pair.serialize_pem());
        folder.write("public.pem", pair.public_key_pem());
        folder.write("other.pem", KeyPair::generate().unwrap().public_key_pem());
        folder.write("shop.pem", certificate.pem());
        folder.write("authority.pem", authority.pem());
        folder.write("secret", "0123456789abcdef0123456789abcdef");
        folder
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    /// Runs with each `./name` as the file of that name in this folder.
    fn run(&self, line: &str) -> Output {
        let arguments: Vec<String> = line
            .split_ascii_whitespace()
            .map(|word| match word.strip_prefix("./") {
                Some(name) => self.path(name),
                None => word.to_owned(),
            })
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run::run(&arguments, b"")
    }

    /// Signs into a file.
    fn sign(&self, line: &str) {
        let output = self.run(&format!("sign --at {AT} --key ./key.pem {line}"));
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// The verdict and the exit code.
    fn verify(&self, line: &str) -> (Value, i32) {
        let output = self.run(&format!("verify --json --at {AT} {line}"));
        let report = serde_json::from_slice(&output.stdout);
        let report = report
            .unwrap_or_else(|_| panic!("{line}: {}", String::from_utf8_lossy(&output.stderr)));
        (report, output.status.code().unwrap())
    }

    fn holds(&self, line: &str) -> Value {
        let (report, code) = self.verify(line);
        assert_eq!(
            (code, &report["valid"]),
            (0, &Value::Bool(true)),
            "{line}: {report}"
        );
        report
    }

    /// The code of the one error.
    fn refused(&self, line: &str) -> String {
        let (report, code) = self.verify(line);
        assert_eq!(
            (code, &report["valid"]),
            (1, &Value::Bool(false)),
            "{line}: {report}"
        );
        assert_eq!(report["errors"].as_array().unwrap().len(), 1);
        report["errors"][0]["code"].as_str().unwrap().to_owned()
    }
}

#[test]
fn xml_signed_here_is_verified_by_key_certificate_and_authority() {
    let folder = Folder::new("xml");
    folder.write("pain.xml", PAIN);
    folder.sign("--format xml --xades --certificate ./shop.pem ./pain.xml -o ./signed.xml");
    let report = folder.holds("--key ./shop.pem ./signed.xml");
    assert_eq!(report["format"], "xml-signature");
    assert_eq!(report["summary"]["algorithm"], "ecdsa-p256-sha256");
    assert_eq!(report["summary"]["covers"], "/Document");
    assert_eq!(report["summary"]["properties"], "XAdES-BES");
    assert_eq!(report["summary"]["signed_at"], AT);
    assert_eq!(report["summary"]["subject"], "CN=Shop");
    folder.holds("--key ./public.pem ./signed.xml");
    folder.holds("--anchor ./authority.pem ./signed.xml");
    // What was signed, without the signature.
    let output = folder.run(&format!(
        "verify --at {AT} --key ./shop.pem -o ./content.xml ./signed.xml"
    ));
    assert!(output.status.success());
    assert_eq!(folder.read("content.xml"), PAIN.as_bytes());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("xml-signature, valid")
    );

    assert_eq!(
        folder.refused("--key ./other.pem ./signed.xml"),
        "signature"
    );
    assert_eq!(
        folder.refused("--key ./shop.pem --algorithm ed25519 ./signed.xml"),
        "algorithm"
    );
    assert_eq!(
        folder.refused("--key ./shop.pem --cover {urn:x}Else ./signed.xml"),
        "not-covered"
    );
    let text = String::from_utf8(folder.read("signed.xml")).unwrap();
    folder.write("altered.xml", text.replace("10.00", "99.00"));
    assert_eq!(folder.refused("--key ./shop.pem ./altered.xml"), "digest");
    // Without anybody to trust it only tells what is claimed.
    let (report, code) = folder.verify("./signed.xml");
    assert_eq!(
        (code, report["errors"][0]["code"].as_str()),
        (1, Some("untrusted"))
    );
    assert_eq!(report["summary"]["claimed_certificates"], "CN=Shop");
    assert_eq!(report["warnings"][0]["code"], "trust");
    // An error has its line and column.
    folder.write("broken.xml", "<Document>\n  <A></B></Document>");
    let (report, _) = folder.verify("--key ./shop.pem ./broken.xml");
    assert_eq!(report["errors"][0]["line"], 2, "{report}");
}

#[test]
fn a_certificate_that_ran_out_is_refused() {
    let folder = Folder::new("period");
    folder.write("pain.xml", PAIN);
    folder.sign("--format xml --certificate ./shop.pem ./pain.xml -o ./signed.xml");
    let output =
        folder.run("verify --json --at 2027-06-01T00:00:00Z --anchor ./authority.pem ./signed.xml");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["errors"][0]["code"], "expired", "{report}");
}

#[test]
fn a_business_message_is_one_with_its_header() {
    let folder = Folder::new("head");
    let header = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr>A</Fr><Sgntr></Sgntr></AppHdr>";
    folder.write("head.xml", header);
    folder.write("pain.xml", PAIN);
    folder.sign("--format head.001 --content ./pain.xml ./head.xml -o ./signed.xml");
    folder.holds("--key ./public.pem --content ./pain.xml ./signed.xml");
    folder.write("other.xml", PAIN.replace("10.00", "99.00"));
    assert_eq!(
        folder.refused("--key ./public.pem --content ./other.xml ./signed.xml"),
        "digest"
    );
    // Both in one envelope, as systems hand them on.
    let signed = String::from_utf8(folder.read("signed.xml")).unwrap();
    folder.write(
        "envelope.xml",
        format!("<Envelope>{signed}{PAIN}</Envelope>"),
    );
    let report = folder.holds("--key ./public.pem ./envelope.xml");
    assert_eq!(
        report["summary"]["covers"],
        "/Envelope/AppHdr, /Envelope/Document"
    );
    // And signed there.
    folder.write(
        "envelope.xml",
        format!("<Envelope>{header}{PAIN}</Envelope>"),
    );
    let options = "--certificate ./shop.pem --sign-key-info";
    folder.sign(&format!(
        "--format head.001 {options} ./envelope.xml -o ./signed.xml"
    ));
    let report = folder.holds("--anchor ./authority.pem ./signed.xml");
    let covers = report["summary"]["covers"].as_str().unwrap();
    assert!(
        covers.contains("/Envelope/Document") && covers.contains("KeyInfo"),
        "{covers}"
    );
}

#[test]
fn ebics_requests_are_signed_where_they_say() {
    let folder = Folder::new("ebics");
    let request = "<ebicsRequest xmlns=\"urn:org:ebics:H005\"><header authenticate=\"true\"><static/></header>\
                   <AuthSignature/><body><DataTransfer>x</DataTransfer></body></ebicsRequest>";
    folder.write("request.xml", request);
    folder.sign("--format ebics ./request.xml -o ./signed.xml");
    let report = folder.holds("--key ./public.pem ./signed.xml");
    assert_eq!(report["summary"]["covers"], "/ebicsRequest/header");
}

#[test]
fn content_beside_an_xml_signature_is_compared() {
    let folder = Folder::new("detached");
    folder.write("batch.csv", "1;10.00\n");
    folder.sign("--format xml-detached --uri batch.csv ./batch.csv -o ./batch.xml");
    folder.holds("--key ./public.pem --content ./batch.csv ./batch.xml");
    folder.write("other.csv", "1;99.00\n");
    assert_eq!(
        folder.refused("--key ./public.pem --content ./other.csv ./batch.xml"),
        "digest"
    );
    assert_ne!(folder.verify("--key ./public.pem ./batch.xml").1, 0);
}

#[test]
fn jws_in_every_form() {
    let folder = Folder::new("jws");
    folder.write("body.json", "{\"amount\":\"10.00\"}");
    for form in ["jws", "jws-json"] {
        folder.sign(&format!(
            "--format {form} --key-id shop-1 --header typ=JOSE ./body.json -o ./{form}"
        ));
        let report = folder.holds(&format!("--key ./public.pem ./{form}"));
        assert_eq!(report["format"], "jws");
        let header = report["summary"]["header"].as_str().unwrap();
        assert!(
            header.contains("\"typ\":\"JOSE\"") && header.contains("shop-1"),
            "{header}"
        );
        let output = folder.run(&format!("verify --key ./public.pem -o ./out.json ./{form}"));
        assert!(output.status.success());
        assert_eq!(folder.read("out.json"), folder.read("body.json"));
    }
    for form in ["jws-detached", "jws-unencoded"] {
        folder.sign(&format!(
            "--format {form} --critical urn:iat=1790000000 ./body.json -o ./{form}"
        ));
        let line = format!("--key ./public.pem --content ./body.json ./{form}");
        assert_eq!(folder.refused(&line), "unsupported");
        folder.holds(&format!("--understood urn:iat {line}"));
        folder.write("other.json", "{}");
        let line =
            format!("--understood urn:iat --key ./public.pem --content ./other.json ./{form}");
        assert_eq!(folder.refused(&line), "signature");
    }
    assert_eq!(folder.refused("--key ./other.pem ./jws"), "signature");
    // A secret accepts MACs only: the public key is none.
    assert_eq!(folder.refused("--secret ./secret ./jws"), "algorithm");
}

#[test]
fn cms_attached_and_beside_the_file() {
    let folder = Folder::new("cms");
    folder.write("batch.csv", "1;10.00\n");
    folder.sign("--format cms --certificate ./shop.pem ./batch.csv -o ./batch.p7m");
    folder.sign("--format cms-detached --certificate ./shop.pem ./batch.csv -o ./batch.p7s");
    let report = folder.holds("--key ./shop.pem ./batch.p7m");
    assert_eq!(report["summary"]["signed_at"], AT);
    assert_eq!(report["summary"]["covers"], "8 bytes in it");
    folder.holds("--anchor ./authority.pem --content ./batch.csv ./batch.p7s");
    folder.write("other.csv", "1;99.00\n");
    assert_eq!(
        folder.refused("--key ./shop.pem --content ./other.csv ./batch.p7s"),
        "digest"
    );
    let (report, code) = folder.verify("./batch.p7m");
    assert_eq!(
        (code, report["errors"][0]["code"].as_str()),
        (1, Some("untrusted"))
    );
    assert_eq!(report["summary"]["claimed_certificates"], "CN=Shop");
}

const REQUEST: &str = "POST /v1/payments?x=1 HTTP/1.1\r\nHost: api.bank.example\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n\
                       X-Request-ID: 99391c7e\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"amount\":\"10.00\"}";

#[test]
fn captured_requests_are_signed_and_verified() {
    let folder = Folder::new("http");
    folder.write("request", REQUEST);
    for (form, format) in [
        ("http", "http-signature"),
        ("cavage", "http-signature-cavage"),
    ] {
        folder.sign(&format!(
            "--format {form} --key-id shop-1 ./request -o ./{form}"
        ));
        let report = folder.holds(&format!("--key ./public.pem ./{form}"));
        assert_eq!(report["format"], format);
        assert_eq!(report["summary"]["covers_body"], true);
        let text = String::from_utf8(folder.read(form)).unwrap();
        folder.write("altered", text.replace("10.00", "99.00"));
        assert_eq!(folder.refused("--key ./public.pem ./altered"), "digest");
        folder.write("altered", text.replace("POST /v1/", "POST /v2/"));
        assert_eq!(folder.refused("--key ./public.pem ./altered"), "signature");
        // Late is late, unless the window says otherwise.
        let late = format!("verify --json --at 2026-11-23T13:00:00Z --key ./public.pem ./{form}");
        assert_eq!(folder.run(&late).status.code(), Some(1));
        assert_eq!(
            folder.run(&format!("{late} --window 7200")).status.code(),
            Some(0)
        );
    }
    // Lines of a capture that somebody edited end in another way.
    folder.write("request", REQUEST.replace("\r\n", "\n"));
    folder.sign("--format http --key-id shop-1 ./request -o ./edited");
    folder.holds("--key ./public.pem ./edited");
}

#[test]
fn a_response_is_bound_to_its_request() {
    let folder = Folder::new("response");
    folder.write("request", REQUEST);
    folder.write(
        "response",
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n{\"status\":\"RCVD\"}",
    );
    folder.sign(
        "--format http --key-id bank-1 --cover @status --cover content-digest --cover @method;req --content ./request ./response -o ./signed",
    );
    folder.holds("--key ./public.pem --content ./request ./signed");
    let output = folder.run(&format!(
        "verify --json --at {AT} --key ./public.pem ./signed"
    ));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn keys_under_a_password() {
    let folder = Folder::new("password");
    folder.write("pain.xml", PAIN);
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fuzz/corpus/crypto_pkcs12"
    );
    for name in ["p256.p12", "pkcs8.pem"] {
        fs::copy(format!("{corpus}/{name}"), folder.path(name)).unwrap();
    }
    folder.write("password", "tell nobody\n");
    folder.write("wrong", "tell somebody");
    let at = "--at 2027-01-01T00:00:00Z";
    let sign = format!(
        "sign {at} --format xml --xades --key ./p256.p12 --password ./password ./pain.xml -o ./signed.xml"
    );
    assert!(folder.run(&sign).status.success());
    // The certificate of the file came along.
    let report = folder.run(&format!("verify --json {at} ./signed.xml"));
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(
        report["summary"]["claimed_certificates"],
        "CN=Shop; CN=Authority"
    );
    let sign = "sign --format jws --key ./pkcs8.pem --password ./password ./pain.xml";
    assert!(folder.run(sign).status.success());
    for (line, part) in [
        (
            "sign --format jws --key ./pkcs8.pem ./pain.xml",
            "--password",
        ),
        (
            "sign --format jws --key ./p256.p12 ./pain.xml",
            "--password",
        ),
        (
            "sign --format jws --key ./p256.p12 --password ./wrong ./pain.xml",
            "decryption failed",
        ),
    ] {
        let output = folder.run(line);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(
            error.contains(part) && !error.contains("somebody"),
            "{error}"
        );
    }
}

#[test]
fn the_sample_of_the_readme_holds() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let (key, file) = (
        format!("{samples}/shop.pem"),
        format!("{samples}/signed.xml"),
    );
    let output = run::run(&["verify", "--key", &key, &file], b"");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && text.contains("xml-signature, valid"),
        "{text}"
    );
}

#[test]
fn usage_errors_say_what_is_missing() {
    let folder = Folder::new("usage");
    folder.write("pain.xml", PAIN);
    for (line, part) in [
        ("verify", "no file is named"),
        ("verify --crl ./shop.pem ./pain.xml", "--anchor"),
        (
            "verify --key ./pain.xml ./pain.xml",
            "expected a public key or certificate",
        ),
        (
            "verify --format pdf ./pain.xml",
            "known are xml, jws, cms and http",
        ),
        ("verify --key ./missing ./pain.xml", "missing"),
        ("sign ./pain.xml", "no --format is named"),
        ("sign --format xml ./pain.xml", "no --key is named"),
        (
            "sign --format cms --key ./key.pem ./pain.xml",
            "needs a --certificate",
        ),
        (
            "sign --format http --key ./key.pem ./pain.xml",
            "needs a --key-id",
        ),
        (
            "sign --format xml --header a=b --key ./key.pem ./pain.xml",
            "are for JWS",
        ),
        (
            "sign --format xml --key ./public.pem ./pain.xml",
            "PrivateKey",
        ),
        (
            "sign --format xml --key ./key.pem --algorithm rsa-pss-sha256 ./pain.xml",
            "key",
        ),
        (
            "sign --format xml --key ./key.pem --certificate ./authority.pem ./pain.xml",
            "another key",
        ),
        (
            "sign --format ebics --key ./key.pem ./pain.xml",
            "not found",
        ),
    ] {
        let output = folder.run(line);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {error}");
        assert!(error.contains(part), "{line}: {error}");
    }
    for command in ["verify", "sign"] {
        let output = folder.run(&format!("{command} --help"));
        assert!(
            output.status.success() && output.stdout.starts_with(b"Verifies")
                || output.stdout.starts_with(b"Signs")
        );
    }
    let (report, code) = folder.verify("./secret");
    assert_eq!(
        (code, report["errors"][0]["code"].as_str()),
        (1, Some("format"))
    );
}
