//! Pages of markup (HTML): the text that a browser shows, with tables as text that the readers of captures know.
//!
//! A tokenizer that follows the HTML standard reads the page; no tree is built, no script runs, nothing is loaded.

use super::{Unread, UnreadKind};
use crate::text::case::begins;
use grid::Grid;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::ops::Range;

pub(super) mod flow;
pub(super) mod grid;

use flow::Flow;

/// Deepest nesting of tables that is followed. Deeper ones are read as if their tags were not there.
const DEEPEST: usize = 32;

/// Most separators within one tag (about as many attributes): the tokenizer compares each attribute with the others.
const MOST_ATTRIBUTES: usize = 1000;

/// The text of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The text.
    pub text: String,
    /// What could not be brought over: the place in the text behind which it would stand, and why.
    pub left_out: Vec<(usize, &'static str)>,
    /// What it holds besides, which is only looked at.
    pub unread: Vec<Unread>,
}

/// Turns the pages in a text into their own text; what stands around them stays. `None` when there are none, or when all of it is a text with some tags.
///
/// `is_named` says that the file's name ends as that of a page: then a fragment of one will do.
pub(super) fn text_of(text: &str, is_named: bool) -> Option<Result<Page, &'static str>> {
    let pages = pages(text, is_named);
    if pages.is_empty() {
        return None;
    }
    let mut whole = Page::default();
    let mut from = 0;
    for range in pages {
        whole.text.push_str(&text[from..range.start]);
        let page = match convert(&text[range.clone()]) {
            Ok(page) => page,
            Err(why) => return Some(Err(why)),
        };
        let start = whole.text.len();
        whole.left_out.extend(page.left_out.into_iter().map(|(at, why)| (start + at, why)));
        whole.unread.extend(page.unread.into_iter().map(|unread| Unread { at: start + unread.at, ..unread }));
        whole.text.push_str(&page.text);
        from = range.end;
    }
    whole.text.push_str(&text[from..]);
    Some(Ok(whole))
}

/// Where pages, or tables of pages, stand in a text.
fn pages(text: &str, is_named: bool) -> Vec<Range<usize>> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let head = behind_preamble(&text[start..]);
    let opens = |names: &[&str]| names.iter().any(|name| starts_with_tag(head, name));
    let is_fragment = is_named && head.starts_with('<') && head[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    if opens(&["!doctype html", "html", "head", "body"]) || is_fragment {
        return std::iter::once(0..text.len()).collect();
    }
    // In a transcript, below the command that printed them.
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        if found.last().is_some_and(|last| at < last.end) || !is_line_start(text, at) {
            continue;
        }
        let rest = &text[at..];
        if starts_with_tag(rest, "!doctype html") || starts_with_tag(rest, "html") {
            found.push(at..end_of(text, at, "html"));
        } else if starts_with_tag(rest, "table") {
            found.push(at..end_of(text, at, "table"));
        }
    }
    found
}

/// The deepest indentation of a page below its command. What stands deeper may be the value of a property, which is text, whatever it looks like.
const MOST_BLANKS: usize = 3;

fn is_line_start(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\u{feff}']);
    let lead = &text[before.len()..at];
    lead.chars().count() <= MOST_BLANKS
        && !lead.contains('\t')
        && before.as_bytes().last().is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
}

/// What stands behind an XML declaration and comments.
fn behind_preamble(mut head: &str) -> &str {
    loop {
        let end = match head {
            _ if head.starts_with("<?xml") => head.find("?>").map(|at| at + 2),
            _ if head.starts_with("<!--") => head.find("-->").map(|at| at + 3),
            _ => None,
        };
        match end {
            Some(end) => head = head[end..].trim_start(),
            None => return head,
        }
    }
}

/// Whether a text starts with this tag, letter case ignored.
fn starts_with_tag(text: &str, name: &str) -> bool {
    let Some(rest) = text.strip_prefix('<') else { return false };
    begins(rest, name) && rest[name.len()..].starts_with(|next: char| next == '>' || next == '/' || next.is_ascii_whitespace())
}

/// The end of the element that starts at `at`, tables in tables counted. Without an end tag it goes to the end of the text.
fn end_of(text: &str, at: usize, name: &str) -> usize {
    let mut depth = 0usize;
    for at in memchr::memchr_iter(b'<', &text.as_bytes()[at..]).map(|found| at + found) {
        let rest = &text[at..];
        if starts_with_tag(rest, name) {
            depth += 1;
        } else if rest.strip_prefix("</").is_some_and(|rest| starts_with_tag(&format!("<{}", head_of(rest)), name)) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return rest.find('>').map_or(text.len(), |end| at + end + 1);
            }
        }
    }
    text.len()
}

/// The first characters of a text: as many as a tag's name and what ends it.
fn head_of(text: &str) -> &str {
    text.char_indices().nth(8).map_or(text, |(end, _)| &text[..end])
}

/// Why a page is not read that was copied from a window.
const FOLDED: &str = "a page whose lines are broken at the edge of a window, within words: save what ConvertTo-Html prints with | Out-File instead of copying it";

/// Whether a window broke the lines of a page: what ConvertTo-Html prints has no line that ends within a tag or a text, and here those all end in one
/// column, behind which nothing stands.
fn is_folded(text: &str) -> bool {
    // Other pages are broken at blanks by whoever wrote them.
    if !text.contains("<colgroup><col/>") && !text.contains("<title>HTML TABLE</title>") {
        return false;
    }
    // How wide other characters are is not known here.
    let plain = || text.lines().map(str::trim_end).filter(|line| line.is_ascii());
    let widest = plain().map(str::len).max().unwrap_or(0);
    let mut broken = plain().filter(|line| !line.is_empty() && !line.ends_with('>')).peekable();
    broken.peek().is_some() && broken.all(|line| line.len() == widest)
}

fn convert(text: &str) -> Result<Page, &'static str> {
    if is_folded(text) {
        return Ok(Page { text: "\n".to_owned(), left_out: vec![(0, FOLDED)], unread: Vec::new() });
    }
    if has_monstrous_tag(text) {
        return Err("a page with a tag of more than 1000 attributes, which is not read");
    }
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Layout::default())), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // It would stop for scripts only if the sink asked for it.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    Ok(tokenizer.sink.0.into_inner().finish())
}

/// Whether a tag has more attributes than any page needs. A quotation mark opens a value only behind `=`, as the tokenizer sees it.
fn has_monstrous_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        at += open + 1;
        if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            continue;
        }
        let (mut separators, mut before) = (0usize, b'<');
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'>' => break,
                b'"' | b'\'' if before == b'=' => {
                    at += memchr::memchr(byte, &bytes[at..]).map_or(bytes.len() - at, |end| end + 1);
                    separators += 1;
                }
                _ if byte.is_ascii_whitespace() => {
                    // Blanks between `=` and its value do not end it.
                    separators += usize::from(!before.is_ascii_whitespace());
                    if before == b'=' {
                        continue;
                    }
                }
                b'/' => separators += 1,
                _ => {}
            }
            before = byte;
        }
        if separators > MOST_ATTRIBUTES {
            return true;
        }
    }
    false
}

struct Sink(RefCell<Layout>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut layout = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => layout.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return layout.start(&tag),
            Token::TagToken(tag) => layout.end(&tag.name),
            Token::CommentToken(text) => layout.note(UNSEEN_TEXT, &text, UnreadKind::Hidden),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that begin and end on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "summary",
    "ul",
];

const UNSHOWN: &str = "a hidden part of the page, which no browser shows and which is not read";
const UNSEEN_TEXT: &str = "stands in a comment, a script or a template of the page, which no browser shows and which is not read: give the output itself";
const ATTRIBUTE: &str = "stands in an attribute of the page, which is not read: give the output itself, as it was saved";
const TYPED: &str =
    "a text that was typed into a field of the page, which proves nothing: give the output itself, as it was saved";

/// Elements whose text no browser shows.
const UNSEEN: &[&str] = &["script", "style", "title", "template", "noembed", "noframes", "iframe"];

/// A page while it is laid out.
#[derive(Debug, Default)]
struct Layout {
    flow: Flow,
    tables: Vec<Grid>,
    /// Tables that are too deep to be followed.
    ignored: usize,
    /// Elements within which blanks count: their names, and how many of that name are open.
    kept: Vec<(String, usize)>,
    /// The element whose text is not shown, and the text.
    unseen: Option<(String, String)>,
    /// The element that is hidden or struck out: its name, and how many of that name are open.
    hidden: Option<Hidden>,
    /// A `<br>` stood in this paragraph: what follows is another one.
    has_lines: bool,
    /// The first line end behind `<pre>` belongs to the tag.
    at_pre: bool,
    page: Vec<(usize, &'static str)>,
    unread: Vec<Unread>,
    /// `<html>` or `<body>` that has not been closed.
    is_open: bool,
}

impl Layout {
    /// Where text goes at the moment.
    fn target(&mut self) -> &mut Flow {
        let inner = self.tables.iter().rposition(|table| table.has_open_cell());
        match inner {
            Some(at) => self.tables.get_mut(at).and_then(Grid::open_cell).unwrap_or(&mut self.flow),
            None => &mut self.flow,
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(hidden) = &mut self.hidden {
            hidden.text.push_str(text);
            return;
        }
        if let Some((_, unseen)) = &mut self.unseen {
            unseen.push_str(text);
            return;
        }
        let text = if std::mem::take(&mut self.at_pre) {
            text.strip_prefix("\r\n").or(text.strip_prefix('\n')).unwrap_or(text)
        } else {
            text
        };
        let kept = !self.kept.is_empty();
        self.target().push(text, kept);
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        self.at_pre = false;
        self.note_attributes(tag);
        if let Some(hidden) = &mut self.hidden {
            hidden.break_line(name);
            hidden.open += usize::from(hidden.name == name && !tag.self_closing);
            return raw_text(name);
        }
        if let Some((_, unseen)) = &mut self.unseen {
            unseen.push('\n');
            return TokenSinkResult::Continue;
        }
        if let Some(why) = why_hidden(tag).filter(|_| !VOID.contains(&name) && !tag.self_closing) {
            self.end_paragraph();
            self.hidden = Some(Hidden { name: name.to_owned(), open: 1, why, text: String::new() });
            return raw_text(name);
        }
        if let Some((kept, open)) = self.kept.last_mut().filter(|(kept, _)| kept == name) {
            let _ = kept;
            *open += 1;
        } else if matches!(name, "pre" | "listing" | "xmp" | "textarea" | "plaintext") || keeps_blanks(tag) {
            self.target().gap();
            if !tag.self_closing && name != "br" {
                self.kept.push((name.to_owned(), 1));
                self.at_pre = matches!(name, "pre" | "listing" | "textarea");
            }
        }
        if is_picture(tag) {
            self.page.push((self.flow.len(), PICTURE));
        }
        match name {
            "br" => {
                self.has_lines = true;
                self.target().end_line();
            }
            "table" if self.tables.len() >= DEEPEST => self.ignored += 1,
            "table" => {
                self.target().block();
                if let Some(outer) = self.tables.iter_mut().rfind(|table| table.has_open_cell()) {
                    outer.has_inner = true;
                }
                self.tables.push(Grid::default());
            }
            "tr" | "thead" | "tbody" | "tfoot" | "td" | "th" if self.ignored > 0 => self.target().block(),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row(false);
                }
            }
            "td" | "th" => match self.tables.last_mut() {
                Some(table) => table.cell(name == "th"),
                None => self.target().block(),
            },
            "html" | "body" => {
                self.is_open = true;
                self.target().block();
            }
            _ if BLOCKS.contains(&name) => {
                self.end_paragraph();
            }
            _ => {}
        }
        if UNSEEN.contains(&name) && !(tag.self_closing && name != "script") {
            self.unseen = Some((name.to_owned(), String::new()));
        }
        raw_text(name)
    }

    fn end(&mut self, name: &str) {
        self.at_pre = false;
        if let Some(hidden) = &mut self.hidden {
            hidden.break_line(name);
            hidden.open -= usize::from(hidden.name == name);
            if hidden.open == 0 {
                self.reveal();
            }
            return;
        }
        if let Some((unseen, text)) = &mut self.unseen {
            text.push('\n');
            if unseen == name {
                self.see();
            }
            return;
        }
        if let Some((_, open)) = self.kept.last_mut().filter(|(kept, _)| kept == name) {
            *open -= 1;
            if *open == 0 {
                self.kept.pop();
                self.target().gap();
            }
        }
        match name {
            "table" if self.ignored > 0 => self.ignored -= 1,
            "table" => self.end_table(false),
            "tr" | "td" | "th" if self.ignored > 0 => self.target().block(),
            "td" | "th" | "tr" => match self.tables.last_mut() {
                Some(table) => table.close_cell(),
                None => self.target().block(),
            },
            "html" | "body" => {
                self.is_open = false;
                self.target().block();
            }
            "p" | "div" => {
                self.end_paragraph();
            }
            _ if BLOCKS.contains(&name) => self.target().block(),
            _ => {}
        }
    }

    /// Ends a paragraph; one of several lines is set apart from the next.
    fn end_paragraph(&mut self) {
        if std::mem::take(&mut self.has_lines) { self.target().gap() } else { self.target().block() }
    }

    fn end_table(&mut self, is_cut: bool) {
        let Some(table) = self.tables.pop() else { return };
        let rendered = table.render(is_cut);
        let at = self.flow.len();
        self.page.extend(rendered.left_out.map(|why| (at, why)));
        let target = self.target();
        target.block();
        target.push(&rendered.text, true);
    }

    /// The hidden element has ended. What it held is named.
    fn reveal(&mut self) {
        if let Some(hidden) = self.hidden.take().filter(|hidden| !hidden.text.trim().is_empty()) {
            self.page.push((self.flow.len(), hidden.why));
            // What somebody struck out or quotes contradicts nothing.
            if matches!(hidden.why, UNSHOWN | TYPED) {
                self.note(hidden.why, &hidden.text, UnreadKind::Shown);
            }
        }
    }

    /// The element whose text is not shown has ended.
    fn see(&mut self) {
        if let Some((_, text)) = self.unseen.take() {
            self.note(UNSEEN_TEXT, &text, UnreadKind::Hidden);
        }
    }

    /// Keeps what is not part of the text, so that it can be looked at.
    fn note(&mut self, why: &'static str, text: &str, kind: UnreadKind) {
        if text.trim().len() >= SHORTEST {
            self.unread.push(Unread { at: self.flow.len(), why, text: text.to_owned(), kind });
        }
    }

    /// What stands in a tag: a tooltip, the value of a field, a page within the page.
    fn note_attributes(&mut self, tag: &Tag) {
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, &*attribute.value);
            let is_address = matches!(name, "href" | "src" | "action" | "cite" | "poster" | "srcset" | "background");
            if matches!(name, "class" | "id" | "style") || (is_address && !value.starts_with("data:text")) {
                continue;
            }
            let is_field = &*tag.name == "input" && name == "value";
            let (why, kind) = if is_field { (TYPED, UnreadKind::Shown) } else { (ATTRIBUTE, UnreadKind::Hidden) };
            self.note(why, value, kind);
        }
    }

    fn finish(mut self) -> Page {
        self.reveal();
        self.see();
        let is_cut = self.is_open && (!self.tables.is_empty() || !self.kept.is_empty());
        while !self.tables.is_empty() {
            self.end_table(true);
        }
        // Without a line end the last value counts as cut, and so it is when the page ends in mid-text.
        if !is_cut && !self.is_open {
            self.flow.block();
        }
        Page { text: self.flow.into_text(), left_out: self.page, unread: self.unread }
    }
}

/// An element that is not shown, or shown as struck out.
#[derive(Debug)]
struct Hidden {
    name: String,
    open: usize,
    why: &'static str,
    text: String,
}

impl Hidden {
    /// An element within it begins or ends.
    fn break_line(&mut self, name: &str) {
        if BLOCKS.contains(&name) || matches!(name, "br" | "pre" | "tr" | "td" | "th") {
            self.text.push('\n');
        }
    }
}

/// Why a picture that lies in a page or a document is not read.
pub(super) const PICTURE: &str =
    "a picture, which cannot be read: if it shows what a cmdlet printed, save the output as text with | Out-File";

/// The shortest text beside the page that is looked at: the name of a property and its value.
const SHORTEST: usize = 16;

/// Elements that have no content.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Why the text of an element does not count: nobody sees it, or it is struck out, or typed, or quoted from elsewhere.
fn why_hidden(tag: &Tag) -> Option<&'static str> {
    const STRUCK: &str = "struck out in the page, so it does not count";
    const QUOTED: &str = "stands in a quote, which proves nothing: give the output itself, as it was saved";
    if matches!(&*tag.name, "html" | "body") {
        return None;
    }
    let attribute =
        |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value);
    let style = attribute("style").map(|style| {
        let mut plain = style.to_ascii_lowercase();
        plain.retain(|character| !character.is_whitespace());
        plain
    });
    let has = |part: &str| style.as_ref().is_some_and(|style| style.contains(part));
    let is_zero = |name: &str| {
        has(&format!("{name}:0;"))
            || has(&format!("{name}:0px"))
            || has(&format!("{name}:0pt"))
            || style.as_ref().is_some_and(|style| style.ends_with(&format!("{name}:0")))
    };
    let classes = attribute("class").unwrap_or_default();
    let is_class =
        |names: &[&str]| classes.split_ascii_whitespace().any(|class| names.iter().any(|name| name.eq_ignore_ascii_case(class)));
    let hides = attribute("hidden").is_some() || attribute("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if hides
        || has("display:none")
        || has("visibility:hidden")
        || has("visibility:collapse")
        || is_zero("font-size")
        || is_zero("opacity")
        || is_class(&["hidden", "d-none", "visually-hidden", "sr-only", "hide"])
        || &*tag.name == "noscript"
    {
        return Some(UNSHOWN);
    }
    if matches!(&*tag.name, "s" | "del" | "strike")
        || has("text-decoration:line-through")
        || has("text-decoration-line:line-through")
    {
        return Some(STRUCK);
    }
    if &*tag.name == "textarea" {
        return Some(TYPED);
    }
    (&*tag.name == "blockquote" || is_class(&["gmail_quote"])).then_some(QUOTED)
}

/// Whether the tag shows a picture that lies in the page, large enough to be that of a window. Smaller ones are bullets and signs.
fn is_picture(tag: &Tag) -> bool {
    const SMALLEST: usize = 4096;
    const DATA: &str = "data:image/";
    tag.attrs.iter().filter(|attribute| attribute.value.len() >= SMALLEST).any(|attribute| {
        let found = memchr::memmem::find(attribute.value.as_bytes(), DATA.as_bytes());
        found.is_some_and(|at| !attribute.value[at + DATA.len()..].starts_with("svg"))
    })
}

/// How the tokenizer is to go on behind a start tag.
fn raw_text(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Whether the style of an element keeps blanks (`white-space: pre`), as editors write it when code is copied from them.
fn keeps_blanks(tag: &Tag) -> bool {
    let style = tag.attrs.iter().find(|attribute| &*attribute.name.local == "style");
    style.is_some_and(|style| {
        let mut plain = style.value.to_ascii_lowercase();
        plain.retain(|character| !character.is_whitespace());
        plain.contains("white-space:pre;")
            || plain.contains("white-space:pre-wrap")
            || plain.ends_with("white-space:pre")
            || plain.contains("white-space:break-spaces")
    })
}

#[cfg(test)]
mod tests;
