//! The head of a table: labels, broken over several lines where columns are narrower than they, and a rule of dashes.

use super::grid::{self, Grid, Measure};
use super::layout::Layout;
use crate::capture::line::{Line, Lines};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A label can't be broken into more lines: the longest name of a property, one letter per line.
const MOST_LINES: usize = 60;

/// More columns than objects have properties: something else.
const MOST_COLUMNS: usize = 500;

/// The lines above the rows.
#[derive(Debug)]
pub struct Head<'s> {
    pub(super) labels: Vec<Line<'s>>,
    /// The rule of dashes.
    pub rule: Line<'s>,
    /// A blank line stands between labels and rule.
    pub spaced: bool,
}

/// The label of a column.
#[derive(Debug, Clone)]
pub(super) struct Label<'s> {
    pub(super) name: Cow<'s, str>,
    pub(super) at: Span,
    /// It is broken, so the dashes below it are as long as the column is wide.
    pub(super) broken: bool,
}

/// Labels, and where the columns lie as far as the head shows.
pub(super) struct Read<'s> {
    pub(super) labels: Vec<Label<'s>>,
    pub(super) dashes: Vec<Range<usize>>,
    pub(super) layout: Layout,
}

impl<'s> Head<'s> {
    /// The head that begins with `line`, if one does. `fresh`: nothing stands right above the line, so that it may be the first of several.
    pub fn find(line: &Line<'s>, ahead: &Lines<'s>, fresh: bool) -> Option<Self> {
        if ahead.rule_may_follow()
            && let Some((rule, blanks)) = ahead.peek()
            && blanks < 2
            && self::rule(&rule.text).is_some()
        {
            return Some(Self { labels: vec![line.clone()], rule, spaced: blanks > 0 });
        }
        if !fresh || line.text.contains(" : ") {
            return None;
        }
        let mut labels = vec![line.clone()];
        for next in *ahead {
            if next.is_blank() || labels.len() == MOST_LINES {
                return None;
            }
            if let Some(dashes) = self::rule(&next.text) {
                if reaches_over(line, &dashes) {
                    return None;
                }
                return Some(Self { labels, rule: next, spaced: false });
            }
            labels.push(next);
        }
        None
    }

    /// Whether its labels are broken over several lines.
    pub fn is_broken(&self) -> bool {
        self.labels.len() > 1
    }

    pub(super) fn read(&self, plain: bool, source: &Source) -> Option<Read<'s>> {
        let mut dashes = rule(&self.rule.text).filter(|dashes| dashes.len() <= MOST_COLUMNS)?;
        let first = &self.labels[0];
        // A page may have turned two hyphens into one long dash: then the labels alone tell where columns are.
        if !self.is_broken()
            && !self.rule.text.bytes().all(|byte| matches!(byte, b'-' | b' '))
            && let Some(words) = words_of(&first.text).filter(|words| words.len() == dashes.len())
        {
            dashes = words;
        }
        let mut layout = Layout::new(dashes.clone(), plain);
        let grids: Vec<Grid<'_>> = self.labels.iter().map(|line| Grid::new(&line.text, Measure::Terminal)).collect();
        let fits = grids.iter().all(|grid| layout.accept(grid, self.is_broken()));
        if self.is_broken() {
            let labels: Option<Vec<Label<'s>>> =
                fits.then(|| dashes.iter().map(|at| self.joined(at, &grids, source)).collect::<Option<_>>())?;
            return labels.map(|labels| Read { labels, dashes, layout });
        }
        let whole = |range: Range<usize>| {
            let part = first.part(range).clone();
            let at = part.whole();
            Label { at: source.span(at.start, at.end), name: part.text, broken: false }
        };
        let cells: Vec<Range<usize>> =
            layout.provisional(grids[0].width()).into_iter().map(|columns| grids[0].trimmed(columns)).collect();
        let cells = Some(cells).filter(|cells| fits && cells.iter().all(|cell| !cell.is_empty()));
        let cells = cells.or_else(|| super::words(&first.text, dashes.len()))?;
        Some(Read { labels: cells.into_iter().map(whole).collect(), dashes, layout })
    }

    /// The label above some dashes: its pieces, each as wide as the column but the last. `None` if they can't be joined.
    fn joined(&self, dashes: &Range<usize>, grids: &[Grid<'_>], source: &Source) -> Option<Label<'s>> {
        let cells = self.labels.iter().zip(grids).map(|(line, grid)| (line, grid.trimmed(dashes.clone())));
        let pieces: Vec<_> = cells.filter(|(_, cell)| !cell.is_empty()).map(|(line, cell)| line.part(cell)).collect();
        let (first, last) = (pieces.first()?, pieces.last()?);
        let at = source.span(first.whole().start, last.whole().end);
        let broken = pieces.len() > 1;
        let widths: Vec<usize> = pieces.iter().map(|piece| grid::width(&piece.text, Measure::Terminal)).collect();
        let widest = widths.iter().copied().max()?;
        if widest > dashes.len() || (broken && widths.iter().rev().skip(1).all(|&width| width + 1 < dashes.len())) {
            return None;
        }
        let mut name = first.text.clone();
        for (piece, &before) in pieces[1..].iter().zip(&widths) {
            let glue = if before == dashes.len() { "" } else { " " };
            name = Cow::Owned(format!("{name}{glue}{}", piece.text));
        }
        Some(Label { name, at, broken })
    }
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

/// Whether a line stands where no label does, between the dashes: then it is a command or words above a table.
fn reaches_over(line: &Line<'_>, dashes: &[Range<usize>]) -> bool {
    let grid = Grid::new(&line.text, Measure::Terminal);
    dashes.windows(2).any(|pair| !grid.all_blank(pair[0].end..pair[1].start))
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

/// Where the words of a line stand, in columns.
fn words_of(text: &str) -> Option<Vec<Range<usize>>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (column, character) in text.chars().enumerate() {
        match words.last_mut() {
            _ if character.is_whitespace() => {}
            Some(word) if word.end == column => word.end += 1,
            _ => words.push(column..column + 1),
        }
    }
    text.is_ascii().then_some(words)
}
