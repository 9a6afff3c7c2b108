//! What a certificate says of itself. Export-Clixml of Get-ExchangeCertificate keeps nothing but the DER bytes.

use super::{Field, Raw};
use crate::source::Span;
use base64::Engine as _;
use std::borrow::Cow;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Thumbprint (SHA-1, upper case), NotBefore and NotAfter (ISO 8601, UTC), Subject and Issuer of the certificate in `base64`; all of them
/// stand `at` the place of the DER.
///
/// # Errors
/// When it is not the base64 of a certificate: what is wrong with it.
pub(super) fn fields<'s>(base64: &str, at: Span) -> Result<Vec<Field<'s>>, String> {
    let squeezed: Cow<'_, str> = if base64.contains(char::is_whitespace) {
        base64.chars().filter(|character| !character.is_whitespace()).collect::<String>().into()
    } else {
        base64.into()
    };
    let der = base64::engine::general_purpose::STANDARD
        .decode(squeezed.as_bytes())
        .map_err(|error| format!("RawData is no base64 ({error})"))?;
    let (_, certificate) = X509Certificate::from_der(&der).map_err(|error| format!("RawData is no certificate ({error})"))?;
    let moment = |time: x509_parser::time::ASN1Time| {
        jiff::Timestamp::from_second(time.timestamp()).map(|moment| moment.to_string()).map_err(|error| error.to_string())
    };
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
