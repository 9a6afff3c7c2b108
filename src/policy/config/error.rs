//! Mistakes in a configuration or waiver file, each with the word underlined, all of a file at once.

use crate::text;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Where, in bytes of the file.
    pub at: Range<usize>,
    /// What was found.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// A second place that belongs to it, with what it is.
    pub also: Option<(Range<usize>, String)>,
}

impl ConfigError {
    /// A mistake with one place.
    #[must_use]
    pub fn new(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: help.into(), also: None }
    }
}

/// All mistakes of a file, in the order of the file.
#[derive(Debug)]
pub struct ConfigErrors {
    /// The file as shown to people.
    pub file: String,
    /// The mistakes; never empty.
    pub all: Vec<ConfigError>,
    shown: Vec<LocatedError>,
}

#[derive(Debug)]
struct LocatedError {
    message: String,
    help: String,
    labels: Vec<LabeledSpan>,
    source: Arc<NamedSource<String>>,
}

impl ConfigErrors {
    /// Mistakes of the file `file` with this text.
    #[must_use]
    pub fn new(file: &str, text: &str, mut all: Vec<ConfigError>) -> Self {
        all.sort_by_key(|mistake| (mistake.at.start, mistake.at.end));
        let file = text::visible_line(file).into_owned();
        let source = Arc::new(NamedSource::new(&file, text::in_place(text)));
        let label = |at: &Range<usize>, words: Option<String>| {
            LabeledSpan::new(words, at.start, at.len().max(1).min(text.len() - at.start))
        };
        let shown = all
            .iter()
            .map(|mistake| LocatedError {
                message: text::visible_line(&mistake.message).into_owned(),
                help: text::visible_line(&mistake.help).into_owned(),
                labels: std::iter::once(label(&mistake.at, None))
                    .chain(mistake.also.iter().map(|(at, words)| label(at, Some(text::visible_line(words).into_owned()))))
                    .collect(),
                source: Arc::clone(&source),
            })
            .collect();
        Self { file, all, shown }
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.all.len();
        write!(f, "{}: {count} mistake{}", self.file, if count == 1 { "" } else { "s" })
    }
}

impl std::error::Error for ConfigErrors {}

impl Diagnostic for ConfigErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.shown.iter().map(|shown| shown as &dyn Diagnostic)))
    }
}

impl fmt::Display for LocatedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LocatedError {}

impl Diagnostic for LocatedError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.source)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
