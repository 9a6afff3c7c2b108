//! JUnit XML, for the test tab of a CI server: a suite for the organisation and one per tenant, a case per finding.

use super::notice::{Notice, notices};
use super::words::Level;
use super::{Evidence, Finding, Report, Waived};
use crate::check::Verdict;
use crate::text::{visible, visible_line};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::collections::BTreeMap;
use std::io;

/// The suite of findings that belong to no tenant.
const ORGANISATION: &str = "organisation";

/// Writes the report as JUnit XML. `failure` for fail (type = severity), `skipped` with the reason for inconclusive, waived and not
/// applicable. The findings alone are cases: without `--all` what passed is not listed.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut suites = element("testsuites", &[("name", &report.tool.name)]);
    let notices: Vec<Notice<'_>> = notices(report).collect();
    count(&mut suites, &report.findings.iter().collect::<Vec<_>>(), &notices);
    xml.write_event(Event::Start(suites))?;
    let organisation =
        [("verdict", report.verdict.word().to_owned()), ("phase", word(&report.phase)), ("as-of", report.as_of.clone())];
    let mut of_tenant: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        of_tenant.entry(finding.tenant.as_deref()).or_default().push(finding);
    }
    suite(&mut xml, ORGANISATION, &organisation, &of_tenant.remove(&None).unwrap_or_default())?;
    for tenant in &report.tenants {
        let findings = of_tenant.remove(&Some(tenant.name.as_str())).unwrap_or_default();
        suite(&mut xml, &format!("tenant {}", tenant.name), &[("verdict", tenant.verdict.word().to_owned())], &findings)?;
    }
    // A tenant that findings name and the list of tenants does not must not lose them.
    for (name, findings) in of_tenant {
        suite(&mut xml, &format!("tenant {}", name.unwrap_or_default()), &[], &findings)?;
    }
    waivers(&mut xml, &notices)?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.into_inner().write_all(b"\n")
}

type Xml<'a> = Writer<&'a mut dyn io::Write>;

fn suite(xml: &mut Xml<'_>, name: &str, properties: &[(&str, String)], findings: &[&Finding]) -> io::Result<()> {
    let mut start = element("testsuite", &[("name", name)]);
    count(&mut start, findings, &[]);
    xml.write_event(Event::Start(start))?;
    if !properties.is_empty() {
        xml.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in properties {
            xml.write_event(Event::Empty(element("property", &[("name", name), ("value", value)])))?;
        }
        xml.write_event(Event::End(BytesEnd::new("properties")))?;
    }
    for finding in findings {
        case(xml, finding)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// One case a waiver that needs attention: an expired one fails, the others pass and say what there is to say.
fn waivers(xml: &mut Xml<'_>, notices: &[Notice<'_>]) -> io::Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let mut start = element("testsuite", &[("name", "waivers")]);
    count(&mut start, &[], notices);
    xml.write_event(Event::Start(start))?;
    for notice in notices {
        let sentence = notice.sentence();
        xml.write_event(Event::Start(element("testcase", &[("classname", "waiver"), ("name", &notice.waiver.subject)])))?;
        if notice.level == Level::Error {
            leaf(xml, element("failure", &[("message", &sentence), ("type", "error")]), &notice.waiver.reason)?;
        } else {
            leaf(xml, element("system-out", &[]), &format!("{}: {sentence}", notice.level.word()))?;
        }
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(xml: &mut Xml<'_>, finding: &Finding) -> io::Result<()> {
    let start = element("testcase", &[("classname", &finding.rule), ("name", &finding.subject)]);
    match Outcome::of(finding) {
        Outcome::Passed => xml.write_event(Event::Empty(start)),
        Outcome::Failed => {
            let failure = element("failure", &[("message", &finding.message), ("type", finding.severity.word())]);
            xml.write_event(Event::Start(start))?;
            leaf(xml, failure, &body(finding))?;
            xml.write_event(Event::End(BytesEnd::new("testcase")))
        }
        Outcome::Skipped(reason) => {
            xml.write_event(Event::Start(start))?;
            leaf(xml, element("skipped", &[("message", &reason)]), &body(finding))?;
            xml.write_event(Event::End(BytesEnd::new("testcase")))
        }
    }
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

enum Outcome {
    Passed,
    Failed,
    Skipped(String),
}

impl Outcome {
    fn of(finding: &Finding) -> Self {
        match (finding.verdict, &finding.waived) {
            (Verdict::Pass, _) => Self::Passed,
            (Verdict::NotApplicable, _) => Self::Skipped(format!("not applicable: {}", finding.message)),
            (_, Some(waived)) => Self::Skipped(waiver(waived)),
            (Verdict::Inconclusive, None) => Self::Skipped(format!("inconclusive: {}", finding.message)),
            (Verdict::Fail, None) => Self::Failed,
        }
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

fn count(start: &mut BytesStart<'_>, findings: &[&Finding], notices: &[Notice<'_>]) {
    let outcomes: Vec<Outcome> = findings.iter().map(|finding| Outcome::of(finding)).collect();
    let failures = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Failed)).count();
    let failures = failures + notices.iter().filter(|notice| notice.level == Level::Error).count();
    let skipped = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Skipped(_))).count();
    for (name, number) in [("tests", findings.len() + notices.len()), ("failures", failures), ("errors", 0), ("skipped", skipped)]
    {
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
