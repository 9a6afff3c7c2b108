//! Every rule with a fix: on its failing fixtures, applying the plan makes the finding pass and fires no other rule.

use hmaudit::app::{input, session};
use hmaudit::check::{self, Disposition, Finding, Verdict};
use hmaudit::estate::attribution::Attribution;
use hmaudit::estate::facts::View;
use hmaudit::estate::{self, Estate};
use hmaudit::remedy::operation::switches;
use hmaudit::remedy::{Action, apply, plan};
use hmaudit::rule::{self, RuleSet};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn failures(rules: &RuleSet, estate: &Estate) -> Vec<Finding> {
    let as_of = "2026-11-21T00:00:00Z".parse().unwrap();
    let view = View::new(estate, as_of, false);
    check::run(rules, &view).into_iter().filter(|finding| finding.verdict == Verdict::Fail).collect()
}

fn key(finding: &Finding) -> (String, Option<String>, String) {
    (finding.rule.clone(), finding.tenant.clone(), finding.subject.clone())
}

fn failing_fixtures(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(name);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut fixtures: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("fail")))
        .collect();
    fixtures.sort();
    fixtures
}

#[test]
fn what_a_script_repairs_passes_afterwards_and_breaks_nothing_else() {
    let rules = rule::load(&rule::builtin()).unwrap_or_else(|error| panic!("{error:?}"));
    let mut faults = Vec::new();
    let mut tried = 0;
    for rule in &rules.rules {
        for fixture in failing_fixtures(&rule.name) {
            let inputs = input::read(&[fixture.display().to_string()], None, &[]).unwrap();
            let captures = session::captures(&inputs);
            let estate =
                estate::build(&captures, &inputs.sources, &Attribution { arguments: Vec::new(), configured: Vec::new() });
            let before = failures(&rules, &estate);
            let own: Vec<Finding> = before.iter().filter(|finding| finding.rule == rule.id).cloned().collect();
            if !own.iter().any(|finding| finding.fix.as_ref().is_some_and(|fix| fix.disposition == Disposition::Safe)) {
                continue;
            }
            tried += 1;
            // Findings that one operation repairs belong together: HMA-SPN-008 speaks of the tenant, HMA-SPN-001 of the names it lacks.
            let operations: BTreeSet<&str> =
                own.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.operation.as_str()).collect();
            let together =
                |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| operations.contains(fix.operation.as_str()));
            let asked: Vec<Finding> = before.iter().filter(together).cloned().collect();
            let plan = plan(&estate, &asked);
            let scripted: BTreeSet<_> = plan
                .steps
                .iter()
                .filter(|step| matches!(step.action, Action::Scripted(_)))
                .flat_map(|step| &step.closes)
                .map(|closed| (closed.rule.clone(), closed.tenant.clone(), closed.subject.clone()))
                .collect();
            let shown = fixture.display();
            for finding in own.iter().filter(|finding| !scripted.contains(&key(finding))) {
                let why: Vec<&str> = plan.refused.iter().map(|refusal| refusal.reason.as_str()).collect();
                let by_hand = plan.steps.iter().any(|step| step.closes.iter().any(|closed| closed.rule == finding.rule));
                // One switch is never thrown on the evidence of the other alone; model.rs has both.
                let is_switch = finding.fix.as_ref().is_some_and(|fix| switches::NAMES.contains(&fix.operation.as_str()));
                if !by_hand && (!is_switch || plan.refused.is_empty()) {
                    faults.push(format!("{shown}: {} {} has no step: {why:?}", finding.rule, finding.subject));
                }
            }
            let after = failures(&rules, &apply(&plan, estate));
            let known: BTreeSet<_> = before.iter().map(key).collect();
            for finding in &after {
                if scripted.contains(&key(finding)) {
                    faults.push(format!("{shown}: still fails: {} {}: {}", finding.rule, finding.subject, finding.message));
                } else if !known.contains(&key(finding)) {
                    faults.push(format!(
                        "{shown}: fails only afterwards: {} {}: {}",
                        finding.rule, finding.subject, finding.message
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{tried} failing fixtures of rules with a scripted fix");
}
