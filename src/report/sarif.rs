//! SARIF 2.1.0, for code scanning and whatever else collects findings of tools.

use super::notice::{Notice, notices};
use super::{Evidence, Finding, Input, Report, RuleText, Skipped, Waived};
use crate::check::{Severity, Verdict};
use crate::text::prose::{self, Piece};
use crate::text::visible;
use model::{
    Artifact, ArtifactLocation, AutomationDetails, Configuration, Driver, Invocation, Location, Log, LogicalLocation,
    Notification, PhysicalLocation, Region, Rule, Run, RunResult, Suppression, Text, Tool,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use uri::uri;

pub(crate) mod model;
mod uri;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The key of [`crate::report::Finding::fingerprint`] among the partial fingerprints. The number changes when the recipe of
/// the fingerprint does.
const FINGERPRINT: &str = "hmauditFingerprint/v1";

/// Longest captured text that a region quotes, in characters.
const SNIPPET: usize = 1000;

/// Writes the report as one SARIF file with one run, pretty-printed, with a line feed at its end.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::write_value(&log(report), out)
}

fn log(report: &Report) -> Log {
    let places = Places::new(&report.inputs);
    let rules: BTreeMap<&str, usize> = report.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: report.tool.name.clone(),
                semantic_version: report.tool.version.clone(),
                rules: report.rules.iter().map(rule).collect(),
            },
        },
        automation_details: AutomationDetails { id: "hmaudit/" },
        invocations: vec![Invocation {
            execution_successful: true,
            tool_configuration_notifications: notices(report).map(|notice| places.about_waiver(notice)).collect(),
            tool_execution_notifications: report.skipped.iter().map(|skipped| places.notification(skipped)).collect(),
        }],
        artifacts: report.inputs.iter().map(artifact).collect(),
        column_kind: "unicodeCodePoints",
        results: report.findings.iter().map(|finding| result(finding, &rules, &places)).collect(),
        properties: BTreeMap::from([
            ("verdict", json!(report.verdict)),
            ("phase", json!(report.phase)),
            ("asOf", json!(report.as_of)),
            (
                "tenants",
                report.tenants.iter().map(|tenant| json!({"name": shown(&tenant.name), "verdict": tenant.verdict})).collect(),
            ),
        ]),
    };
    Log { schema: SCHEMA, version: "2.1.0", runs: vec![run] }
}

fn rule(rule: &RuleText) -> Rule {
    let mut sources = String::new();
    for (url, read) in &rule.sources {
        sources.push_str(&format!("\n- <{url}> (read {read})"));
    }
    // `<tenant>` is a placeholder and no markup.
    let plain = |text: &str| text.trim().replace('<', "\\<");
    let help: String = prose::pieces(rule.help.trim())
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.replace('<', "\\<"),
            Piece::Command(command) => format!("`{command}`"),
        })
        .collect();
    let markdown = format!("**{}**\n\n{}\n\n{help}\n{sources}", plain(&rule.title), plain(&rule.why));
    Rule {
        id: rule.id.clone(),
        name: rule.name.clone(),
        short_description: Text::plain(&rule.title),
        full_description: Text::plain(rule.why.trim()),
        help: Text { text: shown(rule.help.trim()), markdown: Some(shown(markdown.trim())) },
        help_uri: rule.sources.first().map(|(url, _)| url.clone()).filter(|url| url::Url::parse(url).is_ok()),
        default_configuration: Configuration { level: level(rule.severity) },
    }
}

fn artifact(input: &Input) -> Artifact {
    Artifact {
        location: ArtifactLocation { uri: uri(&input.path), index: None },
        encoding: input.encoding.clone(),
        hashes: BTreeMap::from([("sha-256", input.sha256.clone())]),
    }
}

fn result(finding: &Finding, rules: &BTreeMap<&str, usize>, places: &Places) -> RunResult {
    let primary = finding.evidence.iter().position(|evidence| evidence.primary).or((!finding.evidence.is_empty()).then_some(0));
    let mut location = match primary {
        Some(at) => places.location(&finding.evidence[at]),
        None => places.nowhere(),
    };
    location.logical_locations = vec![logical(finding)];
    let others = finding.evidence.iter().enumerate().filter(|(at, _)| Some(*at) != primary);
    let related = others.zip(1..).map(|((_, evidence), id)| Location { id: Some(id), ..places.location(evidence) });
    RunResult {
        rule_id: finding.rule.clone(),
        rule_index: rules.get(finding.rule.as_str()).copied(),
        kind: kind(finding.verdict),
        // SARIF 3.27.10: where kind is anything but "fail", level SHALL be "none". The severity that the finding would have
        // is kept in the property bag.
        level: if finding.verdict == Verdict::Fail { level(finding.severity) } else { "none" },
        message: Text::plain(&[finding.message.trim(), finding.help.trim()].join("\n").trim().replace("](", "\\](")),
        locations: vec![location],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.fingerprint.clone())]),
        suppressions: finding.waived.iter().map(suppression).collect(),
        properties: properties(finding),
    }
}

fn properties(finding: &Finding) -> BTreeMap<&'static str, Value> {
    let mut bag = BTreeMap::from([("severity", json!(finding.severity)), ("subject", json!(shown(&finding.subject)))]);
    bag.extend(finding.tenant.as_ref().map(|tenant| ("tenant", json!(shown(tenant)))));
    bag.extend(finding.server.as_ref().map(|server| ("server", json!(shown(server)))));
    bag.extend(finding.fix.as_ref().map(|fix| ("fix", json!(fix))));
    bag
}

fn logical(finding: &Finding) -> LogicalLocation {
    let scope = finding.tenant.as_deref().or(finding.server.as_deref());
    let name = shown(&finding.subject);
    let fully_qualified_name = scope.map_or_else(|| name.clone(), |scope| format!("{}/{name}", shown(scope)));
    LogicalLocation { name, fully_qualified_name }
}

fn suppression(waived: &Waived) -> Suppression {
    let details = [("owner", &waived.owner), ("ticket", &waived.ticket), ("until", &waived.expires)];
    let details = details.iter().filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)));
    let words: Vec<String> = std::iter::once(waived.reason.clone()).chain(details).collect();
    Suppression { kind: "external", status: "accepted", justification: shown(&words.join("; ")) }
}

/// The files of the run by path.
struct Places<'a> {
    index: BTreeMap<&'a str, usize>,
    first: &'a str,
}

impl<'a> Places<'a> {
    fn new(inputs: &'a [Input]) -> Self {
        let index = inputs.iter().enumerate().map(|(at, input)| (input.path.as_str(), at)).collect();
        Self { index, first: inputs.first().map_or("-", |input| input.path.as_str()) }
    }

    fn file(&self, path: &str) -> ArtifactLocation {
        ArtifactLocation { uri: uri(path), index: self.index.get(path).copied() }
    }

    fn location(&self, evidence: &Evidence) -> Location {
        let region = Region {
            start_line: evidence.line.max(1),
            start_column: Some(evidence.column.max(1)),
            end_line: Some(evidence.end_line.max(evidence.line).max(1)),
            // Ours is the last column, theirs the one behind it.
            end_column: Some(evidence.end_column.max(1) + usize::from(!evidence.text.is_empty())),
            snippet: Some(Text::plain(&clipped(&evidence.text))),
        };
        let message = (!evidence.label.is_empty()).then(|| Text::plain(&evidence.label));
        self.at(&evidence.path, region, message)
    }

    /// A place for a finding that no capture shows. Code scanning services refuse a whole file when one result of it has no
    /// physical location, so it points at the first capture and says so.
    fn nowhere(&self) -> Location {
        let message = Text::plain("No capture shows this; the place is merely the first file that was read.");
        self.at(self.first, Region { start_line: 1, ..Region::default() }, Some(message))
    }

    fn notification(&self, skipped: &Skipped) -> Notification {
        let region = Region { start_line: skipped.line.max(1), ..Region::default() };
        let location = self.at(&skipped.path, region, None);
        Notification { level: "warning", message: Text::plain(&skipped.why), locations: vec![location] }
    }

    fn about_waiver(&self, notice: Notice<'_>) -> Notification {
        let region = Region { start_line: notice.waiver.line.max(1), ..Region::default() };
        let location = self.at(&notice.waiver.path, region, None);
        Notification { level: level(notice.severity()), message: Text::plain(&notice.sentence()), locations: vec![location] }
    }

    fn at(&self, path: &str, region: Region, message: Option<Text>) -> Location {
        let physical_location = PhysicalLocation { artifact_location: self.file(path), region };
        Location { id: None, physical_location, logical_locations: Vec::new(), message }
    }
}

impl Text {
    fn plain(text: &str) -> Self {
        Self { text: shown(text), markdown: None }
    }
}

fn shown(text: &str) -> String {
    visible(text).into_owned()
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(SNIPPET) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "fail",
        Verdict::Inconclusive => "open",
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "notApplicable",
    }
}
