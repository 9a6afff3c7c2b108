//! YAML as a tree in which every key and value knows its place. The one file that knows the YAML crate.
//!
//! A tree and not a derived struct, because deserialising stops at the first mistake: who reads the tree reports all of them.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_yaml::{Options, Spanned};
use std::fmt;
use std::ops::Range;

/// A value with the place it was read from, in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: Range<usize>,
}

impl<T> At<T> {
    /// A value and its place.
    #[must_use]
    pub fn new(value: T, at: Range<usize>) -> Self {
        Self { value, at }
    }

    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), at: self.at }
    }
}

/// The line (from 1) of a byte of `text`.
#[must_use]
pub fn line_of(text: &str, at: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count()
}

/// A node with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it holds.
    pub shape: Shape,
    /// Where it stands. For a mapping or list the place of its first character.
    pub at: Range<usize>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Nothing, `~` or `null`.
    Null,
    /// A reference to an anchor.
    Alias,
    /// A scalar as written: numbers, flags, dates and versions stay text, so that `15.20` is not 15.2.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order written; keys may be there twice where the dialect allows it.
    Map(Vec<(At<String>, Node)>),
}

/// Deepest nesting of a rule file.
pub const RULE_DEPTH: usize = 12;

/// What YAML a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Rules, which may be anybody's: small, without anchors, aliases, merge keys, tags and duplicate keys.
    Rule,
    /// The configuration of the user, whose mistakes are told together by who reads the tree.
    Config,
}

impl Dialect {
    fn options(self) -> Options {
        match self {
            Self::Rule => serde_yaml::options! {
                budget: serde_yaml::budget! {
                    max_depth: RULE_DEPTH,
                    max_documents: 1,
                    max_nodes: 4_000,
                    max_anchors: 0,
                    max_aliases: 0,
                    max_merge_keys: 0,
                },
                duplicate_keys: DuplicateKeyPolicy::Error,
                merge_keys: MergeKeyPolicy::Error,
                strict_booleans: true,
                reject_unsupported_tags: true,
                with_snippet: false,
            },
            Self::Config => serde_yaml::options! {
                duplicate_keys: DuplicateKeyPolicy::LastWins,
                merge_keys: MergeKeyPolicy::AsOrdinary,
                with_snippet: false,
            },
        }
    }
}

/// Why a text is not YAML of a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// What the parser says, without the position that it adds.
    pub message: String,
    /// Where.
    pub at: Range<usize>,
}

/// Reads a text into a tree.
///
/// # Errors
/// When it is not YAML of the dialect.
pub fn read(text: &str, dialect: Dialect) -> Result<Node, YamlError> {
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(text, dialect.options()) {
        Ok(raw) => Ok(settle(raw, text)),
        Err(error) => {
            let at = error.location().map_or(0..0, |location| place(location.span(), text));
            let whole = error.without_snippet().to_string();
            let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
            Err(YamlError { message, at })
        }
    }
}

/// Reads a text of ours into a type, with the limits of rules.
///
/// # Errors
/// When it is not YAML of that shape.
pub fn typed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    serde_yaml::from_str_with_options(text, Dialect::Rule.options())
        .map_err(|error| YamlError { message: error.to_string(), at: 0..0 })
}

/// Bytes of a place, without the blanks behind it; the parser knows some places by characters only.
fn place(span: serde_yaml::Span, text: &str) -> Range<usize> {
    let known = |bytes: Option<u64>| bytes.and_then(|at| usize::try_from(at).ok()).filter(|at| *at <= text.len());
    let (start, length) = match (known(span.byte_offset()), known(span.byte_len())) {
        (Some(start), Some(length)) => (start, length),
        _ => {
            let skip = usize::try_from(span.offset()).unwrap_or(usize::MAX);
            let start = text.char_indices().nth(skip).map_or(text.len(), |(at, _)| at);
            (start, text[start..].chars().next().map_or(0, char::len_utf8))
        }
    };
    let end = start.saturating_add(length).min(text.len());
    text.get(start..end).map_or(0..0, |word| start..start + word.trim_end().len())
}

/// The tree as deserialised; texts of numbers and flags are still to be taken from the source.
enum Raw {
    Null,
    Verbatim,
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

fn settle(raw: Spanned<Raw>, text: &str) -> Node {
    let at = place(raw.referenced.span(), text);
    if raw.referenced != raw.defined {
        return Node { shape: Shape::Alias, at };
    }
    let shape = match raw.value {
        Raw::Null => Shape::Null,
        Raw::Verbatim => Shape::Text(text.get(at.clone()).unwrap_or("").to_owned()),
        Raw::Text(value) => Shape::Text(value),
        Raw::List(items) => Shape::List(items.into_iter().map(|item| settle(item, text)).collect()),
        Raw::Map(entries) => {
            let entry = |(key, value): (Spanned<String>, Spanned<Raw>)| {
                (At::new(key.value, place(key.referenced.span(), text)), settle(value, text))
            };
            Shape::Map(entries.into_iter().map(entry).collect())
        }
    };
    Node { shape, at }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Verbatim)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Raw, D::Error> {
        Raw::deserialize(inner)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
