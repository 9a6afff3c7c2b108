//! HTML, SARIF and JUnit, each read back by a parser that is not ours: html5ever, the official JSON Schema, a strict XML reader. Whatever
//! a capture holds, the structure stays that of the healthy report.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests are test code")]

use hmaudit::check::Verdict;
use hmaudit::report::{Document, Finding, Format, format, sample};
use hmaudit::text::acts;
use quick_xml::events::Event;
use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn printed(format: Format, document: &Document) -> String {
    let mut out = Vec::new();
    format::write(format, document, format::Style::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn html(document: &Document) -> Html {
    Html::parse_document(&printed(Format::Html, document))
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

/// A report with everything in it: also what passed (`--all`) and servers enough to fold.
fn everything(mut document: Document) -> Document {
    let mut passed = document.report.findings[0].clone();
    passed.verdict = Verdict::Pass;
    passed.waived = None;
    let absent = Finding { verdict: Verdict::NotApplicable, ..passed.clone() };
    document.report.findings.extend([passed, absent]);
    document
}

fn documents() -> Vec<(&'static str, Document)> {
    vec![
        ("sample", sample::document()),
        ("ready", sample::ready()),
        ("empty", sample::empty()),
        ("many", sample::many_servers(20)),
        ("hostile", sample::hostile()),
        ("all", everything(sample::document())),
    ]
}

#[test]
fn snapshots() {
    insta::assert_snapshot!("html", without_style(&printed(Format::Html, &sample::document())));
    insta::assert_snapshot!("sarif", printed(Format::Sarif, &sample::document()));
    insta::assert_snapshot!("junit", printed(Format::Junit, &everything(sample::document())));
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
fn html_is_well_formed_and_has_its_landmarks() {
    for (name, document) in documents() {
        let page = html(&document);
        assert_eq!(page.errors, Vec::<std::borrow::Cow<'_, str>>::new(), "{name}");
        for (selector, count) in [
            ("html[lang=en]", 1),
            ("h1", 1),
            ("main", 1),
            ("header", 1),
            ("footer", 1),
            ("nav[aria-label]", 1),
            ("title", 1),
            ("style", 1),
            ("script", 1),
        ] {
            assert_eq!(select(&page, selector).len(), count, "{name}: {selector}");
        }
        assert_eq!(select(&page, "meta[name=viewport]").len(), 1);
        for head in select(&page, "th") {
            let scope = head.attr("scope").unwrap_or_else(|| panic!("{name}: th without scope"));
            assert!(["col", "row", "rowgroup"].contains(&scope));
        }
        let ids: Vec<&str> = select(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id twice");
        for element in select(&page, "[aria-labelledby]") {
            assert!(unique.contains(element.attr("aria-labelledby").unwrap()), "{name}");
        }
        for label in select(&page, "label") {
            assert_eq!(label.descendent_elements().filter(|e| ["input", "select"].contains(&e.value().name())).count(), 1);
        }
        // No heading level is left out.
        let mut level = 0;
        for heading in select(&page, "h1, h2, h3, h4, h5, h6") {
            let next = usize::from(heading.value().name().as_bytes()[1] - b'0');
            assert!(next <= level + 1, "{name}: h{next} behind h{level}");
            level = next;
        }
    }
}

#[test]
fn html_asks_for_nothing_and_links_to_documentation_only() {
    for (name, document) in documents() {
        let page = html(&document);
        let ids: BTreeSet<String> = select(&page, "[id]").iter().filter_map(|e| Some(format!("#{}", e.attr("id")?))).collect();
        for element in select(&page, "*") {
            for (attribute, value) in element.value().attrs() {
                assert!(
                    !attribute.starts_with("on") && !["style", "src", "srcset", "action", "data", "ping"].contains(&attribute),
                    "{name}: {attribute}"
                );
                if attribute == "href" {
                    let inside = ids.contains(value);
                    let documentation =
                        value.starts_with("https://learn.microsoft.com/") && element.attr("rel") == Some("noreferrer");
                    assert!(inside || documentation, "{name}: {value}");
                }
                assert!(!value.to_ascii_lowercase().contains("javascript:"));
            }
        }
        for forbidden in ["img", "iframe", "object", "embed", "link", "base", "form", "svg", "audio", "video"] {
            assert_eq!(select(&page, forbidden).len(), 0, "{name}: {forbidden}");
        }
    }
}

#[test]
fn html_policy_names_the_very_style_and_script() {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let page = html(&sample::hostile());
    let policy = select(&page, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let text: String = select(&page, element)[0].text().collect();
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{directive}");
    }
}

/// Elements in document order with their attributes, but for the values that number things.
fn structure(page: &Html) -> Vec<String> {
    select(page, "*")
        .iter()
        .map(|element| {
            let attributes: Vec<String> = element.value().attrs().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{} {}", element.value().name(), attributes.join(" "))
        })
        .collect()
}

#[test]
fn hostile_captures_do_not_change_the_structure_of_html() {
    let (good, bad) = (structure(&html(&sample::document())), structure(&html(&sample::hostile())));
    for (at, (good, bad)) in good.iter().zip(&bad).enumerate() {
        assert_eq!(good, bad, "element {at}");
    }
    assert_eq!(good.len(), bad.len());
}

#[test]
fn no_output_holds_a_character_that_acts() {
    for (name, document) in documents() {
        for format in [Format::Html, Format::Sarif, Format::Junit] {
            let text = printed(format, &document);
            assert_eq!(text.chars().find(|&character| acts(character)), None, "{name} {format:?}");
            assert!(text.ends_with('\n'), "{name} {format:?}");
        }
        let page = html(&document);
        assert!(!page.root_element().text().any(|text| text.chars().any(acts)), "{name}: an entity that acts");
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &document)).unwrap();
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
fn html_for_twenty_servers_is_small() {
    let size = printed(Format::Html, &sample::many_servers(20)).len();
    assert!(size < 300_000, "{size} bytes");
    let crowd = printed(Format::Html, &sample::many_servers(500)).len();
    assert!(crowd < 1_500_000, "{crowd} bytes for 500 servers");
}

#[test]
fn every_output_shows_every_finding_and_is_the_same_twice() {
    for (name, document) in documents().into_iter().filter(|(name, _)| *name != "hostile") {
        let page: String = html(&document).root_element().text().collect();
        let junit = cases(&printed(Format::Junit, &document));
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &document)).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), document.report.findings.len(), "{name}");
        assert_eq!(junit.len(), document.report.findings.len(), "{name}");
        for (finding, result) in document.report.findings.iter().zip(results) {
            assert!(page.contains(&finding.rule) && page.contains(&finding.subject) && page.contains(&finding.message), "{name}");
            assert_eq!(result["ruleId"], finding.rule);
            assert_eq!(result["properties"]["subject"], finding.subject);
            assert!(junit.iter().any(|case| case["classname"] == finding.rule && case["name"] == finding.subject), "{name}");
        }
        for format in [Format::Html, Format::Sarif, Format::Junit] {
            assert_eq!(printed(format, &document), printed(format, &document));
        }
    }
}

#[test]
fn sarif_is_accepted_by_the_official_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/schemas/sarif-schema-2.1.0.json");
    let Ok(schema) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no official SARIF schema at ../shared/schemas");
        return;
    };
    let validator = jsonschema::options().should_validate_formats(true).build(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (name, document) in documents() {
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &document)).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(mistakes, Vec::<String>::new(), "{name}");
    }
}

/// What the standard demands and its schema cannot say.
#[test]
fn sarif_keeps_the_rules_of_the_standard() {
    for (name, document) in documents() {
        let sarif: Value = serde_json::from_str(&printed(Format::Sarif, &document)).unwrap();
        let run = &sarif["runs"][0];
        assert_eq!(
            run["tool"]["driver"]["rules"].as_array().unwrap().len(),
            document.rules.len(),
            "{name}: all rules are listed"
        );
        for (result, finding) in run["results"].as_array().unwrap().iter().zip(&document.report.findings) {
            let level = result["level"].as_str().unwrap();
            let (kind, levels): (_, &[&str]) = match finding.verdict {
                Verdict::Fail => ("fail", &["error", "warning", "note"]),
                Verdict::Inconclusive => ("open", &["none"]),
                Verdict::Pass => ("pass", &["none"]),
                Verdict::NotApplicable => ("notApplicable", &["none"]),
            };
            assert_eq!(result["kind"], kind, "{name}");
            assert!(levels.contains(&level), "{name}: {kind} {level}");
            if let Some(index) = result["ruleIndex"].as_u64() {
                assert_eq!(run["tool"]["driver"]["rules"][usize::try_from(index).unwrap()]["id"], result["ruleId"], "{name}");
            }
            assert_eq!(result["partialFingerprints"]["hmauditFingerprint/v1"], finding.fingerprint);
            assert_eq!(result["suppressions"].as_array().map_or(0, Vec::len), usize::from(finding.waived.is_some()), "{name}");
            let place = &result["locations"][0]["physicalLocation"];
            if let Some(evidence) = finding.evidence.iter().find(|evidence| evidence.primary) {
                assert_eq!(place["region"]["startLine"], evidence.line);
                assert_eq!(place["region"]["endColumn"], evidence.end_column + 1, "the end of SARIF is exclusive");
            }
            if let Some(index) = place["artifactLocation"]["index"].as_u64() {
                let artifact = &run["artifacts"][usize::try_from(index).unwrap()]["location"]["uri"];
                assert_eq!(artifact, &place["artifactLocation"]["uri"]);
            }
            assert!(url::Url::parse("file:///base/").unwrap().join(place["artifactLocation"]["uri"].as_str().unwrap()).is_ok());
            assert!(!result["message"]["text"].as_str().unwrap().replace("\\](", "").contains("]("), "{name}: an embedded link");
        }
    }
}

/// Attributes of every test case and the name and message of its outcome, by a reader that refuses whatever XML forbids. On the way it
/// checks the numbers of every suite.
fn cases(text: &str) -> Vec<BTreeMap<String, String>> {
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

type Attributes = BTreeMap<String, String>;

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
        ("properties", Some("testsuite")) | ("property", Some("properties")) => {}
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
    let document = everything(sample::document());
    let cases = cases(&printed(Format::Junit, &document));
    let outcome = |case: &Attributes| case.get("outcome").cloned().unwrap_or_default();
    let message = |case: &Attributes| case.get("message").cloned().unwrap_or_default();
    for finding in &document.report.findings {
        let (expected, words) = match (finding.verdict, &finding.waived) {
            (Verdict::Pass, _) => ("", ""),
            (Verdict::NotApplicable, _) => ("skipped", "not applicable"),
            (_, Some(_)) => {
                ("skipped", "waived: Namespace is switched off on 2026-12-02; owner messaging@contoso.com; ticket CHG-1042")
            }
            (Verdict::Inconclusive, None) => ("skipped", finding.message.as_str()),
            (Verdict::Fail, None) => ("failure", finding.message.as_str()),
        };
        let same = |case: &&Attributes| case["classname"] == finding.rule && case["name"] == finding.subject;
        assert!(cases.iter().filter(same).any(|case| outcome(case) == expected && message(case).contains(words)), "{finding:#?}");
    }
    assert_eq!(cases.iter().filter(|case| outcome(case) == "failure").count(), 5);
}

#[test]
fn hostile_captures_do_not_change_the_structure_of_junit_and_sarif() {
    let outcomes = |document: &Document| -> Vec<(String, Option<String>)> {
        let cases = cases(&printed(Format::Junit, document));
        cases.iter().map(|case| (case["classname"].clone(), case.get("outcome").cloned())).collect()
    };
    let (mut good, mut bad) = (outcomes(&sample::document()), outcomes(&sample::hostile()));
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
    let shape = |document: &Document| keys(&serde_json::from_str(&printed(Format::Sarif, document)).unwrap());
    assert_eq!(shape(&sample::document()), shape(&sample::hostile()));
}
