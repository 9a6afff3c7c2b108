//! The result cache of the Hybrid Configuration Wizard: `invoke` elements without a root.

use super::wizard::{self, Call};
use super::{Capture, Field, Form, Item, Outcome, Raw, Record, Shell, Skipped};
use crate::source::{Source, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

/// Deepest nesting of elements that is read; the wizard writes six.
const MAX_DEPTH: usize = 64;

/// Reads the document that fills `range` of the source. The wizard's own calls name the cmdlets, so the command above it does not matter.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let _ = command;
    let mut reading = Reading { source, range, depth: 0, calls: Vec::new(), call: None, object: None };
    if let Some((at, why)) = reading.run() {
        out.skipped.push(Skipped { at: source.span(at, reading.range.end), why });
    }
    wizard::emit(reading.calls, out);
}

struct Reading<'s> {
    source: &'s Source,
    range: Range<usize>,
    depth: usize,
    calls: Vec<Call<'s>>,
    call: Option<(usize, Call<'s>)>,
    object: Option<(usize, Record<'s>)>,
}

/// An attribute's value, decoded, and its place.
type Attribute<'s> = (Cow<'s, str>, Span);

impl<'s> Reading<'s> {
    /// Reads to the end, or returns where and why it could not.
    fn run(&mut self) -> Option<(usize, String)> {
        let text = &self.source.text[self.range.clone()];
        let mut reader = Reader::from_str(text);
        let base = self.range.start;
        let offset = |position: u64| base + usize::try_from(position).unwrap_or(0);
        loop {
            let start = offset(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = offset(reader.error_position()).min(self.range.end.saturating_sub(1));
                    return Some((at, format!("the cache is damaged here ({error}); the calls before it were read")));
                }
            };
            let end = offset(reader.buffer_position());
            match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Some((start, format!("elements are nested more than {MAX_DEPTH} deep; the rest was not read")));
                    }
                    self.start(&tag, start);
                }
                Event::Empty(tag) => {
                    self.start(&tag, start);
                    self.end(tag.name().into_inner(), end);
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(tag.name().into_inner(), end);
                }
                Event::Comment(comment) => {
                    // The wizard writes the command line as a comment.
                    let line = comment.into_inner();
                    if let Some((_, call)) = &mut self.call
                        && line.trim().to_ascii_lowercase().starts_with(&call.cmdlet.to_ascii_lowercase())
                        && let Cow::Borrowed(line) = line
                    {
                        call.text = Cow::Borrowed(line.trim());
                    }
                }
                Event::DocType(_) => {
                    return Some((start, "a DOCTYPE stands here; the wizard writes none, so the rest was not read".to_owned()));
                }
                Event::Eof => {
                    let (start, call) = self.call.take()?;
                    // The lost answer was the newer one; an earlier one to the same cmdlet may be out of date.
                    self.calls.retain(|other| other.shell != call.shell || !other.cmdlet.eq_ignore_ascii_case(&call.cmdlet));
                    return Some((start, format!("the cache is cut within the answer to {}, which was left out", call.cmdlet)));
                }
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize) {
        match tag.name().into_inner() {
            "invoke" => {
                let shell = self.attribute(tag, "type").and_then(|(side, _)| match &*side {
                    "OnPremises" => Some(Shell::OnPremises),
                    "Tenant" => Some(Shell::Tenant),
                    _ => None,
                });
                let (cmdlet, _) =
                    self.attribute(tag, "cmdlet").unwrap_or_else(|| (Cow::Borrowed(""), self.source.span(start, start)));
                let call = Call {
                    shell,
                    text: cmdlet.clone(),
                    cmdlet,
                    parameters: Vec::new(),
                    outcome: Outcome::Unknown,
                    records: Vec::new(),
                    cut: false,
                    at: self.source.span(start, start + 1),
                };
                self.call = Some((start, call));
            }
            "parameter" => {
                let name = self.attribute(tag, "name");
                let value = self.attribute(tag, "value").map(|(value, _)| value);
                let is_switch = self
                    .attribute(tag, "type")
                    .is_some_and(|(kind, _)| kind.ends_with("Boolean") || kind.ends_with("SwitchParameter"));
                let is_on = is_switch && value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case("true"));
                if let (Some((_, call)), Some((name, _))) = (&mut self.call, name) {
                    call.parameters.push((name, value.filter(|_| !is_on)));
                }
            }
            "results" => {
                if let Some((_, call)) = &mut self.call {
                    call.outcome = Outcome::Nothing;
                }
            }
            "error" | "exception" | "errors" => {
                if let Some((_, call)) = &mut self.call {
                    call.outcome = Outcome::Failed;
                }
            }
            "object" if self.call.is_some() => {
                let type_name = self.attribute(tag, "type").map(|(name, _)| match name {
                    Cow::Borrowed(name) => Cow::Borrowed(name.strip_prefix("Deserialized.").unwrap_or(name)),
                    Cow::Owned(name) => Cow::Owned(name.strip_prefix("Deserialized.").unwrap_or(&name).to_owned()),
                });
                let shell = self.call.as_ref().and_then(|(_, call)| call.shell);
                let at = self.source.span(start, start + 1);
                self.object = Some((
                    start,
                    Record { hearsay: false, command: None, form: Form::Xhcw, type_name, shell, fields: Vec::new(), at },
                ));
            }
            "property" => {
                let field = self.property(tag);
                if let (Some((_, record)), Some(field)) = (&mut self.object, field) {
                    record.fields.push(field);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, end: usize) {
        match name {
            "object" => {
                if let (Some((start, mut record)), Some((_, call))) = (self.object.take(), &mut self.call) {
                    record.at = self.source.span(start, end);
                    super::unique::settle(&mut record.fields);
                    if call.outcome != Outcome::Failed {
                        call.outcome = Outcome::Records;
                    }
                    call.records.push(record);
                }
            }
            "invoke" => {
                if let Some((start, mut call)) = self.call.take() {
                    call.at = self.source.span(start, end);
                    self.calls.push(call);
                }
            }
            _ => {}
        }
    }

    fn property(&self, tag: &BytesStart<'_>) -> Option<Field<'s>> {
        let (name, name_at) = self.attribute(tag, "name").filter(|(name, _)| !name.is_empty())?;
        let is_null = self.attribute(tag, "valueIsNull").is_some_and(|(value, _)| value.eq_ignore_ascii_case("true"));
        let kind = self.attribute(tag, "type").map(|(kind, _)| kind).unwrap_or_default();
        let value = self.attribute(tag, "value").filter(|_| !is_null);
        Some(match value {
            Some((text, at)) if kind.ends_with("[]") => {
                let items = self.items(&text, at);
                let at = if at.start == at.end { name_at } else { at };
                Field { name, raw: Raw::List { items, cut: false }, at }
            }
            Some((text, at)) if !text.trim().is_empty() => Field { name, raw: Raw::Scalar(trim(text)), at },
            _ => Field { name, raw: Raw::Blank, at: name_at },
        })
    }

    /// `a, b`. Items of decoded text have the place of the whole value.
    fn items(&self, text: &Cow<'s, str>, at: Span) -> Vec<Item<'s>> {
        match text {
            Cow::Borrowed(text) => text
                .split(", ")
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Item { text: Cow::Borrowed(item), at: self.source.span_of(item).unwrap_or(at) })
                .collect(),
            Cow::Owned(text) => text
                .split(", ")
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Item { text: Cow::Owned(item.to_owned()), at })
                .collect(),
        }
    }

    fn attribute(&self, tag: &BytesStart<'_>, name: &str) -> Option<Attribute<'s>> {
        let attribute = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.into_inner() == name)?;
        let at = self.source.span_of(&attribute.value)?;
        let written = self.source.text.get(at.start as usize..at.end as usize)?;
        let value = quick_xml::escape::unescape(written).unwrap_or(Cow::Borrowed(written));
        Some((value, at))
    }
}

fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
