//! `all-in`: each value taken from the rows is among the values of other rows.

use super::rule_run::{FindingDraft, RuleRun, grounds};
use super::truth::{Ground, Truth};
use super::{Finding, compare, words};
use crate::estate::facts;
use crate::estate::value::{Seen, Unknown, Value};
use crate::estate::{Object, UnknownReason};
use crate::rule::{Condition, Name, Noun};
use crate::source::Span;
use std::collections::BTreeMap;

/// What is looked into.
#[derive(Default)]
struct Pool {
    /// Values that are certainly there, folded.
    certain: BTreeMap<String, Vec<Span>>,
    /// Why values may be there that are not seen, and the command that would show them.
    doubts: Vec<(UnknownReason, Vec<Ground>, String)>,
    /// The places that were looked at, for findings of what is missing.
    looked_at: Vec<Ground>,
}

/// Judges each value.
pub(super) fn judge(rule_run: &RuleRun<'_, '_>, from: Noun, filter: &Condition, take: &Name, findings: &mut Vec<Finding>) {
    let (Some(noun), Some(left)) = (rule_run.rule.from, &rule_run.rule.take) else { return };
    let rows = rule_run.rows(noun);
    let selected = rule_run.select(&rows);
    rule_run.gaps(&rows.gaps, findings);
    let others = rule_run.rows(from);
    let pool = pool(rule_run, others.objects.iter().map(|row| &**row), filter, take);
    let mut is_open = false;
    let mut is_idle = true;
    for (row, picked) in selected {
        let known = compare::read(left, &rule_run.view, Some(row));
        let places = compare::places(&known, Some(row));
        let (items, cut) = match &*known {
            Err(Unknown { why, .. }) => {
                is_idle = false;
                rule_run.unknown(
                    why,
                    &FindingDraft { row: Some(row), grounds: grounds(places, &words::why(why)), ..FindingDraft::default() },
                    findings,
                );
                continue;
            }
            Ok(Seen { value, .. }) => items(value, &places),
        };
        if let Some(why) = cut {
            let subject = Some(row.subject.clone());
            let grounds = grounds(places.clone(), &words::why(&why));
            rule_run.unknown(&why, &FindingDraft { row: Some(row), subject, grounds, ..FindingDraft::default() }, findings);
        }
        for (text, spans) in items {
            is_idle = false;
            let mut said = FindingDraft { row: Some(row), grounds: grounds(spans, left.text), ..FindingDraft::default() };
            said.item = Some(text.clone());
            if let Some(found) = pool.certain.get(&text.to_lowercase()) {
                said.grounds.extend(grounds(found.clone(), "found here"));
                rule_run.certain(true, &said, findings);
            } else if !others.gaps.is_empty() {
                is_open = true;
            } else if let Some((why, doubt, command)) = pool.doubts.first() {
                // The place that leaves it open is what the person must look at, and what has to be captured again; then what asks for it.
                let mut places = doubt.clone();
                let label: std::sync::Arc<str> = rule_run.label(left.text, &said).into();
                places.extend(said.grounds.iter().map(|ground| Ground { span: ground.span, label: label.clone() }));
                said.grounds = places;
                rule_run.unknown(why, &said, findings);
                if let (false, Some(finding)) = (matches!(why, UnknownReason::NotCaptured { .. }), findings.last_mut()) {
                    finding.help = words::remedy(why, command);
                }
            } else if let Truth::Unknown(why) = &picked.truth {
                said.grounds = picked.grounds.clone();
                rule_run.unknown(why, &said, findings);
            } else {
                said.grounds.extend(pool.looked_at.iter().cloned());
                rule_run.certain(false, &said, findings);
            }
        }
    }
    if is_open || (is_idle && !rows.gaps.is_empty()) {
        rule_run.gaps(&others.gaps, findings);
    } else if is_idle && rows.gaps.is_empty() {
        rule_run.nothing(noun, findings);
    }
}

fn pool<'o>(rule_run: &RuleRun<'_, '_>, rows: impl Iterator<Item = &'o Object>, filter: &Condition, take: &Name) -> Pool {
    let mut pool = Pool::default();
    for row in rows {
        let picked = compare::condition(filter, &rule_run.view, Some(row));
        if picked.truth == Truth::False {
            continue;
        }
        let known = compare::read(take, &rule_run.view, Some(row));
        let places = compare::places(&known, Some(row));
        let value = match (&picked.truth, &*known) {
            (_, Err(Unknown { why, .. })) => {
                pool.doubts.push((why.clone(), grounds(places, &words::why(why)), words::command(why, Some(row), rule_run.rule)));
                continue;
            }
            (Truth::Unknown(why), _) => {
                pool.doubts.push((why.clone(), picked.grounds, words::command(why, Some(row), rule_run.rule)));
                continue;
            }
            (_, Ok(Seen { value, .. })) => value,
        };
        let (items, cut) = items(value, &places);
        let state = if cut.is_some() { "list cut" } else { "list complete" };
        pool.looked_at.extend(grounds(places.clone(), &format!("{}, {state}", counted(items.len(), take))));
        if let Some(why) = cut {
            let command = words::command(&why, Some(row), rule_run.rule);
            pool.doubts.push((why.clone(), grounds(places, &words::why(&why)), command));
        }
        for (text, spans) in items {
            pool.certain.entry(text.to_lowercase()).or_default().extend(spans);
        }
    }
    pool
}

/// How many values there are. What is derived from a list holds only those of its values that can match: its reader counts more in the capture.
fn counted(count: usize, take: &Name) -> String {
    let values = if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
    if facts::fact(take.text).is_some() { format!("{values} here that can match") } else { format!("{values} read here") }
}

type Items = Vec<(String, Vec<Span>)>;

/// The items of a value with their places; a blank value has none. The reason if there are more.
fn items(value: &Value, places: &[Span]) -> (Items, Option<UnknownReason>) {
    match value {
        Value::Null => (Vec::new(), None),
        Value::List(list) => {
            let item = |item: &crate::estate::Item| (item.text.clone(), item.at.map_or_else(|| places.to_vec(), |at| vec![at]));
            let cut = (!list.complete).then_some(UnknownReason::Truncated { shown: list.items.len() });
            (list.items.iter().map(item).collect(), cut)
        }
        Value::Text(text) | Value::Guid(text) => (vec![(text.clone(), places.to_vec())], None),
        Value::Url(url) => (vec![(url.as_str().to_owned(), places.to_vec())], None),
        other => (vec![(words::whole(other), places.to_vec())], None),
    }
}
