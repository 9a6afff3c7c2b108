//! JUnit XML, for the test tab of a CI server: a suite for the organisation and one per tenant, a case per finding.

use super::notice::{Notice, notices};
use super::{Evidence, Finding, Report, Waived};
use crate::check::{Severity, Verdict};
use crate::text::{visible, visible_line};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::collections::BTreeMap;
use std::io;

/// The suite of findings that belong to no tenant.
const ORGANISATION: &str = "organisation";

/// Writes the report as JUnit XML. `failure` for what failed at severity `fails` or above (type = severity), so that failures and exit code
/// agree; a passed case with the text on its output for what failed below that. `skipped` with the reason for inconclusive, waived and not
/// applicable. The findings alone are cases: without `--all` what passed is not listed.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, fails: Option<Severity>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut suites = element("testsuites", &[("name", &report.tool.name)]);
    let notices: Vec<Notice<'_>> = notices(report).collect();
    let cases: Vec<Case<'_>> = report.findings.iter().map(|finding| Case::of(finding, fails)).collect();
    count(&mut suites, &cases, &notices);
    xml.write_event(Event::Start(suites))?;
    let organisation =
        [("verdict", report.verdict.word().to_owned()), ("phase", word(&report.phase)), ("as-of", report.as_of.clone())];
    let mut of_tenant: BTreeMap<Option<&str>, Vec<Case<'_>>> = BTreeMap::new();
    for case in cases {
        of_tenant.entry(case.finding.tenant.as_deref()).or_default().push(case);
    }
    suite(&mut xml, ORGANISATION, &organisation, &of_tenant.remove(&None).unwrap_or_default())?;
    for tenant in &report.tenants {
        let cases = of_tenant.remove(&Some(tenant.name.as_str())).unwrap_or_default();
        suite(&mut xml, &format!("tenant {}", tenant.name), &[("verdict", tenant.verdict.word().to_owned())], &cases)?;
    }
    // A tenant that findings name and the list of tenants does not must not lose them.
    for (name, cases) in of_tenant {
        suite(&mut xml, &format!("tenant {}", name.unwrap_or_default()), &[], &cases)?;
    }
    waivers(&mut xml, &notices)?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.into_inner().write_all(b"\n")
}

type Xml<'a> = Writer<&'a mut dyn io::Write>;

fn suite(xml: &mut Xml<'_>, name: &str, properties: &[(&str, String)], cases: &[Case<'_>]) -> io::Result<()> {
    let mut start = element("testsuite", &[("name", name)]);
    count(&mut start, cases, &[]);
    xml.write_event(Event::Start(start))?;
    if !properties.is_empty() {
        xml.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in properties {
            xml.write_event(Event::Empty(element("property", &[("name", name), ("value", value)])))?;
        }
        xml.write_event(Event::End(BytesEnd::new("properties")))?;
    }
    for case in cases {
        write_case(xml, case)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// One case a waiver that needs attention. None fails: what an expired one covered does that by itself.
fn waivers(xml: &mut Xml<'_>, notices: &[Notice<'_>]) -> io::Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let mut start = element("testsuite", &[("name", "waivers")]);
    count(&mut start, &[], notices);
    xml.write_event(Event::Start(start))?;
    for notice in notices {
        xml.write_event(Event::Start(element("testcase", &[("classname", "waiver"), ("name", &notice.waiver.subject)])))?;
        leaf(xml, element("system-out", &[]), &format!("{}: {}", notice.level.word(), notice.sentence()))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn write_case(xml: &mut Xml<'_>, Case { finding, outcome }: &Case<'_>) -> io::Result<()> {
    let start = element("testcase", &[("classname", &finding.rule), ("name", &finding.subject)]);
    let told = match outcome {
        Outcome::Passed => return xml.write_event(Event::Empty(start)),
        Outcome::Told => element("system-out", &[]),
        Outcome::Failed => element("failure", &[("message", &finding.message), ("type", finding.severity.word())]),
        Outcome::Skipped(reason) => element("skipped", &[("message", reason)]),
    };
    xml.write_event(Event::Start(start))?;
    let severity = if matches!(outcome, Outcome::Told) { format!("{}: ", finding.severity.word()) } else { String::new() };
    leaf(xml, told, &format!("{severity}{}", body(finding)))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

/// An element that holds nothing but text, so that no indentation gets into the text.
fn leaf(xml: &mut Xml<'_>, start: BytesStart<'_>, text: &str) -> io::Result<()> {
    let end = start.to_end().into_owned();
    xml.write_event(Event::Start(start.borrow()))?;
    xml.write_event(Event::Text(BytesText::new(&visible(text))))?;
    xml.write_event(Event::End(end))
}

fn body(finding: &Finding) -> String {
    let mut text = format!("{} {}: {}\n", finding.rule, finding.name, finding.message);
    for evidence in &finding.evidence {
        text.push_str(&quoted(evidence));
    }
    if !finding.help.is_empty() {
        text.push_str(&format!("help: {}\n", finding.help));
    }
    text.push_str(&format!("fingerprint: {}", finding.fingerprint));
    text
}

fn quoted(evidence: &Evidence) -> String {
    let text: String = evidence.text.chars().take(QUOTED + 1).collect();
    let text = match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    let Evidence { path, line, column, label, .. } = evidence;
    let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
    format!("{path}:{line}:{column}: {text}{label}\n")
}

/// Longest quoted text, in characters.
const QUOTED: usize = 500;

/// A finding, and what a build is told about it.
struct Case<'a> {
    finding: &'a Finding,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// Failed, but not so badly that the build does.
    Told,
    Failed,
    Skipped(String),
}

impl<'a> Case<'a> {
    fn of(finding: &'a Finding, fails: Option<Severity>) -> Self {
        let outcome = match (finding.verdict, &finding.waived) {
            (Verdict::Pass, _) => Outcome::Passed,
            (Verdict::NotApplicable, _) => Outcome::Skipped(format!("not applicable: {}", finding.message)),
            (_, Some(waived)) => Outcome::Skipped(waiver(waived)),
            (Verdict::Inconclusive, None) => Outcome::Skipped(format!("inconclusive: {}", finding.message)),
            (Verdict::Fail, None) if fails.is_some_and(|least| finding.severity <= least) => Outcome::Failed,
            (Verdict::Fail, None) => Outcome::Told,
        };
        Self { finding, outcome }
    }
}

fn waiver(waived: &Waived) -> String {
    let mut reason = format!("waived: {}", waived.reason);
    for (name, value) in [("owner", &waived.owner), ("ticket", &waived.ticket), ("until", &waived.expires)] {
        if let Some(value) = value {
            reason.push_str(&format!("; {name} {value}"));
        }
    }
    reason
}

fn count(start: &mut BytesStart<'_>, cases: &[Case<'_>], notices: &[Notice<'_>]) {
    let number = |is_it: fn(&Outcome) -> bool| cases.iter().filter(|case| is_it(&case.outcome)).count();
    let failures = number(|outcome| matches!(outcome, Outcome::Failed));
    let skipped = number(|outcome| matches!(outcome, Outcome::Skipped(_)));
    for (name, number) in [("tests", cases.len() + notices.len()), ("failures", failures), ("errors", 0), ("skipped", skipped)] {
        start.push_attribute((name, number.to_string().as_str()));
    }
}

/// An element with attributes; the writer escapes markup, [`visible_line`] shows what XML 1.0 does not allow.
fn element(name: &'static str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, visible_line(value).as_ref()));
    }
    start
}

/// The word that JSON has for a value of ours.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
