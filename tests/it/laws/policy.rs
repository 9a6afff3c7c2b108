//! What a user decides about one rule changes nothing about another.

use crate::common::RULES;
use crate::common::{audit_with, options};
use crate::laws::generator::plans;
use hmaudit::Options;
use hmaudit::policy::config::read_waivers;
use hmaudit::report::Finding;
use hmaudit::rule;
use proptest::prelude::*;

/// The rule that looks at what the others say.
const LOOKS_AT_OTHERS: &str = "HMA-POL-002";

/// A finding without what its waiver changes: what is accepted needs no repair.
fn unwaived(finding: &Finding) -> Finding {
    Finding { waived: None, fix: None, ..finding.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rule_that_is_left_out_changes_no_other(plan in plans(), pick in 0..1000_usize) {
        let snapshot = plan.snapshot();
        let all = snapshot.audit();
        let id = RULES.rules[pick % RULES.rules.len()].id.clone();
        for only in [true, false] {
            let mut rules = rule::load(&rule::builtin()).expect("built-in rules");
            rules.rules.retain(|rule| (rule.id == id) == only);
            let some = audit_with(&snapshot, &rules);
            let is_run = |finding: &&Finding| (finding.rule == id) == only && finding.rule != LOOKS_AT_OTHERS;
            let expected: Vec<_> = all.findings.iter().filter(is_run).collect();
            let got: Vec<_> = some.findings.iter().filter(|finding| finding.rule != LOOKS_AT_OTHERS).collect();
            prop_assert_eq!(got, expected, "{} only: {}", id, only);
        }
    }

    #[test]
    fn a_waiver_changes_no_verdict_but_its_own(plan in plans(), pick in 0..1000_usize) {
        let before = plan.snapshot().audit();
        let open: Vec<&Finding> = before.findings.iter().filter(|finding| finding.verdict <= hmaudit::check::Verdict::Inconclusive).collect();
        prop_assume!(!open.is_empty());
        let target = open[pick % open.len()].clone();
        let subject = serde_json::to_string(&target.subject).expect("JSON");
        let text = format!("waivers:\n  - rule: {}\n    subject: {subject}\n    reason: accepted\n", target.rule);
        let waivers = read_waivers("waivers.yml", &text).expect("a waiver").waivers;
        let snapshot = plan.snapshot();
        let options = Options { waivers, ..options(&snapshot, &RULES) };
        let after = hmaudit::audit(snapshot.files.clone(), &options);
        prop_assert!(after.waivers[0].covers >= 1);
        for (old, new) in before.findings.iter().zip(&after.findings) {
            prop_assert_eq!(unwaived(old), unwaived(new));
            prop_assert_eq!(new.waived.is_some(), new.rule == target.rule && new.subject == target.subject && new.verdict <= hmaudit::check::Verdict::Inconclusive);
        }
    }
}
