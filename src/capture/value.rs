//! Values: wrapped lines joined, lists taken apart, each piece with its place.

use super::cells;
use super::edge::Edge;
use super::line::{Line, Part};
use super::mark;
use super::{Item, Raw};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

/// A value while its lines come in.
#[derive(Debug)]
pub struct Value<'s> {
    first: Piece<'s>,
    rest: Vec<Piece<'s>>,
    depth: i32,
    nested: bool,
}

#[derive(Debug)]
struct Piece<'s> {
    part: Part<'s>,
    /// Length of the whole line that it ends.
    columns: usize,
    trailing_blank: bool,
    /// It begins one column behind the others: a cut at the very edge left a blank to the next line.
    leading_blank: bool,
    /// It begins left of the others.
    dedented: bool,
    /// How it is joined to the piece before it, where that is known.
    glue: Option<&'static str>,
}

impl<'s> Value<'s> {
    /// The value that begins with `part`, the trimmed end of a line of `columns` bytes.
    pub fn new(part: Part<'s>, columns: usize, trailing_blank: bool) -> Self {
        let mut value = Self {
            first: Piece { part, columns, trailing_blank, leading_blank: false, dedented: false, glue: None },
            rest: Vec::new(),
            depth: 0,
            nested: false,
        };
        if value.first.part.text.starts_with('{') {
            value.count_braces(0);
        }
        value
    }

    /// A further line of a value that begins at `column`.
    pub fn push(&mut self, line: &Line<'s>, column: usize) {
        let own = line.column();
        self.add(Piece {
            part: line.part(line.indent()..line.text.len()),
            columns: line.columns(),
            trailing_blank: line.trailing_blank,
            leading_blank: own == column + 1,
            dedented: own + 1 < column,
            glue: None,
        });
    }

    /// A further piece, and what stands between it and the one before it.
    pub fn push_joined(&mut self, part: Part<'s>, glue: &'static str) {
        self.add(Piece { part, columns: 0, trailing_blank: false, leading_blank: false, dedented: false, glue: Some(glue) });
    }

    /// A list of which only the first bytes are there.
    pub fn broken_off(part: Part<'s>, kept: usize) -> Self {
        let mut value = Self::new(part, 0, false);
        value.first.part.text = value.first.part.slice(0..kept);
        value.depth = 1;
        value
    }

    fn add(&mut self, piece: Piece<'s>) {
        self.rest.push(piece);
        if self.first.part.text.starts_with('{') {
            self.count_braces(self.rest.len());
        }
    }

    /// Whether a line of it holds this.
    pub fn holds(&self, needle: &str) -> bool {
        self.first.part.text.contains(needle) || self.rest.iter().any(|piece| piece.part.text.contains(needle))
    }

    /// A list that has not been closed yet.
    pub fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// A list of objects that are themselves printed in braces, a line for each of their properties.
    pub fn is_nested(&self) -> bool {
        self.nested
    }

    /// Nothing stands behind the colon, nor in a line below it.
    pub fn is_blank(&self) -> bool {
        self.first.part.text.is_empty() && self.rest.is_empty()
    }

    /// The text behind the colon.
    pub fn first_text(&self) -> &str {
        &self.first.part.text
    }

    /// Length of the line that came last.
    pub fn columns(&self) -> usize {
        self.rest.last().unwrap_or(&self.first).columns
    }

    fn count_braces(&mut self, index: usize) {
        let text = &self.piece(index).part.text;
        let mut depth = self.depth;
        let mut nested = self.nested || text.starts_with("{class ");
        for at in memchr::memchr2_iter(b'{', b'}', text.as_bytes()) {
            depth += if text.as_bytes()[at] == b'{' { 1 } else { -1 };
            // `{{Enabled=true}}` closes on its line; braces that stay open are a nested dump.
            nested |= depth > 1 && at + 1 == text.len();
        }
        self.depth = depth;
        self.nested = nested;
    }

    fn piece(&self, index: usize) -> &Piece<'s> {
        index.checked_sub(1).and_then(|index| self.rest.get(index)).unwrap_or(&self.first)
    }

    /// The value and its place; `None` as place if it is blank. `lists`: the property holds a list even if no brace says so. `edge`: what the
    /// other lines show of the console's width.
    pub fn finish(self, source: &Source, lists: bool, edge: Option<&Edge<'_>>) -> (Raw<'s>, Option<Span>) {
        let text = &self.first.part.text;
        if self.rest.is_empty() {
            let whole = self.first.part.whole();
            let at = (!text.is_empty()).then(|| source.span(whole.start, whole.end));
            let raw = match text.as_bytes().first() {
                None => Raw::Blank,
                Some(b'{') => {
                    let joined = Joined { text: Cow::Borrowed(text), pieces: Vec::new(), value: &self };
                    braces(&joined, source).unwrap_or_else(|| Raw::Scalar(text.clone()))
                }
                Some(_) => Raw::Scalar(self.first.part.text),
            };
            return (raw, at);
        }
        let joined = self.join(lists && !text.starts_with('{'), edge);
        let at = joined.span(source, 0..joined.text.len());
        let raw = if text.starts_with('{') {
            braces(&joined, source).unwrap_or_else(|| Raw::Scalar(joined.cow(0..joined.text.len())))
        } else if lists {
            Raw::List { items: items(&joined, source, 0..joined.text.len()), cut: false }
        } else {
            Raw::Scalar(joined.cow(0..joined.text.len()))
        };
        (raw, Some(at))
    }

    fn join(&self, one_item_a_line: bool, edge: Option<&Edge<'_>>) -> Joined<'_, 's> {
        let broken = || std::iter::once(&self.first).chain(&self.rest).take(self.rest.len());
        let widest = broken().map(|piece| piece.columns).max().unwrap_or(0);
        let twice = broken().filter(|piece| piece.columns == widest).count() > 1;
        let edge = edge.filter(|_| !twice);
        let width = edge.filter(|edge| edge.is_at(widest + 1)).map_or(widest, |_| widest + 1);
        let width_known = twice || is_console_width(widest) || edge.is_some_and(|edge| edge.is_at(width));
        let name = is_distinguished_name(&self.first.part.text);
        let squeezed = || broken().chain(self.rest.last()).flat_map(|piece| piece.part.text.split(' ')).collect::<String>();
        // Where one line kept the blank that it was broken at, so did the others.
        let keeps_blanks = broken().any(|piece| piece.trailing_blank);
        let of_exchange = name && squeezed().contains(",CN=Configuration,DC=");
        let mut text = String::new();
        let mut pieces = Vec::with_capacity(self.rest.len() + 1);
        let mut item_start = 0;
        for index in 0..=self.rest.len() {
            let piece = self.piece(index);
            if index > 0 && !text.is_empty() {
                let before = self.piece(index - 1);
                // A character of two columns does not fit into the last one.
                let first = piece.part.text.chars().next().map_or(1, cells::width);
                let full = before.columns + first > width
                    && width_known
                    && edge.is_none_or(|edge| edge.is_at(width) || (!edge.is_beyond(width) && !fits(before, piece)));
                let in_list = text.starts_with('{');
                let since = if in_list { &text[item_start..] } else { text.as_str() };
                let has_blank = since.trim().contains(' ');
                // A line that ends left of others was broken at a blank, which the copy lost. URLs hold none.
                let short = edge.is_some_and(|edge| edge.is_beyond(width)) && !since.contains("://");
                if let Some(glue) = piece.glue {
                    text.push_str(glue);
                } else if one_item_a_line {
                    text.push_str(if text.ends_with(',') { " " } else { ", " });
                } else if before.trailing_blank
                    || has_blank_between(&text, &piece.part.text)
                    || (piece.leading_blank && full)
                    || (in_list && text.ends_with(','))
                    || self.nested
                    || ((has_blank || ((width_known || short) && !in_list))
                        && !full
                        && !(keeps_blanks && !piece.leading_blank && !in_list)
                        && !(name
                            && (text.ends_with([',', '='])
                                || ((piece.dedented || of_exchange || is_console_width(before.columns))
                                    && is_mid_word(&text, piece)))))
                {
                    text.push(' ');
                }
            }
            pieces.push((text.len(), index));
            text.push_str(&piece.part.text);
            if let Some(comma) = piece.part.text.rfind(", ").map(|found| found + 2).or(piece
                .part
                .text
                .ends_with(',')
                .then_some(piece.part.text.len()))
            {
                item_start = text.len() - piece.part.text.len() + comma;
            }
        }
        Joined { text: Cow::Owned(text), pieces, value: self }
    }
}

/// Whether the word at a joint would have fitted whole in the next line: then a formatter that breaks at blanks has not broken the word.
fn fits(before: &Piece<'_>, next: &Piece<'_>) -> bool {
    let text: &str = &before.part.text;
    let Some(blank) = text.trim_end().rfind(' ') else { return false };
    let head = cells::of(&text[blank + 1..]);
    let tail = cells::of(next.part.text.split(' ').next().unwrap_or(""));
    head + tail <= cells::of(text)
}

/// Whether a blank stands between the two in every name that Exchange makes: before the site of a virtual directory or a build, and within the
/// names of its sites and containers.
fn has_blank_between(text: &str, next: &str) -> bool {
    const PARTS: &[(&str, &str)] = &[
        ("=Microsoft", "Exchange"),
        ("=Exchange", "Administrative Group"),
        ("Administrative", "Group"),
        ("(Default", "Web Site"),
        ("(Default Web", "Site)"),
        ("(Exchange", "Back End"),
        ("(Exchange Back", "End)"),
    ];
    let is_bracket = next.starts_with('(') && text.ends_with(|last: char| last.is_alphanumeric());
    is_bracket || PARTS.iter().any(|(first, second)| text.ends_with(first) && next.starts_with(second))
}

/// Whether a line goes on in the middle of the word that `text` ends in: the names of Exchange's containers have words in capitals, those of domains
/// have no blanks.
fn is_mid_word(text: &str, next: &Piece<'_>) -> bool {
    text.ends_with(|last: char| last.is_alphanumeric())
        && next
            .part
            .text
            .starts_with(|first: char| first.is_lowercase() || first.is_ascii_digit() || matches!(first, ',' | '=' | ')'))
}

/// `CN=EX01,CN=Servers,…`.
pub fn is_distinguished_name(text: &str) -> bool {
    ["CN=", "OU=", "DC="].iter().any(|kind| text.starts_with(kind))
}

/// Whether a line of this length was probably cut by the edge of a console (80, 100, 120 … columns, the last of which may stay free).
pub fn is_console_width(columns: usize) -> bool {
    columns >= 59 && matches!(columns % 20, 0 | 19)
}

/// The joined text of a value, and which piece each stretch of it came from.
struct Joined<'v, 's> {
    text: Cow<'v, str>,
    /// `(start in text, index of the piece)`; empty if there is but one piece.
    pieces: Vec<(usize, usize)>,
    value: &'v Value<'s>,
}

impl<'s> Joined<'_, 's> {
    fn locate(&self, at: usize) -> (&Piece<'s>, usize) {
        let index = self.pieces.partition_point(|&(start, _)| start <= at).max(1) - 1;
        let (start, piece) = self.pieces.get(index).copied().unwrap_or((0, 0));
        let piece = self.value.piece(piece);
        (piece, (at - start).min(piece.part.text.len()))
    }

    fn span(&self, source: &Source, range: Range<usize>) -> Span {
        let (first, start) = self.locate(range.start);
        let (last, end) = self.locate(range.end.max(range.start + 1) - 1);
        let start = first.part.at(start..(start + 1).min(first.part.text.len())).start;
        let end = (end + 1).min(last.part.text.len());
        source.span(start, last.part.at(end.saturating_sub(1)..end).end)
    }

    /// The text of a range, borrowed from the source if it lies in one piece.
    fn cow(&self, range: Range<usize>) -> Cow<'s, str> {
        let (first, start) = self.locate(range.start);
        match first.part.text.get(start..start + range.len()) {
            Some(text) if *text == self.text[range.clone()] => first.part.slice(start..start + range.len()),
            _ => Cow::Owned(self.text[range].to_owned()),
        }
    }
}

/// What else stands behind the last item of a list that was cut: what an encoding without the mark writes instead of it.
const REPLACED: &[&str] = &["?", "\u{fffd}"];

/// Whether a single dot behind the last item may be the mark of a cut, as the code pages of DOS write it: behind as many items as PowerShell shows, none
/// of which ends so.
fn is_dotted(inner: &str) -> bool {
    const SHOWN: usize = 4;
    let mut items = inner.trim_end().rsplit(", ");
    items.next().is_some_and(|last| last.ends_with('.') && !last.ends_with(".."))
        && inner.matches(", ").count() + 1 >= SHOWN
        && !items.any(|item| item.ends_with('.'))
}

/// Reads `{a, b}`, `{a, b...}` and a list that the capture broke off. `None` if text follows the closing brace.
fn braces<'s>(joined: &Joined<'_, 's>, source: &Source) -> Option<Raw<'s>> {
    let text: &str = &joined.text;
    let (end, closed) = match text.strip_suffix('}') {
        Some(inner) if !inner.is_empty() => (inner.len(), true),
        _ if joined.value.depth > 0 => (text.len(), false),
        _ => return None,
    };
    let inner = &text[1..end];
    let marker = mark::CUT.iter().chain(REPLACED).find(|marker| inner.trim_end().ends_with(**marker));
    let dotted = marker.is_none() && is_dotted(inner);
    let marker = marker.copied().or_else(|| dotted.then_some("."));
    let shown = marker.map_or(inner, |marker| inner.trim_end().strip_suffix(marker).unwrap_or(inner));
    let mut items = items(joined, source, 1..1 + shown.len());
    if dotted || !closed && !shown.trim_end().ends_with(',') {
        // Nobody knows how the last item went on, or whether the dot is its own.
        items.pop();
    }
    Some(Raw::List { items, cut: marker.is_some() || !closed })
}

/// Takes the items apart: at a comma and a blank outside of brackets; at bare commas where no blank is at all.
fn items<'s>(joined: &Joined<'_, 's>, source: &Source, range: Range<usize>) -> Vec<Item<'s>> {
    let text = &joined.text[range.clone()];
    let bytes = text.as_bytes();
    let bare = !text.contains(' ') && !text.contains('=');
    let mut items = Vec::new();
    let mut start = 0;
    let mut depth = 0_u32;
    let mut add = |from: usize, to: usize| {
        let part = &text[from..to];
        // Only blanks are the formatter's; other white space is part of the item.
        let from = range.start + from + part.len() - part.trim_start_matches(' ').len();
        let part = part.trim_matches(' ');
        if !part.is_empty() {
            let range = from..from + part.len();
            items.push(Item { text: joined.cow(range.clone()), at: joined.span(source, range) });
        }
    };
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && (bare || matches!(bytes.get(at + 1), None | Some(b' '))) => {
                add(start, at);
                start = at + 1;
            }
            _ => {}
        }
    }
    add(start, bytes.len());
    items
}
