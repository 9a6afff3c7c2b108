//! The properties that a pipeline names for printing.

use super::cmdlets;
use super::parameters::{self, bind};
use super::syntax::{self, Kind, Node};

/// The names and patterns behind the last `fl`, `ft` or `select`, in lower case; empty if it names none. `None` without such a stage, and where a name is made
/// up (`@{n=…}`).
pub fn shown(text: &str) -> Option<Vec<String>> {
    let nodes = syntax::parse(text, 0..text.len());
    let [Node::Pipeline { elements, .. }] = nodes.as_slice() else { return None };
    elements.iter().rev().find_map(|element| {
        let Kind::Command { name, arguments } = &element.kind else { return None };
        let name = cmdlets::name(&text[name.clone()]);
        let table = match name.as_str() {
            "select-object" => parameters::SELECT,
            "format-list" | "format-table" => parameters::FORMATTING,
            _ => return None,
        };
        let bound = bind(text, arguments, table);
        let list = bound.iter().find(|one| one.is("Property")).or_else(|| bound.iter().find(|one| one.typed.is_none()));
        let list = list.and_then(|one| one.value).map_or("", |value| &text[value.text.clone()]);
        if list.contains(['{', '$', '(']) {
            return None;
        }
        let names = list.split(',').map(|name| name.trim().trim_matches(['"', '\'']).to_ascii_lowercase());
        Some(names.filter(|name| !name.is_empty()).collect())
    })
}
