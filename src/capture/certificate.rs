//! What a certificate says of itself. Export-Clixml of Get-ExchangeCertificate keeps nothing but the DER bytes.

use super::{Field, Raw};
use crate::source::Span;
use base64::Engine as _;
use jiff::Timestamp;
use std::borrow::Cow;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Thumbprint (SHA-1, upper case), NotBefore and NotAfter (ISO 8601, UTC), Subject and Issuer of the certificate in `base64`; all of them
/// stand `at` the place of the DER.
///
/// # Errors
/// When it is not the base64 of a certificate: what is wrong with it.
pub(super) fn fields<'s>(base64: &str, at: Span) -> Result<Vec<Field<'s>>, String> {
    let der = der(base64)?;
    let (_, certificate) = X509Certificate::from_der(&der).map_err(|error| format!("RawData is not a certificate ({error})"))?;
    let moment = |time| moment(time).map(|moment| moment.to_string());
    let validity = certificate.validity();
    let values = [
        ("Thumbprint", crate::digest::thumbprint(&der)),
        ("NotBefore", moment(validity.not_before)?),
        ("NotAfter", moment(validity.not_after)?),
        ("Subject", certificate.subject().to_string()),
        ("Issuer", certificate.issuer().to_string()),
    ];
    Ok(values
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Field { name: name.into(), raw: Raw::Scalar(value.into()), at })
        .collect())
}

/// When the certificate in `base64` expires; `None` when it is not the base64 of a certificate.
pub(crate) fn expires(base64: &str) -> Option<Timestamp> {
    let der = der(base64).ok()?;
    let (_, certificate) = X509Certificate::from_der(&der).ok()?;
    moment(certificate.validity().not_after).ok()
}

fn moment(time: x509_parser::time::ASN1Time) -> Result<Timestamp, String> {
    Timestamp::from_second(time.timestamp()).map_err(|error| error.to_string())
}

fn der(base64: &str) -> Result<Vec<u8>, String> {
    let squeezed: Cow<'_, str> = if base64.contains(char::is_whitespace) {
        base64.chars().filter(|character| !character.is_whitespace()).collect::<String>().into()
    } else {
        base64.into()
    };
    base64::engine::general_purpose::STANDARD
        .decode(squeezed.as_bytes())
        .map_err(|error| format!("RawData is not base64 ({error})"))
}
