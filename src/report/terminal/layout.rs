//! Fitting text into the columns of a terminal. Widths are columns as terminals count them, not characters.

use crate::text::visible_line as shown;
use crate::text::wrap::{self, LongWords};
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters of a captured text that a person is shown at most; the other outputs have it whole.
const LONGEST: usize = 1_000;

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Captured text, harmless and of bearable length.
pub(super) fn bounded(text: &str) -> Cow<'_, str> {
    let shown = shown(text);
    match shown.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}… (cut here, {} characters in all)", &shown[..at], shown.chars().count())),
        None => shown,
    }
}

/// The front of a text, cut to `columns` with an ellipsis when it is longer.
pub(super) fn clip(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…", &text[..prefix(text, columns.saturating_sub(1))]))
}

/// The end of a text, cut to `columns` with an ellipsis when it is longer.
pub(super) fn clip_front(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut start = text.len();
    let mut room = columns.saturating_sub(1);
    for (at, character) in text.char_indices().rev() {
        let Some(left) = room.checked_sub(character.width().unwrap_or(0)) else { break };
        (room, start) = (left, at);
    }
    Cow::Owned(format!("…{}", &text[start..]))
}

/// Bytes of the longest beginning that fits into `columns`.
fn prefix(text: &str, columns: usize) -> usize {
    let mut room = columns;
    for (at, character) in text.char_indices() {
        match room.checked_sub(character.width().unwrap_or(0)) {
            Some(left) => room = left,
            None => return at,
        }
    }
    text.len()
}

/// Breaks a text into lines of at most `columns`, at spaces where it can. All lines but the first start with `indent` spaces.
pub(super) fn wrap(text: &str, columns: usize, indent: usize) -> Vec<String> {
    wrap::wrap(text, columns, ("", &" ".repeat(indent.min(columns / 2))), LongWords::Break)
}

/// The last guard: a line that may hold our own colour sequences (`ESC [ … m`), cut to `columns`.
pub(super) fn clip_painted(line: &str, columns: usize) -> Cow<'_, str> {
    let mut room = columns;
    let mut in_sequence = false;
    for (at, character) in line.char_indices() {
        if in_sequence {
            in_sequence = character != 'm';
        } else if character == '\u{1b}' {
            in_sequence = true;
        } else {
            match room.checked_sub(character.width().unwrap_or(0)) {
                Some(left) => room = left,
                None => {
                    let end = if line[..at].contains('\u{1b}') { "\u{1b}[0m" } else { "" };
                    return Cow::Owned(format!("{}{end}", &line[..at]));
                }
            }
        }
    }
    Cow::Borrowed(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(clip("日本語日本語", 7), "日本語…");
        assert_eq!(clip_front("日本語日本語", 7), "…日本語");
        assert_eq!(wrap("日本語 日本語", 7, 1), ["日本語", " 日本語"]);
        assert_eq!(clip_painted("\u{1b}[1m日本語\u{1b}[0m", 4), "\u{1b}[1m日本\u{1b}[0m");
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("one two three four", 9, 2), ["one two", "  three", "  four"]);
        assert_eq!(wrap("abcdefghijkl m", 5, 2), ["abc", "  def", "  ghi", "  jkl", "  m"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn nothing_is_wider_than_asked_and_nothing_is_lost(text in "\\PC{0,80}", columns in 4_usize..40, indent in 0_usize..5) {
            let text = bounded(&text).into_owned();
            let lines = wrap(&text, columns, indent);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?}");
            }
            let bare = |text: &str| text.replace(char::is_whitespace, "");
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            prop_assert!(width(&clip(&text, columns)) <= columns && width(&clip_front(&text, columns)) <= columns);
            prop_assert!(width(&clip_painted(&text, columns)) <= columns);
        }
    }
}
