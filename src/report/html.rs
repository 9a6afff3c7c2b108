//! The report as one self-contained HTML file, for the person who asked and the client's folder. It is complete without scripts,
//! asks the network for nothing, and its policy allows exactly one style sheet and one script: those that are printed here.

use super::{Finding, Input, Report, Skipped};
use crate::check::{Severity, Verdict};
use areas::{AreaRow, BlockRow, Unasked};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clients::TenantPaths;
use findings::Group;
use sha2::{Digest, Sha256};
use shown::Shown;
use std::collections::{HashMap, HashSet};
use std::io;
use tables::{MethodRow, NameRow, PlanPhase, ServerTable, WaiverRow};
use words::{Badge, counted};

mod areas;
mod client_matrix;
mod clients;
mod findings;
mod links;
mod quote;
mod shown;
mod tables;
mod words;

const STYLE: &str = concat!(include_str!("../../templates/palette.css"), include_str!("../../templates/report.css"));
const SCRIPT: &str = include_str!("../../templates/report.js");

/// Writes the report as one self-contained HTML file.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    Page::new(report).write_into(out).map_err(io::Error::other)?;
    out.write_all(b"\n")
}

/// All that the page says. Whatever came from a capture, a path or a configuration is a [`Shown`].
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    policy: String,
    style: &'static str,
    script: &'static str,
    tool: Shown<'a>,
    version: Shown<'a>,
    title: Option<Shown<'a>>,
    organisation: Option<Shown<'a>>,
    verdict: Badge,
    answer: String,
    as_of: Shown<'a>,
    captured: Option<(Shown<'a>, Shown<'a>)>,
    phase: &'static str,
    notes: Vec<Shown<'a>>,
    evidence: Evidence,
    files: Vec<String>,
    counts: Vec<(usize, &'static str, Badge)>,
    passed: usize,
    tenants: Vec<Tenant<'a>>,
    areas: Vec<AreaRow<'a>>,
    unasked: Vec<Unasked<'a>>,
    blocks: Vec<BlockRow<'a>>,
    further: Option<&'static str>,
    groups: Vec<Group<'a>>,
    shown_findings: usize,
    clients: Vec<TenantPaths<'a>>,
    methods: (Vec<Shown<'a>>, Vec<MethodRow<'a>>),
    concerned: Vec<tables::PeopleRow<'a>>,
    preparing: bool,
    people: Option<client_matrix::Section<'a>>,
    names: Vec<NameRow<'a>>,
    servers: Vec<ServerTable<'a>>,
    plan: Vec<PlanPhase<'a>>,
    waivers: Vec<WaiverRow<'a>>,
    skipped: Vec<(Shown<'a>, usize, Shown<'a>)>,
    decided: Vec<Decided<'a>>,
    inputs: Vec<FileRow<'a>>,
}

/// How complete the evidence is: checks that could be decided.
struct Evidence {
    decided: usize,
    total: usize,
}

/// One tenant of the banner.
struct Tenant<'a> {
    name: Shown<'a>,
    verdict: Badge,
    counts: String,
}

/// Something that passed or does not apply; only with `--all`.
struct Decided<'a> {
    rule: Shown<'a>,
    verdict: &'static str,
    place: Shown<'a>,
    subject: Shown<'a>,
    message: Shown<'a>,
}

/// A file that was read.
struct FileRow<'a> {
    path: Shown<'a>,
    encoding: Shown<'a>,
    records: usize,
    sha256: Shown<'a>,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report) -> Self {
        let names = tenant_names(report);
        let groups = findings::groups(report, &names);
        let undecided = of_verdict(&report.findings, Verdict::Inconclusive);
        let decided = report.summary.pass + of_verdict(&report.findings, Verdict::Fail);
        let summary = &report.summary;
        let counts = [
            (summary.error, "Errors", words::severity(Severity::Error)),
            (summary.warning, "Warnings", words::severity(Severity::Warning)),
            (summary.info, "Info", words::severity(Severity::Info)),
            (summary.inconclusive, "Inconclusive", words::INCONCLUSIVE),
            (summary.waived, "Waived", words::WAIVED),
        ];
        Self {
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
            tool: Shown::new(&report.tool.name),
            version: Shown::new(&report.tool.version),
            title: report.title().map(Shown::new),
            organisation: report.about.organisation.as_deref().map(Shown::new),
            verdict: words::overall(report.verdict),
            answer: words::answer(report),
            as_of: Shown::new(&report.as_of),
            captured: report.captured.as_ref().map(|(first, last)| (Shown::new(first), Shown::new(last))),
            phase: words::phase(report.phase),
            notes: report.notes.iter().map(|note| Shown::new(note)).collect(),
            evidence: Evidence { decided, total: decided + undecided },
            files: files(&report.inputs, &report.skipped),
            counts: counts.to_vec(),
            passed: summary.pass,
            tenants: tenants(report, &names),
            areas: areas::areas(report),
            unasked: areas::unasked(report),
            blocks: areas::blocks(report),
            further: crate::report::words::further_tenants(report),
            clients: clients::tenants(report),
            methods: tables::methods(report),
            concerned: tables::people(report),
            preparing: report.clients.as_ref().is_some_and(|clients| clients.preparing),
            people: client_matrix::section(report),
            shown_findings: groups.iter().map(|group| group.items.len()).sum(),
            names: tables::names(report, &names),
            servers: tables::servers(report),
            plan: tables::plan(report, &groups),
            groups,
            waivers: tables::waivers(report),
            skipped: report.skipped.iter().map(|s| (Shown::new(&s.path), s.line, Shown::new(&s.why))).collect(),
            decided: report.findings.iter().filter_map(decided_row).collect(),
            inputs: report.inputs.iter().map(file).collect(),
        }
    }

    /// Groups of what could not be decided.
    fn open_questions(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().filter(|group| group.state == "inconclusive")
    }
}

/// `default-src 'none'`, and the very bytes of the one style sheet and the one script.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// Tenants of the report, and any that only a finding or the matrix names.
fn tenant_names(report: &Report) -> Vec<&str> {
    let mut names: Vec<&str> = report.tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    let findings = report.findings.iter().filter_map(|finding| finding.tenant.as_deref());
    let mut others: Vec<&str> =
        findings.chain(report.spn_matrix.iter().flat_map(|row| row.tenants.keys().map(String::as_str))).collect();
    let listed: HashSet<&str> = names.iter().copied().collect();
    others.retain(|name| !listed.contains(name));
    others.sort_unstable();
    others.dedup();
    names.extend(others);
    names
}

/// What the open findings of a tenant come to.
#[derive(Default)]
struct Tally {
    failed: usize,
    undecided: usize,
    waived: usize,
}

fn tenants<'a>(report: &'a Report, names: &[&'a str]) -> Vec<Tenant<'a>> {
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for finding in &report.findings {
        let Some(name) = finding.tenant.as_deref() else { continue };
        let tally = tallies.entry(name).or_default();
        match finding.verdict {
            _ if finding.waived.is_some() => tally.waived += 1,
            Verdict::Fail => tally.failed += 1,
            Verdict::Inconclusive => tally.undecided += 1,
            Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    let verdicts: HashMap<&str, super::Readiness> =
        report.tenants.iter().rev().map(|tenant| (tenant.name.as_str(), tenant.verdict)).collect();
    names.iter().map(|name| tenant(name, verdicts.get(name).copied(), &tallies.remove(name).unwrap_or_default())).collect()
}

fn tenant<'a>(name: &'a str, verdict: Option<super::Readiness>, tally: &Tally) -> Tenant<'a> {
    let failed = if tally.failed == 0 { "no findings".to_owned() } else { counted(tally.failed, "finding", "findings") };
    let mut counts = format!("{failed} of its own");
    if tally.undecided > 0 {
        counts.push_str(&format!(" · {} inconclusive", tally.undecided));
    }
    if tally.waived > 0 {
        counts.push_str(&format!(" · {} waived", tally.waived));
    }
    Tenant { name: Shown::new(name), verdict: words::overall(verdict.unwrap_or(super::Readiness::Inconclusive)), counts }
}

fn files(inputs: &[Input], skipped: &[Skipped]) -> Vec<String> {
    let records = inputs.iter().map(|input| input.records).sum();
    let mut parts = vec![counted(inputs.len(), "file", "files"), counted(records, "record", "records")];
    if !skipped.is_empty() {
        parts.push(format!("{} not usable", counted(skipped.len(), "part", "parts")));
    }
    parts
}

fn of_verdict(findings: &[Finding], verdict: Verdict) -> usize {
    findings.iter().filter(|finding| finding.verdict == verdict).count()
}

fn decided_row(finding: &Finding) -> Option<Decided<'_>> {
    let verdict = match finding.verdict {
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "not applicable",
        Verdict::Fail | Verdict::Inconclusive => return None,
    };
    let place = finding.tenant.as_deref().or(finding.server.as_deref()).unwrap_or("");
    Some(Decided {
        rule: Shown::new(&finding.rule),
        verdict,
        place: Shown::new(place),
        subject: Shown::new(&finding.subject),
        message: Shown::new(&finding.message),
    })
}

fn file(input: &Input) -> FileRow<'_> {
    FileRow {
        path: Shown::new(&input.path),
        encoding: Shown::new(&input.encoding),
        records: input.records,
        sha256: Shown::new(&input.sha256),
    }
}
