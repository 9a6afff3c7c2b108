//! SHA-256 as the hexadecimal text that reports print, and the thumbprints of certificates.

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    sha256_hex_of(&[bytes])
}

/// SHA-256 of several pieces as if they were one.
#[must_use]
pub fn sha256_hex_of(pieces: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    pieces.iter().for_each(|piece| digest.update(piece));
    hex(&digest.finalize()).to_ascii_lowercase()
}

/// The thumbprint of a certificate in DER: SHA-1 as 40 upper-case hexadecimal digits, as Windows shows it.
#[must_use]
pub fn thumbprint(der: &[u8]) -> String {
    hex(&Sha1::digest(der))
}

/// Bytes as upper-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}
