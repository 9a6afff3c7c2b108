//! Columns of a console, counted as PowerShell counts them.
//!
//! East Asian characters take two, a character beyond the basic plane takes two, any other takes one, combining marks among them.
//! An escape sequence takes none. What stands below what is decided in these columns, not in bytes.

use unicode_width::UnicodeWidthChar;

/// Columns between two tab stops.
const TAB: usize = 8;

/// The columns that a text takes from the start of a line on.
pub fn of(text: &str) -> usize {
    if text.is_ascii() && memchr::memchr2(0x1b, b'\t', text.as_bytes()).is_none() {
        return text.len();
    }
    let mut columns = 0;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '\t' => columns = (columns / TAB + 1) * TAB,
            '\u{1b}' => length = escape_sequence(rest),
            _ if u32::from(character) > 0xffff || character.width() == Some(2) => columns += 2,
            _ => columns += 1,
        }
        rest = rest.get(length..).unwrap_or("");
    }
    columns
}

/// The column in which the first character that is not blank stands.
pub fn indent(text: &str) -> usize {
    let lead = text.len() - text.trim_start().len();
    of(&text[..lead])
}

/// Length in bytes of the escape sequence at the start of `rest`.
pub fn escape_sequence(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    match bytes.get(1) {
        Some(b'[') => bytes[2..].iter().take(40).position(|byte| (0x40..=0x7e).contains(byte)).map_or(2, |found| found + 3),
        Some(b']') => bytes[2..].iter().take(400).position(|&byte| byte == 7).map_or(2, |found| found + 3),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_console() {
        for (text, columns) in [
            ("abc", 3),
            ("Größe", 5),
            ("e\u{301}", 2),
            ("日本", 4),
            ("\u{1f600}", 2),
            ("a\tb", 9),
            ("\u{1b}[32;1mName\u{1b}[0m", 4),
            ("\u{1b}", 0),
            ("\u{1b}]0;title\u{7}x", 1),
            ("", 0),
        ] {
            assert_eq!(of(text), columns, "{text:?}");
        }
        assert_eq!((indent("   a"), indent("\t a"), indent("\u{3000}a"), indent("a")), (3, 9, 2, 0));
    }
}
