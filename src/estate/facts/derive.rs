//! Small steps that facts are made of: reading a flag, a text or a list of an object without losing where it stands or why it is unknown.

use super::Rows;
use crate::estate::{Item, Known, List, Object, Value, Why};
use crate::source::Span;

/// A known flag.
#[must_use]
pub fn flag(value: bool, at: Vec<Span>) -> Known<Value> {
    Known::known(Value::Bool(value), at)
}

/// A known text.
#[must_use]
pub fn text(value: impl Into<String>, at: Vec<Span>) -> Known<Value> {
    Known::known(Value::Text(value.into()), at)
}

/// A known, complete list of texts that were derived and stand nowhere themselves.
#[must_use]
pub fn list(items: impl IntoIterator<Item = String>, at: Vec<Span>) -> Known<Value> {
    let items = items.into_iter().map(|text| Item { text, at: None }).collect();
    Known::known(Value::List(List { items, complete: true }), at)
}

/// What `read` makes of a known value; unknown stays unknown with its reason. `None` from `read` means that the value is not one of its kind.
#[must_use]
pub fn map(value: Known<Value>, read: impl FnOnce(&Value) -> Option<Value>) -> Known<Value> {
    match value {
        Known::Unknown { why, at } => Known::Unknown { why, at },
        Known::Known { value, at } => match read(&value) {
            Some(value) => Known::Known { value, at },
            None => Known::Unknown { why: Why::Unreadable { raw: plain(&value) }, at },
        },
    }
}

/// The text of a property; `None` when blank or unknown.
#[must_use]
pub fn text_of(object: &Object, property: &str) -> Option<String> {
    match object.values.get(property)?.value()? {
        Value::Null => None,
        value => Some(plain(value)),
    }
}

/// The flag of a property; `None` when blank or unknown.
#[must_use]
pub fn flag_of(object: &Object, property: &str) -> Option<bool> {
    match object.values.get(property)?.value()? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

/// Whether a property is this text, letter case ignored; `None` when the captures do not tell.
#[must_use]
pub fn is_text(object: &Object, property: &str, wanted: &str) -> Option<bool> {
    object.values.get(property)?.value().map(|value| plain(value).eq_ignore_ascii_case(wanted))
}

/// Three-valued "and": false if one is false, else unknown if one is unknown.
#[must_use]
pub fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether one row holds: true with its places, false if no row does and there are no others, else unknown.
#[must_use]
pub fn exists(rows: &Rows<'_>, at: Vec<Span>, holds: impl Fn(&Object) -> Option<bool>) -> Known<Value> {
    let mut unknown = None;
    for row in &rows.objects {
        match holds(row) {
            Some(true) => return flag(true, row.spans()),
            Some(false) => {}
            None => unknown = unknown.or_else(|| Some(Known::unknown(Why::NotPrinted, row.spans()))),
        }
    }
    let gap = rows.gaps.first().map(|gap| Known::unknown(gap.why.clone(), gap.at.clone()));
    unknown.or(gap).unwrap_or_else(|| flag(false, at))
}

/// A value as people write it: lists with commas, nothing for blank.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Text(text) | Value::Guid(text) => text.clone(),
        Value::Url(url) => url.to_string(),
        Value::Date(date) => date.strftime("%Y-%m-%d").to_string(),
        Value::Dated(readings) => readings.to_string(),
        Value::Version(version) => version.to_string(),
        Value::List(list) => list.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", "),
    }
}
