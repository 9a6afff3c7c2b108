//! Text for a terminal, line by line: wrapped, and with nothing in it that acts.

use super::wrap::{self, LongWords};
use super::{prose, visible_line};

/// A text of so many columns while it is written.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// An empty text.
    #[must_use]
    pub fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    /// A blank line, except at the beginning.
    pub fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A text, every line of it indented.
    pub fn line(&mut self, indent: &str, text: &str) {
        self.wrap(indent, indent, text);
    }

    /// A text behind a mark; its further lines begin below its first word.
    pub fn hang(&mut self, first: &str, text: &str) {
        self.wrap(first, &" ".repeat(first.chars().count()), text);
    }

    /// A text of ours, whose commands stay whole.
    pub fn advice(&mut self, indent: &str, text: &str) {
        for line in prose::advice(&visible_line(text), self.width, (indent, indent), LongWords::Keep) {
            self.text.push_str(&line.text);
            self.text.push('\n');
        }
    }

    /// A row of a table: not wrapped.
    pub fn row(&mut self, text: &str) {
        self.text.push_str(visible_line(text).trim_end());
        self.text.push('\n');
    }

    fn wrap(&mut self, first: &str, later: &str, text: &str) {
        for line in wrap::wrap(&visible_line(text), self.width, (first, later), LongWords::Keep) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}
