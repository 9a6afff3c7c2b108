//! The column in which a value begins: Format-List indents every further line of the value to it.
//!
//! What begins at that column, or right of it, is the value's, whatever it looks like. Nothing that a value holds (a prompt, a command, an
//! object, the head of a table) can pass for more than text this way.

use super::cells;
use super::line::Line;
use super::list;

/// Where the value of a line begins.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    at: usize,
    /// Length of the line, the blanks at its end included.
    length: usize,
}

impl Column {
    /// The column of the value in `Name : value`; the name may hold blanks, as calculated properties do.
    pub fn of(line: &Line<'_>) -> Option<Self> {
        Self::of_text(&line.text, line.at.len())
    }

    /// The same for a line that is not undressed yet.
    pub fn of_text(text: &str, length: usize) -> Option<Self> {
        let colon = match list::property(text) {
            Some(property) => (!property.glued).then_some(property.colon),
            None => memchr::memmem::find_iter(text.as_bytes(), b" :").map(|found| found + 1).find(|&colon| {
                matches!(text.as_bytes().get(colon + 1), None | Some(b' ' | b'\t')) && !text[..colon].trim().is_empty()
            }),
        }?;
        Some(Self { at: cells::of(&text[..colon]) + ": ".len(), length })
    }

    /// Whether a line is the rest of the value. A blank one is, if the formatter put blanks before nothing.
    pub fn holds(self, line: &Line<'_>) -> bool {
        // A console that was copied as a block fills every line up to its edge.
        let fills = || line.at.len() > self.at && line.at.len() == self.length;
        line.column() >= self.at && !(line.is_blank() && !line.filled && fills())
    }

    /// Whether a line that is not undressed yet is the rest of the value.
    pub fn holds_text(self, text: &str) -> bool {
        cells::indent(text) >= self.at
    }

    /// Whether what stands before a text fills the line up to the value.
    pub fn is_reached_by(self, lead: &str) -> bool {
        cells::of(lead) >= self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_values() {
        let column = |text: &str| Column::of_text(text, text.len()).map(|column| column.at);
        assert_eq!(column("Name   : x"), Some(9));
        assert_eq!(column("  Name :"), Some(9));
        assert_eq!(column("Name :x"), Some(7));
        assert_eq!(column("Auth Server : x : y"), Some(14));
        assert_eq!(column("Größe : x"), Some(8));
        assert_eq!(column("サーバー : x"), Some(11));
        for none in ["Name: x", "https://mail.contoso.com", " : x", "Some words", "A :: b", ""] {
            assert_eq!(column(none), None, "{none}");
        }
    }
}
