//! Lines of a source, free of decoration, that still know where they stand.

use super::cells;
use super::column::Column;
use super::decoration::{self, Decoration, Markup};
use std::borrow::Cow;
use std::ops::Range;

/// One line as it is to be read: undressed, trimmed on the right.
#[derive(Debug, Clone)]
pub struct Line<'s> {
    /// The text to read.
    pub text: Cow<'s, str>,
    /// The whole line in the source, without its end.
    pub at: Range<usize>,
    /// Exactly one blank stood at its end: a value that was wrapped at a blank keeps it there.
    pub trailing_blank: bool,
    /// Whether a comment mark, bullet or the like was taken off.
    pub decorated: bool,
    /// Something stood there before the decoration was taken off.
    pub filled: bool,
    /// Where the first byte of `text` stands in the source.
    start: usize,
    /// For an undressed line: stretches of `text` and where they came from, `(offset in text, offset in source)`, ascending.
    map: Vec<(u32, u32)>,
}

impl<'s> Line<'s> {
    fn borrowed(text: &'s str, start: usize, at: Range<usize>) -> Self {
        let trailing_blank = at.len() == text.len() + 1;
        let filled = !text.is_empty();
        Self { text: Cow::Borrowed(text), at, trailing_blank, decorated: false, filled, start, map: Vec::new() }
    }

    /// Part of the text, borrowed from the source where that is possible.
    pub fn part(&self, range: Range<usize>) -> Part<'s> {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range.clone()]),
            Cow::Owned(text) => Cow::Owned(text[range.clone()].to_owned()),
        };
        Part { text, start: self.start + range.start, shift: range.start, map: self.map.clone() }
    }

    /// Whether nothing is left of it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Bytes of blank before the first character. (Blanks that are not ASCII have become ASCII ones.)
    pub fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// The column of the first character; of a blank line, the columns that it fills.
    pub fn column(&self) -> usize {
        if self.is_blank() { self.at.len() } else { cells::indent(&self.text) }
    }

    /// Columns that the line takes, without the blanks at its end.
    pub fn columns(&self) -> usize {
        cells::of(&self.text)
    }
}

/// A stretch of a line that still knows where each of its bytes stands.
#[derive(Debug, Clone)]
pub struct Part<'s> {
    /// The text.
    pub text: Cow<'s, str>,
    start: usize,
    shift: usize,
    map: Vec<(u32, u32)>,
}

impl<'s> Part<'s> {
    /// Where a range of the text stands in the source.
    pub fn at(&self, range: Range<usize>) -> Range<usize> {
        if self.map.is_empty() {
            return self.start + range.start..self.start + range.end;
        }
        let source = |at: usize| {
            let at = at + self.shift;
            let index = self.map.partition_point(|&(text, _)| text as usize <= at).max(1) - 1;
            self.map.get(index).map_or(self.start, |&(text, source)| source as usize + (at - text as usize))
        };
        let start = source(range.start);
        let end = if range.is_empty() { start } else { source(range.end - 1) + 1 };
        start..end.max(start)
    }

    /// Where all of it stands.
    pub fn whole(&self) -> Range<usize> {
        self.at(0..self.text.len())
    }

    /// A part of this part.
    pub fn slice(&self, range: Range<usize>) -> Cow<'s, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }
}

/// The lines of a stretch of a source, from top to bottom. Copies are cheap, so a look ahead is a read from a copy.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'s> {
    text: &'s str,
    at: usize,
    end: usize,
    /// End of the line of the file that `at` lies in, so that a line cut at `<br>` is searched for its end once.
    line_end: usize,
    decoration: Decoration,
    /// A fence of Markdown is open, within which tags are text; `None` where fences say nothing about tags.
    fenced: Option<bool>,
    /// The text has line feeds, so that a carriage return alone does not end a line.
    feeds: bool,
}

impl<'s> Lines<'s> {
    /// The lines of `text[range]`. `fenced`: it begins within a fence.
    pub fn new(text: &'s str, range: Range<usize>, markup: Markup, fenced: bool) -> Self {
        let decoration = Decoration::of(&text[range.clone()], markup);
        let fenced = markup.fences.then_some(fenced);
        let feeds = memchr::memchr(b'\n', text.as_bytes()).is_some();
        Self { text, at: range.start, end: range.end, line_end: 0, decoration, fenced, feeds }
    }

    /// Whether a fence of Markdown is open.
    pub fn fenced(&self) -> bool {
        self.fenced.unwrap_or(false)
    }

    /// The next line behind the value that begins at `column`, if it is not blank, and how many blank lines lie right before it.
    pub fn peek_behind(&self, column: Option<Column>) -> Option<(Line<'s>, usize)> {
        let mut blanks = 0;
        for line in *self {
            if column.is_some_and(|column| column.holds(&line)) {
                blanks = 0;
            } else if line.is_blank() {
                blanks += 1;
            } else {
                return Some((line, blanks));
            }
        }
        None
    }

    /// The next line that is not blank, without going there; with it, how many blank lines lie before it.
    pub fn peek(&self) -> Option<(Line<'s>, usize)> {
        let ahead = *self;
        ahead.enumerate().find(|(_, line)| !line.is_blank()).map(|(blanks, line)| (line, blanks))
    }

    /// Whether the next line that is not blank may be a rule of dashes. Cheap, so that it can be asked of every line.
    pub fn rule_may_follow(&self) -> bool {
        let rest = self.text[self.at..self.end].trim_start();
        !rest.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '[' | '{' | '}' | '(' | '"'))
    }
}

impl<'s> Lines<'s> {
    /// Whether the very next line may be a rule of dashes.
    pub fn rule_may_follow_at_once(&self) -> bool {
        self.text[self.at..self.end].trim_start_matches(' ').starts_with("--")
    }
}

impl<'s> Iterator for Lines<'s> {
    type Item = Line<'s>;

    fn next(&mut self) -> Option<Line<'s>> {
        if self.at >= self.end {
            return None;
        }
        let bytes = self.text.as_bytes();
        let start = self.at;
        if self.line_end < start || start == 0 {
            let rest = &bytes[start..self.end];
            let end = memchr::memchr(if self.feeds { b'\n' } else { b'\r' }, rest);
            self.line_end = end.map_or(self.end, |found| start + found);
        }
        let mut stop = self.line_end;
        self.at = (stop + 1).min(self.end);
        if stop > start && bytes[stop - 1] == b'\r' {
            stop -= 1;
        }
        let decoration = if self.fenced() { self.decoration.fenced() } else { self.decoration };
        if decoration.breaks
            && let Some((found, length)) = decoration::line_break(&self.text[start..stop])
        {
            stop = start + found;
            self.at = stop + length;
        }
        let raw = &self.text[start..stop];
        if let Some(fenced) = &mut self.fenced {
            *fenced ^= decoration::is_fence(raw);
        }
        Some(match decoration::strip(raw, start, decoration) {
            None => Line::borrowed(raw.trim_end(), start, start..stop),
            Some(undressed) => Line {
                text: Cow::Owned(undressed.text),
                at: start..stop,
                trailing_blank: raw.len() == raw.trim_end().len() + 1,
                decorated: undressed.decorated,
                filled: !raw.trim().is_empty(),
                start,
                map: undressed.map,
            },
        })
    }
}
