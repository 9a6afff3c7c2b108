//! The pieces of a text that are read on their own: what stands between wrapped values, and each wrapped value with its lines joined.

use super::{escape, unseen};
use crate::capture::{Capture, Raw};
use crate::source::{Source, Span};

/// A stretch of text and where each of its characters stands in the source.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    /// As it stands, from this byte on.
    Plain(&'t str, usize),
    /// A value whose lines were joined, or a stretch with escapes: the text, the bytes of the source at which each character starts and ends.
    Joined(String, Vec<(usize, usize)>),
}

impl<'t> Piece<'t> {
    /// A stretch of `source` from `start` on, with the escapes in it read, and without what can't be seen: colours of a terminal, characters of no
    /// width. Both may stand within a name.
    fn of(source: &'t str, start: usize, end: usize) -> Self {
        let text = &source[start..end];
        let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
        if !(has("\\u") || has("_x") || has("&#") || has("%") || unseen::is_in(text)) {
            return Self::Plain(text, start);
        }
        let (mut plain, mut places) = (String::with_capacity(text.len()), Vec::new());
        let (mut at, mut is_plain) = (0, true);
        while let Some(first) = text[at..].chars().next() {
            let dropped = if unseen::may_begin(first) { unseen::length(&text[at..]) } else { 0 };
            if dropped > 0 {
                is_plain = false;
                at += dropped;
                continue;
            }
            let special = matches!(first, '\\' | '_' | '&' | '%');
            let escape = if special { escape::read(&text[..at], &text[at..]) } else { None };
            is_plain &= escape.is_none();
            let (character, length) = escape.unwrap_or((first, first.len_utf8()));
            plain.push(character);
            places.push((start + at, start + at + length));
            at += length;
        }
        if is_plain { Self::Plain(text, start) } else { Self::Joined(plain, places) }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text, _) => text,
            Self::Joined(text, _) => text,
        }
    }

    /// The edits of `source` that put `new` where `start..end` of this piece stands, each character written as the one that it replaces.
    pub fn edits(&self, source: &str, start: usize, end: usize, new: &str, edits: &mut Vec<(usize, usize, String)>) {
        match self {
            Self::Plain(_, offset) => edits.push((offset + start, offset + end, new.to_owned())),
            Self::Joined(text, places) => {
                let first = text[..start].chars().count();
                let places = &places[first..first + text[start..end].chars().count()];
                let mut new = new.chars();
                for (index, &(from, to)) in places.iter().enumerate() {
                    let mut written: String =
                        new.next().map(|new| escape::written_like(&source[from..to], new)).unwrap_or_default();
                    if index + 1 == places.len() {
                        written.extend(new.by_ref());
                    }
                    edits.push((from, to, written));
                }
            }
        }
    }
}

/// Cuts a source into pieces. Together they cover it once, but for the line breaks and indents within joined values.
pub(super) fn pieces<'t>(source: &'t Source, capture: &Capture<'_>) -> Vec<Piece<'t>> {
    let text = source.text.as_str();
    let mut joined: Vec<(usize, usize, Piece<'t>)> = Vec::new();
    let mut take = |value: &str, at: Span| {
        let raw = source.slice(at);
        if raw.contains(['\n', '\r'])
            && let Some(places) = align(value, raw, at.start as usize)
        {
            joined.push((at.start as usize, at.end as usize, Piece::Joined(value.to_owned(), places)));
        }
    };
    for field in capture.records.iter().flat_map(|record| &record.fields) {
        match &field.raw {
            Raw::Scalar(value) | Raw::Cut(value) => take(value, field.at),
            Raw::List { items, .. } => items.iter().for_each(|item| take(&item.text, item.at)),
            Raw::Blank => {}
        }
    }
    joined.sort_by_key(|(start, end, _)| (*start, *end));
    let mut all = Vec::with_capacity(joined.len() * 2 + 1);
    let mut at = 0;
    for (start, end, piece) in joined {
        if start < at {
            continue;
        }
        all.push(Piece::of(text, at, start));
        all.push(piece);
        at = end;
    }
    all.push(Piece::of(text, at, text.len()));
    all
}

/// A short text as one piece.
pub(super) fn piece(text: &str) -> Piece<'_> {
    Piece::of(text, 0, text.len())
}

/// Where each character of `value` stands in `raw`, from which it was made by joining lines; `None` when it was made otherwise or when
/// something of `raw` other than white space is not in it.
fn align(value: &str, raw: &str, offset: usize) -> Option<Vec<(usize, usize)>> {
    let mut places = Vec::with_capacity(value.len());
    let mut rest = raw.char_indices().peekable();
    let mut last = (offset, offset);
    for wanted in value.chars() {
        loop {
            let &(at, found) = rest.peek()?;
            if found == wanted {
                last = (offset + at, offset + at + found.len_utf8());
                places.push(last);
                rest.next();
                break;
            }
            // A blank that stands for a line break has no place of its own; it is never part of a token.
            if wanted == ' ' && matches!(found, '\r' | '\n') {
                while rest.next_if(|(_, found)| found.is_whitespace()).is_some() {}
                places.push((last.1, last.1));
                break;
            }
            if !found.is_whitespace() {
                return None;
            }
            rest.next();
        }
    }
    rest.all(|(_, left)| left.is_whitespace()).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::align;

    #[test]
    fn wrapped_values_are_aligned_with_their_lines() {
        let raw = "https://mail.cont\r\n      oso.com/mapi";
        let places = align("https://mail.contoso.com/mapi", raw, 0).expect("aligned");
        assert_eq!(raw[places[17].0..].chars().next(), Some('o'));
        assert!(align("one two", "one\n   two", 0).is_some());
        assert!(align("one", "two\n", 0).is_none());
        assert!(align("one", "one {\n", 0).is_none());
    }
}
