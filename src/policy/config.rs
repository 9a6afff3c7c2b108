//! `hmaudit.yml` and waiver files, from text to a tree in which every key and value knows its place.
//!
//! Everything behind it works on [`Node`]s and reports all mistakes of a file together ([`ConfigErrors`]).

use crate::yaml::{self, Dialect, Node, Shape, YamlError};
use std::ops::Range;

pub(crate) mod error;
pub(crate) mod path;
pub(crate) mod read;
pub mod schema;

pub use error::{ConfigError, ConfigErrors};
pub use read::{Config, ConfiguredTenant, read, read_waivers};
pub use schema::schema;

#[cfg(test)]
mod tests;

/// The longest configuration that is read, in bytes: thousands of waivers are shorter.
pub const LONGEST: usize = 1 << 20;

/// Reads YAML into a tree. Tabs, anchors, aliases and tags are mistakes; so is everything that is not YAML.
/// The tree is `None` when the text could not be read at all; mistakes are added to `mistakes` in any case.
pub(super) fn parse(text: &str, mistakes: &mut Vec<ConfigError>) -> Option<Node> {
    if text.len() > LONGEST {
        mistakes.push(ConfigError::new(
            0..0,
            format!("longer than {LONGEST} bytes"),
            "split the file, or leave out what is not needed",
        ));
        return None;
    }
    for (at, _) in text.match_indices('\t') {
        let help = "indent with spaces; inside a text write a space";
        mistakes.push(ConfigError::new(at..at + 1, "a tab: YAML does not indent with tabs", help));
    }
    // A space in its place keeps every position, so that the other mistakes can be told too.
    let spaced = text.replace('\t', " ");
    match yaml::read(&spaced, Dialect::Config) {
        Ok(root) => {
            forbid(&spaced, &root, mistakes);
            Some(root)
        }
        Err(YamlError { message, at }) => {
            if mistakes.is_empty() {
                let short = message.split("; use ").next().unwrap_or(&message);
                mistakes.push(ConfigError::new(at, format!("not YAML: {short}"), "see hmaudit schema config"));
            }
            None
        }
    }
}

/// What of YAML a configuration has no use for.
fn forbid(text: &str, node: &Node, mistakes: &mut Vec<ConfigError>) {
    if node.shape == Shape::Alias {
        mistakes.push(ConfigError::new(node.at.clone(), "an alias: a configuration has none", "write the value out"));
        return;
    }
    if let Some(mark) = mark_before(text, node.at.start) {
        let (what, help) = match text.as_bytes().get(mark.start) {
            Some(b'&') => ("an anchor", "leave it out and write the value where it is needed"),
            _ => ("a tag", "leave it out; the kind of each value is known"),
        };
        mistakes.push(ConfigError::new(mark, format!("{what}: a configuration has none"), help));
    }
    match &node.shape {
        Shape::List(items) => items.iter().for_each(|item| forbid(text, item, mistakes)),
        Shape::Map(entries) => entries.iter().for_each(|(_, value)| forbid(text, value, mistakes)),
        Shape::Null | Shape::Alias | Shape::Text(_) => {}
    }
}

/// The anchor or tag right before a value, if there is one.
fn mark_before(text: &str, start: usize) -> Option<Range<usize>> {
    let before = text.get(..start)?.trim_end();
    let token = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    // A white space character may be longer than a byte.
    let token = (token..before.len()).find(|&at| before.is_char_boundary(at))?;
    let word = &before[token..];
    let line = before[..token].rfind('\n').map_or(0, |at| at + 1);
    let marks = word.starts_with(['&', '!']) && !word.ends_with([',', '[', '{']) && !before[line..token].contains('#');
    marks.then_some(token..before.len())
}
