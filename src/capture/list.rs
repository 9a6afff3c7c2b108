//! Format-List: `Name : value`, one property a line, values wrapped, objects apart.

use super::known::{self, Known};
use super::line::{Line, Lines, Part};
use super::value::{Value, is_console_width};
use super::{Field, Form, Raw, Record, Skipped};
use crate::source::Source;
use std::ops::Range;

pub use property::{Property, properties_in_line, property};

mod property;

/// More properties than any object has: it is a listing of something else.
const MOST_PROPERTIES: usize = 1500;

/// What to do with a property line.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// It belongs to the object.
    Here,
    /// It begins the next one.
    Next,
    /// The object has it already (two wildcards matched it).
    Again,
}

/// One object while its lines come in.
#[derive(Debug)]
pub struct List<'s> {
    fields: Vec<Field<'s>>,
    seen: [u64; 4],
    open: Option<Open<'s>>,
    indent: usize,
    colon: usize,
    /// All colons stand in one column so far.
    aligned: bool,
    /// Blanks were put before a colon so that it does.
    padded: bool,
    /// Properties that follow the one before at once, and after blank lines.
    tight: usize,
    spaced: usize,
    widest_gap: usize,
    /// Blank lines since the last line that was not.
    pub blanks: usize,
    strong: usize,
    weak: usize,
    pascal: usize,
    glued: usize,
    decorated: usize,
    /// Lines that look like translated copies of their neighbours.
    doubled: usize,
    /// A line was not understood since the last property.
    foreign: Option<Range<usize>>,
    /// It may be the value of a property.
    unclear: bool,
    /// Such lines between two properties of this object.
    skipped: Vec<Skipped>,
    start: usize,
    end: usize,
}

#[derive(Debug)]
struct Open<'s> {
    name: Part<'s>,
    colon: usize,
    value: Value<'s>,
    discard: bool,
    /// A foreign line came behind it.
    closed: bool,
}

impl<'s> List<'s> {
    /// The object that begins with this line.
    pub fn new(line: &Line<'s>, property: &Property) -> Self {
        let mut list = Self {
            fields: Vec::with_capacity(16),
            seen: [0; 4],
            open: None,
            indent: property.name.start,
            colon: property.colon,
            aligned: true,
            padded: false,
            tight: 0,
            spaced: 0,
            widest_gap: 0,
            blanks: 0,
            strong: 0,
            weak: 0,
            pascal: 0,
            glued: 0,
            decorated: 0,
            doubled: 0,
            foreign: None,
            unclear: false,
            skipped: Vec::new(),
            start: line.at.start,
            end: line.at.end,
        };
        list.start = line.part(property.name.clone()).whole().start;
        list.add(line, property, false);
        list
    }

    /// Whether a line that looks like a property is one, and not a sentence (`Note : see above`).
    pub fn accepts(list: Option<&Self>, text: &str, property: &Property) -> bool {
        let name = &text[property.name.clone()];
        let known = known::known(name);
        if property.glued {
            return match known {
                Known::Strong => true,
                Known::Weak => list.is_none_or(|list| list.glued > 0),
                Known::No => list.is_some_and(|list| list.glued > 1 && list.strong > 0 && is_pascal(name) && list.blanks == 0),
            };
        }
        if name.contains('-')
            && name
                .split('-')
                .next()
                .is_some_and(|verb| ["get", "set", "new", "test", "remove"].iter().any(|known| known.eq_ignore_ascii_case(verb)))
        {
            return false;
        }
        let Some(list) = list else { return true };
        let in_column = property.colon == list.colon;
        let padded = property.colon - property.name.end > 1;
        known != Known::No
            || in_column
            || padded
            || is_pascal(name)
            || (!list.padded && list.blanks == 0 && !is_sentence(&text[property.value.clone()]))
    }

    /// Whether a line goes on with the value above it.
    pub fn continues(&self, line: &Line<'s>, property: Option<&Property>) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| !open.closed) else { return false };
        let text: &str = &line.text;
        let indent = line.indent();
        let value_column = open.colon + 2;
        let lists = known::is_list(&open.name.text);
        if open.value.is_nested() && open.value.is_open() {
            return true;
        }
        if open.value.is_open() {
            return match property {
                Some(property) if !property.glued && indent + 2 < value_column => {
                    let known = known::known(&text[property.name.clone()]) != Known::No;
                    !(known || property.colon == self.colon)
                }
                // Below blank lines only what looks like the rest of a list.
                _ => self.blanks == 0 || indent + 1 >= value_column || text.ends_with(['}', ',']) || !text.trim().contains(' '),
            };
        }
        let below_value = indent + 1 >= value_column && indent >= 5 && indent > self.indent + 2;
        if below_value && (self.padded || property.is_none()) {
            return (!open.value.is_blank() || lists) && (self.blanks == 0 || self.spaced > 0);
        }
        if property.is_some_and(|property| !property.glued || known::known(&text[property.name.clone()]) == Known::Strong) {
            return false;
        }
        if indent > self.indent + 2 && self.blanks == 0 {
            return !open.value.is_blank() || lists;
        }
        // Back at the first column: only where the value cannot have ended.
        let value = open.value.first_text();
        let is_path = value.as_bytes().get(1..3) == Some(b":\\");
        if (value.starts_with("CN=") && self.tail_of_name(text)) || (is_path && text.contains('\\') && !text.contains(':')) {
            return true;
        }
        self.blanks == 0
            && !open.value.is_blank()
            && is_console_width(open.value.columns())
            && open.value.columns() > value_column + 10
    }

    /// Whether a line may be the rest of a distinguished name.
    fn tail_of_name(&self, text: &str) -> bool {
        let text = text.trim();
        let has_rdn = ["CN=", "DC=", "OU="].iter().any(|kind| text.contains(kind));
        has_rdn && !text.contains(" : ") && !text.ends_with('.')
    }

    /// Takes a line that [`continues`](Self::continues) the value.
    pub fn push(&mut self, line: &Line<'s>) {
        self.end = line.at.end;
        self.blanks = 0;
        if let Some(open) = &mut self.open {
            let part = line.part(line.indent()..line.text.len());
            let leading_blank = line.indent() == self.colon + ": ".len() + 1;
            open.value.push(part, line.text.len(), line.trailing_blank, leading_blank);
        }
    }

    /// A line that was not understood. It may stand between two properties of one object.
    pub fn interrupt(&mut self, line: &Line<'s>) {
        // What stands at once below a property without a value may be its value: then it isn't blank, and nobody knows what it is.
        let is_word = may_be_value(line.text.trim());
        if let Some(open) = self.open.as_mut().filter(|open| self.blanks == 0 && is_word && !open.closed && open.value.is_blank())
        {
            open.discard = true;
            self.unclear = true;
        }
        self.close_value();
        if line.text.contains(['\u{3001}', '\u{3002}']) {
            self.doubled += 1;
        }
        self.foreign.get_or_insert_with(|| line.at.clone()).end = line.at.end;
        if self.tight <= self.spaced {
            self.blanks = 0;
        }
    }

    /// A line of the console stands between two properties.
    pub fn pause(&mut self) {
        self.close_value();
    }

    /// Whether a line goes on with the object in the columns that it has so far.
    pub fn aligned_with(&self, text: &str) -> bool {
        self::property(text).is_some_and(|property| property.colon == self.colon && !property.glued)
    }

    /// Takes a property line, or returns `false` if it begins the next object.
    pub fn property(&mut self, line: &Line<'s>, property: &Property, ahead: &Lines<'s>, source: &Source) -> bool {
        self.finish_value(source);
        match self.place(line, property, ahead, source) {
            Place::Next => return false,
            Place::Here => {
                if let Some(foreign) = self.foreign.take() {
                    self.skipped.push(Skipped {
                        at: source.span(foreign.start, foreign.end),
                        why: why_foreign(std::mem::take(&mut self.unclear)),
                    });
                }
                self.add(line, property, false);
            }
            Place::Again => self.add(line, property, true),
        }
        true
    }

    fn place(&self, line: &Line<'s>, property: &Property, ahead: &Lines<'s>, source: &Source) -> Place {
        let name = &line.text[property.name.clone()];
        let peeked = || {
            ahead.peek().and_then(|(line, gap)| {
                self::property(&line.text).map(|property| (line.text[property.name.clone()].to_owned(), property.colon, gap))
            })
        };
        let single_spaced = self.tight > self.spaced;
        if let Some(earlier) = self.find(name) {
            let runspace = name.eq_ignore_ascii_case("RunspaceId");
            let same = match &earlier.raw {
                Raw::Blank => property.value.is_empty(),
                _ => !property.value.is_empty() && source.slice(earlier.at).starts_with(&line.text[property.value.clone()]),
            };
            if runspace || !same || (self.blanks > 0 && (single_spaced || self.fields.len() == 1)) {
                return Place::Next;
            }
            return match peeked() {
                Some((next, _, _)) if !next.eq_ignore_ascii_case(name) && self.find(&next).is_some() => Place::Next,
                None if self.fields.first().is_some_and(|first| first.name.eq_ignore_ascii_case(name))
                    && self.fields.len() == 1 =>
                {
                    Place::Next
                }
                _ => Place::Again,
            };
        }
        if self.fields.len() >= MOST_PROPERTIES {
            return Place::Next;
        }
        let other_column = self.padded && self.aligned && property.colon != self.colon && !self.open_is_odd();
        if other_column && peeked().is_none_or(|(_, colon, gap)| colon == property.colon || gap > 0) {
            return Place::Next;
        }
        if self.blanks == 0 {
            return Place::Here;
        }
        let next = if self.tight + self.spaced == 0 {
            // The second line decides: in a double-spaced listing its successor is apart as well, but never that far.
            let far = self.blanks > 1 && property.colon != self.colon;
            far || peeked().is_some_and(|(_, _, gap)| gap == 0)
        } else {
            single_spaced || (self.spaced > 1 && self.blanks > self.widest_gap)
        };
        if next { Place::Next } else { Place::Here }
    }

    fn open_is_odd(&self) -> bool {
        self.glued > 0
    }

    fn find(&self, name: &str) -> Option<&Field<'s>> {
        let (word, bit) = bit(name);
        if self.seen[word] & bit == 0 {
            return None;
        }
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    fn add(&mut self, line: &Line<'s>, property: &Property, discard: bool) {
        let name = line.part(property.name.clone());
        if !self.fields.is_empty() {
            if self.blanks > 0 {
                self.spaced += 1;
                self.widest_gap = self.widest_gap.max(self.blanks);
            } else {
                self.tight += 1;
            }
        }
        self.blanks = 0;
        self.aligned &= property.colon == self.colon;
        self.padded |= property.colon > property.name.end + 1;
        self.glued += usize::from(property.glued);
        self.decorated += usize::from(line.decorated);
        if self.strong < 2 {
            match known::known(&name.text) {
                Known::Strong => self.strong += 1,
                Known::Weak => self.weak += 1,
                Known::No => self.pascal += usize::from(is_pascal(&name.text)),
            }
        }
        let value = line.part(property.value.clone());
        if value.text.len() > name.text.len()
            && let Some(found) = value.text.find(&*name.text)
            && value.text[found + name.text.len()..].trim_start().starts_with([':', '\u{3002}', '\u{ff1a}'])
        {
            self.doubled += 1;
        }
        if !discard {
            let (word, bit) = bit(&name.text);
            self.seen[word] |= bit;
        }
        self.end = line.at.end;
        self.open = Some(Open {
            name,
            colon: property.colon,
            value: Value::new(value, line.text.len(), line.trailing_blank),
            discard,
            closed: false,
        });
    }

    /// The value above can't go on any more.
    fn close_value(&mut self) {
        if let Some(open) = &mut self.open {
            open.closed = true;
        }
    }

    fn finish_value(&mut self, source: &Source) {
        let Some(open) = self.open.take() else { return };
        if open.discard {
            return;
        }
        let name_at = open.name.whole();
        let lists = known::is_list(&open.name.text);
        let (raw, at) = open.value.finish(source, lists);
        let at = at.unwrap_or_else(|| source.span(name_at.start, name_at.end));
        self.fields.push(Field { name: open.name.text, raw, at });
    }

    /// The object is complete: the record, if it was an object and not prose, and what was declined. `commanded`: a command stands above it.
    pub fn finish(mut self, source: &Source, command: Option<usize>, commanded: bool) -> (Option<Record<'s>>, Vec<Skipped>) {
        self.finish_value(source);
        let at = source.span(self.start, self.end);
        if !self.is_output(commanded) {
            return (None, Vec::new());
        }
        if self.doubled >= 2 {
            let why = "every line stands here twice, once translated: copy the output from the console instead".to_owned();
            return (None, vec![Skipped { at, why }]);
        }
        if let Some(foreign) = self.foreign.filter(|_| self.unclear) {
            self.skipped.push(Skipped { at: source.span(foreign.start, foreign.end), why: why_foreign(true) });
        }
        if self.fields.is_empty() {
            return (None, self.skipped);
        }
        let record = Record { command, form: Form::List, type_name: None, shell: None, fields: self.fields, at };
        (Some(record), self.skipped)
    }

    /// Whether the lines are output of a cmdlet. People write colons, too.
    fn is_output(&self, commanded: bool) -> bool {
        let count = self.fields.len();
        let known = self.strong + self.weak;
        if self.glued > 0 && self.glued * 2 >= count {
            return self.strong >= 2 || (commanded && self.strong > 0);
        }
        let table_like = self.aligned && self.padded && count >= 2;
        if commanded {
            return known > 0 || table_like || self.pascal > 0 || count >= 3;
        }
        if count == 1 {
            return self.strong > 0 && self.decorated == 0 && self.fields.iter().all(|field| is_plain(&field.raw));
        }
        self.strong > 0 || known >= 2 || table_like
    }
}

fn why_foreign(may_be_value: bool) -> String {
    let why = if may_be_value {
        "not understood; it may be the value of the property above it, which therefore counts as not printed"
    } else {
        "not understood, between the properties of an object"
    };
    why.to_owned()
}

/// A URL, path, list, address or name with dots that a mail program put below its property.
fn may_be_value(text: &str) -> bool {
    !text.contains(' ') && text.len() > 3 && text.trim_end_matches(['.', '/']).contains(['/', '\\', '{', '@', '=', '.'])
}

/// A value that a person would hardly write in a sentence.
fn is_plain(raw: &Raw<'_>) -> bool {
    match raw {
        Raw::Scalar(text) => !text.contains(' ') || text.ends_with(')'),
        Raw::List { .. } => true,
        Raw::Cut(_) | Raw::Blank => false,
    }
}

/// `InternalUrl`: more than one capital, which words have not.
fn is_pascal(name: &str) -> bool {
    name.len() > 3
        && name.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_sentence(value: &str) -> bool {
    value.split(' ').filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).count() >= 3
}

/// A place in the filter of names seen.
fn bit(name: &str) -> (usize, u64) {
    let bytes = name.as_bytes();
    let at = |index: usize| usize::from(bytes.get(index).copied().unwrap_or(0).to_ascii_lowercase());
    let hash = at(0).wrapping_mul(31)
        ^ at(bytes.len() / 2).wrapping_mul(131)
        ^ at(bytes.len().wrapping_sub(1)).wrapping_mul(17)
        ^ at(3).wrapping_mul(257)
        ^ bytes.len().wrapping_mul(61);
    ((hash >> 6) & 3, 1 << (hash & 63))
}
