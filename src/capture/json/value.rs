//! What a JSON value is as the value of a property: the many ways in which ConvertTo-Json writes one thing.

use super::tree::{Member, Node, Value};
use crate::capture::{Item, Raw};
use crate::microsoft;
use crate::source::{Source, Span};
use std::borrow::Cow;

/// The value of the property `name`, and its place (strings without their quotes).
pub(super) fn raw<'s>(name: &str, node: Node<'s>, source: &'s Source) -> (Raw<'s>, Span) {
    let outer = source.span(node.at.start, node.at.end);
    match node.value {
        Value::Array(items) => (Raw::List { items: list(name, items, source), cut: false }, outer),
        Value::Object(members) => object(name, members, node.at, source),
        value => {
            let at = if matches!(value, Value::Text(_)) { inside(source, &node.at) } else { outer };
            match scalar(name, value) {
                Some(text) => (Raw::Scalar(text), at),
                None => (Raw::Blank, outer),
            }
        }
    }
}

fn object<'s>(name: &str, mut members: Vec<Member<'s>>, at: std::ops::Range<usize>, source: &'s Source) -> (Raw<'s>, Span) {
    let position = |wanted: &str| members.iter().position(|member| member.name == wanted);
    // A collection of Windows PowerShell: { "value": [ … ], "Count": 2 }.
    if let Some(index) = position("value")
        && matches!(members[index].node.value, Value::Array(_))
        && members.iter().all(|member| matches!(&*member.name, "value" | "Count"))
    {
        let count = position("Count").and_then(|index| match members[index].node.value {
            Value::Number(count) => count.parse::<usize>().ok(),
            _ => None,
        });
        let node = members.swap_remove(index).node;
        let shown = if let Value::Array(items) = &node.value { items.len() } else { 0 };
        let (mut value, at) = raw(name, node, source);
        // Somebody took items out by hand, or the text was cut and closed again.
        if let Raw::List { cut, .. } = &mut value {
            *cut = count.is_some_and(|count| count != shown);
        }
        return (value, at);
    }
    // { "value": 10, "Value": "OAuth" }; a date with its display hint; a Uri; a version.
    let chosen = position("Value")
        .filter(|_| members.len() <= 3)
        .or_else(|| {
            position("value")
                .filter(|_| members.iter().all(|m| matches!(&*m.name, "value" | "Value" | "DisplayHint" | "DateTime")))
        })
        .or_else(|| position("OriginalString"))
        .or_else(|| position("AbsoluteUri"));
    if let Some(index) = chosen
        && !matches!(members[index].node.value, Value::Array(_) | Value::Object(_))
    {
        return raw(name, members.swap_remove(index).node, source);
    }
    let number = |wanted: &str| {
        position(wanted).and_then(|index| match members[index].node.value {
            Value::Number(number) => Some(number),
            _ => None,
        })
    };
    let outer = source.span(at.start, at.end);
    if let (Some(major), Some(minor), Some(build)) = (number("Major"), number("Minor"), number("Build"))
        && let Some(revision) = number("Revision")
    {
        return (Raw::Scalar(Cow::Owned(format!("{major}.{minor}.{build}.{revision}"))), outer);
    }
    // Directory ids and domains speak through one member, as they do in Export-Clixml.
    for speaker in ["DomainName", "Domain", "Address", "Name", "DistinguishedName"] {
        let is_id = position("DistinguishedName").is_some() || position("Domain").is_some() || position("DomainName").is_some();
        if is_id
            && let Some(index) = position(speaker)
            && matches!(members[index].node.value, Value::Text(_))
        {
            return raw(name, members.swap_remove(index).node, source);
        }
    }
    if members.is_empty() {
        return (Raw::Blank, outer);
    }
    let mut text = String::new();
    write(&Node { value: Value::Object(members), at }, &mut text);
    (Raw::Scalar(Cow::Owned(text)), outer)
}

fn list<'s>(name: &str, items: Vec<Node<'s>>, source: &'s Source) -> Vec<Item<'s>> {
    items
        .into_iter()
        .filter_map(|item| {
            if let Value::Array(_) = item.value {
                let at = source.span(item.at.start, item.at.end);
                let mut text = String::new();
                write(&item, &mut text);
                return Some(Item { text: Cow::Owned(text), at });
            }
            match raw(name, item, source) {
                (Raw::Scalar(text), at) => Some(Item { text, at }),
                _ => None,
            }
        })
        .collect()
}

fn scalar<'s>(name: &str, value: Value<'s>) -> Option<Cow<'s, str>> {
    Some(match value {
        Value::Bool(true) => Cow::Borrowed("True"),
        Value::Bool(false) => Cow::Borrowed("False"),
        Value::Number(number) => Cow::Borrowed(method(name, number).unwrap_or(number)),
        Value::Text(text) => {
            if text.trim().is_empty() {
                return None;
            }
            // A blank at the end of a service principal name is part of it: Entra compares what is stored.
            let text = match text {
                text if name.eq_ignore_ascii_case("ServicePrincipalNames") => text,
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
            };
            moment(&text).map_or(text, Cow::Owned)
        }
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

fn method(name: &str, number: &str) -> Option<&'static str> {
    let suffix = "AuthenticationMethods";
    let is_list =
        name.len() >= suffix.len() && name.get(name.len() - suffix.len()..).is_some_and(|end| end.eq_ignore_ascii_case(suffix));
    microsoft::authentication_method(number).filter(|_| is_list)
}

/// `/Date(ms)/` of Windows PowerShell in ISO 8601.
fn moment(text: &str) -> Option<String> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    // The offset behind the milliseconds only tells in which zone the moment was shown.
    let end = inside.get(1..)?.find(['+', '-']).map_or(inside.len(), |at| at + 1);
    let moment = jiff::Timestamp::from_millisecond(inside[..end].parse().ok()?).ok()?;
    Some(moment.to_string())
}

/// Whether two values say the same, wherever they stand.
pub(super) fn same(one: &Raw<'_>, other: &Raw<'_>) -> bool {
    match (one, other) {
        (Raw::List { items, cut }, Raw::List { items: others, cut: other_cut }) => {
            cut == other_cut && items.iter().map(|item| &item.text).eq(others.iter().map(|item| &item.text))
        }
        _ => one == other,
    }
}

/// Place of a string without its quotes.
fn inside(source: &Source, at: &std::ops::Range<usize>) -> Span {
    source.span(at.start + 1, at.end.saturating_sub(1).max(at.start + 1))
}

/// Compact JSON.
fn write(node: &Node<'_>, out: &mut String) {
    let quote = |text: &str, out: &mut String| out.push_str(&serde_json::Value::from(text).to_string());
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number),
        Value::Text(text) => quote(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(&member.name, out);
                out.push(':');
                write(&member.node, out);
            }
            out.push('}');
        }
    }
}
