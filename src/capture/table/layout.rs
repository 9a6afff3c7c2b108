//! Where the columns of a table lie.
//!
//! The rule of dashes is as long as the labels, so it shows where columns that are aligned to the left begin, and where those that are aligned to the right end.
//! Where one column ends and the next begins lies in between: a column that is blank in every line. Each line rules some of these out.

use super::grid::Grid;
use std::ops::Range;

/// Places at either end of a gap at which a column may end, so that a gap of a million blanks costs no more than others.
const MOST_CANDIDATES: usize = 500;

/// Ways in which a column may be aligned, as far as its cells show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alignments(u8);

impl Alignments {
    pub(super) const NONE: Self = Self(0);
    pub(super) const LEFT: Self = Self(1);
    pub(super) const RIGHT: Self = Self(2);
    pub(super) const CENTRE: Self = Self(4);
    const ALL: Self = Self(7);

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn may_be(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Aligned to the right, as far as can be told.
    pub(super) fn is_right(self) -> bool {
        self.may_be(Self::RIGHT) && !self.may_be(Self::LEFT)
    }
}

/// A column of the terminal that may part two columns of the table.
#[derive(Debug, Clone, Copy)]
struct Gap {
    at: usize,
    /// How the column of the table to the right of it is aligned then.
    right: Alignments,
}

/// What is known so far of where columns lie.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The dashes below each label.
    dashes: Vec<Range<usize>>,
    first: Alignments,
    gaps: Vec<Vec<Gap>>,
    /// A command line shows that no column was given an alignment: then only enumerations, numbers and booleans are aligned to the right.
    plain: bool,
}

/// One column, once all lines are known.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its first column on the terminal, and the one behind its last. The last column of a table may go on.
    pub(super) at: Range<usize>,
    pub(super) alignment: Alignments,
    /// It is at least and at most so wide.
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    /// It can't be told what stands in it and what in its neighbour, in these lines.
    pub(super) unclear: Vec<usize>,
}

impl Layout {
    pub(super) fn new(dashes: Vec<Range<usize>>, plain: bool) -> Self {
        let gap = |pair: &[Range<usize>]| {
            let last = pair[1].start - 1;
            (pair[0].end..=last)
                .filter(|at| at - pair[0].end < MOST_CANDIDATES || last - at < MOST_CANDIDATES)
                .map(|at| Gap { at, right: if at == last { Alignments::ALL } else { Alignments::RIGHT.or(Alignments::CENTRE) } })
                .collect()
        };
        Self { first: Alignments::ALL, gaps: dashes.windows(2).map(gap).collect(), dashes, plain }
    }

    /// Whether a line has its cells where the columns are. If so, what it shows of them is kept. `wraps`: it may be part of a cell that goes on below.
    pub(super) fn accept(&mut self, grid: &Grid<'_>, wraps: bool) -> bool {
        let lead = grid.first(0..usize::MAX).unwrap_or(0);
        let first = self.first.and(self.alignments(grid, lead.min(self.dashes[0].start), 0, wraps));
        if first == Alignments::NONE {
            return false;
        }
        let mut gaps = Vec::with_capacity(self.gaps.len());
        for (index, gap) in self.gaps.iter().enumerate() {
            let fits = |gap: &Gap| {
                let right = gap.right.and(if grid.is_blank(gap.at) {
                    self.alignments(grid, gap.at + 1, index + 1, wraps)
                } else {
                    Alignments::NONE
                });
                (right != Alignments::NONE).then_some(Gap { at: gap.at, right })
            };
            let left: Vec<Gap> = gap.iter().filter_map(fits).collect();
            if left.is_empty() {
                return false;
            }
            gaps.push(left);
        }
        self.first = first;
        self.gaps = gaps;
        true
    }

    /// How the cell of a line may be aligned, if the column begins at `start`.
    fn alignments(&self, grid: &Grid<'_>, start: usize, index: usize, wraps: bool) -> Alignments {
        let label = &self.dashes[index];
        let limit = self.dashes.get(index + 1).map_or(usize::MAX, |next| next.start - 1);
        if grid.all_blank(start..label.end) {
            // Nothing, or nothing of this column. Behind the last column nothing may stand.
            return if limit < usize::MAX || grid.width() <= start { Alignments::ALL } else { Alignments::NONE };
        }
        let Some(from) = grid.first(start..limit) else { return Alignments::ALL };
        let mut found = Alignments::NONE;
        // In a cell that goes on below, the blank at which it was broken may lead.
        if (from == label.start || (wraps && from == label.start + 1)) && start <= label.start {
            found = found.or(Alignments::LEFT);
        }
        let ends_at = |end: usize| grid.is_blank(end) && end > start && !grid.is_blank(end - 1);
        if (ends_at(label.end) || (wraps && label.end > 0 && ends_at(label.end - 1) && grid.is_blank(label.end)))
            && (limit < usize::MAX || grid.width() <= label.end)
        {
            found = found.or(Alignments::RIGHT);
        }
        // The neighbour on the right may begin left of its label, so any blank may be the end. A blank at which a cell was broken can't be seen.
        let is_centred = |end: usize| grid.last(from..end).is_some_and(|last| in_centre(from..last + 1, label, wraps));
        let ends = label.end..=limit.min(grid.width().max(label.end));
        if ends.into_iter().any(|end| grid.is_blank(end) && is_centred(end)) {
            found = found.or(Alignments::CENTRE);
        }
        found
    }

    /// A first division of a line into columns, before all lines are known.
    pub(super) fn provisional(&self, width: usize) -> Vec<Range<usize>> {
        let mut alignment = self.first;
        let mut bounds = Vec::with_capacity(self.gaps.len());
        for (gap, dashes) in self.gaps.iter().zip(&self.dashes) {
            let ends_with_label = alignment.is_right();
            let chosen = gap.iter().find(|gap| ends_with_label && gap.at == dashes.end).or(gap.last());
            alignment = chosen.map_or(Alignments::ALL, |gap| gap.right);
            bounds.push(chosen.map_or(0, |gap| gap.at));
        }
        ranges(&bounds, width)
    }

    /// Settles where the columns lie. `end` is the column behind the widest cell of the last column, and whether it can't be wider.
    pub(super) fn settle(&self, lines: &[Grid<'_>], texts: &[&str], end: (usize, bool)) -> Vec<Column> {
        let lead = lines.iter().filter_map(|line| line.first(0..usize::MAX)).min().unwrap_or(0).min(self.dashes[0].start);
        let mut columns: Vec<Column> = Vec::with_capacity(self.dashes.len());
        let mut alignment = self.first;
        // Where the column begins at the earliest and at the latest.
        let mut start = if alignment == Alignments::LEFT { self.dashes[0].start..=self.dashes[0].start } else { 0..=lead };
        if alignment.may_be(Alignments::LEFT) {
            start = lead..=self.dashes[0].start.max(lead);
        }
        for (index, gap) in self.gaps.iter().enumerate() {
            // A column that is aligned to the right ends with its label.
            let own_end = self.dashes[index].end;
            let allowed: Vec<Gap> = gap.iter().copied().filter(|gap| !alignment.is_right() || gap.at == own_end).collect();
            let allowed = if allowed.is_empty() { gap.clone() } else { allowed };
            let classes = classes(&allowed);
            let from = *start.start();
            let chosen = if classes.len() == 1 { Some(0) } else { self.best(&classes, from, index, lines, texts) };
            let (class, unclear) = match chosen {
                Some(chosen) => (&classes[chosen], Vec::new()),
                None => {
                    let differs = |line: &Grid<'_>| {
                        let between = classes[0][0].at..classes[classes.len() - 1][0].at;
                        !line.all_blank(between)
                    };
                    let unclear = lines.iter().enumerate().filter(|(_, line)| differs(line)).map(|(at, _)| at).collect();
                    (&classes[classes.len() - 1], unclear)
                }
            };
            let (first, last) = (class[0], class[class.len() - 1]);
            // A gap within a cell: something of its neighbour stands in it.
            let torn = |(line, text): &(&Grid<'_>, &&str)| text[line.trimmed(from..last.at)].contains("  ");
            let torn = lines.iter().zip(texts).enumerate().filter(|(_, line)| torn(line)).map(|(at, _)| at);
            let unclear: Vec<usize> = unclear.into_iter().chain(torn).collect();
            columns.push(Column {
                at: from..last.at,
                alignment,
                least: first.at.saturating_sub(*start.end()),
                most: Some(last.at - from),
                unclear,
            });
            alignment = class.iter().fold(Alignments::NONE, |all, gap| all.or(gap.right));
            start = first.at + 1..=last.at + 1;
            if alignment == Alignments::LEFT {
                start = self.dashes[index + 1].start..=self.dashes[index + 1].start;
            }
        }
        let label = self.dashes[self.dashes.len() - 1].end;
        let (end, fixed) = if alignment.is_right() { (label, true) } else { end };
        columns.push(Column {
            at: *start.start()..usize::MAX,
            alignment,
            least: end.saturating_sub(*start.end()),
            most: fixed.then(|| end.saturating_sub(*start.start())),
            unclear: Vec::new(),
        });
        // Where it can't be told what stands left and what right, both are unclear.
        for index in (1..columns.len()).rev() {
            let before = columns[index - 1].unclear.clone();
            columns[index].unclear.extend(before);
        }
        columns
    }

    /// Which of several divisions gives the most cells that are well-formed; `None` if that can't be told.
    fn best(&self, classes: &[Vec<Gap>], from: usize, index: usize, lines: &[Grid<'_>], texts: &[&str]) -> Option<usize> {
        let label = &self.dashes[index + 1];
        let faults = |class: &Vec<Gap>| {
            let at = class[class.len() - 1].at;
            let is_right = at + 1 < label.start;
            let is_faulty = |(line, text): &(&Grid<'_>, &&str)| {
                let left = &text[line.trimmed(from..at)];
                let right = if is_right { &text[line.trimmed(at + 1..label.end)] } else { "" };
                // A cell that is cut on the left behind a blank: the mark belongs to it.
                let marked = right.strip_prefix('\u{2026}').or_else(|| right.strip_prefix("...")).map_or(right, str::trim_start);
                let is_text = self.plain && marked.replace(", ", "").contains(' ');
                let lacks_mark = is_right && [" \u{2026}", " ...", " ?"].iter().any(|mark| left.ends_with(mark));
                !is_well_formed(left) || !is_well_formed(right) || lacks_mark || (is_right && (ends_in_boolean(right) || is_text))
            };
            lines.iter().zip(texts).filter(is_faulty).count()
        };
        let faults: Vec<usize> = classes.iter().map(faults).collect();
        let last = classes.len() - 1;
        let is = |at: usize, alignment: Alignments| classes[at].iter().any(|gap| gap.right.may_be(alignment));
        let only = |at: &mut dyn Iterator<Item = usize>| at.next().filter(|_| at.next().is_none());
        // A column that may be aligned to the left hardly ever is to the right, and hardly anybody asks for the centre.
        let fewest = |places: &[usize]| places.iter().map(|&at| faults[at]).min();
        let (aside, centred): (Vec<usize>, Vec<usize>) =
            (0..=last).partition(|&at| is(at, Alignments::LEFT) || is(at, Alignments::RIGHT));
        let least = fewest(&aside);
        if least.is_none_or(|least| fewest(&centred).is_some_and(|centred| centred < least)) {
            let least = fewest(&centred);
            return only(&mut centred.into_iter().filter(|&at| Some(faults[at]) == least));
        }
        if self.plain && is(last, Alignments::LEFT) && Some(faults[last]) == least {
            return Some(last);
        }
        only(&mut aside.into_iter().filter(|&at| Some(faults[at]) == least))
    }
}

/// Whether a cell stands in the centre below its label.
pub(super) fn in_centre(cell: Range<usize>, label: &Range<usize>, wraps: bool) -> bool {
    (cell.start + cell.end).abs_diff(label.start + label.end) <= if wraps { 2 } else { 1 }
}

/// Candidates beside each other part the same cells.
fn classes(gaps: &[Gap]) -> Vec<Vec<Gap>> {
    gaps.chunk_by(|left, right| left.at + 1 == right.at).map(<[Gap]>::to_vec).collect()
}

/// The columns of the terminal between boundaries.
fn ranges(bounds: &[usize], width: usize) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut ranges = Vec::with_capacity(bounds.len() + 1);
    for &bound in bounds {
        ranges.push(start..bound);
        start = bound + 1;
    }
    ranges.push(start..width.max(start));
    ranges
}

/// Whether a text may be one cell: no gap in it, brackets that match, no comma or bracket at its edge, no list or boolean behind something else.
fn is_well_formed(text: &str) -> bool {
    if text.contains("  ") {
        return false;
    }
    let is_cut = text.ends_with(['\u{2026}', '?'])
        || text.ends_with("...")
        || text.starts_with(['\u{2026}', '?'])
        || text.starts_with("...");
    let list_within = text.find('{').is_some_and(|at| at > 0 && text[..at].ends_with(' '));
    let edges =
        text.starts_with([',', '(', '-', ')']) || text.ends_with(',') || text.ends_with(" Version") || text.ends_with(" -");
    !list_within && !edges && (is_cut || balanced(text) == 0)
}

/// How many brackets stay open; negative if one is closed that was not opened.
pub(super) fn balanced(text: &str) -> i32 {
    let mut depth = 0;
    for byte in text.bytes() {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' if depth <= 0 => return -1,
            b')' | b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    depth
}

fn ends_in_boolean(text: &str) -> bool {
    text.ends_with(" True") || text.ends_with(" False")
}
