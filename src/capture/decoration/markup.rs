//! Whether a text is a document of HTML or Markdown, in which tags and entities are more than text.
//!
//! A value may hold `<br>` and `&gt;` as well. So what the document is shows in its name and above its first line of output, where no value
//! has a say.

use super::super::list;
use super::super::prompt::prompt;
use super::super::table;
use super::{entity, is_fence, tag};
use crate::source::Source;

/// Which marks are read as marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Markup {
    /// `<span>` and `<br>`.
    pub tags: bool,
    /// `&gt;`, wherever it stands.
    pub entities: bool,
    /// A fence makes text of them.
    pub fences: bool,
}

impl Markup {
    /// The marks of a source.
    pub fn of(source: &Source) -> Self {
        if source.rendered {
            return Self::default();
        }
        let ending = source.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let ends = |endings: &[&str]| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
        if ends(&["html", "htm", "xhtml", "mht", "mhtml"]) {
            return Self { tags: true, entities: true, fences: false };
        }
        if ends(&["md", "markdown", "mdown", "mkd"]) {
            return Self { tags: true, entities: true, fences: true };
        }
        Self::of_text(&source.text)
    }

    fn of_text(text: &str) -> Self {
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return Self::default();
        }
        for line in text.split(['\n', '\r']) {
            let body = line.trim_start();
            let is_tag =
                || body.starts_with("<!--") || body.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
            if body.starts_with('<') && (is_tag() || tag(body).is_some()) {
                return Self { tags: true, entities: true, fences: false };
            }
            // What escapes its prompts is the source of a page.
            if is_escaped(line) {
                return Self { tags: true, entities: true, fences: false };
            }
            let is_output = prompt(body).is_some() || table::rule(line).is_some();
            if is_output || list::property(line).is_some_and(|property| !property.glued) || is_fence(line) {
                break;
            }
        }
        Self::default()
    }
}

/// Whether a line is a prompt or a rule of dashes in which entities stand for the characters.
pub fn is_escaped(line: &str) -> bool {
    let body = line.trim();
    if body.starts_with("&gt;") {
        return true;
    }
    if let Some(found) = body.find("&gt;").filter(|_| body.starts_with(['[', 'P', 'p'])) {
        return prompt(&format!("{}>", &body[..found])).is_some();
    }
    let mut rest = body;
    while !rest.is_empty() {
        let next = match rest.as_bytes()[0] {
            b'-' | b' ' => Some(1),
            b'&' => entity(rest).filter(|(dash, _)| matches!(dash, '\u{2013}' | '\u{2014}' | '-')).map(|(_, length)| length),
            _ => None,
        };
        let Some(next) = next else { return false };
        rest = &rest[next..];
    }
    body.contains('&')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn of(name: &str, text: &str) -> (bool, bool) {
        let markup = Markup::of(&Source::from_text(SourceId(0), name, text));
        (markup.tags, markup.entities)
    }

    #[test]
    fn what_a_document_is_shows_in_its_name_and_its_top() {
        assert_eq!(of("a.HTML", "Name : x<br>"), (true, true));
        assert_eq!(of("notes.md", "Name : x<br>"), (true, true));
        for page in ["<p>PS C:\\&gt; x</p>", "\n<!DOCTYPE html>\n", "Hello,\n<div>Name : x<br></div>", "<!-- x -->"] {
            assert_eq!(of("a.txt", page), (true, true), "{page}");
        }
        assert_eq!(of("a.txt", "[PS] C:\\&gt;Get-AuthServer | fl\n\nName : &lt;x&gt;"), (true, true));
        for text in [
            "Name : x<br>y",
            "\nName   : x\nReason : a\n         <div>\n         <p>b</p>",
            "[PS] C:\\>Get-X | select -ExpandProperty Notes\n<p>a</p><br>b",
            "Name Notes\n---- -----\nx    <br>\n<p>",
            "a < b & c",
            "",
        ] {
            assert_eq!(of("a.txt", text), (false, false), "{text}");
        }
    }

    #[test]
    fn entities_stand_for_a_prompt_or_a_rule() {
        for line in ["&gt; Get-X", "[PS] C:\\&gt;Get-X", "PS C:\\Windows&gt; Get-X", "&#8212;&#8212; &#8212;", "&mdash;-  --"] {
            assert!(is_escaped(line), "{line}");
        }
        for line in ["Name : &gt;", "a&gt;b", "PS &gt; I think", "-- ---", "", "&amp;"] {
            assert!(!is_escaped(line), "{line}");
        }
    }
}
