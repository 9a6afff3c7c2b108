//! Whether a virtual directory accepts bearer tokens (domain.md 9.2).

use super::directories::FRONT_END;
use super::{Fact, On, View};
use crate::estate::{Known, List, Object, Value, Why};
use crate::source::Span;

/// Whether OAuth is among the methods.
pub const OFFERS_OAUTH: Fact = Fact {
    name: "offers-oauth",
    doc: "the virtual directory accepts OAuth: from its flag, or where that is blank from complete method lists",
    on: On::Nouns(FRONT_END),
    read: |_: &View<'_>, object| object.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), offers_oauth),
};

const BOTH: [&str; 2] = ["InternalAuthenticationMethods", "ExternalAuthenticationMethods"];

/// Whether a virtual directory accepts OAuth.
pub fn offers_oauth(object: &Object) -> Known<Value> {
    match object.noun {
        // No flag: the list that IIS enforces decides, and where IIS was not read, those that Active Directory mirrors.
        "mapi-virtual-directory" => match holds_oauth(object, "IISAuthenticationMethods", false) {
            Known::Unknown { why: Why::AdPropertiesOnly | Why::NotPrinted, .. } => by_lists(object),
            decided => decided,
        },
        // An empty list excludes nothing [ODP].
        "active-sync-virtual-directory" => every(BOTH.map(|list| holds_oauth(object, list, true))),
        _ => match object.get("OAuthAuthentication") {
            Known::Known { value: Value::Bool(flag), at } => Known::known(Value::Bool(flag), at),
            Known::Unknown { why: Why::NotPrinted, at } if lacks_flag_among_others(object) => Known::unknown(Why::NotPrinted, at),
            Known::Known { .. } | Known::Unknown { why: Why::AdPropertiesOnly | Why::NotPrinted, .. } => by_lists(object),
            Known::Unknown { why, at } => Known::unknown(why, at),
        },
    }
}

/// Flags that Exchange prints wherever it prints `OAuthAuthentication`.
const BESIDE: [&str; 4] = ["BasicAuthentication", "WindowsAuthentication", "DigestAuthentication", "WSSecurityAuthentication"];

/// Whether IIS was read and its other flags were printed: then this one got lost, and may have contradicted the lists. Where only lists
/// were asked for, they decide. The admin centre of Exchange 2016 has no such flag.
fn lacks_flag_among_others(object: &Object) -> bool {
    object.noun != "ecp-virtual-directory" && BESIDE.iter().any(|flag| matches!(object.get(flag).value(), Some(Value::Bool(_))))
}

/// OAuth in either list is enough; only two complete lists without it deny it.
fn by_lists(object: &Object) -> Known<Value> {
    let lists = BOTH.map(|list| holds_oauth(object, list, false));
    let holds = |list: &&Known<Value>| list.value() == Some(&Value::Bool(true));
    if let Some(list) = lists.iter().find(holds) {
        return list.clone();
    }
    match lists.iter().find(|list| list.value().is_none()) {
        Some(unknown) => unknown.clone(),
        None => Known::known(Value::Bool(false), spans(&lists)),
    }
}

fn every(lists: [Known<Value>; 2]) -> Known<Value> {
    if let Some(lacking) = lists.iter().find(|list| list.value() == Some(&Value::Bool(false))) {
        return lacking.clone();
    }
    match lists.iter().find(|list| list.value().is_none()) {
        Some(unknown) => unknown.clone(),
        None => Known::known(Value::Bool(true), spans(&lists)),
    }
}

fn spans(lists: &[Known<Value>]) -> Vec<Span> {
    lists.iter().flat_map(|list| list.at().iter().copied()).collect()
}

fn holds_oauth(object: &Object, property: &str, empty_allows: bool) -> Known<Value> {
    match object.values.get(property) {
        Some(Known::Known { value: Value::List(List { items, complete }), at }) => {
            if items.iter().any(|item| item.text.eq_ignore_ascii_case("OAuth")) || empty_allows && *complete && items.is_empty() {
                Known::known(Value::Bool(true), at.clone())
            } else if *complete {
                Known::known(Value::Bool(false), at.clone())
            } else {
                Known::unknown(Why::Truncated { shown: items.len() }, at.clone())
            }
        }
        Some(Known::Known { at, .. }) => Known::unknown(Why::NotPrinted, at.clone()),
        Some(Known::Unknown { why, at }) => Known::unknown(why.clone(), at.clone()),
        None => Known::unknown(Why::NotPrinted, object.spans()),
    }
}
