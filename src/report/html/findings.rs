//! Findings as the page shows them: those of one rule and state together, so that twenty servers with the same miss read as one.

use super::links::documentation;
use super::quote::Quote;
use super::shown::{Advice, Shown};
use super::words::{self, Badge};
use crate::check::Verdict;
use crate::report::{Evidence, Finding, Report, RuleText, Waived};
use std::collections::{BTreeMap, HashMap};

/// Findings of a group whose evidence is shown at once; that of the others unfolds.
const UNFOLDED: usize = 3;
/// Places of one finding with the same label that are quoted before the others are folded.
const ALIKE: usize = 4;

/// Findings of one rule in one state.
#[derive(Debug)]
pub struct Group<'a> {
    /// Badge.
    pub look: Badge,
    /// `error`, `warning`, `info`: for the filter.
    pub severity: Badge,
    /// `fail`, `inconclusive`, `waived`: for the filter.
    pub state: &'static str,
    /// Rule id.
    pub rule: Shown<'a>,
    /// Rule name.
    pub name: Shown<'a>,
    /// What the rule requires; the name when its text is unknown.
    pub title: Shown<'a>,
    /// Why it matters.
    pub why: Shown<'a>,
    /// Help that all its findings share.
    pub help: Option<Advice>,
    /// Sources of the rule.
    pub sources: Vec<Link<'a>>,
    /// The findings.
    pub items: Vec<Item<'a>>,
    /// Whether it is unfolded at first.
    pub open: bool,
}

/// A source of a rule.
#[derive(Debug)]
pub struct Link<'a> {
    /// The address if it may be linked.
    pub href: Option<String>,
    /// The address as text.
    pub text: Shown<'a>,
    /// Day on which it was read.
    pub read: Shown<'a>,
}

/// One finding.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its number on the page, from 1: `#f1`.
    pub number: usize,
    /// Position of its tenant in the tenant filter, `org` without one.
    pub tenant_key: String,
    /// Tenant.
    pub tenant: Option<Shown<'a>>,
    /// Server.
    pub server: Option<Shown<'a>>,
    /// Subject.
    pub subject: Shown<'a>,
    /// What was found.
    pub message: Shown<'a>,
    /// What to do, unless the group says it for all.
    pub help: Advice,
    /// Quoted places.
    pub quotes: Vec<Quote<'a>>,
    /// Further places with the labels of those, always folded.
    pub more: Vec<Quote<'a>>,
    /// Whether they are folded.
    pub folded: bool,
    /// The waiver.
    pub waived: Option<Waiver<'a>>,
    /// Number of the step of the plan that repairs it.
    pub step: Option<usize>,
    /// Identity across runs.
    pub fingerprint: Shown<'a>,
}

/// The waiver of a finding.
#[derive(Debug)]
pub struct Waiver<'a> {
    /// Why.
    pub reason: Shown<'a>,
    /// Owner, ticket and last day, whatever is known.
    pub details: Vec<(&'static str, Shown<'a>)>,
}

/// Everything that is open or waived, in groups: failures by severity, then what is inconclusive, then what is waived.
#[must_use]
pub fn groups<'a>(report: &'a Report, tenants: &[&str]) -> Vec<Group<'a>> {
    let tenants: HashMap<&str, usize> = tenants.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let steps: BTreeMap<&str, usize> =
        report.plan.iter().flat_map(|step| step.closes.iter().map(move |id| (id.as_str(), step.number))).collect();
    let mut sorted: BTreeMap<(u8, &str), Vec<&'a Finding>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(rank) = rank(finding) {
            sorted.entry((rank, finding.rule.as_str())).or_default().push(finding);
        }
    }
    let mut number = 0;
    sorted
        .into_values()
        .map(|findings| {
            let mut group = group(report, &findings);
            group.items = findings
                .iter()
                .enumerate()
                .map(|(at, finding)| {
                    number += 1;
                    let step = steps.get(finding.fingerprint.as_str()).copied();
                    Item { folded: at >= UNFOLDED, ..item(finding, number, &tenants, group.help.is_some(), step) }
                })
                .collect();
            group
        })
        .collect()
}

/// Where a finding stands on the page; `None` for what passed or does not apply.
fn rank(finding: &Finding) -> Option<u8> {
    match (finding.verdict, &finding.waived) {
        (Verdict::Pass | Verdict::NotApplicable, _) => None,
        (_, Some(_)) => Some(6 + finding.severity as u8),
        (Verdict::Inconclusive, None) => Some(3 + finding.severity as u8),
        (Verdict::Fail, None) => Some(finding.severity as u8),
    }
}

fn group<'a>(report: &'a Report, findings: &[&'a Finding]) -> Group<'a> {
    let finding = findings[0];
    let text = report.rules.iter().find(|rule| rule.id == finding.rule);
    let severity = words::severity(finding.severity);
    let (look, state) = match (&finding.waived, finding.verdict) {
        (Some(_), _) => (words::WAIVED, "waived"),
        (None, Verdict::Inconclusive) => (words::INCONCLUSIVE, "inconclusive"),
        (None, _) => (severity, "fail"),
    };
    let shared = findings.len() > 1 && findings.iter().all(|other| other.help == finding.help);
    Group {
        look,
        severity,
        state,
        rule: Shown::new(&finding.rule),
        name: Shown::new(&finding.name),
        title: Shown::new(text.map_or(&finding.name, |rule| &rule.title)),
        why: Shown::flowing(text.map_or("", |rule| &rule.why)),
        help: shared.then(|| Advice::new(&finding.help)),
        sources: text.map_or_else(Vec::new, links),
        items: Vec::new(),
        open: state == "fail" && severity.class != "info" || state == "inconclusive" && severity.class == "error",
    }
}

fn links(rule: &RuleText) -> Vec<Link<'_>> {
    rule.sources
        .iter()
        .map(|(address, read)| Link { href: documentation(address), text: Shown::new(address), read: Shown::new(read) })
        .collect()
}

/// The first places of every label, and the others: a page for each of twenty servers with the same line helps nobody.
fn first_of_each(evidence: Vec<&Evidence>) -> (Vec<&Evidence>, Vec<&Evidence>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let (quoted, more): (Vec<_>, Vec<_>) = evidence.iter().copied().partition(|place| {
        let count = seen.entry(place.label.as_str()).or_default();
        *count += 1;
        *count <= ALIKE
    });
    if more.len() > 1 { (quoted, more) } else { (evidence, Vec::new()) }
}

fn item<'a>(
    finding: &'a Finding,
    number: usize,
    tenants: &HashMap<&str, usize>,
    help_is_shared: bool,
    step: Option<usize>,
) -> Item<'a> {
    let tenant = finding.tenant.as_deref();
    let key = tenant.and_then(|name| tenants.get(name));
    let mut evidence: Vec<_> = finding.evidence.iter().collect();
    evidence.sort_by_key(|evidence| !evidence.primary);
    let (quoted, more) = first_of_each(evidence);
    Item {
        number,
        tenant_key: key.map_or_else(|| "org".to_owned(), |at| at.to_string()),
        tenant: tenant.map(Shown::new),
        server: finding.server.as_deref().map(Shown::new),
        subject: Shown::new(&finding.subject),
        message: Shown::new(&finding.message),
        help: if help_is_shared { Advice::default() } else { Advice::new(&finding.help) },
        quotes: quoted.into_iter().map(Quote::new).collect(),
        more: more.into_iter().map(Quote::new).collect(),
        folded: false,
        waived: finding.waived.as_ref().map(waiver),
        step,
        fingerprint: Shown::new(&finding.fingerprint),
    }
}

fn waiver(waived: &Waived) -> Waiver<'_> {
    let details = [("owner", &waived.owner), ("ticket", &waived.ticket), ("until", &waived.expires)];
    let details = details.into_iter().filter_map(|(name, value)| Some((name, Shown::new(value.as_deref()?)))).collect();
    Waiver { reason: Shown::new(&waived.reason), details }
}
