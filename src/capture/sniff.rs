//! Where structured documents stand in a source. Whatever is none is text.
//!
//! One pass over the line starts; a document is recognised by the first bytes of a line and ends by its own brackets, so that a
//! JSON document below a prompt, or a log with a pasted list behind it, are both read in their own form.
//! A new form is a variant of [`Kind`] and a function `fn(&str) -> Option<length>` in [`document`].

use super::column::Column;
use super::declined;
use super::known::{self, Known};
use super::prompt::prompt;
use std::ops::Range;

/// How a block is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Console text.
    Text,
    /// JSON, perhaps a fragment of it.
    Json,
    /// Comma-separated values with a header line, perhaps below `#TYPE`.
    Csv,
    /// Export-Clixml, or XML that pretends to be.
    Clixml,
    /// ConvertTo-Xml.
    ObjectsXml,
    /// `invoke` elements.
    Xhcw,
    /// Lines of the wizard's log.
    HcwLog,
    /// Headers of an HTTP answer.
    Wire,
    /// Keys of a registry.
    Registry,
    /// What is recognised and not read, with the reason.
    Declined(&'static str),
}

/// A stretch of a source in one form.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// Its form.
    pub kind: Kind,
    /// Bytes of the source's text.
    pub range: Range<usize>,
}

/// Cuts a text into blocks, which together cover it but for the commas between documents on one line.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text_start = 0;
    let mut at = 0;
    let mut above = Above::default();
    let mut behind_document = false;
    let feeds = text.contains('\n');
    while at < text.len() {
        let line = &text[at..];
        // Behind a document on the same line stands the next one; nobody looks at the rest of the line for each of thousands.
        let (first, place) = if std::mem::take(&mut behind_document) {
            (&line[..floor_char_boundary(line, LOOKED_AT)], Place::Free)
        } else {
            let first = line_at(line, 0);
            (first, above.place(first))
        };
        let lead = blank_lead(line);
        // `RawContent` of an answer is the one value that is a document.
        let may_be_document = (place != Place::Value && !(above.in_table && is_empty_list(first)))
            || (above.is_answer && super::wire::length(&line[lead..]).is_some());
        if !may_be_document {
            at = end_of_line(text, at, feeds);
            continue;
        }
        // What a console broke at its edge may look like the header of a CSV.
        let is_rest = |kind: &Kind| {
            *kind == Kind::Csv && place == Place::BelowProperty && !first.starts_with('"') && !is_header_again(first)
        };
        let marks = quote_marks(&first[lead..]);
        let lead = lead + marks;
        // Of what a mail program quoted, only JSON is read behind the marks.
        let is_read = |kind: &Kind| !is_rest(kind) && (marks == 0 || *kind == Kind::Json);
        let found = document(&line[lead..]).or_else(|| declined(text, at + lead));
        if let Some((kind, length)) = found.filter(|(kind, _)| is_read(kind)) {
            above = Above::default();
            if text_start < at {
                blocks.push(Block { kind: Kind::Text, range: text_start..at });
            }
            let end = at + lead + length;
            blocks.push(Block { kind, range: at + lead..end });
            text_start = end;
            at = end;
            // It ended with its line: the next one may start a document, too.
            if length > 0 && text[..end].ends_with(['\n', '\r']) {
                continue;
            }
            // `{…}{…}` and `…</Objs><Objs …`: another document on the same line.
            if let Some(gap) = gap_before_another(&text[end..]).filter(|_| length > 0) {
                at += gap;
                text_start = at;
                behind_document = true;
                continue;
            }
        } else if let Some(lead) = log_prefix(first) {
            at += lead;
            continue;
        }
        at = end_of_line(text, at, feeds);
    }
    if text_start < text.len() {
        blocks.push(Block { kind: Kind::Text, range: text_start..text.len() });
    }
    blocks
}

/// Bytes of a line that are looked at to tell whether another document begins there.
const LOOKED_AT: usize = 256;

/// The last character boundary of `text` at or before `at`.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The lines of text above the one that is looked at.
#[derive(Default)]
struct Above {
    /// Where the value of the property above begins.
    column: Option<Column>,
    /// A property, or the rest of one, stands right above.
    property: bool,
    /// The property is what `Invoke-WebRequest` calls the whole answer.
    is_answer: bool,
    /// A rule of dashes stands above, and no blank line since.
    in_table: bool,
}

/// Where a line stands.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// In the column of the value above it: it is the rest of the value, whatever it looks like.
    Value,
    /// Right below a property, left of its value.
    BelowProperty,
    /// Anywhere else.
    Free,
}

impl Above {
    /// Where a line stands; what is below it stands below it from now on.
    fn place(&mut self, line: &str) -> Place {
        // The marks of a quote stand before every line of it.
        let marks = line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
        if line[marks..].trim().is_empty() {
            self.property = false;
            self.in_table = false;
            return Place::Free;
        }
        if self.column.is_some_and(|column| column.holds_text(line) || column.is_reached_by(&line[..marks])) {
            self.property = true;
            return Place::Value;
        }
        self.in_table |= line.trim_start().starts_with('-') && super::table::rule(line).is_some();
        let below = std::mem::take(&mut self.property);
        self.column = Column::of_text(line, line.len());
        self.is_answer = line.trim_start().starts_with("RawContent ");
        let ends = || prompt(line.trim_start()).is_some() || line.trim_end().ends_with(':') || line.contains('|');
        self.property = self.column.is_some() || (below && !ends());
        if below { Place::BelowProperty } else { Place::Free }
    }
}

/// A list without items in a row whose other cells are blank, not an object of JSON.
fn is_empty_list(line: &str) -> bool {
    matches!(line.trim(), "{}")
}

/// Bytes of blank and comma behind a document, when another one may follow them on the same line.
fn gap_before_another(behind: &str) -> Option<usize> {
    let rest = behind.trim_start_matches([' ', '\t', ',']);
    rest.starts_with(['{', '[', '<']).then_some(behind.len() - rest.len())
}

/// Bytes before an object that fills the rest of a line of a log (`2026-11-20T10:00:00Z INFO {"…`) or of a search (`auth.json:12:{"…`).
fn log_prefix(line: &str) -> Option<usize> {
    let at = line.find("{\"").filter(|&at| at > 0)?;
    let (prefix, rest) = (&line[..at], line[at..].trim_end());
    let bytes = prefix.trim_start().trim_start_matches('[').as_bytes();
    let is_dated = bytes.len() > 10 && bytes[..4].iter().all(u8::is_ascii_digit) && matches!(bytes[4], b'-' | b'/' | b'.');
    let is_found = prefix.ends_with(':') && !prefix.contains([' ', '"', '\'']);
    let opens = (is_dated && prefix.ends_with([' ', '\t', ':'])) || is_found;
    (opens && rest.ends_with('}') && json(rest) == Some(rest.len())).then_some(at)
}

/// The document that starts at the start of `rest`, and its length in bytes.
fn document(rest: &str) -> Option<(Kind, usize)> {
    match rest.as_bytes().first()? {
        b'<' => objects_xml(rest)
            .map(|length| (Kind::ObjectsXml, length))
            .or_else(|| clixml(rest).map(|length| (Kind::Clixml, length)))
            .or_else(|| xhcw(rest).map(|length| (Kind::Xhcw, length)))
            .or_else(|| super::wire::length(rest).map(|length| (Kind::Wire, length))),
        b'{' | b'[' => json(rest).map(|length| (Kind::Json, length)),
        b'0'..=b'9' => hcw_log(rest).map(|length| (Kind::HcwLog, length)),
        b'"' => json_member(rest)
            .or_else(|| json_string(rest))
            .map(|length| (Kind::Json, length))
            .or_else(|| csv(rest).map(|length| (Kind::Csv, length))),
        b'#' | b'A'..=b'Z' | b'a'..=b'z' => {
            let of_registry = || super::registry::length(rest).map(|length| (Kind::Registry, length));
            of_registry()
                .or_else(|| super::wire::length(rest).map(|length| (Kind::Wire, length)))
                .or_else(|| csv(rest).map(|length| (Kind::Csv, length)))
        }
        _ => None,
    }
}

/// What is recognised at `at` and not read.
fn declined(text: &str, at: usize) -> Option<(Kind, usize)> {
    let rest = &text[at..];
    match rest.as_bytes().first()? {
        b'-' | b'A'..=b'Z' | b'a'..=b'z' | b'\'' => {
            if let Some(length) = declined::urls(rest) {
                return Some((Kind::Declined(declined::URLS), length));
            }
            if let Some(length) = declined::custom(rest) {
                return Some((Kind::Declined(declined::CUSTOM), length));
            }
            let above = text[..at].trim_end_matches([' ', '\t']);
            let above = above.strip_suffix('\n').unwrap_or(above);
            let above = &above[above.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
            declined::yaml(above, rest).map(|length| (Kind::Declined(declined::YAML), length))
        }
        _ => None,
    }
}

/// `<Objects>`, perhaps behind an XML declaration.
fn objects_xml(rest: &str) -> Option<usize> {
    let inner =
        if rest.starts_with("<?xml") { rest.split_once("?>").map_or("", |(_, behind)| behind).trim_start() } else { rest };
    let behind = inner.strip_prefix("<Objects")?;
    if !behind.starts_with(['>', ' ', '/']) {
        return None;
    }
    Some(memchr::memmem::find(rest.as_bytes(), b"</Objects>").map_or(rest.len(), |at| at + "</Objects>".len()))
}

fn clixml(rest: &str) -> Option<usize> {
    let is_page = || rest.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"));
    let starts = rest.starts_with("<Objs") || rest.starts_with("<?xml") || (rest.starts_with("<!DOCTYPE") && !is_page());
    if !starts || (rest.starts_with("<?xml") && !first_element_is_ours(rest)) {
        return None;
    }
    Some(memchr::memmem::find(rest.as_bytes(), b"</Objs>").map_or(rest.len(), |at| at + "</Objs>".len()))
}

/// Whether an XML declaration does not introduce a page of markup or a cache of the wizard.
fn first_element_is_ours(rest: &str) -> bool {
    let behind = rest.split_once("?>").map_or("", |(_, behind)| behind).trim_start();
    let name = |name: &str| behind.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    !name("<html") && !name("<!doctype html") && !name("<invoke")
}

fn xhcw(rest: &str) -> Option<usize> {
    let mut end = 0;
    loop {
        let lead = rest[end..].len() - rest[end..].trim_start().len();
        let element = &rest[end + lead..];
        if !element.starts_with("<invoke") {
            return (end > 0).then_some(end);
        }
        let tag_end = tag_end(element)?;
        let length = if element[..tag_end].ends_with("/>") {
            tag_end
        } else {
            memchr::memmem::find(element.as_bytes(), b"</invoke>").map_or(element.len(), |at| at + "</invoke>".len())
        };
        end += lead + length;
    }
}

/// Length of the tag at the start of `element`, its `>` included; quoted attribute values may hold one.
fn tag_end(element: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in element.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    Some(element.len())
}

/// `2026.10.12 09:14:05.066 …`, continued by such lines, blank ones and deeply indented ones.
fn hcw_log(rest: &str) -> Option<usize> {
    if !is_log_line(rest) {
        return None;
    }
    let mut end = 0;
    let mut at = 0;
    while at < rest.len() {
        let line = line_at(rest, at);
        let blank = line.trim().is_empty();
        if !blank && !is_log_line(line) && !line.starts_with("          ") {
            break;
        }
        at = next_line(rest, at);
        if !blank {
            end = at;
        }
    }
    Some(end)
}

fn is_log_line(line: &str) -> bool {
    const SHAPE: &[u8] = b"0000.00.00 00:00:00.000";
    let bytes = line.as_bytes();
    bytes.len() > SHAPE.len()
        && SHAPE.iter().zip(bytes).all(|(shape, byte)| if *shape == b'0' { byte.is_ascii_digit() } else { shape == byte })
}

fn json(rest: &str) -> Option<usize> {
    let inside = &rest[super::json::behind_blanks(rest, 1)..];
    let opens = match (rest.as_bytes()[0], inside.as_bytes().first()) {
        (b'{', Some(b'"')) => starts_with_key(inside),
        (b'{', Some(b'}')) => line_at(inside, 1).trim().is_empty(),
        (b'[', Some(b'{')) => inside[super::json::behind_blanks(inside, 1)..].starts_with(['"', '}']),
        (b'[', Some(b']')) => line_at(inside, 1).trim().is_empty(),
        (b'[', Some(b'"')) => true,
        _ => false,
    };
    opens.then(|| balanced(rest, false))
}

/// A fragment of an object: `"value": [ …`.
fn json_member(rest: &str) -> Option<usize> {
    let first = line_at(rest, 0);
    (starts_with_key(rest) && !first.contains("\",\"")).then(|| balanced(rest, true))
}

/// A string that fills its line and holds several lines of properties (`… | Out-String | ConvertTo-Json`) or JSON.
fn json_string(rest: &str) -> Option<usize> {
    let line = line_at(rest, 0).trim_end();
    let inner = line.strip_prefix('"')?.strip_suffix('"')?;
    let mut is_escaped = false;
    let closes_early = inner.bytes().any(|byte| {
        let is_quote = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_quote
    });
    let is_document = || inner.starts_with(['{', '[']) && inner.ends_with(['}', ']']) && inner.contains("\\\":");
    let holds = (inner.contains("\\n") && inner.contains(" : ")) || is_document();
    (!closes_early && !is_escaped && holds).then_some(line.len())
}

/// `"key" :` at the start of `text`.
fn starts_with_key(text: &str) -> bool {
    let Some(end) = text.get(1..).and_then(|rest| rest.find(['"', '\n', '\r'])) else { return false };
    let behind = &text[1 + end..];
    behind.starts_with('"') && behind[1..].trim_start_matches([' ', '\t']).starts_with(':')
}

/// Length of the JSON at the start of `text`: up to the bracket that closes it (`member`: up to the last line of the members that follow each
/// other), or up to a prompt, or all of it.
fn balanced(text: &str, member: bool) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_i64;
    let mut in_string = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if in_string => at += 1,
            b'"' => in_string = !in_string,
            b'/' if !in_string => {
                if let Some(end) = super::json::comment(text, at) {
                    at = end;
                    continue;
                }
            }
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth -= 1;
                if depth < 0 || (depth == 0 && !member) {
                    return at + 1;
                }
            }
            b'\n' | b'\r' => {
                let line = line_at(text, at + 1);
                let line = line.trim_start_matches([' ', '\t', '>']);
                let goes_on = || line.starts_with(['"', '{', '[', '}', ']', ',']) || line.trim().is_empty();
                if prompt(line).is_some() || (member && depth == 0 && !goes_on()) {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// `#TYPE …`, or a header line whose cells are all quoted, or a bare header of property names with a line of as many cells below it.
fn csv(rest: &str) -> Option<usize> {
    let first = line_at(rest, 0);
    let starts =
        first.starts_with("#TYPE ") || quoted_header(first) || bare_header(rest, first) || super::csv::clients::is_header(first);
    if !starts {
        return None;
    }
    let mut at = 0;
    let mut open = false;
    let mut previous_is_type = false;
    while at < rest.len() {
        let line = line_at(rest, at);
        if !open && (line.trim().is_empty() || line.trim_start().starts_with("```") || prompt(line).is_some()) {
            break;
        }
        // Exports appended to each other: what stands below another header is not a row of the first.
        if !open && at > 0 && !previous_is_type && is_header_again(line) {
            break;
        }
        previous_is_type = line.starts_with("#TYPE ");
        open ^= line.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
        at = next_line(rest, at);
    }
    Some(at)
}

/// A line within a table whose cells are all names of properties, or that names a type.
fn is_header_again(line: &str) -> bool {
    let line = line.trim();
    let is_name = |cell: &str| known::known(cell.trim_matches('"')) != Known::No;
    let by = |delimiter: char| line.contains(delimiter) && line.split(delimiter).all(is_name);
    line.starts_with("#TYPE ") || by(',') || by(';') || by('\t')
}

fn quoted_header(line: &str) -> bool {
    let line = line.trim_end();
    line.len() > 4
        && line.starts_with('"')
        && line.ends_with('"')
        && ["\",\"", "\";\"", "\"\t\""].iter().any(|delimiter| {
            let inner = &line[1..line.len() - 1];
            inner.contains(delimiter) && inner.split(delimiter).all(|cell| !cell.is_empty() && !cell.contains('"'))
        })
}

fn bare_header(rest: &str, first: &str) -> bool {
    let delimiter = [',', ';', '\t'].into_iter().find(|&delimiter| first.contains(delimiter));
    let Some(delimiter) = delimiter else { return false };
    let is_name = |cell: &str| {
        cell.starts_with(|first: char| first.is_ascii_alphabetic())
            && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" _-.()".contains(&byte))
            && !cell.contains(" - ")
    };
    let cells = first.trim_end().split(delimiter).count();
    if cells < 2 || first.contains(", ") || !first.trim_end().split(delimiter).all(is_name) {
        return false;
    }
    // A row with more cells than the header has lost the quotes around a list: it is declined, but the table is one.
    let second = delimiters(line_at(rest, next_line(rest, 0)), delimiter) + 1;
    second == cells || (cells > 2 && second > cells && !first.contains(' '))
}

fn delimiters(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|&character| {
            quoted ^= character == '"';
            character == delimiter && !quoted
        })
        .count()
}

/// Bytes of the marks of a quote (`> `, `>> `, `> > `) at the start of `line`; 0 if what follows is not a document in brackets.
fn quote_marks(line: &str) -> usize {
    let behind = line.trim_start_matches(['>', ' ', '\t']);
    if line.starts_with('>') && behind.starts_with(['{', '[']) { line.len() - behind.len() } else { 0 }
}

/// Bytes of blank at the start of a line.
fn blank_lead(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '\u{feff}', '\u{a0}', '\u{3000}']).len()
}

/// The line that starts at `at`, without its end.
pub(super) fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    &rest[..memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())]
}

/// The same for console text, where a carriage return alone ends a line only if the text has no line feeds.
fn end_of_line(text: &str, at: usize, feeds: bool) -> usize {
    if !feeds {
        return next_line(text, at);
    }
    memchr::memchr(b'\n', &text.as_bytes()[at.min(text.len())..]).map_or(text.len(), |found| at + found + 1)
}

/// Where the line behind the one at `at` starts; a carriage return with a line feed is one line end.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at.min(text.len())..];
    memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |end| at + end + if rest[end..].starts_with(b"\r\n") { 2 } else { 1 })
}

#[cfg(test)]
mod tests;
