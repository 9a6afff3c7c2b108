//! The body of a log entry with its line breaks undone, and the way back to the source.

use crate::capture::embedded::Embedded;
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Columns by which the lines of an entry are indented.
const INDENT: usize = 38;

/// The text of an entry. A line break outside of an object stays, one within an object was made by the wrapping and is taken out.
pub(super) struct Unwrapped<'s> {
    source: &'s Source,
    /// The joined text.
    pub text: String,
    /// Offsets in `text` at which a stretch of the source starts, with its offset there.
    stretches: Vec<(usize, usize)>,
}

impl<'s> Unwrapped<'s> {
    /// Joins the lines of a range of the source.
    pub fn new(source: &'s Source, range: Range<usize>) -> Self {
        let written = &source.text[range.clone()];
        let mut view = Self { source, text: String::with_capacity(written.len()), stretches: Vec::new() };
        let mut at = range.start;
        let mut depth = 0usize;
        let mut quoted = false;
        for line in written.split_inclusive('\n') {
            let indent = line.bytes().take(INDENT).take_while(|byte| *byte == b' ').count();
            let content = line[indent..].trim_end_matches(['\r', '\n']);
            view.stretches.push((view.text.len(), at + indent));
            view.text.push_str(content);
            for byte in content.bytes() {
                match byte {
                    b'\'' if depth > 0 => quoted = !quoted,
                    b'{' if !quoted => depth += 1,
                    b'}' if !quoted => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if depth == 0 {
                quoted = false;
                view.stretches.push((view.text.len(), at + indent + content.len()));
                view.text.push('\n');
            }
            at += line.len();
        }
        view
    }

    /// What follows an offset, as a text within the source.
    pub fn behind(&self, from: usize) -> Embedded {
        let mut embedded = Embedded::default();
        let ends = self.stretches.iter().skip(1).map(|(start, _)| *start).chain([self.text.len()]);
        for ((start, origin), end) in self.stretches.iter().zip(ends) {
            let first = from.max(*start);
            if first < end {
                embedded.push(&self.text[first..end], origin + (first - start));
            }
        }
        embedded
    }

    /// The text of a range: borrowed if it was not broken.
    pub fn cow(&self, range: Range<usize>) -> Cow<'s, str> {
        let (start, end) = (self.origin(range.start), self.origin_of_end(&range));
        match self.source.text.get(start..end) {
            Some(written) if end >= start && end - start == range.len() => Cow::Borrowed(written),
            _ => Cow::Owned(self.text[range].to_owned()),
        }
    }

    /// The place of a range in the source, breaks included.
    pub fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(self.origin(range.start), self.origin_of_end(range))
    }

    fn origin(&self, at: usize) -> usize {
        let index = self.stretches.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.stretches.get(index).map_or(0, |(start, origin)| origin + (at - start))
    }

    fn origin_of_end(&self, range: &Range<usize>) -> usize {
        if range.is_empty() { self.origin(range.start) } else { self.origin(range.end - 1) + 1 }
    }
}
