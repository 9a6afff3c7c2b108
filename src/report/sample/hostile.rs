//! The sample with something hostile in every text that a capture, a file name or a configuration can supply.

use super::document;
use crate::report::Document;
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

/// [`document`](super::document) in which every such text carries one of [`PAYLOADS`]; one finding's texts are 10 kB long. The same
/// number of everything, so that outputs of both can be compared by structure.
#[must_use]
pub fn hostile() -> Document {
    let mut document = document();
    let mut spoil = Spoiler(0);
    for input in &mut document.report.inputs {
        spoil.text(&mut input.path);
    }
    for tenant in &mut document.report.tenants {
        tenant.name = spoilt_tenant(&tenant.name);
    }
    for finding in &mut document.report.findings {
        finding.tenant = finding.tenant.as_deref().map(spoilt_tenant);
        finding.server.iter_mut().for_each(|server| spoil.text(server));
        spoil.text(&mut finding.subject);
        spoil.text(&mut finding.message);
        spoil.text(&mut finding.help);
        for evidence in &mut finding.evidence {
            spoil.text(&mut evidence.label);
            spoil.text(&mut evidence.path);
            let before: String = evidence.line_text.chars().take(evidence.column - 1).collect();
            spoil.text(&mut evidence.text);
            evidence.line_text = format!("{before}{}", evidence.text);
            evidence.end_column = evidence.line_text.chars().count();
        }
        if let Some(waived) = &mut finding.waived {
            spoil.text(&mut waived.reason);
            waived.owner.iter_mut().chain(&mut waived.ticket).for_each(|text| spoil.text(text));
        }
    }
    if let Some(last) = document.report.findings.last_mut() {
        last.subject.push_str(&"long\u{1b}".repeat(2_000));
        last.message.push_str(&"A".repeat(10_000));
        for evidence in &mut last.evidence {
            evidence.line_text.push_str(&"B ".repeat(5_000));
        }
    }
    for row in &mut document.report.spn_matrix {
        spoil.text(&mut row.origin);
        row.required_by.iter_mut().for_each(|who| spoil.text(who));
        row.tenants = std::mem::take(&mut row.tenants)
            .into_iter()
            .map(|(name, cell)| (spoilt_tenant(&name), cell))
            .collect::<BTreeMap<_, _>>();
    }
    for skipped in &mut document.report.skipped {
        spoil.text(&mut skipped.path);
        spoil.text(&mut skipped.why);
    }
    document.virtual_directories.servers.iter_mut().for_each(|server| spoil.text(server));
    for row in &mut document.virtual_directories.rows {
        row.cells.iter_mut().for_each(|cell| spoil.text(&mut cell.text));
    }
    for step in &mut document.plan {
        spoil.text(&mut step.title);
    }
    for waiver in &mut document.waivers {
        spoil.text(&mut waiver.subject);
        spoil.text(&mut waiver.reason);
    }
    for rule in &mut document.rules {
        spoil.text(&mut rule.title);
        spoil.text(&mut rule.why);
        spoil.text(&mut rule.help);
    }
    document
}

/// Tenant names are keys in several places: one name, one spoilt name.
fn spoilt_tenant(name: &str) -> String {
    let payload = PAYLOADS[name.len() % PAYLOADS.len()];
    format!("{name}{payload}")
}

/// Deals out the payloads in turn, in front of the text and behind it.
struct Spoiler(usize);

impl Spoiler {
    fn text(&mut self, text: &mut String) {
        let payload = PAYLOADS[self.0 % PAYLOADS.len()];
        *text = if self.0 / PAYLOADS.len() % 2 == 0 { format!("{payload}{text}") } else { format!("{text}{payload}") };
        self.0 += 1;
    }
}
