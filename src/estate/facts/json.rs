//! Objects that Graph nests in one of its own: read member by member, and unknown where a form has cut them.

use super::derive::plain;
use crate::estate::{Object, Seen, Unknown, UnknownReason, Value};
use crate::source::Span;
use serde_json::Value as Json;

/// A member of an object, letter case ignored, as PowerShell and Graph differ in it.
pub(super) fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    json.as_object()?.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A nested object, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Nested {
    json: Json,
    at: Vec<Span>,
}

/// The object that a property is.
///
/// # Errors
/// Why it is not known: it was not printed, or a form has lost it.
pub(super) fn of(object: &Object, property: &str) -> Result<Nested, Unknown> {
    let Seen { value, at } = object.get(property)?;
    if value == Value::Null {
        return Err(Unknown { why: UnknownReason::NotPrinted, at });
    }
    read(&plain(&value), at)
}

/// The object that a text is.
///
/// # Errors
/// That a form has lost it.
pub(super) fn read(text: &str, at: Vec<Span>) -> Result<Nested, Unknown> {
    match serde_json::from_str(text) {
        Ok(json @ Json::Object(_)) => Ok(Nested { json, at }),
        _ => Err(Unknown { why: UnknownReason::Lossy { raw: text.to_owned() }, at }),
    }
}

impl Nested {
    /// Where it stands.
    pub fn at(&self) -> Vec<Span> {
        self.at.clone()
    }

    /// A value that is none of those that are known, or what ConvertTo-Json writes below its depth.
    pub fn unreadable(&self, raw: &str) -> Unknown {
        Unknown { why: UnknownReason::Unreadable { raw: raw.to_owned() }, at: self.at() }
    }

    /// A member. That it is missing says nothing: a form left it out.
    fn printed(&self, name: &str) -> Result<&Json, Unknown> {
        member(&self.json, name).ok_or_else(|| self.not_printed())
    }

    /// A member that was not printed.
    pub fn not_printed(&self) -> Unknown {
        Unknown { why: UnknownReason::NotPrinted, at: self.at() }
    }

    /// An object in it; `None` where there is none.
    pub fn optional(&self, name: &str) -> Result<Option<Self>, Unknown> {
        match self.printed(name)? {
            Json::Null => Ok(None),
            json @ Json::Object(_) => Ok(Some(Self { json: json.clone(), at: self.at() })),
            other => Err(self.unreadable(&raw(other))),
        }
    }

    /// An object in it.
    pub fn member(&self, name: &str) -> Result<Self, Unknown> {
        self.optional(name)?.ok_or_else(|| self.not_printed())
    }

    /// A text in it; `None` where there is none.
    pub fn optional_text(&self, name: &str) -> Result<Option<String>, Unknown> {
        match self.printed(name)? {
            Json::Null => Ok(None),
            Json::String(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            other => Err(self.unreadable(&raw(other))),
        }
    }

    /// The texts of a list in it; none where it is blank.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, Unknown> {
        match self.printed(name)? {
            Json::Null => Ok(Vec::new()),
            Json::Array(items) => {
                items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(|| self.unreadable(&raw(item)))).collect()
            }
            other => Err(self.unreadable(&raw(other))),
        }
    }

    /// The objects of a list in it; `None` where the list was not printed.
    pub fn objects(&self, name: &str) -> Result<Option<Vec<Self>>, Unknown> {
        match member(&self.json, name) {
            None => Ok(None),
            Some(Json::Null) => Ok(Some(Vec::new())),
            Some(Json::Array(items)) => {
                let object = |item: &Json| match item {
                    Json::Object(_) => Ok(Self { json: item.clone(), at: self.at() }),
                    other => Err(self.unreadable(&raw(other))),
                };
                items.iter().map(object).collect::<Result<Vec<_>, _>>().map(Some)
            }
            Some(other) => Err(self.unreadable(&raw(other))),
        }
    }
}

/// A value as text.
pub(super) fn raw(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}
