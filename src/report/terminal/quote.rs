//! A quoted line with what matters underlined.

use super::super::Evidence;
use super::super::words::Level;
use super::layout::{bounded, clip, clip_front, width, wrap};
use super::page::Page;
use crate::text::visible_line as shown;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

/// One line of a capture, ready to be drawn.
#[derive(Debug)]
struct Line {
    path: String,
    line: usize,
    column: usize,
    text: String,
    underlined: SourceSpan,
    label: Option<String>,
}

/// Draws the first line of the evidence.
pub(super) fn draw(page: &mut Page, evidence: &Evidence, level: Level) {
    let gutter = evidence.line.to_string().len() + 3;
    let columns = page.width.saturating_sub(gutter);
    let (before, middle, after) = fit(evidence, columns);
    let label = shown(&evidence.label);
    let label_at = width(&before) + width(&middle) / 2 + "╰── ".chars().count();
    let label_fits = label_at + width(&label) <= columns;
    let place = format!(":{}:{}", evidence.line, evidence.column);
    let line = Line {
        path: clip_front(&shown(&evidence.path), columns.saturating_sub(place.len() + 4)).into_owned(),
        line: evidence.line,
        column: evidence.column,
        underlined: (before.len(), middle.len()).into(),
        text: format!("{before}{middle}{after}"),
        label: (label_fits && !label.is_empty()).then(|| label.clone().into_owned()),
    };
    let mut drawn = String::new();
    let handler = GraphicalReportHandler::new_themed(theme(page.color, level)).with_links(false).without_cause_chain();
    if handler.render_report(&mut drawn, &line).is_ok() {
        // What stands above the frame is the headline of an error; ours has been printed.
        let frame = drawn.lines().skip_while(|line| !line.contains('╭'));
        for line in frame.filter(|line| !line.trim().is_empty()) {
            if line.contains('╰') && line.contains("───") && !label_fits {
                beside(page, &label, gutter, label_at);
            }
            page.line(line.strip_prefix(' ').unwrap_or(line));
        }
    }
}

/// A label that is too long to hang from its underline: below it, as far to the right as it fits, broken when it has to be.
fn beside(page: &mut Page, label: &str, gutter: usize, label_at: usize) {
    let columns = page.width.saturating_sub(gutter);
    let indent = label_at.min(columns.saturating_sub(width(label)));
    for line in wrap(&bounded(label), columns.saturating_sub(indent).max(1), 0) {
        page.line(&format!("{}· {}{line}", " ".repeat(gutter.saturating_sub(2)), " ".repeat(indent)));
    }
}

/// The line before, in and behind the span, harmless, and cut around the span to what fits.
fn fit(evidence: &Evidence, columns: usize) -> (String, String, String) {
    let (before, middle, after) = split(evidence);
    let middle = clip(&shown(middle), (columns * 2 / 3).max(1)).into_owned();
    let before = shown(before).into_owned();
    let room = columns.saturating_sub(width(&middle));
    let behind = width(&shown(after));
    let before = clip_front(&before, room.saturating_sub(behind.min(room / 4))).into_owned();
    let after = clip(&shown(after), room.saturating_sub(width(&before))).into_owned();
    (before, middle, after)
}

/// Cuts the raw line at the columns of the span. A report that was read back from JSON has the text only.
fn split(evidence: &Evidence) -> (&str, &str, &str) {
    let line = evidence.line_text.as_str();
    let byte = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let start = byte(evidence.column.saturating_sub(1));
    if start >= line.len() && !evidence.text.is_empty() {
        return ("", evidence.text.lines().next().unwrap_or_default(), "");
    }
    let end = if evidence.end_line > evidence.line { line.len() } else { byte(evidence.end_column).max(start) };
    (&line[..start], &line[start..end], &line[end..])
}

fn theme(color: bool, level: Level) -> GraphicalTheme {
    let mut styles = if color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let highlight = match level {
        Level::Error => styles.error,
        Level::Warning | Level::Inconclusive => styles.warning,
        _ => styles.advice,
    };
    styles.highlights = vec![highlight];
    styles.link = styles.help;
    GraphicalTheme { characters: ThemeCharacters { error: String::new(), ..ThemeCharacters::unicode() }, styles }
}

impl SourceCode for Line {
    fn read_span<'a>(&'a self, _: &SourceSpan, _: usize, _: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = (0, self.text.len()).into();
        let (line, column) = (self.line.saturating_sub(1), self.column.saturating_sub(1));
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), self.text.as_bytes(), whole, line, column, 1)))
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Line {}

impl Diagnostic for Line {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(self.label.clone(), self.underlined))))
    }
}
