//! Texts of ours that hold commands to copy.
//!
//! In such a text (the help of a rule, what supplies a missing capture, how a person does a step) a command stands between backticks. Outputs
//! that wrap give it a line of its own where it does not fit, unbroken however long it is; Markdown and HTML show it as code. The forms that put
//! a text on one line or hand it to programs (JSON, NDJSON, CSV, JUnit, SARIF, the commands of build agents) keep the backticks: they tell
//! where the command begins and ends, and the text is then the same in all of them.
//!
//! Only texts of ours may be read like this. One that quotes a capture has its backticks taken out first ([`unmarked`]), or is wrapped as
//! words alone ([`crate::text::wrap`]): else a capture could get a line of any length, or its own words, shown as a command of ours.

use super::wrap::{LongWords, wrap};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// How much further in than the text around it a command stands that has a line of its own.
const STEP: usize = 2;

/// A part of a text of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// A command to copy, without its backticks.
    Command(&'a str),
}

/// A line of a wrapped text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its text, indented.
    pub text: String,
    /// Whether it is a command, which must not be cut.
    pub is_command: bool,
}

/// The parts of a text of ours, none of them empty. A backtick without its partner is a letter like any other.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut words, mut at) = (0, 0);
    while let Some(open) = text[at..].find('`').map(|found| at + found) {
        let Some(close) = text[open + 1..].find('`').map(|found| open + 1 + found) else { break };
        let command = &text[open + 1..close];
        at = close + 1;
        if command.trim().is_empty() {
            continue;
        }
        if words < open {
            pieces.push(Piece::Words(&text[words..open]));
        }
        pieces.push(Piece::Command(command));
        words = at;
    }
    if words < text.len() {
        pieces.push(Piece::Words(&text[words..]));
    }
    pieces
}

/// A command between backticks. A sentence that has its own stays as it is.
#[must_use]
pub fn marked(command: &str) -> String {
    if command.contains('`') { command.to_owned() } else { format!("`{command}`") }
}

/// A text that may quote a capture, to be put into a text of ours: its backticks mark nothing.
#[must_use]
pub fn unmarked(text: &str) -> Cow<'_, str> {
    if text.contains('`') { Cow::Owned(text.replace('`', "'")) } else { Cow::Borrowed(text) }
}

/// The punctuation that closes the sentence of a command, and the rest.
#[must_use]
pub fn closing(words: &str) -> (&str, &str) {
    let rest = words.trim_start_matches(['.', ',', ';', ':']);
    if rest.is_empty() || rest.starts_with(char::is_whitespace) { words.split_at(words.len() - rest.len()) } else { ("", words) }
}

/// A text of ours in Markdown: `span` makes a code span of words and of commands; the punctuation between them stands free.
#[must_use]
pub fn spans(text: &str, span: impl Fn(&str) -> String) -> String {
    let mut markdown = String::new();
    for piece in pieces(text) {
        let (behind, content) = match piece {
            Piece::Words(words) if !markdown.is_empty() => closing(words),
            Piece::Words(words) => ("", words),
            Piece::Command(command) => ("", command),
        };
        markdown.push_str(behind);
        if !content.trim().is_empty() {
            if !markdown.is_empty() {
                markdown.push(' ');
            }
            markdown.push_str(&span(content.trim()));
        }
    }
    markdown
}

/// Like [`wrap`], for a text of ours on one line: a command that does not fit into the rest of the line gets a line of its own, without
/// backticks and without the punctuation behind it, so that what is copied is the command.
#[must_use]
pub fn advice(text: &str, width: usize, (first, later): (&str, &str), long_words: LongWords) -> Vec<Line> {
    let mut page = Page { lines: Vec::new(), line: first.to_owned(), width, margin: later, long_words };
    let pieces = pieces(text);
    for (number, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => page.words(words),
            Piece::Command(command) => {
                let behind = match pieces.get(number + 1) {
                    Some(Piece::Words(words)) => words.split(' ').next().unwrap_or_default(),
                    _ => "",
                };
                page.command(command, behind);
            }
        }
    }
    page.end_line();
    page.lines
}

/// Lines in the making.
struct Page<'a> {
    lines: Vec<Line>,
    /// The last one, which may go on.
    line: String,
    width: usize,
    margin: &'a str,
    long_words: LongWords,
}

impl Page<'_> {
    fn words(&mut self, words: &str) {
        let is_behind_command = self.line.trim().is_empty() && self.lines.last().is_some_and(|last| last.is_command);
        let words = if is_behind_command { closing(words).1.trim_start() } else { words };
        let (indent, begun) = self.line.split_at(self.line.len() - self.line.trim_start().len());
        let mut lines = wrap(&format!("{begun}{words}"), self.width, (indent, self.margin), self.long_words);
        let mut last = lines.pop().unwrap_or_default();
        if last.trim().is_empty() {
            last = self.line.clone();
        } else if words.ends_with(' ') {
            last.push(' ');
        }
        self.line = last;
        self.lines.extend(lines.into_iter().map(|text| Line { text, is_command: false }));
    }

    /// `behind` is what follows without a blank.
    fn command(&mut self, command: &str, behind: &str) {
        let width = command.width() + "``".len() + behind.width();
        let glued = self.line.rsplit(' ').next().unwrap_or_default().width();
        // Wrapped again with the words behind it, no part of it may be taken for a word that is too long.
        if self.line.width() + width <= self.width && self.margin.width() + glued + width <= self.width {
            self.line.push_str(&format!("`{command}`"));
        } else {
            self.end_line();
            self.lines.push(Line { text: format!("{}{:STEP$}{command}", self.margin, ""), is_command: true });
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::replace(&mut self.line, self.margin.to_owned());
        if !line.trim().is_empty() {
            self.lines.push(Line { text: line.trim_end().to_owned(), is_command: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(first: &str, text: &str, columns: usize) -> Vec<String> {
        advice(text, columns, (first, "  "), LongWords::Break).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn backticks_mark_commands_in_pairs() {
        let of = |text| pieces(text);
        assert_eq!(of("a `b c` d"), [Piece::Words("a "), Piece::Command("b c"), Piece::Words(" d")]);
        assert_eq!(of("`b``c`"), [Piece::Command("b"), Piece::Command("c")]);
        assert_eq!(of("`b` and ` alone"), [Piece::Command("b"), Piece::Words(" and ` alone")]);
        assert_eq!(of("`` ` ` x"), [Piece::Words("`` ` ` x")]);
        assert_eq!(of(""), []);
        assert_eq!(unmarked("a `b` c"), "a 'b' c");
        assert_eq!(marked("Get-X"), "`Get-X`");
        assert_eq!(marked("what `x y` prints"), "what `x y` prints");
    }

    #[test]
    fn markdown_has_a_span_for_each_part() {
        let span = |text: &str| format!("<{text}>");
        assert_eq!(spans("Run `Get-X`, then wait. Or `Get-Y`.", span), "<Run> <Get-X>, <then wait. Or> <Get-Y>.");
        assert_eq!(spans("`Get-X` (all)", span), "<Get-X> <(all)>");
        assert_eq!(spans("no command", span), "<no command>");
    }

    #[test]
    fn a_command_that_fits_stays_in_its_line() {
        assert_eq!(shown("help: ", "Run `Get-X | fl`, then wait.", 40), ["help: Run `Get-X | fl`, then wait."]);
        assert_eq!(shown("help: ", "Run `Get-X | fl`, then wait.", 25), ["help: Run `Get-X | fl`,", "  then wait."]);
    }

    #[test]
    fn a_command_that_does_not_fit_has_its_own_line() {
        let text = "Run `Get-X | Format-List Name,Guid`, then wait.";
        assert_eq!(shown("help: ", text, 20), ["help: Run", "    Get-X | Format-List Name,Guid", "  then wait."]);
        assert_eq!(shown("", "`Get-X | Format-List Name`", 20), ["    Get-X | Format-List Name"]);
        assert_eq!(shown("· ", "`Get-X | Format-List Name`.", 20), ["·", "    Get-X | Format-List Name"]);
        let two = "`Get-X | Format-List Name` and `Get-Y | Format-List Name` (both)";
        let lines = ["    Get-X | Format-List Name", "  and", "    Get-Y | Format-List Name", "  (both)"];
        assert_eq!(shown("", two, 20), lines);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn only_commands_are_wider_than_asked(text in "([a-z.,` ]|\\PC){0,80}", columns in 8_usize..60, indent in 0_usize..5) {
            let lines = advice(&text, columns, ("", &" ".repeat(indent)), LongWords::Break);
            for line in &lines {
                prop_assert!(line.is_command || line.text.width() <= columns, "{line:?}");
            }
            for piece in pieces(&text) {
                let Piece::Command(command) = piece else { continue };
                prop_assert!(lines.iter().any(|line| line.text.contains(command.trim_end())), "{command:?} in {lines:?}");
            }
            let bare = |text: &str| text.replace(|c: char| c.is_whitespace() || "`.,;:".contains(c), "");
            prop_assert_eq!(bare(&lines.iter().map(|line| line.text.as_str()).collect::<String>()), bare(&text));
        }
    }
}
