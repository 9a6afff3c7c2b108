//! `hmaudit.yml` and waiver files, from text to a tree in which every key and value knows its place.
//!
//! This is the only file of the policy that names the YAML engine. Everything behind it works on [`Node`]s and reports all
//! mistakes of a file together ([`Mistakes`]).

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_yaml::{Options, Spanned};

pub mod mistake;
pub mod node;
pub mod path;
pub mod read;
pub mod schema;

pub use mistake::{Mistake, Mistakes};
pub use node::{At, Kind, Node};
pub use read::{Config, ConfiguredTenant, KnownRules, read, read_waivers};
pub use schema::schema;

#[cfg(test)]
mod tests;

/// The longest configuration that is read, in bytes: thousands of waivers are shorter.
pub const LONGEST: usize = 1 << 20;

/// Reads YAML into a tree. Tabs, anchors, aliases and tags are mistakes; so is everything that is not YAML.
/// The tree is `None` when the text could not be read at all; mistakes are added to `mistakes` in any case.
pub(super) fn parse(text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    if text.len() > LONGEST {
        mistakes.push(Mistake::new(
            0..0,
            format!("longer than {LONGEST} bytes"),
            "split the file, or leave out what is not needed",
        ));
        return None;
    }
    for (at, _) in text.match_indices('\t') {
        let help = "indent with spaces; inside a text write a space";
        mistakes.push(Mistake::new(at..at + 1, "a tab: YAML does not indent with tabs", help));
    }
    // A space in its place keeps every position, so that the other mistakes can be told too.
    let spaced = text.replace('\t', " ");
    let mut options = Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    options.merge_keys = MergeKeyPolicy::AsOrdinary;
    options.with_snippet = false;
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(&spaced, options) {
        Ok(root) => Some(place(&spaced, root, mistakes)),
        Err(error) => {
            if mistakes.is_empty() {
                let at = error.location().map_or(0..0, |location| range(&spaced, location.span()));
                mistakes.push(Mistake::new(at, format!("not YAML: {}", first_sentence(&error)), "see hmaudit schema config"));
            }
            None
        }
    }
}

fn first_sentence(error: &serde_yaml::Error) -> String {
    let whole = error.without_snippet().to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    message.split("; use ").next().unwrap_or(message).to_owned()
}

/// What the engine reads before places are attached. A scalar that is not a plain text carries none: it is taken from the source.
enum Raw {
    Null,
    Scalar(Option<String>),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(None))
    }
    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Some(text.to_owned())))
    }
    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Raw, D::Error> {
        Raw::deserialize(inner)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

fn place(text: &str, raw: Spanned<Raw>, mistakes: &mut Vec<Mistake>) -> Node {
    let at = range(text, raw.referenced.span());
    if raw.referenced != raw.defined {
        mistakes.push(Mistake::new(at.clone(), "an alias: a configuration has none", "write the value out"));
        return Node { kind: Kind::Told, at };
    }
    if let Some(mark) = node::mark_before(text, at.start) {
        let (what, help) = match text.as_bytes().get(mark.start) {
            Some(b'&') => ("an anchor", "leave it out and write the value where it is needed"),
            _ => ("a tag", "leave it out; the kind of each value is known"),
        };
        mistakes.push(Mistake::new(mark, format!("{what}: a configuration has none"), help));
    }
    let kind = match raw.value {
        Raw::Null => Kind::Null,
        Raw::Scalar(Some(value)) => Kind::Scalar(value),
        Raw::Scalar(None) => Kind::Scalar(text.get(at.clone()).unwrap_or("").to_owned()),
        Raw::List(items) => Kind::List(items.into_iter().map(|item| place(text, item, mistakes)).collect()),
        Raw::Map(entries) => Kind::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let key = At::new(text, key.value, range(text, key.referenced.span()));
                    (key, place(text, value, mistakes))
                })
                .collect(),
        ),
    };
    Node { kind, at }
}

/// Bytes of a place; the engine knows some places by characters only.
fn range(text: &str, span: serde_yaml::Span) -> std::ops::Range<usize> {
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
    if text.is_char_boundary(start) && text.is_char_boundary(end) { start..end } else { 0..0 }
}
