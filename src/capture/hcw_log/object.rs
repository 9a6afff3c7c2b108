//! `Type {Name='v' Flag=1 List=['a', 'b'] Url=bare}`

use super::unwrapped::Unwrapped;
use crate::capture::{Capture, Field, Item, Raw, Skipped};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Properties that are numbers, so that their 0 and 1 are not False and True: by the end of their names.
const NUMBERS: &[&str] = &[
    "Instance", "Count", "Number", "Version", "Size", "Limit", "Priority", "Partner", "Days", "Length", "Port", "Level", "Flags",
    "Cost", "Id",
];

/// The objects of an entry: type, fields, place. An object that is not closed is declined.
pub(super) fn objects<'s>(
    view: &Unwrapped<'s>,
    source: &'s Source,
    out: &mut Capture<'s>,
) -> Vec<(Cow<'s, str>, Vec<Field<'s>>, Span)> {
    let mut objects = Vec::new();
    let mut at = 0;
    for line in view.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(brace) = line.find(" {") else { continue };
        let name = line[..brace].trim();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._`[]+".contains(&byte)) {
            continue;
        }
        let name_start = start + (line.len() - line.trim_start().len());
        let mut reader = Reader { view, at: start + brace + 2, fields: Vec::new() };
        match reader.members() {
            true => {
                crate::capture::unique::settle(&mut reader.fields);
                let type_name = view.cow(name_start..name_start + name.len());
                objects.push((type_name, reader.fields, view.span(&(name_start..reader.at))));
            }
            false => {
                let end = (start + line.trim_end().len()).max(name_start + 1);
                let why = "an object of the log is not closed and was left out".to_owned();
                let at = view.span(&(name_start..end));
                debug_assert_eq!(at.source, source.id);
                out.skipped.push(Skipped { at, why });
            }
        }
    }
    objects
}

struct Reader<'v, 's> {
    view: &'v Unwrapped<'s>,
    at: usize,
    fields: Vec<Field<'s>>,
}

impl Reader<'_, '_> {
    /// Reads members up to the closing brace; `false` if there is none.
    fn members(&mut self) -> bool {
        loop {
            self.blanks();
            match self.peek() {
                None | Some(b'\n') => return false,
                Some(b'}') => {
                    self.at += 1;
                    return true;
                }
                _ => {}
            }
            let start = self.at;
            while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                self.at += 1;
            }
            if self.at == start || self.peek() != Some(b'=') {
                return false;
            }
            let name = start..self.at;
            self.at += 1;
            let Some((raw, at)) = self.value(&name) else { return false };
            let at = if at.is_empty() { name.clone() } else { at };
            let field = Field { name: self.view.cow(name), raw, at: self.view.span(&at) };
            self.fields.push(field);
        }
    }
}

impl<'s> Reader<'_, 's> {
    fn value(&mut self, name: &Range<usize>) -> Option<(Raw<'s>, Range<usize>)> {
        match self.peek()? {
            b'\'' => {
                let range = self.quoted(b" }")?;
                let text = self.view.cow(range.clone());
                Some((if text.trim().is_empty() { Raw::Blank } else { Raw::Scalar(text) }, range))
            }
            b'[' => {
                let start = self.at;
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.blanks();
                    match self.peek()? {
                        b']' => {
                            self.at += 1;
                            return Some((Raw::List { items, cut: false }, start..self.at));
                        }
                        b',' => self.at += 1,
                        b'\'' => {
                            let range = self.quoted(b",]")?;
                            items.push(Item { text: self.view.cow(range.clone()), at: self.view.span(&range) });
                        }
                        _ => {
                            let range = self.bare(b",]")?;
                            items.push(Item { text: self.view.cow(range.clone()), at: self.view.span(&range) });
                        }
                    }
                }
            }
            b'{' => {
                let start = self.at;
                let mut depth = 0usize;
                loop {
                    match self.peek()? {
                        b'{' => depth += 1,
                        b'}' => depth -= 1,
                        b'\n' => return None,
                        _ => {}
                    }
                    self.at += 1;
                    if depth == 0 {
                        return Some((Raw::Scalar(self.view.cow(start..self.at)), start..self.at));
                    }
                }
            }
            _ => {
                let range = self.bare(b"}")?;
                let flag = match &self.view.text[range.clone()] {
                    "0" => Some("False"),
                    "1" => Some("True"),
                    _ => None,
                };
                let is_number = NUMBERS.iter().any(|end| self.view.text[name.clone()].ends_with(end));
                let text = flag.filter(|_| !is_number).map_or_else(|| self.view.cow(range.clone()), Cow::Borrowed);
                Some((if text.is_empty() { Raw::Blank } else { Raw::Scalar(text) }, range))
            }
        }
    }

    /// A quoted text: it ends at a quote behind which something of `followers` stands, since quotes within it are not marked.
    fn quoted(&mut self, followers: &[u8]) -> Option<Range<usize>> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.peek()? {
                b'\n' => return None,
                b'\'' if self.view.text.as_bytes().get(self.at + 1).is_some_and(|next| followers.contains(next)) => {
                    self.at += 1;
                    return Some(start..self.at - 1);
                }
                _ => self.at += 1,
            }
        }
    }

    /// A text without quotes, up to a blank or something of `ends`.
    fn bare(&mut self, ends: &[u8]) -> Option<Range<usize>> {
        let start = self.at;
        loop {
            match self.peek()? {
                b'\n' => return None,
                b' ' => return Some(start..self.at),
                byte if ends.contains(&byte) => return Some(start..self.at),
                _ => self.at += 1,
            }
        }
    }

    fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.view.text.as_bytes().get(self.at).copied()
    }
}
