//! What would make every path work.

use super::cover;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that breaks a path, and what would mend it: one of these is enough.
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

/// One step of the smallest set of repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// `add-spn`.
    pub operation: String,
    /// What it is done to.
    pub subject: String,
    /// The tenant that it is done in.
    pub tenant: Option<String>,
    /// The number of paths that it helps.
    pub fixes: usize,
}

/// The fewest repairs that mend every fault; of sets that are equally small, the one that leaves least to a person. `faults` has those of each
/// path.
pub(super) fn smallest(faults: &[Vec<Fault>]) -> Vec<Repair> {
    let remedies: BTreeSet<&Remedy> = faults.iter().flatten().flat_map(|fault| &fault.remedies).collect();
    let remedies: Vec<&Remedy> = remedies.into_iter().collect();
    let number: BTreeMap<&Remedy, usize> = remedies.iter().enumerate().map(|(at, remedy)| (*remedy, at)).collect();
    let distinct: BTreeSet<&Fault> = faults.iter().flatten().collect();
    let group = |fault: &&Fault| fault.remedies.iter().filter_map(|remedy| number.get(remedy).copied()).collect();
    let groups: Vec<BTreeSet<usize>> = distinct.iter().map(group).collect();
    // A step for a person weighs a little more, never as much as a further step.
    let costs: Vec<usize> = remedies.iter().map(|remedy| remedies.len() + 1 + usize::from(remedy.by_hand)).collect();
    let chosen = cover::cheapest(&groups, &costs);
    let repair = |at: usize| {
        let remedy = remedies[at];
        let helps = |faults: &&Vec<Fault>| faults.iter().any(|fault| fault.remedies.contains(remedy));
        Repair {
            operation: remedy.operation.clone(),
            subject: remedy.subject.clone(),
            tenant: remedy.tenant.clone(),
            fixes: faults.iter().filter(helps).count(),
        }
    };
    chosen.into_iter().map(repair).collect()
}
