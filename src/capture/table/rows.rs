//! Which lines of a table make one row.
//!
//! `Format-Table -Wrap` breaks a cell into lines of the column's width: behind a blank, or in the middle of a word that is longer than the column. So a line
//! goes on with the row above only if each of its cells has one above it that can be broken there.

use super::grid::{self, Measure};
use super::layout::{Alignments, Column, balanced};
use crate::guid::is_guid;

/// Lines of one row: more than a list of hundreds of names in a narrow column takes.
const MOST_LINES: usize = 1000;

/// Whether cells may go on in the line below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wraps {
    /// The command line has -Wrap, or a line shows it.
    Yes,
    /// No command line is there.
    Maybe,
    /// A command line is there, without -Wrap.
    No,
}

/// A cell as it is printed in one line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'t> {
    pub(super) text: &'t str,
    /// Columns of the terminal, from the first character to behind the last.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// How a line is joined to the one above it, in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// The cell above can't be broken there.
    No,
    /// It can, but whether a blank was there is not known.
    Unclear,
    With(&'static str),
}

/// One row: its lines, first to last. From `sure` on it can't be told whether the lines go on with it; where that is its first line, it is none.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) lines: std::ops::Range<usize>,
    pub(super) sure: usize,
}

/// A line of the table that is not among its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// A row that somebody moved.
    Row,
    /// Not understood.
    Unknown,
    /// Not understood, and nothing stands in it beyond the first column.
    Short,
}

/// What is known of a table besides its cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'t> {
    pub(super) wraps: Wraps,
    /// The first column is never blank.
    pub(super) keyed: bool,
    /// The table was made to fit a console.
    pub(super) at_edge: bool,
    /// Lines above which another line of the table stands that is not among the cells, and what that line is.
    pub(super) apart: &'t [(usize, Between)],
}

impl Context<'_> {
    /// What stands between a line and the one above it.
    fn apart_from(&self, at: usize) -> Option<Between> {
        let found = self.apart.binary_search_by_key(&at, |&(line, _)| line).ok()?;
        self.apart.get(found).map(|&(_, between)| between)
    }
}

/// Takes lines together. `cells[line][column]`; `lacks`: what a line lacks that no row does.
pub(super) fn group(
    cells: &[Vec<Shown<'_>>],
    columns: &[Column],
    context: Context<'_>,
    lacks: &dyn Fn(&[Shown<'_>]) -> bool,
) -> Vec<Row> {
    let shows = context.wraps == Wraps::Maybe && shows_wrap(cells, columns, context);
    let context = if shows { Context { wraps: Wraps::Yes, ..context } } else { context };
    let mut rows: Vec<Row> = Vec::with_capacity(cells.len());
    for at in 0..cells.len() {
        if let Some(between) = context.apart_from(at) {
            let may_wrap = context.wraps != Wraps::No && between != Between::Row;
            let doubtful = context.wraps == Wraps::Yes || between == Between::Short;
            let first = cells[at][0].text;
            let like = rows.last().is_some_and(|row| is_like(cells[row.lines.start][0].text, first));
            if let Some(row) = rows.last_mut().filter(|_| may_wrap && doubtful) {
                row.sure = row.lines.start;
            }
            let alone = cells[at].len() > 1 && cells[at].iter().filter(|cell| !cell.text.is_empty()).count() < 2;
            let void = may_wrap && (first.is_empty() || ((doubtful || alone) && !like && !begins_value(first)));
            rows.push(Row { lines: at..at + 1, sure: if void { at } else { at + 1 } });
            continue;
        }
        let relation = match rows.last() {
            Some(row) => relation(cells, columns, row.lines.start, at, context),
            None => Relation::New,
        };
        // Below a line that is not understood, the rest of a cell is not either.
        let void = rows.last().is_some_and(|row| row.sure == row.lines.start);
        let alone = cells[at].iter().filter(|cell| !cell.text.is_empty()).count() < 2;
        let relation = if relation == Relation::New && context.wraps != Wraps::No && (lacks(&cells[at]) || (void && alone)) {
            Relation::Unclear
        } else {
            relation
        };
        match (relation, rows.last_mut()) {
            (Relation::New, _) | (_, None) => rows.push(Row { lines: at..at + 1, sure: at + 1 }),
            (Relation::GoesOn, Some(row)) => {
                if row.sure == row.lines.end {
                    row.sure = at + 1;
                }
                row.lines.end = at + 1;
            }
            (Relation::Unclear, Some(row)) => row.lines.end = at + 1,
        }
    }
    rows
}

#[derive(Debug, PartialEq, Eq)]
enum Relation {
    New,
    GoesOn,
    Unclear,
}

fn shows_wrap(cells: &[Vec<Shown<'_>>], columns: &[Column], context: Context<'_>) -> bool {
    (1..cells.len()).any(|at| {
        context.apart_from(at).is_none() && {
            let [possible, open, ..] = signs(cells, columns, at - 1, at, context.wraps);
            possible && (open || (context.keyed && cells[at][0].text.is_empty()))
        }
    })
}

/// Whether all cells of a line can go on with those above, whether one of these has to go on,
/// whether a cell begins a value, and whether one stands below a value that has ended.
fn signs(cells: &[Vec<Shown<'_>>], columns: &[Column], start: usize, at: usize, wraps: Wraps) -> [bool; 4] {
    let (mut possible, mut open, mut begins, mut ended) = (true, false, false, false);
    for (index, cell) in cells[at].iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
        let above = cells[at - 1][index];
        let so_far: String = cells[start..at].iter().map(|line| line[index].text).collect();
        let more = at + 1 < cells.len() && !cells[at + 1][index].text.is_empty();
        // In a narrow column a blank may have had a line of its own.
        let is_open =
            is_open(&so_far) || leads(above, *cell, &columns[index]) || (cell.text.starts_with('(') && so_far.contains('\\'));
        let skips = above.text.is_empty() && is_open && !is_complete(&so_far, wraps);
        let joins = || !above.text.is_empty() && joint(above, *cell, more, &columns[index], &so_far) != Joint::No;
        possible &= !is_complete(&so_far, wraps) && (skips || joins());
        open |= is_open && !is_complete(&so_far, wraps);
        begins |= begins_value(cell.text);
        ended |= is_complete(&so_far, wraps);
    }
    [possible, open, begins, ended]
}

fn relation(cells: &[Vec<Shown<'_>>], columns: &[Column], start: usize, at: usize, context: Context<'_>) -> Relation {
    let Context { wraps, keyed, at_edge, .. } = context;
    if wraps == Wraps::No {
        return Relation::New;
    }
    if at - start > MOST_LINES {
        return Relation::Unclear;
    }
    let [possible, open, begins, ended] = signs(cells, columns, start, at, wraps);
    let line = &cells[at];
    if line[0].text.is_empty() {
        return match (possible, wraps) {
            (true, _) if keyed || open => Relation::GoesOn,
            (true, Wraps::Yes) if goes_on(cells, start, at) => Relation::GoesOn,
            (true, _) => Relation::Unclear,
            (false, _) if ended && !keyed => Relation::New,
            (false, wraps) if keyed || at_edge || wraps == Wraps::Yes => Relation::Unclear,
            (false, _) => Relation::New,
        };
    }
    // Cells are blank that are not in the first line of the row.
    let lacks = line.iter().zip(&cells[start]).any(|(cell, above)| cell.text.is_empty() && !above.text.is_empty());
    let alone = (line.len() > 1 || !keyed) && line[1..].iter().all(|cell| cell.text.is_empty());
    match (possible, open) {
        (true, true) => Relation::GoesOn,
        // A value may have lines of its own.
        (false, _)
            if wraps == Wraps::Yes && (alone || (lacks && !keyed)) && !begins && !is_like(cells[start][0].text, line[0].text) =>
        {
            Relation::Unclear
        }
        (false, true) if wraps == Wraps::Yes => Relation::Unclear,
        (false, _) => Relation::New,
        (true, false) if begins || is_like(cells[start][0].text, line[0].text) || likes(&cells[start], line) => Relation::New,
        // Where nothing else shows that cells go on below, the edge of a console or a row without anything else in it may.
        (true, false) if wraps == Wraps::Maybe && !at_edge && !lacks && !alone && line.len() > 1 => Relation::New,
        (true, false) => Relation::Unclear,
    }
}

/// Whether the cells of a line are the rest of something: of what has to go on, or of a URL.
fn goes_on(cells: &[Vec<Shown<'_>>], start: usize, at: usize) -> bool {
    cells[at].iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()).all(|(index, cell)| {
        let so_far: String = cells[start..at].iter().map(|line| line[index].text).collect();
        is_open(&so_far) || (so_far.contains("://") && !begins_value(cell.text))
    })
}

/// Whether a name in one of the columns has the form of that above it.
fn likes(one: &[Shown<'_>], other: &[Shown<'_>]) -> bool {
    one.iter().zip(other).any(|(one, other)| one.text.len() > 5 && is_like(one.text, other.text))
}

/// How a cell is joined to the one above it. `more`: another line follows; `so_far`: what stands above, without the blanks that joined it.
pub(super) fn joint(above: Shown<'_>, cell: Shown<'_>, more: bool, column: &Column, so_far: &str) -> Joint {
    let word = cell.text.find(char::is_whitespace).unwrap_or(cell.text.len());
    // A question mark may stand for a wide character.
    let word_width = grid::width(&cell.text[..word], Measure::Terminal) + cell.text[..word].matches('?').count();
    let next = word_width + usize::from(word < cell.text.len() || more);
    // The last word can't hold a blank, so none was there.
    let one_word = so_far.rsplit([' ', ',', '{']).next().is_some_and(|last| last.contains("://"));
    // Items are parted by a comma and a blank.
    let item_ends = above.text.ends_with(',') && (so_far.starts_with('{') || column.alignment.is_right());
    let by_words = if one_word {
        Joint::With("")
    } else if item_ends {
        Joint::With(" ")
    } else {
        Joint::Unclear
    };
    if column.alignment.is_right() {
        let seen = above.to - above.from;
        let room = (cell.to - cell.from, column.at.end.checked_sub(cell.to));
        return match column.at.end.checked_sub(above.to) {
            // The line above is full. A blank at which it was broken leads the one below, where it isn't seen.
            Some(0) if seen >= column.least && column.most.is_some_and(|most| seen <= most) => match room {
                (width, Some(0)) if width >= column.least => Joint::With(""),
                (_, Some(0)) if more => Joint::With(" "),
                (width, Some(1)) if width + 1 >= column.least => Joint::With(""),
                _ => by_words,
            },
            Some(0) if seen + 1 == column.least && above.from > column.at.start => by_words,
            Some(1) if seen + 1 + next > column.least => Joint::With(" "),
            _ => Joint::No,
        };
    }
    let is_left = column.alignment == Alignments::LEFT;
    if !is_left && column.alignment.may_be(Alignments::CENTRE) {
        // Blanks at either end of a line can't be seen.
        let full = |shown: Shown<'_>| column.most.is_some_and(|most| shown.to - shown.from >= most);
        return if full(above) && full(cell) { Joint::With("") } else { by_words };
    }
    let seen = above.to - if is_left { column.at.start.min(above.from) } else { above.from };
    let leads = leads(above, cell, column);
    let wide = cell.text.chars().next().is_some_and(|first| grid::has_wide(first.encode_utf8(&mut [0; 4])));
    if seen < column.least {
        return match seen + 1 + next > column.least {
            _ if leads => Joint::No,
            true if wide && seen + 1 == column.least => Joint::Unclear,
            // In a wider column the word would have had room, so that the value would have lines of its own.
            true if column.most.is_none_or(|most| seen + 1 + next <= most) && balanced(so_far) <= 0 => Joint::Unclear,
            true => Joint::With(" "),
            false => Joint::No,
        };
    }
    if leads || (item_ends && so_far.starts_with('{')) {
        Joint::With(" ")
    } else if column.most == Some(seen) {
        Joint::With("")
    } else {
        by_words
    }
}

/// Whether a blank leads a cell, at which the full line above it was broken.
fn leads(above: Shown<'_>, cell: Shown<'_>, column: &Column) -> bool {
    column.alignment == Alignments::LEFT && cell.from == column.at.start + 1 && above.to >= column.at.start + column.least
}

/// Nothing can follow.
fn is_complete(text: &str, wraps: Wraps) -> bool {
    let list = text.starts_with('{') && text.ends_with('}') && balanced(text) == 0;
    let named = text.ends_with(')') && balanced(text) == 0 && (text.contains('\\') || text.starts_with("Version "));
    let cut = text.ends_with('\u{2026}')
        || text.starts_with('\u{2026}')
        || text.ends_with("...")
        || text.starts_with("...")
        || text.ends_with('?');
    is_boolean(text)
        || list
        || is_thumbprint(text)
        || is_guid(text)
        || named
        || (cut && (wraps != Wraps::Yes || balanced(text) == 0))
}

/// Something has to follow.
fn is_open(text: &str) -> bool {
    balanced(text) > 0 || text.ends_with(" -")
}

/// A new value, not the rest of one.
fn begins_value(text: &str) -> bool {
    let scheme = text.starts_with("https://") || text.starts_with("http://");
    scheme || text.starts_with('{') || text.starts_with("CN=") || is_boolean(text)
}

fn is_boolean(text: &str) -> bool {
    ["True", "False"].contains(&text)
}

pub(super) fn is_thumbprint(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Two names of one kind: `EX01` and `EX02`.
pub(super) fn is_like(one: &str, other: &str) -> bool {
    let kind = |character: char| match character {
        'a'..='z' => 'a',
        'A'..='Z' => 'A',
        '0'..='9' => '0',
        other => other,
    };
    let common = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    (common > 1 && one.chars().map(kind).eq(other.chars().map(kind)))
        || (is_guid(one) && is_guid(other))
        || (is_thumbprint(one) && is_thumbprint(other))
}
