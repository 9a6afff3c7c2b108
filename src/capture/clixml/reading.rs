//! The walk over the elements.

use super::object::{At, Object, Types};
use super::references::References;
use super::{ClixmlError, MAX_DEPTH, escape, place};
use crate::capture::{Capture, Item, Raw};
use crate::source::{Source, Span, xml};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

mod deliver;

/// An element that holds others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Document,
    Object,
    Types(Option<usize>),
    Members,
    Items,
    Dictionary,
    Entry,
}

/// An element that holds text.
struct Leaf<'s> {
    tag: &'static str,
    name: Option<At<'s>>,
    start: usize,
    content: usize,
    text: Cow<'s, str>,
}

/// Where the reading stands.
pub(super) struct Reading<'s, 'o> {
    source: &'s Source,
    range: Range<usize>,
    command: Option<usize>,
    out: &'o mut Capture<'s>,
    open: Vec<Open>,
    objects: Vec<Object<'s>>,
    leaf: Option<Leaf<'s>>,
    references: References<'s>,
    types: Option<usize>,
    loose: Vec<Item<'s>>,
}

impl<'s, 'o> Reading<'s, 'o> {
    pub fn new(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &'o mut Capture<'s>) -> Self {
        Self {
            source,
            range,
            command,
            out,
            open: Vec::new(),
            objects: Vec::new(),
            leaf: None,
            references: References::default(),
            types: None,
            loose: Vec::new(),
        }
    }

    /// Reads to the end of the document, or to where it can't be read on.
    pub fn run(&mut self) -> Option<ClixmlError> {
        let text = &self.source.text[self.range.clone()];
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = false;
        loop {
            let start = self.range.start + offset(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = self.range.start + offset(reader.error_position());
                    return Some(ClixmlError::new(
                        at.min(self.range.end.saturating_sub(1)),
                        format!(
                            "the XML is damaged here ({error}); the objects before it were read, export it again for the rest"
                        ),
                    ));
                }
            };
            let end = self.range.start + offset(reader.buffer_position());
            let outcome = match event {
                Event::Start(tag) => self.start(&tag, start, end, false),
                Event::Empty(tag) => self.start(&tag, start, end, true),
                Event::End(_) => {
                    self.end(start, end);
                    Ok(())
                }
                Event::Text(text) => self.text(text.into_inner(), start),
                Event::CData(text) => self.text(text.into_inner(), start),
                Event::GeneralRef(reference) => match xml::resolve(&reference) {
                    Some(character) => self.text(Cow::Owned(character.to_string()), start),
                    None => Err(ClixmlError::new(
                        start,
                        "an entity that XML does not define stands here; PowerShell writes none, so the rest was not read",
                    )),
                },
                Event::DocType(_) => Err(ClixmlError::new(
                    start,
                    "a DOCTYPE stands here; Export-Clixml writes none and it could define entities, so the document was not read",
                )),
                Event::Eof => {
                    let cut = !self.open.is_empty() || self.leaf.is_some();
                    return cut.then(|| {
                        let at = self.objects.first().map_or(self.range.start, |object| object.start);
                        ClixmlError::new(
                            at,
                            "the document is cut off; the objects before this one were read, export it again for the rest",
                        )
                    });
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Ok(()),
            };
            if let Err(trouble) = outcome {
                return Some(trouble);
            }
        }
    }

    /// Bare values at the top of the document, and the place of all of them.
    pub fn loose(&mut self) -> Option<(Vec<Item<'s>>, Span)> {
        let items = std::mem::take(&mut self.loose);
        let at = items.first()?.at.to(items.last()?.at);
        Some((items, at))
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize, end: usize, empty: bool) -> Result<(), ClixmlError> {
        if self.leaf.is_some() {
            return Err(ClixmlError::new(
                start,
                "an element stands within a value; Export-Clixml writes none, so the rest was not read",
            ));
        }
        let inside = self.open.last().copied();
        let name = tag.name().into_inner();
        let open = match name {
            "Objs" if inside.is_none() => {
                self.references = References::default();
                Open::Document
            }
            "Obj" if inside.is_some() => {
                let (name, number) = self.attributes(tag);
                if let Some(number) = number {
                    self.references.open(number);
                }
                let keeps = self.is_top();
                self.objects.push(Object::new(start, self.source.span(start, end), name, number, keeps));
                Open::Object
            }
            "TN" if inside == Some(Open::Object) => {
                self.references.types.push(Types::default());
                let types = self.references.types.len() - 1;
                self.types = Some(types);
                Open::Types(self.attributes(tag).1)
            }
            "TNRef" if inside == Some(Open::Object) => {
                let types = self.attributes(tag).1.and_then(|number| self.references.types_of(number));
                self.type_object(types);
                // A back reference is empty; `Types(None)` only waits for the end of one that is written with an end tag.
                Open::Types(None)
            }
            "Props" | "MS" if inside == Some(Open::Object) => Open::Members,
            "LST" | "IE" | "QUE" | "STK" if inside == Some(Open::Object) => {
                self.collect();
                Open::Items
            }
            "DCT" if inside == Some(Open::Object) => Open::Dictionary,
            "En" if inside == Some(Open::Dictionary) => Open::Entry,
            "Ref" if inside.is_some() => {
                let (name, number) = self.attributes(tag);
                self.follow(number, name, self.source.span(start, end));
                return if empty { Ok(()) } else { self.push(Open::Types(None), start) };
            }
            "Nil" => {
                let name = self.attributes(tag).0;
                let at = self.source.span(start, end);
                self.deliver(name, Raw::Blank, at);
                return if empty { Ok(()) } else { self.push(Open::Types(None), start) };
            }
            _ if inside.is_none() => {
                return Err(ClixmlError::new(
                    start,
                    format!("this is XML, but no Export-Clixml (it begins with <{}>)", short(name)),
                ));
            }
            _ => {
                let tag_name = known(name);
                let name = self.attributes(tag).0;
                self.leaf = Some(Leaf { tag: tag_name, name, start, content: end, text: Cow::Borrowed("") });
                if empty {
                    self.end(end, end);
                }
                return Ok(());
            }
        };
        self.push(open, start)?;
        if empty {
            self.end(end, end);
        }
        Ok(())
    }

    fn push(&mut self, open: Open, start: usize) -> Result<(), ClixmlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ClixmlError::new(
                start,
                format!("elements are nested more than {MAX_DEPTH} deep; the rest was not read"),
            ));
        }
        self.open.push(open);
        Ok(())
    }

    fn text(&mut self, text: Cow<'s, str>, at: usize) -> Result<(), ClixmlError> {
        match &mut self.leaf {
            Some(leaf) if leaf.text.is_empty() => leaf.text = text,
            Some(leaf) => leaf.text.to_mut().push_str(&text),
            None if text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() => {}
            None => return Err(ClixmlError::new(at, "text stands where Export-Clixml has none; the rest was not read")),
        }
        Ok(())
    }

    /// The end tag that starts at `start` and ends at `end`.
    fn end(&mut self, start: usize, end: usize) {
        if let Some(leaf) = self.leaf.take() {
            return self.leaf(leaf, start, end);
        }
        match self.open.pop() {
            Some(Open::Object) => self.object(end),
            Some(Open::Types(number)) => {
                let Some(types) = self.types.take() else { return };
                if let Some(number) = number {
                    self.references.number_types(number, types);
                }
                self.type_object(Some(types));
            }
            Some(Open::Entry) => {
                if let Some(object) = self.objects.last_mut() {
                    object.key = None;
                }
            }
            _ => {}
        }
    }

    fn leaf(&mut self, leaf: Leaf<'s>, start: usize, end: usize) {
        let raw_text = self.source.text.get(leaf.content..start).unwrap_or("");
        let trimmed = raw_text.trim();
        let at = if trimmed.is_empty() { self.source.span(leaf.start, end) } else { place(self.source, trimmed) };
        let text = match leaf.tag {
            "B" if leaf.text.trim() == "true" => Cow::Borrowed("True"),
            "B" if leaf.text.trim() == "false" => Cow::Borrowed("False"),
            _ => trim(escape::unescape(leaf.text)),
        };
        match leaf.tag {
            "T" => {
                if let Some(types) = self.types.and_then(|types| self.references.types.get_mut(types)) {
                    types.add(text);
                }
            }
            "ToString" => {
                if let Some(object) = self.objects.last_mut() {
                    object.shown = Some((text, at));
                }
            }
            // An encrypted string is a secret, and never evidence.
            "SS" => {}
            _ => {
                let raw = if text.is_empty() { Raw::Blank } else { Raw::Scalar(text) };
                self.deliver(leaf.name, raw, at);
            }
        }
    }

    /// `N` with its place and `RefId` of a start tag.
    fn attributes(&self, tag: &BytesStart<'_>) -> (Option<At<'s>>, Option<usize>) {
        let (mut name, mut number) = (None, None);
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.into_inner() {
                "RefId" => number = attribute.value.trim().parse().ok(),
                "N" => {
                    let Some(at) = self.source.span_of(&attribute.value) else { continue };
                    let written = self.source.text.get(at.start as usize..at.end as usize).unwrap_or("");
                    let plain = quick_xml::escape::unescape(written).unwrap_or(Cow::Borrowed(written));
                    if !plain.is_empty() {
                        name = Some((escape::unescape(plain), at));
                    }
                }
                _ => {}
            }
        }
        (name, number)
    }
}

/// The text of a leaf without the line ends that an editor put around it. Blanks stay: they are part of what was exported. A text of
/// blanks alone is empty.
fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    let around = |text: &str| if text.trim().is_empty() { 0..0 } else { kept(text) };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[around(text)]),
        Cow::Owned(text) if around(&text) == (0..text.len()) => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text[around(&text)].to_owned()),
    }
}

/// What is left when line ends, and the blanks that indent behind them, are taken off.
fn kept(text: &str) -> std::ops::Range<usize> {
    let is_broken = text.contains(['\r', '\n']);
    if !is_broken {
        return 0..text.len();
    }
    let start = text.len() - text.trim_start().len();
    start..text.trim_end().len()
}

fn known(name: &str) -> &'static str {
    ["T", "ToString", "B", "SS"].into_iter().find(|known| *known == name).unwrap_or("")
}

fn short(name: &str) -> String {
    crate::text::visible_line(&name.chars().take(40).collect::<String>()).into_owned()
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
