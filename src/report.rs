//! The shared report: everything that an output may say, resolved and ready to print. One output, one file; all of them take a
//! [`Report`], and none of them looks at the estate, the file system or a clock.
//!
//! Serialized, it is the JSON that docs/report.md describes. What only outputs for people need is skipped there.

use crate::catalog::schema::Place;
use crate::check::{Fix, Severity, Verdict};
use crate::rule::{Demand, Rule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) mod about;
mod annotation;
pub(crate) mod azure;
pub(crate) mod build;
pub mod client_matrix;
pub(crate) mod csv;
pub mod format;
pub(crate) mod github;
pub(crate) mod gitlab;
pub mod html;
pub mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod ndjson;
pub mod notice;
pub(crate) mod paths;
#[doc(hidden)]
pub mod sample;
pub(crate) mod sarif;
pub(crate) mod server_matrix;
pub(crate) mod sign_in;
pub(crate) mod terminal;
pub(crate) mod words;

pub use about::About;
pub use format::Format;
pub use notice::{WaiverState, WaiverStatus};

/// `hmaudit check --format json`, version `hmaudit-report-2`. Paths are those of the command line, with `/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `hmaudit-report-2`.
    pub schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// The verdict of the whole run.
    pub verdict: Readiness,
    /// State of the two switches.
    pub phase: Phase,
    /// How each area stands, in a fixed order.
    #[serde(default)]
    pub areas: Vec<AreaStatus>,
    /// What would decide everything that is undecided for want of evidence: a block of commands for each shell.
    #[serde(default)]
    pub next: Vec<Block>,
    /// The verdict of each tenant, by name.
    pub tenants: Vec<TenantVerdict>,
    /// How many findings there are.
    pub summary: Summary,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// What was found, sorted by severity, rule, tenant, subject.
    pub findings: Vec<Finding>,
    /// Origins that clients use, and whether each tenant has them registered.
    pub spn_matrix: Vec<MatrixRow>,
    /// Methods by which people sign in, in each tenant; absent unless the pack `passwordless` is on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_in_methods: Vec<sign_in::SignInMethod>,
    /// People and devices that keep sign-in without a password waiting, by name; absent unless the pack `passwordless` is on and finds somebody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_in_groups: Vec<sign_in::SignInGroup>,
    /// What was found and could not be used.
    pub skipped: Vec<Skipped>,
    /// Areas of which rules were not asked, because none of their own captures is there. Not part of the JSON.
    #[serde(skip)]
    pub not_checked: Vec<NotChecked>,
    /// How many subjects passed without standing among the findings; they count all the same. Not part of the JSON.
    #[serde(skip)]
    pub unlisted: usize,
    /// Ids of the core rules that were left out or lowered in severity, sorted. Without them nobody knows whether the organisation is ready. Not
    /// part of the JSON.
    #[serde(skip)]
    pub left_out: Vec<String>,
    /// Checks that were left out although their area was checked, and why, and what other tools said: one sentence each. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Waivers of the configuration and their state, in its order; absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverStatus>,
    /// What people use; absent without the pack `client`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_matrix: Option<client_matrix::ClientMatrix>,
    /// Virtual directories and servers. Like what follows, only outputs for people show it; it is not part of the JSON.
    #[serde(skip)]
    pub virtual_directories: ServerMatrix,
    /// Which client works; `None` where nobody asked.
    #[serde(skip)]
    pub clients: Option<paths::Clients>,
    /// The rules that were run, for help texts and SARIF, sorted by id.
    #[serde(skip)]
    pub rules: Vec<RuleText>,
    /// The steps that would repair what failed, in order.
    #[serde(skip)]
    pub plan: Vec<PlanStep>,
    /// Title and organisation.
    #[serde(skip)]
    pub about: About,
    /// The day that certificates and waivers were judged by, `2026-11-21`.
    #[serde(skip)]
    pub as_of: String,
    /// Days that the captures name themselves (transcript headers, manifests), earliest and latest; `None` when none does.
    #[serde(skip)]
    pub captured: Option<(String, String)>,
}

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `hmaudit`.
    pub name: String,
    /// Version of the program.
    pub version: String,
}

/// The answer to "can I enable HMA?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
// The name that it has had in the schema from the start.
#[schemars(rename = "Overall")]
pub enum Readiness {
    /// All core rules pass and both switches are on.
    Ready,
    /// All core rules pass but the two switches, which are both off.
    ReadyToEnable,
    /// A core rule fails.
    NotReady,
    /// None fails, at least one cannot be decided.
    Inconclusive,
    /// Core rules were left out or lowered in severity, and no other core rule fails or is undecided.
    NotJudged,
}

/// How far the two switches (default authorization endpoint, `OAuth2ClientProfileEnabled`) are thrown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Both off.
    Preparing,
    /// Exactly one on.
    HalfEnabled,
    /// Both on.
    Enabled,
    /// The captures do not tell.
    Unknown,
}

/// How an area stands. Findings of severity error are counted, warnings apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AreaStatus {
    /// Its name: `names`, `oauth`, …
    pub name: String,
    /// What it answers.
    pub question: String,
    /// The same in few words. Not part of the JSON.
    #[serde(skip)]
    pub brief: String,
    /// Whether it is asked: always, because it is required, or because something of its own was captured.
    pub asked: bool,
    /// The worst verdict among findings of severity error that no waiver covers; `not-applicable` where it is not asked.
    pub verdict: Verdict,
    /// How many findings passed or failed.
    pub decided: usize,
    /// How many are undecided.
    pub open: usize,
    /// How many warnings failed.
    pub warnings: usize,
    /// What to do first, in words.
    pub step: Option<String>,
}

/// Commands for one shell that supply what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// `exchange`, `online` or `entra`.
    pub shell: Place,
    /// The tenants in which they are to be run; empty for `exchange`.
    pub tenants: Vec<String>,
    /// Each stands alone; its output can be saved and given back as it is.
    pub commands: Vec<String>,
    /// Ids of the rules that wait for them, sorted.
    pub decides: Vec<String>,
    /// Names of the cmdlets, for a script that saves what they print. Not part of the JSON.
    #[serde(skip)]
    pub cmdlets: Vec<String>,
}

/// An area of which rules were not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotChecked {
    /// Its name.
    pub area: String,
    /// What people call it.
    pub title: String,
    /// None of its rules was asked.
    pub whole: bool,
    /// Ids of the rules.
    pub rules: Vec<String>,
    /// The cmdlets whose output would have them asked. One of Exchange Online is called like one of the organisation on premises, and says so.
    pub captures: Vec<String>,
    /// The commands that capture it.
    pub commands: Vec<String>,
}

/// One tenant's verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TenantVerdict {
    /// Name of the tenant.
    pub name: String,
    /// Its verdict: rules of the organisation and of this tenant.
    pub verdict: Readiness,
}

/// Counts. `error`, `warning` and `info` count failed findings that are not waived.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Failed, severity error.
    pub error: usize,
    /// Failed, severity warning.
    pub warning: usize,
    /// Failed, severity info.
    pub info: usize,
    /// Could not be decided, any severity.
    pub inconclusive: usize,
    /// Covered by a waiver.
    pub waived: usize,
    /// Passed.
    pub pass: usize,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Path as given, `-` for standard input.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Encoding it was read in.
    pub encoding: String,
    /// Number of records found in it.
    pub records: usize,
}

/// One finding, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Rule id.
    pub rule: String,
    /// Rule name.
    pub name: String,
    /// Area of the rule, `custom` for rules of the user's own.
    #[serde(default)]
    pub area: String,
    /// Severity for this subject.
    pub severity: Severity,
    /// `fail` or `inconclusive`; with `--all` also `pass` and `not-applicable`.
    pub verdict: Verdict,
    /// Tenant concerned.
    pub tenant: Option<String>,
    /// Server concerned.
    pub server: Option<String>,
    /// The subject.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// What to do. A command to copy stands between backticks.
    pub help: String,
    /// Identity of the finding across runs: depends on rule, tenant and subject only. 32 hexadecimal digits.
    pub fingerprint: String,
    /// Places that say so.
    pub evidence: Vec<Evidence>,
    /// What repairs it.
    pub fix: Option<Fix>,
    /// The shell whose block decides it; `None` when it is decided, or when no command can decide it.
    #[serde(default)]
    pub next: Option<Place>,
    /// The waiver that covers it.
    pub waived: Option<Waived>,
    /// The cmdlet whose output would decide it. Not part of the JSON.
    #[serde(skip)]
    pub asks: Option<String>,
    /// Whether it decides the verdict, see [`crate::check::Finding::core`]. Not part of the JSON.
    #[serde(skip)]
    pub core: bool,
}

/// A place, quoted. Lines and columns count from 1, columns in characters; the end is inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it shows.
    pub label: String,
    /// File.
    pub path: String,
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Last column (inclusive).
    pub end_column: usize,
    /// The very text at that place.
    pub text: String,
    /// The one that is quoted first.
    pub primary: bool,
    /// The whole first line, for outputs that quote it; not part of the JSON.
    #[serde(skip)]
    pub line_text: String,
}

/// The waiver that covers a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waived {
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Ticket.
    pub ticket: Option<String>,
    /// Last day on which it holds, `2027-02-01`.
    pub expires: Option<String>,
}

/// One origin of the service principal name matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatrixRow {
    /// `https://host[:port]`.
    pub origin: String,
    /// Who needs it: `EX01\mapi (Default Web Site) InternalUrl`.
    pub required_by: Vec<String>,
    /// State by tenant name.
    pub tenants: BTreeMap<String, Cell>,
}

/// Whether a tenant knows an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// As an https service principal name that Entra matches.
    Registered,
    /// Not at all, and the list is complete.
    Missing,
    /// Only in a form that Entra does not match.
    Ineffective,
    /// The captures do not tell.
    Unknown,
}

/// Something that was found and not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// File.
    pub path: String,
    /// Line where it starts, from 1.
    pub line: usize,
    /// Why.
    pub why: String,
    /// It looks like evidence, so that `--strict` does not pass over it. Left out when it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub evidence: bool,
}

/// One fact of every virtual directory on every server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerMatrix {
    /// Column heads.
    pub servers: Vec<String>,
    /// One row per kind of virtual directory and fact.
    pub rows: Vec<ServerRow>,
}

/// One row of a [`ServerMatrix`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerRow {
    /// `MAPI`, `EWS`, `OAB`, `Autodiscover`, `ActiveSync`, `OWA`, `ECP`.
    pub directory: String,
    /// What is compared: `OAuth`, `internal host`, `external host`.
    pub fact: String,
    /// One cell per server.
    pub cells: Vec<ServerCell>,
}

/// One cell of a [`ServerMatrix`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCell {
    /// `on`, `off`, a host, `not captured`, `cut`, `-`.
    pub text: String,
    /// Differs from what most servers say.
    pub odd: bool,
}

/// The texts of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleText {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its area.
    pub area: String,
    /// What is required, in a sentence.
    pub title: String,
    /// Severity as declared (or set by the configuration).
    pub severity: Severity,
    /// Why it matters.
    pub why: String,
    /// What to do when it fails.
    pub help: String,
    /// Sources: URL and the date on which it was read.
    pub sources: Vec<(String, String)>,
    /// The line of the rule file that demands it, for rules of the user's own.
    pub demand: Option<Demand>,
}

impl From<&Rule> for RuleText {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.clone(),
            name: rule.name.clone(),
            area: rule.area.clone(),
            title: rule.title.clone(),
            severity: rule.shown_severity(),
            why: rule.why.clone(),
            help: rule.help.written(),
            sources: rule.sources.iter().map(|source| (source.url.clone(), source.read.clone())).collect(),
            demand: rule.demand.clone(),
        }
    }
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanStep {
    /// Number from 1.
    pub number: usize,
    /// Phase, see [`Fix::phase`].
    pub phase: u8,
    /// What it does, in a sentence.
    pub title: String,
    /// Script or person.
    pub disposition: crate::check::Disposition,
    /// Fingerprints of the findings that it closes.
    pub closes: Vec<String>,
}
