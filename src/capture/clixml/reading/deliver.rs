//! What becomes of a value that has been read: a member, an item, a record.

use super::super::object::At;
use super::super::references::Target;
use super::{Open, Reading};
use crate::capture::{Field, Form, Item, Raw, Record, Skipped};
use crate::source::Span;
use std::borrow::Cow;

impl<'s> Reading<'s, '_> {
    pub(super) fn object(&mut self, end: usize) {
        let Some(mut object) = self.objects.pop() else { return };
        let is_top = self.is_top();
        let types = object.types.and_then(|types| self.references.types.get(types));
        let is_known = types.is_some_and(|types| types.is_record);
        let is_record =
            object.keeps && !object.fields.is_empty() && (is_known || (!object.holds_records && object.items.is_none()));
        let type_name = types.map(|types| types.name.clone());
        let at = self.source.span(object.start, end);
        if is_record {
            crate::capture::unique::settle(&mut object.fields);
            self.out.records.push(Record {
                hearsay: false,
                command: self.command,
                form: Form::Clixml,
                type_name: type_name.clone(),
                shell: None,
                fields: std::mem::take(&mut object.fields),
                at,
            });
        }
        let holds_records = is_record || object.holds_records;
        if holds_records && let Some(parent) = self.objects.last_mut() {
            parent.holds_records = true;
        }
        let is_empty_record = object.keeps && is_top;
        let (raw, value_at) = object.value(type_name);
        if let Some(number) = object.ref_id {
            self.references.close(number, &raw, value_at);
        }
        match raw {
            Raw::List { items, .. } if is_top && !holds_records => self.loose.extend(items),
            _ if is_top && is_empty_record && !holds_records => {
                let why = "an object without properties; select properties or export the object itself".to_owned();
                self.out.skipped.push(Skipped { at, why });
            }
            _ if is_top => {}
            raw => self.deliver(object.name, raw, value_at),
        }
    }

    /// Gives a value to what it stands in.
    pub(super) fn deliver(&mut self, name: Option<At<'s>>, raw: Raw<'s>, at: Span) {
        let inside = self.open.last().copied();
        let Some(object) = self.objects.last_mut() else {
            if inside == Some(Open::Document)
                && let Raw::Scalar(text) = raw
            {
                self.loose.push(Item { text, at });
            }
            return;
        };
        match inside {
            Some(Open::Members) => {
                if let Some(name) = name {
                    let at = if raw == Raw::Blank { name.1 } else { at };
                    object.member(name, raw, at);
                }
            }
            Some(Open::Items) => {
                if let (Some(items), Some(text)) = (&mut object.items, item_text(raw)) {
                    items.push(Item { text, at });
                }
            }
            Some(Open::Entry) => match object.key.take() {
                None => object.key = item_text(raw).map(|text| (text, at)),
                Some(key) if object.keeps => {
                    object.fields.push(Field { at: if raw == Raw::Blank { key.1 } else { at }, name: key.0, raw })
                }
                Some((key, key_at)) => {
                    let text = format!("{key}={}", item_text(raw).unwrap_or_default());
                    object.items.get_or_insert_default().push(Item { text: Cow::Owned(text), at: key_at });
                }
            },
            Some(Open::Object) => {
                if let Some(text) = item_text(raw) {
                    object.bare.get_or_insert((text, at));
                }
            }
            _ => {}
        }
    }

    pub(super) fn follow(&mut self, number: Option<usize>, name: Option<At<'s>>, at: Span) {
        let budget = self.range.len();
        let why = match number.map_or(Target::Nowhere, |number| self.references.target(number, budget)) {
            Target::Value(raw, at) => return self.deliver(name, raw, at),
            // An object that is part of its own parts: nothing is lost, for the property says nothing new.
            Target::Open => "a property refers back to an object that it is a part of, and was left out",
            Target::Nowhere => "a property refers to an object that the document does not hold, and was left out",
            Target::Large => "a property refers to a value that is too large to be repeated, and was left out",
        };
        self.out.skipped.push(Skipped { at, why: why.to_owned() });
    }

    /// Whether what is read now stands at the top: directly in the document, or in a list that does.
    pub(super) fn is_top(&self) -> bool {
        match self.open.last() {
            Some(Open::Document) => true,
            Some(Open::Items) => self.objects.len() == 1,
            _ => false,
        }
    }

    pub(super) fn type_object(&mut self, types: Option<usize>) {
        let is_record = types.and_then(|types| self.references.types.get(types)).is_some_and(|types| types.is_record);
        if let Some(object) = self.objects.last_mut() {
            object.types = types;
            object.keeps |= is_record;
        }
    }

    pub(super) fn collect(&mut self) {
        if let Some(object) = self.objects.last_mut() {
            object.items.get_or_insert_default();
        }
    }
}

/// The text of a value as an item of a list. A list within a list is not an item that anything could be concluded from.
fn item_text(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    match raw {
        Raw::Scalar(text) | Raw::Cut(text) => Some(text),
        Raw::List { .. } => Some(Cow::Borrowed("System.Object[]")),
        Raw::Blank => None,
    }
}
