//! The page that the terminal report is built on: colours, and the guard that every line passes.

use super::super::format::Style;
use super::super::words::Level;
use super::layout;
use crate::text::wrap::LongWords;
use crate::text::{disarmed, prose, visible_line};
use anstyle::AnsiColor;

/// Narrower than this nothing is readable; wider terminals get what they ask for.
const NARROWEST: usize = 20;

/// Lines for a terminal.
pub(super) struct Page {
    text: String,
    /// Columns that a line may take.
    pub(super) width: usize,
    /// Only what failed, and the verdict.
    pub(super) quiet: bool,
    /// Everything.
    pub(super) verbose: bool,
    /// ANSI colours.
    pub(super) color: bool,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        let width = style.width.max(NARROWEST);
        Self { text: String::new(), width, quiet: style.quiet, verbose: style.verbose, color: style.color }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Adds a line. It never gets wider than the terminal, never begins with `::`, which GitHub's runner obeys behind blanks too, and holds no
    /// command of a build agent, not even one that came together from two harmless parts.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(layout::clip_painted(&disarmed(line.trim_end()), self.width).trim_end());
        self.text.push('\n');
    }

    /// Adds a line that holds a command of ours to copy: as long as it is, and as harmless as any other line.
    fn command(&mut self, line: &str) {
        self.text.push_str(&disarmed(line.trim_end()));
        self.text.push('\n');
    }

    /// Adds a command of ours to copy on a line of its own.
    pub(super) fn copied(&mut self, indent: &str, command: &str) {
        self.command(&format!("{indent}{}", visible_line(command)));
    }

    /// Adds an empty line, but not two.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Adds captured or other text, wrapped; lines but the first are indented by `indent`. A first word that is `marked` is painted.
    pub(super) fn paragraph(&mut self, marked: &str, style: anstyle::Style, text: &str, indent: usize) {
        let whole = format!("{marked}{}", layout::bounded(text));
        for (index, line) in layout::wrap(&whole, self.width, indent).into_iter().enumerate() {
            match line.strip_prefix(marked) {
                Some(rest) if index == 0 => self.line(&format!("{}{rest}", self.paint(style, marked))),
                _ => self.line(&line),
            }
        }
    }

    /// Adds a note below a finding: three columns in, after a word that says what it is (with its own colon, or empty).
    pub(super) fn note(&mut self, what: &str, text: &str) {
        let space = if what.is_empty() { "" } else { " " };
        let whole = format!("   {what}{space}{}", layout::bounded(text));
        for line in layout::wrap(&whole, self.width, 5) {
            self.line(&line);
        }
    }

    /// Like [`Page::note`], for help: a text of ours, whose commands stay whole. `indent` columns in.
    pub(super) fn advice(&mut self, what: &str, help: &str, indent: usize) {
        let space = if what.is_empty() { "" } else { " " };
        let mut first = format!("{:indent$}{what}{space}", "");
        let later = " ".repeat(indent + 2);
        for paragraph in help.lines().filter(|paragraph| !paragraph.trim().is_empty()) {
            for line in prose::advice(&visible_line(paragraph), self.width, (&first, &later), LongWords::Break) {
                if line.is_command { self.command(&line.text) } else { self.line(&line.text) }
            }
            first.clone_from(&later);
        }
    }

    /// Adds the title of a section.
    pub(super) fn title(&mut self, title: &str) {
        self.gap();
        let painted = self.paint(anstyle::Style::new().bold(), title);
        self.line(&painted);
    }

    /// A text of ours in a style, when there is colour.
    pub(super) fn paint(&self, style: anstyle::Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// The colour of a level. It never stands without its word.
pub(super) fn style(level: Level) -> anstyle::Style {
    let color = match level {
        Level::Error => AnsiColor::Red,
        Level::Warning => AnsiColor::Yellow,
        Level::Info => AnsiColor::Cyan,
        Level::Inconclusive => AnsiColor::Magenta,
        Level::Pass => AnsiColor::Green,
        Level::Waived | Level::NotApplicable => return anstyle::Style::new().dimmed(),
    };
    anstyle::Style::new().bold().fg_color(Some(color.into()))
}
