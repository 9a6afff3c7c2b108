//! The YAML of a rule file as a tree in which every key and value knows its place. The one file that knows the YAML crate.
//!
//! A tree and not a derived struct, because deserialising stops at the first mistake: `read` walks the tree and reports all of them.

use super::RuleText;
use super::error::{At, Sink};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;
use std::fmt;
use std::ops::Range;

/// Longest rule file that is read, in bytes. The largest rule is a twentieth of it; the limit is against bombs.
pub const MAX_BYTES: usize = 64 * 1024;
/// Deepest nesting of a rule file.
pub const MAX_DEPTH: usize = 12;

/// A YAML node with its place.
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
    /// Nothing.
    Null,
    /// A scalar as written: numbers, dates and versions stay text, so that `15.20` is not 15.2.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order written; the engine refuses duplicate keys.
    Map(Vec<(At<String>, Node)>),
}

impl Node {
    /// What it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.shape {
            Shape::Null => "nothing",
            Shape::Text(_) => "a text",
            Shape::List(_) => "a list",
            Shape::Map(_) => "a mapping",
        }
    }
}

/// Reads the YAML of a rule file. `None` when it is not YAML as we take it; the reason is in the sink.
pub(crate) fn parse(file: &RuleText, sink: &mut Sink) -> Option<Node> {
    if file.text.len() > MAX_BYTES {
        let help = format!("a rule file may have {MAX_BYTES} bytes");
        sink.push(&(0..0), format!("this file has {} bytes, too many for a rule", file.text.len()), "", Some(help));
        return None;
    }
    let tabs: Vec<usize> = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\t').map(|(at, _)| at).take(5).collect();
    for &at in &tabs {
        sink.push(&(at..at + 1), "a tab", "a tab", Some("YAML is indented with spaces; replace the tab".into()));
    }
    if !tabs.is_empty() {
        return None;
    }
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(&file.text, options()) {
        Ok(raw) => Some(settle(raw, &file.text)),
        Err(error) => {
            note(&error, file, sink);
            None
        }
    }
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_documents: 1,
            max_nodes: 4_000,
            max_anchors: 0,
            max_aliases: 0,
            max_merge_keys: 0,
        },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::Error,
        merge_keys: serde_yaml::options::MergeKeyPolicy::Error,
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

fn note(error: &serde_yaml::Error, file: &RuleText, sink: &mut Sink) {
    let error = error.without_snippet();
    let text = error.to_string();
    let at = error.location().map_or(0..0, |location| place(&location, &file.text));
    let lower = text.to_lowercase();
    let (message, help) = if lower.contains("anchor") || lower.contains("alias") {
        let at = anchor(&file.text).unwrap_or(at);
        sink.push(
            &at,
            "anchors and aliases are not allowed in a rule file",
            "here",
            Some("write the value where it is used".into()),
        );
        return;
    } else if lower.contains("duplicate") {
        (format!("`{}` occurs twice", file.text.get(at.clone()).unwrap_or("a key")), "remove one of the two".to_owned())
    } else if lower.contains("depth") || lower.contains("budget") {
        ("this file is nested too deeply or holds too many values for a rule".to_owned(), format!("at most {MAX_DEPTH} levels"))
    } else if lower.contains("merge") {
        ("merge keys (`<<`) are not allowed in a rule file".to_owned(), "write the values out".to_owned())
    } else {
        // The engine's sentences end with a position of their own; ours is the underline.
        let short = text.split(" at line ").next().unwrap_or(&text);
        (
            format!("not valid YAML: {short}"),
            "check indentation, colons and quotes around texts that hold `: ` or start with a special character".to_owned(),
        )
    };
    sink.push(&at, message, "here", Some(help));
}

/// The first anchor or alias, when the error itself does not say where it is.
fn anchor(text: &str) -> Option<Range<usize>> {
    text.match_indices(['&', '*']).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let name: usize = text[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        (matches!(before, None | Some(' ' | '\n' | '[')) && name > 0).then_some(at..at + 1 + name)
    })
}

fn place(location: &serde_yaml::Location, text: &str) -> Range<usize> {
    let span = location.span();
    let (start, len) = match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(len)) => (usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(len).unwrap_or(0)),
        _ => (0, 0),
    };
    let start = start.min(text.len());
    let end = start.saturating_add(len).min(text.len());
    let word = text.get(start..end).unwrap_or("");
    start..start + word.trim_end().len()
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
    let at = place(&raw.referenced, text);
    let shape = match raw.value {
        Raw::Null => Shape::Null,
        Raw::Verbatim => Shape::Text(text.get(at.clone()).unwrap_or("").to_owned()),
        Raw::Text(value) => Shape::Text(value),
        Raw::List(items) => Shape::List(items.into_iter().map(|item| settle(item, text)).collect()),
        Raw::Map(entries) => Shape::Map(
            entries
                .into_iter()
                .map(|(key, value)| (At::new(key.value, place(&key.referenced, text)), settle(value, text)))
                .collect(),
        ),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let file = RuleText { path: "x.yml".into(), text: text.into(), builtin: false };
        let mut sink = Sink::new(&file);
        let node = parse(&file, &mut sink);
        let problems = sink.problems.iter().map(|p| format!("{}:{} {} [{}]", p.line, p.column, p.message, p.word())).collect();
        (node, problems)
    }

    #[test]
    fn every_key_and_value_has_its_place_and_its_own_words() {
        let text = "id: HMA-X-001\nmust: { A: { at-least: 15.20, is: True } }\nwhy: |\n  two\n  lines\n";
        let (node, problems) = read(text);
        assert_eq!(problems, Vec::<String>::new());
        let Some(Node { shape: Shape::Map(entries), .. }) = node else { panic!("a mapping") };
        assert_eq!(entries[0].0.value, "id");
        assert_eq!(&text[entries[0].1.at.clone()], "HMA-X-001");
        let Shape::Map(must) = &entries[1].1.shape else { panic!("must") };
        let Shape::Map(tests) = &must[0].1.shape else { panic!("tests") };
        assert_eq!(&text[must[0].0.at.clone()], "A");
        assert_eq!(tests[0].1.shape, Shape::Text("15.20".into()));
        assert_eq!(tests[1].1.shape, Shape::Text("True".into()));
        assert_eq!(&text[tests[1].0.at.clone()], "is");
        assert_eq!(entries[2].1.shape, Shape::Text("two\nlines\n".into()));
    }

    #[test]
    fn what_yaml_allows_and_rules_do_not() {
        for (text, expected) in [
            ("a: 1\na: 2\n", "2:1 `a` occurs twice [a]"),
            ("a: &x 1\nb: *x\n", "1:4 anchors and aliases are not allowed in a rule file [&x]"),
            ("a:\tb\n", "1:3 a tab [\t]"),
        ] {
            assert_eq!(read(text).1, vec![expected.to_owned()], "{text:?}");
        }
        for text in ["a: !x 1\n", "a: [1\n", "<<: {a: 1}\n", "a: b: c\n", "--- 1\n--- 2\n"] {
            assert_eq!(read(text).1.len(), 1, "{text:?} {:?}", read(text));
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        assert_eq!(read(&"[".repeat(50_000)).1.len(), 1);
        assert_eq!(read(&"a: 1\n".repeat(20_000)).1.len(), 1);
    }
}
