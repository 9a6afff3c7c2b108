//! Format-Table: labels, a rule of dashes, rows.
//!
//! The lines are kept until the table ends, because only all of them together show where its columns lie ([`layout`]) and which lines make
//! one row ([`rows`]). A cell of which some may be missing is cut, never whole. A line that is not a row is never a cell.

use super::known::{self, Known};
use super::line::{Line, Part};
use super::value::is_console_width;
use super::{Field, Form, Raw, Record, Skipped};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

use cell::{Piece, Room};
use grid::{Grid, Measure};
pub use head::{Head, is_markdown, rule};
use head::{Label, Read};
use layout::{Alignments, Column, Layout};
use rows::{Between, Joint, Shown, Wraps};

mod cell;
mod dictionary;
mod grid;
mod head;
mod layout;
mod rows;

/// A column that is not wider leaves no room for the mark of a cut.
const NARROW: usize = 3;

/// Why lines below a row are not read.
const MAY_GO_ON: &str = "below a row of a table: it can't be told whether these lines go on with that row";

/// A table while its lines come in.
#[derive(Debug)]
pub struct Table<'s> {
    labels: Vec<Label<'s>>,
    dashes: Vec<Range<usize>>,
    /// Where columns lie, for each way of counting them that all lines allow.
    layouts: Vec<(Measure, Layout)>,
    lines: Vec<Taken<'s>>,
    /// What stands in a column so far: booleans, anything else.
    kinds: Vec<(bool, bool)>,
    /// Blank lines stand between header, rule and rows.
    spaced: bool,
    wraps: Wraps,
    command: Option<usize>,
    at: Range<usize>,
    /// The last column ends there, as the blanks behind its dashes show.
    padded_to: Option<usize>,
    /// How many lines have their cells where the columns are.
    fitting: usize,
    /// Blank lines stand between the rows of a single column.
    blank_rows: bool,
    /// A blank line stands above the next line of a table whose rows don't stand apart.
    blank_above: bool,
}

/// A line that is taken for a part of the table.
#[derive(Debug)]
struct Taken<'s> {
    line: Line<'s>,
    how: How,
    /// A blank line stands above it, though rows don't stand apart.
    apart: bool,
}

#[derive(Debug)]
enum How {
    /// Its cells stand where the columns are.
    Fits,
    /// Its cells stand apart, but elsewhere: a person moved them.
    Moved(Vec<Range<usize>>),
    /// Neither.
    Odd,
}

/// What a line turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Row {
    /// A row, or the rest of one.
    Taken,
    /// Not part of the table.
    Foreign,
}

/// What stands below a head.
#[derive(Debug)]
pub enum Begun<'s> {
    /// A table.
    Table(Box<Table<'s>>),
    /// A table that can't be read.
    Declined(Skipped),
    /// The lines are not the head of a table.
    Nothing,
}

impl<'s> Table<'s> {
    /// The table that begins with `head`.
    pub fn begin(head: &Head<'s>, command: Option<(usize, &str)>, source: &Source) -> Begun<'s> {
        let at = head.labels[0].at.start..head.rule.at.end;
        let commanded = command.is_some();
        let Some(Read { labels, dashes, layout }) = head.read(command.is_some_and(|(_, text)| is_plain(text)), source) else {
            let words = |line: &Line<'_>| line.text.split_whitespace().any(|word| known::known(word) == Known::Strong);
            if head.is_broken() && (commanded || head.labels.iter().any(words)) {
                let why = "a table whose labels are broken over several lines and can't be joined: capture again with Format-List (| fl)";
                return Begun::Declined(Skipped { at: source.span(at.start, at.end), why: why.to_owned() });
            }
            return Begun::Nothing;
        };
        let known = labels.iter().any(|label| known::known(&label.name) != Known::No);
        let name_like = labels
            .iter()
            .all(|label| label.name.len() < 80 && label.name.starts_with(|first: char| first.is_alphabetic() || first == '_'));
        // The rule is as long as the names; a heading underlined by hand seldom is.
        let single = &labels[0];
        let fits =
            labels.len() > 1 || (single.broken || single.name.chars().count() == dashes[0].len()) && !single.name.contains(' ');
        let asked = |name: &str| command.is_some_and(|(_, text)| text.to_ascii_lowercase().contains(&name.to_ascii_lowercase()));
        let fits = fits && (labels.len() > 1 || known || asked(&single.name));
        let duplicate = labels
            .iter()
            .enumerate()
            .any(|(index, label)| labels[..index].iter().any(|other| other.name.eq_ignore_ascii_case(&label.name)));
        if !(known || commanded) || !name_like || !fits || duplicate {
            return Begun::Nothing;
        }
        let padded_to = padded_to(&head.rule, source);
        Begun::Table(Box::new(Self {
            kinds: vec![(false, false); labels.len()],
            labels,
            dashes,
            layouts: vec![(Measure::Terminal, layout)],
            lines: Vec::new(),
            spaced: head.spaced,
            wraps: command.map_or(Wraps::Maybe, |(_, text)| wraps(text)),
            command: command.map(|(index, _)| index),
            at,
            padded_to,
            fitting: 0,
            blank_rows: false,
            blank_above: false,
        }))
    }

    /// Whether a row may follow so many blank lines.
    /// `next`: the line below it.
    pub fn goes_on_after(&self, blanks: usize, line: &Line<'_>, next: Option<&Line<'_>>) -> bool {
        // In a table of one column, an object without a value is a blank line.
        let is_url = |line: &Line<'_>| line.text.contains("://") && !line.text.trim().contains(' ');
        let like = |above: &Line<'_>| (is_url(above) && is_url(line)) || rows::is_like(above.text.trim(), line.text.trim());
        let resumes = || self.is_single() && blanks == 1 && self.lines.last().is_some_and(|taken| like(&taken.line));
        // In a column of a letter or two, so is a blank at which a cell was broken.
        let narrow = || {
            let last = self.dashes.last().filter(|last| last.len() <= NARROW && self.wraps != Wraps::No);
            let below_last = last.is_some_and(|last| line.indent() >= last.start);
            let below_first = self.wraps == Wraps::Yes && self.dashes.get(1).is_some_and(|_| line.indent() > self.dashes[0].end);
            blanks == 1 && !self.lines.is_empty() && (below_last || below_first)
        };
        // Rows beyond doubt, or one above which a line stands that may be the rest of a cell.
        let rows = || {
            let is_row = |line: &Line<'_>| self.resumes_with(line);
            blanks == 1 && !self.is_single() && !self.lines.is_empty() && (is_row(line) || next.is_some_and(is_row))
        };
        let first = self.lines.is_empty() && blanks == 1;
        blanks == 0 || (self.spaced && blanks < 3) || first || resumes() || narrow() || rows()
    }

    /// Has one column only, so that any line would fit.
    pub fn is_single(&self) -> bool {
        self.labels.len() == 1
    }

    /// The next row stands below a blank line, or does not.
    pub fn set_spaced(&mut self, blank: bool) {
        self.blank_above = blank && !self.spaced && !self.lines.is_empty() && !self.is_single();
        if blank && self.lines.is_empty() {
            self.spaced = true;
        } else if blank && self.is_single() {
            self.blank_rows |= !self.spaced;
        } else if !blank && self.is_single() && self.spaced && !self.lines.is_empty() {
            // Then the blank line above the first row was a row.
            self.spaced = false;
            self.blank_rows = true;
        }
    }

    /// Takes a line.
    pub fn row(&mut self, line: &Line<'s>) -> Row {
        let fits = self.accept(&line.text);
        let how = if fits {
            if self.is_remark(line) {
                return Row::Foreign;
            }
            self.fitting += 1;
            How::Fits
        } else if let Some(cells) = words(&line.text, self.labels.len()).filter(|_| self.wraps != Wraps::Yes) {
            How::Moved(cells)
        } else {
            let is_words = is_sentence(&line.text) && !self.begins_like_a_row(line);
            if self.fitting > 0 && (is_words || super::list::property(&line.text).is_some()) {
                return Row::Foreign;
            }
            How::Odd
        };
        self.at.end = line.at.end;
        let apart = std::mem::take(&mut self.blank_above);
        self.lines.push(Taken { line: line.clone(), how, apart });
        Row::Taken
    }

    /// Whether a line begins as the one above it does, though its cells stand elsewhere.
    fn begins_like_a_row(&self, line: &Line<'_>) -> bool {
        let first = |line: &str| line.split_whitespace().next().map(str::to_owned).unwrap_or_default();
        self.lines.last().is_some_and(|above| rows::is_like(&first(&above.line.text), &first(&line.text)))
    }

    /// Whether a line below one that is foreign is a row of this table beyond doubt.
    pub fn resumes_with(&self, line: &Line<'_>) -> bool {
        let (measure, layout) = &self.layouts[0];
        let grid = Grid::new(&line.text, *measure);
        let filled = layout.provisional(grid.width()).into_iter().filter(|columns| !grid.all_blank(columns.clone())).count();
        filled > 1 && filled + 1 >= self.labels.len() && !is_sentence(&line.text) && layout.clone().accept(&grid, false)
    }

    /// Whether a line has its cells where the columns are.
    fn accept(&mut self, text: &str) -> bool {
        if self.layouts.len() == 1 && self.lines.is_empty() && grid::has_wide(text) {
            let other = (Measure::Units, self.layouts[0].1.clone());
            self.layouts.push(other);
        }
        let may_wrap = self.wraps != Wraps::No;
        let before = self.layouts.clone();
        self.layouts.retain_mut(|(measure, layout)| layout.accept(&Grid::new(text, *measure), may_wrap));
        if self.layouts.is_empty() {
            self.layouts = before;
            return false;
        }
        true
    }

    /// Whether a line that fits is none the less what somebody wrote below a table, or a column of booleans holds something else.
    fn is_remark(&mut self, line: &Line<'_>) -> bool {
        let text: &str = &line.text;
        let (measure, layout) = &self.layouts[0];
        let grid = Grid::new(text, *measure);
        let cells: Vec<&str> = layout.provisional(grid.width()).into_iter().map(|columns| &text[grid.trimmed(columns)]).collect();
        let is_other = |cell: &str| !cell.is_empty() && !is_boolean(cell);
        let odd = self.kinds.iter().zip(&cells).any(|(&(booleans, others), cell)| booleans && !others && is_other(cell));
        let first_only = cells.iter().skip(1).all(|cell| cell.is_empty());
        let ends = text.ends_with(['.', ':', '!']) || (text.ends_with(['?', ',']) && text.trim().contains(' '));
        let ends = ends && (self.wraps == Wraps::No || text.trim().contains(' '));
        if self.labels.len() > 1 && self.wraps != Wraps::Yes && (odd || (first_only && !self.lines.is_empty() && ends)) {
            return true;
        }
        for (kind, cell) in self.kinds.iter_mut().zip(&cells) {
            // A letter of a narrow column may be of anything.
            kind.0 |= is_boolean(cell) && cell.len() > 1;
            kind.1 |= is_other(cell);
        }
        false
    }

    /// The rows, what is declined, and what of it may have been objects.
    pub fn finish(self, source: &Source) -> (Vec<Record<'s>>, Vec<Skipped>, Vec<Span>) {
        let (records, skipped) = self.read(source);
        // Of a row that goes on in a way that nobody knows, the values are cut, which says enough.
        let is_all_lost = records.is_empty();
        let may_be_object =
            |skipped: &&Skipped| is_all_lost || (skipped.why != MAY_GO_ON && may_be_row(source.slice(skipped.at)));
        let lost = skipped.iter().filter(may_be_object).map(|skipped| skipped.at).collect();
        (records, skipped, lost)
    }

    fn read(mut self, source: &Source) -> (Vec<Record<'s>>, Vec<Skipped>) {
        let at = source.span(self.at.start, self.at.end);
        if self.lines.is_empty() {
            let why = "the head of a table without a row below it: capture again with Format-List (| fl)";
            return (Vec::new(), vec![Skipped { at, why: why.to_owned() }]);
        }
        let odd = self.lines.iter().filter(|taken| matches!(taken.how, How::Odd)).count();
        if odd * 2 > self.lines.len() {
            let why = "a table whose columns can't be told apart, because the blanks between them were lost: capture again with Format-List (| fl)";
            return (Vec::new(), vec![Skipped { at, why: why.to_owned() }]);
        }
        let taken = std::mem::take(&mut self.lines);
        let mut skipped = Vec::new();
        if self.blank_rows {
            let why = "blank lines in a table of one column, which may be objects without a value: capture again with Format-List (| fl)";
            skipped.push(Skipped { at, why: why.to_owned() });
        }
        let mut records: Vec<(usize, Record<'s>)> = Vec::new();
        let mut lines: Vec<Line<'s>> = Vec::with_capacity(taken.len());
        let mut apart = Vec::new();
        let mut places = Vec::new();
        for (place, Taken { line, how, apart: is_apart }) in taken.into_iter().enumerate() {
            match how {
                How::Fits => {
                    if is_apart {
                        apart.push((lines.len(), self.unknown(&line)));
                    }
                    places.push(place);
                    lines.push(line);
                }
                How::Moved(cells) if self.may_hold(&line, &cells) => {
                    apart.push((lines.len(), Between::Row));
                    records.push((place, self.moved(&line, cells, source)));
                }
                How::Moved(_) | How::Odd => {
                    apart.push((lines.len(), self.unknown(&line)));
                    let why = "a line whose cells don't stand where the columns of the table are";
                    skipped.push(Skipped { at: source.span(line.at.start, line.at.end), why: why.to_owned() });
                }
            }
        }
        let fitting = self.fitting_rows(&lines, &apart, source, &mut skipped);
        records.extend(fitting.into_iter().map(|(line, record)| (places[line], record)));
        records.sort_by_key(|&(place, _)| place);
        let records = records.into_iter().map(|(_, record)| record).collect();
        (dictionary::unpivoted(records, at, self.at.end >= source.text.len(), &mut skipped), skipped)
    }

    /// What a line is that is not understood, or stands below a blank line.
    fn unknown(&self, line: &Line<'_>) -> Between {
        let second = self.dashes.get(1).map_or(usize::MAX, |second| second.start);
        if Grid::new(&line.text, Measure::Terminal).width() < second { Between::Short } else { Between::Unknown }
    }

    /// Whether cells that somebody moved are of the kinds that stand in their columns: a remark behind a row may look like one of them.
    fn may_hold(&self, line: &Line<'_>, cells: &[Range<usize>]) -> bool {
        self.kinds.iter().zip(cells).all(|(&(booleans, others), cell)| {
            let cell = &line.text[cell.clone()];
            cell.is_empty() || booleans == others || booleans == is_boolean(cell)
        })
    }

    /// A row whose cells somebody moved.
    fn moved(&self, line: &Line<'s>, cells: Vec<Range<usize>>, source: &Source) -> Record<'s> {
        let lossy = cell::is_lossy(&line.text);
        let fields = self.labels.iter().zip(cells).map(|(label, cell)| {
            let room = Room { full: true, narrow: false, right: false, lossy };
            let (raw, at) = cell::read(line.part(cell), room, source);
            Field { name: label.name.clone(), raw, at: at.unwrap_or(label.at) }
        });
        self.record(fields.collect(), line, line, source)
    }

    fn record(&self, fields: Vec<Field<'s>>, first: &Line<'s>, last: &Line<'s>, source: &Source) -> Record<'s> {
        let start = first.part(first.indent()..first.text.len()).whole().start;
        let end = last.part(last.indent()..last.text.len()).whole().end;
        Record {
            hearsay: false,
            command: self.command,
            form: Form::Table,
            type_name: None,
            shell: None,
            fields,
            at: source.span(start, end),
        }
    }

    /// The rows whose cells stand where the columns are, each with the index of its first line.
    fn fitting_rows(
        &self,
        lines: &[Line<'s>],
        apart: &[(usize, Between)],
        source: &Source,
        skipped: &mut Vec<Skipped>,
    ) -> Vec<(usize, Record<'s>)> {
        if lines.is_empty() {
            return Vec::new();
        }
        let (measure, layout) = &self.layouts[0];
        let grids: Vec<Grid<'_>> = lines.iter().map(|line| Grid::new(&line.text, *measure)).collect();
        let texts: Vec<&str> = lines.iter().map(|line| &*line.text).collect();
        let keyed = is_key(&self.labels[0].name);
        let columns = layout.settle(&grids, &texts, self.end_of_last(&grids));
        let shown = |grid: &Grid<'_>| -> Vec<(Range<usize>, usize, usize)> {
            columns
                .iter()
                .map(|column| {
                    let at = column.at.start..column.at.end.min(grid.width().max(column.at.start));
                    match (grid.first(at.clone()), grid.last(at.clone())) {
                        (Some(from), Some(last)) => (grid.trimmed(at), from, last + 1),
                        _ => (0..0, 0, 0),
                    }
                })
                .collect()
        };
        let ranges: Vec<_> = grids.iter().map(shown).collect();
        let cells: Vec<Vec<Shown<'_>>> = ranges
            .iter()
            .zip(&texts)
            .map(|(ranges, text)| {
                ranges.iter().map(|(range, from, to)| Shown { text: &text[range.clone()], from: *from, to: *to }).collect()
            })
            .collect();
        let columns = with_last_settled(columns, &cells);
        if self.is_off_centre(&columns, &cells) {
            let at = source.span(self.at.start, self.at.end);
            let why =
                "a table with columns aligned to the centre, which can't be told apart: capture again with Format-List (| fl)";
            skipped.push(Skipped { at, why: why.to_owned() });
            return Vec::new();
        }
        let lossy = texts.iter().all(|text| cell::is_lossy(text));
        let mut records = Vec::new();
        let context = rows::Context { wraps: self.wraps, keyed, at_edge: self.at_edge(&grids), apart };
        let rows = rows::group(&cells, &columns, context, &|line| self.lacks_boolean(line));
        // Where a row may go on over several lines that nobody announced, the line above it may be its first one, too.
        let may_go_on = |row: &rows::Row| row.sure > row.lines.start && row.sure < row.lines.end;
        let is_row_of_two =
            |pair: &[rows::Row]| may_go_on(&pair[1]) && pair[0].lines.len() == 1 && pair[0].lines.end == pair[1].lines.start;
        if self.wraps != Wraps::Yes && rows.windows(2).any(is_row_of_two) {
            let why =
                "a table whose rows go on over several lines, which can't be told apart: capture again with Format-List (| fl)";
            skipped.push(Skipped { at: source.span(self.at.start, self.at.end), why: why.to_owned() });
            return Vec::new();
        }
        for row in rows {
            let first = &lines[row.lines.start];
            if row.sure == row.lines.start {
                let at = source.span(first.at.start, lines[row.lines.end - 1].at.end);
                let why = "a row of a table beside a line that was not understood and that may be part of it";
                skipped.push(Skipped { at, why: why.to_owned() });
                continue;
            }
            let last = &lines[row.sure - 1];
            if row.sure < row.lines.end {
                let at = source.span(lines[row.sure].at.start, lines[row.lines.end - 1].at.end);
                skipped.push(Skipped { at, why: MAY_GO_ON.to_owned() });
            }
            if let Some(why) = self.why_none(&cells, &row, lossy) {
                skipped.push(Skipped { at: source.span(first.at.start, last.at.end), why: why.to_owned() });
                continue;
            }
            let fields = columns.iter().enumerate().map(|(index, column)| {
                let (raw, at) = field(column, index, &row, lines, &ranges, &cells, lossy, source);
                Field { name: self.labels[index].name.clone(), raw, at: at.unwrap_or(self.labels[index].at) }
            });
            records.push((row.lines.start, self.record(fields.collect(), first, last, source)));
        }
        records
    }

    /// The column behind the last one, as far as it is known, and whether it is known.
    fn end_of_last(&self, grids: &[Grid<'_>]) -> (usize, bool) {
        let label = self.dashes.last().map_or(0, |dashes| dashes.end);
        let widest = grids.iter().filter_map(|grid| grid.last(0..usize::MAX)).max().map_or(label, |last| label.max(last + 1));
        match self.padded_to {
            Some(end) if end >= widest => (end, true),
            _ => (widest, self.labels.last().is_some_and(|label| label.broken)),
        }
    }

    /// The table was made to fit: the blanks behind the dashes, broken labels or the length of its lines show it.
    fn at_edge(&self, grids: &[Grid<'_>]) -> bool {
        let widest = grids.iter().map(Grid::width).max().unwrap_or(0);
        self.padded_to.is_some() || self.labels.iter().any(|label| label.broken) || is_console_width(widest)
    }

    /// A column that can only be aligned to the centre has cells elsewhere.
    fn is_off_centre(&self, columns: &[Column], cells: &[Vec<Shown<'_>>]) -> bool {
        columns.iter().zip(&self.dashes).enumerate().any(|(index, (column, dashes))| {
            let is_off = |line: &Vec<Shown<'_>>| {
                let cell = &line[index];
                !cell.text.is_empty() && !layout::in_centre(cell.from..cell.to, dashes, self.wraps != Wraps::No)
            };
            column.alignment == Alignments::CENTRE && cells.iter().any(is_off)
        })
    }

    /// Nothing but the first cell is there, though booleans stand in another column.
    fn lacks_boolean(&self, line: &[Shown<'_>]) -> bool {
        let first_only = line.len() > 1 && line[1..].iter().all(|cell| cell.text.is_empty());
        first_only && self.kinds.iter().any(|&(booleans, others)| booleans && !others)
    }

    /// Why a row is none.
    fn why_none(&self, cells: &[Vec<Shown<'_>>], row: &rows::Row, lossy: bool) -> Option<&'static str> {
        let line = &cells[row.lines.start];
        if row.lines.start > 0 && (self.lacks_boolean(line) || is_stray(cells, row.lines.start)) {
            return Some("a line below a row of a table that is not a row itself");
        }
        // The rest of a cell whose beginning was not understood.
        if layout::balanced(line[0].text) < 0 && !line[0].text.starts_with(['\u{2026}', '.']) {
            return Some("the rest of a row of a table of which the beginning was not understood");
        }
        // A character that was replaced may have been as wide as two: then what stands behind it is not in its column.
        let replaced = |cell: &Shown<'_>| cell.text.trim_end_matches(['?', '}']).trim_start_matches('?').contains('?');
        let lost = lossy
            && line.iter().rposition(replaced).is_some_and(|at| {
                at + 1 < line.len() && (line[at].text.contains("??") || line[at + 1..].iter().all(|cell| cell.text.is_empty()))
            });
        lost.then_some("characters of this row were replaced by question marks, so that its cells may not stand in their columns")
    }
}

/// Nothing but the first cell is there, and what stands in it is not of the kind of those in all other lines: a site behind a server, or one word.
fn is_stray(cells: &[Vec<Shown<'_>>], at: usize) -> bool {
    let line = &cells[at];
    let first_only = line.len() > 1 && line[1..].iter().all(|cell| cell.text.is_empty());
    let others = || cells.iter().enumerate().filter(|&(other, cells)| other != at && !cells[0].text.is_empty());
    let is_site = |text: &str| text.contains('\\');
    let is_word = |text: &str| !text.contains(' ');
    let differs = |is: &dyn Fn(&str) -> bool| !is(line[0].text) && others().all(|(_, cells)| is(cells[0].text));
    first_only && others().next().is_some() && (differs(&is_site) || differs(&is_word))
}

/// The value of a row in one column.
#[expect(clippy::too_many_arguments, reason = "what a cell is read from, in one place")]
fn field<'s>(
    column: &Column,
    index: usize,
    row: &rows::Row,
    lines: &[Line<'s>],
    ranges: &[Vec<(Range<usize>, usize, usize)>],
    cells: &[Vec<Shown<'_>>],
    lossy: bool,
    source: &Source,
) -> (Raw<'s>, Option<Span>) {
    let part = |line: usize| -> Part<'s> { lines[line].part(ranges[line][index].0.clone()) };
    let filled: Vec<usize> = row.lines.clone().filter(|&line| !cells[line][index].text.is_empty()).collect();
    let Some((&first, rest)) = filled.split_first() else { return (Raw::Blank, None) };
    if first >= row.sure || filled.iter().any(|line| column.unclear.contains(line)) {
        let whole = part(first).whole();
        return (Raw::Cut(Cow::Borrowed("")), Some(source.span(whole.start, whole.end)));
    }
    let narrow = column.most.map_or(column.least, |most| most.min(column.least)) <= NARROW;
    if rest.is_empty() {
        let cell = cells[first][index];
        let full = cell.to - cell.from >= column.least;
        let right = column.alignment.may_be(Alignments::RIGHT);
        return cell::read(part(first), Room { full, narrow, right, lossy }, source);
    }
    let mut so_far = cells[first][index].text.to_owned();
    let mut pieces = Vec::with_capacity(rest.len());
    // The line above began with a word that was moved there whole.
    let mut moved = false;
    for (at, &line) in rest.iter().enumerate() {
        let joint = rows::joint(cells[line - 1][index], cells[line][index], at + 1 < rest.len(), column, &so_far);
        let glue = match joint {
            // A word that fills its line without a blank was the last one, so the value has lines of its own.
            Joint::With(_) if moved && is_full_word(&cells[line - 1][index], column) => None,
            Joint::With(glue) if line < row.sure && !narrow && filled[at] + 1 == line => Some(glue),
            _ => None,
        };
        let (above, cell) = (&cells[line - 1][index], &cells[line][index]);
        let leads = cell.from > column.at.start && so_far.bytes().all(|byte| !matches!(byte, b'{' | b'('));
        moved = glue == Some(" ") && (above.to - above.from + 1 < column.least || leads);
        so_far.push_str(cells[line][index].text);
        pieces.push(Piece { part: part(line), glue });
    }
    let room = Room { full: true, narrow, right: column.alignment.may_be(Alignments::RIGHT), lossy };
    cell::joined(part(first), pieces, room, source)
}

fn is_full_word(cell: &Shown<'_>, column: &Column) -> bool {
    cell.to - column.at.start.min(cell.from) >= column.least && !cell.text.contains(' ')
}

/// The last column, whose width is not printed: as wide as its widest cell, unless all breaks behind a blank allow for no more.
fn with_last_settled(mut columns: Vec<Column>, cells: &[Vec<Shown<'_>>]) -> Vec<Column> {
    let index = columns.len() - 1;
    let column = &mut columns[index];
    if column.alignment.is_right() {
        column.at.end = column.at.start + column.most.unwrap_or(column.least);
    }
    if column.most.is_some() {
        return columns;
    }
    let most = cells.windows(2).filter_map(|pair| {
        let (above, below) = (&pair[0][index], &pair[1][index]);
        let seen = above.to - above.from;
        let goes_on = pair[1][0].text.is_empty() && !above.text.is_empty() && !below.text.is_empty() && seen < column.least;
        let word = below.text.split_whitespace().next()?.chars().count();
        goes_on.then_some(seen + 1 + word)
    });
    column.most = most.min().filter(|&most| most == column.least);
    columns
}

/// Where the blanks behind the dashes end: the formatter fills the last column with them.
fn padded_to(rule: &Line<'_>, source: &Source) -> Option<usize> {
    let raw = source.text.get(rule.at.clone())?.trim_end_matches('\r');
    let same = raw.trim_end() == rule.text && raw.is_ascii();
    (same && raw.len() > rule.text.len() + 1).then_some(raw.len())
}

/// Whether the command prints properties as they are, without columns of its own.
fn is_plain(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    let prints = ["ft", "format-table", "select", "select-object"];
    let mut parts = lower.split('|').map(str::trim).filter(|part| prints.contains(&part.split_whitespace().next().unwrap_or("")));
    parts.clone().next().is_some() && parts.all(|part| !part.contains(['@', '$', '{']))
}

/// Whether the command has -Wrap.
fn wraps(command: &str) -> Wraps {
    let lower = command.to_ascii_lowercase();
    let mut words = lower.split(|character: char| character.is_whitespace() || character == '|');
    if words
        .clone()
        .any(|word| ["-wrap", "-wra", "-wr"].contains(&word.split(':').next().unwrap_or("")) && !word.ends_with("$false"))
    {
        Wraps::Yes
    } else if words.any(|word| ["ft", "format-table", "select", "select-object"].contains(&word)) {
        Wraps::No
    } else {
        Wraps::Maybe
    }
}

/// What the heading of a group names. `folded`: the console folded it, so that this is not all.
pub fn heading<'s>(part: Part<'s>, folded: bool, source: &Source) -> (Raw<'s>, Option<Span>) {
    let lossy = cell::is_lossy(&part.text);
    if folded && part.text.is_empty() {
        return (Raw::Cut(Cow::Borrowed("")), None);
    }
    let room = Room { full: false, narrow: false, right: false, lossy };
    if folded {
        return cell::joined(part.clone(), vec![Piece { part, glue: None }], room, source);
    }
    cell::read(part, room, source)
}

/// A property that no object of Exchange's or Graph's leaves blank.
fn is_key(name: &str) -> bool {
    ["Identity", "Name", "Id", "Server", "ServerName", "Thumbprint", "AppId", "ObjectId", "Fqdn", "DomainName", "Guid"]
        .iter()
        .any(|key| key.eq_ignore_ascii_case(name))
}

/// `True` or `False`, or a part of one.
fn is_boolean(cell: &str) -> bool {
    let shown = cell.trim_matches(['\u{2026}', '.', '?']);
    ["True", "False"].iter().any(|whole| !shown.is_empty() && whole.contains(shown))
}

/// Whether lines of a table that were declined may have been an object, and not only words about one.
fn may_be_row(text: &str) -> bool {
    let text = text.trim();
    let has_flag = || text.split_whitespace().any(|word| ["True", "False"].contains(&word));
    text.contains("  ") || text.contains("://") || text.contains(['{', '\\']) || has_flag()
}

fn is_sentence(text: &str) -> bool {
    let words = text.split_whitespace().count();
    text.ends_with(['.', ':', '!', '?', ',']) || (words > 5 && !text.trim().contains("  "))
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
