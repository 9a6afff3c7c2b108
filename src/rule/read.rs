//! The form of a rule file: which keys there are, which are needed, and what each takes. Names are resolved by `compile`.

use super::error::{Sink, expected, nearest};
use super::file;
use crate::yaml::{At, Node, Shape};

/// The keys of a rule in the order in which they are written, with a line of documentation each. Schema, reader and documentation
/// go by this list.
pub const KEYS: &[(&str, &str)] = &[
    ("id", "Id, for ever: capital letters, digits and hyphens, such as ACME-001"),
    ("name", "Name in kebab case, the stem of the file"),
    ("title", "What is required, in a sentence"),
    ("severity", "error (core: decides the verdict), warning or info"),
    ("severity-when", "Other severities under conditions: a list of { to, where }; the first that holds counts"),
    ("why", "Why it matters"),
    ("help", "What to do when it fails; may have holes; a command to copy stands between backticks"),
    ("sources", "Where the requirement is written: a list of { url, read, as-of }"),
    (
        "own",
        "Captures of its own: nouns, or noun.Property, for on-premises, online and entra; without any of them it is not asked unless its area is required",
    ),
    ("for-each", "tenant or server: judged once for each"),
    ("when", "Condition on the organisation; when it does not hold the rule is not applicable"),
    ("from", "The noun whose rows are looked at; without it the organisation is"),
    ("where", "Condition that picks rows"),
    ("take", "The property or fact whose values are looked for (all-in)"),
    ("group-by", "The property or fact that splits the rows into groups (count, same)"),
    ("must", "Each row must satisfy this condition"),
    ("count", "The number of rows: a number, or { exactly, at-least, at-most }"),
    ("all-in", "Each value taken must be among those of { from, where, take }"),
    ("same", "All rows must agree in these properties or facts"),
    ("message", "What was found when it fails; may have holes such as {subject} or {ExternalUrl}"),
    ("message-inconclusive", "What cannot be told; the reason is added. Without it the engine says it"),
    ("label", "What stands under the quoted evidence of a failure"),
    ("subject", "What the finding is about, when not the row or the item"),
    ("fix", "Name of an operation, or { operation, disposition, phase, step }: step says in a few words what a person does"),
];

/// The four checks; a rule has exactly one.
pub const CHECKS: &[&str] = &["must", "count", "all-in", "same"];

/// A mapping that is taken apart key by key; what is left over is unknown.
pub(crate) struct Fields<'n> {
    entries: Vec<(&'n At<String>, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// The entries of a mapping with these keys; others are problems. `what` names the mapping in messages.
    pub fn of(node: &'n Node, known: &[&str], what: &str, sink: &mut Sink) -> Option<Self> {
        let Shape::Map(entries) = &node.shape else {
            let help = Some(expected(known));
            sink.push(&node.at, format!("{what} is a mapping, this is {}", file::kind(node)), "here", help);
            return None;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            let help = nearest(&key.value, known).unwrap_or_else(|| expected(known));
            sink.push(&key.at, format!("{what} has no key `{}`", key.value), "unknown key", Some(help));
        }
        Some(Self { entries: entries.iter().map(|(key, value)| (key, value)).collect() })
    }

    /// The key and value of this name.
    pub fn get(&self, name: &str) -> Option<(&'n At<String>, &'n Node)> {
        self.entries.iter().find(|(key, _)| key.value == name).copied()
    }

    /// The text of this name; anything else is a problem.
    pub fn text(&self, name: &str, sink: &mut Sink) -> Option<At<String>> {
        let (key, node) = self.get(name)?;
        match &node.shape {
            Shape::Text(text) if !text.trim().is_empty() => Some(At::new(text.clone(), node.at.clone())),
            Shape::Text(_) | Shape::Null => {
                sink.push(&key.at, format!("`{name}` is empty"), "no value", Some("write a text, or leave the key out".into()));
                None
            }
            _ => {
                sink.push(&node.at, format!("`{name}` takes a text, not {}", file::kind(node)), "here", None);
                None
            }
        }
    }

    /// The text of this name, which must be there. `at` is where the mapping begins.
    pub fn needed(&self, name: &str, at: &std::ops::Range<usize>, what: &str, sink: &mut Sink) -> Option<At<String>> {
        if self.get(name).is_none() {
            let doc = KEYS.iter().find(|(key, _)| *key == name).map(|(_, doc)| format!("`{name}`: {doc}"));
            sink.push(at, format!("{what} has no `{name}`"), "missing in here", doc);
        }
        self.text(name, sink)
    }

    /// The one of these words that stands at this key.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)], sink: &mut Sink) -> Option<T> {
        let written = self.text(name, sink)?;
        let found = choices.iter().find(|(word, _)| *word == written.value).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            let help = nearest(&written.value, &words).unwrap_or_else(|| expected(&words));
            sink.push(&written.at, format!("`{name}` cannot be `{}`", written.value), "here", Some(help));
        }
        found
    }

    /// The first of these keys that is there.
    pub fn first<'k>(&self, names: &[&'k str]) -> Vec<(&'k str, &'n At<String>, &'n Node)> {
        names.iter().filter_map(|name| self.get(name).map(|(key, node)| (*name, key, node))).collect()
    }
}

/// The items of a list; a single value counts as a list of one when `lenient`.
pub(crate) fn list<'n>(node: &'n Node, what: &str, lenient: bool, sink: &mut Sink) -> Vec<&'n Node> {
    match &node.shape {
        Shape::List(items) if !items.is_empty() => items.iter().collect(),
        Shape::Text(_) if lenient => vec![node],
        _ => {
            sink.push(&node.at, format!("`{what}` takes a list, not {}", file::kind(node)), "here", None);
            Vec::new()
        }
    }
}
