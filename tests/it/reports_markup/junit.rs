//! JUnit XML, read back by a strict reader.

use super::{everything, printed};
use hmaudit::check::{Severity, Verdict};
use hmaudit::report::format::{self, Style};
use hmaudit::report::{Format, sample};
use hmaudit::text::visible_line;
use proptest::prelude::*;
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Attributes of every test case and the name and message of its outcome, by a reader that refuses whatever XML forbids. On the way it
/// checks the numbers of every suite.
pub fn cases(text: &str) -> Vec<BTreeMap<String, String>> {
    assert_eq!(
        text.chars()
            .find(|&c| !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)),
        None
    );
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut found, mut suites, mut open) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                element(&name, &attributes(&start), &mut found, &mut suites, open.last());
                open.push(name);
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                element(&name, &attributes(&start), &mut found, &mut suites, open.last());
            }
            Event::End(_) => assert!(open.pop().is_some()),
            Event::GeneralRef(_) | Event::Text(_) | Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("not in a JUnit file: {other:?}"),
        }
    }
    assert_eq!(open, Vec::<String>::new());
    let total = |key: &str| {
        suites.iter().skip(1).map(|suite: &BTreeMap<String, String>| suite[key].parse::<usize>().unwrap()).sum::<usize>()
    };
    let with = |outcome: &str| {
        found.iter().filter(|case: &&BTreeMap<String, String>| case.get("outcome").is_some_and(|o| o == outcome)).count()
    };
    for (key, count) in [("tests", found.len()), ("failures", with("failure")), ("skipped", with("skipped")), ("errors", 0)] {
        assert_eq!(suites[0][key], count.to_string(), "{key}");
        assert_eq!(total(key), count, "{key}");
    }
    found
}

/// Attributes by name.
pub type Attributes = BTreeMap<String, String>;

fn element(
    name: &str,
    attributes: &Attributes,
    found: &mut Vec<Attributes>,
    suites: &mut Vec<Attributes>,
    parent: Option<&String>,
) {
    let parent = parent.map(String::as_str);
    match (name, parent) {
        ("testsuites", None) | ("testsuite", Some("testsuites")) => suites.push(attributes.clone()),
        ("testcase", Some("testsuite")) => found.push(attributes.clone()),
        ("failure" | "skipped", Some("testcase")) => {
            let case = found.last_mut().unwrap();
            case.insert("message".to_owned(), attributes["message"].clone());
            assert!(case.insert("outcome".to_owned(), name.to_owned()).is_none(), "two outcomes of one case");
        }
        ("system-out", Some("testcase")) | ("properties", Some("testsuite")) | ("property", Some("properties")) => {}
        _ => panic!("{name} in {parent:?}"),
    }
}

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> Attributes {
    let pairs = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let name = attribute.key.as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
        (name, value)
    });
    pairs.collect()
}

#[test]
fn junit_tells_failures_from_what_is_skipped() {
    let report = everything(sample::report());
    let cases = cases(&printed(Format::Junit, &report));
    let outcome = |case: &Attributes| case.get("outcome").cloned().unwrap_or_default();
    let message = |case: &Attributes| case.get("message").cloned().unwrap_or_default();
    for finding in &report.findings {
        let (expected, words) = match (finding.verdict, &finding.waived) {
            (Verdict::Pass, _) => ("", ""),
            (Verdict::NotApplicable, _) => ("skipped", "not applicable"),
            (_, Some(_)) => {
                ("skipped", "waived: Namespace is switched off on 2026-12-02; owner messaging@contoso.com; ticket CHG-1042")
            }
            (Verdict::Inconclusive, None) => ("skipped", finding.message.as_str()),
            (Verdict::Fail, None) if finding.severity == Severity::Error => ("failure", finding.message.as_str()),
            (Verdict::Fail, None) => ("", ""),
        };
        let same = |case: &&Attributes| case["classname"] == finding.rule && case["name"] == finding.subject;
        assert!(cases.iter().filter(same).any(|case| outcome(case) == expected && message(case).contains(words)), "{finding:#?}");
    }
    assert_eq!(cases.iter().filter(|case| outcome(case) == "failure").count(), report.summary.error);
    for finding in report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
        assert!(printed(Format::Junit, &report).contains(&finding.fingerprint), "{} is told, whatever it weighs", finding.rule);
    }
}

#[test]
fn failures_in_junit_are_those_that_make_the_run_fail() {
    let report = everything(sample::report());
    let summary = &report.summary;
    for (fails, failures) in [
        (None, 0),
        (Some(Severity::Error), summary.error),
        (Some(Severity::Warning), summary.error + summary.warning),
        (Some(Severity::Info), summary.error + summary.warning + summary.info),
    ] {
        let mut out = Vec::new();
        format::write(Format::Junit, &report, Style { fails, ..Style::default() }, &mut out).unwrap();
        let cases = cases(&String::from_utf8(out).unwrap());
        let failed = cases.iter().filter(|case| case.get("outcome").is_some_and(|outcome| outcome == "failure"));
        assert_eq!(failed.count(), failures, "{fails:?}");
    }
    assert!(summary.warning > 0 && summary.info > 0, "{summary:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a subject holds, the file is XML 1.0 and the reader gets the subject, control characters shown.
    #[test]
    fn any_subject_comes_back(text in r#"(?s)([<>&"'\]]|\PC|.){0,60}"#) {
        let mut report = sample::report();
        report.findings.iter_mut().for_each(|finding| finding.subject = text.clone());
        let shown = visible_line(&text).into_owned();
        report.waivers.clear();
        for case in cases(&printed(Format::Junit, &report)) {
            prop_assert_eq!(&case["name"], &shown);
        }
    }
}
