//! A comparison for the terminal, for a ticket and for programs.

use super::{Change, Diff, Entry};
use crate::check::Verdict;
use crate::report::Finding;
use crate::text::visible_line;
use serde_json::json;
use std::fmt::Write as _;

/// Where a finding stands: `contoso · EX01 · EX01\mapi (Default Web Site)`.
fn place(finding: &Finding) -> String {
    let parts = [finding.tenant.as_deref(), finding.server.as_deref(), Some(finding.subject.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What is different, in words; empty when nothing is.
fn differences(entry: &Entry) -> Vec<String> {
    let (Some(before), Some(after)) = (&entry.before, &entry.after) else {
        return match entry.change {
            Change::Undecided => vec!["no longer visible: the captures of now don't show it".to_owned()],
            _ => Vec::new(),
        };
    };
    let mut lines = Vec::new();
    if before.verdict != after.verdict {
        lines.push(format!("verdict: {} → {}", before.verdict.word(), after.verdict.word()));
    }
    if before.severity != after.severity {
        lines.push(format!("severity: {} → {}", before.severity.word(), after.severity.word()));
    }
    if before.message != after.message {
        lines.push(format!("was: {}", before.message));
    }
    if entry.change == Change::EvidenceChanged {
        let first =
            |finding: &Finding| finding.evidence.first().map_or_else(|| "nothing".to_owned(), |evidence| evidence.text.clone());
        let (old, new) = (first(before), first(after));
        if old != new {
            lines.push(format!("evidence: {old} → {new}"));
        }
    }
    lines
}

fn counts(diff: &Diff) -> String {
    let counts = Change::ALL.map(|change| (diff.of(change).count(), change.word()));
    counts.iter().map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(" · ")
}

/// For a person at a terminal. Unchanged findings are only counted unless `all`. Everything from captures and reports is made harmless.
#[must_use]
pub fn terminal(diff: &Diff, all: bool) -> String {
    let mut text = String::new();
    for change in Change::ALL.into_iter().filter(|change| all || *change != Change::Unchanged) {
        for entry in diff.of(change) {
            let Some(finding) = entry.finding() else { continue };
            let state = if finding.verdict == Verdict::Inconclusive { "inconclusive" } else { finding.severity.word() };
            let waived = if finding.waived.is_some() { " (waived)" } else { "" };
            let head = format!("{}: {state}[{}] {}{waived}", change.word(), finding.rule, place(finding));
            let _ = writeln!(text, "{}\n    {}", visible_line(&head), visible_line(&finding.message));
            for line in differences(entry) {
                let _ = writeln!(text, "    {}", visible_line(&line));
            }
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", counts(diff));
    let _ = writeln!(text, "before: {} · after: {}", diff.before.word(), diff.after.word());
    text
}

/// For a ticket or a pull request. Whatever comes from a capture stands in a code span.
#[must_use]
pub fn markdown(diff: &Diff) -> String {
    let mut text =
        format!("## Hybrid modern authentication: `{}` → `{}`\n\n{}\n", diff.before.word(), diff.after.word(), counts(diff));
    for change in Change::ALL.into_iter().filter(|change| *change != Change::Unchanged) {
        if diff.of(change).next().is_none() {
            continue;
        }
        let word = change.word();
        let _ = write!(text, "\n### {}{}\n\n", word[..1].to_uppercase(), &word[1..]);
        for entry in diff.of(change) {
            let Some(finding) = entry.finding() else { continue };
            let state = if finding.verdict == Verdict::Inconclusive { "inconclusive" } else { finding.severity.word() };
            let waived = if finding.waived.is_some() { " (waived)" } else { "" };
            let _ = writeln!(
                text,
                "- **{state}** {} {}{waived}: {}",
                code(&finding.rule),
                code(&place(finding)),
                code(&finding.message)
            );
            for line in differences(entry) {
                let _ = writeln!(text, "  - {}", code(&line));
            }
        }
    }
    text
}

/// A code span that its content can't close.
fn code(content: &str) -> String {
    let content = visible_line(content);
    let mut longest = 0;
    let mut run = 0;
    for character in content.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if content.starts_with(['`', ' ']) || content.ends_with(['`', ' ']) { " " } else { "" };
    if content.is_empty() { "` `".to_owned() } else { format!("{fence}{pad}{content}{pad}{fence}") }
}

/// For programs: `hmaudit-diff-1`. Strings are those of the reports.
///
/// # Errors
/// When a value can't be written as JSON.
pub fn json(diff: &Diff) -> std::io::Result<String> {
    let side = |finding: &Option<Finding>| {
        finding.as_ref().map(|finding| {
            json!({
                "severity": finding.severity, "verdict": finding.verdict, "message": finding.message,
                "evidence": finding.evidence, "waived": finding.waived,
            })
        })
    };
    let entries = diff.entries.iter().filter_map(|entry| {
        let finding = entry.finding()?;
        Some(json!({
            "change": entry.change, "rule": finding.rule, "name": finding.name, "tenant": finding.tenant, "server": finding.server,
            "subject": finding.subject, "fingerprint": finding.fingerprint,
            "before": side(&entry.before), "after": side(&entry.after),
        }))
    });
    let entries: Vec<_> = entries.collect();
    let count = |change| diff.of(change).count();
    let whole = json!({
        "schema": "hmaudit-diff-1",
        "tool": { "name": "hmaudit", "version": env!("CARGO_PKG_VERSION") },
        "before": diff.before.word(),
        "after": diff.after.word(),
        "summary": {
            "new": count(Change::New), "undecided": count(Change::Undecided), "rule-changed": count(Change::RuleChanged),
            "evidence-changed": count(Change::EvidenceChanged), "unchanged": count(Change::Unchanged), "fixed": count(Change::Fixed),
        },
        "findings": entries,
    });
    crate::report::json::to_text(&whole)
}
