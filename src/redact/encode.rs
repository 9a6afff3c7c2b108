//! Back to the bytes that a source was decoded from.

use crate::source::{SourceId, decode};
use std::collections::BTreeMap;

/// Encodes `text` as `encoding` (a name of `Source::encoding`), with the byte order mark that `original` starts with.
/// The `bool` is `false` when a character has no place in the encoding and was written as `?`.
#[must_use]
pub fn encode(text: &str, encoding: &'static str, original: &[u8]) -> (Vec<u8>, bool) {
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len() + 2);
    match encoding {
        "utf-8" => {
            if original.starts_with(b"\xef\xbb\xbf") {
                bytes.extend(b"\xef\xbb\xbf");
            }
            bytes.extend(text.as_bytes());
            (bytes, true)
        }
        "utf-16le" => {
            if original.starts_with(b"\xff\xfe") {
                bytes.extend(b"\xff\xfe");
            }
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            (bytes, true)
        }
        "utf-16be" => {
            if original.starts_with(b"\xfe\xff") {
                bytes.extend(b"\xfe\xff");
            }
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            (bytes, true)
        }
        "ibm437" | "ibm850" => oem(text, encoding),
        other => match encoding_rs::Encoding::for_label(other.as_bytes()) {
            Some(known) => {
                let (encoded, _, lost) = known.encode(text);
                if lost { (oem_like(text, known), false) } else { (encoded.into_owned(), true) }
            }
            None => (text.as_bytes().to_vec(), false),
        },
    }
}

/// The OEM pages are tables of ours: what each byte decodes to tells how to encode.
fn oem(text: &str, encoding: &'static str) -> (Vec<u8>, bool) {
    let mut table: BTreeMap<char, u8> = BTreeMap::new();
    for byte in 0x80..=0xff_u8 {
        // Letters around it keep the decoder from taking the byte for something else.
        let decoded = decode::decode(vec![b'a', byte, b'a'], SourceId(0), String::new(), Some(encoding));
        if let Some(character) = decoded.text.chars().nth(1) {
            table.entry(character).or_insert(byte);
        }
    }
    let mut whole = true;
    let encoded = text.chars().map(|character| match (u8::try_from(character), table.get(&character)) {
        (Ok(ascii), _) if ascii.is_ascii() => ascii,
        (_, Some(byte)) => *byte,
        _ => {
            whole = false;
            b'?'
        }
    });
    (encoded.collect(), whole)
}

/// Character by character, with `?` for what has no place: the library would write numeric references.
fn oem_like(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for character in text.chars() {
        let (encoded, _, lost) = encoding.encode(character.encode_utf8(&mut buffer));
        if lost { bytes.push(b'?') } else { bytes.extend(encoded.iter()) }
    }
    bytes
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
            assert_eq!(encode(&source.text, encoding, &bytes), (bytes, true), "{encoding}");
        }
        assert_eq!(encode("日", "windows-1252", b""), (b"?".to_vec(), false));
    }
}
