//! Captured text on its way into the page.

use crate::text::prose::{Piece, pieces};
use crate::text::visible;
use std::borrow::Cow;
use std::fmt;

/// Longest text that the page shows in full, in characters. Nothing real is longer; it keeps a hostile capture from blowing up the
/// page.
const LONGEST: usize = 2000;

/// Text for a text node: what acts on a reader (control, bidirectional, zero-width characters) is shown as `\u{…}`. The template
/// escapes markup when it prints it, so nothing that was captured gets into the page by another way than this type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// Makes text fit for the page.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => {
                let more = text[end..].chars().count();
                Self(Cow::Owned(format!("{}… ({more} more characters)", visible(&text[..end]))))
            }
            None => Self(visible(text)),
        }
    }

    /// Like [`Shown::new`], for text of the moment.
    #[must_use]
    pub fn owned(text: &str) -> Shown<'static> {
        Shown(Cow::Owned(Shown::new(text).0.into_owned()))
    }

    /// Like [`Shown::new`], for a text of several lines, which flow.
    #[must_use]
    pub fn flowing(text: &'a str) -> Self {
        match flowing(text) {
            Cow::Borrowed(text) => Self::new(text),
            Cow::Owned(text) => Self::owned(&text),
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A line end inside a sentence becomes a space, so that the page wraps the text at its own width. Empty lines, list items, indented lines
/// and what follows a colon keep their line.
fn flowing(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut flowing = String::with_capacity(text.len());
    for line in text.lines() {
        let starts = |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•') || c.is_ascii_digit();
        let own = line.is_empty() || line.starts_with(starts) || flowing.is_empty() || flowing.ends_with([':', '\n']);
        let joint = if flowing.is_empty() {
            ""
        } else if own {
            "\n"
        } else {
            " "
        };
        flowing.push_str(joint);
        flowing.push_str(line);
    }
    Cow::Owned(flowing)
}

/// A text of ours on its way into the page: words, and commands to copy ([`crate::text::prose`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice(pub Vec<Part>);

/// A part of a text of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Whether it is a command, shown as code.
    pub is_command: bool,
    /// Its text.
    pub text: Shown<'static>,
}

impl Advice {
    /// Makes a text of ours fit for the page.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let part = |piece| match piece {
            Piece::Words(words) => Part { is_command: false, text: Shown::owned(words) },
            Piece::Command(command) => Part { is_command: true, text: Shown::owned(command) },
        };
        Self(pieces(&flowing(text)).into_iter().map(part).collect())
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Advice, Shown};

    #[test]
    fn sentences_flow_and_commands_stand_alone() {
        let help = "Throw this switch after every other\ncore rule passes:\nSet-AuthServer -Identity 'EvoSTS'\n\n- one\n- two\n";
        let expected = "Throw this switch after every other core rule passes:\nSet-AuthServer -Identity 'EvoSTS'\n\n- one\n- two";
        assert_eq!(Shown::flowing(help).to_string(), expected);
    }

    #[test]
    fn commands_are_told_from_words() {
        let advice = Advice::new("Run `Get-X <name>`, then\nwait.");
        let parts: Vec<(bool, String)> = advice.0.iter().map(|part| (part.is_command, part.text.to_string())).collect();
        let part = |is_command, text: &str| (is_command, text.to_owned());
        assert_eq!(parts, [part(false, "Run "), part(true, "Get-X <name>"), part(false, ", then wait.")]);
        assert!(Advice::new(" ").is_empty());
    }

    #[test]
    fn what_is_too_long_says_so() {
        let shown = Shown::new(&"ä".repeat(2003)).to_string();
        assert!(shown.ends_with("ä… (3 more characters)"), "{shown}");
    }
}
