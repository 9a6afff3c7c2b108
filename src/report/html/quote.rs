//! A place of a capture, quoted: the line with the very words marked.

use super::shown::Shown;
use crate::report::Evidence;

/// Characters of the line that are shown before and behind the marked words.
const AROUND: usize = 100;

/// Longest marked text, in characters.
const MARKED: usize = 600;

/// A quoted place.
#[derive(Debug)]
pub struct Quote<'a> {
    /// File.
    pub path: Shown<'a>,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What it shows.
    pub label: Shown<'a>,
    /// The line before the marked words.
    pub before: Shown<'a>,
    /// The words that the finding rests on.
    pub marked: Shown<'a>,
    /// The line behind them.
    pub after: Shown<'a>,
}

impl<'a> Quote<'a> {
    /// Quotes a place. Without the line (a report that was read back from JSON has none) the marked words stand alone.
    #[must_use]
    pub fn new(evidence: &'a Evidence) -> Self {
        let (before, marked, after) = parts(evidence);
        Self {
            path: Shown::new(&evidence.path),
            line: evidence.line,
            column: evidence.column,
            label: Shown::new(&evidence.label),
            before: Shown::owned(&last(before, AROUND)),
            marked: Shown::owned(&first(marked, MARKED)),
            after: Shown::owned(&first(after, AROUND)),
        }
    }
}

/// The first line cut into three. Of a place that spans several lines the marked part is the whole text and nothing follows it.
fn parts(evidence: &Evidence) -> (&str, &str, &str) {
    let line = evidence.line_text.as_str();
    let offset = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let start = offset(evidence.column.saturating_sub(1));
    if line.is_empty() || evidence.end_line > evidence.line {
        return (&line[..start], &evidence.text, "");
    }
    if evidence.text.is_empty() {
        return (&line[..start], "", &line[start..]);
    }
    let end = offset(evidence.end_column).max(start);
    (&line[..start], &line[start..end], &line[end..])
}

fn first(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn last(text: &str, most: usize) -> String {
    match text.char_indices().rev().nth(most) {
        Some((start, dropped)) => format!("…{}", &text[start + dropped.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(line_text: &str, (column, end_column): (usize, usize), text: &str) -> Evidence {
        Evidence {
            label: String::new(),
            path: "a.txt".to_owned(),
            line: 1,
            column,
            end_line: 1,
            end_column,
            text: text.to_owned(),
            primary: true,
            line_text: line_text.to_owned(),
        }
    }

    fn shown(evidence: &Evidence) -> [String; 3] {
        let quote = Quote::new(evidence);
        [quote.before, quote.marked, quote.after].map(|part| part.to_string())
    }

    #[test]
    fn marks_by_characters_not_bytes() {
        assert_eq!(shown(&evidence("Größe : {ä, b} x", (9, 14), "{ä, b}")), ["Größe : ", "{ä, b}", " x"]);
    }

    #[test]
    fn clips_around_the_mark() {
        let line = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let [before, marked, after] = shown(&evidence(&line, (5001, 5004), "MARK"));
        assert_eq!(
            (before, marked, after),
            (format!("…{}", "a".repeat(100)), "MARK".to_owned(), format!("{}…", "b".repeat(100)))
        );
    }

    #[test]
    fn stands_columns_outside_the_line() {
        assert_eq!(shown(&evidence("short", (50, 90), "x")), ["short", "", ""]);
        assert_eq!(shown(&evidence("", (3, 4), "text")), ["", "text", ""]);
        assert_eq!(shown(&evidence("line", (3, 2), "")), ["li", "", "ne"]);
    }
}
