//! A capture that breaks off: nothing that it still shows is taken for more than it is.

use crate::common::Snapshot;
use hmaudit::capture::{self, Capture, Form, Raw};
use hmaudit::report::Readiness;
use hmaudit::source::{Source, SourceId};
use std::collections::BTreeSet;

/// All values that a capture gives as whole, blank ones among them.
fn whole(capture: &Capture<'_>) -> BTreeSet<(String, String)> {
    let fields = capture.records.iter().filter(|record| record.form != Form::Wire).flat_map(|record| &record.fields);
    fields
        .filter_map(|field| {
            let value = match &field.raw {
                Raw::Scalar(text) => text.to_string(),
                Raw::List { items, cut: false } => format!("{:?}", items.iter().map(|item| &*item.text).collect::<Vec<_>>()),
                Raw::Blank => String::new(),
                Raw::List { cut: true, .. } | Raw::Cut(_) => return None,
            };
            Some((field.name.to_string(), value))
        })
        .collect()
}

fn captures() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for folder in ["estates/healthy/onprem", "estates/three-tenants/onprem", "captures/list", "captures/values"] {
        let mut paths: Vec<_> = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        paths.sort();
        found.extend(paths.into_iter().filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok().filter(|text| text.len() < 6000)?;
            Some((path.file_name().unwrap().to_string_lossy().into_owned(), text))
        }));
    }
    found
}

/// Captures whose values no brace and no padding bounds, or that end in an entity, so that a shorter one looks as whole.
const ODD: &[&str] = &[
    "20-entities-and-tags.txt",
    "23-list-without-braces.txt",
    "30-nested-class-dump.txt",
    "35-translated.txt",
    "46-path-back-at-column-0.txt",
];

#[test]
fn a_capture_cut_anywhere_gives_no_value_that_was_not_there() {
    let captures = captures();
    assert!(captures.len() > 60);
    let mut wrong = Vec::new();
    for (index, (name, text)) in captures.iter().enumerate().filter(|(_, (name, _))| !ODD.contains(&&**name)) {
        let source = Source::from_text(SourceId(0), name, text);
        let all = whole(&capture::read(&source));
        // Every place would take minutes; which ones are looked at differs from file to file.
        for at in (index % 13..text.len()).step_by(13).filter(|&at| text.is_char_boundary(at)) {
            let cut = Source::from_text(SourceId(0), name, &text[..at]);
            let new: Vec<_> = whole(&capture::read(&cut)).difference(&all).cloned().collect();
            // Behind a line end, nobody knows that the value went on in the next line; a name that ends in a slash is whole.
            if !new.is_empty() && !text[..at].ends_with(['\n', '/']) {
                let line = text[..at].rfind('\n').map_or(0, |found| found + 1);
                wrong.push(format!("{name} cut at {at}, {:?}: {new:?}", &text[line..at]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

const AUTH_SERVER: &str = "onprem/authserver.txt";

/// The verdict of the healthy estate whose AuthServers break off behind this text, in the first of them or in the last.
fn cut_behind(end: &str, last: bool) -> Readiness {
    let healthy = Snapshot::estate("healthy");
    let (_, bytes) = healthy.files.iter().find(|(name, _)| name == AUTH_SERVER).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let at = if last { text.rfind(end) } else { text.find(end) };
    let at = at.unwrap_or_else(|| panic!("{end}")) + end.len();
    healthy.with(AUTH_SERVER, &text[..at]).audit().verdict
}

#[test]
fn what_a_cut_capture_of_auth_servers_lost_is_undecided() {
    assert_eq!(Snapshot::estate("healthy").audit().verdict, Readiness::Ready);
    for end in [
        "\nIsDefaultAuthorizationEndpoint :",
        "\nIsDefaultAuthorizationEndpoint : ",
        "\nIsDefaultAuthor",
        "\nTokenIssuingEndpoint           : https://",
    ] {
        for last in [false, true] {
            assert_eq!(cut_behind(end, last), Readiness::Inconclusive, "{end:?} {last}");
        }
    }
}

#[test]
fn a_healthy_capture_may_lack_its_last_line_end() {
    let healthy = Snapshot::estate("healthy");
    let mut undecided = Vec::new();
    for (name, bytes) in healthy.files.iter().filter(|(name, _)| name.ends_with(".txt")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert_eq!(healthy.clone().with(name, text.trim_end()).audit().verdict, Readiness::Ready, "{name}");
        // Without the prompt at its end, too.
        let Some(end) = text.trim_end().rfind("\n[PS]") else { continue };
        if healthy.clone().with(name, text[..end].trim_end()).audit().verdict != Readiness::Ready {
            undecided.push(name.as_str());
        }
    }
    // A property without a value at the very end is the one that nobody can know.
    assert_eq!(undecided, ["onprem/exchangeserver.txt"]);
}

#[test]
fn a_value_that_holds_the_missing_answer_does_not_give_it() {
    let answer = "[PS] C:\\>Get-AuthServer | fl\n\nName                           : Facebook\nType                           : Facebook\nEnabled                        : False\nIsDefaultAuthorizationEndpoint : False\n\n[PS] C:\\>";
    let column = " ".repeat(33);
    let filtered = Snapshot::estate("healthy").replace(AUTH_SERVER, "Get-AuthServer |", "Get-AuthServer EvoSts |");
    let verdict = filtered.audit().verdict;
    assert_eq!(verdict, Readiness::Inconclusive);
    for value in [
        answer.replace('\n', &format!("\n{column}")),
        answer.replace('\n', "<br>"),
        format!("x\n\n{column}{}", answer.replace('\n', &format!("\n{column}"))),
    ] {
        let forged =
            filtered.clone().replace(AUTH_SERVER, "\nRealm ", &format!("\nReason                         : {value}\nRealm "));
        assert_eq!(forged.audit().verdict, verdict, "{value}");
    }
}
