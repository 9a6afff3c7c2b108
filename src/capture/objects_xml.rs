//! `ConvertTo-Xml`: `<Objects><Object><Property Name="…">value</Property>…`.
//!
//! A list is a property whose children have no names. Where the depth of the conversion did not suffice, the text of an object stands in a nameless child
//! beside its members; where it did, the members stand alone, and nothing says what the object would have printed.

use super::{Capture, Field, Form, Item, Raw, Record, Skipped, unique, values};
use crate::source::{Source, Span, xml};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::ops::Range;

/// Deepest nesting of elements that is read; `-Depth` is seldom more than 5.
const MAX_DEPTH: usize = 256;

/// An element that is open.
#[derive(Default)]
struct Node<'s> {
    is_object: bool,
    name: Option<Cow<'s, str>>,
    kind: Cow<'s, str>,
    /// First byte of the element.
    start: usize,
    /// Where its text stands, and the text where that is not simply what stands there.
    text: Option<Range<usize>>,
    resolved: Option<String>,
    /// Values of children without a name.
    items: Vec<Item<'s>>,
    /// A child without a name had no text that could be told.
    lost: bool,
    fields: Vec<Field<'s>>,
}

/// Reads the document that fills `range` of the source. `command` is the command above it, if the capture shows one.
pub fn read<'s>(source: &'s Source, range: Range<usize>, command: Option<usize>, out: &mut Capture<'s>) {
    let mut reading = Reading { source, command, open: Vec::new(), loose: Vec::new(), out };
    let trouble = reading.run(&range);
    let loose = std::mem::take(&mut reading.loose);
    match trouble {
        Some((at, why)) => {
            let at = source.span(at.min(range.end.saturating_sub(1)), range.end);
            out.skipped.push(Skipped { at, why: why.to_owned() });
        }
        None if !loose.is_empty() => {
            values::document(command, Form::Clixml, loose, source.span(range.start, range.end), out);
        }
        None => {}
    }
}

struct Reading<'s, 'o> {
    source: &'s Source,
    command: Option<usize>,
    open: Vec<Node<'s>>,
    /// Objects that are bare values.
    loose: Vec<Item<'s>>,
    out: &'o mut Capture<'s>,
}

impl<'s> Reading<'s, '_> {
    /// Reads to the end, or to where it can't be read on: where, and why.
    fn run(&mut self, range: &Range<usize>) -> Option<(usize, &'static str)> {
        let mut reader = Reader::from_str(&self.source.text[range.clone()]);
        let mut depth = 0usize;
        loop {
            let start = range.start + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let Ok(event) = reader.read_event() else {
                return Some((start, "the XML is damaged here; the objects before it were read, convert it again for the rest"));
            };
            let end = range.start + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Some((start, "the XML is nested too deeply"));
                    }
                    self.start(&tag, start);
                }
                Event::Empty(tag) => {
                    self.start(&tag, start);
                    self.end(end);
                }
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    self.end(end);
                }
                Event::Text(_) | Event::CData(_) => {
                    let is_data = matches!(event, Event::CData(_));
                    let text = if is_data { start + "<![CDATA[".len()..end - "]]>".len() } else { start..end };
                    self.text(text, None);
                }
                Event::GeneralRef(reference) => match xml::resolve(&reference) {
                    Some(character) => self.text(start..end, Some(character)),
                    None => return Some((start, "an entity that XML does not define stands here; ConvertTo-Xml writes none")),
                },
                Event::DocType(_) => return Some((start, "a DOCTYPE stands here; ConvertTo-Xml writes none")),
                Event::Eof if depth > 0 => {
                    let at = self.open.iter().find(|node| node.is_object).map_or(start, |object| object.start);
                    return Some((
                        at,
                        "the document is cut off; the objects before this one were read, convert it again for the rest",
                    ));
                }
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, start: usize) {
        let attribute = |wanted: &str| {
            let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
            let text = quick_xml::escape::unescape(&found.value).ok()?.into_owned();
            Some(Cow::Owned(text))
        };
        self.open.push(Node {
            is_object: tag.local_name().as_ref() == "Object",
            name: attribute("Name"),
            kind: attribute("Type").unwrap_or_default(),
            start,
            ..Node::default()
        });
    }

    fn text(&mut self, at: Range<usize>, character: Option<char>) {
        let Some(node) = self.open.last_mut() else { return };
        let piece = &self.source.text[at.clone()];
        match &mut node.text {
            None if character.is_none() => node.text = Some(at),
            None => {
                node.text = Some(at);
                node.resolved = character.map(String::from);
            }
            Some(text) => {
                let so_far = node.resolved.get_or_insert_with(|| self.source.text[text.clone()].to_owned());
                match character {
                    Some(character) => so_far.push(character),
                    None => so_far.push_str(piece),
                }
                text.end = at.end;
            }
        }
    }

    fn end(&mut self, end: usize) {
        let Some(mut node) = self.open.pop() else { return };
        if node.is_object {
            return self.deliver(node, end);
        }
        let Some(parent) = self.open.last_mut() else { return };
        let at = self.source.span(node.start, end);
        match node.name.take() {
            Some(name) => {
                let (raw, at) = value(node, self.source, at);
                parent.fields.push(Field { name, raw, at });
            }
            None => match value(node, self.source, at) {
                (Raw::Scalar(text), at) => parent.items.push(Item { text, at }),
                (Raw::Blank, _) => {}
                _ => parent.lost = true,
            },
        }
    }

    /// An object is a record, or a bare value.
    fn deliver(&mut self, mut node: Node<'s>, end: usize) {
        let at = self.source.span(node.start, end);
        if node.fields.is_empty() {
            if let (Raw::Scalar(text), at) = value(node, self.source, at) {
                self.loose.push(Item { text, at });
            }
            return;
        }
        unique::settle(&mut node.fields);
        let kind = node.kind.strip_prefix("Selected.").unwrap_or(&node.kind);
        let kind = kind.strip_prefix("Deserialized.").unwrap_or(kind).to_owned();
        self.out.records.push(Record {
            hearsay: false,
            command: self.command,
            form: Form::Clixml,
            type_name: (!kind.is_empty()).then_some(Cow::Owned(kind)),
            shell: None,
            fields: node.fields,
            at,
        });
    }
}

/// What a property says, and where.
fn value<'s>(node: Node<'s>, source: &'s Source, whole: Span) -> (Raw<'s>, Span) {
    let is_list = node.kind.ends_with(']') || node.kind.contains("Collection") || node.kind.contains("MultiValued");
    // Beside members stands what the object prints.
    if !node.fields.is_empty() {
        return match node.items.into_iter().next() {
            Some(item) => (Raw::Scalar(item.text), item.at),
            None => (Raw::Cut(Cow::Borrowed("")), whole),
        };
    }
    if !node.items.is_empty() || node.lost {
        return (Raw::List { items: node.items, cut: node.lost }, whole);
    }
    let Some(range) = node.text else {
        return (if is_list { Raw::List { items: Vec::new(), cut: false } } else { Raw::Blank }, whole);
    };
    let raw = &source.text[range.clone()];
    let lead = raw.len() - raw.trim_start().len();
    let at = source.span(range.start + lead, range.start + raw.trim_end().len().max(lead));
    let text = match node.resolved {
        Some(text) => Cow::Owned(text.trim().to_owned()),
        None => Cow::Borrowed(raw.trim()),
    };
    if text.is_empty() { (Raw::Blank, whole) } else { (Raw::Scalar(text), at) }
}

#[cfg(test)]
mod tests {
    use crate::capture::{self, Raw};
    use crate::source::{Source, SourceId};

    fn shown(text: &str) -> (Vec<String>, Vec<String>) {
        let source = Source::from_text(SourceId(0), "a.xml", text);
        let capture = capture::read(&source);
        let records = capture.records.iter().map(|record| {
            let fields = record.fields.iter().map(|field| {
                let value = match &field.raw {
                    Raw::Scalar(text) => text.to_string(),
                    Raw::List { items, cut } => {
                        format!(
                            "{:?}{}",
                            items.iter().map(|item| &*item.text).collect::<Vec<_>>(),
                            if *cut { " cut" } else { "" }
                        )
                    }
                    Raw::Cut(text) => format!("{text} cut"),
                    Raw::Blank => "blank".to_owned(),
                };
                format!("{}={value}", field.name)
            });
            fields.collect::<Vec<_>>().join("; ")
        });
        (records.collect(), capture.skipped.iter().map(|skip| skip.why.clone()).collect())
    }

    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Objects>\r\n";

    #[test]
    fn objects_are_records() {
        let text = format!(
            "{HEAD}  <Object Type=\"System.Management.Automation.PSCustomObject\">\r\n    <Property Name=\"Identity\" Type=\"System.String\">EX01\\mapi (Default Web Site)</Property>\r\n    <Property Name=\"InternalUrl\" Type=\"System.Uri\">https://mail.contoso.com/mapi?a=1&amp;b=&#x32;</Property>\r\n    <Property Name=\"ExternalUrl\" Type=\"System.Uri\" />\r\n    <Property Name=\"Comment\" Type=\"System.String\"></Property>\r\n    <Property Name=\"IISAuthenticationMethods\" Type=\"Microsoft.Exchange.Data.MultiValuedProperty`1[X]\">\r\n      <Property Type=\"X\">Ntlm</Property>\r\n      <Property Type=\"X\">OAuth</Property>\r\n    </Property>\r\n    <Property Name=\"None\" Type=\"System.Object[]\" />\r\n    <Property Name=\"Nested\" Type=\"Y\"><Property Type=\"System.String\">@{{A=1}}</Property><Property Name=\"A\" Type=\"Z\">1</Property></Property>\r\n    <Property Name=\"Day\" Type=\"System.DayOfWeek\"><Property Name=\"value__\" Type=\"System.Int32\">5</Property></Property>\r\n    <Property Name=\"Objs\" Type=\"System.Object[]\"><Property Type=\"Y\">a</Property><Property Type=\"Y\"><Property Name=\"A\">1</Property></Property></Property>\r\n  </Object>\r\n</Objects>\r\n"
        );
        let (records, skipped) = shown(&text);
        assert_eq!(
            records,
            [
                "Identity=EX01\\mapi (Default Web Site); InternalUrl=https://mail.contoso.com/mapi?a=1&b=2; ExternalUrl=blank; Comment=blank; IISAuthenticationMethods=[\"Ntlm\", \"OAuth\"]; None=[]; Nested=@{A=1}; Day= cut; Objs=[\"a\"] cut"
            ]
        );
        assert!(skipped.is_empty(), "{skipped:?}");
    }

    #[test]
    fn one_line_and_bare_values_are_read_too() {
        let (records, _) = shown(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Objects><Object><Property Name=\"Name\">EvoSTS</Property><Property Name=\"Realm\" /></Object><Object><Property Name=\"Name\">ACS</Property></Object></Objects>",
        );
        assert_eq!(records, ["Name=EvoSTS; Realm=blank", "Name=ACS"]);
        let (records, _) = shown(&format!(
            "{HEAD}<Object Type=\"System.String\">00000002-0000-0ff1-ce00-000000000000</Object>\n<Object Type=\"System.String\">https://mail.contoso.com/</Object>\n</Objects>"
        ));
        assert_eq!(records, ["ServicePrincipalNames=[\"00000002-0000-0ff1-ce00-000000000000\", \"https://mail.contoso.com/\"]"]);
    }

    #[test]
    fn spans_give_the_very_text() {
        let text = format!(
            "{HEAD}<Object><Property Name=\"Name\"> EvoSTS </Property><Property Name=\"A\"><Property>x</Property></Property></Object></Objects>"
        );
        let source = Source::from_text(SourceId(0), "a.xml", &text);
        let capture = capture::read(&source);
        assert_eq!(source.slice(capture.records[0].fields[0].at), "EvoSTS");
        assert!(matches!(&capture.records[0].fields[1].raw, Raw::List { items, .. } if source.slice(items[0].at) == "x"));
    }

    #[test]
    fn damaged_cut_and_hostile_documents_are_told() {
        let whole = format!(
            "{HEAD}<Object><Property Name=\"Name\">EvoSTS</Property></Object><Object><Property Name=\"Name\">A</Property></Object></Objects>"
        );
        for cut in HEAD.len() + 20..whole.len() - 1 {
            let (records, skipped) = shown(&whole[..cut]);
            assert!(!skipped.is_empty(), "{cut}");
            assert!(records.iter().all(|record| record == "Name=EvoSTS" || record == "Name=A"), "{cut}: {records:?}");
        }
        let (records, skipped) = shown(&whole.replace("<Objects>", "<!DOCTYPE a [<!ENTITY b \"b\">]><Objects>"));
        assert!(records.is_empty() && !skipped.is_empty(), "{records:?} {skipped:?}");
        let (records, skipped) = shown(&whole.replace("EvoSTS", "&b;"));
        assert!(records.is_empty() && !skipped.is_empty(), "{records:?} {skipped:?}");
        let (records, _) = shown(&format!("{HEAD}<Object>{}", "<Property Name=\"A\">".repeat(100_000)));
        assert!(records.is_empty());
    }
}
