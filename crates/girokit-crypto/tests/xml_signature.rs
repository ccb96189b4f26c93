//! XML signatures: forms, and the attacks on them.
#![cfg(feature = "xml")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use chrono::DateTime;
use girokit_crypto::keys::{
    Algorithm, FoundKey, HmacKey, KeyFinder, KeyHints, KeyId, MacAlgorithm, Pem, PemLabel,
    PinnedKey, SignatureAlgorithm, SigningKey,
};
use girokit_crypto::xml::{
    Canonicalization, Cover, Document, Limits, Signature, Signed, Sources, VerifyPolicy, Xades,
    XmlSigner,
};
use girokit_crypto::{Error, ErrorKind, Secret, SigningCertificate};

const PAY: &str = "urn:pay";
const PUBLIC: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/rsa-public.pem");

fn id(name: &str) -> KeyId {
    name.parse().unwrap()
}

fn signing() -> SigningKey {
    const P256: &[u8] = include_bytes!("../../../fuzz/corpus/crypto_pem/p256.pem");
    SigningKey::from_pem(id("k"), SignatureAlgorithm::EcdsaP256Sha256, P256).unwrap()
}

fn pinned() -> PinnedKey {
    PinnedKey::new(Arc::new(signing().public_key()))
}

fn signer(key: &SigningKey) -> XmlSigner<'_> {
    XmlSigner::new(key).with_id("s1")
}

fn payments() -> Cover {
    Cover::Elements(vec![(PAY.to_owned(), "Pay".to_owned())])
}

fn verify(xml: &str, cover: Cover) -> Result<(), Error> {
    let document = Document::parse(xml.as_bytes(), &Limits::default())?;
    let signature = Signature::only(&document)?;
    signature
        .verify(&VerifyPolicy::new(cover), &pinned(), &Sources::new())
        .map(drop)
}

fn refused(xml: &str, cover: Cover) -> ErrorKind {
    let error = verify(xml, cover).unwrap_err();
    assert!(!error.to_string().contains("10.00"), "content in {error}");
    error.kind()
}

/// The amounts that a caller sees who works on the signed elements only.
fn amounts(xml: &str) -> Vec<String> {
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let policy = VerifyPolicy::new(Cover::DangerouslyAnything);
    let verified = signature
        .verify(&policy, &pinned(), &Sources::new())
        .unwrap();
    let amounts = verified
        .content()
        .iter()
        .flat_map(|signed| signed.named(PAY, "Amt"));
    amounts.map(|node| node.text().unwrap()).collect()
}

const ONE: &str = "<Env xmlns=\"urn:pay\"><Ext></Ext><Pay Id=\"p1\"><Amt>10.00</Amt></Pay></Env>";

/// `Pay` with its signature inside, and the two apart: `(before, payment without signature, signature, after)`.
fn signed() -> (String, [String; 2]) {
    let key = signing();
    let xml = String::from_utf8(
        signer(&key)
            .sign_element_enveloped(ONE.as_bytes(), "p1")
            .unwrap(),
    )
    .unwrap();
    let from = xml.find("<ds:Signature ").unwrap();
    let to = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = xml[from..to].to_owned();
    let pay =
        xml[xml.find("<Pay").unwrap()..xml.find("</Pay>").unwrap() + 6].replace(&signature, "");
    assert_eq!(amounts(&xml), ["10.00"]);
    verify(&xml, payments()).unwrap();
    (xml, [pay, signature])
}

fn evil(inside: &str, id: &str) -> String {
    format!("<Pay Id=\"{id}\"><Amt>9999.00</Amt>{inside}</Pay>")
}

fn envelope(inside: &str) -> String {
    format!("<Env xmlns=\"urn:pay\"><Ext></Ext>{inside}</Env>")
}

/// The eight signature wrappings in the numbering of SAML Raider; for 1 and 2 the signed element is the whole message there,
/// here it is the payment, which makes no difference to who is found.
#[test]
fn xsw_1_to_8_are_refused_or_give_only_what_was_signed() {
    let (_, [pay, signature]) = signed();
    let with = |signature: &str| pay.replace("</Pay>", &format!("{signature}</Pay>"));
    let inside = |content: &str| {
        signature.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{content}</ds:Object></ds:Signature>"),
        )
    };
    let cases = [
        // 1: a copy of the signed element inside the signature, the signature in the evil element.
        (1, envelope(&evil(&inside(&pay), "e1"))),
        // 2: the signed element before the signature, both in the evil element.
        (2, envelope(&evil(&format!("{pay}{signature}"), "e1"))),
        // 3: the evil element before the signed one.
        (
            3,
            envelope(&format!("{}{}", evil("", "e1"), with(&signature))),
        ),
        // 4: the signed element inside the evil one.
        (4, envelope(&evil(&with(&signature), "e1"))),
        // 5: the signature in the evil element, the signed one at the end.
        (5, envelope(&format!("{}{pay}", evil(&signature, "e1")))),
        // 6: the same, the signed one inside the signature.
        (6, envelope(&evil(&inside(&pay), "e2"))),
        // 7: the evil element in an extension before the signed one.
        (
            7,
            envelope(&with(&signature))
                .replace("<Ext></Ext>", &format!("<Ext>{}</Ext>", evil("", "e1"))),
        ),
        // 8: the signed element in an Object of the signature, which stands in the evil one.
        (8, envelope(&evil(&inside(&with("")), "e1"))),
    ];
    for (number, xml) in cases {
        let error = verify(&xml, payments()).unwrap_err();
        let kinds = [ErrorKind::NotCovered, ErrorKind::Untrusted];
        assert!(kinds.contains(&error.kind()), "XSW{number}: {error}");
        // Whoever looks only at what the result names never sees the evil amount.
        let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
        let parsed = Signature::only(&document).unwrap();
        let policy = VerifyPolicy::new(Cover::DangerouslyAnything);
        if let Ok(verified) = parsed.verify(&policy, &pinned(), &Sources::new()) {
            let found = verified
                .content()
                .iter()
                .flat_map(|signed| signed.named(PAY, "Amt"));
            let found: Vec<_> = found.map(|node| node.text().unwrap()).collect();
            assert_eq!(found, ["10.00"], "XSW{number}");
        }
    }
}

/// As XSW3, with the id of the signed element on the evil one.
#[test]
fn an_id_that_stands_twice_names_nothing() {
    let (xml, _) = signed();
    for (name, place) in [("Id", "<Ext>"), ("ID", "<Ext>"), ("xml:id", "<Ext>")] {
        let twice = xml.replace(place, &format!("<Ext {name}=\"p1\">"));
        assert_eq!(refused(&twice, payments()), ErrorKind::Malformed, "{name}");
    }
}

#[test]
fn an_id_on_a_moved_element_signs_that_element_only() {
    let key = signing();
    let xml = "<Env xmlns=\"urn:pay\"><Pay Id=\"p1\"><Amt>10.00</Amt></Pay></Env>";
    let xml =
        String::from_utf8(signer(&key).sign_elements(xml.as_bytes(), &["p1"]).unwrap()).unwrap();
    verify(&xml, payments()).unwrap();
    let moved = xml
        .replace("<Pay", "<Ext><Pay")
        .replace("</Pay>", "</Pay></Ext><Pay><Amt>9999.00</Amt></Pay>");
    assert_eq!(refused(&moved, payments()), ErrorKind::NotCovered);
    assert_eq!(amounts(&moved), ["10.00"]);
}

#[test]
fn content_in_an_object_of_the_signature_is_not_covered() {
    let key = signing();
    let xml = String::from_utf8(signer(&key).sign_enveloped(ONE.as_bytes()).unwrap()).unwrap();
    verify(&xml, Cover::Root).unwrap();
    let evil =
        "<ds:Object><Pay xmlns=\"urn:pay\"><Amt>9999.00</Amt></Pay></ds:Object></ds:Signature>";
    let wrapped = xml.replace("</ds:Signature>", evil);
    assert_eq!(refused(&wrapped, payments()), ErrorKind::NotCovered);
    assert_eq!(amounts(&wrapped), ["10.00"]);
}

#[test]
fn altered_content_signature_or_key_is_refused() {
    let (xml, [_, signature]) = signed();
    assert_eq!(
        refused(&xml.replace("10.00", "10.01"), payments()),
        ErrorKind::DigestMismatch
    );
    let at = xml.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let mut altered = xml.clone();
    altered.replace_range(
        at..at + 4,
        if &xml[at..at + 4] == "AAAA" {
            "BBBB"
        } else {
            "AAAA"
        },
    );
    assert_eq!(refused(&altered, payments()), ErrorKind::SignatureInvalid);
    let digest = signature.find("<ds:DigestValue>").unwrap() + 16;
    let other = signature.replace(&signature[digest..digest + 4], "AAAA");
    assert_eq!(
        refused(&xml.replace(&signature, &other), payments()),
        ErrorKind::SignatureInvalid
    );
}

#[test]
fn signatures_without_or_with_too_many_references_are_refused() {
    let (xml, _) = signed();
    let from = xml.find("<ds:Reference").unwrap();
    let to = xml.find("</ds:Reference>").unwrap() + "</ds:Reference>".len();
    let reference = &xml[from..to];
    assert_eq!(
        refused(&xml.replace(reference, ""), payments()),
        ErrorKind::Malformed
    );
    assert_eq!(
        refused(&xml.replace(reference, &reference.repeat(17)), payments()),
        ErrorKind::TooLarge
    );
    let info =
        &xml[xml.find("<ds:SignedInfo>").unwrap()..xml.find("</ds:SignedInfo>").unwrap() + 16];
    assert_eq!(
        refused(
            &xml.replace(info, "<ds:SignedInfo></ds:SignedInfo>"),
            payments()
        ),
        ErrorKind::Malformed
    );
    assert_eq!(
        refused(&xml.replace(info, &info.repeat(2)), payments()),
        ErrorKind::Malformed
    );
    assert_eq!(
        refused(&xml.replace(info, ""), payments()),
        ErrorKind::Malformed
    );
}

#[test]
fn several_signatures_must_be_chosen_from() {
    let key = signing();
    let once = signer(&key).sign_enveloped(ONE.as_bytes()).unwrap();
    let twice = XmlSigner::new(&key).sign_enveloped(&once).unwrap();
    assert_eq!(
        refused(&String::from_utf8(twice).unwrap(), Cover::Root),
        ErrorKind::Malformed
    );
    assert_eq!(refused(ONE, Cover::Root), ErrorKind::NotFound);
}

#[test]
fn transforms_that_are_not_canonicalization_are_refused() {
    let (xml, _) = signed();
    let exclusive =
        "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";
    assert!(xml.contains(exclusive));
    for uri in [
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "urn:any",
    ] {
        let other = format!("<ds:Transform Algorithm=\"{uri}\"></ds:Transform>");
        let altered = xml.replace(exclusive, &format!("{other}{exclusive}"));
        assert_eq!(
            refused(&altered, payments()),
            ErrorKind::AlgorithmNotAllowed,
            "{uri}"
        );
    }
    let four = xml.replace(exclusive, &exclusive.repeat(4));
    assert_eq!(refused(&four, payments()), ErrorKind::AlgorithmNotAllowed);
}

#[test]
fn references_out_of_the_document_are_never_fetched() {
    let key = signing();
    for uri in [
        "file:///etc/passwd",
        "http://example.com/x",
        "cid:a",
        "other.xml",
        "#none",
        "#xpointer(//*)",
    ] {
        let signed = signer(&key).sign_detached(&[(uri, b"content")]);
        let Ok(signed) = signed else { continue };
        let kind = refused(
            &String::from_utf8(signed).unwrap(),
            Cover::DangerouslyAnything,
        );
        assert!(
            matches!(kind, ErrorKind::Untrusted | ErrorKind::NotFound),
            "{uri}: {kind}"
        );
    }
}

#[test]
fn retrieval_method_and_key_value_are_not_read() {
    let (xml, _) = signed();
    let brought = "</ds:SignatureValue><ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB\
        </ds:Exponent></ds:RSAKeyValue></ds:KeyValue><ds:RetrievalMethod URI=\"http://example.com/key\"/></ds:KeyInfo>";
    let xml = xml.replace("</ds:SignatureValue>", brought);
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(
        *Signature::only(&document).unwrap().key_info(),
        KeyHints::default()
    );
    verify(&xml, payments()).unwrap();
}

#[test]
fn shortened_hmac_is_refused() {
    let secret = Secret::new(vec![7; 32]);
    let key = HmacKey::new(id("h"), MacAlgorithm::HmacSha256, &secret).unwrap();
    let xml = String::from_utf8(
        XmlSigner::shared(&key)
            .sign_enveloped(ONE.as_bytes())
            .unwrap(),
    )
    .unwrap();
    for length in ["8", "0", "128", "256"] {
        let parameter =
            format!("hmac-sha256\"><ds:HMACOutputLength>{length}</ds:HMACOutputLength>");
        let short = xml.replace("hmac-sha256\">", &parameter);
        assert_ne!(short, xml);
        assert_eq!(refused(&short, Cover::Root), ErrorKind::AlgorithmNotAllowed);
    }
    // And a MAC is accepted only where the policy says so.
    assert_eq!(refused(&xml, Cover::Root), ErrorKind::AlgorithmNotAllowed);
    let document = Document::parse(xml.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let macs =
        VerifyPolicy::new(Cover::Root).with_algorithms([Algorithm::Mac(MacAlgorithm::HmacSha256)]);
    signature
        .verify(&macs, &PinnedKey::shared(Arc::new(key)), &Sources::new())
        .unwrap();
}

#[test]
fn hmac_method_with_a_public_key_is_refused() {
    let public = Pem::first(PUBLIC, &[PemLabel::PublicKey]).unwrap();
    let confused = HmacKey::new(
        id("k"),
        MacAlgorithm::HmacSha256,
        &Secret::new(public.expose().to_vec()),
    )
    .unwrap();
    let xml = XmlSigner::shared(&confused)
        .sign_enveloped(ONE.as_bytes())
        .unwrap();
    let document = Document::parse(&xml, &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let all = VerifyPolicy::new(Cover::Root).with_algorithms([
        Algorithm::Mac(MacAlgorithm::HmacSha256),
        Algorithm::Signature(SignatureAlgorithm::RsaPkcs1Sha256),
    ]);
    let error = signature
        .verify(&all, &pinned(), &Sources::new())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::KeyMismatch);
}

#[test]
fn weak_algorithms_are_refused() {
    let (xml, _) = signed();
    for (strong, weak) in [
        (
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2000/09/xmldsig#sha1",
        ),
        (
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2001/04/xmldsig-more#md5",
        ),
        (
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        ),
        (
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        ),
        (
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        ),
    ] {
        assert_eq!(
            refused(&xml.replace(strong, weak), payments()),
            ErrorKind::AlgorithmNotAllowed,
            "{weak}"
        );
    }
}

#[test]
fn a_dtd_and_its_entities_are_refused() {
    let (xml, _) = signed();
    let doctype = format!("<!DOCTYPE Env [<!ENTITY a \"10.00\">]>{xml}");
    assert_eq!(refused(&doctype, payments()), ErrorKind::Unsupported);
    assert_eq!(
        refused(&xml.replace("10.00", "&a;"), payments()),
        ErrorKind::Malformed
    );
}

#[test]
fn a_comment_inside_text_cuts_nothing_off() {
    let key = signing();
    let xml = ONE.replace("10.00", "10<!-- x -->.00");
    let xml =
        String::from_utf8(signer(&key).sign_elements(xml.as_bytes(), &["p1"]).unwrap()).unwrap();
    assert_eq!(amounts(&xml), ["10.00"]);
    // The comment is no part of what was signed, and moving it changes nothing that is read.
    let moved = xml.replace("10<!-- x -->.00", "1<!-- y -->0.00");
    assert_eq!(amounts(&moved), ["10.00"]);
}

/// Finds a key under a certificate.
#[derive(Debug)]
struct Certified(Vec<u8>);

impl KeyFinder for Certified {
    fn find(&self, _: &KeyHints, _: Algorithm) -> Result<FoundKey, Error> {
        let facts = SigningCertificate::new(
            "CN=a".to_owned(),
            "CN=b".to_owned(),
            "1".to_owned(),
            [0; 32],
        );
        Ok(FoundKey::certified(
            Arc::new(signing().public_key()),
            facts,
            self.0.clone(),
        ))
    }
}

#[test]
fn xades_names_time_and_certificate() {
    let key = signing();
    let time = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let certificate = b"a certificate".to_vec();
    let signer = signer(&key).with_xades(Xades::new(time, certificate.clone()));
    let xml = String::from_utf8(signer.sign_enveloped(ONE.as_bytes()).unwrap()).unwrap();
    let verify_with = |xml: &str, keys: &dyn KeyFinder| -> Result<(), Error> {
        let document = Document::parse(xml.as_bytes(), &Limits::default())?;
        let signature = Signature::only(&document)?;
        let verified = signature.verify(&VerifyPolicy::new(Cover::Root), keys, &Sources::new())?;
        assert_eq!(verified.content().len(), 2);
        assert_eq!(signature.xades()?.unwrap().signing_time, Some(time));
        Ok(())
    };
    verify_with(&xml, &Certified(certificate.clone())).unwrap();
    verify_with(&xml, &pinned()).unwrap();
    // Another certificate for the same key.
    let other = verify_with(&xml, &Certified(b"another".to_vec())).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::DigestMismatch);
    // Another time.
    let later = xml.replace("2026-", "2027-");
    assert_ne!(later, xml);
    assert_eq!(
        verify_with(&later, &pinned()).unwrap_err().kind(),
        ErrorKind::DigestMismatch
    );
    // Properties that the signature does not name.
    let plain = String::from_utf8(
        XmlSigner::new(&key)
            .with_id("s1")
            .sign_enveloped(ONE.as_bytes())
            .unwrap(),
    )
    .unwrap();
    let object = &xml[xml.find("<ds:Object>").unwrap()..xml.find("</ds:Object>").unwrap() + 12];
    let slipped = plain.replace("</ds:Signature>", &format!("{object}</ds:Signature>"));
    assert_eq!(
        verify_with(&slipped, &pinned()).unwrap_err().kind(),
        ErrorKind::NotCovered
    );
    let foreign = slipped.replace("Target=\"#s1\"", "Target=\"#s2\"");
    assert_eq!(
        verify_with(&foreign, &pinned()).unwrap_err().kind(),
        ErrorKind::Malformed
    );
}

const HEADER: &str = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><BizMsgIdr>B1</BizMsgIdr><Sgntr/></AppHdr>";
const MESSAGE: &str =
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><A>10.00</A></Document>";

#[test]
fn a_business_message_is_signed_in_its_header() {
    let key = signing();
    let header = signer(&key)
        .sign_business_message(HEADER.as_bytes(), MESSAGE.as_bytes())
        .unwrap();
    let check =
        |header: &[u8], message: &str| -> Result<(), Error> {
            let document = Document::parse(header, &Limits::default())?;
            let signature = Signature::only(&document)?;
            let policy = VerifyPolicy::new(Cover::Root).and_cover(Cover::Given);
            let sources = Sources::new().with_unnamed(message.as_bytes());
            let verified = signature.verify(&policy, &pinned(), &sources)?;
            assert!(verified.content().iter().any(
                |part| matches!(part, Signed::Content(bytes) if *bytes == message.as_bytes())
            ));
            Ok(())
        };
    check(&header, MESSAGE).unwrap();
    // What canonicalization undoes makes no difference.
    check(&header, &MESSAGE.replace("<A>", "<A  >")).unwrap();
    assert_eq!(
        check(&header, &MESSAGE.replace("10.00", "99.00"))
            .unwrap_err()
            .kind(),
        ErrorKind::DigestMismatch
    );
    let text = String::from_utf8(header).unwrap();
    assert_eq!(
        check(text.replace(">B1<", ">B2<").as_bytes(), MESSAGE)
            .unwrap_err()
            .kind(),
        ErrorKind::DigestMismatch
    );
    // In one envelope: `URI=""` stands for the header there, the reference without URI for the message.
    let envelope = format!("<Env xmlns=\"urn:env\">{text}{MESSAGE}</Env>");
    let document = Document::parse(envelope.as_bytes(), &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let mut parts = document.root().children();
    let sources = Sources::new()
        .with_whole(parts.next().unwrap())
        .with_unnamed_node(parts.next().unwrap());
    let named = |local: &str, version: &str| {
        (
            format!("urn:iso:std:iso:20022:tech:xsd:{version}"),
            local.to_owned(),
        )
    };
    let both = Cover::Elements(vec![
        named("AppHdr", "head.001.001.02"),
        named("Document", "pacs.008.001.08"),
    ]);
    signature
        .verify(&VerifyPolicy::new(both), &pinned(), &sources)
        .unwrap();
}

/// A signature over the header alone says nothing of the message, and the other way round.
#[test]
fn a_reference_must_cover_header_and_business_document() {
    let key = signing();
    let header = signer(&key)
        .sign_enveloped_in(
            HEADER.as_bytes(),
            "urn:iso:std:iso:20022:tech:xsd:head.001.001.02",
            "Sgntr",
        )
        .unwrap();
    let document = Document::parse(&header, &Limits::default()).unwrap();
    let signature = Signature::only(&document).unwrap();
    let sources = Sources::new().with_unnamed(MESSAGE.as_bytes());
    let both = VerifyPolicy::new(Cover::Root).and_cover(Cover::Given);
    assert_eq!(
        signature
            .verify(&both, &pinned(), &sources)
            .unwrap_err()
            .kind(),
        ErrorKind::NotCovered
    );
    let none = signature
        .verify(&both, &pinned(), &Sources::new())
        .unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NotCovered);
}

#[test]
fn ebics_signs_what_is_to_be_authenticated() {
    let key = signing();
    let xml = "<?xml version=\"1.0\"?><ebicsRequest xmlns=\"urn:org:ebics:H005\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
        <header authenticate=\"true\"><static><HostID>H</HostID></static></header><AuthSignature/>\
        <body><DataTransfer authenticate=\"true\">x</DataTransfer><Open>1</Open></body></ebicsRequest>";
    let signed = signer(&key).sign_ebics(xml.as_bytes()).unwrap();
    let check = |xml: &str| -> Result<usize, Error> {
        let document = Document::parse(xml.as_bytes(), &Limits::default())?;
        let node = document
            .named("urn:org:ebics:H005", "AuthSignature")
            .next()
            .unwrap();
        let signature = Signature::parse(node)?;
        let verified = signature.verify(
            &VerifyPolicy::new(Cover::Authenticated),
            &pinned(),
            &Sources::new(),
        )?;
        Ok(verified.content().len())
    };
    let text = String::from_utf8(signed).unwrap();
    assert_eq!(check(&text).unwrap(), 2);
    assert!(text.contains("REC-xml-c14n-20010315\""));
    assert_eq!(
        check(&text.replace("HostID>H", "HostID>I"))
            .unwrap_err()
            .kind(),
        ErrorKind::DigestMismatch
    );
    // One element more that claims to be authenticated.
    let more = text.replace("<Open>", "<Open authenticate=\"true\">");
    assert_eq!(check(&more).unwrap_err().kind(), ErrorKind::DigestMismatch);
    // None that is.
    let none = text.replace(" authenticate=\"true\"", "");
    assert_eq!(check(&none).unwrap_err().kind(), ErrorKind::Untrusted);
}

#[test]
fn prefix_lists_are_kept() {
    let key = signing();
    let form = Canonicalization::EXCLUSIVE
        .with_inclusive_prefixes(["q", "#default"])
        .unwrap();
    assert_eq!(form.inclusive_prefixes(), "#default q");
    let xml =
        "<a:r xmlns:a=\"urn:a\" xmlns:q=\"urn:q\" xmlns=\"urn:d\"><a:b Id=\"i\">q:x</a:b></a:r>";
    let signed = signer(&key)
        .with_canonicalization(form)
        .sign_elements(xml.as_bytes(), &["i"])
        .unwrap();
    let text = String::from_utf8(signed).unwrap();
    verify(&text, Cover::DangerouslyAnything).unwrap();
    let rebound = text.replace("xmlns:q=\"urn:q\"", "xmlns:q=\"urn:evil\"");
    assert_eq!(
        refused(&rebound, Cover::DangerouslyAnything),
        ErrorKind::SignatureInvalid
    );
}
