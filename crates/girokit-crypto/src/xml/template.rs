//! The text of a new signature, before digests and value are known.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::sign::{Key, XmlSigner};
use super::signature::{DSIG, ENVELOPED, EXC_C14N, digest_uri, method_uri};
use super::xades::SIGNED_PROPERTIES;
use crate::keys::Algorithm;
use crate::{Error, ErrorKind};

/// What one reference of a new signature names.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) uri: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) enveloped: bool,
    /// Content that is digested as it is has no transform.
    pub(super) canonical: bool,
}

impl Target {
    pub(super) fn to(uri: impl Into<String>) -> Self {
        Self {
            uri: Some(uri.into()),
            kind: None,
            enveloped: false,
            canonical: true,
        }
    }

    /// Its media type: what is canonicalized is XML.
    fn format(&self) -> &'static str {
        if self.canonical {
            "text/xml"
        } else {
            "application/octet-stream"
        }
    }
}

impl XmlSigner<'_> {
    /// The signature with digests of zeros and without its value.
    pub(super) fn template(
        &self,
        id: &str,
        bare: bool,
        targets: &[Target],
        objects: &str,
    ) -> Result<String, Error> {
        let algorithm = match self.key {
            Key::Private(key) => Algorithm::Signature(key.algorithm()),
            Key::Mac(key) => Algorithm::Mac(key.algorithm()),
        };
        let method = method_uri(algorithm).ok_or_else(|| {
            Error::new(
                ErrorKind::AlgorithmNotAllowed,
                format!("XML signatures have no {algorithm}"),
            )
        })?;
        let properties = Target {
            kind: Some(SIGNED_PROPERTIES),
            ..Target::to(format!("#{id}-properties"))
        };
        let key_info = self.key_info(id);
        let own = Target::to(format!("#{id}-key"));
        if self.signs_key_info && key_info.is_empty() {
            let what = "expected something to write into KeyInfo, which is to be signed";
            return Err(Error::new(ErrorKind::NotFound, what));
        }
        let targets: Vec<_> = targets
            .iter()
            .chain(self.signs_key_info.then_some(&own))
            .collect();
        let formats: Vec<_> = targets.iter().map(|target| target.format()).collect();
        let mut references = String::new();
        for (number, target) in targets.into_iter().enumerate() {
            let named = self.xades.as_ref().map(|_| format!("{id}-ref-{number}"));
            references += &self.reference(target, named.as_deref());
        }
        if self.xades.is_some() {
            references += &self.reference(&properties, None);
        }
        let declare = if bare {
            format!(" xmlns:ds=\"{DSIG}\"")
        } else {
            String::new()
        };
        let parts = format!(
            "<ds:SignedInfo{declare}>{}<ds:SignatureMethod Algorithm=\"{method}\"></ds:SignatureMethod>{references}\
             </ds:SignedInfo><ds:SignatureValue{declare}></ds:SignatureValue>",
            self.method("CanonicalizationMethod"),
        );
        if bare {
            return Ok(parts);
        }
        let properties = self.xades.as_ref().map_or(String::new(), |xades| {
            xades.object(id, self.digest, &formats)
        });
        Ok(format!(
            "<ds:Signature xmlns:ds=\"{DSIG}\" Id=\"{id}\">{parts}{key_info}{objects}{properties}</ds:Signature>"
        ))
    }

    fn reference(&self, target: &Target, id: Option<&str>) -> String {
        let id = id.map_or(String::new(), |id| format!(" Id=\"{id}\""));
        let kind = target
            .kind
            .map_or(String::new(), |kind| format!(" Type=\"{kind}\""));
        let uri = target
            .uri
            .as_ref()
            .map_or(String::new(), |uri| format!(" URI=\"{}\"", escaped(uri)));
        let mut transforms = String::new();
        if target.canonical {
            let enveloped = format!("<ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>");
            let enveloped = if target.enveloped { &enveloped } else { "" };
            transforms = format!(
                "<ds:Transforms>{enveloped}{}</ds:Transforms>",
                self.method("Transform")
            );
        }
        let method = digest_uri(self.digest);
        let zeros = STANDARD.encode(vec![0; self.digest.length()]);
        format!(
            "<ds:Reference{id}{kind}{uri}>{transforms}<ds:DigestMethod Algorithm=\"{method}\"></ds:DigestMethod>\
             <ds:DigestValue>{zeros}</ds:DigestValue></ds:Reference>"
        )
    }

    fn method(&self, name: &str) -> String {
        let (uri, prefixes) = (self.form.uri(), self.form.inclusive_prefixes());
        if prefixes.is_empty() {
            return format!("<ds:{name} Algorithm=\"{uri}\"></ds:{name}>");
        }
        let list = escaped(&prefixes);
        format!(
            "<ds:{name} Algorithm=\"{uri}\"><ec:InclusiveNamespaces xmlns:ec=\"{EXC_C14N}\" PrefixList=\"{list}\">\
             </ec:InclusiveNamespaces></ds:{name}>"
        )
    }

    fn key_info(&self, id: &str) -> String {
        let name = self.key_name.as_ref().map_or(String::new(), |name| {
            format!("<ds:KeyName>{}</ds:KeyName>", escaped(name))
        });
        let mut data: Vec<String> = Vec::new();
        if let Some((issuer, serial)) = &self.issuer_serial {
            data.push(format!(
                "<ds:X509IssuerSerial><ds:X509IssuerName>{}</ds:X509IssuerName><ds:X509SerialNumber>{}</ds:X509SerialNumber>\
                 </ds:X509IssuerSerial>",
                escaped(issuer),
                escaped(serial)
            ));
        }
        if let Some(identifier) = &self.subject_key_identifier {
            data.push(format!(
                "<ds:X509SKI>{}</ds:X509SKI>",
                STANDARD.encode(identifier)
            ));
        }
        let own = self
            .xades
            .as_ref()
            .map(|xades| xades.certificate().to_vec());
        let own = own.filter(|own| !self.certificates.contains(own));
        for der in own.iter().chain(&self.certificates) {
            let value = STANDARD.encode(der);
            data.push(format!("<ds:X509Certificate>{value}</ds:X509Certificate>"));
        }
        let mut data = data.concat();
        if !data.is_empty() {
            data = format!("<ds:X509Data>{data}</ds:X509Data>");
        }
        if name.is_empty() && data.is_empty() {
            return String::new();
        }
        let id = if self.signs_key_info {
            format!(" Id=\"{id}-key\"")
        } else {
            String::new()
        };
        format!("<ds:KeyInfo{id}>{name}{data}</ds:KeyInfo>")
    }
}

/// For an attribute or text.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
