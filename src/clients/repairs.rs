//! What would make every path work.

use super::links::Judged;
use super::{Repair, cover};
use std::collections::{BTreeMap, BTreeSet};

/// A fault that breaks a path, and its remedies. Any one of them is enough.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fault {
    pub remedies: Vec<Remedy>,
}

/// A repair, in the order in which repairs are safe: names before directories, the switches last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Remedy {
    pub phase: u8,
    pub operation: String,
    pub tenant: Option<String>,
    pub subject: String,
    /// A person does it.
    pub by_hand: bool,
}

impl Remedy {
    /// A step for a person that is not about one tenant.
    pub fn by_hand(phase: u8, operation: &str, subject: impl Into<String>) -> Self {
        Self { phase, operation: operation.to_owned(), tenant: None, subject: subject.into(), by_hand: true }
    }
}

/// What is wrong in a path.
fn faults(parts: &[Judged]) -> impl Iterator<Item = &Fault> {
    parts.iter().flat_map(|parts| parts.iter()).flat_map(|part| &part.faults)
}

/// The smallest set of repairs that fixes every fault. Of sets of the same size, it is the one with the fewest steps for a person. `paths` has
/// the parts of each path.
pub(super) fn smallest(paths: &[Vec<Judged>]) -> Vec<Repair> {
    let faults: Vec<Vec<&Fault>> = paths.iter().map(|parts| faults(parts).collect()).collect();
    let remedies: BTreeSet<&Remedy> = faults.iter().flatten().flat_map(|fault| &fault.remedies).collect();
    let remedies: Vec<&Remedy> = remedies.into_iter().collect();
    let number: BTreeMap<&Remedy, usize> = remedies.iter().enumerate().map(|(at, remedy)| (*remedy, at)).collect();
    let distinct: BTreeSet<&Fault> = faults.iter().flatten().copied().collect();
    let group = |fault: &&Fault| fault.remedies.iter().filter_map(|remedy| number.get(remedy).copied()).collect();
    let groups: Vec<BTreeSet<usize>> = distinct.iter().map(group).collect();
    // A step for a person weighs a little more, never as much as a further step.
    let costs: Vec<usize> = remedies.iter().map(|remedy| remedies.len() + 1 + usize::from(remedy.by_hand)).collect();
    let chosen = cover::cheapest(&groups, &costs);
    let mut helped: BTreeMap<&Remedy, BTreeSet<usize>> = BTreeMap::new();
    for (path, faults) in faults.iter().enumerate() {
        for remedy in faults.iter().flat_map(|fault| &fault.remedies) {
            helped.entry(remedy).or_default().insert(path);
        }
    }
    let repair = |at: usize| {
        let remedy = remedies[at];
        Repair {
            operation: remedy.operation.clone(),
            subject: remedy.subject.clone(),
            tenant: remedy.tenant.clone(),
            fixes: helped.get(remedy).map_or(0, BTreeSet::len),
        }
    };
    chosen.into_iter().map(repair).collect()
}
