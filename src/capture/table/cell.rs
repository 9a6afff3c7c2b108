//! What a cell holds: whole, or cut.

use crate::capture::line::Part;
use crate::capture::value::Value;
use crate::capture::{Item, Raw};
use crate::source::{Source, Span};
use std::borrow::Cow;

/// What is known of the column that a cell stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// The cell may fill its column.
    pub(super) full: bool,
    /// The column may be so narrow that a cut leaves no mark.
    pub(super) narrow: bool,
    /// The column may be aligned to the right, so that cells are cut on the left.
    pub(super) right: bool,
    /// The table holds ASCII alone: then `?` may have been the mark of a cut.
    pub(super) ascii: bool,
}

/// The value of a cell, and its place; `None` as place if it is blank.
pub(super) fn read<'s>(part: Part<'s>, room: Room, source: &Source) -> (Raw<'s>, Option<Span>) {
    let text: &str = &part.text;
    if text.is_empty() {
        return (Raw::Blank, None);
    }
    let at = part.whole();
    let at = Some(source.span(at.start, at.end));
    let flags = is_flags(text);
    let marked_left = text.starts_with('\u{2026}')
        || (text.starts_with("...") && !(flags && !room.full))
        || (room.ascii && room.full && room.right && text.starts_with('?'));
    let whole_list = text.starts_with('{') && text.ends_with('}');
    if marked_left || (room.narrow && room.full && (room.right || text.len() == 1) && !whole_list) {
        return (Raw::Cut(Cow::Borrowed("")), at);
    }
    let kept = text.strip_suffix('\u{2026}').or_else(|| text.strip_suffix("...").filter(|_| !flags || room.full));
    let kept = kept.or_else(|| text.strip_suffix('?').filter(|_| room.ascii));
    let kept = kept.or_else(|| text.strip_suffix("?}").filter(|text| room.ascii && text.starts_with('{')));
    let kept = kept.or_else(|| Some(text).filter(|_| room.narrow && room.full && !whole_list));
    match kept.map(|kept| kept.trim_end().len()) {
        Some(kept) => (shortened(part, kept, source), at),
        None => Value::new(part, 0, false).finish(source, false, None),
    }
}

/// A value of which only the first bytes are there.
fn shortened<'s>(part: Part<'s>, kept: usize, source: &Source) -> Raw<'s> {
    if part.text.starts_with('{') {
        // `{Ntlm, OAuth, Nego…`: the item at the edge is not whole.
        return Value::broken_off(part, kept).finish(source, false, None).0;
    }
    Raw::Cut(part.slice(0..kept))
}

/// One line of a cell that goes on below, and how the line above it is joined to it; `None` where that can't be told.
#[derive(Debug)]
pub(super) struct Piece<'s> {
    pub(super) part: Part<'s>,
    pub(super) glue: Option<&'static str>,
}

/// The value of a cell of several lines.
pub(super) fn joined<'s>(first: Part<'s>, rest: Vec<Piece<'s>>, ascii: bool, source: &Source) -> (Raw<'s>, Option<Span>) {
    let start = first.whole().start;
    let end = rest.last().map_or(first.whole().end, |last| last.part.whole().end);
    let at = source.span(start, end);
    let mut value = Value::new(first, 0, false);
    let mut certain = true;
    for piece in rest {
        let Some(glue) = piece.glue else {
            certain = false;
            break;
        };
        value.push_joined(piece.part, glue);
    }
    let raw = match value.finish(source, false, None).0 {
        Raw::Scalar(text) if text.starts_with('\u{2026}') || text.starts_with("...") => Raw::Cut(Cow::Borrowed("")),
        Raw::Scalar(text) => {
            let kept = text
                .strip_suffix('\u{2026}')
                .or_else(|| text.strip_suffix("..."))
                .or_else(|| text.strip_suffix('?').filter(|_| ascii));
            match kept {
                Some(kept) => Raw::Cut(Cow::Owned(kept.trim_end().to_owned())),
                None if certain => Raw::Scalar(text),
                None => Raw::Cut(text),
            }
        }
        Raw::List { mut items, cut } => {
            let questioned = ascii && pop_questioned(&mut items);
            Raw::List { items, cut: cut || !certain || questioned }
        }
        other => other,
    };
    (raw, Some(at))
}

/// Takes the last item away if a mark of a cut may stand behind it.
fn pop_questioned(items: &mut Vec<Item<'_>>) -> bool {
    items.pop_if(|item| item.text.ends_with('?')).is_some()
}

/// `....S..` and `.......` are the services of a certificate.
fn is_flags(text: &str) -> bool {
    (5..=8).contains(&text.len()) && text.bytes().all(|byte| byte == b'.' || byte.is_ascii_uppercase())
}
