//! A rule in words: title, why, what is checked, what to do, sources. One text for `explain`, reports and documentation.

use super::changelog::{self, is_stale};
use super::sentence::checked;
use super::{Rule, fix};
use crate::text::wrap::LongWords;
use crate::text::{prose, visible};
use crate::verdict::Disposition;
use jiff::civil::Date;

/// The page of a rule, wrapped at `width` columns. Sources that were read long before `as_of` are said to be so.
#[must_use]
pub fn page(rule: &Rule, width: usize, as_of: Date) -> String {
    let mut text = format!("{} · {} · {}\n", rule.id, rule.name, rule.severity.word());
    let mut part = |head: &str, body: &str, indent: usize| {
        if !body.trim().is_empty() {
            let head = if head.is_empty() { String::new() } else { format!("\n{head}\n") };
            text.push_str(&head);
            text.push_str(&indented(body, width, indent));
        }
    };
    part("", &rule.title, 0);
    part("Why", &rule.why, 2);
    part("What is checked", &checked(rule), 2);
    part("Message if it fails", &rule.message.written(), 2);
    part("What to do", &rule.help.written(), 2);
    if let Some(fix) = &rule.fix {
        let doc = fix::operation(&fix.operation).map_or("", |operation| operation.doc);
        let how = match fix.disposition {
            Disposition::Safe => "done by a script of `hmaudit remediate`",
            Disposition::Manual => "a step for a person",
        };
        part("Repair", &format!("{}: {doc} (phase {}, {how})", fix.operation, fix.phase), 2);
    }
    let sources: Vec<String> = rule
        .sources
        .iter()
        .map(|source| match &source.as_of {
            Some(as_of) => format!("{} (state of {as_of}, read {})", source.url, source.read),
            None => format!("{} (read {})", source.url, source.read),
        })
        .collect();
    part("Sources", &sources.join("\n"), 2);
    if let Some(last) = rule.sources.iter().map(|source| source.read.as_str()).max().filter(|read| is_stale(read, as_of)) {
        let note = format!(
            "The sources of this rule were last read on {last}, more than a year before {as_of}. Look whether they still say the same."
        );
        part("", &format!("\n{note}"), 0);
    }
    visible(&text).into_owned()
}

/// What changed in the guidance and when, and which edition of it each rule follows.
#[must_use]
pub fn changelog(rules: &[Rule], width: usize, as_of: Date) -> String {
    let mut text = "What changed in the guidance\n".to_owned();
    for change in changelog::CHANGES {
        text.push_str(&format!("\n{}\n{}", change.day, indented(change.what, width, 2)));
        text.push_str(&indented(&format!("{} (read {})", change.source, change.read), width, 2));
        let concerned = changelog::concerned(change, rules);
        if !concerned.is_empty() {
            text.push_str(&indented(&concerned.join(", "), width, 2));
        }
    }
    text.push_str("\nWhich edition each rule follows\n");
    let mut url = String::new();
    for edition in changelog::editions(rules) {
        if edition.url != url {
            text.push_str(&format!("\n{}\n", edition.url));
            url.clone_from(&edition.url);
        }
        let state = edition.as_of.as_ref().map_or_else(String::new, |day| format!("state of {day}, "));
        let age = if is_stale(&edition.read, as_of) { format!(", more than a year before {as_of}") } else { String::new() };
        text.push_str(&indented(&format!("{state}read {}{age}:", edition.read), width, 2));
        text.push_str(&indented(&edition.rules.join(", "), width, 4));
    }
    visible(&text).into_owned()
}

/// The list of rules: id, severity, title.
#[must_use]
pub fn list(rules: &[&Rule], width: usize) -> String {
    let id_width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let head = format!("{:id_width$}  {:7}  ", rule.id, rule.severity.word());
        let indent = head.len();
        let body = indented(&rule.title, width, indent);
        text.push_str(&head);
        text.push_str(body.trim_start());
    }
    visible(&text).into_owned()
}

/// Wraps paragraphs at spaces, each line indented; a longer word keeps its line, a command stays whole. Single line ends inside a text are line ends.
#[must_use]
fn indented(text: &str, width: usize, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut wrapped = String::new();
    for paragraph in text.trim_end().lines() {
        let lines = prose::advice(paragraph, width, (&margin, &margin), LongWords::Keep);
        if lines.is_empty() {
            wrapped.push('\n');
        }
        for line in lines {
            wrapped.push_str(&line.text);
            wrapped.push('\n');
        }
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_the_width_and_keeps_long_words() {
        assert_eq!(indented("one two three", 9, 2), "  one two\n  three\n");
        assert_eq!(indented("https://a.very.long.example/word x", 10, 0), "https://a.very.long.example/word\nx\n");
        assert_eq!(indented("a\n\nb", 10, 1), " a\n\n b\n");
    }

    #[test]
    fn keeps_commands_whole() {
        assert_eq!(indented("Run `Get-X | fl`.", 19, 2), "  Run `Get-X | fl`.\n");
        assert_eq!(indented("Run `Get-X | fl`.", 18, 2), "  Run\n    Get-X | fl\n");
    }
}
