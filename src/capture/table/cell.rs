//! What a cell holds: whole, or cut.

use super::rows::is_thumbprint;
use crate::capture::Raw;
use crate::capture::line::Part;
use crate::capture::mark;
use crate::capture::value::Value;
use crate::guid::is_guid;
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
    /// The table is [`is_lossy`]: then `?` may have been the mark of a cut.
    pub(super) lossy: bool,
}

/// The value of a cell, and its place; `None` as place if it is blank.
pub(super) fn read<'s>(part: Part<'s>, room: Room, source: &Source) -> (Raw<'s>, Option<Span>) {
    let text: &str = &part.text;
    if text.is_empty() {
        return (Raw::Blank, None);
    }
    let at = part.whole();
    let at = Some(source.span(at.start, at.end));
    let whole_list = text.starts_with('{') && text.ends_with('}');
    if is_marked_left(text, room) || (room.narrow && room.full && (room.right || text.len() == 1) && !whole_list) {
        return (Raw::Cut(Cow::Borrowed("")), at);
    }
    let kept = unmarked(text, room).or_else(|| Some(text.len()).filter(|_| room.narrow && room.full && !whole_list));
    match kept.map(|kept| text[..kept].trim_end().len()) {
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
pub(super) fn joined<'s>(first: Part<'s>, rest: Vec<Piece<'s>>, room: Room, source: &Source) -> (Raw<'s>, Option<Span>) {
    let start = first.whole().start;
    let end = rest.last().map_or(first.whole().end, |last| last.part.whole().end);
    let at = source.span(start, end);
    // What has no blanks is joined without any.
    let run: String = std::iter::once(&*first.text).chain(rest.iter().map(|piece| &*piece.part.text)).collect();
    let is_word = is_guid(&run) || is_thumbprint(&run);
    let mut value = Value::new(first, 0, false);
    let mut certain = true;
    for piece in rest {
        let Some(glue) = piece.glue.or(is_word.then_some("")) else {
            certain = false;
            break;
        };
        value.push_joined(piece.part, glue);
    }
    let raw = match value.finish(source, false, None).0 {
        Raw::Scalar(text) if is_marked_left(&text, room) => Raw::Cut(Cow::Borrowed("")),
        Raw::Scalar(text) => match unmarked(&text, room) {
            Some(kept) => Raw::Cut(Cow::Owned(text[..kept].trim_end().to_owned())),
            None if certain => Raw::Scalar(text),
            None => Raw::Cut(text),
        },
        Raw::List { items, cut } => Raw::List { items, cut: cut || !certain },
        other => other,
    };
    (raw, Some(at))
}

/// Whether a text may have been saved in an encoding without `…`: ASCII, which turns it into `?`, or a code page of DOS, which makes a dot of it.
pub(super) fn is_lossy(text: &str) -> bool {
    !text.contains('\u{2026}')
}

/// The mark of a cut stands on the left.
fn is_marked_left(text: &str, room: Room) -> bool {
    let questioned = room.lossy && room.full && room.right && text.starts_with('?');
    questioned || ((room.full || !is_flags(text)) && mark::CUT.iter().any(|cut| text.starts_with(cut)))
}

/// How many bytes stand before the mark of a cut.
fn unmarked(text: &str, room: Room) -> Option<usize> {
    let marked = mark::CUT.iter().find_map(|cut| text.strip_suffix(cut)).filter(|_| !is_flags(text) || room.full);
    let is_dot = |text: &&str| room.lossy && room.full && !text.ends_with(['.', ' ']) && !is_flags(text);
    let dotted = || text.strip_suffix('.').filter(is_dot);
    marked.or_else(|| text.strip_suffix('?').filter(|_| room.lossy)).or_else(dotted).map(str::len)
}

/// `....S..` and `.......` are the services of a certificate.
fn is_flags(text: &str) -> bool {
    (5..=8).contains(&text.len()) && text.bytes().all(|byte| byte == b'.' || byte.is_ascii_uppercase())
}
