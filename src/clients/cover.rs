//! The smallest set that has something of every group: a minimal hitting set.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Groups that the search may look at in all, before it takes the best set that it has found. What hangs together is small in real organisations,
/// and most of it is settled before there is anything to search.
const MOST_LOOKS: usize = 20_000_000;

/// Some of the choices, by number.
type Set = BTreeSet<usize>;

/// The cheapest set of choices with at least one of every group. `costs` has one entry for each choice. Where sets cost the same, earlier choices
/// are preferred. Groups without a choice are passed over.
#[must_use]
pub fn cheapest(groups: &[Set], costs: &[usize]) -> Set {
    let cost = |choice: usize| costs.get(choice).copied().unwrap_or(1);
    let mut open: BTreeSet<Set> = groups.iter().filter(|group| !group.is_empty()).cloned().collect();
    let mut chosen = Set::new();
    loop {
        let forced: Set = open.iter().filter(|group| group.len() == 1).flatten().copied().collect();
        open.retain(|group| group.is_disjoint(&forced));
        chosen.extend(&forced);
        let smaller: BTreeSet<Set> = without_needless(&without_supersets(&open), &cost);
        if forced.is_empty() && smaller == open {
            break;
        }
        open = smaller;
    }
    for part in parts(open) {
        let mut search = Search { cost: &cost, best: None, looks: 0 };
        search.extend(&part, &mut Vec::new(), 0);
        chosen.extend(search.best.map(|(_, set)| set).unwrap_or_default());
    }
    chosen
}

/// For each choice, the groups that it is in, by number.
fn members(groups: &[&Set]) -> BTreeMap<usize, Set> {
    let mut members: BTreeMap<usize, Set> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for choice in group.iter() {
            members.entry(*choice).or_default().insert(at);
        }
    }
    members
}

/// The groups that hold no other one: whatever hits that hits them, too.
fn without_supersets(groups: &BTreeSet<Set>) -> BTreeSet<Set> {
    let all: Vec<&Set> = groups.iter().collect();
    let members = members(&all);
    let mut held = Set::new();
    for (at, group) in all.iter().enumerate() {
        // What holds the group is among the groups of each of its choices.
        let rarest = group.iter().filter_map(|choice| members.get(choice)).min_by_key(|others| others.len());
        for other in rarest.into_iter().flatten().filter(|other| **other != at) {
            if group.is_subset(all[*other]) {
                held.insert(*other);
            }
        }
    }
    all.iter().enumerate().filter(|(at, _)| !held.contains(at)).map(|(_, group)| (*group).clone()).collect()
}

/// The groups without choices that another one stands in for: it hits the same groups and more, and costs no more.
fn without_needless(groups: &BTreeSet<Set>, cost: &dyn Fn(usize) -> usize) -> BTreeSet<Set> {
    let all: Vec<&Set> = groups.iter().collect();
    let members = members(&all);
    let mut needless = Set::new();
    for (choice, own) in &members {
        // A choice that can replace it is in each of its groups.
        let Some(least) = own.iter().map(|at| all[*at]).min_by_key(|group| group.len()) else { continue };
        // Of two that hit the same groups for the same cost, the earlier stays.
        let rank = |choice: usize, groups: &Set| (groups.len(), Reverse(cost(choice)), Reverse(choice));
        let stands_in = |other: &usize| {
            cost(*other) <= cost(*choice)
                && members.get(other).is_some_and(|groups| own.is_subset(groups) && rank(*other, groups) > rank(*choice, own))
        };
        if least.iter().any(stands_in) {
            needless.insert(*choice);
        }
    }
    all.iter().map(|group| group.difference(&needless).copied().collect()).collect()
}

/// The groups divided into parts that share no choice.
fn parts(groups: BTreeSet<Set>) -> Vec<Vec<Set>> {
    let mut parts: Vec<Option<Vec<Set>>> = Vec::new();
    let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
    for group in groups {
        let met: Set = group.iter().filter_map(|choice| part_of.get(choice).copied()).collect();
        let mut joined: Vec<Set> = met.iter().filter_map(|part| parts[*part].take()).flatten().collect();
        joined.push(group);
        part_of.extend(joined.iter().flatten().map(|choice| (*choice, parts.len())));
        parts.push(Some(joined));
    }
    parts.into_iter().flatten().collect()
}

struct Search<'c> {
    cost: &'c dyn Fn(usize) -> usize,
    best: Option<(usize, Vec<usize>)>,
    looks: usize,
}

impl Search<'_> {
    /// Tries every choice of the first group that `chosen` does not hit, unless what is left costs too much already.
    fn extend(&mut self, groups: &[Set], chosen: &mut Vec<usize>, cost: usize) {
        self.looks += groups.len();
        let open: Vec<&Set> = groups.iter().filter(|group| !chosen.iter().any(|choice| group.contains(choice))).collect();
        let Some(first) = open.iter().min_by_key(|group| (group.len(), **group)) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            if self.best.as_ref().is_none_or(|best| (cost, &set) < (best.0, &best.1)) {
                self.best = Some((cost, set));
            }
            return;
        };
        let beyond = self.best.as_ref().is_some_and(|best| cost + self.at_least(&open) > best.0);
        if beyond || self.looks > MOST_LOOKS && self.best.is_some() {
            return;
        }
        // What hits most for its cost first, so that a good set is found early.
        let hits = |choice: &usize| open.iter().filter(|group| group.contains(choice)).count();
        let mut choices: Vec<usize> = first.iter().copied().collect();
        choices.sort_by_key(|choice| ((self.cost)(*choice) * 1000 / hits(choice).max(1), *choice));
        for choice in choices {
            chosen.push(choice);
            self.extend(groups, chosen, cost + (self.cost)(choice));
            chosen.pop();
        }
    }

    /// A bound from below: groups that share no choice need one each.
    fn at_least(&self, open: &[&Set]) -> usize {
        let mut used = Set::new();
        let mut sum = 0;
        for group in open {
            if group.is_disjoint(&used) {
                used.extend(group.iter());
                sum += group.iter().map(|choice| (self.cost)(*choice)).min().unwrap_or(0);
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
    fn exhaustive(groups: &[Set], costs: &[usize]) -> Set {
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
            let cost = |set: &Set| set.iter().map(|at| costs[*at]).sum::<usize>();
            prop_assert_eq!(cost(&found), cost(&best), "{:?} {:?}", found, best);
        }
    }

    #[test]
    fn what_one_choice_does_for_many_is_not_searched() {
        let groups: Vec<Set> = (1..20_000).map(|at| Set::from([0, at])).collect();
        assert_eq!(cheapest(&groups, &[]), Set::from([0]));
    }

    #[test]
    fn many_groups_are_divided() {
        let groups: Vec<Set> = (0..5000).map(|at| Set::from([2 * at, 2 * at + 1])).collect();
        assert_eq!(cheapest(&groups, &[]).len(), 5000);
    }
}
