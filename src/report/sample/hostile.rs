//! The sample with something hostile in every text that a capture, a file name or a configuration can supply.

use super::with_packs;
use crate::report::Report;
use crate::text::prose::unmarked;
use std::collections::BTreeMap;

/// What hostile captures carry: terminal sequences, bidirectional and zero-width characters, markup, formulas, workflow commands,
/// ends of sections, line ends, fences.
pub const PAYLOADS: &[&str] = &[
    "\u{1b}[31m\u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7}",
    "\u{202e}txt.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"x",
    "\n=cmd|'/c calc'!A1",
    "\r\n::error file=a,line=1::pwned",
    "\n##vso[task.setvariable variable=x]y",
    "##[error]]]><!--",
    "\n\n# head\n| a | b |\n|---|---|\n![i](https://evil.example/i.png) [l](javascript:x) @everyone #1 https://evil.example",
    "```` ``` ` `` \\` | \\| <b>",
    "\u{0}\u{8}\u{9b}31m\u{85}\u{2028}\u{ffff}\t%0A::error::x",
    "＝1+1 ＠x 日本語 👩‍👩‍👧 e\u{301}",
];

/// [The sample](super::report) in which every such text carries one of [`PAYLOADS`]; one finding's texts are 10 kB long. The same
/// number of everything, so that outputs of both can be compared by structure.
#[must_use]
pub fn hostile() -> Report {
    let mut report = with_packs();
    for row in &mut report.sign_in_methods {
        row.tenant = spoilt_tenant(&row.tenant);
        spoil(&mut row.method);
    }
    for group in &mut report.sign_in_groups {
        group.tenant = spoilt_tenant(&group.tenant);
        group.names.iter_mut().for_each(spoil);
    }
    // Methods are in the order of their names.
    report.sign_in_methods.sort_by(|one, other| (&one.method, &one.tenant).cmp(&(&other.method, &other.tenant)));
    if let Some(matrix) = &mut report.client_matrix {
        for row in &mut matrix.rows {
            row.version.iter_mut().for_each(spoil);
            for cell in &mut row.cells {
                cell.names.iter_mut().for_each(spoil);
                if let Some(place) = &mut cell.evidence {
                    spoil(&mut place.path);
                    spoil(&mut place.text);
                    spoil(&mut place.line_text);
                }
            }
        }
        matrix.notices.iter_mut().flat_map(|notice| &mut notice.names).for_each(spoil);
    }
    report.about.title.iter_mut().chain(&mut report.about.organisation).for_each(spoil);
    for input in &mut report.inputs {
        spoil(&mut input.path);
    }
    for tenant in &mut report.tenants {
        tenant.name = spoilt_tenant(&tenant.name);
    }
    for finding in &mut report.findings {
        finding.tenant = finding.tenant.as_deref().map(spoilt_tenant);
        finding.server.iter_mut().for_each(spoil);
        spoil(&mut finding.subject);
        spoil(&mut finding.message);
        finding.help = spoilt_help(&finding.help);
        for evidence in &mut finding.evidence {
            spoil(&mut evidence.label);
            spoil(&mut evidence.path);
            let before: String = evidence.line_text.chars().take(evidence.column - 1).collect();
            spoil(&mut evidence.text);
            evidence.line_text = format!("{before}{}", evidence.text);
            evidence.end_column = evidence.line_text.chars().count();
        }
        if let Some(waived) = &mut finding.waived {
            spoil(&mut waived.reason);
            waived.owner.iter_mut().chain(&mut waived.ticket).for_each(spoil);
        }
    }
    if let Some(last) = report.findings.last_mut() {
        last.subject.push_str(&"long\u{1b}".repeat(2_000));
        last.message.push_str(&"A".repeat(10_000));
        for evidence in &mut last.evidence {
            evidence.line_text.push_str(&"B ".repeat(5_000));
        }
    }
    for row in &mut report.spn_matrix {
        spoil(&mut row.origin);
        row.required_by.iter_mut().for_each(spoil);
        row.tenants = std::mem::take(&mut row.tenants)
            .into_iter()
            .map(|(name, cell)| (spoilt_tenant(&name), cell))
            .collect::<BTreeMap<_, _>>();
    }
    for skipped in &mut report.skipped {
        spoil(&mut skipped.path);
        spoil(&mut skipped.why);
    }
    report.virtual_directories.servers.iter_mut().for_each(spoil);
    for row in &mut report.virtual_directories.rows {
        row.cells.iter_mut().for_each(|cell| spoil(&mut cell.text));
    }
    for step in &mut report.plan {
        spoil(&mut step.title);
    }
    for waiver in &mut report.waivers {
        spoil(&mut waiver.subject);
        spoil(&mut waiver.reason);
    }
    for rule in &mut report.rules {
        spoil(&mut rule.title);
        spoil(&mut rule.why);
        rule.help = spoilt_help(&rule.help);
    }
    report
}

/// Among its words, and without backticks: values in help cannot mark a command (`check::frame`), and the commands of ours stay what they are.
fn spoilt_help(help: &str) -> String {
    let payload = unmarked(payload(help));
    if help.ends_with('`') { format!("{payload}{help}") } else { format!("{help}{payload}") }
}

/// Behind the name, so that tenants stay in their order.
fn spoilt_tenant(name: &str) -> String {
    format!("{name}{}", payload(name))
}

/// In front of the text or behind it. The same text is always spoilt in the same way, so that what was equal stays equal.
fn spoil(text: &mut String) {
    let payload = payload(text);
    *text = if (sum(text) / PAYLOADS.len()).is_multiple_of(2) { format!("{payload}{text}") } else { format!("{text}{payload}") };
}

fn payload(text: &str) -> &'static str {
    PAYLOADS[sum(text) % PAYLOADS.len()]
}

fn sum(text: &str) -> usize {
    text.bytes().map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payload_is_dealt() {
        let report = format!("{:?}", hostile());
        for payload in PAYLOADS {
            let quoted = format!("{payload:?}");
            assert!(report.contains(quoted.trim_matches('"')), "{payload:?}");
        }
    }
}
