//! The text of a Word document: its paragraphs as lines, its tables as those of a page.

use crate::source::page::flow::Flow;
use crate::source::page::grid::Grid;
use crate::source::page::{PICTURE, Page};
use crate::source::{Unread, UnreadKind, xml};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting of elements, far beyond what Word writes.
const DEEPEST: usize = 512;

/// The text of `word/document.xml`.
pub(super) fn text(xml: &str) -> Result<Page, &'static str> {
    const DAMAGED: &str = "a Word document that is damaged: save it again, or its text as .txt";
    let mut reader = Reader::from_str(xml);
    let mut layout = Layout::default();
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err("a Word document whose elements are nested too deeply");
                }
                layout.style(&tag);
                layout.start(tag.local_name().as_ref(), depth);
            }
            Ok(Event::Empty(tag)) => {
                layout.style(&tag);
                layout.start(tag.local_name().as_ref(), depth + 1);
                layout.end(tag.local_name().as_ref(), depth + 1);
            }
            Ok(Event::End(tag)) => {
                layout.end(tag.local_name().as_ref(), depth);
                depth = depth.saturating_sub(1);
            }
            Ok(Event::Text(text)) => layout.text(&text.into_inner()),
            Ok(Event::CData(text)) => layout.text(&text.into_inner()),
            Ok(Event::GeneralRef(entity)) => {
                let character = xml::resolve(&entity).ok_or(DAMAGED)?;
                layout.text(character.encode_utf8(&mut [0; 4]));
            }
            Ok(Event::DocType(_)) => return Err("a Word document with a DOCTYPE, which Word does not write"),
            Ok(Event::Eof) if depth == 0 => return Ok(layout.finish()),
            Ok(Event::Eof) | Err(_) => return Err(DAMAGED),
            Ok(_) => {}
        }
    }
}

/// Elements whose text is not part of the document: what was deleted or moved away while changes were tracked, and a second version of a drawing.
const UNSEEN: &[&str] = &["del", "moveFrom", "Fallback", "instrText", "delText"];

const DELETED: &str = "deleted in the document, so it does not count";
const DRAWN: &str = "stands in an older form of a drawing, which is not read: save the text as .txt";

const STRUCK: &str = "struck out in the document, so it does not count";
const HIDDEN: &str = "hidden in the document, which shows it to nobody, and not read";

#[derive(Default)]
struct Layout {
    flow: Flow,
    tables: Vec<Grid>,
    left_out: Vec<(usize, &'static str)>,
    /// Depth of the element that is not shown, and its text.
    unseen: Option<(usize, String)>,
    unread: Vec<Unread>,
    is_text: bool,
    /// Why the text of this run does not count.
    passed_over: Option<&'static str>,
    /// Where such text stood last.
    passed_at: Option<usize>,
}

impl Layout {
    fn target(&mut self) -> &mut Flow {
        match self.tables.iter().rposition(Grid::has_open_cell) {
            Some(at) => self.tables.get_mut(at).and_then(Grid::open_cell).unwrap_or(&mut self.flow),
            None => &mut self.flow,
        }
    }

    /// Notes that the text of a run is struck out or hidden.
    fn style(&mut self, tag: &BytesStart<'_>) {
        let why = match tag.local_name().as_ref() {
            "strike" | "dstrike" => STRUCK,
            "vanish" | "webHidden" => HIDDEN,
            "r" => {
                self.passed_over = None;
                return;
            }
            _ => return,
        };
        let is_off = tag.attributes().flatten().any(|attribute| {
            attribute.key.local_name().as_ref() == "val" && matches!(&*attribute.value, "0" | "false" | "off" | "none")
        });
        if !is_off {
            self.passed_over = Some(why);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, unseen)) = &mut self.unseen {
            unseen.push_str(text);
            return;
        }
        if let Some(why) = self.passed_over.filter(|_| self.is_text && !text.trim().is_empty()) {
            // A passage is named once, at the end of what stands before it.
            let at = self.flow.len();
            // Between two lines of it is a line end.
            if self.passed_at.is_none_or(|last| last + 2 < at) {
                self.left_out.push((at, why));
                let kind = if why == STRUCK { UnreadKind::Deleted } else { UnreadKind::Shown };
                self.unread.push(Unread { at, why, text: String::new(), kind });
            }
            self.passed_at = Some(at);
            if let Some(passage) = self.passage() {
                passage.push_str(text);
            }
            return;
        }
        if self.is_text {
            self.target().push(text, true);
        }
    }

    /// The text of the last passage that is struck out or hidden.
    fn passage(&mut self) -> Option<&mut String> {
        self.unread.iter_mut().rev().find(|unread| matches!(unread.why, STRUCK | HIDDEN)).map(|unread| &mut unread.text)
    }

    fn start(&mut self, name: &str, depth: usize) {
        if self.unseen.is_some() {
            return;
        }
        match name {
            "t" => self.is_text = true,
            "tab" => self.target().push("\t", true),
            "br" | "cr" => self.target().end_line(),
            "noBreakHyphen" => self.target().push("-", true),
            "tbl" => {
                if let Some(outer) = self.tables.iter_mut().rfind(|table| table.has_open_cell()) {
                    outer.has_inner = true;
                }
                if self.tables.len() < 32 {
                    self.tables.push(Grid::default());
                }
            }
            "tr" => self.tables.last_mut().map_or((), |table| table.row(false)),
            "tc" => self.tables.last_mut().map_or((), |table| table.cell(false)),
            "tblHeader" => self.tables.last_mut().map_or((), Grid::mark_head),
            // A drawing of shapes has no picture file.
            "blip" | "imagedata" => self.left_out.push((self.flow.len(), PICTURE)),
            name if UNSEEN.contains(&name) => self.unseen = Some((depth, String::new())),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, depth: usize) {
        if let Some((unseen, text)) = &mut self.unseen {
            if matches!(name, "p" | "br" | "cr") {
                text.push('\n');
            }
            if *unseen == depth {
                let text = std::mem::take(text);
                self.unseen = None;
                let (why, kind) = match name {
                    "Fallback" => (DRAWN, UnreadKind::Hidden),
                    _ => (DELETED, UnreadKind::Deleted),
                };
                self.unread.push(Unread { at: self.flow.len(), why, text, kind });
            }
            return;
        }
        match name {
            "t" => self.is_text = false,
            "p" => {
                if let Some(passage) = self.passage() {
                    passage.push('\n');
                }
                self.target().end_line();
            }
            "tc" => self.tables.last_mut().map_or((), Grid::close_cell),
            "tbl" => {
                let Some(table) = self.tables.pop() else { return };
                let rendered = table.render(false);
                let at = self.flow.len();
                self.left_out.extend(rendered.left_out.map(|why| (at, why)));
                let target = self.target();
                target.block();
                target.push(&rendered.text, true);
            }
            _ => {}
        }
    }

    fn finish(self) -> Page {
        Page { text: self.flow.into_text(), left_out: self.left_out, unread: self.unread }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
        )
    }

    fn line(text: &str) -> String {
        format!(
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        )
    }

    #[test]
    fn paragraphs_are_lines() {
        let body = format!(
            "{}{}<w:p/>{}",
            line("Identity    : EX01\\mapi (Default Web Site)"),
            "<w:p><w:r><w:t>Internal</w:t></w:r><w:r><w:t xml:space=\"preserve\">Url : https://mail.contoso.com/mapi?a=1&amp;b=2</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
            "<w:p><w:r><w:t>Name : a</w:t><w:br/><w:t>Realm : &#x62;</w:t></w:r></w:p>"
        );
        let page = text(&document(&body)).unwrap();
        assert_eq!(
            page.text.replace('\t', ""),
            "Identity    : EX01\\mapi (Default Web Site)\nInternalUrl : https://mail.contoso.com/mapi?a=1&b=2\n\nName : a\nRealm : b\n"
        );
    }

    #[test]
    fn tables_are_those_of_pages() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
        let body = format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&["Identity", "InternalUrl"]),
            row(&["EX01\\OAB (Default Web Site)", "https://a/OAB"])
        );
        assert_eq!(
            text(&document(&body)).unwrap().text,
            "\"Identity\",\"InternalUrl\"\n\"EX01\\OAB (Default Web Site)\",\"https://a/OAB\"\n\n"
        );
    }

    #[test]
    fn damaged_and_hostile_documents_are_declined() {
        let whole = document(&line("Name : a"));
        assert!(text(&whole[..whole.len() - 12]).is_err());
        assert!(text(&format!("<!DOCTYPE a [<!ENTITY b \"b\">]>{whole}")).is_err());
        assert!(text(&document("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")).is_err());
        assert!(text(&"<w:p>".repeat(100_000)).is_err());
    }

    #[test]
    fn what_is_struck_out_or_hidden_is_left_out_aloud() {
        let run = |style: &str, text: &str| format!("<w:p><w:r><w:rPr>{style}</w:rPr><w:t>{text}</w:t></w:r></w:p>");
        for style in ["<w:strike/>", "<w:dstrike/>", "<w:vanish/>", "<w:b/><w:strike w:val=\"true\"/>"] {
            let body = format!("{}{}{}{}", run("", "a"), run(style, "Name : x"), run(style, "Type : y"), run("", "b"));
            let page = text(&document(&body)).unwrap();
            assert!(
                page.text.starts_with("a\n") && page.text.ends_with("b\n") && !page.text.contains(':'),
                "{style}: {}",
                page.text
            );
            assert_eq!(page.left_out.len(), 1, "{style}");
        }
        for style in ["<w:strike w:val=\"0\"/>", "<w:vanish w:val=\"false\"/>", "<w:b/>"] {
            let page = text(&document(&run(style, "Name : x"))).unwrap();
            assert_eq!((page.text.as_str(), page.left_out.len()), ("Name : x\n", 0), "{style}");
        }
    }

    #[test]
    fn pictures_are_named() {
        let page = text(&document("<w:p><w:r><w:drawing><a:blip xmlns:a=\"a\"/></w:drawing></w:r></w:p>")).unwrap();
        assert_eq!(page.left_out, [(0, PICTURE)]);
    }
}
