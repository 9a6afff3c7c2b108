//! The YAML of a rule file: which of YAML rules may use, and what is wrong with the rest.

use super::RuleText;
use super::error::Sink;
use crate::yaml::{self, Dialect, Node, RULE_DEPTH, Shape, YamlError};
use std::ops::Range;

/// Longest rule file that is read, in bytes. The largest rule is a twentieth of it; the limit is against bombs.
pub const MAX_BYTES: usize = 64 * 1024;

/// What a node is, for messages.
#[must_use]
pub fn kind(node: &Node) -> &'static str {
    match node.shape {
        Shape::Null | Shape::Alias => "nothing",
        Shape::Text(_) => "a text",
        Shape::List(_) => "a list",
        Shape::Map(_) => "a mapping",
    }
}

/// Reads the YAML of a rule file. `None` when it is not YAML as we take it; the reason is in the sink.
pub(crate) fn parse(file: &RuleText, sink: &mut Sink) -> Option<Node> {
    if file.text.len() > MAX_BYTES {
        let help = format!("a rule file may have {MAX_BYTES} bytes");
        sink.push(&(0..0), format!("this file has {} bytes, too many for a rule", file.text.len()), "", Some(help));
        return None;
    }
    let tabs: Vec<usize> = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\t').map(|(at, _)| at).take(5).collect();
    for &at in &tabs {
        sink.push(&(at..at + 1), "a tab", "a tab", Some("YAML is indented with spaces; replace the tab".into()));
    }
    if !tabs.is_empty() {
        return None;
    }
    yaml::read(&file.text, Dialect::Rule).map_err(|error| note(error, file, sink)).ok()
}

fn note(error: YamlError, file: &RuleText, sink: &mut Sink) {
    let YamlError { message: text, at } = error;
    let lower = text.to_lowercase();
    let (message, help) = if lower.contains("anchor") || lower.contains("alias") {
        let at = anchor(&file.text).unwrap_or(at);
        sink.push(
            &at,
            "anchors and aliases are not allowed in a rule file",
            "here",
            Some("write the value where it is used".into()),
        );
        return;
    } else if lower.contains("duplicate") {
        (format!("`{}` occurs twice", file.text.get(at.clone()).unwrap_or("a key")), "remove one of the two".to_owned())
    } else if lower.contains("depth") || lower.contains("budget") {
        ("this file is nested too deeply or holds too many values for a rule".to_owned(), format!("at most {RULE_DEPTH} levels"))
    } else if lower.contains("merge") {
        ("merge keys (`<<`) are not allowed in a rule file".to_owned(), "write the values out".to_owned())
    } else {
        (
            format!("not valid YAML: {text}"),
            "check indentation, colons and quotes around texts that hold `: ` or start with a special character".to_owned(),
        )
    };
    sink.push(&at, message, "here", Some(help));
}

/// The first anchor or alias, when the error itself does not say where it is.
fn anchor(text: &str) -> Option<Range<usize>> {
    text.match_indices(['&', '*']).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let name: usize = text[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        (matches!(before, None | Some(' ' | '\n' | '[')) && name > 0).then_some(at..at + 1 + name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let file = RuleText { path: "x.yml".into(), text: text.into(), builtin: false, pack: None };
        let mut sink = Sink::new(&file);
        let node = parse(&file, &mut sink);
        let problems = sink.problems.iter().map(|p| format!("{}:{} {} [{}]", p.line, p.column, p.message, p.word())).collect();
        (node, problems)
    }

    #[test]
    fn every_key_and_value_has_its_place_and_its_own_words() {
        let text = "id: HMA-X-001\nmust: { A: { at-least: 15.20, is: True } }\nwhy: |\n  two\n  lines\n";
        let (node, problems) = read(text);
        assert_eq!(problems, Vec::<String>::new());
        let Some(Node { shape: Shape::Map(entries), .. }) = node else { panic!("a mapping") };
        assert_eq!(entries[0].0.value, "id");
        assert_eq!(&text[entries[0].1.at.clone()], "HMA-X-001");
        let Shape::Map(must) = &entries[1].1.shape else { panic!("must") };
        let Shape::Map(tests) = &must[0].1.shape else { panic!("tests") };
        assert_eq!(&text[must[0].0.at.clone()], "A");
        assert_eq!(tests[0].1.shape, Shape::Text("15.20".into()));
        assert_eq!(tests[1].1.shape, Shape::Text("True".into()));
        assert_eq!(&text[tests[1].0.at.clone()], "is");
        assert_eq!(entries[2].1.shape, Shape::Text("two\nlines\n".into()));
    }

    #[test]
    fn what_yaml_allows_and_rules_do_not() {
        for (text, expected) in [
            ("a: 1\na: 2\n", "2:1 `a` occurs twice [a]"),
            ("a: &x 1\nb: *x\n", "1:4 anchors and aliases are not allowed in a rule file [&x]"),
            ("a:\tb\n", "1:3 a tab [\t]"),
        ] {
            assert_eq!(read(text).1, vec![expected.to_owned()], "{text:?}");
        }
        for text in ["a: !x 1\n", "a: [1\n", "<<: {a: 1}\n", "a: b: c\n", "--- 1\n--- 2\n"] {
            assert_eq!(read(text).1.len(), 1, "{text:?} {:?}", read(text));
        }
    }

    #[test]
    fn what_is_not_yaml_is_shown_where_it_is() {
        for (text, expected) in [
            ("id: a\n  severity: error\n", "2:11"),
            ("id: a\nmust: { A: 1 }x\n", "2:15"),
            ("id: \u{e9}\nmust: { A: \u{e9} }x\n", "2:15"),
        ] {
            let problems = read(text).1;
            assert!(
                matches!(&problems[..], [one] if one.starts_with(&format!("{expected} not valid YAML"))),
                "{text:?} {problems:?}"
            );
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        assert_eq!(read(&"[".repeat(50_000)).1.len(), 1);
        assert_eq!(read(&"a: 1\n".repeat(20_000)).1.len(), 1);
    }
}
