//! The part of SARIF 2.1.0 that hmaudit writes, by the names of the standard (OASIS, errata 01). No crate: three hundred
//! optional fields would hide the forty that are used.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A SARIF file.
#[derive(Debug, Serialize)]
pub struct Log {
    /// The official JSON Schema.
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    /// `2.1.0`.
    pub version: &'static str,
    /// One run per file.
    pub runs: Vec<Run>,
}

/// One run of the tool.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The tool and its rules.
    pub tool: Tool,
    /// Which of several analyses of a commit this is.
    pub automation_details: AutomationDetails,
    /// How the run went.
    pub invocations: Vec<Invocation>,
    /// Files that were read.
    pub artifacts: Vec<Artifact>,
    /// How columns count: as characters, not as UTF-16 units.
    pub column_kind: &'static str,
    /// What was found.
    pub results: Vec<RunResult>,
    /// Verdict and phase, for which SARIF has no field.
    pub properties: BTreeMap<&'static str, Value>,
}

/// The tool.
#[derive(Debug, Serialize)]
pub struct Tool {
    /// hmaudit itself: there are no extensions.
    pub driver: Driver,
}

/// The program and its rules.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// `hmaudit`.
    pub name: String,
    /// Its version, three numbers.
    pub semantic_version: String,
    /// Every rule that was run, whether it found something or not.
    pub rules: Vec<Rule>,
}

/// What tells this analysis from others.
#[derive(Debug, Serialize)]
pub struct AutomationDetails {
    /// A category, with a slash at its end.
    pub id: &'static str,
}

/// A rule.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// `HMA-SPN-001`.
    pub id: String,
    /// `service-url-registered`.
    pub name: String,
    /// What is required.
    pub short_description: Text,
    /// Why.
    pub full_description: Text,
    /// What to do.
    pub help: Text,
    /// First documentation page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_uri: Option<String>,
    /// Level when nothing else is said.
    pub default_configuration: Configuration,
}

/// How a rule is set.
#[derive(Debug, Serialize)]
pub struct Configuration {
    /// `error`, `warning`, `note`.
    pub level: &'static str,
}

/// A message, and the same in Markdown where it is all our own text.
#[derive(Debug, Serialize)]
pub struct Text {
    /// Plain text.
    pub text: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
}

/// How the run went.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Always true: a run that fails writes no report.
    pub execution_successful: bool,
    /// Waivers that have expired, expire soon or cover nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_configuration_notifications: Vec<Notification>,
    /// What was seen and not used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_execution_notifications: Vec<Notification>,
}

/// A file that could not be used, or a waiver that needs attention.
#[derive(Debug, Serialize)]
pub struct Notification {
    /// `error`, `warning` or `note`.
    pub level: &'static str,
    /// Why.
    pub message: Text,
    /// Where.
    pub locations: Vec<Location>,
}

/// A file that was read.
#[derive(Debug, Serialize)]
pub struct Artifact {
    /// Its address.
    pub location: ArtifactLocation,
    /// The IANA name of its encoding.
    pub encoding: String,
    /// `sha-256` of its bytes.
    pub hashes: BTreeMap<&'static str, String>,
}

/// The address of a file.
#[derive(Debug, Serialize)]
pub struct ArtifactLocation {
    /// URI reference, relative as the path on the command line was.
    pub uri: String,
    /// Position in [`Run::artifacts`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<usize>,
}

/// A finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunResult {
    /// `HMA-SPN-001`.
    pub rule_id: String,
    /// Position in [`Driver::rules`]; absent when the rule is not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_index: Option<usize>,
    /// `fail`, `open`, `pass`, `notApplicable`.
    pub kind: &'static str,
    /// `error`, `warning`, `note`; `none` unless the kind is `fail`.
    pub level: &'static str,
    /// What was found and what to do.
    pub message: Text,
    /// The primary place.
    pub locations: Vec<Location>,
    /// The other places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    /// The identity of the finding across runs.
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    /// The waiver.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suppressions: Vec<Suppression>,
    /// Severity, tenant, server and subject.
    pub properties: BTreeMap<&'static str, Value>,
}

/// A place.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// Number within the result, for related places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    /// File and region.
    pub physical_location: PhysicalLocation,
    /// The object that the finding is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logical_locations: Vec<LogicalLocation>,
    /// What the place shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
}

/// A place in a file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The region.
    pub region: Region,
}

/// The object that a finding is about: `EX01\mapi (Default Web Site)`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogicalLocation {
    /// The subject.
    pub name: String,
    /// Tenant or server and subject.
    pub fully_qualified_name: String,
}

/// A region; lines and columns from 1, the end column is the one behind the last character.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// First line.
    pub start_line: usize,
    /// First column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<usize>,
    /// Last line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<usize>,
    /// Column behind the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    /// The text itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Text>,
}

/// A waiver.
#[derive(Debug, Serialize)]
pub struct Suppression {
    /// `external`: it stands in the configuration, not in the capture.
    pub kind: &'static str,
    /// `accepted`.
    pub status: &'static str,
    /// Reason, owner, ticket and last day.
    pub justification: String,
}
