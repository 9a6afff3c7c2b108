//! What belongs to a list: which lines go on with it, which begin another object, which are none of its business.

use super::super::Raw;
use super::super::column::Column;
use super::super::edge::Edge;
use super::super::known::{self, Known};
use super::super::line::{Line, Lines};
use super::super::value::is_distinguished_name;
use super::{List, MOST_PROPERTIES, Place, Printed, Property};

impl<'s> List<'s> {
    /// Whether a line that looks like a property is one, and not a sentence (`Note : see above`).
    pub fn accepts(list: Option<&Self>, text: &str, property: &Property) -> bool {
        let name = &text[property.name.clone()];
        let known = known::known(name);
        if property.glued {
            // A name above its value is a label, unless it is so long that it reaches the column of the colons.
            let fits = |list: &Self| list.blanks == 0 && (list.glued > 0 || list.colon == property.colon);
            if property.value.is_empty() && !list.is_some_and(fits) {
                return false;
            }
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
        let padded = property.colon.saturating_sub(property.name.end) > 1;
        known != Known::No
            || in_column
            || padded
            || is_pascal(name)
            || (!list.padded && list.blanks == 0 && !is_sentence(&text[property.value.clone()]))
    }

    /// Whether a line that begins left of the value goes on with it: the padding was lost, or a console broke the line.
    pub fn continues(&self, line: &Line<'s>, property: Option<&Property>, edge: &Edge<'_>) -> bool {
        let Some(open) = self.open.as_ref().filter(|open| !open.closed && !open.paused) else { return false };
        let text: &str = &line.text;
        let column = line.column();
        let value_column = open.colon + 2;
        let lists = known::is_list(&open.name.text);
        let in_line = |property: &Property| !property.glued && property.colon == self.colon;
        if open.value.is_nested() && open.value.is_open() {
            return !(self.padded && property.is_some_and(|property| in_line(property) && property.name.start == self.indent));
        }
        if open.value.is_open() {
            return match property {
                Some(property) if !property.glued => {
                    let known = known::known(&text[property.name.clone()]) != Known::No;
                    !(known || property.colon == self.colon)
                }
                // Below blank lines only what looks like the rest of a list.
                _ => self.blanks == 0 || column + 1 >= value_column || text.ends_with(['}', ',']) || !text.trim().contains(' '),
            };
        }
        if property.is_some_and(|property| !property.glued || known::known(&text[property.name.clone()]) == Known::Strong) {
            return false;
        }
        // The first blank of a paste is easily lost.
        let below_value = column + 1 == value_column && column >= 5 && column > self.indent + 2;
        // Items below each other, without braces and without the padding.
        let is_item =
            lists && column > self.indent + 2 && !open.value.first_text().starts_with('{') && !text.trim().contains(' ');
        if (below_value || is_item) && (self.blanks == 0 || self.spaced > 0) {
            return !open.value.is_blank() || lists;
        }
        // Back at the first column: only where the value cannot have ended.
        if column > self.indent {
            return false;
        }
        let value = open.value.first_text();
        let is_path = value.as_bytes().get(1..3) == Some(b":\\");
        // A name in the directory ends with its domain.
        let goes_on = || self.blanks == 0 && property.is_none() && !open.value.holds("DC=");
        if (is_distinguished_name(value) && (self.tail_of_name(text) || goes_on()))
            || (is_path && text.contains('\\') && !text.contains(':'))
        {
            return true;
        }
        self.blanks == 0
            && !open.value.is_blank()
            && edge.is_reached(open.value.columns())
            && open.value.columns() > value_column + 10
    }

    /// Whether a line may be the rest of a distinguished name.
    pub(super) fn tail_of_name(&self, text: &str) -> bool {
        let text = text.trim();
        let has_rdn = ["CN=", "DC=", "OU="].iter().any(|kind| text.contains(kind));
        has_rdn && !text.contains(" : ") && !text.ends_with('.')
    }

    pub(super) fn place(&self, line: &Line<'s>, property: &Property, ahead: &Lines<'s>, printed: Printed<'_, 's>) -> Place {
        let Printed { source, asked, .. } = printed;
        let name = &line.text[property.name.clone()];
        let peeked = || {
            ahead.peek_behind(Column::of(line)).and_then(|(line, gap)| {
                super::property(&line.text).map(|property| (line.text[property.name.clone()].to_owned(), property.colon, gap))
            })
        };
        let single_spaced = self.tight > self.spaced;
        if let Some(earlier) = self.find(name) {
            let runspace = name.eq_ignore_ascii_case("RunspaceId");
            let same = match &earlier.raw {
                Raw::Blank => property.value.is_empty(),
                _ => !property.value.is_empty() && source.slice(earlier.at).starts_with(&line.text[property.value.clone()]),
            };
            // What an object is named by begins the next one, where that begins like this one; so does anything below a heading.
            let begins = self.foreign.is_some()
                || (self.fields.len() > 1 && is_naming(name) && self.fields[0].name.eq_ignore_ascii_case(name));
            if same && !runspace && begins && self.is_printed_twice(name, ahead, printed) {
                return Place::Again;
            }
            if runspace || begins || !same || (self.blanks > 0 && (single_spaced || self.fields.len() == 1)) {
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
        // What people write does not mix with what was printed.
        let parted = self.blanks > 0 || self.foreign.is_some();
        let mixes = if property.glued {
            self.glued == 0 && property.colon != self.colon
        } else {
            parted && self.glued == self.fields.len()
        };
        if self.fields.len() >= MOST_PROPERTIES || mixes {
            return Place::Next;
        }
        let other_column = self.padded && self.aligned && property.colon != self.colon && !self.open_is_odd();
        if other_column && peeked().is_none_or(|(_, colon, gap)| colon == property.colon || gap > 0) {
            return Place::Next;
        }
        // The command names both in this order, so that both are the object's, or the next object begins like this one: then this one had it,
        // too. Where lines follow each other at once, a blank one ends the object.
        let first = self.fields.first().map(|field| &*field.name);
        let is_asked = |name: &str| asked.is_some_and(|asked| has_word(asked, name));
        let place_of = |name: &str| asked.and_then(|asked| asked.to_ascii_lowercase().find(&name.to_ascii_lowercase()));
        let in_order = |first: &str| is_asked(first) && is_asked(name) && place_of(first) < place_of(name);
        if self.blanks == 0 || (!single_spaced && first.is_some_and(in_order)) {
            return Place::Here;
        }
        let repeats = || {
            self.fields.len() == 1
                && peeked().is_some_and(|(next, _, _)| first.is_some_and(|first| next.eq_ignore_ascii_case(first)))
        };
        if self.tight + self.spaced == 0 && repeats() {
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

    /// Whether a property that comes again with its value is of the same object, although objects begin with it: two arguments of the command ask for
    /// it (`fl Name,*name*`), or it is the last line before a gap, or the object before or behind this one has it twice, too.
    fn is_printed_twice(&self, name: &str, ahead: &Lines<'s>, printed: Printed<'_, 's>) -> bool {
        /// Lines of two objects: further on nothing tells of this one.
        const LONGEST: usize = 160;
        if self.blanks > 0 || self.tight <= self.spaced || self.foreign.is_some() {
            return false;
        }
        if printed.asked.is_some_and(|asked| asks_twice(asked, name))
            || printed.twice.is_some_and(|twice| twice.eq_ignore_ascii_case(name))
        {
            return true;
        }
        let is_it = |line: &Line<'s>| {
            super::property(&line.text)
                .is_some_and(|property| property.colon == self.colon && line.text[property.name].eq_ignore_ascii_case(name))
        };
        let mut lines = ahead.take(LONGEST);
        let is_last = lines.next().is_none_or(|line| line.is_blank());
        let mut next = lines.skip_while(|line| !line.is_blank()).skip_while(Line::is_blank).take_while(|line| !line.is_blank());
        is_last || next.next().is_some_and(|first| is_it(&first)) && next.any(|line| is_it(&line))
    }

    /// Whether it is what a script or a person wrote about objects: `Name: value`, behind what the command printed, or without one and without a name.
    pub(super) fn is_summary(&self, commanded: bool, answered: bool) -> bool {
        const NAMES: &[&str] =
            &["AppId", "DistinguishedName", "DisplayName", "Guid", "Id", "Identity", "Name", "ObjectId", "Server", "Thumbprint"];
        let is_named = || self.fields.iter().any(|field| NAMES.iter().any(|name| name.eq_ignore_ascii_case(&field.name)));
        self.glued > 0 && self.glued * 2 >= self.fields.len() && (answered || !(commanded || is_named()))
    }

    /// Whether the lines are output of a cmdlet. People write colons, too.
    pub(super) fn is_output(&self, commanded: bool) -> bool {
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

/// Whether two arguments of a command print a property: its name, or a pattern with stars.
fn asks_twice(asked: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_match = |argument: &str| {
        let argument = argument.trim_matches(['\'', '"']).to_ascii_lowercase();
        let Some((start, rest)) = argument.split_once('*') else { return argument == name };
        let Some(mut inner) = name.strip_prefix(start) else { return false };
        let (between, end) = rest.rsplit_once('*').map_or((None, rest), |(between, end)| (Some(between), end));
        if let Some(between) = between {
            let Some((_, behind)) = inner.split_once(between) else { return false };
            inner = behind;
        }
        inner.ends_with(end)
    };
    asked.split([' ', ',', '|']).filter(|argument| is_match(argument)).count() > 1
}

/// Whether a property names the object, or the server that it is of.
fn is_naming(name: &str) -> bool {
    ["Identity", "Name", "Server", "ServerName"].iter().any(|naming| naming.eq_ignore_ascii_case(name))
}

/// Whether a text holds a word, letter case ignored.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|own| own.eq_ignore_ascii_case(word))
}

pub(super) fn why_foreign(may_be_value: bool) -> String {
    let why = if may_be_value {
        "not understood; it may be the value of the property above it, which therefore counts as not printed"
    } else {
        "not understood, between the properties of an object"
    };
    why.to_owned()
}

/// A URL, path, list, address or name with dots that a mail program put below its property.
pub(super) fn may_be_value(text: &str) -> bool {
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
pub(super) fn is_pascal(name: &str) -> bool {
    name.len() > 3
        && name.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_sentence(value: &str) -> bool {
    value.split(' ').filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).count() >= 3
}
