//! Small steps that facts are made of: reading a flag, a text or a list of an object without losing where it stands or why it is unknown.

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
    match object.get(property).value()? {
        Value::Null => None,
        value => Some(plain(value)),
    }
}

/// The flag of a property; `None` when blank or unknown.
#[must_use]
pub fn flag_of(object: &Object, property: &str) -> Option<bool> {
    match object.get(property).value()? {
        Value::Bool(flag) => Some(*flag),
        _ => None,
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
        Value::Version(version) => version.to_string(),
        Value::List(list) => list.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", "),
    }
}
