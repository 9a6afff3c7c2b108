//! From findings to the shared report: spans become lines and columns, verdicts are added up, matrices drawn.

use super::{
    Cell, Document, Evidence, Finding, Input, MatrixRow, Overall, Phase, PlanStep, Report, RuleText, Skipped, Summary,
    TenantVerdict, Tool, server_matrix,
};
use crate::capture::{self, Capture};
use crate::check::{self, Severity, Verdict};
use crate::estate::facts::{self, Memo, View};
use crate::estate::microsoft::EXCHANGE_ONLINE;
use crate::estate::{Known, KnownExt as _, Object, Value};
use crate::source::Sources;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a report is made of.
pub struct Audit<'a> {
    /// The captures' texts.
    pub sources: &'a Sources,
    /// What was found in them, in the order of the sources.
    pub files: &'a [FileRead],
    /// What was declined before or after reading: files that can't be opened, records that nobody knows.
    pub skipped: Vec<Skipped>,
    /// The estate and the moment it is judged by (no tenant, no server).
    pub view: View<'a>,
    /// What the rules say.
    pub findings: &'a [check::Finding],
    /// How many subjects passed that are not among the findings.
    pub unlisted: usize,
    /// The rules that were run, sorted by id.
    pub rules: Vec<RuleText>,
    /// Whether the digests of the inputs are printed; computing them takes longer than all the rest.
    pub digests: bool,
}

/// What was found in one file. Its records have become objects of the estate and are not needed any more.
#[derive(Debug, Default)]
pub struct FileRead {
    /// Number of records.
    pub records: usize,
    /// What was declined.
    pub skipped: Vec<capture::Skipped>,
}

impl From<Capture<'_>> for FileRead {
    fn from(capture: Capture<'_>) -> Self {
        Self { records: capture.records.len(), skipped: capture.skipped }
    }
}

/// Builds the document, with the findings of the audit; [`shorten`] leaves those that a report without `--all` has.
#[must_use]
pub fn document(audit: &Audit<'_>) -> Document {
    let mut skipped = audit.skipped.clone();
    for file in audit.files {
        skipped.extend(file.skipped.iter().map(|skip| {
            let source = audit.sources.get(skip.at.source);
            // What a reader declines looked like evidence to it.
            let line = source.line_of(skip.at.start as usize);
            Skipped { path: source.name.clone(), line, why: skip.why.clone(), evidence: true }
        }));
    }
    skipped.sort_by(|a, b| (&a.path, a.line, &a.why).cmp(&(&b.path, b.line, &b.why)));
    skipped.dedup();

    let names: HashMap<&str, &str> = audit.rules.iter().map(|rule| (rule.id.as_str(), rule.name.as_str())).collect();
    let memo = Memo::default();
    let view = View { memo: audit.view.memo.or(Some(&memo)), ..audit.view };
    let mut document = Document {
        report: Report {
            schema: "hmaudit-report-1".to_owned(),
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            verdict: Overall::Inconclusive,
            phase: phase(&view),
            tenants: audit
                .view
                .estate
                .tenants
                .iter()
                .map(|tenant| TenantVerdict { name: tenant.name.clone(), verdict: Overall::Inconclusive })
                .collect(),
            summary: Summary::default(),
            inputs: inputs(audit),
            findings: audit.findings.iter().map(|finding| resolve(finding, audit, &names)).collect(),
            spn_matrix: spn_matrix(&view),
            skipped,
            unlisted: audit.unlisted,
            left_out: Vec::new(),
            notes: notes(audit, &view),
            waivers: Vec::new(),
        },
        virtual_directories: server_matrix::build(&view),
        rules: audit.rules.clone(),
        plan: Vec::<PlanStep>::new(),
        as_of: audit.view.as_of.strftime("%Y-%m-%d").to_string(),
        captured: None,
    };
    bound_places(&mut document.report.findings);
    judge(&mut document.report);
    document
}

/// Adds up: the verdicts of the run and of each tenant, and the counts. To be called again when waivers have been applied or rules left out.
pub fn judge(report: &mut Report) {
    let (phase, is_whole) = (report.phase, report.left_out.is_empty());
    report.verdict = overall(phase, is_whole, report.findings.iter());
    let mut of_tenant: HashMap<&str, Vec<&Finding>> = HashMap::new();
    let mut of_all: Vec<&Finding> = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.core) {
        match &finding.tenant {
            Some(name) => of_tenant.entry(name).or_default().push(finding),
            None => of_all.push(finding),
        }
    }
    // What concerns the organisation concerns every tenant. One finding of a kind says as much as all of them.
    of_all.sort_by_key(|finding| (finding.verdict, finding.waived.is_some()));
    of_all.dedup_by_key(|finding| (finding.verdict, finding.waived.is_some()));
    for tenant in &mut report.tenants {
        let own = of_tenant.get(tenant.name.as_str()).into_iter().flatten();
        tenant.verdict = overall(phase, is_whole, own.chain(&of_all).copied());
    }
    count(report);
}

/// Counts the findings that the report holds. To be called again when known ones have been left out; the verdicts stay those of everything.
pub fn count(report: &mut Report) {
    let mut summary = Summary { pass: report.unlisted, ..Summary::default() };
    for finding in &report.findings {
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
    report.summary = summary;
}

/// Leaves out what passed and what does not apply: the report without `--all`. The counts stay.
pub fn shorten(report: &mut Report) {
    report.findings.retain(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive));
}

/// `is_whole`: every core rule was run at its own severity.
fn overall<'f>(phase: Phase, is_whole: bool, findings: impl Iterator<Item = &'f Finding>) -> Overall {
    let mut undecided = false;
    let mut accepted = false;
    for finding in findings.filter(|finding| finding.core) {
        match finding.verdict {
            Verdict::Fail | Verdict::Inconclusive if finding.waived.is_some() => accepted = true,
            Verdict::Fail => return Overall::NotReady,
            Verdict::Inconclusive => undecided = true,
            Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    match phase {
        _ if undecided => Overall::Inconclusive,
        _ if !is_whole => Overall::NotJudged,
        Phase::Enabled => Overall::Ready,
        Phase::Preparing => Overall::ReadyToEnable,
        // Whoever waives what is wrong with the switches accepts them as they are; one of them at least is still to be thrown.
        Phase::HalfEnabled | Phase::Unknown if accepted => Overall::ReadyToEnable,
        Phase::HalfEnabled => Overall::NotReady,
        Phase::Unknown => Overall::Inconclusive,
    }
}

/// Whether the service principal is enabled is not asked where a bare list of its names is all that there is; that must be heard.
fn notes(audit: &Audit<'_>, view: &View<'_>) -> Vec<String> {
    const RULE: &str = "HMA-SPN-007";
    if !audit.rules.iter().any(|rule| rule.id == RULE) {
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
    tenants
        .map(|tenant| {
            format!(
                "{RULE} was not asked of {}: its captures show names only, and not whether the service principal is enabled",
                tenant.name
            )
        })
        .collect()
}

fn phase(view: &View<'_>) -> Phase {
    match facts::value(view, None, "phase").value() {
        Some(Value::Text(text)) if text == "preparing" => Phase::Preparing,
        Some(Value::Text(text)) if text == "half-enabled" => Phase::HalfEnabled,
        Some(Value::Text(text)) if text == "enabled" => Phase::Enabled,
        _ => Phase::Unknown,
    }
}

fn inputs(audit: &Audit<'_>) -> Vec<Input> {
    let mut inputs: Vec<Input> = audit
        .files
        .iter()
        .zip(audit.sources.iter())
        .map(|(file, source)| Input {
            path: source.name.clone(),
            sha256: if audit.digests { source.disk_sha256().to_owned() } else { String::new() },
            encoding: source.encoding.to_owned(),
            records: file.records,
        })
        .collect();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    inputs
}

fn resolve(finding: &check::Finding, audit: &Audit<'_>, names: &HashMap<&str, &str>) -> Finding {
    let name = names.get(finding.rule.as_str()).map_or_else(String::new, |name| (*name).to_owned());
    let mut evidence: Vec<Evidence> = finding.evidence.iter().map(|evidence| place(evidence, audit.sources)).collect();
    evidence.sort_by(|a, b| {
        (!a.primary, &a.path, a.line, a.column, &a.label).cmp(&(!b.primary, &b.path, b.line, b.column, &b.label))
    });
    evidence.dedup();
    Finding {
        rule: finding.rule.clone(),
        name,
        severity: finding.severity,
        verdict: finding.verdict,
        tenant: finding.tenant.clone(),
        server: finding.server.clone(),
        subject: finding.subject.clone(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        fingerprint: check::finding::fingerprint(&finding.rule, finding.tenant.as_deref(), &finding.subject),
        evidence,
        fix: finding.fix.clone(),
        waived: None,
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

fn place(evidence: &check::Evidence, sources: &Sources) -> Evidence {
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
