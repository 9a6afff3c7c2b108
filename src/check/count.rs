//! `count`: the number of rows lies in a range. Rows that may or may not be selected make it a range of numbers.

use super::finding::group_key;
use super::frame::{Frame, Said};
use super::truth::{Judged, Truth};
use super::{Finding, compare};
use crate::estate::{Object, Why};
use std::collections::BTreeMap;

/// Judges the number of rows, of each group if there is `group-by`.
pub(super) fn judge(frame: &Frame<'_, '_>, least: usize, most: Option<usize>, findings: &mut Vec<Finding>) {
    let Some(noun) = frame.rule.from else { return };
    let rows = frame.rows(noun);
    let selected = frame.select(&rows);
    let rejected = || rows.objects.iter().map(|row| &**row);
    let is_gapped = !rows.gaps.is_empty();
    let mut undecided_by_gap = false;
    for (key, members) in groups(frame, selected) {
        let certain: Vec<&(&Object, Judged)> = members.iter().filter(|(_, judged)| judged.truth == Truth::True).collect();
        let maybe: Vec<&(&Object, Judged)> = members.iter().filter(|(_, judged)| judged.truth != Truth::True).collect();
        let upper = if is_gapped { None } else { Some(members.len()) };
        let mut said = Said { count: Some(certain.len()), row: None, ..Said::default() };
        if let Some(key) = key {
            said.subject = frame.rule.subject.is_none().then_some(key);
            said.row = members.first().map(|(row, _)| *row);
        }
        let place = |(row, judged): &(&Object, Judged)| match judged.grounds.first() {
            Some(ground) => vec![ground.clone()],
            None => super::frame::grounds(compare::name_places(row), &row.subject),
        };
        said.grounds = certain.iter().flat_map(|member| place(member)).collect();
        if said.grounds.is_empty() {
            // None was found: the rows that come nearest to it are the evidence, or the capture that holds none.
            let missed = |row: &Object| compare::missed(&frame.rule.filter, &frame.view, row);
            let least = rejected().map(missed).min();
            let nearest = rejected().filter(|row| Some(missed(row)) == least);
            said.grounds = nearest
                .flat_map(|row| {
                    let judged = compare::condition(&frame.rule.filter, &frame.view, Some(row));
                    place(&(row, judged))
                })
                .collect();
            said.grounds.extend(frame.coverage(noun));
        }
        let too_many = most.is_some_and(|most| certain.len() > most);
        let too_few = upper.is_some_and(|upper| upper < least);
        let enough =
            certain.len() >= least && (most.is_none() || upper.is_some_and(|upper| most.is_some_and(|most| upper <= most)));
        let unproved = if too_few && !too_many { frame.unproved(noun) } else { Vec::new() };
        if !unproved.is_empty() {
            frame.gaps(&unproved, findings);
        } else if too_many || too_few {
            frame.certain(false, &said, findings);
        } else if enough {
            frame.certain(true, &said, findings);
        } else {
            undecided_by_gap |= is_gapped;
            if let Some((row, judged)) = maybe.first() {
                let why = match &judged.truth {
                    Truth::Unknown(why) => why.clone(),
                    _ => Why::NotPrinted,
                };
                let grounds = maybe.iter().flat_map(|(_, judged)| judged.grounds.clone()).collect();
                let subject = Some(frame.subject(&said));
                frame.unknown(&why, &Said { grounds, row: Some(row), subject, ..said }, findings);
            }
        }
    }
    if undecided_by_gap || (is_gapped && frame.rule.group_by.is_some()) {
        frame.gaps(&rows.gaps, findings);
    }
    if frame.rule.group_by.is_some() && rows.objects.is_empty() && !is_gapped {
        frame.nothing(noun, findings);
    }
}

type Members<'o> = Vec<(&'o Object, Judged)>;

/// The groups by value; without `group-by` one group. A row whose group is not known may be in any of them.
fn groups<'o>(frame: &Frame<'_, '_>, selected: Members<'o>) -> Vec<(Option<String>, Members<'o>)> {
    let Some(name) = &frame.rule.group_by else { return vec![(None, selected)] };
    let mut named: BTreeMap<String, (String, Members<'o>)> = BTreeMap::new();
    let mut anywhere = Vec::new();
    for (row, judged) in selected {
        match group_key(&compare::read(name, &frame.view, Some(row))) {
            Ok(text) => named.entry(text.to_lowercase()).or_insert_with(|| (text, Vec::new())).1.push((row, judged)),
            Err(why) => anywhere.push((row, Judged { truth: Truth::Unknown(why), grounds: judged.grounds })),
        }
    }
    if named.is_empty() && !anywhere.is_empty() {
        return vec![(Some(frame.general_subject()), anywhere)];
    }
    named
        .into_values()
        .map(|(text, mut members)| {
            members.extend(anywhere.iter().cloned());
            (Some(text), members)
        })
        .collect()
}
