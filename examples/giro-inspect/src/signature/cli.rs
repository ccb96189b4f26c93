//! The command lines of `verify` and `sign`.

use girokit_crypto::chrono::{DateTime, Utc};
use girokit_crypto::keys::SignatureAlgorithm;
use girokit_iso20022::MAX_BYTES;

use crate::cli::{Action, number, usage, value};

const VERIFY: &str = "\
Verifies a signature: XML (XML Signature, XAdES, ISO 20022 Sgntr, EBICS), JWS (compact, JSON, detached), CMS (.p7s, .p7m in DER),
or that of a captured HTTP message (RFC 9421, or the older Signature with Digest). Nothing that the file brings is trusted.

Usage: giro-inspect verify [OPTIONS] FILE          (- is standard input)

Whom to trust (without any of these it only tells what the signature claims):
  --key FILE        a public key or certificate in PEM, or a JWK or JWK set; several times for several
  --anchor FILE     certificates of authorities in PEM: signers' chains must end there
  --crl FILE        a revocation list in PEM for certificates below an --anchor
  --secret FILE     a shared secret: the bytes of the file, or a JWK (oct); then only MACs are accepted

What is signed:
  --content FILE    what stands beside the signature: the payload of a detached JWS or CMS, the Document of an AppHdr, or the
                    request that a captured response answers
  --cover PART      XML: root (default), anything, or {namespace}name of elements that must be signed, several times;
                    HTTP: a component or header that must be signed, several times
  --understood NAME JWS: a critical parameter that you check yourself
  --algorithm NAME  accept these only, such as rsa-pss-sha256 or ecdsa-p256-sha256; several times for several
  --at TIME         verify as of this time, such as 2026-11-23T12:00:00Z; otherwise now
  --window SECONDS  HTTP: the oldest signature that is accepted (default 300)

How to read and print:
  --format NAME     xml, jws, cms or http instead of detecting it
  --json            one JSON object: format, valid, errors, warnings, summary
  -o, --output FILE write exactly what was signed (XML: canonical) to a file
  --max-bytes N     refuse larger files (default 1 GiB)

Exit code: 0 the signature holds and covers what it must; 1 it does not; 2 usage or input error.";

const SIGN: &str = "\
Signs a file for a bank connection, or a captured HTTP message.

Usage: giro-inspect sign --format NAME --key FILE [OPTIONS] FILE          (- is standard input)

  --format NAME     xml             XML Signature as the last child of the root
                    xml-detached    an XML Signature beside the file
                    head.001        AppHdr with an empty Sgntr; --content names its Document, or both are in one envelope
                    ebics           into the empty AuthSignature
                    jws             compact, with the payload
                    jws-detached    compact, the payload beside it
                    jws-unencoded   the same with b64=false (RFC 7797)
                    jws-json        flattened JSON
                    cms             CMS with the content in it, DER
                    cms-detached    CMS beside the content, DER
                    http            RFC 9421: adds Content-Digest, Signature-Input and Signature
                    cavage          the older form: adds Digest and Signature
  --key FILE        the private key: PEM (PKCS#8, PKCS#1, SEC 1), a JWK, or PKCS#12 (.p12, .pfx) with its certificates
  --password FILE   the file whose first line is the password of an encrypted key or of PKCS#12
  --certificate FILE its certificate in PEM, then those of its chain; needed by cms and --xades
  --key-id ID       name of the key in the signature (KeyName, kid, keyid)
  --algorithm NAME  such as rsa-pss-sha256; otherwise what suits key and format
  --content FILE    head.001: the Document; http: the request that a response answers
  --cover PART      HTTP: a component or header to sign, several times (default: method, target, content type and body)
  --header NAME=VALUE    JWS: a header parameter, JSON or text; several times
  --critical NAME=VALUE  JWS: one that the receiver must understand
  --xades           XML: with signing time and certificate (XAdES-BES)
  --sign-key-info   XML: sign KeyInfo too, as some markets want of head.001
  --canonicalization NAME  XML: exclusive (default), inclusive or inclusive-1.1
  --uri URI         xml-detached: what the reference names (default: the name of the file)
  --at TIME         sign as of this time; otherwise now
  -o, --output FILE write to a file instead of standard output
  --max-bytes N     refuse larger files (default 1 GiB)

Exit code: 0 signed; 2 usage or input error.";

/// A kind of signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Cms,
    Http,
    Jws,
    Xml,
}

/// A kind of signature to make.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignForm {
    BusinessMessage,
    Cavage,
    Cms,
    CmsDetached,
    Ebics,
    Http,
    Jws,
    JwsDetached,
    JwsJson,
    JwsUnencoded,
    Xml,
    XmlDetached,
}

impl SignForm {
    const ALL: [(&'static str, Self); 12] = [
        ("xml", Self::Xml),
        ("xml-detached", Self::XmlDetached),
        ("head.001", Self::BusinessMessage),
        ("ebics", Self::Ebics),
        ("jws", Self::Jws),
        ("jws-detached", Self::JwsDetached),
        ("jws-unencoded", Self::JwsUnencoded),
        ("jws-json", Self::JwsJson),
        ("cms", Self::Cms),
        ("cms-detached", Self::CmsDetached),
        ("http", Self::Http),
        ("cavage", Self::Cavage),
    ];

    pub(crate) fn base(self) -> Form {
        match self {
            Self::Xml | Self::XmlDetached | Self::BusinessMessage | Self::Ebics => Form::Xml,
            Self::Jws | Self::JwsDetached | Self::JwsUnencoded | Self::JwsJson => Form::Jws,
            Self::Cms | Self::CmsDetached => Form::Cms,
            Self::Http | Self::Cavage => Form::Http,
        }
    }
}

#[derive(Default)]
pub(crate) struct VerifyArguments {
    pub(crate) file: String,
    pub(crate) form: Option<Form>,
    pub(crate) keys: Vec<String>,
    pub(crate) anchors: Vec<String>,
    pub(crate) lists: Vec<String>,
    pub(crate) secret: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) cover: Vec<String>,
    pub(crate) understood: Vec<String>,
    pub(crate) algorithms: Vec<SignatureAlgorithm>,
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) window: Option<i64>,
    pub(crate) json: bool,
    pub(crate) output: Option<String>,
    pub(crate) max_bytes: usize,
}

pub(crate) struct SignArguments {
    pub(crate) file: String,
    pub(crate) form: SignForm,
    pub(crate) key: String,
    pub(crate) password: Option<String>,
    pub(crate) certificate: Option<String>,
    pub(crate) key_id: Option<String>,
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    pub(crate) content: Option<String>,
    pub(crate) cover: Vec<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) critical: Vec<(String, String)>,
    pub(crate) xades: bool,
    pub(crate) key_info: bool,
    pub(crate) canonicalization: Option<String>,
    pub(crate) uri: Option<String>,
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) output: Option<String>,
    pub(crate) max_bytes: usize,
}

/// Takes the arguments after `verify`.
pub(crate) fn verify(parser: &mut lexopt::Parser) -> Result<Action, String> {
    use lexopt::Arg::{Long, Short, Value};
    let mut file = None;
    let mut arguments = VerifyArguments {
        max_bytes: MAX_BYTES,
        ..VerifyArguments::default()
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("format") => arguments.form = Some(form(&value(parser)?)?),
            Long("key") => arguments.keys.push(value(parser)?),
            Long("anchor") => arguments.anchors.push(value(parser)?),
            Long("crl") => arguments.lists.push(value(parser)?),
            Long("secret") => arguments.secret = Some(value(parser)?),
            Long("content") => arguments.content = Some(value(parser)?),
            Long("cover") => arguments.cover.push(value(parser)?),
            Long("understood") => arguments.understood.push(value(parser)?),
            Long("algorithm") => arguments.algorithms.push(algorithm(&value(parser)?)?),
            Long("at") => arguments.at = Some(time(&value(parser)?)?),
            Long("window") => arguments.window = Some(window(&value(parser)?)?),
            Long("json") => arguments.json = true,
            Long("output") | Short('o') => arguments.output = Some(value(parser)?),
            Long("max-bytes") => arguments.max_bytes = number(parser)?,
            Long("help") | Short('h') => return Ok(Action::Print(format!("{VERIFY}\n"))),
            Value(path) if file.is_none() => file = Some(path.to_string_lossy().into_owned()),
            other => return Err(see("verify", other.unexpected())),
        }
    }
    arguments.file = file.ok_or_else(|| see("verify", "no file is named"))?;
    if !arguments.lists.is_empty() && arguments.anchors.is_empty() {
        return Err(see("verify", "--crl is for certificates below an --anchor"));
    }
    if arguments.secret.is_some() && !arguments.algorithms.is_empty() {
        return Err(see("verify", "--secret and --algorithm exclude each other"));
    }
    Ok(Action::Verify(Box::new(arguments)))
}

/// Takes the arguments after `sign`.
pub(crate) fn sign(parser: &mut lexopt::Parser) -> Result<Action, String> {
    use lexopt::Arg::{Long, Short, Value};
    let (mut file, mut form, mut key) = (None, None, None);
    let mut arguments = SignArguments {
        file: String::new(),
        form: SignForm::Xml,
        key: String::new(),
        password: None,
        certificate: None,
        key_id: None,
        algorithm: None,
        content: None,
        cover: Vec::new(),
        headers: Vec::new(),
        critical: Vec::new(),
        xades: false,
        key_info: false,
        canonicalization: None,
        uri: None,
        at: None,
        output: None,
        max_bytes: MAX_BYTES,
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Long("format") => form = Some(sign_form(&value(parser)?)?),
            Long("key") => key = Some(value(parser)?),
            Long("password") => arguments.password = Some(value(parser)?),
            Long("certificate") => arguments.certificate = Some(value(parser)?),
            Long("key-id") => arguments.key_id = Some(value(parser)?),
            Long("algorithm") => arguments.algorithm = Some(algorithm(&value(parser)?)?),
            Long("content") => arguments.content = Some(value(parser)?),
            Long("cover") => arguments.cover.push(value(parser)?),
            Long("header") => arguments.headers.push(pair(&value(parser)?)?),
            Long("critical") => arguments.critical.push(pair(&value(parser)?)?),
            Long("xades") => arguments.xades = true,
            Long("sign-key-info") => arguments.key_info = true,
            Long("canonicalization") => arguments.canonicalization = Some(value(parser)?),
            Long("uri") => arguments.uri = Some(value(parser)?),
            Long("at") => arguments.at = Some(time(&value(parser)?)?),
            Long("output") | Short('o') => arguments.output = Some(value(parser)?),
            Long("max-bytes") => arguments.max_bytes = number(parser)?,
            Long("help") | Short('h') => return Ok(Action::Print(format!("{SIGN}\n"))),
            Value(path) if file.is_none() => file = Some(path.to_string_lossy().into_owned()),
            other => return Err(see("sign", other.unexpected())),
        }
    }
    arguments.file = file.ok_or_else(|| see("sign", "no file is named"))?;
    arguments.form = form.ok_or_else(|| see("sign", "no --format is named"))?;
    arguments.key = key.ok_or_else(|| see("sign", "no --key is named"))?;
    fits(&arguments)?;
    Ok(Action::Sign(Box::new(arguments)))
}

/// An option that the form has no use for is a mistake.
fn fits(arguments: &SignArguments) -> Result<(), String> {
    let base = arguments.form.base();
    let headers = !arguments.headers.is_empty() || !arguments.critical.is_empty();
    let misplaced = [
        (
            headers && base != Form::Jws,
            "--header and --critical are for JWS",
        ),
        (
            !arguments.cover.is_empty() && base != Form::Http,
            "--cover is for HTTP",
        ),
        (arguments.xades && base != Form::Xml, "--xades is for XML"),
        (
            arguments.canonicalization.is_some() && base != Form::Xml,
            "--canonicalization is for XML",
        ),
        (
            arguments.canonicalization.is_some() && arguments.form == SignForm::Ebics,
            "EBICS says which canonicalization it takes",
        ),
        (
            arguments.uri.is_some() && arguments.form != SignForm::XmlDetached,
            "--uri is for xml-detached",
        ),
        (
            arguments.key_info && base != Form::Xml,
            "--sign-key-info is for XML",
        ),
        (
            base == Form::Http && arguments.key_id.is_none(),
            "an HTTP signature needs a --key-id",
        ),
    ];
    match misplaced.iter().find(|(wrong, _)| *wrong) {
        Some((_, what)) => Err(see("sign", what)),
        None => Ok(()),
    }
}

fn see(command: &str, error: impl std::fmt::Display) -> String {
    format!("{error}; see giro-inspect {command} --help")
}

fn form(name: &str) -> Result<Form, String> {
    match name {
        "xml" => Ok(Form::Xml),
        "jws" => Ok(Form::Jws),
        "cms" => Ok(Form::Cms),
        "http" => Ok(Form::Http),
        _ => Err(format!(
            "no format {name:?}; known are xml, jws, cms and http"
        )),
    }
}

fn sign_form(name: &str) -> Result<SignForm, String> {
    let found = SignForm::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, form)| *form).ok_or_else(|| {
        let known: Vec<&str> = SignForm::ALL.iter().map(|(known, _)| *known).collect();
        format!("no format {name:?}; known are {}", known.join(", "))
    })
}

fn algorithm(name: &str) -> Result<SignatureAlgorithm, String> {
    let found = SignatureAlgorithm::ALL
        .into_iter()
        .find(|known| known.name() == name);
    found.ok_or_else(|| {
        let known = SignatureAlgorithm::ALL.map(SignatureAlgorithm::name);
        format!("no algorithm {name:?}; known are {}", known.join(", "))
    })
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|_| format!("expected a time such as 2026-11-23T12:00:00Z, found {text:?}"))
}

fn window(text: &str) -> Result<i64, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0..=1 << 40).contains(seconds))
        .ok_or_else(|| format!("expected seconds, found {text:?}"))
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("expected NAME=VALUE, found {text:?}"))
}
