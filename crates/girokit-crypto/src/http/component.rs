//! What of a message a signature covers: RFC 9421 section 2.

use core::fmt;

use http::{HeaderMap, Method, StatusCode, Uri};
use sfv::{Dictionary, ItemSerializer, ListEntry, ListSerializer, Parser};

use crate::{Error, ErrorKind};

/// A message as its signature sees it: the head, without the body.
#[derive(Clone, Debug)]
pub struct Message<'m> {
    kind: Kind<'m>,
    headers: &'m HeaderMap,
    scheme: &'m str,
    request: Option<&'m Self>,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'m> {
    Request { method: &'m Method, uri: &'m Uri },
    Response { status: StatusCode },
}

impl<'m> Message<'m> {
    /// A request.
    pub fn request(parts: &'m http::request::Parts) -> Self {
        let kind = Kind::Request {
            method: &parts.method,
            uri: &parts.uri,
        };
        Self {
            kind,
            headers: &parts.headers,
            scheme: "https",
            request: None,
        }
    }

    /// A response.
    pub fn response(parts: &'m http::response::Parts) -> Self {
        Self {
            kind: Kind::Response {
                status: parts.status,
            },
            headers: &parts.headers,
            scheme: "https",
            request: None,
        }
    }

    /// A response with the request that it answers: for components with `;req`.
    #[must_use]
    pub fn answering(mut self, request: &'m Self) -> Self {
        self.request = Some(request);
        self
    }

    /// The scheme of a request whose target has none; `https` unless told.
    #[must_use]
    pub fn with_scheme(mut self, scheme: &'m str) -> Self {
        self.scheme = scheme;
        self
    }

    /// Its header.
    pub fn headers(&self) -> &'m HeaderMap {
        self.headers
    }

    /// Every line of a field, joined: RFC 9421 section 2.1.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let mut lines = Vec::new();
        for value in self.headers.get_all(name) {
            lines.push(value.to_str().ok()?.trim_matches([' ', '\t']));
        }
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    fn authority(&self, uri: &Uri) -> Option<String> {
        let authority = match uri.authority() {
            Some(authority) => authority.as_str().to_owned(),
            None => self.field("host")?,
        };
        let authority = authority.to_ascii_lowercase();
        let scheme = uri.scheme_str().unwrap_or(self.scheme);
        let default = if scheme == "http" { ":80" } else { ":443" };
        Some(
            authority
                .strip_suffix(default)
                .unwrap_or(&authority)
                .to_owned(),
        )
    }

    /// `@request-target` in origin form, which draft-cavage calls the path.
    pub(super) fn target(&self) -> Option<(&'m Method, &'m str)> {
        match self.kind {
            Kind::Request { method, uri } => Some((
                method,
                uri.path_and_query().map_or("/", |path| path.as_str()),
            )),
            Kind::Response { .. } => None,
        }
    }

    fn derived(&self, component: &Component) -> Option<String> {
        let (method, uri) = match self.kind {
            Kind::Response { status } => {
                return (component.name == "@status").then(|| status.as_u16().to_string());
            }
            Kind::Request { method, uri } => (method, uri),
        };
        let path = if uri.path().is_empty() {
            "/"
        } else {
            uri.path()
        };
        match component.name.as_str() {
            "@method" => Some(method.as_str().to_owned()),
            "@authority" => self.authority(uri),
            "@scheme" => Some(uri.scheme_str().unwrap_or(self.scheme).to_ascii_lowercase()),
            "@path" => Some(path.to_owned()),
            "@query" => Some(format!("?{}", uri.query().unwrap_or_default())),
            "@request-target" if uri.authority().is_none() => {
                self.target().map(|(_, target)| target.to_owned())
            }
            "@request-target" => Some(uri.to_string()),
            "@target-uri" => {
                let scheme = uri.scheme_str().unwrap_or(self.scheme);
                let query = uri
                    .query()
                    .map_or(String::new(), |query| format!("?{query}"));
                Some(format!("{scheme}://{}{path}{query}", self.authority(uri)?))
            }
            "@query-param" => query_parameter(uri.query()?, component.query_name.as_deref()?),
            _ => None,
        }
    }
}

/// The one value of a query parameter, percent-encoded again as RFC 9421 section 2.2.8 asks; none when it stands twice.
fn query_parameter(query: &str, name: &str) -> Option<String> {
    let mut found = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encode(&decode(key)) == name).then(|| encode(&decode(value)))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// `application/x-www-form-urlencoded`.
fn decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = text.get(at.saturating_add(1)..at.saturating_add(3));
        // Two digits: `from_str_radix` alone would take a sign for one.
        let digits = |hex: &&str| hex.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = hex
            .filter(digits)
            .filter(|_| byte == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(value.unwrap_or(if byte == b'+' { b' ' } else { byte }));
        at = at.saturating_add(if value.is_some() { 3 } else { 1 });
    }
    out
}

fn encode(bytes: &[u8]) -> String {
    let one = |byte: &u8| {
        if byte.is_ascii_alphanumeric() || b"*-._".contains(byte) {
            char::from(*byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    bytes.iter().map(one).collect()
}

/// One covered component: a field, or something derived from the message.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Component {
    name: String,
    /// `;req`
    of_request: bool,
    /// `;sf`
    structured: bool,
    /// `;bs`
    bytes: bool,
    /// `;key="..."`
    key: Option<String>,
    /// `;name="..."` of `@query-param`.
    query_name: Option<String>,
}

const DERIVED: &[&str] = &[
    "@authority",
    "@method",
    "@path",
    "@query",
    "@query-param",
    "@request-target",
    "@scheme",
    "@status",
    "@target-uri",
];

impl Component {
    /// A header field (any case) or a derived component (`@method`, `@authority`, `@path`, `@query`, `@scheme`,
    /// `@target-uri`, `@request-target`, `@status`).
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a name that is neither.
    pub fn new(name: &str) -> Result<Self, Error> {
        let name = name.to_ascii_lowercase();
        let known = DERIVED.contains(&name.as_str());
        if !known && http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err(Error::new(
                ErrorKind::Malformed,
                "expected a field name or a derived component",
            )
            .in_part("component"));
        }
        Ok(Self {
            name,
            of_request: false,
            structured: false,
            bytes: false,
            key: None,
            query_name: None,
        })
    }

    /// One parameter of the query (`@query-param`).
    ///
    /// # Errors
    /// [`Malformed`](ErrorKind::Malformed) for a name that is not ASCII.
    pub fn query_parameter(name: &str) -> Result<Self, Error> {
        let mut component = Self::new("@query-param")?;
        component.query_name = Some(encode(&decode(name)));
        Ok(component)
    }

    /// Of the request that a response answers (`;req`).
    #[must_use]
    pub fn of_request(mut self) -> Self {
        self.of_request = true;
        self
    }

    /// The field, parsed and written again as a structured field (`;sf`).
    #[must_use]
    pub fn structured(mut self) -> Self {
        self.structured = true;
        self
    }

    /// The lines of the field as byte sequences (`;bs`).
    #[must_use]
    pub fn as_bytes(mut self) -> Self {
        self.bytes = true;
        self
    }

    /// One member of the field, a dictionary (`;key`).
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Its name, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn from_item(item: &sfv::Item) -> Result<Self, Error> {
        let bad = || {
            Error::new(
                ErrorKind::Malformed,
                "expected component names with known parameters",
            )
            .in_part("Signature-Input")
        };
        let name = item.bare_item.as_string().ok_or_else(bad)?.as_str();
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(bad());
        }
        let mut component = Self::new(name)?;
        for (parameter, value) in &item.params {
            let text = || {
                value
                    .as_string()
                    .map(|text| text.as_str().to_owned())
                    .ok_or_else(bad)
            };
            let on = value.as_boolean() == Some(true);
            match parameter.as_str() {
                "req" if on => component.of_request = true,
                "sf" if on => component.structured = true,
                "bs" if on => component.bytes = true,
                "key" => component.key = Some(text()?),
                "name" if component.name == "@query-param" => component.query_name = Some(text()?),
                // `tr` (trailers) is not supported, and a parameter that we do not know may change the meaning.
                _ => return Err(bad()),
            }
        }
        let derived = component.name.starts_with('@');
        let forms = usize::from(component.structured)
            + usize::from(component.bytes)
            + usize::from(component.key.is_some());
        if forms > 1
            || (derived && forms > 0)
            || (component.name == "@query-param") != component.query_name.is_some()
        {
            return Err(bad());
        }
        Ok(component)
    }

    /// Its value in a message.
    pub(super) fn value(&self, message: &Message<'_>) -> Result<String, Error> {
        let missing =
            |what: &'static str| Error::new(ErrorKind::NotCovered, what).in_part(self.to_string());
        let message = if self.of_request {
            message
                .request
                .ok_or_else(|| missing("expected the request that is answered"))?
        } else {
            message
        };
        let absent = || missing("expected this component in the message");
        if self.name.starts_with('@') {
            return message.derived(self).ok_or_else(absent);
        }
        if self.bytes {
            let lines: Vec<_> = message
                .headers
                .get_all(&self.name)
                .iter()
                .map(|line| byte_sequence(line.as_bytes()))
                .collect();
            return if lines.is_empty() {
                Err(absent())
            } else {
                Ok(lines.join(", "))
            };
        }
        let field = message.field(&self.name).ok_or_else(absent)?;
        if let Some(key) = &self.key {
            let dictionary: Dictionary = Parser::new(&field)
                .parse()
                .map_err(|_| missing("expected a dictionary"))?;
            let member = dictionary.get(key.as_str()).ok_or_else(absent)?;
            return serialize(member).ok_or_else(absent);
        }
        if self.structured {
            return structured(&field).ok_or_else(|| missing("expected a structured field"));
        }
        Ok(field)
    }
}

/// As `Signature-Input` writes it: `"@authority";req`.
impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.name)?;
        for (parameter, on) in [(";sf", self.structured), (";bs", self.bytes)] {
            if on {
                f.write_str(parameter)?;
            }
        }
        for (parameter, value) in [("key", &self.key), ("name", &self.query_name)] {
            if let Some(value) = value {
                write!(
                    f,
                    ";{parameter}=\"{}\"",
                    value.replace('\\', "\\\\").replace('"', "\\\"")
                )?;
            }
        }
        if self.of_request {
            f.write_str(";req")
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Component({self})")
    }
}

fn byte_sequence(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let trimmed = bytes.trim_ascii();
    format!(
        ":{}:",
        base64::engine::general_purpose::STANDARD.encode(trimmed)
    )
}

/// The identifier of a component as it was received: its parameters keep their order (RFC 9421 section 2).
pub(super) fn identifier(item: &sfv::Item) -> String {
    ItemSerializer::new()
        .bare_item(&item.bare_item)
        .parameters(&item.params)
        .finish()
}

/// The canonical text of a member.
pub(super) fn serialize(member: &ListEntry) -> Option<String> {
    let mut list = ListSerializer::new();
    list.members([member]);
    list.finish()
}

/// Dictionary, list or item, whichever the field is, in its canonical form.
fn structured(field: &str) -> Option<String> {
    if let Ok(list) = Parser::new(field).parse::<sfv::List>() {
        let mut out = ListSerializer::new();
        out.members(&list);
        return out.finish();
    }
    let dictionary = Parser::new(field).parse::<Dictionary>().ok()?;
    let mut out = sfv::DictSerializer::new();
    out.members(&dictionary);
    out.finish()
}
