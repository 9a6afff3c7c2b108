//! Two reports compared: what was repaired, what is new, what is as it was.
//!
//! Findings are matched on their natural keys (rule, tenant, server, subject), so a renamed file or a moved line does not count as a change.

use crate::check::{Severity, Verdict};
use crate::outcome::Outcome;
use crate::report::{Finding, Readiness, Report};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

pub mod write;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Failed or undecided now, and it was neither before; or undecided before and failed now.
    New,
    /// Failed before, and now the evidence does not decide it.
    Undecided,
    /// The same evidence, but the rule speaks otherwise of it: severity, verdict or message.
    RuleChanged,
    /// The same verdict, but the evidence reads otherwise.
    EvidenceChanged,
    /// As it was.
    Unchanged,
    /// Failed or undecided before, and no longer.
    Fixed,
}

impl Change {
    /// All, in the order in which they are printed.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Undecided, Self::RuleChanged, Self::EvidenceChanged, Self::Unchanged, Self::Fixed];

    /// What a person calls it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Undecided => "undecided",
            Self::RuleChanged => "rule changed",
            Self::EvidenceChanged => "evidence changed",
            Self::Unchanged => "unchanged",
            Self::Fixed => "fixed",
        }
    }
}

/// One finding before and after; at least one of them is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What became of it.
    pub change: Change,
    /// How it was.
    pub before: Option<Finding>,
    /// How it is.
    pub after: Option<Finding>,
}

impl Entry {
    /// The finding as it is, or as it was if it is gone.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// A comparison. Entries are sorted by change, severity, rule, tenant, server, subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Verdict of the run before.
    pub before: Readiness,
    /// Verdict of the run after.
    pub after: Readiness,
    /// What became of each finding.
    pub entries: Vec<Entry>,
}

type Key<'r> = (&'r str, Option<&'r str>, Option<&'r str>, &'r str);

fn key(finding: &Finding) -> Key<'_> {
    (&finding.rule, finding.tenant.as_deref(), finding.server.as_deref(), &finding.subject)
}

/// Compares two reports. Reports written with and without `--all` can be mixed.
#[must_use]
pub fn compare(before: &Report, after: &Report) -> Diff {
    let mut pairs: BTreeMap<Key<'_>, (Vec<&Finding>, Vec<&Finding>)> = BTreeMap::new();
    for finding in &before.findings {
        pairs.entry(key(finding)).or_default().0.push(finding);
    }
    for finding in &after.findings {
        pairs.entry(key(finding)).or_default().1.push(finding);
    }
    let undecided = Undecided::of(&after.findings);
    let mut entries = Vec::new();
    for (old, new) in pairs.values() {
        for index in 0..old.len().max(new.len()) {
            let (old, new) = (old.get(index).copied(), new.get(index).copied());
            if let Some(change) = judge(old, new, &undecided) {
                entries.push(Entry { change, before: old.cloned(), after: new.cloned() });
            }
        }
    }
    // The sort is stable and the entries come in the order of their keys.
    entries.sort_by_key(|entry| (entry.change, entry.finding().map(|finding| finding.severity)));
    Diff { before: before.verdict, after: after.verdict, entries }
}

fn judge(old: Option<&Finding>, new: Option<&Finding>, undecided: &Undecided<'_>) -> Option<Change> {
    let was_open = old.is_some_and(|old| old.verdict.is_open());
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, Some(new)) => return new.verdict.is_open().then_some(Change::New),
        (Some(old), None) if was_open => {
            // Not being told of it any more is no repair when the evidence for it is missing.
            let hidden = undecided.may_hide(old);
            return Some(if hidden && old.verdict == Verdict::Fail { Change::Undecided } else { Change::Fixed });
        }
        _ => return None,
    };
    let same_evidence = evidence(old) == evidence(new);
    match (was_open, new.verdict.is_open()) {
        (false, false) => None,
        (true, false) => Some(Change::Fixed),
        (false, true) => Some(Change::New),
        (true, true) if old.verdict != new.verdict => Some(match (same_evidence && !old.evidence.is_empty(), new.verdict) {
            (true, _) => Change::RuleChanged,
            (false, Verdict::Fail) => Change::New,
            (false, _) => Change::Undecided,
        }),
        (true, true) if !same_evidence => Some(Change::EvidenceChanged),
        (true, true) if old.severity != new.severity || old.message != new.message => Some(Change::RuleChanged),
        (true, true) => Some(Change::Unchanged),
    }
}

/// A tenant or server of an undecided finding, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place<'f> {
    /// This one, or none.
    Of(Option<&'f str>),
    /// Whichever it is.
    Any,
}

/// Where rules are undecided: an undecided finding may be the reason that another of the same rule is no longer told, where both are about the
/// same tenant and server, or one of them about none in particular.
struct Undecided<'f>(HashSet<(&'f str, Place<'f>, Place<'f>)>);

impl<'f> Undecided<'f> {
    fn of(findings: &'f [Finding]) -> Self {
        let undecided = findings.iter().filter(|finding| finding.verdict == Verdict::Inconclusive);
        Self(
            undecided
                .flat_map(|finding| {
                    let [tenants, servers] =
                        [&finding.tenant, &finding.server].map(|place| [Place::Of(place.as_deref()), Place::Any]);
                    tenants.into_iter().flat_map(move |tenant| servers.map(|server| (finding.rule.as_str(), tenant, server)))
                })
                .collect(),
        )
    }

    fn may_hide(&self, gone: &Finding) -> bool {
        fn places(place: Option<&str>) -> Vec<Place<'_>> {
            match place {
                Some(name) => vec![Place::Of(Some(name)), Place::Of(None)],
                None => vec![Place::Any],
            }
        }
        let servers = places(gone.server.as_deref());
        places(gone.tenant.as_deref())
            .into_iter()
            .any(|tenant| servers.iter().any(|server| self.0.contains(&(gone.rule.as_str(), tenant, *server))))
    }
}

/// What the evidence reads, wherever it stands.
fn evidence(finding: &Finding) -> Vec<&str> {
    let mut texts: Vec<_> = finding.evidence.iter().map(|evidence| evidence.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

impl Diff {
    /// The entries with a change.
    pub fn of(&self, change: Change) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.change == change)
    }

    /// 1: an error that was not there before; 3: an error-level rule that can no longer be decided; else 0. Waived findings don't count.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let news = |entry: &&Entry| {
            let worse = entry.before.as_ref().is_none_or(|before| {
                !before.verdict.is_open()
                    || before.verdict != entry.after.as_ref().map_or(before.verdict, |after| after.verdict)
                    || before.severity > entry.after.as_ref().map_or(before.severity, |after| after.severity)
            });
            let counts = entry.finding().is_some_and(|finding| finding.severity == Severity::Error && finding.waived.is_none());
            counts && (worse && entry.after.is_some() || entry.change == Change::Undecided) && entry.change != Change::Fixed
        };
        let mut outcome = Outcome::Clean;
        for entry in self.entries.iter().filter(news) {
            match entry.after.as_ref().map(|after| after.verdict) {
                Some(Verdict::Fail) => return Outcome::Findings,
                _ => outcome = Outcome::Undecided,
            }
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
