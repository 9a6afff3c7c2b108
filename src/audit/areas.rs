//! The scorecard: how each area stands, and what was not asked at all.

use crate::area::{AREAS, Area, CUSTOM};
use crate::catalog::schema::Place;
use crate::check::{Finding, Passed, Severity, Verdict};
use crate::estate::facts::View;
use crate::report::{AreaStatus, NotChecked};
use crate::rule::{Own, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// What was found in an area.
#[derive(Default)]
struct Tally<'f> {
    decided: usize,
    open: usize,
    warnings: usize,
    worst: Option<Verdict>,
    /// The finding that the first step is about: what failed first, then what is open, then warnings.
    first: Option<(u8, usize, &'f Finding)>,
}

/// The areas of the rules, in order. With each finding goes whether it is waived; `step` puts what it asks for in words.
pub(super) fn of<'f>(
    view: &View<'_>,
    rules: &[Rule],
    findings: impl Iterator<Item = (&'f Finding, bool)>,
    passed: &Passed,
    packs: &[Area],
    step: impl Fn(usize, &Finding) -> String,
) -> Vec<AreaStatus> {
    let of_rule: BTreeMap<&str, &str> = rules.iter().map(|rule| (rule.id.as_str(), rule.area.as_str())).collect();
    let mut tallies: BTreeMap<&str, Tally<'f>> = BTreeMap::new();
    for (index, (finding, waived)) in findings.enumerate() {
        let Some(area) = of_rule.get(finding.rule.as_str()) else { continue };
        tallies.entry(area).or_default().add(index, finding, waived);
    }
    for (name, number) in &passed.errors {
        tallies.entry(name).or_default().decided += number;
    }
    let status = |area: &Area| {
        let own: Vec<&Rule> = rules.iter().filter(|rule| rule.area == area.name).collect();
        if own.is_empty() && area == CUSTOM {
            return None;
        }
        let asked = own.iter().any(|rule| rule.is_asked(view));
        let tally = tallies.remove(area.name.as_ref()).filter(|_| asked).unwrap_or_default();
        Some(AreaStatus {
            name: area.name.to_string(),
            question: area.question.to_string(),
            brief: area.brief.to_string(),
            asked,
            verdict: if asked { tally.worst.unwrap_or(Verdict::Pass) } else { Verdict::NotApplicable },
            decided: tally.decided,
            open: tally.open,
            warnings: tally.warnings,
            step: tally.first.map(|(_, index, finding)| step(index, finding)),
        })
    };
    AREAS.iter().chain(packs).chain([CUSTOM]).filter_map(status).collect()
}

impl<'f> Tally<'f> {
    fn add(&mut self, index: usize, finding: &'f Finding, waived: bool) {
        let is_error = finding.severity == Severity::Error;
        let rank = match finding.verdict {
            Verdict::Fail if is_error => 0,
            Verdict::Inconclusive if is_error => 1,
            Verdict::Fail if finding.severity == Severity::Warning => 2,
            Verdict::Fail | Verdict::Inconclusive => 3,
            Verdict::Pass | Verdict::NotApplicable => 4,
        };
        match rank {
            0 => self.decided += 1,
            1 => self.open += 1,
            2 if !waived => self.warnings += 1,
            4 if is_error && finding.verdict == Verdict::Pass => self.decided += 1,
            _ => {}
        }
        // What is waived is accepted: it is counted, and asks for nothing.
        if rank < 2 && !waived {
            self.worst = Some(self.worst.map_or(finding.verdict, |worst| worst.min(finding.verdict)));
        }
        if rank < 3 && !waived && self.first.is_none_or(|(other, ..)| rank < other) {
            self.first = Some((rank, index, finding));
        }
    }
}

/// The rules that were not asked, by area, with the commands that would supply their captures.
pub(super) fn not_checked(view: &View<'_>, rules: &[Rule], packs: &[Area]) -> Vec<NotChecked> {
    let mut all = Vec::new();
    for area in AREAS.iter().chain(packs) {
        let own: Vec<&Rule> = rules.iter().filter(|rule| rule.area == area.name).collect();
        let left: Vec<&&Rule> = own.iter().filter(|rule| !rule.is_asked(view)).collect();
        if left.is_empty() {
            continue;
        }
        // The command of a cmdlet does not ask for the objects that begin so.
        let mut owns: Vec<&Own> = left.iter().flat_map(|rule| &rule.own).filter(|own| own.beginning.is_none()).collect();
        // Short reports name the first one: that of the shell that is open already.
        owns.sort_by_key(|own| own.side);
        all.push(NotChecked {
            area: area.name.to_string(),
            title: area.title.to_string(),
            whole: left.len() == own.len(),
            rules: left.iter().map(|rule| rule.id.clone()).collect(),
            captures: unique(owns.iter().map(|own| named(own))),
            commands: unique(owns.iter().map(|own| own.command().to_owned())),
        });
    }
    all
}

/// The cmdlet, and its side where it has the name of another one.
fn named(own: &Own) -> String {
    let name = own.cmdlet.name;
    match own.side {
        Place::Online => format!("{name} in Exchange Online"),
        Place::Exchange | Place::Entra => name.to_owned(),
    }
}

/// Each text once, in the order of the first.
fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}
