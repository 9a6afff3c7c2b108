//! YAML as a tree with places.

use std::ops::Range;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands, in bytes of the file.
    pub at: Range<usize>,
    /// Line, from 1.
    pub line: usize,
}

impl<T> At<T> {
    /// A value at a place of `text`.
    #[must_use]
    pub fn new(text: &str, value: T, at: Range<usize>) -> Self {
        let line = line_of(text, at.start);
        Self { value, at, line }
    }

    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), at: self.at, line: self.line }
    }
}

/// The line (from 1) of a byte of `text`.
#[must_use]
pub fn line_of(text: &str, at: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count()
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands; block lists and maps only know where they start.
    pub at: Range<usize>,
}

/// Kinds of nodes. Every scalar is text: what it means is decided by who reads it, so `no` and `1042` stay what was written.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// Something that was told as a mistake already.
    Told,
    /// A scalar as text.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A map; keys may be there twice.
    Map(Vec<(At<String>, Node)>),
}

impl Kind {
    /// What a person calls it.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null | Self::Told => "nothing",
            Self::Scalar(_) => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "keys with values",
        }
    }
}

/// The anchor or tag right before a value, if there is one.
pub(super) fn mark_before(text: &str, start: usize) -> Option<Range<usize>> {
    let before = text.get(..start)?.trim_end();
    let token = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    // A white space character may be longer than a byte.
    let token = (token..before.len()).find(|&at| before.is_char_boundary(at))?;
    let word = &before[token..];
    let line = before[..token].rfind('\n').map_or(0, |at| at + 1);
    let marks = word.starts_with(['&', '!']) && !word.ends_with([',', '[', '{']) && !before[line..token].contains('#');
    marks.then_some(token..before.len())
}
