//! `Name : value` in one line.

use crate::capture::cells;
use crate::capture::known::{self, Known};
use std::ops::Range;

/// Where name, colon and value stand in a line.
#[derive(Debug, Clone)]
pub struct Property {
    /// The name.
    pub name: Range<usize>,
    /// The colon.
    pub colon: usize,
    /// The trimmed value.
    pub value: Range<usize>,
    /// No blank before the colon: written by a person, if it is a property at all.
    pub glued: bool,
}

/// Reads `Name : value`. What it reads may still be prose; see `List::accepts`.
pub fn property(text: &str) -> Option<Property> {
    let bytes = text.as_bytes();
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if !(bytes[start].is_ascii_alphabetic() || bytes[start] == b'_') {
        return None;
    }
    let length = bytes[start..]
        .iter()
        .take(80)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        .count();
    let end = start + length;
    let colon = end + bytes[end..].iter().take(80).position(|&byte| byte != b' ' && byte != b'\t')?;
    if bytes[colon] != b':' {
        return None;
    }
    let glued = colon == end;
    let behind = &text[colon + 1..];
    if (glued && !behind.is_empty() && !behind.starts_with([' ', '\t'])) || behind.starts_with(':') {
        return None;
    }
    let lead = behind.len() - behind.trim_start().len();
    let value = colon + 1 + lead..(colon + 1 + behind.trim_end().len()).max(colon + 1 + lead);
    Some(Property { name: start..end, colon, value, glued })
}

/// Reads `Two words : value` whose colon stands in the column of other properties' colons: calculated properties have names of any kind.
pub fn label(text: &str, column: usize) -> Option<Property> {
    let start = text.len() - text.trim_start().len();
    let colon = memchr::memmem::find_iter(text.as_bytes(), b" :")
        .map(|found| (found + 1, cells::of(&text[..=found])))
        // A long line is not measured again and again.
        .take_while(|(_, cells)| *cells <= column)
        .find_map(|(colon, cells)| (cells == column).then_some(colon))?;
    let behind = &text[colon + 1..];
    let end = text[..colon].trim_end().len();
    if start >= end || !matches!(behind.bytes().next(), None | Some(b' ')) || !text[start..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let value = (text.len() - behind.trim_start().len()).min(text.trim_end().len());
    Some(Property { name: start..end, colon: column, value: value..text.trim_end().len().max(value), glued: false })
}

/// How many properties that are known for certain stand in one line, `Name : value Name : value …`.
pub fn properties_in_line(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut count = 0;
    for colon in memchr::memmem::find_iter(bytes, b" :") {
        let end = text[..colon].trim_end_matches(' ').len();
        let start = end - bytes[end.saturating_sub(64)..end].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if start < end && known::known(&text[start..end]) == Known::Strong {
            count += 1;
            if count > 3 {
                break;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_in_the_column_of_properties() {
        let parts = |text: &'static str, column| label(text, column).map(|found| (&text[found.name], &text[found.value]));
        assert_eq!(parts("Server Shown : EX01", 13), Some(("Server Shown", "EX01")));
        assert_eq!(parts("Größe        : 1 : 2", 13), Some(("Größe", "1 : 2")));
        assert_eq!(parts("Server Shown :", 13), Some(("Server Shown", "")));
        for text in ["Some words : here", "Server Shown :x", "             : x", "(see below)  : x", "Server"] {
            assert_eq!(parts(text, 13), None, "{text}");
        }
    }

    #[test]
    fn property_lines() {
        let parts = |text: &'static str| property(text).map(|found| (&text[found.name.clone()], &text[found.value], found.glued));
        assert_eq!(parts("Name : owa"), Some(("Name", "owa", false)));
        assert_eq!(parts("  ExternalUrl   :"), Some(("ExternalUrl", "", false)));
        assert_eq!(parts("Name :owa"), Some(("Name", "owa", false)));
        assert_eq!(parts("Name: owa"), Some(("Name", "owa", true)));
        for text in [
            "https://mail.contoso.com",
            "C:\\Windows",
            "At line:1 char:1",
            "Some words : here",
            "std::vec",
            "",
            "12:30",
            "A :: b",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
