//! Format-List: `Name : value`, one property per line, values wrapped, objects apart.

use super::edge::Edge;
use super::known::{self, Known};
use super::line::{Line, Lines, Part};
use super::value::Value;
use super::{Field, Form, Raw, Record, Skipped, json};
use crate::source::Source;
use std::ops::Range;

use belongs::{is_pascal, may_be_value, why_foreign};
pub use property::{Property, label, properties_in_line, property};

mod belongs;
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

/// Where and how a list was printed.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a, 's> {
    /// The source.
    pub source: &'s Source,
    /// The edge of the console.
    pub edge: &'a Edge<'s>,
    /// The command that printed it.
    pub asked: Option<&'a str>,
    /// What the object above it has twice.
    pub twice: Option<&'a str>,
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
    /// It was a label (`AuthServer:`), which heads another object.
    labelled: bool,
    /// Such lines between two properties of this object.
    skipped: Vec<Skipped>,
    /// It stands below the heading of an example.
    pub is_example: bool,
    /// A property that it has twice.
    pub twice: Option<String>,
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
    /// A line of the console came behind it: only what stands in its column goes on with it.
    paused: bool,
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
            labelled: false,
            skipped: Vec::new(),
            is_example: false,
            twice: None,
            start: line.at.start,
            end: line.at.end,
        };
        list.start = line.part(property.name.clone()).whole().start;
        list.add(line, property, false);
        list
    }

    /// Takes a line that stands in the column of the value, or [`continues`](Self::continues) it.
    pub fn push(&mut self, line: &Line<'s>) {
        self.blanks = 0;
        if let Some(foreign) = &mut self.foreign {
            foreign.end = line.at.end;
            return;
        }
        self.end = line.at.end;
        if let Some(open) = &mut self.open {
            open.value.push(line, open.colon + ": ".len());
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
        self.labelled |= self.glued == 0 && line.text.trim_end().ends_with(':');
        self.foreign.get_or_insert_with(|| line.at.clone()).end = line.at.end;
        if self.tight <= self.spaced {
            self.blanks = 0;
        }
    }

    /// Whether a line at the end of the file may be a name that it cut: of the next property, or the first of the next object.
    pub fn may_be_name(&self, line: &Line<'s>) -> bool {
        let name = line.text.trim();
        let first = self.fields.first().map(|field| &field.name).or(self.open.as_ref().map(|open| &open.name.text));
        let begins = |first: &str| first.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        line.indent() == self.indent
            && name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (self.blanks == 0 || self.spaced > 0 || first.is_some_and(|first| begins(first)) || begins("RunspaceId"))
    }

    /// A line of the console stands between two properties.
    pub fn pause(&mut self) {
        if let Some(open) = &mut self.open {
            open.paused = true;
        }
    }

    /// Whether the object has a property of this name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some() || self.open.as_ref().is_some_and(|open| open.name.text.eq_ignore_ascii_case(name))
    }

    /// Whether a line goes on with the object in the columns that it has so far.
    pub fn aligned_with(&self, text: &str) -> bool {
        self::property(text).is_some_and(|property| property.colon == self.colon && !property.glued)
    }

    /// Reads a property whose name is not that of one: its colon stands where all others stand.
    pub fn label(&self, text: &str) -> Option<Property> {
        let is_padded = self.padded || self.fields.len() > 1;
        label(text, self.colon).filter(|label| self.aligned && self.glued == 0 && is_padded && label.name.start == self.indent)
    }

    /// Takes a property line, or returns `false` if it begins the next object.
    pub fn property(&mut self, line: &Line<'s>, property: &Property, ahead: &Lines<'s>, printed: Printed<'_, 's>) -> bool {
        let Printed { source, edge, .. } = printed;
        self.finish_value(source, edge);
        match self.place(line, property, ahead, printed) {
            _ if self.labelled => return false,
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
            Place::Again => {
                self.twice = Some(line.text[property.name.clone()].to_owned());
                self.add(line, property, true);
            }
        }
        true
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
            value: Value::new(value, line.columns(), line.trailing_blank),
            discard,
            closed: false,
            paused: false,
        });
    }

    /// The value above can't go on any more.
    fn close_value(&mut self) {
        if let Some(open) = &mut self.open {
            open.closed = true;
        }
    }

    fn finish_value(&mut self, source: &'s Source, edge: &Edge<'_>) {
        let Some(open) = self.open.take() else { return };
        if open.discard {
            return;
        }
        let name_at = open.name.whole();
        let lists = known::is_list(&open.name.text);
        let (raw, at) = open.value.finish(source, lists, Some(edge));
        let at = at.unwrap_or_else(|| source.span(name_at.start, name_at.end));
        let written = match &raw {
            Raw::Scalar(text) => json::written(&open.name.text, text, at, source),
            _ => None,
        };
        let raw = written.unwrap_or(raw);
        self.fields.push(Field { name: open.name.text, raw, at });
    }

    /// The object is complete: the record, if it was an object and not prose, and what was declined. `commanded`: a command stands above it;
    /// `answered`: objects have been read since.
    pub fn finish(
        mut self,
        source: &'s Source,
        edge: &Edge<'_>,
        command: Option<usize>,
        commanded: bool,
        answered: bool,
    ) -> (Option<Record<'s>>, Vec<Skipped>) {
        self.finish_value(source, edge);
        let at = source.span(self.start, self.end);
        if !self.is_output(commanded) {
            return (None, Vec::new());
        }
        let declined = |why: &str| (None, vec![Skipped { at, why: why.to_owned() }]);
        if self.is_summary(commanded, answered) {
            return declined(
                "what a script or a person wrote about objects, not what a cmdlet printed: capture the output itself",
            );
        }
        if self.is_example {
            return declined("an example below its heading, not what a cmdlet printed");
        }
        if self.doubled >= 2 {
            return declined("every line stands here twice, once translated: copy the output from the console instead");
        }
        if let Some(foreign) = self.foreign.filter(|_| self.unclear) {
            self.skipped.push(Skipped { at: source.span(foreign.start, foreign.end), why: why_foreign(true) });
        }
        if self.fields.is_empty() {
            return (None, self.skipped);
        }
        let record = Record { hearsay: false, command, form: Form::List, type_name: None, shell: None, fields: self.fields, at };
        (Some(record), self.skipped)
    }
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
