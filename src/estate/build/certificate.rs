//! Get-ExchangeCertificate as Export-Clixml keeps it: the certificate itself and nothing else [CSS].

use crate::capture::{Raw, Record};
use crate::estate::value::{Known, Value};
use crate::source::Span;
use base64::Engine;
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use x509_parser::prelude::{FromDer, X509Certificate};

/// Size beyond which RawData is no certificate, in characters of base64.
const LIMIT: usize = 1 << 20;

fn der(record: &Record<'_>) -> Option<(Vec<u8>, Span)> {
    let field = record.field("RawData")?;
    let Raw::Scalar(text) = &field.raw else { return None };
    if text.len() > LIMIT {
        return None;
    }
    let compact: String = text.split_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(compact).ok()?;
    Some((bytes, field.at))
}

fn sha1_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha1::digest(bytes).iter().fold(String::with_capacity(40), |mut hex, byte| {
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}

/// SHA-1 of the certificate, upper case, if the record holds one.
pub fn thumbprint(record: &Record<'_>) -> Option<String> {
    let (der, _) = der(record)?;
    X509Certificate::from_der(&der).ok().map(|_| sha1_hex(&der))
}

/// What the certificate says about itself. Nothing if the record prints a thumbprint (it is not from Export-Clixml then) or holds no certificate.
pub fn values(record: &Record<'_>) -> Vec<(&'static str, Known<Value>)> {
    if record.field("Thumbprint").is_some() {
        return Vec::new();
    }
    let Some((der, at)) = der(record) else { return Vec::new() };
    let Ok((_, certificate)) = X509Certificate::from_der(&der) else { return Vec::new() };
    let known = |value| Known::known(value, vec![at]);
    let moment = |seconds: i64| Timestamp::from_second(seconds).ok().map(Value::Date);
    let mut values = vec![
        ("Thumbprint", known(Value::Text(sha1_hex(&der)))),
        ("Subject", known(Value::Text(certificate.subject().to_string()))),
        ("Issuer", known(Value::Text(certificate.issuer().to_string()))),
        ("IsSelfSigned", known(Value::Bool(certificate.subject() == certificate.issuer()))),
    ];
    let validity = certificate.validity();
    values.extend(moment(validity.not_before.timestamp()).map(|value| ("NotBefore", known(value))));
    values.extend(moment(validity.not_after.timestamp()).map(|value| ("NotAfter", known(value))));
    values
}
