//! HTML, SARIF and JUnit, each read back by a parser that is not ours: html5ever, the official JSON Schema, a strict XML reader. Whatever
//! a capture holds, the structure stays that of the healthy report.

#![allow(clippy::print_stderr, reason = "helpers of tests are test code")]

mod html;
mod junit;
mod sarif;

use hmaudit::check::Verdict;
use hmaudit::report::notice::notices;
use hmaudit::report::{Finding, Format, Report, format, sample};
use hmaudit::text::acts;
use junit::cases;
use scraper::{Html, Selector};
use serde_json::Value;

fn printed(format: Format, report: &Report) -> String {
    let mut out = Vec::new();
    format::write(format, report, format::Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn html(report: &Report) -> Html {
    Html::parse_document(&printed(Format::Html, report))
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

/// A report with everything in it: also what passed (`--all`) and servers enough to fold.
fn everything(mut report: Report) -> Report {
    let mut passed = report.findings[0].clone();
    passed.verdict = Verdict::Pass;
    passed.waived = None;
    let absent = Finding { verdict: Verdict::NotApplicable, ..passed.clone() };
    report.findings.extend([passed, absent]);
    report
}

fn documents() -> Vec<(&'static str, Report)> {
    vec![
        ("sample", sample::report()),
        ("ready", sample::ready()),
        ("empty", sample::empty()),
        ("many", sample::many_servers(20)),
        ("with packs", sample::with_packs()),
        ("hostile", sample::hostile()),
        ("all", everything(sample::report())),
    ]
}

#[test]
fn snapshots() {
    insta::assert_snapshot!("html", without_style(&printed(Format::Html, &sample::report())));
    insta::assert_snapshot!("sarif", printed(Format::Sarif, &sample::report()));
    insta::assert_snapshot!("junit", printed(Format::Junit, &everything(sample::report())));
}

/// The page without style sheet, script and policy, which change together and are no matter for a snapshot.
fn without_style(page: &str) -> String {
    let mut rest = page.to_owned();
    for (from, to) in [("<style>", "</style>"), ("<script>", "</script>"), ("content=\"default-src", "\">")] {
        let start = rest.find(from).unwrap() + from.len();
        let end = start + rest[start..].find(to).unwrap();
        rest.replace_range(start..end, "…");
    }
    rest
}

#[test]
fn no_output_holds_a_character_that_acts() {
    for (name, report) in documents() {
        for format in [Format::Html, Format::Sarif, Format::Junit] {
            let text = printed(format, &report);
            assert_eq!(text.chars().find(|&character| acts(character)), None, "{name} {format:?}");
            assert!(text.ends_with('\n'), "{name} {format:?}");
        }
        let page = html(&report);
        assert!(!page.root_element().text().any(|text| text.chars().any(acts)), "{name}: an entity that acts");
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &report)).unwrap();
        every_string(&sarif, &mut |text| assert!(!text.chars().any(acts), "{name}: {text:?}"));
    }
}

fn every_string(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(items) => items.iter().for_each(|item| every_string(item, look)),
        Value::Object(members) => members.values().for_each(|member| every_string(member, look)),
        _ => {}
    }
}

#[test]
fn every_output_shows_every_finding_and_is_the_same_twice() {
    for (name, report) in documents().into_iter().filter(|(name, _)| *name != "hostile") {
        let page: String = html(&report).root_element().text().collect();
        let junit = cases(&printed(Format::Junit, &report));
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &report)).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len(), "{name}");
        assert_eq!(junit.len(), report.findings.len() + notices(&report).count(), "{name}");
        for (finding, result) in report.findings.iter().zip(results) {
            assert!(page.contains(&finding.rule) && page.contains(&finding.subject) && page.contains(&finding.message), "{name}");
            assert_eq!(result["ruleId"], finding.rule);
            assert_eq!(result["properties"]["subject"], finding.subject);
            assert!(junit.iter().any(|case| case["classname"] == finding.rule && case["name"] == finding.subject), "{name}");
        }
        for format in [Format::Html, Format::Sarif, Format::Junit] {
            assert_eq!(printed(format, &report), printed(format, &report));
        }
    }
}

#[test]
fn hostile_captures_do_not_change_the_structure_of_junit_and_sarif() {
    let outcomes = |report: &Report| -> Vec<(String, Option<String>)> {
        let cases = cases(&printed(Format::Junit, report));
        cases.iter().map(|case| (case["classname"].clone(), case.get("outcome").cloned())).collect()
    };
    let (mut good, mut bad) = (outcomes(&sample::report()), outcomes(&sample::hostile()));
    good.sort();
    bad.sort();
    assert_eq!(good, bad);
    fn keys(value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(keys).collect(),
            // The sample's hostile evidence names other files than its inputs, so the position among them is missing there.
            Value::Object(members) => {
                members.iter().filter(|(name, _)| *name != "index").map(|(name, value)| (name.clone(), keys(value))).collect()
            }
            _ => Value::Null,
        }
    }
    let shape = |report: &Report| keys(&serde_json::from_str(&printed(Format::Sarif, report)).unwrap());
    assert_eq!(shape(&sample::report()), shape(&sample::hostile()));
}
