//! From bytes to text: byte order marks, UTF-16 with and without one, UTF-8, Windows-1252, the OEM pages, and files that hold several of them.

use super::segments::{Width, cut};
use super::{Source, SourceId, Unread, UnreadKind, ebcdic, encodings, format, oem};
use crate::digest::sha256_hex;
use std::borrow::Cow;

/// Decodes the bytes of a capture. Never fails: what had to be guessed or mended is told in [`Source::notes`], and what is
/// no text at all in [`Source::binary`] (its text may then be empty).
///
/// `encoding` is what the user said with `--encoding`, a name that [`encodings::parse_encoding`] returned; `None` detects.
#[must_use]
pub fn decode(bytes: Vec<u8>, id: SourceId, name: String, encoding: Option<&'static str>) -> Source {
    let refused = match format::by_magic(&bytes) {
        _ if u32::try_from(bytes.len()).is_err() => Some("a file of more than 4 GiB".to_owned()),
        _ if bytes.starts_with(b"PK\x03\x04") => Some("a zip archive".to_owned()),
        format => format.map(format::Format::why),
    };
    if let Some(why) = refused {
        let mut source = Source::new(id, name, String::new(), "binary", sha256_hex(&bytes));
        source.binary = Some(why);
        return source;
    }
    if encoding.is_none() && is_plain(&bytes) {
        let marked = bytes.starts_with(MARK);
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        text.drain(..if marked { MARK.len() } else { 0 });
        let is_binary = format::by_controls(&text);
        return refuse_binary(Source::verbatim(id, name, text, marked), is_binary);
    }
    let sha256 = sha256_hex(&bytes);
    if encoding.is_none() && ebcdic::is_ebcdic(&bytes) {
        const WHY: &str = "text in EBCDIC, which is not read: save it as UTF-8";
        let mut source = Source::new(id, name, String::new(), "ebcdic", sha256);
        source.left_out.push((0, WHY));
        source.unread.push(Unread { at: 0, why: WHY, text: ebcdic::look(&bytes), kind: UnreadKind::Shown });
        return source;
    }
    let mut notes = Vec::new();
    let (text, encoding) = match encoding {
        Some(encoding) => forced(bytes, encoding, &mut notes),
        None => detected(bytes, &mut notes),
    };
    let text = without_inner_marks(text, &mut notes);
    let is_binary = format::by_controls(&text);
    let mut source = Source::new(id, name, text, encoding, sha256);
    source.notes = notes;
    refuse_binary(source, is_binary)
}

/// The beginning of every note about a guessed code page.
pub const GUESSED: &str = "not UTF-8";

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether bytes and text are the same: UTF-8 without zeros, with a byte order mark at the start at most.
fn is_plain(bytes: &[u8]) -> bool {
    let inner = bytes.get(1..).unwrap_or_default();
    memchr::memchr(0, bytes).is_none() && memchr::memmem::find(inner, MARK).is_none() && std::str::from_utf8(bytes).is_ok()
}

fn refuse_binary(mut source: Source, is_binary: bool) -> Source {
    if is_binary {
        source.binary = Some("no text: too many control characters (if it is text after all, say --encoding)".to_owned());
    }
    source
}

fn detected(bytes: Vec<u8>, notes: &mut Vec<String>) -> (String, &'static str) {
    if let Some((text, name)) = utf32(&bytes, notes) {
        return (text, name);
    }
    let stretches = cut(&bytes);
    if let [(Width::Bytes, marked, range)] = stretches.as_slice() {
        let (marked, start) = (*marked, range.start);
        return match String::from_utf8(bytes) {
            Ok(mut text) => {
                text.drain(..start);
                (text, "utf-8")
            }
            Err(error) => {
                let bytes = error.into_bytes();
                let (text, name) = narrow(&bytes[start..], marked, notes);
                (text.into_owned(), name)
            }
        };
    }
    let mut text = String::with_capacity(bytes.len() / 2 + bytes.len() / 8);
    let mut most = ("utf-8", 0);
    let is_mixed = stretches.len() > 1;
    for (width, marked, range) in stretches {
        let part = &bytes[range];
        let (decoded, name) = if width == Width::Bytes { narrow(part, marked, notes) } else { wide(part, width, notes) };
        if !marked && !is_mixed {
            notes.push(format!("no byte order mark; read as {name} because every second byte is zero"));
        }
        if is_mixed {
            notes.push(format!("{name} from line {}", text.bytes().filter(|byte| *byte == b'\n').count() + 1));
            // Each stretch is read in its own way; too many of them are not text anyway.
            if notes.len() > 64 {
                notes.truncate(64);
            }
        }
        if part.len() > most.1 {
            most = (name, part.len());
        }
        text.push_str(&decoded);
    }
    if is_mixed {
        notes.insert(
            0,
            "several encodings in one file, as appending with `>>` leaves it; each part was read in its own".to_owned(),
        );
    }
    (text, most.0)
}

/// UTF-32 behind its byte order mark. That of UTF-16 begins alike: then the rest must be characters, too.
fn utf32(bytes: &[u8], notes: &mut Vec<String>) -> Option<(String, &'static str)> {
    type Unit = fn([u8; 4]) -> u32;
    let (name, unit): (_, Unit) = match bytes {
        [0xff, 0xfe, 0, 0, ..] => ("utf-32le", u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, ..] => ("utf-32be", u32::from_be_bytes),
        _ => return None,
    };
    let mut units = bytes[4..].chunks_exact(4);
    let mut lost = 0usize;
    let mut text = String::with_capacity(bytes.len() / 4);
    for four in &mut units {
        let character = four.try_into().ok().map(unit).and_then(char::from_u32);
        lost += usize::from(character.is_none());
        text.push(character.unwrap_or('\u{fffd}'));
    }
    if lost * 8 > bytes.len() / 4 {
        return None;
    }
    if lost > 0 || !units.remainder().is_empty() {
        notes.push("what is not a character was left out or replaced by U+FFFD".to_owned());
    }
    Some((text, name))
}

/// Why text in UTF-7 is not read.
pub(super) const UTF_7: &str = "UTF-7, which is not read: save the output again with | Out-File -Encoding utf8";

/// Whether text is UTF-7: signs stand there in its own base 64 (`+AFw-`, `+AHs-`), and the one that it never holds as it is, a backslash, does not.
pub(super) fn is_utf7(text: &str) -> bool {
    if text.starts_with("+/v") && text[3..].starts_with(['8', '9', '+', '/']) {
        return true;
    }
    text.is_ascii()
        && memchr::memchr_iter(b'+', text.as_bytes()).any(|at| is_sign_in_utf7(&text.as_bytes()[at + 1..]))
        && !text.contains('\\')
}

/// Whether bytes behind a plus are signs in the base 64 of UTF-7, and nothing but signs, up to the hyphen behind them.
fn is_sign_in_utf7(behind: &[u8]) -> bool {
    const MOST: usize = 16;
    let mut bits = 0u32;
    let mut count = 0;
    let mut signs = 0;
    for &byte in behind.iter().take(MOST) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'-' => return signs > 0 && bits == 0,
            _ => return false,
        };
        bits = (bits << 6) | u32::from(digit);
        count += 6;
        if count >= 16 {
            count -= 16;
            let is_sign = u8::try_from(bits >> count).is_ok_and(|sign| sign.is_ascii_punctuation());
            bits &= (1 << count) - 1;
            signs += 1;
            if !is_sign {
                return false;
            }
        }
    }
    false
}

/// Decodes all of a file in the encoding that the user named; a byte order mark decides between the two byte orders of UTF-16.
fn forced(bytes: Vec<u8>, encoding: &'static str, notes: &mut Vec<String>) -> (String, &'static str) {
    match (encoding, bytes.as_slice()) {
        ("utf-16le" | "utf-16be", [0xff, 0xfe, rest @ ..]) => own(wide(rest, Width::LittleEndian, notes)),
        ("utf-16le" | "utf-16be", [0xfe, 0xff, rest @ ..]) => own(wide(rest, Width::BigEndian, notes)),
        ("utf-32le", all) => forced32(all, &[0xff, 0xfe, 0, 0], encoding, notes),
        ("utf-32be", all) => forced32(all, &[0, 0, 0xfe, 0xff], encoding, notes),
        ("utf-16le", all) => own(wide(all, Width::LittleEndian, notes)),
        ("utf-16be", all) => own(wide(all, Width::BigEndian, notes)),
        ("ibm437" | "ibm850", all) => (oem::decode(all, encoding), encoding),
        _ => {
            let Some(decoder) = encodings::decoder(encoding) else { return detected(bytes, notes) };
            let (text, mended) = decoder.decode_with_bom_removal(&bytes);
            if mended {
                notes.push(format!("not everything is valid {encoding}; what is not was replaced by U+FFFD"));
            }
            (text.into_owned(), encoding)
        }
    }
}

/// UTF-32 with or without its byte order mark.
fn forced32(bytes: &[u8], mark: &[u8], encoding: &'static str, notes: &mut Vec<String>) -> (String, &'static str) {
    let marked = if bytes.starts_with(mark) { Cow::Borrowed(bytes) } else { Cow::Owned([mark, bytes].concat()) };
    utf32(&marked, notes).unwrap_or_else(|| (String::from_utf8_lossy(bytes).into_owned(), encoding))
}

fn own((text, name): (Cow<'_, str>, &'static str)) -> (String, &'static str) {
    (text.into_owned(), name)
}

fn wide<'b>(bytes: &'b [u8], width: Width, notes: &mut Vec<String>) -> (Cow<'b, str>, &'static str) {
    let (decoder, name) = match width {
        Width::BigEndian => (encoding_rs::UTF_16BE, "utf-16be"),
        _ => (encoding_rs::UTF_16LE, "utf-16le"),
    };
    let (text, mended) = decoder.decode_without_bom_handling(bytes);
    if mended {
        notes.push("half a character (a lone surrogate or a cut last byte) was replaced by U+FFFD".to_owned());
    }
    (text, name)
}

/// Decodes text in single bytes: UTF-8 if it is, line by line if only some lines are, else an OEM page if that is certain, else Windows-1252.
fn narrow<'b>(bytes: &'b [u8], marked: bool, notes: &mut Vec<String>) -> (Cow<'b, str>, &'static str) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), "utf-8");
    }
    let proper = lines(bytes).filter(|line| !line.is_ascii() && std::str::from_utf8(line).is_ok()).count();
    let last = lines(bytes).last().unwrap_or_default();
    let only_cut = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    if only_cut && (marked || proper > 0 || std::str::from_utf8(last).is_err_and(|e| !last[..e.valid_up_to()].is_ascii())) {
        notes.push("the file ends within a character, which was replaced by U+FFFD".to_owned());
        return (String::from_utf8_lossy(bytes), "utf-8");
    }
    if marked || proper > 0 {
        let mut text = String::with_capacity(bytes.len() + 16);
        let mut others = 0usize;
        for line in lines(bytes) {
            match std::str::from_utf8(line) {
                Ok(line) => text.push_str(line),
                Err(_) => {
                    others += 1;
                    text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(line).0);
                }
            }
        }
        notes.push(format!("{others} lines are not valid UTF-8 and were read as Windows-1252"));
        return (Cow::Owned(text), "utf-8");
    }
    if let Some(text) = japanese(bytes) {
        notes.push("not UTF-8; the characters say Shift_JIS (--encoding overrides)".to_owned());
        return (text, "shift_jis");
    }
    if let Some(page) = oem::detect(bytes) {
        notes.push(format!("not UTF-8; the letters within words say {page} (--encoding overrides)"));
        return (Cow::Owned(oem::decode(bytes, page)), page);
    }
    notes.push("not UTF-8; read as Windows-1252 (--encoding overrides)".to_owned());
    (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, "windows-1252")
}

/// Text in the code page of Japan, if that is next to certain: all of it can be read so, and there are words of kana or kanji, or nothing beyond ASCII
/// but the mark of what PowerShell cut.
fn japanese(bytes: &[u8]) -> Option<Cow<'_, str>> {
    /// No page of the West has so many letters in a row that read as these.
    const WORD: usize = 3;
    let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?;
    let is_letter = |character: char| matches!(character, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    // Accented letters of the West stand among plain ones, and read so would be kanji among them.
    let is_kana = |character: char| matches!(character, '\u{3041}'..='\u{30ff}');
    let mut words = text.split(|character: char| !is_letter(character) && !character.is_ascii_alphanumeric());
    let has_word = words.any(|run| {
        let letters = || run.chars().filter(|&character| is_letter(character));
        letters().nth(WORD - 1).is_some() && (letters().any(is_kana) || letters().count() == run.chars().count())
    });
    let is_mark = || {
        let mut behind = text.match_indices('\u{2026}').map(|(at, mark)| text[at + mark.len()..].chars().next());
        text.chars().all(|character| character.is_ascii() || character == '\u{2026}')
            && behind.any(|next| next.is_none_or(|next| next == '}' || next.is_whitespace()))
    };
    (has_word || is_mark()).then_some(text)
}

/// The lines of `bytes`, line feeds included.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n')
}

/// Takes out the byte order marks that stand where files were joined: at the start of a line or behind a closing bracket.
/// One inside a word stays, for it would make two different names look alike.
fn without_inner_marks(text: String, notes: &mut Vec<String>) -> String {
    const MARK: &str = "\u{feff}";
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut dropped = 0usize;
    let mut from = 0;
    for (at, _) in text.match_indices(MARK) {
        kept.push_str(&text[from..at]);
        from = at + MARK.len();
        if kept.is_empty() || kept.ends_with(['\n', '\r', '>', '}', ']']) {
            dropped += 1;
        } else {
            kept.push_str(MARK);
        }
    }
    kept.push_str(&text[from..]);
    if dropped > 0 {
        notes.push(format!("{dropped} byte order marks inside the file were left out"));
    }
    kept
}

#[cfg(test)]
mod tests;
