//! Export-Csv, and tables of comma-separated values made by hand.
//!
//! The `csv` crate reads the cells; [`cells`] finds where in the source they stand.

use super::cells::of as columns;
use super::{Capture, Field, Form, Raw, Record, Skipped, declined, known};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::Range;

mod cells;
pub(super) mod clients;
mod headers;

/// Reads the document that fills `range` of the source. `command` is the command above it, if the capture shows one.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let mut start = range.start;
    let mut type_name = None;
    if let Some(rest) = source.text[range.clone()].strip_prefix("#TYPE ") {
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let name = rest[..end].trim().trim_matches(',').trim_end_matches('"');
        let name = name.strip_prefix("Selected.").unwrap_or(name);
        type_name = Some(Cow::Borrowed(name.strip_prefix("Deserialized.").unwrap_or(name))).filter(|name| !name.is_empty());
        start += "#TYPE ".len() + end;
        start += source.text[start..range.end].len() - source.text[start..range.end].trim_start_matches(['\r', '\n']).len();
    }
    let text = &source.text[start..range.end];
    let delimiter = delimiter(text);
    let mut rows = cells::rows(text, start, delimiter);
    let decline = |at: Span, why: String, out: &mut Capture<'s>| out.skipped.push(Skipped { at, why });
    let Some(header) = rows.next() else { return };
    let mut names: Vec<(Cow<'s, str>, Span)> =
        header.cells.iter().map(|cell| (cell.text(source), source.span(cell.start, cell.end))).collect();
    let mut is_of_clients = false;
    if let Some(why) = headers::refusal(names.iter().map(|(name, _)| &**name), type_name.as_deref(), command.is_some()) {
        match clients::table(names.iter().map(|(name, _)| &**name)).unwrap_or(Err(why)) {
            Ok(class) => {
                type_name = Some(Cow::Borrowed(class));
                is_of_clients = true;
                for (name, _) in &mut names {
                    *name = if clients::is_asked(class, name) { Cow::Owned(clients::trimmed(name)) } else { Cow::Borrowed("") };
                }
            }
            Err(why) => {
                out.lost.push(source.span(range.start, range.end));
                return decline(source.span(range.start, range.end), why, out);
            }
        }
    }
    let plain = cells::without_indent(text, delimiter);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(plain.as_bytes());
    let mut parsed = reader.records().skip(1);
    let edge = LazyCell::new(|| Edge::of(text));
    for row in rows {
        let at = source.span(row.range.start, row.range.end);
        // The crate's reading of the row has the last word; where ours of the places differs, the row is declined.
        let agrees = parsed.next().is_some_and(|parsed| {
            parsed.is_ok_and(|parsed| {
                parsed.len() == row.cells.len() && parsed.iter().zip(&row.cells).all(|(theirs, ours)| theirs == ours.text(source))
            })
        });
        if row.open || !agrees || row.cells.len() != names.len() {
            let why = if row.open {
                "a quoted cell is not closed; the row was left out".to_owned()
            } else {
                let broken = if edge.widest >= NARROWEST && edge.ends(row.range.end, source) { declined::BROKEN } else { "" };
                format!("this row has {} cells, the header {}; it was left out{broken}", row.cells.len(), names.len())
            };
            decline(at, why, out);
            continue;
        }
        if !is_of_clients && names.iter().zip(&row.cells).any(|((name, _), cell)| is_shifted(name, cell, source)) {
            decline(at, "a list without quotes around it has shifted the cells of this row; it was left out".to_owned(), out);
            continue;
        }
        let mut fields: Vec<Field<'s>> = Vec::with_capacity(names.len());
        for ((name, name_at), cell) in names.iter().zip(&row.cells) {
            if name.trim().is_empty() {
                continue;
            }
            let text = match cell.text(source) {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            };
            // What ends with the file may have been cut off in mid-value, or between the two halves of a doubled quote.
            let is_last = cell.end + 1 >= source.text.len()
                && !source.text.ends_with(['\n', '\r'])
                && !(cell.end < source.text.len() && holds_no_quote(&text));
            let place = source.span(cell.start, cell.end);
            let (raw, at) = match text {
                text if text.is_empty() && !(is_last && cell.end >= source.text.len()) => (Raw::Blank, *name_at),
                text if text.is_empty() => (Raw::Cut(text), *name_at),
                text if is_last => (Raw::Cut(text), place),
                text if text.contains('\n') && edge.breaks(name, cell, source) => (Raw::Cut(first_line(&text)), place),
                text => (Raw::Scalar(text), place),
            };
            fields.push(Field { name: name.clone(), raw, at });
        }
        super::unique::settle(&mut fields);
        out.records.push(Record {
            hearsay: false,
            command,
            form: Form::Csv,
            type_name: type_name.clone(),
            shell: None,
            fields,
            at,
        });
    }
}

/// Windows that break lines are hardly narrower.
const NARROWEST: usize = 60;

/// Where the lines of a text end that a window may have broken.
struct Edge {
    /// Columns of the widest line.
    widest: usize,
    /// Several lines are as wide.
    is_shared: bool,
}

impl Edge {
    fn of(text: &str) -> Self {
        let widths = || text.lines().map(columns);
        let widest = widths().max().unwrap_or(0);
        Self { widest, is_shared: widths().filter(|width| *width == widest).count() > 1 }
    }

    /// Whether the line of a byte ends there.
    fn ends(&self, at: usize, source: &Source) -> bool {
        columns(source.line_text(source.line_of(at))) == self.widest
    }

    /// Whether a line within a cell ends there, so that nobody knows whether the value has a line break. Lists are joined by line breaks, too.
    fn breaks(&self, name: &str, cell: &cells::Cell, source: &Source) -> bool {
        // Two items of a list may well be of one length, and begin and end with letters.
        if self.widest < NARROWEST || known::is_list(name) {
            return false;
        }
        let text = &source.text[cell.start..cell.end];
        // A person breaks lines between words or behind an item, and puts no blank before the next.
        let is_odd = |at: usize| {
            let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let next = text[at + 1..].chars().next();
            next == Some(' ') || is_letter(text[..at].trim_end_matches('\r').chars().next_back()) && is_letter(next)
        };
        memchr::memchr_iter(b'\n', text.as_bytes()).any(|at| self.ends(cell.start + at, source) && (self.is_shared || is_odd(at)))
    }
}

fn first_line<'s>(text: &Cow<'s, str>) -> Cow<'s, str> {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(text) => Cow::Owned(text[..end].to_owned()),
    }
}

/// Whether a cell shows that its row does not stand below its header: an item of a list behind its comma, or no URL where one belongs.
fn is_shifted(name: &str, cell: &cells::Cell, source: &Source) -> bool {
    let text = cell.text(source);
    let is_quoted = source.text[..cell.start].ends_with('"');
    let no_url = ["InternalUrl", "ExternalUrl"].iter().any(|url| url.eq_ignore_ascii_case(name.trim()))
        && text.trim().bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !text.trim().is_empty();
    !is_quoted && (no_url || (text.starts_with(' ') && !text.trim().is_empty()))
}

/// Whether a closed cell says what never goes on with a quote: a flag, or URLs.
fn holds_no_quote(text: &str) -> bool {
    ["True", "False"].iter().any(|flag| flag.eq_ignore_ascii_case(text))
        || text.split([',', ';', ' ', '\n', '\r']).all(|part| part.is_empty() || part.starts_with("https://"))
}

/// What stands between the cells: the most frequent of the three in the header, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            byte if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals: a comma, as PowerShell writes it.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

#[cfg(test)]
mod tests;
