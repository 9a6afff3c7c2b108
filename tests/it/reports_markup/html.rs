//! The HTML report, read back by html5ever.

use super::{documents, html, printed, select};
use hmaudit::check::{Severity, Verdict};
use hmaudit::report::{Format, sample};
use hmaudit::text::visible;
use proptest::prelude::*;
use scraper::Html;
use std::collections::BTreeSet;

#[test]
fn html_is_well_formed_and_has_its_landmarks() {
    for (name, report) in documents() {
        let page = html(&report);
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
    for (name, report) in documents() {
        let page = html(&report);
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
    let (good, bad) = (structure(&html(&sample::with_packs())), structure(&html(&sample::hostile())));
    for (at, (good, bad)) in good.iter().zip(&bad).enumerate() {
        assert_eq!(good, bad, "element {at}");
    }
    assert_eq!(good.len(), bad.len());
}

#[test]
fn html_for_twenty_servers_is_small() {
    let size = printed(Format::Html, &sample::many_servers(20)).len();
    assert!(size < 300_000, "{size} bytes");
    let crowd = printed(Format::Html, &sample::many_servers(500)).len();
    assert!(crowd < 1_500_000, "{crowd} bytes for 500 servers");
}

#[test]
fn a_waived_error_is_not_told_as_a_pass() {
    let answer =
        |report: &hmaudit::report::Report| -> String { select(&html(report), ".answer").iter().flat_map(|e| e.text()).collect() };
    let mut report = sample::ready();
    assert!(answer(&report).contains("Every core check passes and both switches are on."));
    let waived = sample::report().findings.into_iter().find(|finding| finding.waived.is_some()).unwrap();
    assert_eq!((waived.severity, waived.verdict), (Severity::Error, Verdict::Fail));
    report.findings.push(waived);
    assert!(answer(&report).contains("except one, which a waiver accepts,"), "{}", answer(&report));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// What was captured is read back letter for letter as text, and adds no element.
    #[test]
    fn any_text_comes_back_as_text(text in r#"(?s)([<>&"'`=\-\[\]!/a-z{}%#;]|script|\PC|.){0,60}"#) {
        let mut report = sample::report();
        let elements = structure(&html(&report));
        for finding in &mut report.findings {
            finding.subject = format!("s{text}.");
            finding.evidence.iter_mut().for_each(|evidence| (evidence.text, evidence.line_text) = (format!("t{text}."), String::new()));
        }
        let page = html(&report);
        prop_assert_eq!(elements, structure(&page));
        for (selector, start) in [("h4", 's'), ("mark", 't')] {
            for element in select(&page, selector) {
                let read: String = element.text().collect();
                prop_assert_eq!(read, visible(&format!("{start}{text}.")).into_owned());
            }
        }
    }
}
