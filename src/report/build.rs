//! From findings to the shared report: spans become lines and columns, verdicts are added up, matrices drawn.

use super::client_matrix::ClientMatrix;
use super::paths::Clients;
use super::{
    AreaStatus, Block, Cell, Evidence, Finding, Input, MatrixRow, NotChecked, Phase, PlanStep, Readiness, Report, RuleText,
    Skipped, Summary, TenantVerdict, Tool, Waived, WaiverStatus, server_matrix,
};
use crate::capture::{self, Capture};
use crate::catalog::Ask;
use crate::catalog::schema::Place;
use crate::check::{self, Disposition, Fix, Severity, Verdict};
use crate::estate::facts::{self, View};
use crate::estate::{Known, KnownExt as _, Object, Seen, Value};
use crate::microsoft::EXCHANGE_ONLINE;
use crate::source::{Declined, Sources, decode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a report is made of.
pub struct Parts<'a> {
    /// The captures' texts.
    pub sources: &'a Sources,
    /// What was found in them, in the order of the sources.
    pub files: &'a [FileRead],
    /// Files that were declined before or after they were opened.
    pub declined: &'a [Declined],
    /// What the collector's manifests among the sources tell.
    pub collected: Collected,
    /// The estate and the moment it is judged by (no tenant, no server).
    pub view: View<'a>,
    /// The verdict of the run.
    pub verdict: Readiness,
    /// How each area stands.
    pub areas: Vec<AreaStatus>,
    /// What was not asked.
    pub not_checked: Vec<NotChecked>,
    /// The commands that supply what is missing.
    pub next: Vec<Block>,
    /// The verdict of each tenant.
    pub tenants: Vec<TenantVerdict>,
    /// What the rules say.
    pub findings: Vec<Told<'a>>,
    /// Whether a finding is known, and left out.
    pub is_known: &'a dyn Fn(&Finding) -> bool,
    /// How many subjects passed that are not among the findings.
    pub unlisted: usize,
    /// What became of each waiver.
    pub waivers: Vec<WaiverStatus>,
    /// Ids of core rules that were not run at their own severity.
    pub left_out: Vec<String>,
    /// Whether the methods by which people sign in are listed.
    pub sign_in_methods: bool,
    /// Which client works, where an output shows it.
    pub clients: Option<Clients>,
    /// What people use, where the pack is on.
    pub client_matrix: Option<ClientMatrix>,
    /// The rules that were run, sorted by id.
    pub rules: Vec<RuleText>,
    /// The steps that would repair what failed.
    pub plan: Vec<PlanStep>,
    /// Whether the digests of the inputs are printed; computing them takes longer than all the rest.
    pub digests: bool,
}

/// What a rule says about one subject, and what was decided about it.
pub struct Told<'a> {
    /// The finding.
    pub finding: &'a check::Finding,
    /// The waiver that covers it.
    pub waived: Option<&'a Waived>,
    /// The shell whose block decides it.
    pub next: Option<Place>,
    /// Who does the fix, if there is one.
    pub disposition: Disposition,
}

/// What the manifests of the collector scripts tell.
#[derive(Debug, Default)]
pub struct Collected {
    /// The earliest and the latest day on which captures were made.
    pub days: Option<(String, String)>,
    /// Cmdlets that failed, and files that are missing or were changed.
    pub remarks: Vec<Skipped>,
}

/// What was found in one file. Its records have become objects of the estate and are not needed any more.
#[derive(Debug, Default)]
pub struct FileRead {
    /// Number of records.
    pub records: usize,
    /// What was declined.
    pub skipped: Vec<capture::Skipped>,
    /// Nothing in it is anything that a cmdlet prints, neither read nor declined.
    pub is_foreign: bool,
}

/// Why a file is not used in which nothing is anything that a cmdlet prints.
pub const FOREIGN: &str = "no cmdlet output recognised";

impl From<Capture<'_>> for FileRead {
    fn from(capture: Capture<'_>) -> Self {
        let is_foreign = capture.records.is_empty()
            && capture.commands.iter().all(|command| command.outcome == capture::Outcome::Unknown)
            && capture.skipped.is_empty()
            && capture.failures.is_empty()
            && capture.sign_ins.iter().all(|session| session.sign_in.is_none());
        Self { records: capture.records.len(), skipped: capture.skipped, is_foreign }
    }
}

/// Builds the document: spans become places, counts are added up, matrices drawn.
#[must_use]
pub fn report(parts: Parts<'_>) -> Report {
    let rules: HashMap<&str, &RuleText> = parts.rules.iter().map(|rule| (rule.id.as_str(), rule)).collect();
    let mut findings: Vec<Finding> = Vec::with_capacity(parts.findings.len());
    for told in &parts.findings {
        let finding = resolve(told, parts.sources, &rules);
        if !(parts.is_known)(&finding) {
            findings.push(finding);
        }
    }
    bound_places(&mut findings);
    Report {
        schema: "hmaudit-report-2".to_owned(),
        tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        verdict: parts.verdict,
        phase: phase(&parts.view),
        summary: summary(&findings, parts.unlisted),
        inputs: inputs(&parts),
        findings,
        spn_matrix: spn_matrix(&parts.view),
        sign_in_methods: if parts.sign_in_methods { super::sign_in::build(&parts.view) } else { Vec::new() },
        sign_in_groups: if parts.sign_in_methods { super::sign_in::groups(&parts.view) } else { Vec::new() },
        skipped: skipped(&parts),
        areas: parts.areas,
        next: parts.next,
        not_checked: parts.not_checked,
        unlisted: parts.unlisted,
        left_out: parts.left_out,
        notes: not_asked(&parts.rules, &parts.view).into_iter().chain(tests_of_oauth(&parts.view)).collect(),
        waivers: parts.waivers,
        tenants: parts.tenants,
        virtual_directories: server_matrix::build(&parts.view),
        about: super::About::of(&parts.view),
        clients: parts.clients,
        client_matrix: parts.client_matrix,
        plan: parts.plan,
        as_of: parts.view.as_of.strftime("%Y-%m-%d").to_string(),
        captured: parts.collected.days,
        rules: parts.rules,
    }
}

/// What was seen and not used: files, parts of files, and what the collector could not capture. What a reader declines looked like evidence to it.
fn skipped(parts: &Parts<'_>) -> Vec<Skipped> {
    let files = parts.declined.iter().map(|file| Skipped {
        path: file.name.clone(),
        line: 1,
        why: file.why.clone(),
        evidence: file.evidence,
    });
    let of_files = parts.files.iter().flat_map(|file| &file.skipped).map(|skip| {
        let source = parts.sources.get(skip.at.source);
        Skipped { path: source.name.clone(), line: source.line_of(skip.at.start as usize), why: skip.why.clone(), evidence: true }
    });
    let foreign = parts.sources.iter().zip(parts.files).filter(|(_, file)| file.is_foreign).map(|(source, _)| Skipped {
        path: source.name.clone(),
        line: 1,
        why: FOREIGN.to_owned(),
        evidence: false,
    });
    // Letters of another page than the one that was guessed are wrong in every value that has some.
    let guessed = parts.sources.iter().filter_map(|source| {
        let why = source.notes.iter().find(|note| note.starts_with(decode::GUESSED))?.clone();
        Some(Skipped { path: source.name.clone(), line: 1, why, evidence: false })
    });
    let mut skipped: Vec<Skipped> = files.chain(of_files).chain(foreign).chain(guessed).collect();
    let order = |a: &Skipped, b: &Skipped| (&a.path, a.line, &a.why).cmp(&(&b.path, b.line, &b.why));
    skipped.sort_by(order);
    skipped.dedup();
    skipped.extend(parts.collected.remarks.iter().cloned());
    skipped.sort_by(order);
    skipped
}

/// Counts the findings that the report holds; `unlisted` subjects passed besides.
fn summary(findings: &[Finding], unlisted: usize) -> Summary {
    let mut summary = Summary { pass: unlisted, ..Summary::default() };
    for finding in findings {
        match (finding.verdict, finding.severity) {
            (Verdict::Fail | Verdict::Inconclusive, _) if finding.waived.is_some() => summary.waived += 1,
            (Verdict::Fail, Severity::Error) => summary.error += 1,
            (Verdict::Fail, Severity::Warning) => summary.warning += 1,
            (Verdict::Fail, Severity::Info) => summary.info += 1,
            (Verdict::Inconclusive, _) => summary.inconclusive += 1,
            (Verdict::Pass, _) => summary.pass += 1,
            (Verdict::NotApplicable, _) => {}
        }
    }
    summary
}

/// Whether the service principal is enabled is not asked where a bare list of its names is all that there is; that must be heard.
fn not_asked(rules: &[RuleText], view: &View<'_>) -> Vec<String> {
    const RULE: &str = "HMA-SPN-007";
    if !rules.iter().any(|rule| rule.id == RULE) {
        return Vec::new();
    }
    let shows_names_only = |tenant: &&crate::estate::Tenant| {
        let of_tenant = View { tenant: Some(tenant), ..*view };
        let principals = facts::rows(&of_tenant, "service-principal").unwrap_or_default();
        let only = |object: &std::borrow::Cow<'_, Object>| {
            facts::value(&of_tenant, Some(object), "shows-names-only").value() == Some(&Value::Bool(true))
        };
        !principals.objects.is_empty() && principals.objects.iter().all(only)
    };
    let tenants = view.estate.tenants.iter().filter(shows_names_only);
    tenants.map(|tenant| format!("{RULE} was not asked of {}: only names were captured", tenant.name)).collect()
}

/// What a test of OAuth said of itself. It tries one mailbox in one direction, so no rule takes its result over.
fn tests_of_oauth(view: &View<'_>) -> Vec<String> {
    const LONGEST: usize = 240;
    let text = |object: &Object, property: &str| match object.get(property) {
        Ok(Seen { value: Value::Text(text), .. }) => Some(text),
        _ => None,
    };
    let quote = |object: &Object| {
        let result = text(object, "ResultType")?;
        let task = text(object, "Task").map(|task| format!(", {task}")).unwrap_or_default();
        // The last error is the one that it ended with.
        let cause = text(object, "Detail").and_then(|detail| {
            let (_, cause) = detail.rsplit_once("Error:")?;
            let kept = cause
                .char_indices()
                .nth(LONGEST)
                .map_or(cause, |(end, _)| cause[..end].rsplit_once(' ').map_or("", |(kept, _)| kept));
            Some(format!(": {}", kept.trim().trim_end_matches('.')))
        });
        Some(format!(
            "Test-OAuthConnectivity ended with {result}{task}{}. No rule passes or fails because of it",
            cause.unwrap_or_default()
        ))
    };
    let mut quotes: Vec<String> = view.estate.all("oauth-connectivity").iter().filter_map(quote).collect();
    quotes.sort();
    quotes.dedup();
    quotes
}

/// State of the two switches.
#[must_use]
pub fn phase(view: &View<'_>) -> Phase {
    match facts::value(view, None, "phase").value() {
        Some(Value::Text(text)) if text == "preparing" => Phase::Preparing,
        Some(Value::Text(text)) if text == "half-enabled" => Phase::HalfEnabled,
        Some(Value::Text(text)) if text == "enabled" => Phase::Enabled,
        _ => Phase::Unknown,
    }
}

fn inputs(parts: &Parts<'_>) -> Vec<Input> {
    let mut inputs: Vec<Input> = parts
        .files
        .iter()
        .zip(parts.sources.iter())
        .map(|(file, source)| Input {
            path: source.name.clone(),
            sha256: if parts.digests { source.disk_sha256().to_owned() } else { String::new() },
            encoding: source.encoding.to_owned(),
            records: file.records,
        })
        .collect();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    inputs
}

fn resolve(told: &Told<'_>, sources: &Sources, rules: &HashMap<&str, &RuleText>) -> Finding {
    let finding = told.finding;
    let rule = rules.get(finding.rule.as_str());
    let text_of = |text: fn(&RuleText) -> &String| rule.map_or_else(String::new, |rule| text(rule).clone());
    let mut evidence: Vec<Evidence> = finding.evidence.iter().map(|evidence| place(evidence, sources)).collect();
    evidence.sort_by(|a, b| {
        (!a.primary, &a.path, a.line, a.column, &a.label).cmp(&(!b.primary, &b.path, b.line, b.column, &b.label))
    });
    evidence.dedup();
    Finding {
        rule: finding.rule.clone(),
        name: text_of(|rule| &rule.name),
        area: text_of(|rule| &rule.area),
        severity: finding.severity,
        verdict: finding.verdict,
        tenant: finding.tenant.clone(),
        server: finding.server.clone(),
        subject: finding.subject.clone(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        fingerprint: check::finding::fingerprint(&finding.rule, finding.tenant.as_deref(), &finding.subject),
        evidence,
        fix: finding.fix.clone().map(|fix| Fix { disposition: told.disposition, ..fix }),
        next: told.next,
        asks: finding.asks.and_then(Ask::cmdlet).map(|cmdlet| cmdlet.name.to_owned()),
        waived: told.waived.cloned(),
        core: finding.core,
    }
}

/// Characters of a quoted text, and of the line around it, that a report holds at most. Longer ones are no longer read by anybody, and a value of
/// many megabytes would stand in the report once for each finding.
const LONGEST_QUOTE: usize = 4000;

/// Places that a report shows at most. Beyond them each finding keeps its first.
const MOST_PLACES: usize = 100_000;

/// Leaves each finding of a very long report its first place alone, once enough have been shown.
fn bound_places(findings: &mut [Finding]) {
    let mut shown = 0;
    for finding in findings {
        if shown + finding.evidence.len() > MOST_PLACES {
            finding.evidence.truncate(1);
        }
        shown += finding.evidence.len();
    }
}

/// A text, cut where it is longer than a quote may be.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A place of the captures, quoted.
pub(crate) fn place(evidence: &check::Evidence, sources: &Sources) -> Evidence {
    let source = sources.get(evidence.span.source);
    let place = source.place(evidence.span);
    // Where the place lies far behind the beginning of its line, the text stands alone.
    let line = if place.end_column.max(place.column) > LONGEST_QUOTE { "" } else { source.line_text(place.line) };
    Evidence {
        label: evidence.label.to_string(),
        path: source.name.clone(),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        text: quoted(source.slice(evidence.span)),
        primary: evidence.primary,
        line_text: quoted(line),
    }
}

/// Origins that clients use × tenants, sorted by origin.
fn spn_matrix(view: &View<'_>) -> Vec<MatrixRow> {
    let Some(urls) = facts::rows(view, "service-url") else { return Vec::new() };
    let known: Vec<(String, Names)> = view
        .estate
        .tenants
        .iter()
        .map(|tenant| {
            let of_tenant = View { tenant: Some(tenant), ..*view };
            let principals = facts::rows(&of_tenant, "service-principal");
            (tenant.name.clone(), Names::of(&of_tenant, principals.as_ref().map_or(&[], |rows| &rows.objects)))
        })
        .collect();
    let mut rows: Vec<MatrixRow> = urls
        .objects
        .iter()
        .map(|url| MatrixRow {
            tenants: known.iter().map(|(tenant, names)| (tenant.clone(), names.cell(&url.subject))).collect::<BTreeMap<_, _>>(),
            required_by: texts(&facts::value(view, Some(url), "sources")).into_iter().collect(),
            origin: url.subject.clone(),
        })
        .collect();
    rows.sort_by(|a, b| a.origin.cmp(&b.origin));
    rows
}

/// What a tenant's first-party service principal knows.
struct Names {
    registered: BTreeSet<String>,
    ineffective: BTreeSet<String>,
    complete: bool,
}

impl Names {
    fn of(view: &View<'_>, principals: &[std::borrow::Cow<'_, Object>]) -> Self {
        let mut names = Self { registered: BTreeSet::new(), ineffective: BTreeSet::new(), complete: false };
        let of_exchange = |object: &&std::borrow::Cow<'_, Object>| !matches!(object.get("AppId").value(), Some(Value::Guid(id)) if id != EXCHANGE_ONLINE);
        for principal in principals.iter().filter(of_exchange) {
            let registered = facts::value(view, Some(principal), "registered-origins");
            names.complete |= matches!(registered.value(), Some(Value::List(list)) if list.complete);
            names.registered.extend(texts(&registered));
            names.ineffective.extend(texts(&facts::value(view, Some(principal), "ineffective-origins")));
        }
        names
    }

    /// Whether a wildcard of the old server-to-server form stands for a domain that the host is below.
    fn has_wildcard(&self, origin: &str) -> bool {
        let host = origin.strip_prefix("https://").unwrap_or(origin);
        host.match_indices('.').any(|(dot, _)| self.ineffective.contains(&format!("https://*{}", &host[dot..])))
    }

    fn cell(&self, origin: &str) -> Cell {
        if self.registered.contains(origin) {
            Cell::Registered
        } else if !self.complete {
            Cell::Unknown
        } else if self.ineffective.contains(origin) || self.has_wildcard(origin) {
            Cell::Ineffective
        } else {
            Cell::Missing
        }
    }
}

fn texts(value: &Known<Value>) -> BTreeSet<String> {
    match value.value() {
        Some(Value::List(list)) => list.items.iter().map(|item| item.text.clone()).collect(),
        Some(Value::Text(text)) => BTreeSet::from([text.clone()]),
        _ => BTreeSet::new(),
    }
}
