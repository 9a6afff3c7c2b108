//! Captured text made harmless for terminals and for the logs of builds.

pub(crate) mod case;
pub(crate) mod nearest;
pub mod page;
pub mod prose;
pub(crate) mod wrap;

use std::borrow::Cow;

/// Replaces every character that could act on a terminal or mislead its reader by a visible `\u{…}`: C0 (but tab and line feed), DEL, C1,
/// bidirectional controls, zero-width and other format characters, the tags block, line and paragraph separators, noncharacters.
///
/// Every output is echoed into the log of some build, so what a build agent would obey is broken up in the same way: `##vso[`, `##[` and
/// their like anywhere, and `::` at the beginning of a line, blanks before it or not.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut commands = Commands::default();
    escaped(text, |at, character| commands.begin_at(&text[at..], character) || acts(character))
}

/// What [`visible`] does to commands of build agents, for a text that is put together from harmless parts: two of them may make a command,
/// and wrapping may bring `::` to the beginning of a line. Colours of ours stay.
#[must_use]
pub fn disarmed(text: &str) -> Cow<'_, str> {
    let mut commands = Commands::default();
    escaped(text, |at, character| commands.begin_at(&text[at..], character))
}

/// Finds the commands of build agents in a text that is read from its beginning.
struct Commands {
    previous: char,
    begins_line: bool,
    in_color: bool,
}

impl Default for Commands {
    fn default() -> Self {
        Self { previous: '\n', begins_line: true, in_color: false }
    }
}

impl Commands {
    /// Whether this character must be escaped so that no command begins here. `rest` begins with it.
    fn begin_at(&mut self, rest: &str, character: char) -> bool {
        let is_command = match character {
            '#' => self.previous == '#' && is_agent_command(rest),
            ':' => self.begins_line && rest.starts_with("::"),
            _ => false,
        };
        self.in_color = character == '\u{1b}' || (self.in_color && self.previous != 'm');
        self.begins_line = character == '\n' || (self.begins_line && (character.is_whitespace() || self.in_color));
        self.previous = character;
        is_command
    }
}

/// Like [`visible`], but each byte keeps its place, for sources that diagnostics quote by position: what acts becomes `?`, a carriage return
/// a blank. The quoted lines have their number in front, so no line begins with text.
#[must_use]
pub fn in_place(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut previous = '\n';
    for (at, character) in text.char_indices() {
        match character {
            '\r' => shown.push(' '),
            '#' if previous == '#' && is_agent_command(&text[at..]) => shown.push('?'),
            acting if acts(acting) => shown.extend(std::iter::repeat_n('?', acting.len_utf8())),
            plain => shown.push(plain),
        }
        previous = character;
    }
    shown
}

/// Whether this is the second `#` of a command of a build agent: `##[`, or `##` with a word and `[` (`##vso[`, `##teamcity[`).
fn is_agent_command(from_second_hash: &str) -> bool {
    let after = from_second_hash.strip_prefix('#');
    after.is_some_and(|after| after.trim_start_matches(|character: char| character.is_ascii_alphanumeric()).starts_with('['))
}

/// The text with some characters written as `\u{…}`.
#[must_use]
pub(crate) fn escaped(text: &str, mut is_to_escape: impl FnMut(usize, char) -> bool) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut written = 0;
    for (at, character) in text.char_indices() {
        if is_to_escape(at, character) {
            shown.push_str(&text[written..at]);
            shown.extend(character.escape_unicode());
            written = at + character.len_utf8();
        }
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[written..]);
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
    fn a_build_agent_finds_no_command() {
        let logged = "##vso[task.complete]done ###[x] ##teamcity[x] ## [x] #[\n  ::stop-commands::x\n\t::debug::x a::b";
        let shown = visible(logged);
        assert_eq!(
            shown,
            "#\\u{23}vso[task.complete]done ##\\u{23}[x] #\\u{23}teamcity[x] ## [x] #[\n  \\u{3a}:stop-commands::x\n\t\\u{3a}:debug::x a::b"
        );
        assert_eq!(visible_line("::error::x"), "\\u{3a}:error::x");
        assert_eq!(disarmed("\u{1b}[1m##[error]"), "\u{1b}[1m#\\u{23}[error]");
        assert!(matches!(disarmed("## Plan"), Cow::Borrowed(_)));
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
