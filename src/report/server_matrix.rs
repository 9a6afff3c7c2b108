//! Virtual directories × servers: the same fact side by side, so that the odd one out is seen.

use super::{ServerCell, ServerMatrix, ServerRow};
use crate::catalog;
use crate::estate::facts::{self, View};
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value};
use std::collections::BTreeMap;

/// Draws the matrix. Servers are those that any virtual directory or `Get-ExchangeServer` names; without any, it is empty.
#[must_use]
pub fn build(view: &View<'_>) -> ServerMatrix {
    let mut servers: BTreeMap<String, String> = BTreeMap::new();
    if let Some(rows) = facts::rows(view, "server") {
        for server in &rows.objects {
            let name = server.server.clone().unwrap_or_else(|| server.subject.clone());
            servers.entry(name.to_lowercase()).or_insert(name);
        }
    }
    let names: Vec<String> = servers.into_values().collect();
    let mut rows = Vec::new();
    for (cmdlet, directory) in catalog::ALL.iter().filter_map(|cmdlet| Some((*cmdlet, cmdlet.label()?))) {
        let noun = cmdlet.noun;
        if view.estate.of(noun, &Side::OnPremises).next().is_none() {
            continue;
        }
        for (fact, read) in FACTS {
            let texts: Vec<String> = names.iter().map(|name| cell(view, noun, name, *read)).collect();
            if texts.iter().any(|text| text != NONE) {
                rows.push(ServerRow { directory: directory.to_owned(), fact: (*fact).to_owned(), cells: mark_odd(texts) });
            }
        }
    }
    ServerMatrix { servers: names, rows }
}

const NONE: &str = "-";
const NOT_CAPTURED: &str = "not captured";

type Reader = fn(&View<'_>, &Object) -> String;
const FACTS: &[(&str, Reader)] = &[
    ("OAuth", |view, object| oauth(&facts::value(view, Some(object), "offers-oauth"))),
    ("internal host", |_, object| host(&object.get("InternalUrl"))),
    ("external host", |_, object| host(&object.get("ExternalUrl"))),
];

fn cell(view: &View<'_>, noun: &str, server: &str, read: Reader) -> String {
    let mut texts: Vec<String> = view.estate.on_server(noun, server).map(|object| read(view, object)).collect();
    texts.sort();
    texts.dedup();
    if texts.is_empty() { NOT_CAPTURED.to_owned() } else { texts.join(", ") }
}

fn oauth(value: &Known<Value>) -> String {
    match value {
        Ok(Seen { value: Value::Bool(true), .. }) => "on".to_owned(),
        Ok(Seen { value: Value::Bool(false), .. }) => "off".to_owned(),
        Ok(_) => NONE.to_owned(),
        Err(Unknown { why: UnknownReason::Truncated { .. }, .. }) => "cut".to_owned(),
        Err(_) => "unknown".to_owned(),
    }
}

fn host(value: &Known<Value>) -> String {
    match value {
        Ok(Seen { value: Value::Url(url), .. }) => url.host_str().unwrap_or(NONE).to_owned(),
        Err(Unknown { why: UnknownReason::Unreadable { .. } | UnknownReason::Conflicting { .. }, .. }) => "unreadable".to_owned(),
        _ => NONE.to_owned(),
    }
}

/// Marks the cells that differ from what most servers say; nothing is odd where no value has a majority.
fn mark_odd(texts: Vec<String>) -> Vec<ServerCell> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &texts {
        *counts.entry(text).or_default() += 1;
    }
    let usual = counts.iter().find(|(_, count)| **count * 2 > texts.len()).map(|(text, _)| (*text).to_owned());
    texts.into_iter().map(|text| ServerCell { odd: usual.as_ref().is_some_and(|usual| usual != &text), text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_one_out_is_marked() {
        let odd = |texts: &[&str]| -> Vec<bool> {
            mark_odd(texts.iter().map(|text| (*text).to_owned()).collect()).iter().map(|cell| cell.odd).collect()
        };
        assert_eq!(odd(&["on", "on", "off"]), [false, false, true]);
        assert_eq!(odd(&["on", "off"]), [false, false]);
        assert_eq!(odd(&["on"]), [false]);
    }
}
