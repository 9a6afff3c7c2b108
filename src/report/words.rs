//! The words that outputs for people have in common, so that all of them call a thing by the same name.

use super::{AreaStatus, Evidence, Finding, Readiness, Report};
use crate::area;
use crate::check::{Severity, Verdict};
use crate::text::visible_line;
use std::collections::BTreeSet;

/// What a reader has to make of a finding. The order is that in which outputs show findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Failed, severity error.
    Error,
    /// Failed, severity warning.
    Warning,
    /// Failed, severity info.
    Info,
    /// Could not be decided.
    Inconclusive,
    /// Failed or undecided, and accepted by a waiver.
    Waived,
    /// As required.
    Pass,
    /// Does not concern this estate.
    NotApplicable,
}

impl Level {
    /// The level of a finding.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        match (finding.verdict, finding.severity) {
            (Verdict::Fail | Verdict::Inconclusive, _) if finding.waived.is_some() => Self::Waived,
            (Verdict::Fail, Severity::Error) => Self::Error,
            (Verdict::Fail, Severity::Warning) => Self::Warning,
            (Verdict::Fail, Severity::Info) => Self::Info,
            (Verdict::Inconclusive, _) => Self::Inconclusive,
            (Verdict::Pass, _) => Self::Pass,
            (Verdict::NotApplicable, _) => Self::NotApplicable,
        }
    }

    /// Its name, in lower case.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Inconclusive => "inconclusive",
            Self::Waived => "waived",
            Self::Pass => "pass",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl Readiness {
    /// The verdict as outputs for people print it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "READY",
            Self::ReadyToEnable => "READY TO ENABLE",
            Self::NotReady => "NOT READY",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::NotJudged => "NOT JUDGED",
        }
    }

    /// Its name, as in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::ReadyToEnable => "ready-to-enable",
            Self::NotReady => "not-ready",
            Self::Inconclusive => "inconclusive",
            Self::NotJudged => "not-judged",
        }
    }
}

impl Finding {
    /// The place that is quoted first; `None` when nothing was captured.
    #[must_use]
    pub fn primary(&self) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.primary).or_else(|| self.evidence.first())
    }
}

/// `1 tenant`, `3 tenants`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `1 person`, `3 people`.
#[must_use]
pub fn people(number: usize) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

/// The parts of the line that answers "can I enable HMA?", verdict first, zero counts left out. What comes from a capture, the name of a
/// server, is harmless.
#[must_use]
pub fn answer(report: &Report) -> Vec<String> {
    ranked_answer(report).into_iter().map(|(_, part)| part).collect()
}

/// The parts of [`answer`] with a rank each: where there is no room, parts of the highest rank go first. Rank 0 is the verdict and its
/// caveats, which never leave it.
#[must_use]
pub fn ranked_answer(report: &Report) -> Vec<(u8, String)> {
    let summary = &report.summary;
    let mut parts = vec![(0, report.verdict.words().to_owned())];
    parts.extend(caveats(report).map(|caveat| (0, caveat)));
    let mut add = |rank: u8, number: usize, text: String| (number > 0).then(|| parts.push((rank, text)));
    let servers = servers(report);
    add(3, report.tenants.len(), count(report.tenants.len(), "tenant"));
    add(3, servers, count(servers, "server"));
    add(1, summary.error, count(summary.error, "error"));
    add(1, summary.warning, count(summary.warning, "warning"));
    add(1, summary.info, format!("{} info", summary.info));
    add(1, summary.inconclusive, format!("{} inconclusive", summary.inconclusive));
    add(2, summary.waived, format!("{} waived{}", summary.waived, next_expiry(report)));
    add(4, summary.pass, format!("{} passed", summary.pass));
    parts
}

/// The word for a verdict in the scorecard.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "fail",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "not asked",
    }
}

/// `11 of 12 decided, 1 warning`; nothing where there is nothing to count.
#[must_use]
pub fn tally(area: &AreaStatus) -> String {
    let all = area.decided + area.open;
    let mut parts = Vec::new();
    if all > 0 {
        parts.push(format!("{} of {all} decided", area.decided));
    }
    if area.warnings > 0 {
        parts.push(count(area.warnings, "warning"));
    }
    parts.join(", ")
}

/// What blocks for the tenants that are known cannot ask for: AuthServers that are still to be captured may name others.
#[must_use]
pub fn further_tenants(report: &Report) -> Option<&'static str> {
    let names_tenants = report.next.iter().any(|block| block.cmdlets.iter().any(|cmdlet| cmdlet == "Get-AuthServer"));
    names_tenants.then_some("If Get-AuthServer names other tenants, run hmaudit collect for them, too.")
}

fn servers(report: &Report) -> usize {
    let named: BTreeSet<&str> = report.findings.iter().filter_map(|finding| finding.server.as_deref()).collect();
    report.virtual_directories.servers.len().max(named.len())
}

/// What qualifies the verdict and is stated beside it: servers out of support, core rules that were left out or lowered, what is waived, and
/// areas that were not checked.
pub fn caveats(report: &Report) -> impl Iterator<Item = String> {
    let left_out = match report.left_out.len() {
        0 => None,
        1..=NAMED => Some(format!("left out or lowered: {}", report.left_out.join(", "))),
        number => Some(format!("{} left out or lowered", count(number, "core rule"))),
    };
    [out_of_support(report), left_out, waived(report), not_checked(report)].into_iter().flatten()
}

/// Servers that work and that nobody supports any more: where the verdict is good, that must be heard.
fn out_of_support(report: &Report) -> Option<String> {
    const RULE: &str = "HMA-SRV-003";
    if !matches!(report.verdict, Readiness::Ready | Readiness::ReadyToEnable) {
        return None;
    }
    let failed = report.findings.iter().filter(|finding| finding.rule == RULE && finding.verdict == Verdict::Fail);
    let servers: BTreeSet<&str> =
        failed.filter(|finding| finding.waived.is_none()).map(|finding| finding.subject.as_str()).collect();
    (!servers.is_empty()).then(|| format!("out of support: {}", named(servers.iter().map(|server| visible_line(server)))))
}

/// The first few of some names, and how many more there are.
fn named(names: impl ExactSizeIterator<Item: AsRef<str>>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let first = names.take(NAMED).fold(String::new(), |text, name| {
        let comma = if text.is_empty() { "" } else { ", " };
        format!("{text}{comma}{}", name.as_ref())
    });
    if more > 0 { format!("{first} and {more} more") } else { first }
}

/// The areas of which something was not asked, but those of which everything else is asked in every run.
fn not_checked(report: &Report) -> Option<String> {
    let names: Vec<&str> =
        report.not_checked.iter().filter(|one| !area::is_always_asked(&one.area)).map(|area| area.title.as_str()).collect();
    (!names.is_empty()).then(|| format!("not checked: {}", names.join(", ")))
}

/// How many rules are named beside the verdict. Longer lists bury it; the findings name everything.
const NAMED: usize = 3;

/// What is waived, each rule once for each day on which its waivers end: `waived: HMA-SPN-001 until 2027-02-01, HMA-SRV-003`. What would
/// decide the verdict comes first.
fn waived(report: &Report) -> Option<String> {
    let mut names = BTreeSet::new();
    for finding in report.findings.iter().filter(|finding| Level::of(finding) == Level::Waived) {
        let until = finding.waived.as_ref().and_then(|waived| waived.expires.as_ref());
        let until = until.map_or_else(String::new, |day| format!(" until {day}"));
        names.insert((!finding.core, format!("{}{until}", visible_line(&finding.rule))));
    }
    (!names.is_empty()).then(|| format!("waived: {}", named(names.iter().map(|(_, name)| name))))
}

fn next_expiry(report: &Report) -> String {
    let holding = report.waivers.iter().filter(|waiver| waiver.covers > 0);
    let days: Vec<i64> = holding.filter_map(|waiver| waiver.days_left).filter(|&days| days >= 0).collect();
    match days.iter().min() {
        Some(0) => " (expires today)".to_owned(),
        Some(1) => " (expires tomorrow)".to_owned(),
        Some(nearest) if days.len() > 1 => format!(" (the first expires in {nearest} days)"),
        Some(nearest) => format!(" (expires in {nearest} days)"),
        None => String::new(),
    }
}

/// What a waiver's remaining days mean, in words: `expired 20 days ago`, `expires in 12 days`.
#[must_use]
pub fn expiry(days_left: i64) -> String {
    match days_left {
        0 => "expires today".to_owned(),
        1 => "expires tomorrow".to_owned(),
        -1 => "expired yesterday".to_owned(),
        days if days < 0 => format!("expired {} days ago", days.unsigned_abs()),
        days => format!("expires in {days} days"),
    }
}
