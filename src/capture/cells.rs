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
            '\u{1b}' => {
                length = escape_sequence(rest);
                columns += forward(&rest[..length]);
            }
            _ => columns += width(character),
        }
        rest = rest.get(length..).unwrap_or("");
    }
    columns
}

/// The columns that a character takes.
pub fn width(character: char) -> usize {
    if u32::from(character) > 0xffff || character.width() == Some(2) { 2 } else { 1 }
}

/// The column in which the first character that is not blank stands.
pub fn indent(text: &str) -> usize {
    let lead = text.len() - text.trim_start().len();
    of(&text[..lead])
}

/// Length in bytes of the escape sequence at the start of `rest`.
pub fn escape_sequence(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let ends = |end: fn(&u8) -> bool, most: usize| bytes.iter().skip(2).take(most).position(end).map_or(2, |found| found + 3);
    let length = match bytes.get(1) {
        Some(b'[') => ends(|byte| (0x40..=0x7e).contains(byte), 40),
        // A title or a link ends with a bell, or with an escape character and a backslash.
        Some(b']') => match memchr::memchr2(7, 0x1b, &bytes[2..bytes.len().min(402)]) {
            Some(found) if bytes[found + 2] == 7 => found + 3,
            Some(found) if bytes.get(found + 3) == Some(&b'\\') => found + 4,
            _ => 2,
        },
        Some(b'(' | b')' | b'*' | b'+' | b'#' | b' ') => 3,
        Some(b'0'..=b'~') => 2,
        _ => 1,
    };
    // Never within a character.
    (length..=rest.len()).find(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len())
}

/// How many columns an escape sequence moves to the right (`ESC[12C`): some terminals print runs of blanks like this.
pub fn forward(sequence: &str) -> usize {
    let count = sequence.strip_prefix("\u{1b}[").and_then(|sequence| sequence.strip_suffix('C'));
    count.map_or(0, |count| if count.is_empty() { 1 } else { count.parse().unwrap_or(0).min(400) })
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
            ("\u{1b}]8;;https://contoso.com\u{1b}\\x", 1),
            ("a\u{1b}[4Cb\u{1b}(B", 6),
            ("\u{1b}日", 2),
            ("", 0),
        ] {
            assert_eq!(of(text), columns, "{text:?}");
        }
        assert_eq!((indent("   a"), indent("\t a"), indent("\u{3000}a"), indent("a")), (3, 9, 2, 0));
    }
}
