//! Export-Clixml, HealthChecker data among it.
//!
//! One pass of events, no tree: an object keeps its members while it is open and is a record when it closes. Objects that are the value
//! of a property are reduced to what they say of themselves (`ToString`, else a telling member); known types are records at any depth.

use super::{Capture, Raw, Skipped};
use crate::source::{Source, Span};
use std::ops::Range;

mod escape;
mod object;
mod reading;
mod references;

/// Deepest nesting of elements that is read. PowerShell itself stops far below.
const MAX_DEPTH: usize = 1024;

/// Reads the document that fills `range` of the source. `command` is the command above it, if the capture shows one.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let before = out.records.len();
    let mut reading = reading::Reading::new(source, range.clone(), command, out);
    let trouble = reading.run();
    // Bare values of a cut document would look like all there are.
    let loose = reading.loose().filter(|_| trouble.is_none());
    if let Some(trouble) = trouble {
        out.skipped.push(Skipped { at: source.span(trouble.at, range.end), why: trouble.why });
        out.lost.push(source.span(range.start, range.end));
    }
    if let Some((items, at)) = loose {
        super::values::document(command, super::Form::Clixml, items, at, out);
    }
    // A record that holds others closes after them.
    out.records[before..].sort_by_key(|record| record.at.start);
    for index in before..out.records.len() {
        certify(index, out);
    }
}

/// Adds to the record of a certificate what its DER form says.
fn certify(index: usize, out: &mut Capture<'_>) {
    let Some(record) = out.records.get_mut(index) else { return };
    let is_certificate =
        record.type_name.as_deref().is_some_and(|name| name.ends_with("Certificate") || name.ends_with("X509Certificate2"));
    if !is_certificate {
        return;
    }
    let Some((base64, at)) = record.field("RawData").and_then(|field| match &field.raw {
        Raw::Scalar(text) => Some((text.clone(), field.at)),
        _ => None,
    }) else {
        return;
    };
    match super::certificate::fields(&base64, at) {
        Ok(computed) => {
            for field in computed {
                if record.field(&field.name).is_none() {
                    record.fields.push(field);
                }
            }
        }
        Err(why) => out.skipped.push(Skipped { at, why: format!("a certificate could not be read: {why}") }),
    }
}

/// Why the reading ended before the document did.
#[derive(Debug)]
struct ClixmlError {
    /// Where.
    at: usize,
    /// Why, for a person.
    why: String,
}

impl ClixmlError {
    fn new(at: usize, why: impl Into<String>) -> Self {
        Self { at, why: why.into() }
    }
}

/// The place of a part of the source, which must not be empty for a field.
fn place(source: &Source, part: &str) -> Span {
    source.span_of(part).unwrap_or_else(|| source.span(0, 0))
}
