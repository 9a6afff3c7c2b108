//! The heart of the product: a file, a property or the tail of a list that is missing never makes anything better, and is never blamed on the
//! organisation.

use crate::common::Snapshot;
use crate::generator::{Layout, Plan, plans};
use crate::less::{violations, ways};
use proptest::prelude::*;

/// Tries the ways to lose evidence that `picks` name.
fn check(snapshot: &Snapshot, pick: impl Fn(usize) -> bool) -> Vec<String> {
    let before = snapshot.audit();
    let mut wrong = Vec::new();
    for (index, less) in ways(snapshot).into_iter().enumerate() {
        if pick(index) {
            wrong.extend(violations(&before, &less.snapshot.audit()).into_iter().map(|what| format!("{}: {what}", less.what)));
        }
    }
    wrong
}

#[test]
#[ignore = "tries every way; minutes in a debug build"]
fn every_way_over_every_estate() {
    let mut wrong = Vec::new();
    for name in ["healthy", "preparing", "half-enabled", "three-tenants", "truncated", "upgraded", "hostile"] {
        wrong.extend(check(&Snapshot::estate(name), |_| true).into_iter().map(|what| format!("{name}: {what}")));
    }
    for layout in [Layout::ByServer, Layout::OneFile, Layout::Json] {
        let plan = Plan { servers: 2, tenants: 2, layout, faults: Vec::new(), names: Vec::new() };
        wrong.extend(check(&plan.snapshot(), |_| true).into_iter().map(|what| format!("{layout:?}: {what}")));
    }
    assert!(wrong.is_empty(), "{} violations\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn less_evidence_never_makes_anything_better(plan in plans(), first in 0..96_usize) {
        let wrong = check(&plan.snapshot(), |index| index % 96 == first);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
