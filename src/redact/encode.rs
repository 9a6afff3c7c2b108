//! Back to the bytes that a source was decoded from.

use crate::source::{Source, SourceId, decode};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The bytes of a rewritten source: in its own encoding, with a byte order mark if it had one or if it would not be read as the same text without
/// it. `None` when that encoding would not give the source's own bytes back (several encodings in one file, or something that decoding had to
/// mend), can't hold the new text, or would be taken for another. `forced` is the encoding that the user named.
#[must_use]
pub fn like(source: &Source, text: &str, forced: Option<&'static str>) -> Option<Vec<u8>> {
    // A text that was taken out of a document never was a file: it need not give any bytes back.
    if source.disk.is_some() {
        return [false, true]
            .iter()
            .filter_map(|mark| encode(text, source.encoding, *mark))
            .find(|bytes| reads(bytes, text, forced));
    }
    let is_its_own = |mark: &bool| {
        encode(&source.text, source.encoding, *mark).is_some_and(|bytes| crate::digest::sha256_hex(&bytes) == source.sha256())
    };
    let mark = [false, true].into_iter().find(is_its_own)?;
    let marks: &[bool] = if mark || !source.encoding.starts_with("utf") { &[mark] } else { &[false, true] };
    marks.iter().filter_map(|mark| encode(text, source.encoding, *mark)).find(|bytes| reads(bytes, text, forced))
}

/// The text in UTF-8, with a byte order mark if it needs one to be read as such.
#[must_use]
pub fn utf8(text: &str, forced: Option<&'static str>) -> Vec<u8> {
    let plain = text.as_bytes().to_vec();
    if reads(&plain, text, forced) { plain } else { format!("\u{feff}{text}").into_bytes() }
}

/// Whether these bytes are read as this text.
fn reads(bytes: &[u8], text: &str, forced: Option<&'static str>) -> bool {
    decode::decode(bytes.to_vec(), SourceId(0), String::new(), forced).text == text
}

/// Encodes `text` as `encoding` (a name of [`Source::encoding`]), behind a byte order mark if `mark`. `None` when a character has no place in it.
#[must_use]
pub fn encode(text: &str, encoding: &'static str, mark: bool) -> Option<Vec<u8>> {
    let text = if mark { Cow::Owned(format!("\u{feff}{text}")) } else { Cow::Borrowed(text) };
    match encoding {
        "utf-8" => Some(text.as_bytes().to_vec()),
        "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "utf-32le" => Some(text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect()),
        "utf-32be" => Some(text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect()),
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
            ("\u{feff}".chars().chain(text.chars()).flat_map(|c| u32::from(c).to_le_bytes()).collect(), "utf-32le"),
            ("\u{feff}".chars().chain(text.chars()).flat_map(|c| u32::from(c).to_be_bytes()).collect(), "utf-32be"),
        ] {
            let source = decode::decode(bytes.clone(), SourceId(0), "x".to_owned(), Some(encoding));
            assert_eq!(like(&source, &source.text, Some(encoding)), Some(bytes), "{encoding}");
        }
        assert_eq!(encode("日", "windows-1252", false), None);
        let mixed = decode::decode(b"M\xc3\xbcller\nM\xfcller\n".to_vec(), SourceId(0), "x".to_owned(), None);
        assert_eq!(like(&mixed, &mixed.text, None), None, "several encodings in one file");
    }

    #[test]
    fn what_was_guessed_is_guessed_again() {
        // The page of the console is known by one letter in the middle of a word, and the frame is drawn in that page.
        let oem = decode::decode(b"M\x81nchen \xcd\xcd\xd1\xcd\xcd\r\n".to_vec(), SourceId(0), "x".to_owned(), None);
        assert_eq!(oem.encoding, "ibm437");
        let new = oem.text.replace("München", "Bänxxxx");
        let bytes = like(&oem, &new, None).expect("bytes");
        assert_eq!(decode::decode(bytes, SourceId(0), "x".to_owned(), None).text, new);
        let without = oem.text.replace("München", "Bonxxxx");
        assert_eq!(like(&oem, &without, None), None, "nothing tells the page any more");
        assert_eq!(decode::decode(utf8(&without, None), SourceId(0), "x".to_owned(), None).text, without);
        // UTF-16 is known by its zeros.
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let old = decode::decode(wide("Name : ex01\r\n"), SourceId(0), "x".to_owned(), None);
        let new = "日本語日本語日本語日本語\r\n";
        let bytes = like(&old, new, None).expect("bytes");
        assert_eq!(decode::decode(bytes, SourceId(0), "x".to_owned(), None).text, new);
    }
}
