//! Captured text made harmless for the terminal.

use std::borrow::Cow;

/// Replaces every character that could act on a terminal or mislead its reader by a visible `\u{…}`: C0 (but tab and line feed), DEL, C1,
/// bidirectional controls, zero-width and other format characters, the tags block, line and paragraph separators, noncharacters.
/// security.md T3.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n')) || !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Like [`visible`], and on one line: line feeds and tabs are shown too.
#[must_use]
pub fn visible_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\t']) { Cow::Owned(visible(text).replace('\n', "\\n").replace('\t', " ")) } else { visible(text) }
}

/// Whether a character must never reach an output as it is.
#[must_use]
pub fn acts(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => {
            true
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => (character as u32) & 0xfffe == 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(visible("EX01\\mapi (Default Web Site)\tÄ 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_control_character_survives() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = character.to_string();
            let shown = visible(&text);
            assert!(!shown.chars().any(acts), "{:x}", character as u32);
        }
    }
}
