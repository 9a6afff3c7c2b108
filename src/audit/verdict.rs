//! The answer to "can I enable HMA?", for the run and for each tenant.

use crate::check::{Finding, Verdict};
use crate::estate::Tenant;
use crate::report::{Phase, Readiness, TenantVerdict};
use std::collections::HashMap;

/// The verdicts that findings give; with each of them goes whether it is waived. `is_whole`: every core rule was run at its own severity.
pub(super) fn of<'f>(
    phase: Phase,
    is_whole: bool,
    tenants: &[Tenant],
    findings: impl Iterator<Item = (&'f Finding, bool)>,
) -> (Readiness, Vec<TenantVerdict>) {
    let core: Vec<(&Finding, bool)> = findings.filter(|(finding, _)| finding.core).collect();
    let kind = |(finding, waived): &(&Finding, bool)| (finding.verdict, *waived);
    let run = overall(phase, is_whole, core.iter().map(kind));
    let mut of_tenant: HashMap<&str, Vec<(Verdict, bool)>> = HashMap::new();
    let mut of_all: Vec<(Verdict, bool)> = Vec::new();
    for one in &core {
        match &one.0.tenant {
            Some(name) => of_tenant.entry(name).or_default().push(kind(one)),
            None => of_all.push(kind(one)),
        }
    }
    // What concerns the organisation concerns every tenant. One finding of a kind says as much as all of them.
    of_all.sort_unstable();
    of_all.dedup();
    let of_tenant = |tenant: &Tenant| {
        let own = of_tenant.get(tenant.name.as_str()).into_iter().flatten();
        TenantVerdict { name: tenant.name.clone(), verdict: overall(phase, is_whole, own.chain(&of_all).copied()) }
    };
    (run, tenants.iter().map(of_tenant).collect())
}

fn overall(phase: Phase, is_whole: bool, core: impl Iterator<Item = (Verdict, bool)>) -> Readiness {
    let mut undecided = false;
    let mut accepted = false;
    for (verdict, waived) in core {
        match verdict {
            Verdict::Fail | Verdict::Inconclusive if waived => accepted = true,
            Verdict::Fail => return Readiness::NotReady,
            Verdict::Inconclusive => undecided = true,
            Verdict::Pass | Verdict::NotApplicable => {}
        }
    }
    match phase {
        _ if undecided => Readiness::Inconclusive,
        _ if !is_whole => Readiness::NotJudged,
        Phase::Enabled => Readiness::Ready,
        Phase::Preparing => Readiness::ReadyToEnable,
        // Whoever waives what is wrong with the switches accepts them as they are; one of them at least is still to be thrown.
        Phase::HalfEnabled | Phase::Unknown if accepted => Readiness::ReadyToEnable,
        Phase::HalfEnabled => Readiness::NotReady,
        Phase::Unknown => Readiness::Inconclusive,
    }
}
