//! Back to the bytes that a source was decoded from.

use crate::source::{Source, SourceId, decode};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The bytes of a rewritten source: in its own encoding, with a byte order mark if it had one. `None` when that encoding would not give
/// the source's own bytes back (several encodings in one file, or something that decoding had to mend), or can't hold the new text.
#[must_use]
pub fn like(source: &Source, text: &str) -> Option<Vec<u8>> {
    let is_its_own = |mark: &bool| {
        encode(&source.text, source.encoding, *mark).is_some_and(|bytes| crate::digest::sha256_hex(&bytes) == source.sha256())
    };
    let mark = [false, true].into_iter().find(is_its_own)?;
    encode(text, source.encoding, mark)
}

/// Encodes `text` as `encoding` (a name of [`Source::encoding`]), behind a byte order mark if `mark`. `None` when a character has no place in it.
#[must_use]
pub fn encode(text: &str, encoding: &'static str, mark: bool) -> Option<Vec<u8>> {
    let text = if mark { Cow::Owned(format!("\u{feff}{text}")) } else { Cow::Borrowed(text) };
    match encoding {
        "utf-8" => Some(text.as_bytes().to_vec()),
        "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "ibm437" | "ibm850" => oem(&text, encoding),
        other => {
            let (encoded, _, lost) = encoding_rs::Encoding::for_label(other.as_bytes())?.encode(&text);
            (!lost).then(|| encoded.into_owned())
        }
    }
}

/// The OEM pages are tables of ours: what each byte decodes to tells how to encode.
fn oem(text: &str, encoding: &'static str) -> Option<Vec<u8>> {
    let mut table: BTreeMap<char, u8> = BTreeMap::new();
    for byte in 0x80..=0xff_u8 {
        // Letters around it keep the decoder from taking the byte for something else.
        let decoded = decode::decode(vec![b'a', byte, b'a'], SourceId(0), String::new(), Some(encoding));
        if let Some(character) = decoded.text.chars().nth(1) {
            table.entry(character).or_insert(byte);
        }
    }
    let byte = |character: char| match u8::try_from(character) {
        Ok(ascii) if ascii.is_ascii() => Some(ascii),
        _ => table.get(&character).copied(),
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_and_encoding_give_the_same_bytes() {
        let text = "Name : Müller\r\nSite : Köln – 100 €\r\n";
        let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let utf16 = |to: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), "utf-8"),
            (with_mark(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "utf-8"),
            (with_mark(b"\xff\xfe", utf16(u16::to_le_bytes)), "utf-16le"),
            (with_mark(b"\xfe\xff", utf16(u16::to_be_bytes)), "utf-16be"),
            (utf16(u16::to_le_bytes), "utf-16le"),
            (b"Name : M\xfcller\r\n".to_vec(), "windows-1252"),
            (b"Name : M\x81ller\r\n".to_vec(), "ibm850"),
            (b"Name : M\x81ller \xe1\r\n".to_vec(), "ibm437"),
        ] {
            let source = decode::decode(bytes.clone(), SourceId(0), "x".to_owned(), Some(encoding));
            assert_eq!(like(&source, &source.text), Some(bytes), "{encoding}");
        }
        assert_eq!(encode("日", "windows-1252", false), None);
        let mixed = decode::decode(b"M\xc3\xbcller\nM\xfcller\n".to_vec(), SourceId(0), "x".to_owned(), None);
        assert_eq!(like(&mixed, &mixed.text), None, "several encodings in one file");
    }
}
