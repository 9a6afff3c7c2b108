//! Where the cells of a row stand.

use crate::source::Source;
use std::borrow::Cow;
use std::ops::Range;

/// A cell, without the quotes around it (offsets in the source).
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    doubled: bool,
}

impl Cell {
    /// What it says, doubled quotes undone.
    pub fn text<'s>(&self, source: &'s Source) -> Cow<'s, str> {
        let text = source.text.get(self.start..self.end).unwrap_or("");
        if self.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }
}

/// A row and its cells.
#[derive(Debug)]
pub(super) struct Row {
    /// The row without its line end.
    pub range: Range<usize>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// A quote was still open at the end of the document.
    pub open: bool,
}

/// The rows of a text that starts at `base` of the source; empty lines are none.
pub(super) fn rows(text: &str, base: usize, delimiter: u8) -> impl Iterator<Item = Row> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(|&byte| matches!(byte, b'\r' | b'\n') || is_indent(byte, delimiter)) {
            at += 1;
        }
        let start = at;
        bytes.get(start)?;
        let mut cells = Vec::new();
        let mut open = false;
        loop {
            let (cell, end, is_open) = cell(bytes, at, delimiter);
            cells.push(Cell { start: base + cell.start, end: base + cell.end, ..cell });
            open |= is_open;
            at = end;
            if bytes.get(at) != Some(&delimiter) {
                break;
            }
            at += 1;
        }
        Some(Row { range: base + start..base + at, cells, open })
    })
}

/// Blanks before a row, as a list or a fence of a page indents it, say nothing. (A tab may be an empty first cell.)
fn is_indent(byte: u8, delimiter: u8) -> bool {
    byte == b' ' || (byte == b'\t' && delimiter != b'\t')
}

/// The text without what is before its rows; borrowed where no row is indented.
pub(super) fn without_indent(text: &str, delimiter: u8) -> Cow<'_, str> {
    let indented = |end: u8| {
        memchr::memmem::find_iter(text.as_bytes(), &[end])
            .any(|at| text.as_bytes().get(at + 1).is_some_and(|&byte| is_indent(byte, delimiter)))
    };
    if !indented(b'\n') && !indented(b'\r') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for row in rows(text, 0, delimiter) {
        plain.push_str(text.get(row.range).unwrap_or(""));
        plain.push('\n');
    }
    Cow::Owned(plain)
}

/// The cell at `from`, where it is followed by delimiter, line end or nothing, and whether its quote was left open.
fn cell(bytes: &[u8], from: usize, delimiter: u8) -> (Cell, usize, bool) {
    let is_end = |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    if bytes.get(from) != Some(&b'"') {
        let end = bytes[from..].iter().position(&is_end).map_or(bytes.len(), |length| from + length);
        return (Cell { start: from, end, doubled: false }, end, false);
    }
    let start = from + 1;
    let mut at = start;
    let mut doubled = false;
    loop {
        match memchr::memchr(b'"', &bytes[at..]) {
            None => return (Cell { start, end: bytes.len(), doubled }, bytes.len(), true),
            Some(found) if bytes.get(at + found + 1) == Some(&b'"') => {
                doubled = true;
                at += found + 2;
            }
            Some(found) => {
                let end = at + found;
                let next = bytes[end + 1..].iter().position(&is_end).map_or(bytes.len(), |length| end + 1 + length);
                return (Cell { start, end, doubled }, next, false);
            }
        }
    }
}
