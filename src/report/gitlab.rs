//! The report as a GitLab code quality report: a JSON array of issues.

use super::words::{Level, shown};
use super::{Document, Finding, json};
use crate::check::Severity;
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Issue<'d> {
    description: String,
    check_name: &'d str,
    fingerprint: &'d str,
    severity: &'static str,
    location: Location<'d>,
}

#[derive(Serialize)]
struct Location<'d> {
    path: &'d str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the report as GitLab code quality JSON. GitLab demands a place; a finding about something that was not captured gets the first
/// line of the first input.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    let anywhere = document.report.inputs.first().map_or("-", |input| input.path.as_str());
    let issues: Vec<Issue<'_>> = document.report.findings.iter().map(|finding| issue(finding, anywhere)).collect();
    json::write_value(&issues, out)
}

fn issue<'d>(finding: &'d Finding, anywhere: &'d str) -> Issue<'d> {
    let (path, begin) = finding.primary().map_or((anywhere, 1), |place| (&place.path, place.line));
    Issue {
        description: description(finding),
        check_name: &finding.rule,
        fingerprint: &finding.fingerprint,
        severity: severity(finding),
        location: Location { path, lines: Lines { begin } },
    }
}

/// GitLab's own scale: what locks people out is critical, an open question about it major.
fn severity(finding: &Finding) -> &'static str {
    match Level::of(finding) {
        Level::Error => "critical",
        Level::Inconclusive if finding.severity == Severity::Error => "major",
        Level::Warning | Level::Inconclusive => "minor",
        Level::Info | Level::Waived | Level::Pass | Level::NotApplicable => "info",
    }
}

/// GitLab shows nothing but the description, so it says everything, rule id first.
fn description(finding: &Finding) -> String {
    let mut text = format!("{}[{}] {}", Level::of(finding).word(), finding.rule, shown(&finding.subject));
    text.extend(finding.tenant.as_deref().map(|tenant| format!(" in tenant {}", shown(tenant))));
    text.push_str(": ");
    text.push_str(&shown(&finding.message));
    text.extend(finding.waived.as_ref().map(|waived| format!(" (waived: {})", shown(&waived.reason))));
    text
}
