use super::*;
use crate::report::sample;
use proptest::prelude::*;

fn report() -> Report {
    sample::report()
}

fn first(report: &Report, verdict: Verdict, severity: Severity) -> usize {
    let found = report.findings.iter().position(|finding| {
        finding.verdict == verdict && finding.severity == severity && finding.waived.is_none() && !finding.evidence.is_empty()
    });
    found.expect("the sample has one")
}

fn changes(before: &Report, after: &Report) -> Vec<(Change, String)> {
    let entries = compare(before, after).entries.into_iter().filter(|entry| entry.change != Change::Unchanged);
    entries.map(|entry| (entry.change, entry.finding().map_or_else(String::new, |finding| finding.rule.clone()))).collect()
}

#[test]
fn nothing_is_new_in_the_same_report() {
    for report in [report(), sample::hostile()] {
        let diff = compare(&report, &report);
        assert!(diff.entries.iter().all(|entry| entry.change == Change::Unchanged));
        assert_eq!(diff.outcome(), Outcome::Clean);
    }
}

#[test]
fn fixed_and_new_are_each_other_seen_from_the_other_side() {
    let whole = report();
    let mut less = whole.clone();
    let index = whole.findings.iter().position(|finding| {
        finding.verdict == Verdict::Fail
            && finding.severity == Severity::Error
            && finding.waived.is_none()
            && !whole.findings.iter().any(|other| other.verdict == Verdict::Inconclusive && other.rule == finding.rule)
    });
    let gone = less.findings.remove(index.expect("a rule that only fails"));
    assert_eq!(changes(&whole, &less), [(Change::Fixed, gone.rule.clone())]);
    assert_eq!(compare(&whole, &less).outcome(), Outcome::Clean);
    assert_eq!(changes(&less, &whole), [(Change::New, gone.rule)]);
    assert_eq!(compare(&less, &whole).outcome(), Outcome::Findings);
}

#[test]
fn a_finding_whose_evidence_is_gone_is_not_fixed() {
    let before = report();
    let mut after = before.clone();
    let index = first(&before, Verdict::Fail, Severity::Error);
    after.findings[index].verdict = Verdict::Inconclusive;
    after.findings[index].subject = "Get-MapiVirtualDirectory".to_owned();
    after.findings[index].server = None;
    after.findings[index].evidence.clear();
    let rule = before.findings[index].rule.clone();
    let told = changes(&before, &after);
    assert!(told.contains(&(Change::Undecided, rule.clone())), "{told:?}");
    assert!(!told.contains(&(Change::Fixed, rule)), "{told:?}");
    assert_eq!(compare(&before, &after).outcome(), Outcome::Undecided);
}

#[test]
fn verdict_evidence_and_rule_changes_are_told_apart() {
    let before = report();
    let index = first(&before, Verdict::Fail, Severity::Error);
    let change = |edit: &dyn Fn(&mut Finding)| {
        let mut after = before.clone();
        edit(&mut after.findings[index]);
        let diff = compare(&before, &after);
        (diff.entries.iter().find(|entry| entry.change != Change::Unchanged).map(|entry| entry.change), diff.outcome())
    };
    assert_eq!(change(&|finding| finding.message.push('!')), (Some(Change::RuleChanged), Outcome::Clean));
    assert_eq!(change(&|finding| finding.severity = Severity::Info), (Some(Change::RuleChanged), Outcome::Clean));
    assert_eq!(change(&|finding| finding.evidence[0].text.push('!')), (Some(Change::EvidenceChanged), Outcome::Clean));
    assert_eq!(change(&|finding| finding.evidence[0].line += 7), (None, Outcome::Clean));
    assert_eq!(change(&|finding| finding.evidence[0].path = "elsewhere.txt".to_owned()), (None, Outcome::Clean));
    assert_eq!(change(&|finding| finding.verdict = Verdict::Pass), (Some(Change::Fixed), Outcome::Clean));
    let cut = |finding: &mut Finding| {
        finding.verdict = Verdict::Inconclusive;
        finding.evidence[0].text = "{Ntlm...}".to_owned();
    };
    assert_eq!(change(&cut), (Some(Change::Undecided), Outcome::Undecided));
}

#[test]
fn a_waived_finding_is_new_but_does_not_count() {
    let mut before = report();
    let after = before.clone();
    let index = after.findings.iter().position(|finding| finding.waived.is_some()).expect("one is waived");
    before.findings.remove(index);
    let diff = compare(&before, &after);
    assert_eq!((diff.of(Change::New).count(), diff.outcome()), (1, Outcome::Clean));
}

#[test]
fn every_form_tells_every_change() {
    let before = report();
    let mut after = before.clone();
    let index = first(&after, Verdict::Fail, Severity::Error);
    after.findings[index].evidence[0].text = "https://ex01.corp.contoso.com/MAPI".to_owned();
    let fixed = after.findings.remove(after.findings.len() - 1);
    let diff = compare(&before, &after);
    insta::assert_snapshot!("terminal", write::terminal(&diff, false));
    insta::assert_snapshot!("markdown", write::markdown(&diff));
    let json: serde_json::Value = serde_json::from_str(&write::json(&diff).expect("written")).expect("JSON");
    assert_eq!(json["summary"]["evidence-changed"], 1);
    assert!(
        json["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|entry| entry["change"] == "fixed" && entry["rule"] == fixed.rule)
    );
}

#[test]
fn hostile_text_stays_text() {
    let before = Report { findings: Vec::new(), ..report() };
    let diff = compare(&before, &sample::hostile());
    let (terminal, markdown) = (write::terminal(&diff, true), write::markdown(&diff));
    let json = write::json(&diff).expect("written");
    for text in [&terminal, &markdown, &json] {
        assert!(!text.chars().any(crate::text::acts));
    }
    let foreign = pulldown_cmark::Parser::new(&markdown).any(|event| {
        use pulldown_cmark::{Event, Tag};
        matches!(
            event,
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
        )
    });
    assert!(!foreign, "{markdown}");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_open_finding_is_told_once(keep in proptest::collection::vec(any::<(bool, bool)>(), 16)) {
        let whole = report();
        let pick = |side: fn(&(bool, bool)) -> bool| Report {
            findings: whole.findings.iter().zip(&keep).filter(|(_, kept)| side(kept)).map(|(finding, _)| finding.clone()).collect(),
            ..whole.clone()
        };
        let (before, after) = (pick(|kept| kept.0), pick(|kept| kept.1));
        let diff = compare(&before, &after);
        let open = |report: &Report| report.findings.iter().filter(|finding| finding.verdict.is_open()).count();
        let told = |side: fn(&Entry) -> bool| diff.entries.iter().filter(|entry| side(entry)).count();
        prop_assert_eq!(told(|entry| entry.after.is_some()), open(&after));
        prop_assert_eq!(told(|entry| entry.before.is_some()), open(&before));
        prop_assert_eq!(compare(&after, &after).entries.iter().filter(|entry| entry.change != Change::Unchanged).count(), 0);
    }
}
