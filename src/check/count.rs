//! `count`: the number of rows lies in a range. Rows that may or may not be selected make it a range of numbers.

use super::finding::group_key;
use super::rule_run::{FindingDraft, RuleRun};
use super::truth::{Judged, Truth};
use super::{Finding, compare};
use crate::estate::{Object, UnknownReason};
use std::collections::BTreeMap;

/// Judges the number of rows, of each group if there is `group-by`.
pub(super) fn judge(rule_run: &RuleRun<'_, '_>, least: usize, most: Option<usize>, findings: &mut Vec<Finding>) {
    let Some(noun) = rule_run.rule.from else { return };
    let rows = rule_run.rows(noun);
    let selected = rule_run.select(&rows);
    let rejected = || rows.objects.iter().map(|row| &**row);
    let is_gapped = !rows.gaps.is_empty();
    let mut undecided_by_gap = false;
    for (key, members) in groups(rule_run, selected) {
        let certain: Vec<&(&Object, Judged)> = members.iter().filter(|(_, judged)| judged.truth == Truth::True).collect();
        let maybe: Vec<&(&Object, Judged)> = members.iter().filter(|(_, judged)| judged.truth != Truth::True).collect();
        let upper = if is_gapped { None } else { Some(members.len()) };
        let mut said = FindingDraft { count: Some(certain.len()), row: None, ..FindingDraft::default() };
        if let Some(key) = key {
            said.subject = rule_run.rule.subject.is_none().then_some(key);
            said.row = members.first().map(|(row, _)| *row);
        }
        let place = |(row, judged): &(&Object, Judged)| match judged.grounds.first() {
            Some(ground) => vec![ground.clone()],
            None => super::rule_run::grounds(compare::name_places(row), &row.subject),
        };
        said.grounds = certain.iter().flat_map(|member| place(member)).collect();
        if said.grounds.is_empty() {
            // None was found: the rows that come nearest to it are the evidence, or the capture that holds none.
            let missed = |row: &Object| compare::missed(&rule_run.rule.filter, &rule_run.view, row);
            let least = rejected().map(missed).min();
            let nearest = rejected().filter(|row| Some(missed(row)) == least);
            said.grounds = nearest
                .flat_map(|row| {
                    let judged = compare::condition(&rule_run.rule.filter, &rule_run.view, Some(row));
                    place(&(row, judged))
                })
                .collect();
            said.grounds.extend(rule_run.coverage(noun));
        }
        let too_many = most.is_some_and(|most| certain.len() > most);
        let too_few = upper.is_some_and(|upper| upper < least);
        let enough =
            certain.len() >= least && (most.is_none() || upper.is_some_and(|upper| most.is_some_and(|most| upper <= most)));
        let unproved = if too_few && !too_many { rule_run.unproved(noun) } else { Vec::new() };
        if !unproved.is_empty() {
            rule_run.gaps(&unproved, findings);
        } else if too_many || too_few {
            rule_run.certain(false, &said, findings);
        } else if enough {
            rule_run.certain(true, &said, findings);
        } else {
            undecided_by_gap |= is_gapped;
            if let Some((row, judged)) = maybe.first() {
                let why = match &judged.truth {
                    Truth::Unknown(why) => why.clone(),
                    _ => UnknownReason::NotPrinted,
                };
                let grounds = maybe.iter().flat_map(|(_, judged)| judged.grounds.clone()).collect();
                let subject = Some(rule_run.subject(&said));
                rule_run.unknown(&why, &FindingDraft { grounds, row: Some(row), subject, ..said }, findings);
            }
        }
    }
    if undecided_by_gap || (is_gapped && rule_run.rule.group_by.is_some()) {
        rule_run.gaps(&rows.gaps, findings);
    }
    if rule_run.rule.group_by.is_some() && rows.objects.is_empty() && !is_gapped {
        rule_run.nothing(noun, findings);
    }
}

type Members<'o> = Vec<(&'o Object, Judged)>;

/// The groups by value; without `group-by` one group. A row whose group is not known may be in any of them.
fn groups<'o>(rule_run: &RuleRun<'_, '_>, selected: Members<'o>) -> Vec<(Option<String>, Members<'o>)> {
    let Some(name) = &rule_run.rule.group_by else { return vec![(None, selected)] };
    let mut named: BTreeMap<String, (String, Members<'o>)> = BTreeMap::new();
    let mut anywhere = Vec::new();
    for (row, judged) in selected {
        match group_key(&compare::read(name, &rule_run.view, Some(row))) {
            Ok(text) => named.entry(text.to_lowercase()).or_insert_with(|| (text, Vec::new())).1.push((row, judged)),
            Err(why) => anywhere.push((row, Judged { truth: Truth::Unknown(why), grounds: judged.grounds })),
        }
    }
    if named.is_empty() && !anywhere.is_empty() {
        return vec![(Some(rule_run.general_subject()), anywhere)];
    }
    named
        .into_values()
        .map(|(text, mut members)| {
            members.extend(anywhere.iter().cloned());
            (Some(text), members)
        })
        .collect()
}
