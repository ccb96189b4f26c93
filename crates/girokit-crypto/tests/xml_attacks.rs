//! Attacks on XML signatures that were found in the field (CVE lists of xmlsec, xml-crypto, samlify, ruby-saml) or in a review of this
//! crate; and the forms of business messages and XAdES.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use girokit_crypto::keys::{KeyId, PinnedKey, SignatureAlgorithm, Signer as _, SigningKey};
use girokit_crypto::xml::{
    Canonicalization, Cover, DSIG, Document, Limits, Signature, Sources, VerifyPolicy, XADES,
    Xades, XmlSigner, canonicalize,
};
use girokit_crypto::{Error, ErrorKind};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>";

fn key() -> SigningKey {
    const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
    let id = KeyId::parse("k").unwrap();
    SigningKey::from_pem(id, SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap()
}

fn pinned() -> PinnedKey {
    PinnedKey::new(Arc::new(key().public_key()))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn verify(xml: &str, cover: Cover) -> Result<usize, Error> {
    let document = Document::parse(xml.as_bytes(), &Limits::default())?;
    let signature = Signature::only(&document)?;
    let verified = signature.verify(&VerifyPolicy::new(cover), &pinned(), &Sources::new())?;
    Ok(verified.content().len())
}

fn refused(xml: &str, cover: Cover) -> ErrorKind {
    verify(xml, cover).unwrap_err().kind()
}

fn enveloped(xml: &str) -> String {
    let key = key();
    let signer = XmlSigner::new(&key).with_id("s1");
    text(signer.sign_enveloped(xml.as_bytes()).unwrap())
}

/// The same document with the value that belongs to its `SignedInfo` now: a signer that writes what it should not.
fn resigned(xml: &str) -> String {
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let find = |local| document.named(DSIG, local).next().unwrap();
    let mut bytes = Vec::new();
    let info = find("SignedInfo");
    info.canonicalize(&Canonicalization::EXCLUSIVE, &[], &mut bytes)
        .unwrap();
    let value = STANDARD.encode(key().sign(&bytes).unwrap());
    let range = find("SignatureValue").range();
    let value = format!("<ds:SignatureValue>{value}</ds:SignatureValue>");
    [&xml[..range.start], &value, &xml[range.end..]].concat()
}

fn digest_of(xml: &str) -> String {
    let from = xml.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    xml[from..xml.find("</ds:DigestValue>").unwrap()].to_owned()
}

/// xml-crypto CVE-2025-29775: another digest in a comment of `DigestValue`, which is no part of the canonical form.
#[test]
fn a_digest_in_a_comment_is_not_read() {
    let good = enveloped("<r xmlns=\"urn:r\"><Amt>10.00</Amt></r>");
    let other = digest_of(&enveloped("<r xmlns=\"urn:r\"><Amt>99.00</Amt></r>"));
    let digest = digest_of(&good);
    let slipped = good
        .replace(&digest, &format!("<!--{other}-->{digest}"))
        .replace("10.00", "99.00");
    assert_eq!(refused(&slipped, Cover::Root), ErrorKind::DigestMismatch);
    // The comment itself harms nothing: the value is read around it.
    let (left, right) = digest.split_at(7);
    let commented = good.replace(&digest, &format!("{left}<!--{other}-->{right}"));
    verify(&commented, Cover::Root).unwrap();
}

/// xml-crypto CVE-2025-29774: a second `SignedInfo`, wherever it stands.
#[test]
fn a_second_signed_info_is_refused_or_not_read() {
    let good = enveloped("<r xmlns=\"urn:r\"><Amt>10.00</Amt></r>");
    let evil = enveloped("<r xmlns=\"urn:r\"><Amt>99.00</Amt></r>");
    let info = |xml: &str| {
        xml[xml.find("<ds:SignedInfo>").unwrap()..xml.find("</ds:SignedInfo>").unwrap() + 16]
            .to_owned()
    };
    let (good_info, evil_info) = (info(&good), info(&evil));
    for both in [
        format!("{evil_info}{good_info}"),
        format!("{good_info}{evil_info}"),
    ] {
        let xml = good.replace(&good_info, &both).replace("10.00", "99.00");
        assert_eq!(refused(&xml, Cover::Root), ErrorKind::Malformed);
    }
    let object = format!("<ds:Object>{evil_info}</ds:Object></ds:Signature>");
    let xml = good.replace("10.00", "99.00");
    let xml = xml.replace("</ds:Signature>", &object);
    assert_eq!(refused(&xml, Cover::Root), ErrorKind::DigestMismatch);
}

/// passport-saml CVE-2022-39299: two root elements; and anything else behind the root.
#[test]
fn a_second_root_is_refused() {
    let good = enveloped("<r xmlns=\"urn:r\"/>");
    for more in ["<r/>", "x", "<![CDATA[x]]>", "&#32;", "</r>"] {
        for xml in [format!("{good}{more}"), format!("{more}{good}")] {
            assert_eq!(refused(&xml, Cover::Root), ErrorKind::Malformed, "{more}");
        }
    }
}

#[test]
fn line_ends_are_normalized_and_references_to_them_are_not() {
    let good = enveloped("<r xmlns=\"urn:r\" a=\"1 2\">a\nb&#13;c<b>\n</b></r>");
    verify(&good.replace("a\nb", "a\r\nb"), Cover::Root).unwrap();
    verify(&good.replace("a\nb", "a\rb"), Cover::Root).unwrap();
    for (from, to) in [
        ("a=\"1 2\"", "a=\"1\t2\""),
        ("a=\"1 2\"", "a=\"1\r\n2\""),
        ("a=\"1 2\"", "a='1&#32;2'"),
    ] {
        verify(&good.replace(from, to), Cover::Root).unwrap();
    }
    for (from, to) in [
        ("a\nb", "a&#13;\nb"),
        ("b&#13;c", "b\rc"),
        ("b&#13;c", "bc"),
        ("a=\"1 2\"", "a=\"1&#9;2\""),
        ("a=\"1 2\"", "a=\"1  2\""),
        ("a=\"1 2\"", "a=\" 1 2\""),
        ("a=\"1 2\"", "a=\"1 2\" b=\"\""),
    ] {
        let xml = good.replace(from, to);
        assert_ne!(xml, good);
        assert_eq!(
            refused(&xml, Cover::Root),
            ErrorKind::DigestMismatch,
            "{to}"
        );
    }
}

/// Names are compared as namespace and local name; what reads the same in another namespace is another.
#[test]
fn prefixes_and_namespaces_cannot_be_swapped() {
    let good = enveloped("<p:r xmlns:p=\"urn:r\"><p:Amt>1</p:Amt></p:r>");
    for (from, to, kind) in [
        ("urn:r", "urn:s", ErrorKind::DigestMismatch),
        (
            "<p:r ",
            "<p:r xmlns=\"urn:q\" ",
            ErrorKind::SignatureInvalid,
        ),
        (
            "<ds:SignedInfo>",
            "<ds:SignedInfo xmlns:ds=\"urn:ds\">",
            ErrorKind::Malformed,
        ),
        (
            "<ds:DigestMethod Algorithm",
            "<ds:DigestMethod ds:Algorithm",
            ErrorKind::Malformed,
        ),
        (
            "<ds:Reference URI",
            "<ds:Reference ds:URI",
            ErrorKind::Untrusted,
        ),
    ] {
        let xml = good.replace(from, to);
        assert_ne!(xml, good);
        let error = verify(&xml, Cover::Root);
        // An unused default namespace is no part of the exclusive form.
        if to.contains("urn:q") {
            error.unwrap();
        } else if from.contains("Reference") {
            assert_eq!(error.unwrap_err().kind(), ErrorKind::SignatureInvalid);
        } else {
            assert_eq!(error.unwrap_err().kind(), kind, "{to}");
        }
    }
    let names = Cover::Elements(vec![("urn:r".to_owned(), "Amt".to_owned())]);
    verify(&good, names.clone()).unwrap();
    let names = Cover::Elements(vec![("urn:other".to_owned(), "Amt".to_owned())]);
    assert_eq!(refused(&good, names), ErrorKind::NotCovered);
}

/// A place in `SignedInfo` that nobody reads, but that is canonicalized before the signature is known to be good.
#[test]
fn nothing_hides_in_the_parameters_of_methods() {
    let key = key();
    let form = Canonicalization::EXCLUSIVE
        .with_inclusive_prefixes(["a"])
        .unwrap();
    let signer = XmlSigner::new(&key).with_canonicalization(form);
    let good = text(signer.sign_enveloped(b"<r xmlns:a=\"urn:a\"/>").unwrap());
    verify(&good, Cover::Root).unwrap();
    let parameter = good.replace("</ds:DigestMethod>", "<x></x></ds:DigestMethod>");
    assert_eq!(
        refused(&parameter, Cover::Root),
        ErrorKind::AlgorithmNotAllowed
    );
    let parameter = good.replace(
        "</ec:InclusiveNamespaces>",
        "<x></x></ec:InclusiveNamespaces>",
    );
    assert_eq!(refused(&parameter, Cover::Root), ErrorKind::Malformed);
}

#[test]
fn the_enveloped_transform_over_given_content_is_refused() {
    let key = key();
    let plain = text(
        XmlSigner::new(&key)
            .sign_detached(&[("cid:a", b"content")])
            .unwrap(),
    );
    let check = |xml: &str| {
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let signature = Signature::only(&document).unwrap();
        let sources = Sources::new().with_detached("cid:a", b"content");
        signature
            .verify(&VerifyPolicy::new(Cover::Given), &pinned(), &sources)
            .map(drop)
    };
    check(&plain).unwrap();
    let transforms = format!("<ds:Transforms>{ENVELOPED}</ds:Transforms><ds:DigestMethod ");
    let xml = resigned(&plain.replace("<ds:DigestMethod ", &transforms));
    assert_eq!(check(&xml).unwrap_err().kind(), ErrorKind::Untrusted);
}

/// Its digest would be that of nothing.
#[test]
fn a_signature_that_takes_itself_out_of_itself_is_refused() {
    let good = enveloped("<r xmlns=\"urn:r\"/>");
    let empty = STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, b""));
    for (xml, uri) in [(good.clone(), "#s1"), (good.clone(), "")] {
        let xml = xml
            .replace("URI=\"\"", &format!("URI=\"{uri}\""))
            .replace(&digest_of(&good), &empty);
        let alone = xml.replace("<r xmlns=\"urn:r\">", "").replace("</r>", "");
        let alone = resigned(&alone);
        assert_eq!(
            refused(&alone, Cover::DangerouslyAnything),
            ErrorKind::Untrusted
        );
        if uri == "#s1" {
            let inside = resigned(&xml);
            assert_eq!(
                refused(&inside, Cover::DangerouslyAnything),
                ErrorKind::Untrusted
            );
        }
    }
}

#[test]
fn two_references_without_uri_are_refused() {
    let key = key();
    let header = "<AppHdr xmlns=\"urn:h\"><Sgntr/></AppHdr>";
    let signed = XmlSigner::new(&key)
        .sign_business_message(header.as_bytes(), b"<Document/>")
        .unwrap();
    let xml = text(signed);
    let from = xml.find("<ds:Reference><").unwrap();
    let to = from + xml[from..].find("</ds:Reference>").unwrap() + "</ds:Reference>".len();
    let reference = &xml[from..to];
    let twice = resigned(&xml.replace(reference, &reference.repeat(2)));
    assert_eq!(refused(&twice, Cover::Root), ErrorKind::Malformed);
}

/// Canonical XML 1.0 section 1.3 asks for a failure; libxml2 fails too.
#[test]
fn namespaces_that_are_no_absolute_uris_are_refused() {
    for xml in [
        "<r xmlns=\"rel\"/>",
        "<r xmlns:a=\"../x\"/>",
        "<r><a:b xmlns:a=\"#f\"/></r>",
        "<r xmlns=\"1a:b\"/>",
        "<r xmlns=\"//host/x\"/>",
        "<r xmlns=\"urn:a b\"/>",
        "<r xmlns=\" urn:a\"/>",
        "<r xmlns=\"urn:\u{e4}\"/>",
        "<r xmlns=\"urn:&lt;\"/>",
        "<r xmlns=\"urn:%4\"/>",
        "<r xmlns=\"urn:a#b#c\"/>",
    ] {
        let error = Document::parse(xml.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{xml}");
    }
    for xml in [
        "<r xmlns=\"\"/>",
        "<r xmlns=\"a+b.c-1:x\"/>",
        "<r xmlns=\"urn:\"/>",
        "<r xmlns=\"http://[::1]/%4a?b=&amp;c#d\"/>",
    ] {
        Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    }
}

/// xml:id 1.0 section 4: other processors take spaces off, or find no id.
#[test]
fn an_xml_id_is_a_name() {
    for bad in ["", " p1", "p1 ", "1", "a:b", "a!"] {
        let xml = format!("<r><p xml:id=\"{bad}\"/></r>");
        let error = Document::parse(xml.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{bad}");
    }
    let good = "<r><p xml:id=\"p1\"/><q Id=\" 1\"/></r>";
    let document = Document::parse(good.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(document.by_id("p1").unwrap().local_name(), "p");
}

/// A declaration that other parsers read in another way.
#[test]
fn a_document_that_says_ascii_is_ascii() {
    let declared = "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>";
    Document::parse(format!("{declared}<r/>").as_bytes(), &Limits::default()).unwrap();
    let other = format!("{declared}<r>ä</r>");
    let error = Document::parse(other.as_bytes(), &Limits::default());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn the_depth_limit_counts_empty_elements() {
    let mut limits = Limits::default();
    limits.depth = 3;
    Document::parse(b"<a><b><c/></b></a>", &limits).unwrap();
    for deep in ["<a><b><c><d/></c></b></a>", "<a><b><c><d></d></c></b></a>"] {
        let error = Document::parse(deep.as_bytes(), &limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{deep}");
    }
}

/// Canonical XML 1.1 section 2.4: `xml:lang` and `xml:space` come down, `xml:base` is joined, others stay where they are. In 1.0 all
/// come down.
#[test]
fn canonical_xml_1_1_inherits_only_what_is_inheritable() {
    let xml = "<r xml:lang=\"de\" xml:space=\"preserve\" xml:id=\"i\" xml:other=\"o\" xml:base=\"a/\"><e/></r>";
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let node = document.root().children().next().unwrap();
    let canonical = |form: &Canonicalization| {
        let mut out = Vec::new();
        node.canonicalize(form, &[], &mut out).unwrap();
        text(out)
    };
    assert_eq!(
        canonical(&Canonicalization::INCLUSIVE_11),
        "<e xml:base=\"a/\" xml:lang=\"de\" xml:space=\"preserve\"></e>"
    );
    assert_eq!(
        canonical(&Canonicalization::INCLUSIVE),
        "<e xml:base=\"a/\" xml:id=\"i\" xml:lang=\"de\" xml:other=\"o\" xml:space=\"preserve\"></e>"
    );
    assert_eq!(canonical(&Canonicalization::EXCLUSIVE), "<e></e>");
}

#[test]
fn xml_base_is_joined_within_a_limit() {
    let long = "a/".repeat(3000);
    let xml = format!("<r xml:base=\"{long}\"><s xml:base=\"{long}\"><e/></s></r>");
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let node = document.elements().last().unwrap();
    let mut out = Vec::new();
    let error = node.canonicalize(&Canonicalization::INCLUSIVE_11, &[], &mut out);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::TooLarge);
    node.canonicalize(&Canonicalization::INCLUSIVE, &[], &mut out)
        .unwrap();
}

/// Listed prefixes are shown where they are declared, and again where the output does not show them.
#[test]
fn listed_prefixes_inside_are_shown_once() {
    let form = Canonicalization::EXCLUSIVE
        .with_inclusive_prefixes(["p", "q", "#default"])
        .unwrap();
    let xml = "<r xmlns:p=\"urn:p\"  a=\"1\"><s xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" ><t xmlns=\"urn:d\"><u  b=\"2\"/></t></s><v xmlns:p=\"urn:2\"/></r>";
    let mut out = Vec::new();
    canonicalize(xml.as_bytes(), &form, &Limits::default(), &mut out).unwrap();
    assert_eq!(
        text(out),
        "<r xmlns:p=\"urn:p\" a=\"1\"><s xmlns:q=\"urn:q\"><t xmlns=\"urn:d\"><u b=\"2\"></u></t></s><v xmlns:p=\"urn:2\"></v></r>"
    );
}

const EBICS: &str = "<ebicsResponse xmlns=\"urn:org:ebics:H005\"><header authenticate=\"true\"><mutable><ReturnCode>061001</ReturnCode></mutable></header>\
    <AuthSignature/><body><ReturnCode authenticate=\"true\">061001</ReturnCode></body></ebicsResponse>";

fn verify_ebics(xml: &str) -> Result<usize, Error> {
    let document = Document::parse(xml.as_bytes(), &Limits::default())?;
    let mut found = document.named("urn:org:ebics:H005", "AuthSignature");
    let signature = Signature::parse(found.next().unwrap())?;
    let policy = VerifyPolicy::new(Cover::Authenticated);
    let verified = signature.verify(&policy, &pinned(), &Sources::new())?;
    Ok(verified.content().len())
}

/// The signed header goes to where nobody reads it, and one that says nothing of `authenticate` comes in its place.
#[test]
fn an_ebics_header_that_is_not_authenticated_is_refused() {
    let key = key();
    let xml = text(XmlSigner::new(&key).sign_ebics(EBICS.as_bytes()).unwrap());
    assert_eq!(verify_ebics(&xml).unwrap(), 2);
    let header = &xml[xml.find("<header").unwrap()..xml.find("</header>").unwrap() + 9];
    let code = &xml[xml.find("<ReturnCode authenticate").unwrap()..xml.find("</body>").unwrap()];
    let evil = |part: &str, attribute: &str| {
        part.replace(" authenticate=\"true\"", attribute)
            .replace("061001", "000000")
    };
    for attribute in [
        "",
        " authenticate=\"1\"",
        " authenticate=\" true\"",
        " x:authenticate=\"true\" xmlns:x=\"urn:x\"",
    ] {
        // The signed ones in an extension, in the order in which they were signed.
        let moved = xml
            .replace(header, &evil(header, attribute))
            .replace(code, &evil(code, attribute))
            .replace("</body>", &format!("<Ext>{header}{code}</Ext></body>"));
        assert_eq!(
            verify_ebics(&moved).unwrap_err().kind(),
            ErrorKind::NotCovered,
            "header {attribute}"
        );
        let moved = xml
            .replace(code, &evil(code, attribute))
            .replace("</body>", &format!("<Ext>{code}</Ext></body>"));
        assert_eq!(
            verify_ebics(&moved).unwrap_err().kind(),
            ErrorKind::NotCovered,
            "code {attribute}"
        );
    }
    let signer = XmlSigner::new(&key).with_key_name("k");
    let error = signer.with_signed_key_info().sign_ebics(EBICS.as_bytes());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unsupported);
    // Two headers, and none.
    let twice = xml.replace(header, &format!("{header}{}", evil(header, "")));
    assert_eq!(
        verify_ebics(&twice).unwrap_err().kind(),
        ErrorKind::Malformed
    );
    let none = xml.replace(header, &format!("<Ext>{header}</Ext>"));
    assert_eq!(
        verify_ebics(&none).unwrap_err().kind(),
        ErrorKind::NotCovered
    );
}

const ENVELOPE: &str = "<Envelope xmlns=\"https://market.example/pacs.008/1.5\"><AppHdr><BizMsgIdr>B1</BizMsgIdr><Sgntr/></AppHdr>\
    <Document><Amt>10.00</Amt></Document></Envelope>";

fn verify_business(xml: &str) -> Result<usize, Error> {
    let document = Document::parse(xml.as_bytes(), &Limits::default())?;
    let signature = Signature::only(&document)?;
    let sources = Sources::business_message(&document)?;
    let verified = signature.verify(&VerifyPolicy::new(Cover::Given), &pinned(), &sources)?;
    Ok(verified.content().len())
}

/// Three references: `KeyInfo`, the header without the signature, the message.
#[test]
fn a_business_envelope_is_signed_with_its_key_info() {
    let key = key();
    let signer = XmlSigner::new(&key)
        .with_id("s1")
        .with_issuer_serial("CN=CA & Sons", "42")
        .with_subject_key_identifier(vec![1, 2, 3])
        .with_signed_key_info();
    let xml = text(signer.sign_business_envelope(ENVELOPE.as_bytes()).unwrap());
    assert_eq!(verify_business(&xml).unwrap(), 3);
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let uris: Vec<_> = signature.reference_uris().collect();
    assert_eq!(uris, [Some(""), None, Some("#s1-key")]);
    let hints = signature.key_info();
    assert_eq!(
        hints.issuer_serial,
        Some(("CN=CA & Sons".to_owned(), "42".to_owned()))
    );
    assert_eq!(hints.subject_key_identifier, Some(vec![1, 2, 3]));
    for (from, to) in [
        ("10.00", "99.00"),
        (">B1<", ">B2<"),
        ("Number>42", "Number>43"),
        ("<Document>", "<Document a=\"\">"),
    ] {
        let altered = xml.replace(from, to);
        assert_ne!(altered, xml);
        assert_eq!(
            verify_business(&altered).unwrap_err().kind(),
            ErrorKind::DigestMismatch,
            "{to}"
        );
    }
    for two in [
        xml.replace("</Envelope>", "<Document/></Envelope>"),
        xml.replace("<AppHdr>", "<AppHdr/><AppHdr>"),
        xml.replace("Document>", "Payment>"),
    ] {
        assert_eq!(
            verify_business(&two).unwrap_err().kind(),
            ErrorKind::Malformed
        );
    }
    // The header alone.
    let alone = XmlSigner::new(&key)
        .sign_enveloped_in(
            b"<AppHdr xmlns=\"https://market.example/pacs.008/1.5\"><BizMsgIdr>B1</BizMsgIdr><Sgntr/></AppHdr>",
            "https://market.example/pacs.008/1.5",
            "Sgntr",
        )
        .unwrap();
    let envelope = format!(
        "<Envelope>{}<Document xmlns=\"urn:d\"/></Envelope>",
        text(alone)
    );
    assert_eq!(
        verify_business(&envelope).unwrap_err().kind(),
        ErrorKind::NotCovered
    );
    // Nothing to sign in KeyInfo.
    let none = XmlSigner::new(&key).with_signed_key_info();
    assert!(none.sign_business_envelope(ENVELOPE.as_bytes()).is_err());
}

/// What level B-B of ETSI EN 319 132-1 section 6.3 asks for.
#[test]
fn xades_has_what_the_baseline_asks_for() {
    let key = key();
    let time = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let certificate = b"a certificate".to_vec();
    let signer = XmlSigner::new(&key)
        .with_id("s1")
        .with_xades(Xades::new(time, certificate.clone()));
    let xml = text(signer.sign_enveloped(b"<r xmlns=\"urn:r\">1</r>").unwrap());
    let required = VerifyPolicy::new(Cover::Root).with_xades_required();
    let check = |xml: &str| {
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let signature = Signature::only(&document).unwrap();
        let found = signature.verify(&required, &pinned(), &Sources::new());
        found.map(drop).map_err(|error| error.kind())
    };
    check(&xml).unwrap();
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    assert_eq!(signature.key_info().certificates, [certificate]);
    let format = document.named(XADES, "DataObjectFormat").next().unwrap();
    assert_eq!(
        format.attribute("ObjectReference").as_deref(),
        Some("#s1-ref-0")
    );
    assert!(document.by_id("s1-ref-0").unwrap().is(DSIG, "Reference"));
    let mime = format.child(XADES, "MimeType").unwrap().unwrap();
    assert_eq!(mime.text().unwrap(), "text/xml");
    // Without properties, without the time, without the certificate.
    assert_eq!(
        check(&enveloped("<r xmlns=\"urn:r\">1</r>")),
        Err(ErrorKind::NotCovered)
    );
    for part in ["SigningTime", "SigningCertificateV2"] {
        let from = xml.find(&format!("<xades:{part}>")).unwrap();
        let end = format!("</xades:{part}>");
        let to = xml.find(&end).unwrap() + end.len();
        let without = xml.replace(&xml[from..to], "");
        let parsed = Document::parse(without.as_bytes(), &Limits::default()).unwrap();
        let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
        let node = parsed.by_id("s1-properties").unwrap();
        node.canonicalize(&Canonicalization::EXCLUSIVE, &[], &mut digest)
            .unwrap();
        let value = STANDARD.encode(digest.finish());
        let at = without.rfind("</ds:DigestValue></ds:Reference>").unwrap();
        let mut again = without.clone();
        again.replace_range(at - value.len()..at, &value);
        let again = resigned(&again);
        verify(&again, Cover::Root).unwrap();
        assert_eq!(check(&again), Err(ErrorKind::NotCovered), "{part}");
    }
}

#[test]
fn the_id_of_a_signature_is_a_name() {
    let key = key();
    for bad in ["", "1", "a b", "a&b", "a:b", "\""] {
        let signer = XmlSigner::new(&key).with_id(bad);
        let error = signer.sign_enveloped(b"<r/>").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{bad}");
    }
}

/// Every signature of many is verified over its own element only, and none borrows from another.
#[test]
fn many_signatures_each_sign_their_own() {
    let key = key();
    let mut xml = "<r xmlns=\"urn:r\">".to_owned();
    for number in 0..5 {
        write!(xml, "<p Id=\"p{number}\">{number}</p>").unwrap();
    }
    xml += "</r>";
    for number in 0..5 {
        let signer = XmlSigner::new(&key).with_id(format!("s{number}"));
        let bytes = signer.sign_element_enveloped(xml.as_bytes(), &format!("p{number}"));
        xml = text(bytes.unwrap());
    }
    assert!(xml.contains(EXCLUSIVE));
    let altered = xml.replace(">3<", ">4<");
    let document = Document::parse(altered.as_bytes(), &Limits::default()).unwrap();
    let results: Vec<_> = document
        .named(DSIG, "Signature")
        .map(|node| {
            let policy = VerifyPolicy::new(Cover::DangerouslyAnything);
            let signature = Signature::parse(node).unwrap();
            signature
                .verify(&policy, &pinned(), &Sources::new())
                .is_ok()
        })
        .collect();
    assert_eq!(results, [true, true, true, false, true]);
}

/// The comment that cuts text off in other parsers (CVE-2017-11427 and its kin) is not in what is handed on.
#[test]
fn octets_hold_what_was_signed_and_nothing_else() {
    let xml = "<r xmlns=\"urn:r\" xmlns:u='urn:u'><Amt>10.00</Amt></r>";
    let signed = enveloped(xml).replace("10.00", "1<!-- -->0.00");
    let octets = |xml: &str| -> Result<Vec<String>, Error> {
        let document = Document::parse(xml.as_bytes(), &Limits::default())?;
        let signature = Signature::only(&document)?;
        let policy = VerifyPolicy::new(Cover::Root);
        let verified = signature.verify_octets(&policy, &pinned(), &Sources::new())?;
        assert_eq!(verified.by().key().as_str(), "k");
        Ok(verified.into_content().into_iter().map(text).collect())
    };
    assert_eq!(
        octets(&signed).unwrap(),
        ["<r xmlns=\"urn:r\"><Amt>10.00</Amt></r>"]
    );
    let altered = octets(&signed.replace("1<!-- -->0", "2<!-- -->0"));
    assert_eq!(altered.unwrap_err().kind(), ErrorKind::DigestMismatch);
    // A message beside its header, and the header without the signature.
    let key = key();
    let header = "<AppHdr xmlns=\"urn:h\"><Sgntr/></AppHdr>";
    let message = b"<Document  xmlns='urn:d'>1<!-- -->0</Document>";
    let header = XmlSigner::new(&key).sign_business_message(header.as_bytes(), message);
    let header = header.unwrap();
    let document = Document::parse(&header, &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let policy = VerifyPolicy::new(Cover::Root).and_cover(Cover::Given);
    let sources = Sources::new().with_unnamed(message);
    let verified = signature
        .verify_octets(&policy, &pinned(), &sources)
        .unwrap();
    let found: Vec<_> = verified.content().iter().cloned().map(text).collect();
    assert_eq!(
        found,
        [
            "<AppHdr xmlns=\"urn:h\"><Sgntr></Sgntr></AppHdr>",
            "<Document xmlns=\"urn:d\">10</Document>"
        ]
    );
}
