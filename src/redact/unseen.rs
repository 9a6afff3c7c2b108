//! What stands in text without being seen: colours of a terminal and characters of no width.

/// Most characters of a sequence that sets a colour or moves the cursor.
const LONGEST: usize = 32;

/// Whether something that can't be seen may begin with this character. Colours are left behind without their escape where a console was copied.
pub(super) fn may_begin(first: char) -> bool {
    matches!(
        first,
        '\u{1b}' | '\u{9b}' | '[' | '\\' | '^' | '`' | '␛' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{180e}' | '\u{34f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether there is something of the kind in a text.
pub(super) fn is_in(text: &str) -> bool {
    text.char_indices().any(|(at, first)| may_begin(first) && length(&text[at..]) > 0)
}

/// Bytes of what can't be seen at the start of `text`; 0 when there is nothing of the kind.
pub(super) fn length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if !matches!(first, '\u{1b}' | '\u{9b}' | '[' | '\\' | '^' | '`' | '␛') {
        return first.len_utf8();
    }
    let marks = ["\u{1b}[", "\u{9b}", "\\u001b[", "\\u001B[", "\\x1b[", "\\e[", "\\033[", "^[[", "`e[", "␛["];
    if let Some(mark) = marks.iter().find(|mark| text.starts_with(**mark)) {
        return sequence(&text[mark.len()..], |last| ('\u{40}'..='\u{7e}').contains(&last))
            .map_or(0, |length| mark.len() + length);
    }
    let colour = text.strip_prefix('[').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    colour.and_then(|rest| sequence(rest, |last| last == 'm')).map_or(0, |length| 1 + length)
}

/// Bytes of numbers and the letter that ends them.
fn sequence(text: &str, ends: impl Fn(char) -> bool) -> Option<usize> {
    let length =
        text.bytes().take(LONGEST).take_while(|byte| byte.is_ascii_digit() || matches!(byte, b';' | b':' | b'?')).count();
    let last = text[length..].chars().next()?;
    ends(last).then(|| length + last.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_characters_without_width_are_found() {
        for unseen in [
            "\u{1b}[0m",
            "\u{1b}[32;1m",
            "\u{1b}[K",
            "\u{9b}1m",
            "[0m",
            "[38;5;12m",
            "\\u001b[31m",
            "^[[0m",
            "\u{200b}",
            "\u{ad}",
            "\u{feff}",
        ] {
            assert_eq!(length(&format!("{unseen}CONTOSO")), unseen.len(), "{unseen:?}");
        }
        for seen in ["\u{1b}]8;;", "[PS] C:\\>", "[0]", "[2026", "\\x", "`n", "[m", ""] {
            assert_eq!(length(seen), 0, "{seen:?}");
        }
    }
}
