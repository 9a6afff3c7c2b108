//! A comparison for the terminal, for a ticket and for programs.

use super::{Change, Diff, Entry};
use crate::check::{Severity, Verdict};
use crate::report::{Finding, Overall};
use crate::text::{visible, visible_line};
use serde_json::json;
use std::fmt::Write as _;

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "fail",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "not-applicable",
    }
}

fn overall(overall: Overall) -> &'static str {
    match overall {
        Overall::Ready => "ready",
        Overall::ReadyToEnable => "ready-to-enable",
        Overall::NotReady => "not-ready",
        Overall::Inconclusive => "inconclusive",
    }
}

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
        lines.push(format!("verdict: {} → {}", verdict(before.verdict), verdict(after.verdict)));
    }
    if before.severity != after.severity {
        lines.push(format!("severity: {} → {}", severity(before.severity), severity(after.severity)));
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
            let state = if finding.verdict == Verdict::Inconclusive { "inconclusive" } else { severity(finding.severity) };
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
    let _ = writeln!(text, "before: {} · after: {}", overall(diff.before), overall(diff.after));
    text
}

/// For a ticket or a pull request. Whatever comes from a capture stands in a code span.
#[must_use]
pub fn markdown(diff: &Diff) -> String {
    let mut text =
        format!("## Hybrid modern authentication: `{}` → `{}`\n\n{}\n", overall(diff.before), overall(diff.after), counts(diff));
    for change in Change::ALL.into_iter().filter(|change| *change != Change::Unchanged) {
        if diff.of(change).next().is_none() {
            continue;
        }
        let word = change.word();
        let _ = write!(text, "\n### {}{}\n\n", word[..1].to_uppercase(), &word[1..]);
        for entry in diff.of(change) {
            let Some(finding) = entry.finding() else { continue };
            let state = if finding.verdict == Verdict::Inconclusive { "inconclusive" } else { severity(finding.severity) };
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

/// A code span that its content can't close (security.md T5).
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
pub fn json(diff: &Diff) -> Result<String, serde_json::Error> {
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
        "before": overall(diff.before),
        "after": overall(diff.after),
        "summary": {
            "new": count(Change::New), "undecided": count(Change::Undecided), "rule-changed": count(Change::RuleChanged),
            "evidence-changed": count(Change::EvidenceChanged), "unchanged": count(Change::Unchanged), "fixed": count(Change::Fixed),
        },
        "findings": entries,
    });
    // JSON leaves some acting characters as they are; the report's JSON is printed to terminals too.
    let text = serde_json::to_string_pretty(&whole)?;
    Ok(escape(&text) + "\n")
}

/// Writes every character that acts on a terminal as its JSON escape; outside of strings JSON has none of them.
fn escape(json: &str) -> String {
    if matches!(visible(json), std::borrow::Cow::Borrowed(_)) {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len() + 32);
    let mut units = [0_u16; 2];
    for character in json.chars() {
        if crate::text::acts(character) {
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    text
}
