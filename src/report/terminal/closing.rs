//! What stands below the findings: skipped inputs, the way on, waivers, and as the last line the answer.

use super::super::words::{self, Level, count};
use super::super::{Finding, Readiness, Report, notice};
use super::layout::width;
use super::page::{Page, style};
use crate::check::{Disposition, Severity};
use std::collections::BTreeSet;

/// Steps that are named one by one; the findings name the others.
const CAPTURES: usize = 8;
/// Skipped inputs that are named one by one.
const SKIPPED: usize = 12;

/// What was seen and could not be used.
pub(super) fn skipped(page: &mut Page, report: &Report) {
    if report.skipped.is_empty() {
        return;
    }
    page.title("Not read");
    let skipped = &report.skipped;
    let shown = if page.verbose { skipped.len() } else { skipped.len().min(SKIPPED) };
    for skipped in &skipped[..shown] {
        page.note("", &format!("{}:{}: {}", skipped.path, skipped.line, skipped.why));
    }
    if shown < skipped.len() {
        page.note("", &format!("and {} more (--verbose lists them)", skipped.len() - shown));
    }
}

/// What was read; only for the curious.
pub(super) fn inputs(page: &mut Page, report: &Report) {
    page.title("Read");
    for input in &report.inputs {
        page.note("", &format!("{}: {}, {}", input.path, count(input.records, "record"), input.encoding));
    }
    if let Some((first, last)) = &report.captured {
        page.note("", &format!("captured {first} to {last}, judged as of {}", report.as_of));
    }
}

/// Where the repairs are.
pub(super) fn plan(page: &mut Page, report: &Report) {
    if report.plan.is_empty() {
        return;
    }
    let closed: BTreeSet<&String> = report.plan.iter().flat_map(|step| &step.closes).collect();
    page.title("Plan");
    let steps = count(report.plan.len(), "step");
    page.note(
        "",
        &format!(
            "{steps} would repair {}: hmaudit plan shows them, hmaudit remediate writes the scripts",
            count(closed.len(), "finding")
        ),
    );
    if page.verbose {
        for step in &report.plan {
            let who = if step.disposition == Disposition::Manual { " (by hand)" } else { "" };
            page.note("", &format!("{}. {}{who}", step.number, step.title));
        }
    }
}

/// What is waived and why; waivers that have expired, expire soon, or cover nothing.
pub(super) fn waivers(page: &mut Page, report: &Report) {
    let waived: Vec<&Finding> = report.findings.iter().filter(|finding| Level::of(finding) == Level::Waived).collect();
    if waived.is_empty() && report.waivers.is_empty() {
        return;
    }
    page.title("Waivers");
    for finding in waived {
        waived_finding(page, finding);
    }
    notices(page, report);
}

/// Waivers that have expired, expire soon or cover nothing; said even where little else is.
pub(super) fn notices(page: &mut Page, report: &Report) {
    for notice in notice::notices(report) {
        let what = format!("{}:", notice.level.word());
        page.paragraph(&what, style(notice.level), &format!(" {}", notice.sentence()), 3);
    }
}

fn waived_finding(page: &mut Page, finding: &Finding) {
    let Some(waived) = &finding.waived else { return };
    let mut text = format!(" {}", finding.subject);
    text.extend(finding.tenant.as_ref().map(|tenant| format!(" in {tenant}")));
    text.push_str(" · ");
    text.push_str(&waived.reason);
    let parts = [waived.owner.as_deref(), waived.ticket.as_deref(), waived.expires.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        text.push_str(&format!(" ({})", parts.join(", ")));
    }
    page.paragraph(&format!("waived[{}]:", super::layout::bounded(&finding.rule)), style(Level::Waived), &text, 3);
}

/// The next step and, as the last line, the answer to "can I enable HMA?".
pub(super) fn answer(page: &mut Page, report: &Report) {
    page.gap();
    match report.verdict {
        Readiness::Inconclusive => by_hand(page, report),
        Readiness::ReadyToEnable => page.paragraph(
            "Next step:",
            anstyle::Style::new().bold(),
            " turn on both switches. hmaudit remediate writes the script that does this, and its undo script.",
            3,
        ),
        Readiness::Ready | Readiness::NotReady | Readiness::NotJudged => {}
    }
    let tenants = &report.tenants;
    if tenants.len() > 1 && tenants.iter().any(|tenant| tenant.verdict != report.verdict) {
        let verdicts: Vec<String> = tenants.iter().map(|tenant| format!("{} {}", tenant.name, tenant.verdict.words())).collect();
        page.paragraph("", anstyle::Style::new(), &verdicts.join(" · "), 3);
    }
    last_line(page, report);
}

/// What is open and no capture decides: the step for a person, each once.
fn by_hand(page: &mut Page, report: &Report) {
    let open = |finding: &&Finding| {
        Level::of(finding) == Level::Inconclusive && finding.severity == Severity::Error && finding.next.is_none()
    };
    let mut seen = BTreeSet::new();
    let helps: Vec<&str> =
        report.findings.iter().filter(open).map(|finding| finding.help.as_str()).filter(|help| seen.insert(*help)).collect();
    if helps.is_empty() {
        return;
    }
    page.paragraph("To decide it:", anstyle::Style::new().bold(), "", 3);
    for help in helps.iter().take(CAPTURES) {
        page.advice("·", help, 3);
    }
    if helps.len() > CAPTURES {
        page.note("·", &format!("and {} more, named with the findings", helps.len() - CAPTURES));
    }
}

/// Verdict and counts. What does not fit beside the verdict stands on the line before, so that the last line is always the answer.
fn last_line(page: &mut Page, report: &Report) {
    let mut parts = words::ranked_answer(report);
    let mut moved = Vec::new();
    while width(&joined(&parts)) > page.width && parts.iter().any(|(rank, _)| *rank > 0) {
        let rank = parts.iter().map(|(rank, _)| *rank).max();
        let (out, kept): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| Some(part.0) == rank);
        parts = kept;
        moved.splice(0..0, out);
    }
    if width(&joined(&parts)) > page.width {
        // Caveats that are longer than a line: they stand before it, and the line points to them.
        moved.splice(0..0, parts.drain(1..));
        parts.push((0, "see above".to_owned()));
    }
    if !moved.is_empty() {
        page.paragraph("", anstyle::Style::new(), &joined(&moved), 0);
    }
    let color = match report.verdict {
        Readiness::Ready | Readiness::ReadyToEnable => Level::Pass,
        Readiness::NotReady => Level::Error,
        Readiness::Inconclusive | Readiness::NotJudged => Level::Inconclusive,
    };
    let verdict = report.verdict.words();
    let line = joined(&parts);
    let rest = line.strip_prefix(verdict).unwrap_or_default();
    let painted = page.paint(style(color), verdict);
    page.line(&format!("{painted}{rest}"));
}

fn joined(parts: &[(u8, String)]) -> String {
    parts.iter().map(|(_, part)| part.as_str()).collect::<Vec<_>>().join(" · ")
}
