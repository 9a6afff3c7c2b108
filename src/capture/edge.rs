//! Where the edge of the console was, as far as the lines of a text show it.

use super::cells;
use super::column::Column;
use super::command::is_command;
use super::prompt::prompt;
use super::value::is_console_width;
use std::cell::OnceCell;

/// The edge of the console that a text was printed on.
#[derive(Debug)]
pub struct Edge<'s> {
    text: &'s str,
    /// Columns of the widest line, and whether several lines reach them; computed when first asked for.
    widest: OnceCell<(usize, bool)>,
}

impl<'s> Edge<'s> {
    /// The edge in a text.
    pub fn of(text: &'s str) -> Self {
        Self { text, widest: OnceCell::new() }
    }

    fn widest(&self) -> (usize, bool) {
        *self.widest.get_or_init(|| {
            let mut found = (0, false);
            let mut column = None::<Column>;
            for line in self.text.split(['\n', '\r']) {
                // What was typed or written by a person goes on beyond the edge; what was printed is a property, its value or a bare value.
                let own = Column::of_text(line, line.len());
                let is_value = column.is_some_and(|column| column.holds_text(line)) || !line.trim().contains(' ');
                if !is_value {
                    column = own;
                }
                if line.trim().is_empty()
                    || !(is_value || own.is_some())
                    || prompt(line.trim_start()).is_some()
                    || is_command(line)
                {
                    continue;
                }
                let columns = cells::of(line.trim_end());
                found = if columns > found.0 { (columns, false) } else { (found.0, found.1 || columns == found.0) };
            }
            found
        })
    }

    /// Whether several lines end at this column and none behind it.
    pub fn is_at(&self, columns: usize) -> bool {
        self.widest() == (columns, true)
    }

    /// Whether a line is longer than this.
    pub fn is_beyond(&self, columns: usize) -> bool {
        self.widest().0 > columns
    }

    /// Whether a line of so many columns reaches the edge, or probably does.
    pub fn is_reached(&self, columns: usize) -> bool {
        columns >= 20 && (self.is_at(columns) || (is_console_width(columns) && !self.is_beyond(columns)))
    }
}
