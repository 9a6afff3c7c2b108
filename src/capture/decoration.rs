//! Takes off what pages, chats and consoles put around a line: tags, entities, colours, comment marks, bullets, bold, back-ticks, odd blanks.
//!
//! A line without any of it is not touched (and not copied).

mod margin;
mod markup;

use super::cells;
use margin::Margin;
pub use markup::Markup;

/// Which kinds of decoration a text holds at all, so that clean text is read at full speed.
#[derive(Debug, Clone, Copy)]
pub struct Decoration {
    /// `<`, in a document with tags.
    tags: bool,
    /// `&`.
    escapes: bool,
    /// Entities are decoded wherever they stand.
    entities: bool,
    /// `<br>`, in a document with tags.
    pub breaks: bool,
    /// An escape character.
    colour: bool,
    /// Colours whose escape character was lost, or written out.
    faded: bool,
    /// `**` or a back-tick.
    marks: bool,
    /// U+00A0, U+FEFF or U+3000.
    blanks: bool,
    /// What a mail program or an editor put before every line.
    margin: Margin,
}

impl Decoration {
    /// Looks through a text.
    pub fn of(text: &str, markup: Markup) -> Self {
        let bytes = text.as_bytes();
        let tags = markup.tags && memchr::memchr(b'<', bytes).is_some();
        let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
        Self {
            tags,
            escapes: memchr::memchr(b'&', bytes).is_some(),
            entities: markup.entities,
            breaks: tags && (has(b"<br") || has(b"<BR")),
            colour: memchr::memchr(0x1b, bytes).is_some(),
            faded: has(b"[0m") && text.lines().any(|line| faded(line.trim_start()).is_some()),
            marks: memchr::memchr(b'`', bytes).is_some() || has(b"**"),
            blanks: !text.is_ascii() && ["\u{a0}", "\u{feff}", "\u{3000}"].iter().any(|blank| has(blank.as_bytes())),
            margin: Margin::of(text),
        }
    }

    /// The same within a fence of Markdown, where tags are text.
    pub fn fenced(self) -> Self {
        Self { tags: false, breaks: false, ..self }
    }
}

/// A line without its decoration.
#[derive(Debug)]
pub struct Stripped {
    /// The text that is left, trimmed on the right.
    pub text: String,
    /// Stretches of it: offset in `text`, offset in the source.
    pub map: Vec<(u32, u32)>,
    /// A comment mark, bullet or quote mark stood before it.
    pub decorated: bool,
}

/// Undresses the line `raw`, which starts at byte `start` of the source; `None` if there is nothing to take off.
pub fn strip(raw: &str, start: usize, decoration: Decoration) -> Option<Stripped> {
    let margin = decoration.margin.width(raw);
    let marked = margin > 0 || prefix(raw) > 0 || raw.trim_start().starts_with("<#") || raw.trim_end().ends_with("#>");
    let tags = decoration.tags && raw.contains('<');
    let entities = decoration.escapes && raw.contains('&') && (decoration.entities || markup::is_escaped(raw));
    let colour = decoration.colour && raw.contains('\u{1b}');
    let marks = decoration.marks && (raw.contains('`') || raw.contains("**"));
    let blanks = decoration.blanks && raw.contains(['\u{a0}', '\u{feff}', '\u{3000}']);
    let fades = decoration.faded && raw.contains('[');
    if !(marked || tags || entities || colour || fades || marks || blanks) {
        return None;
    }
    let raw = raw.trim_end();
    let mut taken = Taken { text: String::with_capacity(raw.len()), map: Vec::new(), start, is_blank: true, has_colon: false };
    let ticks = raw.bytes().filter(|&byte| byte == b'`').count();
    let strips_ticks = ticks > 0 && ticks % 2 == 0 && !is_fence(raw);
    let is_rule_of_stars = raw.trim_start_matches([' ', '\t', '#', '>']).bytes().all(|byte| byte == b'*');
    let mut at = margin.min(raw.len());
    while let Some(character) = raw[at..].chars().next() {
        let rest = &raw[at..];
        let width = character.len_utf8();
        match character {
            '\u{1b}' => {
                let length = cells::escape_sequence(rest);
                (0..cells::forward(&rest[..length])).for_each(|_| _ = taken.put(' ', at));
                at += length;
            }
            _ if fades && faded(rest).is_some() => at += faded(rest).unwrap_or(width),
            '<' if tags && tag(rest).is_some() => at += tag(rest).unwrap_or(1),
            '<' if rest.starts_with("<#") && taken.is_blank => at += 2,
            '#' if rest == "#>" => at += rest.len(),
            '&' if entities => match entity(rest) {
                Some((decoded, length)) => {
                    taken.put(if decoded == '\u{a0}' { ' ' } else { decoded }, at);
                    at += length;
                }
                None => at += taken.put(character, at),
            },
            '`' if strips_ticks => at += 1,
            '*' if rest.starts_with("**") && !is_rule_of_stars => at += 2,
            '\u{a0}' if belongs_to_name(&taken.text, &rest[width..]) => at += taken.put(character, at),
            '\u{a0}' | '\u{3000}' if character == '\u{a0}' || !taken.has_colon => {
                taken.put(' ', at);
                at += width;
            }
            '\u{feff}' if taken.is_blank => at += width,
            _ => at += taken.put(character, at),
        }
    }
    let mut text = taken.text;
    let taken_off = quote_marks(&text, prefix(&text));
    // The mark becomes blank, so that columns below each other stay below each other.
    if taken_off > 0 {
        let lead = text.len() - text.trim_start().len();
        text.replace_range(lead..taken_off, &" ".repeat(taken_off - lead));
    }
    text.truncate(text.trim_end().len());
    Some(Stripped { text, map: taken.map, decorated: taken_off > 0 })
}

/// Whether a non-breaking blank in a list stands at the edge of a name, where the formatter has put its own blank already: it is part of the
/// name, which is another one for Entra.
fn belongs_to_name(before: &str, behind: &str) -> bool {
    let opens = before.ends_with(", ") || before.ends_with('{');
    let closes = before.ends_with(|character: char| !character.is_whitespace()) && behind.starts_with([',', '}']);
    let is_name = |text: &str| text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("http"));
    opens && is_name(behind) || closes && before.rsplit(',').next().is_some_and(|item| item.contains("://"))
}

/// Text with the places that its characters came from.
struct Taken {
    text: String,
    map: Vec<(u32, u32)>,
    start: usize,
    is_blank: bool,
    /// Behind it, wide blanks are part of the value.
    has_colon: bool,
}

impl Taken {
    /// Appends what stands at byte `at` of the line; returns the width of the character.
    fn put(&mut self, character: char, at: usize) -> usize {
        let text = self.text.len();
        let source = self.start + at;
        let goes_on = self.map.last().is_some_and(|&(text_start, source_start)| {
            text.checked_sub(text_start as usize) == source.checked_sub(source_start as usize)
        });
        if !goes_on {
            let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            self.map.push((clip(text), clip(source)));
        }
        self.text.push(character);
        self.is_blank &= character.is_whitespace();
        self.has_colon |= character == ':';
        character.len_utf8()
    }
}

/// Bytes of prefix with the marks of a quote in a quote (`> > `).
fn quote_marks(line: &str, mut taken_off: usize) -> usize {
    let is_quote = taken_off > 0 && line[..taken_off].trim() == ">";
    while is_quote && let Some(b'>') = line.as_bytes().get(taken_off) {
        match line.as_bytes().get(taken_off + 1) {
            None => taken_off += 1,
            Some(b' ' | b'>') => taken_off += 2,
            Some(_) => break,
        }
    }
    taken_off.min(line.len())
}

/// Bytes of blank and comment mark, bullet or quote mark at the start of a line; 0 if there is no mark.
fn prefix(line: &str) -> usize {
    let body = line.trim_start();
    let lead = line.len() - body.len();
    let bytes = body.as_bytes();
    // Deeper than any list is written, it is the rest of a wrapped value: `EvoSts` below which `- 6f0c…` stands.
    if lead > 12 {
        return 0;
    }
    match bytes.first() {
        // A blank line of a comment.
        Some(b'#' | b'*' | b'>') if body.trim_end().len() == 1 => lead + 1,
        // A quote in a quote, `>> Name : EvoSts`.
        Some(b'>') if bytes.get(1) == Some(&b'>') => {
            let marks = bytes.iter().take_while(|&&byte| byte == b'>').count();
            if matches!(bytes.get(marks), None | Some(b' ')) { lead + marks } else { 0 }
        }
        Some(b'#' | b'*' | b'-' | b'>') if bytes.get(1) == Some(&b' ') => {
            let behind = body[2..].trim_start();
            // A rule of a table with narrow columns (`- ----`) is not a bullet.
            let is_rule = bytes[0] == b'-' && behind.starts_with('-');
            if is_rule { 0 } else { lead + 2 }
        }
        Some(b'#') if bytes.get(1).is_some_and(u8::is_ascii_alphabetic) && !body.starts_with("#TYPE") => lead + 1,
        _ if body.starts_with("• ") => lead + "• ".len(),
        _ => 0,
    }
}

/// Whether a line is a Markdown fence.
pub fn is_fence(line: &str) -> bool {
    let line = line.trim();
    let behind = line.strip_prefix("```").or_else(|| line.strip_prefix("~~~"));
    behind.is_some_and(|behind| !behind.contains(['`', '~']) && behind.len() < 40)
}

/// Length of the colour at the start of `rest` (`[32;1m`) whose escape character was lost, or written out.
fn faded(rest: &str) -> Option<usize> {
    const WRITTEN: &[&str] =
        &["\u{2190}", "\u{241b}", "\u{9b}", "^[", "\\x1b", "\\x1B", "\\e", "\\u001b", "\\u001B", "\\033", "`e"];
    let behind = WRITTEN.iter().find_map(|written| rest.strip_prefix(written)).unwrap_or(rest);
    let numbers = behind.strip_prefix('[')?;
    let end = numbers.find('m').filter(|&end| end > 0 && end < 16)?;
    numbers[..end]
        .split(';')
        .all(|number| !number.is_empty() && number.len() < 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| rest.len() - numbers.len() + end + 1)
}

/// Elements whose tags are taken off. A word in angle brackets that is none of them (`<GUID>`) is the writer's own.
const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "hr",
    "html",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Length of the tag at the start of `rest`, if it is one that pages put around captures.
fn tag(rest: &str) -> Option<usize> {
    let inner = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let name_end = inner.find(|character: char| !character.is_ascii_alphanumeric() && character != ':')?;
    if name_end == 0 || name_end > 24 {
        return None;
    }
    let name = &inner[..name_end];
    // `<I>CN=…<S>CN=…` is a TlsCertificateName; a page closes what it opens.
    let closes = || rest[..floor(rest, 2000)].contains(&format!("</{name}>"));
    if name.len() == 1 && !rest.starts_with("</") && !name.eq_ignore_ascii_case("p") && !closes() {
        return None;
    }
    let known = name.contains(':') || ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
    let end = rest[..floor(rest, 200)].find('>')?;
    known.then_some(end + 1)
}

/// Where the first `<br>` of a line starts, and its length.
pub fn line_break(line: &str) -> Option<(usize, usize)> {
    memchr::memchr_iter(b'<', line.as_bytes()).find_map(|at| {
        let rest = &line[at..];
        let is_break = rest.get(1..3).is_some_and(|name| name.eq_ignore_ascii_case("br"))
            && rest.as_bytes().get(3).is_some_and(|next| matches!(next, b'>' | b' ' | b'/'));
        if is_break { tag(rest).map(|length| (at, length)) } else { None }
    })
}

/// The character and length of the entity at the start of `rest`.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest[..floor(rest, 12)].find(';')?;
    let name = &rest[1..end];
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "mdash" => '\u{2014}',
        "ndash" => '\u{2013}',
        "hellip" => '\u{2026}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|character| !character.is_control())?
        }
    };
    Some((character, end + 1))
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
