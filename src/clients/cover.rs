//! The smallest set that has something of every group: a minimal hitting set.

use std::collections::{BTreeMap, BTreeSet};

/// Steps after which the search takes the best set that it has found. Groups that hang together are few in real organisations.
const MOST_STEPS: usize = 200_000;

/// The cheapest set of choices with at least one of every group. `costs` has one entry for each choice. Where sets cost the same, earlier choices
/// are preferred. Groups without a choice are passed over.
#[must_use]
pub fn cheapest(groups: &[BTreeSet<usize>], costs: &[usize]) -> BTreeSet<usize> {
    let mut chosen = BTreeSet::new();
    for part in parts(essential(groups)) {
        let mut search = Search { costs, best: None, steps: 0 };
        search.extend(&part, &mut Vec::new(), 0);
        chosen.extend(search.best.map(|(_, set)| set).unwrap_or_default());
    }
    chosen
}

/// The groups without those that hold a smaller one: whatever hits that hits them, too.
fn essential(groups: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut sorted: Vec<&BTreeSet<usize>> = groups.iter().filter(|group| !group.is_empty()).collect();
    sorted.sort_by_key(|group| (group.len(), *group));
    sorted.dedup();
    let mut kept: Vec<BTreeSet<usize>> = Vec::new();
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for group in sorted {
        let smaller = group.iter().filter_map(|choice| holders.get(choice)).flatten();
        if !smaller.into_iter().any(|index| kept[*index].is_subset(group)) {
            group.iter().for_each(|choice| holders.entry(*choice).or_default().push(kept.len()));
            kept.push(group.clone());
        }
    }
    kept
}

/// The groups divided into parts that share no choice.
fn parts(groups: Vec<BTreeSet<usize>>) -> Vec<Vec<BTreeSet<usize>>> {
    let mut parts: Vec<Option<Vec<BTreeSet<usize>>>> = Vec::new();
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    for group in groups {
        let met: BTreeSet<usize> = group.iter().filter_map(|choice| part_of.get(choice).copied()).collect();
        let mut joined: Vec<BTreeSet<usize>> = met.iter().filter_map(|part| parts[*part].take()).flatten().collect();
        joined.push(group);
        part_of.extend(joined.iter().flatten().map(|choice| (*choice, parts.len())));
        parts.push(Some(joined));
    }
    parts.into_iter().flatten().collect()
}

struct Search<'c> {
    costs: &'c [usize],
    best: Option<(usize, Vec<usize>)>,
    steps: usize,
}

impl Search<'_> {
    fn cost(&self, choice: usize) -> usize {
        self.costs.get(choice).copied().unwrap_or(1)
    }

    /// Tries every choice of the first group that `chosen` does not hit, unless what is left costs too much already.
    fn extend(&mut self, groups: &[BTreeSet<usize>], chosen: &mut Vec<usize>, cost: usize) {
        self.steps += 1;
        let open: Vec<&BTreeSet<usize>> =
            groups.iter().filter(|group| !chosen.iter().any(|choice| group.contains(choice))).collect();
        let Some(first) = open.iter().min_by_key(|group| (group.len(), **group)) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            if self.best.as_ref().is_none_or(|best| (cost, &set) < (best.0, &best.1)) {
                self.best = Some((cost, set));
            }
            return;
        };
        let beyond = self.best.as_ref().is_some_and(|best| cost + self.at_least(&open) > best.0);
        if beyond || self.steps > MOST_STEPS && self.best.is_some() {
            return;
        }
        // What hits most for its cost first, so that a good set is found early.
        let hits = |choice: &usize| open.iter().filter(|group| group.contains(choice)).count();
        let mut choices: Vec<usize> = first.iter().copied().collect();
        choices.sort_by_key(|choice| (self.cost(*choice) * 1000 / hits(choice).max(1), *choice));
        for choice in choices {
            chosen.push(choice);
            self.extend(groups, chosen, cost + self.cost(choice));
            chosen.pop();
        }
    }

    /// A bound from below: groups that share no choice need one each.
    fn at_least(&self, open: &[&BTreeSet<usize>]) -> usize {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let mut sum = 0;
        for group in open {
            if group.is_disjoint(&used) {
                used.extend(group.iter());
                sum += group.iter().map(|choice| self.cost(*choice)).min().unwrap_or(0);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    /// Tries every set.
    fn exhaustive(groups: &[BTreeSet<usize>], costs: &[usize]) -> BTreeSet<usize> {
        let sets = (0_u32..1 << costs.len()).map(|bits| (0..costs.len()).filter(|at| bits >> at & 1 == 1).collect::<Vec<_>>());
        let hits = |set: &Vec<usize>| groups.iter().all(|group| group.is_empty() || set.iter().any(|at| group.contains(at)));
        let best = sets.filter(hits).min_by_key(|set| (set.iter().map(|at| costs[*at]).sum::<usize>(), set.clone()));
        best.unwrap_or_default().into_iter().collect()
    }

    proptest! {
        #[test]
        fn nothing_smaller_does(groups in vec(btree_set(0_usize..9, 0..5), 0..9), costs in vec(1_usize..4, 9)) {
            let (found, best) = (cheapest(&groups, &costs), exhaustive(&groups, &costs));
            prop_assert!(groups.iter().all(|group| group.is_empty() || !group.is_disjoint(&found)));
            let cost = |set: &BTreeSet<usize>| set.iter().map(|at| costs[*at]).sum::<usize>();
            prop_assert_eq!(cost(&found), cost(&best), "{:?} {:?}", found, best);
        }
    }

    #[test]
    fn many_groups_are_divided() {
        let groups: Vec<BTreeSet<usize>> = (0..5000).map(|at| BTreeSet::from([2 * at, 2 * at + 1])).collect();
        assert_eq!(cheapest(&groups, &[]).len(), 5000);
    }
}
