//! Takes what is wanted from nodes and collects what was found instead.

use super::super::{ConfigError, path};
use crate::guid::is_guid;
use crate::text::nearest::close;
use crate::yaml::{At, Node, Shape};
use std::collections::BTreeMap;

/// Reads nodes of one file.
pub(super) struct Reader<'t> {
    /// The file.
    pub text: &'t str,
    /// What was wrong so far.
    pub mistakes: Vec<ConfigError>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, mistakes: Vec::new() }
    }

    fn wanted(&mut self, node: &Node, wanted: &str, help: &str) {
        self.mistakes.push(ConfigError::new(node.at.clone(), format!("{wanted} expected, {} found", noun(node)), help));
    }

    /// The entries of a map, without those that are unknown or there twice. `known` empty: any key goes. Nothing is an empty map.
    pub fn map<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Vec<(At<String>, &'n Node)> {
        let entries = match &node.shape {
            Shape::Map(entries) => entries,
            Shape::Null | Shape::Alias => return Vec::new(),
            _ => {
                let help = if known.is_empty() { String::new() } else { format!("keys are: {}", known.join(", ")) };
                self.wanted(node, &format!("{what}: keys with values"), &help);
                return Vec::new();
            }
        };
        let mut seen: BTreeMap<&str, &At<String>> = BTreeMap::new();
        let mut taken = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if !known.is_empty() && !known.contains(&key.value.as_str()) {
                let help = close(&key.value, known.iter().copied())
                    .map_or_else(|| format!("keys are: {}", known.join(", ")), |name| format!("did you mean {name}?"));
                self.mistakes.push(ConfigError::new(key.at.clone(), format!("{what} has no key {}", key.value), help));
            } else if let Some(first) = seen.insert(&key.value, key) {
                let mut mistake = ConfigError::new(key.at.clone(), format!("{} is there twice", key.value), "keep one of them");
                mistake.also = Some((first.at.clone(), "first here".to_owned()));
                self.mistakes.push(mistake);
            } else {
                taken.push((key.clone(), value));
            }
        }
        taken
    }

    /// The items of a list. Nothing is an empty list.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.shape {
            Shape::List(items) => items,
            Shape::Null | Shape::Alias => &[],
            _ => {
                self.wanted(node, &format!("{what}: a list"), "write [one, two], or each item on a line that starts with a dash");
                &[]
            }
        }
    }

    /// A text that is not blank.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<At<String>> {
        match &node.shape {
            Shape::Text(text) if !text.trim().is_empty() => Some(At::new(text.trim().to_owned(), node.at.clone())),
            Shape::Alias => None,
            Shape::Text(_) | Shape::Null => {
                self.mistakes.push(ConfigError::new(
                    node.at.clone(),
                    format!("{what} expected, nothing found"),
                    "write it, or leave the key out",
                ));
                None
            }
            _ => {
                self.wanted(node, what, "a single value");
                None
            }
        }
    }

    /// One of some words.
    pub fn one_of<T: Copy>(&mut self, node: &Node, what: &str, allowed: &[(String, T)]) -> Option<At<T>> {
        let written = self.text(node, what)?;
        if let Some((_, value)) = allowed.iter().find(|(name, _)| *name == written.value) {
            return Some(written.map(|_| *value));
        }
        let names: Vec<_> = allowed.iter().map(|(name, _)| name.as_str()).collect();
        let help = close(&written.value, names.iter().copied()).map_or_else(
            || format!("one of: {}", names.join(", ")),
            |name| format!("did you mean {name}? one of: {}", names.join(", ")),
        );
        self.mistakes.push(ConfigError::new(written.at, format!("{what} cannot be {}", written.value), help));
        None
    }

    /// A path below the folder of the file.
    pub fn path(&mut self, node: &Node, what: &str) -> Option<At<String>> {
        let written = self.text(node, what)?;
        match path::below(&written.value) {
            Ok(taken) => Some(written.map(|_| taken)),
            Err(why) => {
                let help = "paths are relative to the folder of this file and stay below it";
                self.mistakes.push(ConfigError::new(written.at, format!("{why}: {}", written.value), help));
                None
            }
        }
    }

    /// A GUID, lower case.
    pub fn guid(&mut self, node: &Node) -> Option<At<String>> {
        let written = self.text(node, "a tenant id")?;
        if is_guid(&written.value) {
            return Some(written.map(|text| text.to_ascii_lowercase()));
        }
        let help = "a tenant id looks like 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
        self.mistakes.push(ConfigError::new(written.at, format!("{} is not a tenant id", written.value), help));
        None
    }
}

/// What a person calls a node.
fn noun(node: &Node) -> &'static str {
    match node.shape {
        Shape::Null | Shape::Alias => "nothing",
        Shape::Text(_) => "a single value",
        Shape::List(_) => "a list",
        Shape::Map(_) => "keys with values",
    }
}
