//! A line as columns of a terminal.

use std::ops::Range;

/// How many columns a character takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// As on a terminal: two for the wide characters of East Asia.
    Terminal,
    /// One for each UTF-16 unit, as Windows PowerShell counts when it writes to a file.
    Units,
}

impl Measure {
    fn columns(self, character: char) -> usize {
        match self {
            Self::Terminal if is_wide(character) => 2,
            _ => character.len_utf16(),
        }
    }
}

/// The ranges that PowerShell's formatter counts as two columns. A character beyond the first plane is two units, so it takes two anyway.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character),
        0x1100..=0x115f | 0x2329 | 0x232a | 0x2e80..=0x303e | 0x3040..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe10..=0xfe19
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6)
}

/// Whether the measures differ for a text.
pub(super) fn has_wide(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_wide)
}

/// How many columns a text takes.
pub(super) fn width(text: &str, measure: Measure) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|character| measure.columns(character)).sum() }
}

/// The columns of a line.
#[derive(Debug)]
pub(super) struct Grid<'t> {
    text: &'t str,
    /// The byte at which each column starts, and the end; `None` where they are the bytes themselves.
    places: Option<Vec<usize>>,
}

impl<'t> Grid<'t> {
    pub(super) fn new(text: &'t str, measure: Measure) -> Self {
        let places = (!text.is_ascii()).then(|| {
            let mut places = Vec::with_capacity(text.len() + 1);
            for (at, character) in text.char_indices() {
                places.extend(std::iter::repeat_n(at, measure.columns(character)));
            }
            places.push(text.len());
            places
        });
        Self { text, places }
    }

    /// Columns from the first to the last character.
    pub(super) fn width(&self) -> usize {
        self.places.as_ref().map_or(self.text.len(), |places| places.len() - 1)
    }

    /// The byte at which a column starts.
    pub(super) fn byte(&self, column: usize) -> usize {
        let column = column.min(self.width());
        self.places.as_ref().map_or(column, |places| places[column])
    }

    /// Nothing stands in a column.
    pub(super) fn is_blank(&self, column: usize) -> bool {
        column >= self.width() || self.text[self.byte(column)..].starts_with(char::is_whitespace)
    }

    /// Nothing stands in a range of columns.
    pub(super) fn all_blank(&self, columns: Range<usize>) -> bool {
        self.first(columns).is_none()
    }

    /// The first column of a range in which something stands.
    pub(super) fn first(&self, columns: Range<usize>) -> Option<usize> {
        (columns.start..columns.end.min(self.width())).find(|&column| !self.is_blank(column))
    }

    /// The last one.
    pub(super) fn last(&self, columns: Range<usize>) -> Option<usize> {
        (columns.start..columns.end.min(self.width())).rev().find(|&column| !self.is_blank(column))
    }

    /// The bytes of a range of columns without the blanks around them.
    pub(super) fn trimmed(&self, columns: Range<usize>) -> Range<usize> {
        let start = self.byte(columns.start);
        let end = self.byte(columns.end).max(start);
        let part = &self.text[start..end];
        let lead = part.len() - part.trim_start().len();
        start + lead..(start + lead + part.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_on_a_terminal_and_one_in_a_file() {
        let text = "既定 a";
        assert_eq!((width(text, Measure::Terminal), width(text, Measure::Units)), (6, 4));
        let grid = Grid::new(text, Measure::Terminal);
        assert_eq!((grid.width(), grid.byte(5), grid.is_blank(4), grid.is_blank(1)), (6, 7, true, false));
        assert_eq!(grid.trimmed(4..9), 7..8);
        assert_eq!(width("münchen", Measure::Terminal), 7);
    }
}
