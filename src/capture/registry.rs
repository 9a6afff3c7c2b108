//! Keys of a registry, as `reg export` (`.reg` files) and `reg query` write them: a record for each key, a field for each value.

use super::prompt::prompt;
use super::sniff::{line_at, next_line};
use super::{Capture, Field, Form, Raw, Record, Skipped};
use crate::source::{Source, Span};
use crate::text::case::begins;
use std::borrow::Cow;
use std::ops::Range;

/// First lines of `.reg` files.
const HEADS: &[&str] = &["Windows Registry Editor Version 5.00", "REGEDIT4"];

/// Roots of registries, as exports spell them.
const ROOTS: &[&str] = &["HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE", "HKEY_USERS", "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG"];

const DELETES: &str = "deletes a key: that is of a script which changes a registry, not of an export";

/// Length of the keys at the start of `rest`, if it begins as such files do.
pub fn length(rest: &str) -> Option<usize> {
    if !["Windows Registry", "REGEDIT4", "HKEY_"].iter().any(|beginning| begins(rest, beginning)) {
        return None;
    }
    let is_file = HEADS.contains(&line_at(rest, 0).trim_end());
    let second = line_at(rest, next_line(rest, 0));
    if !is_file && !(is_path(line_at(rest, 0)) && (queried(second).is_some() || is_path(second))) {
        return None;
    }
    let belongs = |line: &str| {
        let text = line.trim_end();
        let of_file = || is_section(text) || text.starts_with(['"', '@', ';']) || text.starts_with("  ");
        text.is_empty() || if is_file { of_file() } else { is_path(text) || queried(line).is_some() || text.starts_with("    ") }
    };
    let mut end = next_line(rest, 0);
    while end < rest.len() && belongs(line_at(rest, end)) && prompt(line_at(rest, end)).is_none() {
        end = next_line(rest, end);
    }
    Some(end)
}

/// Reads the keys that fill `range` of the source. `command` is the command above them, if the capture shows one.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let is_file = HEADS.contains(&line_at(&source.text[range.clone()], 0).trim_end());
    let mut key: Option<Record<'s>> = None;
    let mut at = range.start;
    while at < range.end {
        let line = line_at(&source.text, at).trim_end();
        let next = next_line(&source.text, at);
        // What ends with the file may have been cut off.
        let is_last = next >= source.text.len() && !source.text.ends_with(['\n', '\r']);
        let path = if is_file { section(line) } else { Some(line).filter(|line| is_path(line)) };
        if let Some(path) = path {
            close(key.take(), is_file, out);
            let start = at + line.find(path).unwrap_or_default();
            if path.starts_with('-') {
                out.skipped.push(Skipped { at: source.span(at, at + line.len()), why: DELETES.to_owned() });
            } else {
                key = Some(record(path, source.span(start, start + path.len()), command));
            }
        } else if let (Some(record), Some((name, raw, value_at))) =
            (&mut key, if is_file { exported(line) } else { queried(line) })
        {
            let raw = match raw {
                Raw::Scalar(text) if is_last => Raw::Cut(text),
                raw => raw,
            };
            let place = source.span(at + value_at.start, at + value_at.end);
            record.at = record.at.to(place);
            record.fields.push(Field { name, raw, at: place });
        }
        at = next;
    }
    close(key, is_file, out);
}

fn record<'s>(path: &'s str, at: Span, command: Option<usize>) -> Record<'s> {
    Record {
        command,
        form: Form::Registry,
        type_name: Some(Cow::Borrowed("RegistryKey")),
        shell: None,
        fields: vec![Field { name: Cow::Borrowed("Key"), raw: Raw::Scalar(Cow::Borrowed(path)), at }],
        at,
        hearsay: false,
    }
}

/// Takes a key that is complete. `reg query` also lists the keys below the one it was asked for, without their values: that shows nothing of them.
fn close<'s>(key: Option<Record<'s>>, is_file: bool, out: &mut Capture<'s>) {
    if let Some(mut key) = key.filter(|key| is_file || key.fields.len() > 1) {
        super::unique::settle(&mut key.fields);
        out.records.push(key);
    }
}

/// `[HKEY_CURRENT_USER\SOFTWARE\…]`, or one to be deleted, `[-HKEY_…]`.
fn section(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']').filter(|path| is_path(path.trim_start_matches('-')))
}

fn is_section(line: &str) -> bool {
    section(line).is_some()
}

fn is_path(line: &str) -> bool {
    let root = line.split('\\').next().unwrap_or(line).trim_end();
    ROOTS.iter().any(|known| known.eq_ignore_ascii_case(root))
}

type Value<'s> = (Cow<'s, str>, Raw<'s>, Range<usize>);

/// `"EnableADAL"=dword:00000000`, `"Name"="text"`, `"Name"=-`, `@="text"`.
fn exported(line: &str) -> Option<Value<'_>> {
    let (name, at) = match line.strip_prefix('"') {
        Some(rest) => {
            let end = closing_quote(rest)?;
            (unescaped(&rest[..end]), end + 2)
        }
        None => (Cow::Borrowed("(Default)"), usize::from(line.starts_with('@'))),
    };
    let value = line.get(at..)?.strip_prefix('=')?;
    let start = at + 1;
    // A value that is deleted is none; the name shows where that is said.
    if value == "-" {
        return Some((name, Raw::Blank, 0..at.max(1)));
    }
    let Some(text) = value.strip_prefix('"') else {
        return Some((name, Raw::Scalar(Cow::Borrowed(value)), start..line.len())).filter(|_| !value.is_empty());
    };
    let end = closing_quote(text)?;
    let raw = if end == 0 { Raw::Blank } else { Raw::Scalar(unescaped(&text[..end])) };
    let place = if end == 0 { start..line.len() } else { start + 1..start + 1 + end };
    Some((name, raw, place))
}

/// `    EnableADAL    REG_DWORD    0x0`
fn queried(line: &str) -> Option<Value<'_>> {
    let inner = line.strip_prefix("    ")?;
    let at = inner.find("    REG_")?;
    let name = inner.get(..at)?.trim();
    let rest = inner.get(at + 4..)?;
    let kind = rest.split(' ').next().unwrap_or(rest);
    let value = rest.get(kind.len()..)?.trim();
    let is_kind = kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if name.is_empty() || !is_kind {
        return None;
    }
    let end = line.trim_end().len();
    let raw = if value.is_empty() { Raw::Blank } else { Raw::Scalar(Cow::Borrowed(value)) };
    let start = if value.is_empty() { 4 } else { end - value.len() };
    Some((Cow::Borrowed(name), raw, start..end))
}

/// Where the quote that is open at the start of `text` is closed.
fn closing_quote(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        closes
    })
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next().unwrap_or(character) } else { character });
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    /// A key with its values by name.
    type Key = (String, Vec<(String, String)>);

    fn read_all(text: &str) -> (Source, Vec<Key>, usize) {
        let source = Source::from_text(SourceId(0), "a.reg", text);
        let mut out = Capture::default();
        let length = length(text).expect("keys of a registry");
        read(&source, 0..length, None, &mut out);
        let skipped = out.skipped.len();
        let keys = out.records.iter().map(|record| {
            let field = |field: &Field<'_>| {
                let text = match &field.raw {
                    Raw::Scalar(text) => text.to_string(),
                    Raw::Cut(text) => format!("{text}…"),
                    _ => String::new(),
                };
                (field.name.to_string(), text)
            };
            (source.slice(record.fields[0].at).to_owned(), record.fields[1..].iter().map(field).collect())
        });
        let keys = keys.collect();
        (source, keys, skipped)
    }

    #[test]
    fn a_file_has_a_record_for_each_key() {
        let text = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\SOFTWARE\\Microsoft\\Office\\16.0\\Common]\r\n\r\n\
                    [HKEY_CURRENT_USER\\SOFTWARE\\Microsoft\\Office\\16.0\\Common\\Identity]\r\n\"EnableADAL\"=dword:00000000\r\n\
                    \"A \\\"b\\\" \\\\\"=\"C:\\\\x\"\r\n\"Gone\"=-\r\n\"Blob\"=hex:01,02,\\\r\n  03\r\n[-HKEY_CURRENT_USER\\Software\\x]\r\n";
        let (source, keys, skipped) = read_all(text);
        assert_eq!(keys[0], (r"HKEY_CURRENT_USER\SOFTWARE\Microsoft\Office\16.0\Common".to_owned(), vec![]));
        let expected = [("EnableADAL", "dword:00000000"), ("A \"b\" \\", r"C:\x"), ("Gone", ""), ("Blob", "hex:01,02,\\")];
        assert_eq!(keys[1].1, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!((keys.len(), skipped, length(&source.text)), (2, 1, Some(text.len())));
    }

    #[test]
    fn a_query_shows_the_keys_whose_values_it_prints() {
        let text = "HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Identity\r\n    EnableADAL    REG_DWORD    0x0\r\n    \
                    Name With Blanks    REG_SZ    Adele Vance\r\n    Empty    REG_SZ    \r\n\r\n\
                    HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Identity\\Profiles\r\n\r\nC:\\>dir\r\n";
        let (_, keys, _) = read_all(text);
        assert_eq!(keys.len(), 1);
        let expected = [("EnableADAL", "0x0"), ("Name With Blanks", "Adele Vance"), ("Empty", "")];
        assert_eq!(keys[0].1, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(length(text).unwrap() < text.find("C:\\>").unwrap() + 1);
    }

    #[test]
    fn what_ends_with_the_file_may_be_cut() {
        let (_, keys, _) = read_all("REGEDIT4\n\n[HKEY_USERS\\S-1-5-21-1\\x]\n\"EnableADAL\"=dword:0000");
        assert_eq!(keys[0].1, [("EnableADAL".to_owned(), "dword:0000…".to_owned())]);
    }

    #[test]
    fn prose_is_no_registry() {
        for text in ["HKEY_CURRENT_USER\\Software is where it is\n", "[HKEY_CURRENT_USER\\x]\n", "Name : HKEY_USERS\n", ""] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
