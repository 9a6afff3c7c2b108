//! Small steps that facts are made of: reading a flag, a text or a list of an object without losing where it stands or why it is unknown.

use super::Rows;
use crate::estate::{Item, Known, List, Object, Seen, Unknown, UnknownReason, Value, known, unknown};
use crate::source::Span;

/// Places that a fact of the organisation shows, at most: it stands behind every finding, and there may be thousands.
pub(super) const MOST_PLACES: usize = 40;

/// A known flag.
///
/// # Errors
/// Never.
pub fn flag(value: bool, at: Vec<Span>) -> Known<Value> {
    known(Value::Bool(value), at)
}

/// A known text.
///
/// # Errors
/// Never.
pub fn text(value: impl Into<String>, at: Vec<Span>) -> Known<Value> {
    known(Value::Text(value.into()), at)
}

/// A known, complete list.
///
/// # Errors
/// Never.
pub fn list(items: Vec<Item>, at: Vec<Span>) -> Known<Value> {
    known(Value::List(List { items, complete: true }), at)
}

/// An item that was derived and stands nowhere itself.
pub(super) fn derived(text: String) -> Item {
    Item { text, at: None }
}

/// A value that the captures do not print, with the places that lack it.
///
/// # Errors
/// Always.
pub fn not_printed<T>(at: Vec<Span>) -> Known<T> {
    unknown(UnknownReason::NotPrinted, at)
}

/// What a cmdlet would tell that was never captured.
///
/// # Errors
/// Always.
pub fn not_captured<T>(noun: &'static str) -> Known<T> {
    unknown(UnknownReason::NotCaptured { noun }, Vec::new())
}

/// What `read` makes of a known value. `None` from `read` means that the value is not one of its kind.
///
/// # Errors
/// Unknown stays unknown with its reason.
pub fn map(value: Known<Value>, read: impl FnOnce(&Value) -> Option<Value>) -> Known<Value> {
    let Seen { value, at } = value?;
    match read(&value) {
        Some(value) => known(value, at),
        None => unreadable(&value, at),
    }
}

/// A value that is not what its property holds.
///
/// # Errors
/// Always.
pub fn unreadable<T>(value: &Value, at: Vec<Span>) -> Known<T> {
    unknown(UnknownReason::Unreadable { raw: plain(value) }, at)
}

/// A value of one kind; any other, blank ones among them, counts as not printed.
///
/// # Errors
/// Where there is none.
pub fn typed<T>(value: Known<Value>, read: impl FnOnce(Value) -> Option<T>) -> Known<T> {
    let Seen { value, at } = value?;
    match read(value) {
        Some(value) => known(value, at),
        None => not_printed(at),
    }
}

/// The flag that a value is.
pub(super) fn as_flag(value: Value) -> Option<bool> {
    if let Value::Bool(flag) = value { Some(flag) } else { None }
}

/// The text that a value is.
pub(super) fn as_text(value: Value) -> Option<String> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

/// The list that a value is.
pub(super) fn as_list(value: Value) -> Option<List> {
    if let Value::List(list) = value { Some(list) } else { None }
}

/// The text of a property; `None` when blank or unknown.
#[must_use]
pub fn text_of(object: &Object, property: &str) -> Option<String> {
    match &object.values.get(property)?.as_ref().ok()?.value {
        Value::Null => None,
        value => Some(plain(value)),
    }
}

/// The flag of a property; `None` when blank or unknown.
#[must_use]
pub fn flag_of(object: &Object, property: &str) -> Option<bool> {
    match object.values.get(property)?.as_ref().ok()?.value {
        Value::Bool(flag) => Some(flag),
        _ => None,
    }
}

/// Whether a property is this text, letter case ignored; `None` when the captures do not tell.
#[must_use]
pub fn is_text(object: &Object, property: &str, wanted: &str) -> Option<bool> {
    let seen = object.values.get(property)?.as_ref().ok()?;
    Some(plain(&seen.value).eq_ignore_ascii_case(wanted))
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

/// Whether one row holds: true at its places, false if no row does and there are no others, else unknown for the first reason.
pub(super) fn any(rows: &Rows<'_>, holds: impl Fn(&Object) -> Known<bool>) -> Known<bool> {
    let mut at: Vec<Span> = Vec::new();
    let mut open: Option<Unknown> = None;
    for row in &rows.objects {
        match holds(row) {
            Ok(Seen { value: true, at }) => return known(true, at),
            Ok(Seen { at: seen, .. }) => at.extend(seen.into_iter().take(MOST_PLACES.saturating_sub(at.len()))),
            Err(reason) => open = open.or(Some(reason)),
        }
    }
    match open {
        Some(reason) => Err(reason),
        None => rows.whole().and(known(false, at)),
    }
}

/// A flag of a row that stands at no place of its own: that it holds, and that nobody knows, is shown where the row is.
pub(super) fn told(row: &Object, holds: Option<bool>) -> Known<bool> {
    match holds {
        Some(true) => known(true, row.spans()),
        Some(false) => known(false, Vec::new()),
        None => not_printed(row.spans()),
    }
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
