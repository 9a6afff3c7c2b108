//! Format-Table: a header, a rule of dashes, rows.
//!
//! The rule gives the columns. What stands between two of them belongs to the left one, unless it touches the right one: then the right
//! column is aligned to the right. A row in which no blank parts the columns was not printed like this.

use super::known::{self, Known};
use super::line::{Line, Part};
use super::value;
use super::{Field, Form, Raw, Record, Skipped};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

mod dictionary;

/// A table while its rows come in.
#[derive(Debug)]
pub struct Table<'s> {
    columns: Vec<Column<'s>>,
    /// First column and first column behind, in characters of the console, of each column's name.
    edges: Vec<(usize, usize)>,
    rows: Vec<Record<'s>>,
    /// Blank lines stand between header, rule and rows.
    spaced: bool,
    wraps: bool,
    collapsed: bool,
    command: Option<usize>,
    at: Range<usize>,
}

#[derive(Debug)]
struct Column<'s> {
    name: Cow<'s, str>,
    name_at: Span,
    /// `True` or `False` stands in it.
    booleans: bool,
    /// Something else stands in it.
    others: bool,
}

/// Where the groups of a rule of dashes stand, in columns; `None` if the line is no such rule.
pub fn rule(text: &str) -> Option<Vec<Range<usize>>> {
    let first = text.trim_start().chars().next()?;
    if !is_dash(first) {
        return None;
    }
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (column, character) in text.chars().enumerate() {
        if is_dash(character) {
            match groups.last_mut() {
                Some(group) if group.end == column => group.end += 1,
                _ => groups.push(column..column + 1),
            }
        } else if !character.is_whitespace() {
            return None;
        }
    }
    (groups.len() > 1 || groups.first().is_some_and(|group| group.len() > 1)).then_some(groups)
}

/// Whether two lines are the head of a table in Markdown.
pub fn is_markdown(header: &str, rule: &str) -> bool {
    let is_rule = |byte: u8| matches!(byte, b'|' | b'-' | b':' | b' ');
    let rule = rule.trim();
    header.trim().starts_with('|') && rule.starts_with('|') && rule.contains("--") && rule.bytes().all(is_rule)
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2500}')
}

/// What a row turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Row {
    /// A row, or the rest of one.
    Taken,
    /// Not part of the table.
    Foreign,
}

impl<'s> Table<'s> {
    /// The table below `header`; `None` if the line above the rule is no header.
    pub fn new(
        header: &Line<'s>,
        rule: &Line<'s>,
        spaced: bool,
        command: Option<(usize, &str)>,
        source: &Source,
    ) -> Option<Self> {
        let groups = self::rule(&rule.text)?;
        // A page may have turned two hyphens into one long dash: then the header alone tells where columns are.
        let edges = header_edges(&header.text).filter(|edges| edges.len() == groups.len());
        let edges = edges.unwrap_or_else(|| groups.iter().map(|group| (group.start, group.end)).collect());
        let cells = cut(&header.text, &edges).filter(|cells| cells.iter().all(|cell| !cell.is_empty()));
        let cells = cells.or_else(|| words(&header.text, groups.len()))?;
        let part = |cell: &Range<usize>| header.part(cell.clone());
        let columns: Vec<Column<'s>> = cells
            .iter()
            .map(part)
            .map(|name| {
                let at = name.whole();
                Column { name: name.text, name_at: source.span(at.start, at.end), booleans: false, others: false }
            })
            .collect();
        let known = columns.iter().any(|column| known::known(&column.name) != Known::No);
        let name_like = columns
            .iter()
            .all(|column| column.name.len() < 80 && column.name.starts_with(|first: char| first.is_alphabetic() || first == '_'));
        // The rule is as long as the names; a heading underlined by hand seldom is.
        let fits = columns.len() > 1 || (columns[0].name.chars().count() == groups[0].len() && !columns[0].name.contains(' '));
        let asked = |name: &str| command.is_some_and(|(_, text)| text.to_ascii_lowercase().contains(&name.to_ascii_lowercase()));
        let fits = fits && (columns.len() > 1 || known || asked(&columns[0].name));
        let wraps = asked("-wrap");
        let duplicate = columns
            .iter()
            .enumerate()
            .any(|(index, column)| columns[..index].iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)));
        if !(known || command.is_some()) || !name_like || !fits || duplicate {
            return None;
        }
        Some(Self {
            columns,
            edges,
            rows: Vec::new(),
            spaced,
            wraps,
            collapsed: false,
            command: command.map(|(index, _)| index),
            at: header.at.start..rule.at.end,
        })
    }

    /// Whether a row may follow so many blank lines.
    pub fn goes_on_after(&self, blanks: usize) -> bool {
        blanks == 0 || (self.spaced && blanks < 3) || (self.rows.is_empty() && blanks == 1)
    }

    /// Whether a line has something in every column, each within its own.
    pub fn is_filled_by(&self, line: &Line<'s>) -> bool {
        cut(&line.text, &self.edges).is_some_and(|cells| cells.iter().all(|cell| !cell.is_empty()))
    }

    /// Has one column only, so that any line would fit.
    pub fn is_single(&self) -> bool {
        self.columns.len() == 1
    }

    /// The first row stands below a blank line: so do all.
    pub fn set_spaced(&mut self) {
        self.spaced = true;
    }

    /// Takes a row.
    pub fn row(&mut self, line: &Line<'s>, source: &Source) -> Row {
        let Some(cells) = cut(&line.text, &self.edges).or_else(|| words(&line.text, self.columns.len())) else {
            let words = line.text.split_whitespace().count();
            let sentence = line.text.ends_with(['.', ':', '!', '?', ',']) || (words > 5 && !line.text.trim().contains("  "));
            if !self.rows.is_empty() && sentence && !self.collapsed {
                return Row::Foreign;
            }
            self.collapsed = true;
            self.at.end = line.at.end;
            return Row::Taken;
        };
        // One word under the first column, and a blank row otherwise, is what people write below a table.
        let first_only = cells.iter().skip(1).all(Range::is_empty);
        let is_boolean = |cell: &Range<usize>| ["True", "False"].contains(&&line.text[cell.clone()]);
        let is_other = |cell: &Range<usize>| !cell.is_empty() && !is_boolean(cell);
        let odd = self.columns.iter().zip(&cells).any(|(column, cell)| column.booleans && !column.others && is_other(cell));
        if odd && self.columns.len() > 1 {
            return Row::Foreign;
        }
        for (column, cell) in self.columns.iter_mut().zip(&cells) {
            column.booleans |= is_boolean(cell);
            column.others |= is_other(cell);
        }
        if self.columns.len() > 1 && first_only && !self.rows.is_empty() && line.text.ends_with(['.', ':', '!', '?', ',']) {
            return Row::Foreign;
        }
        self.at.end = line.at.end;
        let goes_on = self.wraps && cells.first().is_some_and(Range::is_empty);
        if goes_on && let Some(last) = self.rows.last_mut() {
            for (cell, field) in cells.iter().zip(&mut last.fields) {
                append(field, line.part(cell.clone()), source);
            }
            last.at = last.at.to(source.span(line.at.start, line.at.end));
            return Row::Taken;
        }
        let fields = self.columns.iter().enumerate().zip(cells).map(|((index, column), cell)| {
            let room = self.edges.get(index + 1).map_or(0, |next| next.0.saturating_sub(self.edges[index].0 + 1));
            let roomy = line.text[cell.clone()].chars().count() < room;
            let (raw, at) = value::cell(line.part(cell), roomy, source);
            Field { name: column.name.clone(), raw, at: at.unwrap_or(column.name_at) }
        });
        let fields = fields.collect();
        let lead = line.indent();
        let at = line.part(lead..line.text.len()).whole();
        self.rows.push(Record {
            command: self.command,
            form: Form::Table,
            type_name: None,
            shell: None,
            fields,
            at: source.span(at.start, at.end),
        });
        Row::Taken
    }

    /// The rows, or why they are declined.
    pub fn finish(self, source: &Source) -> Result<Vec<Record<'s>>, Skipped> {
        if self.collapsed {
            let why = "a table whose columns can't be told apart, because the blanks between them were lost: capture again with Format-List (| fl)";
            return Err(Skipped { at: source.span(self.at.start, self.at.end), why: why.to_owned() });
        }
        let at = source.span(self.at.start, self.at.end);
        Ok(dictionary::unpivoted(self.rows, at, self.at.end >= source.text.len()))
    }
}

/// A line of a wrapped row: the rest of a cell.
fn append<'s>(field: &mut Field<'s>, part: Part<'s>, source: &Source) {
    if part.text.is_empty() {
        return;
    }
    let more = part.whole();
    let more = source.span(more.start, more.end);
    if matches!(field.raw, Raw::Blank) {
        field.at = more;
        field.raw = value::cell(part, false, source).0;
        return;
    }
    let before = source.slice(field.at);
    let glue = if before.contains(' ') || before.ends_with(',') { " " } else { "" };
    let text = format!("{before}{glue}{}", part.text);
    field.at = field.at.to(more);
    field.raw = match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        Some(list) => {
            let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
            Raw::List {
                items: items.map(|item| super::Item { text: Cow::Owned(item.to_owned()), at: field.at }).collect(),
                cut: false,
            }
        }
        None => Raw::Scalar(Cow::Owned(text)),
    };
}

/// Cuts a line into cells (byte ranges, trimmed) by the edges of the columns; `None` if a word stands across an edge.
fn cut(text: &str, edges: &[(usize, usize)]) -> Option<Vec<Range<usize>>> {
    let places = (!text.is_ascii()).then(|| places(text));
    let width = places.as_ref().map_or(text.len(), |places| places.len() - 1);
    let byte = |column: usize| places.as_ref().map_or(column.min(text.len()), |places| places[column.min(width)]);
    let is_blank = |column: usize| column >= width || text[byte(column)..].starts_with(char::is_whitespace);
    let mut cells = Vec::with_capacity(edges.len());
    let mut start = 0;
    for pair in edges.windows(2) {
        let (end, next) = (pair[0].1, pair[1].0);
        let at = if is_blank(next - 1) {
            next
        } else {
            // A cell that reaches out to the left is aligned to the right: it ends where its column ends.
            let right = pair[1].1;
            let ends_there = is_blank(right) && !is_blank(right - 1);
            (end..next).rev().find(|&column| ends_there && is_blank(column))? + 1
        };
        cells.push(trim(text, byte(start)..byte(at)));
        start = at;
    }
    cells.push(trim(text, byte(start)..text.len()));
    Some(cells)
}

/// Where the names of a header stand: its words, in columns.
fn header_edges(text: &str) -> Option<Vec<(usize, usize)>> {
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for (column, character) in text.chars().enumerate() {
        match edges.last_mut() {
            _ if character.is_whitespace() => {}
            Some(edge) if edge.1 == column => edge.1 += 1,
            _ => edges.push((column, column + 1)),
        }
    }
    text.is_ascii().then_some(edges)
}

/// The byte at which each column starts, and the end. Wide characters take two columns.
fn places(text: &str) -> Vec<usize> {
    let mut places = Vec::with_capacity(text.len() + 1);
    for (at, character) in text.char_indices() {
        places.push(at);
        let wide = matches!(u32::from(character), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x2_0000..=0x3_fffd);
        if wide {
            places.push(at);
        }
    }
    places.push(text.len());
    places
}

/// The cells of a line that was edited by hand: at least two blanks part them, and there are as many as columns.
fn words(text: &str, count: usize) -> Option<Vec<Range<usize>>> {
    let mut cells = Vec::with_capacity(count);
    let mut at = text.len() - text.trim_start().len();
    while at < text.len() && cells.len() <= count {
        let rest = &text[at..];
        let end = rest.find("  ").or_else(|| rest.find('\t')).unwrap_or(rest.len());
        cells.push(trim(text, at..at + end));
        at += end;
        at += text[at..].len() - text[at..].trim_start().len();
    }
    (cells.len() == count && count > 1).then_some(cells)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}
