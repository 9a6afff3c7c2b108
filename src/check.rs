//! Rules applied to the estate: total, deterministic, three-valued.
//!
//! [`run`] judges each rule in each of its scopes and returns what every one of them says about every subject. What the captures do
//! not show is never taken for good or bad: it is [`Verdict::Inconclusive`], with the reason and the command that supplies it.

use crate::estate::facts::{Memo, View};
use crate::estate::{Estate, UnknownReason};
use crate::rule::{Rule, RuleSet};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

mod all_in;
mod answered;
mod compare;
mod count;
mod effective_severity;
pub(crate) mod finding;
mod must;
mod rule_run;
mod same;
pub(crate) mod truth;
pub(crate) mod words;

pub use crate::verdict::{Disposition, Fix, Severity, Verdict};
pub use finding::fingerprint;

#[cfg(test)]
mod tests;

/// What a rule says about one subject. Spans are resolved when the report is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rule id, `HMA-SPN-001`.
    pub rule: String,
    /// The rule's severity for this subject, or the one that the configuration gives the rule.
    pub severity: Severity,
    /// Whether it decides the verdict: the rule is built in, not lowered, and the catalogue's severity for this subject and phase is error.
    pub core: bool,
    /// The outcome.
    pub verdict: Verdict,
    /// Tenant concerned, if the rule is judged for each tenant.
    pub tenant: Option<String>,
    /// Server concerned, if the subject lives on one.
    pub server: Option<String>,
    /// The subject, one finding per subject.
    pub subject: String,
    /// What was found, in a sentence.
    pub message: String,
    /// What to do, in a sentence or two; for `Inconclusive` the exact command that supplies the fact.
    pub help: String,
    /// Why it is inconclusive; `None` for other verdicts.
    pub why: Option<UnknownReason>,
    /// The cmdlet whose output would decide it; `None` for what is decided, or where no cmdlet would.
    pub asks: Option<crate::catalog::Ask>,
    /// The places that say so. Exactly one is primary unless there is none at all (nothing was captured).
    pub evidence: Vec<Evidence>,
    /// The operation that repairs it, if it failed and there is one.
    pub fix: Option<Fix>,
}

/// A place that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What this place shows, in a few words.
    pub label: Arc<str>,
    /// The place.
    pub span: Span,
    /// The one that is quoted first.
    pub primary: bool,
}

/// Applies the rules. Findings of every verdict, sorted by severity, rule, tenant and subject; one a subject.
///
/// Rules that ask whether the core is green are judged after all others, with the answer.
#[must_use]
pub fn run(rules: &RuleSet, view: &View<'_>) -> Vec<Finding> {
    judge(rules, view, false).0
}

/// Applies the rules, like [`run`], but keeps only what fails or is undecided; the rest is counted.
#[must_use]
pub fn run_open(rules: &RuleSet, view: &View<'_>) -> (Vec<Finding>, Passed) {
    judge(rules, view, true)
}

/// How many subjects passed that are not among the findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed {
    /// All of them.
    pub all: usize,
    /// Those of severity error, by the name of their area.
    pub errors: BTreeMap<String, usize>,
}

impl Passed {
    fn add(&mut self, other: Self) {
        self.all += other.all;
        for (area, number) in other.errors {
            *self.errors.entry(area).or_default() += number;
        }
    }
}

/// The findings, without those that passed or do not apply if `brief`, and how many of these passed.
fn judge(rules: &RuleSet, view: &View<'_>, brief: bool) -> (Vec<Finding>, Passed) {
    let memo = Memo::default();
    let mut view = View { memo: view.memo.or(Some(&memo)), ..*view };
    // What a pack finds says nothing about the core.
    let (last, first): (Vec<&Rule>, Vec<&Rule>) = rules.rules.iter().partition(|rule| rule.asks_for_core() || rule.in_pack);
    let (mut findings, mut passed) = judge_all(&first, &view, brief);
    view.core_rules_green = core_rules_green(&findings);
    let (more, more_passed) = judge_all(&last, &view, brief);
    findings.extend(more);
    passed.add(more_passed);
    findings.iter_mut().for_each(|finding| name_failure(finding, view.estate));
    answered::leave_to_people(&mut findings, view.estate);
    finding::sort(&mut findings);
    (findings, passed)
}

/// Adds to a finding that waits for a capture that its cmdlet was run and failed, and where.
fn name_failure(finding: &mut Finding, estate: &Estate) {
    let Some(UnknownReason::NotCaptured { noun }) = &finding.why else { return };
    let Some(failures) = estate.failures.get(noun as &str) else { return };
    if let Some((_, text)) = failures.first() {
        finding.message.push_str(&format!("; it failed where it was to be captured: {text}"));
    }
    let label: Arc<str> = "it failed here".into();
    for (span, _) in failures {
        finding.evidence.push(Evidence { label: label.clone(), span: *span, primary: finding.evidence.is_empty() });
    }
}

fn judge_all(rules: &[&Rule], view: &View<'_>, brief: bool) -> (Vec<Finding>, Passed) {
    let judged = rules.par_iter().map(|rule| {
        let mut found = Vec::new();
        rule_run::judge(rule, view, brief, &mut found);
        let mut settled = finding::settle(found);
        let mut passed = Passed::default();
        if brief {
            let all = settled.iter().filter(|finding| finding.verdict == Verdict::Pass);
            let errors = all.clone().filter(|finding| finding.severity == Severity::Error).count();
            passed = Passed { all: all.count(), errors: BTreeMap::from([(rule.area.clone(), errors)]) };
            settled.retain(|finding| finding.verdict.is_open());
        }
        (settled, passed)
    });
    let (findings, passed): (Vec<Vec<Finding>>, Vec<Passed>) = judged.unzip();
    let passed = passed.into_iter().fold(Passed::default(), |mut sum, one| {
        sum.add(one);
        sum
    });
    (findings.into_iter().flatten().collect(), passed)
}

/// `Some(true)` when every core rule and every other rule of severity error passes, `Some(false)` when one fails, `None` when none fails and one is undecided.
fn core_rules_green(findings: &[Finding]) -> Option<bool> {
    let counts = |finding: &Finding| finding.core || finding.severity == Severity::Error;
    let core = |verdict| findings.iter().any(|finding| counts(finding) && finding.verdict == verdict);
    if core(Verdict::Fail) { Some(false) } else { (!core(Verdict::Inconclusive)).then_some(true) }
}
