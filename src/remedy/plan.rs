//! The plan: steps in a safe order, what had to be left out and why, and what nothing here repairs.
//!
//! Order: names in every tenant, virtual directories, AuthServer, organisation and policies, OWA, and at the
//! very end the two switches, which are left out altogether while an error-level question is open.

use super::edit::{Change, Places};
use super::guard::Guards;
use super::operation::{Operation, PlanError, SCRIPTED, manual, switches};
use crate::check::{Disposition, Finding, Severity, Verdict};
use crate::estate::Estate;
use crate::text::prose::unmarked;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Which finding a step closes: what its fingerprint is made of, and how bad it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    /// Rule id.
    pub rule: String,
    /// Tenant.
    pub tenant: Option<String>,
    /// Subject.
    pub subject: String,
    /// Severity.
    pub severity: Severity,
}

impl From<&Finding> for FindingKey {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            tenant: finding.tenant.clone(),
            subject: finding.subject.clone(),
            severity: finding.severity,
        }
    }
}

/// Who does a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A script.
    Scripted(Operation),
    /// A person.
    Manual {
        /// What to do, with the exact tool or command.
        how: String,
        /// Whether enabling waits for it.
        must: bool,
    },
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Number from 1, in the order of execution.
    pub number: usize,
    /// Phase, see [`crate::check::Fix::phase`].
    pub phase: u8,
    /// What it does, in a sentence.
    pub title: String,
    /// Who does it, and how.
    pub action: Action,
    /// The findings that it closes.
    pub closes: Vec<FindingKey>,
}

/// Something that was left out for lack of evidence, or because what the captures show is not fit for a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The finding.
    pub finding: FindingKey,
    /// Whether it failed; else it could not be decided.
    pub failed: bool,
    /// Why, in a sentence.
    pub reason: String,
    /// The capture to take first.
    pub capture: Option<String>,
}

/// The plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The steps in order.
    pub steps: Vec<Step>,
    /// What was left out, and why.
    pub refused: Vec<Refusal>,
    /// Failed findings for which there is neither a script nor a step for a person.
    pub no_remedy: Vec<FindingKey>,
    /// Findings that need no step of their own: the scripts close them on the way (drift between servers, for one).
    pub on_the_way: Vec<FindingKey>,
    /// What scripts compare with the organisation they run in.
    pub guards: Guards,
    /// The AuthServer that is, or becomes, the default authorization endpoint; blank when the plan does not enable.
    pub endpoint: String,
    /// AuthServers that lose the flag in the enabling script.
    pub cleared: Vec<String>,
}

impl Plan {
    /// Drops the steps of people whose findings are gone once the scripts have run. `after` are the findings of the model after [`apply`].
    pub fn settle(&mut self, after: &[Finding]) {
        let open: HashSet<(&str, Option<&str>, &str)> = after
            .iter()
            .filter(|finding| finding.verdict.is_open())
            .map(|finding| (finding.rule.as_str(), finding.tenant.as_deref(), finding.subject.as_str()))
            .collect();
        let stays = |key: &FindingKey| open.contains(&(key.rule.as_str(), key.tenant.as_deref(), key.subject.as_str()));
        let mut on_the_way = Vec::new();
        self.steps.retain(|step| {
            let superfluous = matches!(step.action, Action::Manual { .. }) && !step.closes.iter().any(stays);
            if superfluous {
                on_the_way.extend(step.closes.iter().cloned());
            }
            !superfluous
        });
        self.on_the_way.extend(on_the_way);
        for (at, step) in self.steps.iter_mut().enumerate() {
            step.number = at + 1;
        }
    }

    /// The findings that a script closes: a fix is only safe where there is one.
    #[must_use]
    pub fn scripted(&self) -> BTreeSet<&FindingKey> {
        let scripted = self.steps.iter().filter(|step| matches!(step.action, Action::Scripted(_)));
        scripted.flat_map(|step| &step.closes).collect()
    }

    /// Whether something had to be left out for lack of evidence: what failed, or a question of severity error.
    #[must_use]
    pub fn lacks_evidence(&self) -> bool {
        self.refused.iter().any(|refusal| refusal.failed || refusal.finding.severity == Severity::Error)
    }
}

/// A plan in the making.
#[derive(Debug, Default)]
pub struct Draft {
    steps: Vec<Step>,
    /// Where the steps stand, by what they do: a large organisation has thousands.
    known: HashMap<String, usize>,
    /// What was refused so far.
    pub refused: Vec<Refusal>,
    phase: u8,
}

impl Draft {
    /// Adds a scripted step; a step that is there already only closes more.
    pub fn step(&mut self, operation: Operation, closes: &[&Finding]) {
        self.step_in(self.phase, operation, closes);
    }

    /// [`Draft::step`], in another phase than the one that is being planned.
    pub fn step_in(&mut self, phase: u8, operation: Operation, closes: &[&Finding]) {
        let keys = closes.iter().map(|finding| FindingKey::from(*finding));
        let what = format!("{:?}\n{}", operation.target, operation.call.line(0));
        if let Some(step) = self.known.get(&what).and_then(|at| self.steps.get_mut(*at)) {
            step.closes.extend(keys);
            return;
        }
        self.known.insert(what, self.steps.len());
        self.steps.push(Step {
            number: 0,
            phase,
            title: operation.title.clone(),
            closes: keys.collect(),
            action: Action::Scripted(operation),
        });
    }

    /// Adds a step for a person; one with the same words only closes more.
    pub fn manual(&mut self, phase: u8, title: &str, how: &str, must: bool, finding: &Finding) {
        let key = FindingKey::from(finding);
        let what = format!("by hand\n{title}\n{how}");
        if let Some(step) = self.known.get(&what).and_then(|at| self.steps.get_mut(*at)) {
            if let Action::Manual { must: known, .. } = &mut step.action {
                *known |= must;
            }
            step.closes.push(key);
            return;
        }
        self.known.insert(what, self.steps.len());
        let action = Action::Manual { how: how.to_owned(), must };
        self.steps.push(Step { number: 0, phase, title: title.to_owned(), closes: vec![key], action });
    }

    /// Leaves a finding out, or gives it to a person when nothing is missing but a decision.
    pub fn obstacle(&mut self, obstacle: PlanError, finding: &Finding) {
        if obstacle.by_hand {
            let title = format!("Decide and repair by hand: {}", finding.subject);
            let reason = unmarked(&obstacle.reason);
            let how = if finding.help.is_empty() { reason.into_owned() } else { format!("{reason}. {}", finding.help) };
            self.manual(self.phase, &title, &how, finding.severity == Severity::Error, finding);
        } else {
            self.refuse(obstacle.refuse(finding));
        }
    }

    /// Leaves a finding out.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refused.push(refusal);
    }
}

/// Phase in which steps of a tenant are run, whatever phase their rule names: each tenant has one script, and adding reply URLs early does
/// no harm.
const ENTRA_PHASE: u8 = 1;
/// Phase of everything that moves one of the two switches.
pub const SWITCH_PHASE: u8 = 6;

/// Plans the repair of everything that failed. `findings` are those of the audit, every verdict, without what was waived.
#[must_use]
pub fn plan(estate: &Estate, findings: &[Finding]) -> Plan {
    plan_of(estate, findings, true)
}

/// [`plan`], where the audit may have left out rules: without `all_rules` (of severity error) nothing is enabled.
#[must_use]
pub fn plan_of(estate: &Estate, findings: &[Finding], all_rules: bool) -> Plan {
    let mut draft = Draft::default();
    let mut no_remedy = Vec::new();
    let mut by_operation: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
        match &finding.fix {
            Some(fix) => by_operation.entry(&fix.operation).or_default().push(finding),
            // What is only worth knowing needs no remedy.
            None if finding.severity == Severity::Info => {}
            None => no_remedy.push(FindingKey::from(finding)),
        }
    }
    for (name, of_operation) in &by_operation {
        if switches::NAMES.contains(name) {
            continue;
        }
        let planner = SCRIPTED.iter().find(|(known, _)| known == name).map(|(_, planner)| *planner);
        let (safe, by_hand): (Vec<&Finding>, Vec<&Finding>) =
            of_operation.iter().partition(|finding| finding.fix.as_ref().is_some_and(|fix| fix.disposition == Disposition::Safe));
        // Rules may put a step for a person (`review`) into any phase; a scripted operation has one.
        let phase_of = |finding: &Finding| finding.fix.as_ref().map_or(0, |fix| fix.phase);
        let phase = safe.first().map_or(0, |finding| phase_of(finding));
        draft.phase = if *name == "owa-reply-urls" { ENTRA_PHASE } else { phase };
        match planner {
            Some(planner) => planner(estate, &safe, &mut draft),
            None => no_remedy.extend(safe.iter().map(|finding| FindingKey::from(*finding))),
        }
        for finding in by_hand {
            manual::plan(name, phase_of(finding), finding, &mut draft, &mut no_remedy);
        }
    }
    draft.refused.extend(findings.iter().filter(|finding| finding.verdict == Verdict::Inconclusive).map(undecided));
    let mut plan = Plan { guards: Guards::of(estate), ..Plan::default() };
    let wanted: Vec<&Finding> =
        switches::NAMES.iter().filter_map(|name| by_operation.get(name)).flat_map(|findings| findings.iter().copied()).collect();
    let open = draft
        .refused
        .iter()
        .map(|refusal| &refusal.finding)
        .chain(&no_remedy)
        .filter(|key| key.severity == Severity::Error)
        .count();
    draft.phase = SWITCH_PHASE;
    switches::plan(estate, &wanted, open, all_rules, &mut draft, &mut plan);

    draft.steps.sort_by_cached_key(order);
    for (at, step) in draft.steps.iter_mut().enumerate() {
        step.number = at + 1;
        step.closes.sort();
        step.closes.dedup();
    }
    plan.steps = draft.steps;
    plan.refused = draft.refused;
    plan.refused.sort_by(|a, b| (&a.finding, &a.reason).cmp(&(&b.finding, &b.reason)));
    plan.refused.dedup();
    no_remedy.sort();
    no_remedy.dedup();
    plan.no_remedy = no_remedy;
    plan
}

/// Stage, then people before scripts (a script cannot stop halfway for a person, and may rest on what a person did), then phase, script and
/// the order within it.
fn order(step: &Step) -> (u8, bool, u8, Option<super::script::Kind>, u8, String) {
    // Phases 2 to 4 share one script.
    let stage = match step.phase {
        0 | ENTRA_PHASE => 1,
        2..=4 => 2,
        later => later,
    };
    match &step.action {
        // What a person does in the last stage comes after enabling.
        Action::Manual { .. } => (stage, stage == SWITCH_PHASE, step.phase, None, 0, step.title.clone()),
        Action::Scripted(operation) => {
            let tenant = match &operation.target.side {
                crate::estate::Side::Tenant(name) => name.as_str(),
                crate::estate::Side::OnPremises => "",
            };
            let place = format!("{tenant}\n{}\n{}", operation.target.subject, operation.call.line(0));
            (stage, stage != SWITCH_PHASE, step.phase, Some(operation.call.kind()), switches::rank(operation), place)
        }
    }
}

fn undecided(finding: &Finding) -> Refusal {
    let capture = (!finding.help.is_empty()).then(|| finding.help.clone());
    Refusal { finding: finding.into(), failed: false, reason: format!("not decided: {}", finding.message), capture }
}

/// The estate after all scripted steps. Steps of a person are not assumed to have been done.
#[must_use]
pub fn apply(plan: &Plan, mut estate: Estate) -> Estate {
    let _ = apply_with_journal(plan, &mut estate);
    estate
}

/// Applies all scripted steps in order and gives the journal: what each step changed.
pub fn apply_with_journal(plan: &Plan, estate: &mut Estate) -> Vec<(usize, Vec<Change>)> {
    let places = Places::of(estate);
    let mut journal = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        if let Action::Scripted(operation) = &step.action {
            journal.push((at, operation.apply(estate, &places)));
        }
    }
    journal
}

/// Takes a journal back, last step first: what the undo scripts do.
pub fn undo(plan: &Plan, journal: &[(usize, Vec<Change>)], estate: &mut Estate) {
    let places = Places::of(estate);
    for (at, changes) in journal.iter().rev() {
        if let Some(Step { action: Action::Scripted(operation), .. }) = plan.steps.get(*at) {
            operation.undo(estate, &places, changes);
        }
    }
}
