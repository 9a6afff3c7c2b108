//! Captured text as a Markdown code span.

use super::SPAN;
use crate::text::{prose, visible_line as shown};

/// Any text as one code span: on one line, harmless, in a fence longer than every run of backticks in it, cut when it is very long.
pub(super) fn code(text: &str) -> String {
    fence(&cut(&shown(text)))
}

/// A text of ours: its commands are spans of their own, never cut. Its words may hold a value of a capture, so they are spans too.
pub(super) fn advice(text: &str) -> String {
    prose::spans(&shown(text), fence)
}

/// Like [`code`], for a table cell, where `|` must be written `\|` even in a code span. A backslash before it would make that ambiguous
/// between readers, so there the bar is shown as `\u{7c}`.
pub(super) fn cell(text: &str) -> String {
    fence(&cut(&shown(text)).replace("\\|", "\\\\u{7c}")).replace('|', "\\|")
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SPAN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn fence(text: &str) -> String {
    if text.trim().is_empty() {
        return "`(blank)`".to_owned();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    // A space is stripped from both sides when there is one on both; a backtick must not touch the fence.
    let needs_space = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    if needs_space { format!("{ticks} {text} {ticks}") } else { format!("{ticks}{text}{ticks}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    fn events(markdown: &str) -> Vec<Event<'_>> {
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM).collect()
    }

    fn check(text: &str) {
        let line = format!("- {}\n", code(text));
        let found: Vec<Event<'_>> = events(&line);
        let spans: Vec<&str> =
            found.iter().filter_map(|event| if let Event::Code(code) = event { Some(&**code) } else { None }).collect();
        assert_eq!(spans.len(), 1, "{text:?} {line:?}");
        assert_eq!(found.len(), 5, "{text:?} {found:?}");
        if !text.trim().is_empty() && text.chars().count() < SPAN {
            assert_eq!(spans[0], shown(text), "{line:?}");
        }
        let table = format!("| a | b |\n| --- | --- |\n| {} | x |\n", cell(text));
        let found = events(&table);
        let cells = found.iter().filter(|event| matches!(event, Event::Start(Tag::TableCell))).count();
        assert_eq!((found.len(), cells), (18, 4), "{text:?} {table:?} {found:?}");
        let span = found.iter().find_map(|event| if let Event::Code(code) = event { Some(&**code) } else { None });
        assert!(
            span.is_some() && (text.contains("\\|") || text.trim().is_empty() || span == Some(&cut(&shown(text)))),
            "{table:?} {span:?}"
        );
    }

    #[test]
    fn hostile_texts_stay_one_span() {
        for text in super::super::super::sample::PAYLOADS {
            check(text);
        }
        for text in ["", " ", "`", "``", " a", "a ", "| a | b |", "\\", "\\|", "\\\\|", "a|", "`|`", "@all", "#1", "<b>", "\\`"] {
            check(text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn any_text_stays_one_span(text in r"[`|\\ \na@#<\PC]{0,24}") {
            check(&text);
        }
    }

    #[test]
    fn every_scalar_stays_in_its_span() {
        let all: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        for some in all.chunks(SPAN) {
            let span = code(&some.iter().collect::<String>());
            assert!(!span.chars().any(|shown| crate::text::acts(shown) || shown == '\n'), "from {:x}", some[0] as u32);
        }
    }
}
