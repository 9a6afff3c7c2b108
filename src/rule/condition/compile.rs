//! Conditions read from a rule file, with every mistake underlined.

use super::super::error::{Sink, expected, nearest};
use super::super::file;
use super::super::literal::{Literal, Moment, version};
use super::super::name::{Name, Noun, resolve};
use super::{Clause, Condition, TESTS, Test, Tested, fitting, holds};
use crate::catalog::schema::Kind;
use crate::guid::is_guid;
use crate::yaml::{At, Node, Shape};
use regex::RegexBuilder;

/// Largest compiled pattern, in bytes; a rule pack cannot take more.
const PATTERN_LIMIT: usize = 256 * 1024;

/// Compiles a condition about rows of `noun` (with `None`: about the organisation).
pub(crate) fn compile(node: &Node, noun: Option<Noun>, sink: &mut Sink) -> Condition {
    let Shape::Map(entries) = &node.shape else {
        let help = Some("write `Property: { test: value }`, for example `Enabled: { is: True }`".to_owned());
        sink.push(&node.at, format!("a condition is a mapping, this is {}", file::kind(node)), "here", help);
        return Condition::default();
    };
    if entries.is_empty() {
        sink.push(&node.at, "this condition asks nothing", "empty", Some("leave the key out, or name a property".to_owned()));
    }
    let mut clauses = Vec::new();
    for (key, value) in entries {
        if key.value == "any-of" {
            clauses.push(Clause::AnyOf(alternatives(key, value, noun, sink)));
        } else {
            let name = resolve(key, noun, sink);
            clauses.extend(clauses_of(key, value, name.as_ref(), sink));
        }
    }
    Condition(clauses)
}

fn alternatives(key: &At<String>, value: &Node, noun: Option<Noun>, sink: &mut Sink) -> Vec<Condition> {
    match &value.shape {
        Shape::List(parts) if parts.len() > 1 => parts.iter().map(|part| compile(part, noun, sink)).collect(),
        _ => {
            let help = Some("write a list of two or more conditions".to_owned());
            sink.push(&key.at, "`any-of` needs alternatives", "here", help);
            Vec::new()
        }
    }
}

/// The clauses about one name: its tests, and its alternatives (`{ any-of: [{ empty: true }, { contains: OAuth }] }`).
fn clauses_of(key: &At<String>, value: &Node, name: Option<&Name>, sink: &mut Sink) -> Vec<Clause> {
    let kind = name.and_then(|name| name.kind);
    let mut clauses = Vec::new();
    let mut tests = Vec::new();
    match &value.shape {
        Shape::Text(_) => {
            let is = At::new("is".to_owned(), value.at.clone());
            tests.extend(test(&is, value, kind, key, sink));
        }
        Shape::Map(entries) if !entries.is_empty() => {
            for (word, value) in entries {
                match &value.shape {
                    Shape::List(parts) if word.value == "any-of" && parts.len() > 1 => {
                        let part = |part: &Node, sink: &mut Sink| Condition(clauses_of(key, part, name, sink));
                        clauses.push(Clause::AnyOf(parts.iter().map(|node| part(node, sink)).collect()));
                    }
                    _ if word.value == "any-of" => {
                        alternatives(word, &Node { shape: Shape::Null, at: value.at.clone() }, None, sink);
                    }
                    _ => tests.extend(test(word, value, kind, key, sink)),
                }
            }
        }
        _ => {
            let known: Vec<&str> = TESTS.iter().map(|(name, _)| *name).collect();
            let help = Some(format!("write `{}: {{ test: value }}`; {}", key.value, expected(&known)));
            sink.push(&key.at, format!("`{}` is not tested", key.value), "no test", help);
        }
    }
    if let Some(name) = name.filter(|_| !tests.is_empty()) {
        let tested = |test: Test| Tested { label: format!("{} {}", name.text, test.words()).into(), test };
        clauses.insert(0, Clause::Test(name.clone(), tests.into_iter().map(tested).collect()));
    }
    clauses
}

fn test(word: &At<String>, value: &Node, kind: Option<Kind>, owner: &At<String>, sink: &mut Sink) -> Option<Test> {
    let known: Vec<&str> = TESTS.iter().map(|(name, _)| *name).collect();
    if !known.contains(&word.value.as_str()) {
        let help = nearest(&word.value, &known).unwrap_or_else(|| expected(&known));
        sink.push(&word.at, format!("there is no test `{}`", word.value), "unknown test", Some(help));
        return None;
    }
    if let Some(kind) = kind {
        let fitting = fitting(kind);
        if !fitting.contains(&word.value.as_str()) {
            let message = format!("`{}` holds {}, which `{}` cannot test", owner.value, holds(kind), word.value);
            sink.push(&word.at, message, "does not fit", Some(expected(fitting)));
            return None;
        }
    }
    if word.value == "one-of" {
        let Shape::List(items) = &value.shape else {
            sink.push(&value.at, "`one-of` takes a list", "not a list", Some("write `one-of: [A, B]`".to_owned()));
            return None;
        };
        let texts = items.iter().filter_map(|item| text(item, &word.value, sink));
        let literals: Vec<Literal> = texts.collect::<Vec<_>>().into_iter().filter_map(|t| literal(&t, kind, sink)).collect();
        return Some(Test::OneOf(literals));
    }
    let written = text(value, &word.value, sink)?;
    compare(&word.value, &written, kind, sink)
}

fn compare(word: &str, written: &At<String>, kind: Option<Kind>, sink: &mut Sink) -> Option<Test> {
    let wrong = |sink: &mut Sink, what: &str, help: &str| {
        sink.push(&written.at, format!("`{word}` takes {what}, not `{}`", written.value), "here", Some(help.to_owned()));
        None
    };
    match word {
        "is" => literal(written, kind, sink).map(Test::Is),
        "is-not" => literal(written, kind, sink).map(Test::IsNot),
        "contains" => Some(Test::Contains(Literal::new(&written.value))),
        "lacks" => Some(Test::Lacks(Literal::new(&written.value))),
        "empty" => match written.value.to_ascii_lowercase().as_str() {
            "true" => Some(Test::Empty(true)),
            "false" => Some(Test::Empty(false)),
            _ => wrong(sink, "`true` or `false`", "expected one of `true`, `false`"),
        },
        "at-least" => match version(&written.value) {
            Some(version) => Some(Test::AtLeast(version)),
            None => wrong(sink, "a build or a number", "write `15.2.1544.11` or `3`"),
        },
        "after" => match Moment::parse(&written.value) {
            Some(moment) => Some(Test::After(moment)),
            None => wrong(sink, "a moment", "write `now`, `now + 60 days` or `2025-10-14`"),
        },
        "before" => match (version(&written.value), Moment::parse(&written.value)) {
            (Some(version), _) if kind != Some(Kind::Date) => Some(Test::Below(version)),
            (_, Some(moment)) if kind != Some(Kind::Version) => Some(Test::Before(moment)),
            _ => wrong(sink, "a moment or a build", "write `now + 60 days`, `2025-10-14` or `15.2.1544.11`"),
        },
        "matches" => {
            let built = RegexBuilder::new(&written.value).case_insensitive(true).size_limit(PATTERN_LIMIT).build();
            match built {
                Ok(pattern) => Some(Test::Matches(pattern)),
                Err(error) => {
                    let text = error.to_string();
                    let last = text.lines().last().unwrap_or("not a regular expression").to_owned();
                    sink.push(&written.at, format!("not a usable pattern: {last}"), "in this pattern", None);
                    None
                }
            }
        }
        _ => None,
    }
}

fn text(node: &Node, word: &str, sink: &mut Sink) -> Option<At<String>> {
    match &node.shape {
        Shape::Text(text) => Some(At::new(text.clone(), node.at.clone())),
        _ => {
            sink.push(&node.at, format!("`{word}` takes a text, not {}", file::kind(node)), "here", None);
            None
        }
    }
}

fn literal(written: &At<String>, kind: Option<Kind>, sink: &mut Sink) -> Option<Literal> {
    let fits = match kind {
        Some(Kind::Bool | Kind::IisBool) => matches!(written.value.to_ascii_lowercase().as_str(), "true" | "false"),
        Some(Kind::Version) => version(&written.value).is_some(),
        Some(Kind::Guid) => is_guid(written.value.trim_matches(['{', '}'])),
        Some(Kind::Url) => url::Url::parse(&written.value).is_ok(),
        _ => !written.value.is_empty(),
    };
    if !fits {
        let (what, help) = match kind {
            Some(Kind::Bool | Kind::IisBool) => ("a flag", "expected one of `True`, `False`"),
            Some(Kind::Version) => ("a build", "write `15.2.1544.11`"),
            Some(Kind::Guid) => ("a GUID", "write `00000002-0000-0ff1-ce00-000000000000`"),
            Some(Kind::Url) => ("a URL", "write it whole, with `https://`"),
            _ => ("a text", "to test for a blank value write `empty: true`"),
        };
        sink.push(&written.at, format!("this must be {what}, not `{}`", written.value), "here", Some(help.to_owned()));
        return None;
    }
    Some(Literal::new(&written.value))
}
