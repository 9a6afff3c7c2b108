//! The report as a GitLab code quality report: a JSON array of issues.

use super::notice::{Notice, notices};
use super::words::Level;
use super::{Finding, Report, json};
use crate::check::Severity;
use crate::text::visible_line as shown;
use serde::Serialize;
use std::borrow::Cow;
use std::io;

#[derive(Serialize)]
struct Issue<'d> {
    description: String,
    check_name: &'d str,
    fingerprint: Cow<'d, str>,
    severity: &'static str,
    location: Location<'d>,
}

#[derive(Serialize)]
struct Location<'d> {
    path: Cow<'d, str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the report as GitLab code quality JSON. GitLab demands a place; a finding without one gets its subject (the cmdlet that was not
/// captured), because no file of the input is at fault.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let issues: Vec<Issue<'_>> = report.findings.iter().map(issue).chain(notices(report).map(about_waiver)).collect();
    json::write_value(&issues, out)
}

fn issue(finding: &Finding) -> Issue<'_> {
    let (path, begin) = finding.primary().map_or((shown(&finding.subject), 1), |place| (shown(&place.path), place.line));
    Issue {
        description: description(finding),
        check_name: &finding.rule,
        fingerprint: Cow::Borrowed(&finding.fingerprint),
        severity: severity(finding),
        location: Location { path, lines: Lines { begin } },
    }
}

/// A waiver's issue is the same as long as it waives the same for the same reason.
fn about_waiver(notice: Notice<'_>) -> Issue<'_> {
    let waiver = notice.waiver;
    let parts = [b"waiver" as &[u8], waiver.rule.as_bytes(), b"\0", waiver.subject.as_bytes(), b"\0", waiver.reason.as_bytes()];
    let severity = match notice.level {
        Level::Error => "critical",
        Level::Warning => "minor",
        _ => "info",
    };
    Issue {
        description: shown(&format!("{}[{}] {}", notice.level.word(), waiver.rule, notice.sentence())).into_owned(),
        check_name: &waiver.rule,
        fingerprint: Cow::Owned(crate::digest::sha256_hex_of(&parts)[..32].to_owned()),
        severity,
        location: Location { path: shown(&waiver.path), lines: Lines { begin: waiver.line.max(1) } },
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
