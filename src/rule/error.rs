//! What is wrong with rule files, shown with the very words underlined: all mistakes of all files at once.

use crate::rule::RuleText;
pub use crate::text::nearest::{expected, nearest};
use crate::text::visible_line;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceSpan};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Most mistakes that are shown at once; the rest is a number.
const SHOWN: usize = 20;

/// All mistakes of all rule files.
#[derive(Debug)]
pub struct RuleErrors(pub Vec<RuleError>);

impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "a rule file has a mistake"),
            n if n > SHOWN => write!(f, "the rule files have {n} mistakes; the first {SHOWN} are shown"),
            n => write!(f, "the rule files have {n} mistakes"),
        }
    }
}

impl std::error::Error for RuleErrors {}

impl Diagnostic for RuleErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().take(SHOWN).map(|problem| problem as &dyn Diagnostic)))
    }
}

/// One mistake in a rule file.
#[derive(Debug, Clone)]
pub struct RuleError {
    /// What is wrong, in a sentence that names the offending word.
    pub message: String,
    /// What would be right: the nearest name, the choices.
    pub help: Option<String>,
    /// The file.
    pub source: Arc<NamedSource<String>>,
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in the line, in characters from 1.
    pub column: usize,
    labels: Vec<(Range<usize>, String)>,
}

impl RuleError {
    /// The text that is underlined first; empty for a mistake that stands nowhere.
    #[must_use]
    pub fn word(&self) -> &str {
        self.labels.first().and_then(|(at, _)| self.source.inner().get(at.clone())).unwrap_or("")
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible_line(&self.message))
    }
}

impl std::error::Error for RuleError {}

impl Diagnostic for RuleError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_deref().map(|help| Box::new(visible_line(help).into_owned()) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&*self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let spans = self.labels.iter().map(|(at, text)| {
            let label = (!text.is_empty()).then(|| visible_line(text).into_owned());
            LabeledSpan::new_with_span(label, SourceSpan::from((at.start, at.len())))
        });
        Some(Box::new(spans))
    }
}

/// Collects the mistakes of one file.
pub(crate) struct Sink {
    source: Arc<NamedSource<String>>,
    /// What was found so far, in the order found.
    pub problems: Vec<RuleError>,
}

impl Sink {
    /// A collector for this file.
    pub fn new(file: &RuleText) -> Self {
        let shown = crate::text::in_place(&file.text);
        let name = visible_line(&file.path).into_owned();
        Self { source: Arc::new(NamedSource::new(name, shown)), problems: Vec::new() }
    }

    /// Where a text stands within a place (bytes of the file).
    pub fn find(&self, at: &Range<usize>, text: &str) -> Option<usize> {
        let whole = self.source.inner();
        whole.get(at.start..floor(whole, at.end)).and_then(|part| part.find(text)).map(|offset| at.start + offset)
    }

    /// Notes a mistake at a place. `label` stands under the word; `help` says what would be right.
    pub fn push(&mut self, at: &Range<usize>, message: impl Into<String>, label: impl Into<String>, help: Option<String>) {
        self.push_with(at, message, label, help, None);
    }

    /// Notes a mistake with a second place that explains it.
    pub fn push_with(
        &mut self,
        at: &Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: Option<String>,
        other: Option<(Range<usize>, String)>,
    ) {
        let text = self.source.inner();
        let start = floor(text, at.start);
        let end = floor(text, at.end.max(start));
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        let mut labels = vec![(start..end, label.into())];
        labels.extend(other.map(|(at, label)| (floor(text, at.start)..floor(text, at.end), label)));
        self.problems.push(RuleError { message: message.into(), help, source: Arc::clone(&self.source), line, column, labels });
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_character_in_a_rule_file_does_not_reach_the_terminal() {
        let file = RuleText { path: "a\u{1b}.yml".into(), text: "id: \u{1b}[2J\n".into(), builtin: false, pack: None };
        let mut sink = Sink::new(&file);
        sink.push(&(4..8), "bad \u{1b}", "here", None);
        let shown = format!("{:?}", miette::Report::new(RuleErrors(sink.problems)));
        let plain = anstream::adapter::strip_str(&shown).to_string();
        assert!(!plain.chars().any(crate::text::acts), "{plain:?}");
        assert!(plain.contains("?[2J"), "{plain}");
    }
}
