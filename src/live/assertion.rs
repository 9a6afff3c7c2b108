//! A client assertion: a JWT that a certificate's key signed (RFC 7523 section 2.2 and 3, RFC 7515 section 4.1.7 and 4.1.8).

use crate::outcome::UserError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use miette::miette;
use rustls::SignatureScheme;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::Signer;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Digest as _;

/// How long an assertion is good for, in seconds. Entra takes at most ten minutes.
const LIFETIME: i64 = 300;

#[derive(Serialize)]
struct Header {
    typ: &'static str,
    alg: &'static str,
    /// Thumbprint of the certificate.
    x5t: String,
    #[serde(rename = "x5t#S256")]
    x5t_s256: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

/// Signs an assertion that `client_id` asks `token_endpoint` with. `pem` holds the certificate and its RSA key, unencrypted.
///
/// # Errors
/// When the PEM lacks one of them, when the key is encrypted or no RSA key, or when the certificate has expired.
pub fn sign(pem: &SecretString, client_id: &str, token_endpoint: &str, now: Timestamp) -> Result<SecretString, UserError> {
    let text = pem.expose_secret();
    let certificate = CertificateDer::pem_slice_iter(text.as_bytes())
        .flatten()
        .next()
        .ok_or_else(|| broken("contains no certificate (-----BEGIN CERTIFICATE-----)"))?;
    expired(&certificate, now)?;
    let key = private_key(text)?;
    let header = Header {
        typ: "JWT",
        alg: "PS256",
        x5t: URL_SAFE_NO_PAD.encode(sha1::Sha1::digest(&certificate)),
        x5t_s256: URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&certificate)),
    };
    let second = now.as_second();
    let claims = Claims {
        aud: token_endpoint,
        iss: client_id,
        sub: client_id,
        jti: random()?,
        nbf: second - 30,
        iat: second,
        exp: second + LIFETIME,
    };
    let mut token = format!("{}.{}", part(&header)?, part(&claims)?);
    let signature = key.sign(token.as_bytes()).map_err(|_| broken("contains a key that cannot sign"))?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(SecretString::from(token))
}

/// A part of the token: JSON in base 64.
fn part(value: &impl Serialize) -> Result<String, UserError> {
    let json = serde_json::to_vec(value).map_err(|_| miette!("the assertion cannot be written"))?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

/// The private key, ready to sign with PS256. TLS brings the cryptography along.
fn private_key(text: &str) -> Result<Box<dyn Signer>, UserError> {
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(broken("contains an encrypted key; decrypt it first (openssl pkey -in FILE -out FILE.pem)"));
    }
    let key = PrivateKeyDer::pem_slice_iter(text.as_bytes())
        .flatten()
        .next()
        .ok_or_else(|| broken("contains no private key (-----BEGIN PRIVATE KEY-----)"))?;
    rustls::crypto::ring::sign::any_supported_type(&key)
        .ok()
        .and_then(|key| key.choose_scheme(&[SignatureScheme::RSA_PSS_SHA256]))
        .ok_or_else(|| broken("contains a private key that is not an RSA key of 2048 to 4096 bits"))
}

fn expired(certificate: &CertificateDer<'_>, now: Timestamp) -> Result<(), UserError> {
    let Ok((_, parsed)) = x509_parser::parse_x509_certificate(certificate) else {
        return Err(broken("contains a certificate that cannot be read"));
    };
    let until = parsed.validity().not_after.timestamp();
    if until <= now.as_second() {
        let day =
            Timestamp::from_second(until).map_or_else(|_| "long ago".to_owned(), |day| day.strftime("on %Y-%m-%d").to_string());
        return Err(miette!(
            help = "make a new certificate, upload it to the application and pass its PEM",
            "the certificate of --certificate expired {day}"
        ));
    }
    Ok(())
}

/// A number that is used once.
fn random() -> Result<String, UserError> {
    let mut bytes = [0_u8; 16];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| miette!("the system gives no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Never shows what the file holds.
fn broken(why: &str) -> UserError {
    miette!(
        help = "it must hold the certificate and its unencrypted RSA key, one after the other, as PEM",
        "the file of --certificate {why}"
    )
}
